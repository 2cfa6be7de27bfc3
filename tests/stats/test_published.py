from collections import Counter
from pathlib import Path

import pytest

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.stats.published import (
    Published,
    PublishedColumn,
    doubtful_stars,
    possible_stars,
    read_published,
)
from secondmig.stats.regtable import shown
from secondmig.stats.regtable_columns import printed_column

LIU = Path(__file__).parents[2] / "codebooks" / "liu-2018"
HEADER = "model,spec,variable,estimate,z,stars\n"


@pytest.fixture(scope="module")
def table_2() -> Published:
    return read_published(LIU / "table_2.csv")


def read(folder: Path, rows: str, layout: str = "") -> Published:
    path = folder / "printed.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    if layout:
        path.with_suffix(".yaml").write_text(layout, encoding="utf-8")
    return read_published(path)


# Liu 2018, Table 2


def test_table_2_has_119_coefficients_in_six_columns(table_2: Published) -> None:
    # methods.md 4.5, RT1: 119 bracketed z cells.
    counts = {column.name: len(column.terms) for column in table_2.columns}

    assert sum(counts.values()) == 119
    assert counts == {
        "return_migration-1": 23,
        "return_migration-2": 16,
        "return_migration-3": 22,
        "out_migration-1": 22,
        "out_migration-2": 15,
        "out_migration-3": 21,
    }


def test_table_2_has_the_printed_log_likelihoods_and_n(table_2: Published) -> None:
    # domain.md R-059.
    figures = [(column.n, column.log_likelihood) for column in table_2.columns]

    assert figures == [
        (606, -303.83),
        (631, -317.11),
        (614, -319.07),
        (712, -392.60),
        (742, -410.06),
        (721, -414.10),
    ]


def test_table_2_keeps_the_cells_as_printed(table_2: Published) -> None:
    column = table_2.column("out_migration", "1")
    printed = {term.variable: term.printed() for term in column.terms}

    assert printed["segmentation"] == "0.33 [2.35]**"
    assert printed["age"] == "-0.03 [-1.96]*"
    assert printed["motive_living_conditions"] == "-0.97 [-6.70]***"
    assert printed["constant"] == "2.01 [2.02]**"
    assert column.header == "Model 2: Out-migration"


def test_table_2_has_dashes_where_the_wage_gap_is_not_applicable(table_2: Published) -> None:
    dashes = {column.name: column.not_applicable for column in table_2.columns}

    assert dashes == {
        **{f"return_migration-{spec}": () for spec in "123"},
        **{f"out_migration-{spec}": ("wage_gap",) for spec in "123"},
    }


def test_every_column_of_table_2_says_yes_to_the_dummies(table_2: Published) -> None:
    labels = ("Job dummy", "Industry dummy", "Country dummy")

    assert {tuple(label for _, label in column.yes_rows) for column in table_2.columns} == {labels}


def test_rows_of_table_2_stand_in_the_printed_order_and_blocks(table_2: Published) -> None:
    blocks = list(dict.fromkeys(block for block, _, _ in table_2.rows if block))

    assert blocks == [
        "Major model",
        "Initial motivation",
        "Employment practices",
        "Personal characteristics",
        "Firm characteristics",
    ]
    assert [variable for _, variable, _ in table_2.rows][:3] == ["segmentation", "education", "wage_gap"]
    assert table_2.rows[-1] == ("", "constant", "Constant")


def test_the_order_of_the_file_does_not_move_rows_of_table_2(tmp_path: Path, table_2: Published) -> None:
    lines = (LIU / "table_2.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "table_2.csv").write_text("\n".join([lines[0], *reversed(lines[1:])]), encoding="utf-8")
    (tmp_path / "table_2.yaml").write_bytes((LIU / "table_2.yaml").read_bytes())

    turned = read_published(tmp_path / "table_2.csv")

    assert turned.rows == table_2.rows
    assert {each.name: each for each in turned.columns} == {each.name: each for each in table_2.columns}


def test_printed_stars_of_table_2_fit_a_z_that_rounds_to_the_printed_one(table_2: Published) -> None:
    # methods.md RT1: consistent in all 119, within the rounding of z.
    assert doubtful_stars(table_2) == ()
    stars = Counter(term.stars for column in table_2.columns for term in column.terms)
    assert stars == {"": 79, "*": 9, "**": 14, "***": 17}  # counted in the paper's own text


def test_stars_of_a_rounded_z_would_be_wrong_once(table_2: Published) -> None:
    # The age of out-migration 1: -1.96 has one star. A z of exactly 1.96 would have two.
    age = table_2.column("out_migration", "1").term("age")

    assert age is not None
    assert (age.z, age.stars) == (-1.96, "*")
    assert possible_stars(age.z_text) == {"*", "**"}


def test_a_wrong_star_is_found(tmp_path: Path) -> None:
    found = doubtful_stars(read(tmp_path, "m,1,x,0.33,2.35,***\nm,1,y,0.10,0.50,\n"))

    assert [(column, term.variable) for column, term in found] == [("m-1", "x")]


def test_the_standard_error_follows_from_two_rounded_figures(table_2: Published) -> None:
    column = table_2.column("out_migration", "1")
    segmentation, language = (
        column.term("segmentation"),
        table_2.column("out_migration", "2").term("language"),
    )

    assert segmentation is not None
    assert segmentation.se() == pytest.approx(0.33 / 2.35)
    assert language is not None
    assert language.se() is None  # 0.00 [-0.03]: nothing is left of it


# Any table


def test_a_table_without_a_layout_has_names_from_its_file(tmp_path: Path) -> None:
    found = read(tmp_path, "wages,1,years_of_school,0.10,2.00,**\nwages,1,n_obs,50,,\n")

    assert found.name == "printed"
    assert found.rows == (("", "years_of_school", "years of school"),)
    assert found.columns == (
        PublishedColumn("wages", "1", "wages", found.columns[0].terms, (), (), None, 50),
    )


def test_every_problem_of_a_table_has_its_line(tmp_path: Path) -> None:
    rows = "m,1,x,abc,1.0,\nm,1,y,0.1,[1.0],\nm,1,z,0.1,1.0,****\nm,1,n_obs,60.5,,\nm,1,,0.1,,\n"

    with pytest.raises(ProblemsError) as raised:
        read(tmp_path, rows)

    assert [problem.line() for problem in raised.value.problems] == [
        "printed.csv:2: 'abc' is no number",
        "printed.csv:3: z '[1.0]' is no number",
        "printed.csv:4: '****' are no stars",
        "printed.csv:5: '60.5' is no whole number",
        "printed.csv:6: variable is empty",
    ]


def test_a_variable_printed_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SecondmigError, match="already on line 2"):
        read(tmp_path, "m,1,x,0.1,1.0,\nm,1,x,0.2,1.0,\n")


def test_a_layout_with_an_unknown_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SecondmigError, match="unknown key 'titel'"):
        read(tmp_path, "m,1,x,0.1,1.0,\n", "titel: A table\n")


def test_a_column_that_is_not_there_is_refused(table_2: Published) -> None:
    with pytest.raises(SecondmigError, match="no column out_migration-4"):
        table_2.column("out_migration", "4")


def test_a_printed_log_likelihood_keeps_its_digits(tmp_path: Path) -> None:
    (column,) = read(tmp_path, "m,1,x,0.1,1.0,\nm,1,log_likelihood,-12.3,,\n").columns

    assert (column.log_likelihood, column.log_likelihood_text) == (-12.3, "-12.3")
    shown_as = printed_column(column, Published("t", "", (column,)), "(1)").figures["log_likelihood"]
    assert shown(shown_as).line() == "-12.3"


@pytest.mark.parametrize(
    ("z", "stars"),
    [
        ("2.345e0", {"**"}),
        ("2.345E+00", {"**"}),
        ("19.6e-1", {"*", "**"}),
        ("2e0", {"", "*", "**"}),
        ("2e1", {"***"}),
    ],
)
def test_a_power_of_ten_is_rounded_where_its_digits_end(z: str, stars: set[str]) -> None:
    assert possible_stars(z) == stars
