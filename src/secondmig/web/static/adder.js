/**
 * The buttons at a selection, for who selects with mouse, pen or finger: code it, or repeat the last code.
 *
 * They stand below the selection, on a touch screen at the lower edge, where the system's own menu is not.
 */
import { paneBelow } from "./cursor.js";
import { make } from "./dom.js";
import { rangeOf } from "./offsets.js";
import { selected } from "./selection.js";
import { state, subscribe } from "./state.js";
import { t } from "./strings.js";
import { allWords } from "./text.js";

const BELOW = 8; // px

let box = null;
let last = null;
let byPointer = false;

/** @param {{choose: () => void, repeat: () => void}} acts what the buttons do */
export function beginAdder(root, { choose, repeat }) {
  const keep = (event) => event.preventDefault(); // a press must not end the selection
  last = make("button", { type: "button", class: "last", click: repeat, hidden: true });
  const code = make("button", { type: "button", class: "code", text: t("adder.code"), click: choose });
  box = make("div", { id: "adder", role: "group", "aria-label": t("adder.title"), hidden: true, pointerdown: keep, mousedown: keep }, code, last);
  root.after(box);
  document.addEventListener("pointerdown", (event) => {
    if (box.contains(event.target)) return;
    byPointer = root.contains(event.target);
  });
  // A selection is finished where the pointer is let go; a finger goes on at the handles.
  document.addEventListener("pointerup", () => setTimeout(draw));
  document.addEventListener("keydown", () => {
    byPointer = false;
    box.hidden = true;
  });
  subscribe("selection", (now) => {
    if (!now) box.hidden = true;
    else if (globalThis.matchMedia("(pointer: coarse)").matches) {
      byPointer = true;
      draw();
    }
  });
  subscribe("codings", draw);
}

function draw() {
  const now = selected();
  box.hidden = !(now && byPointer);
  if (box.hidden) return;
  const code = state.codes[state.recent[0]];
  last.hidden = !code;
  if (code) last.textContent = code.label;
  box.style.setProperty("--below", `${paneBelow()}px`);
  const range = rangeOf(allWords(), now.start, now.end);
  const rects = range ? [...range.getClientRects()] : [];
  const end = rects.at(-1);
  if (!end) return;
  const frame = box.offsetParent?.getBoundingClientRect() ?? { left: 0, top: 0, width: globalThis.innerWidth };
  const left = Math.min(Math.max(0, end.right - frame.left - box.offsetWidth / 2), frame.width - box.offsetWidth);
  box.style.left = `${Math.max(0, left)}px`;
  box.style.top = `${end.bottom - frame.top + BELOW}px`;
}
