import math
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.estimate.values import Estimate
from secondmig.stats.expected_wage import (
    TERMS,
    Place,
    Worker,
    compare,
    expected_wage,
    probability_of_leaving,
)

JAPAN = Place(average_wage=100, beta=0.2, gamma=0.0, employed=0.97)
ABROAD = Place(average_wage=59, beta=0.5, gamma=0.2, employed=0.95)
HIRED_FOR_IT = Worker(education=4, skill=1)
PLACES = st.builds(
    Place,
    average_wage=st.floats(min_value=0.01, max_value=1e6),
    beta=st.floats(min_value=-3, max_value=3),
    gamma=st.floats(min_value=-3, max_value=3),
    employed=st.floats(min_value=0.01, max_value=1),
    error=st.floats(min_value=0.1, max_value=10),
)
WORKERS = st.builds(Worker, education=st.floats(min_value=0.5, max_value=30), skill=st.sampled_from([0, 1]))
STEP = 1e-5


def gap(here: Place, there: Place, worker: Worker) -> float:
    value = compare(here, there, worker).gap.value
    assert value is not None
    return value


def slope_here(name: str, here: Place, there: Place, worker: Worker) -> float:
    """Numerical derivative of the gap by one number of the place of residence."""
    at = getattr(here, name)
    width = STEP * max(abs(at), 1e-3)
    up, down = (replace(here, **{name: at + sign * width}) for sign in (1, -1))
    return float((gap(up, there, worker) - gap(down, there, worker)) / (2 * width))


# The model of the appendix


def test_the_worked_example_comes_out_by_hand() -> None:
    here = 100 * 4**0.2 * 0.97
    there = 59 * 4**0.5 * math.exp(0.2) * 0.95

    found = compare(JAPAN, ABROAD, HIRED_FOR_IT)

    assert found.here.value == pytest.approx(here)
    assert found.there.value == pytest.approx(there)
    assert found.gap.value == pytest.approx(math.log(there / here))
    assert found.leaves


def test_the_skill_tips_the_worked_example() -> None:
    assert compare(JAPAN, ABROAD, Worker(4, 1)).leaves
    assert not compare(JAPAN, ABROAD, Worker(4, 0)).leaves


@given(PLACES, WORKERS)
def test_the_expected_wage_is_the_product_of_its_factors(place: Place, worker: Worker) -> None:
    product = (
        place.average_wage
        * worker.education**place.beta
        * math.exp(worker.skill) ** place.gamma
        * place.employed
        * place.error
    )

    assert expected_wage(place, worker).value == pytest.approx(product, rel=1e-9)


@given(PLACES, PLACES, WORKERS)
def test_the_gap_is_the_difference_of_the_logarithms(here: Place, there: Place, worker: Worker) -> None:
    found = compare(here, there, worker)
    assert found.here.value
    assert found.there.value

    assert found.gap.value == pytest.approx(
        math.log(found.there.value) - math.log(found.here.value), abs=1e-9
    )
    assert found.gap.value == pytest.approx(
        sum(each.difference.value or 0.0 for each in found.terms), abs=1e-9
    )
    assert tuple(each.name for each in found.terms) == TERMS
    assert found.leaves == ((found.gap.value or 0.0) > 0)


@given(PLACES, PLACES, WORKERS)
def test_here_and_there_exchanged_turn_the_gap_round(here: Place, there: Place, worker: Worker) -> None:
    assert gap(there, here, worker) == pytest.approx(-gap(here, there, worker), abs=1e-12)


@given(PLACES, WORKERS)
def test_who_expects_the_same_stays(place: Place, worker: Worker) -> None:
    found = compare(place, place, worker)

    assert found.gap.value == 0
    assert not found.leaves


# The sign rules (domain.md R-058)


@given(PLACES, PLACES, WORKERS)
def test_a_higher_average_wage_here_speaks_for_staying(here: Place, there: Place, worker: Worker) -> None:
    slope = slope_here("average_wage", here, there, worker)

    assert slope < 0
    assert slope == pytest.approx(-1 / here.average_wage, rel=1e-3)


@given(PLACES, PLACES, WORKERS)
def test_a_higher_probability_of_employment_here_speaks_for_staying(
    here: Place, there: Place, worker: Worker
) -> None:
    here = replace(here, employed=min(here.employed, 0.99))

    slope = slope_here("employed", here, there, worker)

    assert slope < 0
    assert slope == pytest.approx(-1 / here.employed, rel=1e-3)


@given(PLACES, PLACES, WORKERS)
def test_education_speaks_for_where_it_is_valued_more(here: Place, there: Place, worker: Worker) -> None:
    valued = there.beta - here.beta
    assume(abs(valued) > 0.01)
    more = replace(worker, education=worker.education * 1.5)

    change = gap(here, there, more) - gap(here, there, worker)

    assert math.copysign(1, change) == math.copysign(1, valued)
    assert change == pytest.approx(valued * math.log(1.5), abs=1e-9)


@given(PLACES, PLACES, st.floats(min_value=0.5, max_value=30))
def test_the_skill_speaks_for_where_it_is_valued_more(here: Place, there: Place, education: float) -> None:
    valued = there.gamma - here.gamma
    assume(abs(valued) > 0.01)

    change = gap(here, there, Worker(education, 1)) - gap(here, there, Worker(education, 0))

    assert math.copysign(1, change) == math.copysign(1, valued)
    assert change == pytest.approx(valued, abs=1e-9)


@pytest.mark.parametrize("there", [0.1, 0.2, 0.3])
def test_equal_returns_leave_education_without_a_say(there: float) -> None:
    here, abroad = replace(JAPAN, beta=there), replace(ABROAD, beta=there)

    assert gap(here, abroad, Worker(2, 0)) == pytest.approx(gap(here, abroad, Worker(20, 0)), abs=1e-12)


# At the edges


def test_equal_wages_made_of_different_numbers_are_equal() -> None:
    here, there = Place(10, 0, 0, 1, error=2), Place(20, 0, 0, 1)

    found = compare(here, there, Worker(4, 1))

    assert found.gap.value == 0
    assert not found.leaves


def test_where_nobody_is_employed_there_is_a_wage_of_zero_and_no_logarithm() -> None:
    jobless = replace(JAPAN, employed=0)

    found = compare(jobless, ABROAD, HIRED_FOR_IT)

    assert found.here.value == 0
    assert found.gap.value is None
    assert found.gap.undefined == "nobody is employed here: the expected wage is 0 and has no logarithm"
    assert found.leaves
    assert not compare(jobless, jobless, HIRED_FOR_IT).leaves
    assert not compare(JAPAN, replace(ABROAD, employed=0), HIRED_FOR_IT).leaves


def test_a_wage_beyond_numbers_is_undefined() -> None:
    found = expected_wage(replace(JAPAN, beta=1000), Worker(4, 0))

    assert found.value is None
    assert found.undefined == "the wage is too large for a number"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"average_wage": 0.0}, "the average wage is 0"),
        ({"average_wage": math.nan}, "the average wage is nan"),
        ({"error": -1.0}, "the error is -1"),
        ({"employed": 1.2}, "the probability of employment is 1.2"),
        ({"employed": math.nan}, "the probability of employment is nan"),
        ({"beta": math.inf}, "beta is inf"),
        ({"gamma": math.nan}, "gamma is nan"),
    ],
)
def test_a_place_that_cannot_be_is_refused(change: dict[str, float], reason: str) -> None:
    with pytest.raises(SecondmigError, match=reason):
        replace(JAPAN, **change)


@pytest.mark.parametrize(("education", "skill"), [(0, 1), (-1, 0), (math.inf, 0), (4, 2)])
def test_a_worker_who_cannot_be_is_refused(education: float, skill: int) -> None:
    with pytest.raises(SecondmigError):
        Worker(education, skill)


def test_the_probability_of_leaving_is_a_half_where_nothing_speaks_for_either() -> None:
    assert probability_of_leaving(Estimate(0.0)).value == 0.5
    assert probability_of_leaving(Estimate(1.959964)).value == pytest.approx(0.975, abs=1e-6)
    assert probability_of_leaving(Estimate(None, undefined="no wage")).undefined == "no wage"
