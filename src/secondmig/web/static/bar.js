/** The bar above the text: whether everything is saved, undo and redo, and what went wrong. */
import { turnBack } from "./coding.js";
import { make } from "./dom.js";
import { hurry, standing } from "./outbox.js";
import { subscribe } from "./state.js";
import { t } from "./strings.js";

const SHOWN = 12_000; // milliseconds
let stays = false;
let hides = 0;

export function beginBar() {
  document.querySelector("#undo")?.addEventListener("click", () => turnBack("undo"));
  document.querySelector("#redo")?.addEventListener("click", () => turnBack("redo"));
  subscribe("outbox", tellSaved);
  subscribe("online", (is) => document.body.classList.toggle("offline", !is));
  subscribe("trouble", (said) => trouble(said));
  subscribe("document", corrected);
  tellSaved(standing());
}

function tellSaved({ unsaved, savedAt, retrying, locked }) {
  const place = document.querySelector("#saved");
  if (!place) return;
  place.classList.toggle("unsaved", unsaved > 0);
  const said =
    unsaved > 0
      ? t(retrying ? "saved.retrying" : "saved.sending", { n: unsaved })
      : savedAt
        ? t("saved.at", { time: clock(savedAt) })
        : t("saved.all");
  if (place.textContent !== said) place.textContent = said;
  if (locked) trouble(t("trouble.locked"), { act: hurry, label: t("trouble.again") });
  else if (stays === "trouble.again") hide();
}

const clock = (time) =>
  time.toLocaleTimeString(document.documentElement.lang || "en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

function corrected() {
  trouble(t("trouble.corrected"), { act: () => globalThis.location.reload(), label: t("trouble.load") });
}

/** Say what went wrong; with something to do about it, it stays. */
function trouble(said, remedy = null) {
  const place = document.querySelector("#trouble");
  if (!place || (stays && remedy === null) || place.dataset.said === said) return;
  place.dataset.said = said;
  place.replaceChildren(said);
  if (remedy) place.append(" ", make("button", { type: "button", text: remedy.label, click: remedy.act }));
  place.hidden = false;
  stays = remedy !== null && (remedy.act === hurry ? "trouble.again" : "trouble.load");
  clearTimeout(hides);
  if (!stays) hides = setTimeout(hide, SHOWN);
}

function hide() {
  const place = document.querySelector("#trouble");
  stays = false;
  delete place.dataset.said;
  place.hidden = true;
}
