"""The survey tables that secondmig.toml declares."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from secondmig.core.errors import SecondmigError

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
    "source": str,
}


def survey_source(table: Mapping[str, object]) -> SurveySource:
    """What one ``[[surveys]]`` table declares."""
    given = {("id_column" if key == "id" else key): str(value) for key, value in table.items()}
    return SurveySource(**given)


def survey_problems(table: Mapping[str, object], where: str) -> Iterator[SecondmigError]:
    """What is wrong with the choices of one table whose values have the right types."""
    kind = table.get("kind", "purposive")
    if kind not in KINDS:
        yield SecondmigError(
            f"surveys.kind {kind!r} is unknown", where=where, hint=f"one of {', '.join(KINDS)}"
        )
    if ("within" in table) != ("within_id" in table):
        lacking = "within_id" if "within" in table else "within"
        hint = 'within names the survey of the units, within_id the column: within = "firms"'
        yield SecondmigError(f"a [[surveys]] table lacks {lacking}", where=where, hint=hint)
