"""Writing files so that a kill leaves the old one or the new one."""

import os
import tempfile
from pathlib import Path


def write_atomically(target: Path, body: bytes) -> None:
    """Write a file beside its place and move it there, so that a kill leaves the old one or the new one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).chmod(0o644)
        Path(beside).replace(target)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
