"""The header of a transcript: YAML between two lines ``---`` at the top, every value kept as its text."""

import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from secondmig.core.errors import SecondmigError
from secondmig.core.types import CONSENT_TIERS, DOCUMENT_KINDS

if TYPE_CHECKING:
    from ruamel.yaml.nodes import MappingNode, Node

_OPEN = re.compile(r"(?:[ \t]*\n)*---[ \t]*\n")
_CLOSE = re.compile(r"(?<=\n)---[ \t]*(?:\n|\Z)")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_NOT_IN_IDS = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\ud800-\udfff]")
_ID_LENGTH = 100
_ONE_VALUE = ("id", "title", "language", "kind", "consent")
_WITHDRAWN = "withdrawn"
_WITHDRAWN_KEYS = ("turn", "from", "to")
_WITHDRAWN_HINT = 'write withdrawn: [{turn: 10, from: "first words", to: end}]'


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a header.

    Attributes:
        value: its text, or the texts of its list.
        line: in the file.
    """

    value: str | tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """One item of the header key ``withdrawn``.

    Attributes:
        turn: number as printed.
        start: the first words withdrawn, "" for the beginning of the turn.
        end: the last words withdrawn, "" for the end of the turn.
        line: in the file.
    """

    turn: int
    start: str
    end: str
    line: int


@dataclass(frozen=True, slots=True)
class Header:
    """What stands above the turns.

    Attributes:
        entries: by key, in file order, without ``withdrawn``.
        withdrawn: stretches the file takes back.
        end: offset where the body begins; 0 without a header.
        problems: everything wrong in it.
    """

    entries: Mapping[str, Entry] = field(default_factory=dict)
    withdrawn: tuple[Withdrawal, ...] = ()
    end: int = 0
    problems: tuple[SecondmigError, ...] = ()

    def text(self, key: str) -> str:
        """The value of a key with one value, "" where the key is absent or holds a list."""
        entry = self.entries.get(key)
        return entry.value if entry and isinstance(entry.value, str) else ""

    def texts(self, key: str) -> tuple[str, ...]:
        """The values of a key, be it one or a list."""
        entry = self.entries.get(key)
        if entry is None:
            return ()
        return (entry.value,) if isinstance(entry.value, str) else entry.value


def header_end(text: str) -> int:
    """Offset where the body begins: after the closing line; 0 where there is no closed header."""
    opening = _OPEN.match(text)
    closing = _CLOSE.search(text, opening.end()) if opening else None
    return closing.end() if closing else 0


def read_header(text: str, *, where: str) -> Header:
    """Read the header, if the text has one.

    Args:
        text: canonical text of the document.
        where: the file, for messages.

    Returns:
        The header with all its problems but those below.

    Raises:
        SecondmigError: it does not close, or is no YAML mapping: then nothing else can be said.
    """
    opening = _OPEN.match(text)
    if not opening:
        return Header()
    first = text.count("\n", 0, opening.end())
    end = header_end(text)
    if not end:
        raise SecondmigError(
            "the header does not close",
            where=f"{where}:{first}",
            hint="end it with a line of three hyphens: ---",
        )
    closing = text.rfind("---", opening.end(), end)
    node = _composed(text[opening.end() : closing], where, first)
    return _Walk(where, first).header(node, end)


def id_problem(name: str) -> str:
    """Why a text cannot be the id of a document, or "" where it can: ids become names of files.

    >>> id_problem("US01"), id_problem("../US01")
    ('', 'it begins with a full stop')
    """
    if not name:
        return "it is empty"
    if name.startswith("."):
        return "it begins with a full stop"
    if len(name) > _ID_LENGTH:
        return f"it is longer than {_ID_LENGTH} characters"
    wrong = _NOT_IN_IDS.search(name)
    return f"it holds {wrong[0]!r}" if wrong else ""


def language_problem(tag: str) -> str:
    """Why a text is no language tag, or "" where it is one.

    >>> language_problem("es-PE"), language_problem("Spanish!")
    ('', "'Spanish!' is no language tag")
    """
    return "" if _LANGUAGE.fullmatch(tag) else f"{tag!r} is no language tag"


def id_from(name: str) -> str:
    """A document's id from the name of a file: composed, with "-" for what an id cannot hold.

    >>> id_from("Rosa: part 1?"), id_from("US01")
    ('Rosa- part 1', 'US01')
    """
    whole = unicodedata.normalize("NFC", name)
    if not id_problem(whole):
        return whole
    return _NOT_IN_IDS.sub("-", whole)[:_ID_LENGTH].strip("- ") or whole


def _composed(source: str, where: str, first: int) -> "MappingNode":
    """The header as YAML nodes, whose scalars are still text: no date, number or bare ``no`` is converted."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError
    from ruamel.yaml.nodes import MappingNode

    hint = 'a header is lines of "key: text"; put quotes around a text with a colon'
    try:
        node = YAML(typ="safe", pure=True).compose(io.StringIO(source))
    except (YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line if mark else source.count("\n", 0, getattr(error, "position", 0))
        message = (
            f"the header is no YAML: {getattr(error, 'problem', None) or 'a character or nesting it forbids'}"
        )
        raise SecondmigError(message, where=f"{where}:{first + 1 + line}", hint=hint) from error
    if node is None:
        node = MappingNode(tag="", value=[])
    if not isinstance(node, MappingNode):
        raise SecondmigError(
            "the header is no list of keys and texts", where=f"{where}:{first + 1}", hint=hint
        )
    return node


class _Walk:
    """One pass over the nodes of one header, collecting every problem."""

    def __init__(self, where: str, first: int) -> None:
        self._where = where
        self._first = first
        self._problems: list[SecondmigError] = []

    def header(self, node: "MappingNode", end: int) -> Header:
        entries: dict[str, Entry] = {}
        withdrawn: tuple[Withdrawal, ...] = ()
        for key, line, value in self._pairs(node):
            if key == _WITHDRAWN:
                withdrawn = self._withdrawn(value)
                continue
            texts = self._texts(key, line, value)
            if texts is not None:
                entries[key] = Entry(texts, line)
        header = Header(entries, withdrawn, end)
        self._check(header)
        return replace(header, problems=tuple(self._problems))

    def _problem(self, message: str, line: int, hint: str = "") -> None:
        self._problems.append(SecondmigError(message, where=f"{self._where}:{line}", hint=hint))

    def _line(self, node: "Node") -> int:
        return int(self._first + 1 + node.start_mark.line)

    def _pairs(self, node: "MappingNode") -> Iterator[tuple[str, int, "Node"]]:
        """Keys with their lines and values, each key once."""
        seen: dict[str, int] = {}
        for key_node, value in node.value:
            line = self._line(key_node)
            key = _scalar(key_node)
            if key is None:
                self._problem("a key of the header is no text", line)
            elif key in seen:
                message = f"the key {key!r} stands in line {seen[key]} already"
                self._problem(message, line, hint="keep one of the two")
            else:
                seen[key] = line
                yield key, line, value

    def _texts(self, key: str, line: int, node: "Node") -> str | tuple[str, ...] | None:
        one = _scalar(node)
        if one is not None:
            return one
        items = _items(node)
        texts = None if items is None else [_scalar(item) for item in items]
        if texts is None or None in texts:
            self._problem(f"{key!r} is neither a text nor a list of texts", line)
            return None
        if key in _ONE_VALUE:
            self._problem(f"{key!r} is a list; it takes one text", line)
            return None
        return tuple(text for text in texts if text is not None)

    def _withdrawn(self, node: "Node") -> tuple[Withdrawal, ...]:
        items = _items(node)
        found = []
        for item in [node] if items is None else items:
            mapping = _mapping(item)
            texts = (
                {key: _scalar(value) for key, _, value in self._pairs(mapping)} if mapping is not None else {}
            )
            turn = texts.get("turn") or ""
            if (
                not (turn.isascii() and turn.isdigit())
                or None in texts.values()
                or set(texts) - {*_WITHDRAWN_KEYS}
            ):
                self._problem(
                    "an item of 'withdrawn' is not understood", self._line(item), hint=_WITHDRAWN_HINT
                )
                continue
            start, end = texts.get("from") or "", texts.get("to") or ""
            found.append(Withdrawal(int(turn), start, "" if end == "end" else end, self._line(item)))
        return tuple(found)

    def _check(self, header: Header) -> None:
        top = self._first
        if "id" not in header.entries:
            self._problem("the header has no id", top, hint="add a line such as id: US01")
        elif wrong := id_problem(header.text("id")):
            self._problem(f"the id cannot name a document: {wrong}", header.entries["id"].line)
        for key, known in (("kind", DOCUMENT_KINDS), ("consent", CONSENT_TIERS)):
            value = header.text(key)
            if key in header.entries and value not in known:
                message = f"unknown {key} {value!r}"
                self._problem(message, header.entries[key].line, hint=f"use one of {', '.join(known)}")
        for key in ("language", "languages"):
            for tag in header.texts(key):
                if not _LANGUAGE.fullmatch(tag):
                    message = f"{tag!r} in {key!r} is no language tag"
                    self._problem(message, header.entries[key].line, hint="use tags such as en, ja or en-NG")


def _scalar(node: "Node") -> str | None:
    """The text of a scalar as written, "" for a null; None for anything else."""
    from ruamel.yaml.nodes import ScalarNode

    if not isinstance(node, ScalarNode):
        return None
    return "" if str(node.tag).endswith(":null") else str(node.value).strip()


def _items(node: "Node") -> "list[Node] | None":
    from ruamel.yaml.nodes import SequenceNode

    return list(node.value) if isinstance(node, SequenceNode) else None


def _mapping(node: "Node") -> "MappingNode | None":
    from ruamel.yaml.nodes import MappingNode

    return node if isinstance(node, MappingNode) else None
