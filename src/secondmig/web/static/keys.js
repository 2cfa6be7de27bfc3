/**
 * The keyboard map: acts by name, keys as data, changed by the user and kept in the browser.
 *
 * Letters act only while the focus is in the transcript, so that nobody codes by typing into a field.
 */
import { make } from "./dom.js";
import { actOf, setMode } from "./modes.js";
import { openOver } from "./over.js";
import { state } from "./state.js";
import { t } from "./strings.js";

/** Act -> keys. `Ctrl` also stands for the command key. */
export const DEFAULTS = {
  nextTurn: ["j", "ArrowDown"],
  previousTurn: ["k", "ArrowUp"],
  forward: ["ArrowRight"],
  back: ["ArrowLeft"],
  grow: ["Shift+ArrowRight"],
  shrink: ["Shift+ArrowLeft"],
  character: ["Alt+1"],
  word: ["Alt+2"],
  sentence: ["Alt+3"],
  turn: ["Alt+4"],
  widen: ["s"],
  palette: ["c", "Enter"],
  recent: ["r"],
  repeat: ["q"],
  cycle: ["o"],
  nextCoding: ["]"],
  previousCoding: ["["],
  ends: ["e"],
  remove: ["Delete"],
  facets: ["f"],
  fill: ["F"],
  memo: ["m"],
  relate: ["="],
  raises: ["+"],
  lowers: ["-"],
  goTurn: ["g"],
  find: ["/"],
  searchAll: ["Ctrl+k"],
  passages: ["P"],
  play: ["."],
  soundBack: [","],
  codebook: ["t"],
  book: ["T"],
  invivo: ["v"],
  person: ["p"],
  history: ["h"],
  undo: ["Ctrl+z"],
  redo: ["Ctrl+Shift+Z", "Ctrl+y"],
  clear: ["Escape"],
  help: ["?"],
};
/** Acts that one mode alone has; there its keys come before those of all modes. */
export const ONLY = {
  nextSuggestion: "review",
  previousSuggestion: "review",
  accept: "review",
  reject: "review",
  editSuggestion: "review",
  acceptAll: "review",
  nextDifference: "compare",
  previousDifference: "compare",
  takeA: "compare",
  takeB: "compare",
  takeBoth: "compare",
  takeNeither: "compare",
};
const SCOPED = {
  nextSuggestion: ["Tab"],
  previousSuggestion: ["Shift+Tab"],
  accept: ["y"],
  reject: ["n"],
  editSuggestion: ["e"],
  acceptAll: ["Y"],
  nextDifference: ["]"],
  previousDifference: ["["],
  takeA: ["a"],
  takeB: ["b"],
  takeBoth: ["x"],
  takeNeither: ["n"],
};
/** Modes in which nothing is coded and the panes at the right are not there. */
const PLAIN = new Set(["read", "compare"]);
/** What is of no use there. */
const CODING = new Set(["palette", "recent", "repeat", "pinned", "invivo", "ends", "remove", "facets", "fill", "relate", "raises", "lowers", "codebook", "cycle", "nextCoding", "previousCoding"]);
/** What has its place beside the text, so that it leads to where that is seen. */
const PANES = new Set(["memo", "person", "history"]);
const EVERYWHERE = new Set(["undo", "redo", "help", "searchAll"]);
const STORE = "secondmig keys";

let map = new Map();
let acts = {};

/** Begin to listen. */
export function beginKeys(root, found) {
  acts = found;
  map = read();
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || document.querySelector("dialog[open]")) return;
    const inText = root.contains(event.target);
    const field = event.target.closest?.("input, textarea, select, [contenteditable]");
    const digit = inText && /^[1-9]$/.test(event.key) && !modified(event);
    const key = pressed(event);
    const name = digit ? "pinned" : (map.get(`${state.mode} ${key}`) ?? map.get(` ${key}`));
    const act = actOf(name) ?? acts[name];
    if (!act || field || (!inText && !EVERYWHERE.has(name))) return;
    const plain = PLAIN.has(state.mode) && !actOf(name);
    if (plain && CODING.has(name)) return;
    event.preventDefault();
    if (plain && PANES.has(name)) setMode("code");
    act(digit ? Number(event.key) : event);
  });
}

/** AltGr makes characters on many keyboards, "[" and "]" among them; it is no Ctrl and no Alt. */
const graphic = (event) => event.getModifierState?.("AltGraph") ?? false;
const modified = (event) => !graphic(event) && (event.ctrlKey || event.metaKey || event.altKey);

/** A key press as the map names it. */
export function pressed(event) {
  const level = graphic(event);
  const [control, alt] = [!level && (event.ctrlKey || event.metaKey), !level && event.altKey];
  let name = alt && event.code?.startsWith("Digit") ? event.code.slice(5) : event.key;
  if (name.length === 1 && event.getModifierState?.("CapsLock") && !event.shiftKey) name = name.toLowerCase();
  const shift = event.shiftKey && (name.length > 1 || control);
  if (shift && name.length === 1) name = name.toUpperCase();
  return [control ? "Ctrl" : "", alt ? "Alt" : "", shift ? "Shift" : "", name].filter(Boolean).join("+");
}

function read() {
  let own = {};
  try {
    own = JSON.parse(localStorage.getItem(STORE) ?? "{}");
  } catch {
    own = {};
  }
  const found = new Map();
  for (const [act, keys] of Object.entries({ ...DEFAULTS, ...SCOPED, ...own })) {
    for (const key of keys) found.set(`${scopeOf(act)} ${key}`, act);
  }
  return found;
}

const scopeOf = (act) => ONLY[act] ?? "";
const ALL = [...Object.keys(DEFAULTS), ...Object.keys(SCOPED)];

/** Let an act have another key; a key that another act of the same mode had is taken from it. */
export function remap(act, key) {
  const left = (name) => (scopeOf(name) === scopeOf(act) ? keysOf(name).filter((each) => each !== key) : keysOf(name));
  const own = Object.fromEntries(ALL.map((name) => [name, left(name)]));
  own[act] = [key];
  localStorage.setItem(STORE, JSON.stringify(own));
  map = read();
}

/** The keys of an act. */
export const keysOf = (act) => [...map].filter(([, name]) => name === act).map(([key]) => key.slice(key.indexOf(" ") + 1));

/** The map as a sheet that can be printed; a row's button waits for a key. */
export function showHelp() {
  if (document.querySelector("#help")) return;
  const close = () => {
    box.remove();
    document.body.classList.remove("helping");
  };
  const box = make("dialog", { id: "help", "aria-label": t("help.title"), close });
  fill(box);
  document.body.append(box);
  document.body.classList.add("helping");
  openOver(box);
}

function fill(box, focusedAct = null) {
  const button = (label, click) => make("button", { type: "button", text: t(label), click });
  const reset = () => {
    localStorage.removeItem(STORE);
    map = read();
    fill(box, "reset");
  };
  const last = button("help.reset", reset);
  last.dataset.act = "reset";
  box.replaceChildren(
    make("h2", { text: t("help.title") }),
    make("p", { class: "none", text: t("help.letters") }),
    make("table", {}, make("tbody", {}, ...Object.keys(DEFAULTS).map((act) => row(box, act)), digits())),
    ...[...new Set(Object.values(ONLY))].flatMap((mode) => [
      make("h3", { text: t("help.mode", { mode: t(`mode.${mode}`) }) }),
      make("table", {}, make("tbody", {}, ...Object.keys(SCOPED).filter((act) => ONLY[act] === mode).map((act) => row(box, act)))),
    ]),
    make("div", { class: "acts" }, button("help.close", () => box.close()), button("help.print", () => globalThis.print()), last),
  );
  box.querySelector(`[data-act="${focusedAct}"]`)?.focus();
}

function row(box, act) {
  const name = t(`act.${act}`);
  const keys = make("td", {}, ...keysOf(act).flatMap((key) => [make("kbd", { text: written(key) }), " "]));
  const change = make("button", {
    type: "button",
    "data-act": act,
    "aria-label": t("help.changeAct", { act: name }),
    text: t("help.change"),
    click: () => wait(box, act, change),
  });
  return make("tr", {}, make("th", { scope: "row", text: name }), keys, make("td", {}, change));
}

function digits() {
  const keys = make("td", {}, make("kbd", { text: "1" }), " … ", make("kbd", { text: "9" }));
  return make("tr", {}, make("th", { scope: "row", text: t("act.pinned") }), keys, make("td"));
}

const ARROWS = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓" };
/** A key as people write it. */
const written = (key) => key.split(/(?<=.)\+/).map((part) => ARROWS[part] ?? part).join(" ");

function wait(box, act, button) {
  button.textContent = t("help.press");
  const end = () => {
    button.removeEventListener("keydown", take);
    button.removeEventListener("blur", end);
    button.textContent = t("help.change");
  };
  const take = (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock"].includes(event.key)) return;
    end();
    if (event.key === "Escape" || event.key === "Tab") return;
    remap(act, pressed(event));
    fill(box, act);
  };
  button.addEventListener("keydown", take);
  button.addEventListener("blur", end);
}
