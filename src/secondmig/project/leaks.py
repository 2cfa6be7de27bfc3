"""Use case: search files and folders for the names of a key; what cannot be read counts as a problem."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from secondmig.core.errors import SecondmigError
from secondmig.project.found_names import Leak, Search, Unread, readings
from secondmig.project.listing import Listing
from secondmig.transcript.key_file import NameKey, outside_projects, read_key
from secondmig.transcript.names import NameFinder

_FIELDS: Final = ("path", "place", "entry", "kind", "how")
_GIT: Final = ".git"
NOT_SEARCHED: Final = "not searched: "


def search(paths: list[Path], *, key: Path, show: bool = False) -> Listing:
    """Every place in files and folders where a name of a key stands, in any spelling and nearly any format.

    Args:
        paths: files, or folders with all they hold.
        key: path of the key, outside any project.
        show: with the words as found; without, neither rows nor paths hold a name, and can be passed on.

    Returns:
        One row for each place (severity "problem"), and one for each file that cannot be read.

    Raises:
        SecondmigError: the key lies inside a project or has problems, or a path is not there.
    """
    outside_projects(key)
    read = read_key(key)
    finder = NameFinder(read.entries)
    for path in paths:
        if not path.exists() and not path.is_symlink():
            raise SecondmigError("is not there", where=path.as_posix(), hint="name a file or a folder")
    looking = Search(finder)
    files = 0
    rows: list[dict[str, object]] = []
    for path in paths:
        for shown, found in _walk(path):
            files += found is not None and not isinstance(found, Unread)
            rows += _rows(shown, found, looking, show=show, key=read)
    fields = (*_FIELDS, "found") if show else _FIELDS
    meta = {"unit": "places", "n": len(rows), "files": files, "entries": len(read.entries), "warnings": []}
    return Listing(fields, rows, meta, tuple(_notes(read, rows, files, looking.pictures)))


def file_holds(path: Path, finder: NameFinder) -> bool:
    """Whether a name stands in a file; also where the file cannot be read to its end."""
    return any(True for _ in Search(finder).file(path, path.name))


def _rows(
    shown: str, found: "Path | Unread | None", looking: Search, *, show: bool, key: NameKey
) -> Iterator[dict[str, object]]:
    kinds = {entry.number: entry.kind for entry in key.entries}
    for each in _leaks(shown, found, looking):
        # The name of a file may be in an old encoding; below nothing may see the names of persons.
        leak = each._replace(path=readings(each.path)[0])
        if not show:
            leak = _masked(leak, looking)
        row: dict[str, object] = {"path": leak.path, "place": None, "entry": None, "kind": None}
        if isinstance(leak, Unread):
            row["how"] = f"{NOT_SEARCHED}{leak.reason}"
        else:
            row |= {"place": leak.place, "entry": leak.entry, "kind": kinds[leak.entry], "how": leak.how}
        if show:
            row["found"] = " ".join(leak.words.split()) if isinstance(leak, Leak) else None
        yield row


def _leaks(shown: str, found: "Path | Unread | None", looking: Search) -> Iterator[Leak | Unread]:
    own = shown.rstrip("/").rpartition("/")[2]
    yield from (leak._replace(path=shown) for leak in looking.name(own))
    if isinstance(found, Unread):
        yield found
    elif found is not None:
        yield from looking.file(found, shown)


def _walk(path: Path) -> Iterator[tuple[str, "Path | Unread | None"]]:
    """Everything below a path in the order of names: (path as shown, file; why not; None for a folder)."""
    if not path.is_dir():
        yield path.name, path if path.is_file() else Unread(path.name, "is no file that can be read")
        return
    yield from _below(path, "")


def _below(folder: Path, shown: str) -> Iterator[tuple[str, "Path | Unread | None"]]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield shown or ".", Unread(shown or ".", (error.strerror or "cannot be read").lower())
        return
    for entry in entries:
        inside, path = f"{shown}{entry.name}", Path(entry.path)
        if entry.name == _GIT:
            reason = "the history of git is packed: search a copy without it, and give away no other"
            yield inside, Unread(inside, reason)
        elif entry.is_dir(follow_symlinks=False):
            yield f"{inside}/", None
            yield from _below(path, f"{inside}/")
        elif entry.is_dir():
            yield inside, Unread(inside, "is a link to a folder: search that folder by its own name")
        elif path.is_file():
            yield inside, path
        else:
            yield inside, Unread(inside, "is no file that can be read")


def _masked(leak: Leak | Unread, looking: Search) -> Leak | Unread:
    """A result without the names that files, tables and columns bear, and without those in a reason."""
    path = _without_names(leak.path, looking)
    if isinstance(leak, Unread):
        return Unread(path, _without_names(leak.reason, looking))
    return leak._replace(path=path, place=_without_names(leak.place, looking))


def _without_names(text: str, looking: Search) -> str:
    """A path, a place or a reason with the number of the entry instead of each name."""
    pieces: list[str] = []
    at = 0
    for found in looking.names(text):
        pieces += (text[at : found.start], f"[entry {found.entry}]")
        at = found.end
    return "".join([*pieces, text[at:]])


def _notes(key: NameKey, rows: "list[dict[str, object]]", files: int, pictures: int) -> Iterator[str]:
    yield from key.warnings
    searched = f"{files} {'file' if files == 1 else 'files'}"
    if not rows:
        yield f"no name of the key in {searched}"
    else:
        unread = sum(row["entry"] is None for row in rows)
        named = len({row["path"] for row in rows if row["entry"] is not None})
        yield f"{len(rows) - unread} places in {named} of {searched}; {unread} could not be searched"
    if pictures:
        yield f"{pictures} pictures and recordings: what they show and say is not searched, only their bytes"
