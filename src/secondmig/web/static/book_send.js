/** Acts at the codebook: each has an id of its own and is told until the server answers, one after the other. */
import { ApiError, call } from "./api.js";

const WAITS = [500, 1_000, 2_000, 4_000, 8_000]; // milliseconds
let under = 0;
let line = Promise.resolve();
let heard = () => {};
let savedAt = null;

/** @param {(standing: {unsaved: number, retrying: boolean, savedAt: Date | null}) => void} told called at every change */
export function beginSending(told) {
  heard = told;
  globalThis.addEventListener("beforeunload", (event) => under > 0 && event.preventDefault());
}

/**
 * Tell an act.
 *
 * @returns {Promise<object>} the answer; an `ApiError` where the server refuses. A server that is away or busy
 *   is asked again, with the same id, so that nothing is done twice
 */
export function tell(method, path, body = {}) {
  under += 1;
  say(false);
  const told = line.then(() => insist(method, path, { act: crypto.randomUUID(), ...body }));
  line = told.catch(() => {});
  return told.then(
    (answer) => ended(answer, new Date()),
    (error) => {
      ended(null, savedAt);
      throw error;
    },
  );
}

function ended(answer, at) {
  under -= 1;
  savedAt = at;
  say(false);
  return answer;
}

const say = (retrying) => heard({ unsaved: under, retrying, savedAt });

async function insist(method, path, body) {
  for (let at = 0; ; at += 1) {
    try {
      return await call(method, path, body);
    } catch (error) {
      if (error instanceof ApiError && error.status !== 503) throw error;
      say(true);
      await new Promise((again) => setTimeout(again, WAITS[Math.min(at, WAITS.length - 1)]));
    }
  }
}
