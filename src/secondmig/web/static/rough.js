/**
 * A long transcript is laid out near the screen first, with the other turns about as high as turns are; they take
 * their true height bit by bit when the browser has time. So what is read appears as soon as in a short one.
 *
 * Browsers keep what is read in its place while turns above it change their height; one that does not lays out
 * all turns at once. The place where one was is kept as a turn, since until then its distance is not known.
 */
const AT_ONCE = 30;
const LATER = 300; // milliseconds
const PLACE = `secondmig place ${location.pathname}`;
let root = null;

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
  const place = left();
  const turn = root.children[place?.turn];
  if (turn) {
    turn.scrollIntoView({ block: "start", behavior: "instant" });
    globalThis.scrollBy({ top: turn.getBoundingClientRect().top - place.top, behavior: "instant" });
  }
  globalThis.addEventListener("pagehide", remember);
  globalThis.addEventListener("beforeprint", settle);
  if (CSS.supports("overflow-anchor", "auto")) setTimeout(later, LATER);
  else settle();
}

function remember() {
  const turns = [...root.children];
  const turn = Math.max(0, turns.findIndex((each) => each.getBoundingClientRect().bottom > 0));
  const { top } = turns[turn].getBoundingClientRect();
  try {
    sessionStorage.setItem(PLACE, JSON.stringify({ turn, top }));
  } catch {
    // Then it begins at the top.
  }
}

function later() {
  if (globalThis.requestIdleCallback) requestIdleCallback(some, { timeout: LATER });
  else setTimeout(some);
}

/** Lay out some more turns, in order; in the end all are as they would be in a short transcript. */
function some() {
  const left = root.querySelectorAll(".turn:not(.exact)");
  for (const turn of [...left].slice(0, AT_ONCE)) turn.classList.add("exact");
  if (left.length > AT_ONCE) later();
  else settle();
}

function settle() {
  root.classList.remove("rough");
}
