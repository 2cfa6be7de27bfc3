/** What the address of the page asks for, and what is asked of the server for it; no DOM. */

/** Names that may stand in the address several times. */
export const MANY = ["code", "coder", "case", "document", "language", "where", "group"];
const ONE = ["exact", "overlaps", "not", "followed", "near", "uncoded", "by"];
/** What only codings have: of no use where uncoded words are asked for. */
const OF_CODINGS = ["code", "exact", "where", "overlaps", "not", "followed", "near"];
export const EVERYBODY = "*";
const MOST_TURNS = 99;

/**
 * What is asked of the server.
 *
 * @param {URLSearchParams} params of the address
 * @param {{names: string[], usual: string[]}} coders all of them, and those whose codings are shown where the
 *   address names none
 * @param {Array<[string, string]>} more pairs that hold too
 */
export function asked(params, coders, more = []) {
  const found = new URLSearchParams();
  const uncoded = params.get("uncoded") !== null;
  for (const name of [...MANY, ...ONE]) {
    if (name === "coder" || (uncoded && OF_CODINGS.includes(name))) continue;
    for (const value of params.getAll(name)) if (value !== "") found.append(name, value);
  }
  for (const name of codersOf(params, coders)) found.append("coder", name);
  for (const [name, value] of more) found.append(name, value);
  return found;
}

/** Whose codings are shown. */
export function codersOf(params, { names, usual }) {
  const wanted = params.getAll("coder").filter((each) => each !== "");
  if (wanted.includes(EVERYBODY)) return names;
  return wanted.length > 0 ? wanted : usual;
}

/** The two sides of a comparison, or null: what both are of, and the pair that each adds. */
export function sides(params) {
  const [kind, ...name] = (params.get("compare") ?? "").split(":");
  const of = name.join(":");
  if (!["group", "where"].includes(kind) || of === "") return null;
  const side = (which) => ({ value: params.get(which) ?? "", pair: [kind, `${of}=${params.get(which) ?? ""}`] });
  return { kind, of, left: side("left"), right: side("right") };
}

/** A code and a number of turns out of "CODE:2". */
export function reach(text) {
  const at = (text ?? "").lastIndexOf(":");
  return at > 0 ? { code: text.slice(0, at), turns: Number(text.slice(at + 1)) || 0 } : null;
}

/** The other way. */
export function written(code, turns) {
  const number = Math.min(MOST_TURNS, Math.max(0, Math.trunc(Number(turns) || 0)));
  return `${code}:${number}`;
}

/** A copy of the address with a name set to these values, or without it. */
export function having(params, name, values) {
  const found = new URLSearchParams(params);
  found.delete(name);
  for (const value of [values].flat()) if (value !== "" && value !== null && value !== undefined) found.append(name, value);
  return found;
}

/** Whether anything is asked for at all. */
export const isEmpty = (params) => [...MANY, ...ONE].every((name) => name === "by" || name === "exact" || !params.get(name));
