"""Joint displays and the summary grid; methods of :class:`secondmig.project.project.Project`."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from secondmig.core.selection import EVERYTHING, Selection
from secondmig.core.types import Level
from secondmig.project.listing import Done, Listing
from secondmig.project.session import checked

if TYPE_CHECKING:
    from pandas import DataFrame

    from secondmig.joint.construct import Fit
    from secondmig.project.grid_acts import Writing
    from secondmig.project.grid_model import Wanted as GridWanted
    from secondmig.project.joint_displays import CasesWanted, ThemesWanted
    from secondmig.project.joint_table import TableWanted
    from secondmig.project.project import Project


def joint_table(self: "Project", wanted: "TableWanted | None" = None) -> "DataFrame":
    """The quantitized person table; ``attrs`` hold its data dictionary."""
    from secondmig.project import joint_table

    return joint_table.frame(self._session, self._tabled(wanted))


def joint_table_rows(
    self: "Project", wanted: "TableWanted | None" = None, *, compact: bool = False
) -> Listing:
    """The quantitized person table as rows to print."""
    from secondmig.project import joint_table

    return joint_table.listing(self._session, self._tabled(wanted), compact=compact)


def joint_table_export(
    self: "Project", wanted: "TableWanted | None", target: Path, *, missing_codes: bool = False
) -> Done:
    """Write the person table as .csv, .parquet, .dta or .sav, with its data dictionary beside it."""
    from secondmig.project import joint_table

    return joint_table.export(self._session, self._tabled(wanted), target, missing_codes=missing_codes)


def joint_side_by_side(self: "Project", constructs: Sequence[str] = (), *, quotations: int = 1) -> Listing:
    """What is measured and what is said of each construct, with the analysts' meta-inferences."""
    from secondmig.project import joint_views

    return joint_views.side_by_side(self._session, constructs, quotations=quotations)


def joint_infer(self: "Project", construct: str, fit: "Fit", text: str) -> Done:
    """Write the caller's meta-inference on a construct."""
    from secondmig.project import inferring

    return inferring.infer(self._session, construct, fit, text)


def joint_clear(self: "Project", construct: str) -> Done:
    """Take the caller's meta-inference on a construct back."""
    from secondmig.project import inferring

    return inferring.clear(self._session, construct)


def joint_quotes(
    self: "Project",
    selection: Selection = EVERYTHING,
    *,
    by: str = "group",
    limit: int = 2,
    release: Level = "team",
) -> Listing:
    """Quotations for each theme and group."""
    from secondmig.project import joint_views

    return joint_views.quotes(self._session, self._counted(selection), by=by, limit=limit, level=release)


def joint_themes(self: "Project", wanted: "ThemesWanted | None" = None, *, wide: bool = False) -> Listing:
    """Who mentions each theme, by group, beside a measure of those who do and who do not."""
    from secondmig.project import joint_displays

    asked = wanted or joint_displays.ThemesWanted()
    counted = replace(asked, selection=self._counted(asked.selection))
    return joint_displays.themes(self._session, counted, wide=wide)


def joint_cases(self: "Project", wanted: "CasesWanted | None" = None, *, wide: bool = False) -> Listing:
    """Persons in rows, codes and measures in columns, as they are."""
    from secondmig.project import joint_displays

    asked = wanted or joint_displays.CasesWanted()
    counted = replace(asked, selection=self._counted(asked.selection))
    return joint_displays.cases(self._session, counted, wide=wide)


def grid_export(self: "Project", wanted: "GridWanted", target: Path) -> Done:
    """Write the summary grid as .xlsx, .docx or .csv."""
    from secondmig.project import grid_files

    checked(self._session, wanted.selection)
    return grid_files.export(self._session, wanted, target)


def grid_write(self: "Project", writing: "Writing") -> Done:
    """Let an own cell of the summary grid read as given."""
    from secondmig.project import grid_acts

    return grid_acts.write_cell(self._session, writing)


def grid_clear(self: "Project", case: str, theme: str) -> Done:
    """Empty an own cell of the summary grid."""
    from secondmig.project import grid_acts

    return grid_acts.clear_cell(self._session, case, theme)
