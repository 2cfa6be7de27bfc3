/** The pane of Review: the suggestions of the turn that is read as things one can reach and press. */
import { make } from "./dom.js";
import { openOver } from "./over.js";
import { state } from "./state.js";
import { t } from "./strings.js";
import { quoteOf } from "./text.js";

const LONGEST = 220;

/**
 * Draw the pane.
 *
 * @param {object} view what `review.js` knows
 * @param {object} acts what the buttons do
 */
export function drawReview(view, acts) {
  const pane = document.querySelector("#review");
  if (!pane) return;
  const name = document.activeElement?.closest?.("#review [data-name]")?.dataset.name;
  pane.replaceChildren(...[head(view), body(view, acts), foot(view, acts)].flat().filter(Boolean));
  if (name) (pane.querySelector(`[data-name="${CSS.escape(name)}"]`) ?? pane.querySelector("[data-name]"))?.focus();
}

/** The suggestions that lie in the turn that is read. */
export const inTurn = (rows) => rows.filter((row) => state.byTurn.touched(row.start, row.end).includes(state.focus));

function head(view) {
  const title = make("h2", { text: t("review.title"), id: "review-title" });
  if (!view.told) return [title];
  const left = view.rows.length;
  const total = left + view.decided;
  return [title, total > 0 ? make("p", { class: "progress", text: t("review.left", { left, total }) }) : null];
}

function body(view, acts) {
  if (view.error) return make("p", { class: "none", text: view.error });
  if (!view.told) return make("p", { class: "none", text: t("review.loading") });
  if (view.told.blind && view.rows.length === 0) return make("p", { class: "hidden-yet", text: t("review.blind") });
  if (view.rows.length === 0) return make("p", { class: "none", text: t(view.decided > 0 ? "review.done" : "review.nothing") });
  const here = inTurn(view.rows);
  const list = here.length === 0 ? make("p", { class: "none", text: t("review.notHere") }) : make("ul", { class: "suggestions" }, ...here.map((row) => card(row, view, acts)));
  return [walk(acts), list];
}

function walk(acts) {
  const button = (name, step) => make("button", { type: "button", "data-name": name, text: t(`review.${name}`), click: () => acts.step(step) });
  return make("div", { class: "walk" }, button("previous", -1), button("next", 1));
}

function card(row, view, acts) {
  const code = state.codes[row.code] ?? { label: row.code, path: [], hue: 0, pattern: 0, key: "?" };
  const wide = row.id === view.at;
  const quote = quoteOf(row.start, row.end);
  const top = make(
    "button",
    { type: "button", class: "code", "aria-expanded": String(wide), "data-name": `code ${row.id}`, click: () => acts.choose(wide ? null : row.id) },
    make("span", { class: `key pattern-${code.pattern} hue-${code.hue}`, text: code.key }),
    make("span", { class: "label", text: code.label }),
    make("span", { class: "score", text: t("review.score", { score: row.score.toFixed(2) }) }),
  );
  return make(
    "li",
    { class: `suggestion${wide ? " wide" : ""}`, "data-id": row.id },
    top,
    make("q", { lang: state.turns[state.focus][8], text: quote.length > LONGEST ? `${quote.slice(0, LONGEST)}…` : quote }),
    make("p", { class: "evidence", text: evidenceOf(row) }),
    wide ? more(row, code, view, acts) : null,
  );
}

/** What the engine went by, in words. */
export function evidenceOf(row) {
  const said = row.evidence.join(" · ");
  return t("review.by", { engine: `${row.engine} ${row.engine_version}`, evidence: said || t("review.noEvidence") });
}

function more(row, code, view, acts) {
  const same = view.rows.filter((each) => each.code === row.code).length;
  const editing = view.editing === row.id;
  const button = (name, click, text = t(`review.${name}`)) => make("button", { type: "button", "data-name": `${name} ${row.id}`, text, click });
  const meaning = [
    code.path?.length > 0 ? make("p", { class: "path", text: code.path.join(" › ") }) : null,
    ...["definition", "include", "exclude"]
      .filter((name) => code[name])
      .map((name) => make("p", {}, make("b", { text: t(`code.${name}`) }), ` ${code[name]}`)),
  ];
  return make(
    "div",
    { class: "more" },
    editing ? make("p", { class: "editing", text: t("review.editing") }) : null,
    make(
      "div",
      { class: "acts" },
      button("accept", () => acts.accept(row.id), t(editing ? "review.acceptEnds" : "review.accept")),
      button("reject", () => acts.reject(row.id)),
      editing ? null : button("ends", () => acts.edit(row.id)),
      same > 1 ? button("all", () => acts.all(row.code), t("review.all", { n: same })) : null,
    ),
    make("div", { class: "meaning" }, ...meaning),
  );
}

function foot(view, acts) {
  if (!view.told) return null;
  const { finished } = view.told;
  return make(
    "div",
    { class: "pass" },
    finished ? make("p", { class: "none", text: t("review.finished") }) : null,
    make("button", { type: "button", "data-name": "pass", text: t(finished ? "review.reopen" : "review.finish"), click: () => acts.turnPass(!finished) }),
  );
}

/** Ask before many suggestions become codings at once. */
export function askAll(label, n, yes, back) {
  const box = make("dialog", { id: "review-all", "aria-labelledby": "review-all-title", close: () => (box.remove(), back()) });
  const accept = () => {
    box.close();
    yes();
  };
  box.append(
    make("h2", { id: "review-all-title", text: t("review.askAll", { n, label }) }),
    make("p", { text: t("review.askAllMore") }),
    make(
      "div",
      { class: "acts" },
      make("button", { type: "button", text: t("review.yesAll", { n }), click: accept }),
      make("button", { type: "button", text: t("review.cancel"), click: () => box.close() }),
    ),
  );
  document.body.append(box);
  openOver(box);
}
