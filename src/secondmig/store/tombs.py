"""Persons who withdrew: what is remembered of them, and the refusal of what would bring their words back."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from secondmig.core.errors import SecondmigError
from secondmig.core.labels import same_label
from secondmig.core.types import Document, SpeakerRef
from secondmig.store.connection import Connection

_SELECT = """
SELECT t.case_id, t.event, t.at, e.actor, t.reason, t.documents, t.masked, t.survey_rows, t.counts
FROM tombstones t JOIN events e ON e.rev = t.event ORDER BY t.case_id
"""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What remains of a person who withdrew.

    Attributes:
        case_id: the person.
        event: rev of the withdrawal.
        at: when, UTC, or the day on which the person asked; that of the first withdrawal where a restore
            carried it out again.
        actor: who carried it out.
        reason: as the team wrote it.
        documents: ids of the documents that were erased whole.
        masked: the person's speakers in documents that others share; only their turns were erased.
        survey_rows: (survey, row) pairs that were erased.
        counts: how many of what was erased.
    """

    case_id: str
    event: int
    at: str
    actor: str
    reason: str
    documents: tuple[str, ...] = ()
    masked: tuple[SpeakerRef, ...] = ()
    survey_rows: tuple[tuple[str, str], ...] = ()
    counts: Mapping[str, int] | None = None


def all_tombstones(connection: Connection) -> tuple[Tombstone, ...]:
    """Everybody who withdrew, by case id."""
    return tuple(
        Tombstone(
            case_id,
            event,
            at,
            actor,
            reason,
            tuple(json.loads(documents)),
            tuple(SpeakerRef(document, speaker) for document, speaker in json.loads(masked)),
            tuple((survey, row) for survey, row in json.loads(survey_rows)),
            json.loads(counts),
        )
        for case_id, event, at, actor, reason, documents, masked, survey_rows, counts in connection.rows(
            _SELECT
        )
    )


def erased_names(connection: Connection, case_id: str) -> frozenset[str]:
    """Content hashes of the transcripts and files that were erased with a person."""
    rows = connection.rows("SELECT hash FROM erased_content WHERE case_id = ?", (case_id,))
    return frozenset(name for (name,) in rows)


def refuse_document(connection: Connection, document: Document, labels: Iterable[str]) -> None:
    """Refuse a transcript that would bring the words of a withdrawn person back.

    Args:
        connection: of the project.
        document: the transcript.
        labels: of those who speak in it.

    Raises:
        SecondmigError: its words or its file were erased, or its id, or a speaker of it, is a withdrawn
            person's.
    """
    erased = connection.row(
        "SELECT case_id FROM erased_content WHERE hash IN (?, ?)", (document.text_sha, document.source_sha)
    )
    if erased:
        raise _refusal(str(erased[0]), document.id)
    speaking = {same_label(label) for label in labels}
    for stone in all_tombstones(connection):
        speakers = {same_label(ref.speaker) for ref in stone.masked if ref.document == document.id}
        if document.id in stone.documents or not speaking.isdisjoint(speakers):
            raise _refusal(stone.case_id, document.id)


def refuse_case(connection: Connection, case_id: str) -> None:
    """Refuse a case that withdrew.

    Raises:
        SecondmigError: it did.
    """
    if connection.row("SELECT 1 FROM tombstones WHERE case_id = ?", (case_id,)):
        raise SecondmigError(
            f"{case_id} withdrew and cannot come back", hint=f"take {case_id} out of the file"
        )


def _refusal(case_id: str, document_id: str) -> SecondmigError:
    return SecondmigError(
        f"{document_id} holds words of {case_id}, who withdrew: they cannot come back",
        hint=f"take the file out of the project; secondmig history {case_id} says when",
    )
