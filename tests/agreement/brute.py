"""Agreement by looking at every unit and every pair of answers: slow, and independent of the package."""

from collections.abc import Callable, Hashable, Sequence
from itertools import permutations

Answer = Hashable
Unit = Sequence[Answer | None]
Distance = Callable[[Answer, Answer], float]


def given(unit: Unit) -> list[Answer]:
    return [answer for answer in unit if answer is not None]


def pairable(units: Sequence[Unit]) -> list[Unit]:
    return [unit for unit in units if len(given(unit)) >= 2]


def nominal(a: Answer, b: Answer) -> float:
    return float(a != b)


def percent(units: Sequence[Unit]) -> float:
    means = []
    for unit in pairable(units):
        same = [a == b for a, b in permutations(given(unit), 2)]
        means.append(sum(same) / len(same))
    return sum(means) / len(means)


def corrected(observed: float, expected: float) -> float:
    return (observed - expected) / (1 - expected)


def brennan_prediger(units: Sequence[Unit], q: int) -> float:
    return corrected(percent(units), 1 / q)


def shares(units: Sequence[Unit], answers: Sequence[Answer]) -> list[float]:
    judged = [unit for unit in units if given(unit)]
    return [sum(given(unit).count(k) / len(given(unit)) for unit in judged) / len(judged) for k in answers]


def fleiss(units: Sequence[Unit], answers: Sequence[Answer]) -> float:
    return corrected(percent(units), sum(share**2 for share in shares(units, answers)))


def gwet_ac1(units: Sequence[Unit], answers: Sequence[Answer]) -> float:
    spread = sum(share * (1 - share) for share in shares(units, answers))
    return corrected(percent(units), spread / (len(answers) - 1))


def _of_coder(units: Sequence[Unit], coder: int, answers: Sequence[Answer]) -> list[float]:
    mine = [unit[coder] for unit in units if unit[coder] is not None]
    return [mine.count(k) / len(mine) for k in answers]


def conger(units: Sequence[Unit], answers: Sequence[Answer]) -> float:
    heard = [coder for coder in range(len(units[0])) if any(unit[coder] is not None for unit in units)]
    by_coder = [_of_coder(units, coder, answers) for coder in heard]
    coders = range(len(heard))
    chances = [
        sum(a * b for a, b in zip(by_coder[g], by_coder[h], strict=True)) for g, h in permutations(coders, 2)
    ]
    return corrected(percent(units), sum(chances) / len(chances))


def conger_met(units: Sequence[Unit], answers: Sequence[Answer]) -> float:
    """Chance of each pair of coders from the units both judged; the pairs weigh as in observed agreement."""
    shared: dict[tuple[int, int], list[tuple[Answer, Answer, float]]] = {}
    for unit in pairable(units):
        there = [coder for coder, answer in enumerate(unit) if answer is not None]
        for g, h in permutations(there, 2):
            each = 1 / (len(there) * (len(there) - 1))
            shared.setdefault((g, h), []).append((unit[g], unit[h], each))
    chance = 0.0
    for rows in shared.values():
        weight = sum(each for _, _, each in rows)
        first = [sum(each for a, _, each in rows if a == k) / weight for k in answers]
        second = [sum(each for _, b, each in rows if b == k) / weight for k in answers]
        chance += weight * sum(a * b for a, b in zip(first, second, strict=True))
    return corrected(percent(units), chance / len(pairable(units)))


def cohen(units: Sequence[Unit], answers: Sequence[Answer]) -> float:
    both = [unit for unit in units if None not in unit]
    chance = sum(a * b for a, b in zip(_of_coder(both, 0, answers), _of_coder(both, 1, answers), strict=True))
    return corrected(percent(both), chance)


def scott(units: Sequence[Unit], answers: Sequence[Answer]) -> float:
    both = [unit for unit in units if None not in unit]
    mean = [
        (a + b) / 2 for a, b in zip(_of_coder(both, 0, answers), _of_coder(both, 1, answers), strict=True)
    ]
    return corrected(percent(both), sum(share**2 for share in mean))


def alpha(units: Sequence[Unit], distance: Distance = nominal) -> float:
    """Observed: all pairs within units, each answer weighing 1; expected: all pairs of answers at all."""
    inside = 0.0
    every: list[Answer] = []
    for unit in pairable(units):
        answers = given(unit)
        every += answers
        inside += sum(distance(a, b) for a, b in permutations(answers, 2)) / (len(answers) - 1)
    observed = inside / len(every)
    across = sum(distance(a, b) for a, b in permutations(every, 2))
    return 1 - observed / (across / (len(every) * (len(every) - 1)))


def ordinal_distance(units: Sequence[Unit]) -> Distance:
    every = [answer for unit in pairable(units) for answer in given(unit)]

    def apart(a: Answer, b: Answer) -> float:
        low, high = sorted((a, b))  # type: ignore[type-var]
        between = sum(low <= answer <= high for answer in every)  # type: ignore[operator]
        return (between - (every.count(low) + every.count(high)) / 2) ** 2 if a != b else 0.0

    return apart


def masi(a: Answer, b: Answer) -> float:
    assert isinstance(a, frozenset)
    assert isinstance(b, frozenset)
    if a == b:
        return 0.0
    kind = 2 / 3 if a <= b or b <= a else 1 / 3
    return 1 - len(a & b) / len(a | b) * kind


def jaccard(a: Answer, b: Answer) -> float:
    assert isinstance(a, frozenset)
    assert isinstance(b, frozenset)
    return 0.0 if a == b else 1 - len(a & b) / len(a | b)
