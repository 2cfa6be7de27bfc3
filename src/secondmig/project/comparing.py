"""Two coders at one transcript, side by side: what each made of it, where they differ, what was decided."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from itertools import combinations
from typing import TypeAlias

from secondmig.core.errors import SecondmigError
from secondmig.core.span import Span
from secondmig.core.warnings import NOT_RELIABILITY
from secondmig.project.adjudicate import Layer, adjudicate
from secondmig.project.agreement_coders import adjudicated
from secondmig.project.assignments import assigned
from secondmig.project.blindness import blind_books, refuse_blind
from secondmig.project.disagreeing import KINDS, Disputed, disputes, layers_of, pair_of
from secondmig.project.once import request_of, told_before
from secondmig.project.ruling import Ruling, decide
from secondmig.project.seen_text import seen_text
from secondmig.project.session import Session
from secondmig.project.workbench import Workbench
from secondmig.project.workbench_rows import plain_facets
from secondmig.store import codings

Plain: TypeAlias = dict[str, object]


def comparison(bench: Workbench, document_id: str, coders: Sequence[str]) -> Plain:
    """What two coders made of a transcript.

    Args:
        bench: of the coder who looks.
        document_id: the transcript.
        coders: two; empty for the first pair that read it.

    Returns:
        ``pairs`` of coders who both read it; where there is one: ``coders`` in the order of their names,
        ``first`` and ``second`` (ids of their codings that can be compared), ``consensus`` (ids of the
        adjudicated layer), ``differences`` in the order of the text, ``same`` (how many codings of the first
        differ in nothing), ``kinds`` (how many differences of each kind) and ``caution``.

    Raises:
        MissingError: there is no such transcript.
        SecondmigError: the coder who looks reads it blind, or the two coders cannot be compared here.
    """
    session = bench.session
    with session.store.consistent():
        seen_text(session, document_id)
        refuse_blind(session, (document_id,))
        made = sorted(adjudicated(session))
        pairs = _pairs(session, document_id, made)
        told: Plain = {"rev": bench.rev(), "document": document_id, "pairs": [list(pair) for pair in pairs]}
        if not pairs and not coders:
            return {**told, "coders": []}
        pair = pair_of(session, coders, [document_id]) if coders else pairs[0]
        layers = layers_of(session, pair, [document_id])
        found = sorted(
            disputes(session, layers),
            key=_in_text,
        )
        differing = {name for each in found for name in each.place.first}
        third = codings.find(session.store.read(), documents=(document_id,), coders=made) if made else ()
        return {
            **told,
            "coders": list(pair),
            "first": [each.id for each in layers.first],
            "second": [each.id for each in layers.second],
            "consensus": [each.id for each in third if each.status == "current"],
            "differences": [_row(each) for each in found],
            "same": sum(each.id not in differing for each in layers.first),
            "kinds": dict(Counter(each.place.kind for each in found)),
            "caution": NOT_RELIABILITY.message if any(name in session.config.coders for name in pair) else "",
        }


def rule(bench: Workbench, ids: Sequence[str], ruling: Ruling, *, act: str) -> Plain:
    """Decide on differences, once however often it is told; see :func:`secondmig.project.ruling.decide`.

    Raises:
        SecondmigError: a difference is gone or stands where the coder reads blind, or the decision does not
            fit it.
        TakenError: the id of the act was used for something else.
    """
    session = bench.session
    request = request_of("agree decide", act, {"ids": list(ids), **asdict(ruling)})
    with session.store.together():
        before = told_before(session, act, request)
        if before is not None:
            return {"event": before.rev, "said": "", "again": True}
        refuse_unseen(session, ids, ruling.coders)
        done = decide(session, ids, ruling, sent={"act": act, "request": request})
    return {"event": done.event, "said": done.message, "again": False}


def settle(bench: Workbench, document_id: str, coders: Sequence[str], *, act: str) -> Plain:
    """Make the consensus layer of a transcript of what is decided, once however often it is told.

    Raises:
        SecondmigError: a difference is open, the coder reads the transcript blind, or the two coders cannot
            be compared here.
        TakenError: the id of the act was used for something else.
    """
    session = bench.session
    request = request_of("agree adjudicate", act, {"document": document_id, "coders": list(coders)})
    with session.store.together():
        before = told_before(session, act, request)
        if before is not None:
            return {"event": before.rev, "said": "", "again": True}
        refuse_blind(session, (document_id,))
        wanted = Layer(tuple(coders), documents=(document_id,))
        done = adjudicate(session, wanted, sent={"act": act, "request": request})
    return {"event": done.event, "said": done.message, "again": False}


def refuse_unseen(session: Session, ids: Sequence[str], coders: Sequence[str]) -> None:
    """Refuse decisions where the coder reads blind, in words that do not say whether there is anything."""
    every = {name for names in assigned(session).values() for name in names}
    open_to = sorted(name for name in every if not blind_books(session, name))
    if len(open_to) == len(every):
        return
    seen: set[str] = set()
    if open_to:
        found = disputes(session, layers_of(session, pair_of(session, coders, open_to), open_to))
        seen = {name for each in found for name in (each.id, each.decision.id if each.decision else each.id)}
    if not seen.issuperset(ids):
        raise SecondmigError(
            "there is no such disagreement in the transcripts that you do not read blind",
            hint="compare again: a coding may have changed since it was listed",
        )


def _pairs(session: Session, document_id: str, made: Sequence[str]) -> list[tuple[str, str]]:
    """Who read this transcript with the same codebook, two by two."""
    readers: dict[str, set[str]] = {}
    for (coder, book), documents in assigned(session).items():
        if document_id in documents and coder not in made:
            readers.setdefault(book, set()).add(coder)
    return sorted({pair for coders in readers.values() for pair in combinations(sorted(coders), 2)})


def _in_text(each: Disputed) -> tuple[Span, int, str]:
    return each.place.span, KINDS.index(each.place.kind), each.id


def _row(each: Disputed) -> Plain:
    place, decision = each.place, each.decision
    values = plain_facets({"a": place.value_a or "", "b": place.value_b or ""})
    return {
        "id": each.id,
        "kind": place.kind,
        "start": place.span.start,
        "end": place.span.end,
        "code_a": place.code_a,
        "code_b": place.code_b,
        "facet": place.facet,
        "value_a": values["a"],
        "value_b": values["b"],
        "first": list(place.first),
        "second": list(place.second),
        "decision": None
        if decision is None
        else {
            "take": decision.take,
            "outcome": decision.outcome,
            "reason": decision.reason,
            "by": decision.coder_id,
        },
    }
