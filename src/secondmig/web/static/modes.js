/**
 * What the page is for at the moment: to read, to code, to review suggestions, to compare coders.
 *
 * The address names the mode, so that a link leads into it; changing it loads nothing again. Topic: "mode".
 */
import { make } from "./dom.js";
import { announce } from "./live.js";
import { publish, state } from "./state.js";
import { t } from "./strings.js";

const ORDER = ["read", "code", "review", "compare"];
const offered = new Map([
  ["read", {}],
  ["code", {}],
]);

/**
 * Offer a mode; before `beginModes`.
 *
 * @param {string} name
 * @param {{enter?: () => void, leave?: () => void, acts?: Record<string, Function>}} mode `acts` are for keys of
 *   this mode alone, see `ONLY` in keys.js
 */
export function offer(name, mode) {
  offered.set(name, mode);
}

/** Build the links above the text and enter what the address names. */
export function beginModes(back) {
  const place = document.querySelector("#modes");
  const names = ORDER.filter((name) => offered.has(name));
  place?.replaceChildren(
    ...names.map((name) => make("a", { href: `?mode=${name}`, "data-mode": name, text: t(`mode.${name}`) })),
  );
  place?.addEventListener("click", (event) => {
    const name = event.target.closest("[data-mode]")?.dataset.mode;
    if (!name || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    setMode(name);
    announce(t("mode.entered", { mode: t(`mode.${name}`) }));
    back();
  });
  const named = new URLSearchParams(location.search).get("mode");
  enter(offered.has(named) ? named : "code");
}

/** Go into a mode. */
export function setMode(name) {
  if (name === state.mode || !offered.has(name)) return;
  offered.get(state.mode)?.leave?.();
  const url = new URL(location.href);
  url.searchParams.set("mode", name);
  history.replaceState(history.state, "", url);
  enter(name);
  // Lines are higher in one mode than in another: what was read stays in sight.
  document.querySelector(".turn.focused")?.scrollIntoView({ block: "center" });
}

/** The act of a key in the mode that is on, if that mode has it. */
export const actOf = (name) => offered.get(state.mode)?.acts?.[name];

function enter(name) {
  state.mode = name;
  if (document.body.dataset.mode !== name) document.body.dataset.mode = name;
  for (const link of document.querySelectorAll("#modes [data-mode]")) {
    if (link.dataset.mode === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  offered.get(name)?.enter?.();
  publish("mode", name);
}
