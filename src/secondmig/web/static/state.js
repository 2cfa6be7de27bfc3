/**
 * What the page knows: the one place where codings are held, and the only one that changes them.
 *
 * Topics: "codings" (turn indexes that changed), "rev", "focus", "selection", "outbox", "codes", "document".
 */
import { ByTurn, byPlace, freeLane, lanesOf } from "./lanes.js";

const listeners = new Map();

export const state = {
  document: null,
  coder: "",
  mode: "code",
  rev: 0,
  turns: [],
  gaps: [],
  codes: {},
  codings: new Map(),
  lanes: new Map(),
  byTurn: null,
  focus: 0,
  recent: [],
  persons: [],
  core: [],
};

/** Call `heard` whenever something is said on a topic. */
export function subscribe(topic, heard) {
  if (!listeners.has(topic)) listeners.set(topic, []);
  listeners.get(topic).push(heard);
}

export function publish(topic, told) {
  for (const heard of listeners.get(topic) ?? []) heard(told);
}

/** Take in the island that the server put into the page. */
export function begin(island) {
  Object.assign(state, {
    document: island.document,
    coder: island.coder,
    rev: island.rev,
    turns: island.turns,
    gaps: island.gaps ?? [],
    codes: island.codes,
    facets: island.facets ?? {},
    codebooks: island.codebooks ?? [],
    person: island.person ?? null,
    persons: island.persons ?? [],
    core: island.core ?? [],
  });
  state.byTurn = new ByTurn(island.turns.map((turn) => [turn[4], turn[5]]));
  for (const row of island.codings) state.codings.set(row.id, row);
  state.byTurn.fill(island.codings);
  state.lanes = lanesOf(state.codings.values());
}

/** Find out which codes were used last. */
export function recall() {
  state.recent = recentAtFirst();
}

/** Take in the codes on a page without a transcript. */
export function beginAway({ coder, codes, facets = {}, core = [] }) {
  Object.assign(state, { coder, codes, facets, core, byTurn: new ByTurn([]) });
  recall();
}

/** The codes that this coder used last: in this transcript, and before it as this browser remembers. */
function recentAtFirst() {
  const own = [...state.codings.values()].filter((row) => row.mine).sort((a, b) => b.seen - a.seen);
  let before = [];
  try {
    before = JSON.parse(localStorage.getItem(RECENT + state.coder) ?? "[]");
  } catch {
    before = [];
  }
  const codes = [...before, ...own.map((row) => row.code)].filter((id) => state.codes[id]?.codable);
  return [...new Set(codes)].slice(0, 9);
}

const RECENT = "secondmig recent ";

function hold(row) {
  state.codings.set(row.id, row);
  return state.byTurn.add(row);
}

/**
 * Rows as the server has them now, and the ids of those that are gone.
 *
 * @returns {Set<number>} the turns to be drawn again
 */
export function apply({ rows: told = [], gone = [], rev = state.rev }) {
  const turns = new Set();
  const all = (found) => found.forEach((i) => turns.add(i));
  const rows = told.filter((row) => !same(row, state.codings.get(row.id)));
  for (const id of [...gone, ...rows.map((row) => row.id)]) {
    const before = state.codings.get(id);
    if (!before) continue;
    all(state.byTurn.remove(before));
    state.codings.delete(id);
  }
  const now = rows.filter((row) => row.status === "current").sort(byPlace);
  for (const row of now) all(hold(row));
  for (const row of now) state.lanes.set(row.id, laneFor(row));
  for (const id of gone) if (!state.codings.has(id)) state.lanes.delete(id);
  if (turns.size > 0) publish("codings", turns);
  if (rev > state.rev) {
    state.rev = rev;
    publish("rev", rev);
  }
  return turns;
}

/** A coding that was made here has its name at the server by now; what is drawn stays. */
export function rename(from, to) {
  const row = state.codings.get(from);
  if (!row || from === to || state.codings.has(to)) return;
  state.byTurn.remove(row);
  state.codings.delete(from);
  state.lanes.set(to, state.lanes.get(from));
  state.lanes.delete(from);
  hold({ ...row, id: to });
  publish("renamed", { from, to });
}

/** Whether a row says what is held already: who hears the own acts again need not draw them again. */
function same(row, before) {
  if (before === undefined || row.status !== "current") return false;
  return FIELDS.every((name) => row[name] === before[name]) && written(row.facets) === written(before.facets);
}

const FIELDS = ["start", "end", "code", "coder", "origin", "memo", "seen", "mine", "version"];
const written = (facets) => JSON.stringify(Object.entries(facets ?? {}).sort());

/** A lane that no coding at this place has, if it can be the one it had: what is drawn already does not move. */
function laneFor(row) {
  const ids = state.byTurn.touched(row.start, row.end).flatMap((i) => [...state.byTurn.held[i]]);
  const others = new Set(ids.filter((id) => id !== row.id));
  return freeLane(row, [...others].map((id) => state.codings.get(id)), state.lanes);
}

/** Codings that touch a turn, in lane order. */
export function codingsAt(index) {
  return [...state.byTurn.held[index]].map((id) => state.codings.get(id)).sort(byPlace);
}

/** The person who speaks a turn: whose speaker it is, else the first of the transcript. */
export function personAt(index) {
  const speaker = state.turns[index]?.[2];
  return state.persons.find((each) => each.speakers.includes(speaker)) ?? state.person;
}

/** Remember that a code was used, the last one first. */
export function used(code) {
  state.recent = [code, ...state.recent.filter((each) => each !== code)].slice(0, 9);
  try {
    localStorage.setItem(RECENT + state.coder, JSON.stringify(state.recent));
  } catch {
    // Without a storage the next page begins from the codings alone.
  }
  publish("codes", code);
}
