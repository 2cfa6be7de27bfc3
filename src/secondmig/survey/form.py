"""What the columns of a survey mean: labels, missing values, weights, and the measures they hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast


@dataclass(frozen=True, slots=True)
class Variable:
    """A column of a survey.

    Attributes:
        name: of the column.
        label: the question, or what the file calls the column; "" where it says nothing.
        numeric: whether the file holds numbers in it (SPSS and Stata say so; a CSV file never does).
        labels: value as text -> what it means, in file order.
        missing: value as text -> why it is missing: user-missing values of SPSS ("9"), extended missing
            values of Stata (".a"), reserved codes of the measure ("-7"). A blank cell is not among them.
        measure: id of the measure it holds, "" where it comes in raw.
        map: which map of the measure leads from its values to ours, "" where they are ours already.
        part: which part of the measure it holds: of a composite ("legal"), a moment of a leg ("at_entry"),
            "band" or "target_country"; "" for the whole.
        leg: of which leg it tells, "1" or "current"; "" where it tells of the person.
        score: column with the score that decides between the values of the map, "" for none.
        scale: of a column without a measure, "" where nobody said.
        direction: of a column without a measure, "" where nobody said.
        source: which source asked, e.g. "interview_sheet"; "" where nobody said.
        asked_in: ISO3 codes of the countries in which it was asked; () where it was asked everywhere.
        cell: what it says about where a person belongs: origin, sex, cohort or host; "" for nothing.
    """

    name: str
    label: str = ""
    numeric: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    measure: str = ""
    map: str = ""
    part: str = ""
    leg: str = ""
    score: str = ""
    scale: str = ""
    direction: str = ""
    source: str = ""
    asked_in: tuple[str, ...] = ()
    cell: str = ""


@dataclass(frozen=True, slots=True)
class SurveyForm:
    """Everything a survey says beside its cells.

    Attributes:
        variables: by column, in file order; a column without an entry is raw text.
        weight: column of the sampling weight, "" for none.
        strata: column of the stratum, "" for none.
        psu: column of the primary sampling unit, "" for none.
        within: name of the survey whose rows are the units that these rows belong to (firms of workers), ""
            for none.
        within_id: column that names the unit.
        format: csv, xlsx, sav or dta; "" where the rows do not come from a file.
        encoding: how bytes became text, "" where the format knows.
        source: one line on population, place and year, printed beside every figure; "" where nobody said.
        measures_version: version of the measures file whose maps are meant, "" where none is used.
    """

    variables: Mapping[str, Variable] = field(default_factory=dict)
    weight: str = ""
    strata: str = ""
    psu: str = ""
    within: str = ""
    within_id: str = ""
    format: str = ""
    encoding: str = ""
    source: str = ""
    measures_version: str = ""

    def variable(self, column: str) -> Variable:
        """What is known of a column; a bare variable where nothing is."""
        return self.variables.get(column) or Variable(column)


def form_json(form: SurveyForm) -> dict[str, object]:
    """The form as plain values, empty ones left out; variables in file order."""
    plain: dict[str, object] = {name: value for name in _TEXTS if (value := getattr(form, name))}
    if form.variables:
        plain["variables"] = [_variable_json(each) for each in form.variables.values()]
    return plain


def form_from(plain: Mapping[str, object]) -> SurveyForm:
    """The form of plain values as :func:`form_json` writes them."""
    texts = {name: str(plain[name]) for name in _TEXTS if name in plain}
    held = cast("list[Mapping[str, object]]", plain.get("variables", []))
    variables = [_variable_from(each) for each in held]
    return SurveyForm(variables={each.name: each for each in variables}, **texts)


_TEXTS = (
    "weight",
    "strata",
    "psu",
    "within",
    "within_id",
    "format",
    "encoding",
    "source",
    "measures_version",
)


_VARIABLE_TEXTS = (
    "label",
    "measure",
    "map",
    "part",
    "leg",
    "score",
    "scale",
    "direction",
    "source",
    "cell",
)


def _variable_json(variable: Variable) -> dict[str, object]:
    held: dict[str, object] = {"name": variable.name}
    if variable.numeric:
        held["numeric"] = True
    for name in _VARIABLE_TEXTS:
        if value := getattr(variable, name):
            held[name] = value
    if variable.asked_in:
        held["asked_in"] = list(variable.asked_in)
    # Pairs keep the order of the file where the keys of an object would be sorted.
    for name in ("labels", "missing"):
        if pairs := getattr(variable, name):
            held[name] = [list(pair) for pair in pairs.items()]
    return held


def _variable_from(held: Mapping[str, object]) -> Variable:
    def pairs(name: str) -> dict[str, str]:
        return dict(cast("list[tuple[str, str]]", held.get(name, [])))

    return Variable(
        name=str(held["name"]),
        numeric=bool(held.get("numeric", False)),
        labels=pairs("labels"),
        missing=pairs("missing"),
        asked_in=tuple(cast("list[str]", held.get("asked_in", []))),
        **{name: str(held[name]) for name in _VARIABLE_TEXTS if name in held},
    )
