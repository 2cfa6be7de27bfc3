/**
 * Acts on their way to the server: kept in the browser until they are answered, sent in order, sent again
 * where the answer got lost. The server does each act once, by the id that is made here.
 */
import { ApiError, call } from "./api.js";
import { publish } from "./state.js";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
const FAILURES = 4;

let prefix = "";
let queue = [];
let sending = false;
let wait = FIRST_WAIT;
let timer = 0;
let failures = 0;
let savedAt = null;
let locked = false;
let turns = 0;
let hooks = { answered: () => {}, refused: () => {}, elsewhere: () => {} };
/** Coding as the page calls it -> its id at the server and the state of it that was seen last. */
const known = new Map();

/** Begin, with what an earlier visit or a closed tab left unsent. */
export function beginOutbox(coder, found) {
  prefix = `secondmig act ${coder} `;
  hooks = { ...hooks, ...found };
  queue = read();
  globalThis.addEventListener("beforeunload", (event) => {
    if (queue.length > 0) event.preventDefault();
  });
  globalThis.addEventListener("online", hurry);
  tell();
  send();
}

/** How many acts are not saved yet, when the last one was, and whether the server is away. */
export const standing = () => ({ unsaved: queue.length, savedAt, retrying: wait > FIRST_WAIT, locked });

/** A number that is another one whenever an act was put or answered. */
export const turn = () => turns;

/**
 * Put an act on its way.
 *
 * @param {string} method
 * @param {string} path `{id}` stands for the coding's id at the server
 * @param {object} body
 * @param {{document?: string, coding?: string, seen?: number, made?: string, before?: object, which?: string}} about
 *   the transcript it is done at; the coding it changes, the state of it that was seen, and how it was before; or
 *   the id under which the page shows the coding it makes
 * @returns {string} the act's id
 */
export function put(method, path, body, about = {}) {
  const act = crypto.randomUUID();
  const one = { act, order: Date.now() + queue.length / 1000, method, path, body, about };
  queue.push(one);
  turns += 1;
  keep(one);
  tell();
  send();
  return act;
}

/** Try at once. */
export function hurry() {
  clearTimeout(timer);
  send();
}

async function send() {
  if (sending || queue.length === 0) return;
  sending = true;
  const one = queue[0];
  let tellIt;
  try {
    tellIt = await alone(one, () => deliver(one));
  } catch (error) {
    sending = false;
    later(error);
    return;
  }
  sending = false;
  send();
  tellIt();
}

/** Two windows may hold the same act; while one sends it, the other waits, and finds it done. */
const alone = (one, act) => (navigator.locks ? navigator.locks.request(prefix + one.act, act) : act());

/**
 * Send an act.
 *
 * @returns {Promise<() => void>} what is to be told of it
 * @throws where it is to be sent again
 */
async function deliver(one) {
  const held = stored(one);
  if (one.kept && held === null) {
    done(one);
    return () => hooks.elsewhere(one);
  }
  one.about = held?.about ?? one.about;
  try {
    const { path, body } = addressed(one);
    const answer = await call(one.method, path, body);
    learn(one, answer);
    done(one);
    return () => hooks.answered(one, answer);
  } catch (error) {
    if (!final(error)) throw error;
    const lost = orphans(one);
    done(one, lost);
    return () => hooks.refused(one, error, lost);
  }
}

/** Whether trying again is of no use: a refusal, or a failure of the server that comes back each time. */
function final(error) {
  if (!(error instanceof ApiError)) return false;
  if (error.status === 500) return (failures += 1) >= FAILURES;
  return error.status < 500 && ![401, 408, 429].includes(error.status);
}

function later(error) {
  wait = Math.min(LONGEST_WAIT, wait * 2);
  locked = error.status === 401;
  clearTimeout(timer);
  timer = setTimeout(send, wait);
  tell();
}

/** An act with the names that the server knows: a coding that was made here has its id only by now. */
function addressed({ act, path, body, about }) {
  const ends = ["source", "target"].filter((name) => name in body).map((name) => [name, idOf(body[name])]);
  if (about.coding === undefined) return { path, body: { ...body, ...Object.fromEntries(ends), act } };
  const now = known.get(about.coding) ?? { id: about.coding, seen: about.seen };
  return { path: path.replace("{id}", encodeURIComponent(now.id)), body: { ...body, act, seen: now.seen } };
}

function learn({ about }, { coding }) {
  if (!coding) return;
  const now = { id: coding.id, seen: coding.seen };
  const names = [coding.id, about.made, about.coding].filter((name) => name !== undefined);
  for (const name of names) known.set(name, now);
  // Another tab that sends what this one leaves must know the id too.
  for (const one of queue.filter((each) => each.about.coding !== undefined && names.includes(each.about.coding))) {
    one.about = { ...one.about, coding: now.id, seen: now.seen };
    keep(one);
  }
}

/** The acts on a coding that are not answered yet. */
export const pending = (id) => queue.filter((each) => each.about.coding === id);

/** The server's id of a coding that was made here. */
export const idOf = (name) => known.get(name)?.id ?? name;

/** With a coding that could not be made, the acts on it are lost too. */
const orphans = ({ about }) => queue.filter((each) => about.made !== undefined && each.about.coding === about.made);

/** One act less, and those that are lost with it. */
function done(one, lost = []) {
  queue = queue.filter((each) => each.act !== one.act && !lost.includes(each));
  turns += 1;
  wait = FIRST_WAIT;
  failures = 0;
  locked = false;
  savedAt = new Date();
  for (const each of [one, ...lost]) forget(each);
  tell();
}

// Every act has an entry of its own, so that two tabs never overwrite each other's.
function keep(one) {
  try {
    one.kept = true;
    localStorage.setItem(prefix + one.act, JSON.stringify(one));
  } catch {
    one.kept = false;
    // A full or forbidden storage costs the safety net, not the act itself.
  }
}

/** An act as it is kept; null where another window has done it. */
function stored(one) {
  try {
    return JSON.parse(localStorage.getItem(prefix + one.act) ?? "null");
  } catch {
    return one;
  }
}

function forget(one) {
  try {
    localStorage.removeItem(prefix + one.act);
  } catch {
    // As above.
  }
}

function read() {
  try {
    return Object.keys(localStorage)
      .filter((name) => name.startsWith(prefix))
      .map((name) => JSON.parse(localStorage.getItem(name)))
      .sort((a, b) => a.order - b.order);
  } catch {
    return [];
  }
}

function tell() {
  publish("outbox", standing());
}
