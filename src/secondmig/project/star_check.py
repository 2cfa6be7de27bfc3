"""The use case ``model check``: whether the stars of a printed table fit the z in its brackets."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from secondmig.core.errors import SecondmigError
from secondmig.project.listing import Listing

if TYPE_CHECKING:
    from secondmig.stats.pasted_table import BracketCell

FIELDS: Final = ("line", "place", "name", "coefficient", "z", "stars", "possible", "problem")


def check_stars(path: Path) -> Listing:
    """The cells whose stars or signs do not fit.

    Args:
        path: a text with z in square brackets, or a CSV file of a printed table.

    Raises:
        SecondmigError: it cannot be read, or holds no z in square brackets.
        ProblemsError: several problems of a CSV file.
    """
    from secondmig.stats.pasted_table import RULE

    cells = _cells(path)
    if not cells:
        raise SecondmigError(
            "there is no z in square brackets, as in 0.33 [2.05]**",
            where=path.name,
            hint="paste the table with its brackets and stars",
        )
    wrong = [each for each in cells if each.problem()]
    rows = [_row(each) for each in wrong]
    noun = "cell" if len(cells) == 1 else "cells"
    outcome = f"{len(wrong)} not fitting" if wrong else "all fitting"
    found = f"{path.name}: {len(cells)} {noun} with z in brackets, {outcome}"
    told = {"unit": "cells", "selection": "everything", "n": len(cells), "warnings": []}
    return Listing(FIELDS, rows, told, (found, RULE))


def _cells(path: Path) -> "Sequence[BracketCell]":
    from secondmig.stats.pasted_table import cells_in, cells_of
    from secondmig.stats.published import read_published
    from secondmig.survey.text_file import read_text

    if path.suffix.lower() == ".csv":
        return tuple(cells_of(read_published(path)))
    return tuple(cells_in(read_text(path)))


def _row(cell: "BracketCell") -> dict[str, object]:
    return {
        "line": cell.line or None,
        "place": cell.place,
        "name": cell.name or None,
        "coefficient": cell.coefficient or None,
        "z": cell.z,
        "stars": cell.stars or None,
        "possible": [each or "none" for each in cell.possible()],
        "problem": cell.problem(),
    }
