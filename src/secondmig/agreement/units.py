"""Agreement by given units: sentences, turns, whole documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from secondmig.agreement.characters import BITS, binary_ratings, refuse_crowd, set_ratings
from secondmig.agreement.layers import CodedDocument, Columns, columns, merged
from secondmig.agreement.tables import Floats, Ints, Ratings
from secondmig.core.span import Span


@dataclass(frozen=True, slots=True)
class UnitRule:
    """When a unit counts as coded.

    Attributes:
        unit: as printed: sentence, turn, document.
        least: share of the unit's in-scope code points that the coder's spans must cover, 0-1; with 0 one
            code point is enough.

    Raises:
        ValueError: ``least`` is not a share.
    """

    unit: str
    least: float = 0.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.least <= 1.0:
            message = f"the least share lies between 0 and 1, not at {self.least}"
            raise ValueError(message)

    def in_words(self) -> str:
        """The rule as printed beside a result."""
        if self.least == 0.0:
            return f"a {self.unit} counts as coded if any of it is"
        return f"a {self.unit} counts as coded if at least {self.least:.0%} of it is"


def span_ratings(
    documents: Sequence[CodedDocument],
    codes: Sequence[str],
    units: Mapping[str, Sequence[Span]],
    rule: UnitRule,
) -> dict[str, Ratings]:
    """Each code as a yes or no of every coder about every given unit.

    Args:
        documents: with the same coders in the same order.
        codes: what to compare.
        units: document -> its sentences or turns, in code points; those without text in scope do not count.
        rule: when a unit counts as coded.

    Returns:
        Code -> ratings with the answers False and True.

    Raises:
        SecondmigError: more than 62 coders.

    >>> layers = ({"C": [Span(0, 6)]}, {"C": [Span(4, 10)]})
    >>> thirds = {"d": [Span(0, 5), Span(5, 10), Span(10, 15)]}
    >>> made = span_ratings([CodedDocument("d", 15, layers)], ["C"], thirds, UnitRule("turn"))
    >>> made["C"].square().tolist()
    [[1.0, 0.0], [0.0, 2.0]]
    """
    table = columns(documents, codes)
    refuse_crowd(table.coders)
    document, start, end = _placed(table, documents, units)
    m = max(table.coders, 1)
    flags = np.zeros((len(table.codes), len(start)), dtype=np.int64)
    for code, coder, covered in _coverage(table, start, end):
        flags[code] |= _applied(covered, end - start, rule.least).astype(np.int64) << (coder % m)
    which, unit = np.nonzero(flags)
    size = np.bincount(document, minlength=len(table.documents)).astype(np.float64)
    ones = np.ones(len(unit), dtype=np.int64)
    return binary_ratings(table, which, document[unit], flags[which, unit], ones, (size, rule.unit))


def span_sets(
    documents: Sequence[CodedDocument],
    codes: Sequence[str],
    units: Mapping[str, Sequence[Span]],
    rule: UnitRule,
) -> Ratings:
    """Every coder's set of codes in every given unit, for MASI and Jaccard distances.

    Args:
        documents: with the same coders in the same order.
        codes: what the sets are made of.
        units: document -> its sentences or turns, in code points.
        rule: when a unit counts as coded.
    """
    table = columns(documents, codes)
    document, start, end = _placed(table, documents, units)
    words = -(-max(len(codes), 1) // BITS)
    flags = np.zeros((len(start), max(table.coders, 1) * words), dtype=np.int64)
    for code, coder, covered in _coverage(table, start, end):
        applied = _applied(covered, end - start, rule.least).astype(np.int64)
        flags[:, coder * words + code // BITS] |= applied << (code % BITS)
    size = np.bincount(document, minlength=len(table.documents)).astype(np.float64)
    ones = np.ones(len(start), dtype=np.int64)
    return set_ratings(table, document, flags, ones, (size, rule.unit))


def whole(documents: Sequence[CodedDocument]) -> dict[str, tuple[Span, ...]]:
    """Every document as one unit, for presence in a document."""
    return {each.id: (Span(0, each.length),) if each.length else () for each in documents}


def _placed(
    table: Columns, documents: Sequence[CodedDocument], units: Mapping[str, Sequence[Span]]
) -> tuple[Ints, Ints, Ints]:
    """Document, start and end on the axis of every unit with text in scope."""
    length = {document.id: document.length for document in documents}
    rows = []
    for number, name in enumerate(table.documents):
        for span in units.get(name, ()):
            if span.end > length[name]:
                message = f"{name}: a unit ends at {span.end}, the text at {length[name]}"
                raise ValueError(message)
            base = int(table.text_base[number])
            rows.append((number, base + span.start, base + span.end))
    placed = np.asarray(rows, dtype=np.int64).reshape(-1, 3)
    start, end = table.on_axis(placed[:, 1]), table.on_axis(placed[:, 2])
    kept = end > start
    return placed[kept, 0], start[kept], end[kept]


def _coverage(table: Columns, start: Ints, end: Ints) -> list[tuple[int, int, Ints]]:
    """Code, coder and covered code points of every unit, for each code that a coder used."""
    m = max(table.coders, 1)
    group, first, last = merged(table.code * m + table.coder, table.start, table.end)
    found = []
    for number in np.unique(group):
        mine = group == number
        inside = _covered_before(end, first[mine], last[mine]) - _covered_before(
            start, first[mine], last[mine]
        )
        found.append((int(number) // m, int(number) % m, inside))
    return found


def _covered_before(place: Ints, first: Ints, last: Ints) -> Ints:
    """Covered code points before each place; the stretches do not overlap."""
    before = np.cumsum(np.append(0, last - first))
    stretch = np.searchsorted(first, place, side="right") - 1
    inside = np.maximum(stretch, 0)
    within = np.minimum(place - first[inside], (last - first)[inside])
    return np.where(stretch < 0, 0, before[inside] + within)


def _applied(covered: Ints, length: Ints, least: float) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    share: Floats = covered / length
    return np.asarray((covered > 0) & (share >= least - 1e-12))
