/** An act that is tried: what the server says against it is shown where it was asked for, with what to do. */
import { ApiError, call } from "./api.js";
import { held, take } from "./book_state.js";
import { make } from "./dom.js";
import { t } from "./strings.js";

let refreshed = () => {};
let under = 0;
let begun = 0;

/** @param {() => void} found called when the codebook was read again */
export const beginTrying = (found) => (refreshed = found);

/** Own acts under way, their answer not read yet; and how many there were. What the news say then is no news. */
export const ownActs = () => ({ under, begun });

/** Do something of which the news are not to be told. */
export async function quietly(work) {
  under += 1;
  begun += 1;
  try {
    return await work();
  } finally {
    under -= 1;
  }
}

/** Read the codebook again. */
export async function reread() {
  take(await call("GET", "/api/codebook/desk"));
  refreshed();
}

/**
 * Try an act.
 *
 * @param {Element} place where a refusal is written
 * @param {string} seen the version of the codebook on which the act rests
 * @param {(seen: string) => Promise<object>} send tells it
 * @returns {Promise<object | null>} the answer; null where it was refused and the person has to say what now
 */
export function attempt(place, seen, send) {
  return quietly(() => tried(place, seen, send));
}

async function tried(place, seen, send) {
  place.replaceChildren();
  place.hidden = true;
  try {
    const told = await send(seen);
    await reread().catch(() => {}); // the next news read it again
    return told;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 412) return conflict(place, seen, send);
    refuse(place, error);
    return null;
  }
}

function refuse(place, error) {
  const { message, where, hint } = error.told;
  place.replaceChildren(make("p", { text: [where, message].filter(Boolean).join(": ") || t("trouble.refused") }));
  if (hint) place.append(make("p", {}, make("code", { text: hint })));
  place.hidden = false;
}

/** Somebody else changed the codebook: say what, and do it all the same or leave it. */
async function conflict(place, seen, send) {
  const { changes } = await call("GET", `/api/codebook/changes?since=${encodeURIComponent(seen)}`);
  await reread();
  const book = held.desk.books.find((each) => seen.startsWith(`${each.id}@`));
  return new Promise((resolve) => {
    const answer = (button, found) => {
      button.closest(".acts").remove();
      resolve(found());
    };
    const again = make("button", { type: "button", class: "again", text: t("book.again"), click: () => answer(again, () => attempt(place, `${book.id}@${book.version}`, send)) });
    const leave = make("button", { type: "button", text: t("book.leave"), click: () => answer(leave, () => ((place.hidden = true), null)) });
    place.replaceChildren(
      make("p", { text: t("book.stale") }),
      make("ul", {}, ...changes.map((each) => make("li", { text: changed(each) }))),
      make("div", { class: "acts" }, book ? again : null, leave),
    );
    place.hidden = false;
    (book ? again : leave).focus();
  });
}

/** A change of the codebook in a line. */
export function changed({ kind, code, into, field, before, after }) {
  const what = [code ?? "", into ? `→ ${into}` : "", t(`book.kind.${kind}`), field ?? ""].filter(Boolean).join(" ");
  return after || before ? `${what}: ${before ?? "–"} → ${after ?? "–"}` : what;
}

/** A place for refusals. */
export const troublePlace = () => make("div", { class: "refused", role: "alert", hidden: true });
