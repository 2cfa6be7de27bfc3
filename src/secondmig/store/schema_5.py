"""The fifth schema, frozen: what the columns of a survey mean stands beside its rows.

The form of a survey holds the labels, missing values, weights and measures of its columns as JSON, so that a
survey keeps them when its file is gone.
"""

from secondmig.store.schema_3 import temporal_table

_COLUMNS = (
    "id TEXT NOT NULL CHECK (id <> '')",
    "form TEXT NOT NULL CHECK (json_type(form) = 'object')",
)


def statements() -> tuple[str, ...]:
    """All statements that bring a database of the fourth schema to the fifth, in order."""
    return tuple(temporal_table("survey_forms", _COLUMNS, ()))
