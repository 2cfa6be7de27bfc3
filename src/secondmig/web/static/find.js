/** Find in the transcript without touching its nodes: hits are painted by the browser, not by elements. */
import { goTo, reveal } from "./cursor.js";
import { make } from "./dom.js";
import { cpLen, rangeOf } from "./offsets.js";
import { folded } from "./rank.js";
import { select } from "./selection.js";
import { state } from "./state.js";
import { t } from "./strings.js";
import { boundsAt, textAt, wordsAt } from "./text.js";

const PAINTED = 2_000;

/** Places where a text stands: without regard to case, width and marks. */
export function findAll(wanted) {
  const needle = folded(wanted);
  if (needle === "") return [];
  const found = [];
  for (let i = 0; i < state.turns.length; i += 1) {
    const { text, places } = foldedWithPlaces(textAt(i));
    for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
      const [start] = boundsAt(i);
      found.push([start + places[at], start + places[at + needle.length - 1] + 1, i]);
    }
  }
  return found;
}

/** The folded text, and for each of its letters the code point it comes from. */
function foldedWithPlaces(text) {
  let out = "";
  const places = [];
  let cp = 0;
  for (const letter of text) {
    const plain = letter.trim() === "" ? " " : folded(letter);
    for (let i = 0; i < plain.length; i += 1) places.push(cp);
    out += plain;
    cp += cpLen(letter);
  }
  return { text: out, places };
}

/** Paint hits; a turn that is drawn again loses its paint until the next step. */
function painted(name, hits) {
  const ranges = hits.map(([start, end, i]) => rangeOf([wordsAt(i)], start, end)).filter(Boolean);
  if (ranges.length === 0) CSS.highlights?.delete(name);
  else CSS.highlights?.set(name, new Highlight(...ranges));
}

/** Open the field; Enter goes from hit to hit, Escape back to the text with `back`. */
export function openFind(back) {
  document.querySelector("#find")?.remove();
  let hits = [];
  let at = -1;
  const count = make("output", { text: "" });
  const field = make("input", { type: "search", "aria-label": t("find.title"), placeholder: t("find.title") });
  const go = (step) => {
    if (hits.length === 0) return;
    at = (at + step + hits.length) % hits.length;
    const [start, end, turn] = hits[at];
    goTo(turn);
    select(start, end);
    reveal(start);
    painted("hits", hits.slice(0, PAINTED));
    painted("hit", [hits[at]]);
    count.textContent = t("find.count", { at: at + 1, n: hits.length });
    field.focus({ preventScroll: true });
  };
  const close = () => {
    painted("hits", []);
    painted("hit", []);
    box.remove();
    back();
  };
  const button = (label, text, click) => make("button", { type: "button", "aria-label": t(label), text, click });
  const box = make(
    "form",
    { id: "find", role: "search" },
    field,
    count,
    button("find.previous", "↑", () => go(-1)),
    button("find.next", "↓", () => go(1)),
    button("find.close", "×", close),
  );
  field.addEventListener("input", () => {
    hits = findAll(field.value);
    at = -1;
    painted("hits", hits.slice(0, PAINTED));
    painted("hit", []);
    count.textContent = field.value === "" ? "" : t("find.hits", { n: hits.length });
  });
  box.addEventListener("submit", (event) => event.preventDefault());
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && event.target === field) go(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  document.querySelector("main")?.prepend(box);
  field.focus({ preventScroll: true });
}
