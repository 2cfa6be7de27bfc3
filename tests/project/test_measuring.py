"""Measures of a project: listed, shown, and compared across the surveys it holds."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import mean

import pytest

from secondmig.core.errors import MissingError, SecondmigError
from secondmig.joint.groups import group_of, people, value_of
from secondmig.project.measuring import occupations_of
from secondmig.project.project import Project
from tests.project.small import small_project

ROOT = Path(__file__).parents[2]
WORKERS = """id,school,sat,jlpt,score,w
1,1,4,N1,,1
2,3,9,N1,150,3
3,5,-9,N3,,1
"""
WORKERS_COLUMNS = """source: JP_JILPT
asked_in: [JPN]
columns:
  school: {measure: edu_isced, map: JP_JILPT}
  sat: {measure: job_sat, missing: {9: no answer}}
  jlpt: {measure: lang_host, map: JLPT_pass_only, score: score}
"""
PANEL = """person,edu,sat,sat_again
A1,Level 4 or above,3,4
B2,Level 3,4,4
C3,Level 2,1,1
C3,Level 3,1,1
"""
WORKERS_KEY = """case,respondent,reason
A1,,the survey was held in Japan
B2,,the survey was held in Japan
"""
PANEL_COLUMNS = """source: panel
columns:
  edu: {measure: edu_isced, map: UK_CENSUS}
"""
TOML = """
[[surveys]]
name = "workers"
file = "corpus/workers.csv"
id = "id"
key = "corpus/workers_key.csv"
measures = "corpus/workers.yaml"
weight = "w"

[[surveys]]
name = "panel"
file = "corpus/panel.csv"
id = "person"
measures = "corpus/panel.yaml"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project with a survey of Japan alone and a panel of its persons."""
    folder = small_project(tmp_path_factory.mktemp("measuring") / "study")
    (folder / "codebooks").mkdir(exist_ok=True)
    shutil.copyfile(ROOT / "codebooks" / "measures.yaml", folder / "measures.yaml")
    toml = (folder / "secondmig.toml").read_text(encoding="utf-8")
    toml = toml.replace("[codebooks]\n", '[codebooks]\nmeasures = "measures.yaml"\n')
    for name, text in {
        "secondmig.toml": toml + TOML,
        "corpus/workers.csv": WORKERS,
        "corpus/workers.yaml": WORKERS_COLUMNS,
        "corpus/workers_key.csv": WORKERS_KEY,
        "corpus/panel.csv": PANEL,
        "corpus/panel.yaml": PANEL_COLUMNS,
    }.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    with Project.open(folder) as project:
        project.build()
    return folder


@pytest.fixture
def project(folder: Path) -> Iterator[Project]:
    with Project.open(folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def demo(built_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    copy = shutil.copytree(built_demo, tmp_path_factory.mktemp("copied") / "demo")
    with Project.open(copy) as opened:
        yield opened


def cell(rows: object, measure: str, survey: str, group: str | None) -> Mapping[str, object]:
    assert isinstance(rows, list)
    (found,) = [
        row for row in rows if (row["measure"], row["survey"], row["group"]) == (measure, survey, group)
    ]
    assert isinstance(found, dict)
    return found


# Measures


def test_all_measures_are_listed_with_scale_direction_and_sources(demo: Project) -> None:
    listing = demo.survey_measures()
    assert len(listing.rows) == 44
    sat = next(row for row in listing.rows if row["measure"] == "job_sat")
    assert (sat["scale"], sat["direction"], sat["codes"]) == ("ordinal", "higher_is_more", 4)
    assert sat["sets"] == ["japan_only", "interview_sheet"]
    assert listing.notes == ("measures: codebooks/measures.yaml, version 1.1.0",)


def test_one_measure_is_shown_in_full(demo: Project) -> None:
    pairs = {row["field"]: row["value"] for row in demo.survey_measure("lang_host").rows}
    assert pairs["code 6"] == "C2_or_native"
    assert pairs["map J14"] == "1: 5..6; 2: 3..4; 3: 1..2; 4: 0"
    assert "REVERSED" in str(pairs["source US_NIS"])
    assert "unit" not in pairs


def test_an_unknown_measure_names_the_nearest(demo: Project) -> None:
    with pytest.raises(MissingError) as caught:
        demo.survey_measure("jobsat")
    assert caught.value.hint == "did you mean job_sat?"
    with pytest.raises(MissingError, match="there is no measure 'xyz'"):
        demo.survey_compare(measures=("xyz",))


def test_a_project_without_measures_is_told_where_to_declare_them(tmp_path: Path) -> None:
    with Project.open(_initialised(tmp_path)) as bare, pytest.raises(SecondmigError) as caught:
        bare.survey_measures()
    assert caught.value.where == "secondmig.toml"
    assert caught.value.hint == 'measures = "codebooks/measures.yaml" under [codebooks]'


def _initialised(tmp_path: Path) -> Path:
    from secondmig.project.start import init_project

    return init_project(tmp_path / "bare", template="blank")


# Occupations


def test_the_demo_declares_its_own_table_of_occupations(demo: Project) -> None:
    assert demo.config.scores == "codebooks/occupations.csv"
    assert occupations_of(demo._session).isei("2221").value == 68.70


def test_a_project_that_declares_none_has_the_one_of_the_program(project: Project) -> None:
    assert project.config.scores == ""
    assert occupations_of(project._session).isei("2221").value == 68.70


# Comparing


def test_a_source_that_did_not_ask_is_named_in_every_line(project: Project) -> None:
    listing = project.survey_compare(measures=("edu_isced", "lang_host"), wide=True)
    assert listing.fields == ("measure", "figure", "JP_JILPT JPN", "panel USA", "panel GBR")
    rows = [row for row in listing.rows if "-7" in str(row["panel USA"])]
    assert [(row["figure"], row["JP_JILPT JPN"], row["panel USA"]) for row in rows] == [
        ("n", "3 (2 as intervals)", "not asked (-7)"),
        ("mean", "4.20 to 4.60", "-7"),
        ("median", "5.0", "-7"),
    ]
    assert all(str(value) for row in listing.rows for value in row.values())


def test_two_surveys_of_one_source_keep_columns_of_their_own(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "study")
    toml = (copy / "secondmig.toml").read_text(encoding="utf-8")
    second = TOML[: TOML.index('name = "panel"')].removesuffix("[[surveys]]\n").replace("workers", "again", 1)
    (copy / "secondmig.toml").write_text(toml + second, encoding="utf-8")
    with Project.open(copy) as twice:
        twice.build()
        listing = twice.survey_compare(("workers", "again"), measures=("edu_isced",), wide=True)
    assert listing.fields == ("measure", "figure", "workers JPN", "again JPN")


def test_mapped_values_carry_the_map_its_version_and_the_choice(project: Project) -> None:
    listing = project.survey_compare(("workers",), measures=("edu_isced",))
    row = cell(listing.rows, "edu_isced", "workers", "JPN")
    assert (row["map"], row["measures_version"]) == (
        "edu_isced by map JP_JILPT, measures 1.1.0; the project's choice: 1 is taken as 5, of 4 or 5",
        "1.1.0",
    )
    assert f"workers: {row['map']}" in listing.notes
    assert "workers: weighted by w; n and missing count rows" in listing.notes


def test_weights_count(project: Project) -> None:
    row = cell(project.survey_compare(measures=("edu_isced",)).rows, "edu_isced", "workers", "JPN")
    assert row["mean_low"] == pytest.approx((5 + 3 * 6 + 8) / 5)
    assert row["n"] == 3


def test_missing_stands_by_reason(project: Project) -> None:
    row = cell(project.survey_compare(measures=("job_sat",)).rows, "job_sat", "workers", "JPN")
    assert row["missing"] == {"no answer": 1, "not_stated": 1}
    assert (row["n"], row["counts"]) == (1, {"4": 1})


def test_rows_that_contradict_each_other_are_left_out_and_named(project: Project) -> None:
    listing = project.survey_compare(("panel",), by="group")
    told = "panel: left out, as nobody knows which of their rows holds: person C3"
    assert told in listing.notes
    assert [(row["group"], row["rows"]) for row in listing.rows] == [("second", 1), ("single", 1)]


def test_by_may_be_any_variable_of_survey_or_person(project: Project) -> None:
    found = project.survey_compare(("panel",), by="origin").rows
    assert [(row["group"], row["mean_low"], row["mean_high"]) for row in found] == [
        ("PER", 5, 8),
        ("PAK", 3, 3),
    ]
    with pytest.raises(SecondmigError) as caught:
        project.survey_compare(by="orign")
    assert caught.value.hint == "did you mean origin?"


def test_a_survey_without_a_measured_column_is_compared_only_where_it_is_named(demo: Project) -> None:
    listing = demo.survey_compare(measures=("edu_years",))
    assert {row["survey"] for row in listing.rows} == {"interview sheet", "mail-back"}


def test_a_project_without_measured_columns_is_told_how_to_get_them(tmp_path: Path) -> None:
    folder = small_project(tmp_path / "study")
    shutil.copyfile(ROOT / "codebooks" / "measures.yaml", folder / "measures.yaml")
    toml = (folder / "secondmig.toml").read_text(encoding="utf-8")
    toml = toml.replace("[codebooks]\n", '[codebooks]\nmeasures = "measures.yaml"\n')
    (folder / "secondmig.toml").write_text(toml, encoding="utf-8")
    with Project.open(folder) as bare:
        bare.build()
        with pytest.raises(SecondmigError, match="no survey has a column with a measure"):
            bare.survey_compare()


def test_a_measures_file_that_changed_since_is_told(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "study")
    text = (copy / "measures.yaml").read_text(encoding="utf-8")
    text = text.replace("version: 1.1.0", "version: 1.2.0").replace("- id: job_sat", "- id: job_sat_4")
    text = text.replace("emp_permanent, job_sat,", "emp_permanent,")
    (copy / "measures.yaml").write_text(text, encoding="utf-8")
    with Project.open(copy) as changed:
        notes = changed.survey_compare(("workers",), measures=("edu_isced",)).notes
    assert "workers: taken in under measures 1.1.0, read here under 1.2.0" in notes
    assert "workers: sat held job_sat, which is no measure any more" in notes


def test_an_unknown_survey_is_told(project: Project) -> None:
    with pytest.raises(MissingError, match="there is no survey 'pannel'"):
        project.survey_compare(("pannel",))


# The demo: figures of the study


def test_the_default_is_the_core_measures_that_somebody_asked(demo: Project) -> None:
    asked = dict.fromkeys(row["measure"] for row in demo.survey_compare().rows)
    assert list(asked) == [
        "edu_isced",
        "edu_years",
        "occ_isco",
        "occ_isei",
        "lang_host",
        "legal_status",
        "age",
        "gender",
    ]


def test_education_differs_between_the_groups_as_planted(demo: Project) -> None:
    rows = demo.survey_compare(("interview sheet",), measures=("edu_isced", "edu_years"), by="group").rows
    found = {(row["measure"], row["group"]): row for row in rows}
    assert found["edu_isced", "second"]["mean_low"] == pytest.approx(6.46, abs=0.005)
    assert found["edu_isced", "single"]["mean_low"] == pytest.approx(5.00, abs=0.005)
    assert found["edu_isced", "second"]["median_low"] == found["edu_isced", "single"]["median_low"] == 6
    assert found["edu_years", "second"]["mean_low"] == pytest.approx(16.85, abs=0.005)
    assert found["edu_years", "single"]["mean_low"] == pytest.approx(14.55, abs=0.005)


def test_status_rises_after_the_move_and_not_before(demo: Project) -> None:
    rows = demo.survey_compare(("interview sheet",), measures=("occ_isei",), by="group").rows
    found = {(row["leg"], row["group"]): row["mean_low"] for row in rows}
    assert found["1", "second"] == pytest.approx(55.1, abs=0.05)
    assert found["1", "single"] == pytest.approx(52.6, abs=0.05)
    assert found["current", "second"] == pytest.approx(67.3, abs=0.05)
    assert found["current", "single"] == pytest.approx(52.6, abs=0.05)


def test_the_rise_in_status_is_that_of_four_persons(demo: Project) -> None:
    table = occupations_of(demo._session)
    change = {}
    for person in people(demo.snapshot()):
        if group_of(person) == "second":
            before, after = (
                table.isei(value_of(person, name) or "").value for name in ("isco_leg1", "isco_now")
            )
            assert before is not None
            assert after is not None
            change[person.case.id] = after - before
    assert len(change) == 13
    assert mean(change.values()) == pytest.approx(12.1, abs=0.05)
    assert sorted(change.values())[6] == 0
    risen = {person: round(rise, 1) for person, rise in change.items() if rise > 20}
    assert risen == {"US01": 30.6, "US02": 37.5, "UK01": 35.6, "UK02": 52.9}


def test_privileged_entry_does_not_tell_the_groups_apart(demo: Project) -> None:
    rows = demo.survey_compare(("interview sheet",), measures=("legal_status",), by="group").rows
    privileged = {}
    for row in rows:
        if row["part"] == "at_entry":
            assert isinstance(row["counts"], dict)
            privileged[row["group"]] = row["counts"].get("ethnic", 0) + row["counts"].get("colonial", 0)
    assert privileged == {"second": 4, "single": 3}


def test_the_interview_sheet_is_a_source_of_its_own(demo: Project) -> None:
    listing = demo.survey_compare(measures=("job_sat", "seg_firm", "emp_permanent"))
    sheet = [row for row in listing.rows if row["source"] == "interview_sheet"]
    assert [row["group"] for row in sheet] == ["USA", "GBR", "JPN"] * 3
    assert all(row["asked"] and row["n"] == 8 for row in sheet)
    assert any(
        note.startswith("seg_firm, interview_sheet: asked of everybody about the main employer")
        for note in listing.notes
    )
    other = [row for row in listing.rows if row["source"] == "mail_back"]
    assert other
    assert not any(row["asked"] for row in other)


def test_the_source_of_the_scores_is_printed_beside_them(demo: Project) -> None:
    notes = demo.survey_compare(measures=("occ_isei", "orum")).notes
    assert any("revised in Ganzeboom's SPSS syntax" in note and "Ganzeboom (2010)" in note for note in notes)
    assert any(note.startswith("orum: job analysis") for note in notes)
    assert "measures: codebooks/measures.yaml, version 1.1.0" in notes
