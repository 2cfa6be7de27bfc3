"""A copy of this process, made in no time, since all that it needs is loaded already.

Only where that is safe: on Linux, and while this process has a single thread; else a thread that is not
copied could hold what the copy waits for. The copy must not touch an open database: it is this process's.
"""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from signal import SIGKILL
from typing import BinaryIO, Final

_THREADS: Final = Path("/proc/self/task")


def can_be_copied() -> bool:
    """Whether a copy of this process would be sound."""
    if sys.platform != "linux":
        return False
    try:
        return len(list(_THREADS.iterdir())) == 1
    except OSError:
        return False


class Copy:
    """A process that does ``work`` with two pipes and then ends, however it fares, without a word.

    Args:
        work: called in the copy with what it is told and where it answers.

    Attributes:
        stdin: what is written here the copy reads.
        stdout: what the copy writes.

    Raises:
        OSError: no process can be made.
    """

    def __init__(self, work: Callable[[BinaryIO, BinaryIO], None]) -> None:
        told, telling = os.pipe()
        heard, answering = os.pipe()
        for stream in (sys.stdout, sys.stderr):
            # What waits there would be written by both.
            with suppress(OSError, ValueError, AttributeError):
                stream.flush()
        try:
            self._process = os.fork()
        except OSError:
            for end in (told, telling, heard, answering):
                os.close(end)
            raise
        if self._process == 0:
            try:
                # No Ctrl-C of the terminal, and nothing between the lines of the other's output.
                os.setsid()
                os.dup2(2, 1)
                os.close(telling)
                os.close(heard)
                work(os.fdopen(told, "rb"), os.fdopen(answering, "wb"))
            finally:
                os._exit(0)
        os.close(told)
        os.close(answering)
        self.stdin: BinaryIO = os.fdopen(telling, "wb")
        self.stdout: BinaryIO = os.fdopen(heard, "rb")

    def kill(self) -> None:
        """End it at once."""
        with suppress(ProcessLookupError):
            os.kill(self._process, SIGKILL)

    def wait(self) -> None:
        """Take note of its end."""
        with suppress(ChildProcessError):
            os.waitpid(self._process, 0)
