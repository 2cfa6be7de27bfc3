"""The ASGI application: which address is answered by which handler, and what stands before them."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from secondmig.core.errors import SecondmigError
from secondmig.project.workbench import Workbench
from secondmig.web import api, api_beside, pages, schema
from secondmig.web.api import Asked, Handler, Plain
from secondmig.web.assets import asset
from secondmig.web.auth import Door
from secondmig.web.desks import Desks
from secondmig.web.guard import Guard

Page: TypeAlias = Callable[[Workbench, Asked], str]
_CREATED: Final = 201
_LOCKED: Final = "this browser is not let in"
_KEY: Final = (
    "open the address that secondmig serve printed; it is good once, so start it again for a new one"
)


@dataclass(frozen=True, slots=True)
class _Call:
    """What one address and method of the API does.

    Attributes:
        handler: makes the answer.
        body: name of the shape of the body, "" for none.
        status: of an answer that was made now.
    """

    handler: Handler
    body: str = ""
    status: int = 200


_API: Final[dict[str, dict[str, _Call]]] = {
    "/api/codebook": {"GET": _Call(api.codebook)},
    "/api/d/{document}": {"GET": _Call(api.document)},
    "/api/changes": {"GET": _Call(api.changes)},
    "/api/history": {"GET": _Call(api.history)},
    "/api/codings": {"POST": _Call(api.mark, "mark", _CREATED)},
    "/api/codings/{coding}": {
        "PATCH": _Call(api.revise, "revise"),
        "DELETE": _Call(api.unmark, "unmark"),
    },
    "/api/beside/{document}": {"GET": _Call(api_beside.besides)},
    "/api/person/{person}": {"GET": _Call(api_beside.person)},
    "/api/memos": {"GET": _Call(api_beside.memos), "POST": _Call(api_beside.write, "remark", _CREATED)},
    "/api/memos/{memo}": {
        "PATCH": _Call(api_beside.rewrite, "reword"),
        "DELETE": _Call(api_beside.remove, "unmark"),
    },
    "/api/relations": {"POST": _Call(api_beside.tie, "tie", _CREATED)},
    "/api/relations/{relation}": {"DELETE": _Call(api_beside.untie, "untie")},
    "/api/undo": {"POST": _Call(api.undo, "turn")},
    "/api/redo": {"POST": _Call(api.redo, "turn")},
}


class Workshop:
    """The application of one project, one coder, one port.

    Args:
        root: the project's folder.
        coder: who acts.
        door: who is let in.
    """

    def __init__(self, root: Path, coder: str, door: Door) -> None:
        self._door = door
        self._desks = Desks(root, coder)
        self.app = Guard(self._starlette())

    def _starlette(self) -> Starlette:
        routes = [
            Route("/", self._entrance),
            Route("/d/{document}", partial(self._page, pages.document)),
            Route("/memos", partial(self._page, pages.memos)),
            Route("/api/schema", self._schema),
            Route("/api/leave", self._leave, methods=["POST"]),
            *(
                Route(path, partial(self._api, method, call), methods=[method])
                for path, calls in _API.items()
                for method, call in calls.items()
            ),
            Route("/static/{name}", asset),
        ]
        return Starlette(
            routes=routes,
            lifespan=self._lifespan,
            exception_handlers={HTTPException: _refused, Exception: _failed},
        )

    @asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        yield
        self._desks.close()

    async def _entrance(self, request: Request) -> Response:
        token = request.query_params.get("token")
        if token is None:
            return await self._page(pages.documents, request)
        cookies = request.headers.get("cookie", "")
        return await self._desks.run(lambda: self._let_in(token, cookies))

    def _let_in(self, token: str, cookies: str) -> Response:
        """Exchange a token for a cookie; who is in already does not need one."""
        try:
            secret = self._door.enter(token)
            if secret is None and not self._door.is_in(cookies):
                return Response(pages.entry(), 401, media_type="text/html")
        except SecondmigError as error:
            return _said(error, page=True)
        answer = RedirectResponse("/", 303)
        if secret is not None:
            answer.headers["set-cookie"] = self._door.set_cookie(secret)
        return answer

    async def _page(self, page: Page, request: Request) -> Response:
        asked = Asked(request.path_params, request.query_params)
        cookies = request.headers.get("cookie", "")

        def work() -> Response:
            if not self._door.is_in(cookies):
                return Response(pages.entry(), 401, media_type="text/html")
            return Response(page(self._desks.bench(), asked), media_type="text/html")

        return await self._desks.run(lambda: _answered(work, page=True))

    async def _api(self, method: str, call: _Call, request: Request) -> Response:
        raw = await request.body() if method != "GET" else b""
        kind = request.headers.get("content-type", "")
        cookies = request.headers.get("cookie", "")
        path, query = request.path_params, request.query_params

        def work() -> Response:
            if not self._door.is_in(cookies):
                return _json(api.error(_LOCKED, _KEY), 401)
            body = api.body_of(raw, kind, call.body) if call.body else {}
            made = call.handler(self._desks.bench(), Asked(path, query, body))
            return _json(made, 200 if made.get("again") else call.status)

        return await self._desks.run(lambda: _answered(work, page=False))

    async def _schema(self, request: Request) -> Response:
        cookies = request.headers.get("cookie", "")

        def work() -> Response:
            if not self._door.is_in(cookies):
                return _json(api.error(_LOCKED, _KEY), 401)
            return _json(schema.document(), 200)

        return await self._desks.run(lambda: _answered(work, page=False))

    async def _leave(self, request: Request) -> Response:
        cookies = request.headers.get("cookie", "")

        def work() -> Response:
            if not self._door.is_in(cookies):
                return _json(api.error(_LOCKED, _KEY), 401)
            self._door.leave(cookies)
            answer = _json({"left": True}, 200)
            answer.headers["set-cookie"] = self._door.set_cookie("")
            return answer

        return await self._desks.run(lambda: _answered(work, page=False))


def _answered(work: Callable[[], Response], *, page: bool) -> Response:
    try:
        return work()
    except SecondmigError as error:
        return _said(error, page=page)


def _said(error: SecondmigError, *, page: bool) -> Response:
    status = api.status_of(error)
    if page:
        return Response(pages.trouble(error), status, media_type="text/html")
    return _json(api.told(error), status)


def _json(value: Plain, status: int) -> Response:
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Response(body, status, media_type="application/json")


async def _refused(request: Request, error: Exception) -> Response:
    """What the router refuses: no such address, or not with this method."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for nothing else
    said = {404: "there is no such address", 405: "not with this method"}.get(error.status_code, error.detail)
    if request.url.path.startswith("/api/"):
        return _json(api.error(said), error.status_code)
    return Response(f"{said}\n", error.status_code, media_type="text/plain")


async def _failed(request: Request, error: Exception) -> Response:
    """A mistake of ours: told without a word about where; the terminal has the traceback."""
    if isinstance(error, ClientDisconnect):
        return Response(status_code=400)
    message = "something went wrong in the workbench; nothing was saved by this request"
    if request.url.path.startswith("/api/"):
        return _json(api.error(message, "the terminal that runs secondmig serve says more"), 500)
    return Response(f"{message}\n", 500, media_type="text/plain")
