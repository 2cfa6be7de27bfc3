/** The panes at the right, one seen at a time: codings at the cursor, memos, persons, history. */
import { make } from "./dom.js";
import { publish } from "./state.js";
import { t } from "./strings.js";

const NAMES = ["here", "memos", "person", "history"];
let shown = "here";

/** Build the tabs around the pane that the page has. */
export function beginTabs(back) {
  const right = document.querySelector("#right");
  const list = make("div", { role: "tablist", "aria-label": t("tabs.title"), id: "tabs" }, ...NAMES.map(tab));
  for (const name of NAMES.filter((each) => !document.querySelector(`#${each}`))) right.append(make("section", { id: name }));
  right.prepend(list);
  for (const name of NAMES) {
    const pane = document.querySelector(`#${name}`);
    pane.setAttribute("role", "tabpanel");
    pane.setAttribute("aria-labelledby", `tab-${name}`);
    pane.tabIndex = -1;
  }
  list.addEventListener("keydown", press);
  right.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    back();
  });
  showPane("here");
}

function tab(name) {
  return make("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": name, text: t(`tabs.${name}`), click: () => showPane(name) });
}

export const isShown = (name) => shown === name;

/** Bring a pane out; with `focus` the keyboard goes there. */
export function showPane(name, { focus = false } = {}) {
  const before = shown;
  shown = name;
  for (const each of NAMES) {
    const button = document.querySelector(`#tab-${each}`);
    button.setAttribute("aria-selected", String(each === name));
    button.tabIndex = each === name ? 0 : -1;
    document.querySelector(`#${each}`).hidden = each !== name;
  }
  if (before !== name) publish("pane", name);
  if (focus) document.querySelector(`#${name}`).focus();
}

/** How many a pane holds, beside its name. */
export function countOn(name, n) {
  const button = document.querySelector(`#tab-${name}`);
  const text = n > 0 ? t("tabs.count", { name: t(`tabs.${name}`), n }) : t(`tabs.${name}`);
  if (button && button.textContent !== text) button.textContent = text;
}

function press(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const next = NAMES[(NAMES.indexOf(shown) + step + NAMES.length) % NAMES.length];
  showPane(next);
  document.querySelector(`#tab-${next}`).focus();
}
