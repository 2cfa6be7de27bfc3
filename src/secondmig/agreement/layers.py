"""What coders marked in documents, as values and as columns on one axis."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import TypeAlias

import numpy as np

from secondmig.agreement.tables import Ints
from secondmig.core.span import Span, SpanSet

Layer: TypeAlias = Mapping[str, Sequence[Span]]
"""One coder's codings of one document: code -> spans as marked, in any order, overlapping or not."""


_START, _END = attrgetter("start"), attrgetter("end")


@dataclass(frozen=True, slots=True)
class CodedDocument:
    """A document as several coders marked it.

    Attributes:
        id: the document.
        length: code points of its text.
        layers: by coder, in the same order in every document; None where the coder was not assigned the
            document, which is missing and not "no code". An assigned coder who marked nothing has ``{}``.
        scope: the text that counts, e.g. the words of participants, or of turns in one language; all of it
            if None. Text outside is taken out before anything is measured.
        cluster: what is resampled, e.g. the person; the document itself if "".

    Raises:
        ValueError: a span or the scope ends after the text.
    """

    id: str
    length: int
    layers: tuple[Layer | None, ...]
    scope: SpanSet | None = None
    cluster: str = ""

    def __post_init__(self) -> None:
        if self.scope is not None and self.scope.spans and self.scope.spans[-1].end > self.length:
            message = f"{self.id}: the scope ends at {self.scope.spans[-1].end}, the text at {self.length}"
            raise ValueError(message)
        for layer in self.layers:
            for code, spans in (layer or {}).items():
                for span in spans:
                    if span.end > self.length:
                        message = f"{self.id}: {code} ends at {span.end}, the text at {self.length}"
                        raise ValueError(message)

    def in_scope(self) -> SpanSet:
        """The text that counts."""
        if self.scope is not None:
            return self.scope
        return SpanSet((Span(0, self.length),)) if self.length else SpanSet()

    def doubly_coded(self) -> bool:
        """Whether at least two coders were assigned the document."""
        return sum(layer is not None for layer in self.layers) >= 2


def rolled_up(layer: Layer, ancestors: Mapping[str, str]) -> dict[str, tuple[Span, ...]]:
    """A layer at a higher level of the codebook: spans of a code move to its ancestor.

    Args:
        layer: one coder's codings.
        ancestors: code -> the code it counts as; codes that are not named stay.
    """
    moved: dict[str, list[Span]] = {}
    for code in sorted(layer):
        moved.setdefault(ancestors.get(code, code), []).extend(layer[code])
    return {code: tuple(sorted(spans)) for code, spans in sorted(moved.items())}


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Codings of doubly coded documents as columns, on one axis of in-scope code points.

    The axis is all in-scope text, document after document; out-of-scope text has no length, so a coding that
    runs over an interviewer's question is one stretch here. Documents with one coder or none are left out.

    Attributes:
        documents: D ids.
        clusters: C names, sorted.
        cluster: (D,) which cluster each document belongs to.
        codes: the codes asked for, in that order.
        assigned: (D, m) whether the coder was assigned the document.
        base: (D + 1,) where each document begins on the axis; the last is its end.
        code: (S,) index into ``codes``.
        coder: (S,) 0 to m - 1.
        start: (S,) on the axis.
        end: (S,) on the axis, after ``start``.
        scope_start: in-scope stretches: where they begin, all texts laid end to end.
        scope_before: in-scope code points before each of them, and in all.
        text_base: (D + 1,) where each text begins when all are laid end to end.
    """

    documents: tuple[str, ...]
    clusters: tuple[str, ...]
    cluster: Ints
    codes: tuple[str, ...]
    assigned: Ints
    base: Ints
    code: Ints
    coder: Ints
    start: Ints
    end: Ints
    scope_start: Ints
    scope_before: Ints
    text_base: Ints

    @property
    def coders(self) -> int:
        """Number of coders, m."""
        return int(self.assigned.shape[1])

    def document_at(self, place: Ints) -> Ints:
        """Which document each place on the axis belongs to."""
        if len(place) > len(self.base) and bool((place[1:] >= place[:-1]).all()):
            ends = np.searchsorted(place, self.base)  # in order: look for the few documents, not the places
            if ends[0] == 0 and ends[-1] == len(place):
                return np.repeat(np.arange(len(self.documents)), np.diff(ends))
        return np.searchsorted(self.base, place, side="right") - 1

    def on_axis(self, place: Ints) -> Ints:
        """Places in the texts laid end to end -> in-scope code points before them."""
        return _before(place, self.scope_start, self.scope_before)


def columns(documents: Iterable[CodedDocument], codes: Sequence[str]) -> Columns:
    """Lay the codings of some codes out as columns.

    Args:
        documents: with the same coders in the same order.
        codes: what to compare; codings with other codes are left out.

    Raises:
        ValueError: documents with different numbers of coders, a document or a code twice.
    """
    every = list(documents)
    kept = [document for document in every if document.doubly_coded()]
    _check(every, codes)
    m = len(every[0].layers) if every else 0
    text_base = np.cumsum([0, *(document.length for document in kept)])
    scope = [
        (int(text_base[number]) + span.start, len(span))
        for number, document in enumerate(kept)
        for span in document.in_scope()
    ]
    scope_start = np.asarray([start for start, _ in scope], dtype=np.int64)
    scope_before = np.cumsum([0, *(length for _, length in scope)])
    code, coder, start, end = _rows(kept, codes, text_base)
    start = _before(start, scope_start, scope_before)
    end = _before(end, scope_start, scope_before)
    held = end > start
    names = sorted({document.cluster or document.id for document in kept})
    where = {name: number for number, name in enumerate(names)}
    return Columns(
        documents=tuple(document.id for document in kept),
        clusters=tuple(names),
        cluster=np.asarray([where[each.cluster or each.id] for each in kept], dtype=np.int64),
        codes=tuple(codes),
        assigned=np.asarray(
            [[layer is not None for layer in each.layers] for each in kept], dtype=np.int64
        ).reshape(len(kept), m),
        base=_before(text_base, scope_start, scope_before),
        code=code[held],
        coder=coder[held],
        start=start[held],
        end=end[held],
        scope_start=scope_start,
        scope_before=scope_before,
        text_base=text_base,
    )


def merged(group: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints, Ints]:
    """Stretches of each group with those that overlap made one; those that only touch stay apart.

    Touching stretches are kept apart because where one unit ends and the next begins is what unitizing
    coefficients look at; character counts are the same either way.

    Returns:
        Group, start and end, ordered by group and start.
    """
    if len(start) == 0:
        return group, start, end
    reach = int(end.max()) + 1
    order = np.argsort(start + group * reach, kind="stable")
    group, start, end = group[order], start[order], end[order]
    furthest = np.maximum.accumulate(end + group * reach)
    new = np.ones(len(start), dtype=bool)
    new[1:] = (start[1:] + group[1:] * reach >= furthest[:-1]) | (group[1:] != group[:-1])
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(start)) - 1
    return group[first], start[first], furthest[last] - group[first] * reach


def _before(place: Ints, scope_start: Ints, scope_before: Ints) -> Ints:
    """In-scope code points before each place."""
    if len(scope_start) == 0:
        return np.zeros(len(place), dtype=np.int64)
    if scope_start[-1] == scope_before[-2]:  # nothing is out of scope but the end
        return np.asarray(np.minimum(place, scope_before[-1]), dtype=np.int64)
    stretch = np.searchsorted(scope_start, place, side="right") - 1
    inside = np.maximum(stretch, 0)
    length = np.diff(scope_before)[inside]
    within = np.clip(place - scope_start[inside], 0, length)
    return np.where(stretch < 0, 0, scope_before[inside] + within)


def _rows(
    documents: Sequence[CodedDocument], codes: Sequence[str], text_base: Ints
) -> tuple[Ints, Ints, Ints, Ints]:
    """Code, coder, start and end of every coding, the texts laid end to end."""
    index = {code: number for number, code in enumerate(codes)}
    runs: list[tuple[int, int, int, int]] = []  # code, coder, document, codings
    marked: list[Sequence[Span]] = []
    for number, document in enumerate(documents):
        for coder, layer in enumerate(document.layers):
            for code, spans in (layer or {}).items():
                place = index.get(code)
                if place is not None:
                    runs.append((place, coder, number, len(spans)))
                    marked.append(spans)
    table = np.asarray(runs, dtype=np.int64).reshape(-1, 4)
    total = int(table[:, 3].sum())
    starts = np.fromiter(map(_START, chain.from_iterable(marked)), np.int64, total)
    ends = np.fromiter(map(_END, chain.from_iterable(marked)), np.int64, total)
    of_code, of_coder, of_document = (np.repeat(table[:, column], table[:, 3]) for column in range(3))
    base = text_base[of_document]
    return of_code, of_coder, base + starts, base + ends


def _check(documents: Sequence[CodedDocument], codes: Sequence[str]) -> None:
    if len({len(document.layers) for document in documents}) > 1:
        message = "every document needs one layer, or None, of each coder"
        raise ValueError(message)
    for what, names in (("document", [each.id for each in documents]), ("code", list(codes))):
        if len(set(names)) < len(names):
            twice = next(name for place, name in enumerate(names) if name in names[:place])
            message = f"{what} {twice} stands twice"
            raise ValueError(message)
