"""What a worker may expect to earn here and there, and whether that speaks for leaving.

The model of the appendix of LIU Yang, RIETI Discussion Paper 18-E-028 (2018), after Todaro (1969) and Borjas
and Bratsberg (1994): in place i the expected wage is

    w_i = average wage_i x edu^beta_i x exp(skill)^gamma_i x prob_i x eps_i

and the worker intends to leave place 0 for place 1 if ln w_1 - ln w_0 > 0.
"""

import math
from dataclasses import dataclass
from typing import Final

from secondmig.core.errors import SecondmigError
from secondmig.estimate.values import Estimate, undefined

LOG_POINTS: Final = "log points"
NO_WORK: Final = "nobody is employed {place}: the expected wage is 0 and has no logarithm"
LARGEST: Final = 1000
"""No return to education or skill is larger: beyond it a wage is no number that can be held."""
ROUNDING: Final = 1e-12
"""A gap below this is 0: the logarithms of equal wages differ by no more."""
TERMS: Final = ("average wage", "education", "foreigner-specific skill", "employment", "error")


@dataclass(frozen=True, slots=True)
class Worker:
    """The worker who compares.

    Attributes:
        education: level or years of education, above 0.
        skill: 1 where hired for skills only foreigners have, else 0.
    """

    education: float
    skill: int

    def __post_init__(self) -> None:
        if not (math.isfinite(self.education) and self.education > 0):
            message = f"education is {self.education:g}: the model takes its logarithm"
            raise SecondmigError(message, hint="a level or years above 0")
        if self.skill not in {0, 1}:
            hint = "1 where hired for foreigner-specific skills, else 0"
            raise SecondmigError(f"skill is {self.skill:g}, not 0 or 1", hint=hint)


@dataclass(frozen=True, slots=True)
class Place:
    """What a place pays.

    Attributes:
        average_wage: of all workers there, above 0, in one unit for both places.
        beta: return to education, any sign.
        gamma: return to the foreigner-specific skill, any sign.
        employed: probability of being employed in the period, 0 to 1.
        error: what else multiplies the wage, above 0; 1 for nothing.
    """

    average_wage: float
    beta: float
    gamma: float
    employed: float
    error: float = 1.0

    def __post_init__(self) -> None:
        for name, value in (("average wage", self.average_wage), ("error", self.error)):
            if not (math.isfinite(value) and value > 0):
                message = f"the {name} is {value:g}: the model takes its logarithm"
                raise SecondmigError(message, hint=f"an {name} above 0")
        for name, value in (("beta", self.beta), ("gamma", self.gamma)):
            if not abs(value) <= LARGEST:
                raise SecondmigError(f"{name} is {value:g}", hint=f"a number from -{LARGEST} to {LARGEST}")
        if not 0 <= self.employed <= 1:
            message = f"the probability of employment is {self.employed:g}"
            raise SecondmigError(message, hint="between 0 and 1")


@dataclass(frozen=True, slots=True)
class Contribution:
    """One term of the logarithm of the expected wage.

    Attributes:
        name: one of :data:`TERMS`.
        here: in log points, undefined where nobody is employed.
        there: likewise.
        difference: there less here: above 0 it speaks for leaving.
    """

    name: str
    here: Estimate
    there: Estimate
    difference: Estimate


@dataclass(frozen=True, slots=True)
class Comparison:
    """The two expected wages side by side.

    Attributes:
        terms: in the order of :data:`TERMS`.
        here: expected wage in the unit of the average wages; 0 where nobody is employed.
        there: likewise.
        gap: ln there - ln here; undefined where one of them is 0.
        leaves: whether the gap is above 0, so that a gap of 0 means staying; decided by the wages themselves
            where one of them is 0.
    """

    terms: tuple[Contribution, ...]
    here: Estimate
    there: Estimate
    gap: Estimate
    leaves: bool


def expected_wage(place: Place, worker: Worker) -> Estimate:
    """The expected wage w = average wage x edu^beta x e^(gamma skill) x prob x eps.

    Returns:
        In the unit of the average wage; 0 where nobody is employed; undefined where it is beyond what a
        number can hold.

    >>> round(expected_wage(Place(100, 0.2, 0.0, 0.97), Worker(4, 1)).value or 0, 4)
    127.9923
    """
    method, unit = "expected wage (Liu 2018, appendix)", "unit of the average wage"
    if place.employed == 0:
        return _known(0.0, method=method, unit=unit)
    try:
        wage = math.exp(math.fsum(_logs(place, worker)))
    except OverflowError:
        return undefined("the wage is too large for a number", method=method, unit=unit)
    return _known(wage, method=method, unit=unit)


def compare(here: Place, there: Place, worker: Worker) -> Comparison:
    """Compare what a worker may expect in two places: leave if ln w_there - ln w_here > 0.

    A higher average wage or probability of employment here speaks for staying; whether education and the
    foreigner-specific skill do depends on where they are valued more.

    >>> japan, abroad = Place(100, 0.2, 0.0, 0.97), Place(59, 0.5, 0.2, 0.95)
    >>> hired_for_it = compare(japan, abroad, Worker(4, 1))
    >>> round(hired_for_it.gap.value or 0, 4), hired_for_it.leaves
    (0.0674, True)
    >>> treated_alike = compare(japan, abroad, Worker(4, 0))
    >>> round(treated_alike.gap.value or 0, 4), treated_alike.leaves
    (-0.1326, False)
    """
    terms = tuple(
        _contribution(name, *logs)
        for name, *logs in zip(TERMS, _logs(here, worker), _logs(there, worker), strict=True)
    )
    wage_here, wage_there = expected_wage(here, worker), expected_wage(there, worker)
    gap = _gap(terms)
    leaves = gap.value > 0 if gap.value is not None else here.employed == 0 and there.employed > 0
    return Comparison(terms, wage_here, wage_there, gap, leaves)


def probability_of_leaving(gap: Estimate) -> Estimate:
    """Phi(gap): how often somebody with this gap would leave, were the errors standard normal together.

    The paper writes the errors inside Phi as well; they are what Phi is about, so they are left out there by
    whoever computes it: give them as 1.

    >>> round(probability_of_leaving(Estimate(0.0674)).value or 0, 4)
    0.5269
    """
    method, unit = "standard normal distribution function of the gap", "probability"
    if gap.value is None:
        return undefined(gap.undefined, method=method, unit=unit)
    return _known(0.5 * math.erfc(-gap.value / math.sqrt(2)), method=method, unit=unit)


def _logs(place: Place, worker: Worker) -> tuple[float, ...]:
    """Of each factor of the wage, in the order of TERMS; minus infinity where nobody is employed."""
    return (
        math.log(place.average_wage),
        place.beta * math.log(worker.education),
        place.gamma * worker.skill,
        math.log(place.employed) if place.employed else -math.inf,
        math.log(place.error),
    )


def _contribution(name: str, here: float, there: float) -> Contribution:
    at_home, away = _term(here, "here"), _term(there, "there")
    reason = at_home.undefined or away.undefined
    difference = undefined(reason, unit=LOG_POINTS) if reason else _known(there - here, unit=LOG_POINTS)
    return Contribution(name, at_home, away, difference)


def _term(value: float, place: str) -> Estimate:
    if math.isfinite(value):
        return _known(value, unit=LOG_POINTS)
    return undefined(NO_WORK.format(place=place), unit=LOG_POINTS)


def _gap(terms: tuple[Contribution, ...]) -> Estimate:
    method = "ln of the expected wage there less that here (Liu 2018, appendix)"
    reason = next((each.difference.undefined for each in terms if each.difference.undefined), "")
    if reason:
        return undefined(reason, method=method, unit=LOG_POINTS)
    gap = math.fsum(each.difference.value or 0.0 for each in terms)
    return _known(0.0 if abs(gap) < ROUNDING else gap, method=method, unit=LOG_POINTS)


def _known(value: float, *, unit: str, method: str = "") -> Estimate:
    """A computed number that rests on no observations; a negative zero becomes zero."""
    return Estimate(value + 0.0, method=method, unit=unit)
