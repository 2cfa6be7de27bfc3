/** The page of the summary grid. */
import { call } from "./api.js";
import "./barheight.js";
import { beginCell, closeCell, isOpen, openCell, opened, renewCell } from "./grid_cell.js";
import { beginTable, current, drawTable, goTo, reveal } from "./grid_table.js";
import { beginTools, drawTools, keepAddress } from "./grid_tools.js";
import { cellOf, differing, gridOf, viewOf } from "./grid_view.js";
import { announce } from "./live.js";
import { t } from "./strings.js";

const OFTEN = 2_000; // milliseconds
const SELDOM = 30_000;

const view = viewOf(location.search);
let grid = gridOf(JSON.parse(document.querySelector("#island").textContent));
let turning = false;
let asking = null;
let timer = 0;

beginTools(document.querySelector("#grid-tools"), (asks) => {
  keepAddress(view);
  if (asks) reload();
  else draw();
});
beginTable(document.querySelector("#grid-place"), {
  open: (person, theme, write) => show(person, theme, write),
  follow: (person, theme) => isOpen() && show(person, theme, false),
});
beginCell(document.querySelector("#cell"), grid.coder, { saved, trouble, leave, standing });
if (!grid.attributes.some((each) => each.name === view.by) && view.by !== "none") view.by = "group";
draw();
document.querySelector("#undo").addEventListener("click", () => turnBack("undo"));
document.querySelector("#redo").addEventListener("click", () => turnBack("redo"));
document.addEventListener("keydown", pressed);
document.addEventListener("visibilitychange", () => plan(document.hidden ? SELDOM : 0));
globalThis.addEventListener("focus", () => plan(0));
plan(OFTEN);
document.body.dataset.ready = "true";

function draw() {
  drawTools(grid, view);
  drawTable(grid, view);
}

function show(personId, themeId, write) {
  const person = grid.persons.find((each) => each.id === personId);
  const theme = grid.themes.find((each) => each.id === themeId);
  if (!person || !theme) return;
  const began = !isOpen();
  openCell(person, theme, cellOf(grid, personId, themeId), { write });
  if (began) reveal(personId, themeId);
}

/** Back from the pane into the cell. */
function leave() {
  const cell = opened() ?? current();
  closeCell();
  if (cell) goTo(...cell);
}

function pressed(event) {
  if (document.querySelector("dialog[open]") || event.isComposing) return;
  const field = event.target.closest?.("input, textarea, select");
  if (event.key === "Escape" && isOpen()) {
    event.preventDefault();
    leave();
    return;
  }
  const letter = (event.ctrlKey || event.metaKey) && !event.altKey ? event.key.toLowerCase() : "";
  if (field && field.matches("textarea, input")) {
    if (letter === "" || event.key !== "Enter") return;
    event.preventDefault();
    leave();
    return;
  }
  const which = letter === "y" || (letter === "z" && event.shiftKey) ? "redo" : letter === "z" ? "undo" : null;
  if (!which) return;
  event.preventDefault();
  turnBack(which);
}

async function turnBack(which) {
  if (turning) return;
  turning = true;
  try {
    await call("POST", `/api/grid/${which}`, { act: crypto.randomUUID() });
    const before = grid;
    await reload();
    const place = differing(before, grid);
    const [person, theme] = place ?? [];
    const known = grid.persons.find((each) => each.id === person);
    announce(place ? t(`grid.${which}`, { person: known?.pseudonym || person, theme: grid.themes.find((each) => each.id === theme).label }) : t(`announce.${which}`));
    if (place && !isOpen()) goTo(person, theme);
  } catch (error) {
    announce(error.told?.message ?? t("grid.away"));
  } finally {
    turning = false;
  }
}

const address = (since) => {
  const asked = new URLSearchParams();
  if (view.themes.length > 0) asked.set("theme", view.themes.join(","));
  if (since !== null) asked.set("since", String(since));
  return `/api/grid?${asked}`;
};

/** Ask for all of it again; what is shown stays where the server is away. */
async function reload(since = null) {
  try {
    const told = await call("GET", address(since));
    document.body.classList.remove("offline");
    if (told.same) return;
    grid = gridOf(told);
    draw();
    const place = opened();
    if (place) renewCell(cellOf(grid, ...place));
  } catch (error) {
    document.body.classList.add("offline");
    if (error.status !== undefined) trouble(error.told.message ?? String(error.status));
  }
}

/** What other windows and the command line do is seen soon. */
function plan(wait) {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    asking ??= reload(grid.rev).finally(() => (asking = null));
    await asking;
    plan(document.hidden ? SELDOM : OFTEN);
  }, wait);
}

/** A cell was saved: it is shown at once, the rest when it is asked for next. */
function saved(draft) {
  const cell = cellOf(grid, draft.about, draft.subject);
  const others = cell.paraphrases.filter((each) => !each.mine);
  const own = draft.saved.trim() === "" ? [] : [{ coder: grid.coder, text: draft.saved.trim(), seen: draft.seen, mine: true, whole: true }];
  grid.cells.set(`${draft.about} ${draft.subject}`, { ...cell, paraphrases: [...own, ...others] });
  drawTable(grid, view);
}

function standing(open, draft) {
  const place = document.querySelector("#saved");
  const said = open.length > 0 ? t(open.some((each) => each.status === "retrying") ? "saved.retrying" : "saved.sending", { n: open.length }) : draft.at ? t("saved.at", { time: clock(draft.at) }) : t("saved.all");
  if (place.textContent !== said) place.textContent = said;
  place.classList.toggle("unsaved", open.some((each) => each.status !== "saving" && each.status !== "waiting"));
}

const clock = (date) => date.toLocaleTimeString(document.documentElement.lang || "en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

function trouble(said) {
  const place = document.querySelector("#trouble");
  place.textContent = said;
  place.hidden = false;
}
