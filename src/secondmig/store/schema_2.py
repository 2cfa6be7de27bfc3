"""The second schema, frozen: search over the words, sentences as spans, interview guides.

``search_index`` is an index and nothing else: a contentless table with a row per turn and per tier of a
reading, from which no text can be read and which is made anew from the texts whenever that is wanted.
Merging its segments with every file that comes in would double the cost of an import; they are merged where
64 of them have come together.
"""

_TOKENS = "porter unicode61 remove_diacritics 2 categories ''L* N* Co Mn Mc''"
_EVENT = "REFERENCES events (rev) DEFERRABLE INITIALLY DEFERRED"
_NEXT = "(SELECT ifnull(max(rev), 0) + 1 FROM events)"
_NOT_ERASING = "NOT EXISTS (SELECT 1 FROM erasing)"

_GUIDES = (
    f"""CREATE TABLE guides (
    row INTEGER PRIMARY KEY NOT NULL,
    id TEXT NOT NULL CHECK (id <> ''),
    sha TEXT NOT NULL CHECK (length(sha) = 71 AND sha GLOB 'sha256:*'),
    body_hash TEXT NOT NULL REFERENCES content (hash),
    created_event INTEGER NOT NULL {_EVENT},
    retired_event INTEGER {_EVENT},
    CHECK (retired_event >= created_event)
) STRICT""",
    "CREATE UNIQUE INDEX guides_current ON guides (id) WHERE retired_event IS NULL",
    "CREATE INDEX guides_created ON guides (created_event)",
    "CREATE INDEX guides_retired ON guides (retired_event) WHERE retired_event IS NOT NULL",
    f"""CREATE TRIGGER guides_kept BEFORE DELETE ON guides
WHEN {_NOT_ERASING}
BEGIN SELECT RAISE(ABORT, 'guides: a row is retired, never deleted'); END""",
    f"""CREATE TRIGGER guides_unchanged BEFORE UPDATE ON guides
WHEN NOT (OLD.retired_event IS NULL AND NEW.retired_event IS {_NEXT} AND NEW.row IS OLD.row
  AND NEW.id IS OLD.id AND NEW.sha IS OLD.sha AND NEW.body_hash IS OLD.body_hash
  AND NEW.created_event IS OLD.created_event) AND {_NOT_ERASING}
BEGIN SELECT RAISE(ABORT, 'guides: a row is retired once and otherwise never changed'); END""",
    f"""CREATE TRIGGER guides_not_replaced BEFORE INSERT ON guides
WHEN NEW.retired_event IS NOT NULL
  OR NEW.created_event IS NOT {_NEXT}
  OR EXISTS (SELECT 1 FROM guides WHERE row = NEW.row)
  OR EXISTS (SELECT 1 FROM guides WHERE id = NEW.id AND retired_event IS NULL)
BEGIN SELECT RAISE(ABORT, 'guides: the id is taken'); END""",  # noqa: S608
)

_SENTENCES = (
    """CREATE TABLE sentences (
    reading INTEGER NOT NULL REFERENCES readings (reading),
    rule TEXT NOT NULL CHECK (rule <> ''),
    position INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL CHECK (span_end > span_start),
    PRIMARY KEY (reading, rule, position)
) STRICT, WITHOUT ROWID""",
    f"""CREATE TRIGGER sentences_kept BEFORE DELETE ON sentences
WHEN {_NOT_ERASING}
BEGIN SELECT RAISE(ABORT, 'sentences: rows are written once'); END""",
    f"""CREATE TRIGGER sentences_unchanged BEFORE UPDATE ON sentences
WHEN {_NOT_ERASING}
BEGIN SELECT RAISE(ABORT, 'sentences: rows are written once'); END""",
    """CREATE TRIGGER sentences_not_replaced BEFORE INSERT ON sentences
WHEN EXISTS (
  SELECT 1 FROM sentences WHERE reading = NEW.reading AND rule = NEW.rule AND position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'sentences: the key is taken'); END""",
)

_SEARCH = (
    f"CREATE VIRTUAL TABLE search_index USING fts5(words, grams, content='', tokenize='{_TOKENS}')",
    "INSERT INTO search_index (search_index, rank) VALUES ('automerge', 0)",
    "INSERT INTO search_index (search_index, rank) VALUES ('crisismerge', 64)",
)


def statements() -> tuple[str, ...]:
    """All statements that bring a database of the first schema to the second, in order."""
    return (*_GUIDES, *_SENTENCES, *_SEARCH)
