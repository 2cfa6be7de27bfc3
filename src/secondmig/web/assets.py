"""The files that pages load: our own scripts and styles, by name, from the package alone."""

import json
import re
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

_FOLDER: Final = Path(__file__).parent / "static"
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]*(\.[a-z0-9_-]+)*\.([a-z0-9]+)")
_KINDS: Final[Mapping[str, str]] = {
    "js": "text/javascript",
    "css": "text/css",
    "json": "application/json",
    "svg": "image/svg+xml",
    "png": "image/png",
    "woff2": "font/woff2",
}


async def asset(request: Request) -> Response:
    """One file. A name cannot hold "/" or begin with a dot, so it never leaves the folder.

    Browsers ask again every time and get 304 while the file is the same, so that a page never runs with the
    scripts of another version.
    """
    name = str(request.path_params["name"])
    found = _NAME.fullmatch(name)
    path = _FOLDER / name
    if found is None or found[2] not in _KINDS or not path.is_file():
        return Response("there is no such file\n", 404, media_type="text/plain")
    body = path.read_bytes()
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    headers = {"etag": etag, "cache-control": "no-cache"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=_KINDS[found[2]])


@cache
def strings(language: str = "en") -> Mapping[str, str]:
    """Every sentence of the interface by its key; English where there is no such language."""
    path = _FOLDER / f"strings.{language}.json"
    if not path.is_file():
        path = _FOLDER / "strings.en.json"
    found: Mapping[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return found
