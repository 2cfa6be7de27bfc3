"""Fields as paragraphs that begin with a label, in texts that other tools show and let people edit.

Those tools give a code one text. In it stand, readable by everybody, ``Include: ...``, ``Exclude: ...`` and
the other fields of a code, the definition first and without a label:

    Says that one can rise.

    Include: doors
    Exclude: pay
    Example: There were doors.
    Cues en: door; way up

Reading is tolerant: labels in other letters and other words for them, blank lines, no label at all. What is
written here comes back exactly: a value that would be read otherwise, as one with a line that looks like a
label, is put into double quotes with the escapes of JSON.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

_ESCAPED = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Label:
    """A label that begins a paragraph.

    Attributes:
        name: as it is written; with ``named`` followed by a space and the name of one of several.
        spellings: other words for it, in small letters; none where it is only read as it is written.
        named: it carries a name, as "Cues en".
        one_line: the value ends with the line; what follows belongs to the text without a label.
        many: one value a line.
    """

    name: str
    spellings: tuple[str, ...] = ()
    named: bool = False
    one_line: bool = False
    many: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A value with its label; ``name`` is what follows a label that is ``named``, else ""."""

    label: str
    text: str
    name: str = ""


class Labels:
    """The labels of one kind of text.

    Args:
        labels: each with a name of its own; the first is that of the text without a label.
    """

    def __init__(self, labels: Sequence[Label]) -> None:
        self._first = labels[0]
        self._by_word = {word: label for label in labels for word in label.spellings}
        self._by_name = {label.name: label for label in labels}
        names = "|".join(re.escape(label.name) for label in labels if not label.named)
        named = "|".join(re.escape(label.name) for label in labels if label.named) or "(?!)"
        words = "|".join(sorted(map(re.escape, self._by_word), key=len, reverse=True)) or "(?!)"
        self._begins = re.compile(
            rf"(?:(?P<exact>{names})|(?P<named>{named}) (?P<name>[A-Za-z0-9._-]+)|(?P<word>(?i:{words})))"
            r"[ \t]*[:：][ \t]*(?P<rest>.*)",
            re.DOTALL,
        )

    def written(self, paragraphs: Iterable[Paragraph]) -> str:
        """The paragraphs as one text; one of the first label stands without it where that can be."""
        blocks: list[str] = []
        for at, paragraph in enumerate(paragraphs):
            label = self._by_name[paragraph.label]
            value = self._value(paragraph.text, one_line=label.one_line)
            if at == 0 and label is self._first and value is paragraph.text and not self._begun(value):
                blocks.append(f"{value}\n")
                continue
            name = f"{label.name} {paragraph.name}" if label.named else label.name
            blocks.append(f"{name}: {value}")
        return "\n".join(blocks).strip("\n")

    def read(self, text: str) -> tuple[Paragraph, ...]:
        """The paragraphs of a text, in its order; what stands under no label belongs to the first one."""
        found: list[tuple[Label, str, list[str]]] = [(self._first, "", [])]
        for line in text.split("\n"):
            begins = self._begun(line)
            if begins:
                label = self._label(begins)
                found.append((label, begins["name"] or "", [begins["rest"]]))
                if label.one_line:
                    found.append((self._first, "", []))
            else:
                found[-1][2].append(line)
        paragraphs: list[Paragraph] = []
        for label, name, lines in found:
            whole = "\n".join(lines).strip()
            parts = [_without_bullet(line) for line in lines] if label.many else [unquoted(whole)]
            paragraphs.extend(Paragraph(label.name, part, name) for part in parts if part)
        return tuple(paragraphs)

    def _label(self, begins: re.Match[str]) -> Label:
        if begins["word"]:
            return self._by_word[begins["word"].lower()]
        return self._by_name[begins["exact"] or begins["named"]]

    def _begun(self, line: str) -> re.Match[str] | None:
        return self._begins.fullmatch(line)

    def _value(self, text: str, *, one_line: bool) -> str:
        lines = text.split("\n")
        read_otherwise = (one_line and len(lines) > 1) or any(self._begun(line) for line in lines[1:])
        return quoted(text) if read_otherwise or needs_quotes(text) else text


def needs_quotes(text: str) -> bool:
    """Whether a value would not come back as it is where white space at its ends does not count."""
    return not text or text != text.strip() or bool(_ESCAPED.search(text)) or unquoted(text) != text


def quoted(text: str) -> str:
    """The value in double quotes, with the escapes of JSON."""
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def unquoted(text: str) -> str:
    r"""The value of a text that may be in double quotes; quotes that were not needed are part of it.

    >>> unquoted('"one\\ntwo"'), unquoted('"So it was."')
    ('one\ntwo', '"So it was."')
    """
    if not text.startswith('"'):
        return text
    try:
        inner = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return inner if isinstance(inner, str) and ("\n" in inner or needs_quotes(inner)) else text


SEPARATOR: Final = "; "


def joined(items: Sequence[str]) -> str:
    """A list on one line, which :func:`parted` takes apart again.

    >>> joined(("one", "two")), joined(("a; b",))
    ('one; two', '["a; b"]')
    """
    plain = SEPARATOR.join(items)
    if parted(plain) == tuple(items) and "\n" not in plain and not _ESCAPED.search(plain):
        return plain
    array = json.dumps(list(items), ensure_ascii=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", array)


def parted(text: str) -> tuple[str, ...]:
    """The different items of a list on one line."""
    if text.startswith("["):
        try:
            items = json.loads(text)
        except (ValueError, RecursionError):
            items = None
        if isinstance(items, list) and all(isinstance(item, str) for item in items):
            return tuple(dict.fromkeys(items))
    return tuple(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))


def lines_of(items: Sequence[str]) -> str:
    """A list for one cell of a table: one item a line."""
    return "\n".join(quoted(item) if "\n" in item or needs_quotes(item) else item for item in items)


def items_of(cell: str) -> tuple[str, ...]:
    """The different items of a cell, one a line."""
    found = (unquoted(line.strip()) for line in cell.split("\n"))
    return tuple(dict.fromkeys(item for item in found if item))


def _without_bullet(line: str) -> str:
    return unquoted(re.sub(r"\A\s*(?:[-•*–]\s+)?", "", line).rstrip())
