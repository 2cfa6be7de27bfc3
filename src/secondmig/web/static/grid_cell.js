/** The pane of a cell: the analyst's words to write, beside them what the person said. */
import { call } from "./api.js";
import { make } from "./dom.js";
import { beginDrafts, close, draftOf, flush, openDrafts, renew, resolve, type, unsaved } from "./drafts.js";
import { askedOf } from "./grid_table.js";
import { keyOf } from "./grid_view.js";
import { announce } from "./live.js";
import { t } from "./strings.js";

const PAUSE = 120; // milliseconds; who walks through cells does not ask for each
const ROWS = 6;
const CELLS = {
  store: "secondmig cell ",
  fixed: true,
  request: (draft) => ({ method: "POST", path: "/api/grid", body: { act: crypto.randomUUID(), case: draft.about, theme: draft.subject, text: draft.text, seen: draft.seen } }),
  made: ({ cell }) => ({ ...cell, id: keyOf(cell.case, cell.theme) }),
  async current(draft) {
    const { paraphrases } = await call("GET", passagesOf(draft.about, draft.subject));
    const own = paraphrases.find((each) => each.mine);
    return own ? { id: draft.id, seen: own.seen, text: own.text } : null;
  },
};

let pane = null;
let how = {};
let shown = null; // {person, theme, draft, field, status, both, list}
let waits = 0;

/**
 * @param {HTMLElement} element
 * @param {string} coder
 * @param {{saved: () => void, trouble: (said: string) => void, leave: () => void, standing: (drafts: object[]) => void}} found
 */
export function beginCell(element, coder, found) {
  pane = element;
  how = found;
  beginDrafts(coder, heard, CELLS);
}

function heard(draft, event) {
  if (shown?.draft === draft) show();
  else if (["conflict", "refused"].includes(draft.status)) how.trouble(t("grid.elsewhere", { cell: draft.id, why: draft.said ?? t("memo.status.conflict") }));
  if (event === "saved" || event === "gone") how.saved(draft);
  how.standing(openDrafts().filter((each) => unsaved(each)), draft);
}

export const isOpen = () => shown !== null;
/** The cell that is open: [person, theme], or null. */
export const opened = () => shown && [shown.person.id, shown.theme.id];

/** Show a cell, and go into its text to write. */
export function openCell(person, theme, cell, { write }) {
  if (shown?.person.id !== person.id || shown?.theme.id !== theme.id) {
    leaveDraft();
    fill(person, theme, cell);
    ask();
  }
  pane.hidden = false;
  document.body.classList.add("celled");
  if (write && !shown.field.hidden && !shown.field.disabled) {
    shown.field.focus();
    shown.field.setSelectionRange(shown.field.value.length, shown.field.value.length);
  } else if (write) {
    (shown.both.querySelector("button") ?? pane.querySelector("button")).focus();
  }
}

/** What was saved elsewhere meanwhile comes into a field in which nothing is unsaved. */
export function renewCell(cell) {
  if (!shown) return;
  const own = cell.paraphrases.find((each) => each.mine);
  if (shown.draft && (own?.seen ?? 0) !== shown.draft.seen) renew(shown.draft, { seen: own?.seen ?? 0, text: own?.text ?? "" });
  ask();
}

/** Close the pane; what is written is saved. */
export function closeCell() {
  if (!shown) return;
  leaveDraft();
  shown = null;
  clearTimeout(waits);
  pane.hidden = true;
  pane.replaceChildren();
  document.body.classList.remove("celled");
}

function leaveDraft() {
  if (shown?.draft && shown.draft.status !== "conflict") close(shown.draft);
}

function fill(person, theme, cell) {
  const own = cell.paraphrases.find((each) => each.mine);
  const masked = own && !own.whole;
  const id = keyOf(person.id, theme.id);
  const draft = masked ? null : draftOf({ id, about: person.id, subject: theme.id, seen: own?.seen ?? 0, text: own?.text ?? "" });
  if (draft) draft.closing = false;
  const field = make("textarea", {
    id: "cell-text",
    rows: String(ROWS),
    "aria-label": t("grid.field", { person: person.pseudonym || person.id, theme: theme.label }),
    placeholder: t("grid.placeholder"),
    spellcheck: "true",
    input: () => draft && type(draft, field.value),
    blur: () => draft && flush(draft),
  });
  field.value = draft ? draft.text : (own?.text ?? "");
  field.disabled = draft === null;
  const status = make("p", { class: "status", role: "status" });
  const both = make("div", { class: "both", hidden: true });
  const list = make("div", { id: "cell-passages" });
  shown = { person, theme, draft, field, status, both, list };
  const title = [person.pseudonym || person.id, theme.label].join(" · ");
  const done = make("button", { type: "button", id: "cell-close", text: t("grid.done"), click: () => how.leave() });
  pane.replaceChildren(
    make("header", {}, make("h2", { text: title }), done),
    make("p", { class: "quiet", text: [person.id === person.pseudonym ? "" : person.id, askedOf(cell.asked)].filter(Boolean).join(" · ") }),
    make("div", { class: "memo-editor" }, field, both, masked ? make("p", { class: "none", text: t("grid.masked") }) : null, status),
    list,
  );
  show();
}

function show() {
  const { draft, field, status, both } = shown;
  if (!draft) return;
  const said = draft.status === "saved" && !draft.at ? "" : t(`memo.status.${draft.status}`, { time: draft.at ? clock(draft.at) : "", why: draft.said ?? "" });
  if (status.textContent !== said) status.textContent = said;
  status.classList.toggle("unsaved", ["retrying", "conflict", "refused"].includes(draft.status));
  const differs = draft.status === "conflict";
  const began = differs && both.hidden;
  const ended = !differs && !both.hidden;
  if (field.value !== draft.text) field.value = draft.text;
  field.hidden = differs;
  both.hidden = !differs;
  if (began) {
    both.replaceChildren(...compared(draft));
    both.querySelector("button").focus();
    announce(t("memo.status.conflict"));
  } else if (ended) {
    both.replaceChildren();
    field.focus();
  }
}

/** Both texts, and what can be done. */
function compared(draft) {
  const { theirs } = draft;
  const column = (title, text) => make("section", {}, make("h3", { text: title }), make("p", { class: "memo", text: text || t("grid.emptied") }));
  const choice = (which) => make("button", { type: "button", "data-choice": which, text: t(`memo.keep.${which}`), click: () => resolve(draft, which) });
  return [
    make("p", { text: t(theirs ? "grid.conflict" : "grid.conflict.gone") }),
    make("div", { class: "texts" }, column(t("memo.mine"), draft.text), column(t("memo.theirs"), theirs?.text ?? "")),
    make("div", { class: "acts" }, choice("mine"), choice("theirs"), theirs ? choice("both") : null),
  ];
}

const clock = (date) => date.toLocaleTimeString(document.documentElement.lang || "en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const passagesOf = (person, theme) => `/api/grid/passages?case=${encodeURIComponent(person)}&theme=${encodeURIComponent(theme)}`;

function ask() {
  clearTimeout(waits);
  const wanted = shown;
  waits = setTimeout(async () => {
    try {
      const told = await call("GET", passagesOf(wanted.person.id, wanted.theme.id));
      if (shown === wanted) draw(told);
    } catch (error) {
      if (shown === wanted) wanted.list.replaceChildren(make("p", { class: "none", text: error.told?.message ?? t("grid.away") }));
    }
  }, PAUSE);
}

function draw(told) {
  const others = told.paraphrases.filter((each) => !each.mine);
  const signed = (each) => make("article", { class: "memo", "aria-label": t("grid.by", { coder: each.coder }) }, make("p", { class: "words-of", text: each.text ?? t("grid.withheld") }), make("p", { class: "signed", text: each.coder }));
  const parts = others.length > 0 ? [make("h3", { text: t("grid.others") }), ...others.map(signed)] : [];
  const title = told.passages.length > 0 ? t("grid.passages", { n: told.passages.length }) : t("grid.noPassages");
  shown.list.replaceChildren(...parts, make("h3", { text: title }), make("ol", {}, ...told.passages.map(passage)));
}

function passage(each) {
  const place = each.turn === null ? each.document : `${each.document} #${each.turn}`;
  const href = `/d/${encodeURIComponent(each.document)}${each.turn === null ? "" : `#t${each.turn}`}`;
  const labels = [...new Set(each.codings.map((coding) => coding.label))].join(", ");
  const words = each.quote === null ? make("p", { class: "none", text: t("grid.hidden") }) : make("q", { text: each.quote });
  return make("li", {}, words, make("p", { class: "quiet" }, make("a", { href, text: place }), ` ${labels}`));
}
