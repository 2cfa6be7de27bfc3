/**
 * What is done to passages: each act goes through the outbox, one act however many passages it is about. What
 * was done on this page is taken back in the opposite order, also after it was loaded again.
 */
import { defaultsOf } from "./facet_rules.js";
import { announce } from "./live.js";
import { beginOutbox, hurry, put, standing } from "./outbox.js";
import { make } from "./dom.js";
import { state, subscribe, used } from "./state.js";
import { t } from "./strings.js";

const PAGE = "segments";
let how = { changed: () => {}, stale: () => {} };
let turns = { done: [], undone: [] };
let waiting = [];

/**
 * Begin.
 *
 * @param {{changed: (rows: object[], gone: string[]) => void, stale: (ids: string[]) => void}} found `changed` gets
 *   passages as the server has them now, `stale` the ids of those for which an act came too late
 */
export function beginActs(found) {
  how = found;
  turns = kept();
  beginOutbox(state.coder, { answered, refused });
  subscribe("outbox", tell);
  tell(standing());
  document.querySelector("#undo")?.addEventListener("click", () => turnBack("undo"));
  document.querySelector("#redo")?.addEventListener("click", () => turnBack("redo"));
}

/** Let passages carry another code. */
export function recode(rows, code) {
  quiet(() => put("POST", "/api/segments/recode", { codings: chosen(rows), code }, { page: PAGE, what: "recoded", n: rows.length, code }));
  used(code);
}

/** Take passages back. */
export function remove(rows) {
  quiet(() => put("POST", "/api/segments/remove", { codings: chosen(rows) }, { page: PAGE, what: "removed", n: rows.length }));
}

/** Give one passage these facets. */
export function setFacets(row, facets) {
  put("PATCH", "/api/codings/{id}", { facets }, { page: PAGE, what: "facets", coding: row.id, seen: row.seen });
}

/** Take the last act of this page back, or bring it again. */
export function turnBack(which) {
  quiet(() => {
    const event = turns[which === "undo" ? "done" : "undone"].pop();
    keep();
    if (event === undefined) announce(t(`segments.nothing.${which}`));
    else put("POST", "/api/segments/undo", { event }, { page: PAGE, what: which, turned: event });
  });
}

/** Another act that can be taken back here. */
export function act(method, path, body, about) {
  quiet(() => put(method, path, body, { page: PAGE, ...about }));
}

const chosen = (rows) => rows.map((row) => ({ id: row.id, seen: row.seen }));

/** An act that names states of codings waits until those on their way are answered: they make new states. */
function quiet(act) {
  if (standing().unsaved === 0) act();
  else waiting.push(act);
}

function tell({ unsaved, savedAt, retrying, locked }) {
  const place = document.querySelector("#saved");
  const time = savedAt?.toLocaleTimeString(document.documentElement.lang || "en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const said =
    unsaved > 0
      ? t(retrying ? "saved.retrying" : "saved.sending", { n: unsaved })
      : time
        ? t("saved.at", { time })
        : t("saved.all");
  if (place && place.textContent !== said) place.textContent = said;
  place?.classList.toggle("unsaved", unsaved > 0);
  if (locked) trouble(t("trouble.locked"), { act: hurry, label: t("trouble.again") });
  if (unsaved === 0 && waiting.length > 0) setTimeout(() => waiting.shift()?.());
}

function answered({ about }, told) {
  if (about.page !== PAGE) return;
  if (about.what === "undo" || about.what === "redo") turns[about.what === "undo" ? "undone" : "done"].push(told.event);
  else turns = { done: [...turns.done, told.event], undone: [] };
  keep();
  hideTrouble();
  if (about.what === "facets") {
    if (told.coding) how.changed([{ ...told.coding, held: told.coding.facets, facets: complete(told.coding), part: true }], []);
  } else how.changed(told.rows ?? [], told.gone ?? []);
  const label = state.codes[about.code]?.label ?? about.code;
  const n = about.n ?? told.coded ?? (told.rows?.length ?? 1) + (told.gone?.length ?? 0);
  announce(t(`segments.did.${about.what}`, { n, label }));
}

/** The facets with the values that the codebook assumes. */
const complete = (coding) => ({ ...defaultsOf(state.codes[coding.code] ?? {}, state.facets), ...coding.facets });

function refused({ about }, error) {
  if (about.page !== PAGE) return;
  const { message, hint, where } = error.told;
  trouble([message, hint].filter(Boolean).join(" · ") || t("trouble.refused"));
  if (error.status === 412) how.stale(about.coding ? [about.coding] : String(where ?? "").split(", "));
  if (about.what === "facets") how.changed([], []);
}

/** Say what went wrong. */
export function trouble(said, remedy = null) {
  const place = document.querySelector("#trouble");
  place.replaceChildren(said);
  if (remedy) place.append(" ", make("button", { type: "button", text: remedy.label, click: remedy.act }));
  place.hidden = false;
}

export function hideTrouble() {
  document.querySelector("#trouble").hidden = true;
}

const store = () => `secondmig segments ${state.coder}`;

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(store())) ?? { done: [], undone: [] };
  } catch {
    return { done: [], undone: [] };
  }
}

function keep() {
  try {
    sessionStorage.setItem(store(), JSON.stringify(turns));
  } catch {
    // Then it is known until the page is left.
  }
}
