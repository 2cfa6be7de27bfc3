/**
 * A long transcript is laid out near the screen first, with the other turns about as high as turns are; they take
 * their true height bit by bit when the browser has time. So what is read appears as soon as in a short one.
 *
 * Browsers keep what is read in its place while turns above it change their height; one that does not lays out
 * all turns at once. The place where one was is kept as a turn, since until then its distance is not known.
 */
const AT_ONCE = 30;
const LATER = 300; // milliseconds
const STILL = 100; // milliseconds without scrolling
const PLACE = `secondmig place ${location.pathname}`;
let root = null;
let place = null;
let moves = 0;

/** The turn that was at the top of the screen when the page was left, if the page is loaded again or gone back to. */
export const remembered = () => left()?.turn ?? null;

function left() {
  const [came] = performance.getEntriesByType("navigation");
  if (came?.type !== "reload" && came?.type !== "back_forward") return null;
  try {
    return JSON.parse(sessionStorage.getItem(PLACE) ?? "null");
  } catch {
    return null;
  }
}

/** Begin; the server says by a class which transcripts are long. */
export function beginRough(transcript) {
  root = transcript;
  if (!root.classList.contains("rough")) return;
  history.scrollRestoration = "manual";
  const before = left();
  const turn = root.children[before?.turn];
  if (turn) {
    // What is around has its true height at once, so that nothing moves when it comes near to the screen.
    for (const each of [...root.children].slice(Math.max(0, before.turn - AT_ONCE), before.turn + AT_ONCE)) each.classList.add("exact");
    turn.scrollIntoView({ block: "start", behavior: "instant" });
    globalThis.scrollBy({ top: turn.getBoundingClientRect().top - before.top, behavior: "instant" });
  }
  // Where one is, is looked up while the layout is known, not when the page that comes next waits for it.
  globalThis.addEventListener("scroll", moved, { passive: true });
  globalThis.addEventListener("pagehide", remember);
  globalThis.addEventListener("beforeprint", settle);
  if (CSS.supports("overflow-anchor", "auto")) setTimeout(later, LATER);
  else settle();
}

function moved() {
  clearTimeout(moves);
  place = null;
  moves = setTimeout(look, STILL);
}

/** The turn at the top of the screen, and how far it is from there. */
function look() {
  const turn = topmost();
  place = { turn, top: root.children[turn].getBoundingClientRect().top };
}

/** The first turn that is not above the screen. */
function topmost() {
  let [low, high] = [0, root.children.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (root.children[middle].getBoundingClientRect().bottom > 0) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Turns on the screen that have no true height of their own yet. */
function seen() {
  const found = [];
  for (let turn = root.children[topmost()]; turn && turn.getBoundingClientRect().top < globalThis.innerHeight; turn = turn.nextElementSibling) {
    if (!turn.classList.contains("exact")) found.push(turn);
  }
  return found;
}

function remember() {
  clearTimeout(moves);
  if (place === null) look();
  try {
    sessionStorage.setItem(PLACE, JSON.stringify(place));
  } catch {
    // Then it begins at the top.
  }
}

function later() {
  if (globalThis.requestIdleCallback) requestIdleCallback(some, { timeout: LATER });
  else setTimeout(some);
}

/**
 * Lay out some more turns, in order; in the end all are as they would be in a short transcript. Those on the screen
 * come first and alone: a turn that changes itself cannot hold the place of what is read.
 */
function some() {
  const left = root.querySelectorAll(".turn:not(.exact)");
  const here = seen();
  const next = here.length > 0 ? here : [...left].slice(0, AT_ONCE);
  for (const turn of next) turn.classList.add("exact");
  if (left.length > next.length) later();
  else settle();
}

function settle() {
  root.classList.remove("rough");
  moved();
}
