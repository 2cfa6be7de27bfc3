/** The codebook as the page holds it: what the server told, and the tree that is seen of it. No DOM. */
import { folded } from "./rank.js";

/** What the server told last, and the codes by id and by what they stand under ("book ID" at the top). */
export const held = { desk: null, byId: new Map(), under: new Map() };

export function take(desk) {
  held.desk = desk;
  held.byId = new Map(desk.codes.map((code) => [code.id, code]));
  held.under = new Map();
  for (const code of desk.codes) held.under.set(over(code), [...(held.under.get(over(code)) ?? []), code.id]);
}

/** What a code stands under. */
const over = (code) => (code.parent && held.byId.has(code.parent) ? code.parent : rootOf(code.book));

export const rootOf = (book) => `book ${book}`;
export const bookOf = (id) => held.byId.get(id)?.book ?? id.replace(/^book /, "");
export const codeOf = (id) => held.byId.get(id);

/** The version of the codebook that is seen, as acts name it. */
export function seenOf(id) {
  const book = held.desk.books.find((each) => each.id === bookOf(id));
  return book ? `${book.id}@${book.version}` : "";
}

/** The codes that stand under the same code or codebook, in their order, itself among them. */
export function besideOf(id) {
  const code = codeOf(id);
  return code ? held.under.get(over(code)) : [];
}

/** What stands under a code, itself left out. */
export function below(id) {
  const found = [];
  for (const each of held.under.get(id) ?? []) found.push(each, ...below(each));
  return found;
}

/** The codes above, the codebook first. */
export function above(id) {
  const code = codeOf(id);
  if (!code) return [];
  return [...above(over(code)), over(code)];
}

/**
 * The rows of the tree that are seen, from the top down.
 *
 * @param {Set<string>} closed what is folded; a filter opens all
 * @param {string} typed letters that id, label, key or definition must hold
 * @returns {Array<{id: string, level: number, at: number, of: number, open: boolean | null, hit: boolean}>} `open`
 *   is null where nothing stands under it; `hit` says that it holds the letters itself
 */
export function rowsSeen(closed, typed) {
  const wanted = folded(typed);
  const kept = wanted === "" ? null : found(wanted);
  const rows = [];
  const walk = (ids, level) => {
    const here = ids.filter((id) => kept === null || kept.has(id));
    here.forEach((id, index) => {
      const inside = held.under.get(id) ?? [];
      const open = inside.length === 0 ? null : kept !== null || !closed.has(id);
      rows.push({ id, level, at: index + 1, of: here.length, open, hit: kept?.get(id) ?? false });
      if (open) walk(inside, level + 1);
    });
  };
  walk(held.desk.books.map((book) => rootOf(book.id)), 1);
  return rows;
}

function found(wanted) {
  const kept = new Map();
  for (const code of held.desk.codes) {
    const texts = [code.id, code.label, code.key, code.definition];
    if (!texts.some((each) => folded(each).includes(wanted))) continue;
    for (const id of above(code.id)) if (!kept.has(id)) kept.set(id, false);
    kept.set(code.id, true);
  }
  return kept;
}

/** An id for a code that is split off, as people make them; the server refuses one that was ever used. */
export function proposed(label, code, taken = []) {
  const lead = code.parent ? `${code.parent}-` : "";
  const letters = label.normalize("NFKD").toUpperCase().replace(/[^A-Z0-9]/g, "");
  const used = (id) => held.byId.has(id) || taken.includes(id);
  for (let n = 3; n <= Math.min(8, letters.length); n += 1) if (!used(lead + letters.slice(0, n))) return lead + letters.slice(0, n);
  const stem = letters.slice(0, 3) || "N";
  for (let n = 2; ; n += 1) if (!used(`${lead}${stem}${n}`)) return `${lead}${stem}${n}`;
}
