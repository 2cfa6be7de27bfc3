"""What left the project, and whom it holds: ids only, so that a withdrawal can name every file.

A report says whom it holds in the manifest beside its files; the public edition, which is for everybody, does
not, as it holds nobody and counts everybody. Every other output is an event, "export": when, by whom, to
which file, for which level, the ids of the persons. Such an event changes nothing and is passed over by undo.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from secondmig.core.types import Level
from secondmig.project.layout import relative
from secondmig.project.listing import Listing
from secondmig.project.session import Session
from secondmig.store import cases, events, links

VERB: Final = "export"
SCREEN: Final = "-"
"""Stands for an output that went to the screen or into a pipe."""
_NOBODY: Final = "unknown"
_WORD: Final = re.compile(r"[\w.-]+")


@dataclass(frozen=True, slots=True)
class Output:
    """A file, or what went to the screen, that holds a person.

    Attributes:
        at: when, UTC; "" where it is not known.
        what: the command that made it, e.g. "code export".
        path: where it was written to, "-" for the screen.
        level: for whom it is.
        actor: who made it, "" where it is not known.
    """

    at: str
    what: str
    path: str
    level: str
    actor: str = ""

    def line(self) -> str:
        """The output in one line."""
        when = f" on {self.at[:10]}" if self.at else ""
        who = f" by {self.actor}" if self.actor else ""
        where = "a screen or a pipe" if self.path == SCREEN else self.path
        return f"{where} ({self.what}, level {self.level}{when}{who})"


def note(session: Session, what: str, target: "Path | str", *, level: Level, people: Iterable[str]) -> None:
    """Write down that an output was made; nothing where nobody is in it.

    Args:
        session: the open project.
        what: the command.
        target: the file, or :data:`SCREEN`.
        level: for whom it is.
        people: ids of the persons in it.
    """
    ids = sorted(set(people))
    if not ids:
        return
    named = SCREEN if str(target) == SCREEN else _named(session.root, Path(target))
    payload: Mapping[str, object] = {"what": what, "level": level, "cases": ids}
    with session.store.write(actor=session.actor or _NOBODY, verb=VERB, subject=named, payload=payload):
        return


def _named(root: Path, target: Path) -> str:
    whole = target.resolve()
    return relative(root, whole) if whole.is_relative_to(root.resolve()) else str(whole)


def joined_to(session: Session, survey: str, rows: Listing, *, row_id: str = "") -> tuple[str, ...]:
    """Ids of the persons to whom rows of a survey are joined.

    Args:
        session: the open project.
        survey: its name.
        rows: as they are listed, their ids in whatever column.
        row_id: the one row that all of them are of, where they do not name it.
    """
    named = {str(value) for row in rows.rows for value in row.values()} | {row_id}
    lines = links.all_links(session.store.read())
    found = {line.case for line in lines if line.survey == survey and line.row in named}
    return tuple(sorted(found - {""}))


def people_in(session: Session, listing: Listing, *, about: Sequence[str] = ()) -> frozenset[str]:
    """Ids of the persons in rows: those that a column "case" names, else all that any value names.

    A value names a person by the id, alone or among other words, or by a document the person speaks in, as
    places (``US01 #20``) do.

    Args:
        session: the open project.
        listing: the rows.
        about: persons and documents that the rows are about and do not name.
    """
    everybody = cases.all_cases(session.store.read())
    of_persons = "case" in listing.fields
    named = {str(row.get("id")) for row in listing.rows} | set(about)
    for row in listing.rows:
        for value in (row.get("case"),) if of_persons else row.values():
            named.update(_names(value))
    found = {case.id for case in everybody} & named
    if of_persons:
        return frozenset(found)
    theirs = {case.id for case in everybody if any(ref.document in named for ref in case.speakers)}
    return frozenset(found | theirs)


def _names(value: object) -> Iterator[str]:
    """What may be an id in a value: the whole, and each word of it."""
    if isinstance(value, str):
        yield value
        yield from (part.strip() for part in value.split(","))
        yield from _WORD.findall(value)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _names(key)
            yield from _names(each)
    elif isinstance(value, Iterable):
        for each in value:
            yield from _names(each)


def holding(session: Session, case_id: str) -> tuple[Output, ...]:
    """Every output on record that holds a person: reports that are there now, then exports by time."""
    return (*_reports(session, case_id), *_exports(session, case_id))


def exports_with(session: Session, case_id: str) -> tuple[Output, ...]:
    """The exports on record that hold a person, oldest first; of one file the last time alone."""
    return tuple({(each.path, each.what): each for each in _exports(session, case_id)}.values())


def reports_with(session: Session, case_id: str) -> tuple[Output, ...]:
    """The reports that are there now and hold a person by id."""
    return tuple(_reports(session, case_id))


def _exports(session: Session, case_id: str) -> Iterator[Output]:
    for event in events.all_events(session.store.read()):
        held = event.payload.get("cases")
        if event.verb == VERB and isinstance(held, list) and case_id in held:
            told = event.payload
            yield Output(
                event.at, str(told.get("what", "")), event.subject, str(told.get("level", "")), event.actor
            )


def _reports(session: Session, case_id: str) -> Iterator[Output]:
    for path in sorted(session.root.glob("reports/*/data/*.manifest.json")):
        level = path.parent.parent.name
        page = path.parent.parent / f"{path.name.removesuffix('.manifest.json')}.html"
        held = _people_of(path)
        if held is not None and case_id in held:
            yield Output("", "report build", relative(session.root, page), level)


def _people_of(manifest: Path) -> list[str] | None:
    """Whom a report holds; None where it does not say."""
    try:
        held = json.loads(manifest.read_text(encoding="utf-8")).get("cases")
    except (OSError, ValueError, AttributeError):
        return None
    return held if isinstance(held, list) else None
