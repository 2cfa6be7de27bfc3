"""The part of the API that is about the summary grid."""

from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.core.types import Level
from secondmig.project import grid_page
from secondmig.project.grid_acts import Writing
from secondmig.project.grid_files import GridFile, as_file
from secondmig.project.grid_model import GROUP, Wanted
from secondmig.project.outputs import note
from secondmig.project.workbench import Workbench
from secondmig.web.api import Asked, Plain, named


def wanted(asked: Asked, level: Level = "work") -> Wanted:
    """Which grid an address means: ``theme`` and ``case`` are ids with commas between them."""
    selection = Selection(cases=_ids(asked, "case"))
    return Wanted(_ids(asked, "theme"), selection, asked.query.get("by") or GROUP, level)


def _ids(asked: Asked, name: str) -> tuple[str, ...]:
    return tuple(each for each in asked.query.get(name, "").split(",") if each)


def grid(bench: Workbench, asked: Asked) -> Plain:
    """The grid, or that nothing happened since the event ``since``."""
    since = asked.query.get("since", "")
    if since and not (since.isascii() and since.isdigit() and len(since) < 16):
        raise SecondmigError("since is the number of an event", where=since)
    if since:
        return grid_page.changes(bench, wanted(asked), int(since))
    return grid_page.page(bench, wanted(asked))


def passages(bench: Workbench, asked: Asked) -> Plain:
    """What a person said under a theme."""
    return grid_page.passages(bench, *(named(asked, name) for name in ("case", "theme")))


def write(bench: Workbench, asked: Asked) -> Plain:
    """Write or empty an own cell."""
    body = asked.body
    writing = Writing(body["case"], body["theme"], body["text"])
    return grid_page.write(bench, writing, seen=body["seen"], act=body["act"])


def undo(bench: Workbench, asked: Asked) -> Plain:
    """Take the last own act in the grid back."""
    return grid_page.undo(bench, act=asked.body["act"])


def redo(bench: Workbench, asked: Asked) -> Plain:
    """Do again what was taken back last."""
    return grid_page.redo(bench, act=asked.body["act"])


def export(bench: Workbench, asked: Asked) -> GridFile:
    """The grid to take along; cut to the team's level unless it stays at the team's own screen."""
    release = asked.query.get("release", "team")
    if release not in {"work", "team"}:
        raise SecondmigError(
            f"rows of persons are not released at level {release}", hint="release=team or release=work"
        )
    level: Level = "work" if release == "work" else "team"
    with bench.session.store.consistent():
        file = as_file(bench.session, wanted(asked, level), asked.query.get("format", ""))
    note(bench.session, "grid", file.name, level=level, people=file.people)
    return file
