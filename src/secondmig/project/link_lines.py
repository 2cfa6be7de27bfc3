"""How a line of the ledger is shown, and what to write where a reason is lacking."""

import csv
import io
import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from secondmig.core.types import LinkRow

if TYPE_CHECKING:
    from secondmig.survey.key_file import Claim, Key

LINE_FIELDS: Final = ("case", "survey", "row", "status", "reason")
_WHY: Final = "why"


def row_of(line: LinkRow) -> dict[str, object]:
    """A line as a row of a listing."""
    return {
        "case": line.case or None,
        "survey": line.survey,
        "row": line.row or None,
        "status": line.status,
        "reason": line.reason,
    }


def told_counts(counts: Mapping[str, int]) -> str:
    """The counts of a ledger in words: those that are not 0."""
    told = ", ".join(f"{number} {status}" for status, number in counts.items() if number)
    return told or "no rows"


def line_to_write(file: str, key: "Key | None", line: LinkRow) -> str:
    """The edit, or the command, that explains a person without a row.

    Args:
        file: path of the key, "" where the survey has none.
        key: as read, None where the survey has none.
        line: of the person.
    """
    from secondmig.joint.ledger import wave_of

    if key is None:
        return f"secondmig link build --reason {shlex.quote(f'{line.case}={_WHY}')}"
    columns = key.columns if "reason" in key.columns else (*key.columns, "reason")
    first = "" if "reason" in key.columns else f" and line 1 as {','.join(columns)}"
    wave = wave_of(line)
    claim = next(
        (
            each
            for each in key.claims
            if each.case == line.case and (each.respondent == line.row if line.row else each.wave == wave)
        ),
        None,
    )
    cells = _cells(claim, line, columns)
    what = f"write line {claim.line} of {file} as" if claim else f"add to {file} the line"
    return f"{what} {cells}{first}"


def _cells(claim: "Claim | None", line: LinkRow, columns: tuple[str, ...]) -> str:
    held = {"case": line.case, "reason": _WHY}
    if claim is not None:
        held |= {
            "respondent": claim.respondent,
            "household": claim.household,
            "wave": claim.wave,
        }
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow([held.get(column, "") for column in columns])
    return buffer.getvalue()
