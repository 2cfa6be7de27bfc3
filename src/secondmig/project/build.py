"""Everything secondmig.toml declares, in order, each thing taken in once."""

import shlex
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from secondmig.core.counting import counted
from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.ids import content_hash
from secondmig.core.types import Level
from secondmig.project import books, coding_files, consent, guide, intake, links, people, reports, structure
from secondmig.project.layout import declared_files, relative
from secondmig.project.listing import Done
from secondmig.project.session import Session, newest_codebooks
from secondmig.store import cases, codebooks, documents, files

Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class _Told:
    """What the build says at its end."""

    details: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    anew: bool = False
    """Nothing was built here before: what the files hold is as old as the project."""


def build(session: Session, *, release: str | None, progress: Progress | None = None) -> Done:
    """Bring the project to what its files declare; what is already there is left alone.

    All that is read and stored happens in one transaction: a mistake in any file, or a kill, leaves the
    project as it was. A file that changed since it was taken in is named with the command that applies it and
    is not applied.

    Args:
        session: the open project.
        release: only this edition of the reports; all declared ones where None.
        progress: called with (what, done, of how many).

    Raises:
        SecondmigError: every problem of the files of one step at once.
    """
    told = _Told(anew=not codebooks.every(session.store.read()))
    steps: tuple[tuple[str, Callable[[Session, _Told], None]], ...] = (
        ("codebooks", _codebooks),
        ("transcripts", _documents),
        ("guide", _guide),
        ("persons", _persons),
        ("consent", _consent),
        ("codings", _codings),
        ("links", _links),
        ("indicators", _indicators),
    )
    with session.store.together():
        for number, (name, step) in enumerate(steps):
            if progress:
                progress(name, number, len(steps) + 1)
            step(session, told)
    if progress:
        progress("reports", len(steps), len(steps) + 1)
    paths = _reports(session, release)
    return Done(f"{session.config.title}: built", (*told.details, *paths), tuple(told.warnings))


def _new_files(session: Session, patterns: tuple[str, ...], told: _Told, *, apply: str) -> list[Path]:
    new = []
    for path in declared_files(session.root, patterns):
        name = relative(session.root, path)
        before = files.taken(session.store.read(), name)
        sha = content_hash(path.read_bytes())
        if before is None and files.was_taken(session.store.read(), name, sha):
            told.warnings.append(
                f"{name} was taken in once and undone; it stays out until you import it by name"
            )
        elif before is None:
            new.append(path)
        elif before != sha:
            told.warnings.append(
                f"{name} changed since it was taken in and is not applied;"
                f" {apply.format(shlex.quote(name), _document_of(session, path, before))}"
            )
    return new


def _document_of(session: Session, path: Path, sha: str) -> str:
    """The document that a file was taken in as."""
    return shlex.quote(documents.with_source(session.store.read(), sha) or path.stem)


def _codebooks(session: Session, told: _Told) -> None:
    _earlier_codebooks(session, told)
    patterns = session.config.codebooks
    apply = 'to apply it: secondmig codebook commit -m "why"'
    new = _new_files(session, patterns, told, apply=apply)
    if new:
        done = books.register(session, new, note="as declared")
        told.details.extend(f"codebook {name}" for name in done.details)


def _earlier_codebooks(session: Session, told: _Told) -> None:
    apply = "an earlier version stays as it was registered"
    new = _new_files(session, session.config.earlier_codebooks, told, apply=apply)
    if new:
        done = books.register_earlier(session, new)
        told.details.extend(f"codebook {name}" for name in done.details)
        told.warnings.extend(done.warnings)


def _documents(session: Session, told: _Told) -> None:
    apply = "to apply it: secondmig corpus rebase {1} {0}"
    new = _new_files(session, session.config.documents, told, apply=apply)
    gone = {name for row in cases.withdrawn(session.store.read()) for name in (row.case_id, *row.documents)}
    kept = [path for path in new if path.stem not in gone]
    told.warnings.extend(
        f"{relative(session.root, path)} belongs to a person who withdrew: remove the file"
        for path in new
        if path.stem in gone
    )
    result = intake.import_files(session, kept, intake.Reading())
    raise_all(_by_hand(error) for error in result.refused)
    if result.imported:
        told.details.append(counted(len(result.imported), "transcript"))


def _by_hand(error: SecondmigError) -> SecondmigError:
    """The refusal of a transcript; with the command where an option mends it, as build has none."""
    option = error.hint.removeprefix("pass ")
    if not option.startswith("--encoding"):
        return error
    hint = f"secondmig corpus import {shlex.quote(error.where)} {option}; then build again"
    return SecondmigError(error.message, where=error.where, hint=hint)


def _guide(session: Session, told: _Told) -> None:
    patterns = (session.config.guide,) if session.config.guide else ()
    for path in _new_files(session, patterns, told, apply="to apply it: secondmig corpus guide {0}"):
        done = guide.take_in(session, path)
        told.details.append(f"interview guide {done.message}")
        told.details.extend(done.details)


def _persons(session: Session, told: _Told) -> None:
    if not session.config.persons:
        return
    config = session.config
    beside = {"--legs": config.legs, "--occupations": config.occupations, "--statuses": config.statuses}
    patterns = (config.persons, *(name for name in beside.values() if name))
    named = "".join(f" {option} {name}" for option, name in beside.items() if name)
    apply = f"to apply it: secondmig case import {config.persons}{named}"
    before = len(told.warnings)
    if not _new_files(session, patterns, told, apply=apply) or len(told.warnings) > before:
        return
    persons = links.declared(session, session.config.persons)
    legs, occupations, statuses = (
        links.declared(session, name) if name else None for name in beside.values()
    )
    done = people.import_persons(session, persons, legs=legs, occupations=occupations, statuses=statuses)
    told.details.append(done.message)
    told.details.extend(done.details)


def _consent(session: Session, told: _Told) -> None:
    name = session.config.consent
    apply = "to apply it: secondmig case consent {0}"
    for path in _new_files(session, (name,) if name else (), told, apply=apply):
        done = consent.take_in(session, path)
        told.details.append(done.message)
        told.details.extend(done.details)


def _codings(session: Session, told: _Told) -> None:
    total = 0
    beside: Counter[str] = Counter()
    problems: list[SecondmigError] = []
    gone = {name for row in cases.withdrawn(session.store.read()) for name in (row.case_id, *row.documents)}
    books = [version.codebook.id for version in newest_codebooks(session)]
    for source in session.config.codings:
        apply = "to apply it: secondmig code import {0}" + (
            f" --coder {source.coder}" if source.coder else ""
        )
        for path in _new_files(session, source.files, told, apply=apply):
            if path.stem in gone:
                continue
            try:
                done = coding_files.import_file(
                    session,
                    path,
                    coder=source.coder,
                    declared=books if source.coder else (),
                    before=told.anew,
                )
                total += done.count
                for number, _, what in (line.partition(" ") for line in done.details):
                    beside[what] += int(number)
            except SecondmigError as error:
                problems.extend(getattr(error, "problems", (error,)))
    raise_all(_each_once(problems))
    if total:
        told.details.append(counted(total, "coding"))
    told.details.extend(f"{number} {what}" for what, number in beside.items())


def _each_once(problems: Sequence[SecondmigError]) -> list[SecondmigError]:
    """One line for what is wrong in many places, with the first of them."""
    places: dict[tuple[str, str], list[str]] = {}
    for each in problems:
        places.setdefault((each.message, each.hint), []).append(each.where)
    return [
        SecondmigError(
            message, where=where[0] + (f" and {len(where) - 1} more" if len(where) > 1 else ""), hint=hint
        )
        for (message, hint), where in places.items()
    ]


def _links(session: Session, told: _Told) -> None:
    unchanged = []
    for source in session.config.surveys:
        before = len(told.warnings)
        named = tuple(name for name in (source.file, source.measures) if name)
        _new_files(session, named, told, apply="to apply it: secondmig link build")
        if len(told.warnings) == before:
            unchanged.append(source)
    if unchanged:
        done = links.build(session, unchanged)
        told.details.extend(done.details)
        told.warnings.extend(done.warnings)
    told.warnings[:] = dict.fromkeys(told.warnings)


def _indicators(session: Session, told: _Told) -> None:
    patterns = (session.config.indicators,) if session.config.indicators else ()
    for path in _new_files(session, patterns, told, apply="to apply it: secondmig survey indicators {0}"):
        told.details.append(structure.take_in(session, path).message)


def _reports(session: Session, release: str | None) -> list[str]:
    asked = [
        (report.name, level)
        for report in session.config.reports
        for level in _LEVELS
        if level == release or (release is None and level in report.releases)
    ]
    return [reports.build(session, name, level).message for name, level in asked]


_LEVELS: tuple[Level, ...] = ("team", "partner", "public")
