/** The order of codes: one up or down among those that stand under the same code, one act for each step. */
import { isEditing } from "./book_card.js";
import { tell } from "./book_send.js";
import { besideOf, codeOf, seenOf } from "./book_state.js";
import { showChosen } from "./book_tree.js";
import { attempt } from "./book_try.js";
import { announce } from "./live.js";
import { t } from "./strings.js";

let line = Promise.resolve();

/**
 * Move a code by a step; steps that follow fast are done one after the other.
 *
 * @param {string} id
 * @param {number} by 1 or -1
 * @param {Element} trouble where a refusal is written
 */
export function shift(id, by, trouble) {
  if (!codeOf(id)) return;
  if (isEditing()) announce(t("book.editing"));
  else line = line.then(() => step(id, by, trouble));
}

async function step(id, by, trouble) {
  const beside = besideOf(id);
  const other = beside[beside.indexOf(id) + by];
  const { label } = codeOf(id) ?? {};
  if (other === undefined) return announce(t(by < 0 ? "book.first" : "book.last", { label }));
  const path = `/api/codebook/codes/${encodeURIComponent(id)}/place`;
  const focused = document.activeElement?.dataset.act;
  const told = await attempt(trouble, seenOf(id), (seen) => tell("POST", path, { seen, beside: other, after: by > 0 }));
  if (told === null) return;
  showChosen();
  if (focused && document.activeElement === document.body) document.querySelector(`#book-card [data-act="${focused}"]`)?.focus();
  announce(t("book.placed", { label, n: besideOf(id).indexOf(id) + 1, of: beside.length }));
}
