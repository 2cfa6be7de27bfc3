"""Use cases on reports: build an edition, list what is there."""

import json
import platform
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from secondmig._version import __version__
from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.ids import content_hash
from secondmig.core.selection import Selection
from secondmig.core.types import Case, Level
from secondmig.project.blindness import refuse_blind
from secondmig.project.layout import relative
from secondmig.project.layout_check import is_report_name
from secondmig.project.listing import Done, Listing
from secondmig.project.output import write_atomically
from secondmig.project.release import released
from secondmig.project.session import Session, newest_codebooks
from secondmig.store import events, state

_PROVENANCE = "provenance.json"


def build(session: Session, name: str, level: Level) -> Done:
    """Write one edition under reports/LEVEL; the same state gives the same bytes.

    Files of an earlier build of this report that the new one does not have are removed, so that nothing that
    was withdrawn or is now held back stays behind.

    Raises:
        SecondmigError: nothing is imported yet, the name is not declared, or who builds reads blind: a report
            is everybody's, and tells of the work of all.
    """
    from secondmig.report.build import build_report

    names = [report.name for report in session.config.reports]
    if names and name not in names:
        raise SecondmigError(
            f"no report {name} is declared", hint=f"declared in secondmig.toml: {', '.join(names)}"
        )
    if not is_report_name(name):
        raise SecondmigError(f"{name!r} cannot name a report", hint="use small letters, digits and hyphens")
    if level == "work":
        raise SecondmigError("a report has a release level", hint="--release team, partner or public")
    refuse_blind(session, instead="let somebody build it who does not: secondmig --as NAME report build")
    everything = Selection()
    # Whose codings count belongs to the project; it is no part taken out of the whole.
    snapshot = replace(
        released(session, session.counting(everything), level), selection=everything.described()
    )
    folder = session.root / "reports" / level
    if not snapshot.documents:
        _sweep(folder, name, {})
        raise SecondmigError(
            "there is nothing to report on yet: no transcript is in the project",
            hint="secondmig corpus import PATH..., or name files under [corpus] in secondmig.toml",
        )
    files = dict(build_report(snapshot, name=name))
    files[_manifest_of(name)] = _manifest(files, None if level == "public" else snapshot.cases)
    _sweep(folder, name, files)
    for path, body in sorted(files.items()):
        write_atomically(folder / path, body)
    write_atomically(folder / _PROVENANCE, _provenance(session, snapshot.state))
    main = folder / f"{name}.html"
    return Done(f"{relative(session.root, main)}", details=(str(main), f"{len(files)} files"))


def _manifest_of(name: str) -> str:
    return f"data/{name}.manifest.json"


def _manifest(files: Mapping[str, bytes], held: Sequence[Case] | None) -> bytes:
    """The files with their hashes, and the ids of the persons in them where the edition may hold ids."""
    told: dict[str, object] = {path: content_hash(body) for path, body in sorted(files.items())}
    said: dict[str, object] = {"files": told}
    if held is not None:
        said["cases"] = sorted(case.id for case in held)
    return (json.dumps(said, indent=2) + "\n").encode("utf-8")


def _sweep(folder: Path, name: str, files: Mapping[str, bytes]) -> None:
    """Remove what an earlier build of this report wrote and neither the new one nor another report has."""
    others = {
        path
        for manifest in folder.glob("data/*.manifest.json")
        if manifest.name != f"{name}.manifest.json"
        for path in _listed(manifest)
    }
    for path in (*_listed(folder / _manifest_of(name)), _manifest_of(name)):
        stale = folder / path
        if path not in files and path not in others and stale.resolve().is_relative_to(folder.resolve()):
            stale.unlink(missing_ok=True)


def _listed(manifest: Path) -> tuple[str, ...]:
    try:
        return tuple(json.loads(manifest.read_text(encoding="utf-8"))["files"])
    except (OSError, ValueError, KeyError):
        return ()


def _provenance(session: Session, state: str) -> bytes:
    from importlib import metadata

    packages = ("click", "jinja2", "numpy", "pandas", "ruamel.yaml", "spacy", "sqlite-utils")
    told = {
        "secondmig": __version__,
        "state": state,
        "event": _last_event(session),
        "codebooks": _books(session),
        "python": platform.python_version(),
        "implementation": sys.implementation.name,
        "platform": platform.system(),
        "packages": {name: metadata.version(name) for name in packages},
    }
    return (json.dumps(told, indent=2) + "\n").encode("utf-8")


def _last_event(session: Session) -> int:
    last = events.newest(session.store.read())
    return last.rev if last else 0


def _books(session: Session) -> dict[str, int]:
    """Codebook id -> number of its newest version."""
    return {version.codebook.id: version.number for version in newest_codebooks(session)}


def stale(session: Session) -> tuple[str, ...]:
    """Why each built edition that does not show the present state is stale, one line for each edition.

    The state is hashed only after a new event.
    """
    last = _last_event(session)
    found: list[str] = []
    for path in sorted(session.root.glob(f"reports/*/{_PROVENANCE}")):
        told = _told(path.parent)
        fresh = told.get("event") == last or told.get("state") == state.state_hash(session.store.read())
        if not fresh:
            name = relative(session.root, path.parent)
            found.append(f"{name} is stale: {_why_stale(session, told)}")
    return tuple(found)


def _why_stale(session: Session, told: Mapping[str, object]) -> str:
    """What an edition shows that is not so any more: first of all another version of a codebook."""
    before = told.get("codebooks")
    older = [
        f"{book}@{before[book]}, now @{number}"
        for book, number in sorted(_books(session).items())
        if isinstance(before, dict) and before.get(book, number) != number
    ]
    return f"built under {'; '.join(older)}" if older else "the project was changed since it was built"


def listing(session: Session) -> Listing:
    """The reports the project declares, and the editions that are built."""
    now = state.state_hash(session.store.read())
    rows: list[dict[str, object]] = []
    for report in session.config.reports:
        for level in ("team", "partner", "public"):
            path = session.root / "reports" / level / f"{report.name}.html"
            built = path.is_file()
            if not built and level not in report.releases:
                continue
            told = _told(path.parent) if built else {}
            fresh = built and told.get("state") == now
            rows.append(
                {
                    "name": report.name,
                    "release": level,
                    "path": relative(session.root, path) if built else None,
                    "status": ("up to date" if fresh else "stale") if built else "not built",
                    "reason": _why_stale(session, told) if built and not fresh else None,
                }
            )
    return Listing(
        ("name", "release", "path", "status", "reason"),
        rows,
        {"unit": "editions", "n": len(rows), "state": now},
    )


def _told(folder: Path) -> Mapping[str, object]:
    try:
        told = json.loads((folder / _PROVENANCE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def rebuild(session: Session) -> tuple[str, ...]:
    """Build every edition again that is there, e.g. after a withdrawal; one line for each.

    Where nothing is left to report on, the editions are removed.
    """
    # Nobody's reading: after a withdrawal a report is built again whoever asks, and holds the work of all.
    session = replace(session, actor="")
    levels: tuple[Level, ...] = ("team", "partner", "public")
    names = [report.name for report in session.config.reports] or ["compare"]
    told = []
    for name in names:
        for level in levels:
            page = session.root / "reports" / level / f"{name}.html"
            if not page.is_file():
                continue
            try:
                told.append(f"built again: {build(session, name, level).message}")
            except SecondmigError as error:
                gone = "removed" if not page.exists() else "NOT built again, remove it yourself"
                told.append(f"{gone}: {relative(session.root, page)} ({error.message})")
    return tuple(told)


_FETCHES = re.compile(
    r"""(?ix)
    (?: \b (?:src|srcset|href|action|data|poster|xlink:href) \s*=\s*["']? | url\(\s*["']? | @import\s+["']? )
    \s*(?:[a-z][a-z0-9+.-]*:)?//"""
)


def offline(root: Path) -> str:
    """Search every built page for anything a browser would fetch or follow outside the folder.

    Raises:
        SecondmigError: a page points outside; all of them at once.
    """
    pages = sorted((root / "reports").rglob("*.html"))
    raise_all(
        SecondmigError(
            "points outside the report", where=relative(root, page), hint="report this as a defect"
        )
        for page in pages
        if _FETCHES.search(page.read_text(encoding="utf-8"))
    )
    return f"{len(pages)} pages point at nothing outside"
