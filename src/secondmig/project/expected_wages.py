"""The expected-wage model for given numbers, worked line by line."""

from secondmig.estimate.values import Estimate
from secondmig.project.listing import Listing
from secondmig.stats.expected_wage import Comparison, Place, Worker, compare, probability_of_leaving

_FIELDS = ("term", "here", "there", "difference", "speaks_for", "reason")
SOURCE = (
    "model: LIU Yang, RIETI Discussion Paper 18-E-028 (2018), appendix; expected wage = average wage x "
    "edu^beta x e^(gamma x skill) x probability of employment x error, and who expects more there leaves"
)
EXAMPLE = "the numbers are an example of ours unless you give your own: none of them was estimated"


def wage(here: Place, there: Place, worker: Worker) -> Listing:
    """Compare two places for one worker.

    Returns:
        A row a term in log points, then the whole; the expected wages and the given numbers in ``meta``.
    """
    found = compare(here, there, worker)
    rows = [_row(each.name, each.here, each.there, each.difference) for each in found.terms]
    rows.append(_row("ln expected wage", _log(found, "here"), _log(found, "there"), found.gap))
    chance = probability_of_leaving(found.gap)
    told: dict[str, object] = {
        "unit": "log points",
        "n": 1,
        "education": worker.education,
        "skill": worker.skill,
        "here": _given(here),
        "there": _given(there),
        "expected_wage_here": found.here.value,
        "expected_wage_there": found.there.value,
        "gap": found.gap.value,
        "leaves": found.leaves,
        "probability": chance.value,
        "source": SOURCE,
        "warnings": [],
    }
    return Listing(_FIELDS, rows, told, tuple(_notes(found, chance, worker, (here, there))))


def _row(name: str, here: Estimate, there: Estimate, difference: Estimate) -> dict[str, object]:
    gap = difference.value
    return {
        "term": name,
        "here": here.value,
        "there": there.value,
        "difference": gap,
        "speaks_for": None if gap is None else "leaving" if gap > 0 else "staying" if gap < 0 else "neither",
        "reason": difference.undefined or None,
    }


def _log(found: Comparison, side: str) -> Estimate:
    """The sum of a column, undefined with its reason where a term is."""
    terms = [each.here if side == "here" else each.there for each in found.terms]
    lacking = next((each for each in terms if each.value is None), None)
    return lacking or Estimate(sum(each.value or 0.0 for each in terms), unit="log points")


def _given(place: Place) -> dict[str, float]:
    return {
        "average_wage": place.average_wage,
        "beta": place.beta,
        "gamma": place.gamma,
        "employed": place.employed,
        "error": place.error,
    }


def _notes(found: Comparison, chance: Estimate, worker: Worker, places: tuple[Place, Place]) -> list[str]:
    sides = zip(("here", "there"), places, (found.here, found.there), strict=True)
    lines = [_worked(name, place, worker, wage) for name, place, wage in sides]
    verdict = "leaves" if found.leaves else "stays"
    if found.gap.value is None:
        lines.append(f"{verdict}: {found.gap.undefined}")
    else:
        sign = "above 0" if found.leaves else "not above 0"
        lines.append(
            f"ln there - ln here = {found.gap.value:.4f}, {sign}: {verdict}; with standard normal errors "
            f"somebody like this leaves with probability {chance.value or 0.0:.4f}"
        )
    return [*lines, SOURCE, EXAMPLE]


def _worked(name: str, place: Place, worker: Worker, wage: Estimate) -> str:
    product = (
        f"{place.average_wage:g} x {worker.education:g}^{place.beta:g} "
        f"x e^({place.gamma:g} x {worker.skill}) x {place.employed:g}"
        + (f" x {place.error:g}" if place.error != 1 else "")
    )
    value = wage.undefined if wage.value is None else f"{wage.value:.4f}"
    return f"{name}: {product} = {value}"
