"""Separation is decided exactly, and named by what separates."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from secondmig.stats.frame import Frame, Numbers
from secondmig.stats.separation import separated
from tests.stats.model_frames import figures, fitted, spector

NAMES = ("a", "b", "const")


def _oracle(x: Numbers, y: Numbers) -> set[int]:
    """Rows that some direction separates, each asked for by a linear program of its own."""
    signed = x * (2 * y - 1)[:, None]
    found = set()
    for place, row in enumerate(signed):
        asked = linprog(-row, A_ub=-signed, b_ub=np.zeros(len(y)), bounds=[(-1, 1)] * x.shape[1])
        if -asked.fun > 1e-7:
            found.add(place)
    return found


@given(
    st.lists(st.tuples(st.integers(-2, 2), st.integers(0, 1), st.booleans()), min_size=4, max_size=14).filter(
        lambda rows: len({row[2] for row in rows}) == 2
    )
)
def test_separated_rows_are_those_of_a_linear_program_for_each(rows: list[tuple[int, int, bool]]) -> None:
    x = np.array([[a, b, 1] for a, b, _ in rows], dtype=float)
    y = np.array([outcome for *_, outcome in rows], dtype=float)
    if np.linalg.matrix_rank(x) < 3:
        return
    found = separated(x, y, NAMES)
    assert (set() if found is None else set(np.flatnonzero(found.rows).tolist())) == _oracle(x, y)


def test_overlap_is_no_separation() -> None:
    x = np.array([[a, b, 1.0] for a, b in product((0.0, 1, 2), (0.0, 1))] * 2)
    y = np.repeat([0.0, 1.0], 6)
    assert separated(x, y, NAMES) is None


def test_complete_separation_names_the_variable() -> None:
    columns = {name: np.asarray(each, dtype=float) for name, each in spector().columns.items()}
    columns["passed"] = (columns["GPA"] > 3.1) * 1.0
    made = fitted(Frame("f", columns), "passed", "GPA", "TUCE")
    reason = "separated: the outcome is 0 in all rows with GPA up to 3.1 and 1 in all from 3.12"
    assert {each.coefficient.undefined for each in made.terms} == {reason}
    assert made.log_likelihood.undefined == reason
    assert (made.estimated, made.covariance, made.pseudo_r2.value, made.correct.value) == ((), (), None, None)
    assert [each.id for each in made.cautions] == ["W30"]


def test_complete_separation_by_several_names_them() -> None:
    columns = {name: np.asarray(each, dtype=float) for name, each in spector().columns.items()}
    columns["passed"] = (columns["GPA"] * 8 + columns["TUCE"] > 47) * 1.0
    made = fitted(Frame("f", columns), "passed", "GPA", "TUCE")
    assert made.term("GPA").coefficient.undefined == (
        "separated: GPA and TUCE together predict the outcome of 32 of 32 rows"
    )


def _half_separated() -> Frame:
    """Everybody with PSI passed."""
    columns = {name: np.asarray(each, dtype=float) for name, each in spector().columns.items()}
    columns["GRADE"] = np.where(columns["PSI"] == 1, 1.0, columns["GRADE"])
    return Frame("f", columns)


def test_quasi_complete_separation_leaves_the_other_coefficients() -> None:
    made = fitted(_half_separated(), "GRADE", "GPA", "TUCE", "PSI")
    assert made.term("PSI").coefficient.undefined == "separated: the outcome is 1 in all 14 rows with PSI=1"
    assert [each.kind for each in made.dropped] == ["separated"]
    assert (made.n, made.flow[-1].name, made.flow[-1].lost) == (18, "not decided by separation", 14)
    columns = _half_separated().columns
    left = np.asarray(columns["PSI"]) == 0
    alone = fitted(
        Frame("left", {name: np.asarray(each)[left] for name, each in columns.items()}),
        "GRADE",
        "GPA",
        "TUCE",
    )
    assert figures(made, "coefficient") == pytest.approx(figures(alone, "coefficient"), rel=1e-9)
    assert figures(made, "se") == pytest.approx(figures(alone, "se"), rel=1e-9)
    assert made.log_likelihood.value == pytest.approx(alone.log_likelihood.value)


def test_coefficients_left_are_where_the_likelihood_tends_to() -> None:
    """A penalty that vanishes leads to the same coefficients, while that of PSI grows without bound."""
    from scipy.optimize import minimize
    from scipy.stats import norm

    columns = {name: np.asarray(each, dtype=float) for name, each in _half_separated().columns.items()}
    x = np.column_stack([columns["GPA"], columns["TUCE"], columns["PSI"], np.ones(32)])
    q = 2 * columns["GRADE"] - 1

    def lost(b: Numbers) -> float:
        return float(-np.sum(norm.logcdf(q * (x @ b))) + 1e-9 * b[2] ** 2)

    found = minimize(lost, np.zeros(4), method="BFGS", options={"gtol": 1e-7}).x
    made = fitted(_half_separated(), "GRADE", "GPA", "TUCE", "PSI")
    assert figures(made, "coefficient") == pytest.approx(
        {"GPA": found[0], "TUCE": found[1], "const": found[3]}, rel=1e-3
    )
    assert found[2] > 4


def test_empty_cell_of_a_factor_names_the_category() -> None:
    columns = {name: np.asarray(each, dtype=float) for name, each in spector().columns.items()}
    job = np.tile(["1", "2", "3", "2"], 8)
    grade = np.where(job == "3", 0.0, columns["GRADE"])
    frame = Frame("f", {**columns, "GRADE": grade, "job": job.tolist()})
    made = fitted(frame, "GRADE", "GPA", factors=("job",))
    assert made.term("job=3").coefficient.undefined == (
        "separated: the outcome is 0 in all 8 rows with job=3"
    )
    assert made.term("job=2").coefficient.value is not None
    assert made.term("job=1").coefficient.undefined == "the reference category"


def test_separation_under_a_design_leaves_the_rows_in_it() -> None:
    made = fitted(_half_separated(), "GRADE", "GPA", "TUCE", "PSI", weights="w")
    assert made.term("PSI").coefficient.value is None
    assert made.term("GPA").se.value is not None
    assert "n/(n-1) = 32/31" in made.covariance_kind


def test_no_coefficient_is_ever_large_for_want_of_one() -> None:
    """What other programs print as a coefficient of 25 with a standard error of thousands."""
    made = fitted(_half_separated(), "GRADE", "PSI", "GPA", family="logit")
    assert all(abs(value) < 25 for value in figures(made, "coefficient").values())
    assert "PSI" not in figures(made, "coefficient")
