"""The paper that ships as an example: its files fit each other, and what is made of them says what it is."""

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.project.listing import Listing
from secondmig.project.models import Modelling
from secondmig.project.project import Project, open_project
from secondmig.project.synthesizing import NOBODY, PERSON, source_of
from secondmig.stats.case_mapping import read_cases
from secondmig.stats.model_spec import read_spec
from secondmig.stats.published import Published, read_published
from secondmig.stats.synthesis_file import read_synthesis
from secondmig.stats.synthetic import calibrated, index
from secondmig.survey.yaml_file import Reader, Value, read_yaml
from tests.project.small import small_project

LIU = Path(__file__).parents[2] / "codebooks" / "liu-2018"
SPECS = tuple(sorted(LIU.glob("*-migration-?.yaml")))
OUT_2 = LIU / "out-migration-2.yaml"


@pytest.fixture(scope="module")
def table_2() -> Published:
    return read_published(LIU / "table_2.csv")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with open_project(small_project(tmp_path / "study"), coder="ana") as opened:
        yield opened


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# The files


def test_table_1_1_adds_up_to_what_the_memo_says() -> None:
    assert round(sum(float(row["proportion_pct"]) for row in rows(LIU / "table_1_1.csv")), 1) == 99.8


def test_the_origins_are_as_many_as_the_memo_says() -> None:
    named = {row["country_of_origin"] for row in rows(LIU / "table_1_1.csv")} - {"Others"}
    odd = next(memo["odd"].text for memo in memos() if memo["id"].text == "origins-known")

    assert len(named - {"China", "Korea", "Taiwan"}) == 11
    assert "eleven more countries by name" in odd


def test_table_1_2_has_17_rows_of_workers_and_6_of_firms() -> None:
    panels = [row["panel"] for row in rows(LIU / "table_1_2.csv")]

    assert (panels.count("workers"), panels.count("firms")) == (17, 6)


def test_there_is_a_spec_for_every_column_with_its_regressors_blocks_and_dashes(table_2: Published) -> None:
    assert [path.stem for path in SPECS] == [
        f"{model}-migration-{spec}" for model in ("out", "return") for spec in "123"
    ]
    for path in SPECS:
        spec = read_spec(path)
        (column,) = spec.columns
        printed = next(each for each in table_2.columns if each.name == column.name)
        shown = [
            (name, block.label, spec.label(name))
            for block in column.blocks
            if block.show == "coefficients"
            for name in block.variables
        ]
        assert shown == [(term.variable, term.block, term.label) for term in printed.slopes()]
        assert column.not_applicable == printed.not_applicable
        assert [spec.label(name) for name in column.factors] == [label for _, label in printed.yes_rows]
        assert (column.header, column.intention, spec.family) == (printed.header, True, "probit")
        assert column.outcome == printed.model


def test_the_notes_of_the_specs_state_the_mean_and_whether_it_is_assumed() -> None:
    synthesis = read_synthesis(LIU / "synthesis.yaml")
    for path in SPECS:
        (column,) = read_spec(path).columns
        wanted = synthesis.wanted(column.name)
        assert f"{wanted.mean:.2f}" in column.note
        assert ("assumption" in column.note) == wanted.assumed


def memos() -> list[dict[str, Value]]:
    reader = Reader("memos.yaml")
    top = reader.entries(read_yaml(LIU / "memos.yaml"), "memos")
    found = [reader.entries(item, "a memo") for item in reader.items(top["memos"], "memos")]
    reader.finish()
    return found


def test_every_memo_says_what_is_odd_and_what_is_assumed() -> None:
    found = memos()

    assert len({memo["id"].text for memo in found}) == len(found) >= 16
    assert all(memo.keys() == {"id", "cells", "text", "odd", "assumed"} for memo in found)
    assert all(memo[key].text for memo in found for key in ("text", "odd", "assumed"))


def test_every_cell_that_a_memo_names_says_what_the_memo_says(table_2: Published) -> None:
    tables = {
        name: {row[first]: row for row in rows(LIU / f"{name}.csv")}
        for name, first in (
            ("table_1_1", "country_of_origin"),
            ("table_1_2", "variable"),
        )
    }
    for row in rows(LIU / "table_2.csv"):
        z = f" [{row['z']}]{row['stars']}" if row["z"] else ""
        column = tables.setdefault("table_2", {}).setdefault(row["variable"], {})
        column[f"{row['model']}-{row['spec']}"] = f"{row['estimate']}{z}"

    cells = [
        {key.text: value.text for key, value in cell.entries}
        for memo in memos()
        for cell in memo["cells"].items
    ]

    assert len(cells) >= 20
    for cell in cells:
        assert tables[cell["table"]][cell["row"]][cell["column"]] == cell["printed"], cell


def test_the_constants_of_the_cases_are_those_that_the_synthesis_calibrates() -> None:
    synthesis, cases = read_synthesis(LIU / "synthesis.yaml"), read_cases(LIU / "cases.yaml")

    assert [model.column for model in cases.models] == list(synthesis.columns)
    for model in cases.models:
        wanted = synthesis.wanted(model.column)
        exact = calibrated(index(synthesis.recipe(model.column)), wanted.mean)
        assert model.constant.value == round(exact, 4)
        assert model.base_rate == wanted.mean
        assert model.regressors.keys() >= synthesis.recipe(model.column).slopes.keys()


def test_what_the_cases_hold_is_the_mean_of_table_1_2_and_says_so() -> None:
    synthesis, cases = read_synthesis(LIU / "synthesis.yaml"), read_cases(LIU / "cases.yaml")
    held = {name: each for name, each in cases.models[0].regressors.items() if each.hold is not None}

    assert {"motive_tech_brand", "language", "past_stay_japan", "firm_size"} <= held.keys()
    for name, origin in held.items():
        assert origin.hold == synthesis.moments[synthesis.regressors[name]].mean
        assert "the mean of Table 1.2" in origin.why


def test_no_sentence_of_the_readme_names_a_file_that_is_not_there() -> None:
    names = set(re.findall(r"`([a-z0-9_-]+\.(?:csv|yaml))`", (LIU / "README.md").read_text(encoding="utf-8")))

    assert names <= {path.name for path in LIU.iterdir()} | {"out-migration-1.yaml"}
    assert {path.name for path in LIU.glob("*.csv")} <= names


# model synthesize


def test_a_file_of_invented_persons_says_so_in_its_first_column_and_its_dictionary(
    project: Project, tmp_path: Path
) -> None:
    done = project.model_synthesize(OUT_2, target=tmp_path / "x.csv", n=250, seed=1)

    found = rows(tmp_path / "x.csv")
    assert len(found) == done.count == 250
    assert next(iter(found[0])) == PERSON == "invented_person"
    assert [row[PERSON] for row in found[:2]] == ["invented-001", "invented-002"]
    assert {row["out_migration"] for row in found} == {"0", "1"}
    assert done.warnings == (NOBODY,)
    dictionary = {row["column"]: row for row in rows(tmp_path / "x.dictionary.csv")}
    assert list(dictionary) == list(found[0])
    assert dictionary[PERSON]["drawn_from"] == NOBODY
    assert dictionary["segmentation"]["slope"] == "0.27"
    assert dictionary["overtime_work"]["slope"] == "0"  # not in this column
    assert "an assumption" in dictionary["job"]["drawn_from"]


def test_the_same_seed_gives_the_same_bytes(project: Project, tmp_path: Path) -> None:
    for name, seed in (("a", 4), ("b", 4), ("c", 5)):
        project.model_synthesize(OUT_2, target=tmp_path / f"{name}.csv", n=100, seed=seed)
    a, b, c = ((tmp_path / f"{name}.csv").read_bytes() for name in "abc")

    assert a == b != c
    assert b"\r" not in a


def test_the_file_goes_where_the_spec_reads_it_and_can_be_written_again(
    project: Project, tmp_path: Path
) -> None:
    for path in LIU.glob("*.*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())

    project.model_synthesize(tmp_path / OUT_2.name, n=150)
    project.model_synthesize(tmp_path / OUT_2.name, n=120)

    assert len(rows(tmp_path / "invented" / "out-migration-2.csv")) == 120


@pytest.mark.parametrize("name", ["persons.csv", "persons.txt"])
def test_a_file_of_something_else_is_never_overwritten(project: Project, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("id,name\n1,Rosa\n", encoding="utf-8")

    with pytest.raises(SecondmigError):
        project.model_synthesize(OUT_2, target=tmp_path / name, n=100)

    assert (tmp_path / name).read_text(encoding="utf-8") == "id,name\n1,Rosa\n"


def test_a_dictionary_of_something_else_is_never_overwritten(project: Project, tmp_path: Path) -> None:
    other = tmp_path / "persons.dictionary.csv"
    other.write_text("column,meaning\nage,years\n", encoding="utf-8")

    with pytest.raises(SecondmigError, match="something else than their dictionary"):
        project.model_synthesize(OUT_2, target=tmp_path / "persons.csv", n=100)

    assert other.read_text(encoding="utf-8") == "column,meaning\nage,years\n"
    assert not (tmp_path / "persons.csv").exists()


def spec_with(folder: Path, old: str, new: str) -> Path:
    for path in LIU.glob("*.*"):
        (folder / path.name).write_bytes(path.read_bytes())
    text = OUT_2.read_text(encoding="utf-8")
    assert old in text
    path = folder / OUT_2.name
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            "[firm_size]",
            "[firm_size, overtime_work]",
            "the spec and the printed column differ in overtime_work",
        ),
        ("name: out_migration-2", "name: out_migration-9", "nobody is invented for 'out_migration-9'"),
        ("outcome: out_migration", "outcome: return_migration", "the outcome is 'return_migration' here"),
        ("family: probit", "family: logit", "drawn from a probit, not a logit"),
    ],
)
def test_a_spec_that_is_not_the_printed_column_is_refused(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    with pytest.raises(SecondmigError, match=reason):
        source_of(spec_with(tmp_path, old, new))


def test_a_spec_without_a_synthesis_beside_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / OUT_2.name).write_bytes(OUT_2.read_bytes())

    with pytest.raises(SecondmigError, match=r"no synthesis\.yaml beside the spec"):
        source_of(tmp_path / OUT_2.name)


# model recover


def only_summary(listing: Listing) -> Mapping[str, object]:
    columns = listing.meta["columns"]
    assert isinstance(columns, list)
    assert len(columns) == 1
    found: Mapping[str, object] = columns[0]
    return found


def test_recovered_slopes_stand_beside_the_printed_ones(project: Project, table_2: Published) -> None:
    listing = project.model_recover([OUT_2], n=4_000, seed=0)

    printed = {term.variable: term.estimate for term in table_2.column("out_migration", "2").slopes()}
    assert {row["variable"]: row["printed"] for row in listing.rows} == printed
    for row in listing.rows:
        recovered, se, difference = (row[key] for key in ("recovered", "se", "difference"))
        assert isinstance(recovered, float)
        assert isinstance(se, float)
        assert difference == pytest.approx(recovered - printed[str(row["variable"])])
        assert row["z"] == pytest.approx((recovered - printed[str(row["variable"])]) / se)
    summary = only_summary(listing)
    assert (summary["within"], summary["df"], summary["mean_assumed"]) == (True, 14, False)
    assert summary["constant"] == pytest.approx(2.996252, abs=1e-6)
    assert listing.meta["seed"] == 0


def test_recovery_says_that_it_tests_the_software_and_not_the_paper(project: Project) -> None:
    listing = project.model_recover([OUT_2], n=1_000, seed=0)

    assert NOBODY in listing.notes
    assert "not the paper" in NOBODY
    warnings = {each["id"]: each["message"] for each in listing.meta["warnings"]}  # type: ignore[attr-defined]
    assert warnings["C01"] == NOBODY
    assert "W32" in warnings
    assert "W31" not in warnings


def test_columns_beside_each_other_warn_of_their_scales(project: Project) -> None:
    listing = project.model_recover([OUT_2, LIU / "return-migration-2.yaml"], n=1_000, seed=0)

    ids = [each["id"] for each in listing.meta["warnings"]]  # type: ignore[attr-defined]
    assert {"C01", "W31", "W32"} <= set(ids)
    assert len(ids) == len(set(ids))


def test_the_collinearity_of_the_wage_gap_is_named_for_return_and_not_for_out(project: Project) -> None:
    named = "wage_gap is a function of country, 3 values in all"

    out = project.model_recover([OUT_2], n=500, seed=0)
    back = project.model_recover([LIU / "return-migration-2.yaml"], n=500, seed=0)

    assert not any(named in note for note in out.notes)
    assert any(named in note and "not identified" in note for note in back.notes)


def test_with_country_dummies_the_fit_names_what_is_collinear(project: Project, tmp_path: Path) -> None:
    for each in LIU.glob("*.*"):
        (tmp_path / each.name).write_bytes(each.read_bytes())
    path = tmp_path / "return-migration-2.yaml"
    project.model_synthesize(path, n=3_000)

    listing = project.model_fit(Modelling(path))

    assert any("country=Taiwan is an exact combination of wage_gap" in note for note in listing.notes)


def test_a_slope_that_few_rows_cannot_give_leaves_no_verdict_and_a_reason(project: Project) -> None:
    listing = project.model_recover([LIU / "out-migration-1.yaml"], n=100, seed=0)

    summary = only_summary(listing)
    assert summary["within"] is None
    lost = [row for row in listing.rows if row["recovered"] is None]
    assert lost
    assert all(row["reason"] for row in lost)
    assert any("cannot be judged" in note for note in listing.notes)


def test_the_table_has_printed_and_recovered_columns_in_the_printed_layout(project: Project) -> None:
    lines = project.model_recover_table([OUT_2], n=2_000, seed=0).split("\n")

    segmentation = next(line for line in lines if line.strip().startswith("Segmentation"))
    assert "0.27 [1.99]**" in re.sub(r" +", " ", segmentation)
    assert segmentation.count("[") == 2
    dummies = next(line for line in lines if line.startswith("Job dummy"))
    assert dummies.split() == ["Job", "dummy", "Yes"]  # printed; not in the fit
    gap = next(line for line in lines if line.strip().startswith("Wage gap"))
    assert gap.split()[2:] == ["—", "—"]  # not applicable in print, nor here
    assert next(line for line in lines if line.startswith("N ")).split() == ["N", "742", "2000"]


@pytest.mark.parametrize(
    ("form", "begin"),
    [("html", "<!doctype html>"), ("tex", "\\begin"), ("md", "| "), ("table", "Printed and")],
)
def test_the_table_comes_in_every_form_and_says_that_nobody_exists(
    project: Project, form: str, begin: str
) -> None:
    text = project.model_recover_table([OUT_2], n=500, form=form)

    assert begin in text
    assert "0.27" in text
    assert text.casefold().count("nobody in these rows exists") == 1


def test_the_table_for_programs_has_a_row_a_cell(project: Project) -> None:
    listing = project.model_recover([OUT_2], n=500, beside=True)

    come_from = {row["come_from"] for row in listing.rows}
    printed = [row for row in listing.rows if row["come_from"] == "published"]
    assert come_from == {"fitted", "published"}
    assert {row["variable"]: row["shown"] for row in printed}["segmentation"] == "0.27 [1.99]**"
