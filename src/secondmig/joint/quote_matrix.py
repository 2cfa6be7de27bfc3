"""The quote matrix: for each theme and each group the words that stand for it, and how many say it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from secondmig.core.errors import SecondmigError
from secondmig.core.snapshot import Snapshot
from secondmig.joint.crossing import ABOUT_RULE, NO_LEG, NOBODY
from secondmig.joint.dimensions import CODE, Dimension, dimension, facets
from secondmig.joint.groups import ABOUT, NOT_STATED, asked, people
from secondmig.joint.passages import Passage, code_labels, family, locate
from secondmig.joint.quotations import (
    LONGEST,
    PER_PERSON,
    SHORTEST,
    Quotation,
    choose_quotations,
    used_after,
)

UNSAID: Final = "nobody says it"
UNQUOTED: Final = "said, but in nothing that may be quoted at this length"
QUOTES_RULE: Final = (
    "quotations are whole codings inside one turn of an interviewed person, in the words spoken, of at most "
    f"{LONGEST} words, and only what may be shown at this level; in a cell first come persons not quoted in "
    f"it, then those quoted least so far, then {SHORTEST} to {LONGEST} words, then what more coders coded "
    "alike; no two of a cell overlap"
)


@dataclass(frozen=True, slots=True)
class QuoteCell:
    """One theme in one group.

    Attributes:
        code: code id; what lies below it is part of it.
        label: of the code.
        group: key of the group, e.g. ``second`` or an ISO3 code.
        persons: of the group who say it.
        persons_total: persons interviewed who belong to the group.
        quotations: words of theirs, chosen by QUOTATION_RULE.
        reason: why there are none, "" where there are.
    """

    code: str
    label: str
    group: str
    persons: int
    persons_total: int
    quotations: tuple[Quotation, ...]
    reason: str


def quote_matrix(
    snapshot: Snapshot, *, codes: Sequence[str], by: str = "group", limit: int = 2
) -> tuple[QuoteCell, ...]:
    """Choose quotations for every theme and group; a person is quoted as rarely as can be.

    Args:
        snapshot: cut to a release level.
        codes: the themes, in the order of the rows.
        by: a facet, or a variable of persons.
        limit: quotations in a cell at most.

    Returns:
        Theme after theme, the groups in the order of tables; every cell is there, but none of persons or
        codings for which the group is not stated.

    Raises:
        SecondmigError: ``by`` is neither, or is ``code``; a code is unknown.
    """
    if by == CODE:
        raise SecondmigError("codes are the rows already", hint="--by group, or a facet such as valence")
    labels = code_labels(snapshot)
    passages = locate(snapshot).passages
    across = dimension(snapshot, by, asked(people(snapshot)), passages)
    by_facet = by in facets(snapshot)
    used: dict[str, int] = {}
    cells = []
    for code in codes:
        said = _said(snapshot, code, across, passages)
        for group in (key for key in across.keys if key != NOT_STATED):
            belonging = across.persons[group]
            chosen = choose_quotations(
                snapshot,
                codes=(code,),
                where=((by, group),) if by_facet else (),
                cases=sorted(belonging),
                limit=limit,
                # A person may stand in every cell, but only once where there are others to quote.
                used={case: min(times, PER_PERSON - 1) for case, times in used.items()},
            )
            used = used_after(used, chosen)
            persons = len(said.get(group, frozenset()) & belonging)
            cells.append(
                QuoteCell(
                    code=code,
                    label=labels.get(code, code),
                    group=group,
                    persons=persons,
                    persons_total=len(belonging),
                    quotations=chosen,
                    reason="" if chosen else _reason(persons, belonging, by),
                )
            )
    return tuple(cells)


def rules(by: str) -> dict[str, str]:
    """How the cells were made, in words."""
    told = {"rule": QUOTES_RULE, "denominator": "persons interviewed who belong to the group"}
    return {**told, ABOUT: ABOUT_RULE} if by == ABOUT else told


def _said(
    snapshot: Snapshot, code: str, across: Dimension, passages: Sequence[Passage]
) -> Mapping[str, frozenset[str]]:
    wanted = family(snapshot, (code,))
    said: dict[str, set[str]] = {}
    for passage in passages:
        if passage.coding.code_id in wanted:
            for group in across.keys_of(passage):
                said.setdefault(group, set()).update(passage.persons())
    return {group: frozenset(found) for group, found in said.items()}


def _reason(persons: int, belonging: frozenset[str], by: str) -> str:
    if not belonging:
        return NO_LEG if by == ABOUT else NOBODY
    return UNQUOTED if persons else UNSAID


def quoted(cells: Sequence[QuoteCell]) -> Iterator[tuple[QuoteCell, Quotation | None]]:
    """The cells quotation by quotation; a cell without any comes once, with None."""
    for cell in cells:
        yield from ((cell, each) for each in cell.quotations or (None,))
