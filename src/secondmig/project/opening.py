"""Opening a project: for one who needs no more than a session, without all the use cases."""

import os
from pathlib import Path

from secondmig.project.layout import Config, database_path, find_root, read_config, user_coder
from secondmig.project.session import Session, coder_name
from secondmig.store.connect import create_store, open_store


def open_session(start: Path | None, *, coder: str | None) -> Session:
    """Open the project that a folder belongs to; whoever opens it closes its store.

    Args:
        start: the project's folder or one below it; the current folder where None.
        coder: who acts; see :func:`acting`.

    Raises:
        SecondmigError: there is no project, or its database is corrupt or from a newer version.
    """
    root = find_root(start)
    config = read_config(root)
    actor = acting(config, coder)
    database = database_path(root)
    store = open_store(database) if database.exists() else create_store(database)
    return Session(root, config, store, actor)


def acting(config: Config, coder: str | None) -> str:
    """Who acts: as passed, else SECONDMIG_CODER, else the project's coder, else the user's; "" if nobody.

    Raises:
        SecondmigError: it cannot be a name.
    """
    name = coder or os.environ.get("SECONDMIG_CODER", "") or config.coder or user_coder()
    return coder_name(name) if name else ""
