/** The pane of persons: who speaks in this transcript, what they agreed to, where they lived, what is known of them. */
import { call } from "./api.js";
import { make } from "./dom.js";
import { personAt, state, subscribe } from "./state.js";
import { t } from "./strings.js";

const WIDTH = 290;
const ROW = 24;
const LEFT = 40;
const SVG = "http://www.w3.org/2000/svg";
const cards = new Map();
let isShown = () => false;
let drawn = "";

/** @param {{isShown: () => boolean}} pane */
export function beginPerson(pane) {
  isShown = pane.isShown;
  subscribe("focus", () => isShown() && draw());
  subscribe("pane", (name) => {
    if (name !== "person") return;
    drawn = "";
    draw();
  });
}

/** The person who speaks the turn that is read comes first. */
async function draw() {
  const first = personAt(state.focus);
  const persons = [first, ...state.persons.filter((each) => each.id !== first?.id)].filter(Boolean);
  const order = persons.map((each) => each.id).join(" ");
  const place = document.querySelector("#person");
  if (!place || order === drawn) return;
  drawn = order;
  const found = await Promise.all(persons.map((each) => cardOf(each)));
  if (order !== drawn) return;
  place.replaceChildren(...(found.length > 0 ? found : [make("p", { class: "none", text: t("person.none") })]));
}

async function cardOf(known) {
  if (!cards.has(known.id)) {
    try {
      const { person } = await call("GET", `/api/person/${encodeURIComponent(known.id)}`);
      cards.set(known.id, person);
    } catch {
      return make("article", { class: "person" }, make("h2", { text: known.pseudonym }), make("p", { class: "none", text: t("person.away") }));
    }
  }
  return card(cards.get(known.id), known);
}

const rows = (pairs) => pairs.map(([name, value]) => make("tr", {}, make("th", { scope: "row", text: name.replaceAll("_", " ") }), make("td", { text: value })));

function card(person, { speakers }) {
  const attributes = rows(person.attributes);
  return make(
    "article",
    { class: "person", "aria-label": person.pseudonym },
    make("h2", { text: person.pseudonym }),
    make("p", { class: "none", text: [person.id, ...speakers.filter((each) => each.toUpperCase() !== person.pseudonym.toUpperCase())].join(" · ") }),
    make("p", { class: "consent" }, make("b", { text: person.consent }), ` ${t(`consent.${person.consent}`)}`),
    make("details", { class: "terms" }, make("summary", { text: t("person.terms") }), make("table", {}, make("tbody", {}, ...rows(person.terms ?? [])))),
    person.legs.length > 0 ? timeline(person) : null,
    make("details", {}, make("summary", { text: t("person.attributes", { n: attributes.length }) }), make("table", {}, make("tbody", {}, ...attributes))),
  );
}

/** A year with its months as a part of it: "2007-07" is 2007.5; "~" before a date that is not sure says nothing here. */
const year = (text) => (text === null ? null : decimal(text.replace("~", "")));
const decimal = (text) => Number(text.slice(0, 4)) + (text.length > 4 ? (Number(text.slice(5, 7)) - 1) / 12 : 0);

/** The stays as bars over the years; an open end fades into the time of the interview. */
function timeline(person) {
  const dated = person.legs.map((leg, i) => ({ ...leg, from: year(leg.start), to: year(leg.end), hue: hueOf(person, leg), i }));
  const known = dated.flatMap((leg) => [leg.from, leg.to]).filter((each) => each !== null);
  const last = Math.max(...known, person.until === null ? -Infinity : year(person.until));
  const first = Math.min(...known, last);
  const span = Math.max(1, last + 1 - (first - 3));
  const at = (value) => LEFT + ((value - (first - 3)) / span) * (WIDTH - LEFT - 4);
  const height = dated.length * ROW + 20;
  const svg = shape("svg", { viewBox: `0 0 ${WIDTH} ${height}`, class: "timeline", role: "img", "aria-label": t("person.timeline", { legs: dated.map(said).join("; ") }) });
  dated.forEach((leg) => svg.append(...bar(leg, at, last)));
  const ticks = [...new Set(known.map(Math.floor))].sort((a, b) => a - b);
  let taken = -Infinity;
  for (const tick of ticks) {
    const x = at(tick);
    svg.append(shape("line", { x1: x, x2: x, y1: 0, y2: height - 16, class: "tick" }));
    if (x - taken < 32) continue;
    taken = x;
    svg.append(shape("text", { x: Math.min(x, WIDTH - 16), y: height - 4, "text-anchor": "middle", class: "year" }, String(tick)));
  }
  return make("figure", { class: "legs" }, svg, make("ol", { start: "0" }, ...dated.map((leg) => make("li", {}, ...stay(leg)))));
}

function bar(leg, at, last) {
  const from = leg.from ?? (leg.to === null ? at(last) : leg.to - 3);
  const to = leg.to ?? last + 1;
  const y = leg.i * ROW + 3;
  const x = leg.from === null ? LEFT : at(from);
  const box = shape("rect", { x, y, width: Math.max(3, at(to) - x), height: ROW - 8, rx: 2, class: `leg hue-${leg.hue}${leg.end === null ? " open" : ""}${leg.start === null ? " begun" : ""}` });
  box.append(shape("title", {}, said(leg)));
  return [shape("text", { x: 0, y: y + 12, class: "country" }, leg.country), box];
}

const hueOf = (person, leg) => [...new Set(person.legs.map((each) => each.country))].indexOf(leg.country) % 12;

/** A stay in words with the turns it is known from; a remark on it opens below. */
function stay(leg) {
  const line = [said(leg), make("span", { class: "turns", text: leg.turns?.length ? ` ${leg.turns.join(" ")}` : "" })];
  return leg.note ? [make("details", {}, make("summary", {}, ...line), make("p", { text: leg.note }))] : line;
}

function said(leg) {
  const dates = [leg.start ?? "", leg.end ?? (leg.start === null ? "" : t("person.now"))];
  const years = dates.join(dates.some((each) => each === "" || each.includes("-")) ? " – " : "–").trim();
  const status = [leg.entry, leg.exit].filter(Boolean).map((each) => each.replaceAll("_", " ")).join(" → ");
  return [`${leg.country}${years === "–" ? "" : ` ${years}`}`, t(`leg.${leg.role}`), status].filter(Boolean).join(", ");
}

function shape(name, attributes, text = null) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, typeof value === "number" ? String(Math.round(value * 10) / 10) : value);
  if (text !== null) element.textContent = text;
  return element;
}
