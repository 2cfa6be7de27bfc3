/** The dialog in which columns are chosen and put in order. */
import { make } from "./dom.js";
import { folded } from "./rank.js";
import { t } from "./strings.js";

/**
 * @param {object} grid
 * @param {(themes: string[]) => void} done what was chosen; [] for the columns that are there at first
 */
export function chooseThemes(grid, done) {
  const labels = new Map([...grid.themes.map((each) => [each.id, each.label]), ...grid.choices.map(([id, label]) => [id, label])]);
  let chosen = grid.themes.map((each) => each.id);
  const box = make("dialog", { id: "themes", "aria-labelledby": "themes-title", close: () => box.remove() });
  const order = make("ol", { id: "themes-chosen" });
  const every = make("ul", { id: "themes-all" });
  const find = make("input", { type: "search", id: "themes-find", "aria-label": t("grid.themes.find"), placeholder: t("grid.themes.find"), input: () => drawAll() });
  const end = (themes) => {
    box.close();
    done(themes);
  };
  const apply = make("button", { type: "button", id: "themes-apply", text: t("grid.themes.apply"), click: () => end(chosen) });

  function change(now, focused) {
    chosen = now;
    drawOrder();
    drawAll();
    const at = box.querySelector(`[id="${CSS.escape(focused)}"]:not(:disabled)`);
    (at ?? find).focus();
  }

  function move(id, by) {
    const at = chosen.indexOf(id);
    const now = chosen.filter((each) => each !== id);
    now.splice(at + by, 0, id);
    change(now, `theme-${by < 0 ? "up" : "down"}-${id}`);
  }

  function drawOrder() {
    const button = (id, name, sign, disabled, click) => make("button", { type: "button", id: `theme-${name}-${id}`, disabled, "aria-label": t(`grid.themes.${name}`, { label: labels.get(id) }), text: sign, click });
    order.replaceChildren(
      ...chosen.map((id, at) =>
        make("li", {}, make("span", { class: "label", text: labels.get(id) ?? id }), button(id, "up", "↑", at === 0, () => move(id, -1)), button(id, "down", "↓", at === chosen.length - 1, () => move(id, 1))),
      ),
    );
    apply.disabled = chosen.length === 0;
  }

  function drawAll() {
    const wanted = folded(find.value);
    const shown = grid.choices.filter(([id, label]) => wanted === "" || folded(label).includes(wanted) || folded(id).includes(wanted));
    every.replaceChildren(
      ...shown.map(([id, label, depth]) => {
        const key = `theme-in-${id}`;
        const tick = make("input", { type: "checkbox", id: key, change: () => change(tick.checked ? [...chosen, id] : chosen.filter((each) => each !== id), key) });
        tick.checked = chosen.includes(id);
        return make("li", { class: `depth-${Math.min(depth, 4)}` }, make("label", { for: key }, tick, make("span", { text: label })));
      }),
    );
  }

  drawOrder();
  drawAll();
  box.append(
    make("h2", { id: "themes-title", text: t("grid.themes.title") }),
    make("div", { class: "halves" }, make("section", {}, make("h3", { text: t("grid.themes.all") }), find, every), make("section", {}, make("h3", { text: t("grid.themes.order") }), order)),
    make("div", { class: "acts" }, apply, make("button", { type: "button", text: t("grid.themes.first"), click: () => end([]) }), make("button", { type: "button", text: t("grid.themes.cancel"), click: () => box.close() })),
  );
  document.body.append(box);
  box.showModal();
  find.focus();
}
