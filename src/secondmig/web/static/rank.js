/** Which codes a few typed letters mean, best first; no DOM. */

/**
 * @param {string} typed
 * @param {Array<{id: string, label: string, path: string[], key: string, aliases?: string[]}>} codes
 * @param {{recent?: string[], counts?: Map<string, number>, core?: string[]}} known `core` are the codes that the
 *   project puts first; the order is recent, core, frequent
 */
export function ranked(typed, codes, { recent = [], counts = new Map(), core = [] } = {}) {
  const wanted = folded(typed);
  const scored = codes
    .map((code, order) => ({ code, order, score: wanted === "" ? 1 : score(wanted, code) }))
    .filter((each) => each.score > 0);
  const late = (id) => (recent.includes(id) ? recent.length - recent.indexOf(id) : 0);
  const first = (id) => (core.includes(id) ? core.length - core.indexOf(id) : 0);
  scored.sort(
    (a, b) =>
      b.score - a.score ||
      late(b.code.id) - late(a.code.id) ||
      first(b.code.id) - first(a.code.id) ||
      (counts.get(b.code.id) ?? 0) - (counts.get(a.code.id) ?? 0) ||
      a.order - b.order,
  );
  return scored.map((each) => each.code);
}

/** 6 the short key, 5 the id, 4 the label begins so, 3 a word of it does, 2 the path holds it, 1 letter by letter. */
function score(wanted, code) {
  const label = folded(code.label);
  if (folded(code.key) === wanted) return 6;
  if (folded(code.id) === wanted) return 5;
  if (label.startsWith(wanted)) return 4;
  const words = [label, ...(code.aliases ?? []).map(folded)].flatMap((each) => each.split(/[\s/·-]+/));
  if (words.some((word) => word.startsWith(wanted))) return 3;
  const whole = [folded(code.id), ...code.path.map(folded), label, ...(code.aliases ?? []).map(folded)].join(" ");
  if (whole.includes(wanted)) return 2;
  return inOrder(wanted, whole) ? 1 : 0;
}

function inOrder(wanted, whole) {
  let at = 0;
  for (const letter of wanted.replaceAll(" ", "")) {
    at = whole.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** Without case, width and marks. */
export function folded(text) {
  return String(text ?? "")
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .normalize("NFC")
    .toLowerCase()
    .trim();
}
