"""Leave no trace of erased words in the file itself: neither in free pages nor in the log of writes."""

from secondmig.core.errors import SecondmigError
from secondmig.store.connection import Connection

CHORE = "scrub"


def scrub(connection: Connection) -> bool:
    """Write the database anew without its free space and empty the write-ahead log.

    secure_delete overwrites what is deleted, but the rebalancing of pages may leave copies of it in their
    unused parts; only a rebuilt file is sure to hold none. The chore stays on the list until this has
    succeeded.

    Returns:
        Whether it succeeded; not while another process reads or writes.
    """
    if connection.in_transaction:
        return False
    try:
        connection.run("VACUUM")
        if not _log_emptied(connection):
            return False
        connection.run("DELETE FROM chores WHERE name = ?", (CHORE,))
        return _log_emptied(connection)
    except SecondmigError:
        return False


def _log_emptied(connection: Connection) -> bool:
    row = connection.row("PRAGMA wal_checkpoint(TRUNCATE)")
    return row is not None and row[0] == 0
