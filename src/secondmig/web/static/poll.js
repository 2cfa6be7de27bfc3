/** News of other tabs, other coders and the command line: asked for every two seconds while the page is seen. */
import { call } from "./api.js";
import { unpacked } from "./island.js";
import { standing, turn } from "./outbox.js";
import { apply, publish, state, subscribe } from "./state.js";

const SEEN = 2_000;
const HIDDEN = 30_000;
let timer = 0;
let asking = false;
let wanted = false;

export function beginPolling() {
  document.addEventListener("visibilitychange", () => !document.hidden && ask());
  globalThis.addEventListener("focus", ask);
  // A page that the browser brings back as it was left has missed what happened since.
  globalThis.addEventListener("pageshow", (event) => event.persisted && again());
  subscribe("outbox", ({ unsaved }) => unsaved === 0 && wanted && setTimeout(ask));
  next();
}

/** Hold what the page shows against the server as soon as every act is answered. */
export function again() {
  wanted = true;
  ask();
}

/** Ask now. */
export async function ask() {
  if (asking) return;
  asking = true;
  clearTimeout(timer);
  try {
    if (wanted && standing().unsaved === 0) await compare();
    else await news();
    publish("online", true);
  } catch {
    publish("online", false);
  } finally {
    asking = false;
    next();
  }
}

const here = () => encodeURIComponent(state.document.id);

async function news() {
  const before = turn();
  const told = await call("GET", `/api/changes?since=${state.rev}&document=${here()}`);
  if (told.document_version !== state.document.version || told.reload) {
    publish("document", told.document_version);
    return;
  }
  if (JSON.stringify(told.codebooks) !== JSON.stringify(state.codebooks)) await codebook(told.codebooks);
  // While an own act is under way, the page knows more of the own codings than this answer.
  const settled = before === turn() && standing().unsaved === 0;
  const rows = settled ? told.codings : told.codings.filter((row) => !row.mine);
  const gone = settled ? told.gone : told.gone.filter((id) => !state.codings.get(id)?.mine);
  apply({ rows, gone, rev: settled ? told.rev : state.rev });
  if (told.events?.length > 0) publish("events", told.events);
}

/** All codings as the server has them; what it does not have goes. */
async function compare() {
  const before = turn();
  const island = unpacked(await call("GET", `/api/d/${here()}`));
  if (before !== turn()) return;
  wanted = false;
  if (island.document.version !== state.document.version) {
    publish("document", island.document.version);
    return;
  }
  const there = new Set(island.codings.map((row) => row.id));
  const gone = [...state.codings.keys()].filter((id) => !there.has(id));
  apply({ rows: island.codings, gone, rev: island.rev });
}

async function codebook(names) {
  const told = await call("GET", "/api/codebook");
  Object.assign(state, { codes: told.codes, facets: told.facets, codebooks: names });
  publish("codebooks", names);
  wanted = true; // codings that wait for a code since then are shown no more
}

function next() {
  clearTimeout(timer);
  timer = setTimeout(ask, document.hidden ? HIDDEN : SEEN);
}
