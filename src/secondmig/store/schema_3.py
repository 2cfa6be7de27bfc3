"""The third schema, frozen: who is to code what, what was decided where coders differ, acts told once.

An act that reaches us over a network carries an id its sender made. It stands in the payload of its event,
and the index lets it stand in one event alone, so that an act that is sent again is not done again.
"""

_EVENT = "REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED"
_NEXT = "(SELECT ifnull(max(rev), 0) + 1 FROM events)"
_NOT_ERASING = "NOT EXISTS (SELECT 1 FROM erasing)"


def _one_of(column: str, *values: str) -> str:
    return "CHECK (" + " OR ".join(f"{column} = '{value}'" for value in values) + ")"


_COLUMNS = {
    "assignments": (
        "id TEXT NOT NULL CHECK (id <> '')",
        "coder_id TEXT NOT NULL CHECK (coder_id <> '')",
        "document_id TEXT NOT NULL CHECK (document_id <> '')",
        "codebook_id TEXT NOT NULL CHECK (codebook_id <> '')",
        "blind INTEGER NOT NULL CHECK (blind = 0 OR blind = 1)",
        f"source TEXT NOT NULL {_one_of('source', 'declared', 'package', 'hand', 'adjudication')}",
    ),
    "resolutions": (
        "id TEXT NOT NULL CHECK (id <> '')",
        "document_id TEXT NOT NULL",
        "version INTEGER NOT NULL",
        "span_start INTEGER NOT NULL CHECK (span_start >= 0)",
        "span_end INTEGER NOT NULL",
        f"kind TEXT NOT NULL {_one_of('kind', 'confusion', 'facet', 'boundary', 'one_coder')}",
        "coder_a TEXT NOT NULL CHECK (coder_a <> '')",
        "coder_b TEXT NOT NULL CHECK (coder_b <> '')",
        "code_a TEXT NOT NULL",
        "code_b TEXT NOT NULL",
        "facet TEXT NOT NULL",
        "first TEXT NOT NULL CHECK (json_type(first) = 'array')",
        "second TEXT NOT NULL CHECK (json_type(second) = 'array')",
        f"take TEXT NOT NULL {_one_of('take', 'a', 'b', 'both', 'neither')}",
        f"outcome TEXT NOT NULL {_one_of('outcome', 'recode', 'redefine', 'ambiguity')}",
        "reason_hash TEXT NOT NULL REFERENCES content (hash)",
        "coder_id TEXT NOT NULL CHECK (coder_id <> '')",
    ),
}
_CHECKS = {
    "assignments": (),
    "resolutions": (
        "FOREIGN KEY (document_id, version) REFERENCES document_versions (document_id, version)",
        "CHECK (span_end > span_start)",
    ),
}
_INDEXES = (
    "CREATE INDEX resolutions_document ON resolutions (document_id, created_event)",
    """CREATE UNIQUE INDEX events_act ON events (json_extract(payload, '$.act'))
WHERE json_extract(payload, '$.act') IS NOT NULL""",
    "CREATE INDEX assignments_document ON assignments (document_id) WHERE retired_event IS NULL",
)


def temporal_table(name: str, columns: tuple[str, ...], checks: tuple[str, ...]) -> tuple[str, ...]:
    """A table of rows that events make and end, with the indexes and triggers that keep it so."""
    lines = (
        "row INTEGER PRIMARY KEY NOT NULL",
        *columns,
        f"created_event INTEGER NOT NULL {_EVENT}",
        f"retired_event INTEGER {_EVENT}",
        *checks,
        "CHECK (retired_event >= created_event)",
    )
    kept = ("row", *(column.split(" ", 1)[0] for column in columns), "created_event")
    same = " AND ".join(f"NEW.{column} IS OLD.{column}" for column in kept)
    return (
        f"CREATE TABLE {name} (\n    " + ",\n    ".join(lines) + "\n) STRICT",
        f"CREATE UNIQUE INDEX {name}_current ON {name} (id) WHERE retired_event IS NULL",
        f"CREATE INDEX {name}_created ON {name} (created_event)",
        f"CREATE INDEX {name}_retired ON {name} (retired_event) WHERE retired_event IS NOT NULL",
        f"""CREATE TRIGGER {name}_kept BEFORE DELETE ON {name}
WHEN {_NOT_ERASING}
BEGIN SELECT RAISE(ABORT, '{name}: a row is retired, never deleted'); END""",
        f"""CREATE TRIGGER {name}_unchanged BEFORE UPDATE ON {name}
WHEN NOT (OLD.retired_event IS NULL AND NEW.retired_event IS {_NEXT} AND {same}) AND {_NOT_ERASING}
BEGIN SELECT RAISE(ABORT, '{name}: a row is retired once and otherwise never changed'); END""",
        f"""CREATE TRIGGER {name}_not_replaced BEFORE INSERT ON {name}
WHEN NEW.retired_event IS NOT NULL
  OR NEW.created_event IS NOT {_NEXT}
  OR EXISTS (SELECT 1 FROM {name} WHERE row = NEW.row)
  OR EXISTS (SELECT 1 FROM {name} WHERE id = NEW.id AND retired_event IS NULL)
BEGIN SELECT RAISE(ABORT, '{name}: the id is taken'); END""",  # noqa: S608
    )


def statements() -> tuple[str, ...]:
    """All statements that bring a database of the second schema to the third, in order."""
    tables = [
        statement
        for name, columns in _COLUMNS.items()
        for statement in temporal_table(name, columns, _CHECKS[name])
    ]
    return (*tables, *_INDEXES)
