"""Whether what may be seen of a transcript changed: its words, what was taken back, who agreed to what."""

from secondmig.store.connection import Connection

_CHANGED = """
SELECT 1 FROM documents WHERE document_id = :document AND (created_event > :rev OR retired_event > :rev)
UNION ALL
SELECT 1 FROM restrictions WHERE document_id = :document AND (created_event > :rev OR retired_event > :rev)
UNION ALL
SELECT 1 FROM cases WHERE created_event > :rev OR retired_event > :rev
UNION ALL
SELECT 1 FROM assignments WHERE document_id = :document AND (created_event > :rev OR retired_event > :rev)
UNION ALL
SELECT 1 FROM tombstones WHERE event > :rev
LIMIT 1
"""


def changed_since(connection: Connection, document_id: str, rev: int) -> bool:
    """Whether an event after ``rev`` may have changed what is shown of a document beside its codings."""
    return connection.row(_CHANGED, {"document": document_id, "rev": rev}) is not None
