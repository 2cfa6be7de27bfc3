"""Surveys are taken in whole or not at all, kept with labels, declared once, and described as in papers."""

import csv
import io
import re
import tomllib
from pathlib import Path

import pytest

from secondmig.cli.survey_table import as_printed
from secondmig.core.errors import MissingError, ProblemsError, SecondmigError
from secondmig.project.project import Project, open_project
from secondmig.project.survey_sources import SurveySource
from secondmig.project.survey_views import Describing
from secondmig.project.surveys import Adding, read_source, table_of
from tests.project.small import small_project
from tests.survey.files import sav, written

TABLES = Path(__file__).parents[1] / "data" / "survey"
PANEL = "id,sat,country,pw\n007,4,PER,1.5\n8,2,JPN,0.5\n9,,PER,2\n"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A project's folder, not built."""
    folder = tmp_path / "study"
    folder.mkdir()
    return small_project(folder)


def add(project: Project, path: Path, *, dry_run: bool = False, **said: str) -> tuple[str, ...]:
    """Take a survey in; the lines it says."""
    source = SurveySource(**{"name": "panel", "file": str(path), **said})
    done = project.survey_add(Adding(path, source), dry_run=dry_run)
    return (done.message, *done.details, *done.warnings)


def declared(study: Path) -> list[dict[str, str]]:
    """The surveys of secondmig.toml."""
    found: list[dict[str, str]] = tomllib.loads((study / "secondmig.toml").read_text(encoding="utf-8")).get(
        "surveys", []
    )
    return found


def test_a_file_of_the_project_is_stored_and_declared(study: Path) -> None:
    before = (study / "secondmig.toml").read_text(encoding="utf-8")
    path = written(study / "corpus" / "panel.csv", PANEL)
    with open_project(study) as project:
        said = add(project, path, kind="sample", weight="pw", source="Lima, 2025")
        assert said == (
            "panel: 3 rows, 4 columns",
            "CSV, utf-8; a sample; id id",
            "weight pw",
            "source: Lima, 2025",
            "declared in secondmig.toml",
        )
        (row,) = project.survey_list().rows
    assert row == {
        "name": "panel",
        "kind": "sample",
        "rows": 3,
        "columns": 4,
        "id": "id",
        "weight": "pw",
        "measures": 0,
        "source": "Lima, 2025",
    }
    after = (study / "secondmig.toml").read_text(encoding="utf-8")
    assert after.startswith(before)
    assert declared(study) == [
        {
            "name": "panel",
            "file": "corpus/panel.csv",
            "id": "id",
            "kind": "sample",
            "weight": "pw",
            "source": "Lima, 2025",
        }
    ]


def test_add_and_build_take_in_the_same_table(study: Path, tmp_path: Path) -> None:
    path = sav(
        study / "corpus" / "panel.sav",
        {"id": ["007", "8"], "sat": [4.0, 9.0]},
        variable_value_labels={"sat": {4.0: "満足", 9.0: "無回答"}},
        missing_ranges={"sat": [9.0]},
    )
    with open_project(study) as project:
        add(project, path)
        session = project._session
        first = table_of(session, "panel")
    with open_project(study) as project:
        session = project._session
        (source,) = project.config.surveys
        read = read_source(session, source)
        assert (read.cells, read.form) == (first.cells, first.form)
        project.build()
        again = table_of(session, "panel")
        assert (again.cells, again.form, again.ids) == (first.cells, first.form, ["007", "8"])
        assert add(project, path)[0] == "panel: already there, unchanged"
    assert len(declared(study)) == 1


def test_adding_is_one_event_that_can_be_undone(study: Path) -> None:
    path = written(study / "corpus" / "panel.csv", PANEL)
    with open_project(study) as project:
        before = len(project.history().rows)
        add(project, path)
        assert [row["verb"] for row in project.history().rows][before:] == ["survey add"] or (
            project.history().rows[0]["verb"] == "survey add"
        )
        project.undo()
        assert project.survey_list().rows == []
        project.redo()
        assert [row["name"] for row in project.survey_list().rows] == ["panel"]
        assert table_of(project._session, "panel").cells["id"] == ["007", "8", "9"]


def test_a_file_from_elsewhere_is_stored_and_said_to_be_undeclared(study: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "panel.csv", PANEL)
    with open_project(study) as project:
        said = add(project, path)
        assert "panel.csv lies outside the project" in said[-1]
        assert table_of(project._session, "panel").cells["sat"] == ["4", "2", ""]
    assert declared(study) == []


def test_a_dry_run_changes_nothing(study: Path) -> None:
    path = written(study / "corpus" / "panel.csv", PANEL)
    with open_project(study) as project:
        before = project.history().rows
        said = add(project, path, dry_run=True)
        assert (said[0], said[-1]) == (
            "panel: would be taken in: 3 rows, 4 columns",
            "would be declared in secondmig.toml",
        )
        assert (project.history().rows, project.survey_list().rows) == (before, [])
    assert declared(study) == []


def test_nothing_is_half_imported(study: Path) -> None:
    before = (study / "secondmig.toml").read_bytes()
    path = written(study / "corpus" / "panel.csv", PANEL.replace("0.5", "-1").replace("9,,", "08,,"))
    with open_project(study) as project:
        with pytest.raises(ProblemsError) as caught:
            add(project, path, weight="pw")
        assert [each.line() for each in caught.value.problems] == [
            "panel.csv:4: id '08' differs from '8' (panel.csv:3) only by leading zeros",
            "panel.csv:3, pw: the weight -1 is negative",
        ]
        assert (project.survey_list().rows, project.history().rows) == ([], [])
    assert (study / "secondmig.toml").read_bytes() == before


def test_a_survey_that_comes_in_later_does_not_bring_back_who_withdrew(study: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "panel.csv", "id,sat\nA1,4\nB2,2\n")
    with open_project(study) as project:
        project.build()
        project.case_withdraw("A1", reason="letter")
        assert add(project, path, dry_run=True)[0] == "panel: would be taken in: 1 row, 2 columns"
        assert add(project, path)[0] == "panel: 1 row, 2 columns"
        assert table_of(project._session, "panel").cells == {"id": ["B2"], "sat": ["2"]}


def test_rows_that_share_an_id_are_kept_and_told(study: Path) -> None:
    path = written(study / "corpus" / "panel.csv", PANEL.replace("9,,", "8,,"))
    with open_project(study) as project:
        assert add(project, path)[-1] == "1 id has several rows: 8 (panel.csv:3, panel.csv:4)"
        assert table_of(project._session, "panel").ids == ["007", "8", "8"]


def test_a_name_that_is_declared_otherwise_is_refused(study: Path) -> None:
    path = written(study / "corpus" / "panel.csv", PANEL)
    with open_project(study) as project:
        add(project, path, kind="sample")
    with open_project(study) as project:
        with pytest.raises(SecondmigError, match=r"declared with other settings \(kind, weight\)"):
            add(project, path, kind="census", weight="pw")
        assert project.survey_list().rows[0]["kind"] == "sample"


def test_a_changed_file_is_applied_by_link_build_and_told_by_build(study: Path) -> None:
    path = written(study / "corpus" / "panel.csv", PANEL)
    with open_project(study) as project:
        add(project, path)
    written(path, PANEL.replace("7,4", "7,3"))
    with open_project(study) as project:
        warnings = project.build().warnings
        assert any("panel.csv changed" in line and "secondmig link build" in line for line in warnings)
        assert table_of(project._session, "panel").cells["sat"][0] == "4"


MEASURES = """measures_spec:
  version: 1.2.0
  missing_default:
    reserved:
      -9: not_stated
measures:
  - id: sat
    name: Satisfaction
    scale: ordinal
    direction: higher_is_more
    codes: {1: not at all, 2: not much, 3: rather, 4: very}
"""


def test_measures_of_columns_are_kept_and_a_changed_file_of_them_is_told(study: Path) -> None:
    (study / "secondmig.toml").write_text(
        (study / "secondmig.toml")
        .read_text(encoding="utf-8")
        .replace("[codebooks]\n", '[codebooks]\nmeasures = "measures.yaml"\n'),
        encoding="utf-8",
    )
    written(study / "measures.yaml", MEASURES)
    path = written(study / "corpus" / "panel.csv", PANEL.replace("9,,", "9,-9,"))
    columns = written(study / "corpus" / "panel.yaml", "columns:\n  sat: sat\n")
    with open_project(study) as project:
        add(project, path, measures=str(columns))
        form = table_of(project._session, "panel").form
        assert (form.variable("sat").measure, form.measures_version) == ("sat", "1.2.0")
        assert project.survey_list().rows[0]["measures"] == 1
        (sat, *_) = project.survey_describe("panel", Describing()).rows
        assert (sat["measure"], sat["obs"], sat["missing"]) == ("sat", 2, {"not_stated": 1})
        assert sat["counts"] == {"2 not much": 1, "4 very": 1}
    assert declared(study)[0]["measures"] == "corpus/panel.yaml"
    written(columns, "columns:\n  sat: {measure: sat, label: Satisfied?}\n")
    with open_project(study) as project:
        assert any("panel.yaml changed" in line for line in project.build().warnings)
        assert table_of(project._session, "panel").form.variable("sat").label == ""
        project.link_build()
        assert table_of(project._session, "panel").form.variable("sat").label == "Satisfied?"
        assert not any("panel.yaml" in line for line in project.build().warnings)


def test_a_value_that_its_measure_does_not_know_is_refused_with_its_row(study: Path) -> None:
    (study / "secondmig.toml").write_text(
        (study / "secondmig.toml")
        .read_text(encoding="utf-8")
        .replace("[codebooks]\n", '[codebooks]\nmeasures = "measures.yaml"\n'),
        encoding="utf-8",
    )
    written(study / "measures.yaml", MEASURES)
    path = written(study / "corpus" / "panel.csv", PANEL.replace("7,4", "7,5"))
    columns = written(study / "corpus" / "panel.yaml", "columns:\n  sat: sat\n")
    with open_project(study) as project:
        with pytest.raises(SecondmigError) as caught:
            add(project, path, measures=str(columns))
        assert caught.value.where == "panel.csv:2, sat"
        assert "'5'" in caught.value.message
        assert project.survey_list().rows == []


def test_a_survey_that_is_not_there_is_named_with_those_that_are(study: Path) -> None:
    with open_project(study) as project:
        with pytest.raises(MissingError) as caught:
            project.survey_show("panel")
        assert (caught.value.message, caught.value.hint) == (
            "there is no survey 'panel'",
            "secondmig survey add FILE",
        )


def test_rows_are_shown_with_what_their_values_mean(study: Path) -> None:
    path = sav(
        study / "corpus" / "panel.sav",
        {"id": ["007", "8", "9"], "sat": [4.0, 9.0, None]},
        column_labels=["Nr", "Satisfied?"],
        variable_value_labels={"sat": {4.0: "very", 9.0: "no answer"}},
        missing_ranges={"sat": [9.0]},
    )
    with open_project(study) as project:
        add(project, path)
        shown = project.survey_show("panel", head=2)
        assert list(shown.rows) == [{"id": "007", "sat": "4 very"}, {"id": "8", "sat": "9 no answer"}]
        assert shown.notes == ("1 more rows: --head N, or --id",)
        one = project.survey_show("panel", row_id="8", columns=("sat",))
        assert [(row["value"], row["meaning"], row["question"]) for row in one.rows] == [
            ("9", "missing: no answer", "Satisfied?")
        ]
        with pytest.raises(SecondmigError, match="has no row '7'"):
            project.survey_show("panel", row_id="7")


def test_a_description_says_whether_it_is_weighted_and_by_what(study: Path) -> None:
    path = written(study / "corpus" / "panel.csv", PANEL)
    with open_project(study) as project:
        add(project, path, weight="pw", kind="sample")
        plain = project.survey_describe("panel", Describing())
        weighted = project.survey_describe("panel", Describing(weighted=True))
        (sat, country), (sat_w, _) = plain.rows, weighted.rows
        assert (sat["variable"], sat["obs"], sat["mean"], sat["missing"]) == ("sat", 2, 3.0, {"blank": 1})
        assert (sat["min"], sat["max"], sat["counts"]) == (2, 4, {"2": 1, "4": 1})
        assert (country["mean"], country["counts"]) == (None, {"PER": 2, "JPN": 1})
        assert (sat_w["obs"], sat_w["mean"], sat_w["weight_sum"]) == (2, 3.5, 2.0)
        assert plain.notes[-1] == "not weighted; with its weight pw: --weighted"
        assert weighted.notes[-1].startswith("panel weighted: mean = sum(w x)/sum(w)")
        groups = project.survey_describe("panel", Describing(("sat",), by="country"))
        assert [(row["group"], row["obs"], row["mean"]) for row in groups.rows] == [
            ("PER", 1, 4.0),
            ("JPN", 1, 2.0),
        ]
        with pytest.raises(ProblemsError, match="panel has no column 'x'"):
            project.survey_describe("panel", Describing(("x", "y")))


def table(name: str) -> list[dict[str, str]]:
    """A table of the paper."""
    return list(csv.DictReader(io.StringIO((TABLES / name).read_text(encoding="utf-8"))))


def with_moments(row: dict[str, str], rows: int) -> list[str]:
    """Values with the observations, bounds and, for yes or no, the mean of a row of Table 1.2."""
    obs = min(int(row["obs"]), rows)
    low, high = row["min"], row["max"]
    if (low, high) == ("0", "1"):
        ones = round(obs * float(row["mean"]))
        values = ["1"] * ones + ["0"] * (obs - ones)
    else:
        values = [low, high, *[str(round(float(row["mean"])))] * (obs - 2)]
    return values + [""] * (rows - obs)


def test_table_1_2_of_the_paper_is_printed_in_its_layout(study: Path) -> None:
    seed = table("rieti_table1_2.csv")
    for name, rows in (("firms", 3429), ("workers", 1120)):
        mine = [row for row in seed if row["panel"] == name]
        columns = [with_moments(row, rows) for row in mine]
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["id", "firm", *(row["variable"] for row in mine)])
        writer.writerows(
            [f"{name[0]}{number}", f"f{number % 900}", *cells]
            for number, cells in enumerate(zip(*columns, strict=True))
        )
        written(study / "corpus" / f"{name}.csv", out.getvalue())
    with open_project(study) as project:
        add(project, study / "corpus" / "firms.csv", name="firms", kind="sample")
    with open_project(study) as project:
        add(
            project,
            study / "corpus" / "workers.csv",
            name="workers",
            kind="sample",
            within="firms",
            within_id="firm",
        )
        described = project.survey_describe("workers", Describing())
    printed = as_printed(described, thousands=False)
    assert printed.fields == tuple(seed[0])
    found = [
        {name: str(row[name]) for name in printed.fields} for row in printed.rows if row["variable"] != "firm"
    ]
    same = ("panel", "variable", "obs", "min", "max")
    assert [[row[name] for name in same] for row in found] == [[row[name] for name in same] for row in seed]
    assert all(re.fullmatch(r"-?[0-9]+\.[0-9]{2}", row[name]) for row in found for name in ("mean", "sd"))
    yes_or_no = [
        pair for pair in zip(found, seed, strict=True) if (pair[1]["min"], pair[1]["max"]) == ("0", "1")
    ]
    assert len(yes_or_no) == 11
    assert [mine["mean"] for mine, _ in yes_or_no] == [paper["mean"] for _, paper in yes_or_no]
    # Shares are known to two decimals only, so a spread may differ in the last one.
    assert all(abs(float(mine["sd"]) - float(paper["sd"])) < 0.0101 for mine, paper in yes_or_no)


def test_table_1_1_of_the_paper_is_printed_in_its_layout(study: Path) -> None:
    seed = table("rieti_table1_1.csv")
    cells = [
        row["country_of_origin"] for row in seed for _ in range(round(float(row["proportion_pct"]) * 10))
    ]
    rows = "".join(f"{number},{cell}\n" for number, cell in enumerate([*cells, "", ""]))
    path = written(study / "corpus" / "w.csv", f"id,country_of_origin\n{rows}")
    with open_project(study) as project:
        add(project, path)
        shares = project.survey_describe("panel", Describing(shares="country_of_origin"))
    printed = as_printed(shares)
    assert printed.fields == tuple(seed[0])
    found = {row["country_of_origin"]: float(str(row["proportion_pct"])) for row in printed.rows}
    assert set(found) == {row["country_of_origin"] for row in seed}
    # The table of the paper adds up to 99.8.
    assert all(
        found[row["country_of_origin"]] == pytest.approx(float(row["proportion_pct"]) / 0.998, abs=0.051)
        for row in seed
    )
    assert shares.notes[0] == "missing, in no share: 2 blank"
    assert shares.meta["n"] == 998


def test_columns_of_the_units_stand_beside_the_rows_and_double_none(study: Path) -> None:
    firms = written(study / "corpus" / "firms.csv", "firm,size\nF1,10\nF2,30\nF3,90\n")
    workers = written(study / "corpus" / "workers.csv", "id,firm,sat\n1,F1,4\n2,F1,3\n3,F2,2\n4,F9,1\n5,,2\n")
    with open_project(study) as project:
        add(project, firms, name="firms", id_column="firm", kind="sample")
        add(project, workers, name="workers", within="firms", within_id="firm", kind="sample")
        described = project.survey_describe("workers", Describing(columns=("sat", "size")))
        sat, size = described.rows
        assert (sat["obs"], size["obs"], described.meta["n"]) == (5, 3, 5)
        assert (size["mean"], size["missing"]) == (pytest.approx(50 / 3), {"no row of the unit": 2})
        shown = project.survey_show("workers", columns=("id", "size"))
        assert [row["size"] for row in shown.rows][:3] == ["10", "10", "30"]
        by = project.survey_describe("workers", Describing(columns=("sat",), by="size"))
        assert [(row["group"], row["obs"]) for row in by.rows] == [("10", 2), ("30", 1)]
