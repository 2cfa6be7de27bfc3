/** What asks before the codebook is changed: a new code, another place, merge, split, retire. */
import { call } from "./api.js";
import { picker } from "./book_picker.js";
import { tell } from "./book_send.js";
import { below, bookOf, codeOf, held, proposed, rootOf, seenOf } from "./book_state.js";
import { attempt, troublePlace } from "./book_try.js";
import { make } from "./dom.js";
import { announce } from "./live.js";
import { t } from "./strings.js";

const path = (id, verb = "") => `/api/codebook/codes/${encodeURIComponent(id)}${verb && `/${verb}`}`;
const codesOf = (book) => held.desk.codes.filter((each) => each.book === book);
let done = () => {};

/** @param {(told: object, verb: string) => void} found called after an act */
export const beginDialogs = (found) => (done = found);

/**
 * A dialog with a form. Enter in a field of one line does the act.
 *
 * @param {{title: string, verb: string, about: string, body: Element[], send: (seen: string) => Promise<object>,
 *   ready?: () => boolean, first?: Element, target?: () => string}} how `about` is the code or codebook, `target`
 *   the code to go to afterwards
 */
function ask({ title, verb, about, body, send, ready = () => true, first = null, target }) {
  const before = document.activeElement;
  const seen = seenOf(about);
  const trouble = troublePlace();
  const ok = make("button", { type: "submit", class: "ok", text: t(`book.ok.${verb}`) });
  const leave = make("button", { type: "button", text: t("book.cancel"), click: () => box.close() });
  const form = make("form", { method: "dialog", submit }, make("h2", { text: title }), ...body, trouble, make("div", { class: "acts" }, ok, leave));
  const box = make("dialog", { class: "book-dialog", "aria-label": title, close: ended }, form);
  document.body.append(box);
  box.showModal();
  (first ?? box.querySelector("input, textarea, button"))?.focus();

  async function submit(event) {
    event.preventDefault();
    if (!ready() || ok.disabled) return;
    ok.disabled = true;
    const told = await attempt(trouble, seen, send).finally(() => (ok.disabled = false));
    if (told === null) return;
    box.close();
    announce(told.said[0] ?? t("book.done"));
    done(told, verb, target?.());
  }

  function ended() {
    box.remove();
    if (before?.isConnected) before.focus();
  }
}

const line = (label, more = {}) => {
  const field = make("input", { type: "text", ...more });
  return { field, element: make("label", { text: label }, field) };
};
const check = (label, more = {}) => {
  const field = make("input", { type: "checkbox", ...more });
  return { field, element: make("label", { class: "check" }, field, ` ${label}`) };
};

/** A new code, or heading, under a code or at the top of a codebook. */
export function askNew(under, { heading = false, label = "" } = {}) {
  const name = line(t("book.field.label"), { required: true, maxlength: "256", value: label });
  const id = line(t("book.field.id"), { maxlength: "60", placeholder: t("book.id.made"), pattern: "[A-Za-z0-9][A-Za-z0-9._\\-]*" });
  const area = make("textarea", { rows: "3" });
  const code = codeOf(under);
  const where = code ? t("book.under", { label: code.label }) : t("book.top");
  ask({
    title: `${t(heading ? "book.do.heading" : "book.do.add")} · ${where}`,
    verb: "add",
    about: under,
    body: [name.element, heading ? null : make("label", { text: t("book.field.definition.later") }, area), id.element].filter(Boolean),
    first: name.field,
    ready: () => name.field.value.trim() !== "",
    send: (seen) =>
      tell("POST", "/api/codebook/codes", {
        seen,
        label: name.field.value.trim(),
        codable: !heading,
        ...(code ? { under } : { book: bookOf(under) }),
        ...(id.field.value.trim() ? { id: id.field.value.trim() } : {}),
        ...(area.value.trim() ? { definition: area.value.trim() } : {}),
      }),
  });
}

export function askMove(id) {
  const code = codeOf(id);
  const not = new Set([id, code.parent, ...below(id)]);
  const top = code.parent ? [{ id: rootOf(code.book), label: t("book.top") }] : [];
  const to = picker({ label: t("book.move.to"), codes: codesOf(code.book).map((each) => each.id).filter((each) => !not.has(each) && !codeOf(each).retired), first: top });
  ask({
    title: t("book.move.title", { label: code.label }),
    verb: "move",
    about: id,
    body: [to.element],
    ready: () => to.value() !== null,
    send: (seen) => tell("POST", path(id, "move"), { seen, under: codeOf(to.value()) ? to.value() : null }),
  });
}

export function askMerge(id) {
  const code = codeOf(id);
  const preview = make("div", { class: "preview", "aria-live": "polite" });
  const cues = check(t("book.merge.cues"), { change: () => look() });
  const into = picker({ label: t("book.merge.into"), codes: codesOf(code.book).filter((each) => each.codable && !each.retired && each.id !== id).map((each) => each.id), chosen: () => look() });
  ask({
    title: t("book.merge.title", { label: code.label }),
    verb: "merge",
    about: id,
    body: [into.element, code.cues ? cues.element : null, preview].filter(Boolean),
    ready: () => into.value() !== null,
    target: () => into.value(),
    send: (seen) => tell("POST", path(id, "merge"), { seen, into: into.value(), keep_cues: cues.field.checked }),
  });

  async function look() {
    const wanted = into.value();
    preview.replaceChildren();
    if (wanted === null) return;
    const query = new URLSearchParams({ code: id, into: wanted, keep_cues: String(cues.field.checked) });
    const told = await call("GET", `/api/codebook/merge?${query}`).catch((error) => ({ coders: {}, said: [error.message], lines: [] }));
    if (into.value() !== wanted) return;
    const moving = Object.entries(told.coders).map(([coder, [codings, persons]]) => `${coder}: ${t("book.codings", { n: codings })}, ${t("book.persons", { n: persons })}`);
    const lines = (sign) => told.lines.filter((each) => each.startsWith(sign)).length;
    preview.replaceChildren(
      make("p", { class: "moving", text: moving.length > 0 ? t("book.merge.moving", { label: codeOf(wanted).label }) : t("book.merge.none") }),
      make("ul", {}, ...moving.map((each) => make("li", { text: each }))),
      make("details", {}, make("summary", { text: t("book.merge.file", { plus: lines("+"), minus: lines("-") }) }), make("ul", {}, ...told.said.map((each) => make("li", { text: each }))), make("pre", { tabindex: "0", text: told.lines.join("\n") })),
    );
  }
}

export function askSplit(id) {
  const code = codeOf(id);
  const rows = make("div", { class: "split-rows" });
  const keep = check(t("book.split.keep", { label: code.label }));
  const choices = [];
  const others = codesOf(code.book).filter((each) => each.codable && !each.retired && each.id !== id).map((each) => each.id);
  const named = () => choices.map((each) => each.value()).filter(Boolean);
  const more = make("div", { class: "acts" }, make("button", { type: "button", text: t("book.split.more"), click: () => addNew().focus() }), make("button", { type: "button", text: t("book.split.known"), click: () => addKnown().focus() }));
  const first = addNew();
  addNew();
  ask({
    title: t("book.split.title", { label: code.label }),
    verb: "split",
    about: id,
    body: [make("p", { class: "none", text: t("book.split.help") }), rows, more, keep.element],
    first: first.field,
    ready: () => named().length + (keep.field.checked ? 1 : 0) > 1,
    send: (seen) => tell("POST", path(id, "split"), { seen, into: named(), keep: keep.field.checked }),
  });

  function addNew() {
    const n = choices.length + 1;
    const label = line(t("book.split.label", { n }), { maxlength: "256" });
    const own = line(t("book.split.id", { n }), { maxlength: "60", pattern: "[A-Za-z0-9][A-Za-z0-9._\\-]*" });
    let mine = false;
    own.field.addEventListener("input", () => (mine = own.field.value.trim() !== ""));
    label.field.addEventListener("input", () => {
      const taken = named().map(([each]) => each).filter((each) => each !== own.field.value);
      if (!mine) own.field.value = label.field.value.trim() ? proposed(label.field.value, code, taken) : "";
    });
    choices.push({ value: () => (label.field.value.trim() ? [own.field.value.trim(), label.field.value.trim()] : null) });
    rows.append(make("div", { class: "split-row" }, label.element, own.element));
    return label.field;
  }

  function addKnown() {
    const known = picker({ label: t("book.split.other", { n: choices.length + 1 }), codes: others });
    choices.push({ value: () => (known.value() ? [known.value(), null] : null) });
    rows.append(known.element);
    return known;
  }
}

export function askRetire(id) {
  const code = codeOf(id);
  const reason = line(t("book.retire.reason"), { required: true, maxlength: "500" });
  ask({
    title: t("book.retire.title", { label: code.label }),
    verb: "retire",
    about: id,
    body: [make("p", { class: "none", text: t("book.retire.help") }), reason.element],
    first: reason.field,
    ready: () => reason.field.value.trim() !== "",
    send: (seen) => tell("POST", path(id, "retire"), { seen, reason: reason.field.value.trim() }),
  });
}

/** Let a retired code be in use again; there is nothing to ask. */
export async function revive(id, trouble) {
  const told = await attempt(trouble, seenOf(id), (seen) => tell("POST", path(id, "revive"), { seen }));
  if (told === null) return;
  announce(told.said[0] ?? t("book.done"));
  done(told, "revive");
}
