"""How persons get the regressors of a model: the reader of case mappings, and all problems at once."""

from pathlib import Path

import pytest

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.stats.case_mapping import Constant, Moments, Origin, read_cases

ROOT = Path(__file__).parents[2]
GOOD = """published: table.csv
regressors:
  segmentation: {from: seg_firm@interview_sheet}
  education:
    from: edu_isced
    recode: {5: 2, 6: 3, else: missing}
    note: "five steps"
  overtime: {hold: 2.16, why: "nobody was asked"}
  age: {from: age_band, recode: {30-34: 32}, if_missing: 31.1, why: "the mean"}
reference:
  segmentation: {mean: 0.27, sd: 0.44}
  age: {mean: -3}
models:
  - column: out-1
    persons: [first_destination=JPN]
    outcome:
      moved: {from: group, recode: {second: 1, single: 0}}
      intends: {from: intent3, recode: {onward: 1, stay: 0}, where: [group=single]}
    intention: true
    base_rate: 0.36
    constant: {value: 2.2, why: "calibrated"}
  - column: out-2
    outcome:
      moved: {from: group, recode: {second: 1}}
    constant: rank order
    regressors:
      segmentation: {hold: 0.27, why: "not comparable"}
"""


def read(tmp_path: Path, text: str) -> str:
    path = tmp_path / "cases.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SecondmigError) as caught:
        read_cases(path)
    error = caught.value
    problems = error.problems if isinstance(error, ProblemsError) else (error,)
    return "\n".join(f"{each.line()} -> {each.hint}" for each in problems)


def test_a_mapping_says_where_values_come_from_and_which_are_held(tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(GOOD, encoding="utf-8")
    mapping = read_cases(path)
    assert mapping.published == tmp_path / "table.csv"
    assert mapping.reference == {"segmentation": Moments(0.27, 0.44), "age": Moments(-3.0)}
    first, second = mapping.models
    assert mapping.model("out-1") is first
    assert mapping.model("out-9") is None
    assert first.persons == (("first_destination", "JPN"),)
    assert first.regressors["education"] == Origin(
        "edu_isced", {"5": 2.0, "6": 3.0, "else": None}, why="five steps"
    )
    assert first.regressors["overtime"] == Origin(hold=2.16, why="nobody was asked")
    assert first.regressors["age"].if_missing == 31.1
    assert first.constant == Constant("value", 2.2, "calibrated")
    assert (first.intention, first.base_rate) == (True, 0.36)
    assert first.intends is not None
    assert first.intends.where == (("group", "single"),)
    assert second.constant.use == "rank order"
    assert second.regressors["segmentation"].hold == 0.27
    assert second.regressors["overtime"] == first.regressors["overtime"]


def test_the_shipped_mapping_of_liu_covers_every_regressor_of_every_column() -> None:
    from secondmig.stats.published import read_published

    mapping = read_cases(ROOT / "codebooks" / "liu-2018" / "cases.yaml")
    assert mapping.published is not None
    columns = {each.name: each for each in read_published(mapping.published).columns}
    assert [each.column for each in mapping.models] == sorted(
        columns, key=lambda name: (not name.startswith("out"), name)
    )
    for model in mapping.models:
        for term in columns[model.column].slopes():
            assert term.variable in model.regressors
            assert term.variable in mapping.reference


def test_everything_that_is_wrong_is_told_with_its_line(tmp_path: Path) -> None:
    said = read(
        tmp_path,
        """regressors:
  a: {from: x, hold: 1}
  b: {hold: 2}
  c: {from: y, recode: {1: one}}
  d: {}
models:
  - column: m
    base_rate: 36
    constant: as it is
    outcome: {moves: {from: g}}
  - column: m
    outcome: {moved: {from: g, where: [g]}}
    constant: {value: 1, mean: 0.5}
wrong: 1
""",
    )
    for line in (
        "cases.yaml:2: a needs either from: or hold:",
        "cases.yaml:2: a is held without a reason",
        "cases.yaml:3: b is held without a reason",
        "cases.yaml:4: recode of c, 1 'one' is no number",
        "cases.yaml:5: d needs either from: or hold:",
        "cases.yaml:8: base_rate 36 is no share",
        "cases.yaml:9: constant 'as it is' is unknown",
        "cases.yaml:10: an outcome has no key 'moves'",
        "cases.yaml:11: column 'm' comes twice",
        "cases.yaml:12: 'g' is no condition",
        "cases.yaml:13: constant needs either value: or mean:",
        "cases.yaml:14: a case mapping has no key 'wrong'",
    ):
        assert line in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("regressors: {}\n", "there is no list of models"),
        ("models: []\n", "models is empty"),
        ("models:\n  - column: a\n", "a model needs outcome"),
        ("models: text\n", "models should be a list"),
        ("- a\n", "a case mapping should be keys with values"),
        ("reference: {a: {sd: 1}}\nmodels: []\n", "reference of a has no mean"),
        ("reference: {a: {mean: 1, sd: -1}}\nmodels: []\n", "sd of a is negative"),
        ("reference: {a: {mean: .nan}}\nmodels: []\n", "mean of a '.nan' is no number"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_why(tmp_path: Path, text: str, said: str) -> None:
    assert said in read(tmp_path, text)


@pytest.mark.parametrize("number", ["1e400", "-1e400", "1e308"])
def test_a_number_that_no_sum_could_hold_is_refused_with_its_line(tmp_path: Path, number: str) -> None:
    said = read(tmp_path, GOOD.replace("hold: 2.16", f"hold: {number}"))

    assert f"cases.yaml:8: hold of overtime {number} is too large" in said
