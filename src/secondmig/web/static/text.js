/** The words of the turns as strings, and what a stretch over one or several turns reads. */
import { cpLen, cpSlice, cpToU16, wordsOf } from "./offsets.js";
import { state } from "./state.js";

let elements = [];
let texts = [];
const segmenters = new Map();

/** Take the turns of the page. */
export function readTurns(root) {
  elements = [...root.querySelectorAll(".words")];
  texts = elements.map((each) => each.textContent);
}

/** The `.words` elements in order. */
export const allWords = () => elements;

/** The `.words` element of a turn. */
export const wordsAt = (index) => elements[index];

/** The words of a turn. */
export const textAt = (index) => texts[index];

/** The element of a turn. */
export const turnElement = (index) => elements[index]?.closest(".turn") ?? null;

/** What cuts a language into characters, words or sentences; one of its own for a language not known here. */
export function segmenterFor(language, granularity) {
  const key = `${language} ${granularity}`;
  if (!segmenters.has(key)) {
    let made;
    try {
      made = new Intl.Segmenter(language || undefined, { granularity });
    } catch {
      made = new Intl.Segmenter(undefined, { granularity });
    }
    segmenters.set(key, made);
  }
  return segmenters.get(key);
}

/** Start and end of a turn's words in the canonical text. */
export const boundsAt = (index) => [state.turns[index][4], state.turns[index][5]];

/** Index of the turn that holds a node, or -1. */
export function turnOf(node) {
  const words = wordsOf(node) ?? (node instanceof Element ? node : node?.parentElement)?.closest(".turn");
  const turn = words?.closest(".turn");
  return turn ? Number(turn.dataset.i) : -1;
}

/** What stands at a stretch that begins and ends inside turns: words, and what the text has between them. */
export function quoteOf(start, end) {
  let read = "";
  for (const i of state.byTurn.touched(start, end)) {
    const [from, to] = boundsAt(i);
    read += cpSlice(texts[i], Math.max(0, start - from), Math.min(end, to) - from);
    if (end > to) read += state.gaps[i] ?? "\n";
  }
  return read;
}

/** A stretch without blanks at its ends, widened to whole characters as people see them. */
export function snapped(start, end) {
  const first = state.byTurn.touched(start, end)[0];
  if (first === undefined) return null;
  const last = state.byTurn.touched(start, end).at(-1);
  let from = widened(first, Math.max(start, boundsAt(first)[0]), false);
  let to = widened(last, Math.min(end, boundsAt(last)[1]), true);
  const head = cpSlice(texts[first], from - boundsAt(first)[0], boundsAt(first)[1] - boundsAt(first)[0]);
  from += cpLen(head) - cpLen(head.trimStart());
  const tail = cpSlice(texts[last], 0, to - boundsAt(last)[0]);
  to -= cpLen(tail) - cpLen(tail.trimEnd());
  return to > from ? [from, to] : null;
}

/** The start or end of the character, as people see it, that a place falls into. */
function widened(index, cp, forward) {
  const [from] = boundsAt(index);
  const text = texts[index];
  const unit = cpToU16(text, cp - from);
  if (unit <= 0 || unit >= text.length) return cp;
  const found = segmenterFor(state.turns[index][8], "grapheme").segment(text).containing(unit);
  if (found.index === unit) return cp;
  const edge = forward ? found.index + found.segment.length : found.index;
  return from + cpLen(text.slice(0, edge));
}
