"""A third layer out of two: what both coders say goes in as it is, the rest as it was decided."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from secondmig.agreement.disagreements import ANY_OVERLAP, Disagreement, Marked, paired_codings
from secondmig.core.span import Span
from secondmig.core.types import FacetValue

Take: TypeAlias = Literal["a", "b", "both", "neither"]
"""Whose reading holds. Of a boundary, "both" is all that either marked and "neither" what both marked; of a
facet, "both" is the values of the two together and "neither" leaves it empty."""
Side: TypeAlias = Literal["a", "b"]


@dataclass(frozen=True, slots=True)
class Settled:
    """One coding of the third layer.

    Attributes:
        document: where.
        code: the code.
        span: code points in the document's text.
        first: id of the first coder's coding it comes from, "" if none.
        second: id of the second coder's, "" if none.
        base: whose facets hold but for ``changes``.
        changes: facets that are other than in the base; None where one is left empty.
        decisions: the disagreements that were decided about it, in order.
    """

    document: str
    code: str
    span: Span
    first: str
    second: str
    base: Side
    changes: Mapping[str, FacetValue | None] = field(default_factory=dict)
    decisions: tuple[Disagreement, ...] = ()


def settle(
    first: Iterable[Marked], second: Iterable[Marked], takes: Mapping[Disagreement, Take]
) -> tuple[Settled, ...]:
    """The third layer.

    Codings of the same code that overlap are one: its ends and each facet in which they differ are as
    decided. A coding without a partner is kept where any decision about it takes it (so where it was confused
    with two codes, one decision for it is enough). With "a" everywhere the layer is the first coder's, with
    "b" everywhere the second's.

    Args:
        first: one coder's codings.
        second: the other's.
        takes: for every disagreement between the two (see :func:`disagreements`) whose reading holds.

    Returns:
        Codings by document, span and code.

    Raises:
        KeyError: a disagreement about a coding is not among ``takes``.
    """
    mine, theirs = list(first), list(second)
    about = _about(takes)
    pairs = paired_codings(mine, theirs, ANY_OVERLAP)
    made = [_pair(a, b, about, takes) for a, b in pairs]
    paired = {each.id for pair in pairs for each in pair}
    for side, codings in (("a", mine), ("b", theirs)):
        for each in codings:
            if each.id not in paired:
                made += _alone(each, "a" if side == "a" else "b", about, takes)
    return tuple(
        sorted(made, key=lambda each: (each.document, each.span, each.code, each.first, each.second))
    )


def contested(takes: Mapping[Disagreement, Take]) -> tuple[str, ...]:
    """Ids of codings that one decision keeps and another does not, in order."""
    said: defaultdict[str, set[bool]] = defaultdict(set)
    for each, take in takes.items():
        if each.kind in {"confusion", "one_coder"}:
            for ids, side in ((each.first, "a"), (each.second, "b")):
                for name in ids:
                    said[name].add(take in {side, "both"})
    return tuple(sorted(name for name, kept in said.items() if len(kept) > 1))


def _about(takes: Mapping[Disagreement, Take]) -> dict[str, list[Disagreement]]:
    """Coding id -> the disagreements that it is part of, in order."""
    found: defaultdict[str, list[Disagreement]] = defaultdict(list)
    for each in sorted(takes, key=lambda one: (one.document, one.span, one.kind, one.facet, one.subject())):
        for name in (*each.first, *each.second):
            found[name].append(each)
    return found


def _pair(
    a: Marked,
    b: Marked,
    about: Mapping[str, Sequence[Disagreement]],
    takes: Mapping[Disagreement, Take],
) -> Settled:
    both = [each for each in about.get(a.id, ()) if each.first == (a.id,) and each.second == (b.id,)]
    ends = [each for each in both if each.kind == "boundary"]
    facets = [each for each in both if each.kind == "facet"]
    names = {name for name in a.facets.keys() | b.facets.keys() if a.facets.get(name) != b.facets.get(name)}
    if (a.span != b.span and not ends) or names != {each.facet for each in facets}:
        raise KeyError(a.id)
    taken = {takes[each] for each in (*ends, *facets)}
    base: Side = "b" if "b" in taken and "a" not in taken else "a"
    changes: dict[str, FacetValue | None] = {}
    for each in facets:
        value = _value(each, takes[each])
        if value != (each.value_a if base == "a" else each.value_b):
            changes[each.facet] = value
    span = _ends(a.span, b.span, takes[ends[0]]) if ends else a.span
    return Settled(a.document, a.code, span, a.id, b.id, base, changes, (*ends, *facets))


def _ends(a: Span, b: Span, take: Take) -> Span:
    if take == "both":
        return Span(min(a.start, b.start), max(a.end, b.end))
    if take == "neither":
        return Span(max(a.start, b.start), min(a.end, b.end))
    return a if take == "a" else b


def _value(each: Disagreement, take: Take) -> FacetValue | None:
    if take == "a":
        return each.value_a
    if take == "b":
        return each.value_b
    if take == "neither":
        return None
    values = [value for value in (each.value_a, each.value_b) if value is not None]
    together = [one for value in values for one in (value if isinstance(value, tuple) else (value,))]
    return tuple(dict.fromkeys(together))


def _alone(
    each: Marked,
    side: Side,
    about: Mapping[str, Sequence[Disagreement]],
    takes: Mapping[Disagreement, Take],
) -> list[Settled]:
    decided = about.get(each.id, ())
    if not decided:
        raise KeyError(each.id)
    if not any(takes[one] in {side, "both"} for one in decided):
        return []
    first, second = (each.id, "") if side == "a" else ("", each.id)
    return [Settled(each.document, each.code, each.span, first, second, side, {}, tuple(decided))]
