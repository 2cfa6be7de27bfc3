"""What of a file the text does not keep: counted, so that the import can say it.

A label in bold at the beginning of a paragraph is no loss: the label itself stays. A paragraph that is bold
as a whole may be the only sign of who asks.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

_ORDER = ("bold", "italic", "underlined", "struck through", "highlighted")


@dataclass(slots=True)
class Emphasis:
    """Stretches of formatting met so far.

    Attributes:
        counts: by kind.
    """

    counts: Counter[str] = field(default_factory=Counter)
    _open: frozenset[str] = frozenset()
    _label: bool = False
    _begun: bool = False
    _heading: bool = False

    def run(self, words: str, kinds: Iterable[str]) -> None:
        """Words with the formatting they carry; stretches that touch are one."""
        if self._heading or not words.strip():
            return
        now = frozenset(kinds)
        if self._label and "bold" not in now:
            self.counts["bold"] -= 1
        self._label = ("bold" in now) if not self._begun else self._label and "bold" in now
        for kind in now - self._open:
            self.counts[kind] += 1
        self._open = now
        self._begun = True

    def end_paragraph(self) -> None:
        """A stretch goes no further than its paragraph."""
        self._open = frozenset()
        self._label = self._begun = self._heading = False

    def heading(self) -> None:
        """The paragraph about to be written is a heading: nothing in it counts."""
        self._heading = True

    def note(self) -> tuple[str, ...]:
        """The sentence for the person who imports, if there is anything to say."""
        found = [f"{self.counts[kind]} {kind}" for kind in _ORDER if self.counts[kind] > 0]
        return (f"formatting is not kept: stretches {', '.join(found)}",) if found else ()


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun.

    >>> counted(1, "comment", "comments"), counted(2, "comment", "comments")
    ('1 comment', '2 comments')
    """
    return f"{number} {one if number == 1 else many}"


_LOSSES: Final = (
    ("hidden", "hidden stretch is not read", "hidden stretches are not read"),
    ("picture", "picture is not read", "pictures are not read"),
    ("symbol", "symbol of a symbol font is left out", "symbols of symbol fonts are left out"),
    ("ruby", "reading aid (ruby) is left out", "reading aids (ruby) are left out"),
    ("chunk", "embedded file is not read", "embedded files are not read"),
    (
        "numbered",
        "paragraph is numbered or bulleted automatically; its number is not in the text",
        "paragraphs are numbered or bulleted automatically; the numbers are not in the text",
    ),
)
MARGINS: Final = "headers or footers hold words, which are not read; names may stand there"
"""The note for a document whose pages carry words above or below the text."""


def losses(counts: Mapping[str, int], emphasis: Emphasis) -> list[str]:
    """The sentences for the person who imports.

    Args:
        counts: "insertion", "deletion", "footnote", "hidden", "picture", "symbol", "ruby", "chunk" and
            "numbered" (paragraphs); an absent key is 0.
        emphasis: the formatting met.
    """
    notes = []
    inserted, deleted = counts.get("insertion", 0), counts.get("deletion", 0)
    if inserted or deleted:
        changes = (counted(inserted, "insertion", "insertions"), counted(deleted, "deletion", "deletions"))
        notes.append(f"{' and '.join(changes)} are tracked: read as if all were accepted")
    if footnotes := counts.get("footnote", 0):
        notes.append(f"{counted(footnotes, 'footnote is', 'footnotes are')} kept as remarks, not in the text")
    notes += [counted(counts[key], one, many) for key, one, many in _LOSSES if counts.get(key, 0)]
    return [*notes, *emphasis.note()]
