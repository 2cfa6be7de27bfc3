"""Holding an engine against the codings that count: precision, recall and F1, for each code and language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from secondmig.core.cautions import made_by
from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.core.span import Span, SpanSet
from secondmig.core.suggestion import is_suggested
from secondmig.core.types import Document
from secondmig.core.warnings import NOT_RELIABILITY, SUGGESTED, Caution
from secondmig.project.assignments import assigned
from secondmig.project.blindness import book_of, seen
from secondmig.project.corpus import is_in_place
from secondmig.project.gate import hidden_at
from secondmig.project.listing import Listing
from secondmig.project.session import (
    Session,
    checked,
    expand_codes,
    meta,
    newest_codebooks,
    turn_at,
)
from secondmig.project.suggesting import newest_documents, proposed, refused_by
from secondmig.project.undecided import undecided
from secondmig.store import cases, codings

if TYPE_CHECKING:
    from secondmig.estimate.values import Estimate
    from secondmig.suggest.evaluate import Found

FIELDS = (
    *("code", "engine", "language", "precision", "recall", "f1", "low", "high", "n_gold", "n_suggested"),
    *("precision_low", "precision_high", "recall_low", "recall_high", "n_right", "n_found", "undefined"),
)
SEED = 20_260_101
_Read: TypeAlias = frozenset[tuple[str, str]]
"""(Document, codebook) that a coder who counts was to read."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What is to be evaluated.

    Attributes:
        engine: its id.
        selection: documents, codes and coders; the coders that count where none is named.
        seed: of the resampling of documents.
    """

    engine: str = "cues"
    selection: Selection = field(default_factory=Selection)
    seed: int = SEED


@dataclass(frozen=True, slots=True)
class _Mark:
    """A suggestion or a coding, and whether one of the other kind with its code overlaps it."""

    document: str
    code: str
    language: str
    span: Span
    met: bool = False


@dataclass(frozen=True, slots=True)
class _Compared:
    """What is held against each other.

    Attributes:
        documents: those that were read, by id.
        suggested: what the engine proposes there.
        coded: what was coded there.
        coders: whose codings these are.
        origins: how these codings began.
    """

    documents: tuple[str, ...]
    suggested: tuple[_Mark, ...]
    coded: tuple[_Mark, ...]
    coders: tuple[str, ...]
    origins: frozenset[str]


def evaluate(session: Session, asked: Evaluation) -> Listing:
    """Precision, recall and F1 of what an engine proposes today, pooled, for each language and each code.

    Suggestions are made anew and kept nowhere; what was decided on them plays no part. Compared are the
    documents that a coder who counts was to read with the codebook of the code.

    Raises:
        SecondmigError: there is no such engine, document or code, or nobody was to read anything.
    """
    selection = checked(session, session.counting(asked.selection))
    codes = _codes(session, selection)
    found = _compared(session, asked.engine, selection, codes)
    languages = sorted({each.language for each in (*found.suggested, *found.coded)})
    used = {each.code for each in (*found.suggested, *found.coded)}
    keys: list[tuple[str | None, str | None]] = [(None, None)]
    keys += [(None, language) for language in languages]
    keys += [(code, None) for code in codes if code in used]
    rows = [_row(asked, found, code, language) for code, language in keys]
    told = meta(
        session,
        unit="suggestions",
        selection=selection,
        n=len(found.suggested),
        cautions=_cautions(session, found),
    )
    told |= {"engine": asked.engine, "rule": _rule(), "seed": asked.seed, "documents": len(found.documents)}
    return Listing(FIELDS, rows, told, tuple(_notes(len(codes) - len(used))))


def _codes(session: Session, selection: Selection) -> tuple[str, ...]:
    """The codes that an engine may propose, in the order of the codebooks."""
    versions = newest_codebooks(session)
    wanted = frozenset(expand_codes(versions, selection))
    return tuple(
        code.id
        for version in versions
        for code in version.codebook.codes
        if code.codable and not code.retired and (not wanted or code.id in wanted)
    )


def _compared(session: Session, engine_id: str, selection: Selection, codes: Sequence[str]) -> _Compared:
    from secondmig.suggest.engine import find_engine

    engine = find_engine(engine_id)
    reads: _Read = frozenset(
        (document, book)
        for (coder, book), there in assigned(session).items()
        for document in there
        if not selection.coders or coder in selection.coders
    )
    names = {document for document, _ in reads}
    every = newest_documents(session, selection.documents)
    refused = refused_by(cases.all_cases(session.store.read()))
    texts = {each.id: each for each in every if each.id in names and each.id not in refused}
    if not texts:
        raise SecondmigError(
            "nobody whose codings count was to read these documents", hint="secondmig agree assignments"
        )
    wanted = frozenset(codes)
    suggested = [
        _Mark(each.document_id, each.code_id, _language(texts[each.document_id], each.span), each.span)
        for each in proposed(session, engine, tuple(texts.values()), newest_codebooks(session))
        if each.code_id in wanted and (each.document_id, book_of(each.codebook_version)) in reads
    ]
    coded, origins, coders = _coded(session, selection, texts, wanted)
    return _Compared(
        tuple(sorted(texts)),
        tuple(_met(suggested, coded)),
        tuple(_met(coded, suggested)),
        coders,
        origins,
    )


def _coded(
    session: Session, selection: Selection, texts: Mapping[str, Document], wanted: frozenset[str]
) -> tuple[list[_Mark], frozenset[str], tuple[str, ...]]:
    """The codings that stand on words which may be seen, how they began, and whose they are."""
    asked = undecided(session)
    hidden = {name: _hidden(session, document) for name, document in texts.items()}
    found = codings.find(
        session.store.read(), documents=sorted(texts), codes=sorted(wanted), coders=selection.coders
    )
    kept = [
        each
        for each in seen(session, found)
        if is_in_place(each, texts[each.document_id])
        and each.id not in asked
        and not hidden[each.document_id].overlaps(each.span)
    ]
    marks = [
        _Mark(each.document_id, each.code_id, _language(texts[each.document_id], each.span), each.span)
        for each in kept
    ]
    return marks, frozenset(each.origin for each in kept), tuple(sorted({each.coder_id for each in kept}))


def _hidden(session: Session, document: Document) -> SpanSet:
    return hidden_at(document, cases.of_document(session.store.read(), document.id), "work")


def _language(document: Document, span: Span) -> str:
    turn = turn_at(document, span.start)
    return (turn.language if turn else document.language).partition("-")[0].lower()


def _met(marks: Sequence[_Mark], others: Sequence[_Mark]) -> Iterator[_Mark]:
    there: dict[tuple[str, str], list[Span]] = {}
    for each in others:
        there.setdefault((each.document, each.code), []).append(each.span)
    for each in marks:
        near = there.get((each.document, each.code), ())
        met = any(span.overlaps(each.span) for span in near)
        yield _Mark(each.document, each.code, each.language, each.span, met)


def _row(asked: Evaluation, found: _Compared, code: str | None, language: str | None) -> dict[str, object]:
    from secondmig.suggest.evaluate import figures

    def meant(each: _Mark) -> bool:
        return (code is None or each.code == code) and (language is None or each.language == language)

    suggested = [each for each in found.suggested if meant(each)]
    coded = [each for each in found.coded if meant(each)]
    made = figures(_counts(found.documents, suggested, coded), seed=asked.seed)
    reasons = dict.fromkeys(each.undefined for each in (made.precision, made.recall) if each.undefined)
    return {
        "code": code,
        "engine": asked.engine,
        "language": language,
        "precision": made.precision.value,
        "recall": made.recall.value,
        "f1": made.f1.value,
        "low": made.f1.low,
        "high": made.f1.high,
        "n_gold": len(coded),
        "n_suggested": len(suggested),
        **_ends("precision", made.precision),
        **_ends("recall", made.recall),
        "n_right": sum(each.met for each in suggested),
        "n_found": sum(each.met for each in coded),
        "undefined": "; ".join(reasons) or None,
    }


def _ends(name: str, estimate: "Estimate") -> dict[str, object]:
    return {f"{name}_low": estimate.low, f"{name}_high": estimate.high}


def _counts(documents: Sequence[str], suggested: Sequence[_Mark], coded: Sequence[_Mark]) -> "Found":
    import numpy as np

    from secondmig.suggest.evaluate import Found

    at = {name: position for position, name in enumerate(documents)}
    made = [np.zeros(len(documents)) for _ in range(4)]
    for each in suggested:
        made[0][at[each.document]] += 1
        made[1][at[each.document]] += each.met
    for each in coded:
        made[2][at[each.document]] += 1
        made[3][at[each.document]] += each.met
    return Found(*made)


def _rule() -> str:
    from secondmig.suggest.evaluate import RULE

    return RULE


def _cautions(session: Session, found: _Compared) -> list[Caution]:
    """What has to be said beside the figures."""
    made = made_by(found.coders, session.config.coders)
    begun = any(is_suggested(each) for each in found.origins)
    return [*([NOT_RELIABILITY, *made] if made else []), *([SUGGESTED] if begun else [])]


def _notes(unused: int) -> Iterator[str]:
    yield (
        "a suggestion is right, and a coding found, where the two overlap by a code point or more and have"
        " the same code; low and high are the 95 % interval of F1 over resampled documents"
    )
    if unused:
        yield f"{unused} codes were neither suggested nor coded and have no row"
