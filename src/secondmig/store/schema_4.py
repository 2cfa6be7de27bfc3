"""The fourth schema, frozen: suggestions and what people said to them, finished passes, summaries.

A suggestion is never a coding. What a coder said to one is that coder's own row, so that two coders who do
not see each other decide apart. A summary is one cell of the grid of persons and themes, in the words of the
analyst; its words are among those that can be destroyed.
"""

from secondmig.store.schema_3 import temporal_table

_COLUMNS = {
    "suggestions": (
        "id TEXT NOT NULL CHECK (id <> '')",
        "document_id TEXT NOT NULL",
        "version INTEGER NOT NULL",
        "span_start INTEGER NOT NULL CHECK (span_start >= 0)",
        "span_end INTEGER NOT NULL",
        "quote_sha TEXT NOT NULL",
        "code_id TEXT NOT NULL CHECK (code_id <> '')",
        "codebook_version TEXT NOT NULL",
        "facets TEXT NOT NULL CHECK (json_type(facets) = 'object')",
        "engine TEXT NOT NULL CHECK (engine <> '')",
        "engine_version TEXT NOT NULL",
        "score REAL NOT NULL CHECK (score >= 0 AND score <= 1)",
        "evidence TEXT NOT NULL CHECK (json_type(evidence) = 'array')",
    ),
    "verdicts": (
        "id TEXT NOT NULL CHECK (id <> '')",
        "suggestion_id TEXT NOT NULL",
        "coder_id TEXT NOT NULL CHECK (coder_id <> '')",
        "verdict TEXT NOT NULL CHECK (verdict = 'accepted' OR verdict = 'rejected')",
        "coding_id TEXT NOT NULL CHECK ((coding_id = '') = (verdict = 'rejected'))",
    ),
    "passes": (
        "id TEXT NOT NULL CHECK (id <> '')",
        "coder_id TEXT NOT NULL CHECK (coder_id <> '')",
        "document_id TEXT NOT NULL CHECK (document_id <> '')",
    ),
    "summaries": (
        "id TEXT NOT NULL CHECK (id <> '')",
        "case_id TEXT NOT NULL CHECK (case_id <> '')",
        "code_id TEXT NOT NULL CHECK (code_id <> '')",
        "text_hash TEXT NOT NULL REFERENCES content (hash)",
        "coder_id TEXT NOT NULL CHECK (coder_id <> '')",
    ),
}
_PLACED = (
    "FOREIGN KEY (document_id, version) REFERENCES document_versions (document_id, version)",
    "CHECK (span_end > span_start)",
)
_CHECKS = {"suggestions": _PLACED, "verdicts": (), "passes": (), "summaries": ()}
_INDEXES = (
    "CREATE INDEX suggestions_document ON suggestions (document_id, version) WHERE retired_event IS NULL",
    "CREATE INDEX verdicts_suggestion ON verdicts (suggestion_id) WHERE retired_event IS NULL",
    "CREATE INDEX summaries_case ON summaries (case_id) WHERE retired_event IS NULL",
)


def statements() -> tuple[str, ...]:
    """All statements that bring a database of the third schema to the fourth, in order."""
    tables = [
        statement
        for name, columns in _COLUMNS.items()
        for statement in temporal_table(name, columns, _CHECKS[name])
    ]
    return (*tables, *_INDEXES)
