"""The regressors of a model out of the person table, as a case mapping says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.joint.groups import no_value
from secondmig.joint.person_columns import Cell, Column, Missing, columns_called
from secondmig.joint.person_table import PersonTable, value_names
from secondmig.stats.case_mapping import ELSE, CaseModel, Origin
from secondmig.stats.predict import Given, Subject
from secondmig.survey.number_text import is_number


@dataclass(frozen=True, slots=True)
class Level:
    """A term that is a category of a factor; a mapping may give the factor instead of each of its terms.

    Attributes:
        factor: column of categories.
        category: that the term stands for.
        known: all categories of the factor in the model, the reference among them: of others it is silent.
    """

    factor: str
    category: str
    known: frozenset[str]


Levels = Mapping[str, Level]


def case_column(table: PersonTable, name: str) -> Column:
    """The column that a mapping names.

    Raises:
        SecondmigError: there is none, or there are several.
    """
    found = columns_called(table.columns, name)
    if len(found) == 1:
        return found[0]
    if found:
        keys = ", ".join(column.key for column in found)
        raise SecondmigError(f"several columns of persons are called {name}", hint=f"one of {keys}")
    raise no_value(name, value_names(table.columns))


def check_columns(table: PersonTable, models: Iterable[CaseModel], *, where: str) -> None:
    """Look every column up that mappings name.

    Args:
        table: of the persons.
        models: of the mapping.
        where: name of its file.

    Raises:
        ProblemsError: some are not there or not told apart; each once.
    """
    named = dict.fromkeys(name for model in models for name in _named(model))
    problems = []
    for name in named:
        try:
            case_column(table, name)
        except SecondmigError as error:
            problems.append(SecondmigError(error.message, where=where, hint=error.hint))
    raise_all(problems)


def _named(model: CaseModel) -> Iterable[str]:
    origins = [*model.regressors.values(), *filter(None, (model.moved, model.intends))]
    for origin in origins:
        if origin.column:
            yield origin.column
        yield from (name for name, _ in origin.where)
    yield from (name for name, _ in model.persons)


def subjects(
    table: PersonTable, model: CaseModel, terms: Sequence[str], levels: Levels | None = None
) -> tuple[Subject, ...]:
    """The persons a model is about, with their values.

    Args:
        table: of the persons.
        model: of the mapping.
        terms: of the model that is applied, without the constant.
        levels: terms that are categories of a factor.

    Raises:
        SecondmigError: a column is not there, or a value that is to be taken as it is is no number.
    """
    places = [place for place in range(len(table.persons)) if _holds(table, place, model.persons)]
    made = []
    for place in places:
        values = {term: _term(table, place, model, term, (levels or {}).get(term)) for term in terms}
        made.append(
            Subject(
                id=table.persons[place],
                given={term: given for term, given in values.items() if given is not None},
                moved=_yes(table, place, model.moved),
                intends=_yes(table, place, model.intends),
                asked=model.intends is not None,
            )
        )
    return tuple(made)


def _term(table: PersonTable, place: int, model: CaseModel, term: str, level: Level | None) -> Given | None:
    """A value of a term; None where the mapping has no line for it."""
    origin = model.regressors.get(term)
    if origin is not None:
        return _given(table, place, term, origin)
    if level is None or level.factor not in model.regressors:
        return None
    given = _given(table, place, level.factor, model.regressors[level.factor])
    category = "" if given.value is None else f"{given.value:.15g}"
    return Given(float(category == level.category), given.held) if category in level.known else Given(None)


def _yes(table: PersonTable, place: int, origin: Origin | None) -> bool | None:
    value = _given(table, place, "outcome", origin).value if origin else None
    return None if value is None else value > 0


def _given(table: PersonTable, place: int, variable: str, origin: Origin) -> Given:
    if origin.hold is not None:
        return Given(origin.hold, held=True)
    value = None
    if _holds(table, place, origin.where):
        value = _value(table.persons[place], case_column(table, origin.column), place, variable, origin)
    if value is None and origin.if_missing is not None:
        return Given(origin.if_missing, held=True)
    return Given(value)


def _value(person: str, column: Column, place: int, variable: str, origin: Origin) -> float | None:
    text = _text(column.cells[place])
    if text is None:
        return None
    if origin.recode:
        return origin.recode.get(text, origin.recode.get(ELSE))
    if not is_number(text):
        message = f"{variable}: {text!r}, which {person} has in {column.key}, is no number"
        raise SecondmigError(message, hint=f"recode: {{{text}: NUMBER}}")
    return float(text)


def _text(cell: Cell) -> str | None:
    """What a recode compares with: ``6`` for 6.0, None for a missing value."""
    if isinstance(cell, Missing):
        return None
    return f"{cell:.15g}" if isinstance(cell, float) else cell


def _holds(table: PersonTable, place: int, conditions: Sequence[tuple[str, str]]) -> bool:
    return all(_text(case_column(table, name).cells[place]) == wanted for name, wanted in conditions)
