/**
 * The reading cursor: a place in a turn that moves by character, word, sentence or turn.
 *
 * Browsers move a caret only where text can be edited, and find no sentences in Japanese; `Intl.Segmenter`
 * finds characters, words and sentences in all our languages.
 */
import { cpLen, rangeOf } from "./offsets.js";
import { select, selected } from "./selection.js";
import { publish, state } from "./state.js";
import { allWords, boundsAt, segmenterFor, textAt, turnElement } from "./text.js";

export const UNITS = ["character", "word", "sentence", "turn"];
const GRANULARITY = { character: "grapheme", word: "word", sentence: "sentence" };

/** `anchor` is the stretch at which a selection made by keys began; it stays selected. */
const cursor = { turn: 0, unit: "word", anchor: null };
const known = new Map();
let shown = null;

/** Which unit the cursor moves by. */
export const unit = () => cursor.unit;

export function setUnit(name) {
  cursor.unit = name;
  publish("unit", name);
}

/** The turn that is being read. */
export const focused = () => cursor.turn;

/** Go to a turn and bring it into view; the focus goes along where it was in the text. */
export function goTo(index, { scroll = true } = {}) {
  const turn = Math.min(Math.max(0, index), state.turns.length - 1);
  if (turn !== cursor.turn) Object.assign(cursor, { turn, anchor: null });
  state.focus = turn;
  const element = turnElement(turn);
  if (!element) return;
  if (shown && shown !== element) {
    shown.classList.remove("focused");
    shown.tabIndex = -1;
  }
  shown = element;
  element.classList.add("focused");
  element.tabIndex = 0;
  if (document.activeElement?.closest(".turn")) focusText();
  if (scroll) element.scrollIntoView({ block: "nearest", behavior: "instant" });
  publish("focus", turn);
}

/** Give the turn that is being read the focus. */
export function focusText() {
  if (document.activeElement !== shown) shown?.focus({ preventScroll: true });
}

/**
 * The stretches that a unit cuts a turn into, as code points of the canonical text; blanks and punctuation
 * between words belong to none.
 */
export function stretches(index, name) {
  const [start, end] = boundsAt(index);
  if (name === "turn") return textAt(index).trim() === "" ? [] : [[start, end]];
  const key = `${index} ${name}`;
  if (!known.has(key)) known.set(key, cut(textAt(index), state.turns[index][8], name, start));
  return known.get(key);
}

/** Cut a text; exported for its test. */
export function cut(text, language, name, start = 0) {
  const found = [];
  let at = start;
  for (const piece of segmenterFor(language, GRANULARITY[name]).segment(text)) {
    const length = cpLen(piece.segment);
    const bare = piece.segment.trim();
    if (bare !== "" && (name !== "word" || piece.isWordLike)) {
      const lead = length - cpLen(piece.segment.trimStart());
      found.push([at + lead, at + lead + cpLen(bare)]);
    }
    at += length;
  }
  return found;
}

/** Move the cursor by a unit; with `grow` the selection grows or shrinks instead. */
export function move(direction, { grow = false } = {}) {
  if (grow && selected()) stretch(direction);
  else step(direction);
}

function step(direction) {
  const now = selected();
  const [start, end] = now ? [now.start, now.end] : boundsAt(cursor.turn);
  // After a selection comes what lies beyond it; without one, the first or last of the turn.
  const from = (direction > 0) === (now !== null) ? end : start;
  const turn = now ? turnAt(from, direction) : cursor.turn;
  const next = seek(turn, direction, ([first, last]) => (direction > 0 ? first >= from : last <= from));
  if (!next) return;
  choose(...next);
  cursor.anchor = next;
  reveal(next[0]);
}

/** Grow or shrink at the end that moves; the unit where the selection began always stays. */
function stretch(direction) {
  const now = selected();
  const anchor = within(cursor.anchor, now) ? cursor.anchor : [now.start, now.start];
  let { start, end } = now;
  if (direction > 0 && start < anchor[0]) {
    start = Math.min(anchor[0], seek(turnAt(start, -1), 1, ([from]) => from > start)?.[0] ?? anchor[0]);
  } else if (direction > 0) {
    end = seek(turnAt(end, 1), 1, ([, to]) => to > now.end)?.[1] ?? end;
  } else {
    const shorter = end > anchor[1] ? seek(turnAt(end, 1), -1, ([, to]) => to < now.end)?.[1] : undefined;
    if (shorter !== undefined && Math.max(anchor[1], shorter) > start) end = Math.max(anchor[1], shorter);
    else start = seek(turnAt(start, -1), -1, ([from]) => from < now.start)?.[0] ?? start;
  }
  choose(start, end);
  cursor.anchor = anchor;
  reveal(start < anchor[0] ? start : end - 1);
}

/** The first stretch of the cursor's unit, from a turn on in a direction, that fits. */
function seek(turn, direction, fits) {
  for (let i = turn; i >= 0 && i < state.turns.length; i += direction) {
    const list = stretches(i, cursor.unit);
    const found = direction > 0 ? list.find(fits) : list.findLast(fits);
    if (found) return found;
  }
  return null;
}

/** The turn of the last code point before a place where one goes forward, of the first after it otherwise. */
function turnAt(place, direction) {
  const [found] = direction > 0 ? state.byTurn.touched(place - 1, place) : state.byTurn.touched(place, place + 1);
  return found ?? cursor.turn;
}

function choose(start, end) {
  const turn = turnAt(start, -1);
  if (turn !== cursor.turn) goTo(turn);
  select(start, end);
}

function within(part, now) {
  return part !== null && part[0] >= now.start && part[1] <= now.end;
}

/** How much of the window the panes cover at its lower edge, where they do not stand beside the text; in px. */
export function paneBelow() {
  const box = document.querySelector("#right")?.getBoundingClientRect();
  return box && box.height > 0 && box.left === 0 ? Math.max(0, globalThis.innerHeight - box.top) : 0;
}

/** Scroll as little as needed to see the words at a place: a turn may be longer than the screen. */
export function reveal(place) {
  const range = rangeOf(allWords(), place, place + 1);
  const box = range?.getBoundingClientRect();
  if (!box || box.height === 0) return;
  const top = (document.querySelector(".bar")?.getBoundingClientRect().bottom ?? 0) + 12;
  const bottom = globalThis.innerHeight - paneBelow() - 24;
  const by = box.top < top ? box.top - top : box.bottom > bottom ? box.bottom - bottom : 0;
  if (by !== 0) globalThis.scrollBy({ top: by, behavior: "instant" });
}

/** Select the sentence; again: the turn; again: the exchange, from the question to the answer. */
export function widen() {
  const now = selected();
  const [first, last] = now ? touched(now) : [cursor.turn, cursor.turn];
  const [start, end] = now ? [now.start, now.end] : [boundsAt(first)[0], boundsAt(first)[0] + 1];
  const sentences = [
    stretches(first, "sentence").find(([, to]) => to > start)?.[0] ?? boundsAt(first)[0],
    stretches(last, "sentence").findLast(([from]) => from < end)?.[1] ?? boundsAt(last)[1],
  ];
  const turns = [boundsAt(first)[0], boundsAt(last)[1]];
  for (const wider of [sentences, turns, exchange(first, last)]) {
    select(...wider);
    const then = selected();
    if (then && (!now || then.start < now.start || then.end > now.end)) break;
  }
  cursor.anchor = null;
}

function touched(now) {
  const turns = state.byTurn.touched(now.start, now.end);
  return [turns[0], turns.at(-1)];
}

/** From the question before a turn to its last answer. */
function exchange(first, last) {
  const asks = (i) => state.turns[i][3] === "interviewer";
  let [from, to] = [first, last];
  while (from > 0 && !asks(from)) from -= 1;
  while (to + 1 < state.turns.length && (asks(to) || !asks(to + 1))) to += 1;
  return [boundsAt(from)[0], boundsAt(to)[1]];
}

/** Let the cursor follow a selection that was made with mouse or finger. */
export function follow(now) {
  if (!now) return;
  const [turn] = state.byTurn.touched(now.start, now.end);
  if (turn !== undefined && turn !== cursor.turn) goTo(turn, { scroll: false });
  if (!within(cursor.anchor, now)) cursor.anchor = null;
}
