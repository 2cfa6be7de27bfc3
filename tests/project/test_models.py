"""``model fit``: from a spec and a source to rows, meta and notes; and everything that is refused by name."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.project.listing import Listing
from secondmig.project.models import FIELDS, Modelling
from secondmig.project.project import Project, open_project
from tests.project.small import small_project

ROOT = Path(__file__).parents[2]
SPECTOR = ROOT / "codebooks" / "models"
DATA = ROOT / "tests" / "data"
SPEC = """source: panel.csv
kind: sample
outcome: GRADE
specs:
  - name: one
    blocks:
      - {label: Student, variables: [GPA, TUCE]}
      - {label: Course, variables: [PSI]}
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "study"
    small_project(folder)
    return folder


@pytest.fixture
def project(small: Path) -> Iterator[Project]:
    with open_project(small, coder="ana") as opened:
        yield opened


def written(folder: Path, spec: str = SPEC, rows: str | None = None) -> Modelling:
    """A spec and its rows in a folder."""
    if rows is None:
        shutil.copy(SPECTOR / "spector.csv", folder / "panel.csv")
    else:
        (folder / "panel.csv").write_text(rows, encoding="utf-8")
    path = folder / "model.yaml"
    path.write_text(spec, encoding="utf-8")
    return Modelling(path)


def row(listing: Listing, variable: str, spec: str = "one") -> Mapping[str, Any]:
    return next(each for each in listing.rows if (each["variable"], each["spec"]) == (variable, spec))


def told(listing: Listing, name: str) -> Any:  # noqa: ANN401 - of meta
    return listing.meta[name]


def ids(listing: Listing) -> list[str]:
    return [each["id"] for each in cast("list[dict[str, str]]", listing.meta["warnings"])]


def test_shipped_example_is_that_of_the_textbook(project: Project) -> None:
    listing = project.model_fit(Modelling(SPECTOR / "spector.yaml"))
    assert listing.fields == FIELDS
    made = row(listing, "PSI", "with PSI")
    assert (round(made["coefficient"], 6), round(made["se"], 6), made["stars"]) == (1.426332, 0.595038, "**")
    assert (round(made["ame"], 6), made["discrete"]) == (0.373752, True)
    assert round(told(listing, "log_likelihood")["with PSI"], 4) == -12.8188
    assert told(listing, "n_fitted") == {"before": 32, "with PSI": 32}
    assert told(listing, "information") == "observed"
    assert ids(listing) == []


def test_meta_has_the_flow_and_the_attrition_of_each_spec(project: Project, tmp_path: Path) -> None:
    rows = (SPECTOR / "spector.csv").read_text(encoding="utf-8").replace("2.66,20,0,0", "2.66,,0,0")
    spec = SPEC.replace("specs:", 'restrict: [{name: good students, where: "GPA > 2.5"}]\nspecs:')
    listing = project.model_fit(written(tmp_path, spec, rows))
    assert told(listing, "flow")["one"] == [
        {"name": "all rows", "n": 32, "lost": 0, "missing": 0},
        {"name": "good students", "n": 30, "lost": 2, "missing": 0},
        {"name": "complete on all variables", "n": 29, "lost": 1, "missing": 0},
    ]
    assert told(listing, "attrition")["one"] == [
        {"variable": "TUCE", "missing": 1, "alone": 1, "reasons": {"blank": 1}}
    ]
    assert "  without TUCE: 1 row (1 for this alone): blank 1" in listing.notes


def test_survey_of_the_project_is_a_source_and_its_kind_decides(project: Project, tmp_path: Path) -> None:
    from secondmig.project.survey_sources import SurveySource
    from secondmig.project.surveys import Adding

    for kind in ("sample", "purposive", "register"):
        path = tmp_path / f"{kind}.csv"
        lines = (SPECTOR / "spector.csv").read_text(encoding="utf-8").splitlines()
        numbered = [f"id,{lines[0]}", *(f"s{place:02},{line}" for place, line in enumerate(lines[1:]))]
        path.write_text("\n".join(numbered) + "\n", encoding="utf-8")
        project.survey_add(Adding(path, SurveySource(f"panel {kind}", "", "id", kind=kind)))

    def fitted(kind: str, *, inference: bool = False) -> Listing:
        text = SPEC.replace("panel.csv", f"panel {kind}").replace("kind: sample\n", "")
        asked = written(tmp_path, text)
        return project.model_fit(Modelling(asked.spec, inference=inference))

    assert row(fitted("sample"), "PSI")["p"] is not None
    bare = row(fitted("purposive"), "PSI")
    assert (bare["p"], bare["se"], bare["stars"], bare["ame_low"]) == (None, None, None, None)
    assert bare["undefined"].endswith("--inference prints it")
    assert round(bare["ame"], 6) == 0.373752
    asked = fitted("purposive", inference=True)
    assert row(asked, "PSI")["p"] is not None
    assert "W14" in ids(asked)
    whole = fitted("register", inference=True)
    assert row(whole, "PSI")["undefined"] == "a register has no sampling error: nobody was drawn"
    with pytest.raises(SecondmigError, match="is declared as register"):
        project.model_fit(written(tmp_path, SPEC.replace("panel.csv", "panel register")))


def test_user_missing_values_are_lost_by_their_reason(project: Project, tmp_path: Path) -> None:
    """SPSS says -9 is a refusal: the flow says so too."""
    import pandas as pd
    import pyreadstat

    frame = pd.read_csv(SPECTOR / "spector.csv").astype(float)
    frame.loc[[0, 5], "TUCE"] = -9
    frame.loc[7, "TUCE"] = float("nan")
    frame["id"] = [float(place) for place in range(1, 33)]
    path = tmp_path / "panel.sav"
    pyreadstat.write_sav(
        frame, str(path), missing_ranges={"TUCE": [-9]}, variable_value_labels={"TUCE": {-9: "refused"}}
    )
    listing = project.model_fit(written(tmp_path, SPEC.replace("panel.csv", "panel.sav")))
    assert told(listing, "attrition")["one"] == [
        {"variable": "TUCE", "missing": 3, "alone": 3, "reasons": {"refused": 2, "blank": 1}}
    ]


def test_stata_file_beside_the_spec_is_a_source(project: Project, tmp_path: Path) -> None:
    import pandas as pd

    pd.read_csv(SPECTOR / "spector.csv").to_stata(tmp_path / "panel.dta", write_index=False)
    listing = project.model_fit(written(tmp_path, SPEC.replace("panel.csv", "panel.dta")))
    assert round(row(listing, "PSI")["coefficient"], 6) == 1.426332


def test_file_without_a_kind_is_taken_as_a_sample_and_says_so(project: Project, tmp_path: Path) -> None:
    listing = project.model_fit(written(tmp_path, SPEC.replace("kind: sample\n", "")))
    assert any("is taken as a sample" in each for each in listing.notes)


def test_values_that_the_spec_calls_missing_are_missing(project: Project, tmp_path: Path) -> None:
    rows = (SPECTOR / "spector.csv").read_text(encoding="utf-8").replace("2.66,20,0,0", "2.66,NA,0,0")
    with pytest.raises(SecondmigError) as caught:
        project.model_fit(written(tmp_path, rows=rows))
    assert caught.value.hint == "if it stands for no answer: missing: {NA: not stated}"
    spec = SPEC.replace("specs:", "missing: {NA: not stated}\nspecs:")
    listing = project.model_fit(written(tmp_path, spec, rows))
    assert told(listing, "attrition")["one"][0]["reasons"] == {"not stated": 1}


def test_common_sample_is_fitted_on_the_same_rows(project: Project, tmp_path: Path) -> None:
    rows = (SPECTOR / "spector.csv").read_text(encoding="utf-8").replace("2.66,20,0,0", "2.66,20,,0")
    spec = SPEC.replace("  - name: one", "  - name: short\n    blocks: [{variables: [GPA]}]\n  - name: one")
    asked = written(tmp_path, spec, rows)
    own = project.model_fit(asked)
    assert told(own, "n_fitted") == {"short": 32, "one": 31}
    assert ids(own) == ["W27", "W31"]
    shared = project.model_fit(Modelling(asked.spec, common_sample=True))
    assert told(shared, "n_fitted") == {"short": 31, "one": 31}
    assert ids(shared) == []


def test_separation_is_a_reason_and_a_warning_and_no_number(project: Project, tmp_path: Path) -> None:
    rows = "GPA,TUCE,PSI,GRADE\n" + "".join(
        f"{2 + place / 10},20,{place % 2},{place // 8}\n" for place in range(16)
    )
    listing = project.model_fit(written(tmp_path, rows=rows))
    assert {each["coefficient"] for each in listing.rows} == {None}
    assert row(listing, "GPA")["undefined"].startswith(
        "separated: the outcome is 0 in all rows with GPA up to"
    )
    assert row(listing, "TUCE")["undefined"] == "TUCE is 20 in all 16 rows"
    assert "W30" in ids(listing)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("outcome: GRADE", "outcome: TUCE", "TUCE has 14 values"),
        ("variables: [PSI]", "variables: [PSI, psi]", "there is no column 'psi'"),
        ("source: panel.csv", "source: nothing.csv", "neither a survey of the project nor a file"),
        ("specs:", "weights: PSY\nspecs:", "there is no column 'PSY'"),
        ("specs:", "strata: TUCE\nspecs:", "has one unit: it has no variance"),
        ("kind: sample", "kind: guess", "kind 'guess' is unknown"),
        ("specs:", 'restrict: ["GPA > 5"]\nspecs:', "no row is left (all rows: 32; GPA > 5: 0"),
    ],
)
def test_bad_input_is_named(project: Project, tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(SecondmigError) as caught:
        project.model_fit(written(tmp_path, SPEC.replace(old, new)))
    assert any(message in each.message for each in getattr(caught.value, "problems", (caught.value,)))
    assert caught.value.hint


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"source: [", b"- a\n", "Größe".encode("cp1252")])
def test_spec_that_is_none_is_refused(project: Project, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.yaml"
    path.write_bytes(content)
    with pytest.raises(SecondmigError):
        project.model_fit(Modelling(path))


def test_columns_of_units_reach_their_rows(project: Project, tmp_path: Path) -> None:
    """A firm's size in a model of its workers, with standard errors clustered by firm."""
    from secondmig.project.survey_sources import SurveySource
    from secondmig.project.surveys import Adding

    firms, workers = tmp_path / "firms.csv", tmp_path / "workers.csv"
    firms.write_text(
        "firm,size\n" + "".join(f"F{place},{place * 10}\n" for place in range(8)), encoding="utf-8"
    )
    lines = (SPECTOR / "spector.csv").read_text(encoding="utf-8").splitlines()
    body = "".join(f"w{place:02},F{place % 8},{line}\n" for place, line in enumerate(lines[1:]))
    workers.write_text(f"id,firm,{lines[0]}\n{body}", encoding="utf-8")
    project.survey_add(Adding(firms, SurveySource("firms", "", "firm", kind="sample")))
    project.survey_add(
        Adding(workers, SurveySource("workers", "", "id", kind="sample", within="firms", within_id="firm"))
    )
    spec = (
        SPEC.replace("panel.csv", "workers")
        .replace("kind: sample\n", "cluster: firm\n")
        .replace("[PSI]", "[PSI, size]")
    )
    listing = project.model_fit(written(tmp_path, spec))
    assert row(listing, "size")["coefficient"] is not None
    assert told(listing, "n_clusters") == {"one": 8}
    assert "W28" in ids(listing)


@pytest.mark.parametrize(("outcome", "warned"), [("intent3=onward", True), ("job_sat>=2", False)])
def test_an_outcome_that_the_survey_declares_an_intention_is_warned_of(
    built_demo: Path, tmp_path: Path, outcome: str, warned: bool
) -> None:
    path = tmp_path / "spec.yaml"
    column = "{name: one, blocks: [{variables: [edu_isced]}]}"
    spec = f"source: interview sheet\noutcome: {outcome}\nspecs: [{column}]\n"
    path.write_text(spec, encoding="utf-8")
    with Project.open(built_demo) as demo:
        warnings = demo.model_fit(Modelling(path)).meta["warnings"]
    assert isinstance(warnings, list)
    assert ("W32" in [each["id"] for each in warnings]) == warned
