"""Use cases on survey tables: take one in, list, describe and show what is there."""

import codecs
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from secondmig.core.errors import MissingError, SecondmigError
from secondmig.core.ids import hash_of_file
from secondmig.project.declaring import with_survey
from secondmig.project.layout import relative
from secondmig.project.layout_check import PROJECT_FILE
from secondmig.project.listing import Done
from secondmig.project.output import write_atomically
from secondmig.project.session import Session
from secondmig.project.survey_lines import told
from secondmig.project.survey_sources import SurveySource, day, entries
from secondmig.store import cases, files
from secondmig.store import surveys as stored_surveys
from secondmig.store.connect import Change

if TYPE_CHECKING:
    from secondmig.project.build import Progress as BuildProgress
    from secondmig.survey.cells import Progress
    from secondmig.survey.form import Variable
    from secondmig.survey.model import Measure
    from secondmig.survey.table import SurveyTable


def read_source(
    session: Session, source: SurveySource, *, progress: "Progress | None" = None
) -> "SurveyTable":
    """Read the file of a survey as its declaration says: the one road of build, link and add.

    Args:
        session: the open project.
        source: a ``[[surveys]]`` table of secondmig.toml.
        progress: told the number of rows read so far.

    Raises:
        SecondmigError: the file is not there or cannot be read.
        ProblemsError: everything that is wrong with it.
    """
    return read_file(session, declared_path(session, source.file), source, progress=progress)


def declared_path(session: Session, name: str) -> Path:
    """A file that secondmig.toml declares.

    Raises:
        SecondmigError: it is not there.
    """
    path = session.root / name
    if not path.is_file():
        raise SecondmigError(
            f"{name} is declared and is not there", where="secondmig.toml", hint="put it there"
        )
    return path


def read_file(
    session: Session, path: Path, source: SurveySource, *, progress: "Progress | None" = None
) -> "SurveyTable":
    """Read a survey file that may lie anywhere, as a declaration says.

    Raises:
        SecondmigError: it cannot be read.
        ProblemsError: everything that is wrong with it.
    """
    from secondmig.survey.form import SurveyForm
    from secondmig.survey.reading import SurveyReading, read_survey

    measures, columns, version = _meaning(session, source)
    how = SurveyReading(
        id_column=source.id_column,
        name=source.name,
        kind=source.kind,
        encoding=source.encoding,
        sheet=source.sheet,
        form=SurveyForm(
            weight=source.weight,
            strata=source.strata,
            psu=source.psu,
            within=source.within,
            within_id=source.within_id,
            source=source.source,
            measures_version=version,
        ),
        variables=columns,
        measures=measures,
        # The only look at the clock: a date that lies ahead is a slip, unless the declaration names a day.
        as_of=day(source.as_of) or datetime.now(UTC).date(),
    )
    return read_survey(path, how, progress=progress)


def _meaning(
    session: Session, source: SurveySource
) -> tuple["Mapping[str, Measure]", "Mapping[str, Variable]", str]:
    """The measures, what the team says of the columns, and the version of the measures file."""
    if not source.measures:
        return {}, {}, ""
    from secondmig.survey.column_map import read_columns

    measures = measures_of(session)
    version = next((each.version for each in measures.values()), "")
    return measures, read_columns(declared_path(session, source.measures), measures), version


def measures_of(session: Session) -> "Mapping[str, Measure]":
    """The measures that the project declares, by id; none where it declares no file of them."""
    if not session.config.measures:
        return {}
    from secondmig.survey.measures import read_measures

    return read_measures(declared_path(session, session.config.measures))


def table_of(session: Session, name: str) -> "SurveyTable":
    """A survey as the project holds it, its form included.

    Raises:
        MissingError: there is no survey of that name.
    """
    from secondmig.survey.form import form_from
    from secondmig.survey.table import SurveyTable

    held = stored_surveys.columns_of(session.store.read(), name)
    if held is None:
        known = ", ".join(stored_surveys.names(session.store.read()))
        raise MissingError(
            f"there is no survey {name!r}", hint=f"surveys: {known}" if known else "secondmig survey add FILE"
        )
    return SurveyTable(
        name=held.name,
        cells=held.cells,
        id_column=held.id_column,
        kind=held.kind,
        form=form_from(held.form),
    )


@dataclass(frozen=True, slots=True)
class Adding:
    """A survey file to take in.

    Attributes:
        path: the file.
        source: what is said of it; ``file`` is filled in here, and ``measures`` is a path from the current
            folder.
    """

    path: Path
    source: SurveySource


def add(
    session: Session, adding: Adding, *, dry_run: bool = False, progress: "BuildProgress | None" = None
) -> Done:
    """Take a survey file in; one inside the project is declared, so that ``build`` takes it in as well.

    Args:
        session: the open project.
        adding: the file and what is said of it.
        dry_run: say what would be taken in, and take nothing in.
        progress: called with (what, rows, of how many; 0 where that is not known).

    Raises:
        SecondmigError: the file cannot be read, or is declared with other settings.
        ProblemsError: everything that is wrong with it.
    """
    from secondmig.survey.checks import counted

    session.coder()
    path = adding.path
    inside = _inside(session, path)
    source = replace(adding.source, file=relative(session.root, path) if inside else str(path))
    source = _with_measures(session, source, inside=inside)
    declared = _declaration(session, source) if inside else None
    table = without_rows(read_file(session, path, source, progress=_reading(progress, path)), _gone(session))
    _check_within(session, source)
    details = tuple(told(table))
    undeclared = () if inside else (_UNDECLARED.format(path.name),)
    size = f"{counted(len(table))}, {len(table.columns)} columns"
    if dry_run:
        would = (f"would be declared in {PROJECT_FILE}",) if declared is not None else ()
        message = f"{source.name}: would be taken in: {size}"
        return Done(message, (*details, *would), (*table.remarks, *undeclared), count=len(table))
    rev = _store(session, source, table, declared, progress)
    said = (f"declared in {PROJECT_FILE}",) if declared is not None else ()
    message = f"{source.name}: {size}" if rev is not None else f"{source.name}: already there, unchanged"
    return Done(message, (*details, *said), (*table.remarks, *undeclared), event=rev, count=len(table))


def _gone(session: Session) -> frozenset[str]:
    """Ids of persons who withdrew: a survey that comes in later does not bring them back."""
    return frozenset(stone.case_id for stone in cases.withdrawn(session.store.read()))


def without_rows(table: "SurveyTable", gone: frozenset[str]) -> "SurveyTable":
    """The table without the rows of these ids."""
    if gone.isdisjoint(table.ids):
        return table
    kept = [position for position, respondent in enumerate(table.ids) if respondent not in gone]
    cells = {column: [texts[position] for position in kept] for column, texts in table.cells.items()}
    lines = [table.lines[position] for position in kept] if table.lines else ()
    return replace(table, cells=cells, lines=lines)


_UNDECLARED = (
    "{} lies outside the project: it is stored and not declared, so a project built anew from files lacks"
    " it; copy it into the project and add it there"
)


def _inside(session: Session, path: Path) -> bool:
    return path.resolve().is_relative_to(session.root.resolve())


def _with_measures(session: Session, source: SurveySource, *, inside: bool) -> SurveySource:
    """The source with its measures file as the project names it.

    Raises:
        SecondmigError: it is not there, or a declared survey would need a file from elsewhere.
    """
    if not source.measures:
        return source
    path = Path(source.measures)
    if not path.is_file():
        raise SecondmigError("there is no such file", where=source.measures, hint="check --measures")
    if _inside(session, path):
        return replace(source, measures=relative(session.root, path))
    if inside:
        raise SecondmigError(
            "the measures file lies outside the project and the survey inside",
            where=source.measures,
            hint=f"cp {path} {session.root / 'corpus'}/ and name that one",
        )
    return replace(source, measures=str(path.resolve()))


def _declaration(session: Session, source: SurveySource) -> str | None:
    """The new text of secondmig.toml, None where it declares the survey so already.

    Raises:
        SecondmigError: it declares one of that name with other settings.
    """
    known = next((each for each in session.config.surveys if each.name == source.name), None)
    if known == source or (known and replace(known, key="") == source):
        return None
    if known is not None:
        unlike = [key for key, value in entries(source).items() if entries(known).get(key) != value]
        unlike += [key for key in entries(known) if key not in entries(source) and key != "key"]
        raise SecondmigError(
            f"{source.name!r} is declared with other settings ({', '.join(unlike)})",
            where=PROJECT_FILE,
            hint=f"change them in {PROJECT_FILE} and run secondmig link build, or give another --name",
        )
    return with_survey(_config_text(session), entries(source))


def _config_text(session: Session) -> str:
    return (session.root / PROJECT_FILE).read_bytes().removeprefix(codecs.BOM_UTF8).decode("utf-8")


def _check_within(session: Session, source: SurveySource) -> None:
    """Refuse a survey whose units are nowhere; units that lack a row are told when the rows are joined."""
    declared = {each.name for each in session.config.surveys}
    if source.within and source.within not in {*declared, *stored_surveys.names(session.store.read())}:
        raise SecondmigError(
            f"there is no survey {source.within!r} for the units of {source.name}",
            hint=f"secondmig survey add FILE --name {source.within}",
        )


def _reading(progress: "BuildProgress | None", path: Path) -> "Progress | None":
    """Tell the rows read so far; how many there are the end of the file says."""
    if progress is None:
        return None
    return lambda rows: progress(f"{path.name}: {rows:,} rows read", 0, 0)


def _storing(progress: "BuildProgress | None", rows: int) -> "Progress | None":
    """Tell the rows stored so far; they are gone through twice, for their hash and to be stored."""
    if progress is None:
        return None
    before = [0, 0]

    def told_rows(done: int) -> None:
        if done < before[1]:
            before[0] = rows
        before[1] = done
        progress("rows are hashed and stored", before[0] + done, 2 * rows)

    return told_rows


def _store(
    session: Session,
    source: SurveySource,
    table: "SurveyTable",
    declared: str | None,
    progress: "BuildProgress | None",
) -> int | None:
    """Keep the table, in one change with its declaration.

    Returns:
        The number of the event, None where nothing is new.
    """
    path = session.root / PROJECT_FILE
    before = path.read_bytes()
    mark = codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b""
    try:
        with session.store.write(actor=session.coder(), verb="survey add", subject=source.name) as change:
            new = keep(session, change, source, table, progress=_storing(progress, len(table)))
            change.payload["rows"] = len(table)
            change.payload["columns"] = len(table.columns)
            if declared is not None:
                write_atomically(path, mark + declared.encode("utf-8"))
            if not new and declared is None:
                change.nothing()
    except BaseException:
        if path.read_bytes() != before:
            write_atomically(path, before)
        raise
    return None if change.dropped else change.rev


def keep(
    session: Session,
    change: Change,
    source: SurveySource,
    table: "SurveyTable",
    *,
    gone: Collection[str] = (),
    progress: "Progress | None" = None,
) -> bool:
    """Store a table that was read, and remember its files; rows of persons who withdrew are left out.

    Args:
        session: the open project.
        change: to be part of.
        source: its declaration.
        table: as :func:`read_source` gave it.
        gone: ids of rows to leave out beside those.
        progress: told the number of rows stored so far.

    Returns:
        Whether anything changed.
    """
    from secondmig.survey.form import form_json

    path = session.root / source.file
    sha = hash_of_file(path)
    new = stored_surveys.put(
        change,
        source.name,
        table.columns,
        stored_surveys.ColumnRows(table.cells, gone, progress),
        id_column=source.id_column,
        kind=source.kind,
        sha=sha,
        form=form_json(table.form),
    )
    if _inside(session, path):
        for name in (source.file, source.measures):
            if name and name not in {session.config.persons, session.config.legs}:
                kind = "survey" if name == source.file else "survey columns"
                taken = sha if name == source.file else hash_of_file(session.root / name)
                new = files.take(change, name, taken, kind) or new
    return new
