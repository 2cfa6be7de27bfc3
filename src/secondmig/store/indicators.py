"""The table of indicators: kept as a survey of countries, under a name of its own."""

from collections.abc import Sequence
from typing import Final

from secondmig.core.indicator import Indicator
from secondmig.store import surveys
from secondmig.store.connect import Change
from secondmig.store.connection import Connection

NAME: Final = "indicators"
"""Under this name the indicators are kept among the surveys."""
_COLUMNS: Final = ("country", "year", "indicator", "value", "unit", "source", "codes", "note")


def put(change: Change, indicators: Sequence[Indicator], *, sha: str) -> bool:
    """Let these be the indicators from now on.

    Args:
        change: the open transaction.
        indicators: in the order of their file.
        sha: content hash of the file.

    Returns:
        Whether anything changed.
    """
    rows = [
        {
            "country": each.country,
            "year": str(each.year),
            "indicator": each.indicator,
            "value": repr(each.value),
            "unit": each.unit,
            "source": each.source,
            "codes": "; ".join(each.codes),
            "note": each.note,
        }
        for each in indicators
    ]
    return surveys.put(change, NAME, _COLUMNS, rows, id_column="indicator", kind="register", sha=sha)


def get(connection: Connection) -> tuple[Indicator, ...]:
    """The indicators, in the order of their file; none where the project has none."""
    held = surveys.get(connection, NAME)
    if held is None or held.columns != _COLUMNS:
        return ()
    return tuple(
        Indicator(
            country=row["country"],
            year=int(row["year"]),
            indicator=row["indicator"],
            value=float(row["value"]),
            unit=row["unit"],
            source=row["source"],
            codes=tuple(code for code in row["codes"].split("; ") if code),
            note=row["note"],
        )
        for row in held.rows
    )
