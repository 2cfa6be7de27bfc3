"""Where the rows of a model come from: a survey that the project holds, or a file beside the spec."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.core.warnings import FICTIONAL
from secondmig.project.session import Session
from secondmig.project.surveys import table_of
from secondmig.store import surveys as stored_surveys

if TYPE_CHECKING:
    from secondmig.stats.frame import Frame
    from secondmig.stats.model_spec import ModelSpec
    from secondmig.survey.cells import Cells
    from secondmig.survey.form import SurveyForm
    from secondmig.survey.table import SurveyTable

_ENDINGS: Final = frozenset({".csv", ".xlsx", ".sav", ".dta", ".txt", ".tsv"})


@dataclass(frozen=True, slots=True)
class ModelSource:
    """The rows of a model.

    Attributes:
        frame: the rows.
        held: whether they are a survey that the project holds.
        notes: what a person should know of them.
    """

    frame: "Frame"
    held: bool
    notes: tuple[str, ...] = ()


def source_of(session: Session, spec: "ModelSpec", folder: Path) -> ModelSource:
    """The rows that a spec names.

    Args:
        session: the open project.
        spec: the model.
        folder: of the spec file.

    Raises:
        SecondmigError: there is neither a survey nor a file of that name, the file cannot be read, or the
            spec says another kind than the survey.
    """
    if spec.source in stored_surveys.names(session.store.read()):
        return _held(session, spec)
    path = folder / spec.source
    if not path.is_file():
        known = ", ".join(stored_surveys.names(session.store.read())) or "none"
        message = f"the source {spec.source!r} is neither a survey of the project nor a file beside the spec"
        hint = f"surveys: {known}" if path.suffix.lower() not in _ENDINGS else f"put it there: {path}"
        raise SecondmigError(message, where=spec.file, hint=hint)
    return _file(spec, path)


def with_intentions(spec: "ModelSpec", frame: "Frame") -> "ModelSpec":
    """The spec, the columns marked whose outcome the survey declares to be what people intend."""
    from secondmig.joint.leaving import INTENTION

    def intended(outcome: str) -> bool:
        name = re.split("[<>=!]", outcome)[0].strip()
        return frame.form.variable(name).measure == INTENTION

    columns = (replace(each, intention=each.intention or intended(each.outcome)) for each in spec.columns)
    return replace(spec, columns=tuple(columns))


def _held(session: Session, spec: "ModelSpec") -> ModelSource:
    from secondmig.stats.frame import frame_of

    table = table_of(session, spec.source)
    if spec.kind and spec.kind != table.kind:
        message = f"kind: {spec.kind}, and the survey {table.name} is declared as {table.kind}"
        raise SecondmigError(message, where=spec.file, hint="leave kind out of the spec")
    table = _with_units(session, spec, table)
    notes = []
    if table.form.weight and not spec.weights:
        notes.append(f"{table.name} has the weight {table.form.weight}, which this model leaves out")
    return ModelSource(frame_of(_missing(table, spec)), held=True, notes=tuple(notes))


def _with_units(session: Session, spec: "ModelSpec", table: "SurveyTable") -> "SurveyTable":
    """The table; where the model names a column of its units (firms of workers), each row with its unit's."""
    within = table.form.within
    if not within or within not in stored_surveys.names(session.store.read()):
        return table
    from secondmig.joint.units import join_units

    units = table_of(session, within)
    wanted = set(_columns(spec)) - set(table.cells)
    return join_units(table, units) if wanted & set(units.cells) else table


def _columns(spec: "ModelSpec") -> Iterable[str]:
    """Columns that a spec may mean, as they are written in it."""
    for column in spec.columns:
        for name in (column.outcome, *column.variables, *column.factors):
            yield name
            yield name.partition("=")[0].strip()
            yield name.partition("^")[0].removeprefix("log(").removesuffix(")")
        yield from (each.variable for each in column.restrict)
    yield from (each.variable for each in spec.restrict)
    yield from (spec.weights, spec.strata, spec.psu, spec.fpc, spec.cluster)


def _file(spec: "ModelSpec", path: Path) -> ModelSource:
    """The rows of a file, which needs no column of ids here."""
    from secondmig.stats.frame import Frame
    from secondmig.survey.form import SurveyForm, Variable
    from secondmig.survey.number_text import canonical_column

    cells = _cells(path)
    columns: dict[str, Sequence[str]] = dict(cells.columns)
    variables = {name: cells.variables.get(name) or Variable(name) for name in columns}
    form = _with_missing(SurveyForm(variables=variables, format=cells.format), spec)
    if cells.format in {"csv", "xlsx"}:
        for name, texts in cells.columns.items():
            columns[name] = canonical_column(texts, aside=form.variable(name).missing) or texts
    notes = list(cells.remarks)
    if not spec.kind:
        notes.append(
            f"{path.name} is taken as a sample: the spec says no kind (sample, purposive, census, register)"
        )
    return ModelSource(Frame(path.name, columns, form, spec.kind or "sample"), held=False, notes=tuple(notes))


def _cells(path: Path) -> "Cells":
    """The cells of a file beside a spec, which cannot say how the file is encoded.

    Raises:
        SecondmigError: it cannot be read.
    """
    from secondmig.survey.reading import read_cells

    try:
        return read_cells(path)
    except ProblemsError:
        raise
    except SecondmigError as error:
        _, asked, encoding = error.hint.partition("--encoding")
        if not asked:
            raise
        named = f"secondmig survey add {path.name} --name {path.stem} --encoding{encoding}"
        hint = f"save it as UTF-8, or {named}, and source: {path.stem}"
        raise SecondmigError(error.message, where=error.where, hint=hint) from error


def _missing(table: "SurveyTable", spec: "ModelSpec") -> "SurveyTable":
    from secondmig.survey.form import Variable

    variables = {name: table.form.variables.get(name) or Variable(name) for name in table.cells}
    return replace(table, form=_with_missing(replace(table.form, variables=variables), spec))


def _with_missing(form: "SurveyForm", spec: "ModelSpec") -> "SurveyForm":
    """The form with the values that the spec calls missing, in every column."""
    if not spec.missing:
        return form
    variables = {
        name: replace(each, missing={**spec.missing, **each.missing}) for name, each in form.variables.items()
    }
    return replace(form, variables=variables)


def without_fictional(warnings: object) -> list[object]:
    """The warnings but the one that speaks of the corpus: a file beside the spec is not of it."""
    assert isinstance(warnings, list)  # noqa: S101 - meta() makes one
    return [each for each in warnings if each["id"] != FICTIONAL.id]
