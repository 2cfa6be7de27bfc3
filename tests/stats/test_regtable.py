"""The table of regressions as values: stars, cells, and the rows of several columns in one order."""

import dataclasses
import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.stats.regtable import (
    ABSENT,
    NOT_APPLICABLE,
    YES,
    Cell,
    Head,
    RegTable,
    Row,
    p_of_z,
    rounded_away,
    shown,
    tidy,
)
from secondmig.stats.regtable_columns import Filled, Line, beside

P = st.floats(min_value=0, max_value=1)


def column(key: str, *lines: Line, header: str = "") -> Filled:
    return Filled(Head(key, f"({key})", header), lines, {"n": Cell("figure", 10.0, whole=True)})


def line(variable: str, block: str = "", *, cell: Cell | None = None, label: str = "") -> Line:
    return Line(variable, label or variable, block, cell or Cell("coefficient", 1.0, 2.0, p=0.0455))


def order(*columns: Filled) -> list[str]:
    return [row.variable for row in beside(columns, ("n",))[0]]


def test_a_cell_is_printed_as_the_paper_prints_it() -> None:
    # methods.md 4.5: "1.63 [2.34]**", stars after the bracket; GPA of Spector and Mazzeo.
    assert shown(Cell("coefficient", 1.62581, 2.343, p=0.0191)).line() == "1.63 [2.34]**"
    assert shown(Cell("coefficient", 0.0517, 0.617, p=0.537)).line() == "0.05 [0.62]"
    assert shown(Cell("coefficient", 2.0)).line() == "2.00"


@given(P, st.floats(-1e6, 1e6), st.floats(-50, 50))
def test_stars_come_from_the_unrounded_p_and_from_nothing_else(p: float, b: float, z: float) -> None:
    expected = "***" if p < 0.01 else "**" if p < 0.05 else "*" if p < 0.1 else ""
    assert Cell("coefficient", b, z, p=p).stars == expected


def test_stars_are_not_those_of_a_rounded_z() -> None:
    # Table 2 of RIETI 18-E-028, Age in Model 2: -1.96 with one star, as the z before rounding was smaller.
    z = -1.9559
    cell = Cell("coefficient", -0.03, z, p=p_of_z(z))
    assert shown(cell).line() == "-0.03 [-1.96]*"
    assert p_of_z(-1.96) < 0.05


@given(st.floats(-40, 40))
def test_p_of_z_is_two_sided_and_falls_with_the_size_of_z(z: float) -> None:
    assert p_of_z(z) == p_of_z(-z)
    assert p_of_z(abs(z) + 0.1) <= p_of_z(z) <= 1


@pytest.mark.parametrize(("p", "z"), [(0.1, 1.644854), (0.05, 1.959964), (0.01, 2.575829)])
def test_p_of_z_meets_the_quantiles_of_the_normal_distribution(p: float, z: float) -> None:
    assert p_of_z(z) == pytest.approx(p, abs=1e-7)


def test_a_printed_cell_keeps_its_own_digits_and_stars() -> None:
    cell = Cell("coefficient", -2.5, 3.0, printed_stars="*", digits=("-2.50", "3.0"))
    assert shown(cell, 4).line() == "-2.50 [3.0]*"


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "coefficient"},
        {"kind": "absent", "value": 1.0},
        {"kind": "coefficient", "value": math.nan},
        {"kind": "coefficient", "value": 1.0, "z": math.inf},
        {"kind": "coefficient", "value": 1.0, "p": 0.2, "printed_stars": "*"},
        {"kind": "not_estimated"},
        {"kind": "coefficient", "value": 1.0, "reason": "because"},
    ],
)
def test_a_cell_that_contradicts_itself_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="cell"):
        Cell(**wrong)  # type: ignore[arg-type]


def test_a_row_stands_behind_the_one_it_follows_in_its_own_column() -> None:
    first = column("1", line("a"), line("d"), line("const"))
    second = column("2", line("a"), line("b"), line("d"), line("const"))
    assert order(first, second) == ["a", "b", "d", "const"]


def test_rows_of_a_block_stand_together_and_the_constant_last() -> None:
    first = column("1", line("a", "Work"), line("const"), line("job", cell=YES))
    second = column("2", line("c", "Work"), line("b", "Home"))
    assert order(first, second) == ["a", "c", "b", "job", "const"]
    assert order(second, first) == ["c", "a", "b", "job", "const"]


def test_a_variable_that_is_not_in_a_column_is_blank_and_one_that_makes_no_sense_is_a_dash() -> None:
    first = column("1", line("gap", cell=NOT_APPLICABLE))
    rows, figures = beside((first, column("2", line("gap", "Major")), column("3")), ("n",))
    assert [cell.kind for cell in rows[0].cells] == ["not_applicable", "coefficient", "absent"]
    assert rows[0].block == "Major"
    assert [cell.value for cell in figures[0].cells] == [10, 10, 10]


def test_rows_yes_of_one_label_are_one_row() -> None:
    fitted = column("1", line("job", cell=YES, label="Job dummy"))
    printed = column("2", line("job_dummies", cell=YES, label="job dummy"))
    rows, _ = beside((fitted, printed), ())
    assert [(row.variable, row.label, [cell.kind for cell in row.cells]) for row in rows] == [
        ("job", "Job dummy", ["yes", "yes"])
    ]


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), unique=True), min_size=1, max_size=4))
def test_every_row_of_every_column_is_there_once(names: list[list[str]]) -> None:
    columns = [column(str(place), *map(line, each)) for place, each in enumerate(names)]
    rows, _ = beside(columns, ())
    assert sorted(row.variable for row in rows) == sorted({name for each in names for name in each})
    for place, each in enumerate(names):
        held = [row.variable for row in rows if row.cells[place] != ABSENT]
        assert sorted(held) == sorted(each)


@given(st.lists(st.sampled_from("abcdefgh"), unique=True), st.data())
def test_the_order_of_the_first_column_stays(names: list[str], data: st.DataObject) -> None:
    other = data.draw(st.permutations(names))
    rows = order(column("1", *map(line, names)), column("2", *map(line, other)))
    places = [rows.index(name) for name in names]
    assert all(a < b for a, b in pairwise(places))


def test_a_coefficient_that_rounds_to_zero_is_named() -> None:
    # Wooldridge, Table 17.1: exper squared, probit, -0.0019 (0.0006).
    cell = Cell("coefficient", -0.0019, -3.15, p=0.0016)
    table = RegTable("t", (Head("1", "(1)"),), (Row("expersq", "Experience squared", "", (cell,)),))
    assert shown(cell).line() == "0.00 [-3.15]***"
    assert rounded_away(table) == ("Experience squared",)
    assert rounded_away(dataclasses.replace(table, decimals=4)) == ()


def test_tidy_rows_hold_unrounded_numbers_and_the_shown_text() -> None:
    cell = Cell("coefficient", 1.6258100392, 2.343, p=0.0191, se=0.6938)
    heads = (Head("one", "(1)", "Grade", "GRADE"),)
    table = RegTable("t", heads, (Row("GPA", "Grades", "B", (cell,)),), (Row("n", "N", "", (ABSENT,)),))
    first, second = tidy(table)
    assert first["coefficient"] == 1.6258100392
    assert (first["se"], first["p"], first["stars"]) == (0.6938, 0.0191, "**")
    assert (first["header"], first["shown"]) == ("Grade", "1.63 [2.34]**")
    assert (second["kind"], second["coefficient"], second["shown"]) == ("absent", None, "")


def test_a_table_refuses_rows_that_do_not_fit() -> None:
    head = Head("1", "(1)")
    with pytest.raises(ValueError, match="2 cells"):
        RegTable("t", (head,), (Row("a", "a", "", (YES, YES)),))
    with pytest.raises(ValueError, match="twice"):
        RegTable("t", (head, head), ())
    with pytest.raises(ValueError, match="at least one column"):
        RegTable("t", (), ())
