"""Whatever the rows are: a fit of finite numbers and reasons, or a problem that is named."""

from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.stats.fit import Fit
from secondmig.stats.frame import Frame
from tests.stats.model_frames import fitted

CELL = st.sampled_from(["", "0", "1", "1", "0", "2", "-3", "1e9", "0.00001", "3.5", "100000"])
WORD = st.sampled_from(["", "a", "b", "b", "c"])
WEIGHT = st.sampled_from(["0", "1", "2.5", "1e6", "", "1e-9"])


@st.composite
def frames(draw: st.DrawFn) -> Frame:
    n = draw(st.integers(1, 25))

    def column(cells: st.SearchStrategy[str]) -> list[str]:
        return draw(st.lists(cells, min_size=n, max_size=n))

    return Frame(
        "any",
        {
            "y": column(st.sampled_from(["0", "1", "0", "1", ""])),
            "a": column(CELL),
            "b": column(CELL),
            "f": column(WORD),
            "w": column(WEIGHT),
            "g": column(WORD),
        },
    )


SETTINGS: list[dict[str, Any]] = [
    {},
    {"family": "logit", "robust": True},
    {"cluster": "g"},
    {"weights": "w", "information": "expected", "p_from": "t"},
    {"weights": "w", "strata": "f", "psu": "g", "lonely_psu": "adjust"},
    {"strata": "f", "lonely_psu": "average"},
    {"family": "linear", "p_from": "t"},
]


def assert_sound(made: Fit) -> None:
    """Estimates hold finite numbers or reasons by themselves; here is what they leave open."""
    assert np.all(np.isfinite(np.array(made.covariance)))
    assert np.all(np.isfinite(made.coefficients))
    assert made.n == len(made.rows)
    assert [each.n for each in made.flow] == sorted((each.n for each in made.flow), reverse=True)
    for term in made.terms:
        assert (term.coefficient.value is None) == bool(term.coefficient.undefined)
        assert (term.coefficient.value is None) == (term.se.value is None)
        if made.family != "linear" and term.ame.value is not None and term.discrete:
            assert -1 <= term.ame.value <= 1


@pytest.mark.parametrize("how", SETTINGS)
@settings(max_examples=40, phases=[Phase.explicit, Phase.generate])
@given(frame=frames())
def test_any_rows_give_numbers_or_a_reason(how: dict[str, Any], frame: Frame) -> None:
    factors = ("f",) if "strata" not in how else ()
    try:
        made = fitted(frame, "y", "a", "b", factors=factors, **how)
    except SecondmigError as error:
        named = error
    else:
        assert_sound(made)
        return
    assert named.message
    assert named.hint


@pytest.mark.parametrize("variable", ["a", "a^9"])
def test_number_too_large_to_compute_with_is_refused(variable: str) -> None:
    frame = Frame("f", {"y": ["0", "1", "0", "1"], "a": ["1", "2", "3", "1e99"]})
    with pytest.raises(SecondmigError, match="too large to compute with"):
        fitted(frame, "y", variable)


def test_constant_alone_is_the_share() -> None:
    from scipy.stats import norm

    made = fitted(Frame("f", {"y": ["1", "0", "0", "1", "0"]}), "y")
    assert made.coefficients == pytest.approx([norm.ppf(0.4)])
    assert made.pseudo_r2.value == pytest.approx(0, abs=1e-12)
