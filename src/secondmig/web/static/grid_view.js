/**
 * What of the grid is shown, and how: kept in the address, so that it can be bookmarked and sent. No DOM here.
 *
 * A view is {by, above, below, filters: {attribute: value}, themes: [id], width, filled}.
 */
export const WIDTHS = ["fit", "narrow", "medium", "wide"];
const PLAIN = "none";

/** The view that an address asks for. */
export function viewOf(query) {
  const asked = new URLSearchParams(query);
  const width = asked.get("width") ?? "";
  const filters = [...asked].filter(([name]) => name.startsWith("is.")).map(([name, value]) => [name.slice(3), value]);
  return {
    by: asked.get("by") || "group",
    above: asked.get("above") ?? "",
    below: asked.get("below") ?? "",
    filters: Object.fromEntries(filters),
    themes: (asked.get("theme") ?? "").split(",").filter(Boolean),
    width: WIDTHS.includes(width) ? width : "medium",
    filled: asked.has("filled"),
  };
}

/** The address of a view; what is as at first is left out. */
export function queryOf(view) {
  const asked = new URLSearchParams();
  if (view.themes.length > 0) asked.set("theme", view.themes.join(","));
  if (view.by !== "group") asked.set("by", view.by);
  for (const name of ["above", "below"]) if (view[name]) asked.set(name, view[name]);
  for (const [name, value] of Object.entries(view.filters)) asked.set(`is.${name}`, value);
  if (view.width !== "medium") asked.set("width", view.width);
  if (view.filled) asked.set("filled", "");
  const said = asked.toString().replaceAll("%2C", ",");
  return said ? `?${said}` : "";
}

/** The grid as it came, with its cells by person and theme. */
export function gridOf(told) {
  const cells = new Map(told.cells.map(([person, theme, cell]) => [keyOf(person, theme), cell]));
  return { ...told, cells };
}

export const keyOf = (person, theme) => `${person} ${theme}`;
const EMPTY = { paraphrases: [], passages: 0, asked: null };
/** What is in a cell. */
export const cellOf = (grid, person, theme) => ({ ...EMPTY, ...(grid.cells.get(keyOf(person, theme)) ?? {}) });

const valueOf = (person, name) => (name === PLAIN ? "" : (person.attributes[name] ?? ""));

/** The persons who are shown, in groups: [{value, people}]; two groups alone where two are read across. */
export function groupsOf(grid, view) {
  const themes = grid.themes.map((each) => each.id);
  const isFilled = (person) => themes.some((theme) => cellOf(grid, person.id, theme).paraphrases.length > 0);
  const kept = grid.persons.filter((person) => Object.entries(view.filters).every(([name, value]) => valueOf(person, name) === value) && (!view.filled || isFilled(person)));
  const found = new Map();
  for (const person of [...kept].sort((a, b) => compared(a, b, view.by))) {
    const value = valueOf(person, view.by);
    found.set(value, [...(found.get(value) ?? []), person]);
  }
  const groups = [...found].map(([value, people]) => ({ value, people }));
  if (!view.above || !view.below || view.above === view.below) return groups;
  return [view.above, view.below].map((value) => ({ value, people: found.get(value) ?? [] }));
}

function compared(a, b, by) {
  const [left, right] = [a, b].map((each) => [valueOf(each, by) === "" ? "1" : "0", valueOf(each, by), each.attributes.interview_country ?? "", each.id]);
  const at = left.findIndex((value, place) => value !== right[place]);
  if (at < 0) return 0;
  return left[at] < right[at] ? -1 : 1;
}

/** The themes that are shown. */
export function themesOf(grid, view) {
  if (!view.filled) return grid.themes;
  return grid.themes.filter((theme) => grid.persons.some((person) => cellOf(grid, person.id, theme.id).paraphrases.length > 0));
}

/** How many persons of a group speak of a theme. */
export const speaking = (grid, people, theme) => people.filter((person) => cellOf(grid, person.id, theme).passages > 0).length;

/** The first cell in which two states of a grid differ: [person, theme], or null. */
export function differing(before, after) {
  const said = (grid, key) => JSON.stringify(grid.cells.get(key)?.paraphrases ?? []);
  const key = [...new Set([...before.cells.keys(), ...after.cells.keys()])].find((each) => said(before, each) !== said(after, each));
  if (key === undefined) return null;
  const theme = after.themes.find((each) => key.endsWith(` ${each.id}`));
  return theme ? [key.slice(0, -theme.id.length - 1), theme.id] : null;
}
