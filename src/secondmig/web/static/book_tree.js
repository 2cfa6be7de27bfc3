/** The tree of the codebook: one stop for the Tab key, moved in by arrows, Home, End and the letters of a label. */
import { bookOf, codeOf, held, rowsSeen } from "./book_state.js";
import { make } from "./dom.js";
import { folded } from "./rank.js";
import { t } from "./strings.js";

const FOLDED = "secondmig folded ";
const PAUSE = 700; // milliseconds between letters that belong together
const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };
const SHIFTS = { ArrowDown: 1, ArrowUp: -1 };
let acts = {};
let tree = null;
let filter = null;
let closed = new Set();
let rows = [];
let chosen = null;
let typed = { letters: "", at: 0 };

/**
 * Begin.
 *
 * @param {Element} place
 * @param {{choose: (id: string) => void, enter: () => void, rename: () => void, add: () => void, retire: () => void,
 *   shift: (by: number) => void}} found
 */
export function beginTree(place, found) {
  acts = found;
  closed = readFolded();
  filter = make("input", { id: "book-filter", type: "search", "aria-label": t("codebook.filter"), placeholder: t("codebook.filter"), input: drawTree, keydown: fromFilter });
  tree = make("ul", { id: "book-tree", role: "tree", "aria-label": t("codebook.title"), keydown: press, click: clicked });
  const none = make("p", { id: "book-none", class: "none", hidden: true, text: t("palette.none") });
  const fold = make("button", { type: "button", id: "book-fold", text: t("book.fold"), click: foldAll });
  place.append(make("div", { class: "tree-head" }, filter, fold), tree, none);
}

/** The code or codebook that is chosen. */
export const chosenId = () => chosen;

/** Choose a code: what it stands under is opened. */
export function choose(id, { focus = false } = {}) {
  chosen = id;
  for (let each = codeOf(id)?.parent; each; each = codeOf(each)?.parent) closed.delete(each);
  if (codeOf(id)) closed.delete(`book ${bookOf(id)}`);
  drawTree();
  if (focus) itemOf(id)?.focus({ preventScroll: true });
  show(itemOf(id));
  acts.choose(id);
}

/** Scroll the tree, and not the page, until an item is seen. */
function show(item) {
  if (!item) return;
  const [frame, own] = [tree.getBoundingClientRect(), item.getBoundingClientRect()];
  if (own.top < frame.top) tree.scrollTop -= frame.top - own.top + own.height;
  else if (own.bottom > frame.bottom) tree.scrollTop += own.bottom - frame.bottom + own.height;
}

/** Scroll until the code that is chosen is seen. */
export const showChosen = () => show(itemOf(chosen));

export const focusTree = () => (itemOf(chosen) ?? tree.querySelector('[tabindex="0"]'))?.focus();
const itemOf = (id) => tree.querySelector(`[data-id="${CSS.escape(id ?? "")}"]`);

export function drawTree() {
  const focused = tree.contains(document.activeElement);
  const scrolled = tree.scrollTop;
  rows = rowsSeen(closed, filter.value);
  if (chosen === null || !rows.some((row) => row.id === chosen)) chosen = chosen !== null && codeOf(chosen) ? chosen : (rows[0]?.id ?? null);
  const stop = rows.some((row) => row.id === chosen) ? chosen : rows[0]?.id;
  tree.replaceChildren(...rows.map((row) => item(row, row.id === stop)));
  tree.hidden = rows.length === 0;
  tree.scrollTop = scrolled;
  document.querySelector("#book-none").hidden = rows.length > 0;
  if (focused) itemOf(stop)?.focus({ preventScroll: true });
}

function item(row, isStop) {
  const code = codeOf(row.id);
  const book = code ? null : held.desk.books.find((each) => each.id === bookOf(row.id));
  const use = held.desk.counts[row.id];
  const numbers = use ? (code.codable && use.own[0] > 0 ? use.own : use.below) : null;
  const waits = held.desk.waiting[row.id] ?? 0;
  const label = code ? code.label : book.title;
  const said = [label, numbers && t("book.codings", { n: numbers[0] }), numbers && t("book.persons", { n: numbers[1] }), code?.retired && t("book.retired")];
  return make(
    "li",
    {
      role: "treeitem",
      "data-id": row.id,
      class: ["item", `level-${Math.min(row.level, 6)}`, code ? (code.codable ? "leaf" : "heading") : "root", code?.retired ? "retired" : ""].join(" ").trim(),
      "aria-level": String(row.level),
      "aria-posinset": String(row.at),
      "aria-setsize": String(row.of),
      "aria-expanded": row.open === null ? null : String(row.open),
      "aria-selected": String(row.id === chosen),
      "aria-label": said.filter(Boolean).join(", "),
      tabindex: isStop ? "0" : "-1",
    },
    make("span", { class: "twist", "aria-hidden": "true", text: row.open === null ? "" : row.open ? "▾" : "▸" }),
    code ? mark(code) : null,
    make("span", { class: "label", text: label }),
    waits > 0 ? make("span", { class: "waits", text: `${waits} ?` }) : null,
    make("span", { class: "numbers", text: numbers ? `${numbers[0]} · ${numbers[1]}` : "" }),
  );
}

/** The sign of a code: its key in the colour and pattern of its theme; a bar of the colour for headings. */
export function mark(code) {
  if (code.codable) return make("span", { class: `key pattern-${code.pattern} hue-${code.hue}`, "aria-hidden": "true", text: code.key });
  return make("span", { class: `swatch hue-${code.hue}`, "aria-hidden": "true" });
}

function clicked(event) {
  const id = event.target.closest("[data-id]")?.dataset.id;
  if (!id) return;
  if (event.target.closest(".twist") && rows.find((row) => row.id === id)?.open !== null) toggle(id);
  choose(id, { focus: true });
}

function toggle(id, open = closed.has(id)) {
  if (open) closed.delete(id);
  else closed.add(id);
  keepFolded();
  drawTree();
}

function foldAll() {
  const inside = [...held.under.keys()].filter((id) => !id.startsWith("book "));
  closed = new Set(inside.every((id) => closed.has(id)) ? [] : inside);
  keepFolded();
  drawTree();
}

function press(event) {
  if (event.isComposing || event.ctrlKey || event.metaKey) return;
  const at = rows.findIndex((row) => row.id === document.activeElement?.dataset?.id);
  const row = rows[at];
  if (!row) return;
  if (event.altKey) {
    if (!SHIFTS[event.key]) return;
    acts.shift(SHIFTS[event.key]);
    event.preventDefault();
    return;
  }
  const go = (index) => rows[index] && choose(rows[Math.max(0, Math.min(rows.length - 1, index))].id, { focus: true });
  const keys = {
    Home: () => go(0),
    End: () => go(rows.length - 1),
    ArrowRight: () => (row.open === false ? toggle(row.id, true) : row.open && go(at + 1)),
    ArrowLeft: () => (row.open && filter.value === "" ? toggle(row.id, false) : go(rows.findLastIndex((each, i) => i < at && each.level < row.level))),
    Enter: () => acts.enter(),
    F2: () => acts.rename(),
    Insert: () => acts.add(),
    Delete: () => acts.retire(),
    "*": () => unfoldBeside(row),
  };
  if (event.key in STEPS) go(Math.max(0, Math.min(rows.length - 1, at + STEPS[event.key])));
  else if (event.key in keys) keys[event.key]();
  else if (event.key.length === 1 && event.key !== " ") spell(event.key, at);
  else return;
  event.preventDefault();
}

/** Open all that stand beside a code. */
function unfoldBeside(row) {
  for (const each of rows) if (each.level === row.level && each.open !== null) closed.delete(each.id);
  keepFolded();
  drawTree();
}

function spell(letter, at) {
  const now = Date.now();
  typed = { letters: (now - typed.at < PAUSE ? typed.letters : "") + folded(letter), at: now };
  const from = typed.letters.length > 1 ? at : at + 1;
  const order = [...rows.slice(from), ...rows.slice(0, from)];
  const next = order.find((row) => folded(codeOf(row.id)?.label ?? "").startsWith(typed.letters));
  if (next) choose(next.id, { focus: true });
}

function fromFilter(event) {
  if (event.isComposing) return;
  if (event.key === "ArrowDown" || event.key === "Enter") {
    const hit = rows.find((row) => row.hit) ?? rows[0];
    if (hit) choose(hit.id, { focus: true });
  } else if (event.key === "Escape" && filter.value !== "") {
    filter.value = "";
    drawTree();
  } else return;
  event.preventDefault();
}

function readFolded() {
  try {
    return new Set(JSON.parse(localStorage.getItem(FOLDED + held.desk.coder) ?? "[]"));
  } catch {
    return new Set();
  }
}

function keepFolded() {
  try {
    localStorage.setItem(FOLDED + held.desk.coder, JSON.stringify([...closed]));
  } catch {
    // Then it holds until the page is left.
  }
}
