/**
 * What a coder does with codings. The page shows an act at once; where the server refuses it, the page takes
 * it back and says why.
 */
import { announce } from "./live.js";
import { idOf, pending, put } from "./outbox.js";
import { again } from "./poll.js";
import { apply, codingsAt, publish, rename, state, used } from "./state.js";
import { t } from "./strings.js";

let made = 0;

/** Code a stretch. */
export function code(stretch, codeId, facets = inherited(codeId)) {
  const same = [...state.codings.values()].find(
    (row) => row.mine && row.code === codeId && row.start === stretch.start && row.end === stretch.end,
  );
  if (same) {
    announce(t("announce.already", { label: label(codeId) }));
    publish("made", same.id);
    return same.id;
  }
  const id = `new-${Date.now()}-${(made += 1)}`;
  const row = {
    id,
    start: stretch.start,
    end: stretch.end,
    code: codeId,
    coder: state.coder,
    facets,
    origin: "manual",
    status: "current",
    memo: "",
    seen: 0,
    mine: true,
    version: state.document.version,
  };
  apply({ rows: [row] });
  used(codeId);
  put("POST", "/api/codings", { ...where(stretch), code: codeId, facets }, { document: state.document.id, made: id });
  const n = codingsAt(state.byTurn.touched(stretch.start, stretch.end)[0]).length;
  announce(t("announce.coded", { label: label(codeId), n }));
  publish("made", id);
  return id;
}

/** Give a coding other ends. */
export function move(id, stretch) {
  const { document: _, ...place } = where(stretch);
  change(id, { start: stretch.start, end: stretch.end }, place);
}

/** Give a coding another code. */
export function recode(id, codeId) {
  change(id, { code: codeId }, { code: codeId });
  used(codeId);
}

/** Give a coding these facets. */
export function setFacets(id, facets) {
  change(id, { facets }, { facets });
}

/** Take a coding back. */
export function remove(id) {
  const row = state.codings.get(idOf(id));
  if (!row || !row.mine) return;
  apply({ gone: [row.id] });
  put("DELETE", "/api/codings/{id}", {}, about(row));
  announce(t("announce.removed", { label: label(row.code) }));
}

/** Take the last own act back, or bring it again. */
export function turnBack(which, event = undefined) {
  const asked = { document: state.document.id, ...(event === undefined ? {} : { event }) };
  put("POST", `/api/${which}`, asked, { document: state.document.id, which });
}

/** An answer of the server. It may be to an act that an earlier page left, at another transcript. */
export function answered({ about }, told) {
  if (about.document === state.document.id) {
    if (about.made && told.coding) rename(about.made, told.coding.id);
    apply({ rows: [told.coding ?? [], told.codings ?? []].flat().flatMap(ahead), gone: [told.gone ?? []].flat() });
  }
  if (about.which) announce(told.said ?? t(`announce.${about.which}`));
  publish("answered", { about, told });
}

/** A row of the server with what was done to it since, which the server does not know yet. */
function ahead(row) {
  const acts = pending(row.id);
  if (acts.length === 0) return [row];
  const shown = state.codings.get(row.id);
  if (!shown || acts.some((each) => each.method === "DELETE")) return [];
  const { start, end, code: codeId, facets } = shown;
  return [{ ...row, start, end, code: codeId, facets }];
}

/** An act that another window has sent: what came of it is asked of the server. */
export function elsewhere({ about }) {
  if (about.document !== state.document.id) return;
  if (about.made) apply({ gone: [about.made] });
  again();
}

/** A refusal of the server: the page goes back to what the server has, and says why. */
export function refused({ about }, error, lost = []) {
  if (about.document === state.document.id) {
    const gone = about.made ? [about.made] : [];
    const rows = [about, ...lost.map((each) => each.about)]
      .map((each) => each.before)
      .filter((row) => row && row.id !== about.made);
    apply({ rows, gone });
    again();
  }
  const said = [error.told.message, error.told.hint].filter(Boolean).join(" · ") || t("trouble.refused");
  publish("trouble", said);
  publish("refused", { about });
}

function about(row) {
  return { document: state.document.id, coding: row.id, seen: row.seen, before: row };
}

function change(id, shown, sent) {
  const row = state.codings.get(idOf(id));
  if (!row || !row.mine) return;
  apply({ rows: [{ ...row, ...shown }] });
  put("PATCH", "/api/codings/{id}", sent, about(row));
}

function where(stretch) {
  return {
    document: state.document.id,
    version: state.document.version,
    start: stretch.start,
    end: stretch.end,
    quote: stretch.quote,
  };
}

/** Facets of the coding before, as far as the code has them: one seldom speaks of a country only once. */
function inherited(codeId) {
  const names = new Set(state.codes[codeId]?.facets ?? []);
  const before = state.codings.get(idOf(state.last ?? "")) ?? lastOwn();
  const taken = before ? Object.entries(before.facets).filter(([name]) => names.has(name) && INHERITED.has(name)) : [];
  return Object.fromEntries(taken);
}

/** The own coding that was made last before the page was opened. */
function lastOwn() {
  return [...state.codings.values()].filter((row) => row.mine).sort((a, b) => b.seen - a.seen)[0];
}

const INHERITED = new Set(["about_country", "corridor"]);

function label(codeId) {
  return state.codes[codeId]?.label ?? codeId;
}
