"""Who calls, from where: the open project, the question before destructive work, the progress bar."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from secondmig.core.errors import SecondmigError

if TYPE_CHECKING:
    from secondmig.project.listing import Done
    from secondmig.project.project import Project

Progress = Callable[[str, int, int], None]
_BAR_AFTER = 1.0  # seconds
_BAR_LETTERS = 24


@dataclass(frozen=True, slots=True)
class Caller:
    """What stands before the noun on the command line.

    Attributes:
        project: folder of the project, or None for the nearest one upwards from the current folder.
        coder: who is acting, or None for whoever the project names.
        quiet: no progress bar, no remarks.
    """

    project: str | None = None
    coder: str | None = None
    quiet: bool = False

    def open(self) -> "Project":
        """The project that is meant, to be used in a ``with`` statement.

        Raises:
            SecondmigError: there is none, or it cannot be opened.
        """
        return open_current(self._folder(), coder=self.coder)

    def restore(self, source: Path) -> "Done":
        """Put a back-up in the place of the project's database, which may be damaged and is not opened.

        Raises:
            SecondmigError: there is no project, or the back-up is not sound.
        """
        return restore_current(self._folder(), source, coder=self.coder)

    def _folder(self) -> Path | None:
        return None if self.project is None else Path(self.project)

    def remark(self, text: str) -> None:
        """Say something beside the result, on stderr, unless quiet."""
        if not self.quiet:
            click.echo(text, err=True)

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """What a use case calls with (name of the step, steps done, of how many; 0 where nobody knows)."""
        bar = _Bar(shown=not self.quiet and sys.stderr.isatty())
        try:
            yield bar.draw
        finally:
            bar.clear()


def open_current(folder: Path | None, *, coder: str | None) -> "Project":
    """Open a project: with :func:`restore_current` the one seam between command line and use cases."""
    from secondmig.project.project import open_project

    return open_project(folder, coder=coder)


def restore_current(folder: Path | None, source: Path, *, coder: str | None) -> "Done":
    """Put a back-up in the place of a project's database, which is not opened."""
    from secondmig.project.project import restore_project

    return restore_project(folder, source, coder=coder)


def current_caller() -> Caller:
    """Who calls the command that is running."""
    found = click.get_current_context().find_object(Caller)
    return found or Caller()


def on_terminal() -> bool:
    """Whether a person can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def make_sure(question: str, *, yes: bool) -> None:
    """Ask before destructive work.

    Args:
        question: what is about to happen, as a question.
        yes: the answer was given on the command line.

    Raises:
        SecondmigError: nobody can be asked, or the answer is no.
    """
    if yes:
        return
    if not on_terminal():
        raise SecondmigError(
            "this asks first, and there is no terminal to ask on", hint="the same command with --yes"
        )
    if not click.confirm(question, err=True):
        raise SecondmigError("nothing was changed")


class _Bar:
    """A progress bar that only shows itself for work that takes longer than a second."""

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown
        self._began = time.monotonic()
        self._drawn = False

    def draw(self, name: str, done: int, total: int) -> None:
        if not self._shown or time.monotonic() - self._began < _BAR_AFTER:
            return
        full = round(_BAR_LETTERS * done / total) if total else 0
        bar = "#" * full + "." * (_BAR_LETTERS - full)
        # Where nobody knows how much there is, what was done so far says that work goes on.
        shown = f"[{bar}] {done:,}/{total:,} {name[:40]}" if total else name[:70]
        sys.stderr.write(f"\r\x1b[K{shown}")
        sys.stderr.flush()
        self._drawn = True

    def clear(self) -> None:
        if self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
