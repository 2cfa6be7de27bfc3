/**
 * Overlapping codings as lanes and segments; no DOM, the same answer for the same codings everywhere.
 */

/** The order in which codings take their lanes: by start, the longer first, then by id. */
export function byPlace(a, b) {
  return a.start - b.start || b.end - a.end || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/**
 * The lane of every coding: each takes the lowest that is free where it begins (interval colouring).
 *
 * @param {Iterable<{id: string, start: number, end: number}>} codings
 * @returns {Map<string, number>} id -> lane, from 0
 */
export function lanesOf(codings) {
  const ends = [];
  const lanes = new Map();
  for (const coding of [...codings].sort(byPlace)) {
    let lane = ends.findIndex((end) => end <= coding.start);
    if (lane < 0) lane = ends.length;
    ends[lane] = coding.end;
    lanes.set(coding.id, lane);
  }
  return lanes;
}

/**
 * The lane of a coding that comes to others: the one it has where that is free, else the lowest that is.
 *
 * @param {{id: string, start: number, end: number}} coding
 * @param {Array<{id: string, start: number, end: number}>} others those that may stand at its place
 * @param {Map<string, number>} lanes theirs, and its own if it has one
 */
export function freeLane(coding, others, lanes) {
  const beside = others.filter((each) => each.start < coding.end && each.end > coding.start);
  const taken = new Set(beside.map((each) => lanes.get(each.id)));
  const own = lanes.get(coding.id);
  if (own !== undefined && !taken.has(own)) return own;
  let lane = 0;
  while (taken.has(lane)) lane += 1;
  return lane;
}

/**
 * The pieces of a stretch between which the set of codings does not change.
 *
 * @param {number} start first code point of the stretch
 * @param {number} end after its last
 * @param {Array<{id: string, start: number, end: number}>} codings those that may touch it, in lane order
 * @returns {Array<{start: number, end: number, codings: Array}>} in order; they cover the stretch
 */
export function flatten(start, end, codings) {
  const touching = codings.filter((each) => each.start < end && each.end > start);
  const cuts = new Set([start, end]);
  for (const each of touching) {
    if (each.start > start) cuts.add(each.start);
    if (each.end < end) cuts.add(each.end);
  }
  const places = [...cuts].sort((a, b) => a - b);
  const pieces = [];
  for (let i = 0; i + 1 < places.length; i += 1) {
    const [from, to] = [places[i], places[i + 1]];
    pieces.push({ start: from, end: to, codings: touching.filter((each) => each.start < to && each.end > from) });
  }
  return pieces;
}

/** Codings by the turn they touch, so that a turn is drawn without looking at all of them. */
export class ByTurn {
  /** @param {Array<[number, number]>} bounds start and end of every turn's words, in order */
  constructor(bounds) {
    this.bounds = bounds;
    this.held = bounds.map(() => new Set());
  }

  /** Indexes of the turns that a stretch touches. */
  touched(start, end) {
    const found = [];
    for (let i = this._first(start); i < this.bounds.length && this.bounds[i][0] < end; i += 1) found.push(i);
    return found;
  }

  /** Take in many at once. */
  fill(codings) {
    const { bounds, held } = this;
    for (const { id, start, end } of codings) {
      for (let i = this._first(start); i < bounds.length && bounds[i][0] < end; i += 1) held[i].add(id);
    }
  }

  add(coding) {
    const turns = this.touched(coding.start, coding.end);
    for (const i of turns) this.held[i].add(coding.id);
    return turns;
  }

  remove(coding) {
    const turns = this.touched(coding.start, coding.end);
    for (const i of turns) this.held[i].delete(coding.id);
    return turns;
  }

  /** The first turn that ends after a place. */
  _first(start) {
    let [low, high] = [0, this.bounds.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.bounds[middle][1] > start) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
