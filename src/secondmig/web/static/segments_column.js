/** A list of passages with its numbers, page by page; two of them stand beside each other in a comparison. */
import { call } from "./api.js";
import { make } from "./dom.js";
import { card } from "./segments_hits.js";
import { t } from "./strings.js";

const PAGE = 50;
const MOST = 200;

export class Column {
  /**
   * @param {object} how what cards call
   * @param {URLSearchParams} query what is asked of the server
   * @param {string} title what a side of a comparison is about
   */
  constructor(how, query, title) {
    this.how = how;
    this.query = query;
    this.title = title;
    this.rows = [];
    this.counts = null;
    this.groups = [];
    this.next = 0;
    this.numbers = make("p", { class: "numbers" });
    this.list = make("div", { class: "hits" });
    this.button = make("button", { type: "button", class: "pick more", hidden: true, click: () => this.load(PAGE, true) });
    this.element = make("section", { class: "column", "aria-label": title || t("segments.title") }, title ? make("h2", { text: title.replaceAll("_", " ") }) : null, this.numbers, this.list, this.button);
  }

  /** Load the next page; `wanted` passages where the page was shown before. */
  async load(wanted = PAGE, more = false) {
    const first = this.rows.length;
    const limit = Math.min(MOST, Math.max(PAGE, wanted || PAGE));
    this.button.disabled = true;
    try {
      const told = await this.ask(this.next ?? 0, limit);
      this.rows.push(...told.rows);
      this.next = told.next;
      this.groups = told.groups;
      this.draw(told.rows);
      this.tell(told);
      this.how.loaded();
      if (more) this.list.querySelectorAll(".hit")[first]?.focus();
    } catch (error) {
      this.numbers.textContent = [error.told?.message ?? error.message, error.told?.hint].filter(Boolean).join(" · ");
      this.numbers.classList.add("wrong");
    }
    this.button.disabled = false;
  }

  ask(offset, limit) {
    const query = new URLSearchParams(this.query);
    query.set("offset", String(offset));
    query.set("limit", String(limit));
    return call("GET", `/api/segments?${query}`);
  }

  /** The numbers again, after something was done. */
  async recount() {
    try {
      const told = await this.ask(0, 1);
      this.tell({ ...told, next: this.next });
    } catch {
      // The numbers stay as they were.
    }
  }

  tell({ counts, groups }) {
    this.counts = counts;
    this.groups = groups;
    this.numbers.replaceChildren(this.told());
    const left = counts.segments - this.rows.length;
    this.button.hidden = this.next === null;
    this.button.textContent = t("segments.next", { n: Math.min(PAGE, Math.max(0, left)), all: Math.max(0, left) });
    for (const group of groups) {
      const title = this.list.querySelector(`[data-group="${CSS.escape(group.name)}"] .count`);
      if (title) title.textContent = ["segments", "persons"].map((name) => t(`segments.n.${name}`, { n: group[name] })).join(", ");
    }
  }

  /** The numbers as a sentence. */
  told() {
    if (!this.counts) return "";
    const { segments, persons, documents, withheld, waiting } = this.counts;
    const found = ["segments", "persons", "documents"].map((name) => t(`segments.n.${name}`, { n: this.counts[name] }));
    if (withheld > 0) found.push(t("segments.n.withheld", { n: withheld }));
    if (waiting > 0) found.push(t("segments.n.waiting", { n: waiting }));
    return segments + persons + documents + this.rows.length > 0 ? found.join(" · ") : [t("segments.none"), ...found.slice(3)].join(" · ");
  }

  draw(rows) {
    for (const row of rows) this.listOf(row).append(card(row, this.how));
  }

  /** The list that a passage belongs to, under the heading of its group. */
  listOf(row) {
    const by = this.query.get("by");
    const name = by ? row.group : "";
    const held = [...this.list.children].find((each) => each.dataset.group === name);
    if (held) return held.querySelector("ul");
    const list = make("ul", {});
    const title = by ? make(this.title ? "h3" : "h2", {}, make("span", { class: "title", text: this.labelOf(name) }), " ", make("span", { class: "count" })) : null;
    this.list.append(make("section", { "data-group": name }, title, list));
    return list;
  }

  labelOf(name) {
    return (this.groups.find((each) => each.name === name)?.label ?? name) || t("segments.group.none");
  }

  /** Draw a passage again where it stands. */
  redraw(row, act) {
    const at = this.rows.indexOf(row);
    const before = at < 0 || !row.id ? this.bare(at) : this.list.querySelector(`.hit[data-id="${CSS.escape(row.id)}"]`);
    if (!before) return;
    const active = before.contains(document.activeElement) ? document.activeElement : null;
    const name = active?.dataset.name;
    const after = card(row, this.how);
    before.replaceWith(after);
    const target = (act ? after.querySelector(`[data-act="${act}"]`) : null) ?? (name ? after.querySelector(`[data-name="${CSS.escape(name)}"]`) : null);
    if (target) target.focus();
    else if (active || act) after.focus();
  }

  /** Uncoded words have no id: they are found by their number. */
  bare(at) {
    return at < 0 ? null : this.list.querySelectorAll(".hit")[at];
  }
}
