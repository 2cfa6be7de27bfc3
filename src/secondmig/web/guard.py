"""What stands before every request: only this computer, only our own pages, no more bytes than agreed.

- The Host header must name a loopback address, so that a foreign name that was made to point here (DNS
  rebinding) gets nothing.
- A request that changes something must come from a page of this very origin, by Sec-Fetch-Site, or by Origin
  where a browser does not send it. Other local ports are the same "site", so that is not enough. Clients
  that are no browsers send neither header and are let through to the session check.
- What other pages may load from here is nothing: no images, no scripts, no frames.
- Every answer carries a strict content security policy and is kept in no cache.
"""

import ipaddress
import json
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
BODY_LIMIT: Final = 1024 * 1024
"""Bytes of a request's body."""
FILE_LIMIT: Final = 64 * 1024 * 1024
"""Bytes of a transcript that is brought in."""
FILES: Final = "/api/corpus"
"""Where they are brought."""
CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "media-src blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
NAMES: Final = frozenset({"localhost"})
_TOLD: Final = {
    403: "this request did not come from a page of the workbench",
    413: f"more than {BODY_LIMIT // 1024} kB at once",
    421: "the workbench answers on this computer alone",
}


def is_loopback(host: str) -> bool:
    """Whether an address or name always means this computer.

    >>> [is_loopback(each) for each in ("127.0.0.1", "::1", "localhost", "192.168.1.5", "localhost.evil.org")]
    [True, True, True, False, False]
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() in NAMES


def host_ok(raw: str) -> bool:
    """Whether a Host header names this computer, with or without a port.

    >>> [host_ok(each) for each in ("127.0.0.1:8000", "[::1]:8000", "[::1]", "127.0.0.1.nip.io", "")]
    [True, True, True, False, False]
    """
    if raw.startswith("["):
        host, bracket, port = raw[1:].partition("]")
        return bool(bracket) and is_loopback(host) and (not port or _is_port(port))
    host, colon, port = raw.partition(":")
    return is_loopback(host) and (not colon or _is_port(colon + port))


def _is_port(text: str) -> bool:
    digits = text.removeprefix(":")
    return text.startswith(":") and digits.isascii() and digits.isdigit()


class _TooLongError(Exception):
    """The body grew over the limit while it was read."""


class Guard:
    """The ASGI application that stands before another.

    Args:
        app: what answers the requests that are let through.
        body_limit: bytes.
    """

    def __init__(self, app: ASGIApp, *, body_limit: int = BODY_LIMIT) -> None:
        self._app = app
        self._limit = body_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        refused = refusal(scope)
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        secured = _Secured(send)
        limit = FILE_LIMIT if scope["path"] == FILES else self._limit
        if refused is None and _announced(scope) > limit:
            refused = 413
        if refused is not None:
            await _deny(refused, scope, receive, secured.send)
            return
        try:
            await self._app(scope, _counting(receive, limit), secured.send)
        except _TooLongError:
            if secured.begun:
                raise
            await _deny(413, scope, receive, secured.send)


def _counting(receive: Receive, limit: int) -> Receive:
    read = 0

    async def counted() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > limit:
            raise _TooLongError
        return message

    return counted


def refusal(scope: Scope) -> int | None:
    """The status with which a request is refused, or None."""
    headers = Headers(scope=scope)
    hosts = headers.getlist("host")
    if len(hosts) != 1 or not host_ok(hosts[0]):
        return 421
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if scope["type"] == "websocket" or scope["method"] not in SAFE:
        foreign = site not in {"same-origin", "none"} if site is not None else False
        if site is None and origin is not None:
            foreign = origin != f"{scope['scheme']}://{hosts[0]}"
        return 403 if foreign else None
    loaded = headers.get("sec-fetch-dest") not in {None, "document"}
    return 403 if site in {"cross-site", "same-site"} and loaded else None


def _announced(scope: Scope) -> int:
    text = Headers(scope=scope).get("content-length", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


class _Secured:
    """Puts the headers on an answer."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.begun = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            headers = MutableHeaders(scope=message)
            headers.update(HEADERS)
            headers.setdefault("cache-control", "no-store")
        await self._send(message)


async def _deny(status: int, scope: Scope, receive: Receive, send: Send) -> None:
    message = _TOLD[status]
    if status == 413 and scope["path"] == FILES:
        message = f"a file of more than {FILE_LIMIT // 2**20} MB"
    headers = {"connection": "close"} if status == 413 else None
    if scope["path"].startswith("/api/"):
        body = json.dumps({"error": {"message": message, "where": "", "hint": ""}})
        response = Response(body, status, headers, "application/json")
    else:
        response = Response(f"{message}\n", status, headers, "text/plain")
    await response(scope, receive, send)
