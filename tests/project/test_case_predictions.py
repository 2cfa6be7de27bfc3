"""``model predict``: the interviewed persons beside the printed model of Liu (2018), and fitted ones."""

import csv
import math
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import secondmig
from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.project.case_predictions import Predicting
from secondmig.project.listing import Listing
from secondmig.project.models import Modelling
from secondmig.project.project import Project

ROOT = Path(__file__).parents[2]
LIU = ROOT / "codebooks" / "liu-2018"
SPECTOR = ROOT / "tests" / "data" / "models" / "statsmodels_spector.csv"
JAPAN_FIRST = {"US01", "US02", "US05", "UK04", "JP04", "JP05", "JP06", "JP07", "JP08"}


@pytest.fixture(scope="module")
def demo(built_demo: Path) -> Iterator[Project]:
    with secondmig.open(built_demo) as project:
        yield project


@pytest.fixture
def liu(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LIU, tmp_path / "liu"))


def out(demo: Project, folder: Path = LIU, number: int = 2, **asked: object) -> Listing:
    return demo.model_predict_cases(Predicting(folder / f"out-migration-{number}.yaml", **asked))  # type: ignore[arg-type]


def by_case(listing: Listing) -> dict[str, dict[str, object]]:
    return {str(row["case"]): dict(row) for row in listing.rows}


def ids(listing: Listing) -> list[str]:
    return [each["id"] for each in listing.meta["warnings"]]  # type: ignore[attr-defined]


def by_hand(case: str, constant: float) -> float:
    """The index of a person in column 2 of Model 2, from the printed table and the persons file alone."""
    with (LIU / "table_2.csv").open(encoding="utf-8") as stream:
        b = {
            row["variable"]: float(row["estimate"])
            for row in csv.DictReader(stream)
            if (row["model"], row["spec"]) == ("out_migration", "2") and row["variable"] not in NO_SLOPES
        }
    with (ROOT / "corpus" / "persons.csv").open(encoding="utf-8") as stream:
        person = next(row for row in csv.DictReader(stream) if row["id"] == case)
    low, high = person["age_band"].split("-")
    x = {
        "segmentation": float(person["seg_firm"]),
        "education": float(person["edu_isced"]) - 3,
        "lifetime_employment": float(person["emp_permanent"]),
        "motive_high_wage": float(person["mot_wage"]),
        "motive_living_conditions": float(person["mot_life"]),
        "motive_tech_brand": 0.81,
        "job_satisfaction": float(person["job_sat"]),
        "age": (float(low) + float(high)) / 2,
        "male": float(person["gender"] == "m"),
        "language": 1.72,
        "past_stay_japan": 5.05,
        "marry_japanese": 0.07,
        "managerial_job": 1.15,
        "firm_size": 2.88,
    }
    assert b.keys() == x.keys()
    return constant + sum(b[name] * x[name] for name in b)


NO_SLOPES = {
    "wage_gap",
    "constant",
    "log_likelihood",
    "n_obs",
    "job_dummies",
    "industry_dummies",
    "country_dummies",
}


def test_persons_are_those_whose_first_destination_is_japan_and_get_the_printed_index(demo: Project) -> None:
    found = out(demo)
    rows = by_case(found)
    assert rows.keys() == JAPAN_FIRST
    constant = found.meta["models"][0]["constant"]  # type: ignore[index]
    for case in JAPAN_FIRST - {"JP05"}:
        index = by_hand(case, constant)
        assert rows[case]["index"] == pytest.approx(index, abs=1e-9)
        phi = 0.5 * (1 + math.erf(index / math.sqrt(2)))
        assert rows[case]["probability"] == pytest.approx(phi, abs=1e-9)


def test_moves_made_and_intentions_stand_apart(demo: Project) -> None:
    # domain.md 5, G7: four of seven left, all onward; of those still there JP04 and JP07 intend to.
    rows = by_case(out(demo))
    assert {case for case, row in rows.items() if row["moved"] == "left"} == {"US01", "US02", "US05", "UK04"}
    assert {case for case, row in rows.items() if row["intends"] == "to leave"} == {"JP04", "JP07"}
    assert {case for case, row in rows.items() if row["intends"] == "to stay"} == {"JP05", "JP06", "JP08"}
    assert not any(row["intends"] for row in rows.values() if row["moved"] == "left")


def test_the_negative_case_of_the_lifestyle_motive_contradicts_the_model(demo: Project) -> None:
    # domain.md 5, G10: UK04 came for the way of life and left all the same.
    found = out(demo)
    against = {row["case"]: row["contradicts"] for row in found.rows if row["contradicts"]}
    assert against == {"UK04": "predicted to stay but left"}
    pushes = by_case(found)["UK04"]["pushes"]
    assert pushes[0]["regressor"] == "Initial motivation of living condition"  # type: ignore[index]
    assert pushes[0]["amount"] == pytest.approx(-0.98 * (1 - 0.26))  # type: ignore[index]
    assert any(note.startswith("predicted to stay but left: 1, UK04") for note in found.notes)
    assert "predicted to leave but stays: nobody" in found.notes


def test_another_threshold_turns_contradictions_to_the_other_direction(demo: Project) -> None:
    found = out(demo, threshold=0.02)
    against = {row["case"]: row["contradicts"] for row in found.rows if row["contradicts"]}
    assert against == dict.fromkeys(("JP06", "JP08"), "predicted to leave but stays")
    high = out(demo, threshold=0.9)
    assert {row["contradicts"] for row in high.rows if row["intends"] == "to leave"} == {
        "predicted to stay but intends to leave"
    }


def test_who_lacks_a_regressor_is_named_with_what_is_missing(demo: Project) -> None:
    row = by_case(out(demo))["JP05"]
    assert (row["probability"], row["predicted"], row["contradicts"]) == (None, None, None)
    assert row["missing"] == ["Education"]
    assert row["known"] == pytest.approx(7 / 14)


def test_held_regressors_are_told_and_push_nobody(demo: Project) -> None:
    found = out(demo)
    told = next(note for note in found.notes if note.startswith("held at one value"))
    assert "6 of 14 regressors" in told
    assert "Language 1.72" in told
    for row in found.rows:
        assert "Language" in row["held"]  # type: ignore[operator]
        assert all(push["regressor"] != "Language" for push in row["pushes"])  # type: ignore[attr-defined]


def test_warnings_stand_beside_predictions_and_nothing_is_called_significant(demo: Project) -> None:
    found = out(demo)
    assert ids(found) == ["C01", "W26", "W32", "C02"]
    said = " ".join([*found.notes, *(each["message"] for each in found.meta["warnings"])])  # type: ignore[attr-defined]
    assert "significan" not in said.lower()


def test_a_mapping_without_intention_raises_no_w32(demo: Project, liu: Path) -> None:
    for name in ("cases.yaml", "out-migration-2.yaml"):
        path = liu / name
        path.write_text(path.read_text(encoding="utf-8").replace("intention: true", ""), encoding="utf-8")
    assert "W32" not in ids(out(demo, liu))


def test_a_constant_that_cannot_be_used_leaves_an_order(demo: Project, liu: Path) -> None:
    path = liu / "cases.yaml"
    text = path.read_text(encoding="utf-8")
    start = text.index("    constant:", text.index("column: out_migration-2"))
    end = text.index("    outcome:", start)
    path.write_text(f"{text[:start]}    constant: rank order\n{text[end:]}", encoding="utf-8")
    found = out(demo, liu)
    assert all(row["probability"] is None for row in found.rows)
    assert [row["case"] for row in found.rows][:4] == ["JP07", "US01", "US02", "JP04"]
    assert any("no probability" in note for note in found.notes)
    assert any(note.startswith("rank order: leaving is expected of the 6 persons") for note in found.notes)
    assert {row["case"] for row in found.rows if row["predicted"] == "leaves"} == {
        "JP07",
        "US01",
        "US02",
        "JP04",
        "US05",
        "UK04",
    }


def test_rows_of_persons_do_not_leave_the_team(demo: Project) -> None:
    for level in ("partner", "public"):
        with pytest.raises(SecondmigError, match="not released"):
            out(demo, level=level)


def test_a_selection_leaves_the_others_out(demo: Project) -> None:
    found = out(demo, selection=Selection(cases=("UK04", "US08")))
    assert [row["case"] for row in found.rows] == ["UK04"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("from: seg_firm@interview_sheet", "from: seg_frm", "persons have no value 'seg_frm'"),
        (
            "from: edu_isced@interview_sheet",
            "from: edu_years",
            "several columns of persons are called edu_years",
        ),
        ("{m: 1, f: 0, else: missing}", "{}", "'f', which JP04 has in gender@interview_sheet, is no number"),
        ("- column: out_migration-2", "- column: out_migration-9", "no model of the mapping is a column"),
        ("published: table_2.csv", "published: table_3.csv", "cannot be read"),
    ],
)
def test_a_mapping_that_does_not_fit_the_project_says_what(
    demo: Project, liu: Path, old: str, new: str, said: str
) -> None:
    path = liu / "cases.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(SecondmigError) as caught:
        out(demo, liu)
    problems = getattr(caught.value, "problems", (caught.value,))
    assert any(said in each.line() for each in problems)


# Models fitted here

FITTED = """source: rows.csv
outcome: y
family: logit
kind: sample
specs:
  - name: one
    blocks:
      - variables: [sat]
      - factors: [sex]
"""
MAPPING = """regressors:
  sat: {from: job_sat}
  sex: {from: gender, recode: {m: 1, f: 0}}
models:
  - column: one
    persons: [first_destination=JPN]
    constant: printed
    outcome: {moved: {from: group, recode: {second: 1, single: 0}}}
"""


def test_a_model_fitted_here_is_applied_with_its_own_constant_and_factors(
    demo: Project, tmp_path: Path
) -> None:
    rows = [
        (sat, sex, int((sat * 7 + sex * 3 + n) % 5 < 5 - sat))
        for n in range(5)
        for sat in range(1, 5)
        for sex in (0, 1)
    ]
    lines = "\n".join(",".join(map(str, each)) for each in rows)
    (tmp_path / "rows.csv").write_text(f"sat,sex,y\n{lines}\n", encoding="utf-8")
    spec = tmp_path / "spec.yaml"
    spec.write_text(FITTED, encoding="utf-8")
    (tmp_path / "cases.yaml").write_text(MAPPING, encoding="utf-8")
    found = demo.model_predict_cases(Predicting(spec))
    fit = {row["variable"]: row["coefficient"] for row in demo.model_fit(Modelling(spec)).rows}
    persons = by_case(found)
    # JP06 is a man with satisfaction 4, JP04 a woman with satisfaction 1.
    man = fit["const"] + 4 * fit["sat"] + fit["sex=1"]  # type: ignore[operator]
    woman = fit["const"] + fit["sat"]  # type: ignore[operator]
    assert persons["JP06"]["index"] == pytest.approx(man, abs=1e-9)
    assert persons["JP04"]["index"] == pytest.approx(woman, abs=1e-9)
    assert persons["JP04"]["probability"] == pytest.approx(1 / (1 + math.exp(-woman)))
    base = sum(y for _, _, y in rows) / len(rows)
    assert found.meta["models"][0]["threshold"] == pytest.approx(base)  # type: ignore[index]
    assert any("fitted to 40 rows of rows.csv" in note for note in found.notes)
    # Nobody's intention is looked at: who has not left stays.
    assert not any(row["intends"] for row in found.rows)


def test_a_regressor_without_a_line_in_the_mapping_is_missing(demo: Project, liu: Path) -> None:
    path = liu / "cases.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("  motive_high_wage: {from: mot_wage@interview_sheet}\n", ""), encoding="utf-8"
    )
    found = out(demo, liu)
    assert all("Initial motivation of high wage" in row["missing"] for row in found.rows)  # type: ignore[operator]


# Rows


def test_the_rows_of_a_model_are_predicted_by_tenths(demo: Project, tmp_path: Path) -> None:
    spec = tmp_path / "spec.yaml"
    spec.write_text(
        f"source: {SPECTOR}\noutcome: GRADE\nfamily: probit\nkind: sample\n"
        "specs:\n  - name: one\n    blocks:\n      - variables: [GPA, TUCE, PSI]\n",
        encoding="utf-8",
    )
    found = demo.model_predict_rows(Modelling(spec))
    assert sum(row["n"] for row in found.rows) == 32  # type: ignore[misc]
    told = found.meta["models"][0]  # type: ignore[index]
    # Independently: statsmodels' pred_table() of the same probit is [[18, 3], [3, 8]].
    assert told["correct"] == pytest.approx(26 / 32)
    assert told["correct_with_outcome"] == pytest.approx(8 / 11)
    assert told["correct_without_outcome"] == pytest.approx(18 / 21)
    assert told["base_rate"] == pytest.approx(11 / 32)
    assert any("81.2 % predicted correctly" in note and "65.6 %" in note for note in found.notes)
    other = demo.model_predict_rows(Modelling(spec), threshold=0.3)
    assert other.meta["models"][0]["threshold"] == 0.3  # type: ignore[index]


def test_a_separated_model_predicts_nothing_and_says_so(demo: Project, tmp_path: Path) -> None:
    (tmp_path / "apart.csv").write_text("x,y\n1,0\n2,0\n3,0\n4,1\n5,1\n6,1\n", encoding="utf-8")
    spec = tmp_path / "apart.yaml"
    spec.write_text(
        "source: apart.csv\noutcome: y\nfamily: probit\nkind: sample\n"
        "specs:\n  - name: one\n    blocks:\n      - variables: [x]\n",
        encoding="utf-8",
    )
    found = demo.model_predict_rows(Modelling(spec))
    assert found.rows == []
    assert "nothing was estimated" in found.notes[0]


def test_persons_with_a_separated_value_are_not_predicted_by_the_rows_without_it(
    demo: Project, tmp_path: Path
) -> None:
    rows = [(x, 0, int((x * 7 + n) % 5 < 3)) for n in range(6) for x in range(1, 5)] + [(2, 1, 1)] * 5
    lines = "\n".join(",".join(map(str, each)) for each in rows)
    (tmp_path / "rows.csv").write_text(f"x,sep,y\n{lines}\n", encoding="utf-8")
    spec = tmp_path / "spec.yaml"
    spec.write_text(
        "source: rows.csv\noutcome: y\nfamily: probit\nkind: sample\n"
        "specs:\n  - name: one\n    blocks:\n      - variables: [x, sep]\n",
        encoding="utf-8",
    )
    (tmp_path / "cases.yaml").write_text(
        'regressors:\n  x: {hold: 2, why: "a test"}\n  sep: {from: group, recode: {second: 1, single: 0}}\n'
        "models:\n  - column: one\n    constant: printed\n"
        "    outcome: {moved: {from: group, recode: {second: 1, single: 0}}}\n",
        encoding="utf-8",
    )
    found = demo.model_predict_cases(Predicting(spec))
    apart = [row for row in found.rows if row["moved"] == "left"]
    assert len(apart) == 13
    assert {(row["probability"], row["predicted"]) for row in apart} == {(None, None)}
    assert {row["undefined"] for row in apart} == {"sep is 1, and 0 in all rows fitted"}
    assert all(row["probability"] is not None for row in found.rows if row["moved"] != "left")
    for listing in (found, demo.model_predict_rows(Modelling(spec))):
        assert "W30" in [each["id"] for each in listing.meta["warnings"]]  # type: ignore[attr-defined]
