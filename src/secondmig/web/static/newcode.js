/** A code written while one codes: it is in the codebook before it is applied, its definition comes later. */
import { call } from "./api.js";
import { beginSending, tell } from "./book_send.js";
import { publish, state } from "./state.js";

const LONGEST = 60; // letters of a label that is taken from the text
const UNDER = "secondmig under ";

beginSending(() => {});

/** @returns {Promise<string>} the id of the new code, which the page knows by then */
export async function newCode({ label, under = null, book = "" }) {
  const told = await tell("POST", "/api/codebook/codes", { label, ...(under === null ? { book } : { under }) });
  keep(under ?? `book ${book}`);
  try {
    const { codes, facets, codebooks } = await call("GET", "/api/codebook");
    Object.assign(state, { codes, facets, codebooks: codebooks.map((each) => `${each.id}@${each.version}`) });
  } catch {
    // The news bring the whole of it in a moment.
    const above = state.codes[under] ?? { hue: 0, path: [], label: "", book };
    const path = under === null ? [] : [...above.path, above.label];
    state.codes = { ...state.codes, [told.code]: { book: above.book, label, path, parent: under, codable: true, hue: above.hue, pattern: 0, key: label.slice(0, 2).toUpperCase() } };
  }
  publish("codebooks", state.codebooks);
  return told.code;
}

/** What a new code may come under: where the last one came, headings of the codes used last, all other headings, the top. */
export function places() {
  const all = Object.entries(state.codes).map(([id, code]) => ({ id, ...code }));
  const headings = all.filter((each) => !each.codable && !each.retired);
  const recent = state.recent.map((id) => state.codes[id]?.parent).filter(Boolean);
  const first = [last(), ...recent].filter((id) => state.codes[id] && !state.codes[id].retired);
  const rank = (each) => (first.includes(each.id) ? first.indexOf(each.id) : first.length);
  const tops = (state.codebooks ?? []).map((name) => ({ id: `book ${name.replace(/@\d+$/, "")}`, label: name.replace(/@\d+$/, ""), path: [], key: "", top: true, hue: 10, pattern: 0 }));
  const kept = all.filter((each) => each.codable && !each.retired && first.includes(each.id));
  return { near: [...headings, ...kept].sort((a, b) => rank(a) - rank(b)).concat(tops), all: [...headings, ...all.filter((each) => each.codable && !each.retired), ...tops] };
}

/** Words of the text as a label. */
export function labelOf(words) {
  const plain = [...words.replace(/\s+/g, " ").trim().replace(/^[\p{P}\s]+|[\p{P}\s]+$/gu, "")];
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST - 1).join("").trim()}…` : plain.join("");
}

function last() {
  try {
    return localStorage.getItem(UNDER + state.coder);
  } catch {
    return null;
  }
}

function keep(id) {
  try {
    localStorage.setItem(UNDER + state.coder, id);
  } catch {
    // Then the order is that of the codes used last.
  }
}
