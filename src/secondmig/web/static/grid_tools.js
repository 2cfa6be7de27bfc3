/** The row of tools above the grid: order, groups to read across, filters, columns, and files to take along. */
import { make } from "./dom.js";
import { chooseThemes } from "./grid_themes.js";
import { groupsOf, queryOf, themesOf, WIDTHS } from "./grid_view.js";
import { t } from "./strings.js";

let place = null;
let changed = () => {};
let grid = null;
let view = null;

/**
 * @param {HTMLElement} box
 * @param {(asks: boolean) => void} found called when the view was changed; `asks` where the server has to be asked
 */
export function beginTools(box, found) {
  place = box;
  changed = found;
  box.addEventListener("keydown", (event) => {
    const fold = event.target.closest("details[open]");
    if (event.key !== "Escape" || !fold) return;
    fold.open = false;
    fold.querySelector("summary").focus();
    event.stopPropagation();
  });
  document.addEventListener("click", (event) => {
    for (const fold of box.querySelectorAll("details[open]")) if (!fold.contains(event.target)) fold.open = false;
  });
}

/** Draw the tools; what had the focus keeps it, what was unfolded stays so. */
export function drawTools(nowGrid, nowView) {
  [grid, view] = [nowGrid, nowView];
  const focused = place.contains(document.activeElement) ? document.activeElement.id : "";
  const open = new Set([...place.querySelectorAll("details[open]")].map((each) => each.id));
  place.replaceChildren(order(), ...across(), filters(), themes(), width(), filled(), exports());
  for (const id of open) place.querySelector(`#${id}`).open = true;
  if (focused) place.querySelector(`#${CSS.escape(focused)}`)?.focus();
}

function set(values, asks = false) {
  Object.assign(view, values);
  changed(asks);
}

const option = (value, text, chosen) => make("option", { value, text, selected: value === chosen });
const named = (name) => {
  const known = t(`grid.by.${name}`);
  return known === `grid.by.${name}` ? name.replaceAll("_", " ") : known;
};

function select(id, label, chosen, options, change) {
  const field = make("select", { id, change: () => change(field.value) }, ...options.map(([value, text]) => option(value, text, chosen)));
  return make("label", { for: id }, make("span", { text: label }), field);
}

function order() {
  const options = [...grid.attributes.map((each) => [each.name, named(each.name)]), ["none", t("grid.by.none")]];
  return select("grid-by", t("grid.order"), view.by, options, (by) => set({ by, above: "", below: "" }));
}

/** Two groups, one above the other. */
function across() {
  const values = grid.attributes.find((each) => each.name === view.by)?.values ?? [];
  if (values.length < 2) return [];
  const options = [["", t("grid.all")], ...values.map((each) => [each, each])];
  const choose = (name, other) => (value) => set({ [name]: value, [other]: value === "" ? "" : view[other] && view[other] !== value ? view[other] : values.find((each) => each !== value) });
  return [select("grid-above", t("grid.above"), view.above, options, choose("above", "below")), select("grid-below", t("grid.below"), view.below, options, choose("below", "above"))];
}

function filters() {
  const number = Object.keys(view.filters).length;
  const fields = grid.attributes.map(({ name, values }) => {
    const change = (value) => {
      const { [name]: _gone, ...rest } = view.filters;
      set({ filters: value === "" ? rest : { ...rest, [name]: value } });
    };
    return select(`grid-is-${name}`, named(name), view.filters[name] ?? "", [["", t("grid.all")], ...values.map((each) => [each, each])], change);
  });
  const none = make("button", { type: "button", id: "grid-unfilter", text: t("grid.unfilter"), click: () => set({ filters: {} }) });
  return folded("grid-filters", number > 0 ? t("grid.filtered", { n: number }) : t("grid.filter"), ...fields, number > 0 ? none : null);
}

function folded(id, title, ...parts) {
  return make("details", { id }, make("summary", { id: `${id}-title`, text: title }), make("div", { class: "folded" }, ...parts));
}

function themes() {
  return make("button", { type: "button", id: "grid-themes", text: t("grid.themes", { n: themesOf(grid, view).length }), click: () => chooseThemes(grid, (chosen) => set({ themes: chosen }, true)) });
}

const width = () => select("grid-width", t("grid.width"), view.width, WIDTHS.map((each) => [each, t(`grid.width.${each}`)]), (value) => set({ width: value }));

function filled() {
  const box = make("input", { type: "checkbox", id: "grid-filled", change: () => set({ filled: box.checked }) });
  box.checked = view.filled;
  return make("label", { class: "check", for: "grid-filled" }, box, make("span", { text: t("grid.filled") }));
}

function exports() {
  const box = make("input", { type: "checkbox", id: "grid-own", change: aim });
  const links = ["xlsx", "docx", "csv"].map((form) => make("a", { class: "take", "data-form": form, download: "", text: t(`grid.export.${form}`) }));
  const fold = folded("grid-export", t("grid.export"), make("p", { text: t("grid.export.team") }), make("label", { class: "check", for: "grid-own" }, box, make("span", { text: t("grid.export.work") })), make("div", { class: "acts" }, ...links));
  function aim() {
    for (const link of links) link.href = address(link.dataset.form, box.checked ? "work" : "team");
  }
  aim();
  return fold;
}

/** The address of a file that holds what is shown, in its order. */
function address(form, release) {
  const people = groupsOf(grid, view).flatMap((group) => group.people.map((each) => each.id));
  const asked = new URLSearchParams({ format: form, release, by: view.by, theme: themesOf(grid, view).map((each) => each.id).join(",") });
  if (people.length < grid.persons.length) asked.set("case", people.join(","));
  return `/api/grid/export?${asked}`;
}

/** Write the view into the address of the page. */
export const keepAddress = (now) => history.replaceState(null, "", `${location.pathname}${queryOf(now)}`);
