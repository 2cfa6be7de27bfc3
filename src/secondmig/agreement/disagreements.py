"""Where two coders differ: the list to talk about, from two sets of codings."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from secondmig.agreement.segments import SegmentRule, matched, overlapping
from secondmig.core.span import Span, SpanSet
from secondmig.core.types import FacetValue

Kind: TypeAlias = Literal["confusion", "facet", "boundary", "one_coder"]
KINDS: tuple[Kind, ...] = ("confusion", "facet", "boundary", "one_coder")
"""In the order of the list: a confusion says something about the codebook, an omission about attention."""
ANY_OVERLAP = SegmentRule(1e-9)
"""How codings of the same code are paired: one code point in common is enough."""


@dataclass(frozen=True, slots=True)
class Marked:
    """One coding, as far as comparing needs it.

    Attributes:
        id: of the coding.
        document: the document.
        code: the code.
        span: code points in the document's text.
        facets: facet -> value; a facet that is not there was not filled in.
    """

    id: str
    document: str
    code: str
    span: Span
    facets: Mapping[str, FacetValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One place where two coders differ.

    Attributes:
        kind: confusion (the first has ``code_a`` and not ``code_b``, the second the reverse), facet (same
            code, other value), boundary (same code, other ends), one_coder (nothing of the other there).
        document: where.
        span: the stretch concerned: for a confusion what both marked and neither as the other, for a boundary
            all that either marked, else the coding.
        code_a: the first coder's code; "" where only the second coded.
        code_b: the second coder's code; "" where only the first coded.
        first: ids of the first coder's codings concerned.
        second: ids of the second coder's.
        facet: which facet differs, else "".
        value_a: the first coder's value, None where it is not filled in.
        value_b: the second coder's value.
    """

    kind: Kind
    document: str
    span: Span
    code_a: str
    code_b: str
    first: tuple[str, ...]
    second: tuple[str, ...]
    facet: str = ""
    value_a: FacetValue | None = None
    value_b: FacetValue | None = None

    def subject(self) -> tuple[str, str, str]:
        """What is to be talked about: the two codes without regard to who said which, and the facet."""
        low, high = sorted((self.code_a or self.code_b, self.code_b or self.code_a))
        return low, high, self.facet


@dataclass(frozen=True, slots=True)
class Topic:
    """All disagreements of a kind about the same codes.

    Attributes:
        kind: of all of them.
        codes: the two codes of a confusion, in alphabetical order; otherwise the code twice.
        facet: which facet, else "".
        places: in order of document and span.
    """

    kind: Kind
    codes: tuple[str, str]
    facet: str
    places: tuple[Disagreement, ...]

    @property
    def n(self) -> int:
        """How many places."""
        return len(self.places)


def disagreements(
    first: Iterable[Marked], second: Iterable[Marked], *, least: float = 0.0
) -> tuple[Topic, ...]:
    """Everything two coders differ in, most telling first.

    A confusion is a stretch where one coder has X and not Y and the other Y and not X, one for each pair of
    codings that overlap in such a stretch, counted both ways. Where the X of one has an X of the other beside
    it and the Y a Y, neighbouring codings only end at different places: that is a boundary, not a confusion.
    Codings of the same code are paired one to one by overlap (see :func:`matched`); a pair with other ends is
    a boundary, as is a further coding that overlaps one of the other coder; a pair with another value of a
    facet is a facet difference. What meets neither the code nor a confusion is one coder's alone.

    Args:
        first: one coder's codings, of documents that both coders were assigned.
        second: the other's.
        least: share of the shorter of two codings that a confusion must cover, 0-1; with 0 one code point is
            enough.

    Returns:
        Topics, confusions first, then by number of places, then by codes and facet.
    """
    by_document = _grouped(first, second)
    found: list[Disagreement] = []
    for document in sorted(by_document):
        found += _in_document(*by_document[document], least)
    grouped: defaultdict[tuple[int, str, str, str], list[Disagreement]] = defaultdict(list)
    for each in found:
        grouped[KINDS.index(each.kind), *each.subject()].append(each)
    topics = [
        Topic(KINDS[kind], (low, high), facet, tuple(sorted(places, key=_position)))
        for (kind, low, high, facet), places in grouped.items()
    ]
    return tuple(sorted(topics, key=_rank))


def paired_codings(
    first: Iterable[Marked], second: Iterable[Marked], rule: SegmentRule
) -> tuple[tuple[Marked, Marked], ...]:
    """Codings of two coders with the same code that are the same segment, in order of document and span.

    Args:
        first: one coder's codings.
        second: the other's.
        rule: when two segments are the same.
    """
    pairs = []
    by_document = _grouped(first, second)
    for document in sorted(by_document):
        mine, theirs = by_document[document]
        for code in sorted({each.code for each in mine} & {each.code for each in theirs}):
            a = [each for each in mine if each.code == code]
            b = [each for each in theirs if each.code == code]
            match = matched([each.span for each in a], [each.span for each in b], rule)
            pairs += [(a[one], b[other]) for one, other in match.pairs]
    return tuple(sorted(pairs, key=lambda pair: (pair[0].document, pair[0].span, pair[0].code, pair[0].id)))


def _in_document(first: list[Marked], second: list[Marked], least: float) -> list[Disagreement]:
    pairs = paired_codings(first, second, ANY_OVERLAP)
    met_first, met_second = _beside(first, second), _beside(second, first)
    confused = [
        each for each, share in _confusions(first, second, (met_first, met_second)) if share >= least - 1e-12
    ]
    found = confused + _boundaries(pairs) + _facets(pairs)
    paired_first, paired_second = {a.id for a, _ in pairs}, {b.id for _, b in pairs}
    settled_first = {name for each in confused for name in each.first}
    settled_second = {name for each in confused for name in each.second}
    for a in first:
        if met_first[a.id] and a.id not in paired_first:
            found.append(_fragment(a, met_first[a.id], mine=True))
        elif not met_first[a.id] and a.id not in settled_first:
            found.append(Disagreement("one_coder", a.document, a.span, a.code, "", (a.id,), ()))
    for b in second:
        if met_second[b.id] and b.id not in paired_second:
            found.append(_fragment(b, met_second[b.id], mine=False))
        elif not met_second[b.id] and b.id not in settled_second:
            found.append(Disagreement("one_coder", b.document, b.span, "", b.code, (), (b.id,)))
    return found


def _beside(codings: Sequence[Marked], others: Sequence[Marked]) -> dict[str, list[Marked]]:
    """Coding id -> the other coder's codings with the same code that overlap it, most overlap first."""
    found: dict[str, list[Marked]] = {each.id: [] for each in codings}
    for one, other in overlapping([each.span for each in codings], [each.span for each in others]):
        if codings[one].code == others[other].code:
            found[codings[one].id].append(others[other])
    for each in codings:
        span = each.span
        found[each.id].sort(key=lambda other: (-_shared(span, other.span), other.span, other.id))
    return found


def _confusions(
    first: Sequence[Marked], second: Sequence[Marked], met: tuple[dict[str, list[Marked]], ...]
) -> list[tuple[Disagreement, float]]:
    """Confusions, each with the share of the shorter coding that it covers."""
    of_first, of_second = _by_code(first), _by_code(second)
    found = []
    for one, other in overlapping([each.span for each in first], [each.span for each in second]):
        a, b = first[one], second[other]
        if a.code == b.code or (met[0][a.id] and met[1][b.id]):
            continue
        both = a.span.intersection(b.span)
        stretch = SpanSet.of([both] if both else [])
        stretch = stretch.difference(of_first.get(b.code, SpanSet()))
        stretch = stretch.difference(of_second.get(a.code, SpanSet()))
        if stretch:
            where = Span(stretch.spans[0].start, stretch.spans[-1].end)
            made = Disagreement("confusion", a.document, where, a.code, b.code, (a.id,), (b.id,))
            found.append((made, stretch.length() / min(len(a.span), len(b.span))))
    return found


def _boundaries(pairs: Iterable[tuple[Marked, Marked]]) -> list[Disagreement]:
    return [
        Disagreement("boundary", a.document, _hull(a.span, b.span), a.code, b.code, (a.id,), (b.id,))
        for a, b in pairs
        if a.span != b.span
    ]


def _fragment(coding: Marked, met: Sequence[Marked], *, mine: bool) -> Disagreement:
    """A further coding where the other coder has the same code: a boundary with the one it shares most."""
    other = met[0]
    ids = ((coding.id,), (other.id,)) if mine else ((other.id,), (coding.id,))
    span = _hull(coding.span, other.span)
    return Disagreement("boundary", coding.document, span, coding.code, coding.code, *ids)


def _facets(pairs: Iterable[tuple[Marked, Marked]]) -> list[Disagreement]:
    return [
        Disagreement(
            "facet",
            a.document,
            _hull(a.span, b.span),
            a.code,
            b.code,
            (a.id,),
            (b.id,),
            facet,
            a.facets.get(facet),
            b.facets.get(facet),
        )
        for a, b in pairs
        for facet in sorted(a.facets.keys() | b.facets.keys())
        if a.facets.get(facet) != b.facets.get(facet)
    ]


def _grouped(
    first: Iterable[Marked], second: Iterable[Marked]
) -> dict[str, tuple[list[Marked], list[Marked]]]:
    found: defaultdict[str, tuple[list[Marked], list[Marked]]] = defaultdict(lambda: ([], []))
    for coder, codings in enumerate((first, second)):
        for each in sorted(codings, key=lambda coding: (coding.span, coding.code, coding.id)):
            found[each.document][coder].append(each)
    return dict(found)


def _by_code(codings: Sequence[Marked]) -> dict[str, SpanSet]:
    spans: defaultdict[str, list[Span]] = defaultdict(list)
    for each in codings:
        spans[each.code].append(each.span)
    return {code: SpanSet.of(found) for code, found in spans.items()}


def _shared(a: Span, b: Span) -> int:
    return min(a.end, b.end) - max(a.start, b.start)


def _hull(a: Span, b: Span) -> Span:
    return Span(min(a.start, b.start), max(a.end, b.end))


def _rank(topic: Topic) -> tuple[int, int, tuple[str, str], str]:
    return KINDS.index(topic.kind), -topic.n, topic.codes, topic.facet


def _position(each: Disagreement) -> tuple[str, Span, tuple[str, ...], tuple[str, ...]]:
    return each.document, each.span, each.first, each.second
