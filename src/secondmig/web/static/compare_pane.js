/** The pane of Compare: who is compared, what differs in the turn that is read, and the decision. */
import { draw as redraw, said, takeLabel, walked } from "./compare.js";
import { make } from "./dom.js";
import { state } from "./state.js";
import { t } from "./strings.js";
import { quoteOf } from "./text.js";

const KINDS = ["confusion", "facet", "boundary", "one_coder"];
const OUTCOMES = ["recode", "redefine", "ambiguity"];
const TAKES = [
  ["a", "a"],
  ["b", "b"],
  ["both", "x"],
  ["neither", "n"],
];
const LONGEST = 240;
let composing = false;
let wide = null;

/** Draw the pane; what had the focus has it again. */
export function drawCompare(view, acts) {
  const pane = document.querySelector("#compare");
  // What is being composed, as Japanese is, would be lost with its field; it is drawn when that is done.
  if (!pane || composing) return;
  const name = document.activeElement?.closest?.("#compare [data-name]")?.dataset.name;
  const caret = document.activeElement?.selectionStart ?? null;
  pane.replaceChildren(make("h2", { text: t("compare.title") }), ...content(view, acts));
  if (wide !== view.at) bringOut(pane);
  wide = view.at;
  if (!name) return;
  const again = pane.querySelector(`[data-name="${CSS.escape(name)}"]`);
  again?.focus();
  if (caret !== null && again?.setSelectionRange) again.setSelectionRange(caret, caret);
}

/** Scroll the pane, not the text, so far that the difference that is talked about is seen. */
function bringOut(pane) {
  const card = pane.querySelector("li.wide")?.getBoundingClientRect();
  const frame = pane.parentElement.getBoundingClientRect();
  if (!card || (card.top >= frame.top && card.bottom <= frame.bottom)) return;
  const top = card.height > frame.height ? card.top : Math.min(card.top, card.bottom - frame.height + 12);
  pane.parentElement.scrollTop += top - frame.top - 6;
}

/** Put the keyboard into the field for the reason. */
export const focusReason = () => document.querySelector("#compare [data-name=reason]")?.focus();

function content(view, acts) {
  if (view.error) return [make("p", { class: "none", role: "alert", text: view.error })];
  if (!view.told) return [make("p", { class: "none", text: t("compare.asking") })];
  if (view.told.coders.length === 0) return [make("p", { class: "none", text: t("compare.alone") })];
  const { told } = view;
  const decided = told.differences.filter((each) => each.decision !== null).length;
  const here = told.differences.filter((each) => state.byTurn.touched(each.start, each.end).includes(state.focus));
  const number = state.turns[state.focus]?.[1] ?? state.focus + 1;
  return [
    who(told, acts),
    told.caution ? make("p", { class: "caution", text: told.caution }) : "",
    make("div", { class: "kinds", role: "group", "aria-label": t("compare.walk") }, make("span", { class: "same", text: t("compare.same", { n: told.same }) }), ...KINDS.map((kind) => chip(kind, view, acts))),
    make("div", { class: "walk" }, ...arrows(acts), make("span", { class: "progress", text: t("compare.progress", { n: decided, all: told.differences.length }) })),
    make("h3", { text: t("compare.here", { n: here.length, turn: number }) }),
    here.length > 0 ? make("ul", { class: "differences" }, ...here.map((each) => card(each, view, acts))) : make("p", { class: "none", text: t("compare.nothing") }),
    consensus(view, acts),
  ];
}

function who(told, acts) {
  const [a, b] = told.coders;
  const legend = make(
    "p",
    { class: "legend" },
    make("span", { class: "above", text: a }),
    ` ${t("compare.above")} `,
    make("span", { class: "below", text: b }),
    ` ${t("compare.below")}`,
  );
  if (told.pairs.length < 2) return legend;
  const same = (pair) => pair[0] === a && pair[1] === b;
  const options = told.pairs.map((pair, i) => make("option", { value: String(i), selected: same(pair), text: pair.join(" – ") }));
  const list = make("select", { "data-name": "pair", change: () => acts.load(told.pairs[Number(list.value)]) }, ...options);
  return make("div", {}, make("label", { class: "pair" }, `${t("compare.pair")} `, list), legend);
}

function chip(kind, view, acts) {
  const n = view.told.kinds[kind] ?? 0;
  const on = view.kinds.has(kind);
  return make("button", { type: "button", class: "kind", "aria-pressed": String(on), disabled: n === 0 && !on, "data-name": `kind ${kind}`, click: () => acts.toggle(kind) }, `${t(`compare.kind.${kind}`)} `, make("b", { text: String(n) }));
}

function arrows(acts) {
  const arrow = (by, name, key) =>
    make("button", { type: "button", "data-name": name, disabled: walked().length === 0, click: () => acts.step(by) }, t(`compare.${name}`), " ", make("kbd", { text: key, "aria-hidden": "true" }));
  return [arrow(-1, "previous", "["), arrow(1, "next", "]")];
}

function card(each, view, acts) {
  const wide = each.id === view.at;
  const quote = quoteOf(each.start, each.end);
  const short = quote.length > LONGEST ? `${quote.slice(0, LONGEST)}…` : quote;
  const head = make(
    "button",
    { type: "button", class: "difference", "aria-expanded": String(wide), "data-name": `difference ${each.id}`, click: () => acts.choose(wide ? null : each.id) },
    make("span", { class: "label", text: said(each) }),
    each.decision ? make("span", { class: "took", text: t("compare.took", { take: takeLabel(each.decision.take) }) }) : null,
  );
  return make("li", { class: wide ? "wide" : "" }, head, make("q", { lang: state.turns[state.focus][8], text: short }), wide ? more(each, view, acts) : null);
}

function more(each, view, acts) {
  const [a, b] = view.told.coders;
  return make(
    "div",
    { class: "more" },
    make("div", { class: "readings" }, reading(a, each.code_a, each.value_a, each), reading(b, each.code_b, each.value_b, each)),
    each.code_a === each.code_b ? meaning(each.code_a) : null,
    make("div", { class: "outcomes", role: "radiogroup", "aria-label": t("compare.outcome") }, ...OUTCOMES.map((name) => outcome(name, view))),
    make("label", { class: "reason" }, t("compare.reason"), reason(view)),
    make("div", { class: "takes", role: "group", "aria-label": t("compare.take") }, ...TAKES.map(([take, key]) => taking(take, key, each, acts))),
    each.decision ? make("p", { class: "none", text: t("compare.by", { by: each.decision.by, outcome: t(`compare.outcome.${each.decision.outcome}`), reason: each.decision.reason }) }) : null,
  );
}

function reading(coder, codeId, value, each) {
  const code = state.codes[codeId];
  const said = codeId === "" ? t("compare.nocode") : (code?.label ?? codeId);
  const valued = each.kind === "facet" ? `${each.facet.replaceAll("_", " ")}: ${[value].flat().join(", ") || t("compare.empty")}` : "";
  return make(
    "div",
    { class: "reading" },
    make("b", { text: coder }),
    make("p", { class: "said" }, code ? make("span", { class: `key pattern-${code.pattern} hue-${code.hue}`, text: code.key }) : null, ` ${said}`),
    valued ? make("p", { text: valued }) : null,
    each.code_a === each.code_b ? null : meaning(codeId),
  );
}

function meaning(codeId) {
  const code = state.codes[codeId];
  if (!code?.definition) return null;
  const [include, exclude] = ["include", "exclude"].map((name) => (code[name] ? `${t(`code.${name}`)}: ${code[name]}` : ""));
  return make("p", { class: "meaning", text: [code.definition, include, exclude].filter(Boolean).join(" ") });
}

function outcome(name, view) {
  const field = make("input", { type: "radio", name: "outcome", value: name, checked: view.outcome === name, "data-name": `outcome ${name}`, change: () => (view.outcome = name) });
  return make("label", {}, field, ` ${t(`compare.outcome.${name}`)}`);
}

function reason(view) {
  const field = make("input", { type: "text", "data-name": "reason", maxlength: "2000", autocomplete: "off", value: view.reason, input: () => (view.reason = field.value) });
  field.addEventListener("compositionstart", () => (composing = true));
  field.addEventListener("compositionend", () => setTimeout(() => {
    composing = false;
    redraw();
  }));
  field.addEventListener("blur", () => (composing = false));
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || (event.key !== "Enter" && event.key !== "Escape")) return;
    event.preventDefault();
    event.stopPropagation();
    document.querySelector(`.turn[data-i="${state.focus}"]`)?.focus();
  });
  return field;
}

function taking(take, key, each, acts) {
  const on = each.decision?.take === take;
  return make("button", { type: "button", "aria-pressed": String(on), "data-name": `take ${take}`, click: () => acts.decide(take) }, make("kbd", { text: key, "aria-hidden": "true" }), ` ${takeLabel(take)}`);
}

/** The third layer: to be shown behind the words, and made of what is decided once nothing is open. */
function consensus(view, acts) {
  const n = view.told.consensus.length;
  const open = view.told.differences.filter((each) => each.decision === null).length;
  const shown = n === 0 ? null : make("button", { type: "button", "aria-pressed": String(view.consensus), "data-name": "consensus", click: acts.third, text: t("compare.layer", { n }) });
  const making = make("button", { type: "button", disabled: open > 0, "data-name": "settle", click: acts.settle, text: t(n === 0 ? "compare.make" : "compare.renew") });
  const why = open > 0 ? make("p", { class: "none", text: t("compare.open", { n: open }) }) : null;
  return make("div", { class: "layer" }, shown, making, why);
}
