"""Changes at one code of a codebook file: keys written anew, added, taken out; where its lines stand."""

import re

from secondmig.codebook.places import Change, Entry, Part, Source, scalar, style_of, uneditable
from secondmig.core.errors import SecondmigError

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")


def one_line(text: str, what: str) -> str:
    """The text without blanks at its ends.

    Raises:
        SecondmigError: it is empty or more than a line.
    """
    if not text.strip() or _UNPRINTABLE.search(text):
        raise SecondmigError(f"{what} is one line of text, not {text!r}", hint="give it a few words")
    return text.strip()


def part_of(entry: Entry, key: str) -> Part:
    """A key that a code must have.

    Raises:
        SecondmigError: it has none.
    """
    if key not in entry.parts:
        raise uneditable(f"code {entry.id} has no {key}")
    return entry.parts[key]


def instead(part: Part, words: str) -> Change:
    """A text in the place of another, in its quotation marks."""
    style = style_of(part.node)
    return Change(part.value, part.end, scalar(words, style=style if style in {'"', "'"} else None))


def new_key(source: Source, entry: Entry, words: str, *, after: Part | None = None) -> Change:
    """A key more, after another one or else after the label."""
    if in_braces_entry(source, entry):
        raise uneditable(f"code {entry.id} stands in braces; write each of its keys on a line")
    place = after or entry.parts.get("label") or entry.parts["id"]
    return source.key_line(place, source.indent(entry), words)


def in_braces_entry(source: Source, entry: Entry) -> bool:
    """Whether a code is written as ``{id: ..., label: ...}``."""
    return source.text.startswith("{", entry.start)


def key_out(source: Source, entry: Entry, part: Part) -> Change:
    """The lines of a key taken out; where it is the first, the next one takes its place behind the dash."""
    if in_braces_entry(source, entry):
        raise uneditable(f"code {entry.id} stands in braces; write each of its keys on a line")
    if part.start != entry.start:
        return source.whole_lines(source.line_start(part.start), source.line_end(part.end))
    following = [other.start for other in entry.parts.values() if other.start > part.start]
    if "#" in source.text[part.end : following[0]]:
        raise uneditable(f"a remark stands between the keys of code {entry.id}")
    return Change(part.start, following[0], "")


def own_lines(source: Source, entry: Entry) -> tuple[int, int]:
    """Where the lines of a code begin and end: with its dash, and with the last remark indented under it."""
    start = source.dash(entry.start)
    end = source.line_end(entry.end)
    dash = len(source.text[start : entry.start].partition("-")[0])
    place = source.next_line(end)
    while place < len(source.text):
        line = source.text[place : source.line_end(place)]
        remark = line.lstrip(" ").startswith("#") and len(line) - len(line.lstrip(" ")) > dash
        if not remark and line.strip():
            break
        if remark:
            end = source.line_end(place)
        place = source.next_line(place)
    return start, end


def blank_before(source: Source, start: int) -> bool:
    """Whether the line before that which begins at ``start`` is blank."""
    return start > 0 and not source.text[source.line_start(start - 1) : start].strip()


def above_with_remarks(source: Source, entry: Entry) -> int:
    """Where the remarks begin that stand right above a code and are not those of the code before it."""
    start, _end = own_lines(source, entry)
    earlier = [each for each in source.entries.values() if each.end < entry.start]
    first = own_lines(source, earlier[-1])[1] if earlier else 0
    while start > first and source.text[source.line_start(start - 1) : start].lstrip().startswith("#"):
        start = source.line_start(start - 1)
    return start


def set_off(source: Source, entry: Entry) -> bool:
    """Whether a blank line stands before a code and the remarks above it."""
    return blank_before(source, above_with_remarks(source, entry))


def between(source: Source, entry: Entry) -> str:
    """What stands between one code and the next: a line end, or a blank line where the file has them."""
    codes = list(source.entries.values())
    judged = codes[1:2] if codes[0].id == entry.id else [entry]
    return source.eol * (2 if any(set_off(source, each) for each in judged) else 1)
