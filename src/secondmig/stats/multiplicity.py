"""Many comparisons at once: p values corrected for how many there were."""

from collections.abc import Sequence


def holm(ps: Sequence[float | None]) -> tuple[float | None, ...]:
    """Holm's step-down correction: the chance of any false alarm in the family stays below the level.

    The i-th smallest of m values becomes max over j <= i of min(1, (m - j + 1) p_(j)).

    Source: S. Holm (1979), A simple sequentially rejective multiple test procedure, Scandinavian Journal of
    Statistics 6, 65-70.

    Args:
        ps: p values, 0-1; None for a comparison that could not be made, which stays None and is not counted.

    Returns:
        The corrected values in the same order, none smaller than its own p.

    Raises:
        ValueError: a value outside 0-1.

    >>> [round(p, 2) for p in holm([0.01, 0.02, 0.03, 0.04, 0.05])]
    [0.05, 0.08, 0.09, 0.09, 0.09]
    """
    made = _ranked(ps)
    corrected: list[float | None] = [None] * len(ps)
    highest = 0.0
    for rank, (p, place) in enumerate(made):
        highest = max(highest, min(1.0, (len(made) - rank) * p))
        corrected[place] = highest
    return tuple(corrected)


def benjamini_hochberg(ps: Sequence[float | None]) -> tuple[float | None, ...]:
    """Benjamini and Hochberg's correction: the expected share of false alarms among the findings.

    The i-th smallest of m values becomes min over j >= i of min(1, m p_(j) / j).

    Source: Y. Benjamini and Y. Hochberg (1995), Controlling the false discovery rate, J. of the Royal
    Statistical Society B 57, 289-300.

    Args:
        ps: p values, 0-1; None for a comparison that could not be made, which stays None and is not counted.

    Returns:
        The corrected values in the same order, none smaller than its own p.

    Raises:
        ValueError: a value outside 0-1.

    >>> [round(p, 2) for p in benjamini_hochberg([0.01, 0.02, 0.03, 0.04, 0.05])]
    [0.05, 0.05, 0.05, 0.05, 0.05]
    """
    made = _ranked(ps)
    corrected: list[float | None] = [None] * len(ps)
    lowest = 1.0
    for rank, (p, place) in reversed(list(enumerate(made, start=1))):
        lowest = min(lowest, max(p, len(made) * p / rank))
        corrected[place] = lowest
    return tuple(corrected)


def _ranked(ps: Sequence[float | None]) -> list[tuple[float, int]]:
    """The values that exist with their places, smallest first."""
    for p in ps:
        if p is not None and not 0 <= p <= 1:
            message = f"a p value lies between 0 and 1, not {p!r}"
            raise ValueError(message)
    return sorted((p, place) for place, p in enumerate(ps) if p is not None)
