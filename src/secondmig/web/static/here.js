/** The pane "At the cursor": every coding of the turn that is read, as things one can reach and press. */
import { memosOn } from "./beside.js";
import { recode, remove, setFacets } from "./coding.js";
import { goTo } from "./cursor.js";
import { make } from "./dom.js";
import { facetFields, focusFacets, lackingOf } from "./facets.js";
import { words } from "./markdown.js";
import { idOf } from "./outbox.js";
import { highlight } from "./paint.js";
import { open } from "./palette.js";
import { beginAt, begun, tieBar, tiesOf } from "./relations.js";
import { select } from "./selection.js";
import { codingsAt, publish, state, subscribe } from "./state.js";
import { t } from "./strings.js";
import { boundsAt, quoteOf } from "./text.js";

const LONGEST = 160;
let unfolded = null;
let waits = null;

export function beginPane() {
  subscribe("focus", soon);
  subscribe("codings", (turns) => turns.has(state.focus) && soon());
  subscribe("codebooks", draw);
  subscribe("beside", draw);
  subscribe("tie", draw);
  subscribe("made", (id) => {
    unfolded = id;
    soon();
  });
  subscribe("renamed", ({ from, to }) => {
    if (unfolded === from) unfolded = to;
    soon();
  });
  // The next key meets the pane as it is by then, however fast it comes.
  document.addEventListener("keydown", now, true);
  draw();
}

/** Draw once what one key changes, after the frame that shows it in the text; at once for who is in the pane. */
function soon() {
  if (document.activeElement?.closest?.("#here")) draw();
  else waits ??= requestAnimationFrame(() => setTimeout(now));
}

function now() {
  if (waits === null) return;
  draw();
  publish("unfolded", unfolded);
}

/** Unfold a coding, and bring it out in the text. */
export function unfold(id) {
  unfolded = id;
  highlight(id);
  draw();
  publish("unfolded", id);
}

/** The coding that is unfolded, if it is in the turn that is read. */
export function current() {
  return codingsAt(state.focus).some((each) => each.id === unfolded) ? unfolded : null;
}

/** Go to a coding, wherever in the transcript it is. */
export function goToCoding(id) {
  const row = state.codings.get(id);
  if (!row) return;
  select(null);
  goTo(state.byTurn.touched(row.start, row.end)[0] ?? 0);
  unfold(id);
}

/** Ask for the facets of the coding that is unfolded, else of an own one of this turn, rather one that lacks some. */
export function askFacets() {
  now();
  const own = codingsAt(state.focus).filter((row) => row.mine);
  const meant = current() ?? (own.find((row) => lackingOf(row).length > 0) ?? own.at(-1))?.id;
  if (!meant) return false;
  if (meant !== unfolded) unfold(meant);
  return focusFacets(document.querySelector("#here .coding.wide"));
}

function draw() {
  waits = null;
  const pane = document.querySelector("#here");
  if (!pane) return;
  const rows = codingsAt(state.focus);
  const number = state.turns[state.focus]?.[1] ?? state.focus + 1;
  const title = make("h2", { text: t("here.title", { n: rows.length, turn: number }) });
  const name = document.activeElement?.closest?.("#here [data-name]")?.dataset.name;
  const bar = tieBar(current());
  pane.replaceChildren(title, ...(bar ? [bar] : []), rows.length === 0 ? empty() : make("ul", { class: "codings" }, ...rows.map(card)));
  const text = document.querySelector(`.turn[data-i="${state.focus}"] .words`);
  text?.setAttribute("aria-describedby", "here");
  if (name) refocus(pane, name);
}

/** The focus stays where it was; what a new coding was called first is called otherwise by now. */
function refocus(pane, name) {
  const found = pane.querySelector(`[data-name="${CSS.escape(name)}"]`);
  if (found) found.focus();
  else {
    const [what, ...more] = name.split(" ");
    const now = more.map((each) => (each.startsWith("new-") ? idOf(each) : each)).join(" ");
    pane.querySelector(`[data-name="${CSS.escape(`${what} ${now}`)}"]`)?.focus();
  }
}

function empty() {
  return make("p", { class: "none", text: t(globalThis.matchMedia("(pointer: coarse)").matches ? "here.none.touch" : "here.none") });
}

function card(row) {
  const code = state.codes[row.code] ?? { label: row.code, path: [], hue: 0, pattern: 0, key: "?" };
  const wide = row.id === unfolded;
  const name = (what) => `${what} ${row.id}`;
  const toFill = row.mine ? lackingOf(row).length : 0;
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
    toFill > 0 ? make("span", { class: "to-fill", text: t("here.lacking", { n: toFill }) }) : null,
    make("span", { class: "coder", text: row.mine ? "" : row.coder }),
  );
  const quote = quoteOf(row.start, row.end);
  const short = quote.length > LONGEST ? `${quote.slice(0, LONGEST)}…` : quote;
  const quoted = make("q", { lang: state.turns[state.focus][8], text: short });
  return make(
    "li",
    { class: `coding${wide ? " wide" : ""}${row.id === begun() ? " tied" : ""}`, "data-id": row.id },
    head,
    quoted,
    wide ? more(row, name) : null,
  );
}

function more(row, name) {
  const button = (what, act) => make("button", { type: "button", "data-name": name(what), text: t(`here.${what}`), click: act });
  const acts = [
    button("ends", () => select(row.start, row.end)),
    row.mine ? button("recode", () => open({ title: t("palette.recode"), onChoose: (code) => recode(row.id, code) })) : null,
    button("memo", () => publish("memo", { about: "coding", subject: row.id })),
    button("relate", () => beginAt(row.id)),
    make("a", { class: "pick", href: `/segments?code=${encodeURIComponent(row.code)}`, "data-name": name("passages"), text: t("here.passages") }),
    row.mine ? button("remove", () => remove(row.id)) : null,
  ];
  const facets = facetFields(row, (values) => setFacets(row.id, values));
  const memos = memosOn("coding", idOf(row.id)).filter((memo) => memo.text !== null);
  const said = memos.map((memo) => make("div", { class: "memo" }, ...words(memo.text, { document: state.document.id })));
  return make("div", { class: "more" }, facets, ...said, tiesOf(row, goToCoding), make("div", { class: "acts" }, ...acts));
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
