"""Spec files: every key, and every problem with its line."""

from pathlib import Path

import pytest

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.stats.model_spec import Filter, Imputing, read_spec

WHOLE = """source: panel
outcome: leave
family: logit
weights: w
strata: region
psu: firm
fpc: firms
lonely_psu: adjust
reference: {job: 2}
restrict:
  - sex = f
  - {name: adults, where: "age >= 18"}
  - {answered: wage}
labels: {age: Age in years}
missing: {NA: not stated}
imputation: {draws: 5, seed: 7}
specs:
  - name: one
    header: Model 1. Out-migration
    blocks:
      - {label: Person, variables: [age, age^2]}
      - {label: Job dummy, factors: [job], show: yes_row}
    not_applicable: [years]
    note: as published
    intention: true
    post_treatment: [age]
  - name: two
    outcome: return=yes
    restrict: ["country = CHN|KOR"]
    blocks:
      - {variables: [age]}
"""


def spec_in(folder: Path, text: str) -> Path:
    path = folder / "model.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_key_is_read(tmp_path: Path) -> None:
    spec = read_spec(spec_in(tmp_path, WHOLE))
    assert (spec.source, spec.family, spec.weights, spec.strata, spec.psu, spec.fpc) == (
        "panel",
        "logit",
        "w",
        "region",
        "firm",
        "firms",
    )
    assert (spec.lonely_psu, spec.reference, spec.information, spec.p_from) == (
        "adjust",
        {"job": "2"},
        "expected",
        "t",
    )
    assert spec.restrict == (
        Filter("sex = f", "sex", "=", ("f",)),
        Filter("adults", "age", ">=", ("18",)),
        Filter("wage answered", "wage", "answered"),
    )
    assert (spec.imputing, spec.missing) == (Imputing(5, 10, 7), {"NA": "not stated"})
    one, two = spec.columns
    assert (one.outcome, one.variables, one.factors, one.blocks[1].show) == (
        "leave",
        ("age", "age^2"),
        ("job",),
        "yes_row",
    )
    assert (one.header, one.not_applicable, one.note, one.intention, one.post_treatment) == (
        "Model 1. Out-migration",
        ("years",),
        "as published",
        True,
        ("age",),
    )
    assert (two.outcome, two.restrict) == (
        "return=yes",
        (Filter("country = CHN|KOR", "country", "=", ("CHN", "KOR")),),
    )


def test_plain_spec_has_observed_information_and_the_normal_distribution(tmp_path: Path) -> None:
    head = "source: f.csv\noutcome: y\nweights: null\ncluster: null\nrestrict: []\n"
    text = f"{head}specs: [{{blocks: [{{variables: [x]}}]}}]\n"
    spec = read_spec(spec_in(tmp_path, text))
    assert (spec.family, spec.information, spec.p_from, spec.surveyed) == (
        "probit",
        "observed",
        "normal",
        False,
    )
    assert spec.columns[0].name == "1"


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("family: logit", "family: tobit", 3, "family 'tobit' is unknown"),
        ("weights: w", "weight: w", 4, "a model has no 'weight'"),
        ("lonely_psu: adjust", "cluster: firm", 8, "cluster stands beside weights, strata, psu, fpc"),
        ("- sex = f", "- sex", 11, "the filter 'sex' compares nothing"),
        ("age >= 18", "age >= old", 12, "'old' is no number"),
        ("age >= 18", "age >= 18|19", 12, "has no value to compare with"),
        ("{answered: wage}", "{name: wages}", 13, "a filter needs where or answered"),
        ("draws: 5", "draws: 1", 16, "draws '1' is no whole number from 2"),
        ("age^2]", "age]", 21, "'age' is already among the regressors (line 21)"),
        ("age^2]", "const]", 21, "no regressor can be called const"),
        ("show: yes_row", "show: yes", 22, "show 'yes' is unknown"),
        ("intention: true", "intention: maybe", 25, "intention should be true or false"),
        ("name: two", "name: one", 27, "two specs are called 'one'"),
        ("source: panel\n", "", 1, "the model has no source"),
    ],
)
def test_problem_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, message: str) -> None:
    assert old in WHOLE
    with pytest.raises(SecondmigError) as caught:
        read_spec(spec_in(tmp_path, WHOLE.replace(old, new, 1)))
    found = getattr(caught.value, "problems", (caught.value,))
    assert any(message in each.message and each.where == f"model.yaml:{line}" for each in found), [
        each.line() for each in found
    ]


def test_problems_are_told_together(tmp_path: Path) -> None:
    text = "family: tobit\nspecs:\n  - blocks: [{variables: [x]}]\n"
    with pytest.raises(ProblemsError) as caught:
        read_spec(spec_in(tmp_path, text))
    assert len(caught.value.problems) == 3


@pytest.mark.parametrize("specs", ["", "specs: []\n", "specs:\n"])
def test_spec_without_columns_is_refused(tmp_path: Path, specs: str) -> None:
    with pytest.raises(SecondmigError):
        read_spec(spec_in(tmp_path, f"source: f.csv\noutcome: y\n{specs}"))


def test_spec_on_the_page_is_one_that_is_read(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "model.md").read_text(encoding="utf-8")
    text = page.split("```yaml\n", 1)[1].split("```", 1)[0]
    spec = read_spec(spec_in(tmp_path, text))
    assert [each.name for each in spec.columns] == ["one", "two"]
    assert spec.columns[0].variables == ("age", "age^2", "log(wage)", "sex=f")
