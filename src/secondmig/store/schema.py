"""What other modules must know of the newest schema: its number, temporal tables, who refers to whom."""

from dataclasses import dataclass

NEWEST = 5
"""Number of the newest schema; a file carries its own in ``PRAGMA user_version``."""


@dataclass(frozen=True, slots=True)
class TemporalTable:
    """A table of rows that events make and end.

    Attributes:
        name: of the table.
        noun: one of its rows, as people say it.
        columns: the values of a row, ``id`` first; row number, events and generated columns are not among
            them.
        since: number of the schema that brought it.
    """

    name: str
    noun: str
    columns: tuple[str, ...]
    since: int = 1


@dataclass(frozen=True, slots=True)
class Reference:
    """Current rows of ``child`` need a current row of ``parent``.

    Attributes:
        child: table whose rows refer.
        columns: of the child.
        parent: table they refer to.
        parent_columns: in the same order as ``columns``.
        condition: restricts the child's rows, as SQL over ``child``; "1" for all.
    """

    child: str
    columns: tuple[str, ...]
    parent: str
    parent_columns: tuple[str, ...]
    condition: str = "1"


DOCUMENTS = TemporalTable(
    "documents",
    "document",
    (
        "id",
        "document_id",
        "version",
        "kind",
        "language",
        "decoding",
        "supersedes",
        "source_sha",
        "source_hash",
        "text_hash",
        "head_hash",
        "reading",
    ),
)
CODEBOOKS = TemporalTable(
    "codebooks",
    "codebook version",
    ("id", "codebook_id", "number", "label", "sha", "note", "author", "body_hash"),
)
CODINGS = TemporalTable(
    "codings",
    "coding",
    (
        "id",
        "document_id",
        "version",
        "span_start",
        "span_end",
        "quote_sha",
        "code_id",
        "codebook_version",
        "coder_id",
        "facets",
        "origin",
        "status",
    ),
)
RELATIONS = TemporalTable("relations", "relation", ("id", "source", "target", "sign", "coder_id"))
MEMOS = TemporalTable("memos", "memo", ("id", "subject_kind", "subject_id", "text_hash", "coder_id"))
CASES = TemporalTable("cases", "case", ("id", "pseudonym", "consent", "speakers", "attributes", "legs"))
RESTRICTIONS = TemporalTable(
    "restrictions", "restriction", ("id", "document_id", "version", "span_start", "span_end", "reason")
)
SURVEYS = TemporalTable(
    "surveys", "survey", ("id", "kind", "id_column", "column_names", "sha", "survey_table")
)
LINKS = TemporalTable("links", "link", ("id", "survey", "case_id", "row_id", "status", "reason"))
FILES = TemporalTable("files", "file", ("id", "sha", "kind"))
GUIDES = TemporalTable("guides", "guide", ("id", "sha", "body_hash"), since=2)
ASSIGNMENTS = TemporalTable(
    "assignments",
    "assignment",
    ("id", "coder_id", "document_id", "codebook_id", "blind", "source"),
    since=3,
)
RESOLUTIONS = TemporalTable(
    "resolutions",
    "resolution",
    (
        "id",
        "document_id",
        "version",
        "span_start",
        "span_end",
        "kind",
        "coder_a",
        "coder_b",
        "code_a",
        "code_b",
        "facet",
        "first",
        "second",
        "take",
        "outcome",
        "reason_hash",
        "coder_id",
    ),
    since=3,
)
SUGGESTIONS = TemporalTable(
    "suggestions",
    "suggestion",
    (
        "id",
        "document_id",
        "version",
        "span_start",
        "span_end",
        "quote_sha",
        "code_id",
        "codebook_version",
        "facets",
        "engine",
        "engine_version",
        "score",
        "evidence",
    ),
    since=4,
)
VERDICTS = TemporalTable(
    "verdicts", "verdict", ("id", "suggestion_id", "coder_id", "verdict", "coding_id"), since=4
)
PASSES = TemporalTable("passes", "finished pass", ("id", "coder_id", "document_id"), since=4)
SUMMARIES = TemporalTable(
    "summaries", "summary", ("id", "case_id", "code_id", "text_hash", "coder_id"), since=4
)
SURVEY_FORMS = TemporalTable("survey_forms", "form of a survey", ("id", "form"), since=5)

TEMPORAL = (
    DOCUMENTS,
    CODEBOOKS,
    CODINGS,
    RELATIONS,
    MEMOS,
    CASES,
    RESTRICTIONS,
    SURVEYS,
    LINKS,
    FILES,
    GUIDES,
    ASSIGNMENTS,
    RESOLUTIONS,
    SUGGESTIONS,
    VERDICTS,
    PASSES,
    SUMMARIES,
    SURVEY_FORMS,
)
"""Every temporal table; undo, redo, state and checks walk this list and know nothing else."""

_PLACE = ("document_id", "version")
REFERENCES = (
    Reference(
        "documents", ("document_id", "supersedes"), "documents", _PLACE, "child.supersedes IS NOT NULL"
    ),
    Reference("codings", _PLACE, "documents", _PLACE),
    Reference("codings", ("codebook_version",), "codebooks", ("id",)),
    Reference("relations", ("source",), "codings", ("id",)),
    Reference("relations", ("target",), "codings", ("id",)),
    Reference("memos", ("subject_id",), "codings", ("id",), "child.subject_kind = 'coding'"),
    Reference("memos", ("subject_id",), "documents", ("document_id",), "child.subject_kind = 'document'"),
    Reference("memos", ("subject_id",), "cases", ("id",), "child.subject_kind = 'case'"),
    Reference("restrictions", _PLACE, "documents", _PLACE),
    Reference("assignments", ("document_id",), "documents", ("document_id",)),
    Reference("assignments", ("codebook_id",), "codebooks", ("codebook_id",)),
    Reference("resolutions", _PLACE, "documents", _PLACE),
    Reference("suggestions", _PLACE, "documents", _PLACE),
    Reference("suggestions", ("codebook_version",), "codebooks", ("id",)),
    Reference("verdicts", ("suggestion_id",), "suggestions", ("id",)),
    Reference("passes", ("document_id",), "documents", ("document_id",)),
    Reference("summaries", ("case_id",), "cases", ("id",)),
    Reference("survey_forms", ("id",), "surveys", ("id",)),
    Reference("links", ("survey",), "surveys", ("id",)),
    Reference("links", ("case_id",), "cases", ("id",), "child.case_id <> ''"),
)
"""What a change must not leave dangling."""
