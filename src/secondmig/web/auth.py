"""How a browser gets in: a token that is good once, exchanged for a cookie whose session the server keeps."""

import secrets
import time
from collections.abc import Callable
from hashlib import sha256
from http.cookies import CookieError, SimpleCookie
from threading import Lock
from typing import Final

from secondmig.project.workbench import WebSessions

TOKEN_SECONDS: Final = 600
_COOKIE_SECONDS: Final = 30 * 24 * 3600  # the server ends a session long before


class Door:
    """Lets browsers in for one coder at one port.

    Args:
        sessions: of the project.
        coder: for whom this server works.
        port: it listens at; cookies do not know ports, so the cookie's name does.
        clock: seconds that only grow.
    """

    def __init__(
        self,
        sessions: WebSessions,
        coder: str,
        port: int,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sessions = sessions
        self._coder = coder
        self._clock = clock
        self._lock = Lock()
        self._tokens: dict[bytes, float] = {}
        self.cookie = f"secondmig-{port}"

    def token(self) -> str:
        """A new token: 256 bits, good once and for ten minutes."""
        made = secrets.token_urlsafe(32)
        with self._lock:
            self._tokens[_digest(made)] = self._clock() + TOKEN_SECONDS
        return made

    def enter(self, token: str) -> str | None:
        """Exchange a token for the secret of a new session; None where it is wrong, used or too old."""
        shown = _digest(token)
        with self._lock:
            found = None
            for held in self._tokens:
                if secrets.compare_digest(held, shown):
                    found = held
            until = self._tokens.pop(found) if found is not None else 0.0
        if found is None or self._clock() > until:
            return None
        return self._sessions.begin(self._coder)

    def is_in(self, cookies: str) -> bool:
        """Whether a Cookie header holds a session of this server's coder."""
        secret = self.secret_in(cookies)
        return secret is not None and self._sessions.coder_of(secret) == self._coder

    def leave(self, cookies: str) -> None:
        """End the session of a Cookie header."""
        secret = self.secret_in(cookies)
        if secret is not None:
            self._sessions.revoke(secret)

    def secret_in(self, cookies: str) -> str | None:
        """The secret that a Cookie header holds for this server."""
        try:
            found = SimpleCookie(cookies).get(self.cookie)
        except CookieError:
            return None
        return None if found is None else found.value

    def set_cookie(self, secret: str) -> str:
        """The header that gives a browser its secret; an empty one takes it away."""
        age = _COOKIE_SECONDS if secret else 0
        return f"{self.cookie}={secret}; Path=/; Max-Age={age}; HttpOnly; SameSite=Strict"


def _digest(token: str) -> bytes:
    return sha256(token.encode("utf-8", "replace")).digest()
