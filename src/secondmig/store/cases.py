"""Cases: the persons, each change of them a row of its own."""

import json
from typing import Any

from secondmig.core.types import Case
from secondmig.store import temporal, tombs
from secondmig.store.connect import Change
from secondmig.store.connection import Connection
from secondmig.store.encode import canonical_json, legs_from, legs_text, plain, speakers_from, speakers_text
from secondmig.store.schema import CASES
from secondmig.store.tombs import Tombstone

_ALL = "SELECT {c} FROM cases WHERE {holds} ORDER BY id"
_IN_DOCUMENT = """
SELECT {c} FROM cases WHERE retired_event IS NULL AND EXISTS (
  SELECT 1 FROM json_each(speakers) s WHERE json_extract(s.value, '$.document') = ?
) ORDER BY id
"""


def put(change: Change, case: Case) -> bool:
    """Let a person be as described from now on.

    Returns:
        Whether anything changed.

    Raises:
        SecondmigError: the person withdrew.
    """
    tombs.refuse_case(change.connection, case.id)
    row = (
        case.id,
        case.pseudonym,
        case.consent,
        speakers_text(case.speakers),
        canonical_json(plain(case.attributes)),
        legs_text(case.legs),
    )
    return temporal.replace_row(change, CASES, row)


def get(connection: Connection, case_id: str) -> Case | None:
    """The person of that id, or None."""
    row = temporal.current_row(connection, CASES, case_id)
    return None if row is None else _case(row)


def all_cases(connection: Connection, as_of: int | None = None) -> tuple[Case, ...]:
    """Everybody, by id: now, or as they were after event ``as_of``. Who withdrew is there at no time."""
    select = temporal.filled(_ALL, CASES, holds=temporal.holding(as_of))
    values = {} if as_of is None else {"as_of": as_of}
    return tuple(_case(row) for row in connection.rows(select, values))


def of_document(connection: Connection, document_id: str) -> tuple[Case, ...]:
    """The persons who speak in a document, by id."""
    return tuple(_case(row) for row in connection.rows(temporal.filled(_IN_DOCUMENT, CASES), (document_id,)))


def withdrawn(connection: Connection) -> tuple[Tombstone, ...]:
    """What is remembered of those who withdrew, by case id."""
    return tombs.all_tombstones(connection)


def _case(row: tuple[Any, ...]) -> Case:
    case_id, pseudonym, consent, speakers, attributes, legs = row
    return Case(case_id, pseudonym, speakers_from(speakers), json.loads(attributes), legs_from(legs), consent)
