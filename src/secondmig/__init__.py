"""A mixed-methods qualitative coding toolkit for research on second migrants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from secondmig._version import __version__

if TYPE_CHECKING:
    import os

    from secondmig.project.project import Project

__all__ = ["__version__", "open"]


def open(path: str | os.PathLike[str] | None = None, *, coder: str | None = None) -> Project:
    """Open a project.

    Args:
        path: A folder of the project, or any folder below it; the current folder if absent.
        coder: Who acts; the configured coder if absent.

    Returns:
        The project, with the verbs of the command line as methods.
    """
    # Deferred: `secondmig --help` must not load the use cases.
    from secondmig.project.project import Project

    return Project.open(path, coder=coder)
