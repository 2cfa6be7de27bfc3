"""The withdrawal of a person: the one act without undo.

Erased are the words of every document that only this person speaks in, with titles, headers and original
files; the person's turns in documents that others share; memos on the person, on those documents and on
codings of either; the codings themselves; attributes, legs, links and survey rows, in all their earlier
states. What stays is the event log, which never held a word, and a tombstone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from secondmig.core.errors import SecondmigError
from secondmig.core.labels import same_label
from secondmig.core.span import SpanSet
from secondmig.core.types import SpeakerRef
from secondmig.store import content, erase_rows, mask, search_index, tombs, withdrawals
from secondmig.store.backups import holding
from secondmig.store.connect import Change, Store
from secondmig.store.connection import Connection
from secondmig.store.encode import canonical_json, speakers_from
from secondmig.store.events import utc_now
from secondmig.store.scrub import CHORE, scrub
from secondmig.store.tombs import Tombstone

VERB = "case withdraw"


@dataclass(frozen=True, slots=True)
class Erased:
    """What a withdrawal destroyed.

    Attributes:
        case_id: the person.
        event: rev of the withdrawal.
        documents: number of documents erased whole.
        masked: number of shared documents in which the person's turns were masked.
        codings: number of codings.
        memos: number of memos.
        survey_rows: number of survey rows.
        backups: back-ups in the project's folder that may still hold the words, oldest first.
        scrubbed: the file holds no trace any more; False while another process kept it open, and then it is
            done when the project is opened next.
    """

    case_id: str
    event: int
    documents: int
    masked: int
    codings: int
    memos: int
    survey_rows: int
    backups: tuple[str, ...]
    scrubbed: bool


@dataclass(frozen=True, slots=True)
class _Reach:
    """What belongs to a person: documents alone, speakers in shared ones, rows of surveys."""

    documents: tuple[str, ...]
    masked: Mapping[str, tuple[str, ...]]
    survey_rows: tuple[tuple[str, str], ...]


def withdraw(store: Store, *, actor: str, case_id: str, reason: str, at: str = "") -> Erased:
    """Erase a person.

    Args:
        store: the open project.
        actor: who carries it out.
        case_id: the person.
        reason: the team's own words.
        at: when the person asked for it, ISO 8601; now where "".

    Raises:
        SecondmigError: there is no such case, the person withdrew already, or others speak in a document too
            and which turns are this person's cannot be told.
    """
    connection = store.read()
    tombs.refuse_case(connection, case_id)
    if not connection.row("SELECT 1 FROM cases WHERE id = ? AND retired_event IS NULL", (case_id,)):
        raise SecondmigError(f"there is no case {case_id}", hint="secondmig case list")
    return _carry_out(store, Tombstone(case_id, 0, at, actor, reason))


def withdraw_again(store: Store, stones: Iterable[Tombstone], *, actor: str) -> tuple[str, ...]:
    """Carry out, in a restored database, the withdrawals that it does not know.

    Args:
        store: the restored database.
        stones: everybody known to have withdrawn.
        actor: who restores.

    Returns:
        The ids of the persons.
    """
    known = {stone.case_id for stone in tombs.all_tombstones(store.read())}
    missing = sorted(
        (stone for stone in stones if stone.case_id not in known), key=lambda stone: stone.case_id
    )
    for stone in missing:
        _carry_out(store, replace(stone, actor=actor))
    return tuple(stone.case_id for stone in missing)


def _carry_out(store: Store, stone: Tombstone) -> Erased:
    with store.write(actor=stone.actor, verb=VERB, subject=stone.case_id) as change:
        connection = change.connection
        connection.run("PRAGMA defer_foreign_keys = ON")
        connection.run("INSERT INTO erasing (case_id) VALUES (?)", (stone.case_id,))
        reach = _reach(connection, stone)
        counts, originals = _erase(change, stone.case_id, reach)
        _bury(change, stone, reach, counts, originals)
        connection.run("DELETE FROM erasing")
        connection.run("INSERT OR IGNORE INTO chores (name) VALUES (?)", (CHORE,))
        change.payload.update(counts)
        if stone.at:
            change.payload["asked"] = stone.at[:10]
    withdrawals.note(store.path, tombs.all_tombstones(store.read()))
    return Erased(
        case_id=stone.case_id,
        event=change.rev,
        documents=counts["documents"],
        masked=counts["masked"],
        codings=counts["codings"],
        memos=counts["memos"],
        survey_rows=counts["survey_rows"],
        backups=holding(store.path, stone.case_id, originals),
        scrubbed=scrub(store.read()),
    )


def _reach(connection: Connection, stone: Tombstone) -> _Reach:
    mine = {*_speakers(connection, _MINE, stone.case_id), *stone.masked}
    others = {ref.document for ref in _speakers(connection, _OTHERS, stone.case_id)}
    ids = {ref.document for ref in mine} | set(stone.documents) | ({stone.case_id} - others)
    shared = ids & (others | {ref.document for ref in stone.masked})
    whole = erase_rows.with_twins(connection, sorted(ids - shared)) - others
    masked: dict[str, tuple[str, ...]] = {}
    for document in sorted(shared):
        labels = {same_label(ref.speaker) for ref in mine if ref.document == document}
        present = mask.speakers_in(connection, document)
        if labels & present or not present:
            masked[document] = tuple(sorted(labels & present if present else labels))
        elif stone.event:
            # A back-up from before the speakers were named: better the whole of it than a word too many.
            whole.add(document)
        else:
            raise _not_told_apart(document, stone.case_id)
    rows = {*erase_rows.survey_rows_of(connection, stone.case_id), *stone.survey_rows}
    return _Reach(tuple(sorted(whole)), masked, tuple(sorted(rows)))


_MINE = "SELECT speakers FROM cases WHERE id = ?"
_OTHERS = "SELECT speakers FROM cases WHERE id <> ? AND retired_event IS NULL"


def _speakers(connection: Connection, query: str, case_id: str) -> set[SpeakerRef]:
    return {ref for (speakers,) in connection.rows(query, (case_id,)) for ref in speakers_from(speakers)}


def _not_told_apart(document: str, case_id: str) -> SecondmigError:
    return SecondmigError(
        f"others speak here too, and no turn is {case_id}'s: whose words are to be erased cannot be told",
        where=document,
        hint=f"name the speaker of {case_id} in the table of persons, import it again, then withdraw",
    )


def _erase(change: Change, case_id: str, reach: _Reach) -> tuple[dict[str, int], set[str]]:
    """Destroy everything; returns the counts, and the hashes of what must never come back."""
    connection = change.connection
    originals = erase_rows.originals_of(connection, reach.documents)
    doomed = erase_rows.words_of(connection, reach.documents)
    regions: dict[tuple[str, int], SpanSet] = {}
    readings: set[int] = set()
    masked = 0
    for document, labels in reach.masked.items():
        done = mask.mask_document(change, document, labels)
        masked += bool(done.regions)
        regions |= done.regions
        originals |= done.originals
        doomed |= done.old_content
        readings |= done.old_readings
    codings = sorted(
        erase_rows.codings_in(connection, reach.documents) | erase_rows.codings_over(connection, regions)
    )
    memos, remarks = erase_rows.memos(change, case_id, (*reach.documents, *reach.masked), codings)
    counts = {
        "codings": erase_rows.codings(change, codings),
        "documents": erase_rows.documents(change, reach.documents, readings),
        "links": erase_rows.person(change, case_id, reach.survey_rows),
        "masked": masked,
        "memos": memos,
        "restrictions": erase_rows.restrictions(change, reach.documents, regions),
        "survey_rows": erase_rows.survey_rows(change, reach.survey_rows),
    }
    reasons = erase_rows.agreement(change, reach.documents, regions)
    erase_rows.proposed(change, reach.documents, regions)
    paraphrases = erase_rows.summaries(change, case_id)
    content.erase_unused(change, doomed | remarks | reasons | paraphrases)
    search_index.rebuild(connection)
    return counts, originals


def _bury(
    change: Change, stone: Tombstone, reach: _Reach, counts: Mapping[str, int], originals: Iterable[str]
) -> None:
    masked = [(document, label) for document, labels in reach.masked.items() for label in labels]
    change.connection.run(
        "INSERT INTO tombstones (case_id, event, at, reason, documents, masked, survey_rows, counts)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            stone.case_id,
            change.rev,
            stone.at or utc_now(),
            stone.reason,
            canonical_json(reach.documents),
            canonical_json(masked),
            canonical_json(reach.survey_rows),
            canonical_json(counts),
        ),
    )
    known = {name for (name,) in change.connection.rows("SELECT hash FROM erased_content")}
    change.connection.run_many(
        "INSERT INTO erased_content (hash, case_id) VALUES (?, ?)",
        ((name, stone.case_id) for name in sorted(set(originals) - known)),
    )
