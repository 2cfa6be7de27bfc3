"""Who may use the workbench: rows of browser sessions, in a small file of their own beside the database.

Only the hash of a session's secret is kept, so that whoever reads the file cannot use one. The file holds no
words and no codings; without it everybody just has to get in again.
"""

import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final, Self

from secondmig.core.errors import FaultError
from secondmig.store.copy import OWNER_ONLY, make_folder
from secondmig.store.faults import in_words

IDLE: Final = 12 * 3600
"""Seconds after which a session that nobody used has ended."""
_TOUCH: Final = 60
"""Seconds between two notes that a session was used."""
_PATIENCE: Final = 5.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS sessions (
    secret_sha TEXT PRIMARY KEY NOT NULL,
    coder TEXT NOT NULL CHECK (coder <> ''),
    created INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    revoked INTEGER NOT NULL DEFAULT 0 CHECK (revoked IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS place (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    port INTEGER NOT NULL
) STRICT;
"""


class WebSessions:
    """The sessions of one project; several threads and processes may use them at once.

    Args:
        path: of the file; it is made if it is not there.
        clock: seconds since 1970.

    Raises:
        FaultError: the file cannot be made or written.
    """

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._clock = clock
        self._lock = threading.Lock()
        try:
            make_folder(path.parent)
            path.touch(mode=OWNER_ONLY)
            path.chmod(OWNER_ONLY)
        except OSError as error:
            raise FaultError(
                f"cannot be written: {error.strerror}", where=str(path), hint="check the folder's rights"
            ) from error
        with self._telling():
            self._connection = sqlite3.connect(
                path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
            )
        try:
            with self._telling():
                self._connection.executescript(_SCHEMA)
                # Looked at only here, so that the file stays small.
                self._connection.execute("DELETE FROM sessions WHERE seen < ?", (self._now() - IDLE,))
        except BaseException:
            self._connection.close()
            raise

    def begin(self, coder: str) -> str:
        """Let a browser in.

        Returns:
            The secret that the browser shows from now on.
        """
        secret = secrets.token_urlsafe(32)
        now = self._now()
        self._run("INSERT INTO sessions VALUES (?, ?, ?, ?, 0)", (_hash(secret), coder, now, now))
        return secret

    def coder_of(self, secret: str) -> str | None:
        """Who the browser with this secret acts for; None where there is no such session or it has ended."""
        now = self._now()
        name = _hash(secret)
        with self._telling(), self._lock:
            row = self._connection.execute(
                "SELECT coder, seen FROM sessions WHERE secret_sha = ? AND revoked = 0 AND seen >= ?",
                (name, now - IDLE),
            ).fetchone()
        if row is None:
            return None
        coder, seen = row
        if now - int(seen) >= _TOUCH:
            self._run("UPDATE sessions SET seen = ? WHERE secret_sha = ?", (now, name))
        return str(coder)

    def revoke(self, secret: str) -> None:
        """End a session."""
        self._run("UPDATE sessions SET revoked = 1 WHERE secret_sha = ?", (_hash(secret),))

    def revoke_all(self) -> None:
        """End every session."""
        self._run("UPDATE sessions SET revoked = 1", ())

    def last_port(self) -> int:
        """The port the workbench had last, 0 where it had none.

        What a browser keeps belongs to a host and a port: a server that comes back on another port would not
        be told what is still to be saved.
        """
        with self._telling(), self._lock:
            row = self._connection.execute("SELECT port FROM place").fetchone()
        return int(row[0]) if row else 0

    def remember_port(self, port: int) -> None:
        """Note the port for the next time."""
        self._run("INSERT OR REPLACE INTO place VALUES (1, ?)", (port,))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def __enter__(self) -> Self:
        """The sessions themselves."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    def _now(self) -> int:
        return int(self._clock())

    def _run(self, sql: str, values: tuple[str | int, ...]) -> None:
        with self._telling(), self._lock:
            self._connection.execute(sql, values)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            told = in_words(error, self._path)
            if told is None:
                raise
            raise FaultError(
                "the list of browsers that are let in cannot be used",
                where=str(self._path),
                hint="remove the file, check the folder's rights, and start again",
            ) from error


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()
