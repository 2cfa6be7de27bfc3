"""Which event takes back which: the one definition of undone and done again."""

from secondmig.store.connection import Connection


def depths(connection: Connection) -> dict[int, int]:
    """How far each event that takes another back is from a first act: 1 undoes, 2 does again, and so on.

    First acts are not listed; their depth is 0.
    """
    found: dict[int, int] = {}
    for rev, undoes in connection.rows(
        "SELECT rev, undoes FROM events WHERE undoes IS NOT NULL ORDER BY rev"
    ):
        found[rev] = found.get(undoes, 0) + 1
    return found


def standing_for(connection: Connection, rev: int) -> tuple[int, int]:
    """The last event in the chain of takings-back that begins at ``rev``, and how many steps away it is.

    An even number of steps means that what ``rev`` did holds, and that the last event is the one to take
    back.
    """
    at, steps = rev, 0
    while row := connection.row("SELECT rev FROM events WHERE undoes = ?", (at,)):
        at, steps = int(row[0]), steps + 1
    return at, steps
