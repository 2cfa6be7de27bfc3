"""Bring what a use case gave back to the screen or into a file."""

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from secondmig.cli.caller import current_caller
from secondmig.cli.formats import FORMATS, as_card
from secondmig.cli.options import Decorator, gathered
from secondmig.cli.table import visible
from secondmig.core.errors import SecondmigError

if TYPE_CHECKING:
    from secondmig.project.listing import Done, Listing

_BY_SUFFIX = {".csv": "csv", ".json": "json", ".jsonl": "jsonl", ".md": "md"}


@dataclass(frozen=True, slots=True)
class Output:
    """Where rows go and how they look.

    Attributes:
        path: the file; None or "-" for standard output.
        form: a name of FORMATS, or None: by the file's ending, a table where that says nothing.
    """

    path: str | None = None
    form: str | None = None

    def to(self, path: str | None) -> "Output":
        """The same into a file that was named as an argument.

        Raises:
            UsageError: ``-o`` names one too.
        """
        if path is None:
            return self
        if self.path is not None:
            raise click.UsageError("Name the file once: as FILE or with -o.")
        return Output(path, self.form)

    def or_csv(self) -> "Output":
        """The same, with CSV where no format is asked for: for rows that are to be read again."""
        return Output(self.path, self.form or _by_suffix(self.path) or "csv")

    def form_name(self) -> str:
        """The format's name: as asked for, else by the file's ending, else a table."""
        return self.form or _by_suffix(self.path) or "table"

    def write(self, listing: "Listing", *, as_lines: bool = False, hidden: tuple[str, ...] = ()) -> None:
        """Print rows.

        Args:
            listing: rows, meta and notes.
            as_lines: for people, a line per value instead of a table.
            hidden: columns that only programs need, left out of a table.

        Raises:
            SecondmigError: the file's folder is not there.
            OSError: the file cannot be written; what stood there before still does.
        """
        name = self.form_name()
        pieces = as_card if as_lines and name == "table" else FORMATS[name]
        if name == "table":
            listing = replace(listing, fields=tuple(each for each in listing.fields if each not in hidden))
        self.write_text(pieces(listing, None if self._file() else terminal_columns()))
        if self._file():
            rows = len(listing.rows)
            current_caller().remark(f"written: {self.path} ({rows} {'row' if rows == 1 else 'rows'})")

    def write_text(self, pieces: Iterable[str], *, paged: bool = False) -> None:
        """Write text as it is, into the file in one step or to standard output.

        Args:
            pieces: the text.
            paged: on a terminal, through the reader's pager where it is longer than the screen.
        """
        path = self._file()
        if path is not None:
            write_file(path, pieces)
            return
        if paged and terminal_columns() is not None:
            text = "".join(pieces)
            if text.count("\n") >= _screen().lines:
                click.echo_via_pager(text)
                return
            pieces = (text,)
        for piece in pieces:
            sys.stdout.write(piece)

    def on_screen(self) -> bool:
        """Whether a person sees it on a terminal, and no program or file takes it."""
        return self._file() is None and self.form_name() == "table" and terminal_columns() is not None

    def for_people(self) -> bool:
        """Whether figures are written out for reading, and not in full for programs."""
        return self.form_name() in {"table", "md"}

    def file(self) -> str | None:
        """The file that rows go to, None where they go to standard output."""
        return None if self._file() is None else str(self.path)

    def _file(self) -> Path | None:
        return None if self.path in {None, "-"} else Path(str(self.path))


_TO_FILE = click.option(
    "-o",
    "--output",
    "path",
    metavar="FILE",
    type=click.Path(dir_okay=False, allow_dash=True),
    help="Write to FILE instead of the screen.",
)
_FORMAT = click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), help="Default: what FILE ends with, else a table."
)

prints = gathered("output", Output, {"form": _FORMAT, "path": _TO_FILE})
"""``--format`` and ``-o``, as the keyword ``output``."""

prints_text: Decorator = gathered("output", Output, {"path": _TO_FILE})
"""``-o`` alone, as the keyword ``output``."""


def say(done: "Done") -> None:
    """Print what an action did, and on stderr what a person should not miss."""
    if done.banner:
        click.echo(f"{visible(done.banner)}\n")
    event = "" if done.event is None else f" (event {done.event})"
    click.echo(f"{visible(done.message)}{event}")
    for line in done.details:
        click.echo(f"  {visible(line)}")
    for line in done.warnings:
        click.echo(f"secondmig: note: {visible(line)}", err=True)


def write_file(path: Path, pieces: Iterable[str]) -> None:
    """Write a text file in one step: afterwards it is there whole, or stands as it was before.

    Args:
        path: the file; a link is followed, a device or a pipe is written to directly.
        pieces: its text, written as UTF-8 with the line ends it has.

    Raises:
        SecondmigError: the folder is not there.
        OSError: it cannot be written.
    """
    target = path.resolve()
    if not target.parent.is_dir():
        folder = path.parent
        raise SecondmigError("there is no such folder", where=str(folder), hint=f"mkdir -p {folder}")
    if target.exists() and not target.is_file():
        with target.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(pieces)
        return
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with beside.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(pieces)
        if target.exists():
            beside.chmod(target.stat().st_mode & 0o7777)
        beside.replace(target)
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()


def _by_suffix(path: str | None) -> str | None:
    return _BY_SUFFIX.get(Path(path or "").suffix.lower())


def terminal_columns() -> int | None:
    """Columns of the terminal that standard output is, None where it is a file or a pipe."""
    return _screen().columns if sys.stdout.isatty() else None


def _screen() -> os.terminal_size:
    import shutil

    return shutil.get_terminal_size()
