/**
 * Suggestions in the text: dashed lines that the browser paints, no elements, so that nothing of a coding's
 * look or of the text changes by them; and a mark at each turn that has some, for who sees no such lines.
 */
import { rangeOf } from "./offsets.js";
import { state } from "./state.js";
import { turnElement, wordsAt } from "./text.js";

let rows = [];
let chosen = null;
let watching = null;
let frame = 0;
/** Turn -> ranges that are painted there now. */
const painted = new Map();

/** Show these suggestions, and one of them as the one that is meant. */
export function paintSuggestions(shown, meant) {
  rows = shown;
  chosen = meant;
  watching ??= watched();
  paint();
}

/** Take all of it away. */
export function clearSuggestions() {
  watching?.disconnect();
  watching = null;
  rows = [];
  chosen = null;
  paint();
}

/** Codings that are drawn anew replace the text that ranges hold on to. */
function watched() {
  const root = document.querySelector("#transcript");
  const observer = new MutationObserver((changes) => {
    const hit = changes.some(({ target }) => painted.has(Number(target.closest?.(".words")?.parentElement.dataset.i)));
    if (hit) frame ||= requestAnimationFrame(paint);
  });
  observer.observe(root, { childList: true, subtree: true });
  return observer;
}

function paint() {
  frame = 0;
  painted.clear();
  const places = new Map(rows.map((row) => [`${row.start}-${row.end}`, row]));
  for (const { start, end } of places.values()) put(start, end);
  show("suggested", [...painted.values()].flat());
  const meant = chosen === null ? undefined : rows.find((row) => row.id === chosen);
  show("suggestion", meant ? state.byTurn.touched(meant.start, meant.end).map((i) => rangeIn(i, meant)) : []);
  marks();
}

function put(start, end) {
  for (const i of state.byTurn.touched(start, end)) {
    if (!painted.has(i)) painted.set(i, []);
    painted.get(i).push(rangeIn(i, { start, end }));
  }
}

const rangeIn = (i, { start, end }) => rangeOf([wordsAt(i)], start, end);

function show(name, ranges) {
  const found = ranges.filter(Boolean);
  if (found.length === 0) CSS.highlights?.delete(name);
  else CSS.highlights?.set(name, new Highlight(...found));
}

/** How many suggestions each turn has, on its element. */
function marks() {
  const numbers = new Map();
  for (const row of rows) for (const i of state.byTurn.touched(row.start, row.end)) numbers.set(i, (numbers.get(i) ?? 0) + 1);
  for (const each of document.querySelectorAll("[data-suggestions]")) {
    if (!numbers.has(Number(each.dataset.i))) delete each.dataset.suggestions;
  }
  for (const [i, n] of numbers) {
    const element = turnElement(i);
    if (element && element.dataset.suggestions !== String(n)) element.dataset.suggestions = String(n);
  }
}
