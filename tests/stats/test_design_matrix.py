"""Regressors that say nothing of their own are named with what they follow from."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.stats.design_matrix import independent
from secondmig.stats.frame import Frame
from secondmig.survey.form import SurveyForm, Variable
from tests.stats.model_frames import figures, fitted, spector

RANDOM = np.random.default_rng(3)
COUNTRY = ["CHN", "KOR", "TWN"] * 20
GAP = {"CHN": 2.1, "KOR": 0.4, "TWN": 0.7}
FRAME = Frame(
    "workers",
    {
        "leave": (RANDOM.random(60) < 0.5).astype(float),
        "age": RANDOM.normal(30, 5, 60),
        "gap": np.array([GAP[each] for each in COUNTRY]),
        "country": COUNTRY,
        "one": np.ones(60),
        "twice": np.zeros(60),
    },
    SurveyForm({"country": Variable("country", labels={"TWN": "Taiwan", "CHN": "China", "KOR": "Korea"})}),
)


def test_wage_gap_beside_country_dummies_is_named() -> None:
    made = fitted(FRAME, "leave", "age", "gap", factors=("country",))
    assert [(each.variable, each.reason, each.kind) for each in made.dropped] == [
        ("country=KOR", "country=KOR is an exact combination of gap, country=CHN and const", "collinear")
    ]
    assert made.term("country=KOR").coefficient.undefined == made.dropped[0].reason
    assert made.term("gap").coefficient.value is not None


def test_constant_regressor_is_named() -> None:
    made = fitted(FRAME, "leave", "age", "one", "twice")
    assert [each.reason for each in made.dropped] == ["one is 1 in all 60 rows", "twice is 0 in all 60 rows"]
    assert set(figures(made, "coefficient")) == {"age", "const"}


def test_reference_is_the_first_label_and_stands_in_its_place() -> None:
    made = fitted(FRAME, "leave", "age", factors=("country",))
    roles = [(each.variable, each.role, each.label) for each in made.terms]
    assert roles == [
        ("age", "variable", "age"),
        ("country=TWN", "reference", "country: Taiwan"),
        ("country=CHN", "level", "country: China"),
        ("country=KOR", "level", "country: Korea"),
        ("const", "constant", "Constant"),
    ]
    assert made.remarks == ("country: reference country=TWN",)


def test_reference_can_be_chosen_and_leaves_what_is_predicted() -> None:
    first = fitted(FRAME, "leave", "age", factors=("country",))
    other = fitted(FRAME, "leave", "age", factors=("country",), reference={"country": "KOR"})
    assert other.term("country=KOR").role == "reference"
    assert other.log_likelihood.value == pytest.approx(first.log_likelihood.value, abs=1e-9)
    assert figures(other, "coefficient")["country=TWN"] == pytest.approx(
        -figures(first, "coefficient")["country=KOR"], abs=1e-9
    )
    assert figures(other, "ame")["age"] == pytest.approx(figures(first, "ame")["age"], abs=1e-10)


def test_reference_without_rows_is_refused() -> None:
    with pytest.raises(SecondmigError, match="the reference country=JPN has no row") as caught:
        fitted(FRAME, "leave", factors=("country",), reference={"country": "JPN"})
    assert caught.value.hint == "categories with rows: TWN, CHN, KOR"


def test_category_that_the_filters_emptied_is_named() -> None:
    from secondmig.stats.model_spec import Filter

    made = fitted(
        FRAME, "leave", "age", factors=("country",), restrict=(Filter("no Korea", "country", "!=", ("KOR",)),)
    )
    assert made.term("country=KOR").coefficient.undefined == "no row of the sample has country=KOR"


def test_linear_model_of_more_coefficients_than_rows_is_refused() -> None:
    few = Frame("few", {name: np.asarray(each, dtype=float)[:3] for name, each in spector().columns.items()})
    with pytest.raises(SecondmigError, match="one: 3 rows for 3 coefficients"):
        fitted(few, "GPA", "TUCE", "w", family="linear")


def test_probit_of_more_coefficients_than_rows_is_separated() -> None:
    few = Frame("few", {name: np.asarray(each, dtype=float)[1:6] for name, each in spector().columns.items()})
    made = fitted(few, "GRADE", "GPA", "TUCE", "w", "g")
    assert figures(made, "coefficient") == {}
    assert made.log_likelihood.undefined.startswith("separated")


@given(st.integers(1, 5), st.integers(0, 2**16))
def test_independent_columns_span_all_of_them(rank: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    x = random.normal(size=(30, rank)) @ random.normal(size=(rank, 6)) * 10.0 ** random.integers(-4, 5, 6)
    kept, sets = independent(x, list("abcdef"))
    assert len(kept) == np.linalg.matrix_rank(x / np.linalg.norm(x, axis=0)) == rank
    assert len(kept) + len(sets) == 6
    assert 5 in kept
