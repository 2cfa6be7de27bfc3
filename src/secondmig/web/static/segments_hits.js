/** One passage as a card: its words in the turn, what is said about it, and what may be done to it. */
import { call } from "./api.js";
import { make } from "./dom.js";
import { facetFields } from "./facets.js";
import { words as remark } from "./markdown.js";
import { cpToU16 } from "./offsets.js";
import { state } from "./state.js";
import { t } from "./strings.js";

const FARTHEST = 5;

/** Where a passage stands, e.g. "US01 #12". */
export const placeOf = (row) => (row.turn === null ? row.document : `${row.document} #${row.turn}`);

/** The address at which the transcript opens with the passage unfolded. */
export function addressOf(row) {
  const at = row.turn === null ? "" : `#t${row.turn}${row.id ? `~${row.id}` : ""}`;
  return `/d/${encodeURIComponent(row.document)}${at}`;
}

/**
 * A card.
 *
 * @param {object} row as the server gives it; `turns`, `asks`, `stale` and `was` are this page's own
 * @param {{ticked: Set<string>, tick: Function, recode: Function, remove: Function, facets: Function, redraw: Function,
 *   trouble: Function}} how
 */
export function card(row, how) {
  const code = state.codes[row.code] ?? { label: row.label ?? row.code, path: [], hue: 0, pattern: 0, key: "?" };
  const name = row.code === null ? t("segments.uncoded.one") : code.label;
  const item = make("li", {
    class: ["hit", row.stale ? "stale" : "", row.mine ? "mine" : ""].join(" ").trim(),
    tabindex: "-1",
    "data-id": row.id ?? "",
    "aria-label": `${name}, ${placeOf(row)}`,
  });
  if (row.gone) {
    item.classList.add("gone");
    item.append(make("p", { text: t("segments.gone", { label: name, place: placeOf(row) }) }));
    return item;
  }
  item.append(head(row, code, name, how), ...row.context.map((piece) => turn(piece, row)), ...below(row, how), foot(row, how));
  return item;
}

function head(row, code, name, how) {
  const tick = make("input", {
    type: "checkbox",
    class: "tick",
    "aria-label": t("segments.tick", { label: name, place: placeOf(row) }),
    change: (event) => how.tick(row, event.target.checked),
  });
  tick.checked = how.ticked.has(row.id);
  const coded = row.code === null
    ? []
    : [
        make("span", { class: `key pattern-${code.pattern} hue-${code.hue}`, text: code.key }),
        make("span", { class: "label" }, make("span", { class: "path", text: code.path.map((each) => `${each} › `).join("") }), make("b", { text: code.label })),
      ];
  const who = row.persons.map(([id, pseudonym]) => (pseudonym && pseudonym !== id ? `${pseudonym}` : id)).join(", ");
  return make(
    "header",
    {},
    row.mine ? make("label", { class: "ticking" }, tick) : null,
    ...coded,
    row.was ? make("span", { class: "was", text: t("segments.was", { label: state.codes[row.was]?.label ?? row.was }) }) : null,
    make("span", { class: "space" }),
    make("span", { class: "who", text: who || row.speaker || "" }),
    make("a", { class: "place", href: addressOf(row), text: placeOf(row) }),
  );
}

/** A turn, the words of the passage marked in it. */
function turn(piece, row) {
  const said = make("blockquote", { class: `turn-words ${piece.role}`, lang: piece.language });
  said.append(make("b", { class: "speaker", text: `${piece.turn} ${piece.speaker}` }), " ");
  if (piece.before) said.append("… ");
  said.append(...marked(piece.words, piece.start, row));
  if (piece.after) said.append(" …");
  const under = piece.tiers.map(([name, start, text]) =>
    make("p", { class: "tier", "data-name": name, lang: name === "note" ? null : name }, ...marked(text, start, row)),
  );
  return make("div", { class: "piece" }, said, ...under);
}

/** A text with the stretch that is meant as a `mark`; offsets are code points of the transcript. */
export function marked(text, begins, { start, end }) {
  const from = cpToU16(text, Math.max(0, start - begins));
  const to = end > begins ? cpToU16(text, end - begins) : 0;
  if (to <= from) return [text];
  return [text.slice(0, from), make("mark", { text: text.slice(from, to) }), text.slice(to)];
}

function below(row, how) {
  const found = [];
  if (row.withheld) found.push(make("p", { class: "none", text: t("segments.withheld.one") }));
  const chips = Object.entries(row.facets).map(([name, value]) =>
    make("li", {}, make("span", { class: "name", text: name.replaceAll("_", " ") }), ` ${[value].flat().map(said).join(", ")}`),
  );
  if (chips.length > 0 && !row.asks) found.push(make("ul", { class: "chips" }, ...chips));
  if (row.memo) found.push(make("div", { class: "memo" }, ...remark(row.memo, { document: row.document })));
  if (row.asks) {
    // Persons and their stays are what the facets propose; here every passage has its own.
    state.person = state.legsOf?.[row.persons[0]?.[0]] ?? null;
    found.push(facetFields({ ...row, facets: row.held }, (values) => how.facets(row, values)));
  }
  return found;
}

const said = (value) => String(value).replaceAll("_", " ");

function foot(row, how) {
  const about = [row.coder, row.language].filter(Boolean).join(" · ");
  const button = (key, click, more = {}) => make("button", { type: "button", "data-act": key, text: t(`segments.${key}`), click, ...more });
  const acts = [
    (row.turns ?? 0) < FARTHEST ? button(row.turns ? "more" : "around", () => widen(row, how)) : null,
    row.mine ? button("recode", () => how.recode([row])) : null,
    row.mine ? button("facets", () => how.ask(row), { "aria-expanded": String(Boolean(row.asks)) }) : null,
    row.mine ? button("remove", () => how.remove([row])) : null,
  ];
  return make(
    "footer",
    { class: "acts" },
    make("span", { class: "coder", text: about }),
    row.stale ? make("span", { class: "late", text: t("segments.stale") }) : null,
    ...acts,
  );
}

/** Ask for a turn more on each side. */
async function widen(row, how) {
  const turns = (row.turns ?? 0) + 1;
  const place = { document: row.document, version: row.version, start: row.start, end: row.end, turns };
  try {
    const told = await call("GET", `/api/segments/around?${new URLSearchParams(place)}`);
    Object.assign(row, { turns, context: told.context });
    how.redraw(row, turns < FARTHEST ? "more" : null);
  } catch (error) {
    how.trouble(error.message);
  }
}
