/** A memo to read and to write: its words as Markdown, a field that saves itself, and both texts where two differ. */
import { call } from "./api.js";
import { make } from "./dom.js";
import { beginDrafts, close, draftOf, flush, forget, openDrafts, resolve, type } from "./drafts.js";
import { announce } from "./live.js";
import { words } from "./markdown.js";
import { t } from "./strings.js";

const ROWS = 6;
const editors = new Map();
let how = { changed: () => {}, trouble: () => {} };

/**
 * @param {string} coder
 * @param {{changed: (memo: object | null, gone?: string) => void, trouble: (said: string) => void}} found what to do
 *   when a memo is saved or taken back
 */
export function beginMemoCards(coder, found) {
  how = found;
  beginDrafts(coder, heard);
}

function heard(draft, event, memo) {
  const editor = editors.get(draft.key);
  editor?.show();
  if (event === "saved") how.changed(memo);
  else if (!editor && ["conflict", "refused"].includes(draft.status)) {
    how.changed(null);
    how.trouble(draft.said ?? t("memo.status.conflict"));
  }
}

/** Whether a field for a memo has the focus: then nothing around it is drawn again. */
export const isWriting = () => Boolean(document.activeElement?.closest?.(".memo-editor"));

/** Begin to write: a new memo on something, or an own one again. */
export function edit(memo) {
  const draft = draftOf(memo);
  draft.closing = false;
  return editorOf(draft).element;
}

/** The fields that are open on something, a memo of it or a new one. */
export const editorsOn = (about, subject) =>
  openDrafts()
    .filter((each) => each.about === about && each.subject === subject && !each.closing)
    .map((each) => ({ id: each.id, element: editorOf(each).element }));

/**
 * A memo to read.
 *
 * @param {object} memo
 * @param {{document?: string, away?: boolean}} from where links to turns begin
 * @param {() => void} draw
 */
export function memoCard(memo, from, draw) {
  const shown = memo.text === null ? [make("p", { class: "none", text: t("memo.withheld") })] : words(memo.text, from);
  const date = memo.at ? new Date(memo.at) : null;
  const signed = make("p", { class: "signed" }, memo.coder, date ? make("time", { datetime: memo.at, text: ` · ${day(date)}` }) : null);
  const acts = memo.mine
    ? make(
        "div",
        { class: "acts" },
        memo.whole ? make("button", { type: "button", "data-name": `memo edit ${memo.id}`, text: t("memo.edit"), click: () => write(memo, draw) }) : null,
        make("button", { type: "button", "data-name": `memo remove ${memo.id}`, text: t("memo.remove"), click: () => remove(memo) }),
      )
    : null;
  return make("article", { class: "memo", "data-memo": memo.id, "aria-label": t("memo.by", { coder: memo.coder }) }, ...shown, signed, acts);
}

/** Open the field for a memo and go there. */
export function write(memo, draw) {
  const element = edit(memo);
  if (isWriting()) document.activeElement.blur();
  draw();
  const field = element.querySelector("textarea");
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
}

const day = (date) => date.toLocaleString(document.documentElement.lang || "en", { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" });
const clock = (date) => date.toLocaleTimeString(document.documentElement.lang || "en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

async function remove(memo) {
  try {
    await call("DELETE", `/api/memos/${encodeURIComponent(memo.id)}`, { act: crypto.randomUUID(), seen: memo.seen });
    announce(t("memo.removed"));
    how.changed(null, memo.id);
  } catch (error) {
    how.trouble(error.told?.message ?? t("memo.away"));
    how.changed(null);
  }
}

function editorOf(draft) {
  if (editors.has(draft.key)) return editors.get(draft.key);
  const status = make("p", { class: "status", role: "status" });
  const field = make("textarea", {
    rows: String(ROWS),
    "aria-label": t("memo.field"),
    placeholder: t("memo.placeholder"),
    spellcheck: "true",
    input: () => type(draft, field.value),
    blur: () => flush(draft),
    keydown: (event) => {
      if (event.key !== "Escape" && !(event.key === "Enter" && (event.ctrlKey || event.metaKey))) return;
      event.preventDefault();
      event.stopPropagation();
      end(draft);
    },
  });
  field.value = draft.text;
  const both = make("div", { class: "both", hidden: true });
  const done = make("button", { type: "button", text: t("memo.done"), click: () => end(draft) });
  const element = make("div", { class: "memo-editor", "data-key": draft.key }, field, both, make("div", { class: "acts" }, done, status));
  const editor = { element, show: () => show(draft, { field, status, both, done }) };
  editors.set(draft.key, editor);
  editor.show();
  return editor;
}

/** Done writing: back to reading; a new memo without words is none. A conflict is decided first. */
function end(draft) {
  if (draft.status === "conflict") return;
  if (isWriting()) document.activeElement.blur();
  if (draft.text.trim() === "" && draft.id === null) forget(draft);
  else close(draft);
  editors.delete(draft.key);
  how.changed(null);
  how.ended?.();
}

function show(draft, { field, status, both, done }) {
  const said = draft.status === "saved" && !draft.at ? t("memo.status.new") : t(`memo.status.${draft.status}`, { time: draft.at ? clock(draft.at) : "", why: draft.said ?? "" });
  if (status.textContent !== said) status.textContent = said;
  status.classList.toggle("unsaved", ["retrying", "conflict", "refused"].includes(draft.status));
  const differs = draft.status === "conflict";
  done.hidden = differs;
  if (differs && both.hidden) {
    both.replaceChildren(...compared(draft));
    both.hidden = false;
    both.querySelector("button")?.focus();
    announce(t("memo.status.conflict"));
  } else if (!differs && !both.hidden) {
    both.hidden = true;
    both.replaceChildren();
    field.focus();
  }
  if (field.value !== draft.text) field.value = draft.text;
  field.hidden = differs;
}

/** Both texts side by side, and what can be done. */
function compared(draft) {
  const column = (title, text) => make("section", {}, make("h4", { text: title }), make("div", { class: "memo" }, ...(text === null ? [make("p", { class: "none", text: t("memo.gone") })] : words(text))));
  const choice = (which) => make("button", { type: "button", "data-choice": which, text: t(`memo.keep.${which}`), click: () => resolve(draft, which) });
  const { theirs } = draft;
  return [
    make("p", { text: t(theirs ? "memo.conflict" : "memo.conflict.gone") }),
    make("div", { class: "texts" }, column(t("memo.mine"), draft.text), column(t("memo.theirs"), theirs?.text ?? null)),
    make("div", { class: "acts" }, choice("mine"), choice("theirs"), theirs ? choice("both") : null),
  ];
}
