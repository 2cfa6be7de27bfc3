/** The table of the grid: persons down, themes across, one cell in the tab order, arrow keys from there. */
import { make } from "./dom.js";
import { cellOf, groupsOf, speaking, themesOf } from "./grid_view.js";
import { t } from "./strings.js";

const PAGE = 5; // rows
let place = null;
let how = { open: () => {}, follow: () => {} };
let here = null; // [person, theme]

/**
 * @param {HTMLElement} box
 * @param {{open: (person: string, theme: string, write: boolean) => void, follow: (person: string, theme: string) => void}} found
 */
export function beginTable(box, found) {
  place = box;
  how = found;
  box.addEventListener("keydown", pressed);
  box.addEventListener("focusin", (event) => {
    const cell = event.target.closest("td[data-case]");
    if (cell) come(cell);
  });
  box.addEventListener("click", (event) => {
    const cell = event.target.closest("td[data-case]");
    if (cell) how.open(cell.dataset.case, cell.dataset.theme, false);
  });
  box.addEventListener("dblclick", (event) => {
    const cell = event.target.closest("td[data-case]");
    if (cell) how.open(cell.dataset.case, cell.dataset.theme, true);
  });
}

/** The cell that has, or last had, the focus. */
export const current = () => here;

/** Draw everything; the focus stays in its cell. */
export function drawTable(grid, view) {
  const focused = place.contains(document.activeElement) && document.activeElement.matches("td");
  const scroll = place.querySelector("#grid-scroll");
  const [left, top] = scroll ? [scroll.scrollLeft, scroll.scrollTop] : [0, 0];
  const groups = groupsOf(grid, view);
  const themes = themesOf(grid, view);
  const number = groups.reduce((sum, group) => sum + group.people.length, 0);
  if (number === 0 || themes.length === 0) {
    place.replaceChildren(make("p", { class: "none", text: t(grid.persons.length === 0 ? "grid.nobody" : "grid.nothing") }));
    return;
  }
  const bodies = groups.map((group) => body(grid, view, group, themes));
  const table = make("table", { id: "grid", role: "grid", "aria-label": t("grid.title"), class: view.width, "data-columns": String(themes.length) }, head(themes), ...bodies);
  const box = make("div", { id: "grid-scroll" }, table);
  place.replaceChildren(box);
  box.scrollTo(left, top);
  const cell = (here && at(...here)) ?? table.querySelector("td[data-case]");
  here = [cell.dataset.case, cell.dataset.theme];
  cell.tabIndex = 0;
  if (focused) cell.focus({ preventScroll: true });
}

/** Let a cell be seen. */
export const reveal = (person, theme) => at(person, theme)?.scrollIntoView({ block: "nearest", inline: "nearest" });

/** Put the focus into a cell. */
export function goTo(person, theme) {
  at(person, theme)?.focus({ preventScroll: true });
  reveal(person, theme);
}

const at = (person, theme) => place.querySelector(`td[data-case="${CSS.escape(person)}"][data-theme="${CSS.escape(theme)}"]`);

function head(themes) {
  const columns = themes.map((theme) =>
    make("th", { scope: "col", class: `hue-${theme.hue}`, title: [...theme.path, theme.label].join(" › ") }, make("span", { class: "label", text: theme.label }), theme.path.length > 0 ? make("span", { class: "path", text: theme.path.join(" › ") }) : null),
  );
  return make("thead", {}, make("tr", {}, make("th", { scope: "col", class: "person", text: t("grid.person") }), ...columns));
}

function body(grid, view, group, themes) {
  const band = view.by === "none" ? null : bandOf(grid, view, group, themes);
  return make("tbody", {}, band, ...group.people.map((person) => row(grid, person, themes)));
}

function bandOf(grid, view, group, themes) {
  const said = make("th", { scope: "row", class: "person" }, make("span", { text: group.value || t("grid.unknown") }), make("span", { class: "quiet", text: t("grid.persons", { n: group.people.length }) }));
  const sums = themes.map((theme) => make("td", { class: "quiet", title: t("grid.speak.of") }, t("grid.speak", { some: speaking(grid, group.people, theme.id), all: group.people.length }), make("span", { class: "unseen", text: ` ${t("grid.speak.of")}` })));
  return make("tr", { class: "band" }, said, ...sums);
}

function row(grid, person, themes) {
  const about = [person.id, person.attributes.interview_country].filter((each) => each && each !== person.pseudonym).join(" · ");
  const link = person.documents.length > 0 ? make("a", { href: `/d/${encodeURIComponent(person.documents[0])}`, tabindex: "-1", text: person.pseudonym || person.id }) : (person.pseudonym || person.id);
  return make("tr", {}, make("th", { scope: "row", class: "person" }, link, make("span", { class: "quiet", text: about })), ...themes.map((theme) => cellElement(grid, person.id, theme.id)));
}

function cellElement(grid, person, theme) {
  const cell = cellOf(grid, person, theme);
  const several = cell.paraphrases.length > 1;
  const said = cell.paraphrases.map((each) =>
    make("p", { class: each.mine ? "said" : "said other" }, several || !each.mine ? make("b", { text: `${each.coder} ` }) : null, each.text ?? t("grid.withheld")),
  );
  const count = cell.passages > 0 ? t("grid.passages", { n: cell.passages }) : askedOf(cell.asked);
  return make("td", { "data-case": person, "data-theme": theme, tabindex: "-1", class: said.length > 0 ? "filled" : "empty" }, ...said, make("p", { class: "quiet", text: count }));
}

/** What the guide says of a cell in which nothing is coded. */
export function askedOf(asked) {
  const known = { "not asked": "grid.notAsked", "asked, not mentioned": "grid.notMentioned", "asked, not coded yet": "grid.notCoded" };
  return known[asked] ? t(known[asked]) : "";
}

function come(cell) {
  place.querySelectorAll('td[tabindex="0"]').forEach((each) => (each.tabIndex = -1));
  cell.tabIndex = 0;
  here = [cell.dataset.case, cell.dataset.theme];
  how.follow(...here);
}

function pressed(event) {
  const cell = event.target.closest?.("td[data-case]");
  if (!cell || event.altKey || event.metaKey) return;
  if (["Enter", "F2"].includes(event.key)) {
    event.preventDefault();
    how.open(cell.dataset.case, cell.dataset.theme, true);
    return;
  }
  const to = target(event, cell);
  if (!to) return;
  event.preventDefault();
  to.focus({ preventScroll: true });
  to.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function target(event, cell) {
  const rows = [...place.querySelectorAll("tr")].map((each) => [...each.querySelectorAll("td[data-case]")]).filter((each) => each.length > 0);
  const down = rows.findIndex((each) => each.includes(cell));
  const across = rows[down].indexOf(cell);
  const last = rows[down].length - 1;
  const go = (to, column) => rows[Math.min(Math.max(to, 0), rows.length - 1)][Math.min(Math.max(column, 0), last)];
  const moves = {
    ArrowDown: () => go(down + 1, across),
    ArrowUp: () => go(down - 1, across),
    ArrowRight: () => go(down, across + 1),
    ArrowLeft: () => go(down, across - 1),
    PageDown: () => go(down + PAGE, across),
    PageUp: () => go(down - PAGE, across),
    Home: () => go(event.ctrlKey ? 0 : down, 0),
    End: () => go(event.ctrlKey ? rows.length : down, last),
  };
  return moves[event.key]?.();
}
