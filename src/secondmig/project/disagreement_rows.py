"""The list to talk about as rows: topics, and places with their words, both definitions and the decision."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from secondmig.core.selection import Selection
from secondmig.core.span import Span
from secondmig.core.types import Code, Document, FacetValue
from secondmig.core.warnings import NOT_RELIABILITY
from secondmig.project.disagreeing import (
    Disputed,
    Layers,
    Talk,
    disputes,
    layers_of,
    meant,
    orphans,
    pair_of,
    topic_of,
    waits_of,
)
from secondmig.project.gate import hidden_at
from secondmig.project.listing import Listing
from secondmig.project.session import Session, cases_of, checked, find_document, meta, newest_codebooks
from secondmig.project.session import turn_at as turn_of
from secondmig.project.view import turn_number

if TYPE_CHECKING:
    from secondmig.agreement.disagreements import Disagreement

TOPICS = ("kind", "code_a", "code_b", "facet", "n", "decided", "documents")
FIELDS = (
    "id",
    "kind",
    "code_a",
    "code_b",
    "facet",
    "value_a",
    "value_b",
    "document",
    "turn",
    "quote",
    "n",
    "decided",
    "outcome",
    "reason",
    "decided_by",
    "coder_a",
    "coder_b",
    "quote_a",
    "quote_b",
    "context",
    "definition_a",
    "definition_b",
    "start",
    "end",
)
Row = dict[str, object]


def places(session: Session, talk: Talk) -> Listing:
    """One row for each place where two coders differ, the commonest confusion first.

    Raises:
        SecondmigError: the two coders, a document or a code cannot be told; see :func:`pair_of`.
    """
    layers, found, kept = _asked(session, talk)
    n = Counter(topic_of(each) for each in kept)
    desks: dict[str, _Desk] = {}
    codes = {code.id: code for version in newest_codebooks(session) for code in version.codebook.codes}
    rows = []
    for each in kept:
        name = each.place.document
        if name not in desks:
            desks[name] = _Desk.of(session, name)
        rows.append(_row(each, layers, desks[name], codes, n[topic_of(each)]))
    notes = _notes(session, layers, found, kept)
    return Listing(FIELDS, rows, _meta(session, talk, layers, len(rows)), notes)


def topics(session: Session, talk: Talk) -> Listing:
    """One row for each pair of codes that is confused, and for each code with other differences.

    Raises:
        SecondmigError: as for :func:`places`.
    """
    layers, found, kept = _asked(session, talk)
    decided = Counter(topic_of(each) for each in found if each.decision is not None)
    grouped: dict[tuple[str, str, str, str], list[Disputed]] = {}
    for each in kept:
        grouped.setdefault(topic_of(each), []).append(each)
    rows: list[Row] = [
        {
            "kind": kind,
            "code_a": low,
            "code_b": high if kind == "confusion" else None,
            "facet": facet or None,
            "n": len(members),
            "decided": decided[kind, low, high, facet],
            "documents": len({each.place.document for each in members}),
        }
        for (kind, low, high, facet), members in grouped.items()
    ]
    notes = _notes(session, layers, found, kept)
    return Listing(TOPICS, rows, _meta(session, talk, layers, len(rows)), notes)


def _asked(session: Session, talk: Talk) -> tuple[Layers, tuple[Disputed, ...], tuple[Disputed, ...]]:
    checked(session, Selection(documents=talk.documents))
    with session.store.consistent():
        layers = layers_of(session, pair_of(session, talk.coders, talk.documents), talk.documents)
        found = disputes(session, layers)
        return layers, found, meant(session, talk, found)


def _meta(session: Session, talk: Talk, layers: Layers, n: int) -> Mapping[str, object]:
    made = [NOT_RELIABILITY] if any(name in session.config.coders for name in layers.coders) else []
    chosen = Selection(documents=talk.documents, codes=talk.codes, coders=layers.coders)
    cautions = (*made, *waits_of(session, layers, talk.codes).cautions())
    told = meta(session, unit="disagreements", selection=chosen, n=n, cautions=cautions)
    shared = sorted(frozenset().union(*layers.documents.values())) if layers.documents else []
    return {**told, "coder_a": layers.coders[0], "coder_b": layers.coders[1], "documents": shared}


def _notes(
    session: Session, layers: Layers, found: Sequence[Disputed], kept: Sequence[Disputed]
) -> tuple[str, ...]:
    a, b = layers.coders
    shared = len(frozenset().union(*layers.documents.values())) if layers.documents else 0
    notes = [f"a is {a}, b is {b}; {shared} {'document' if shared == 1 else 'documents'} read by both"]
    decided = sum(each.decision is not None for each in found)
    if decided:
        notes.append(f"{decided} of {len(found)} are decided: --decided lists them too")
    gone = len(orphans(session, layers, found))
    if gone:
        notes.append(f"{gone} decided before are gone: a coding changed since")
    if any(each.decision is None for each in kept):
        notes.append("secondmig agree disagreements --decide goes through them, one key each")
    elif not found:
        notes.append(f"{a} and {b} differ nowhere")
    return tuple(notes)


@dataclass(frozen=True, slots=True)
class _Desk:
    """One document, as it may be seen at the team's own screen.

    Attributes:
        document: the newest version.
        words: its text with NUL where it may not be seen.
        shown: the same with "█".
    """

    document: Document
    words: str
    shown: str

    @classmethod
    def of(cls, session: Session, name: str) -> "_Desk":
        document = find_document(session, name)
        hidden = hidden_at(document, cases_of(session, name), "work")
        return cls(document, hidden.masked(document.text, "\0"), hidden.masked(document.text))

    def quote(self, span: Span) -> str | None:
        words = span.of(self.words)
        return None if "\0" in words else words

    def context(self, span: Span) -> str:
        """The turns that hold a stretch."""
        held = [turn.span for turn in self.document.turns if turn.span.overlaps(span)]
        if not held:
            turn = turn_of(self.document, span.start)
            held = [turn.span] if turn else [span]
        return "\n".join(each.of(self.shown) for each in held)


def _row(each: Disputed, layers: Layers, desk: _Desk, codes: Mapping[str, Code], n: int) -> Row:
    place, decision = each.place, each.decision
    quote = desk.quote(place.span)
    return {
        "id": each.id,
        "kind": place.kind,
        "code_a": place.code_a or None,
        "code_b": place.code_b or None,
        "facet": place.facet or None,
        "value_a": _value(place.value_a),
        "value_b": _value(place.value_b),
        "document": place.document,
        "turn": turn_number(desk.document, place.span),
        "quote": quote,
        "n": n,
        "decided": decision.take if decision else None,
        "outcome": decision.outcome if decision else None,
        "reason": (decision.reason or None) if decision and quote is not None else None,
        "decided_by": decision.coder_id if decision else None,
        "coder_a": layers.coders[0],
        "coder_b": layers.coders[1],
        "quote_a": _marked(place.first, layers, desk),
        "quote_b": _marked(place.second, layers, desk),
        "context": desk.context(place.span),
        "definition_a": _meaning(codes.get(place.code_a)),
        "definition_b": _meaning(codes.get(place.code_b)),
        "start": place.span.start,
        "end": place.span.end,
    }


def _marked(names: Sequence[str], layers: Layers, desk: _Desk) -> str | None:
    quotes = [desk.quote(layers.codings[name].span) for name in names]
    return " ... ".join(each for each in quotes if each is not None) or None


def _value(value: FacetValue | None) -> object:
    return list(value) if isinstance(value, tuple) else value


def _meaning(code: Code | None) -> str | None:
    """What the codebook says a code means, on one line."""
    if code is None:
        return None
    parts = [f"{code.label}: {code.definition or 'without a definition'}"]
    parts += [f"Include: {code.include}"] if code.include else []
    parts += [f"Exclude: {code.exclude}"] if code.exclude else []
    parts += [f"Retired: {code.retired}"] if code.retired else []
    return " ".join(parts)


def described(place: "Disagreement") -> str:
    """A disagreement in a few words: both codes, or the code and what differs."""
    if place.kind == "confusion":
        return f"{place.code_a} / {place.code_b}"
    code = place.code_a or place.code_b
    if place.kind == "facet":
        return f"{code} {place.facet}: {_said(place.value_a)} / {_said(place.value_b)}"
    return f"{code} {'boundary' if place.kind == 'boundary' else 'one coder only'}"


def _said(value: FacetValue | None) -> str:
    if value is None:
        return "empty"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
