/** The codings whose code was divided: one after the other, each decided with one key. */
import { ApiError, call } from "./api.js";
import { mark } from "./book_tree.js";
import { beginSending, tell } from "./book_send.js";
import { make } from "./dom.js";
import { announce } from "./live.js";
import { t } from "./strings.js";

const place = document.querySelector("#queue");
let held = JSON.parse(document.querySelector("#island").textContent);
let at = 0;
let left = new Set();
const done = [];

beginSending(standing);
document.addEventListener("keydown", press);
draw();
document.body.dataset.ready = "true";

function rows() {
  return held.rows;
}

/** How many there were at first. */
function whole() {
  return rows().length + done.length;
}

/** The rows that are shown next: from `at` on, what was skipped after the others. */
function now() {
  const open = rows().filter((row) => !left.has(row.id));
  return open[Math.min(at, open.length - 1)] ?? null;
}

function draw() {
  const row = now();
  const title = t("queue.progress", { at: done.length + left.size + (row ? 1 : 0), n: whole() });
  const bar = make("progress", { max: String(Math.max(1, whole())), value: String(done.length), "aria-label": t("queue.title") });
  place.replaceChildren(make("div", { class: "queue-head" }, make("p", { id: "queue-progress", text: row ? title : t("queue.done", { n: done.length }) }), bar), row ? card(row) : ended());
  place.querySelector("#queue-card, #queue-end")?.focus({ preventScroll: true });
  globalThis.scrollTo(0, 0);
}

function card(row) {
  const words = row.quote === null ? make("span", { class: "none", text: t("queue.hidden") }) : make("mark", { text: row.quote });
  return make(
    "section",
    { id: "queue-card", tabindex: "-1", "aria-labelledby": "queue-place" },
    make("h2", { id: "queue-place", text: t("queue.place", { place: row.place, coder: row.coder }) }),
    make("p", { class: "none", text: row.reason }),
    make("blockquote", {}, shortened(row.before, true), words, shortened(row.after, false)),
    make("ol", { class: "options" }, ...row.options.map(option)),
    make(
      "div",
      { class: "acts" },
      key("s", t("queue.skip"), skip),
      key("u", t("queue.undo"), undo),
      key("o", t("queue.open"), openText),
      key("d", t("queue.drop"), () => decide(null)),
    ),
  );
}

/** What stands around the quotation, a few hundred characters of it. */
function shortened(text, before) {
  const most = 600;
  if ([...text].length <= most) return text;
  const letters = [...text];
  return before ? `… ${letters.slice(-most).join("")}` : `${letters.slice(0, most).join("")} …`;
}

function option(id, index) {
  const code = held.codes[id];
  const texts = ["definition", "include", "exclude"].filter((name) => code[name]);
  return make(
    "li",
    {},
    make(
      "button",
      { type: "button", class: "option", "data-code": id, click: () => decide(id) },
      index < 9 ? make("kbd", { text: String(index + 1) }) : null,
      mark({ ...code, id }),
      make("b", { text: code.label }),
      make("code", { text: id }),
    ),
    make("div", { class: "meaning" }, ...texts.map((name) => make("p", {}, make("b", { text: t(`code.${name}`) }), ` ${code[name]}`)), ...(code.examples ?? []).slice(0, 1).map((each) => make("p", { class: "example", text: each })), make("p", {}, make("a", { href: `/codebook#${encodeURIComponent(id)}`, text: t("codebook.edit") }))),
  );
}

function key(letter, label, act) {
  return make("button", { type: "button", "data-key": letter, click: act }, make("kbd", { text: letter }), ` ${label}`);
}

function ended() {
  const again = left.size > 0 ? make("button", { type: "button", id: "queue-again", text: t("queue.again", { n: left.size }), click: () => ((left = new Set()), (at = 0), draw()) }) : null;
  const back = done.length > 0 ? key("u", t("queue.undo"), undo) : null;
  const book = make("a", { class: "decide", href: held.code ? `/codebook#${encodeURIComponent(held.code)}` : "/codebook", text: t("queue.back") });
  return make("section", { id: "queue-end", tabindex: "-1" }, make("p", { text: t(left.size > 0 ? "queue.left" : whole() > 0 ? "queue.all" : "queue.none", { n: left.size }) }), make("div", { class: "acts" }, again, back, book));
}

function press(event) {
  if (event.isComposing || event.altKey || event.target.closest?.("input, textarea")) return;
  const control = event.ctrlKey || event.metaKey;
  const letter = event.key.toLowerCase();
  const row = now();
  if (control && letter === "z" && !event.shiftKey) undo();
  else if (control) return;
  else if (/^[1-9]$/.test(event.key) && row?.options[event.key - 1]) decide(row.options[event.key - 1]);
  else if (letter === "s" && row) skip();
  else if (letter === "u") undo();
  else if (letter === "o" && row) openText();
  else if (letter === "d" && row) decide(null);
  else return;
  event.preventDefault();
}

/** Decide on what is shown; the next one is there at once, and comes back where the server refuses. */
function decide(code) {
  const row = now();
  if (!row) return;
  const index = rows().indexOf(row);
  held.rows = rows().filter((each) => each !== row);
  const step = { row, index };
  done.push(step);
  const label = code === null ? t("queue.dropped") : t("queue.decided", { label: held.codes[code].label });
  say(label);
  draw();
  tell("POST", "/api/codebook/settle", { coding: row.id, code }).catch((error) => {
    done.splice(done.indexOf(step), 1);
    if (!(error instanceof ApiError) || error.status !== 404) held.rows.splice(index, 0, row);
    trouble(error);
    draw();
  });
}

/** What was done, and where one stands then. */
function say(what) {
  const row = now();
  const next = row ? t("queue.next", { at: done.length + left.size + 1, n: whole(), words: row.quote ?? t("queue.hidden") }) : t("queue.done", { n: done.length });
  announce(`${what} ${next}`);
}

function skip() {
  const row = now();
  if (!row) return;
  left.add(row.id);
  say(t("queue.skipped"));
  draw();
}

/** Take the last decision back; the coding is asked about again, first. */
async function undo() {
  try {
    const told = await tell("POST", "/api/codebook/undo", { decided: true });
    const fresh = await call("GET", `/api/codebook/queue?code=${encodeURIComponent(held.code)}`);
    held = fresh;
    done.splice(done.findIndex((each) => each.row.id === told.coding), done.some((each) => each.row.id === told.coding) ? 1 : 0);
    left.delete(told.coding);
    held.rows = [...held.rows.filter((row) => row.id === told.coding), ...held.rows.filter((row) => row.id !== told.coding)];
    at = 0;
    say(t("queue.undone"));
  } catch (error) {
    trouble(error);
  }
  draw();
}

function openText() {
  const row = now();
  const turn = row.turn === null ? "" : `#t${row.turn}`;
  globalThis.open(`/d/${encodeURIComponent(row.document)}${turn}`, "_blank", "noopener");
}

function trouble(error) {
  const shown = document.querySelector("#trouble");
  const told = error instanceof ApiError ? error.told : {};
  shown.textContent = [told.where, told.message, told.hint].filter(Boolean).join(" · ") || t("trouble.refused");
  shown.hidden = false;
}

function standing({ unsaved, retrying, savedAt }) {
  const shown = document.querySelector("#saved");
  shown.classList.toggle("unsaved", unsaved > 0 && retrying);
  const time = savedAt?.toLocaleTimeString(document.documentElement.lang || "en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  shown.textContent = unsaved > 0 ? t(retrying ? "saved.retrying" : "saved.sending", { n: unsaved }) : time ? t("saved.at", { time }) : "";
}
