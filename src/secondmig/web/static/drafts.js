/**
 * Memos as they are written: saved when nothing was typed for a moment, kept in the browser until the server has
 * them, and never written over what somebody else saved meanwhile.
 *
 * A draft is {key, about, subject, id, seen, text, saved, status, at, theirs}. `status` is one of
 * "saved" | "waiting" | "saving" | "retrying" | "conflict" | "refused"; `theirs` is the memo as it stands at the
 * server, or null where it is gone.
 */
import { ApiError, call } from "./api.js";

const PAUSE = 800; // milliseconds
const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;

/**
 * Where memos are saved. Other texts that are written in the same way have a place of their own like this one;
 * `fixed` where an id is known before anything is written, so that a text may be emptied, too.
 */
const MEMOS = {
  store: "secondmig memo ",
  fixed: false,
  request,
  made: (answer) => answer.memo,
  current: async (draft) => (await call("GET", "/api/memos")).memos.find((each) => each.id === draft.id) ?? null,
};

let server = MEMOS;
const drafts = new Map();
let coder = "";
let tell = () => {};
let numbers = 0;

/**
 * Begin, with what an earlier visit left unsaved.
 *
 * @param {string} who
 * @param {(draft: object, event: "status" | "saved" | "gone") => void} heard
 * @param {typeof MEMOS} place where they are saved
 */
export function beginDrafts(who, heard, place = MEMOS) {
  coder = who;
  tell = heard;
  server = place;
  for (const kept of stored()) {
    const draft = { ...kept, status: "waiting", at: null, theirs: null, timer: 0, wait: FIRST_WAIT };
    drafts.set(draft.key, draft);
    schedule(draft, 0);
  }
  globalThis.addEventListener("beforeunload", (event) => {
    if ([...drafts.values()].some(unsaved)) event.preventDefault();
  });
  globalThis.addEventListener("online", () => [...drafts.values()].filter(unsaved).forEach((each) => schedule(each, 0)));
}

/** Whether the server has not got all of it. */
export const unsaved = (draft) => draft.inflight !== undefined || (draft.text.trim() !== draft.saved.trim() && (server.fixed || draft.text.trim() !== ""));

/** What was saved elsewhere takes the place of a draft in which nothing is unsaved. */
export function renew(draft, { seen, text }) {
  if (unsaved(draft) || draft.status === "conflict") return;
  Object.assign(draft, { seen, text, saved: text });
  set(draft, "saved");
}

/** The draft of a memo, or a new one on something. */
export function draftOf({ id = null, about, subject, seen = 0, text = "" }) {
  const open = [...drafts.values()].find((each) => (id === null ? each.id === null && each.about === about && each.subject === subject : each.id === id));
  if (open) return open;
  numbers += 1;
  const draft = { key: `${Date.now()}-${numbers}`, about, subject, id, seen, text, saved: id === null ? "" : text, status: "saved", at: null, theirs: null, timer: 0, wait: FIRST_WAIT };
  drafts.set(draft.key, draft);
  return draft;
}

/** All that are open. */
export const openDrafts = () => [...drafts.values()];

/** What is written now. */
export function type(draft, text) {
  draft.text = text;
  keep(draft);
  if (draft.status === "conflict") return;
  set(draft, unsaved(draft) ? "waiting" : "saved");
  schedule(draft, PAUSE);
}

/** Save at once what is not saved. */
export function flush(draft) {
  if (draft.status !== "conflict") schedule(draft, 0);
}

/** Done with it: it is saved if it can be, and forgotten here once it is. */
export function close(draft) {
  draft.closing = true;
  flush(draft);
  if (!unsaved(draft)) forget(draft);
}

/** Write nothing of it. */
export function forget(draft) {
  clearTimeout(draft.timer);
  drafts.delete(draft.key);
  drop(draft);
}

/** End a conflict: "mine" stands, "theirs" stands, or "both" are put into the text to be merged. */
export function resolve(draft, which) {
  const { theirs } = draft;
  if (!server.fixed) draft.id = theirs?.id ?? null;
  draft.seen = theirs?.seen ?? 0;
  draft.saved = theirs?.text ?? "";
  if (which === "theirs") draft.text = draft.saved;
  else if (which === "both") draft.text = `${draft.saved}\n\n---\n\n${draft.text}`;
  draft.theirs = null;
  if (which === "theirs" && theirs === null && !server.fixed) {
    set(draft, "saved", "gone");
    forget(draft);
    return;
  }
  keep(draft);
  set(draft, unsaved(draft) ? "waiting" : "saved", "saved");
  schedule(draft, 0);
}

function schedule(draft, wait) {
  clearTimeout(draft.timer);
  draft.timer = setTimeout(() => save(draft), wait);
}

async function save(draft) {
  if (draft.sending || draft.status === "conflict" || !drafts.has(draft.key) || !unsaved(draft)) return;
  draft.sending = true;
  // The same request goes again, under the same id, until it is answered.
  draft.inflight ??= server.request(draft);
  keep(draft);
  set(draft, draft.wait > FIRST_WAIT ? "retrying" : "saving");
  try {
    const { method, path, body } = draft.inflight;
    taken(draft, await call(method, path, body), body.text);
  } catch (error) {
    await failed(draft, error);
  } finally {
    draft.sending = false;
  }
  if (draft.status === "waiting") schedule(draft, 0);
}

function request(draft) {
  const body = { act: crypto.randomUUID(), text: draft.text };
  if (draft.id === null) return { method: "POST", path: "/api/memos", body: { ...body, about: draft.about, subject: draft.subject } };
  return { method: "PATCH", path: `/api/memos/${encodeURIComponent(draft.id)}`, body: { ...body, seen: draft.seen } };
}

function taken(draft, answer, sent) {
  const memo = server.made(answer);
  delete draft.inflight;
  draft.wait = FIRST_WAIT;
  draft.at = new Date();
  draft.saved = sent;
  if (memo) Object.assign(draft, { id: memo.id, seen: memo.seen });
  set(draft, unsaved(draft) ? "waiting" : "saved", "saved", memo);
  if (unsaved(draft)) keep(draft);
  else drop(draft);
  if (draft.closing && !unsaved(draft)) forget(draft);
}

async function failed(draft, error) {
  const final = error instanceof ApiError && error.status < 500 && ![401, 408, 429].includes(error.status);
  if (!final) {
    draft.wait = Math.min(LONGEST_WAIT, draft.wait * 2);
    set(draft, "retrying");
    schedule(draft, draft.wait);
    return;
  }
  delete draft.inflight;
  if (error.status !== 412) {
    draft.closing = false;
    draft.said = [error.told.message, error.told.hint].filter(Boolean).join(" · ");
    set(draft, "refused");
    return;
  }
  try {
    draft.theirs = await server.current(draft);
  } catch {
    set(draft, "retrying");
    schedule(draft, draft.wait);
    return;
  }
  draft.closing = false;
  if ((draft.theirs?.text ?? (server.fixed ? "" : null)) === draft.text.trim()) resolve(draft, "theirs");
  else set(draft, "conflict");
}

function set(draft, status, event = "status", memo = null) {
  draft.status = status;
  tell(draft, event, memo);
}

function keep(draft) {
  const { key, about, subject, id, seen, text, saved, inflight } = draft;
  try {
    localStorage.setItem(`${server.store}${coder} ${key}`, JSON.stringify({ key, about, subject, id, seen, text, saved, inflight }));
  } catch {
    // Without a storage a memo that is not saved yet is lost with the page, which says so before it is left.
  }
}

function drop(draft) {
  try {
    localStorage.removeItem(`${server.store}${coder} ${draft.key}`);
  } catch {
    // As above.
  }
}

function stored() {
  try {
    return Object.keys(localStorage)
      .filter((name) => name.startsWith(`${server.store}${coder} `))
      .map((name) => JSON.parse(localStorage.getItem(name)));
  } catch {
    return [];
  }
}
