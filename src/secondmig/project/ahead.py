"""Reading ahead: other processes read the next files of an import while this one writes.

They make what this process would make, by the same function, and this process alone decides and writes, file
by file in order. What they do not deliver it reads itself: a file that is refused or there already, a large
one, all of the rest where a process ends, cannot be started or is not worth it, and the next one while it
would only wait for an answer. So nothing that is written or said depends on them.

A process gets orders and gives answers through pipes: it uses no database, takes part in no Ctrl-C of the
terminal, is never more than one answer ahead of what the pipe holds, and ends when its pipes do, however the
parent came to its end. It is a copy of this one where that is safe, else a plain child, which takes a quarter
of a second of a processor to load what it needs.
"""

import gc
import os
import pickle
import select
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Final

from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.project.forked import Copy, can_be_copied
from secondmig.project.ready import Order, Ready, made_ready

FEWEST: Final = 48
"""Files below which a process is not worth starting."""
ALONE: Final = 16
"""The first files are read here, while plain children start."""
LARGEST: Final = 2 * 2**20
"""Bytes of the largest file that is read ahead, so that memory stays flat."""
_MOST: Final = 3
_ASKED: Final = 16
"""Files a process is asked for at most before it has answered."""
_HELD: Final = 24
"""Files for each process that are asked for or read, and not yet written."""
_PIPE: Final = 2**20
_YOUNG: Final = 50_000
"""Objects made before the collector of garbage looks for cycles among them."""
_LONGEST_ORDER: Final = 4096
# The modules of this very package are found where this process found them, wherever the child is started.
_PROGRAM: Final = (
    "import gc; gc.disable(); import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer);"
    " from secondmig.project.ahead import serve; serve()"
)
# Both ends are one program on one machine, and nobody else can reach the pipes between them.
_LOAD: Final[Callable[[Any], Any]] = pickle.load
_BROKEN: Final = (OSError, EOFError, pickle.UnpicklingError)


def read_ahead(
    files: Sequence[Path], order: Callable[[Path], Order], known: Callable[[], Collection[str]]
) -> Generator[tuple[Order, Ready | None], None, None]:
    """The files in order, each with what it holds where a process read it ahead; close it when done.

    Args:
        files: all that are meant.
        order: how a file is to be read.
        known: content hashes of the files that are there already and need not be read.
    """
    count = _worth(len(files))
    there = frozenset(known()) if count else frozenset()
    readers = [_Reader(there) for _ in range(count)]
    alone = 0 if all(reader.is_copy for reader in readers) else ALONE
    before = _collecting_rarely()
    pending: deque[tuple[Order, _Reader | Ready | None]] = deque()
    coming = enumerate(files)
    try:
        while True:
            while len(pending) <= _HELD * count and sum(map(_Reader.owes, readers)) <= _ASKED * count:
                if (each := next(coming, None)) is None:
                    break
                number, path = each
                asked = order(path)
                reader = min(readers, key=_Reader.owes) if readers and number >= alone else None
                pending.append((asked, reader if reader and reader.ask(asked) else None))
            if not pending:
                return
            asked, held = pending.popleft()
            if isinstance(held, _Reader):
                while (
                    len(pending) < _HELD * count and not held.has_answered() and (each := next(coming, None))
                ):
                    mine = order(each[1])
                    pending.append((mine, _found(mine, there)))
                held = held.answer()
            yield asked, held
    finally:
        gc.set_threshold(*before)
        for each_reader in readers:
            each_reader.stop()


def _collecting_rarely() -> tuple[int, int, int]:
    """Let the collector of garbage look less often: many rows come and go that no cycle ties together.

    Returns:
        How often it looked before.
    """
    before = gc.get_threshold()
    if before[0]:
        gc.set_threshold(max(before[0], _YOUNG), *before[1:])
    return before


def processors() -> int:
    """How many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def _worth(files: int) -> int:
    """How many processes are worth starting; a program that is frozen into one file cannot start any."""
    if files < FEWEST or not sys.executable or getattr(sys, "frozen", False):
        return 0
    return min(processors() - 1, _MOST)


class _Reader:
    """A process that reads files; once anything is wrong with it, it gives no more answers.

    Args:
        known: content hashes of files that need not be read.

    Attributes:
        is_copy: of this process, so that it is there at once.
    """

    def __init__(self, known: Collection[str]) -> None:
        self._process: subprocess.Popen[bytes] | Copy | None = None
        self._owes = 0
        self.is_copy = can_be_copied()
        if self.is_copy:
            _load()
        with suppress(OSError):
            self._process = Copy(_answer) if self.is_copy else _started()
            if self._process.stdout:
                _widen(self._process.stdout.fileno())
        begin = b"" if self.is_copy else pickle.dumps(sys.path)
        self._send(begin + pickle.dumps(frozenset(known)))

    def ask(self, order: Order) -> bool:
        """Let it read a file; an order too long for a pipe that nobody empties yet is not given."""
        try:
            told = pickle.dumps(order)
        except (pickle.PicklingError, TypeError, AttributeError):
            return False
        given = len(told) <= _LONGEST_ORDER and self._send(told)
        self._owes += given
        return given

    def owes(self) -> int:
        """How many files it was asked for without an answer yet."""
        return self._owes

    def has_answered(self) -> bool:
        """Whether an answer begins to be there; True too where that cannot be told."""
        if os.name == "nt" or self._process is None or self._process.stdout is None:
            return True
        # Not select, which cannot tell of more than a thousand open files.
        waiting = select.poll()
        waiting.register(self._process.stdout)
        return bool(waiting.poll(0))

    def answer(self) -> Ready | None:
        """What the next file it was asked for holds; None where it does not say."""
        self._owes -= 1
        if self._process is None or self._process.stdout is None:
            return None
        try:
            found = _LOAD(self._process.stdout)
        except _BROKEN:
            self.stop()
            return None
        return found if isinstance(found, Ready) else None

    def stop(self) -> None:
        """End it."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()
        process.wait()

    def _send(self, told: bytes) -> bool:
        if self._process is None or self._process.stdin is None:
            return False
        try:
            self._process.stdin.write(told)
            self._process.stdin.flush()
        except OSError:
            self.stop()
            return False
        return True


def _started() -> "subprocess.Popen[bytes]":
    """A plain child that begins with :func:`serve`."""
    apart = (
        {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
        if os.name == "nt"
        else {"start_new_session": True}
    )
    return subprocess.Popen(  # noqa: S603 - this Python, with a program of our own
        [sys.executable, "-P", "-c", _PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, **apart
    )


def _widen(pipe: int) -> None:
    """Let a pipe hold several answers, where the system can: the other end goes on while this one writes."""
    if sys.platform == "linux":
        import fcntl

        with suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)


def serve() -> None:
    """Be such a child: answer orders until there are no more, and end without a word."""
    answers = os.fdopen(os.dup(1), "wb")
    # What a reader prints is not to stand between the answers.
    os.dup2(2, 1)
    sys.excepthook = lambda *_: None
    _answer(sys.stdin.buffer, answers)
    os._exit(0)


def _answer(orders: BinaryIO, answers: BinaryIO) -> None:
    """Answer orders until there are no more."""
    # What is read is given away at once: there is little to collect, and what was imported stays.
    _load()
    gc.freeze()
    gc.set_threshold(_YOUNG)
    gc.enable()
    with suppress(*_BROKEN):
        known = _LOAD(orders)
        while True:
            _give(answers, _found(_LOAD(orders), known))


def _load() -> None:
    """Have everything that reading takes."""
    import secondmig.project.understood
    import secondmig.transcript.read  # noqa: F401


def _give(answers: BinaryIO, found: Ready | None) -> None:
    pickle.dump(found, answers, pickle.HIGHEST_PROTOCOL)
    answers.flush()


def _found(order: Order, known: Collection[str]) -> Ready | None:
    """What a file holds; None where the parent should see for itself."""
    try:
        if order.path.stat().st_size > LARGEST:
            return None
        source = order.path.read_bytes()
        return None if known and content_hash(source) in known else made_ready(order, source)
    except (OSError, SecondmigError):
        return None
