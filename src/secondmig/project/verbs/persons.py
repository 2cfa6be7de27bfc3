"""Verbs of persons; methods of :class:`secondmig.project.project.Project`."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from secondmig.core.selection import EVERYTHING, Selection
from secondmig.core.types import Level
from secondmig.project import people
from secondmig.project.listing import Done, Listing
from secondmig.project.session import checked

if TYPE_CHECKING:
    from secondmig.project.project import Project


def case_import(
    self: "Project",
    path: Path,
    *,
    legs: Path | None = None,
    occupations: Path | None = None,
    statuses: Path | None = None,
) -> Done:
    """Take a table of persons in, and the tables of their trajectories."""
    return people.import_persons(self._session, path, legs=legs, occupations=occupations, statuses=statuses)


def case_list(self: "Project", selection: Selection = EVERYTHING, *, min_stay: Sequence[int] = ()) -> Listing:
    """One row per person; ``min_stay`` takes the place of the project's own length of stay."""
    return people.list_cases(self._session, checked(self._session, selection), min_stay=min_stay)


def case_show(self: "Project", case: str) -> Listing:
    """All that is held about a person but the words."""
    return people.show(self._session, case)


def case_legs(self: "Project", case: str, *, evidence: bool = False) -> Listing:
    """A person's trajectory; with ``evidence`` the words it is known from."""
    from secondmig.project import trajectories

    return trajectories.legs(self._session, case, evidence=evidence)


def note_output(
    self: "Project",
    what: str,
    target: str | None,
    listing: Listing | None = None,
    *,
    level: Level = "work",
    about: Sequence[str] = (),
) -> None:
    """Write down that rows of persons went to a file, or to a pipe where ``target`` is None.

    ``about`` names persons and documents that the rows do not.
    """
    from secondmig.project import outputs

    people = outputs.people_in(self._session, listing or Listing((), ()), about=about)
    outputs.note(self._session, what, target or outputs.SCREEN, level=level, people=people)


def case_consent(self: "Project", path: Path) -> Done:
    """Take in the sheet of what each person agreed to; built reports are built again by it."""
    from secondmig.project import consent, reports

    done = consent.take_in(self._session, path)
    if done.event is None:
        return done
    return replace(done, details=(*done.details, *reports.rebuild(self._session)))


def case_list_consent(self: "Project", selection: Selection = EVERYTHING) -> Listing:
    """One row per person: the tier, and the answer to each switch."""
    return people.list_consent(self._session, checked(self._session, selection))


def case_clear(
    self: "Project", case: str, codings: Sequence[str], *, note: str = "", take_back: bool = False
) -> Done:
    """Note that a person of T2 lets coded passages be quoted to partners, or take that back.

    Built reports are built again where it is taken back.
    """
    from secondmig.project import consent, reports

    if take_back:
        done = consent.unclear(self._session, case, codings)
        return replace(done, details=(*done.details, *reports.rebuild(self._session)))
    return consent.clear(self._session, case, codings, note=note)


def case_withdraw(self: "Project", case: str, *, reason: str, date: str = "") -> Done:
    """Erase a person; there is no undo. Built reports are built again without the person.

    ``date`` is the day on which the person asked for it.
    """
    from secondmig.project import reports

    done = people.withdraw(self._session, case, reason=reason, asked=date)
    built = reports.rebuild(self._session)
    return replace(done, details=(*done.details, *built))


def case_export(self: "Project", case: str, target: Path) -> Done:
    """All that is held about a person: a file for programs, and a page to read beside it."""
    from secondmig.project import own_copy

    return own_copy.export(self._session, case, target)
