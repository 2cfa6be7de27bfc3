"""Side by side: what is measured of a construct, what is said of it, and how far the two fit together.

The fit and the sentence that draws them together are an analyst's; nothing here makes them up.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from secondmig.core.snapshot import Snapshot
from secondmig.core.warnings import Caution
from secondmig.joint.capital import GROUPS, MeasureRow, human_capital
from secondmig.joint.confounding import circumstances, coinciding
from secondmig.joint.construct import Construct
from secondmig.joint.groups import asked, facet_texts, group_of, people
from secondmig.joint.passages import family, locate
from secondmig.joint.quote_matrix import QuoteCell, quote_matrix
from secondmig.joint.unasked import caution, unasked
from secondmig.survey.guide import Guide

GROUPING: Final = "group"
VALENCE: Final = "valence"


@dataclass(frozen=True, slots=True)
class Sides:
    """The two sides of a construct, second against single migrants.

    Attributes:
        construct: what is looked at.
        measured: one row for each of its measures.
        said: one cell for each of its themes and groups, with quotations.
        tones: (theme, group) -> how many of the group speak of it negatively, and how many positively; the
            same person may do both, and absent where no coding has a valence.
    """

    construct: Construct
    measured: tuple[MeasureRow, ...]
    said: tuple[QuoteCell, ...]
    tones: Mapping[tuple[str, str], tuple[int, int]]


def sides(snapshot: Snapshot, construct: Construct, *, limit: int = 1) -> Sides:
    """Put both sides of a construct together.

    Args:
        snapshot: cut to a release level.
        construct: its measures and codes are known.
        limit: quotations of each theme and group at most.

    Raises:
        SecondmigError: a code is unknown.
    """
    measured = human_capital(snapshot, measures={name: name for name in construct.measures}).rows
    cells: Sequence[QuoteCell] = quote_matrix(snapshot, codes=construct.codes, by=GROUPING, limit=limit)
    said = tuple(cell for cell in cells if cell.group in GROUPS)
    tones = {key: tone for cell in said if (tone := _tone(snapshot, *(key := (cell.code, cell.group))))}
    return Sides(construct, measured, said, tones)


def _tone(snapshot: Snapshot, code: str, group: str) -> tuple[int, int] | None:
    members = {person.case.id for person in people(snapshot) if group_of(person) == group}
    wanted = family(snapshot, (code,))
    speaking: dict[str, set[str]] = {}
    for passage in locate(snapshot).passages:
        if passage.coding.code_id in wanted:
            for value in facet_texts(passage.coding, VALENCE):
                speaking.setdefault(value, set()).update(members & set(passage.persons()))
    return (len(speaking.get("-1", ())), len(speaking.get("1", ()))) if speaking else None


def unheard(snapshot: Snapshot, construct: Construct, guide: Guide | None) -> Iterator[Caution]:
    """W19 for each theme of a construct: who counts among those who do not speak of it, and was not asked."""
    persons = [person for person in asked(people(snapshot)) if group_of(person) in GROUPS]
    located = locate(snapshot).passages
    for code in construct.codes:
        codes = family(snapshot, (code,))
        said = {case for each in located if each.coding.code_id in codes for case in each.persons()}
        quiet = [each for each in persons if each.case.id not in said]
        yield from caution(snapshot, codes, unasked(snapshot, guide, quiet, codes))


def alike(snapshot: Snapshot) -> tuple[str, ...]:
    """The circumstances of the interviews that second and single migrants all but coincide with."""
    persons = people(snapshot)
    groups = {each.case.id: group_of(each) or "" for each in persons}
    return coinciding(groups, circumstances(snapshot, persons))
