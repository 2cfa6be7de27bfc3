"""A coder's return taken in beside what is here: nothing is overwritten, all of it in one event."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.selection import Selection
from secondmig.core.types import Assignment, Event
from secondmig.project.listing import Listing
from secondmig.project.merge_codings import Sorting
from secondmig.project.merge_marks import Marks
from secondmig.project.merge_plan import COUNTS, VERB, Plan, earlier, refuse_foreign, refuse_twice
from secondmig.project.package_form import Brief
from secondmig.project.packages import VERB as PACKAGED
from secondmig.project.packages import identity
from secondmig.project.received import Here
from secondmig.project.returning import Returned, read_return
from secondmig.project.session import Session, coder_name, meta
from secondmig.store import assignments, codings, events, memos, relations
from secondmig.store.connect import Change
from secondmig.store.connection import Connection

FIELDS: Final = ("document", *COUNTS, "reason")
_SORTED: Final = tuple(what for what in COUNTS if what != "waiting")


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did, or would do.

    Attributes:
        listing: one row per document; the notes sum it up.
        event: rev of the event; None where nothing changed or nothing was to be written.
        warnings: lines a person should not miss.
    """

    listing: Listing
    event: int | None = None
    warnings: tuple[str, ...] = ()


def merge(
    session: Session, path: Path, *, coder: str = "", dry_run: bool = False, replace: bool = False
) -> Merged:
    """Take in what a coder sent back.

    Args:
        session: the project that made the package.
        path: the return.
        coder: under which name; that of the package where empty.
        dry_run: report, write nothing.
        replace: where a coding was changed or removed here as well, take the coder's.

    Raises:
        SecondmigError: the file is no return, damaged, changed or of another project; a codebook version or
            every document of it is gone; the coder has other codings in the documents, or the same work is
            here under another name.
    """
    returned = read_return(path)
    name = coder_name(coder) if coder else returned.brief.coder
    if dry_run:
        with session.store.consistent() as connection:
            made = _planned(session, connection, returned, name, insist=replace)
            return _told(session, returned, made, None, dry_run=True)
    with session.store.write(actor=session.coder(), verb=VERB, subject=name) as change:
        made = _planned(session, change.connection, returned, name, insist=replace)
        if made.changes():
            _carry_out(change, returned, made)
        else:
            change.nothing()
    return _told(session, returned, made, None if change.dropped else change.rev, dry_run=False)


def _planned(
    session: Session, connection: Connection, returned: Returned, name: str, *, insist: bool
) -> Plan:
    mine = identity(connection)
    if returned.brief.project != mine:
        raise SecondmigError(
            f"the package was made by another project ({_short(returned.brief.project)}; this is"
            f" {_short(mine)})",
            hint="merge it in the project that made the package, or in a copy of it",
        )
    here = Here(session, returned.brief)
    made = Plan(name, earlier(connection, returned, name), insist)
    refuse_twice(connection, made, returned)
    made.refused = _refused(here, returned)
    kept = [each for each in returned.finished if each not in made.refused]
    refuse_foreign(connection, made, kept)
    ids = Sorting(connection, here, made, returned).run()
    marks = Marks(connection, made, returned, ids)
    marks.memos()
    marks.relations()
    made.assigned = _assigned(connection, returned, name, kept)
    return made


def _refused(here: Here, returned: Returned) -> dict[str, str]:
    """Documents of which nothing can be taken in, and why.

    Raises:
        SecondmigError: there is no other.
    """
    packed = {each.id: each for each in returned.brief.documents}
    problems = {name: here.document_problem(packed[name]) for name in returned.finished}
    refused = {name: why for name, why in problems.items() if why}
    if len(refused) == len(problems):
        raise_all(
            SecondmigError(why, where=name, hint="none of its documents is here: there is nothing to merge")
            for name, why in refused.items()
        )
    return refused


def _assigned(connection: Connection, returned: Returned, name: str, kept: Sequence[str]) -> list[Assignment]:
    """What the coder read, beside what is assigned already."""
    held = {
        (each.coder_id, each.document_id, each.codebook_id)
        for each in assignments.all_assignments(connection)
    }
    return [
        Assignment(name, document, book.id, returned.brief.blind, "package")
        for document in kept
        for book in returned.brief.codebooks
        if (name, document, book.id) not in held
    ]


def _short(sha: str) -> str:
    return sha.rpartition(":")[2][:12]


def _carry_out(change: Change, returned: Returned, made: Plan) -> None:
    codings.retire(change, made.gone)
    codings.carry(change, made.moved)
    codings.insert(change, made.new)
    memos.retire(change, made.unsaid)
    memos.add_to_codings(change, ((target, text, made.coder) for target, text in made.remarks))
    relations.retire(change, [*made.untied, *(tied.id for tied in made.tied)])
    for tied in made.tied:
        relations.add(change, tied)
    assignments.add(change, made.assigned)
    change.payload.update(
        {
            "package": returned.brief.id,
            "return": returned.sha,
            "copy": returned.copy,
            "whose": returned.whose,
            "state": returned.state,
            "head": returned.chain[-1],
            "blind": returned.brief.blind,
            "documents": [name for name in returned.finished if name not in made.refused],
        }
    )
    change.payload.update({what: number for what, number in sorted(_total(made).items()) if number})


def _total(made: Plan) -> Counter[str]:
    total: Counter[str] = Counter()
    for counts in made.counts.values():
        total.update(counts)
    return total


def _told(session: Session, returned: Returned, made: Plan, event: int | None, *, dry_run: bool) -> Merged:
    rows = [_row(made, name) for name in returned.finished]
    chosen = Selection(coders=(made.coder,))
    total = _total(made)
    told = {
        **meta(session, unit="codings", selection=chosen, n=sum(total[what] for what in _SORTED)),
        "coder": made.coder,
        "blind": returned.brief.blind,
        "package": returned.brief.id,
        "event": event,
        "dry_run": dry_run,
        "assigned": len(made.assigned),
        "memos": len(made.remarks),
        "relations": len(made.tied),
    }
    notes = (*_summary(returned, made, dry_run=dry_run), *made.reasons)
    warnings = tuple(_warnings(session.store.read(), returned, made))
    return Merged(Listing(FIELDS, rows, told, notes), event, warnings)


def _row(made: Plan, document: str) -> dict[str, object]:
    row: dict[str, object] = {"document": document}
    for what in COUNTS:
        row[what] = made.counts[document][what]
    return {**row, "reason": made.refused.get(document)}


def _summary(returned: Returned, made: Plan, *, dry_run: bool) -> list[str]:
    total = _total(made)
    parts = [f"{total[what]} {_WORDS[what]}" for what in _SORTED if total[what]]
    seen = "blind" if returned.brief.blind else "not blind"
    said = [
        f"{made.coder} ({seen}): {', '.join(parts) or 'no codings'}"
        + (" (nothing is written)" if dry_run else "" if made.changes() else "; nothing new")
    ]
    more = [
        f"{count} {what}"
        for count, what in (
            (len(made.assigned), "assignments"),
            (len(made.remarks), "memos"),
            (len(made.unsaid), "memos taken back"),
            (len(made.tied), "relations"),
            (len(made.untied), "relations taken back"),
        )
        if count
    ]
    if more:
        said.append(f"and {', '.join(more)}")
    if total["waiting"]:
        said.append(
            f"{total['waiting']} wait for a person and are in no number until then: secondmig corpus review,"
            " secondmig codebook review"
        )
    said += [
        f"{number} with {code}, which was retired since: taken in, nothing new is coded with it"
        for code, number in sorted(made.retired.items())
    ]
    absent = [each.id for each in returned.brief.documents if each.id not in returned.finished]
    if absent:
        said.append(f"not finished, so not assigned: {', '.join(absent)}")
    return said


_WORDS: Final = {
    "added": "added",
    "changed": "changed by the coder",
    "taken_back": "taken back by the coder",
    "already": "already there",
    "kept_here": "changed or removed here, left as they are",
    "refused": "refused",
}


def _warnings(connection: Connection, returned: Returned, made: Plan) -> list[str]:
    brief: Brief = returned.brief
    lines = []
    if not _made_here(events.all_events(connection, brief.coder), brief.id):
        lines.append("this project's history does not tell of the package: was it made by a copy of it?")
    if not made.earlier.whole:
        lines.append(
            "this return does not go on from the one that was merged (it is older, or the coder went back to"
            " a copy): what is new in it is added, and nothing is changed or taken back"
        )
    withdrawn = [name for name, why in made.refused.items() if why.startswith("withdrawn")]
    if withdrawn:
        lines.append(
            f"{brief.coder}'s copy still holds {', '.join(withdrawn)}, withdrawn since: ask for the package"
            " and the project made of it to be deleted there"
        )
    return lines


def _made_here(known: Sequence[Event], package: str) -> bool:
    return any(event.verb == PACKAGED and event.payload.get("package") == package for event in known)
