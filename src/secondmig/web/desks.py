"""The threads that work: each with the project opened for itself, once, as a database asks for.

Opening a project reads secondmig.toml and the database's head, 3 to 5 ms of CPU, several times what saving a
coding costs; so a thread keeps it open.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

from secondmig.project.workbench import Workbench, open_workbench

T = TypeVar("T")
_THREADS: Final = 4


class Desks:
    """A few threads at which requests are answered.

    Args:
        root: the project's folder.
        coder: who acts.
        threads: how many.
    """

    def __init__(self, root: Path, coder: str, *, threads: int = _THREADS) -> None:
        self._root = root
        self._coder = coder
        self._threads = threads
        self._here = threading.local()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="desk")

    async def run(self, work: Callable[[], T]) -> T:
        """Do something in one of the threads."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def bench(self) -> Workbench:
        """The workbench of the thread that asks; the project is opened at the first time.

        Raises:
            SecondmigError: the project cannot be opened any more.
        """
        bench: Workbench | None = getattr(self._here, "bench", None)
        if bench is None:
            bench = self._here.bench = open_workbench(self._root, coder=self._coder)
        return bench

    def close(self) -> None:
        """Close every thread's project; each must be closed where it was opened."""
        everybody = threading.Barrier(self._threads)
        for each in [self._pool.submit(self._leave, everybody) for _ in range(self._threads)]:
            each.result()
        self._pool.shutdown()

    def _leave(self, everybody: threading.Barrier) -> None:
        everybody.wait()
        bench: Workbench | None = getattr(self._here, "bench", None)
        if bench is not None:
            bench.close()
            self._here.bench = None
