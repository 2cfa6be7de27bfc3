/**
 * The recording beside the text. The file stays where it is: the browser plays it from the user's disk, and
 * neither its sound nor its name goes to the server.
 */
import { make } from "./dom.js";
import { announce } from "./live.js";
import { state } from "./state.js";
import { t } from "./strings.js";
import { turnElement } from "./text.js";

const BACK = 3; // seconds
const START = 6; // columns of a turn's row
const END = 7;
let player = null;
let url = "";
let playing = -1;

/** Whether everybody who speaks here agreed that the recording is kept. */
const agreed = () => state.persons.every((each) => each.audio !== false);

/** Offer to open a recording where the turns have times. */
export function beginAudio() {
  if (!agreed() || !state.turns.some((turn) => turn[START] !== null)) return;
  const pick = make("input", { type: "file", accept: "audio/*,video/*", id: "recording-file", hidden: true, change: () => take(pick) });
  const button = make("button", { type: "button", id: "recording", title: t("audio.stays"), text: t("audio.open"), click: () => pick.click() });
  document.querySelector("#undo")?.before(button, pick);
}

/** Play from the turn that is read, or go on in it; while it plays, pause. */
export function play() {
  if (!player) {
    const button = document.querySelector("#recording");
    announce(t(button ? "audio.none" : agreed() ? "audio.notimes" : "audio.refused"));
    button?.focus();
    return;
  }
  if (!player.paused) {
    player.pause();
    announce(t("audio.paused"));
    return;
  }
  const [from, until] = times(state.focus);
  const now = player.currentTime * 1000;
  if (from >= player.duration * 1000) {
    announce(t("audio.beyond"));
    return;
  }
  if (now < from || now >= until || player.ended) player.currentTime = from / 1000;
  // That somebody paused before it began is no failure.
  player.play().catch((problem) => problem.name !== "AbortError" && announce(t("audio.cannot")));
}

/** Three seconds back. */
export function back() {
  if (player) player.currentTime = Math.max(0, player.currentTime - BACK);
  else play();
}

/** The same file may be chosen again, as after it was mended. */
function take(pick) {
  const [file] = pick.files;
  pick.value = "";
  if (file) load(file);
}

function load(file) {
  URL.revokeObjectURL(url);
  url = URL.createObjectURL(file);
  if (!player) {
    player = make("audio", { controls: true, id: "player", "aria-label": t("audio.player"), timeupdate: follow, pause: follow, error: () => announce(t("audio.cannot")) });
    document.querySelector("#recording").after(player);
  }
  player.src = url;
  document.querySelector("#recording").textContent = t("audio.other");
  announce(t("audio.loaded", { name: file.name }));
  document.querySelector(`.turn[data-i="${state.focus}"]`)?.focus();
}

/**
 * Milliseconds between which a turn is spoken: from its own time, else that of the last turn before it that has
 * one, to the next time there is. Who pauses in between goes on there.
 */
export function times(turn) {
  const timed = (each) => each[START] !== null;
  const from = state.turns.slice(0, turn + 1).findLast(timed)?.[START] ?? 0;
  const until = state.turns.slice(turn + 1).find((each) => timed(each) && each[START] > from)?.[START] ?? Infinity;
  return [from, until];
}

/** The turn that is heard at a time; -1 before the first, and after the end of one that has an end. */
export function turnAt(time) {
  let found = -1;
  for (const turn of state.turns) {
    if (turn[START] === null) continue;
    if (turn[START] > time) break;
    found = turn[0];
  }
  const end = state.turns[found]?.[END];
  return found >= 0 && end !== null && end !== undefined && time >= end ? -1 : found;
}

/** The turn that is heard stands out; the reading cursor stays where the reader left it. */
function follow() {
  const now = player.paused ? -1 : turnAt(player.currentTime * 1000);
  if (now === playing) return;
  turnElement(playing)?.classList.remove("heard");
  turnElement(now)?.classList.add("heard");
  playing = now;
}
