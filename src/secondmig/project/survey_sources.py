"""The survey tables that secondmig.toml declares."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from secondmig.core.errors import SecondmigError, raise_all

TABLE: Final = "surveys"
KINDS: Final = ("census", "register", "sample", "purposive")


@dataclass(frozen=True, slots=True)
class SurveySource:
    """A survey table.

    Attributes:
        name: how reports and commands call it.
        file: path in the project.
        id_column: column that names the respondent.
        key: path of the file that ties cases to respondents, "" where the ids are the same.
        kind: census, register, sample or purposive.
        measures: path of the file that says which measure each column holds, "" where all come in raw.
        weight: column of the sampling weight.
        strata: column of the stratum.
        psu: column of the primary sampling unit.
        within: name of the survey whose rows are the units these rows belong to, as firms of workers.
        within_id: column that names the unit.
        encoding: how bytes become text, "" where the file says so itself.
        sheet: of a workbook with several.
        as_of: the last day a date can lie on, as 2026-03-31; "" for today.
        source: one line on population, place and year.
    """

    name: str
    file: str
    id_column: str = "id"
    key: str = ""
    kind: str = "purposive"
    measures: str = ""
    weight: str = ""
    strata: str = ""
    psu: str = ""
    within: str = ""
    within_id: str = ""
    encoding: str = ""
    sheet: str = ""
    as_of: str = ""
    source: str = ""


KEYS: Final[Mapping[str, type]] = {
    "name": str,
    "file": str,
    "id": str,
    "key": str,
    "kind": str,
    "measures": str,
    "weight": str,
    "strata": str,
    "psu": str,
    "within": str,
    "within_id": str,
    "encoding": str,
    "sheet": str,
    "as_of": str,
    "source": str,
}


def survey_source(table: Mapping[str, object]) -> SurveySource:
    """What one ``[[surveys]]`` table declares."""
    given = {("id_column" if key == "id" else key): str(value) for key, value in table.items()}
    return SurveySource(**given)


def entries(source: SurveySource) -> dict[str, str]:
    """The keys and values of a ``[[surveys]]`` table that declares a survey; what is as usual is left out."""
    usual = SurveySource("", "")
    told = {"name": source.name, "file": source.file}
    for key in KEYS:
        field = "id_column" if key == "id" else key
        value = getattr(source, field)
        if key not in told and (value != getattr(usual, field) or key in {"id", "kind"}):
            told[key] = value
    return told


def day(text: str) -> date | None:
    """The day that an ISO text names, None where it names none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def survey_problems(table: Mapping[str, object], where: str) -> Iterator[SecondmigError]:
    """What is wrong with the choices of one table whose values have the right types."""
    name = str(table.get("name", "-"))
    if not name or name != name.strip() or not name.isprintable():
        hint = 'give it a short name of one line: name = "workers"'
        yield SecondmigError(f"surveys.name {name!r} cannot name a survey", where=where, hint=hint)
    kind = table.get("kind", "purposive")
    if kind not in KINDS:
        yield SecondmigError(
            f"surveys.kind {kind!r} is unknown", where=where, hint=f"one of {', '.join(KINDS)}"
        )
    if "as_of" in table and day(str(table["as_of"])) is None:
        hint = 'write the day as as_of = "2026-03-31"'
        yield SecondmigError(f"surveys.as_of {table['as_of']!r} is no day", where=where, hint=hint)
    if ("within" in table) != ("within_id" in table):
        lacking = "within_id" if "within" in table else "within"
        hint = 'within names the survey of the units, within_id the column: within = "firms"'
        yield SecondmigError(f"a [[surveys]] table lacks {lacking}", where=where, hint=hint)


def check(source: SurveySource) -> None:
    """Refuse a declaration whose choices do not fit, as :func:`survey_problems` does for secondmig.toml.

    Raises:
        SecondmigError: one thing is wrong.
        ProblemsError: several are.
    """
    raise_all(survey_problems(entries(source), source.name.strip()))
