/** Ties between two codings: `=` at the one, then at the other `+` it raises it, `-` it lowers it, `?` it touches it. */
import { held, refresh } from "./beside.js";
import { make } from "./dom.js";
import { announce } from "./live.js";
import { idOf, put } from "./outbox.js";
import { publish, state, subscribe } from "./state.js";
import { t } from "./strings.js";

let from = null;

export function beginRelations() {
  subscribe("answered", ({ about }) => about.tie && refresh());
  subscribe("refused", ({ about }) => about.tie && refresh());
  subscribe("renamed", (names) => {
    if (from === names.from) from = names.to;
  });
}

/** The coding that a tie was begun at, if it is still there. */
export const begun = () => (from !== null && state.codings.has(from) ? from : null);

/** Begin a tie at a coding. */
export function beginAt(id) {
  if (!id) {
    announce(t("relation.none"));
    return;
  }
  from = id;
  announce(t("relation.begun", { label: labelOf(id) }));
  publish("tie", from);
}

/** Give it up. */
export function endTie() {
  if (from === null) return false;
  from = null;
  announce(t("relation.ended"));
  publish("tie", null);
  return true;
}

/** Tie what was begun to another coding. */
export function tieTo(id, sign) {
  const source = begun();
  if (source === null || !id) {
    announce(t("relation.none"));
    return;
  }
  if (source === id) {
    announce(t("relation.same"));
    return;
  }
  put("POST", "/api/relations", { source: idOf(source), target: idOf(id), sign }, { document: state.document.id, tie: true });
  announce(t(`relation.made.${NAMES[sign]}`, { from: labelOf(source), to: labelOf(id) }));
  from = null;
  publish("tie", null);
}

const NAMES = { "+": "raises", "-": "lowers", "?": "touches" };

function untie(id) {
  put("DELETE", `/api/relations/${encodeURIComponent(id)}`, {}, { document: state.document.id, tie: true });
  announce(t("relation.removed"));
}

const labelOf = (id) => state.codes[state.codings.get(id)?.code]?.label ?? t("relation.elsewhere");

/** The ties of a coding, on both sides. */
export function tiesOf(row, goTo) {
  const own = idOf(row.id);
  const ties = held.relations.filter((each) => each.source === own || each.target === own);
  return ties.length === 0 ? null : make("ul", { class: "ties" }, ...ties.map((each) => line(each, own, goTo)));
}

function line(tie, own, goTo) {
  const out = tie.source === own;
  const far = out ? tie.target : tie.source;
  const said = t(`relation.${out ? "" : "by."}${NAMES[tie.sign]}`);
  const there = state.codings.get(far);
  const turn = there ? state.byTurn.touched(there.start, there.end)[0] : undefined;
  const number = turn === undefined ? "" : ` ${state.turns[turn][1] ?? turn + 1}`;
  return make(
    "li",
    {},
    make("span", { class: "sign", text: tie.sign === "-" ? "−" : tie.sign, "aria-hidden": "true" }),
    make("button", { type: "button", class: "far", disabled: !there, "data-name": `tie ${tie.id} ${own}`, click: () => goTo(far) }, `${said} `, make("b", { text: labelOf(far) }), number),
    tie.mine
      ? make("button", { type: "button", class: "drop", "aria-label": t("relation.remove", { said, label: labelOf(far) }), "data-name": `untie ${tie.id} ${own}`, text: "×", click: () => untie(tie.id) })
      : make("span", { class: "coder", text: tie.coder }),
  );
}

/** What to do next while a tie is begun: buttons for who has no keyboard. */
export function tieBar(id) {
  const source = begun();
  if (source === null) return null;
  const sign = (which) =>
    make("button", { type: "button", disabled: !id || id === source, "data-name": `sign ${which}`, click: () => tieTo(id, which) }, make("kbd", { text: which === "-" ? "−" : which, "aria-hidden": "true" }), t(`relation.${NAMES[which]}`));
  return make(
    "div",
    { class: "tie-bar", role: "group", "aria-label": t("relation.title") },
    make("p", { text: t(id && id !== source ? "relation.choose" : "relation.go", { from: labelOf(source), to: labelOf(id) }) }),
    sign("+"),
    sign("-"),
    sign("?"),
    make("button", { type: "button", "data-name": "sign end", text: t("relation.end"), click: endTie }),
  );
}
