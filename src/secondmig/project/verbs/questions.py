"""Questions to the codings, and hypotheses; methods of :class:`secondmig.project.project.Project`."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from secondmig.core.selection import EVERYTHING, Selection
from secondmig.core.types import Level
from secondmig.project.listing import Listing
from secondmig.project.session import checked

if TYPE_CHECKING:
    from typing import Unpack

    from secondmig.project.comparison_wanted import ComparisonWanted
    from secondmig.project.cooccurring import Pairs
    from secondmig.project.corresponding import Map
    from secondmig.project.grid_model import Wanted as GridWanted
    from secondmig.project.hypotheses import Trial
    from secondmig.project.project import Project
    from secondmig.project.retrieval import Retrieving
    from secondmig.project.saturating import SaturationWanted


def query_segments(
    self: "Project",
    selection: Selection = EVERYTHING,
    *,
    release: Level = "work",
    **asked: "Unpack[Retrieving]",
) -> Listing:
    """Coded passages, or uncoded words; see :class:`secondmig.project.retrieval.Retrieving`."""
    from secondmig.project import queries, retrieval

    wanted = retrieval.wanted(self._counted(selection), asked)
    return queries.segments(self._session, wanted, release)


def query_matrix(
    self: "Project",
    selection: Selection = EVERYTHING,
    *,
    rows: str = "code",
    cols: str = "about_country",
    count: "Literal['persons', 'turns', 'segments', 'coverage']" = "persons",
) -> Listing:
    """Codes against groups, persons first."""
    from secondmig.project import queries

    return queries.matrix(self._session, self._counted(selection), rows=rows, cols=cols, count=count)


def query_comparison(
    self: "Project", selection: Selection = EVERYTHING, wanted: "ComparisonWanted | None" = None
) -> Listing:
    """Groups of persons compared on each code, or two countries within each person."""
    from secondmig.project import group_comparison

    asked = wanted or group_comparison.ComparisonWanted()
    return group_comparison.compared(self._session, self._counted(selection), asked)


def query_cooccur(self: "Project", wanted: "Pairs | None" = None) -> Listing:
    """Codes that meet, by a stated rule, persons first."""
    from secondmig.project import cooccurring

    asked = wanted or cooccurring.Pairs()
    counted = self._counted(asked.selection)
    return cooccurring.cooccurring(self._session, replace(asked, selection=counted))


def query_correspondence(self: "Project", wanted: "Map | None" = None) -> Listing:
    """Codes and groups as points of one map."""
    from secondmig.project import corresponding

    asked = wanted or corresponding.Map()
    counted = self._counted(asked.selection)
    return corresponding.corresponding(self._session, replace(asked, selection=counted))


def query_coverage(self: "Project", selection: Selection = EVERYTHING) -> Listing:
    """How much of what was said carries each code."""
    from secondmig.project import queries

    return queries.coverage(self._session, self._counted(selection))


def query_saturation(self: "Project", wanted: "SaturationWanted | None" = None) -> Listing:
    """After how many interviews hardly any new code comes up, and what was never asked."""
    from secondmig.project import saturating

    asked = wanted or saturating.SaturationWanted()
    return saturating.listing(self._session, replace(asked, selection=self._counted(asked.selection)))


def hypothesis_ids(self: "Project") -> tuple[str, ...]:
    """Ids of the hypothesis cards, in the order of their files."""
    from secondmig.project import hypotheses

    return tuple(card.id for card in hypotheses.cards_of(self._session))


def hypothesis_list(self: "Project", testing: "Trial | None" = None) -> Listing:
    """Every hypothesis card with its primary measure and its verdict by the printed rule."""
    from secondmig.project import hypotheses

    return hypotheses.hypothesis_list(self._session, testing)


def hypothesis_test(self: "Project", card: str, testing: "Trial | None" = None) -> Listing:
    """One hypothesis card: its measures, the persons for and against by name, rivals and verdict."""
    from secondmig.project import hypotheses

    return hypotheses.hypothesis_test(self._session, card, testing)


def hypothesis_estimate(self: "Project", card: str, spec: Path) -> Listing:
    """What a card claims of a population, estimated on the survey that a file names."""
    from secondmig.project import population

    return population.estimate(self._session, card, spec)


def query_trajectory(
    self: "Project",
    selection: Selection = EVERYTHING,
    *,
    unit: Literal["legs", "persons", "person-years"] = "legs",
    min_stay: Sequence[int] = (),
) -> Listing:
    """The legs of the persons selected, what follows from them, or their person-years."""
    from secondmig.project import trajectories

    use_case = {
        "legs": trajectories.trajectories,
        "persons": trajectories.persons,
        "person-years": trajectories.person_years,
    }[unit]
    return use_case(self._session, self._counted(selection), min_stay=min_stay)


def query_grid(self: "Project", wanted: "GridWanted", *, filled: bool = False) -> Listing:
    """Persons and themes with the analysts' paraphrases."""
    from secondmig.project import grid_files

    checked(self._session, wanted.selection)
    return grid_files.listing(self._session, wanted, filled=filled)
