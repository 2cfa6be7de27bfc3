/**
 * Codings drawn into the transcript: underlines in up to four lanes, stripes beside the text, a map of it all.
 *
 * Turns near the screen are cut into pieces when they come near it; all of them before printing. Pieces are
 * written at once, so that a key shows its effect in the next frame; stripes need the layout and follow.
 */
import { make } from "./dom.js";
import { flatten } from "./lanes.js";
import { cpSlice } from "./offsets.js";
import { beginMap, mapLater } from "./map.js";
import { kept } from "./selection.js";
import { codingsAt, state, subscribe } from "./state.js";
import { allWords, boundsAt, textAt, wordsAt } from "./text.js";

const LANES = 4;
const AROUND = "800px 0px";
/** Code points that surely fill a screen; the template knows the first number too. */
const SCREEN = Math.max(2_000, 2 * globalThis.screen.height);
/** Stripes stand apart so far that a letter fits, unless there are too many of them in a turn. */
const WIDE = { pitch: 25, most: 6 };
const NARROW = { pitch: 12, most: 12 };

/** Turn -> what was drawn there. */
const drawn = new Map();
const near = new Set();
const waiting = new Set();
const held = new Set();
let frame = 0;
let dragging = false;
let width = 0;
let options = { chosen: null };

/** What is drawn of a turn and where: every coding below its words, unless a mode has another view. */
const EVERYTHING = {
  at: codingsAt,
  lane: (row) => state.lanes.get(row.id) ?? 0,
  above: () => false,
};
let view = EVERYTHING;

/**
 * Draw something else than every coding, or with null everything again.
 *
 * @param {{at: (turn: number) => object[], lane: (row: object) => number, above: (row: object) => boolean} | null} other
 */
export function showView(other) {
  view = other ?? EVERYTHING;
  const turns = [...drawn.keys()];
  drawn.clear();
  changed(turns);
}

/**
 * Begin to draw: at once what the screen shows first, so that it is laid out once; the rest when it comes near.
 *
 * @param {Element} root
 * @param {number} first the turn that is read first
 */
export function beginPainting(root, first = 0) {
  const begin = Math.max(0, first - 3);
  const shown = state.turns.map((_, i) => i).slice(begin, after(begin));
  shown.forEach(write);
  later(shown);
  subscribe("codings", changed);
  subscribe("renamed", renamed);
  subscribe("codebooks", () => {
    const turns = [...drawn.keys()];
    drawn.clear();
    changed(turns);
  });
  globalThis.addEventListener("beforeprint", paintAll);
  new ResizeObserver(([entry]) => {
    if (entry.contentRect.width === width) return;
    width = entry.contentRect.width;
    later([...drawn.keys()]);
  }).observe(root);
  // What is drawn again under a selection that grows would end it.
  root.addEventListener("pointerdown", (event) => {
    dragging = event.pointerType === "mouse" && event.button === 0;
  });
  for (const name of ["pointerup", "pointercancel", "keydown"]) document.addEventListener(name, letGo, true);
  globalThis.addEventListener("blur", (event) => event.target === globalThis && letGo());
}

/** Draw turns when they come near to the screen, and the map of them all. */
export function watchTurns() {
  const seen = new IntersectionObserver(come, { root: null, rootMargin: AROUND });
  for (const words of allWords()) seen.observe(words.parentElement);
  beginMap();
}

/** The first turn that surely stands below the screen where another stands at its top. */
function after(first) {
  let last = first;
  while (last < state.turns.length && boundsAt(last)[0] < boundsAt(first)[0] + SCREEN) last += 1;
  return last;
}

function letGo() {
  dragging = false;
  const turns = [...held];
  held.clear();
  // After the click, which may still be on what is drawn now.
  if (turns.length > 0) setTimeout(() => paint(turns));
}

/** Turns come near to the screen, or go. */
function come(entries) {
  for (const { isIntersecting, target } of entries) {
    if (isIntersecting) near.add(Number(target.dataset.i));
    else near.delete(Number(target.dataset.i));
  }
  paint([...near].filter((i) => !drawn.has(i)));
}

/** Draw what is near the screen; the rest is drawn when it comes near. */
function changed(turns) {
  for (const i of turns) if (!near.has(i)) drawn.delete(i);
  paint([...turns].filter((i) => near.has(i)));
  mapLater();
}

/** Draw every turn, seen or not. */
export function paintAll() {
  dragging = false;
  paint(state.turns.map((_, i) => i).filter((i) => !drawn.has(i)));
  stripes();
}

/** Let one coding stand out. */
export function highlight(id) {
  const before = options.chosen;
  options = { chosen: id };
  for (const one of [before, id]) {
    if (one === null) continue;
    const name = CSS.escape(one);
    for (const each of document.querySelectorAll(`.coded[data-ids~="${name}"], .stripe[data-id="${name}"]`)) {
      each.classList.toggle("chosen", one === id);
    }
  }
}

function paint(wanted) {
  const turns = wanted.filter((i) => drawn.get(i) !== look(i));
  if (turns.length === 0) return;
  if (dragging) {
    turns.forEach((i) => held.add(i));
    return;
  }
  kept(() => turns.forEach(write));
  later(turns);
}

/** All that the look of a turn depends on. */
function look(index) {
  return view
    .at(index)
    .map((each) => [each.id, each.start, each.end, each.code, each.mine, view.lane(each), view.above(each)].join())
    .join(" ");
}

/** A coding has another name: the pieces stay as they are. */
function renamed({ from, to }) {
  const row = state.codings.get(to);
  for (const i of state.byTurn.touched(row.start, row.end)) {
    if (!drawn.has(i)) continue;
    const turn = wordsAt(i).parentElement;
    for (const each of turn.querySelectorAll(`.coded[data-ids~="${CSS.escape(from)}"]`)) {
      each.dataset.ids = each.dataset.ids.split(" ").map((id) => (id === from ? to : id)).join(" ");
    }
    for (const each of turn.querySelectorAll(`.stripe[data-id="${CSS.escape(from)}"]`)) each.dataset.id = to;
    if (!held.has(i)) drawn.set(i, look(i));
  }
  if (options.chosen === from) options = { chosen: to };
}

function later(turns) {
  turns.forEach((i) => waiting.add(i));
  frame ||= requestAnimationFrame(() => setTimeout(stripes));
}

/** One turn as pieces; a piece without codings is plain text. */
function write(index) {
  drawn.set(index, look(index));
  const words = wordsAt(index);
  const text = textAt(index);
  const [start, end] = boundsAt(index);
  const here = view.at(index);
  if (here.length === 0) {
    if (words.firstElementChild) words.replaceChildren(text);
    return;
  }
  const pieces = flatten(start, end, here).map((piece) => {
    const read = cpSlice(text, piece.start - start, piece.end - start);
    return piece.codings.length === 0 ? document.createTextNode(read) : segment(piece, read);
  });
  words.replaceChildren(...pieces);
}

function segment(piece, read) {
  const element = document.createElement("span");
  element.className = "coded";
  element.textContent = read;
  element.dataset.ids = piece.codings.map((each) => each.id).join(" ");
  if (piece.codings.some((each) => each.id === options.chosen)) element.classList.add("chosen");
  for (const each of view === EVERYTHING ? [] : piece.codings) element.classList.add(view.above(each) ? "above" : "below");
  const lines = piece.codings.filter((each) => view.lane(each) < LANES);
  const ending = piece.codings.filter((each) => each.end === piece.end).map((each) => state.codes[each.code]?.key ?? "?");
  if (ending.length > 0) element.dataset.key = [...new Set(ending)].join(" ");
  element.style.backgroundImage = lines.map((each) => line(each)).join(",");
  element.style.backgroundPosition = lines
    .map((each) => (view.above(each) ? `0 ${view.lane(each) * 4}px` : `0 calc(100% - ${view.lane(each) * 4}px)`))
    .join(",");
  return element;
}

/** How a code is underlined: its theme's colour, and a pattern of its own inside the theme. */
function line(coding) {
  const code = state.codes[coding.code] ?? { hue: 0, pattern: 0 };
  const colour = `var(--hue-${code.hue})`;
  const gap = [0, 3, 6, 2, 9][coding.mine || view !== EVERYTHING ? code.pattern : 3] ?? 0;
  if (gap === 0) return `linear-gradient(${colour},${colour})`;
  const dash = gap === 2 ? 2 : 8;
  return `repeating-linear-gradient(90deg,${colour} 0 ${dash}px,transparent ${dash}px ${dash + gap}px)`;
}

/** Stripes of the turns that wait: first all places are read, then all are written. */
export function stripes() {
  cancelAnimationFrame(frame);
  frame = 0;
  const turns = [...waiting];
  waiting.clear();
  const read = turns.map((index) => [index, places(index)]);
  for (const [index, bars] of read) {
    const turn = wordsAt(index).parentElement;
    let gutter = turn.querySelector(".gutter");
    if (bars.length === 0 && !gutter?.firstChild) continue;
    gutter ??= turn.appendChild(make("i", { class: "gutter", "aria-hidden": "true" }));
    const deepest = Math.max(0, ...bars.map((each) => each.lane));
    const { pitch, most } = deepest < WIDE.most ? WIDE : NARROW;
    const shown = bars.filter((each) => each.lane < most).map((each) => bar(each, pitch));
    if (bars.length > shown.length) shown.push(more(bars.length - shown.length));
    gutter.classList.toggle("narrow", pitch === NARROW.pitch);
    gutter.replaceChildren(...shown);
  }
}

function places(index) {
  const words = wordsAt(index);
  const top = words.parentElement.getBoundingClientRect().top;
  const ends = new Map();
  for (const piece of words.querySelectorAll(".coded")) {
    const rects = piece.getClientRects();
    if (rects.length === 0) continue;
    const [from, to] = [rects[0].top - top, rects[rects.length - 1].bottom - top];
    for (const id of piece.dataset.ids.split(" ")) {
      const before = ends.get(id);
      ends.set(id, before ? [before[0], to] : [from, to]);
    }
  }
  const bars = [...ends].map(([id, [from, to]]) => ({ id, from, to, lane: stripeLane(id) }));
  return apart(bars);
}

/** Stripes of codings above the words stand beside those below them. */
function stripeLane(id) {
  const row = state.codings.get(id);
  if (!row) return 0;
  return view.beside ? view.beside(row) : view.lane(row);
}

/** Two codings of one lane may share a line; there the one begins where the other ends. */
function apart(bars) {
  const lanes = new Map();
  for (const each of bars.sort((a, b) => a.from - b.from || a.to - b.to)) {
    const before = lanes.get(each.lane);
    if (before && before.to > each.from) {
      const middle = (Math.max(before.from, each.from) + Math.min(before.to, each.to)) / 2;
      if (before.to <= each.to) before.to = middle;
      each.from = middle;
    }
    lanes.set(each.lane, each);
  }
  return bars;
}

function bar({ id, from, to, lane }, pitch) {
  const element = document.createElement("i");
  const coding = state.codings.get(id);
  const code = state.codes[coding?.code] ?? { hue: 0, key: "?" };
  element.className = `stripe hue-${code.hue}${coding?.mine || view !== EVERYTHING ? "" : " other"}`;
  element.dataset.id = id;
  element.dataset.key = code.key ?? "";
  if (id === options.chosen) element.classList.add("chosen");
  element.style.top = `${from}px`;
  element.style.height = `${to - from}px`;
  element.style.insetInlineStart = `${lane * pitch}px`;
  return element;
}

function more(number) {
  const element = document.createElement("i");
  element.className = "more";
  element.textContent = `+${number}`;
  return element;
}
