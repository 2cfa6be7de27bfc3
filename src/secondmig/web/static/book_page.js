/** The page of the codebook: the tree at the left, the card of a code at the right. */
import { ApiError, call } from "./api.js";
import "./barheight.js";
import { beginCard, editText, enterCard, isEditing, showCard } from "./book_card.js";
import { askMerge, askMove, askNew, askRetire, askSplit, beginDialogs, revive } from "./book_dialogs.js";
import { shift } from "./book_order.js";
import { beginSending, tell } from "./book_send.js";
import { codeOf, held, rootOf, take } from "./book_state.js";
import { beginTree, choose, chosenId, drawTree, focusTree } from "./book_tree.js";
import { beginTrying, ownActs, quietly, reread, troublePlace } from "./book_try.js";
import { make } from "./dom.js";
import { announce } from "./live.js";
import { t } from "./strings.js";

const SEEN = 2_000;
const HIDDEN = 30_000;
const place = document.querySelector("#book");
const left = make("div", { id: "book-left" });
const card = make("section", { id: "book-card", "aria-label": t("book.card") });
const notes = make("div", { id: "book-notes" });
const trouble = troublePlace();
let acts = null;
let timer = 0;

take(JSON.parse(document.querySelector("#island").textContent));
place.replaceChildren(notes, trouble, make("div", { class: "book-bench" }, left, card));
beginSending(standing);
beginTrying(refreshed);
beginCard(card, {
  trouble,
  add: (id) => askNew(id),
  heading: (id) => askNew(id, { heading: true }),
  move: askMove,
  shift: (id, by) => shift(id, by, trouble),
  merge: askMerge,
  split: askSplit,
  retire: askRetire,
  revive: (id) => revive(id, trouble),
});
beginDialogs(after);
beginTree(left, {
  choose: chosen,
  enter: enterCard,
  rename: () => codeOf(chosenId()) && editText("label"),
  add: () => askNew(chosenId()),
  shift: (by) => shift(chosenId(), by, trouble),
  retire: () => codeOf(chosenId()) && !codeOf(chosenId()).retired && askRetire(chosenId()),
});
const named = decodeURIComponent(location.hash.slice(1));
choose(codeOf(named) ? named : (held.desk.books[0] && rootOf(held.desk.books[0].id)) ?? null, { focus: true });
notify();
turnButtons();
for (const which of ["undo", "redo"]) document.querySelector(`#${which}`).addEventListener("click", () => turn(which));
document.addEventListener("keydown", (event) => {
  const key = event.key.toLowerCase();
  if (!(event.ctrlKey || event.metaKey) || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.closest?.("input, textarea, select") && !(event.target.id === "book-filter" && event.target.value === "")) return;
  if (key === "z") turn(event.shiftKey ? "redo" : "undo");
  else if (key === "y") turn("redo");
  else return;
  event.preventDefault();
});
globalThis.addEventListener("hashchange", () => {
  const id = decodeURIComponent(location.hash.slice(1));
  if (codeOf(id) && id !== chosenId()) choose(id, { focus: true });
});
document.addEventListener("visibilitychange", () => !document.hidden && ask());
globalThis.addEventListener("focus", ask);
later();
document.body.dataset.ready = "true";

function chosen(id) {
  showCard(id);
  if (codeOf(id)) history.replaceState(null, "", `#${encodeURIComponent(id)}`);
}

/** The codebook was read again. */
function refreshed() {
  acts = null;
  drawTree();
  if (chosenId() !== null) showCard(chosenId(), { again: true });
  notify();
  turnButtons();
}

function after(told, verb, target = told.code) {
  if (codeOf(target)) choose(target, { focus: true });
  else focusTree();
  if (verb === "split" && held.desk.waiting[told.code]) location.assign(`/codebook/queue?code=${encodeURIComponent(told.code)}`);
}

/** What stands in the way, and what waits. */
function notify() {
  const waits = Object.values(held.desk.waiting).reduce((sum, n) => sum + n, 0);
  notes.replaceChildren(
    ...held.desk.changed.map((name) => make("p", { class: "warning" }, t("book.edited", { name }), " ", make("code", { text: 'secondmig codebook commit -m "why"' }))),
    ...(waits > 0 ? [make("p", {}, make("a", { class: "decide", href: "/codebook/queue", text: t("book.waiting", { n: waits }) }))] : []),
  );
}

function turnButtons() {
  for (const which of ["undo", "redo"]) {
    const button = document.querySelector(`#${which}`);
    const next = held.desk[which];
    button.disabled = next === null;
    button.title = next === null ? "" : next.what || t(`book.verb.${next.done.replace("codebook ", "")}`);
  }
}

async function turn(which) {
  if (isEditing()) return announce(t("book.editing"));
  trouble.hidden = true;
  try {
    const told = await quietly(async () => {
      const answer = await tell("POST", `/api/codebook/${which}`);
      await reread();
      return answer;
    });
    announce(t(`book.${told.verb}`, { done: t(`book.verb.${told.done.replace("codebook ", "")}`) }));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    trouble.replaceChildren(make("p", { text: [error.told.where, error.told.message, error.told.hint].filter(Boolean).join(" · ") }));
    trouble.hidden = false;
  }
  if (document.activeElement === document.body) focusTree();
}

function standing({ unsaved, retrying, savedAt }) {
  const shown = document.querySelector("#saved");
  shown.classList.toggle("unsaved", unsaved > 0 && retrying);
  const time = savedAt?.toLocaleTimeString(document.documentElement.lang || "en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  shown.textContent = unsaved > 0 ? t(retrying ? "saved.retrying" : "saved.sending", { n: unsaved }) : time ? t("saved.at", { time }) : "";
}

/** What others did: other windows, other coders, the command line. */
async function ask() {
  clearTimeout(timer);
  try {
    const before = ownActs().begun;
    const news = await call("GET", "/api/codebook/news");
    if (ownActs().under > 0 || ownActs().begun !== before) return later();
    const now = held.desk.books.map((each) => `${each.id}@${each.version}`).sort();
    const known = JSON.stringify([now, held.desk.changed]);
    const other = JSON.stringify([news.codebooks, news.changed]) !== known || (acts !== null && news.acts !== acts);
    acts = news.acts;
    if (other && !document.querySelector("dialog[open]")) {
      await reread();
      acts = news.acts;
      if (JSON.stringify(news.codebooks) !== JSON.stringify(now)) announce(t("book.elsewhere"));
    }
  } catch {
    // Asked again in a moment; acts tell by themselves that the server is away.
  }
  later();
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(ask, document.hidden ? HIDDEN : SEEN);
}
