"""``model table``: fits and printed tables side by side, what is said below them, and bad input."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import secondmig
from secondmig.core.errors import SecondmigError
from secondmig.project.model_table import (
    ModelTable,
    TableAsked,
    as_html,
    as_latex,
    as_markdown,
    as_text,
)
from secondmig.project.project import Project
from secondmig.project.star_check import check_stars

ROOT = Path(__file__).parents[2]
LIU = ROOT / "codebooks" / "liu-2018"
SPECTOR = ROOT / "tests" / "data" / "models" / "statsmodels_spector.csv"
SPEC = """source: {source}
outcome: GRADE
family: probit
kind: {kind}
labels: {{GPA: Grade point average, PSI: New teaching}}
specs:
  - name: long
    header: "Model 1: Improved"
    not_applicable: [wage]
    blocks:
      - {{label: Ability, variables: [GPA, TUCE]}}
      - {{label: Teaching, variables: [PSI]}}
  - name: short
    header: "Model 1: Improved"
    blocks:
      - {{label: Ability, variables: [GPA]}}
"""


@pytest.fixture(scope="module")
def demo(built_demo: Path) -> Iterator[Project]:
    with secondmig.open(built_demo) as project:
        yield project


def spec(folder: Path, *, name: str = "model", kind: str = "sample", text: str = SPEC) -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(text.format(source=SPECTOR, kind=kind), encoding="utf-8")
    return path


def cell(made: ModelTable, variable: str, column: int) -> str:
    rows = [row for row in made.listing.rows if row["variable"] == variable]
    return str(rows[column]["shown"])


def ids(made: ModelTable) -> list[str]:
    return [each.id for each in made.cautions]


def test_spector_and_mazzeo_are_printed_as_greene_prints_them(demo: Project, tmp_path: Path) -> None:
    # methods.md 4.1, P1: coefficients, z and log likelihood.
    made = demo.model_table(TableAsked((spec(tmp_path),)))
    assert cell(made, "GPA", 0) == "1.63 [2.34]**"
    assert cell(made, "TUCE", 0) == "0.05 [0.62]"
    assert cell(made, "PSI", 0) == "1.43 [2.40]**"
    assert cell(made, "const", 0) == "-7.45 [-2.93]***"
    assert cell(made, "log_likelihood", 0) == "-12.82"
    assert cell(made, "n", 1) == "32"
    assert [cell(made, name, 1) for name in ("TUCE", "PSI")] == ["", ""]


def test_the_same_rows_raise_no_warning_and_others_do(demo: Project, tmp_path: Path) -> None:
    same = demo.model_table(TableAsked((spec(tmp_path),)))
    assert ids(same) == []
    gaps = SPECTOR.read_text(encoding="utf-8").replace("2.66,20.0,0.0,0.0", "2.66,,0.0,0.0", 1)
    (tmp_path / "gaps.csv").write_text(gaps, encoding="utf-8")
    path = spec(tmp_path, name="gaps", text=SPEC.replace("{source}", "gaps.csv"))
    unlike = demo.model_table(TableAsked((path,)))
    assert ids(unlike) == ["W27", "W31"]
    assert "n: (1) 31, (2) 32" in unlike.cautions[0].message
    common = demo.model_table(TableAsked((path,), common_sample=True))
    assert ids(common) == []
    assert [cell(common, "n", place) for place in (0, 1)] == ["31", "31"]
    assert [step["n"] for step in common.listing.meta["columns"][1]["flow"]] == [32, 32, 31]  # type: ignore[index]


def test_several_specs_stand_side_by_side_and_share_a_sample(demo: Project, tmp_path: Path) -> None:
    gaps = SPECTOR.read_text(encoding="utf-8").replace("2.66,20.0,0.0,0.0", "2.66,,0.0,0.0", 1)
    (tmp_path / "gaps.csv").write_text(gaps, encoding="utf-8")
    text = SPEC.replace("{source}", "gaps.csv")
    first = spec(tmp_path, name="a", text=text.replace("Model 1: Improved", "First"))
    second = spec(
        tmp_path, name="b", text=text.replace("[GPA, TUCE]", "[GPA]").replace("Model 1: Improved", "Second")
    )
    made = demo.model_table(TableAsked((first, second)))
    assert made.table.groups() == (("First", 2), ("Second", 2))
    assert [cell(made, "n", place) for place in range(4)] == ["31", "32", "32", "32"]
    common = demo.model_table(TableAsked((first, second), common_sample=True))
    assert [cell(common, "n", place) for place in range(4)] == ["31"] * 4
    assert ids(common) == []
    other = spec(tmp_path, name="c", text=text.replace("family: probit", "family: logit"))
    with pytest.raises(SecondmigError, match="no sample in common"):
        demo.model_table(TableAsked((first, other), common_sample=True))


def test_persons_chosen_on_purpose_have_no_z_without_inference(demo: Project, tmp_path: Path) -> None:
    path = spec(tmp_path, kind="purposive")
    bare = demo.model_table(TableAsked((path,)))
    assert cell(bare, "GPA", 0) == "1.63"
    assert "[" not in as_text(bare).partition("\n\n")[2]
    assert any("chosen on purpose" in note for note in bare.table.notes)
    assert not any("p <" in note for note in bare.table.notes)
    told = demo.model_table(TableAsked((path,), inference=True))
    assert cell(told, "GPA", 0) == "1.63 [2.34]**"
    assert "W14" in ids(told)


def test_a_separated_regressor_is_said_not_to_be_estimated(demo: Project, tmp_path: Path) -> None:
    rows = "\n".join(f"{x},{int(x > 3)},{x % 2}" for x in range(1, 7))
    (tmp_path / "apart.csv").write_text(f"x,y,z\n{rows}\n", encoding="utf-8")
    path = tmp_path / "apart.yaml"
    path.write_text(
        "source: apart.csv\noutcome: y\nfamily: probit\nkind: sample\n"
        "specs:\n  - name: one\n    blocks:\n      - variables: [x]\n",
        encoding="utf-8",
    )
    made = demo.model_table(TableAsked((path,)))
    assert cell(made, "x", 0) == "n.e."
    assert "W30" in ids(made)
    assert any("not estimated:" in note for note in made.table.notes)
    assert cell(made, "log_likelihood", 0) == "n.e."


def test_the_printed_table_2_keeps_its_119_cells(demo: Project) -> None:
    made = demo.model_table(TableAsked((), LIU / "table_2.csv"))
    brackets = [row for row in made.listing.rows if "[" in str(row["shown"])]
    assert len(brackets) == 119
    assert cell(made, "age", 3) == "-0.03 [-1.96]*"
    assert [cell(made, "wage_gap", place) for place in (2, 3)] == ["0.01 [0.06]", "—"]
    assert cell(made, "job_satisfaction", 2) == ""
    assert cell(made, "job_dummies", 0) == "Yes"
    assert [cell(made, "n", place) for place in range(6)] == ["606", "631", "614", "712", "742", "721"]
    assert made.table.groups() == (("Model 1: Return migration", 3), ("Model 2: Out-migration", 3))
    assert [label for label, _ in made.table.blocks()][:2] == ["Major model", "Initial motivation"]
    assert all(row["p"] is None for row in made.listing.rows)
    assert ids(made) == ["W27", "W31"]
    assert "--common-sample" not in made.cautions[0].message


def test_a_printed_column_stands_before_the_fitted_one_of_its_name(demo: Project, tmp_path: Path) -> None:
    (tmp_path / "printed.csv").write_text(
        "model,spec,variable,estimate,z,stars\nlong,1,GPA,1.63,2.34,*\nlong,1,constant,-7.5,-2.9,***\n"
        "long,1,n_obs,32,,\n",
        encoding="utf-8",
    )
    path = spec(tmp_path, text=SPEC.replace("name: long", "name: long-1"))
    made = demo.model_table(TableAsked((path,), tmp_path / "printed.csv"))
    assert [head.label for head in made.table.heads] == ["(1) printed", "(1) fitted", "(2)"]
    assert [cell(made, "GPA", place) for place in (0, 1)] == ["1.63 [2.34]*", "1.63 [2.34]**"]
    assert [cell(made, "const", place) for place in (0, 1)] == ["-7.5 [-2.9]***", "-7.45 [-2.93]***"]
    assert any("z 2.34 has ** and not *" in note for note in made.table.notes)
    assert "W31" in ids(made)
    with pytest.raises(SecondmigError, match="no column is called") as caught:
        demo.model_table(TableAsked((spec(tmp_path),), tmp_path / "printed.csv"))
    assert "long-1" in caught.value.hint


def test_every_form_is_the_same_each_time(demo: Project, tmp_path: Path) -> None:
    asked = TableAsked((spec(tmp_path),), title="A & B")
    first, second = demo.model_table(asked), demo.model_table(asked)
    for form in (as_html, as_latex, as_markdown, as_text):
        assert form(first) == form(second)
    assert b"A &amp; B" in as_html(first)
    assert rb"\caption{A \& B}" in as_latex(first)
    assert json.dumps(first.listing.rows) == json.dumps(second.listing.rows)


def test_small_coefficients_are_named_and_more_decimals_show_them(demo: Project, tmp_path: Path) -> None:
    text = SPEC.replace("[GPA, TUCE]", "[GPA^9]").replace("[PSI]", "[TUCE]").replace("[GPA]", "[GPA^9]")
    made = demo.model_table(TableAsked((spec(tmp_path, text=text),)))
    assert cell(made, "GPA^9", 0).startswith("0.00 [")
    assert any("average^9" in note and "--decimals" in note for note in made.table.notes)
    more = demo.model_table(TableAsked((spec(tmp_path, text=text),), decimals=6))
    assert not cell(more, "GPA^9", 0).startswith("0.000000")


def test_nothing_asked_for_is_refused(demo: Project) -> None:
    with pytest.raises(SecondmigError, match="no model is named"):
        demo.model_table(TableAsked(()))


def test_a_pasted_table_lists_the_cells_whose_stars_do_not_fit(tmp_path: Path) -> None:
    path = tmp_path / "pasted.txt"
    path.write_text("Age  -0.03 [-1.96]*  0.33 [2.35]*\nMale 0.01 [0.04]\n", encoding="utf-8")
    found = check_stars(path)
    assert [(row["line"], row["place"], row["problem"]) for row in found.rows] == [
        (1, 2, "z 2.35 has ** and not *")
    ]
    assert found.notes[0] == "pasted.txt: 3 cells with z in brackets, 1 not fitting"
    assert check_stars(LIU / "table_2.csv").rows == []
    path.write_text("nothing here", encoding="utf-8")
    with pytest.raises(SecondmigError, match="no z in square brackets"):
        check_stars(path)
