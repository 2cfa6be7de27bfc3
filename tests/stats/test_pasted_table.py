"""RT1: the stars of printed tables, recomputed with the tolerance of the rounding of z."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.stats.pasted_table import BracketCell, cells_in, cells_of
from secondmig.stats.published import read_published
from secondmig.stats.regtable import p_of_z

LIU = Path(__file__).parents[2] / "codebooks" / "liu-2018" / "table_2.csv"


def stars(p: float) -> str:
    return "***" if p < 0.01 else "**" if p < 0.05 else "*" if p < 0.1 else ""


def test_all_119_brackets_of_table_2_are_consistent() -> None:
    # RT1: Liu (2018), RIETI Discussion Paper 18-E-028, Table 2.
    cells = list(cells_of(read_published(LIU)))
    assert len(cells) == 119
    assert [cell for cell in cells if cell.problem()] == []


def test_the_printed_table_pasted_as_text_says_the_same() -> None:
    cells = list(cells_of(read_published(LIU)))
    text = "\n".join(f"{cell.name}\t{cell.coefficient}\n\t[{cell.z}]{cell.stars}" for cell in cells)
    pasted = list(cells_in(text))
    assert [(cell.z, cell.stars) for cell in pasted] == [(cell.z, cell.stars) for cell in cells]
    assert not any(cell.problem() for cell in pasted)


def test_one_star_at_196_needs_the_tolerance_of_rounding() -> None:
    assert BracketCell(1, 1, "", "-0.03", "-1.96", "*").possible() == ("*", "**")
    assert BracketCell(1, 1, "", "-0.03", "-1.96", "").problem() == "z -1.96 has * or ** and not none"
    assert BracketCell(1, 1, "", "-0.03", "-1.960", "*").problem() == ""
    assert BracketCell(1, 1, "", "-0.03", "-1.961", "*").problem() == "z -1.961 has ** and not *"


@pytest.mark.parametrize(
    ("text", "z", "found"),
    [
        ("1.63 [2.34]**", "2.34", "**"),
        ("1.63** [2.34]", "2.34", "**"),
        ("−1.21 [−6.92]∗∗∗", "-6.92", "***"),
        ("[ 0.5 ] *", "0.5", "*"),
    ],
)
def test_pasted_cells_are_read_in_the_forms_that_papers_use(text: str, z: str, found: str) -> None:
    (cell,) = cells_in(text)
    assert (cell.z, cell.stars) == (z, found)


def test_what_is_no_z_is_left_alone() -> None:
    assert list(cells_in("see note [1], Smith [2018], [a.b], [] and [.]")) == []


def test_a_sign_that_was_lost_in_print_is_found() -> None:
    (cell,) = cells_in("0.48 [-1.93]*")
    assert "different signs" in cell.problem()


@given(st.floats(-6, 6), st.integers(1, 3))
def test_the_stars_of_any_z_are_among_those_its_rounding_allows(z: float, decimals: int) -> None:
    printed = f"{z:.{decimals}f}"
    assert BracketCell(1, 1, "", "", printed, stars(p_of_z(z))).problem() == ""


@given(st.floats(-6, 6).filter(lambda z: min(abs(abs(z) - t) for t in (1.6449, 1.9600, 2.5758)) > 0.006))
def test_away_from_the_limits_any_other_stars_are_named(z: float) -> None:
    right = stars(p_of_z(z))
    for wrong in {"", "*", "**", "***"} - {right}:
        assert BracketCell(1, 1, "", "", f"{z:.2f}", wrong).problem()


def test_places_are_told_by_line_and_from_left_to_right() -> None:
    cells = list(cells_in("Age\r\n0.1 [1.00]  0.2 [9.99]\n[2.00]**"))
    assert [(cell.line, cell.place) for cell in cells] == [(2, 1), (2, 2), (3, 1)]
