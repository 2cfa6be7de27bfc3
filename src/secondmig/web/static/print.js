/** The transcript on paper: what the short names of the codes stand for, before the first turn. */
import { make } from "./dom.js";
import { state } from "./state.js";
import { t } from "./strings.js";

/** Keep the legend as the codings are when somebody prints. */
export function beginPrint(root) {
  const legend = make("dl", { id: "legend", "aria-hidden": "true" });
  root.before(legend);
  globalThis.addEventListener("beforeprint", () => {
    const used = new Set([...state.codings.values()].map((row) => row.code));
    const codes = Object.entries(state.codes).filter(([id]) => used.has(id));
    legend.replaceChildren(...codes.flatMap(([, code]) => entry(code)));
    legend.setAttribute("aria-label", t("print.legend"));
  });
}

function entry(code) {
  const key = make("span", { class: `key pattern-${code.pattern} hue-${code.hue}`, text: code.key ?? "" });
  return [make("dt", {}, key), make("dd", { text: [...code.path, code.label].join(" › ") })];
}
