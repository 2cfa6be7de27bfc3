/** What a facet may hold, what is proposed for it, and which of a coding are still to fill; no DOM. */

/** Values that hold where a coding names none, by facet: the codebook's own, or those of the code. */
export function defaultsOf(code, facets) {
  const found = {};
  for (const name of code.facets ?? []) {
    const spec = facets[name];
    if (spec?.default === undefined) continue;
    const value = spec.default === "from_code" ? code.defaults?.[spec.name] : spec.default;
    if (value !== undefined) found[spec.name] = spec.multiple ? [value] : value;
  }
  return found;
}

/**
 * The facets that reports require and neither the coding nor a default names.
 *
 * @param {{facets?: string[], defaults?: object}} code
 * @param {object} held the coding's facets
 * @param {object} facets every facet of the codebooks, by the name that codes give
 * @returns {object[]} their specs, in the codebook's order
 */
export function lacking(code, held, facets) {
  if (!code) return [];
  const filled = { ...defaultsOf(code, facets), ...held };
  const lifted = (spec) => Object.entries(spec.required_unless ?? {}).some(([name, value]) => filled[name] === value);
  return (code.facets ?? [])
    .map((name) => facets[name])
    .filter((spec) => spec?.required && filled[spec.name] === undefined && !lifted(spec));
}

/**
 * What is offered for a facet, what is likely first.
 *
 * @param {object} spec
 * @param {{countries?: string[], legs?: Array}} person who speaks
 * @param {unknown[]} more values that are offered too: what it holds, what the coding before it holds
 * @returns {Array<{value: unknown, label: string}>}
 */
export function choicesOf(spec, person, more = []) {
  const proposed = proposals(spec, person);
  const values = spec.type === "bool" ? [true, false] : (spec.values ?? []);
  const held = more.flat().filter((each) => each !== undefined && each !== "");
  return [...new Set([...proposed, ...values, ...held])].map((value) => ({ value, label: labelOf(spec, value, person) }));
}

/** Whether other values than those offered may be typed. */
export const isOpen = (spec) => ["country", "countries", "corridor", "int"].includes(spec.type);

/** A typed value in the form that the server takes. */
export function typed(spec, text) {
  const value = text.normalize("NFKC").trim();
  if (spec.type === "int") return /^-?\d+$/.test(value) ? Number(value) : value;
  return value.toUpperCase().replaceAll(/\s*(>|→|-)\s*/g, ">");
}

function proposals(spec, person) {
  const legs = person?.legs ?? [];
  if (spec.type === "country" || spec.type === "countries") return person?.countries ?? [];
  if (spec.type === "int" && spec.name === "leg") return legs.map((leg) => leg[0]);
  if (spec.type !== "corridor") return [];
  const stays = legs.map((leg) => leg[1]);
  const pairs = stays.slice(1).map((to, i) => [stays[i], to]);
  if (stays.length > 2) pairs.push([stays[0], stays.at(-1)]);
  return [...new Set(pairs.filter(([from, to]) => from !== to).map(([from, to]) => `${from}>${to}`))];
}

function labelOf(spec, value, person) {
  const said = spec.labels?.[String(value)];
  if (said) return `${said.replaceAll("_", " ")} (${value})`;
  if (spec.name === "leg" && spec.type === "int") {
    const leg = person?.legs?.find((each) => each[0] === value);
    return leg ? `${value} ${leg[1]}` : String(value);
  }
  return String(value).replaceAll("_", " ");
}

/** The facets with one value changed: a value that is held already goes; of several, one comes or goes. */
export function toggled(spec, held, value) {
  const { [spec.name]: before, ...rest } = held;
  if (!spec.multiple) return before === value ? rest : { ...rest, [spec.name]: value };
  const list = Array.isArray(before) ? before : [];
  const after = list.includes(value) ? list.filter((each) => each !== value) : [...list, value];
  return after.length > 0 ? { ...rest, [spec.name]: after } : rest;
}
