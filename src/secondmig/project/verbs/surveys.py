"""Verbs of links and surveys; methods of :class:`secondmig.project.project.Project`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from secondmig.core.selection import EVERYTHING, Selection
from secondmig.project import links
from secondmig.project.build import Progress
from secondmig.project.listing import Done, Listing
from secondmig.project.session import checked

if TYPE_CHECKING:
    from secondmig.project.benchmarking import Compared
    from secondmig.project.link_status import Which
    from secondmig.project.links import Linking
    from secondmig.project.project import Project
    from secondmig.project.survey_views import Describing
    from secondmig.project.surveys import Adding


def link_build(self: "Project", linking: "Linking | None" = None) -> Done:
    """Join the declared surveys to the persons."""
    return links.build(self._session, linking=linking or links.Linking())


def link_preview(self: "Project", linking: "Linking | None" = None) -> Listing:
    """What joining the declared surveys would do."""
    return links.preview(self._session, linking=linking)


def link_status(self: "Project", which: "Which | None" = None, *, units: bool = False) -> Listing:
    """The ledger of the joins with persons, or of rows with the units they belong to."""
    from secondmig.project import link_status

    told = link_status.unit_status if units else link_status.status
    return told(self._session, which)


def link_benchmark(self: "Project", compared: "Compared", selection: Selection = EVERYTHING) -> Listing:
    """Each person's percentile among like people of a survey of others."""
    from secondmig.project import benchmarking

    return benchmarking.benchmark(self._session, compared, checked(self._session, selection))


def survey_add(
    self: "Project", adding: "Adding", *, dry_run: bool = False, progress: Progress | None = None
) -> Done:
    """Take a survey file in, and declare it where it lies in the project."""
    from secondmig.project import surveys

    return surveys.add(self._session, adding, dry_run=dry_run, progress=progress)


def survey_list(self: "Project") -> Listing:
    """The surveys, one row each."""
    from secondmig.project import survey_views

    return survey_views.listing(self._session)


def survey_describe(self: "Project", name: str, asked: "Describing") -> Listing:
    """What the columns of a survey hold, or the shares of one."""
    from secondmig.project import survey_views

    return survey_views.describe(self._session, name, asked)


def survey_show(
    self: "Project", name: str, *, row_id: str = "", head: int = 10, columns: Sequence[str] = ()
) -> Listing:
    """Rows of a survey with what their values mean."""
    from secondmig.project import survey_views

    return survey_views.show(self._session, name, row_id=row_id, head=head, columns=columns)


def survey_measures(self: "Project") -> Listing:
    """The measures, one row each."""
    from secondmig.project import measuring

    return measuring.listing(self._session)


def survey_measure(self: "Project", measure_id: str) -> Listing:
    """One measure in full."""
    from secondmig.project import measuring

    return measuring.show(self._session, measure_id)


def survey_compare(
    self: "Project",
    names: Sequence[str] = (),
    *,
    measures: Sequence[str] = (),
    by: str = "interview_country",
    wide: bool = False,
) -> Listing:
    """Measures across sources and countries; ``wide`` is the layout for people."""
    from secondmig.project import measuring

    return measuring.compare(self._session, names, measures=measures, by=by, wide=wide)


def survey_joined_to(self: "Project", survey: str, rows: Listing, *, row_id: str = "") -> tuple[str, ...]:
    """Ids of the persons to whom these rows of a survey are joined."""
    from secondmig.project import outputs

    return outputs.joined_to(self._session, survey, rows, row_id=row_id)


def survey_flows(
    self: "Project", path: Path, *, claim: float | None = None, top: int | None = None
) -> Listing:
    """How many second migrants a table of flows holds, or must hold."""
    from secondmig.project import flows

    return flows.flows(path, claim=claim, top=top)


def survey_indicators(self: "Project", selection: Selection = EVERYTHING) -> Listing:
    """Indicators of each country beside what people say about the same thing."""
    from secondmig.project import structure

    return structure.listing(self._session, self._counted(selection))


def survey_indicators_import(self: "Project", path: Path) -> Done:
    """Take a table of indicators in."""
    from secondmig.project import structure

    return structure.take_in(self._session, path)
