/** The pane of memos: on the coding that is unfolded, its code, the transcript, the person, the project. */
import { held, learn, memosOn, refresh } from "./beside.js";
import { current } from "./here.js";
import { make } from "./dom.js";
import { beginMemoCards, editorsOn, isWriting, memoCard, write } from "./memo_cards.js";
import { idOf } from "./outbox.js";
import { codingsAt, personAt, publish, state, subscribe } from "./state.js";
import { t } from "./strings.js";

let show = () => {};

/** @param {{show: () => void, back: () => void}} pane brings the pane out, and goes back to the text */
export function beginMemos(pane) {
  show = pane.show;
  beginMemoCards(state.coder, {
    changed: (memo, gone = null) => {
      if (memo || gone) learn("memos", memo, gone);
      else draw();
      refresh();
    },
    trouble: (said) => publish("trouble", said),
    ended: () => {
      draw();
      pane.back();
    },
  });
  for (const topic of ["focus", "beside", "unfolded", "codebooks"]) subscribe(topic, draw);
  subscribe("memo", ({ about, subject }) => writeOn(about, subject));
  draw();
}

/** Write on the coding that is unfolded, else on the transcript beside this turn. */
export function writeHere() {
  const id = current();
  if (id) writeOn("coding", id);
  else writeOn("document", state.document.id);
}

function writeOn(about, named) {
  const subject = about === "coding" ? idOf(named) : named;
  if (about === "coding" && subject.startsWith("new-")) {
    publish("trouble", t("memo.wait"));
    return;
  }
  show();
  const own = about === "coding" ? memosOn(about, subject).find((memo) => memo.mine && memo.whole) : null;
  const turn = `#t${state.turns[state.focus]?.[1] ?? state.focus + 1}`;
  const text = about === "document" ? `${turn} ` : "";
  write(own ?? { about, subject, text }, draw);
}

function draw() {
  const pane = document.querySelector("#memos");
  if (!pane || isWriting()) return;
  const name = document.activeElement?.closest?.("#memos [data-name]")?.dataset.name;
  pane.replaceChildren(make("h2", { text: t("memo.title") }), ...sections().filter(Boolean), all());
  if (name) pane.querySelector(`[data-name="${CSS.escape(name)}"]`)?.focus();
}

/** How many memos are about the place that is read. */
export const countHere = () => {
  const ids = new Set(codingsAt(state.focus).map((row) => idOf(row.id)));
  return held.memos.filter((each) => each.about === "coding" && ids.has(each.subject)).length + memosOn("document", state.document.id).length;
};

function sections() {
  const row = state.codings.get(current() ?? "");
  const person = personAt(state.focus);
  const label = (id) => state.codes[id]?.label ?? id;
  const others = codingsAt(state.focus).filter((each) => each.id !== row?.id && memosOn("coding", idOf(each.id)).length > 0);
  return [
    row ? section("coding", idOf(row.id), t("memo.on.coding", { label: label(row.code) })) : null,
    ...others.map((each) => section("coding", idOf(each.id), t("memo.on.coding", { label: label(each.code) }))),
    section("document", state.document.id, t("memo.on.document", { id: state.document.id })),
    row ? section("code", row.code, t("memo.on.code", { label: label(row.code) })) : null,
    person ? section("case", person.id, t("memo.on.case", { name: person.pseudonym })) : null,
    section("project", "project", t("memo.on.project")),
  ];
}

function section(about, subject, title) {
  const open = editorsOn(about, subject);
  const shown = memosOn(about, subject).filter((memo) => !open.some((each) => each.id === memo.id));
  const from = { document: state.document.id };
  const fresh = open.some((each) => each.id === null);
  const add = make("button", { type: "button", class: "add", "data-name": `memo on ${about} ${subject}`, "aria-label": `${t("memo.write")}: ${title}`, text: t("memo.write"), click: () => writeNew(about, subject) });
  return make(
    "section",
    { class: "about", "data-about": about },
    make("header", {}, make("h3", { text: title }), fresh ? null : add),
    ...shown.map((memo) => memoCard(memo, from, draw)),
    ...open.map((each) => each.element),
  );
}

function writeNew(about, subject) {
  write({ about, subject, text: "" }, draw);
}

const all = () => make("p", {}, make("a", { href: "/memos", text: t("memo.all") }));
