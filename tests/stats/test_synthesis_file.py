import math
from pathlib import Path

import pytest

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.stats.synthesis_file import Synthesis, read_moments, read_synthesis

LIU = Path(__file__).parents[2] / "codebooks" / "liu-2018"
MOMENTS = "variable,mean,sd,min,max\nX,0.4,0.49,0,1\nG,-1.5,0.9,-3,0\n"
PRINTED = "model,spec,variable,estimate,z,stars\nm,1,x,0.5,2.0,**\nm,1,g,0.1,1.0,\n"
GOOD = """printed: p.csv
moments: m.csv
regressors: {x: X}
factors:
  land: {categories: [A, B], why: two of equal size}
carried:
  g: {by: land, row: G, values: {A: -3, B: rest}}
columns:
  m-1: {outcome: y, mean: 0.3, why: "as printed"}
"""


@pytest.fixture(scope="module")
def liu() -> Synthesis:
    return read_synthesis(LIU / "synthesis.yaml")


def write(folder: Path, text: str, moments: str = MOMENTS) -> Path:
    (folder / "p.csv").write_text(PRINTED, encoding="utf-8")
    (folder / "m.csv").write_text(moments, encoding="utf-8")
    path = folder / "synthesis.yaml"
    path.write_text(text, encoding="utf-8")
    return path


# Liu 2018


def test_every_column_of_table_2_has_a_recipe(liu: Synthesis) -> None:
    assert list(liu.columns) == [
        f"{model}-{spec}" for model in ("out_migration", "return_migration") for spec in "123"
    ]
    for name in liu.columns:
        recipe = liu.recipe(name)
        drawn = {each.name for each in recipe.regressors} | {
            column for factor in recipe.factors for column in factor.carries
        }
        assert recipe.slopes.keys() <= drawn


def test_the_out_migration_mean_is_printed_and_the_return_mean_assumed(liu: Synthesis) -> None:
    told = {name: (each.mean, each.assumed) for name, each in liu.columns.items()}

    assert told == {
        **{f"out_migration-{spec}": (0.36, False) for spec in "123"},
        **{f"return_migration-{spec}": (0.30, True) for spec in "123"},
    }
    assert all(each.why for each in liu.columns.values())


def test_the_return_columns_are_of_three_origins_and_the_gap_is_a_function_of_them(liu: Synthesis) -> None:
    country = liu.recipe("return_migration-1").factors[-1]

    assert [name for name, _ in country.shares] == ["China", "Korea", "Taiwan"]
    assert dict(country.shares)["China"] == pytest.approx(77.4 / 88.9)
    gap = country.carries["wage_gap"]
    assert (gap["China"], gap["Korea"]) == (-2.53, -0.53)
    assert len(set(gap.values())) == 3


def test_the_gap_has_the_printed_mean_exactly_and_its_spread_as_printed(liu: Synthesis) -> None:
    # Table 1.2: -2.28, 0.65, between -2.53 and -0.53.
    country = liu.recipe("return_migration-2").factors[-1]
    values = [(country.carries["wage_gap"][name], share) for name, share in country.shares]

    mean = sum(value * share for value, share in values)
    sd = math.sqrt(sum(share * (value - mean) ** 2 for value, share in values))
    assert mean == pytest.approx(-2.28, abs=1e-9)
    assert round(sd, 2) == 0.65
    assert all(-2.53 <= value <= -0.53 for value, _ in values)


def test_the_out_columns_have_all_origins_and_no_gap(liu: Synthesis) -> None:
    country = liu.recipe("out_migration-1").factors[-1]

    assert len(country.shares) == 15
    assert sum(share for _, share in country.shares) == pytest.approx(1)
    assert country.carries == {}


def test_each_regressor_has_the_moments_of_its_row(liu: Synthesis) -> None:
    for each in liu.recipe("out_migration-1").regressors:
        row = liu.moments[liu.regressors[each.name]]
        assert each.distribution.mean == pytest.approx(row.mean, abs=1e-9)
        tolerance = 0.011 if (row.low, row.high) == (0, 1) else 1e-9  # 0.02 and 0.13 are both rounded
        assert each.distribution.sd == pytest.approx(row.sd, abs=tolerance)


# Any


def test_a_value_called_rest_meets_the_mean(tmp_path: Path) -> None:
    recipe = read_synthesis(write(tmp_path, GOOD)).recipe("m-1")

    assert recipe.factors[0].carries == {"g": {"A": -3.0, "B": pytest.approx(0.0)}}


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("printed: p.csv\n", "", "synthesis.yaml:1: printed is missing"),
        ("regressors: {x: X}", "regressors: {x: Z}", "the table of moments has no row 'Z'"),
        ("mean: 0.3", "mean: 1.3", "synthesis.yaml:9: a mean of 1.3 is no share"),
        ("mean: 0.3, ", "", "a column needs outcome and mean"),
        ("B: rest", "B: some", "B 'some' is no number"),
        ("A: -3", "A: rest", "the mean leaves one value, not several"),
        ("by: land", "by: sea", "there is no factor 'sea'"),
        ("row: G, ", "", "g needs by, row and values"),
        ("categories: [A, B], ", "", "land has neither categories nor shares"),
        ('why: "as printed"', "only: {land: [C]}", "not all of these are categories of 'land'"),
        ("columns:", "column:", "a synthesis has no 'column'"),
        ("categories: [A, B]", "categories: []", "synthesis.yaml:5: there is no category, or one twice"),
        ("categories: [A, B]", "categories: [A, A]", "there is no category, or one twice"),
        ('why: "as printed"', "only: {land: []}", "nobody is left of 'land'"),
        ("regressors: {x: X}", "regressors: {x: X, land: X}", "'land' is drawn in 2 ways"),
        ("outcome: y", "outcome: x", "'x' is drawn and an outcome as well"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert old in GOOD

    with pytest.raises(SecondmigError) as raised:
        read_synthesis(write(tmp_path, GOOD.replace(old, new)))

    problems = raised.value.problems if isinstance(raised.value, ProblemsError) else (raised.value,)
    assert any(problem in each.line() for each in problems)


def test_moments_that_cannot_be_name_their_line(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD, MOMENTS.replace("X,0.4,0.49,0,1", "X,4.4,0.49,1,4"))

    with pytest.raises(SecondmigError, match=r"the mean 4\.4 lies outside the values 1 to 4") as raised:
        read_synthesis(path).recipe("m-1")

    assert raised.value.where == "m.csv:2"


SHARES = GOOD.replace("{categories: [A, B], ", "{shares: {file: s.csv, category: land, share: pct}, ")


def test_shares_that_add_up_to_nothing_are_refused(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("land,pct\nA,0\nB,0\n", encoding="utf-8")

    with pytest.raises(SecondmigError, match="the shares add up to 0"):
        read_synthesis(write(tmp_path, SHARES))


def test_the_mean_leaves_no_value_for_a_category_that_nobody_is_in(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("land,pct\nA,100\nB,0\n", encoding="utf-8")

    with pytest.raises(SecondmigError, match="the mean says nothing of g where land is B"):
        read_synthesis(write(tmp_path, SHARES)).recipe("m-1")


def test_steps_without_end_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD, MOMENTS.replace("X,0.4,0.49,0,1", "X,5e8,100,0,1e9"))

    with pytest.raises(SecondmigError, match="more than 10,000 steps"):
        read_synthesis(path).recipe("m-1")


def test_a_table_of_moments_with_words_for_numbers_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_text("variable,mean,sd,min,max\nX,high,0.4,0,1\n", encoding="utf-8")

    with pytest.raises(SecondmigError, match="mean 'high' is no number"):
        read_moments(path)


def test_a_column_that_is_not_named_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SecondmigError, match="nobody is invented for 'm-2'"):
        read_synthesis(write(tmp_path, GOOD)).recipe("m-2")
