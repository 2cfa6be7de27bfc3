"""The file that says which measure each column of a survey holds."""

from collections.abc import Collection
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.survey.column_map import parts_of, read_columns
from secondmig.survey.csv_file import read_csv_file
from secondmig.survey.form import Variable
from secondmig.survey.harmonise import harmonised_column
from secondmig.survey.measures import read_measures

ROOT = Path(__file__).parents[2]
MEASURES = read_measures(ROOT / "codebooks" / "measures.yaml")


def read(tmp_path: Path, text: str, columns: Collection[str] | None = None) -> dict[str, Variable]:
    path = tmp_path / "columns.yaml"
    path.write_text(text, encoding="utf-8", newline="")
    return dict(read_columns(path, MEASURES, columns=columns))


def refused(tmp_path: Path, text: str, columns: Collection[str] | None = None) -> list[tuple[str, str]]:
    with pytest.raises(SecondmigError) as caught:
        read(tmp_path, text, columns)
    error = caught.value
    problems = error.problems if isinstance(error, ProblemsError) else (error,)
    return [(problem.line(), problem.hint) for problem in problems]


def test_a_column_names_its_measure_and_the_map_to_it(tmp_path: Path) -> None:
    text = "columns:\n  education: {measure: edu_isced, map: JP_JILPT}\n  years: edu_years\n"
    columns = read(tmp_path, text)
    assert list(columns) == ["education", "years"]
    assert (columns["education"].measure, columns["education"].map) == ("edu_isced", "JP_JILPT")
    assert (columns["years"].measure, columns["years"].map) == ("edu_years", "")


def test_the_reserved_codes_of_the_measure_and_the_survey_s_own_are_missing(tmp_path: Path) -> None:
    columns = read(tmp_path, "columns:\n  sat: {measure: job_sat, missing: {9: refused, -9: no_answer}}\n")
    assert columns["sat"].missing["9"] == "refused"
    assert columns["sat"].missing["-7"] == "not_asked_in_source"
    assert columns["sat"].missing["-9"] == "no_answer"


def test_a_raw_column_keeps_its_label_labels_and_missing_values(tmp_path: Path) -> None:
    text = """\
columns:
  sat:
    label: "Satisfied?"
    scale: ordinal
    direction: higher_is_less
    labels: {1: very, 2: a little, 007: spy}
  x: {missing: {9: refused}}
"""
    columns = read(tmp_path, text)
    assert columns["sat"] == Variable(
        "sat",
        label="Satisfied?",
        scale="ordinal",
        direction="higher_is_less",
        labels={"1": "very", "2": "a little", "007": "spy"},
    )
    assert columns["x"] == Variable("x", missing={"9": "refused"})


def test_source_and_countries_hold_for_all_columns_unless_one_says_otherwise(tmp_path: Path) -> None:
    text = """\
source: interview_sheet
asked_in: [USA, JPN]
columns:
  sat: job_sat
  seg: {measure: seg_firm, source: JP_JILPT, asked_in: [JPN]}
"""
    columns = read(tmp_path, text)
    assert (columns["sat"].source, columns["sat"].asked_in) == ("interview_sheet", ("USA", "JPN"))
    assert (columns["seg"].source, columns["seg"].asked_in) == ("JP_JILPT", ("JPN",))


@pytest.mark.parametrize(
    ("column", "lacking", "lines"),
    [
        ("{scale: ordinal, labels: {1: low}}", "direction", "direction: higher_is_more (or higher_is_less)"),
        ("{scale: ordinal, direction: higher_is_more}", "labels", "labels: {1: ..., 2: ...}"),
        (
            "{scale: ordinal}",
            "direction and labels",
            "direction: higher_is_more (or higher_is_less); labels: {1: ..., 2: ...}",
        ),
    ],
)
def test_an_ordinal_without_direction_or_labels_is_no_measure(
    tmp_path: Path, column: str, lacking: str, lines: str
) -> None:
    ((line, hint),) = refused(tmp_path, f"columns:\n  sat: {column}\n")
    assert line == f"columns.yaml:2: sat is ordinal and has no {lacking}, so it is no measure"
    assert hint.replace("    ", "") == f"add below sat: {lines}"


@pytest.mark.parametrize(
    ("column", "problem", "hint"),
    [
        ("edu_iscd", "x: no measure 'edu_iscd'", "did you mean edu_isced?"),
        ("{measuer: job_sat}", "x: unknown key 'measuer'", "did you mean measure?"),
        (
            "{measure: edu_isced, map: JP_JILTP}",
            "x: edu_isced has no map 'JP_JILTP'",
            "did you mean JP_JILPT?",
        ),
        ("{measure: gender, map: NIS}", "x: gender has no map 'NIS'", "add map: to gender"),
        (
            "{measure: integ}",
            "x: integ is a composite, and a column holds one part of it",
            "add part: one of legal, educational, economic, social",
        ),
        ("{measure: integ, part: legl}", "x: integ has no part 'legl'", "did you mean legal?"),
        ("{measure: job_sat, part: legal}", "x: job_sat has no part 'legal'", "take part out"),
        ("{measure: job_sat, leg: 1}", "x: job_sat belongs to the person", "take leg out"),
        (
            "{measure: lang_host, leg: last}",
            "leg 'last' is no leg",
            "write its number, 1 for the first, or current",
        ),
        (
            "{measure: job_sat, direction: higher_is_less}",
            "x: job_sat is higher_is_more",
            "take direction out, or add a map to job_sat that reverses the values of this source",
        ),
        (
            "{measure: job_sat, scale: ratio}",
            "x: job_sat is ordinal, not ratio",
            "take scale out: the measure says it",
        ),
        ("{map: JP_JILPT}", "x: map without a measure", "add measure: ... to x, or take map out"),
        ("{direction: higher_is_more}", "x: a direction without a scale", "add scale: ordinal to x"),
        (
            "{scale: composite}",
            "x: a column is no composite, which has several parts",
            "name the measure and the part: integ, part: legal",
        ),
        ("{measure: job_sat, score: y}", "x: score without a map", "add map: ..."),
        (
            "{asked_in: [Japan]}",
            "asked_in Japan is no ISO 3166-1 alpha-3 code",
            "write JPN, USA, GBR",
        ),
        (
            "{measure: job_sat, labels: {5: superb}}",
            "x: 5 has a label and is not in the codes of job_sat",
            "write 5 under missing, or add it to the codes of job_sat",
        ),
        (
            "{measure: job_sat, labels: {1: very satisfied}}",
            "x: 1 is called 'very satisfied' in the survey, which is 4 in job_sat",
            "add a map to job_sat that turns the values of this source round",
        ),
        (
            "{measure: edu_isced, map: JP_JILPT, labels: {6: other}}",
            "x: 6 has a label and is not in map JP_JILPT of edu_isced",
            "write 6 under missing, or add it to map JP_JILPT of edu_isced",
        ),
        (
            "{labels: {9: no}, missing: {9: refused}}",
            "x: 9 has the label 'no' and another missing reason",
            "take it out of labels",
        ),
    ],
)
def test_a_wrong_column_is_told_with_its_line(tmp_path: Path, column: str, problem: str, hint: str) -> None:
    assert refused(tmp_path, f"columns:\n  x: {column}\n") == [(f"columns.yaml:2: {problem}", hint)]


def test_a_column_that_the_survey_lacks_is_told_with_the_nearest(tmp_path: Path) -> None:
    text = "columns:\n  Educaton: edu_isced\n  lang: {measure: lang_host, map: JLPT_pass_only, score: jlpt}\n"
    assert refused(tmp_path, text, ["education", "lang", "jlpt_score"]) == [
        ("columns.yaml:2: the survey has no column 'Educaton'", "did you mean education?"),
        ("columns.yaml:3: score names no column of the survey: 'jlpt'", "did you mean jlpt_score?"),
    ]


def test_all_problems_are_told_at_once_by_line(tmp_path: Path) -> None:
    text = "colums: 1\ncolumns:\n  a: edu_iscd\n  b:\n    scale: ordinal\n  c: {missing: [9]}\n"
    assert [line.split(": ")[0] for line, _ in refused(tmp_path, text)] == [
        "columns.yaml:1",
        "columns.yaml:3",
        "columns.yaml:5",
        "columns.yaml:6",
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\n", "columns.yaml:1: unknown key 'a'"),
        ("", "columns.yaml: the file is empty"),
        ("columns: [a]\n", "columns.yaml:1: columns should be keys with values"),
        ("columns:\n  a: 1\n", "columns.yaml:2: column a should be keys with values"),
        ("columns:\n  a: edu_years\n  a: age\n", "columns.yaml:3: 'a' is already on line 2"),
    ],
)
def test_what_is_no_such_file_is_refused(tmp_path: Path, text: str, line: str) -> None:
    assert line in [found for found, _ in refused(tmp_path, text)]


_WORDS = st.sampled_from(
    ["columns", "measure", "map", "edu_isced", "JP_JILPT", "labels", "1", "a", "{}", "[]", "~", "true", "x y"]
)
_TREES = st.recursive(
    _WORDS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(_WORDS.filter(str.isalnum), inner, max_size=3).map(
            lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs.items()) + "}"
        ),
    ),
    max_leaves=8,
)


@given(column=_TREES)
def test_whatever_is_written_is_read_or_refused_with_its_line(
    tmp_path_factory: pytest.TempPathFactory, column: str
) -> None:
    wrong: tuple[SecondmigError, ...] = ()
    try:
        read(tmp_path_factory.getbasetemp(), f"columns:\n  a: {column}\n")
    except ProblemsError as error:
        wrong = error.problems
    except SecondmigError as error:
        wrong = (error,)
    assert all(problem.where == "columns.yaml:2" and problem.hint for problem in wrong)


def test_a_project_without_measures_can_name_none(tmp_path: Path) -> None:
    path = tmp_path / "columns.yaml"
    path.write_text("columns:\n  a: edu_years\n", encoding="utf-8")
    with pytest.raises(SecondmigError) as caught:
        read_columns(path, {})
    assert caught.value.hint == "the project declares no measures"


def test_parts_are_those_of_the_measure() -> None:
    assert parts_of(MEASURES["integ"]) == ("legal", "educational", "economic", "social")
    assert parts_of(MEASURES["legal_status"]) == ("at_entry", "at_exit")
    assert parts_of(MEASURES["age"]) == ("band",)
    assert parts_of(MEASURES["intent3"]) == ("target_country",)
    assert parts_of(MEASURES["job_sat"]) == ()


@pytest.mark.parametrize(("columns", "cells"), [("interview_sheet", "persons"), ("mail_back", "survey")])
def test_the_columns_of_the_demo_can_all_be_read(columns: str, cells: str) -> None:
    table = read_csv_file(ROOT / "corpus" / f"{cells}.csv")
    found = read_columns(ROOT / "corpus" / f"{columns}.yaml", MEASURES, columns=table.columns)
    for name, variable in found.items():
        if variable.measure:
            values = [row.cells[name] for row in table.rows]
            read_as = harmonised_column(MEASURES[variable.measure], variable, values)
            assert [each.source_value for each in read_as] == values
