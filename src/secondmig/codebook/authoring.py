"""Writing codes: a new one, other words for one that is there, its colour; each on the text of the file.

As in :mod:`secondmig.codebook.edit` only the lines concerned are written anew.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from secondmig.codebook.entry_edits import (
    between,
    in_braces_entry,
    instead,
    key_out,
    new_key,
    one_line,
    own_lines,
)
from secondmig.codebook.places import (
    Change,
    Entry,
    Part,
    Source,
    in_braces,
    scalar,
    style_of,
    uneditable,
    values,
)
from secondmig.core.errors import SecondmigError

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node

TEXTS: Final = ("label", "definition", "include", "exclude")
_ORDER: Final = ("id", "parent", "label", "definition", "include", "exclude", "example")
_BLOCKS: Final = frozenset("|>")


@dataclass(frozen=True, slots=True)
class Draft:
    """A code that is to be.

    Attributes:
        id: not in the file yet.
        label: what people read.
        parent: the code it comes under, None for the top.
        codable: False for a heading.
        texts: definition, include and exclude, as far as there are any.
        examples: sentences that would be coded so.
    """

    id: str
    label: str
    parent: str | None = None
    codable: bool = True
    texts: Mapping[str, str] = field(default_factory=dict)
    examples: Sequence[str] = ()


def add(text: str, draft: Draft) -> str:
    """Write a new code: behind the last one below its parent, at the top behind the last of the file.

    Raises:
        SecondmigError: the id is taken, the parent is not there, or a text cannot be written.
    """
    source = Source(text)
    if draft.id in source.entries:
        raise SecondmigError(f"the id {draft.id} is taken", hint="ids are never used again: choose another")
    if not source.entries:
        return source.changed(_first(source, draft))
    before = _last_below(source, draft.parent)
    lead = source.text[source.dash(before.start) : before.start]
    indent = source.indent(before)
    lines = list(_lines(draft, _Letters(source.eol, f"{indent}  ")))
    _start, end = own_lines(source, before)
    words = between(source, before) + lead + f"{source.eol}{indent}".join(lines)
    return source.changed([Change(end, end, words)])


def _first(source: Source, draft: Draft) -> list[Change]:
    """The first code of a codebook, in the place of the brackets of the empty list."""
    part = source.section("codes")
    colon = source.text.index(":", part.start) + 1
    end = source.line_end(part.end)
    lines = _lines(draft, _Letters(source.eol, "      "))
    return [
        Change(colon, part.end, ""),
        Change(end, end, f"{source.eol}  - " + f"{source.eol}    ".join(lines)),
    ]


def _last_below(source: Source, parent: str | None) -> Entry:
    """The code behind which one that comes under ``parent`` is written."""
    entries = list(source.entries.values())
    if parent is None:
        return entries[-1]
    below = {source.entry(parent).id}
    size = 0
    while size < len(below):
        size = len(below)
        below |= {entry.id for entry in entries if _parent(entry) in below}
    return [entry for entry in entries if entry.id in below][-1]


def _parent(entry: Entry) -> str | None:
    return str(entry.parts["parent"].node.value) if "parent" in entry.parts else None


@dataclass(frozen=True, slots=True)
class _Letters:
    """How a text is written into a file: its line ends, and what stands before the lines of a block."""

    eol: str
    deeper: str

    def of(self, words: str, style: str | None = None) -> str:
        """A text as the value of a key; several lines become a block."""
        if "\n" not in words:
            return scalar(words, style=style if style in {'"', "'"} else None)
        lines = (f"{self.deeper}{line}" if line else "" for line in words.split("\n"))
        return self.eol.join(("|-", *lines))


def _lines(draft: Draft, letters: _Letters) -> Iterator[str]:
    yield f"id: {scalar(draft.id)}"
    if draft.parent is not None:
        yield f"parent: {scalar(draft.parent)}"
    yield f"label: {scalar(one_line(draft.label, 'a label'))}"
    if not draft.codable:
        yield "codable: false"
    for key in TEXTS[1:]:
        words = worded(draft.texts.get(key, ""))
        if words:
            yield f"{key}: {letters.of(words)}"
    if draft.examples:
        yield f"example: {_examples(draft.examples)}"


def worded(text: str) -> str:
    """A text of one or several lines as it is written: LF between lines, nothing blank at the ends.

    Raises:
        SecondmigError: it holds a control character or half a character.
    """
    words = "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    for line in words.split("\n"):
        if line.strip():
            one_line(line.replace("\t", " "), "a line of it")
    return words.replace("\t", " ").strip()


def reword(text: str, code: str, texts: Mapping[str, str]) -> str:
    """Let texts of a code read otherwise; an empty one is taken out.

    Args:
        text: the file.
        code: whose texts.
        texts: of :data:`TEXTS`, those that are to change.

    Raises:
        SecondmigError: the file has no such code, its label would be empty or more than a line, or it is laid
            out in a way that a command cannot change.
    """
    source = Source(text)
    entry = source.entry(code)
    changes = [
        change for key in TEXTS if key in texts for change in _reworded(source, entry, key, texts[key])
    ]
    return source.changed(_gathered(changes))


def _reworded(source: Source, entry: Entry, key: str, text: str) -> list[Change]:
    words = one_line(text, "a label") if key == "label" else worded(text)
    part = entry.parts.get(key)
    if part is None:
        letters = _Letters(source.eol, f"{source.indent(entry)}  ")
        return [_key_in(source, entry, key, letters.of(words))] if words else []
    if str(part.node.value).strip() == words:
        return []
    if not words:
        return [key_out(source, entry, part)]
    return [_value(source, entry, part, words)]


def _value(source: Source, entry: Entry, part: Part, words: str) -> Change:
    """A text in the place of another, which may be of several lines, or have been."""
    block = style_of(part.node) in _BLOCKS
    if not block and "\n" not in words:
        braced = in_braces_entry(source, entry) and style_of(part.node) is None
        return Change(part.value, part.end, _quoted(words)) if braced else instead(part, words)
    if in_braces_entry(source, entry):
        raise uneditable(f"code {entry.id} stands in braces; write each of its keys on a line")
    _refuse_remark(source, entry, part)
    letters = _Letters(source.eol, _deeper(source, entry, part) if block else f"{source.indent(entry)}  ")
    return Change(part.value, part.end, letters.of(words))


def _refuse_remark(source: Source, entry: Entry, part: Part) -> None:
    """Refuse to write several lines where a remark stands behind the text, or behind the mark of a block."""
    head = source.text[part.value : source.line_end(part.value)] if style_of(part.node) in _BLOCKS else ""
    if "#" in head + source.text[part.end : source.line_end(part.end)]:
        raise uneditable(f"a remark stands beside a text of code {entry.id}")


def _deeper(source: Source, entry: Entry, part: Part) -> str:
    """What stands before the lines of a block that is there."""
    first = source.next_line(part.value)
    line = source.text[first : source.line_end(first)]
    depth = len(line) - len(line.lstrip(" "))
    return " " * (depth if line.strip() else len(source.indent(entry)) + 2)


def _key_in(source: Source, entry: Entry, key: str, words: str) -> Change:
    """A key more, behind those that people expect before it."""
    before = _ORDER[: _ORDER.index(key)] if key in _ORDER else _ORDER
    after = next((entry.parts[each] for each in reversed(before) if each in entry.parts), None)
    return new_key(source, entry, f"{key}: {words}", after=after)


def _gathered(changes: Sequence[Change]) -> list[Change]:
    """Several keys that come in at one place, in the order they were asked for."""
    found: dict[tuple[int, int], Change] = {}
    for change in changes:
        place = (change.start, change.end)
        before = found[place].text if place in found else ""
        found[place] = Change(change.start, change.end, before + change.text)
    return list(found.values())


def set_examples(text: str, code: str, sentences: Sequence[str]) -> str:
    """Let a code have these examples; those that stay keep their letters.

    Raises:
        SecondmigError: the file has no such code, a sentence is empty, twice there or more than a line, or
            remarks stand among the examples.
    """
    source = Source(text)
    entry = source.entry(code)
    wanted = [one_line(each, "an example") for each in sentences]
    if len(set(wanted)) < len(wanted):
        raise SecondmigError("an example is there twice", hint="each sentence once")
    part = entry.parts.get("example")
    if part is None:
        return source.changed([_key_in(source, entry, "example", _examples(wanted))]) if wanted else text
    if not wanted:
        return source.changed([key_out(source, entry, part)])
    if not isinstance(part.node.value, list):
        if wanted == [str(part.node.value).strip()]:
            return text
        if len(wanted) == 1:
            return source.changed([_value(source, entry, part, wanted[0])])
        return source.changed([_as_list(source, entry, part, wanted)])
    if wanted == list(values(part.node)):
        return text
    return source.changed([_listed(source, part, wanted)])


def _as_list(source: Source, entry: Entry, part: Part, wanted: Sequence[str]) -> Change:
    """A list in the place of the one example that was there, which keeps its letters where it stays."""
    if style_of(part.node) in _BLOCKS:
        _refuse_remark(source, entry, part)
        kept = {}
    else:
        kept = {str(part.node.value): source.text[part.value : part.end]}
        if style_of(part.node) is None:  # a comma would end it
            kept = {}
    return Change(part.value, part.end, f"[{', '.join(kept.get(each, _quoted(each)) for each in wanted)}]")


def _listed(source: Source, part: Part, wanted: Sequence[str]) -> Change:
    """The items of a list, of which some stay."""
    items: Sequence[Node] = part.node.value
    start, end = items[0].start_mark.index, source.end(items[-1])
    gaps = [source.text[source.end(item) : after.start_mark.index] for item, after in pairwise(items)]
    if any("#" in gap for gap in gaps):
        raise uneditable("a list has remarks among its items")
    kept = {str(item.value): source.text[item.start_mark.index : source.end(item)] for item in items}
    joint = gaps[0] if gaps else _joint(source, part, start)
    return Change(start, end, joint.join(kept.get(each, _quoted(each)) for each in wanted))


def _joint(source: Source, part: Part, start: int) -> str:
    return ", " if in_braces(part.node) else source.eol + source.text[source.line_start(start) : start]


def _examples(sentences: Sequence[str]) -> str:
    quoted = [_quoted(one_line(each, "an example")) for each in sentences]
    return quoted[0] if len(quoted) == 1 else f"[{', '.join(quoted)}]"


def _quoted(sentence: str) -> str:
    return scalar(sentence, style='"')


def colour(text: str, code: str, value: str) -> str:
    """Give a code a colour, ``#RRGGBB``, or none where it is "".

    Raises:
        SecondmigError: the file has no such code, or is laid out in a way that a command cannot change.
    """
    source = Source(text)
    entry = source.entry(code)
    part = entry.parts.get("color")
    if part is None:
        if not value:
            return text
        last = max(entry.parts.values(), key=lambda each: each.end)
        return source.changed(
            [new_key(source, entry, f"color: {_quoted(value)}", after=_behind(entry) or last)]
        )
    if not value:
        return source.changed([key_out(source, entry, part)])
    return source.changed([Change(part.value, part.end, _quoted(value))])


def _behind(entry: Entry) -> Part | None:
    """The key behind which the colour stands: the label, or ``codable`` where that comes next."""
    return entry.parts.get("codable") or entry.parts.get("label")


def revive(text: str, code: str) -> str:
    """Let a retired code be in use again.

    Raises:
        SecondmigError: the file has no such code, or it is not retired.
    """
    source = Source(text)
    entry = source.entry(code)
    if "retired" not in entry.parts:
        raise SecondmigError(f"{code} is not retired", hint="secondmig codebook show")
    return source.changed([key_out(source, entry, entry.parts["retired"])])
