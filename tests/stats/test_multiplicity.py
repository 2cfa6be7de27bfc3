from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.stats.multiplicity import benjamini_hochberg, holm

# The 15 comparisons of Benjamini and Hochberg (1995), 4.1.
PAPER = [
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459),
    *(0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0),
]
ADJUSTED = [
    *(0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.063857, 0.063857, 0.0645, 0.0765),
    *(0.486, 0.581182, 0.714875, 0.753231, 0.813214, 1.0),
]
VALUES = st.lists(st.floats(0, 1), max_size=12)


def test_holm_reproduces_the_worked_example() -> None:
    assert holm([0.01, 0.02, 0.03, 0.04, 0.05]) == pytest.approx((0.05, 0.08, 0.09, 0.09, 0.09))


def test_benjamini_hochberg_reproduces_the_paper() -> None:
    assert benjamini_hochberg(PAPER) == pytest.approx(tuple(ADJUSTED), abs=5.1e-7)
    assert sum(p is not None and p <= 0.05 for p in benjamini_hochberg(PAPER)) == 4
    assert sum(p is not None and p <= 0.05 for p in holm(PAPER)) == 3


@given(VALUES)
def test_holm_rejects_exactly_what_the_step_down_procedure_rejects(ps: list[float]) -> None:
    corrected = holm(ps)
    for level in (0.01, 0.05, 0.3):
        rejected = set()
        for step, place in enumerate(sorted(range(len(ps)), key=lambda place: ps[place])):
            if (len(ps) - step) * ps[place] > level:
                break
            rejected.add(place)
        assert {place for place, p in enumerate(corrected) if p is not None and p <= level} == rejected


@given(VALUES)
def test_corrections_are_no_smaller_than_p_and_keep_the_order(ps: list[float]) -> None:
    for corrected in (holm(ps), benjamini_hochberg(ps)):
        pairs = sorted(zip(ps, corrected, strict=True))
        assert all(after is not None and before <= after <= 1 for before, after in pairs)
        assert all((a[1] or 0.0) <= (b[1] or 0.0) for a, b in pairwise(pairs))


@given(VALUES)
def test_a_comparison_that_could_not_be_made_is_not_counted(ps: list[float]) -> None:
    with_gaps = [each for p in ps for each in (p, None)]

    assert [p for p in holm(with_gaps) if p is not None] == list(holm(ps))
    assert all(p is None for p in holm(with_gaps)[1::2])


def test_what_is_no_p_value_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        holm([0.5, float("nan")])
