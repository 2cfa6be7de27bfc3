/**
 * The palette: type a few letters of a code, see what it means, press Enter.
 *
 * A combobox with a list box: the focus stays in the field, the list tells which option is active.
 */
import { make } from "./dom.js";
import { newCode, places } from "./newcode.js";
import { announce } from "./live.js";
import { rangeOf } from "./offsets.js";
import { openOver } from "./over.js";
import { ranked } from "./rank.js";
import { selected } from "./selection.js";
import { state } from "./state.js";
import { t } from "./strings.js";
import { allWords } from "./text.js";

const SHOWN = 60;

let chosen = () => {};
let closed = () => {};
let headings = false;
let found = [];
let active = 0;
let parts = null;
let counted = new Map();
let making = null;

export const isOpen = () => parts !== null;

/**
 * Open the palette.
 *
 * @param {{onChoose: (code: string) => void, onClose?: () => void, only?: string[], title: string, every?: boolean, label?: string}} how
 *   `only` limits the codes, in that order while nothing is typed; with `every` headings and retired codes are
 *   offered too; with `label` a new code is made of it, and the palette asks only what it comes under
 */
export function open({ onChoose, onClose = () => {}, only = null, title, typed = "", every = false, label = null }) {
  close();
  chosen = onChoose;
  closed = onClose;
  headings = every;
  const list = make("ul", { id: "palette-list", role: "listbox", "aria-label": t("palette.codes") });
  const meaning = make("div", { id: "palette-meaning", class: "meaning" });
  const field = make("input", {
    id: "palette-field",
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    "aria-expanded": "true",
    "aria-controls": "palette-list",
    "aria-label": title,
    placeholder: t("palette.placeholder"),
    input: () => show(field.value, only),
    keydown: (event) => press(event, field),
  });
  const box = make("dialog", { id: "palette", "aria-label": title, close: () => close() }, field, list, meaning);
  document.body.append(box);
  parts = { box, field, list, meaning };
  box.classList.toggle("low", selectionIsHigh());
  openOver(box);
  field.value = typed;
  if (label === null) show(typed, only);
  else begin(label);
  field.focus();
}

/** Whether what is to be coded stands in the upper half of the screen; then the palette goes below. */
function selectionIsHigh() {
  const now = selected();
  const rect = now && rangeOf(allWords(), now.start, now.end)?.getBoundingClientRect();
  return Boolean(rect) && rect.top < globalThis.innerHeight * 0.45;
}

/** Close it; the focus goes back to where it was. */
export function close() {
  if (!parts) return;
  const { box } = parts;
  parts = null;
  making = null;
  box.close();
  box.remove();
  closed();
}

function show(typed, only) {
  if (making !== null) return showPlaces(typed);
  const all = Object.entries(state.codes)
    .filter(([id, code]) => (headings || (code.codable && !code.retired)) && (only === null || only.includes(id)))
    .map(([id, code]) => ({ id, ...code }));
  if (only !== null && typed === "") all.sort((a, b) => only.indexOf(a.id) - only.indexOf(b.id));
  counted = counts();
  const known = only !== null && typed === "" ? {} : { recent: state.recent, counts: counted, core: state.core };
  found = ranked(typed, all, known).slice(0, SHOWN);
  parts.digits = only !== null && typed === "";
  parts.list.replaceChildren(...found.map(option));
  if (found.length === 0) parts.list.append(make("li", { class: "none", text: t("palette.none") }));
  if (only === null && !headings && typed.trim() !== "") offer(typed.trim());
  activate(0);
}

/** The last option: a code that is not there yet. */
function offer(label) {
  const index = found.length;
  found = [...found, { id: null, label }];
  const words = make("span", { class: "label", text: t("palette.new", { label }) });
  const how = make("kbd", { text: t("palette.new.key") });
  const item = { id: `option-${index}`, role: "option", class: "new", "aria-selected": "false", click: () => begin(label) };
  parts.list.append(make("li", item, make("span", { class: "plus", "aria-hidden": "true", text: "+" }), words, make("span"), how));
}

/** Ask what the new code comes under. */
function begin(label) {
  const title = t("palette.new.title", { label });
  making = { label, sent: false };
  parts.field.value = "";
  parts.field.placeholder = title;
  parts.field.setAttribute("aria-label", title);
  parts.list.setAttribute("aria-label", title);
  showPlaces("");
  announce(title);
}

function showPlaces(typed) {
  const { near, all } = places();
  found = typed.trim() === "" ? near : ranked(typed, all);
  counted = new Map();
  parts.digits = false;
  parts.list.replaceChildren(...found.slice(0, SHOWN).map((each, index) => (each.top ? top(each, index) : option(each, index))));
  if (found.length === 0) parts.list.append(make("li", { class: "none", text: t("palette.none") }));
  activate(0);
}

function top(each, index) {
  const item = { id: `option-${index}`, role: "option", "aria-selected": "false", click: () => take(index, false) };
  return make("li", item, make("span"), make("span", { class: "label", text: t("palette.new.top", { title: each.label }) }));
}

/** Write the code, then apply it; what is refused is said in the palette, which stays. */
async function write(place) {
  const { label, sent } = making;
  if (sent) return;
  making.sent = true;
  const box = parts.box;
  parts.meaning.replaceChildren(make("p", { role: "status", text: t("palette.new.working") }));
  try {
    const id = await newCode({ label, ...(place.top ? { book: place.label } : { under: place.id }) });
    const choose = chosen;
    if (parts?.box === box) close();
    announce(t("announce.newcode", { label }));
    choose(id);
  } catch (error) {
    const why = [error.told?.message ?? error.message, error.told?.hint].filter(Boolean).join(" · ");
    if (parts?.box !== box) return announce(t("palette.new.refused", { why }));
    making.sent = false;
    parts.meaning.replaceChildren(make("p", { class: "refused", role: "alert", text: t("palette.new.refused", { why }) }));
  }
}

function option(code, index) {
  const n = counted.get(code.id) ?? 0;
  const digit = parts.digits && index < 9 ? make("kbd", { text: String(index + 1) }) : null;
  return make(
    "li",
    {
      id: `option-${index}`,
      role: "option",
      class: `hue-${code.hue}`,
      "aria-selected": "false",
      mousemove: () => index !== active && activate(index),
      click: () => take(index, false),
    },
    digit,
    make("span", { class: `key pattern-${code.pattern}`, text: code.key }),
    make("span", { class: "label", text: code.label }),
    make("span", { class: "path", text: code.path.join(" › ") }),
    make("span", { class: "count", text: n > 0 ? String(n) : "" }),
  );
}

function activate(index) {
  active = Math.max(0, Math.min(found.length - 1, index));
  [...parts.list.children].forEach((each, i) => each.setAttribute("aria-selected", String(i === active)));
  const code = found[active];
  parts.field.setAttribute("aria-activedescendant", code ? `option-${active}` : "");
  parts.list.children[active]?.scrollIntoView({ block: "nearest" });
  const said = code ? ["definition", "include", "exclude"].filter((name) => code[name]) : [];
  parts.meaning.replaceChildren(
    ...said.map((name) => make("p", {}, make("b", { text: t(`code.${name}`) }), ` ${code[name]}`)),
    ...(code?.examples ?? []).slice(0, 1).map((each) => make("p", { class: "example", text: each })),
  );
}

function press(event, field) {
  const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
  if (event.isComposing) return;
  if (event.key in steps) activate(active + steps[event.key]);
  else if (parts.digits && /^[1-9]$/.test(event.key) && found[event.key - 1]) take(event.key - 1, event.shiftKey);
  else if (event.key === "Enter" && event.altKey && making === null && found.at(-1)?.id === null) begin(found.at(-1).label);
  else if (event.key === "Enter") take(active, event.shiftKey);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
  if (parts) field.focus();
}

/** Choose; with `stay` the palette is ready for a second code. */
function take(index, stay) {
  const code = found[index];
  if (!code) return;
  if (making !== null) return void write(code);
  if (code.id === null) return begin(code.label);
  const choose = chosen;
  if (!stay) close();
  choose(code.id);
  if (stay && parts) {
    parts.field.focus();
    parts.field.select();
  }
}

function counts() {
  const n = new Map();
  for (const coding of state.codings.values()) n.set(coding.code, (n.get(coding.code) ?? 0) + 1);
  return n;
}
