/**
 * The walk through what reports still need: coding by coding, facet by facet, with the words before one's eyes and
 * a key for every value.
 */
import { setFacets } from "./coding.js";
import { make } from "./dom.js";
import { buttons, lackingOf, other } from "./facets.js";
import { isOpen, toggled } from "./facet_rules.js";
import { goToCoding } from "./here.js";
import { announce } from "./live.js";
import { quoteOf } from "./text.js";
import { state, subscribe } from "./state.js";
import { t } from "./strings.js";

const LONGEST = 400;
let box = null;
let walk = null;
let back = () => {};

/** @param {{back: () => void}} how to go back to the text */
export function beginFill(how) {
  back = how.back;
  const button = make("button", { type: "button", id: "to-fill", click: openFill });
  document.querySelector("#undo")?.before(button);
  subscribe("codings", later);
  subscribe("codebooks", later);
  subscribe("renamed", ({ from, to }) => {
    if (!walk) return;
    walk.ids = walk.ids.map((id) => (id === from ? to : id));
    draw();
  });
  count();
}

let waits = 0;
function later() {
  clearTimeout(waits);
  waits = setTimeout(count, 200);
  if (box) draw();
}

/** Own codings that lack a facet which reports require, in the order of the text. */
export function toFill() {
  return [...state.codings.values()]
    .filter((row) => row.mine && lackingOf(row).length > 0)
    .sort((a, b) => a.start - b.start || b.end - a.end || (a.id < b.id ? -1 : 1));
}

function count() {
  const n = toFill().length;
  const button = document.querySelector("#to-fill");
  if (!button) return;
  button.hidden = n === 0;
  button.textContent = t("fill.count", { n });
}

/** Begin the walk at the coding that comes next after the turn that is read. */
export function openFill() {
  if (box) {
    focusFirst();
    return;
  }
  const rows = toFill();
  if (rows.length === 0) {
    announce(t("fill.none"));
    return;
  }
  const from = state.turns[state.focus]?.[4] ?? 0;
  const first = Math.max(0, rows.findIndex((row) => row.end > from));
  walk = { ids: [...rows.slice(first), ...rows.slice(0, first)].map((row) => row.id), at: 0, skipped: new Set(), filled: 0, shown: null };
  box = make("section", { id: "fill", role: "dialog", "aria-label": t("fill.title"), keydown: press });
  document.querySelector("main").append(box);
  document.body.classList.add("filling");
  draw();
  focusFirst();
}

function closeFill() {
  box?.remove();
  box = null;
  walk = null;
  document.body.classList.remove("filling");
  back();
}

/** What is asked now: the coding, and its first facet that is lacking and was not left out. */
function asked() {
  for (; walk.at < walk.ids.length; walk.at += 1) {
    const row = state.codings.get(walk.ids[walk.at]);
    const spec = row && lackingOf(row).find((each) => !walk.skipped.has(`${walk.ids[walk.at]} ${each.name}`));
    if (spec) return { row, spec };
  }
  return null;
}

function draw() {
  const now = asked();
  const key = now && `${now.row.id} ${now.spec.name}`;
  const hadFocus = box.contains(document.activeElement) || document.activeElement === document.body;
  if (now && key !== walk.shown) goToCoding(now.row.id);
  walk.shown = key;
  box.replaceChildren(...(now ? question(now) : end()));
  if (hadFocus) focusFirst();
}

function question({ row, spec }) {
  const code = state.codes[row.code];
  const quote = quoteOf(row.start, row.end);
  const name = spec.name.replaceAll("_", " ");
  const turn = state.byTurn.touched(row.start, row.end)[0] ?? 0;
  const choices = buttons({ ...spec }, row, (value) => give(row, spec, value), before(row, spec));
  return [
    make("header", {}, make("h2", { text: t("fill.at", { at: walk.at + 1, n: walk.ids.length }) }), make("span", { class: "none", text: t("fill.turn", { turn: state.turns[turn]?.[1] ?? turn + 1 }) }), button("close", closeFill)),
    make("p", { class: "what" }, make("span", { class: `key pattern-${code.pattern} hue-${code.hue}`, text: code.key }), ` ${code.label}`),
    make("q", { lang: state.turns[turn]?.[8], text: quote.length > LONGEST ? `${quote.slice(0, LONGEST)}…` : quote }),
    make("p", { class: "ask" }, make("b", { text: name }), spec.help ? make("span", { class: "none", text: ` ${spec.help}` }) : null),
    make("div", { class: "values", role: "group", "aria-label": name }, ...choices, isOpen(spec) ? other(spec, row, (facets) => set(row, facets)) : null),
    make("div", { class: "acts" }, button("skip", skip), button("previous", previous)),
  ];
}

const button = (what, click) => make("button", { type: "button", class: what, text: t(`fill.${what}`), click });

function end() {
  return [
    make("header", {}, make("h2", { text: t("fill.end") }), button("close", closeFill)),
    make("p", { text: t("fill.done", { n: walk.filled, left: toFill().length }) }),
  ];
}

/** What the own coding before this one holds, where it is something this coding may hold. */
function before(row, spec) {
  const own = [...state.codings.values()].filter((each) => each.mine && each.end <= row.start && each.facets[spec.name] !== undefined);
  return own.sort((a, b) => b.end - a.end || (a.id < b.id ? -1 : 1))[0]?.facets[spec.name];
}

function give(row, spec, value) {
  set(row, toggled(spec, row.facets, value));
}

function set(row, facets) {
  walk.filled += 1;
  setFacets(row.id, facets);
  draw();
}

function skip() {
  const now = asked();
  if (now) walk.skipped.add(`${now.row.id} ${now.spec.name}`);
  draw();
}

/** Back to the coding before, with everything that was left out there. */
function previous() {
  const at = walk.at;
  walk.at = Math.max(0, Math.min(at, walk.ids.length) - 1);
  for (const key of [...walk.skipped]) if (key.startsWith(`${walk.ids[walk.at]} `)) walk.skipped.delete(key);
  while (walk.at > 0 && !state.codings.has(walk.ids[walk.at])) walk.at -= 1;
  draw();
}

function focusFirst() {
  (box?.querySelector('.value[tabindex="0"]') ?? box?.querySelector("input, button"))?.focus();
}

function press(event) {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const inField = event.target.matches("input");
  const values = [...box.querySelectorAll(".value")];
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape") closeFill();
  else if (inField) return;
  else if (/^[1-9]$/.test(event.key)) values[Number(event.key) - 1]?.click();
  else if (event.key === "n" || event.key === "0") skip();
  else if (event.key === "Backspace") previous();
  else if (step !== undefined && values.length > 0) values[(values.indexOf(document.activeElement) + step + values.length) % values.length].focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}
