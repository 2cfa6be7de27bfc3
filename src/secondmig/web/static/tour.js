/**
 * Two minutes through the page of a transcript, on the reader's own text: one card at a time, beside what it is
 * about. Nothing is done for the reader, and nothing is written unless the reader does it.
 */
import { make } from "./dom.js";
import { t } from "./strings.js";

/** What each card is about, and what it points at. */
const STEPS = [
  ["text", "#transcript"],
  ["turns", ".turn.focused"],
  ["select", ".turn.focused .words"],
  ["code", "#codebook"],
  ["pane", "#right"],
  ["facets", "#right"],
  ["undo", "#undo"],
  ["saved", "#saved"],
  ["modes", "#modes"],
  ["keys", "#help-button"],
];
let at = -1;
let card = null;

/** Begin where the address asks for the tour. */
export function beginTour(back) {
  if (!new URLSearchParams(location.search).has("tour")) return;
  card = make("section", { id: "tour", role: "dialog", "aria-modal": "false", "aria-labelledby": "tour-title" });
  card.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    end(back);
  });
  document.body.append(card);
  go(0, back);
}

function go(step, back) {
  mark(false);
  at = step;
  mark(true);
  const [name] = STEPS[at];
  const last = at === STEPS.length - 1;
  // Who listens hears the card with the button that gets the focus.
  const next = make("button", { type: "button", class: "main", "aria-describedby": "tour-title tour-words", text: t(last ? "tour.end" : "tour.next"), click: () => (last ? end(back) : go(at + 1, back)) });
  card.replaceChildren(
    make("p", { class: "none", text: t("tour.step", { n: at + 1, all: STEPS.length }) }),
    make("h2", { id: "tour-title", text: t(`tour.${name}.title`) }),
    make("p", { id: "tour-words", text: t(`tour.${name}`) }),
    make(
      "div",
      { class: "acts" },
      at > 0 ? make("button", { type: "button", text: t("tour.previous"), click: () => go(at - 1, back) }) : null,
      make("button", { type: "button", text: t("tour.leave"), click: () => end(back) }),
      next,
    ),
  );
  stand();
  next.focus();
}

/** The card stands at the lower edge, or at the upper one where it would hide more of what it is about. */
function stand() {
  card.classList.remove("high");
  const place = document.querySelector(".toured");
  if (!place) return;
  const hidden = () => {
    const [a, b] = [card.getBoundingClientRect(), place.getBoundingClientRect()];
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    return Math.max(0, wide) * Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
  };
  const low = hidden();
  card.classList.add("high");
  if (hidden() >= low) card.classList.remove("high");
}

/** Bring out what a card is about; on a narrow screen some of it is not there. */
function mark(on) {
  if (at < 0) return;
  for (const each of document.querySelectorAll(".toured")) each.classList.remove("toured");
  const place = document.querySelector(STEPS[at][1]);
  if (!on || !place?.checkVisibility()) return;
  place.classList.add("toured");
  place.scrollIntoView({ block: "nearest" });
}

function end(back) {
  mark(false);
  card.remove();
  at = -1;
  const url = new URL(location.href);
  url.searchParams.delete("tour");
  history.replaceState(history.state, "", url);
  back();
}
