/** The card of a code: all that is written about it, each text edited where it stands. */
import { tell } from "./book_send.js";
import { above, besideOf, bookOf, codeOf, held, seenOf } from "./book_state.js";
import { mark } from "./book_tree.js";
import { attempt, troublePlace } from "./book_try.js";
import { make } from "./dom.js";
import { announce } from "./live.js";
import { t } from "./strings.js";

const TEXTS = ["definition", "include", "exclude"];
let place = null;
let acts = {};
let shown = null;
let editing = null;

/** @param {object} found what the buttons do: add, heading, move, shift, merge, split, retire, revive, back */
export function beginCard(element, found) {
  place = element;
  acts = found;
  globalThis.addEventListener("beforeunload", (event) => editing?.dirty() && event.preventDefault());
}

/** Whether a text is being written. */
export const isEditing = () => editing !== null;

/** Show a code or codebook. What is being written in the card that is shown stays. */
export function showCard(id, { again = false } = {}) {
  if (editing?.id === id && (again || editing.dirty())) return;
  if (editing && editing.id !== id && editing.dirty()) void editing.save(acts.trouble);
  editing = null;
  shown = id;
  const code = codeOf(id);
  place.replaceChildren(...(code ? codeCard(code) : id ? bookCard(held.desk.books.find((each) => each.id === bookOf(id))) : []));
}

/** Put the focus on the first thing of the card that can be done. */
export const enterCard = () => place.querySelector("button, a")?.focus();

/** Edit a text of the code that is shown. */
export const editText = (name) => place.querySelector(`[data-field="${name}"] .edit`)?.click();

const button = (name, act, more = {}) => make("button", { type: "button", "data-act": name, text: t(`book.do.${name}`), click: act, ...more });

function codeCard(code) {
  const path = above(code.id).map((id) => codeOf(id)?.label ?? held.desk.books.find((each) => each.id === bookOf(id)).title);
  const waits = held.desk.waiting[code.id] ?? 0;
  return [
    make("p", { class: "path", text: path.join(" › ") }),
    field(code, "label", { heading: true }),
    make("p", { class: "about" }, make("code", { text: code.id }), ` ${t(code.codable ? "book.code" : "book.heading")}`, code.retired ? ` · ${t("codebook.retired", { why: code.retired })}` : ""),
    toolbar(code),
    waits > 0 ? make("p", {}, make("a", { class: "decide", href: `/codebook/queue?code=${encodeURIComponent(code.id)}`, text: t("book.waiting", { n: waits }) })) : null,
    ...TEXTS.map((name) => field(code, name)),
    examples(code),
    usage(code),
    code.parent || code.codable ? null : colours(code),
    beside(code),
  ].filter(Boolean);
}

function toolbar(code) {
  const keep = [button("add", () => acts.add(code.id)), button("heading", () => acts.heading(code.id)), button("move", () => acts.move(code.id))];
  if (besideOf(code.id).length > 1) keep.push(button("up", () => acts.shift(code.id, -1)), button("down", () => acts.shift(code.id, 1)));
  const change = code.codable && !code.retired ? [button("merge", () => acts.merge(code.id)), button("split", () => acts.split(code.id))] : [];
  const leave = code.retired ? button("revive", () => acts.revive(code.id)) : button("retire", () => acts.retire(code.id));
  return make("div", { class: "acts", role: "group", "aria-label": t("book.acts", { label: code.label }) }, ...keep, ...change, leave);
}

function bookCard(book) {
  return [
    make("h2", { text: book.title }),
    make("p", { class: "about" }, make("code", { text: `${book.id}@${book.version}` }), ` ${t("book.version", { label: book.label })}`),
    make("div", { class: "acts", role: "group", "aria-label": t("book.acts", { label: book.title }) }, button("heading", () => acts.heading(`book ${book.id}`)), button("add", () => acts.add(`book ${book.id}`))),
    book.unit ? make("p", {}, make("b", { text: `${t("book.unit")} ` }), book.unit) : null,
    book.rules.length > 0 ? make("div", {}, make("h3", { text: t("book.rules") }), make("ul", { class: "rules" }, ...book.rules.map((each) => make("li", { text: each })))) : null,
    make("p", { class: "none", text: t("book.keys") }),
  ].filter(Boolean);
}

/** A text that is read, and written after a press on its button. */
function field(code, name, { heading = false } = {}) {
  const value = code[name] ?? "";
  const label = t(`book.field.${name}`);
  const edit = make("button", {
    type: "button",
    class: "edit",
    "aria-label": t(value ? "book.edit.named" : "book.write.named", { field: label }),
    text: t(value ? "book.edit" : "book.write"),
    click: () => write(section, { code, name, label, value, lines: name === "label" ? 1 : 3, made: (text) => ({ [name]: text }) }),
  });
  const head = heading ? [make("h2", {}, mark(code), ` ${value}`), edit] : [make("h3", { text: label }), edit];
  const section = make("section", { class: heading ? "field title" : "field", "data-field": name }, make("div", { class: "field-head" }, ...head));
  if (!heading && value) section.append(make("p", { class: "text", text: value }));
  return section;
}

function examples(code) {
  const value = code.examples ?? [];
  const label = t("book.field.examples");
  const edit = make("button", {
    type: "button",
    class: "edit",
    "aria-label": t(value.length > 0 ? "book.edit.named" : "book.write.named", { field: label }),
    text: t(value.length > 0 ? "book.edit" : "book.write"),
    click: () =>
      write(section, {
        code,
        name: "examples",
        label: t("book.field.examples.lines"),
        value: value.join("\n"),
        lines: Math.max(3, value.length + 1),
        made: (text) => ({ examples: [...new Set(text.split("\n").map((each) => each.trim()).filter(Boolean))] }),
      }),
  });
  const section = make("section", { class: "field", "data-field": "examples" }, make("div", { class: "field-head" }, make("h3", { text: label }), edit));
  if (value.length > 0) section.append(make("ul", { class: "examples" }, ...value.map((each) => make("li", { class: "example", text: each }))));
  return section;
}

/** The place of a text as a field to write in. The version that was seen when it began counts, not a later one. */
function write(section, { code, name, label, value, lines, made }) {
  if (editing && editing.name !== name && editing.dirty()) void editing.save(acts.trouble);
  const seen = seenOf(code.id);
  const shape = lines > 1 ? { rows: String(lines) } : { type: "text", maxlength: "256" };
  const area = make(lines > 1 ? "textarea" : "input", { class: "writing", "aria-label": label, ...shape, keydown: keys });
  area.value = value;
  const trouble = troublePlace();
  const save = make("button", { type: "button", class: "save", text: t("book.save"), click: () => mine.save() });
  const leave = make("button", { type: "button", class: "leave", text: t("book.cancel"), click: () => end() });
  section.replaceChildren(make("label", { text: label }, area), trouble, make("div", { class: "acts" }, save, leave, make("span", { class: "none", text: t(lines > 1 ? "book.writing" : "book.writing.line") })));
  const mine = { id: code.id, name, dirty: () => area.value !== value, save: saved };
  editing = mine;
  area.focus();
  area.select();

  function keys(event) {
    if (event.isComposing) return;
    if (event.key === "Escape") end();
    else if (event.key === "Enter" && (lines === 1 || event.ctrlKey || event.metaKey)) void mine.save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Save; what is refused after the card was left is shown at `where`, with the text. */
  async function saved(where = trouble) {
    const text = area.value.trim();
    if (text === value.trim()) return end();
    save.disabled = true;
    const told = await attempt(where, seen, (version) => tell("PATCH", `/api/codebook/codes/${encodeURIComponent(code.id)}`, { seen: version, ...made(text) }));
    save.disabled = false;
    if (told === null) {
      if (where !== trouble) where.append(make("pre", { tabindex: "0", text }));
      return;
    }
    announce(t("book.saved", { n: told.lines[0] + told.lines[1] }));
    end();
  }

  function end() {
    if (editing?.id === code.id && editing?.name === name) editing = null;
    if (shown === code.id) showCard(code.id);
    if (document.activeElement === document.body) place.querySelector(`[data-field="${name}"] .edit`)?.focus();
  }
}

/** How much a code is used, and by whom. */
function usage(code) {
  const use = held.desk.counts[code.id];
  const head = make("h3", { text: t("book.use") });
  if (!use) return make("section", { class: "field" }, head, make("p", { class: "none", text: t("book.unused") }));
  const said = ([codings, persons]) => `${t("book.codings", { n: codings })}, ${t("book.persons", { n: persons })}`;
  const coders = Object.entries(use.coders);
  return make(
    "section",
    { class: "field", id: "book-use" },
    head,
    use.own[0] > 0 ? make("p", { text: said(use.own) }) : null,
    use.below[0] > use.own[0] ? make("p", { text: t("book.below", { said: said(use.below) }) }) : null,
    coders.length > 0 ? make("details", {}, make("summary", { text: t("book.bycoder") }), make("ul", {}, ...coders.map(([coder, pair]) => make("li", { text: `${coder}: ${said(pair)}` })))) : null,
  );
}

/** The colour of a theme: one of the palette, or in turn. */
function colours(code) {
  const trouble = troublePlace();
  const give = (color) => async () => {
    const told = await attempt(trouble, seenOf(code.id), (seen) => tell("PATCH", `/api/codebook/codes/${encodeURIComponent(code.id)}`, { seen, color }));
    if (told) {
      announce(t("book.saved", { n: told.lines[0] + told.lines[1] }));
      place.querySelector(`#book-colours [aria-pressed="true"]`)?.focus();
    }
  };
  const now = (code.color ?? "").toLowerCase();
  const swatch = (color, hue) =>
    make("button", { type: "button", class: `colour hue-${hue}`, "aria-pressed": String(color === now), "aria-label": t("book.colour.named", { n: hue + 1 }), title: color, click: give(color) }, make("span", { class: "swatch" }));
  const auto = make("button", { type: "button", class: "auto", "aria-pressed": String(!held.desk.palette.includes(now)), text: t("book.colour.auto"), click: give("") });
  return make("section", { class: "field", id: "book-colours" }, make("h3", { text: t("book.colour") }), make("div", { class: "acts", role: "group", "aria-label": t("book.colour") }, ...held.desk.palette.map(swatch), auto), trouble);
}

/** What only the file can change. */
function beside(code) {
  const rows = [
    ...Object.entries(code.cues ?? {}).map(([language, words]) => [t("book.cues", { language }), words.join(", ")]),
    ...(code.facets ?? []).length > 0 ? [[t("book.facets"), code.facets.join(", ")]] : [],
    ...(code.links ?? []).length > 0 ? [[t("book.links"), code.links.join(", ")]] : [],
    ...(code.was ?? []).length > 0 ? [[t("book.was"), code.was.join(", ")]] : [],
  ];
  if (rows.length === 0) return null;
  return make("details", { class: "field more" }, make("summary", { text: t("book.more") }), make("dl", {}, ...rows.flatMap(([name, text]) => [make("dt", { text: name }), make("dd", { text })])));
}
