"""The files of codebooks, where a command changes one: found, compared with what was committed, written."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.core.types import Codebook, CodebookVersion, Event
from secondmig.project.layout import declared_files, relative
from secondmig.project.output import write_atomically
from secondmig.project.session import Session
from secondmig.store import content, events, files
from secondmig.store.connect import Change

_WROTE = "wrote"


@dataclass(frozen=True, slots=True)
class BookFile:
    """A declared file as it was committed.

    Attributes:
        path: links followed.
        name: in the project, with "/" between parts.
        raw: its bytes.
    """

    path: Path
    name: str
    raw: bytes

    @property
    def text(self) -> str:
        """Its text, a byte order mark included."""
        return self.raw.decode("utf-8")


def file_of(session: Session, version: CodebookVersion) -> BookFile:
    """The declared file of a codebook.

    Raises:
        SecondmigError: no declared file is this codebook, or it was changed and is not committed yet.
    """
    from secondmig.codebook.strict import Problems, Scalar, compose, read_text, written_under

    for path in declared_files(session.root, session.config.codebooks):
        problems = Problems(relative(session.root, path))
        top = compose(read_text(path), problems)
        head = written_under(top, "codebook") if top is not None else None
        named = written_under(head, "id") if head is not None else None
        if isinstance(named, Scalar) and named.raw == version.codebook.id:
            return _committed(session, path)
    raise SecondmigError(
        f"no file that secondmig.toml declares is the codebook {version.codebook.id}",
        where="secondmig.toml",
        hint=f"secondmig codebook export {version.codebook.id}.yaml, and name the file under [codebooks]",
    )


def _committed(session: Session, path: Path) -> BookFile:
    name = relative(session.root, path)
    raw = path.read_bytes()
    if files.taken(session.store.read(), name) != content_hash(raw):
        raise SecondmigError(
            "the file was changed and is not committed yet",
            where=name,
            hint='commit it first: secondmig codebook commit -m "why"',
        )
    return BookFile(path.resolve(), name, raw)


class Staged:
    """New bytes of a file, written beside it.

    Attributes:
        path: where they lie until they take the place of the file.
        raw: the bytes.
    """

    def __init__(self, path: Path, raw: bytes, file: BookFile) -> None:
        self.path = path
        self.raw = raw
        self._file = file

    def put(self, change: Change) -> None:
        """Let them be the file; the last thing a change does.

        Both contents are kept, so that undo and redo write them back. A kill after this and before the
        change is committed leaves the new file beside the old project: ``codebook commit`` then does the
        same from the file.
        """
        before, after = content.put(change, self._file.raw), content.put(change, self.raw)
        files.take(change, self._file.name, after, "codebook")
        change.payload[_WROTE] = {"path": self._file.name, "before": before, "after": after}
        self.path.replace(self._file.path)


@contextmanager
def staged(file: BookFile, text: str) -> Iterator[Staged]:
    """Write the new text of a file beside it, for as long as it takes."""
    raw = text.encode("utf-8")
    handle, name = tempfile.mkstemp(dir=file.path.parent, prefix=f".{file.path.name}.")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(raw)
            stream.flush()
            os.fsync(stream.fileno())
        beside.chmod(file.path.stat().st_mode & 0o7777)
        yield Staged(beside, raw, file)
    finally:
        beside.unlink(missing_ok=True)


def read_staged(new: Staged, name: str, *, others: Mapping[str, Codebook]) -> Codebook:
    """The codebook of the new text.

    Raises:
        SecondmigError: it does not read; each problem names the file, not where the text lies for now.
    """
    from secondmig.codebook.yaml_file import read_codebooks

    try:
        return read_codebooks((new.path,), others=others)[0]
    except SecondmigError as error:
        raise SecondmigError(
            error.message, where=error.where.replace(new.path.as_posix(), name), hint=error.hint
        ) from error


def write_back(session: Session, change: Event) -> str:
    """After an event was taken back or brought again: let the file it had written follow.

    Args:
        session: the open project, inside the change.
        change: the event that takes back or brings again.

    Returns:
        The file that was written, "" where none had to be.

    Raises:
        SecondmigError: the file was edited since.
    """
    connection = session.store.read()
    root, forward = change, True
    while root.undoes is not None:
        earlier = events.by_rev(connection, root.undoes)
        if earlier is None:
            return ""
        root, forward = earlier, not forward
    wrote = root.payload.get(_WROTE)
    if not isinstance(wrote, dict):
        return ""
    name = str(wrote["path"])
    old, new = ("before", "after") if forward else ("after", "before")
    path = session.root / name
    now = content_hash(path.read_bytes()) if path.exists() else None
    if now == wrote[new]:
        return ""
    if now not in {wrote[old], None}:
        raise SecondmigError(
            "the file was edited since, and would be written over",
            where=name,
            hint=f"put your file aside (mv {name} {name}.mine) and do it again; then take over what you need",
        )
    _write(path.resolve(), content.raw(connection, str(wrote[new])))
    return name


def _write(path: Path, raw: bytes) -> None:
    mode = path.stat().st_mode & 0o7777 if path.exists() else None
    write_atomically(path, raw)
    if mode is not None:
        path.chmod(mode)
