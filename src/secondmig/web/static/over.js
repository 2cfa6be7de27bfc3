/**
 * A dialog over the page. `showModal` makes everything else inert, and a browser then lays out every turn of a
 * transcript again: seconds where there are thousands. So the dialog stands on a veil that takes the clicks, and
 * keeps the focus itself.
 */
import { make } from "./dom.js";

const FIELDS = "a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary";

/** Open a dialog that stands in the page; a click beside it and Escape close it. */
export function openOver(box) {
  const veil = make("div", { class: "veil", "aria-hidden": "true", pointerdown: keep, mousedown: keep, click: () => box.close() });
  box.classList.add("over");
  box.setAttribute("aria-modal", "true");
  box.tabIndex = -1;
  box.before(veil);
  box.addEventListener("close", () => veil.remove());
  box.addEventListener("keydown", (event) => press(event, box));
  box.show();
}

/** What is selected in the text stays selected. */
const keep = (event) => event.preventDefault();

function press(event, box) {
  if (event.isComposing || event.defaultPrevented) return;
  if (event.key === "Escape") box.close();
  else if (event.key === "Tab") turn(box, event.shiftKey ? -1 : 1);
  else return;
  event.preventDefault();
}

/** From the last field to the first, and back. */
function turn(box, step) {
  const fields = [...box.querySelectorAll(FIELDS)].filter((each) => each.checkVisibility());
  const at = fields.indexOf(document.activeElement);
  const from = at < 0 && step < 0 ? 0 : at;
  fields.at((from + step) % fields.length)?.focus();
}
