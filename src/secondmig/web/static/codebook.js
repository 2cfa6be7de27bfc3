/** The codebook beside the text: a tree to filter, to read and to code from. */
import { call } from "./api.js";
import { make } from "./dom.js";
import { folded } from "./rank.js";
import { state, subscribe } from "./state.js";
import { t } from "./strings.js";

const PIN = "secondmig pinned ";
const FOLDED = "secondmig folded ";
const LATER = 400; // milliseconds after the page is there
let how = { use: () => {}, back: () => {} };
let filter = null;
let active = null;
let pins = [];
let closed = new Set();
let uses = null;
let wide = false;

/**
 * Begin.
 *
 * @param {{use: (code: string) => void, back: () => void, pinned: string[]}} found `use` codes what is selected,
 *   `back` gives the focus back to the text; `pinned` are the project's, until this browser has its own
 */
export function beginCodebook(found) {
  how = found;
  pins = readPins(found.pinned ?? []);
  const place = document.querySelector("#codebook");
  if (!place) return;
  filter = make("input", {
    id: "codebook-filter",
    type: "search",
    "aria-label": t("codebook.filter"),
    placeholder: t("codebook.filter"),
    input: draw,
  });
  closed = new Set(kept(FOLDED, []));
  const meaning = make("div", { id: "codebook-meaning", class: "meaning" });
  const numbers = make("button", { type: "button", id: "codebook-numbers", "aria-pressed": "false", text: t("codebook.project"), click: widen });
  place.replaceChildren(make("h2", { text: t("codebook.title") }), filter, numbers, make("ul", { id: "codes" }), meaning);
  place.addEventListener("keydown", press);
  place.addEventListener("focusin", (event) => explain(event.target.closest("[data-code]")?.dataset.code));
  place.addEventListener("mouseover", (event) => explain(event.target.closest("[data-code]")?.dataset.code));
  subscribe("codings", later);
  subscribe("codebooks", () => {
    draw();
    void askUses();
  });
  draw();
  setTimeout(askUses, LATER);
}

/** How much each code is used in the whole project. */
async function askUses() {
  try {
    uses = (await call("GET", "/api/codebook/counts")).counts;
  } catch {
    return; // then the numbers of this transcript are all there is
  }
  count();
}

/** Show the numbers of the project, or those of this transcript again. */
async function widen(event) {
  wide = !wide;
  event.currentTarget.setAttribute("aria-pressed", String(wide));
  document.querySelector("#codebook").classList.toggle("wide", wide);
  count();
  if (wide) await askUses();
}

/** Codes by the digit that applies them. */
export const pinned = () => pins;

const readPins = (before) => kept(PIN, before);

function kept(name, before) {
  try {
    return JSON.parse(localStorage.getItem(name + state.coder) ?? "null") ?? before;
  } catch {
    return before;
  }
}

function keep(name, value) {
  try {
    localStorage.setItem(name + state.coder, JSON.stringify(value));
  } catch {
    // Then it holds until the page is left.
  }
}

/** Pin a code to the next free digit, or let it go. */
function pin(id) {
  pins = pins.includes(id) ? pins.filter((each) => each !== id) : [...pins, id].slice(0, 9);
  keep(PIN, pins);
  draw();
}

let waits = 0;
function later() {
  clearTimeout(waits);
  waits = setTimeout(count, 300);
}

function counts() {
  const n = new Map();
  for (const coding of state.codings.values()) n.set(coding.code, (n.get(coding.code) ?? 0) + 1);
  return n;
}

/** The numbers alone: the buttons stay, and with them the focus. */
function count() {
  const n = counts();
  for (const button of document.querySelectorAll("#codes .use, #codes .fold")) {
    const shown = button.querySelector(".count");
    shown.textContent = button.matches(".fold") ? of(button.dataset.name.replace(/^fold /, ""), 0, "below") : of(button.dataset.code, n.get(button.dataset.code), "own");
  }
}

/** The number beside a code: codings in this transcript, or codings and persons of the project. */
function of(id, n, which) {
  if (!wide || uses === null) return n > 0 ? String(n) : "";
  const pair = uses[id]?.[which];
  return pair ? `${pair[0]} · ${pair[1]}` : "";
}

function draw() {
  const wanted = folded(filter.value);
  const fits = ([id, code]) =>
    wanted === "" || [id, code.label, code.key, ...code.path].some((each) => folded(each).includes(wanted));
  const codes = inOrder(wanted === "" ? null : fits);
  const list = document.querySelector("#codes");
  const name = document.activeElement?.closest?.("#codes [data-name]")?.dataset.name;
  const n = counts();
  const first = pins.filter((id) => state.codes[id] && fits([id, state.codes[id]]));
  const core = state.core.filter((id) => !pins.includes(id) && state.codes[id] && fits([id, state.codes[id]]));
  list.replaceChildren(
    ...(first.length > 0 ? [make("li", { class: "heading", text: t("codebook.pinned") })] : []),
    ...first.map((id) => item(id, state.codes[id], n.get(id), "pinned")),
    ...(core.length > 0 ? [make("li", { class: "heading", text: t("codebook.core") })] : []),
    ...core.map((id) => item(id, state.codes[id], n.get(id), "core")),
    ...(first.length + core.length > 0 ? [make("li", { class: "heading all", text: t("codebook.all") })] : []),
    ...codes.map(([id, code]) => (code.codable ? item(id, code, n.get(id), "tree") : heading(id, code))),
  );
  if (codes.length === 0) list.append(make("li", { class: "none", text: t("palette.none") }));
  if (name) list.querySelector(`[data-name="${CSS.escape(name)}"]`)?.focus();
  activate(stops().find((each) => each.dataset.name === active) ?? buttons()[0] ?? stops()[0]);
}

/** The codes as the tree has them, what stands under a folded heading left out; with a filter the codes alone. */
function inOrder(fits) {
  const all = Object.entries(state.codes);
  if (fits !== null) return all.filter(([id, code]) => code.codable && fits([id, code]));
  const under = new Map();
  for (const [id, code] of all) {
    const above = state.codes[code.parent] ? code.parent : "";
    under.set(above, [...(under.get(above) ?? []), [id, code]]);
  }
  const walk = (id) => (under.get(id) ?? []).flatMap((entry) => [entry, ...(closed.has(entry[0]) ? [] : walk(entry[0]))]);
  return walk("");
}

function heading(id, code) {
  const open = !closed.has(id);
  const fold = make(
    "button",
    { type: "button", class: "fold", "data-name": `fold ${id}`, "aria-expanded": String(open), tabindex: "-1", click: () => turn(id) },
    make("span", { class: `twist hue-${code.hue}`, "aria-hidden": "true", text: open ? "▾" : "▸" }),
    make("span", { class: "label", text: code.label }),
    make("span", { class: "count", text: of(id, 0, "below") }),
  );
  return make("li", { class: `heading depth-${depth(code)}` }, fold);
}

/** Fold a heading, or open it. */
function turn(id, open = closed.has(id)) {
  if (open) closed.delete(id);
  else closed.add(id);
  keep(FOLDED, [...closed]);
  draw();
  const button = document.querySelector(`#codes [data-name="${CSS.escape(`fold ${id}`)}"]`);
  activate(button);
  button?.focus();
}

const depth = (code) => Math.min(4, code.path.length);
const stops = () => [...document.querySelectorAll("#codes .use:not(:disabled), #codes .fold")];
const buttons = () => stops().filter((each) => each.matches(".use"));

function item(id, code, n, part) {
  const at = pins.indexOf(id);
  const use = make(
    "button",
    { type: "button", class: "use", "data-code": id, "data-name": `${part} ${id}`, disabled: Boolean(code.retired), tabindex: "-1", click: () => how.use(id) },
    make("span", { class: `key pattern-${code.pattern} hue-${code.hue}`, text: code.key }),
    make("span", { class: "label", text: code.label }),
    make("span", { class: "count", text: of(id, n, "own") }),
    part === "pinned" && at >= 0 ? make("kbd", { text: String(at + 1) }) : null,
  );
  const label = t(at >= 0 ? "codebook.unpin" : "codebook.pin", { label: code.label });
  const pinning = make("button", {
    type: "button",
    class: at >= 0 ? "pin on" : "pin",
    "aria-label": label,
    "aria-pressed": String(at >= 0),
    title: label,
    tabindex: "-1",
    "data-code": id,
    "data-name": `${part} pin ${id}`,
    text: at >= 0 ? "★" : "☆",
    click: () => pin(id),
  });
  return make("li", { class: `code depth-${depth(code)}${at >= 0 ? " pins" : ""}` }, use, code.retired ? null : pinning);
}

/** One button of the tree is a stop for the Tab key; arrows go on from there. */
function activate(button) {
  if (!button) return;
  for (const each of document.querySelectorAll('#codes [tabindex="0"]')) each.tabIndex = -1;
  button.tabIndex = 0;
  active = button.dataset.name;
}

const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };

function press(event) {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const all = stops();
  const row = event.target.closest("li");
  const fold = row?.querySelector(".fold");
  const at = all.indexOf(row?.querySelector(".use, .fold"));
  let next = null;
  if (event.key === "Escape") how.back();
  else if (event.target === filter) {
    if (event.key === "Enter" && buttons().length > 0) how.use(buttons()[0].dataset.code);
    else if (event.key === "ArrowDown") next = buttons()[0] ?? all[0];
    else return;
  } else if (event.key in STEPS) next = all[Math.max(0, at + STEPS[event.key])] ?? all.at(-1);
  else if (event.key === "Home") next = all[0];
  else if (event.key === "End") next = all.at(-1);
  else if (fold && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
    if (closed.has(fold.dataset.name.slice(5)) === (event.key === "ArrowRight")) turn(fold.dataset.name.slice(5));
    next = null;
  } else if (event.key === "ArrowRight") next = row?.querySelector(".pin");
  else if (event.key === "ArrowLeft") next = row?.querySelector(".use");
  else return;
  if (event.key === "ArrowUp" && at === 0) next = filter;
  event.preventDefault();
  event.stopPropagation();
  if (next !== filter && next?.matches(".use, .fold")) activate(next);
  next?.focus();
}

/** What a code means, below the tree. */
function explain(id) {
  const code = state.codes[id];
  const place = document.querySelector("#codebook-meaning");
  if (!code || !place || place.dataset.code === id) return;
  place.dataset.code = id;
  const said = ["definition", "include", "exclude"].filter((name) => code[name]);
  place.replaceChildren(
    make("p", {}, make("b", { text: code.label })),
    ...said.map((name) => make("p", {}, make("b", { text: t(`code.${name}`) }), ` ${code[name]}`)),
    ...(code.examples ?? []).slice(0, 1).map((each) => make("p", { class: "example", text: each })),
    code.retired ? make("p", { text: t("codebook.retired", { why: code.retired }) }) : "",
    make("p", {}, make("a", { href: `/segments?code=${encodeURIComponent(id)}`, text: t("codebook.passages") })),
    used(id),
    make("p", {}, make("a", { href: `/codebook#${encodeURIComponent(id)}`, text: t("codebook.edit") })),
  );
}

/** How much a code is used in the project. */
function used(id) {
  if (uses === null) return "";
  const [codings, persons] = uses[id]?.own ?? [0, 0];
  return make("p", { class: "used", text: t("codebook.used", { codings: t("book.codings", { n: codings }), persons: t("book.persons", { n: persons }) }) });
}
