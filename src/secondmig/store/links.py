"""The ledger of the person join: a row per person and survey, and per survey row with something to say.

The rows of a survey that nobody interviewed belongs to may be a million. They have no row here: they are
those whose id no row of the ledger names. (Older ledgers hold a row for each of them; both are read.)
"""

from collections.abc import Iterable, Mapping, Sequence

from secondmig.core.ids import short_id
from secondmig.core.types import LinkRow
from secondmig.store import temporal
from secondmig.store.connect import Change
from secondmig.store.connection import Connection
from secondmig.store.schema import LINKS

_HELD = "SELECT id FROM surveys WHERE retired_event IS NULL"
_NOBODY = """
FROM surveys s JOIN survey_rows r USING (survey_table)
WHERE s.id = :survey AND s.retired_event IS NULL AND r.row_id NOT IN (
  SELECT row_id FROM links WHERE survey = :survey AND retired_event IS NULL)
"""


def replace(change: Change, survey: str, rows: Sequence[LinkRow]) -> bool:
    """Let these be the ledger of a survey; rows that stay as they are are not touched.

    Returns:
        Whether anything changed.
    """
    wanted: dict[str, tuple[str, ...]] = {}
    for row in rows:
        values = (survey, row.case, row.row, row.status, row.reason)
        number = 0
        while (row_id := short_id("l", *values, number)) in wanted:
            number += 1
        wanted[row_id] = (row_id, *values)
    held = {
        row_id
        for (row_id,) in change.connection.rows(
            "SELECT id FROM links WHERE survey = ? AND retired_event IS NULL", (survey,)
        )
    }
    temporal.retire(change, LINKS, sorted(held - set(wanted)))
    temporal.insert(change, LINKS, [values for row_id, values in wanted.items() if row_id not in held])
    return held != set(wanted)


def all_links(connection: Connection) -> tuple[LinkRow, ...]:
    """The whole ledger, by survey, case and row: persons first, a match before what repeats it."""
    rows = connection.rows(
        "SELECT case_id, survey, row_id, status, reason FROM links WHERE retired_event IS NULL"
        " ORDER BY survey, case_id = '', case_id, row_id, status DESC, length(reason), reason, id"
    )
    return tuple(LinkRow(*row) for row in rows)


def nobody(connection: Connection, survey: str, *, limit: int | None = None) -> tuple[str, ...]:
    """Ids of the rows of a survey that the ledger does not name, in file order: nobody interviewed has them.

    Args:
        connection: of the project.
        survey: its name.
        limit: at most so many; all where None.
    """
    rows = connection.rows(
        f"SELECT r.row_id {_NOBODY} ORDER BY r.position LIMIT :limit",
        {"survey": survey, "limit": -1 if limit is None else limit},
    )
    return tuple(row_id for (row_id,) in rows)


def count_nobody(connection: Connection, surveys: Iterable[str]) -> Mapping[str, int]:
    """Survey -> how many of its rows the ledger does not name, of those that are held, by name."""
    names = sorted({name for (name,) in connection.rows(_HELD)} & set(surveys))
    return {name: connection.number(f"SELECT count(*) {_NOBODY}", {"survey": name}) for name in names}
