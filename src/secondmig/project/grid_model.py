"""What the summary grid is made of: who and what is wanted, rows, columns, cells."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from secondmig.core.selection import Selection
from secondmig.core.types import Level

GROUP: Final = "group"
"""Second or single migrant, as ``case list`` says."""
UNGROUPED: Final = "none"
_EVERYBODY: Final = Selection()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which grid somebody wants.

    Attributes:
        themes: ids of headings or codes, in the order of the columns; empty for those there are at first.
        selection: which persons; its coders say whose paraphrases, all where it names none.
        by: what persons are ordered by: "group", an attribute of theirs such as "interview_country", or
            "none".
        level: who reads.
    """

    themes: tuple[str, ...] = ()
    selection: Selection = _EVERYBODY
    by: str = GROUP
    level: Level = "work"


@dataclass(frozen=True, slots=True)
class Theme:
    """A column.

    Attributes:
        id: of the heading or code.
        label: what people read.
        path: labels of the headings above it.
        hue: number of its colour; see :mod:`secondmig.project.code_marks`.
        book: its codebook, "" where no codebook has it any more.
        codes: the ids whose passages are meant: its own and those of the codes below.
        above: ids of the headings above it.
    """

    id: str
    label: str
    path: tuple[str, ...] = ()
    hue: int = 0
    book: str = ""
    codes: frozenset[str] = frozenset()
    above: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Person:
    """A row.

    Attributes:
        id: of the person.
        pseudonym: the name shown.
        group: what the rows are ordered by, None where it is not known.
        attributes: group, and what the table of persons says.
        documents: ids of the transcripts in which the person speaks.
    """

    id: str
    pseudonym: str
    group: str | None
    attributes: Mapping[str, str]
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paraphrase:
    """What one analyst wrote in a cell.

    Attributes:
        coder: the analyst.
        text: the words, those that were taken back masked; None where they may not be shown at all.
        seen: event that made it.
        whole: nothing of it is masked.
    """

    coder: str
    text: str | None
    seen: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A person and a theme.

    Attributes:
        paraphrases: the caller's own first, then by coder.
        codings: how many are there, of the coders that count and the caller's own.
        passages: how many different stretches they stand on.
        asked: what the interview guide says, in the words of ``corpus guide``; None where it does not look
            for the theme in an interview of this person.
    """

    paraphrases: tuple[Paraphrase, ...] = ()
    codings: int = 0
    passages: int = 0
    asked: str | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """The grid.

    Attributes:
        persons: the rows, in groups.
        themes: the columns.
        cells: (person, theme) -> cell; every pair has one.
        by: what the rows are ordered by.
        withheld: how many paraphrases are there that may not be shown.
        level: who reads.
    """

    persons: tuple[Person, ...]
    themes: tuple[Theme, ...]
    cells: Mapping[tuple[str, str], Cell]
    by: str
    withheld: int
    level: Level
