/** Go to a turn by its number. */
import { make } from "./dom.js";
import { openOver } from "./over.js";
import { state } from "./state.js";
import { t } from "./strings.js";

/** The turn that has a number in the text, else the one that would have it by counting; -1 for none. */
export function turnNumbered(number) {
  const printed = state.turns.findIndex((turn) => turn[1] !== null && String(turn[1]) === number);
  return printed >= 0 ? printed : state.turns.findIndex((turn, i) => turn[1] === null && String(i + 1) === number);
}

/** Ask for the number. */
export function askTurn(go) {
  const said = make("p", { class: "none", role: "alert" });
  const field = make("input", {
    type: "text",
    inputmode: "numeric",
    autocomplete: "off",
    size: "8",
    "aria-label": t("go.turn"),
  });
  const form = make(
    "form",
    {
      submit: (event) => {
        event.preventDefault();
        const index = turnNumbered(field.value.normalize("NFKC").trim());
        if (index < 0) {
          said.textContent = t("go.none");
          field.select();
          return;
        }
        box.close();
        go(index);
      },
    },
    make("label", {}, `${t("go.turn")} `, field),
    " ",
    make("button", { type: "submit", text: t("go.go") }),
    make("button", { type: "button", text: t("go.close"), click: () => box.close() }),
    said,
  );
  const box = make("dialog", { id: "goto", "aria-label": t("go.turn"), close: () => box.remove() }, form);
  document.body.append(box);
  openOver(box);
  field.focus();
}
