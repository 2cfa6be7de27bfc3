/** The page of one transcript: everything put together. */
import { beginAdder } from "./adder.js";
import { beginBar } from "./bar.js";
import { beginCodebook, pinned } from "./codebook.js";
import { answered, code, move, refused, remove, turnBack } from "./coding.js";
import * as cursor from "./cursor.js";
import { openFind } from "./find.js";
import { askTurn } from "./goto.js";
import { beginPane, current, cycle, unfold } from "./here.js";
import { beginKeys, showHelp } from "./keys.js";
import { announce } from "./live.js";
import { beginOutbox } from "./outbox.js";
import { beginPainting } from "./paint.js";
import { open } from "./palette.js";
import { beginPolling } from "./poll.js";
import { readSelection, select, selected, showAgain, watchSelection } from "./selection.js";
import { begin, codingsAt, state, subscribe } from "./state.js";
import { beginStrings, t } from "./strings.js";
import { boundsAt, readTurns, turnOf } from "./text.js";
import { unpacked } from "./island.js";

const root = document.querySelector("#transcript");
const island = JSON.parse(document.querySelector("#island").textContent);
let editing = null;

beginStrings(island.strings);
begin(unpacked(island));
readTurns(root);
watchSelection(root);
beginOutbox(state.coder, { answered, refused });
beginPainting(root);
beginPane();
beginCodebook({ use: useFromTree, back, pinned: island.pinned });
beginBar();
beginAdder(root, { choose: () => choose(null, t("palette.title")), repeat });
beginPolling();
beginKeys(root, {
  nextTurn: () => turn(1),
  previousTurn: () => turn(-1),
  forward: () => cursor.move(1),
  back: () => cursor.move(-1),
  grow: () => cursor.move(1, { grow: true }),
  shrink: () => cursor.move(-1, { grow: true }),
  character: () => unit("character"),
  word: () => unit("word"),
  sentence: () => unit("sentence"),
  turn: () => unit("turn"),
  widen: () => cursor.widen(),
  palette: enter,
  recent: () => choose(state.recent.length > 0 ? state.recent : null, t("palette.recent")),
  repeat,
  pinned: byDigit,
  cycle: () => cycle(selected()),
  nextCoding: () => jump(1),
  previousCoding: () => jump(-1),
  ends: edit,
  remove: () => current() && remove(current()),
  facets: () => document.querySelector("#here .facets select, #here .facets input")?.focus(),
  goTurn,
  find: () => openFind(back),
  codebook: () => document.querySelector("#codebook-filter")?.focus(),
  undo: () => turnBack("undo"),
  redo: () => turnBack("redo"),
  clear,
  help: showHelp,
});
subscribe("selection", cursor.follow);
subscribe("renamed", ({ from, to }) => {
  if (state.last === from) state.last = to;
  if (editing === from) editing = to;
});
root.addEventListener("click", (event) => {
  readSelection();
  const index = turnOf(event.target);
  if (index < 0) return;
  if (event.target.closest(".head")) select(...boundsAt(index));
  if (!selected()) {
    cursor.goTo(index, { scroll: false });
    const ids = event.target.closest(".coded")?.dataset.ids.split(" ");
    if (ids) unfold(innermost(ids, current()));
  }
  cursor.focusText();
});
// A press focuses what it meets: the turn, not the whole transcript, else the browser drops the press.
for (const each of root.children) each.tabIndex = -1;
root.tabIndex = -1;
root.addEventListener("focus", cursor.focusText);
cursor.goTo(begun(), { scroll: location.hash !== "" });
globalThis.addEventListener("hashchange", () => cursor.goTo(begun()));
if (document.activeElement === document.body) cursor.focusText();
document.querySelector("#help-button")?.addEventListener("click", showHelp);
document.body.dataset.ready = "true";

/** The turn that the address names, else the first. */
function begun() {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest(".turn")?.dataset.i;
  return named === undefined ? 0 : Number(named);
}

function turn(step) {
  editing = null;
  select(null);
  cursor.goTo(cursor.focused() + step);
}

function unit(name) {
  cursor.setUnit(name);
  announce(t(`unit.${name}`));
}

/** What is to be coded: the selection, else the whole turn. */
function here() {
  const now = selected();
  if (now) return now;
  const [start, end] = boundsAt(cursor.focused());
  select(start, end);
  return selected();
}

function apply(codeId) {
  const stretch = here();
  if (stretch) state.last = code(stretch, codeId);
  else announce(t("announce.empty"));
}

/** A click in the tree may be meant to read what a code is; it codes only what was selected before. */
function useFromTree(codeId) {
  if (selected()) {
    apply(codeId);
    back();
  } else announce(t("announce.nothing"));
}

function repeat() {
  if (state.recent[0]) apply(state.recent[0]);
  else announce(t("announce.norecent"));
}

function byDigit(digit) {
  const codeId = pinned()[digit - 1];
  if (codeId) apply(codeId);
  else announce(t("announce.nopin", { digit }));
}

function choose(only, title) {
  const stretch = here();
  if (!stretch) {
    announce(t("announce.empty"));
    return;
  }
  open({ only, title, onChoose: (codeId) => (state.last = code(stretch, codeId)), onClose: back });
}

/** Back in the text; a field that had the focus took the browser's selection with it. */
function back() {
  cursor.focusText();
  showAgain();
}

function enter() {
  const now = selected();
  if (editing === null || !now) {
    editing = null;
    choose(null, t("palette.title"));
    return;
  }
  move(editing, now);
  announce(t("announce.moved"));
  editing = null;
}

/** Show the ends of the coding in the pane as the selection; Enter ends. */
function edit() {
  const row = state.codings.get(current() ?? "");
  if (!row?.mine) return;
  editing = row.id;
  select(row.start, row.end);
  announce(t("announce.ends"));
}

function clear() {
  editing = null;
  if (selected()) select(null);
  else unfold(null);
}

/** The next or previous coding in the text. */
function jump(step) {
  const all = [...state.codings.values()].sort((a, b) => a.start - b.start || b.end - a.end || (a.id < b.id ? -1 : 1));
  if (all.length === 0) return;
  const at = all.findIndex((each) => each.id === current());
  const from = at >= 0 ? at : all.findIndex((each) => each.start >= boundsAt(cursor.focused())[0]) - (step > 0 ? 1 : 0);
  const next = all[(from + step + all.length) % all.length];
  select(null);
  cursor.goTo(state.byTurn.touched(next.start, next.end)[0] ?? 0);
  unfold(next.id);
}

function innermost(ids, now) {
  const order = codingsAt(cursor.focused())
    .filter((each) => ids.includes(each.id))
    .sort((a, b) => a.end - a.start - (b.end - b.start))
    .map((each) => each.id);
  return order[(order.indexOf(now) + 1) % order.length] ?? ids[0];
}

function goTurn() {
  askTurn((index) => {
    select(null);
    cursor.goTo(index);
    cursor.focusText();
  });
}
