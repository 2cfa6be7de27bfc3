"""The log of a de-identification: what stood where, and what stands there now. It lies with the key."""

import csv
import io
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from secondmig.core.errors import SecondmigError
from secondmig.transcript.key_file import outside_projects

FIELDS: Final = (
    "event", "at", "document", "from_version", "to_version", "part", "start", "end", "entry", "kind", "was",
    "now",
)  # fmt: skip
"""Columns; start and end count code points of the former version, ``entry`` the key's entries from 1."""


def log_path(key: Path, asked: Path | None, root: Path) -> Path:
    """Where the log goes: as asked, else beside the key (``key.yaml`` -> ``key.log.csv``).

    Raises:
        SecondmigError: it would lie inside a project, or is no file that can be written.
    """
    path = asked if asked is not None else key.with_name(f"{key.stem}.log.csv")
    outside_projects(path, root)
    if path.exists() and not path.is_file():
        raise SecondmigError("is not a file", where=path.as_posix(), hint="--log FILE names another")
    if not path.parent.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK):
        raise SecondmigError(
            "the log cannot be written, so nothing is replaced",
            where=path.as_posix(),
            hint="--log FILE names another place outside the project",
        )
    return path


def append(path: Path, rows: Iterable[Sequence[object]]) -> None:
    """Write rows behind those that are there, for the owner's eyes alone; all of them or none.

    Raises:
        SecondmigError: the file cannot be written.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    new = not path.exists() or not path.stat().st_size
    if new:
        writer.writerow(FIELDS)
    writer.writerows(rows)
    body = text.getvalue().encode("utf-8")
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "ab") as file:
            before = file.tell()
            try:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                file.truncate(before)
                raise
        path.chmod(0o600)
    except OSError as error:
        reason = (error.strerror or "cannot be written").lower()
        raise SecondmigError(
            f"the log cannot be written, so nothing was replaced: {reason}",
            where=path.as_posix(),
            hint="--log FILE names another place outside the project",
        ) from error
