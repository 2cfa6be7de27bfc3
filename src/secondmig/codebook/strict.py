"""A strict view of a YAML file: every value knows its line, and nothing is guessed.

YAML turns unquoted text into numbers, dates and booleans. Here the file is only composed, never constructed:
each value keeps the letters as written and the kind YAML would give it, so that the reader can refuse text
that is not text, and say where. All problems of a file are collected in :class:`Problems`.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from secondmig.codebook.composing import composed
from secondmig.codebook.tree import nearest
from secondmig.core.errors import SecondmigError

if TYPE_CHECKING:
    from ruamel.yaml.error import MarkedYAMLError
    from ruamel.yaml.nodes import Node

_YAML: Final = "tag:yaml.org,2002:"
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_BOOLEAN_ELSEWHERE = re.compile(r"yes|no|on|off", re.IGNORECASE)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_QUOTES: Final = "put the text in double quotes"
_TAB: Final = "lines begin with spaces, not with the Tab key"
_UNQUOTED: Final = (
    "text with ': ' or ' #' in it, or with a quotation mark at its start, needs quotes around all of it"
)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value.

    Attributes:
        line: from 1.
        kind: "str", "int", "float", "bool", "null", "timestamp", or another tag as written.
        raw: the letters, quotes and escapes resolved.
        plain: written without quotes.
    """

    line: int
    kind: str
    raw: str
    plain: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of values; ``line`` counts from 1."""

    line: int
    items: tuple["Item", ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """A mapping as written, duplicates included; ``line`` counts from 1."""

    line: int
    pairs: tuple[tuple["Item", "Item"], ...]


Item: TypeAlias = Scalar | Sequence | Pairs


@dataclass(frozen=True, slots=True)
class Entry:
    """The value of a key, at the line of the key."""

    line: int
    item: Item


class Problems:
    """The problems found in one file.

    Args:
        name: the file as the user knows it.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._found: list[tuple[int, SecondmigError]] = []

    def add(self, line: int, message: str, hint: str = "") -> None:
        """Note a problem at a line (from 1), once."""
        if all((line, message) != (known, problem.message) for known, problem in self._found):
            self._found.append((line, SecondmigError(message, where=f"{self.name}:{line}", hint=hint)))

    def in_order(self) -> tuple[SecondmigError, ...]:
        """All of them by line, in order of discovery within a line."""
        return tuple(problem for _, problem in sorted(self._found, key=lambda found: found[0]))

    def mapping(self, entry: Entry, what: str, *, known: Collection[str] | None = None) -> dict[str, Entry]:
        """The keys and values of a mapping; empty if it is none.

        Args:
            entry: where a mapping should stand.
            what: its name in messages.
            known: the permitted keys; None permits all.
        """
        if not isinstance(entry.item, Pairs):
            self.add(entry.line, f"{what} needs keys with values under it, not {_described(entry.item)}")
            return {}
        found: dict[str, Entry] = {}
        for key_item, value in entry.item.pairs:
            key = self._key(key_item, what)
            if key is None:
                continue
            if key in found:
                self.add(key_item.line, f"{what}: '{key}' is there twice (first at line {found[key].line})")
            elif known is not None and key not in known:
                self.add(key_item.line, f"{what}: unknown key '{key}'", did_you_mean(key, known))
            else:
                found[key] = Entry(key_item.line, value)
        return {key: held for key, held in found.items() if not self._is_null(held, f"{what}: '{key}'")}

    def _key(self, item: Item, what: str) -> str | None:
        if not isinstance(item, Scalar):
            self.add(item.line, f"{what}: a key must be text, not {_described(item)}")
            return None
        if item.kind == "null" or not item.raw.strip():
            self.add(
                item.line, f"{what}: an empty key", "put the whole text in double quotes if it holds ': '"
            )
            return None
        if item.kind == "int":
            return item.raw
        return self.text(Entry(item.line, item), f"{what}: the key {item.raw}")

    def _is_null(self, entry: Entry, what: str) -> bool:
        null = isinstance(entry.item, Scalar) and entry.item.kind == "null"
        if null:
            self.add(entry.line, f"{what} has no value", "give it one, or take the line out")
        return null

    def entries(self, entry: Entry, what: str) -> tuple[Entry, ...]:
        """The items of a list; empty if it is none."""
        if not isinstance(entry.item, Sequence):
            self.add(entry.line, f"{what} is a list, not {_described(entry.item)}")
            return ()
        found = (Entry(item.line, item) for item in entry.item.items)
        return tuple(held for held in found if not self._is_null(held, f"{what}: an item"))

    def text(self, entry: Entry, what: str) -> str | None:
        """A text, or None where it is something else."""
        item = entry.item
        if not isinstance(item, Scalar):
            self.add(entry.line, f"{what} is one text, not {_described(item)}")
        elif item.kind != "str":
            self.add(entry.line, f"{what} is text, but {item.raw} is read as {_described(item)}", _QUOTES)
        elif item.plain and _BOOLEAN_ELSEWHERE.fullmatch(item.raw):
            self.add(
                entry.line, f"{what} is text, but other programs read {item.raw} as true or false", _QUOTES
            )
        elif not item.raw.strip():
            self.add(entry.line, f"{what} is empty", "give it a value, or take the line out")
        elif _UNPRINTABLE.search(item.raw):
            self.add(entry.line, f"{what} holds a control character or half a character")
        else:
            return item.raw
        return None

    def texts(self, entry: Entry, what: str) -> tuple[str, ...]:
        """A list of different texts."""
        found: list[str] = []
        for held in self.entries(entry, what):
            text = self.text(held, f"{what}: an item")
            if text is not None and text in found:
                self.add(held.line, f"{what}: '{text}' is there twice")
            elif text is not None:
                found.append(text)
        return tuple(found)

    def truth(self, entry: Entry, what: str) -> bool | None:
        """True or false, or None where it is something else."""
        item = entry.item
        if isinstance(item, Scalar) and item.kind == "bool" and item.raw.lower() in {"true", "false"}:
            return item.raw.lower() == "true"
        self.add(entry.line, f"{what} is true or false, not {_described(item)}")
        return None

    def scalar(self, entry: Entry, what: str) -> str | int | bool | None:
        """A text, a whole number, or true or false; None where it is something else."""
        item = entry.item
        if isinstance(item, Scalar) and item.kind == "bool":
            return self.truth(entry, what)
        if isinstance(item, Scalar) and item.kind == "int":
            if _WHOLE.fullmatch(item.raw):
                return int(item.raw)
            self.add(
                entry.line,
                f"{what}: write the number {item.raw} with its digits alone",
                "or quote it as text",
            )
            return None
        return self.text(entry, what)


def _described(item: Item) -> str:
    if isinstance(item, Sequence):
        return "a list"
    if isinstance(item, Pairs):
        return "keys with values"
    names = {
        "int": "a number",
        "float": "a number",
        "bool": "true or false",
        "null": "nothing",
        "timestamp": "a date",
        "str": f"'{item.raw}'",
    }
    return names.get(item.kind, f"{item.kind} (the mark before it)")


def is_empty(item: Item) -> bool:
    """Whether the item is a list or mapping with nothing in it."""
    return item in {Sequence(item.line, ()), Pairs(item.line, ())}


def written_under(item: Item, key: str) -> Item | None:
    """What stands under a key, before anything is checked; None where the key does not occur."""
    for name, value in item.pairs if isinstance(item, Pairs) else ():
        if isinstance(name, Scalar) and name.raw == key:
            return value
    return None


def did_you_mean(word: str, known: Collection[str]) -> str:
    """A hint naming the nearest known word, or all of them where none is near and they are few."""
    return nearest(word, known) or (f"known: {', '.join(sorted(known))}" if len(known) <= 16 else "")


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, without a byte order mark.

    Raises:
        SecondmigError: the file cannot be read, or is not UTF-8.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise SecondmigError(reason, where=path.as_posix(), hint="check the path of the codebook") from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise SecondmigError(
            "not UTF-8 text", where=f"{path.as_posix()}:{line}", hint="save the file as UTF-8"
        ) from error


def compose(text: str, problems: Problems) -> Pairs | None:
    """The whole file as one mapping, or None where it is not one.

    Anchors, aliases and several documents are refused: what stands in the file is what is meant.

    Args:
        text: the file.
        problems: takes what is wrong; a syntax error comes alone, since nothing after it can be trusted.
    """
    from ruamel.yaml.error import MarkedYAMLError, YAMLError
    from ruamel.yaml.reader import ReaderError

    try:
        top = composed(text)
    except MarkedYAMLError as error:
        _add_syntax_error(error, problems)
        return None
    except ReaderError as error:
        problems.add(text.count("\n", 0, error.position) + 1, "a character that YAML does not permit")
        return None
    except RecursionError:
        problems.add(1, "nested too deeply")
        return None
    except (YAMLError, ValueError) as error:
        problems.add(1, f"not YAML: {' '.join(str(error).split())}")
        return None
    item = _item(top, problems) if top is not None else None
    if isinstance(item, Pairs):
        return item
    problems.add(1, "no keys with values in this file")
    return None


def _add_syntax_error(error: "MarkedYAMLError", problems: Problems) -> None:
    """Name the line where the trouble begins: that of an open quote or bracket, not where it is noticed."""
    opened = "while parsing a flow" in (error.context or "") or "end of stream" in (error.problem or "")
    mark = error.context_mark if opened and error.context_mark is not None else error.problem_mark
    words = f"{error.context}, {error.problem}" if opened else error.problem
    problems.add(
        mark.line + 1 if mark is not None else 1,
        f"not YAML: {words}",
        _TAB if "'\\t'" in (error.problem or "") else _UNQUOTED,
    )


def _item(held: "Node", problems: Problems) -> Item:
    from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

    line = held.start_mark.line + 1
    if held.anchor is not None:
        problems.add(line, f"an anchor or alias ('{held.anchor}')", "write the value out in each place")
        return Scalar(line, "str", held.anchor, plain=False)
    if isinstance(held, MappingNode):
        pairs = ((_item(key, problems), _item(value, problems)) for key, value in held.value)
        return Pairs(line, tuple(pairs))
    if isinstance(held, SequenceNode):
        return Sequence(line, tuple(_item(value, problems) for value in held.value))
    return Scalar(
        line,
        str(held.tag).removeprefix(_YAML),
        held.value,
        plain=isinstance(held, ScalarNode) and not held.style,
    )
