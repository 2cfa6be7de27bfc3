/**
 * The first page: transcripts are dropped here. A file is read first, and what was understood is shown; it is
 * taken in when that is right. Files are read by the same readers as on the command line.
 */
import { make } from "./dom.js";
import { announce } from "./live.js";
import { t } from "./strings.js";

const ENCODINGS = ["", "utf-8", "cp1252", "latin-1", "cp932", "euc-jp", "utf-16"];
/** Megabytes that the server takes; see FILE_LIMIT in guard.py. */
export const LARGEST = 64;
const MEGABYTE = 1024 * 1024;
let waiting = 0;
let cards = [];

/** Begin on a page with `#bring`. */
export function beginBringing() {
  const place = document.querySelector("#bring");
  if (!place) return;
  const pick = make("input", { type: "file", multiple: true, hidden: true, change: () => take(pick) });
  const button = make("button", { type: "button", id: "choose-files", text: t("bring.choose"), click: () => pick.click() });
  place.append(make("p", { text: t("bring.drop") }), make("p", {}, button, pick), make("p", { class: "none", text: t("bring.kinds") }), make("p", { id: "take-all", hidden: true }), make("ul", { id: "brought" }));
  for (const name of ["dragenter", "dragover"]) document.addEventListener(name, (event) => over(event, place));
  document.addEventListener("dragleave", (event) => event.relatedTarget === null && place.classList.remove("over"));
  document.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    place.classList.remove("over");
    show([...event.dataTransfer.files]);
  });
}

const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

function over(event, place) {
  if (!hasFiles(event)) return;
  event.preventDefault();
  place.classList.add("over");
}

function take(pick) {
  show([...pick.files]);
  pick.value = "";
}

async function show(files) {
  const list = document.querySelector("#brought");
  const dropped = files.map((file) => new Card(file));
  if (dropped.length === 0) return;
  cards = [...dropped, ...cards];
  list.prepend(...dropped.map((each) => each.element));
  dropped[0].focus();
  // One after another: thirty recordings' worth of text at once would fill the server's memory.
  for (const card of dropped) await card.read({ quiet: true });
  announce(t("bring.read", { n: dropped.length, ready: dropped.filter((each) => each.ready).length }));
}

/** Where several files can be taken in, one button takes them all. */
function offerAll() {
  const place = document.querySelector("#take-all");
  const ready = cards.filter((each) => each.ready);
  place.hidden = ready.length < 2;
  if (place.hidden) return;
  const button = place.firstElementChild ?? place.appendChild(make("button", { type: "button", class: "main", click: takeAll }));
  button.textContent = t("bring.all", { n: ready.length });
}

async function takeAll() {
  const ready = cards.filter((each) => each.ready && !each.busy);
  for (const card of ready) await card.bring({ quiet: true });
  const done = ready.filter((each) => each.done);
  announce(t("bring.allin", { n: done.length }));
  if (document.activeElement === document.body) done[0]?.focus();
}

/** Whether the browser can read a file: a folder that is dropped looks like one, and one may be gone by now. */
async function readable(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

/** One file: what was understood of it, how else it may be read, and taking it in. */
class Card {
  constructor(file) {
    this.file = file;
    this.ready = false;
    this.busy = false;
    this.done = false;
    this.body = make("div", {});
    this.element = make("li", { tabindex: "-1" }, make("b", { text: file.name }), this.body);
    this.encoding = make("select", {}, ...ENCODINGS.map((name) => make("option", { value: name, text: name || t("bring.findout") })));
    this.speakers = make("input", { type: "text", autocomplete: "off", spellcheck: "false", placeholder: "^(\\w+):" });
  }

  focus() {
    this.element.focus();
  }

  async read({ quiet = false } = {}) {
    if (this.busy) return;
    this.busy = true;
    this.told(make("p", { class: "none", text: t("bring.reading") }));
    if (this.file.size > LARGEST * MEGABYTE) this.refused([{ message: t("bring.large", { n: LARGEST }), hint: "" }], quiet);
    else {
      const answer = await this.send(true, quiet);
      if (answer) this.understood(answer, quiet);
    }
    this.busy = false;
  }

  /** Take it in, once however often the button is pressed. */
  async bring({ quiet = false } = {}) {
    if (this.busy) return;
    this.busy = true;
    waiting += 1;
    const answer = await this.send(false, quiet);
    waiting -= 1;
    this.busy = false;
    if (!answer) return;
    if (answer.imported.length === 0) {
      this.understood(answer, quiet);
      return;
    }
    this.done = true;
    if (!quiet) announce(t("bring.in", { name: answer.imported.join(", ") }));
    const links = answer.imported.map((id) => make("a", { href: `/d/${encodeURIComponent(id)}`, text: t("bring.open", { name: id }) }));
    this.told(make("p", { class: "done" }, "✓ ", ...links));
    if (!quiet) links[0].focus();
    if (waiting === 0) document.querySelector("#documents-changed")?.removeAttribute("hidden");
  }

  async send(dry, quiet) {
    const asked = new URLSearchParams({ name: this.file.name, ...(dry ? { dry: "1" } : {}) });
    if (this.encoding.value) asked.set("encoding", this.encoding.value);
    if (this.speakers.value) asked.set("speakers", this.speakers.value);
    try {
      const response = await fetch(`/api/corpus?${asked}`, { method: "POST", body: this.file, headers: { "content-type": "application/octet-stream" } });
      const told = await response.json();
      if (response.ok) return told;
      this.refused([told.error], quiet);
    } catch {
      this.refused([{ message: t((await readable(this.file)) ? "bring.away" : "bring.unreadable"), hint: "" }], quiet);
    }
    return null;
  }

  /** What the readers made of it. */
  understood(answer, quiet) {
    if (answer.refused.length > 0) {
      this.refused(answer.refused, quiet);
      return;
    }
    if (answer.skipped.length > 0 && answer.imported.length === 0) {
      this.told(...answer.skipped.map((line) => make("p", { class: "none", text: line })));
      return;
    }
    const lines = answer.reports.flatMap(([, each]) => each);
    const all = make("button", { type: "button", class: "main", text: t("bring.take"), click: () => this.bring() });
    this.told(make("pre", { text: lines.join("\n") }), make("p", {}, all), this.otherwise());
    this.ready = true;
    offerAll();
  }

  refused(problems, quiet) {
    if (!quiet) announce(problems.map((each) => each.message).join(" · "));
    this.told(...problems.map((each) => make("p", { class: "refused" }, each.message, each.hint ? make("span", { class: "none", text: ` · ${each.hint}` }) : null)), this.otherwise());
  }

  /** The two things that people know and a file does not say. */
  otherwise() {
    return make(
      "details",
      { open: this.encoding.value !== "" || this.speakers.value !== "" },
      make("summary", { text: t("bring.otherwise") }),
      make("label", {}, `${t("bring.encoding")} `, this.encoding),
      " ",
      make("label", {}, `${t("bring.speakers")} `, this.speakers),
      " ",
      make("button", { type: "button", text: t("bring.again"), click: () => this.read() }),
    );
  }

  told(...parts) {
    this.ready = false;
    this.body.replaceChildren(...parts);
    offerAll();
  }
}
