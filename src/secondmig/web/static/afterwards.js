/** What can wait until the first text is on the screen. */
const LATEST = 300; // milliseconds
const TOUCHED = ["keydown", "pointerdown", "click", "focusin"];

/**
 * Do something once the browser has drawn and has time; before anything that somebody does meets the page.
 *
 * @param {() => void} act
 * @param {{now?: boolean}} how with `now` nothing waits, as in a page that is not seen
 */
export function afterwards(act, { now = false } = {}) {
  let done = false;
  const once = () => {
    if (done) return;
    done = true;
    for (const name of TOUCHED) globalThis.removeEventListener(name, once, true);
    act();
  };
  if (now || document.hidden) {
    once();
    return;
  }
  for (const name of TOUCHED) globalThis.addEventListener(name, once, true);
  setTimeout(once, LATEST);
  requestAnimationFrame(() => (globalThis.requestIdleCallback ? requestIdleCallback(once, { timeout: LATEST }) : setTimeout(once)));
}
