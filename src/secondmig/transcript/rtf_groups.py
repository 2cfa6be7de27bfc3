r"""RTF before its text is decoded: what is text, what is a remark, what was deleted, where paragraphs end.

striprtf decodes the text of RTF (code pages, fonts, \u escapes), but knows nothing of revisions: deleted
words stand in its output like any others. It also drops comments and footnotes, joins table cells with a bar
that a speaker could have said, and its pattern for links takes quadratic time. So the groups are walked here
first: :func:`walked` gives text that holds nothing but letters, fonts and escapes, in which noncharacters
mark the ends of paragraphs, cells and rows, and the places of remarks.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from secondmig.core.errors import SecondmigError
from secondmig.transcript.losses import Emphasis
from secondmig.transcript.pages import remark_mark
from secondmig.transcript.rtf_words import CAPTURED, DROPPED, FLAGS, SAID, SILENT

PARAGRAPH: Final = "\ufdd3"
HEADING: Final = "\ufdd4"
CELL_PARAGRAPH: Final = "\ufdd5"
CELL: Final = "\ufdd6"
ROW: Final = "\ufdd7"

_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?[0-9]{1,10})? ?|\\'(?P<hex>[0-9a-fA-F]{2})"
    r"|\\(?P<sign>[^a-zA-Z'])|(?P<brace>[{}])|(?P<newline>[\r\n\x00]+)|(?P<words>[^\\{}\r\n\x00]+)|\\'?",
)
_STYLE_NAME = re.compile(r"heading [1-9]|title", re.IGNORECASE)
_LETTERS: Final = {"~": "\\~", "_": "\\_", "{": "\\{", "}": "\\}", "\\": "\\\\"}
_IN_HEX: Final = {"{": "7b", "}": "7d", "\\": "5c"}
_CODE_PAGES: Final = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_ENDS: Final = {"cell": CELL, "row": ROW, "sect": PARAGRAPH, "page": PARAGRAPH}
_SAID_AS: Final = {"nestcell": "tab"}
_PROPERTIES: Final = frozenset({"pard", "intbl", "outlinelevel", "s", "ulnone"})
_LEAD: Final = 0x81
_NONCHARACTERS: Final = (*range(0xFDD0, 0xFDF0), 0xFFFE, 0xFFFF, 0)


@dataclass(frozen=True, slots=True)
class Captured:
    """A group that is no part of the running text.

    Attributes:
        kind: its destination, e.g. "footnote".
        source: what was in it, as RTF for striprtf.
        number: of the remark it belongs to, or None.
    """

    kind: str
    source: str
    number: int | None = None


@dataclass(slots=True)
class Groups:
    """What the walk found.

    Attributes:
        source: the running text, as RTF for striprtf, without a prologue.
        captured: groups beside it, in order.
        counts: see losses.losses.
        emphasis: formatting met.
        fonts: number of a font -> number of its character set.
        default_font: its number, "" where none is named.
        encoding: of text whose font names no character set.
    """

    source: str = ""
    captured: list[Captured] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    emphasis: Emphasis = field(default_factory=Emphasis)
    fonts: dict[str, str] = field(default_factory=dict)
    default_font: str = ""
    encoding: str = "cp1252"

    def prologue(self) -> str:
        """What striprtf needs to know before any text."""
        fonts = "".join(rf"{{\f{font}\fcharset{charset} F;}}" for font, charset in self.fonts.items())
        default = rf"\deff{self.default_font} \f{self.default_font} " if self.default_font else ""
        return rf"\rtf1\ansi{{\fonttbl{fonts}}}{default}"


@dataclass(frozen=True, slots=True)
class _State:
    """What holds in a group and is given to the groups in it.

    Attributes:
        mode: "text", "dropped", or the destination that is read in silence.
        flags: formatting and revisions, by the names of losses.
        table: whether the paragraph stands in a table.
        heading: whether it is one.
        starred: whether the next word may be passed over if it is not known.
        aside: whether the text stands beside the running text.
    """

    mode: str = "text"
    flags: frozenset[str] = frozenset()
    table: bool = False
    heading: bool = False
    starred: bool = False
    aside: bool = False


def walked(raw: bytes, *, where: str) -> Groups:
    """Walk the groups of an RTF file.

    Args:
        raw: the file; bytes beyond ASCII are letters of its code page.
        where: the file, for messages.

    Raises:
        SecondmigError: it ends before its groups do.
    """
    walk = _Walk()
    for token in _tokens(raw.decode("latin-1")):
        walk.take(token)
        if walk.ended:
            break
    if walk.stack:
        raise SecondmigError(
            "the file ends in the middle: it is damaged or was not copied completely",
            where=where,
            hint="copy it again from where it was made",
        )
    walk.groups.source = "".join(walk.out)
    return walk.groups


def _tokens(text: str) -> Iterator[re.Match[str]]:
    """The tokens; binary data is skipped by the length it announces."""
    at = 0
    while match := _TOKEN.match(text, at):
        at = match.end()
        if match["word"] == "bin" and match["number"]:
            at += max(0, int(match["number"]))
        yield match


@dataclass(slots=True)
class _Walk:
    """One walk through one file."""

    groups: Groups = field(default_factory=Groups)
    stack: list[tuple[_State, list[str] | None, str]] = field(default_factory=list)
    state: _State = _State()
    out: list[str] = field(default_factory=list)
    outer: list[str] | None = None
    kind: str = ""
    boxes: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    headings: set[str] = field(default_factory=set)
    style: str = ""
    style_name: str = ""
    font: str = ""
    author: str = ""
    reference: str = ""
    change: str = ""
    lead: bool = False
    ended: bool = False

    def take(self, token: re.Match[str]) -> None:
        """One token."""
        if token["brace"] == "{":
            self.lead = False
            self.stack.append((self.state, self.outer, self.kind))
            self.outer, self.kind = None, ""
            self.out.append("{")
        elif token["brace"]:
            self._close()
        elif self.state.mode == "dropped" or token["newline"]:
            return
        elif token["word"]:
            self._word(token["word"], token["number"] or "")
        elif token["sign"]:
            self._sign(token["sign"])
        elif token["hex"]:
            self._byte(int(token["hex"], 16))
        elif token["words"]:
            self._words(token["words"])

    def _close(self) -> None:
        """The end of a group; what was captured in it is put aside."""
        self.lead = False
        if not self.stack:
            self.ended = True
            return
        if self.outer is not None:
            source = "".join(self.out) + "}"
            self.out = self.outer
            self._captured(self.kind, source)
        self.out.append("}")
        self.state, self.outer, self.kind = self.stack.pop()
        self.ended = not self.stack

    def _word(self, word: str, number: str) -> None:
        starred = self.state.starred
        if starred:
            self.state = replace(self.state, starred=False)
        if self._is_destination(word, starred=starred):
            return
        if word in FLAGS:
            self._flag(FLAGS[word], on=number != "0")
        elif word in _PROPERTIES:
            self._paragraph_property(word, number)
        elif word == "u":
            self._unicode(int(number or "0"))
        elif word in _ENDS or word == "par":
            self._end(word)
        elif word in SAID:
            self._say(rf"\{_SAID_AS.get(word, word)} ", "x")
        else:
            self._letters(word, number)

    def _is_destination(self, word: str, *, starred: bool) -> bool:
        """Whether the word says what the group is for, and it is no running text."""
        if word in {"pict", "shppict"}:
            self.groups.counts["picture"] += 1
        elif word == "nesttableprops" and self.state.mode == "text":
            self.out.append(_mark(CELL_PARAGRAPH))
        if word in CAPTURED:
            self.outer, self.out, self.kind = self.out, ["{"], word
            self.state = _State(aside=True)
        elif word in SILENT:
            self.state = replace(self.state, mode=word)
        elif word in DROPPED or (starred and word not in FLAGS):
            self.state = replace(self.state, mode="dropped")
        else:
            return False
        return True

    def _flag(self, kind: str, *, on: bool) -> None:
        flags = self.state.flags | {kind} if on else self.state.flags - {kind}
        self.state = replace(self.state, flags=flags)

    def _letters(self, word: str, number: str) -> None:
        """Fonts and code pages; any other word changes no letter."""
        if word == "plain":
            self.state = replace(self.state, flags=frozenset())
            word, number = "f", self.groups.default_font
        if word == "fcharset" and self.font:
            self.groups.fonts[self.font] = number or "0"
        elif word == "ansicpg" and number:
            self.groups.encoding = f"cp{number}"
        elif word in _CODE_PAGES:
            self.groups.encoding = _CODE_PAGES[word]
        elif word == "deff":
            self.groups.default_font = number
        elif word == "f" and self.state.mode == "fonttbl":
            self.font = number
        elif word in {"f", "uc"} and number:
            self.out.append(rf"\{word}{number} ")

    def _paragraph_property(self, word: str, number: str) -> None:
        if word == "s" and self.state.mode == "stylesheet":
            self.style, self.style_name = number, ""
        elif word == "ulnone":
            self._flag("underlined", on=False)
        elif word == "pard":
            self.state = replace(self.state, table=False, heading=False)
        elif word == "intbl":
            self.state = replace(self.state, table=number != "0")
        elif (word == "s" and number in self.headings) or (word == "outlinelevel" and int(number or "9") < 9):
            self.state = replace(self.state, heading=True)

    def _unicode(self, code: int) -> None:
        code &= 0xFFFF
        if code not in _NONCHARACTERS:
            self._say(rf"\u{code} ", "x")

    def _end(self, word: str) -> None:
        """The end of a paragraph, cell or row; a deleted one joins what it stood between."""
        if self.state.mode != "text" or (word == "par" and "deletion" in self.state.flags):
            return
        inside = CELL_PARAGRAPH if self.state.table else PARAGRAPH
        self.out.append(_mark(_ENDS.get(word) or (HEADING if self.state.heading else inside)))
        self.groups.emphasis.end_paragraph()
        if self.boxes and not self.state.aside and not self.state.table:
            self.out.extend(self.boxes)
            self.boxes.clear()

    def _sign(self, sign: str) -> None:
        if sign == "*":
            self.state = replace(self.state, starred=True)
        elif self.lead and sign in _IN_HEX:
            self.lead = False
            self._say(rf"\'{_IN_HEX[sign]}", "x")
        elif sign in _LETTERS:
            self._say(_LETTERS[sign], "x")
        elif sign in {"\n", "\r"}:
            self._end("par")

    def _byte(self, code: int) -> None:
        self.lead = code >= _LEAD and not self.lead
        if code:
            self._say(rf"\'{code:02x}", "x")

    def _words(self, words: str) -> None:
        r"""Letters; one behind a byte above 80 may be its second half, so it is written as a byte too."""
        if self.state.mode == "stylesheet":
            self.style_name += words
            if ";" in words and _STYLE_NAME.fullmatch(self.style_name.partition(";")[0].strip()):
                self.headings.add(self.style)
            return
        source = words
        if self.lead and ord(words[0]) < _LEAD:
            source = rf"\'{ord(words[0]):02x}" + words[1:]
            self.lead = False
        if not source.isascii():
            source = "".join(each if each.isascii() else rf"\'{ord(each):02x}" for each in source)
        self._say(source, words)

    def _say(self, source: str, words: str) -> None:
        """Text, unless it is deleted, hidden, or read in silence."""
        if self.state.mode != "text":
            return
        flags = self.state.flags
        change = next((kind for kind in ("deletion", "hidden", "insertion") if kind in flags), "")
        if change != self.change and change:
            self.groups.counts[change] += 1
        self.change = change
        if change in {"deletion", "hidden"}:
            return
        self.out.append(source)
        if not self.state.aside:
            if self.state.heading:
                self.groups.emphasis.heading()
            self.groups.emphasis.run(words, flags - {"insertion"})

    def _captured(self, kind: str, source: str) -> None:
        """A group put aside; the place of a remark is marked where it stood."""
        if kind in {"atrfstart", "atrfend"}:
            number = self.numbers.setdefault(source, len(self.numbers))
            self.out.append(_remark_mark(number, opens=kind == "atrfstart"))
        elif kind == "atnref":
            self.reference = source
        elif kind == "atnauthor":
            self.author = source
        elif kind in {"footnote", "annotation"}:
            self._remark(kind, source)
        elif kind == "shptxt":
            self.boxes.append(source + _mark(PARAGRAPH))
        elif kind in {"listtext", "pntext"}:
            self.groups.counts["numbered"] += 1
        else:
            self.groups.captured.append(Captured(kind, source))

    def _remark(self, kind: str, source: str) -> None:
        key = self.reference if kind == "annotation" and self.reference else f"{kind} {len(self.numbers)}"
        number = self.numbers.setdefault(key, len(self.numbers))
        self.out.append(_remark_mark(number, opens=False))
        if kind == "annotation":
            self.groups.captured.append(Captured("atnauthor", self.author, number))
        else:
            self.groups.counts["footnote"] += 1
        self.groups.captured.append(Captured(kind, source, number))
        self.author = self.reference = ""


def _mark(character: str) -> str:
    """A noncharacter as RTF, whatever number of characters stands behind an escape here."""
    return rf"{{\uc0\u{ord(character) - 0x10000} }}"


def _remark_mark(number: int, *, opens: bool) -> str:
    return "".join(_mark(each) if each > "\ud800" else each for each in remark_mark(number, opens=opens))
