"""How many codes a sample would show: rarefaction, Chao's lower bound, and how complete the sample is.

The estimators are those of ecology, with interviews for samples and codes for species. Codes are no species:
a codebook is revised, and coders look for what it holds. So the figures are of one frozen codebook, and of
nothing that it has no code for.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from secondmig.estimate.values import Estimate, known, undefined

CHAO2: Final = "Chao2, a lower bound (Chao 1987; Colwell and Coddington 1994)"
COVERAGE: Final = "sample coverage (Chao and Jost 2012; Chao et al. 2014)"
RAREFACTION: Final = "sample-based rarefaction, exact expectation (Ugland et al. 2003; Colwell et al. 2004)"


def rarefaction(incidences: Iterable[int], samples: int) -> tuple[float, ...]:
    """Codes expected in t interviews drawn without replacement, for t = 1 ... T.

    S(t) = S - sum_i C(T - k_i, t) / C(T, t), with k_i the interviews that code i is on. S(T) = S; the curve
    rises and flattens, as S(t+1) - S(t) never grows.

    Args:
        incidences: for each code the interviews it is on; 0 for a code that is on none.
        samples: T.

    Returns:
        T numbers of codes; empty where there is no interview.

    Raises:
        ValueError: a code is on more interviews than there are, or on fewer than none.

    >>> [round(each, 4) for each in rarefaction([8, 7, 7, 6, 3, 3, 1, 1, 0, 0], 10)][:3]
    [3.6, 5.1778, 5.9667]
    """
    counts = _counts(incidences, samples)
    missing = dict.fromkeys(counts, 1.0)  # chance that a code of so many interviews is on none of t
    expected = []
    for t in range(samples):
        for k in missing:
            missing[k] *= max(samples - k - t, 0) / (samples - t)
        expected.append(float(sum(number * (1.0 - missing[k]) for k, number in sorted(counts.items()))))
    return tuple(expected)


def _counts(incidences: Iterable[int], samples: int) -> Counter[int]:
    """Interviews -> codes that are on so many, codes on none left out."""
    counts = Counter(incidences)
    if any(not 0 <= k <= samples for k in counts):
        message = f"a code is on 0 to {samples} interviews, not on {sorted(counts)}"
        raise ValueError(message)
    del counts[0]
    return counts


def chao2(incidences: Sequence[int], samples: int) -> Estimate:
    """A lower bound of the codes that more interviews of the same kind would show, unseen ones included.

    S + ((T - 1) / T) Q1^2 / (2 Q2), or S + ((T - 1) / T) Q1 (Q1 - 1) / 2 where Q2 = 0, with S the codes seen
    and Q1, Q2 those seen in one and in two interviews. Of counts of individuals it is Chao1 with the same
    factor.

    Args:
        incidences: for each code the interviews it is on.
        samples: T.

    Returns:
        Codes; undefined with fewer than two interviews or without a code.

    >>> round(chao2([8, 7, 7, 6, 3, 3, 1, 1], 10).value or 0, 10)
    8.9
    """
    counts = _counts(incidences, samples)
    seen = sum(counts.values())
    reason = _nothing(samples, seen)
    if reason:
        return undefined(reason, n=samples, method=CHAO2, unit="codes")
    return known(seen + _unseen(counts, samples), n=samples, method=CHAO2, unit="codes")


def _unseen(counts: Counter[int], samples: int) -> float:
    once, twice = counts[1], counts[2]
    pairs = once * once / (2 * twice) if twice else once * (once - 1) / 2
    return (samples - 1) / samples * pairs


def _nothing(samples: int, seen: int) -> str:
    if samples < 2:
        return f"two interviews at least, there {'is 1' if samples == 1 else 'is none'}"
    return "" if seen else "no code is on any of them"


def sample_coverage(incidences: Sequence[int], samples: int, *, individuals: bool = False) -> Estimate:
    """The share of the pairs of a code and an interview, in interviews to come, whose code has been seen.

    1 - (Q1 / U) A with A = (T - 1) Q1 / ((T - 1) Q1 + 2 Q2), where Q2 = 0
    A = (T - 1)(Q1 - 1) / ((T - 1)(Q1 - 1) + 2), U the sum of the incidences; 1 where no code is on one alone.
    Near 1, the next interview will say what others said; 0.9 means that a tenth of what it says is new.

    Args:
        incidences: for each code the interviews it is on.
        samples: T.
        individuals: the incidences are counts of individuals of one sample of ``samples`` individuals.

    Returns:
        0-1; undefined with fewer than two interviews or without a code.

    >>> girdled = [46, 22, 17, 15, 15, 9, 8, 6, 6, 4, 2, 2, 2, 2, *[1] * 12]  # spiders, n = 168
    >>> round(sample_coverage(girdled, 168, individuals=True).value or 0, 6)
    0.928855
    """
    counts = _counts(incidences, samples)
    reason = _nothing(samples, sum(counts.values()))
    if reason:
        return undefined(reason, n=samples, method=COVERAGE, unit="share")
    once, twice = counts[1], counts[2]
    pairs = sum(k * number for k, number in counts.items())
    if individuals and pairs != samples:
        message = f"{pairs} individuals were counted, not {samples}"
        raise ValueError(message)
    if twice:
        part = (samples - 1) * once / ((samples - 1) * once + 2 * twice)
    else:
        rest = (samples - 1) * max(once - 1, 0)
        part = rest / (rest + 2)
    return known(1 - once / pairs * part, n=samples, method=COVERAGE, unit="share")
