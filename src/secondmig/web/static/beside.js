/** What lies beside the text: memos and ties between codings, as the server has them. */
import { call } from "./api.js";
import { publish, state, subscribe } from "./state.js";

const PLAIN = new Set(["code add", "code change"]);
export const held = { memos: [], relations: [] };
let asking = false;
let stale = false;

export function beginBeside() {
  subscribe("events", (events) => events.some((each) => !PLAIN.has(each.verb)) && refresh());
  subscribe("answered", ({ told }) => (told.verb !== undefined || told.gone !== undefined) && refresh());
  refresh();
}

/** Read it again; asked for twice in a row, once more when the first answer is there. */
export async function refresh() {
  stale = true;
  if (asking) return;
  asking = true;
  try {
    while (stale) {
      stale = false;
      take(await call("GET", `/api/beside/${encodeURIComponent(state.document.id)}`));
    }
  } catch {
    // The next change asks again; whether the server is away is told by the polling.
  } finally {
    asking = false;
  }
}

function take({ memos, relations }) {
  if (JSON.stringify([memos, relations]) === JSON.stringify([held.memos, held.relations])) return;
  Object.assign(held, { memos, relations });
  publish("beside", held);
}

/** A row that the server just answered with. */
export function learn(kind, row, gone = null) {
  const rows = held[kind].filter((each) => each.id !== (row?.id ?? gone));
  held[kind] = row ? [...rows, row] : rows;
  publish("beside", held);
}

/** The memos on one thing. */
export const memosOn = (about, subject) => held.memos.filter((each) => each.about === about && each.subject === subject);
