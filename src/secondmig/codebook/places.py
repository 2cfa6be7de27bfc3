"""Where the parts of a codebook file stand in its text, so that a command changes those lines and no other.

The text is composed by ruamel for its places alone and never written by it: what is not changed keeps every
letter, comments, quotation marks, blank lines and line ends included.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from secondmig.codebook.composing import composed
from secondmig.codebook.tree import nearest
from secondmig.core.errors import SecondmigError

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node

_BY_HAND: Final = 'edit the file by hand, then: secondmig codebook commit -m "why"'
_PLAIN = re.compile(r"[^\W\d_](?:[\w()/.,;+'’ -]*[\w).])?|[0-9]+(?:\.[0-9]+){2,}")
_READ_AS_SOMETHING_ELSE = re.compile(r"true|false|yes|no|on|off|y|n|null", re.IGNORECASE)
_ESCAPED: Final = str.maketrans({'"': '\\"', "\\": "\\\\"})


@dataclass(frozen=True, slots=True)
class Change:
    """``text`` in the place of the letters from ``start`` to ``end`` (code points, half-open)."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """A key with its value.

    Attributes:
        start: where the key begins.
        value: where the value begins.
        end: where the value ends, blank lines after it left out.
        node: the value as composed.
    """

    start: int
    value: int
    end: int
    node: "Node"


@dataclass(frozen=True, slots=True)
class Entry:
    """A code in the file.

    Attributes:
        id: the code.
        parts: its keys, in the order they stand in.
        start: where its first key begins.
        end: where its last value ends.
    """

    id: str
    parts: Mapping[str, Part]
    start: int
    end: int


def uneditable(why: str) -> SecondmigError:
    """The refusal of a file that is written in a way no command can change."""
    return SecondmigError(f"the file cannot be changed by a command: {why}", hint=_BY_HAND)


class Source:
    """The text of a codebook file with the places of its codes.

    Args:
        text: a codebook file that reads without a problem; a byte order mark at its start stays.

    Raises:
        SecondmigError: the text is not YAML, or its codes are not a list.
    """

    def __init__(self, text: str) -> None:
        self._mark = "\ufeff" if text.startswith("\ufeff") else ""
        self.text = text.removeprefix("\ufeff")
        first = re.search(r"\r\n|\n|\r", self.text)
        self.eol = first.group() if first else "\n"
        self._top = self.parts(_composed(self.text))
        self.entries = {entry.id: entry for entry in map(self._entry, self._listed("codes"))}

    def _listed(self, section: str) -> Iterable["Node"]:
        part = self._top.get(section)
        if part is None or not isinstance(part.node.value, list):
            raise uneditable(f"no list under '{section}'")
        return part.node.value

    def _entry(self, node: "Node") -> Entry:
        parts = self.parts(node)
        if "id" not in parts:
            raise uneditable("a code has no id")
        return Entry(str(parts["id"].node.value), parts, node.start_mark.index, self.end(node))

    def parts(self, node: "Node") -> dict[str, Part]:
        """The keys of a mapping, in order.

        Raises:
            SecondmigError: it is none.
        """
        if not is_mapping(node):
            raise uneditable("keys with values are missing")
        return {
            str(key.value): Part(key.start_mark.index, value.start_mark.index, self.end(value), value)
            for key, value in node.value
        }

    def end(self, node: "Node") -> int:
        """Where the letters of a value end, blank lines after it left out."""
        if isinstance(node.value, list) and node.value and not in_braces(node):
            last = node.value[-1]
            return self.end(last[1] if isinstance(last, tuple) else last)
        end = int(node.end_mark.index)
        return len(self.text[:end].rstrip()) if style_of(node) in {"|", ">"} else end

    def entry(self, code_id: str) -> Entry:
        """A code of the file.

        Raises:
            SecondmigError: it has none of that id.
        """
        if code_id not in self.entries:
            raise SecondmigError(
                f"no code '{code_id}' in this codebook", hint=nearest(code_id, self.entries) or _BY_HAND
            )
        return self.entries[code_id]

    def header(self) -> Mapping[str, Part]:
        """The keys of the section ``codebook``."""
        return self.parts(self._top["codebook"].node)

    def section(self, name: str) -> Part:
        """A key at the top of the file.

        Raises:
            SecondmigError: there is none.
        """
        if name not in self._top:
            raise uneditable(f"no '{name}'")
        return self._top[name]

    def facets(self) -> Iterable[Mapping[str, Part]]:
        """The keys of every facet that the file declares or overrides."""
        section = self.parts(self._top["facets"].node) if "facets" in self._top else {}
        for group in section.values():
            for facet in self.parts(group.node).values() if is_mapping(group.node) else ():
                yield self.parts(facet.node) if is_mapping(facet.node) else {}

    def changed(self, changes: Iterable[Change]) -> str:
        """The text with the changes made.

        Raises:
            SecondmigError: two overlap and do more than take letters out.
        """
        pieces: list[str] = []
        at = 0
        taking_out = False
        for change in sorted(changes, key=lambda each: (each.start, each.end)):
            if change.start < at and not (taking_out and not change.text):
                raise uneditable("two changes would touch the same letters")
            pieces += (self.text[at : max(at, change.start)], change.text)
            at, taking_out = max(at, change.end), not change.text
        return self._mark + "".join(pieces) + self.text[at:]

    # lines

    def line_start(self, place: int) -> int:
        """Where the line of a place begins."""
        return self.text.rfind(self.eol[-1], 0, place) + 1

    def line_end(self, place: int) -> int:
        """Where the line of a place ends, its line end left out."""
        found = re.compile(r"[\r\n]|\Z").search(self.text, place)
        return found.start() if found else len(self.text)

    def next_line(self, place: int) -> int:
        """Where the line after that of a place begins, or the end of the text."""
        end = self.line_end(place)
        return end + 2 if self.text.startswith("\r\n", end) else min(end + 1, len(self.text))

    def indent(self, entry: Entry) -> str:
        """What stands before each key of a code but the first."""
        return " " * (entry.start - self.line_start(entry.start))

    def dash(self, place: int) -> int:
        """Where the line begins that holds the dash of the list item which begins at ``place``.

        Raises:
            SecondmigError: the item has no dash: it stands in brackets.
        """
        start = self.line_start(place)
        while True:
            before = self.text[start:place].strip()
            if before.startswith("-"):
                return start
            if (before and not before.startswith("#")) or start == 0:
                raise uneditable("a code stands in brackets, or beside its list")
            place = start
            start = self.line_start(start - 1)

    def key_line(self, after: Part, indent: str, words: str) -> Change:
        """A line of its own after a key and its value."""
        place = self.line_end(after.end)
        return Change(place, place, f"{self.eol}{indent}{words}")

    def whole_lines(self, start: int, end: int) -> Change:
        """The lines from that which begins at ``start`` to that which ends at ``end``, taken out."""
        after = self.next_line(end)
        if after == end and start:
            before = start - 2 if self.text.startswith("\r\n", start - 2) else start - 1
            return Change(before, end, "")
        return Change(start, after, "")


def _composed(text: str) -> "Node":
    from ruamel.yaml.error import YAMLError

    try:
        top = composed(text)
    except (YAMLError, ValueError, RecursionError) as error:
        raise SecondmigError("not YAML", hint="secondmig codebook check") from error
    if top is None:
        raise uneditable("it is empty")
    return top


def is_mapping(node: "Node") -> bool:
    """Whether there are keys with values."""
    from ruamel.yaml.nodes import MappingNode

    return isinstance(node, MappingNode)


def style_of(node: "Node") -> str | None:
    """The quotation mark of a text, "|" or ">" for a block, None for plain text and for lists."""
    return getattr(node, "style", None)


def in_braces(node: "Node") -> bool:
    """Whether a list or mapping is written in brackets."""
    return bool(getattr(node, "flow_style", None))


def values(node: "Node") -> tuple[str, ...]:
    """The texts of a list."""
    return tuple(str(item.value) for item in node.value)


def scalar(text: str, *, style: str | None = None) -> str:
    """A text as YAML writes it on one line, without quotation marks where it needs none.

    Args:
        text: without line ends.
        style: the quotation mark that stood there before, which is kept; None for none.

    >>> scalar("Room to rise"), scalar("no"), scalar("Pay: now"), scalar("it's", style="'")
    ('Room to rise', '"no"', '"Pay: now"', "'it''s'")
    """
    if style == "'":
        return "'" + text.replace("'", "''") + "'"
    plain = _PLAIN.fullmatch(text) and not _READ_AS_SOMETHING_ELSE.fullmatch(text)
    if style == '"' or not plain:
        return '"' + text.translate(_ESCAPED) + '"'
    return text


def word(text: str) -> str:
    """A text as an item of a list in brackets, where a comma ends it."""
    return scalar(text, style='"' if "," in text else None)


def extended(source: Source, node: "Node", words: Iterable[str]) -> list[Change]:
    """Words added at the end of a list that is not empty, each once."""
    new = [each for each in dict.fromkeys(words) if each not in values(node)]
    if not new:
        return []
    last = node.value[-1]
    return [Change(source.end(last), source.end(last), _more(source, node, last, new))]


def _more(source: Source, node: "Node", after: "Node", words: Iterable[str]) -> str:
    """What follows an item of a list so that these are items too."""
    if in_braces(node):
        return "".join(f", {word(each)}" for each in words)
    start = source.line_start(after.start_mark.index)
    lead = source.text[start : after.start_mark.index]
    if lead.strip() != "-" or source.text[source.end(after) : source.line_end(source.end(after))].strip():
        raise uneditable("a list has remarks or lists among its items")
    return "".join(f"{source.eol}{lead}{scalar(each)}" for each in words)


def replaced(source: Source, node: "Node", instead: Mapping[str, Iterable[str]]) -> list[Change]:
    """Items of a list with others in their place, each of which is there once afterwards.

    Args:
        source: the file.
        node: the list.
        instead: item -> what takes its place.
    """
    there = {value for value in values(node) if value not in instead}
    changes: list[Change] = []
    kept: Node | None = None
    for number, item in enumerate(node.value):
        if str(item.value) not in instead:
            kept = item
            continue
        new = [each for each in dict.fromkeys(instead[str(item.value)]) if each not in there]
        there.update(new)
        if new:
            more = _more(source, node, item, new[1:]) if new[1:] else ""
            changes.append(Change(item.start_mark.index, source.end(item), word(new[0]) + more))
            kept = item
        elif not in_braces(node):
            changes.append(
                source.whole_lines(source.dash(item.start_mark.index), source.line_end(source.end(item)))
            )
        elif kept is not None:
            changes.append(Change(source.end(node.value[number - 1]), source.end(item), ""))
        else:
            changes.append(Change(item.start_mark.index, node.value[number + 1].start_mark.index, ""))
    return changes
