"""The snapshot of an edition that leaves the team: who is counted in it, and what is said of legal status.

Beyond the words, which the gate cuts, two things stay inside the team: persons whose consent does not reach
the edition are in none of its numbers; and nobody's legal status is told. Passages about legal status of
persons who were ever without one are neither shown nor counted: as the rule takes their turns whole and says
so in every edition alike, nothing tells whether there is such a person.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from secondmig.core.consent import (
    is_counted,
    is_legal_attribute,
    speaks_of_status,
    strictest,
    was_irregular,
)
from secondmig.core.selection import Selection
from secondmig.core.snapshot import Snapshot
from secondmig.core.span import Span, SpanSet
from secondmig.core.types import DEFAULT_TIER, Case, Codebook, Coding, Document, Level, SpeakerRef
from secondmig.project.gate import strictest_of
from secondmig.project.session import Session
from secondmig.project.shot import take
from secondmig.store import cases, documents

LEGAL = "legal"


def released(session: Session, selection: Selection, level: Level) -> Snapshot:
    """The project as an edition of ``level`` may tell it; inside the team the snapshot as it is."""
    snapshot = take(session, selection, level)
    if level in {"work", "team"}:
        return snapshot
    connection = session.store.read()
    spoken = {each.id: each for each in documents.all_documents(connection, as_of=selection.as_of)}
    today = {case.id: case for case in cases.all_cases(connection)}
    irregular = frozenset(case.id for case in (*snapshot.cases, *today.values()) if was_irregular(case))
    # Of an earlier state the consent of today holds too, where it is stricter.
    agreed = tuple(
        replace(
            case,
            consent=strictest((case.consent, today[case.id].consent if case.id in today else DEFAULT_TIER)),
        )
        for case in snapshot.cases
    )
    return without_status(counted(replace(snapshot, cases=agreed)), spoken, irregular)


def counted(snapshot: Snapshot) -> Snapshot:
    """Without the persons who may not be in the numbers of the snapshot's level."""
    held = {document.id: document for document in snapshot.documents}
    gone = [case for case in snapshot.cases if not is_counted(strictest_of(case, held), snapshot.level)]
    if not gone:
        return snapshot
    kept = tuple(case for case in snapshot.cases if case not in gone)
    theirs = {ref for case in gone for ref in case.speakers}
    others = {ref.document for case in kept for ref in case.speakers}
    only = {ref.document for ref in theirs} - others
    ids = {case.id for case in gone}
    return replace(
        snapshot,
        cases=kept,
        codings=tuple(
            each
            for each in snapshot.codings
            if each.document_id not in only
            and theirs.isdisjoint(_speakers(held[each.document_id], each.span))
        ),
        words={ref: number for ref, number in snapshot.words.items() if ref not in theirs},
        ledger=tuple(row for row in snapshot.ledger if row.case not in ids),
        sources={
            path: sha for path, sha in snapshot.sources.items() if PurePosixPath(path).stem not in ids | only
        },
        left_out=snapshot.left_out + len(gone),
        names=snapshot.names | names_of(gone),
    )


def names_of(people: Iterable[Case]) -> frozenset[str]:
    """Ids, pseudonyms, speaker labels and document names of persons."""
    found = {name for case in people for name in (case.id, case.pseudonym)}
    found |= {name for case in people for ref in case.speakers for name in (ref.speaker, ref.document)}
    return frozenset(name for name in found if name)


def _speakers(document: Document, span: Span) -> set[SpeakerRef]:
    return {SpeakerRef(document.id, turn.speaker) for turn in document.turns if turn.span.overlaps(span)}


def without_status(
    snapshot: Snapshot, spoken: Mapping[str, Document], irregular: Collection[str]
) -> Snapshot:
    """Without anybody's legal status, and without passages on it of persons who were ever without one.

    Args:
        snapshot: cut to its level.
        spoken: the same documents with all their words, to look for what speaks of legal status.
        irregular: ids of the persons who were ever without a regular status.
    """
    codes = legal_codes(snapshot.codebooks)
    careful = {ref.document for case in snapshot.cases if case.id in irregular for ref in case.speakers}
    dropped = [each for each in snapshot.codings if each.document_id in careful and each.code_id in codes]
    hidden = dict(snapshot.hidden)
    kept = []
    for document in snapshot.documents:
        if document.id in careful:
            about = SpanSet.of(each.span for each in dropped if each.document_id == document.id)
            cut = _status_turns(spoken.get(document.id, document), about)
            hidden[document.id] = hidden.get(document.id, SpanSet()).union(cut)
            document = replace(document, text=cut.masked(document.text))  # noqa: PLW2901 - the masked one
        kept.append(document)
    return replace(
        snapshot,
        documents=tuple(kept),
        hidden=hidden,
        codings=tuple(_told(each, hidden) for each in snapshot.codings if each not in dropped),
        cases=tuple(map(_silent, snapshot.cases)),
    )


def legal_codes(books: Iterable[Codebook]) -> frozenset[str]:
    """The codes about legal status: those that say so in their name or measure, and all below them."""
    found: set[str] = set()
    for book in books:
        below = {code.id: code.parent for code in book.codes}
        named = {
            code.id
            for code in book.codes
            if LEGAL in code.label.lower() or LEGAL in code.measure or "LEG" in code.id.split("-")
        }
        for code_id in below:
            at: str | None = code_id
            while at is not None and at not in named:
                at = below.get(at)
            if at is not None:
                found.add(code_id)
    return frozenset(found)


def _status_turns(document: Document, about: SpanSet) -> SpanSet:
    """Turns that a passage touches or that speak of status in any of their lines, with all of these lines."""
    under: dict[int, list[Span]] = {turn.index: [turn.span] for turn in document.turns}
    for tier in document.tiers:
        under[tier.turn_index].append(tier.span)
    return SpanSet.of(
        span
        for spans in under.values()
        if any(about.overlaps(span) or speaks_of_status(span.of(document.text)) for span in spans)
        for span in spans
    )


def _told(coding: Coding, hidden: Mapping[str, SpanSet]) -> Coding:
    unseen = hidden.get(coding.document_id, SpanSet()).overlaps(coding.span)
    return replace(coding, memo="") if coding.memo and unseen else coding


def _silent(case: Case) -> Case:
    """A person of whom no legal status is told."""
    attributes = {name: value for name, value in case.attributes.items() if not is_legal_attribute(name)}
    legs = tuple(
        replace(
            leg,
            legal_at_entry="",
            legal_at_exit="",
            statuses=(),
            evidence=tuple(
                each for each in leg.evidence if LEGAL not in each.fact and each.fact != "statuses"
            ),
        )
        for leg in case.legs
    )
    return replace(case, attributes=attributes, legs=legs)
