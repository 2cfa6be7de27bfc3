/** The page of one transcript: everything put together. */
import { beginAdder } from "./adder.js";
import { afterwards } from "./afterwards.js";
import { back as soundBack, beginAudio, play } from "./audio.js";
import { beginBar } from "./bar.js";
import { measureBar } from "./barheight.js";
import { beginBeside } from "./beside.js";
import { beginCodebook, pinned } from "./codebook.js";
import { beginCompare } from "./compare.js";
import { answered, code, elsewhere, move, refused, remove, turnBack } from "./coding.js";
import * as cursor from "./cursor.js";
import { beginFill, openFill } from "./fill.js";
import { openFind } from "./find.js";
import { askTurn, turnNumbered } from "./goto.js";
import { askFacets, beginPane, current, cycle, unfold } from "./here.js";
import { beginHistory } from "./history.js";
import { beginKeys, showHelp } from "./keys.js";
import { announce } from "./live.js";
import { beginModes } from "./modes.js";
import { beginOutbox } from "./outbox.js";
import { beginPainting, stripes, watchTurns } from "./paint.js";
import { beginMemos, countHere, writeHere } from "./memos.js";
import { labelOf } from "./newcode.js";
import { open } from "./palette.js";
import { beginPerson } from "./person.js";
import { beginPolling } from "./poll.js";
import { beginPrint } from "./print.js";
import { beginAt, begun as tieBegun, beginRelations, endTie, tieTo } from "./relations.js";
import { beginReview } from "./review.js";
import { beginRough, remembered } from "./rough.js";
import { readSelection, select, selected, showAgain, watchSelection } from "./selection.js";
import { begin, codingsAt, publish, recall, state, subscribe } from "./state.js";
import { t } from "./strings.js";
import { beginTour } from "./tour.js";
import { countOn, beginTabs, isShown, showPane } from "./tabs.js";
import { boundsAt, readTurns, turnElement, turnOf } from "./text.js";
import { unpacked } from "./island.js";

const root = document.querySelector("#transcript");
const island = JSON.parse(document.querySelector("#island").textContent);
const LONGEST_SEARCH = 60;
let editing = null;

/** What keys do. */
const ACTS = {
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
  facets: () => {
    showPane("here");
    if (!askFacets()) announce(t("facets.none"));
  },
  fill: openFill,
  memo: writeHere,
  relate: () => {
    showPane("here");
    beginAt(current());
  },
  raises: () => tieTo(current(), "+"),
  lowers: () => tieTo(current(), "-"),
  person: () => showPane("person", { focus: true }),
  history: () => showPane("history", { focus: true }),
  goTurn,
  play,
  soundBack,
  find: () => openFind(back),
  codebook: toTree,
  passages: () => {
    const id = state.codings.get(current() ?? "")?.code;
    location.assign(id ? `/segments?code=${encodeURIComponent(id)}` : "/segments");
  },
  searchAll: () => {
    const words = (selected()?.quote ?? "").trim();
    location.assign(words && words.length <= LONGEST_SEARCH ? `/search?${new URLSearchParams({ text: words })}` : "/search");
  },
  book: () => globalThis.location.assign("/codebook"),
  invivo,
  undo: () => turnBack("undo"),
  redo: () => turnBack("redo"),
  clear,
  help: () => (tieBegun() === null ? showHelp() : tieTo(current(), "?")),
};

begin(unpacked(island));
readTurns(root);
watchSelection(root);
beginPainting(root, remembered() ?? begun());
beginPrint(root);
// A press focuses what it meets: the turn, not the whole transcript, else the browser drops the press.
for (const each of root.children) each.tabIndex = -1;
root.tabIndex = -1;
root.addEventListener("focus", cursor.focusText);
cursor.goTo(begun(), { scroll: location.hash !== "" });
beginRough(root);
if (document.activeElement === document.body) cursor.focusText();
stripes();
afterwards(beginRest, { now: /[?&]mode=(?!code)/.test(location.search) });

/** All that is beside the text, or waits for a key. */
function beginRest() {
  recall();
  beginOutbox(state.coder, { answered, elsewhere, refused });
  watchTurns();
  beginTabs(back);
  beginPane();
  beginRelations();
  beginBeside();
  beginMemos({ show: () => showPane("memos"), back });
  beginHistory({ isShown: () => isShown("history") });
  beginPerson({ isShown: () => isShown("person") });
  beginFill({ back });
  beginCodebook({ use: useFromTree, back, pinned: island.pinned });
  beginBar();
  beginAudio();
  beginAdder(root, { choose: () => choose(null, t("palette.title")), repeat });
  beginPolling();
  beginCompare();
  beginReview({ back });
  beginModes(back);
  beginKeys(root, ACTS);
  for (const topic of ["focus", "beside", "codings"]) subscribe(topic, () => countOn("memos", countHere()));
  subscribe("selection", cursor.follow);
  subscribe("renamed", ({ from, to }) => {
    if (state.last === from) state.last = to;
    if (editing === from) editing = to;
  });
  root.addEventListener("click", (event) => {
    // A click on selected words ends the selection only after this.
    setTimeout(() => clicked(event.target));
  });
  publish("focus", state.focus);
  // A link to a turn names the number that is printed beside it.
  document.querySelector("#right")?.addEventListener("click", (event) => {
    const number = event.target.closest("a[data-turn]")?.dataset.turn;
    if (number === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    select(null);
    if (turnNumbered(number) >= 0) cursor.goTo(turnNumbered(number));
  });
  globalThis.addEventListener("hashchange", () => {
    cursor.goTo(begun());
    unfoldLinked();
  });
  document.querySelector("#help-button")?.addEventListener("click", showHelp);
  beginTour(back);
  unfoldLinked();
  uncover();
  document.body.dataset.ready = "true";
}

/** On a narrow screen the bar has more lines than when the page went to the turn of the address. */
function uncover() {
  if (location.hash === "" || remembered() !== null) return;
  const top = turnElement(cursor.focused()).getBoundingClientRect().top;
  const covered = measureBar() + 8 - top;
  if (top >= 0 && covered > 0) globalThis.scrollBy({ top: -covered, behavior: "instant" });
}

/** A link to a passage names its coding behind the turn. */
function unfoldLinked() {
  const id = decodeURIComponent(/^#t\d+~(.+)$/.exec(location.hash)?.[1] ?? "");
  if (state.codings.has(id)) unfold(id);
}

/** The turn that the address names, else the first. */
function begun() {
  const number = /^#t(\d+)(?:~.+)?$/.exec(location.hash)?.[1];
  if (number !== undefined && turnNumbered(number) >= 0) return turnNumbered(number);
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest(".turn")?.dataset.i;
  return named === undefined ? 0 : Number(named);
}

function clicked(target) {
  readSelection();
  const index = turnOf(target);
  if (index < 0) return;
  if (target.closest(".head")) select(...boundsAt(index));
  if (!selected()) {
    cursor.goTo(index, { scroll: false });
    const ids = target.closest(".coded")?.dataset.ids.split(" ");
    if (ids) unfold(innermost(ids, current()));
  }
  cursor.focusText();
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

/** A new code that is called as the selected words. */
function invivo() {
  const now = selected();
  const label = now ? labelOf(now.quote) : "";
  if (label === "") announce(t("announce.noinvivo"));
  else open({ title: t("palette.title"), label, onChoose: (codeId) => (state.last = code(now, codeId)), onClose: back });
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
  if (endTie()) return;
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

/** On a narrow screen there is no tree; the palette has the same codes. */
function toTree() {
  const filter = document.querySelector("#codebook-filter");
  if (filter?.checkVisibility()) filter.focus();
  else choose(null, t("palette.title"));
}

function goTurn() {
  askTurn((index) => {
    select(null);
    cursor.goTo(index);
    cursor.focusText();
  });
}
