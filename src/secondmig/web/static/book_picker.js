/** A field to choose a code by a few letters: a combobox with a list box. */
import { codeOf } from "./book_state.js";
import { mark } from "./book_tree.js";
import { make } from "./dom.js";
import { ranked } from "./rank.js";
import { t } from "./strings.js";

const SHOWN = 40;
let made = 0;

/**
 * @param {{label: string, codes: string[], first?: Array<{id: string, label: string}>, chosen: (id: string | null) => void}} how
 *   `first` are further things that can be chosen, above the codes
 * @returns {{element: Element, value: () => string | null, focus: () => void}}
 */
export function picker({ label, codes, first = [], chosen = () => {} }) {
  const name = `picker-${(made += 1)}`;
  let found = [];
  let active = -1;
  let value = null;
  const all = [...first.map((each) => ({ key: "", path: [], ...each })), ...codes.map(codeOf)];
  const list = make("ul", { id: name, role: "listbox", "aria-label": label });
  const field = make("input", {
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    "aria-expanded": "true",
    "aria-controls": name,
    "aria-label": label,
    placeholder: t("palette.placeholder"),
    input: () => (give(null), show()),
    keydown: press,
  });
  const element = make("div", { class: "picker" }, make("span", { class: "picker-label", text: label }), field, list);
  show();
  return { element, value: () => value, focus: () => field.focus() };

  function show() {
    found = ranked(field.value, all).slice(0, SHOWN);
    list.replaceChildren(...found.map(option));
    if (found.length === 0) list.append(make("li", { class: "none", text: t("palette.none") }));
    activate(field.value === "" ? -1 : 0);
  }

  function option(code, index) {
    const sign = codeOf(code.id) ? mark(code) : null;
    return make(
      "li",
      { id: `${name}-${index}`, role: "option", "aria-selected": "false", click: () => take(index) },
      sign,
      make("span", { class: "label", text: code.label }),
      make("span", { class: "path", text: code.path.join(" › ") }),
    );
  }

  function activate(index) {
    active = Math.max(-1, Math.min(found.length - 1, index));
    [...list.children].forEach((each, i) => each.getAttribute("role") && each.setAttribute("aria-selected", String(i === active)));
    field.setAttribute("aria-activedescendant", active >= 0 ? `${name}-${active}` : "");
    list.children[active]?.scrollIntoView({ block: "nearest" });
  }

  function press(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    if (event.isComposing) return;
    if (event.key in steps) activate(Math.max(0, active + steps[event.key]));
    else if (event.key === "Enter" && value === null && found[active]) take(active);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function take(index) {
    field.value = found[index].label;
    give(found[index].id);
    activate(index);
    field.focus();
  }

  function give(id) {
    if (value === id) return;
    value = id;
    element.classList.toggle("taken", id !== null);
    chosen(id);
  }
}
