"""Coded documents made of plain numbers, random ones, and the same expanded to single characters."""

from collections.abc import Sequence

from hypothesis import strategies as st

from secondmig.agreement.layers import CodedDocument, Layer
from secondmig.core.span import Span, SpanSet

CODES = ("A", "B")
Answers = list[tuple[frozenset[str] | None, ...]]


def layer(*marks: tuple[int, int, str]) -> dict[str, list[Span]]:
    """(start, end, code) -> a layer."""
    made: dict[str, list[Span]] = {}
    for start, end, code in marks:
        made.setdefault(code, []).append(Span(start, end))
    return made


@st.composite
def documents(
    draw: st.DrawFn, *, coders: int = 2, missing: bool = True, codes: Sequence[str] = CODES
) -> list[CodedDocument]:
    """Up to three short documents, coded by several, with a scope and coders who are not assigned."""
    made = []
    for number in range(draw(st.integers(1, 3))):
        length = draw(st.integers(1, 30))
        layers = []
        for _ in range(coders):
            marks = draw(
                st.lists(
                    st.tuples(st.integers(0, 29), st.integers(1, 12), st.sampled_from(codes)), max_size=5
                )
            )
            inside = [(s, min(s + n, length), c) for s, n, c in marks if s < length]
            absent = missing and draw(st.integers(0, 4)) == 0
            layers.append(None if absent else layer(*inside))
        scope = draw(st.one_of(st.none(), st.lists(st.integers(0, length - 1), max_size=20)))
        kept = None if scope is None else SpanSet.of(Span(at, at + 1) for at in scope)
        made.append(CodedDocument(f"d{number}", length, tuple(layers), kept))
    return made


def expanded(every: Sequence[CodedDocument]) -> list[tuple[str, int, tuple[frozenset[str] | None, ...]]]:
    """Document, place and every coder's codes for each in-scope character of doubly coded documents."""
    rows = []
    for document in every:
        if sum(each is not None for each in document.layers) >= 2:
            scope = document.in_scope()
            rows += [
                (document.id, place, tuple(_codes_at(each, place) for each in document.layers))
                for place in range(document.length)
                if scope.overlaps(Span(place, place + 1))
            ]
    return rows


def _codes_at(marked: Layer | None, place: int) -> frozenset[str] | None:
    if marked is None:
        return None
    return frozenset(
        code for code, spans in marked.items() if any(span.start <= place < span.end for span in spans)
    )
