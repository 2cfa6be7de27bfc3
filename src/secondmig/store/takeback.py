"""The rows of an event turned back: what it made is ended, what it ended is made again under the same id."""

from functools import cache

from secondmig.core.errors import SecondmigError
from secondmig.store import events, temporal
from secondmig.store.connect import Change
from secondmig.store.connection import Connection
from secondmig.store.schema import REFERENCES, TEMPORAL, Reference, TemporalTable


def touched(connection: Connection, rev: int) -> bool:
    """Whether an event made or ended any row that is still there."""
    return any(connection.row(_touched(table), {"rev": rev}) is not None for table in TEMPORAL)


def is_withdrawal(connection: Connection, rev: int) -> bool:
    """Whether an event is a person's withdrawal."""
    return connection.row("SELECT 1 FROM tombstones WHERE event = ?", (rev,)) is not None


def take_back(change: Change, rev: int) -> int:
    """Turn the rows of event ``rev`` back.

    Returns:
        How many rows were ended and made.

    Raises:
        SecondmigError: the event is a withdrawal, changed nothing, or something later stands on it.
    """
    connection = change.connection
    if is_withdrawal(connection, rev):
        raise SecondmigError(
            f"event {rev} is a person's withdrawal: the words are erased and cannot come back",
            hint="secondmig history; an earlier event is taken back by its number",
        )
    if not touched(connection, rev):
        raise _nothing_left(connection, rev)
    for table in TEMPORAL:
        _refuse_changed(connection, table, rev)
    turned = 0
    for table in TEMPORAL:
        turned += connection.run(_end(table), {"rev": rev, "now": change.rev})
    for table in TEMPORAL:
        _refuse_taken(connection, table, rev)
        turned += connection.run(_make_again(table), {"rev": rev, "now": change.rev})
    for reference in REFERENCES:
        _refuse_dangling(connection, reference, rev=rev, now=change.rev)
    _refuse_outdated(connection, rev=rev, now=change.rev)
    return turned


# A coding that comes back must not point into words that were corrected since, and what is taken back or
# given free again must be so in the corrected words too.
_OUTDATED_CODING = """
SELECT c.id, d.created_event FROM codings c
JOIN documents d ON d.document_id = c.document_id AND d.retired_event IS NULL AND d.version > c.version
WHERE c.created_event = :now AND c.retired_event IS NULL AND c.status = 'current'
ORDER BY d.version DESC, c.id LIMIT 1
"""
_OUTDATED_RESTRICTION = """
SELECT r.id, d.created_event FROM (
  SELECT min(id) AS id, document_id, max(version) AS version FROM restrictions
  WHERE created_event = :now OR retired_event = :now GROUP BY document_id
) r JOIN documents d ON d.document_id = r.document_id AND d.retired_event IS NULL AND d.version > r.version
ORDER BY d.version DESC, r.id LIMIT 1
"""


def _refuse_outdated(connection: Connection, *, rev: int, now: int) -> None:
    for noun, query in (("coding", _OUTDATED_CODING), ("restriction", _OUTDATED_RESTRICTION)):
        found = connection.row(query, {"now": now})
        if found:
            row_id, corrected_by = found
            why = f"the transcript of {noun} {row_id} was corrected since"
            raise _stands_on(connection, rev, int(corrected_by), why)


def _nothing_left(connection: Connection, rev: int) -> SecondmigError:
    row = connection.row(
        "SELECT case_id, event FROM tombstones WHERE event > ? ORDER BY event LIMIT 1", (rev,)
    )
    if row:
        return SecondmigError(
            f"event {rev} cannot be taken back: what it touched was erased when {row[0]} withdrew"
            f" (event {row[1]})",
            hint="secondmig history",
        )
    return SecondmigError(f"event {rev} changed nothing that could be taken back", hint="secondmig history")


def _refuse_changed(connection: Connection, table: TemporalTable, rev: int) -> None:
    found = connection.row(_changed_since(table), {"rev": rev})
    if found:
        row_id, made_by, ended_by = found
        later = made_by if made_by is not None else ended_by
        raise _stands_on(connection, rev, int(later), f"{table.noun} {row_id} was changed since")


def _refuse_taken(connection: Connection, table: TemporalTable, rev: int) -> None:
    found = connection.row(_taken(table), {"rev": rev})
    if found:
        row_id, made_by = found
        raise _stands_on(connection, rev, int(made_by), f"another {table.noun} {row_id} has taken its place")


def _refuse_dangling(connection: Connection, reference: Reference, *, rev: int, now: int) -> None:
    stranded = connection.row(stranded_by(reference), {"now": now})
    if stranded:
        row_id, made_by = stranded
        raise _stands_on(
            connection, rev, int(made_by), f"{_noun(reference.child)} {row_id} needs what it made"
        )
    lacking = connection.row(
        lacking_parent(reference) + " AND child.created_event = :now LIMIT 1", {"now": now}
    )
    if lacking:
        raise SecondmigError(
            f"event {rev} cannot be taken back: {_noun(reference.child)} {lacking[0]} would come back"
            f" without its {_noun(reference.parent)}, which is gone",
            hint="secondmig history shows what took it away; take that back first",
        )


def _stands_on(connection: Connection, rev: int, later: int, why: str) -> SecondmigError:
    event = events.by_rev(connection, later)
    verb = f" ({event.verb})" if event else ""
    return SecondmigError(
        f"event {rev} cannot be taken back: {why}, by event {later}{verb}",
        hint=f"secondmig undo {later} first",
    )


def _noun(table_name: str) -> str:
    return next(table.noun for table in TEMPORAL if table.name == table_name)


@cache
def _touched(table: TemporalTable) -> str:
    return temporal.filled(
        "SELECT 1 FROM {t} WHERE created_event = :rev"
        " UNION ALL SELECT 1 FROM {t} WHERE retired_event = :rev LIMIT 1",
        table,
    )


# A row that an event made and ended itself was never there for anybody; it is left out everywhere.
@cache
def _changed_since(table: TemporalTable) -> str:
    return temporal.filled(
        """
SELECT made.id, now.created_event, (SELECT max(retired_event) FROM {t} old WHERE old.id = made.id)
FROM {t} made LEFT JOIN {t} now ON now.id = made.id AND now.retired_event IS NULL
WHERE made.created_event = :rev AND made.retired_event IS NOT :rev
  AND (now.row IS NULL OR ({n}) IS NOT ({m})) ORDER BY made.row LIMIT 1""",
        table,
        n=", ".join(f"now.{column}" for column in table.columns),
        m=", ".join(f"made.{column}" for column in table.columns),
    )


@cache
def _end(table: TemporalTable) -> str:
    return temporal.filled(
        """
UPDATE {t} SET retired_event = :now WHERE retired_event IS NULL AND id IN (
  SELECT made.id FROM {t} made WHERE made.created_event = :rev AND made.retired_event IS NOT :rev)""",
        table,
    )


@cache
def _taken(table: TemporalTable) -> str:
    return temporal.filled(
        """
SELECT now.id, now.created_event
FROM {t} ended JOIN {t} now ON now.id = ended.id AND now.retired_event IS NULL
WHERE ended.retired_event = :rev AND ended.created_event <> :rev ORDER BY ended.row LIMIT 1""",
        table,
    )


@cache
def _make_again(table: TemporalTable) -> str:
    return temporal.filled(
        """
INSERT INTO {t} ({c}, created_event)
SELECT {c}, :now FROM {t} WHERE retired_event = :rev AND created_event <> :rev ORDER BY row""",
        table,
    )


@cache
def stranded_by(reference: Reference) -> str:
    """A current child whose parent was ended by event ``:now`` and has no current row left."""
    template = """
SELECT child.id, child.created_event FROM {p} gone JOIN {t} child ON {child_of_gone}
WHERE gone.retired_event = :now AND child.retired_event IS NULL AND {condition}
  AND NOT EXISTS (SELECT 1 FROM {p} stays WHERE stays.retired_event IS NULL AND {stays_as_gone})
ORDER BY child.created_event DESC, child.row LIMIT 1"""
    return _referring(template, reference)


@cache
def lacking_parent(reference: Reference) -> str:
    """Current children without a current parent, as (id, rev); the caller may add conditions on ``child``."""
    template = """
SELECT child.id, child.created_event FROM {t} child
WHERE child.retired_event IS NULL AND {condition}
  AND NOT EXISTS (SELECT 1 FROM {p} parent WHERE parent.retired_event IS NULL AND {parent_of_child})"""
    return _referring(template, reference)


def _referring(template: str, reference: Reference) -> str:
    pairs = tuple(zip(reference.columns, reference.parent_columns, strict=True))
    names = {
        "t": reference.child,
        "p": reference.parent,
        "condition": reference.condition,
        "child_of_gone": " AND ".join(f"child.{mine} = gone.{its}" for mine, its in pairs),
        "stays_as_gone": " AND ".join(f"stays.{its} = gone.{its}" for _, its in pairs),
        "parent_of_child": " AND ".join(f"parent.{its} = child.{mine}" for mine, its in pairs),
    }
    for key, name in names.items():
        template = template.replace("{" + key + "}", name)
    return template
