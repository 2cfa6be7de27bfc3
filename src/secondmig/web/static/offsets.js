/**
 * Code points: the only place where the offsets of the server meet those of the browser.
 *
 * The server counts code points of the canonical text; JavaScript counts UTF-16 units and the DOM counts
 * nodes. Every turn's words stand in one `.words` element whose text is exactly the text of the turn, so a
 * point inside it is the start of the turn plus the code points before it.
 */

/** How many code points a text has. A lone surrogate counts as one. */
export function cpLen(text) {
  let count = 0;
  for (let i = 0; i < text.length; i += 1, count += 1) {
    if (isPair(text, i)) i += 1;
  }
  return count;
}

/** The UTF-16 index of a code point; the text's length where it is beyond the end. */
export function cpToU16(text, cp) {
  let i = 0;
  for (let left = cp; left > 0 && i < text.length; left -= 1) i += isPair(text, i) ? 2 : 1;
  return i;
}

function isPair(text, i) {
  const first = text.charCodeAt(i);
  if (first < 0xd800 || first > 0xdbff || i + 1 >= text.length) return false;
  const second = text.charCodeAt(i + 1);
  return second >= 0xdc00 && second <= 0xdfff;
}

/** Part of a text by code points. */
export function cpSlice(text, start, end) {
  const from = cpToU16(text, start);
  return text.slice(from, from + cpToU16(text.slice(from), end - start));
}

/** The `.words` element that holds a node, or null. */
export function wordsOf(node) {
  const element = node instanceof Element ? node : node?.parentElement;
  return element?.closest(".words") ?? null;
}

/** Where the words of a turn begin and end in the canonical text. */
export function boundsOf(words) {
  const turn = words.parentElement;
  return [Number(turn.dataset.s), Number(turn.dataset.e)];
}

/** The code point of a DOM point inside some turn's words; null outside of all of them. */
export function pointToCp(node, offset) {
  const words = wordsOf(node);
  if (!words) return null;
  const range = document.createRange();
  range.setStart(words, 0);
  range.setEnd(node, offset);
  return boundsOf(words)[0] + cpLen(range.toString());
}

/** The DOM point of a code point inside a turn's words. */
export function cpToPoint(words, cp) {
  let left = cp - boundsOf(words)[0];
  const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
  let last = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = cpLen(node.data);
    if (left <= length) return [node, cpToU16(node.data, left)];
    left -= length;
    last = node;
  }
  return last ? [last, last.data.length] : [words, 0];
}

/** A DOM range over a stretch that begins and ends inside turns; null where it does not. */
export function rangeOf(turns, start, end) {
  const first = turns[firstWhere(turns, (words) => boundsOf(words)[1] > start)];
  const last = turns[firstWhere(turns, (words) => boundsOf(words)[0] >= end) - 1];
  if (!first || !last) return null;
  const range = document.createRange();
  range.setStart(...cpToPoint(first, Math.max(start, boundsOf(first)[0])));
  range.setEnd(...cpToPoint(last, Math.min(end, boundsOf(last)[1])));
  return range;
}

/** The first of things in order from which on something holds; their number where it never does. */
function firstWhere(things, holds) {
  let [low, high] = [0, things.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(things[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}
