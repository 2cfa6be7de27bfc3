"""How codes are told apart on the screen: a short key, a colour for the theme, a pattern inside it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from secondmig.core.types import Code, Codebook

PALETTE: Final = (
    "#0077bb",
    "#b8460e",
    "#007a5e",
    "#a3246c",
    "#6b4fb8",
    "#7a6a00",
    "#c02b34",
    "#00707f",
    "#5b6b1e",
    "#8a4b1f",
    "#4a5568",
    "#8f3f9e",
)
"""The colours of themes, by their number; each can be read on white. Dark pages have lighter ones of the same
numbers."""
HUES: Final = len(PALETTE)
PATTERNS: Final = 5
"""Solid, dashed, dotted, long dashes, double."""
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Mark:
    """How one code is shown.

    Attributes:
        key: one to three capital letters or digits; no other code of the project has the same.
        hue: number of the theme's colour, from 0.
        pattern: number of the line pattern inside the theme, from 0.
        path: labels of the codes above it, the theme first.
    """

    key: str
    hue: int
    pattern: int
    path: tuple[str, ...]


def marks_of(books: Sequence[Codebook]) -> Mapping[str, Mark]:
    """The marks of all codes, by id; the same for the same codebooks, whatever is coded.

    Keys are given in the order of the codebooks: a single letter of the label while there is one, then two.
    A theme has the colour of :data:`PALETTE` that its codebook gives it, else the next one in turn.
    """
    taken: set[str] = set()
    found: dict[str, Mark] = {}
    themes: dict[tuple[str, str], int] = {}
    inside: dict[int, int] = {}
    for book in books:
        by_id = {code.id: code for code in book.codes}
        for code in book.codes:
            line = tuple(_line(code, by_id))
            turn = themes.setdefault((book.id, line[0].id), len(themes)) % HUES
            hue = _chosen(line[0], turn)
            pattern = inside.get(hue, 0) % PATTERNS
            if code.codable:
                inside[hue] = inside.get(hue, 0) + 1
            key = _key(code.label, taken) if code.codable else ""
            taken.add(key)
            found[code.id] = Mark(key, hue, pattern, tuple(each.label for each in line[:-1]))
    return found


def _chosen(theme: Code, otherwise: int) -> int:
    colour = theme.color.lower()
    return PALETTE.index(colour) if colour in PALETTE else otherwise


def _line(code: Code, by_id: Mapping[str, Code]) -> list[Code]:
    """The codes from the top down to this one; a loop among parents ends where it closes."""
    line = [code]
    while (above := by_id.get(line[0].parent or "")) is not None and above not in line:
        line.insert(0, above)
    return line


def _key(label: str, taken: set[str]) -> str:
    return next(key for key in _proposals(label) if key not in taken)


def _proposals(label: str) -> Iterator[str]:
    words = [word for word in _spoken(label).split() if word]
    initials = "".join(word[0] for word in words)
    letters = "".join(words)
    yield from initials[:1]
    yield from (initials[:2],) if len(initials) > 1 else ()
    for first in initials[:1] or _LETTERS[:1]:
        yield from (first + letter for letter in letters[1:])
        yield from (first + letter for letter in _LETTERS)
        yield from (f"{first}{number}" for number in range(1, 100))
    yield from (f"{letter}{number}" for letter in _LETTERS for number in range(1, 100))
    number = 100
    while True:
        yield str(number)
        number += 1


def _spoken(label: str) -> str:
    return "".join(letter if letter in _LETTERS else " " for letter in label.upper())
