"""The ASGI application: which address is answered by which handler, and what stands before them."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias, TypeVar

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from secondmig.core.errors import SecondmigError
from secondmig.project.grid_files import GridFile
from secondmig.project.retrieval_files import Made
from secondmig.project.workbench import Workbench
from secondmig.web import (
    api,
    api_beside,
    api_bringing,
    api_codebook,
    api_compare,
    api_grid,
    api_review,
    api_search,
    api_segments,
    pages,
    schema,
)
from secondmig.web.api import Asked, Handler, Plain
from secondmig.web.assets import asset, languages
from secondmig.web.auth import Door
from secondmig.web.desks import Desks
from secondmig.web.guard import Guard

Page: TypeAlias = Callable[[Workbench, Asked], str]
Pieces: TypeAlias = Callable[[Workbench, Asked], Iterator[str]]
File: TypeAlias = Callable[[Workbench, Asked], GridFile | Made]
Answer = TypeVar("Answer", Response, Response | None)
_CREATED: Final = 201
_END: Final = ""
"""What stands behind the last piece of a page."""
_LANGUAGE: Final = "secondmig-language"
_YEAR: Final = 365 * 24 * 3600
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
        is_file: the body is the bytes of a file.
    """

    handler: Handler
    body: str = ""
    status: int = 200
    is_file: bool = False


_API: Final[dict[str, dict[str, _Call]]] = {
    "/api/codebook": {"GET": _Call(api.codebook)},
    "/api/codebook/desk": {"GET": _Call(api_codebook.desk)},
    "/api/codebook/news": {"GET": _Call(api_codebook.news)},
    "/api/codebook/counts": {"GET": _Call(api_codebook.counts)},
    "/api/codebook/changes": {"GET": _Call(api_codebook.changes)},
    "/api/codebook/queue": {"GET": _Call(api_codebook.queue)},
    "/api/codebook/merge": {"GET": _Call(api_codebook.preview)},
    "/api/codebook/codes": {"POST": _Call(api_codebook.add, "book_add", _CREATED)},
    "/api/codebook/codes/{code}": {"PATCH": _Call(api_codebook.edit, "book_edit")},
    "/api/codebook/codes/{code}/move": {"POST": _Call(api_codebook.move, "book_move")},
    "/api/codebook/codes/{code}/place": {"POST": _Call(api_codebook.place, "book_place")},
    "/api/codebook/codes/{code}/merge": {"POST": _Call(api_codebook.merge, "book_merge")},
    "/api/codebook/codes/{code}/split": {"POST": _Call(api_codebook.split, "book_split")},
    "/api/codebook/codes/{code}/retire": {"POST": _Call(api_codebook.retire, "book_retire")},
    "/api/codebook/codes/{code}/revive": {"POST": _Call(api_codebook.revive, "book_revive")},
    "/api/codebook/settle": {"POST": _Call(api_codebook.settle, "book_settle")},
    "/api/codebook/undo": {"POST": _Call(api_codebook.undo, "book_turn")},
    "/api/codebook/redo": {"POST": _Call(api_codebook.redo, "book_turn")},
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
    "/api/corpus": {"POST": _Call(api_bringing.bring, is_file=True)},
    "/api/codebook/template": {"POST": _Call(api_bringing.begin_codebook)},
    "/api/d/{document}/compare": {"GET": _Call(api_compare.compare)},
    "/api/d/{document}/consensus": {"POST": _Call(api_compare.settle, "settling", _CREATED)},
    "/api/rulings": {"POST": _Call(api_compare.rule, "ruling", _CREATED)},
    "/api/grid": {"GET": _Call(api_grid.grid), "POST": _Call(api_grid.write, "cell_write", _CREATED)},
    "/api/grid/passages": {"GET": _Call(api_grid.passages)},
    "/api/grid/undo": {"POST": _Call(api_grid.undo, "cell_turn")},
    "/api/grid/redo": {"POST": _Call(api_grid.redo, "cell_turn")},
    "/api/segments": {"GET": _Call(api_segments.segments)},
    "/api/segments/around": {"GET": _Call(api_segments.around)},
    "/api/segments/recode": {"POST": _Call(api_segments.recode, "recode")},
    "/api/segments/remove": {"POST": _Call(api_segments.discard, "discard")},
    "/api/segments/undo": {"POST": _Call(api_segments.turn, "segment_turn")},
    "/api/search": {"GET": _Call(api_search.search)},
    "/api/search/preview": {"GET": _Call(api_search.preview)},
    "/api/search/code": {"POST": _Call(api_search.code_all, "code_hits", _CREATED)},
    "/api/d/{document}/suggestions": {"GET": _Call(api_review.suggestions)},
    "/api/d/{document}/verdicts": {"POST": _Call(api_review.verdicts, "verdicts")},
    "/api/d/{document}/pass": {"POST": _Call(api_review.own_pass, "pass")},
    "/api/suggestions/{suggestion}/verdict": {"POST": _Call(api_review.verdict, "verdict", _CREATED)},
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
            Route("/d/{document}", partial(self._page_in_pieces, pages.document)),
            Route("/memos", partial(self._page, pages.memos)),
            Route("/grid", partial(self._page, pages.grid)),
            Route("/api/grid/export", partial(self._file, api_grid.export)),
            Route("/segments", partial(self._page, pages.segments)),
            Route("/search", partial(self._page, pages.search)),
            Route("/api/segments/export", partial(self._file, api_segments.export)),
            Route("/codebook", partial(self._page, pages.codebook)),
            Route("/codebook/queue", partial(self._page, pages.codebook_queue)),
            Route("/language/{code}", _choose_language),
            Route("/api/schema", self._schema),
            Route("/api/leave", self._leave, methods=["POST"]),
            *(
                Route(path, partial(self._api, method, call), methods=[method])
                for path, calls in _API.items()
                for method, call in calls.items()
            ),
            Route("/static/{name}", asset),
            Route("/static/{place}/{name}", asset),
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
        language = _language_of(request)
        return await self._desks.run(lambda: self._let_in(token, cookies, language))

    def _let_in(self, token: str, cookies: str, language: str) -> Response:
        """Exchange a token for a cookie; who is in already does not need one."""
        try:
            secret = self._door.enter(token)
            if secret is None and not self._door.is_in(cookies):
                return Response(pages.entry(language), 401, media_type="text/html")
        except SecondmigError as error:
            return _said(error, page=language)
        answer = RedirectResponse("/", 303)
        if secret is not None:
            answer.headers["set-cookie"] = self._door.set_cookie(secret)
        return answer

    async def _page(self, page: Page, request: Request) -> Response:
        language = _language_of(request)
        asked = Asked(request.path_params, request.query_params, language=language)
        cookies = request.headers.get("cookie", "")

        def work() -> Response:
            if not self._door.is_in(cookies):
                return Response(pages.entry(language), 401, media_type="text/html")
            return Response(page(self._desks.bench(), asked), media_type="text/html")

        return await self._desks.run(lambda: _answered(work, page=language))

    async def _page_in_pieces(self, page: Pieces, request: Request) -> Response:
        """A page that goes out while it is made; what is refused is refused before the first piece."""
        language = _language_of(request)
        asked = Asked(request.path_params, request.query_params, language=language)
        cookies = request.headers.get("cookie", "")
        loop = asyncio.get_running_loop()
        pieces: asyncio.Queue[str] = asyncio.Queue()

        def work() -> Response | None:
            if not self._door.is_in(cookies):
                return Response(pages.entry(language), 401, media_type="text/html")
            for piece in page(self._desks.bench(), asked):
                loop.call_soon_threadsafe(pieces.put_nowait, piece)
            return None

        made = asyncio.ensure_future(self._desks.run(lambda: _answered(work, page=language)))
        made.add_done_callback(lambda _made: pieces.put_nowait(_END))
        first = await pieces.get()
        if first == _END:
            refused = await made
            return refused or Response(media_type="text/html")

        async def rest() -> AsyncIterator[str]:
            piece = first
            while piece != _END:
                yield piece
                piece = await pieces.get()
            late = await made
            if late is not None:  # what went wrong after the first piece can only be said below it
                yield bytes(late.body).decode()

        return StreamingResponse(rest(), media_type="text/html")

    async def _api(self, method: str, call: _Call, request: Request) -> Response:
        cookies = request.headers.get("cookie", "")
        # What may be as large as a file is not read from who is not let in.
        if call.is_file and not await self._desks.run(lambda: self._door.is_in(cookies)):
            return _json(api.error(_LOCKED, _KEY), 401)
        raw = await request.body() if method != "GET" else b""
        kind = request.headers.get("content-type", "")
        path, query = request.path_params, request.query_params

        def work() -> Response:
            if not self._door.is_in(cookies):
                return _json(api.error(_LOCKED, _KEY), 401)
            body = api.body_of(raw, kind, call.body) if call.body else {}
            given = raw if call.is_file else b""
            made = call.handler(self._desks.bench(), Asked(path, query, body, given))
            return _json(made, 200 if made.get("again") else call.status)

        return await self._desks.run(lambda: _answered(work))

    async def _file(self, make: File, request: Request) -> Response:
        """A file to take along."""
        cookies = request.headers.get("cookie", "")
        asked = Asked(request.path_params, request.query_params)

        def work() -> Response:
            if not self._door.is_in(cookies):
                return _json(api.error(_LOCKED, _KEY), 401)
            made = make(self._desks.bench(), asked)
            named = {"content-disposition": f'attachment; filename="{made.name}"'}
            return Response(made.body, media_type=made.kind, headers=named)

        return await self._desks.run(lambda: _answered(work))

    async def _schema(self, request: Request) -> Response:
        cookies = request.headers.get("cookie", "")

        def work() -> Response:
            if not self._door.is_in(cookies):
                return _json(api.error(_LOCKED, _KEY), 401)
            return _json(schema.document(), 200)

        return await self._desks.run(lambda: _answered(work))

    async def _leave(self, request: Request) -> Response:
        cookies = request.headers.get("cookie", "")

        def work() -> Response:
            if not self._door.is_in(cookies):
                return _json(api.error(_LOCKED, _KEY), 401)
            self._door.leave(cookies)
            answer = _json({"left": True}, 200)
            answer.headers["set-cookie"] = self._door.set_cookie("")
            return answer

        return await self._desks.run(lambda: _answered(work))


async def _choose_language(request: Request) -> Response:
    """Keep the language of the interface in the browser."""
    code = str(request.path_params["code"])
    if code not in languages():
        return Response("there is no such language\n", 404, media_type="text/plain")
    answer = RedirectResponse("/", 303)
    answer.headers["set-cookie"] = f"{_LANGUAGE}={code}; Path=/; Max-Age={_YEAR}; HttpOnly; SameSite=Strict"
    return answer


def _language_of(request: Request) -> str:
    """The language that was chosen in this browser, as long as there is such a one."""
    chosen = request.cookies.get(_LANGUAGE, "")
    return chosen if chosen in languages() else "en"


def _answered(work: Callable[[], Answer], *, page: str = "") -> Answer | Response:
    """What work gives, or its error: on a page in the language named, else as JSON."""
    try:
        return work()
    except SecondmigError as error:
        return _said(error, page=page)


def _said(error: SecondmigError, *, page: str = "") -> Response:
    status = api.status_of(error)
    if page:
        return Response(pages.trouble(error, page), status, media_type="text/html")
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
