/** The whole transcript as a strip beside it: how much of it is coded, and by which theme. */
import { goTo } from "./cursor.js";
import { state } from "./state.js";

const HUES = 12;
let waits = 0;
let canvas = null;

export function beginMap() {
  const place = document.querySelector("#map");
  if (!place || state.turns.length === 0) return;
  canvas = document.createElement("canvas");
  place.replaceChildren(canvas);
  place.addEventListener("click", (event) => goTo(turnNear(event)));
  globalThis.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  new ResizeObserver(draw).observe(place);
}

/** Draw it when nothing more urgent is to be done. */
export function mapLater() {
  clearTimeout(waits);
  waits = setTimeout(draw, 400);
}

/** First code point of the transcript, and how many it has. */
function extent() {
  const first = state.turns[0][4];
  return [first, Math.max(1, state.turns.at(-1)[5] - first)];
}

function turnNear(event) {
  const box = canvas.getBoundingClientRect();
  const [first, length] = extent();
  const place = first + ((event.clientY - box.top) / box.height) * length;
  return Math.max(0, state.turns.findIndex((turn) => turn[5] > place));
}

function draw() {
  const { clientWidth: width, clientHeight: height } = canvas;
  if (width === 0 || height === 0) return;
  const scale = globalThis.devicePixelRatio || 1;
  Object.assign(canvas, { width: width * scale, height: height * scale });
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  const style = getComputedStyle(document.documentElement);
  const colours = Array.from({ length: HUES }, (_, i) => style.getPropertyValue(`--hue-${i}`));
  const [first, length] = extent();
  const lane = width / 4;
  for (const coding of state.codings.values()) {
    pen.fillStyle = colours[state.codes[coding.code]?.hue ?? 0];
    const top = ((coding.start - first) / length) * height;
    const tall = Math.max(2, ((coding.end - coding.start) / length) * height);
    pen.fillRect(Math.min(3, state.lanes.get(coding.id) ?? 0) * lane, top, lane - 0.5, tall);
  }
}
