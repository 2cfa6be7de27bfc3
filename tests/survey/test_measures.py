"""The measures file and the values it allows."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.core.legs import Leg
from secondmig.core.types import Case
from secondmig.survey.measures import (
    Measure,
    check_values,
    label,
    measure_of,
    missing_reason,
    number,
    read_measures,
    value_problem,
)

MEASURES = read_measures(Path(__file__).parents[2] / "codebooks" / "measures.yaml")
SMALL = """\
measures:
  - id: sat
    name: Satisfaction
    scale: ordinal
    codes:
      1: low
      2: high
    direction: higher_is_more
"""


def read(tmp_path: Path, text: str) -> dict[str, Measure]:
    path = tmp_path / "measures.yaml"
    path.write_text(text, encoding="utf-8", newline="")
    return dict(read_measures(path))


def refused(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(SecondmigError) as caught:
        read(tmp_path, text)
    error = caught.value
    problems = error.problems if isinstance(error, ProblemsError) else (error,)
    assert all(problem.hint for problem in problems)
    return [problem.line() for problem in problems]


# The measures of the project


def test_all_measures_of_the_project_are_read() -> None:
    assert len(MEASURES) == 44
    assert list(MEASURES)[:2] == ["edu_isced", "edu_years"]
    assert all(identifier == measure.id for identifier, measure in MEASURES.items())


def test_a_measure_is_read_with_codes_standard_and_direction() -> None:
    isced = MEASURES["edu_isced"]
    assert (isced.name, isced.scale, isced.standard) == ("Highest education", "ordinal", "ISCED 2011")
    assert isced.direction == "higher_is_more"
    assert list(isced.codes) == ["0", "1", "2", "3", "4", "5", "6", "7", "8"]
    assert isced.per_leg == ("before", "after")
    assert isced.maps["JP_JILPT"]["3"] == "6"
    assert "JP_CENSUS" in isced.sources
    assert "note" in isced.remarks


def test_ranges_parts_and_orders_are_read() -> None:
    ranges = [MEASURES[identifier].range for identifier in ("edu_years", "occ_isei", "age")]
    assert ranges == [(0.0, 30.0), (11.01, 88.96), None]
    assert MEASURES["edu_years"].split_by_country
    assert MEASURES["occ_isei"].derived_from == ("occ_isco",)
    assert MEASURES["integ"].parts == dict.fromkeys(("legal", "educational", "economic", "social"), (0, 2))
    assert MEASURES["integ"].rubric["legal"]["2"] == ("pr", "citizen_nat", "citizen_birth")
    assert MEASURES["legal_status"].order[0] == "irregular"
    assert set(MEASURES["legal_status"].order) == set(MEASURES["legal_status"].codes)
    assert MEASURES["privileged_entry"].per_leg == ("leg",)
    assert MEASURES["age"].release_as == "5-year band"


def test_codes_of_another_measure_are_shared() -> None:
    assert MEASURES["lang_en"].codes == MEASURES["lang_host"].codes
    assert MEASURES["lang_en"].direction == "higher_is_more"


def test_missing_codes_hold_in_every_measure_that_cannot_be_negative() -> None:
    assert missing_reason(MEASURES["edu_years"], "-9") == "not_stated"
    assert missing_reason(MEASURES["edu_years"], "9") is None
    reserved = MEASURES["edu_isced"].missing
    assert list(reserved) == ["-1", "-2", "-7", "-8", "-9", "-10"]
    others = [measure for measure in MEASURES.values() if measure.missing != reserved]
    assert [(measure.id, measure.missing) for measure in others] == [("wage_gap", {})]


def test_a_wage_gap_of_minus_two_is_a_number() -> None:
    assert number(MEASURES["wage_gap"], "-2") == -2.0


def test_every_measure_knows_its_sets_and_the_version_of_the_file() -> None:
    assert {measure.version for measure in MEASURES.values()} == {"1.1.0"}
    assert MEASURES["job_sat"].sets == ("japan_only", "interview_sheet")
    core = [measure.id for measure in MEASURES.values() if "core" in measure.sets]
    assert core == [
        "edu_isced",
        "edu_years",
        "edu_where",
        "occ_isco",
        "occ_isei",
        "lang_host",
        "stay_years",
        "legal_status",
        "age",
        "gender",
    ]


def test_every_ordinal_has_labels_and_a_direction() -> None:
    ordinals = [measure for measure in MEASURES.values() if measure.scale == "ordinal"]
    assert len(ordinals) == 12
    assert all(measure.direction == "higher_is_more" and measure.codes for measure in ordinals)


# Labels, numbers and problems of values


@pytest.mark.parametrize(
    ("measure", "value", "shown"),
    [
        ("edu_isced", "6", "bachelor"),
        ("gender", "f", "woman"),
        ("lang_en", "6", "C2_or_native"),
        ("edu_where", "JPN", "Japan"),
        ("edu_years", "16", "16"),
        ("edu_isced", "-9", "not stated"),
        ("seg_worker", "0", "same track"),
    ],
)
def test_labels_are_what_people_read(measure: str, value: str, shown: str) -> None:
    assert label(MEASURES[measure], value) == shown


@pytest.mark.parametrize(
    ("measure", "value", "read_as"),
    [
        ("edu_years", "16", 16.0),
        ("edu_years", "16.5", 16.5),
        ("edu_isced", "6", 6.0),
        ("edu_years", "-9", None),
        ("edu_years", "many", None),
        ("edu_years", "nan", None),
        ("edu_years", "inf", None),
        ("occ_isco", "2221", None),
    ],
)
def test_numbers_leave_out_what_is_missing_or_a_name(measure: str, value: str, read_as: float | None) -> None:
    assert number(MEASURES[measure], value) == read_as


@pytest.mark.parametrize(
    ("measure", "part", "value"),
    [
        ("edu_isced", "", "0"),
        ("edu_isced", "", "-9"),
        ("edu_years", "", "30"),
        ("edu_years", "", "12.5"),
        ("occ_isco", "", "0110"),
        ("occ_isco", "", "22"),
        ("edu_where", "", "PER"),
        ("gender", "", "x"),
        ("mot_wage", "", "1"),
        ("emp_permanent", "", "0"),
        ("legal_status", "", "citizen_nat"),
        ("integ", "social", "2"),
        ("age", "band", "50-54"),
        ("intent3", "target_country", "CAN"),
        ("wage_gap", "", "-2.28"),
        ("stay_years", "", "0"),
    ],
)
def test_a_right_value_has_no_problem(measure: str, part: str, value: str) -> None:
    assert value_problem(MEASURES[measure], value, part=part) == ""


@pytest.mark.parametrize(
    ("measure", "part", "value", "problem"),
    [
        ("edu_isced", "", "9", "none of 0, 1, 2, 3, 4, 5, 6, 7, 8"),
        ("edu_isced", "", "6.0", "none of 0, 1, 2, 3, 4, 5, 6, 7, 8"),
        ("edu_isced", "", "06", "none of 0, 1, 2, 3, 4, 5, 6, 7, 8"),
        ("edu_years", "", "31", "outside 0 to 30"),
        ("edu_years", "", "sixteen", "no number"),
        ("edu_years", "", "nan", "no number"),
        ("occ_isco", "", "22211", "no ISCO-08 code, which is one to four digits"),
        ("occ_isco", "", "nurse", "no ISCO-08 code, which is one to four digits"),
        ("edu_where", "", "UK", "no ISO 3166-1 alpha-3 code"),
        ("gender", "", "w", "none of f, m, x"),
        ("mot_wage", "", "2", "none of 0, 1"),
        ("integ", "social", "3", "none of 0, 1, 2"),
        ("age", "band", "50-55", "no band of five years like 50-54"),
        ("age", "band", "51-55", "no band of five years like 50-54"),
        ("age", "band", "52", "no band of five years like 50-54"),
        ("intent3", "target_country", "Canada", "no ISO 3166-1 alpha-3 code"),
        ("stay_years", "", "-3", "negative"),
    ],
)
def test_a_wrong_value_says_what_is_allowed(measure: str, part: str, value: str, problem: str) -> None:
    assert value_problem(MEASURES[measure], value, part=part) == problem


@given(value=st.text(max_size=8), measure=st.sampled_from(sorted(MEASURES)))
def test_any_text_is_judged_without_error(value: str, measure: str) -> None:
    problem = value_problem(MEASURES[measure], value)
    if problem == "" and MEASURES[measure].codes:
        assert value in MEASURES[measure].codes or value in MEASURES[measure].missing


def test_columns_find_their_measure() -> None:
    assert measure_of("edu_isced", MEASURES) == (MEASURES["edu_isced"], "")
    assert measure_of("isco_now", MEASURES) == (MEASURES["occ_isco"], "")
    assert measure_of("integ_econ", MEASURES) == (MEASURES["integ"], "economic")
    assert measure_of("pseudonym", MEASURES) is None
    assert measure_of("isco_now", {}) is None


def test_wrong_values_of_persons_and_legs_are_told_with_their_place() -> None:
    leg = Leg(1, "JPN", None, None, "current", legal_at_entry="nikkei", isco="82190")
    case = Case("US01", "Rosa", attributes={"edu_isced": "9", "integ_social": "3", "hat": "9"}, legs=(leg,))
    assert [problem.line() for problem in check_values([case], MEASURES)][:2] == [
        "case US01, edu_isced: '9' is none of 0, 1, 2, 3, 4, 5, 6, 7, 8",
        "case US01, integ_social: '3' is none of 0, 1, 2",
    ]
    assert [problem.where for problem in check_values([case], MEASURES)][2:] == [
        "case US01, leg 1, legal_at_entry",
        "case US01, leg 1, isco",
    ]


# The file


def test_codes_keep_the_characters_of_the_file(tmp_path: Path) -> None:
    text = SMALL.replace("1: low", "0012: low").replace(
        "2: high", "1_000: high\n      1.10: more\n      NO: none"
    )
    assert dict(read(tmp_path, text)["sat"].codes) == {
        "0012": "low",
        "1_000": "high",
        "1.10": "more",
        "NO": "none",
    }


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("    scale:", "    scales:", "measures.yaml:2: a measure lacks scale"),
        ("ordinal", "ordinary", "measures.yaml:4: scale 'ordinary' is unknown"),
        ("name: Satisfaction", "name: true", "measures.yaml:3: name true is no text"),
        ("name: Satisfaction", "name: 12", "measures.yaml:3: name 12 is no text"),
        ("name: Satisfaction", "name:", "measures.yaml:3: name is empty, not a text"),
        ("name: Satisfaction", 'name: ""', "measures.yaml:3: name is empty, not a text"),
        ("name: Satisfaction", "name: [a]", "measures.yaml:3: name is a list, not a text"),
        ("2: high", "2: false", "measures.yaml:7: codes 2 false is no text"),
        ("2: high", "2:", "measures.yaml:7: codes 2 is empty, not a text"),
        ("2: high", "1: high", "measures.yaml:7: '1' is already on line 6"),
        ("2: high", "true: high", "measures.yaml:7: codes has the key 'true'"),
        ("2: high", "~: high", "measures.yaml:7: codes has the key '~'"),
        (
            "    codes:",
            "    order_for_security: [3]\n    codes:",
            "measures.yaml:5: order_for_security 3 is no text",
        ),
        (
            "    codes:",
            "    range: [3, 1]\n    codes:",
            "measures.yaml:5: range should be two numbers, the lower one first",
        ),
        ("    codes:", "    range: 3\n    codes:", "measures.yaml:5: range should be a list"),
        (
            "    codes:",
            "    split_by_country: maybe\n    codes:",
            "measures.yaml:5: split_by_country should be true or false",
        ),
        ("    codes:", "    direction: up\n    codes:", "measures.yaml:5: direction 'up' is unknown"),
        (
            "    codes:",
            "    derived_from: nothing\n    codes:",
            "measures.yaml:2: sat: derived_from nothing is no measure",
        ),
        ("measures:", "measure:", "measures.yaml:1: there are no measures"),
        (
            "measures:",
            "harmonised_sets:\n  core: [sat, hat]\nmeasures:",
            "measures.yaml:2: core names hat, which is no measure",
        ),
    ],
)
def test_a_wrong_entry_is_told_with_its_line(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert problem in refused(tmp_path, SMALL.replace(old, new, 1))


def test_an_ordinal_measure_needs_a_direction(tmp_path: Path) -> None:
    text = SMALL.replace("    direction: higher_is_more\n", "")
    with pytest.raises(SecondmigError) as caught:
        read(tmp_path, text)
    assert caught.value.line() == "measures.yaml:4: sat: an ordinal measure needs a direction"
    assert caught.value.hint == "add the line direction: higher_is_more (or higher_is_less) below this one"


def test_codes_of_another_measure_bring_their_direction(tmp_path: Path) -> None:
    text = SMALL + "  - {id: hat, name: Hats, scale: ordinal, codes_as: sat}\n"
    assert read(tmp_path, text)["hat"].direction == "higher_is_more"


@pytest.mark.parametrize(
    ("ours", "reason"),
    [
        ("3", "3 is none of 1, 2"),
        ("1..3", "3 is none of 1, 2"),
        ("2..1", "write the lower value first"),
        ("about 2", "not understood"),
        ("1|2", "not understood"),
        ("1|2 default 3", "the default 3 is none of 1, 2"),
        ("1 if 10-20, 2 if >=22", "scores between 20 and 22 fall into no step"),
        ("1 if 10-20, 2 if >=20", "'2 if >=20' begins at a score that the step before it holds"),
        ("2 if 10-20, 1 if >=21", "write the lower value first"),
        ("1 if 20-10", "'1 if 20-10' has its lowest score after its highest"),
        ("1 if many", "'1 if many' is not understood"),
    ],
)
def test_what_a_map_leads_to_is_judged_when_the_file_is_read(tmp_path: Path, ours: str, reason: str) -> None:
    text = f'{SMALL}    map:\n      NIS:\n        1: 2\n        9: "{ours}"\n'
    assert refused(tmp_path, text) == [f"measures.yaml:12: sat: NIS leads 9 to {ours!r}: {reason}"]


@pytest.mark.parametrize(
    ("codes", "ours", "reason"),
    [
        ("iso3", "Japan", "Japan is no ISO 3166-1 alpha-3 code"),
        ("ISCO-08", "nurse", "nurse is no ISCO-08 code, which is one to four digits"),
    ],
)
def test_a_map_leads_into_the_published_list(tmp_path: Path, codes: str, ours: str, reason: str) -> None:
    text = f"measures:\n  - {{id: a, name: A, scale: nominal, codes: {codes}, map: {{X: {{1: {ours}}}}}}}\n"
    assert refused(tmp_path, text) == [f"measures.yaml:2: a: X leads 1 to {ours!r}: {reason}"]


def test_a_map_leads_to_yes_or_no_where_a_measure_has_no_more(tmp_path: Path) -> None:
    text = "measures:\n  - {id: a, name: A, scale: binary, map: {X: {1: 2}}}\n"
    assert refused(tmp_path, text) == ["measures.yaml:2: a: X leads 1 to '2': 2 is none of 0, 1"]


@pytest.mark.parametrize("ours", ["2", "1..2", "1|2 default 1", "1 if score 10-20, 2 if >=21", "2 if >=5"])
def test_a_map_may_lead_to_points_intervals_choices_and_steps(tmp_path: Path, ours: str) -> None:
    text = f'{SMALL}    map:\n      NIS:\n        9: "{ours}"\n'
    assert read(tmp_path, text)["sat"].maps["NIS"]["9"] == ours


def test_an_ordinal_measure_needs_codes(tmp_path: Path) -> None:
    text = SMALL[: SMALL.index("    codes:")] + "    direction: higher_is_more\n"
    assert refused(tmp_path, text) == ["measures.yaml:2: sat: an ordinal measure needs codes with labels"]
    assert refused(tmp_path, text + "    codes_as: hat\n") == [
        "measures.yaml:2: sat: codes_as hat is no measure with codes"
    ]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "    codes:",
            "    order_for_security: [a]\n    codes:",
            "sat: order_for_security names a, which is no code",
        ),
        ("ordinal", "composite", "sat: a composite measure needs parts"),
        (
            "    codes:",
            "    parts:\n      pay: 0-2\n    codes:",
            "parts pay should be the lowest and the highest value",
        ),
        (
            "    codes:",
            "    rubric:\n      pay:\n        0: none\n    codes:",
            "sat: the rubric of pay does not fit the parts",
        ),
        ("    codes:", "    codes: ISO 3166\n    x:", "codes 'ISO 3166' is no list of codes"),
        ("    codes:", "    per_leg: often\n    codes:", "per_leg should be true or false"),
        ("    codes:", "    map:\n      NIS:\n        1: true\n    codes:", "NIS 1 true is no text"),
        ("    codes:", "    codes: [1, 2]\n    x:", "codes should be keys with values"),
        ("measures:", "measures_spec: [1]\nmeasures:", "measures_spec should be keys with values"),
        ("measures:", "measures_spec:\n  version: 1\nmeasures:", "version 1 is no text"),
        ("measures:", "harmonised_sets:\n  rule:\nmeasures:", "rule is empty, not a text"),
    ],
)
def test_what_does_not_fit_within_a_measure_is_told(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert problem in [line.split(": ", 1)[1] for line in refused(tmp_path, SMALL.replace(old, new, 1))]


def test_a_file_may_hold_measures_alone(tmp_path: Path) -> None:
    (measure,) = read(tmp_path, SMALL).values()
    assert measure == Measure(
        "sat", "Satisfaction", "ordinal", direction="higher_is_more", codes={"1": "low", "2": "high"}
    )
    empty_spec = "measures_spec:\n  missing_default:\n    policy: print them\n" + SMALL
    assert read(tmp_path, empty_spec)["sat"].missing == {}


def test_a_repeated_measure_names_both_lines(tmp_path: Path) -> None:
    again = SMALL + SMALL.removeprefix("measures:\n")
    assert refused(tmp_path, again) == ["measures.yaml:9: measure sat is already on line 2"]


def test_all_problems_are_told_at_once_by_line(tmp_path: Path) -> None:
    text = SMALL.replace("Satisfaction", "yes").replace("low", "null") + "    colour: red\nextra: 1\n"
    found = refused(tmp_path, text.replace("yes", "true"))
    assert [line.split(": ", 1)[0] for line in found] == [
        "measures.yaml:3",
        "measures.yaml:6",
        "measures.yaml:9",
        "measures.yaml:10",
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "measures.yaml: the file is empty"),
        ("# only a remark\n", "measures.yaml: the file is empty"),
        ("measures:\n  - [a\n", "measures.yaml:3: no YAML: expected ',' or ']', but got '<stream end>'"),
        ("a: &x 1\nb: *x\n", "measures.yaml:1: anchor &x: anchors are not used here"),
        ("a: *x\n", "measures.yaml:1: no YAML: found undefined alias 'x'"),
        ("a: 1\n---\nb: 2\n", "measures.yaml:2: no YAML: but found another document"),
        ("just words\n", "measures.yaml:1: the file should be keys with values"),
    ],
)
def test_what_is_no_measures_file_is_refused(tmp_path: Path, text: str, line: str) -> None:
    assert line in refused(tmp_path, text)


def test_a_control_character_is_refused(tmp_path: Path) -> None:
    (line,) = refused(tmp_path, "a: \x07\n")
    assert line.startswith("measures.yaml: no YAML: unacceptable character")


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, "[" * 500) == ["measures.yaml: nested too deeply"]


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "measures.yaml"
    path.write_bytes(SMALL.replace("high", "höher").encode("cp1252"))
    with pytest.raises(SecondmigError, match="not UTF-8"):
        read_measures(path)
