"""Agreement on a facet, apart from agreement on the code."""

from collections.abc import Hashable, Iterable, Mapping, Sequence

from secondmig.agreement.disagreements import Marked, paired_codings
from secondmig.agreement.segments import SegmentRule
from secondmig.agreement.tables import Ratings, ratings_of
from secondmig.core.types import FacetValue


def facet_ratings(
    pairs: Iterable[tuple[Marked, Marked]],
    facet: str,
    *,
    values: Sequence[FacetValue] | None = None,
    clusters: Mapping[str, str] | None = None,
) -> Ratings:
    """What two coders say of a facet where they agree that the code applies.

    A unit is a pair of codings with the same code that are the same segment (see :func:`facet_pairs`), so a
    quarrel about the code does not lower the agreement about, say, the country it is about. A facet that a
    coder left empty is missing. Values that are lists become sets, for the MASI and Jaccard distances.

    Args:
        pairs: codings of the first and of the second coder.
        facet: its name.
        values: the possible values in their order; those given if left out. The number of values decides
            what Brennan-Prediger and AC1 take for chance.
        clusters: document -> what is resampled; the document itself if left out.

    Raises:
        ValueError: a value outside ``values``.
    """
    found = list(pairs)
    rows = [(a.facets.get(facet), b.facets.get(facet)) for a, b in found]
    given = [value for row in rows for value in row if value is not None]
    several = any(isinstance(value, tuple) for value in (*given, *(values or ())))
    named = clusters or {}
    return ratings_of(
        [tuple(_answer(value, several=several) for value in row) for row in rows],
        categories=None if values is None else [_known(value, several=several) for value in values],
        clusters=[named.get(a.document, a.document) for a, _ in found],
        unit="segment",
    )


def facet_pairs(
    first: Iterable[Marked], second: Iterable[Marked], rule: SegmentRule | None = None
) -> tuple[tuple[Marked, Marked], ...]:
    """The pairs of codings whose facets are compared: same code, overlap of at least half their union.

    Args:
        first: one coder's codings.
        second: the other's.
        rule: another overlap.
    """
    return paired_codings(first, second, rule or SegmentRule(0.5))


def _answer(value: FacetValue | None, *, several: bool) -> Hashable | None:
    return None if value is None else _known(value, several=several)


def _known(value: FacetValue, *, several: bool) -> Hashable:
    if not several:
        return value
    return frozenset(value if isinstance(value, tuple) else (value,))
