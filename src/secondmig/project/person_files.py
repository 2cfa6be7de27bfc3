"""The table of persons and the tables of their trajectories, taken in together."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from secondmig.core.counting import counted
from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.core.ids import content_hash
from secondmig.core.legs import PartialDate
from secondmig.core.types import Case, Document
from secondmig.project.consent import carried
from secondmig.project.layout import relative
from secondmig.project.listing import Done
from secondmig.project.session import Session, with_restrictions
from secondmig.project.ties import as_printed, named
from secondmig.store import cases, columns, documents, files, restrictions
from secondmig.store.connection import Connection

if TYPE_CHECKING:
    from secondmig.survey.legs_join import Ground
    from secondmig.survey.model import Measure


_FEW = 5
_HELD = 32
"""Transcripts kept at hand while evidence is looked up; tables go person by person."""


@dataclass(frozen=True, slots=True)
class PersonFiles:
    """The files that say who was interviewed and where they lived; None where there is no such file."""

    persons: Path
    legs: Path | None = None
    occupations: Path | None = None
    statuses: Path | None = None

    def with_declared(self, session: Session) -> "PersonFiles":
        """With the declared table of persons go the declared tables of the trajectories."""
        config, root = session.config, session.root
        if relative(root, self.persons) != config.persons:
            return self
        return PersonFiles(
            self.persons,
            self.legs or (root / config.legs if config.legs else None),
            self.occupations or (root / config.occupations if config.occupations else None),
            self.statuses or (root / config.statuses if config.statuses else None),
        )

    def paths(self) -> tuple[Path, ...]:
        """Those that there are."""
        every = (self.persons, self.legs, self.occupations, self.statuses)
        return tuple(path for path in every if path is not None)


def take_in(session: Session, sources: PersonFiles) -> Done:
    """Take persons and their trajectories in; all of it or nothing.

    Evidence is looked for in the documents that are there, and dates are held against the interviews.

    Raises:
        SecondmigError: every problem of the files at once.
    """
    from secondmig.survey.legs_file import gather_tables
    from secondmig.survey.legs_join import with_legs
    from secondmig.survey.persons import read_persons_placed

    gone = {row.case_id for row in cases.withdrawn(session.store.read())}
    tables = gather_tables(
        legs=sources.legs,
        occupations=sources.occupations,
        statuses=sources.statuses,
        measures=_measures(session) if len(sources.paths()) > 1 else {},
    )
    try:
        read, places = read_persons_placed(sources.persons)
    except SecondmigError as error:
        own = error.problems if isinstance(error, ProblemsError) else (error,)
        raise ProblemsError((*own, *tables.problems)) from error
    kept = [case for case in read if case.id not in gone]
    joined = with_legs(kept, tables, ground=_ground(session, kept, places), gone=gone)
    tied, untied = _tied(session, joined)
    changed: list[str] = []
    subject = relative(session.root, sources.persons)
    with session.store.write(actor=session.coder(), verb="case import", subject=subject) as change:
        changed.extend(case.id for case in tied if cases.put(change, case))
        taken = [
            files.take(change, relative(session.root, each), content_hash(each.read_bytes()), "persons")
            for each in sources.paths()
        ]
        if changed or any(taken):
            change.payload["cases"] = changed
        else:
            change.nothing()
    return Done(
        f"{len(changed)} of {len(kept)} persons new or changed",
        (*(f"{case.id} was withdrawn and stays out" for case in read if case.id in gone), *untied),
        event=change.rev if changed else None,
    )


def _measures(session: Session) -> Mapping[str, "Measure"]:
    from secondmig.survey.measures import read_measures

    return read_measures(session.root / session.config.measures) if session.config.measures else {}


def _ground(session: Session, people: Iterable[Case], places: Mapping[str, str]) -> "Ground":
    from secondmig.survey.legs_join import Ground
    from secondmig.survey.trajectory import latest_interview

    connection = session.store.read()
    marked = restrictions.all_restrictions(connection)
    dates = {
        row.id: date
        for row in documents.summaries(connection)
        if (date := latest_interview([documents.header(connection, row.id)]))
    }

    @lru_cache(maxsize=_HELD)
    def find(document_id: str) -> Document | None:
        found = documents.get(connection, document_id)
        return None if found is None else with_restrictions(found, marked)

    interviewed: dict[str, PartialDate] = {}
    for case in people:
        own = [dates[ref.document] for ref in case.speakers if ref.document in dates]
        if own:
            interviewed[case.id] = max(own)
    return Ground(find, interviewed, max(dates.values(), default=None), places)


def _tied(session: Session, people: Iterable[Case]) -> tuple[tuple[Case, ...], tuple[str, ...]]:
    """The persons under the labels that their transcripts print, and a line for who speaks in none."""
    connection = session.store.read()
    held = {row.id for row in documents.summaries(connection)}
    tied = tuple(_with_what_is_known(connection, case, held) for case in people)
    told = [f"{case.id}: {line}" for case in tied for line in unheard(connection, case, held)]
    absent = [case.id for case in tied if held and not any(ref.document in held for ref in case.speakers)]
    if absent:
        listed = ", ".join(absent[:_FEW]) + (" ..." if len(absent) > _FEW else "")
        told.append(
            f"no transcript of {counted(len(absent), 'person')}, {listed}: a column document can name it"
        )
    return tied, tuple(told)


def _with_what_is_known(connection: Connection, case: Case, held: Collection[str]) -> Case:
    """The person with the speakers that are known already, and the consent that is on record."""
    mine = {
        found
        for ref in case.speakers
        for found in as_printed(ref, columns.labels_of(connection, ref.document)) or (ref,)
    }
    known = cases.get(connection, case.id)
    if known is None:
        return replace(case, speakers=tuple(sorted(mine)))
    mine.update(ref for ref in known.speakers if ref.document in held)
    return carried(known, replace(case, speakers=tuple(sorted(mine))))


def unheard(connection: Connection, case: Case, held: Collection[str]) -> Iterator[str]:
    """A line for each transcript in which nobody has the label that a person is said to have."""
    for name in dict.fromkeys(ref.document for ref in case.speakers if ref.document in held):
        labels = columns.labels_of(connection, name)
        mine = [ref.speaker for ref in case.speakers if ref.document == name]
        if not set(mine) & set(labels):
            who = " or ".join(map(repr, mine))
            yield f"nobody in {name} is labelled {who} ({named(labels)}): a column speaker can name the label"
