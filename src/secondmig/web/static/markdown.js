/**
 * Markdown as elements: headings, lists, quotations, code, emphasis, and links to turns (`#t12`, `US01#t12`).
 * Whatever else is written, HTML too, stands there as text: nothing is ever parsed as HTML.
 */
import { make } from "./dom.js";

const INLINE = /(`+)(.+?)\1|\*\*(.+?)\*\*|(?<![\w*])\*(?!\s)(.+?)\*|(?<![\w_])_(?!\s)(.+?)_(?!\w)|\[([^\]\n]+)\]\(([^)\s]+)\)|(?<![\w/])((?:[\w.-]+)?#t\d+)\b/su;
const LINK = /^([\p{L}\p{N}._-]*)#t(\d+)$/u;

/**
 * @param {string} text
 * @param {{document?: string}} from the transcript that a link without a name means
 * @returns {HTMLElement[]}
 */
export function words(text, from = {}) {
  const blocks = [];
  const lines = text.split("\n");
  for (let i = 0; i < lines.length; ) {
    const [block, next] = blockAt(lines, i, from);
    if (block) blocks.push(block);
    i = next;
  }
  return blocks;
}

function blockAt(lines, i, from) {
  const line = lines[i];
  if (line.trim() === "") return [null, i + 1];
  if (line.startsWith("```")) {
    const end = lines.findIndex((each, at) => at > i && each.startsWith("```"));
    const last = end < 0 ? lines.length : end;
    return [make("pre", {}, make("code", { text: lines.slice(i + 1, last).join("\n") })), last + 1];
  }
  const heading = /^(#{1,6})\s+(.*)$/.exec(line);
  if (heading) return [make("p", { class: `title title-${Math.min(3, heading[1].length)}` }, ...inline(heading[2], from)), i + 1];
  for (const [pattern, build] of [[/^\s*[-*+]\s+/, "ul"], [/^\s*\d+[.)]\s+/, "ol"], [/^>\s?/, "blockquote"]]) {
    if (!pattern.test(line)) continue;
    const end = until(lines, i, (each) => pattern.test(each));
    const held = lines.slice(i, end).map((each) => each.replace(pattern, ""));
    if (build === "blockquote") return [make(build, {}, ...words(held.join("\n"), from)), end];
    return [make(build, {}, ...held.map((each) => make("li", {}, ...inline(each, from)))), end];
  }
  const end = until(lines, i, (each) => each.trim() !== "" && !/^(#{1,6}\s|```|>|\s*[-*+]\s|\s*\d+[.)]\s)/.test(each));
  const held = lines.slice(i, Math.max(end, i + 1));
  const parts = held.flatMap((each, n) => (n === 0 ? inline(each, from) : [make("br"), ...inline(each, from)]));
  return [make("p", {}, ...parts), i + held.length];
}

function until(lines, i, holds) {
  let end = i;
  while (end < lines.length && holds(lines[end])) end += 1;
  return end;
}

function inline(text, from) {
  const parts = [];
  let rest = text;
  while (rest !== "") {
    const found = INLINE.exec(rest);
    if (!found) break;
    if (found.index > 0) parts.push(rest.slice(0, found.index));
    parts.push(...piece(found, from));
    rest = rest.slice(found.index + found[0].length);
  }
  return rest === "" ? parts : [...parts, rest];
}

function piece([whole, , code, strong, star, line, label, target, bare], from) {
  if (code !== undefined) return [make("code", { text: code })];
  if (strong !== undefined) return [make("strong", {}, ...inline(strong, from))];
  if (star !== undefined || line !== undefined) return [make("em", {}, ...inline(star ?? line, from))];
  const link = LINK.exec(target ?? bare);
  if (!link) return [whole];
  const name = link[1] || from.document;
  const said = label ?? bare;
  if (!name) return [said];
  const address = name === from.document && !from.away ? `#t${link[2]}` : `/d/${encodeURIComponent(name)}#t${link[2]}`;
  return [make("a", { href: address, "data-turn": name === from.document ? link[2] : null, text: said })];
}
