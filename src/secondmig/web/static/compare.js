/**
 * Compare: two coders at one transcript, the one above the words, the other below, and what is decided where
 * they differ. The server finds the differences; here they are shown, walked through and decided on.
 */
import { call } from "./api.js";
import { drawCompare, focusReason } from "./compare_pane.js";
import { goTo } from "./cursor.js";
import { lanesOf } from "./lanes.js";
import { announce } from "./live.js";
import { offer } from "./modes.js";
import { rangeOf } from "./offsets.js";
import { put } from "./outbox.js";
import { highlight, showView } from "./paint.js";
import { again } from "./poll.js";
import { select } from "./selection.js";
import { codingsAt, state, subscribe } from "./state.js";
import { t } from "./strings.js";
import { wordsAt } from "./text.js";

/** What the pane shows; `told` is the server's answer. */
export const view = { told: null, error: "", away: false, at: null, kinds: new Set(), consensus: false, outcome: "recode", reason: "" };
let sides = null;
let asked = 0;
let later = 0;
/** Decisions on their way: what the server told before them does not take them from the page. */
const sent = new Map();

/** Offer the mode; before `beginModes`. */
export function beginCompare() {
  offer("compare", {
    enter,
    leave,
    acts: {
      nextDifference: () => step(1),
      previousDifference: () => step(-1),
      takeA: () => decide("a"),
      takeB: () => decide("b"),
      takeBoth: () => decide("both"),
      takeNeither: () => decide("neither"),
      memo: focusReason,
    },
  });
  const on = (topic, heard) => subscribe(topic, (told) => state.mode === "compare" && heard(told));
  on("focus", followed);
  for (const topic of ["codings", "codebooks", "rev"]) on(topic, soon);
  on("online", (there) => there && view.away && soon());
  for (const topic of ["answered", "refused"]) subscribe(topic, ({ about }) => settled(about));
  on("answered", ({ about, told }) => {
    if (about.consensus) {
      if (told.said) announce(told.said);
      again();
    }
    if (about.ruling || about.which || about.consensus) load();
  });
  on("refused", ({ about }) => (about.ruling || about.consensus) && load());
}

/** One decision fewer on its way; of two on the same difference the later counts. */
function settled({ ruling }) {
  if (ruling === undefined) return;
  const left = (sent.get(ruling)?.left ?? 1) - 1;
  if (left > 0) sent.get(ruling).left = left;
  else sent.delete(ruling);
}

/** What is talked about is in the turn that is read: a key never decides on what is out of sight. */
function followed(turn) {
  const meant = current();
  if (meant && !state.byTurn.touched(meant.start, meant.end).includes(turn)) {
    Object.assign(view, { at: null, reason: "" });
    layOutMark();
  }
  draw();
}

function enter() {
  document.querySelector("#right").append(Object.assign(document.createElement("section"), { id: "compare" }));
  select(null);
  load();
}

function leave() {
  document.querySelector("#compare")?.remove();
  Object.assign(view, { told: null, error: "", away: false, at: null });
  sides = null;
  for (const name of ["difference", "consensus"]) CSS.highlights?.delete(name);
  highlight(null);
  showView(null);
}

function soon() {
  clearTimeout(later);
  later = setTimeout(load, 400);
}

/** Ask the server; of two answers the later question counts. */
export async function load(coders = view.told?.coders ?? []) {
  const mine = (asked += 1);
  const query = coders.length === 2 ? `?${new URLSearchParams(coders.map((each) => ["coders", each]))}` : "";
  let told = null;
  let error = "";
  let away = false;
  try {
    told = await call("GET", `/api/d/${encodeURIComponent(state.document.id)}/compare${query}`);
  } catch (problem) {
    away = problem.status === undefined || problem.status >= 500;
    error = [problem.told?.message, problem.told?.hint].filter(Boolean).join(" · ") || t("bring.away");
  }
  if (mine !== asked || state.mode !== "compare") return;
  view.away = away;
  // While the server is away, what it told last stays; it is asked again when it is there.
  if (away && view.told) return;
  for (const each of told?.differences ?? []) each.decision = sent.get(each.id)?.decision ?? each.decision;
  Object.assign(view, { told, error });
  if (told && !told.differences?.some((each) => each.id === view.at)) view.at = null;
  layOut();
  draw();
}

function layOut() {
  if (!view.told?.differences) {
    sides = { first: new Set(), second: new Set(), lanes: new Map(), deepest: 0 };
  } else {
    const rows = (ids) => ids.map((id) => state.codings.get(id)).filter(Boolean);
    const [first, second] = [rows(view.told.first), rows(view.told.second)];
    const above = lanesOf(first);
    const lanes = new Map([...above, ...lanesOf(second)]);
    const deepest = Math.max(0, ...above.values());
    sides = { first: new Set(view.told.first), second: new Set(view.told.second), lanes, deepest };
  }
  showView({
    at: (turn) => codingsAt(turn).filter((row) => sides.first.has(row.id) || sides.second.has(row.id)),
    lane: (row) => sides.lanes.get(row.id) ?? 0,
    above: (row) => sides.first.has(row.id),
    beside: (row) => (sides.lanes.get(row.id) ?? 0) + (sides.first.has(row.id) ? 0 : sides.deepest + 1),
  });
  paintLayers();
}

/** The place that is talked about, and what the consensus holds, as the browser's own paint. */
function paintLayers() {
  const meant = current();
  mark("difference", meant ? [meant] : []);
  const third = view.consensus ? (view.told?.consensus ?? []) : [];
  mark("consensus", third.map((id) => state.codings.get(id)).filter(Boolean));
}

function mark(name, stretches) {
  const ranges = stretches
    .flatMap(({ start, end }) => state.byTurn.touched(start, end).map((i) => rangeOf([wordsAt(i)], start, end)))
    .filter(Boolean);
  if (ranges.length === 0) CSS.highlights?.delete(name);
  else CSS.highlights?.set(name, new Highlight(...ranges));
}

export const draw = () => drawCompare(view, { choose, decide, step, load, toggle, third, settle });

/** The difference that is talked about. */
export const current = () => view.told?.differences?.find((each) => each.id === view.at) ?? null;

/** Those that are walked through: of the kinds chosen, or all. */
export const walked = () => (view.told?.differences ?? []).filter((each) => view.kinds.size === 0 || view.kinds.has(each.kind));

function choose(id, { quiet = false } = {}) {
  view.at = id;
  const meant = current();
  if (meant) {
    select(null);
    goTo(state.byTurn.touched(meant.start, meant.end)[0] ?? 0);
    view.reason = meant.decision?.reason ?? "";
    if (!quiet) announce(said(meant));
  }
  layOutMark();
  draw();
}

function layOutMark() {
  paintLayers();
  highlight(current()?.first[0] ?? current()?.second[0] ?? null);
}

/** What a difference is, in one sentence. */
export function said(each) {
  const [a, b] = view.told.coders;
  const label = (code) => state.codes[code]?.label ?? code;
  const kind = t(`compare.kind.${each.kind}`);
  if (each.kind === "confusion") return t("compare.said.confusion", { kind, a, b, codeA: label(each.code_a), codeB: label(each.code_b) });
  if (each.kind === "one_coder") return t("compare.said.one_coder", { kind, who: each.code_a ? a : b, code: label(each.code_a || each.code_b) });
  return t(`compare.said.${each.kind}`, { kind, code: label(each.code_a), facet: each.facet.replaceAll("_", " ") });
}

/** The next or previous difference, seen from the one talked about, else from the turn that is read. */
function step(by) {
  const all = walked();
  if (all.length === 0) {
    announce(t("compare.none"));
    return;
  }
  const at = all.findIndex((each) => each.id === view.at);
  const here = state.turns[state.focus]?.[4] ?? 0;
  const behind = all.findIndex((each) => each.start >= here);
  const from = at >= 0 ? at : by > 0 ? (behind < 0 ? all.length : behind) - 1 : behind < 0 ? all.length : behind;
  choose(all[(from + by + all.length) % all.length].id);
}

/** Say whose reading holds, and go on to the next that is open. */
function decide(take) {
  const meant = current();
  if (!meant) {
    announce(t("compare.choose"));
    return;
  }
  const { outcome } = view;
  const reason = view.reason.trim();
  meant.decision = { take, outcome, reason, by: state.coder };
  sent.set(meant.id, { decision: meant.decision, left: (sent.get(meant.id)?.left ?? 0) + 1 });
  const asked = { differences: [meant.id], coders: view.told.coders, take, outcome, ...(reason ? { reason } : {}) };
  put("POST", "/api/rulings", asked, { document: state.document.id, ruling: meant.id });
  announce(t("compare.decided", { take: takeLabel(take) }));
  const all = walked();
  const at = all.indexOf(meant);
  const next = [...all.slice(at + 1), ...all.slice(0, at)].find((each) => each.decision === null);
  view.reason = "";
  choose(next?.id ?? meant.id, { quiet: !next });
}

/** A decision in words: the coder's name for "a" and "b". */
export function takeLabel(take) {
  const [a, b] = view.told.coders;
  return { a, b, both: t("compare.both"), neither: t("compare.neither") }[take];
}

function toggle(kind) {
  if (view.kinds.has(kind)) view.kinds.delete(kind);
  else view.kinds.add(kind);
  draw();
}

/** Make the consensus layer of this transcript, or bring it to what is decided by now. */
function settle() {
  const { id } = state.document;
  put("POST", `/api/d/${encodeURIComponent(id)}/consensus`, { coders: view.told.coders }, { document: id, consensus: true });
}

function third() {
  view.consensus = !view.consensus;
  paintLayers();
  draw();
}
