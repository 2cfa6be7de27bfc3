/** Every sentence of the interface by its key, so that it can be translated. */
import { texts as strings } from "./texts.js"; // made by the server of strings.LANGUAGE.json

let plural = null;

/** A sentence with its gaps filled: t("saved", {time: "22:41"}); plural forms are `key.one` and `key.other`. */
export function t(key, filled = {}) {
  let text = strings[key];
  if (text === undefined && "n" in filled) {
    plural ??= new Intl.PluralRules(document.documentElement.lang || "en");
    const form = plural.select(filled.n);
    text = strings[`${key}.${form}`] ?? strings[`${key}.other`];
  }
  if (text === undefined) return key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in filled ? String(filled[name]) : whole));
}
