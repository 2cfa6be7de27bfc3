/**
 * The facets of a coding: what the codebook declares for its code. Every value is a button; while a facet has the
 * focus, a digit gives its value and the focus goes to the next facet that is still to fill.
 */
import { make } from "./dom.js";
import { choicesOf, defaultsOf, isOpen, lacking, toggled, typed } from "./facet_rules.js";
import { personAt, state } from "./state.js";
import { t } from "./strings.js";

const STEPS = { ArrowRight: 1, ArrowLeft: -1 };
const ROWS = { ArrowDown: 1, ArrowUp: -1 };
let open = false;

/** The facets of a coding that are still to fill. */
export const lackingOf = (row) => lacking(state.codes[row.code], row.facets, state.facets);

/**
 * @param {{id: string, code: string, facets: object, mine: boolean}} row
 * @param {(values: object) => void} changed called with all facets of the coding
 * @returns {HTMLElement}
 */
export function facetFields(row, changed) {
  const code = state.codes[row.code] ?? {};
  const specs = (code.facets ?? []).map((name) => state.facets[name]).filter(Boolean);
  const wanted = new Set(lackingOf(row).map((spec) => spec.name));
  const first = specs.filter((spec) => spec.required || row.facets[spec.name] !== undefined);
  const rest = specs.filter((spec) => !first.includes(spec));
  const of = (spec) => group(spec, row, changed, wanted.has(spec.name));
  const fields = make("div", { class: "facets", role: "group", "aria-label": t("facets.title") }, ...first.map(of));
  if (rest.length > 0) {
    const more = make("details", { open, toggle: () => (open = more.open) }, make("summary", { text: t("facets.more", { n: rest.length }) }), ...rest.map(of));
    fields.append(more);
  }
  fields.addEventListener("keydown", (event) => press(event, fields));
  return fields;
}

function group(spec, row, changed, wanted) {
  const name = `facet ${spec.name} ${row.id}`;
  const help = [spec.help, wanted ? t("facets.required") : ""].filter(Boolean).join("\n");
  const choices = buttons(spec, row, (value) => changed(toggled(spec, row.facets, value)));
  const said = spec.name.replaceAll("_", " ");
  return make(
    "div",
    { class: wanted ? "facet lacking" : "facet", role: "group", "aria-label": wanted ? t("facets.lacking", { name: said }) : said, "data-facet": name },
    make("span", { class: "name", text: said, title: help }),
    make("span", { class: "values" }, ...choices, isOpen(spec) && row.mine ? other(spec, row, changed) : null),
  );
}

/**
 * The values of a facet as buttons, the first nine with their digits.
 *
 * @param {object} spec
 * @param {object} row the coding
 * @param {(value: unknown) => void} give
 * @param {unknown} [proposed] the value of the coding before
 */
export function buttons(spec, row, give, proposed = undefined) {
  const held = row.facets[spec.name];
  const assumed = defaultsOf(state.codes[row.code] ?? {}, state.facets)[spec.name];
  const isHeld = (value) => (Array.isArray(held) ? held.includes(value) : held === value);
  const isAssumed = (value) => held === undefined && [assumed].flat().includes(value);
  const choices = choicesOf(spec, personAt(state.byTurn.touched(row.start, row.end)[0] ?? 0), [held, proposed]);
  const stop = Math.max(0, choices.findIndex((each) => isHeld(each.value)));
  return choices.map(({ value, label }, i) =>
    make(
      "button",
      {
        type: "button",
        class: ["value", isAssumed(value) ? "assumed" : "", value === proposed ? "proposed" : ""].join(" ").trim(),
        "aria-pressed": String(isHeld(value)),
        "aria-keyshortcuts": i < 9 ? String(i + 1) : null,
        "data-name": `facet ${spec.name} ${row.id} ${String(value)}`,
        title: isAssumed(value) ? t("facets.assumed") : value === proposed ? t("facets.proposed") : null,
        tabindex: i === stop ? "0" : "-1",
        disabled: !row.mine,
        click: () => give(value),
      },
      i < 9 ? make("kbd", { text: String(i + 1), "aria-hidden": "true" }) : null,
      make("span", { text: label }),
    ),
  );
}

/** A field for a value that is not among those offered. */
export function other(spec, row, changed) {
  const said = spec.name.replaceAll("_", " ");
  const give = (event) => {
    const value = typed(spec, event.target.value);
    if (value !== "") changed(toggled(spec, row.facets, value));
  };
  return make("input", {
    type: "text",
    size: spec.type === "corridor" ? "9" : "5",
    autocomplete: "off",
    spellcheck: "false",
    "aria-label": t("facets.other", { name: said }),
    placeholder: t(`facets.other.${spec.type === "countries" ? "country" : spec.type}`),
    "data-name": `facet ${spec.name} ${row.id} other`,
    change: give,
  });
}

/** Go to the facet that is to be filled first, else to the first one. */
export function focusFacets(place) {
  const target = place?.querySelector(".facet.lacking") ?? place?.querySelector(".facet");
  enter(target);
  return target !== null && target !== undefined;
}

function enter(facet) {
  facet?.closest("details")?.setAttribute("open", "");
  (facet?.querySelector('.value[tabindex="0"]') ?? facet?.querySelector("input"))?.focus();
}

function press(event, fields) {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const facet = event.target.closest(".facet");
  if (!facet) return;
  const inField = event.target.matches("input");
  const values = [...facet.querySelectorAll(".value:not(:disabled)")];
  const all = [...fields.querySelectorAll(".facet")].filter((each) => !each.closest("details:not([open])"));
  if (event.key in ROWS) enter(all[all.indexOf(facet) + ROWS[event.key]]);
  else if (inField) return;
  else if (/^[1-9]$/.test(event.key)) choose(values[Number(event.key) - 1], facet);
  else if (event.key in STEPS) values[values.indexOf(document.activeElement) + STEPS[event.key]]?.focus();
  else if (event.key === "Backspace" || event.key === "Delete") {
    for (const each of values.filter((value) => value.getAttribute("aria-pressed") === "true")) each.click();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

/** Give a value by its digit; the pane is drawn again by that, and the focus goes on to what is still to fill. */
function choose(value, facet) {
  if (!value) return;
  const name = facet.dataset.facet;
  const several = state.facets && [...Object.values(state.facets)].some((spec) => spec.multiple && name.startsWith(`facet ${spec.name} `));
  value.click();
  const place = document.querySelector("#here");
  const now = place?.querySelector(`[data-facet="${CSS.escape(name)}"]`);
  enter(several ? now : (place?.querySelector(".coding.wide .facet.lacking") ?? now));
}
