/** Retrieval: passages of codes wherever they stand, to read, to compare, to recode and to take along. */
import "./barheight.js";
import { make } from "./dom.js";
import { announce } from "./live.js";
import { open } from "./palette.js";
import { beginActs, hideTrouble, recode, remove, setFacets, trouble, turnBack } from "./segments_acts.js";
import { beginAsk, drawAsk } from "./segments_ask.js";
import { Column } from "./segments_column.js";
import { asked, sides } from "./segments_query.js";
import { beginAway, state } from "./state.js";
import { t } from "./strings.js";

const island = JSON.parse(document.querySelector("#island").textContent);
const form = document.querySelector("#ask");
const place = document.querySelector("#columns");
const bar = document.querySelector("#ticked");
const names = island.coders.map(([name]) => name);
const usual = island.counted.length > 0 ? names.filter((name) => island.counted.includes(name) || name === island.coder) : names;
const coders = { names, usual };
const exported = { format: "docx", release: "team", address };
const ticked = new Set();
let params = new URLSearchParams(location.search);
let columns = [];
let last = null;

/** What the back button finds again: how many passages were shown, and where one was. */
function memory() {
  return { shown: columns.map((each) => each.rows.length), y: globalThis.scrollY };
}

/** Show what the address asks for. */
async function show(before = null) {
  params = new URLSearchParams(location.search);
  ticked.clear();
  hideTrouble();
  drawAsk(form, params, exported);
  const two = sides(params);
  const how = { ticked, tick, recode: recodeRows, remove, facets, ask, redraw, trouble, loaded: drawBar };
  columns = two
    ? [two.left, two.right].map((side) => new Column(how, asked(params, coders, [side.pair]), side.value))
    : [new Column(how, asked(params, coders), "")];
  place.classList.toggle("two", columns.length > 1);
  place.replaceChildren(...columns.map((each) => each.element));
  drawBar();
  await Promise.all(columns.map((each, i) => each.load(before?.shown?.[i])));
  if (before?.y) globalThis.scrollTo(0, before.y);
  document.querySelector("#live").textContent = columns.map((each) => each.told()).join(" | ");
}

/** Where the file of what is shown is made. */
function address() {
  const more = asked(params, coders);
  more.append("format", exported.format);
  more.append("release", exported.release);
  return `/api/segments/export?${more}`;
}

const rows = () => columns.flatMap((each) => each.rows);
const chosen = () => rows().filter((row, i, all) => ticked.has(row.id) && all.findIndex((one) => one.id === row.id) === i);

function tick(row, is) {
  if (is) ticked.add(row.id);
  else ticked.delete(row.id);
  drawBar();
}

/** The bar of what is done to everything ticked. */
function drawBar() {
  const own = rows().filter((row) => row.mine && !row.gone);
  const n = chosen().length;
  const name = document.activeElement?.closest?.("#ticked [data-act]")?.dataset.act;
  const button = (act, click, disabled) => make("button", { type: "button", "data-act": act, text: t(`segments.all.${act}`), disabled, click });
  bar.hidden = own.length === 0;
  bar.replaceChildren(
    make("span", { class: "count", text: t("segments.ticked", { n }) }),
    button("tick", () => tickAll(own), n === own.length),
    button("untick", () => tickAll([]), n === 0),
    button("recode", () => recodeRows(chosen()), n === 0),
    button("remove", () => remove(chosen()), n === 0),
  );
  if (name) (bar.querySelector(`[data-act="${name}"]:not(:disabled)`) ?? bar.querySelector("button:not(:disabled)"))?.focus();
}

function tickAll(own) {
  ticked.clear();
  for (const row of own) ticked.add(row.id);
  for (const box of place.querySelectorAll(".tick")) box.checked = ticked.has(box.closest(".hit").dataset.id);
  drawBar();
}

/** Choose another code for these passages. */
function recodeRows(meant) {
  const own = meant.filter((row) => row.mine && !row.gone);
  if (own.length === 0) announce(t("segments.none.own"));
  else open({ title: t("segments.recode.title", { n: own.length }), onChoose: (code) => recode(own, code), onClose: () => focusHit(last) });
}

function facets(row, values) {
  row.held = values;
  setFacets(row, values);
  redraw(row);
}

/** Unfold the facets of a passage, or fold them away. */
function ask(row) {
  row.asks = !row.asks;
  redraw(row, "facets");
}

/** Draw a passage again, with the focus on one of its acts. */
function redraw(row, act = null) {
  for (const each of columns) each.redraw(row, act);
}

/** Passages as the server has them now. */
function changed(told, gone) {
  const known = new Map(rows().map((row) => [row.id, row]));
  for (const now of told) {
    const before = known.get(now.id);
    if (!before) continue;
    const { part, group: _, ...fresh } = now;
    const was = before.gone || before.code === now.code ? (before.was === now.code ? undefined : before.was) : (before.was ?? before.code);
    const context = before.turns && !part ? { context: before.context } : {};
    const kept = part ? { seen: now.seen, facets: now.facets, held: now.held } : fresh;
    Object.assign(before, kept, context, { gone: false, stale: false, was: was === now.code ? undefined : was });
  }
  for (const id of gone) if (known.has(id)) Object.assign(known.get(id), { gone: true });
  for (const id of gone) ticked.delete(id);
  for (const row of [...told.map((each) => known.get(each.id)), ...gone.map((id) => known.get(id))].filter(Boolean)) redraw(row);
  drawBar();
  for (const each of columns) each.recount();
}

/** An act came too late for these. */
function stale(ids) {
  for (const row of rows().filter((each) => ids.includes(each.id))) {
    row.stale = true;
    redraw(row);
  }
  trouble(document.querySelector("#trouble").textContent, { act: () => show(memory()), label: t("segments.load") });
}

// keys

const hits = () => [...place.querySelectorAll(".hit")];
const hitOf = (target) => target.closest?.(".hit");

function focusHit(id) {
  const hit = id ? place.querySelector(`.hit[data-id="${CSS.escape(id)}"]`) : null;
  (hit ?? place.querySelector(".hit"))?.focus();
}

function press(event) {
  if (event.isComposing || document.querySelector("dialog[open]")) return;
  const field = event.target.closest?.("input:not([type=checkbox]), textarea, select");
  const control = event.ctrlKey || event.metaKey;
  if (control && event.key.toLowerCase() === "z" && !field) turnBack(event.shiftKey ? "redo" : "undo");
  else if (control && event.key.toLowerCase() === "y" && !field) turnBack("redo");
  else if (control && event.key.toLowerCase() === "k") location.assign("/search");
  else if (control || event.altKey || field || !act(event)) return;
  event.preventDefault();
}

/** Letters act only while the focus is among the passages. */
function act(event) {
  const hit = hitOf(event.target);
  if (!hit || event.target.closest(".facets")) return false;
  last = hit.dataset.id;
  const row = rows().find((each) => each.id === last);
  const all = hits();
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  if (step !== undefined) all[all.indexOf(hit) + step]?.focus();
  else if (event.key === "o") hit.querySelector(".place").click();
  else if (event.key === "x" && row?.mine) {
    tick(row, !ticked.has(row.id));
    hit.querySelector(".tick").checked = ticked.has(row.id);
  } else if (event.key === "c") recodeRows(ticked.size > 0 ? chosen() : [row].filter(Boolean));
  else if (event.key === "f" && row?.mine) ask(row);
  else if (event.key === "Delete" && row?.mine) remove(ticked.size > 0 ? chosen() : [row]);
  else return false;
  return true;
}

// the beginning

beginAway(island);
state.legsOf = island.legs;
beginAsk({ ...island, usual }, (now) => {
  history.replaceState(memory(), "");
  history.pushState(null, "", `?${now}`);
  show();
});
beginActs({ changed, stale });
globalThis.addEventListener("popstate", () => show(history.state));
globalThis.addEventListener("pagehide", () => history.replaceState(memory(), ""));
document.addEventListener("keydown", press);
await show(history.state);
document.body.dataset.ready = "true";
