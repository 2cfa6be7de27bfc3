/** The form that says which passages are meant; every change of it is a new address. */
import { make } from "./dom.js";
import { open } from "./palette.js";
import { EVERYBODY, having, reach, sides, written } from "./segments_query.js";
import { state } from "./state.js";
import { t } from "./strings.js";

const RELATIONS = ["overlaps", "not", "followed", "near"];
const FORMS = ["docx", "xlsx", "csv", "md"];
const RELEASES = ["team", "work", "public"];
const COUNTRY = "about_country";
let offered = {};
let go = () => {};
let params = new URLSearchParams();
let unfolded = false;
let taken = false;
let redraw = () => {};
const added = new Set();

/**
 * Begin.
 *
 * @param {object} island what the server offers
 * @param {(params: URLSearchParams) => void} change called with the new address
 */
export function beginAsk(island, change) {
  offered = island;
  go = change;
}

/** Draw the form for an address; the focus stays where it was. */
export function drawAsk(place, now, exported) {
  params = now;
  redraw = () => drawAsk(place, now, exported);
  const name = document.activeElement?.closest?.("#ask [data-name]")?.dataset.name;
  const uncoded = params.get("uncoded");
  place.replaceChildren(
    make("div", { class: "line" }, field("uncoded", kinds()), ...(uncoded ? [] : codes()), field("by", groups())),
    make("div", { class: "line" }, ...usual()),
    details(uncoded),
    taking(exported),
  );
  if (name) place.querySelector(`[data-name="${CSS.escape(name)}"]`)?.focus();
}

const set = (name, values) => go(having(params, name, values));

/** A choice with its label. */
function choice(name, label, options, value, change) {
  const select = make(
    "select",
    { "data-name": name, change: (event) => change(event.target.value) },
    ...options.map(([id, text]) => make("option", { value: id, text })),
  );
  select.value = value;
  return make("label", { class: "choice" }, make("span", { text: label }), select);
}

const field = (name, options) => choice(name, t(`segments.ask.${name}`), options, params.get(name) ?? "", (value) => set(name, value));
const kinds = () => ["", "parts", "turns"].map((each) => [each, t(`segments.kind.${each || "coded"}`)]);

function groups() {
  const facets = Object.keys(offered.values).map((name) => [name, name.replaceAll("_", " ")]);
  const own = ["person", "document", "code", "coder"].map((name) => [name, t(`segments.by.${name}`)]);
  const uncoded = params.get("uncoded") !== null;
  return [["", t("segments.by.none")], ...(uncoded ? own.slice(0, 2) : [...own, ...facets])];
}

/** The codes as chips, and a button that opens the palette. */
function codes() {
  const chosen = params.getAll("code");
  const below = make("input", { type: "checkbox", "data-name": "exact", change: (event) => set("exact", event.target.checked ? "" : "1") });
  below.checked = params.get("exact") !== "1";
  return [
    make(
      "div",
      { class: "choice", role: "group", "aria-label": t("segments.ask.code") },
      make("span", { text: t("segments.ask.code") }),
      make(
        "span",
        { class: "picked" },
        ...chosen.map((id) => chip(`code ${id}`, label(id), () => set("code", chosen.filter((each) => each !== id)))),
        pick("add code", t(chosen.length > 0 ? "segments.code.another" : "segments.code.choose"), (id) => set("code", [...new Set([...chosen, id])])),
      ),
    ),
    make("label", { class: "switch" }, below, ` ${t("segments.ask.below")}`),
  ];
}

const label = (id) => state.codes[id]?.label ?? id;

function chip(name, text, drop) {
  return make("button", { type: "button", class: "chip", "data-name": name, "aria-label": t("segments.drop", { what: text }), click: drop }, text, make("span", { "aria-hidden": "true", text: " ×" }));
}

/** A button that opens the palette with every code, headings too. */
function pick(name, text, choose) {
  const button = make("button", {
    type: "button",
    class: "pick",
    "data-name": name,
    text,
    click: () => open({ title: text, every: true, onChoose: choose, onClose: () => document.querySelector(`#ask [data-name="${CSS.escape(name)}"]`)?.focus() }),
  });
  return button;
}

/** What is asked for most. */
function usual() {
  const any = ["", t("segments.any")];
  const coders = offered.coders.map(([name, made]) => [name, made ? `${name} (${made})` : name]);
  const usualNames = offered.usual.join(", ");
  const coder = choice(
    "coder",
    t("segments.ask.coder"),
    [...(offered.usual.length < offered.coders.length ? [["", usualNames], [EVERYBODY, t("segments.everybody")]] : [["", t("segments.everybody")]]), ...coders],
    params.getAll("coder").length > 1 ? "" : (params.get("coder") ?? ""),
    (value) => set("coder", value),
  );
  const persons = offered.persons.map(([id, pseudonym]) => [id, pseudonym && pseudonym !== id ? `${pseudonym} (${id})` : id]);
  const documents = offered.documents.map(([id, title]) => [id, title && title !== id ? `${id} · ${title}` : id]);
  return [
    field("case", [any, ...persons]),
    field("document", [any, ...documents]),
    field("language", [any, ...offered.languages.map((each) => [each, each])]),
    ...(params.get("uncoded") || !offered.values[COUNTRY] ? [] : [facet(COUNTRY)]),
    coder,
  ];
}

/** A facet with the values that are in use. */
function facet(name) {
  const others = params.getAll("where").filter((each) => !each.startsWith(`${name}=`));
  const value = params.getAll("where").find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
  return choice(
    `where ${name}`,
    name === COUNTRY ? t("segments.ask.country") : name.replaceAll("_", " "),
    [["", t("segments.any")], ...offered.values[name].map((each) => [each, each.replaceAll("_", " ")])],
    value,
    (now) => set("where", now ? [...others, `${name}=${now}`] : others),
  );
}

function attribute(name) {
  const others = params.getAll("group").filter((each) => !each.startsWith(`${name}=`));
  const value = params.getAll("group").find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
  return choice(
    `group ${name}`,
    name.replaceAll("_", " "),
    [["", t("segments.any")], ...offered.attributes[name].map((each) => [each, each])],
    value,
    (now) => set("group", now ? [...others, `${name}=${now}`] : others),
  );
}

/** The rest, folded away; open where the address uses it. */
function details(uncoded) {
  const used = ["group", "compare", ...RELATIONS].some((name) => params.get(name)) || params.getAll("where").some((each) => !each.startsWith(`${COUNTRY}=`));
  const part = (key, ...held) => make("fieldset", { class: "line" }, make("legend", { text: t(key) }), ...held);
  const facets = Object.keys(offered.values).filter((name) => name !== COUNTRY);
  const box = make(
    "details",
    { id: "more", open: used || unfolded, toggle: () => (unfolded = box.open) },
    make("summary", { "data-name": "more", text: t("segments.more.title") }),
    ...(uncoded ? [] : [part("segments.relations", ...RELATIONS.map(relation))]),
    ...(uncoded || facets.length === 0 ? [] : [part("segments.facets.title", ...chosenOf("where", facets, facet))]),
    ...(Object.keys(offered.attributes).length === 0 ? [] : [part("segments.attributes", ...chosenOf("group", Object.keys(offered.attributes), attribute))]),
    part("segments.compare", ...comparing(uncoded)),
  );
  return box;
}

/** Those of many choices that are in use, and one to take another in. */
function chosenOf(kind, names, field) {
  const used = names.filter((name) => added.has(`${kind} ${name}`) || params.getAll(kind).some((each) => each.startsWith(`${name}=`)));
  const rest = names.filter((name) => !used.includes(name)).map((name) => [name, name.replaceAll("_", " ")]);
  const more = choice(`add ${kind}`, t("segments.add"), [["", t("segments.add.choose")], ...rest], "", (name) => {
    added.add(`${kind} ${name}`);
    unfolded = true;
    redraw();
    document.querySelector(`#ask [data-name="${CSS.escape(`${kind} ${name}`)}"]`)?.focus();
  });
  return [...used.map(field), ...(rest.length > 0 ? [more] : [])];
}

/** What must lie beside a passage. */
function relation(name) {
  const counts = name === "followed" || name === "near";
  const now = counts ? reach(params.get(name)) : params.get(name) ? { code: params.get(name) } : null;
  const write = (id, turns) => set(name, counts ? written(id, turns) : id);
  const turns = make("input", {
    type: "number",
    min: "0",
    max: "99",
    "data-name": `${name} turns`,
    "aria-label": t("segments.turns"),
    change: (event) => now && write(now.code, event.target.value),
  });
  turns.value = String(now?.turns ?? 2);
  return make(
    "div",
    { class: "choice", role: "group", "aria-label": t(`segments.${name}`) },
    make("span", { text: t(`segments.${name}`) }),
    make(
      "span",
      { class: "picked" },
      now ? chip(`drop ${name}`, label(now.code), () => set(name, "")) : null,
      pick(`pick ${name}`, t(now ? "segments.code.other" : "segments.code.choose"), (id) => write(id, turns.value)),
      ...(counts ? [turns, t("segments.turns")] : []),
    ),
  );
}

/** Two columns: of what, and which values. */
function comparing(uncoded) {
  const now = sides(params);
  const facets = uncoded ? [] : Object.keys(offered.values).map((name) => [`where:${name}`, name.replaceAll("_", " ")]);
  const attributes = Object.keys(offered.attributes).map((name) => [`group:${name}`, name.replaceAll("_", " ")]);
  const of = choice("compare", t("segments.compare.of"), [["", t("segments.compare.none")], ...attributes, ...facets], params.get("compare") ?? "", (value) => {
    const [kind, ...name] = value.split(":");
    const values = (kind === "group" ? offered.attributes : offered.values)[name.join(":")] ?? [];
    go(having(having(having(params, "compare", value), "left", value ? values[0] : ""), "right", value ? (values[1] ?? "") : ""));
  });
  if (!now) return [of];
  const values = ((now.kind === "group" ? offered.attributes : offered.values)[now.of] ?? []).map((each) => [each, each.replaceAll("_", " ")]);
  const side = (which) => choice(which, t(`segments.${which}`), values, now[which].value, (value) => set(which, value));
  return [of, side("left"), side("right")];
}

/** A file of what is shown. */
function taking(exported) {
  const options = (names, key) => names.map((each) => [each, t(`segments.${key}.${each}`)]);
  const choose = (name, key, names) => choice(name, t(`segments.${key}`), options(names, key), exported[name], (value) => {
    exported[name] = value;
    link.href = exported.address();
  });
  const link = make("a", { id: "export", class: "pick", "data-name": "export", href: exported.address(), download: true, text: t("segments.export") });
  const box = make(
    "details",
    { open: taken, toggle: () => (taken = box.open) },
    make("summary", { "data-name": "take", text: t("segments.take") }),
    make("div", { class: "line" }, choose("format", "form", FORMS), choose("release", "release", RELEASES), link),
  );
  return box;
}
