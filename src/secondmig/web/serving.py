"""From a project's folder to a server that listens: on this computer alone, until it is told to stop."""

import errno
import gc
import os
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from secondmig.core.errors import SecondmigError
from secondmig.project.workbench import open_workbench, sessions_of
from secondmig.web import pages
from secondmig.web.app import Workshop
from secondmig.web.auth import Door
from secondmig.web.guard import is_loopback

_WAITING: Final = 128
_KEEP_ALIVE: Final = 30  # seconds; pages ask every two
_COLLECTED: Final = (50_000, 20, 50)
"""Objects made before the next collection, and collections of young ones before those of older ones."""
_GRACE: Final = 3  # seconds for answers under way when the server stops


@dataclass(frozen=True, slots=True)
class Serving:
    """Where and for whom.

    Attributes:
        host: an address of this computer.
        port: 0 for the one it had last, or any that is free.
        browser: open the page.
    """

    host: str = "127.0.0.1"
    port: int = 0
    browser: bool = True


def serve(
    folder: Path | None, serving: Serving, *, coder: str | None, announce: Callable[[str], None]
) -> None:
    """Serve a project until the process is interrupted.

    Args:
        folder: of the project, or below it; None for the current folder.
        serving: where.
        coder: who acts, None for whoever the project names.
        announce: is told the address with its token, once it answers.

    Raises:
        SecondmigError: there is no project, nobody is named as the coder, the folder cannot be written, the
            host is not this computer, or the port is taken.
    """
    if not is_loopback(serving.host):
        raise SecondmigError(
            f"{serving.host} is not this computer alone, and transcripts would be open to the network",
            hint="secondmig serve --host 127.0.0.1",
        )
    bench = open_workbench(folder, coder=coder)
    root, actor = bench.root, bench.coder
    bench.close()
    with sessions_of(root) as sessions, _listening(serving, sessions.last_port()) as listener:
        port = int(listener.getsockname()[1])
        sessions.remember_port(port)
        door = Door(sessions, actor, port)
        host = f"[{serving.host}]" if ":" in serving.host else serving.host
        address = f"http://{host}:{port}/?token={door.token()}"
        announce(address)
        if serving.browser:
            _open(address)
        threading.Thread(target=_prepared, daemon=True).start()
        _run(Workshop(root, actor, door), listener)


def _prepared() -> None:
    """Make ready for the first page, and let the collector of garbage pass over what is here to stay.

    A page makes a few thousand short rows that no cycle ties together; by its own measure the collector would
    go through all modules several times while they are made, which took half of the time of a page.
    """
    pages.prepare()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECTED)


def _listening(serving: Serving, last: int) -> socket.socket:
    """A socket that listens; browsers may connect from now on and wait until they are answered."""
    host = "127.0.0.1" if serving.host.lower() == "localhost" else serving.host
    if serving.port == 0 and last:
        try:
            return _bound(host, last)
        except SecondmigError:
            return _bound(host, 0)
    return _bound(host, serving.port)


def _bound(host: str, port: int) -> socket.socket:
    # Named as TCP, as asyncio sends answers at once only then: the second part of each would wait 40 ms.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere it would let two programs have one port
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(_WAITING)
    except (OSError, OverflowError) as error:
        made.close()
        taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        reason = "is used by another program" if taken else "cannot be listened at"
        raise SecondmigError(f"port {port} of {host} {reason}", hint="secondmig serve --port 0") from error
    return made


def _open(address: str) -> None:
    """Open the page without waiting: a browser in the terminal would not come back."""
    import webbrowser

    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _run(workshop: Workshop, listener: socket.socket) -> None:
    import uvicorn

    config = uvicorn.Config(
        workshop.app,
        loop="asyncio",
        http="h11",
        ws="none",
        lifespan="on",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=_KEEP_ALIVE,
        timeout_graceful_shutdown=_GRACE,
    )
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        return
