/** The page of all memos: to find, to read and to write, on transcripts, codes, persons and the project. */
import { call } from "./api.js";
import "./barheight.js";
import { make } from "./dom.js";
import { beginMemoCards, editorsOn, isWriting, memoCard, write } from "./memo_cards.js";
import { folded } from "./rank.js";
import { t } from "./strings.js";

const KINDS = ["project", "document", "case", "code", "coding"];
const island = JSON.parse(document.querySelector("#island").textContent);
const place = document.querySelector("#memo-page");
const asked = new URLSearchParams(location.search);
let { memos } = island;

const find = make("input", { type: "search", id: "memo-find", "aria-label": t("memo.find"), placeholder: t("memo.find"), input: draw, value: asked.get("text") ?? "" });
const kind = make("select", { id: "memo-kind", "aria-label": t("memo.kind"), change: fillSubjects }, ...KINDS.slice(0, 4).map((each) => make("option", { value: each, text: t(`memo.kind.${each}`) })));
const subject = make("select", { id: "memo-subject", "aria-label": t("memo.subject"), change: draw });
const list = make("div", { id: "memo-list" });
const here = make("section", { id: "memo-here" });
const add = make("button", { type: "button", id: "memo-add", text: t("memo.write"), click: () => write({ about: kind.value, subject: subject.value, text: "" }, draw) });
place.replaceChildren(make("div", { class: "acts" }, kind, subject, add), here, make("div", { class: "acts" }, find), list);
beginMemoCards(island.coder, { changed, trouble, ended: draw });
if (KINDS.includes(asked.get("about") ?? "")) kind.value = asked.get("about");
fillSubjects();
if (asked.get("subject")) subject.value = asked.get("subject");
draw();
document.body.dataset.ready = "true";

function fillSubjects() {
  const known = island.subjects[kind.value] ?? [];
  subject.replaceChildren(...known.map(([id, label]) => make("option", { value: id, text: label && label !== id ? `${id} · ${label}` : id })));
  subject.hidden = kind.value === "project";
  draw();
}

async function changed() {
  try {
    ({ memos } = await call("GET", "/api/memos"));
  } catch {
    // What was shown stays; the next change asks again.
  }
  draw();
}

function trouble(said) {
  const shown = document.querySelector("#trouble");
  shown.textContent = said;
  shown.hidden = false;
}

function draw() {
  if (isWriting()) return;
  const wanted = folded(find.value);
  const open = editorsOn(kind.value, subject.value);
  here.replaceChildren(...open.map((each) => each.element));
  const editing = new Set(open.map((each) => each.id));
  const shown = memos.filter((memo) => !editing.has(memo.id) && (wanted === "" || folded(memo.text ?? "").includes(wanted)));
  const parts = KINDS.map((about) => [about, shown.filter((memo) => memo.about === about).reverse()]).filter(([, held]) => held.length > 0);
  list.replaceChildren(...parts.map(([about, held]) => part(about, held)));
  if (parts.length === 0) list.append(make("p", { class: "none", text: t("memo.none") }));
}

function part(about, held) {
  const cards = held.map((memo) => {
    const from = { document: documentOf(memo), away: true };
    const editor = editorsOn(memo.about, memo.subject).find((each) => each.id === memo.id);
    return make("li", {}, make("h3", {}, heading(memo)), editor ? editor.element : memoCard(memo, from, draw));
  });
  return make("section", {}, make("h2", { text: `${t(`memo.kind.${about}`)} (${held.length})` }), make("ul", {}, ...cards));
}

function documentOf(memo) {
  return memo.about === "document" ? memo.subject : (/^(.+) #/.exec(memo.place ?? "")?.[1] ?? "");
}

function heading(memo) {
  const known = (island.subjects[memo.about] ?? []).find(([id]) => id === memo.subject)?.[1];
  if (memo.about === "document") return make("a", { href: `/d/${encodeURIComponent(memo.subject)}`, text: known ? `${memo.subject} · ${known}` : memo.subject });
  if (memo.about !== "coding") return known && known !== memo.subject ? `${memo.subject} · ${known}` : (known ?? memo.subject);
  const turn = / #(\d+)$/.exec(memo.place ?? "")?.[1];
  const label = (island.subjects.code.find(([id]) => id === memo.code) ?? [])[1] ?? memo.code ?? "";
  const said = [label, memo.place].filter(Boolean).join(" · ");
  return turn ? make("a", { href: `/d/${encodeURIComponent(documentOf(memo))}#t${turn}`, text: said }) : said;
}
