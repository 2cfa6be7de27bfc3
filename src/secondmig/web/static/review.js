/**
 * Review: suggestions are walked through and accepted or rejected; nothing of them counts until somebody
 * accepts. The server says what waits and does what is said, here it is shown at once.
 *
 * Tab walks from suggestion to suggestion only while the focus is in the text. Beyond the last one, before the
 * first one and after Escape it leaves the text as it does everywhere.
 */
import { call } from "./api.js";
import { focused, focusText, goTo, reveal } from "./cursor.js";
import { announce } from "./live.js";
import { offer } from "./modes.js";
import { make } from "./dom.js";
import { put } from "./outbox.js";
import { askAll, drawReview, evidenceOf } from "./review_pane.js";
import { clearSuggestions, paintSuggestions } from "./review_paint.js";
import { select, selected } from "./selection.js";
import { apply, publish, state, subscribe } from "./state.js";
import { t } from "./strings.js";
import { boundsAt } from "./text.js";

const SOON = 300;
/** `rows` wait; `at` is the one meant; `editing` the one whose ends are being changed. */
export const view = { told: null, rows: [], decided: 0, error: "", at: null, editing: null };
/** Suggestions with a verdict that the list of the server may not know yet -> whether it was answered. */
const said = new Map();
let released = false;
let asked = 0;
let later = 0;
let made = 0;
let back = () => {};

/** Offer the mode; before `beginModes`. */
export function beginReview(how) {
  back = how.back;
  const only = (holds, act) => (holds() ? act : undefined);
  offer("review", {
    enter,
    leave,
    acts: {
      get nextSuggestion() {
        return only(() => canStep(1), () => step(1));
      },
      get previousSuggestion() {
        return only(() => canStep(-1), () => step(-1));
      },
      accept: () => accept(view.at),
      reject: () => reject(view.at),
      editSuggestion: () => edit(view.at),
      acceptAll: () => all(current()?.code),
      get clear() {
        return only(() => view.at !== null || view.editing !== null, release);
      },
      get palette() {
        return only(() => view.editing !== null, () => accept(view.editing));
      },
    },
  });
  const on = (topic, heard) => subscribe(topic, (told) => state.mode === "review" && heard(told));
  on("focus", draw);
  on("codings", soon);
  on("codebooks", soon);
  on("rev", soon);
  on("answered", answered);
  on("refused", ({ about }) => {
    (about.verdict ?? []).forEach((id) => said.delete(id));
    load();
  });
  const root = document.querySelector("#transcript");
  root.addEventListener("focusin", (event) => root.contains(event.relatedTarget) || (released = false));
  root.addEventListener("pointerdown", () => (released = false));
}

function enter() {
  const right = document.querySelector("#right");
  right.prepend(make("section", { id: "review", "aria-labelledby": "review-title" }));
  released = false;
  draw();
  load();
}

function leave() {
  clearSuggestions();
  document.querySelector("#review")?.remove();
  Object.assign(view, { told: null, rows: [], decided: 0, error: "", at: null, editing: null });
}

function soon() {
  clearTimeout(later);
  later = setTimeout(load, SOON);
}

/** Ask the server what waits; of two answers the later question counts. */
export async function load() {
  clearTimeout(later);
  const mine = (asked += 1);
  // A list that was asked for before an answer may be older than it.
  const settled = [...said].filter(([, answered]) => answered).map(([id]) => id);
  let told = null;
  let error = "";
  try {
    told = await call("GET", `${here()}/suggestions`);
  } catch (problem) {
    error = [problem.told?.message, problem.told?.hint].filter(Boolean).join(" · ") || t("trouble.refused");
  }
  if (mine !== asked || state.mode !== "review") return;
  if (told) {
    settled.forEach((id) => said.delete(id));
    take(told);
  }
  view.error = error;
  show();
}

function take(told) {
  const rows = told.version === state.document.version ? told.suggestions.filter((row) => !said.has(row.id)) : [];
  Object.assign(view, { told, rows, decided: told.decided + told.suggestions.length - rows.length });
  if (!current()) view.at = null;
  if (view.editing !== view.at) view.editing = null;
}

const here = () => `/api/d/${encodeURIComponent(state.document.id)}`;
const current = () => view.rows.find((row) => row.id === view.at) ?? null;
const turnOf = (row) => state.byTurn.touched(row.start, row.end)[0] ?? 0;
const labelOf = (code) => state.codes[code]?.label ?? code;

function show() {
  paintSuggestions(view.rows, view.at);
  draw();
}

function draw() {
  drawReview(view, { step, choose, accept, reject, edit, all, turnPass });
}

/** Where the next or previous suggestion is among those that wait; -1 beyond the ends. */
function nextAt(by) {
  const at = view.rows.findIndex((row) => row.id === view.at);
  if (at >= 0 && turnOf(view.rows[at]) === focused()) {
    const next = at + by;
    return next < view.rows.length ? next : -1;
  }
  const [start] = boundsAt(focused());
  return by > 0 ? view.rows.findIndex((row) => row.start >= start) : view.rows.findLastIndex((row) => row.start < start);
}

const canStep = (by) => !released && nextAt(by) >= 0;

/** Go to the next or previous suggestion; the buttons go round. */
function step(by) {
  if (view.rows.length === 0) {
    announce(t("review.nothing"));
    return;
  }
  const at = nextAt(by);
  choose(view.rows[at >= 0 ? at : by > 0 ? 0 : view.rows.length - 1].id);
}

/** Mean a suggestion: go to it, bring it out, say what it is. */
function choose(id, before = "") {
  if (view.editing !== null) select(null);
  Object.assign(view, { at: id, editing: null });
  const row = current();
  if (row) {
    select(null);
    goTo(turnOf(row));
    reveal(row.start);
    announce(before ? `${before} ${sentence(row, "review.saidNext")}` : sentence(row, "review.said"));
  } else if (before) announce(before);
  show();
}

function sentence(row, key) {
  const at = view.rows.indexOf(row) + 1;
  return t(key, { at, n: view.rows.length, label: labelOf(row.code), evidence: evidenceOf(row) });
}

/** Escape: nothing is meant any more, and Tab leaves the text again. */
function release() {
  if (view.editing !== null) {
    view.editing = null;
    select(null);
    announce(t("review.endsLeft"));
    show();
    return;
  }
  released = true;
  view.at = null;
  announce(t("review.released"));
  show();
}

/** What is meant, else the first of the turn, which is then only brought out. */
function meant(id) {
  released = false;
  const row = view.rows.find((each) => each.id === id);
  if (!row) step(1);
  return row;
}

function accept(id) {
  const row = meant(id);
  if (!row) return;
  const own = view.editing === id ? selected() : null;
  if (view.editing === id && !own) {
    announce(t("announce.nothing"));
    return;
  }
  const { start, end } = own ?? row;
  const name = `new-review-${Date.now()}-${(made += 1)}`;
  apply({ rows: [codingOf(row, name, start, end)] });
  const place = own ? { version: state.document.version, start, end, quote: own.quote } : {};
  tell([row], "accepted", place, { made: name });
  publish("made", name);
}

function codingOf(row, id, start, end) {
  const origin = row.engine === "cues" ? "cue" : `${row.engine}@${row.engine_version}`;
  const { code, facets } = row;
  const how = { coder: state.coder, mine: true, origin, status: "current", memo: "", seen: 0 };
  return { id, start, end, code, facets, version: state.document.version, ...how };
}

function reject(id) {
  const row = meant(id);
  if (row) tell([row], "rejected", {}, {});
}

/** Send a verdict on one suggestion, and go on to the next. */
function tell([row], verdict, more, about) {
  const at = view.rows.indexOf(row);
  put("POST", `/api/suggestions/${encodeURIComponent(row.id)}/verdict`, { verdict, ...more }, { document: state.document.id, verdict: [row.id], ...about });
  gone([row]);
  const left = t("review.leftShort", { n: view.rows.length });
  const done = `${t(`review.${verdict}`, { label: labelOf(row.code) })} ${left}`;
  select(null);
  choose((view.rows[at] ?? view.rows.at(-1))?.id ?? null, done);
}

function gone(rows) {
  for (const row of rows) said.set(row.id, false);
  view.rows = view.rows.filter((row) => !said.has(row.id));
  view.decided += rows.length;
  view.editing = null;
}

/** Let the ends be changed as a selection; y or Enter accepts. */
function edit(id) {
  const row = meant(id);
  if (!row) return;
  Object.assign(view, { at: id, editing: id });
  goTo(turnOf(row));
  focusText();
  select(row.start, row.end);
  announce(t("review.editing"));
  show();
}

/** Accept every suggestion of a code in this transcript, once somebody said yes; one undo takes them back. */
function all(code) {
  const rows = view.rows.filter((row) => row.code === code);
  if (rows.length === 0) announce(t("review.choose"));
  else if (rows.length === 1) accept(rows[0].id);
  else askAll(labelOf(code), rows.length, () => acceptAll(rows), back);
}

function acceptAll(rows) {
  const ids = rows.map((row) => row.id);
  put("POST", `${here()}/verdicts`, { verdict: "accepted", suggestions: ids }, { document: state.document.id, verdict: ids });
  gone(rows);
  choose(null, `${t("review.acceptedAll", { n: rows.length, label: labelOf(rows[0].code) })} ${t("review.leftShort", { n: view.rows.length })}`);
}

function turnPass(finished) {
  put("POST", `${here()}/pass`, { finished }, { document: state.document.id, pass: true });
}

/** An answer of the server: what it did is in every list that is asked for from now on. */
function answered({ about, told }) {
  (about.verdict ?? []).forEach((id) => said.has(id) && said.set(id, true));
  if (about.pass) announce(t(told.finished ? "review.finished" : "review.reopened"));
  if (about.verdict || about.which || about.pass) soon();
}

