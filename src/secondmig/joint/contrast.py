"""One group of persons against others: the difference, its size, and what re-labelling the persons gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from secondmig.estimate.values import Estimate, undefined
from secondmig.joint.compared import mean_difference
from secondmig.stats.association import cramers_v
from secondmig.stats.effect import cliffs_delta
from secondmig.stats.proportions import odds_at_least, odds_ratio, risk_difference

NOT_ASKED_FOR: Final = "not computed: persons chosen on purpose are described; --inference computes it"
ONLY_PRESENCE: Final = "of presence only: it needs persons who have it and persons who have not"
NO_INTERVAL: Final = "no interval is given for a difference of means"
NO_OTHER_SIDE: Final = "the group that the others are set against"


@dataclass(frozen=True, slots=True)
class Way:
    """How sides are set against each other.

    Attributes:
        presence: whether each person's number says only whether the person has it.
        inference: whether intervals, odds ratios, probabilities and p are asked for.
        seed: of random re-labellings.
        unit: of the numbers.
    """

    presence: bool = True
    inference: bool = False
    seed: int = 0
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Contrast:
    """One side against another.

    Attributes:
        difference: of shares or of means, first less second; with Newcombe's interval where asked for.
        delta: Cliff's delta; of presence the difference itself.
        odds: the conditional odds ratio with its exact interval, of presence.
        odds_at_least: the lower end of the interval where the ratio is infinite.
        probability: that the first share is the larger one, of presence.
        zero: whether a cell of the 2 by 2 table is empty.
    """

    difference: Estimate
    delta: Estimate
    odds: Estimate
    probability: Estimate
    zero: bool = False
    odds_at_least: float | None = None


def no_contrast(reason: str = NO_OTHER_SIDE) -> Contrast:
    """Of a group that is set against nobody."""
    return Contrast(undefined(reason), undefined(reason), undefined(reason), undefined(reason))


def contrast(x: Sequence[float], y: Sequence[float], way: Way) -> Contrast:
    """Set one side against the other.

    Args:
        x: a number for each person of the first side; 1 and 0 where the way is presence.
        y: those of the second side.
        way: of counting, and whether to infer.
    """
    n = len(x) + len(y)
    if not way.presence:
        alone = undefined(ONLY_PRESENCE, n=n)
        return Contrast(mean_difference(x, y, unit=way.unit), cliffs_delta(x, y), alone, alone)
    k1, k2 = int(sum(x)), int(sum(y))
    difference = risk_difference(k1, len(x), k2, len(y), interval=way.inference)
    cells = ((k1, len(x) - k1), (k2, len(y) - k2))
    odds = probability = undefined(NOT_ASKED_FOR, n=n)
    least = None
    if way.inference:
        from secondmig.stats.bayes import probability_greater

        odds, probability = odds_ratio(cells), probability_greater(k1, len(x), k2, len(y))
        least = odds_at_least(cells)
    empty = any(cell == 0 for row in cells for cell in row)
    return Contrast(difference, cliffs_delta(x, y), odds, probability, empty, least)


def strength(sides: Sequence[Sequence[float]], way: Way) -> Estimate:
    """How strongly group and presence go together: Cramer's V, bias corrected, over all sides."""
    if not way.presence:
        return undefined(ONLY_PRESENCE, n=sum(map(len, sides)))
    return cramers_v(_table(sides))


def relabelled(sides: Sequence[Sequence[float]], way: Way) -> Estimate:
    """p: how often the sides would differ so much if the labels of the persons were dealt out anew.

    Of presence Fisher's exact test, beyond two sides that of Freeman and Halton; of numbers the rank sum with
    ties as mid-ranks, beyond two sides that of Kruskal and Wallis.
    """
    n = sum(map(len, sides))
    if not way.inference:
        return undefined(NOT_ASKED_FOR, n=n)
    from secondmig.stats.fisher import fisher_exact
    from secondmig.stats.permute import exact_kruskal_wallis, exact_rank_sum

    if any(not side for side in sides):
        return undefined("a group has nobody with a number", n=n)
    if way.presence:
        return fisher_exact(_table(sides), seed=way.seed)
    if len(sides) == 2:
        return exact_rank_sum(sides[0], sides[1], seed=way.seed)
    return exact_kruskal_wallis(sides, seed=way.seed)


def _table(sides: Sequence[Sequence[float]]) -> list[list[int]]:
    having = [int(sum(side)) for side in sides]
    return [[k, len(side) - k] for k, side in zip(having, sides, strict=True)]
