"""Agreement by segment: which codings of two coders are one and the same."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from secondmig.agreement.layers import CodedDocument, Columns, columns
from secondmig.agreement.tables import Ratings
from secondmig.core.span import Span

Overlap: TypeAlias = Literal["union", "longer"]
"""Shared code points over those of either (Jaccard), or over those of the longer of the two."""


@dataclass(frozen=True, slots=True)
class SegmentRule:
    """When two segments are the same.

    Attributes:
        overlap: share, above 0 and at most 1, that must be reached.
        of: what it is a share of.

    Raises:
        ValueError: ``overlap`` is not such a share.
    """

    overlap: float = 0.9
    of: Overlap = "union"

    def __post_init__(self) -> None:
        if not 0.0 < self.overlap <= 1.0:
            message = f"the overlap lies above 0 and at most at 1, not at {self.overlap}"
            raise ValueError(message)

    def share(self, a: Span, b: Span) -> float:
        """How much two segments share, 0-1.

        >>> SegmentRule(of="longer").share(Span(0, 10), Span(5, 10))
        0.5
        """
        shared = min(a.end, b.end) - max(a.start, b.start)
        if shared <= 0:
            return 0.0
        base = max(len(a), len(b)) if self.of == "longer" else len(a) + len(b) - shared
        return shared / base

    def in_words(self) -> str:
        """The rule as printed beside a result."""
        base = "their union" if self.of == "union" else "the longer of the two"
        return (
            f"two segments are the same from an overlap of {self.overlap:.0%} of {base}; "
            "each is paired once, with as many pairs as possible"
        )


@dataclass(frozen=True, slots=True)
class Matching:
    """Which segments of two coders belong together.

    Attributes:
        pairs: positions in the first and the second list, ascending.
        only_first: positions without a partner.
        only_second: positions without a partner.
    """

    pairs: tuple[tuple[int, int], ...]
    only_first: tuple[int, ...]
    only_second: tuple[int, ...]


def matched(first: Sequence[Span], second: Sequence[Span], rule: SegmentRule) -> Matching:
    """Pair the segments of two coders, one to one, with as many pairs as possible.

    Candidates are tried in order of their overlap, largest first, then by position, and a pair is given up
    again where that lets one more be made (augmenting paths; Kuhn 1955, Berge 1957). So no greedy choice
    loses a pair, and the result does not depend on the order of the input beyond equal segments.

    Args:
        first: one coder's segments, in any order, overlapping or not.
        second: the other's.
        rule: when two segments are the same.

    >>> matched([Span(0, 10), Span(20, 30)], [Span(0, 9), Span(40, 50)], SegmentRule(0.5)).pairs
    ((0, 0),)
    """
    options = _candidates(first, second, rule)
    partner: dict[int, int] = {}
    for one in sorted(options, key=lambda each: (-options[each][0][0], first[each], each)):
        _paired(one, options, partner)
    pairs = sorted((one, other) for other, one in partner.items())
    taken = {one for one, _ in pairs}
    return Matching(
        tuple(pairs),
        tuple(one for one in range(len(first)) if one not in taken),
        tuple(other for other in range(len(second)) if other not in partner),
    )


def segment_ratings(
    documents: Sequence[CodedDocument], codes: Sequence[str], rule: SegmentRule
) -> dict[str, Ratings]:
    """Each code as a yes or no of two coders about every segment that either marked.

    A unit is a pair of segments that are the same, or a segment without a partner. There are no units that
    nobody coded, so coefficients corrected for chance have no value (see ``Ratings.only_coded``). Equal
    segments of one coder count once each.

    Args:
        documents: with the same two coders in the same order.
        codes: what to compare.
        rule: when two segments are the same.

    Raises:
        ValueError: more than two coders.
    """
    table = columns(documents, codes)
    if table.coders > 2:
        message = f"segments can be compared for two coders at a time, not {table.coders}"
        raise ValueError(message)
    counts = np.zeros((len(table.codes), len(table.clusters), 3))
    for (code, document), (first, second) in by_place(table).items():
        match = matched(first, second, rule)
        found = (len(match.pairs), len(match.only_first), len(match.only_second))
        counts[code, int(table.cluster[document])] += found
    patterns = np.asarray([[1, 1], [1, 0], [0, 1]], dtype=np.int64)
    return {
        name: Ratings(patterns, counts[number], (False, True), table.clusters, "segment", only_coded=True)
        for number, name in enumerate(table.codes)
    }


def by_place(table: Columns) -> dict[tuple[int, int], tuple[list[Span], list[Span]]]:
    """(code, document) -> the segments of both coders on the axis, in order; for two coders."""
    document = table.document_at(table.start)
    found: defaultdict[tuple[int, int], tuple[list[Span], list[Span]]] = defaultdict(lambda: ([], []))
    rows = zip(
        table.code.tolist(),
        document.tolist(),
        table.coder.tolist(),
        table.start.tolist(),
        table.end.tolist(),
        strict=True,
    )
    for code, place, coder, start, end in sorted(rows):
        found[code, place][coder].append(Span(start, end))
    return dict(found)


def overlapping(first: Sequence[Span], second: Sequence[Span]) -> list[tuple[int, int]]:
    """Positions of all pairs that share a code point; one sweep, so long lists stay cheap."""
    order = sorted(range(len(second)), key=lambda other: second[other])
    active: list[int] = []
    found = []
    upcoming = 0
    for one in sorted(range(len(first)), key=lambda each: first[each]):
        span = first[one]
        while upcoming < len(order) and second[order[upcoming]].start < span.end:
            active.append(order[upcoming])
            upcoming += 1
        active = [other for other in active if second[other].end > span.start]
        found += [(one, other) for other in active if second[other].start < span.end]
    return sorted(found)


def _candidates(
    first: Sequence[Span], second: Sequence[Span], rule: SegmentRule
) -> dict[int, list[tuple[float, int]]]:
    """Position in the first list -> share and position of what it may be paired with, best first."""
    options: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    for one, other in overlapping(first, second):
        share = rule.share(first[one], second[other])
        if share >= rule.overlap - 1e-12:
            options[one].append((share, other))
    for each in options.values():
        each.sort(key=lambda option: (-option[0], second[option[1]], option[1]))
    return dict(options)


def _paired(start: int, options: dict[int, list[tuple[float, int]]], partner: dict[int, int]) -> None:
    """Find a partner for one segment, moving others to another partner if need be; without recursion."""
    came_from: dict[int, int] = {}
    queue = [start]
    for one in queue:
        for _, other in options.get(one, ()):
            if other in came_from:
                continue
            came_from[other] = one
            if other in partner:
                queue.append(partner[other])
                continue
            _exchange(other, came_from, partner)
            return


def _exchange(free: int, came_from: dict[int, int], partner: dict[int, int]) -> None:
    """Give ``free`` to who reached it, that one's old partner to who reached that, and so on."""
    holder = {one: other for other, one in partner.items()}
    other: int | None = free
    while other is not None:
        one = came_from[other]
        partner[other], other = one, holder.get(one)
