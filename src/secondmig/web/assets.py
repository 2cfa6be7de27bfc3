"""The files that pages load: our own scripts and styles, by name, from the package alone.

Pages name them below a folder of the language and a hash of all files: ``/static/en-1f0c…/main.js``. What
stands there never changes, so browsers keep it for good and ask for nothing when a page is opened again; and
as scripts name each other relatively, a page never runs with a script of another version.
"""

import json
import os
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

_FOLDER: Final = Path(__file__).parent / "static"
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]*(\.[a-z0-9_-]+)*\.([a-z0-9]+)")
_PLACE: Final = re.compile(r"([a-z]{2})-([0-9a-f]{16})")
_STRINGS: Final = re.compile(r"strings\.([a-z]{2})\.json")
_IMPORT: Final = re.compile(r'^(?:import|export)\b[^;"]*"\./([a-z0-9_.-]+\.js)";', re.MULTILINE)
_TEXTS: Final = "texts.js"
_FOREVER: Final = "max-age=31536000, immutable"
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

    At an address without a version, or with that of files that were replaced, browsers ask again every time
    and get 304 while the file is the same.
    """
    name, place = str(request.path_params["name"]), str(request.path_params.get("place", ""))
    found, version = _NAME.fullmatch(name), _PLACE.fullmatch(place)
    body = (
        None if found is None or (place and version is None) else _body(name, version[1] if version else "")
    )
    if found is None or found[2] not in _KINDS or body is None:
        return Response("there is no such file\n", 404, media_type="text/plain")
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    now = version is not None and version[2] == _version()
    headers = {"etag": etag, "cache-control": _FOREVER if now else "no-cache"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=_KINDS[found[2]])


def folder(language: str = "en") -> str:
    """Where pages of now find the files; a name is to follow."""
    return f"/static/{language}-{_version()}/"


def imported(name: str) -> tuple[str, ...]:
    """All scripts that a script needs, so that a page can name them and a browser fetches them at once."""
    return _imported(name, _version())


def _body(name: str, language: str) -> bytes | None:
    """A file's bytes. A script's address without a version leads to the one that pages have."""
    path = _FOLDER / name
    if name != _TEXTS and not path.is_file():
        return None
    if name.endswith(".js") and not language:
        return f'export * from "{folder()}{name}";\n'.encode()
    if name == _TEXTS:
        return f"export const texts = {json.dumps(dict(strings(language)), ensure_ascii=False)};\n".encode()
    return path.read_bytes()


def _version() -> str:
    """A hash of all files; they are read again only where one was touched."""
    with os.scandir(_FOLDER) as found:
        held = [(each.name, each.stat()) for each in found if each.is_file()]
    return _hash(tuple(sorted((name, stat.st_mtime_ns, stat.st_size) for name, stat in held)))


@lru_cache(maxsize=1)
def _hash(files: tuple[tuple[str, int, int], ...]) -> str:
    read = sha256()
    for name, _, _ in files:
        read.update(sha256(name.encode() + b"\0" + (_FOLDER / name).read_bytes()).digest())
    strings.cache_clear()
    _languages.cache_clear()
    return read.hexdigest()[:16]


@lru_cache(maxsize=64)
def _imported(name: str, version: str) -> tuple[str, ...]:  # noqa: ARG001 - of each version anew
    found = [name]
    for each in found:
        path = _FOLDER / each
        if path.is_file():
            names = _IMPORT.findall(path.read_text(encoding="utf-8"))
            found += [other for other in dict.fromkeys(names) if other not in found]
    return tuple(found[1:])


def languages() -> tuple[str, ...]:
    """The languages there are files of, by their codes; English comes first."""
    _version()
    return _languages()


@lru_cache(maxsize=8)
def strings(language: str = "en") -> Mapping[str, str]:
    """Every sentence of the interface by its key.

    English stands where a language has no such sentence yet, or where there is no such language.
    """
    found = {} if language == "en" else dict(strings())
    path = _FOLDER / f"strings.{language}.json"
    if path.is_file():
        found.update(json.loads(path.read_text(encoding="utf-8")))
    return found


@cache
def _languages() -> tuple[str, ...]:
    found = {named[1] for each in _FOLDER.iterdir() if (named := _STRINGS.fullmatch(each.name))}
    return ("en", *sorted(found - {"en"}))
