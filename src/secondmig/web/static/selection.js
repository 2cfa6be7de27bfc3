/**
 * What is selected, as code points; by mouse, touch or keyboard it is the browser's own selection.
 *
 * Drawing a turn again destroys the selection in it, so whoever draws keeps it: `kept(draw)`. While a field
 * has the focus the browser shows no selection in the text; then a highlight shows it.
 */
import { cpToPoint, pointToCp, wordsOf } from "./offsets.js";
import { publish, state } from "./state.js";
import { allWords, boundsAt, quoteOf, snapped, wordsAt } from "./text.js";

let root = null;
let chosen = null;
let lost = null;
let holding = [];

/** The stretch selected: {start, end, quote}, or null. */
export const selected = () => chosen;

/** Follow the browser's selection inside the transcript. */
export function watchSelection(transcript) {
  root = transcript;
  document.addEventListener("selectionchange", readSelection);
  document.addEventListener("focusin", held);
  root.addEventListener("dragstart", (event) => event.preventDefault());
}

/** Take what the browser has selected now; it tells of changes only later. */
export function readSelection() {
  recover();
  const now = document.getSelection();
  if (!now) return;
  if (now.rangeCount === 0) {
    // A click on selected words may leave no caret at all; a dialog that takes the focus is none of our business.
    if (root.contains(document.activeElement)) take(null);
    return;
  }
  if (!reaches(now)) return;
  take(now.isCollapsed ? null : ends(now));
}

/** Whether a selection begins or ends in the transcript, or holds all of it. */
function reaches(now) {
  if (root.contains(now.anchorNode) || root.contains(now.focusNode)) return true;
  return !now.isCollapsed && now.containsNode(root, false);
}

/** Select a stretch; null clears. */
export function select(start, end) {
  const whole = start === null ? null : snapped(start, end);
  lost = null;
  show(whole, false);
  take(whole);
}

/**
 * Do something that replaces words of the transcript, and select again what was selected: once, in the frame that
 * shows it. Inside an event, browsers count all text up to the selection each time that it is set.
 */
export function kept(draw) {
  const before = lost ?? points();
  draw();
  if (before && !lost) requestAnimationFrame(recover);
  lost = before;
  held();
}

function recover() {
  if (lost) show(lost.stretch, lost.backward);
  lost = null;
}

/** Show the selection again, after a field had the focus. */
export function showAgain() {
  lost = null;
  if (chosen) show([chosen.start, chosen.end], false);
  held();
}

function take(stretch) {
  const whole = stretch && snapped(...stretch);
  if (!whole && !chosen) return;
  if (whole && chosen && whole[0] === chosen.start && whole[1] === chosen.end) return;
  chosen = whole ? { start: whole[0], end: whole[1], quote: quoteOf(...whole) } : null;
  publish("selection", chosen);
  held();
}

/** The ends of a selection in order; a point between turns counts as the nearer end of the words beside it. */
function ends(now) {
  const range = now.getRangeAt(0);
  const start = inside(range.startContainer, range.startOffset, true);
  const end = inside(range.endContainer, range.endOffset, false);
  return start === null || end === null || end <= start ? null : [start, end];
}

function inside(node, offset, forward) {
  if (wordsOf(node)) return pointToCp(node, offset);
  const after = firstAfter(node, offset);
  if (forward) return after < state.turns.length ? boundsAt(after)[0] : null;
  return after === 0 ? null : boundsAt(after - 1)[1];
}

/** The first turn whose words stand after a point; their number where none does. */
function firstAfter(node, offset) {
  const all = allWords();
  const range = document.createRange();
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    range.selectNodeContents(all[middle]);
    if (range.comparePoint(node, offset) < 0) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The browser's selection in the transcript, if it is there, with the side it was drawn from. */
function points() {
  const now = document.getSelection();
  if (!now || now.rangeCount === 0 || !wordsOf(now.anchorNode) || !wordsOf(now.focusNode)) return null;
  const [anchor, focus] = [pointToCp(now.anchorNode, now.anchorOffset), pointToCp(now.focusNode, now.focusOffset)];
  return { stretch: [Math.min(anchor, focus), Math.max(anchor, focus)], backward: focus < anchor };
}

function show(stretch, backward) {
  const now = document.getSelection();
  if (!stretch) {
    if (now && root.contains(now.anchorNode)) now.removeAllRanges();
    return;
  }
  const [first, last] = edges(stretch);
  if (backward) now.setBaseAndExtent(...last, ...first);
  else now.setBaseAndExtent(...first, ...last);
}

/** The DOM points of a stretch; of an empty one, the same point twice. */
function edges([start, end]) {
  const turns = state.byTurn.touched(start, Math.max(end, start + 1));
  const first = wordsAt(turns[0] ?? state.turns.length - 1);
  const last = start === end ? first : wordsAt(turns.at(-1));
  return [cpToPoint(first, start), cpToPoint(last, end)];
}

/** Show what is selected while the focus is in a field. */
function held() {
  const field = document.activeElement?.matches?.("input, textarea, select, dialog *");
  if (!chosen || !field) {
    CSS.highlights?.delete("held");
    hold([]);
    return;
  }
  const [first, last] = edges([chosen.start, chosen.end]);
  const range = new StaticRange({
    startContainer: first[0],
    startOffset: first[1],
    endContainer: last[0],
    endOffset: last[1],
  });
  CSS.highlights?.set("held", new Highlight(range));
  hold(state.byTurn.touched(chosen.start, chosen.end).map((i) => wordsAt(i).parentElement));
}

/** The turns that show the highlight; only they have a style for it. */
function hold(turns) {
  for (const each of holding) each.classList.remove("holding");
  for (const each of turns) each.classList.add("holding");
  holding = turns;
}
