"""The first schema, frozen: a later one is a migration of its own, never an edit of this file.

Three kinds of tables. Temporal tables hold the state of the project: a row is made by an event and ended by a
later one, and is otherwise never touched. Fixed tables hold what those rows refer to: words by their hash,
versions and readings of documents. The event log only grows. Triggers hold all of this against other programs
too; the one key is a row in ``erasing``, which exists inside the transaction of a person's withdrawal and
nowhere else.
"""

APPLICATION_ID = 0x736D6967

_HASH = "CHECK (length({0}) = 71 AND {0} GLOB 'sha256:*')"
_EVENT = "REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED"


def _one_of(column: str, *values: str) -> str:
    """A closed choice; as a chain of comparisons, for IN builds a table anew for each row that is written."""
    return "CHECK (" + " OR ".join(f"{column} = '{value}'" for value in values) + ")"


_FACET = "TEXT GENERATED ALWAYS AS (CAST(json_extract(facets, '$.{0}') AS TEXT)) VIRTUAL"

_LINK_STATUSES = ("matched", "unmatched_case", "not_interviewed", "duplicate")
_TEMPORAL: dict[str, tuple[str, ...]] = {
    "documents": (
        "id TEXT NOT NULL",
        "document_id TEXT NOT NULL CHECK (document_id <> '')",
        "version INTEGER NOT NULL CHECK (version >= 1)",
        f"kind TEXT NOT NULL {_one_of('kind', 'interview', 'fieldnote', 'policy', 'press', 'answer')}",
        "language TEXT NOT NULL",
        "decoding TEXT NOT NULL",
        "supersedes INTEGER",
        f"source_sha TEXT NOT NULL {_HASH.format('source_sha')}",
        "source_hash TEXT REFERENCES content (hash)",
        "text_hash TEXT NOT NULL REFERENCES content (hash)",
        "head_hash TEXT NOT NULL REFERENCES content (hash)",
        "reading INTEGER NOT NULL REFERENCES readings (reading)",
    ),
    "codebooks": (
        "id TEXT NOT NULL",
        "codebook_id TEXT NOT NULL CHECK (codebook_id <> '')",
        "number INTEGER NOT NULL CHECK (number >= 1)",
        "label TEXT NOT NULL",
        f"sha TEXT NOT NULL {_HASH.format('sha')}",
        "note TEXT NOT NULL",
        "author TEXT NOT NULL",
        "body_hash TEXT NOT NULL REFERENCES content (hash)",
    ),
    "codings": (
        "id TEXT NOT NULL CHECK (id <> '')",
        "document_id TEXT NOT NULL",
        "version INTEGER NOT NULL",
        "span_start INTEGER NOT NULL CHECK (span_start >= 0)",
        "span_end INTEGER NOT NULL",
        f"quote_sha TEXT NOT NULL {_HASH.format('quote_sha')}",
        "code_id TEXT NOT NULL CHECK (code_id <> '')",
        "codebook_version TEXT NOT NULL",
        "coder_id TEXT NOT NULL CHECK (coder_id <> '')",
        "facets TEXT NOT NULL CHECK (json_type(facets) = 'object')",
        "origin TEXT NOT NULL",
        f"status TEXT NOT NULL {_one_of('status', 'current', 'changed', 'lost')}",
    ),
    "relations": (
        "id TEXT NOT NULL CHECK (id <> '')",
        "source TEXT NOT NULL",
        "target TEXT NOT NULL CHECK (target <> source)",
        f"sign TEXT NOT NULL {_one_of('sign', '+', '-', '?')}",
        "coder_id TEXT NOT NULL CHECK (coder_id <> '')",
    ),
    "memos": (
        "id TEXT NOT NULL CHECK (id <> '')",
        "subject_kind TEXT NOT NULL CHECK (subject_kind <> '')",
        "subject_id TEXT NOT NULL",
        "text_hash TEXT NOT NULL REFERENCES content (hash)",
        "coder_id TEXT NOT NULL CHECK (coder_id <> '')",
    ),
    "cases": (
        "id TEXT NOT NULL CHECK (id <> '')",
        "pseudonym TEXT NOT NULL",
        f"consent TEXT NOT NULL {_one_of('consent', 'T0', 'T1', 'T2', 'T3', 'T4', 'T5')}",
        "speakers TEXT NOT NULL CHECK (json_type(speakers) = 'array')",
        "attributes TEXT NOT NULL CHECK (json_type(attributes) = 'object')",
        "legs TEXT NOT NULL CHECK (json_type(legs) = 'array')",
    ),
    "restrictions": (
        "id TEXT NOT NULL CHECK (id <> '')",
        "document_id TEXT NOT NULL",
        "version INTEGER NOT NULL",
        "span_start INTEGER NOT NULL CHECK (span_start >= 0)",
        "span_end INTEGER NOT NULL",
        "reason TEXT NOT NULL",
    ),
    "surveys": (
        "id TEXT NOT NULL CHECK (id <> '')",
        "kind TEXT NOT NULL",
        "id_column TEXT NOT NULL",
        "column_names TEXT NOT NULL CHECK (json_type(column_names) = 'array')",
        f"sha TEXT NOT NULL {_HASH.format('sha')}",
        "survey_table INTEGER NOT NULL REFERENCES survey_tables (survey_table)",
    ),
    "links": (
        "id TEXT NOT NULL CHECK (id <> '')",
        "survey TEXT NOT NULL",
        "case_id TEXT NOT NULL",
        "row_id TEXT NOT NULL",
        f"status TEXT NOT NULL {_one_of('status', *_LINK_STATUSES)}",
        "reason TEXT NOT NULL",
    ),
    "files": (
        "id TEXT NOT NULL CHECK (id <> '')",
        f"sha TEXT NOT NULL {_HASH.format('sha')}",
        "kind TEXT NOT NULL",
    ),
}

_EXTRA: dict[str, tuple[str, ...]] = {
    "documents": (
        "FOREIGN KEY (document_id, version) REFERENCES document_versions (document_id, version)",
        "CHECK (id = document_id || '@' || version)",
    ),
    "codebooks": ("CHECK (id = codebook_id || '@' || number)",),
    "codings": (
        "FOREIGN KEY (document_id, version) REFERENCES document_versions (document_id, version)",
        "CHECK (span_end > span_start)",
    ),
    "restrictions": (
        "FOREIGN KEY (document_id, version) REFERENCES document_versions (document_id, version)",
        "CHECK (span_end > span_start)",
    ),
}
_GENERATED: dict[str, tuple[str, ...]] = {
    "codings": tuple(
        f"{name} {_FACET.format(name)}" for name in ("about_country", "valence", "polarity", "corridor")
    ),
}

_FIXED = (
    # A word of an interview stands here and nowhere else; everything refers to it by its hash.
    f"""CREATE TABLE content (
    hash TEXT PRIMARY KEY NOT NULL {_HASH.format("hash")},
    body ANY NOT NULL CHECK (typeof(body) IN ('text', 'blob'))
) STRICT""",
    f"""CREATE TABLE events (
    rev INTEGER PRIMARY KEY NOT NULL,
    id TEXT NOT NULL UNIQUE,
    at TEXT NOT NULL,
    actor TEXT NOT NULL CHECK (actor <> ''),
    verb TEXT NOT NULL CHECK (verb <> ''),
    subject TEXT NOT NULL,
    payload TEXT NOT NULL CHECK (json_type(payload) = 'object'),
    undoes INTEGER UNIQUE REFERENCES events (rev),
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE {_HASH.format("hash")},
    CHECK (undoes < rev)
) STRICT""",
    """CREATE TABLE document_versions (
    document_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    text_hash TEXT NOT NULL REFERENCES content (hash),
    PRIMARY KEY (document_id, version)
) STRICT, WITHOUT ROWID""",
    f"""CREATE TABLE readings (
    reading INTEGER PRIMARY KEY NOT NULL,
    sha TEXT NOT NULL UNIQUE {_HASH.format("sha")},
    turns INTEGER NOT NULL,
    words INTEGER NOT NULL,
    characters INTEGER NOT NULL
) STRICT""",
    f"""CREATE TABLE turns (
    reading INTEGER NOT NULL REFERENCES readings (reading),
    position INTEGER NOT NULL,
    number INTEGER,
    speaker TEXT NOT NULL,
    role TEXT NOT NULL {_one_of("role", "interviewer", "participant", "other")},
    language TEXT NOT NULL,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL CHECK (span_end > span_start),
    time_start INTEGER,
    time_end INTEGER,
    PRIMARY KEY (reading, position)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE tiers (
    reading INTEGER NOT NULL REFERENCES readings (reading),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    turn INTEGER NOT NULL,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL CHECK (span_end > span_start),
    PRIMARY KEY (reading, position)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE withheld (
    reading INTEGER NOT NULL REFERENCES readings (reading),
    position INTEGER NOT NULL,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL CHECK (span_end > span_start),
    reason TEXT NOT NULL,
    PRIMARY KEY (reading, position)
) STRICT, WITHOUT ROWID""",
    f"""CREATE TABLE survey_tables (
    survey_table INTEGER PRIMARY KEY NOT NULL,
    sha TEXT NOT NULL UNIQUE {_HASH.format("sha")}
) STRICT""",
    """CREATE TABLE survey_rows (
    survey_table INTEGER NOT NULL REFERENCES survey_tables (survey_table),
    position INTEGER NOT NULL,
    row_id TEXT NOT NULL,
    cells TEXT NOT NULL CHECK (json_type(cells) = 'object'),
    PRIMARY KEY (survey_table, position)
) STRICT, WITHOUT ROWID""",
    f"""CREATE TABLE tombstones (
    case_id TEXT PRIMARY KEY NOT NULL,
    event INTEGER NOT NULL UNIQUE {_EVENT},
    at TEXT NOT NULL,
    reason TEXT NOT NULL,
    documents TEXT NOT NULL CHECK (json_type(documents) = 'array'),
    masked TEXT NOT NULL CHECK (json_type(masked) = 'array'),
    survey_rows TEXT NOT NULL CHECK (json_type(survey_rows) = 'array'),
    counts TEXT NOT NULL CHECK (json_type(counts) = 'object')
) STRICT""",
    # Contents that must never come back: transcripts and files of persons who withdrew.
    f"""CREATE TABLE erased_content (
    hash TEXT PRIMARY KEY NOT NULL {_HASH.format("hash")},
    case_id TEXT NOT NULL REFERENCES tombstones (case_id)
) STRICT""",
    "CREATE TABLE erasing (case_id TEXT PRIMARY KEY NOT NULL) STRICT",
    # What a killed process still has to do when the project is opened next.
    "CREATE TABLE chores (name TEXT PRIMARY KEY NOT NULL) STRICT",
)

# Table -> its key, for rows that are written once; ``erasing`` opens the first group for removal.
_ERASABLE = {
    "content": ("hash",),
    "document_versions": ("document_id", "version"),
    "readings": ("reading",),
    "turns": ("reading", "position"),
    "tiers": ("reading", "position"),
    "withheld": ("reading", "position"),
    "survey_tables": ("survey_table",),
    "survey_rows": ("survey_table", "position"),
}
_FOREVER = {"tombstones": ("case_id",), "erased_content": ("hash",)}

_INDEXES = (
    "CREATE INDEX documents_version ON documents (document_id, version) WHERE retired_event IS NULL",
    "CREATE INDEX documents_source ON documents (source_sha) WHERE retired_event IS NULL",
    """CREATE INDEX codings_place ON codings (document_id, span_start, span_end, code_id)
WHERE retired_event IS NULL""",
    "CREATE INDEX codings_code ON codings (code_id, document_id) WHERE retired_event IS NULL",
    """CREATE INDEX codings_about ON codings (about_country, code_id)
WHERE retired_event IS NULL AND about_country IS NOT NULL""",
    """CREATE INDEX codings_corridor ON codings (corridor, code_id)
WHERE retired_event IS NULL AND corridor IS NOT NULL""",
    "CREATE INDEX codings_past ON codings (document_id, id) WHERE retired_event IS NOT NULL",
    "CREATE INDEX relations_source ON relations (source)",
    "CREATE INDEX relations_target ON relations (target)",
    "CREATE INDEX memos_subject ON memos (subject_kind, subject_id)",
    "CREATE INDEX links_survey ON links (survey) WHERE retired_event IS NULL",
    "CREATE INDEX events_subject ON events (subject)",
)

_VIEWS = (
    """CREATE VIEW codings_readable AS
SELECT c.id, c.document_id AS document, c.version, c.span_start AS "from", c.span_end AS "to",
       c.code_id AS code, c.coder_id AS coder, c.about_country, c.valence, c.polarity, c.corridor,
       c.facets, c.origin, c.status, e.at AS since, c.codebook_version AS codebook
FROM codings c JOIN events e ON e.rev = c.created_event
WHERE c.retired_event IS NULL
ORDER BY c.document_id, c.span_start, c.span_end, c.code_id, c.coder_id, c.id""",
    """CREATE VIEW cases_readable AS
SELECT c.id, c.pseudonym, c.consent,
       (SELECT group_concat(document, ', ') FROM (
          SELECT DISTINCT json_extract(s.value, '$.document') AS document FROM json_each(c.speakers) s
        )) AS documents,
       (SELECT group_concat(country, ' > ') FROM (SELECT json_extract(l.value, '$.country') AS country
          FROM json_each(c.legs) l ORDER BY json_extract(l.value, '$.index'))) AS trajectory,
       c.attributes, e.at AS since
FROM cases c JOIN events e ON e.rev = c.created_event
WHERE c.retired_event IS NULL
ORDER BY c.id""",
    """CREATE VIEW history_readable AS
SELECT rev AS event, at, actor, verb, subject, undoes, payload FROM events ORDER BY rev""",
)

_NOT_ERASING = "NOT EXISTS (SELECT 1 FROM erasing)"
_NEXT = "(SELECT ifnull(max(rev), 0) + 1 FROM events)"


# What an INSERT, or a REPLACE that would remove the row before, must not meet.
_TAKEN = """NEW.retired_event IS NOT NULL
  OR NEW.created_event IS NOT (SELECT ifnull(max(rev), 0) + 1 FROM events)
  OR EXISTS (SELECT 1 FROM TABLE WHERE row = NEW.row)
  OR EXISTS (SELECT 1 FROM TABLE WHERE id = NEW.id AND retired_event IS NULL)"""
_KEY_TAKEN = "EXISTS (SELECT 1 FROM TABLE WHERE KEY)"
_NOT_THE_NEXT = """NEW.rev IS NOT (SELECT ifnull(max(rev), 0) + 1 FROM events)
  OR NEW.prev_hash IS NOT ifnull((SELECT hash FROM events ORDER BY rev DESC LIMIT 1), '')
  OR EXISTS (SELECT 1 FROM events WHERE id = NEW.id OR hash = NEW.hash OR undoes = NEW.undoes)"""


def _trigger(name: str, when: str, condition: str, message: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {when}\nWHEN {condition}\nBEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def _temporal_table(table: str, columns: tuple[str, ...]) -> str:
    lines = (
        "row INTEGER PRIMARY KEY NOT NULL",
        *columns,
        f"created_event INTEGER NOT NULL {_EVENT}",
        f"retired_event INTEGER {_EVENT}",
        *_GENERATED.get(table, ()),
        *_EXTRA.get(table, ()),
        "CHECK (retired_event >= created_event)",
    )
    return f"CREATE TABLE {table} (\n    " + ",\n    ".join(lines) + "\n) STRICT"


def _temporal_guards(table: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    names = ("row", *(column.split(" ", 1)[0] for column in columns), "created_event")
    same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in names)
    retires = f"OLD.retired_event IS NULL AND NEW.retired_event IS {_NEXT} AND {same}"
    taken = _TAKEN.replace("TABLE", table)
    return (
        _trigger(
            f"{table}_kept", f"DELETE ON {table}", _NOT_ERASING, f"{table}: a row is retired, never deleted"
        ),
        _trigger(
            f"{table}_unchanged",
            f"UPDATE ON {table}",
            f"NOT ({retires}) AND {_NOT_ERASING}",
            f"{table}: a row is retired once and otherwise never changed",
        ),
        _trigger(f"{table}_not_replaced", f"INSERT ON {table}", taken, f"{table}: the id is taken"),
    )


def _fixed_guards(table: str, key: tuple[str, ...], unless: str) -> tuple[str, ...]:
    same = " AND ".join(f"{name} = NEW.{name}" for name in key)
    message = f"{table}: rows are written once"
    return (
        _trigger(f"{table}_kept", f"DELETE ON {table}", unless, message),
        _trigger(f"{table}_unchanged", f"UPDATE ON {table}", unless, message),
        _trigger(
            f"{table}_not_replaced",
            f"INSERT ON {table}",
            _KEY_TAKEN.replace("TABLE", table).replace("KEY", same),
            f"{table}: the key is taken",
        ),
    )


_EVENT_GUARDS = (
    _trigger("events_kept", "DELETE ON events", "1", "events: the log only grows"),
    _trigger("events_unchanged", "UPDATE ON events", "1", "events: the log only grows"),
    _trigger("events_chained", "INSERT ON events", _NOT_THE_NEXT, "events: not the next of the chain"),
)


def statements() -> tuple[str, ...]:
    """All statements of the first schema, in order."""
    made: list[str] = [f"PRAGMA application_id = {APPLICATION_ID}", *_FIXED]
    for table, columns in _TEMPORAL.items():
        made.append(_temporal_table(table, columns))
        made.append(f"CREATE UNIQUE INDEX {table}_current ON {table} (id) WHERE retired_event IS NULL")
        made.append(f"CREATE INDEX {table}_created ON {table} (created_event)")
        made.append(
            f"CREATE INDEX {table}_retired ON {table} (retired_event) WHERE retired_event IS NOT NULL"
        )
        made.extend(_temporal_guards(table, columns))
    for table, key in _ERASABLE.items():
        made.extend(_fixed_guards(table, key, _NOT_ERASING))
    for table, key in _FOREVER.items():
        made.extend(_fixed_guards(table, key, "1"))
    made.extend(_EVENT_GUARDS)
    made.extend(_INDEXES)
    made.extend(_VIEWS)
    return tuple(made)
