/** The pane of history: the last events at this transcript, each own one to be taken back or done again. */
import { call } from "./api.js";
import { turnBack } from "./coding.js";
import { goToCoding } from "./here.js";
import { make } from "./dom.js";
import { publish, state, subscribe } from "./state.js";
import { t } from "./strings.js";

let isShown = () => false;
let asking = false;
let stale = false;
let events = [];

/** @param {{isShown: () => boolean}} pane whether the pane is seen; what is not seen is not asked for */
export function beginHistory(pane) {
  isShown = pane.isShown;
  subscribe("events", later);
  subscribe("answered", later);
  subscribe("pane", (name) => name === "history" && later());
}

async function later() {
  stale = true;
  if (asking || !isShown()) return;
  asking = true;
  try {
    while (stale) {
      stale = false;
      ({ events } = await call("GET", `/api/history?document=${encodeURIComponent(state.document.id)}`));
    }
    draw();
  } catch {
    publish("online", false);
  } finally {
    asking = false;
  }
}

function draw() {
  const pane = document.querySelector("#history");
  if (!pane) return;
  const name = document.activeElement?.closest?.("#history [data-name]")?.dataset.name;
  const list = make("ol", { class: "events" }, ...events.map(line));
  pane.replaceChildren(make("h2", { text: t("history.title") }), events.length > 0 ? list : make("p", { class: "none", text: t("history.none") }));
  if (name) (pane.querySelector(`[data-name="${CSS.escape(name)}"]`) ?? pane.querySelector("button"))?.focus();
}

function line(event) {
  const at = new Date(event.at);
  const known = t(`history.${event.done}`);
  const done = known === `history.${event.done}` ? event.done : known;
  const said = event.undoes === null ? done : t(event.verb === "redo" ? "history.redo" : "history.undo", { done });
  const code = state.codes[event.code]?.label ?? event.code ?? "";
  const there = event.coding && state.codings.has(event.coding);
  const words = [said, code].filter(Boolean).join(": ");
  return make(
    "li",
    { class: event.actor === state.coder ? "own" : "" },
    make("time", { datetime: event.at, text: clock(at), title: at.toLocaleString(document.documentElement.lang || "en") }),
    make("span", { class: "what" }, there ? make("button", { type: "button", class: "far", "data-name": `event ${event.rev}`, text: words, click: () => goToCoding(event.coding) }) : words, event.actor === state.coder ? null : make("span", { class: "coder", text: ` ${event.actor}` })),
    event.undoable ? turner("undo", event, words) : null,
    event.redoable ? turner("redo", event, words) : null,
  );
}

const turner = (which, event, words) =>
  make("button", { type: "button", class: "turn-back", "data-name": `${which} ${event.act}`, "aria-label": `${t(`history.do.${which}`)}: ${words}`, text: t(`history.do.${which}`), click: () => turnBack(which, event.rev) });

const clock = (time) => time.toLocaleTimeString(document.documentElement.lang || "en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
