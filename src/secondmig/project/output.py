"""Writing files so that a kill leaves the old one or the new one."""

import os
import stat
from pathlib import Path
from secrets import token_hex
from typing import Final

_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def write_atomically(target: Path, body: bytes, *, private: bool = False) -> None:
    """Write a file beside its place and move it there, so that a kill leaves the old one or the new one.

    A file that is there keeps its rights; a new one gets those that the user's umask leaves.

    Args:
        target: the file; its folder is made.
        body: what it holds.
        private: nobody but its owner may read it, whatever the umask says.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    rights = stat.S_IMODE(target.stat().st_mode) if target.exists() else None
    beside = target.with_name(f".{target.name}.{token_hex(4)}")
    handle = os.open(beside, _NEW, 0o600 if private or rights is not None else 0o666)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        if rights is not None and not private:
            beside.chmod(rights)
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
