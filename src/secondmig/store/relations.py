"""Relations: signed ties between codings, which they name by their stable ids."""

from collections.abc import Iterable

from secondmig.core.errors import SecondmigError
from secondmig.core.types import Relation
from secondmig.store import temporal
from secondmig.store.connect import Change
from secondmig.store.connection import Connection
from secondmig.store.encode import listed
from secondmig.store.schema import RELATIONS

_TOUCHING = """
UPDATE relations SET retired_event = :rev WHERE retired_event IS NULL AND (
  source IN (SELECT value FROM json_each(:ids)) OR target IN (SELECT value FROM json_each(:ids)))
"""


def add(change: Change, relation: Relation) -> None:
    """Tie two codings.

    Raises:
        SecondmigError: one of them is not there, or the relation is there already.
    """
    connection = change.connection
    for coding_id in (relation.source, relation.target):
        if not connection.row("SELECT 1 FROM codings WHERE id = ? AND retired_event IS NULL", (coding_id,)):
            raise SecondmigError(f"there is no coding {coding_id}", hint="secondmig code list")
    if temporal.current_row(connection, RELATIONS, relation.id) is not None:
        raise SecondmigError(f"relation {relation.id} is there already", hint="secondmig code list")
    row = (relation.id, relation.source, relation.target, relation.sign, relation.coder_id)
    temporal.insert(change, RELATIONS, [row])


def retire(change: Change, ids: Iterable[str]) -> int:
    """Take relations back.

    Returns:
        How many there were.
    """
    return temporal.retire(change, RELATIONS, ids)


def retire_touching(change: Change, coding_ids: Iterable[str]) -> int:
    """Take back every relation that starts or ends at one of these codings.

    Returns:
        How many there were.
    """
    return change.connection.run(_TOUCHING, {"rev": change.rev, "ids": listed(coding_ids)})


def all_relations(connection: Connection) -> tuple[Relation, ...]:
    """The current relations, by source, target and coder."""
    rows = connection.rows(
        "SELECT id, source, target, sign, coder_id FROM relations WHERE retired_event IS NULL"
        " ORDER BY source, target, coder_id, id"
    )
    return tuple(Relation(*row) for row in rows)


_AT_DOCUMENT = """
SELECT r.id, r.source, r.target, r.sign, r.coder_id FROM relations r
JOIN codings s ON s.id = r.source AND s.retired_event IS NULL
JOIN codings t ON t.id = r.target AND t.retired_event IS NULL
WHERE r.retired_event IS NULL AND :document IN (s.document_id, t.document_id)
ORDER BY r.source, r.target, r.coder_id, r.id
"""


def at_document(connection: Connection, document_id: str) -> tuple[Relation, ...]:
    """The current relations that start or end at a coding in a document, ordered as all are."""
    rows = connection.rows(_AT_DOCUMENT, {"document": document_id})
    return tuple(Relation(*row) for row in rows)


def by_id(connection: Connection, relation_id: str) -> Relation | None:
    """The current relation of that id, or None."""
    row = temporal.current_row(connection, RELATIONS, relation_id)
    return None if row is None else Relation(*row)  # type: ignore[arg-type] # columns as the table has them


def made_at(connection: Connection) -> dict[str, int]:
    """Current relation -> rev of the event that made its row."""
    rows = connection.rows("SELECT id, created_event FROM relations WHERE retired_event IS NULL ORDER BY id")
    return {str(name): int(rev) for name, rev in rows}


def made_by(connection: Connection, revs: Iterable[int]) -> frozenset[str]:
    """Ids of relations that these events made, whether they hold still or not."""
    rows = connection.rows(
        "SELECT DISTINCT id FROM relations WHERE created_event IN (SELECT value FROM json_each(?))",
        (listed(sorted(revs)),),
    )
    return frozenset(str(name) for (name,) in rows)
