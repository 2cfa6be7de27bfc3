/** The pane "At the cursor": every coding of the turn that is read, as things one can reach and press. */
import { recode, remove, setFacets } from "./coding.js";
import { make } from "./dom.js";
import { facetFields } from "./facets.js";
import { highlight } from "./paint.js";
import { open } from "./palette.js";
import { select } from "./selection.js";
import { codingsAt, state, subscribe } from "./state.js";
import { t } from "./strings.js";
import { boundsAt, quoteOf } from "./text.js";

const LONGEST = 160;
let unfolded = null;

export function beginPane() {
  subscribe("focus", draw);
  subscribe("codings", (turns) => turns.has(state.focus) && draw());
  subscribe("made", (id) => {
    unfolded = id;
    draw();
  });
  subscribe("renamed", ({ from, to }) => {
    if (unfolded === from) unfolded = to;
    draw();
  });
  draw();
}

/** Unfold a coding, and bring it out in the text. */
export function unfold(id) {
  unfolded = id;
  highlight(id);
  draw();
}

/** The coding that is unfolded, if it is in the turn that is read. */
export function current() {
  return codingsAt(state.focus).some((each) => each.id === unfolded) ? unfolded : null;
}

function draw() {
  const pane = document.querySelector("#here");
  if (!pane) return;
  const rows = codingsAt(state.focus);
  const number = state.turns[state.focus]?.[1] ?? state.focus + 1;
  const title = make("h2", { text: t("here.title", { n: rows.length, turn: number }) });
  const focusedName = document.activeElement?.closest?.("#here [data-name]")?.dataset.name;
  pane.replaceChildren(title, rows.length === 0 ? empty() : make("ul", {}, ...rows.map(card)));
  const words = document.querySelector(`.turn[data-i="${state.focus}"] .words`);
  words?.setAttribute("aria-describedby", "here");
  if (focusedName) pane.querySelector(`[data-name="${CSS.escape(focusedName)}"]`)?.focus();
}

function empty() {
  return make("p", { class: "none", text: t("here.none") });
}

function card(row) {
  const code = state.codes[row.code] ?? { label: row.code, path: [], hue: 0, pattern: 0, key: "?" };
  const wide = row.id === unfolded;
  const name = (what) => `${what} ${row.id}`;
  const head = make(
    "button",
    {
      type: "button",
      class: "code",
      "aria-expanded": String(wide),
      "data-name": name("code"),
      click: () => unfold(wide ? null : row.id),
      focus: () => highlight(row.id),
    },
    make("span", { class: `key pattern-${code.pattern} hue-${code.hue}`, text: code.key }),
    make("span", { class: "label", text: code.label }),
    make("span", { class: "coder", text: row.mine ? "" : row.coder }),
  );
  const quote = quoteOf(row.start, row.end);
  const short = quote.length > LONGEST ? `${quote.slice(0, LONGEST)}…` : quote;
  const words = make("q", { lang: state.turns[state.focus][8], text: short });
  return make("li", { class: wide ? "coding wide" : "coding", "data-id": row.id }, head, words, wide ? more(row, name) : null);
}

function more(row, name) {
  const button = (what, act) =>
    make("button", { type: "button", "data-name": name(what), text: t(`here.${what}`), click: act });
  const acts = row.mine
    ? [
        button("ends", () => select(row.start, row.end)),
        button("recode", () => open({ title: t("palette.recode"), onChoose: (code) => recode(row.id, code) })),
        button("remove", () => remove(row.id)),
      ]
    : [button("ends", () => select(row.start, row.end))];
  const facets = facetFields(row, (values) => setFacets(row.id, values));
  const memo = row.memo ? make("p", { class: "memo", text: row.memo }) : null;
  return make("div", { class: "more" }, facets, memo, make("div", { class: "acts" }, ...acts));
}

/** Go through the codings that hold a place, the innermost first. */
export function cycle(place) {
  const [start, end] = place ? [place.start, place.end] : boundsAt(state.focus);
  const held = codingsAt(state.focus)
    .filter((each) => each.start < end && each.end > start)
    .sort((a, b) => a.end - a.start - (b.end - b.start));
  if (held.length === 0) return;
  const at = held.findIndex((each) => each.id === unfolded);
  unfold(held[(at + 1) % held.length].id);
}
