"""Taking transcripts in: which files are meant, how they are read, one event for each.

Files that are read quickly are written a few at a time, in one transaction: it costs half as much as one
each. Where that fails, each of them is written alone, so that one file never takes another with it.
"""

import os
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.core.ids import content_hash
from secondmig.core.types import Document
from secondmig.project.folders import files_meant
from secondmig.project.keep import keep, profiles_of
from secondmig.project.layout import relative
from secondmig.project.listing import ImportResult
from secondmig.project.profiles import ImportProfile, profile_for
from secondmig.project.ready import Order, Reading, Ready, finished, memo_texts, read, read_file
from secondmig.project.session import Session
from secondmig.project.ties import tie
from secondmig.store import documents, files, memos, readings, restrictions

__all__ = ["Reading", "how_to_read", "import_files", "memo_texts", "read_file"]

_AT_ONCE = 16
"""Documents that are written together at most."""
_BYTES = 2**20
"""Bytes of their files after which no more are waited for, so that memory stays flat."""
_SECONDS = 0.2
"""After this time no more are waited for, so that little is lost where a process is killed."""

Progress = Callable[[str, int, int], None]


def import_files(
    session: Session,
    paths: Sequence[Path],
    reading: Reading,
    *,
    dry_run: bool = False,
    save: bool = False,
    progress: Progress | None = None,
) -> ImportResult:
    """Take transcripts in, one event per file; a refused file leaves the others in.

    Args:
        session: the open project.
        paths: files, or folders whose files are all meant, at any depth.
        reading: how to read them; import profiles of the project fill in what it leaves out.
        dry_run: read and report, write nothing.
        save: keep how the folders were read in secondmig.toml, unless every file was refused.
        progress: called with (file name, done, of how many).

    Raises:
        SecondmigError: ``save`` is asked for what cannot be kept.
    """
    from secondmig.project.ahead import read_ahead
    from secondmig.transcript.read import all_readers

    profiles = profiles_of(session, paths, reading) if save else ()

    suffixes = frozenset(suffix for reader in all_readers() for suffix in reader.suffixes)
    meant = files_meant(paths, suffixes)
    intake = _Intake(session, reading, dry_run=dry_run, several=len(meant.files) > 1)
    intake.skipped.extend(meant.left_out)
    here = session.store.read()
    with closing(read_ahead(meant.files, intake.order, lambda: documents.sources(here))) as coming, intake:
        for number, (order, ready) in enumerate(coming):
            if progress:
                progress(order.path.name, number, len(meant.files))
            intake.take(order, ready)
    saved = keep(session, profiles) if intake.imported and not dry_run else ()
    return ImportResult(
        tuple(intake.imported), tuple(intake.skipped), tuple(intake.refused), tuple(intake.reports), saved
    )


class _Intake:
    """One import and what became of each file; where it is left, all that was read is written."""

    def __init__(self, session: Session, reading: Reading, *, dry_run: bool, several: bool) -> None:
        self._session = session
        self._several = several
        self._reading = reading
        self._dry_run = dry_run
        self._from: dict[str, Path] = {}
        self._waiting: list[tuple[Order, Ready]] = []
        self._since = 0.0
        self.imported: list[str] = []
        self.skipped: list[str] = []
        self.refused: list[SecondmigError] = []
        self.reports: list[tuple[str, tuple[str, ...]]] = []

    def __enter__(self) -> None:
        """Nothing is to be done."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write what waits."""
        self._write()

    def order(self, path: Path) -> Order:
        """A file and how it is to be read."""
        if not os.path.isfile(path):  # noqa: PTH113 - False, where Path.is_file raises
            return Order(path, "", self._reading)
        name = relative(self._session.root, path)
        how, profile = _completed(self._session, name, self._reading)
        return Order(path, name, how, profile.folder if profile else "", self._several)

    def take(self, order: Order, ahead: Ready | None) -> None:
        """Take one file in, or remember why not; it may wait for others.

        Args:
            order: the file.
            ahead: what it holds, where it was read already.
        """
        try:
            ready = ahead or self._read(order)
        except SecondmigError as error:
            self._write()
            self._refuse(error)
            return
        if ready is None:
            return
        if not self._waiting:
            self._since = time.monotonic()
        self._waiting.append((order, ready))
        if (
            len(self._waiting) >= _AT_ONCE
            or sum(len(each.version.source) for _, each in self._waiting) > _BYTES
            or time.monotonic() - self._since > _SECONDS
        ):
            self._write()

    def _read(self, order: Order) -> Ready | None:
        """Read a file, unless it is there already."""
        from secondmig.transcript.read import file_bytes

        source = file_bytes(order.path)
        if documents.with_source(self._session.store.read(), content_hash(source)):
            self._write()
            self._is_there(order.path, content_hash(source))
            return None
        return finished(order, source, read(order, source))

    def _write(self) -> None:
        """Write all files that wait, together; where that fails, one by one."""
        waiting, self._waiting = self._waiting, []
        if self._dry_run or not waiting:
            self._each(waiting)
            return
        before = [len(each) for each in self._told()]
        known = dict(self._from)
        try:
            with self._session.store.together():
                self._each(waiting)
                self._index(waiting)
        except SecondmigError:
            self._from = known
            for each, length in zip(self._told(), before, strict=True):
                del each[length:]
            self._each(waiting)
            with suppress(SecondmigError), self._session.store.together():
                self._index(waiting)

    def _told(self) -> tuple[list[Any], ...]:
        return self.imported, self.skipped, self.refused, self.reports

    def _each(self, waiting: Sequence[tuple[Order, Ready]]) -> None:
        for order, ready in waiting:
            try:
                self._file(order, ready)
            except SecondmigError as error:
                self._refuse(error)

    def _index(self, waiting: Sequence[tuple[Order, Ready]]) -> None:
        """Let them be found by the index; where that fails, they are found without it until the next time."""
        connection = self._session.store.read()
        with suppress(SecondmigError), connection.all_or_none():
            readings.index(connection, [ready.version.reading for _, ready in waiting])

    def _refuse(self, error: SecondmigError) -> None:
        self.refused.extend(error.problems if isinstance(error, ProblemsError) else (error,))

    def _file(self, order: Order, ready: Ready) -> None:
        """Take one file in that was read."""
        document = ready.version.document
        if self._is_there(order.path, document.source_sha):
            return
        self._refuse_twice(document, order.path)
        self.reports.append((document.id, ready.told))
        if self._dry_run or self._take_in(ready, order):
            self.imported.append(document.id)
            self._from[document.id] = order.path
        else:
            self.skipped.append(f"{order.path.name}: skipped, already there as {document.id}")

    def _is_there(self, path: Path, source_sha: str) -> bool:
        known = documents.with_source(self._session.store.read(), source_sha)
        if known:
            idle = "; the options change nothing there" if self._reading != Reading() else ""
            self.skipped.append(f"{path.name}: skipped, already there as {known}{idle}")
        return known is not None

    def _refuse_twice(self, document: Document, path: Path) -> None:
        before = self._from.get(document.id)
        if before is not None:
            raise SecondmigError(
                f"{_shortest(before, path)} and this file would both be the document {document.id}",
                where=_shortest(path, before),
                hint="rename one of them, or give one another id in its header",
            )
        if documents.get_row(self._session.store.read(), document.id, None) is not None:
            raise _other_words(document, path)

    def _take_in(self, ready: Ready, order: Order) -> bool:
        session, version = self._session, ready.version
        document = version.document
        payload = {
            "source": document.source_sha,
            "text": document.text_sha,
            "turns": version.reading.turns,
            **({"comments": len(ready.memos)} if ready.memos else {}),
        }
        write = session.store.write(
            actor=session.coder(), verb="corpus import", subject=document.id, payload=payload
        )
        with write as change:
            if documents.with_source(change.connection, document.source_sha):
                change.nothing()
                return False
            if documents.get_row(change.connection, document.id, None) is not None:
                raise _other_words(document, order.path)
            # After an undone import the number of a version that was other words once is not given again.
            document = replace(document, version=documents.free_version(change.connection, document))
            documents.add_prepared(change, replace(version, document=document), indexed=False)
            for stretch in document.withheld:
                restrictions.add(change, document.id, document.version, stretch.span, stretch.reason)
            for text in ready.memos:
                memos.add(change, "document", document.id, text, session.coder())
            name = order.name or relative(session.root, order.path)
            files.take(change, name, document.source_sha, "transcript")
            tie(change, document, ready.tied)
        return True


def how_to_read(session: Session, path: Path, asked: Reading) -> tuple[Reading, ImportProfile | None]:
    """What is asked for, else what the profile of the file's folder says."""
    return _completed(session, relative(session.root, path), asked)


def _completed(session: Session, name: str, asked: Reading) -> tuple[Reading, ImportProfile | None]:
    profile = profile_for(session.config.imports, name)
    if profile is None:
        return asked, None
    filled = replace(
        asked,
        encoding=asked.encoding or profile.encoding,
        speakers=asked.speakers if asked.speakers is not None else profile.speakers,
        roles={**profile.roles, **(asked.roles or {})},
        kind=asked.kind or profile.kind,
        language=asked.language or profile.language,
    )
    return filled, profile


def _shortest(path: Path, other: Path) -> str:
    """The name of a file, with its folder where the other one is called the same."""
    return path.as_posix() if path.name == other.name else path.name


def _other_words(document: Document, path: Path) -> SecondmigError:
    return SecondmigError(
        f"a document {document.id} is already there with other words",
        where=path.name,
        hint=f"rename the file, or give it another id in its header; its correction: secondmig corpus rebase"
        f" {document.id} FILE",
    )
