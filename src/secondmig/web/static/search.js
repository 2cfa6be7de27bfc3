/** Search in all transcripts: hits in context, and one code for all of them. */
import { call } from "./api.js";
import "./barheight.js";
import { make } from "./dom.js";
import { announce } from "./live.js";
import { cpLen } from "./offsets.js";
import { open } from "./palette.js";
import { act, beginActs, hideTrouble, turnBack } from "./segments_acts.js";
import { marked } from "./segments_hits.js";
import { having } from "./segments_query.js";
import { beginAway, state } from "./state.js";
import { t } from "./strings.js";

const PAGE = 50;
const AROUND = 160; // characters that the server gives on each side
const MOST = 200;
const ROLES = ["participant", "interviewer", "other"];
const UNITS = ["sentence", "turn", "hit"];
const island = JSON.parse(document.querySelector("#island").textContent);
const form = document.querySelector("#ask");
const all = document.querySelector("#code-all");
const numbers = document.querySelector("#numbers");
const found = document.querySelector("#found");
const next = document.querySelector("#next");
let params = new URLSearchParams(location.search);
let shown = 0;
let titles = new Map();
let unit = UNITS[0];
let chosen = null;

const memory = () => ({ shown, y: globalThis.scrollY });

function drawForm() {
  const field = make("input", { id: "text", type: "search", "aria-label": t("search.text"), placeholder: t("search.text"), autocomplete: "off", spellcheck: "false" });
  const choice = (name, options) => make("label", { class: "choice" }, make("span", { text: t(`search.${name}`) }), make("select", { name, change: go }, make("option", { value: "", text: t("segments.any") }), ...options.map(([id, text]) => make("option", { value: id, text }))));
  form.replaceChildren(
    make("div", { class: "line" }, field, make("button", { type: "submit", class: "pick", text: t("search.find") })),
    make(
      "div",
      { class: "line" },
      choice("role", ROLES.map((each) => [each, t(`search.role.${each}`)])),
      choice("language", island.languages.map((each) => [each, each])),
      choice("document", island.documents.map(([id, title]) => [id, title && title !== id ? `${id} · ${title}` : id])),
    ),
    make("p", { class: "none", text: t("search.syntax") }),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go();
  });
}

/** A new address for what the form says. */
function go() {
  let now = having(new URLSearchParams(), "text", form.querySelector("#text").value.trim());
  for (const select of form.querySelectorAll("select")) now = having(now, select.name, select.value);
  history.replaceState(memory(), "");
  history.pushState(null, "", `?${now}`);
  show();
}

async function show(before = null) {
  params = new URLSearchParams(location.search);
  form.querySelector("#text").value = params.get("text") ?? "";
  for (const select of form.querySelectorAll("select")) select.value = params.get(select.name) ?? "";
  hideTrouble();
  found.replaceChildren();
  numbers.textContent = "";
  numbers.classList.remove("wrong");
  shown = 0;
  chosen = null;
  all.hidden = true;
  next.hidden = true;
  if (!params.get("text")) return;
  await load(before?.shown || PAGE);
  if (before?.y) globalThis.scrollTo(0, before.y);
}

async function load(wanted, more = false) {
  const first = shown;
  const query = new URLSearchParams(params);
  query.set("offset", String(shown));
  query.set("around", String(AROUND));
  query.set("limit", String(Math.min(MOST, wanted)));
  try {
    const told = await call("GET", `/api/search?${query}`);
    titles = new Map(told.documents.map((each) => [each.id, each]));
    for (const row of told.rows) listOf(row.document).append(hit(row));
    shown += told.rows.length;
    numbers.textContent = told.notes.map((note) => note.replace(/%([\w-]+)/, (_, name) => lineName(name))).join(" · ");
    if (!more) document.querySelector("#live").textContent = numbers.textContent;
    next.hidden = told.next === null;
    next.textContent = t("segments.next", { n: Math.min(PAGE, told.counts.hits - shown), all: told.counts.hits - shown });
    if (more) found.querySelectorAll(".hit")[first]?.focus();
    if (told.counts.hits > 0) drawAll();
  } catch (error) {
    numbers.textContent = [error.told?.message ?? error.message, error.told?.hint].filter(Boolean).join(" · ");
    numbers.classList.add("wrong");
  }
}

function listOf(id) {
  const held = [...found.children].find((each) => each.dataset.group === id);
  if (held) return held.querySelector("ul");
  const { title, hits } = titles.get(id) ?? { title: "", hits: 0 };
  const list = make("ul", {});
  const link = make("a", { href: `/d/${encodeURIComponent(id)}`, text: title && title !== id ? `${id} · ${title}` : id });
  found.append(make("section", { "data-group": id }, make("h2", {}, link, " ", make("span", { class: "count", text: t("search.hits", { n: hits }) })), list));
  return list;
}

function hit(row) {
  const place = make("a", { class: "place", href: `/d/${encodeURIComponent(row.document)}#t${row.turn}`, text: `#${row.turn}` });
  const words = make("span", { class: "turn-words", lang: row.tier && row.tier !== "note" ? row.tier : null }, ...context(row));
  return make(
    "li",
    { class: "hit line-hit", tabindex: "-1" },
    place,
    make("span", { class: "who", text: [row.speaker, row.tier ? `(${lineName(row.tier)})` : ""].filter(Boolean).join(" ") }),
    words,
  );
}

/** The hit marked in what stands around it; where that was cut, whole words are left, as far as words have spaces. */
function context(row) {
  const words = marked(row.context, row.context_start, row);
  if (row.start - row.context_start >= AROUND) words[0] = `… ${words[0].replace(/^\S{0,30}\s+/u, "")}`;
  if (row.context_start + cpLen(row.context) - row.end >= AROUND) words.push(`${words.pop().replace(/\s+\S{0,30}$/u, "")} …`);
  return words;
}

/** A line under the turns as people call it: the language of a translation, or notes. */
function lineName(name) {
  if (name === "note") return t("search.note");
  try {
    return new Intl.DisplayNames(document.documentElement.lang, { type: "language" }).of(name);
  } catch {
    return name;
  }
}

// one code for all

function drawAll() {
  const code = chosen ? state.codes[chosen] : null;
  const name = document.activeElement?.closest?.("#code-all [data-act]")?.dataset.act;
  const units = make("select", { "data-act": "unit", change: (event) => ((unit = event.target.value), previewed()) }, ...UNITS.map((each) => make("option", { value: each, text: t(`search.unit.${each}`) })));
  units.value = unit;
  all.replaceChildren(
    make("button", { type: "button", class: "pick", "data-act": "choose", text: code ? t("search.code.other", { label: code.label }) : t("search.code.choose"), click: choose }),
    make("label", { class: "choice" }, make("span", { text: t("search.unit") }), units),
    make("div", { class: "preview" }),
  );
  all.hidden = false;
  if (name) all.querySelector(`[data-act="${name}"]`)?.focus();
}

function choose() {
  open({
    title: t("search.code.choose"),
    onChoose: (id) => {
      chosen = id;
      drawAll();
      previewed();
    },
    onClose: () => all.querySelector('[data-act="choose"]')?.focus(),
  });
}

/** What the act would do: how many places, and which are passed over. */
async function previewed() {
  const place = all.querySelector(".preview");
  if (!chosen || !place) return;
  const query = new URLSearchParams(params);
  query.set("code", chosen);
  query.set("unit", unit);
  place.textContent = t("search.looking");
  try {
    const told = await call("GET", `/api/search/preview?${query}`);
    const places = told.places.map((each) => make("li", {}, make("b", { text: `${each.document} #${each.turn}` }), ` ${each.quote}`, each.coded ? make("i", { text: ` ${t("search.coded")}` }) : null));
    place.replaceChildren(
      ...told.said.map((line) => make("p", { text: line })),
      make("details", {}, make("summary", { text: t("search.places", { n: told.places.length }) }), make("ul", {}, ...places)),
      make("button", { type: "button", class: "pick go", "data-act": "code", disabled: told.new === 0, text: t("search.code.do", { n: told.new }), click: codeAll }),
    );
    announce(told.said[0] ?? "");
  } catch (error) {
    place.textContent = [error.told?.message ?? error.message, error.told?.hint].filter(Boolean).join(" · ");
  }
}

function codeAll() {
  const every = (name) => params.getAll(name).filter(Boolean);
  act("POST", "/api/search/code", { text: params.get("text"), code: chosen, unit, roles: every("role"), documents: every("document"), languages: every("language") }, { what: "coded", code: chosen });
}

function press(event) {
  if (event.isComposing || document.querySelector("dialog[open]")) return;
  const control = event.ctrlKey || event.metaKey;
  const field = event.target.closest?.("input, textarea, select");
  const hits = [...found.querySelectorAll(".hit")];
  const at = hits.indexOf(event.target.closest?.(".hit"));
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  if (control && event.key.toLowerCase() === "k") form.querySelector("#text").select();
  else if (control && event.key.toLowerCase() === "z" && !field) turnBack(event.shiftKey ? "redo" : "undo");
  else if (control || event.altKey) return;
  else if (event.key === "ArrowDown" && event.target.id === "text") hits[0]?.focus();
  else if (at >= 0 && step) hits[at + step]?.focus();
  else if (at >= 0 && event.key === "o") hits[at].querySelector(".place").click();
  else return;
  event.preventDefault();
}

// the beginning

beginAway(island);
beginActs({ changed: () => previewed(), stale: () => {} });
drawForm();
next.addEventListener("click", () => load(PAGE, true));
document.addEventListener("keydown", press);
globalThis.addEventListener("popstate", () => show(history.state));
globalThis.addEventListener("pagehide", () => history.replaceState(memory(), ""));
await show(history.state);
if (document.activeElement === document.body) form.querySelector("#text").focus();
document.body.dataset.ready = "true";
