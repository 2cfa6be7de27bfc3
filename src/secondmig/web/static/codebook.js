/** The codebook beside the text: a tree to filter, to read and to code from. */
import { make } from "./dom.js";
import { folded } from "./rank.js";
import { state, subscribe } from "./state.js";
import { t } from "./strings.js";

const PIN = "secondmig pinned ";
let how = { use: () => {}, back: () => {} };
let filter = null;
let active = null;
let pins = [];

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
  const meaning = make("div", { id: "codebook-meaning", class: "meaning" });
  place.replaceChildren(make("h2", { text: t("codebook.title") }), filter, make("ul", { id: "codes" }), meaning);
  place.addEventListener("keydown", press);
  place.addEventListener("focusin", (event) => explain(event.target.closest("[data-code]")?.dataset.code));
  place.addEventListener("mouseover", (event) => explain(event.target.closest("[data-code]")?.dataset.code));
  subscribe("codings", later);
  subscribe("codebooks", draw);
  draw();
}

/** Codes by the digit that applies them. */
export const pinned = () => pins;

function readPins(before) {
  try {
    return JSON.parse(localStorage.getItem(PIN + state.coder) ?? "null") ?? before;
  } catch {
    return before;
  }
}

/** Pin a code to the next free digit, or let it go. */
function pin(id) {
  pins = pins.includes(id) ? pins.filter((each) => each !== id) : [...pins, id].slice(0, 9);
  try {
    localStorage.setItem(PIN + state.coder, JSON.stringify(pins));
  } catch {
    // Then they hold until the page is left.
  }
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
  for (const button of document.querySelectorAll("#codes .use")) {
    button.querySelector(".count").textContent = String(n.get(button.dataset.code) ?? "");
  }
}

function draw() {
  const wanted = folded(filter.value);
  const fits = ([id, code]) =>
    wanted === "" || [id, code.label, code.key, ...code.path].some((each) => folded(each).includes(wanted));
  const codes = Object.entries(state.codes).filter(([id, code]) => (code.codable ? fits([id, code]) : wanted === ""));
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
    ...codes.map(([id, code]) => (code.codable ? item(id, code, n.get(id), "tree") : heading(code))),
  );
  if (codes.length === 0) list.append(make("li", { class: "none", text: t("palette.none") }));
  if (name) list.querySelector(`[data-name="${CSS.escape(name)}"]`)?.focus();
  activate(buttons().find((each) => each.dataset.name === active) ?? buttons()[0]);
}

const heading = (code) => make("li", { class: `heading depth-${depth(code)}`, text: code.label });
const depth = (code) => Math.min(4, code.path.length);
const buttons = () => [...document.querySelectorAll("#codes .use:not(:disabled)")];

function item(id, code, n, part) {
  const at = pins.indexOf(id);
  const use = make(
    "button",
    { type: "button", class: "use", "data-code": id, "data-name": `${part} ${id}`, disabled: Boolean(code.retired), tabindex: "-1", click: () => how.use(id) },
    make("span", { class: `key pattern-${code.pattern} hue-${code.hue}`, text: code.key }),
    make("span", { class: "label", text: code.label }),
    make("span", { class: "count", text: n > 0 ? String(n) : "" }),
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
  return make("li", { class: `code depth-${depth(code)}` }, use, code.retired ? null : pinning);
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
  const all = buttons();
  const row = event.target.closest("li");
  const at = all.indexOf(row?.querySelector(".use"));
  let next = null;
  if (event.key === "Escape") how.back();
  else if (event.target === filter) {
    if (event.key === "Enter" && all.length > 0) how.use(all[0].dataset.code);
    else if (event.key === "ArrowDown") next = all[0];
    else return;
  } else if (event.key in STEPS) next = all[Math.max(0, at + STEPS[event.key])] ?? all.at(-1);
  else if (event.key === "Home") next = all[0];
  else if (event.key === "End") next = all.at(-1);
  else if (event.key === "ArrowRight") next = row?.querySelector(".pin");
  else if (event.key === "ArrowLeft") next = row?.querySelector(".use");
  else return;
  if (event.key === "ArrowUp" && at === 0) next = filter;
  event.preventDefault();
  event.stopPropagation();
  if (next !== filter && next?.classList.contains("use")) activate(next);
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
  );
}
