"""Finished passes: which coder has read which document to the end on their own."""

from secondmig.core.ids import short_id
from secondmig.store import temporal
from secondmig.store.connect import Change
from secondmig.store.connection import Connection
from secondmig.store.schema import PASSES

_ALL = """
SELECT coder_id, document_id FROM passes WHERE retired_event IS NULL ORDER BY coder_id, document_id
"""


def finish(change: Change, coder_id: str, document_id: str) -> bool:
    """A coder is through with a document.

    Returns:
        Whether that is news.
    """
    return temporal.replace_row(change, PASSES, (_id(coder_id, document_id), coder_id, document_id))


def reopen(change: Change, coder_id: str, document_id: str) -> bool:
    """A coder reads a document again.

    Returns:
        Whether it was finished.
    """
    return temporal.retire(change, PASSES, [_id(coder_id, document_id)]) > 0


def finished(connection: Connection) -> frozenset[tuple[str, str]]:
    """(Coder, document) of every finished pass."""
    return frozenset((coder, document) for coder, document in connection.rows(_ALL))


def _id(coder_id: str, document_id: str) -> str:
    return short_id("p", coder_id, document_id)
