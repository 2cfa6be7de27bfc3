"""Sums over ratings that the coefficients are made of, for one sample or for many resamples at once."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

import numpy as np

from secondmig.agreement.tables import Floats, Ints, Ratings

_ONE_HOT = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """Observed and expected agreement of B samples, NaN where a sample has none.

    Attributes:
        observed: (B,) A_o.
        expected: (B,) A_e, 0 for a measure that is not corrected for chance.
    """

    observed: Floats
    expected: Floats

    def values(self) -> Floats:
        """(B,) (A_o - A_e) / (1 - A_e); NaN where A_e is 1."""
        room = 1.0 - self.expected
        open_ = np.abs(room) > 1e-12
        return np.asarray(np.where(open_, (self.observed - self.expected) / np.where(open_, room, 1), np.nan))


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """Patterns of answers with B sets of weights: the sample itself (B = 1) or B resamples.

    Every sum below is linear in the weights, so a thousand resamples cost one matrix product. What several
    coefficients ask for is summed once: do not write into what a method gives back.

    Attributes:
        patterns: (P, m) answers, -1 where a coder did not judge the unit.
        weights: (B, P) units with each pattern.
        categories: q possible answers in order.
    """

    patterns: Ints
    weights: Floats
    categories: tuple[Hashable, ...]
    _summed: dict[object, Floats] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, ratings: Ratings, counts: Floats | None = None) -> "Tally":
        """The sums of ratings.

        Args:
            ratings: with D clusters.
            counts: (B, D) how often each cluster stands in each resample; all clusters once if left out.
        """
        weights = ratings.totals()[None, :] if counts is None else counts @ ratings.weights
        return cls(ratings.patterns, weights, ratings.categories)

    @property
    def coders(self) -> int:
        """Number of coders, m."""
        return int(self.patterns.shape[1])

    @property
    def q(self) -> int:
        """Number of possible answers."""
        return len(self.categories)

    def judged(self) -> Ints:
        """(P,) how many coders judged a unit of each pattern, r."""
        return np.asarray((self.patterns >= 0).sum(axis=1), dtype=np.int64)

    def units(self) -> Floats:
        """(B,) units that at least two coders judged."""
        return self._once("units", lambda: np.asarray(self.weights[:, self.judged() >= 2].sum(axis=1)))

    def agreed(self) -> Floats:
        """(B,) mean over pairable units of the share of pairs of coders with the same answer."""
        return self._once("agreed", lambda: self.observed(np.eye(self.q)))

    def observed(self, similarity: Floats) -> Floats:
        """(B,) mean over pairable units of the mean similarity of two coders' answers.

        A_o = 1/N sum_u sum_{g != h} s(v_ug, v_uh) / (r_u (r_u - 1)); NaN where there is no such unit.

        Args:
            similarity: (q, q), 1 on the diagonal.
        """
        agreed = np.zeros(len(self.patterns))
        for one, other in self._pairs():
            met = (one >= 0) & (other >= 0)
            agreed[met] += 2.0 * similarity[one[met], other[met]]
        r = self.judged()
        each = np.where(r >= 2, agreed / np.maximum(r * (r - 1), 1), 0.0)
        return _ratio(self.weights @ each, self.units())

    def pairable(self) -> Floats:
        """(B, q) answers in units that two coders judged, n_k: the row sums of the coincidences."""

        def counted() -> Floats:
            each = np.zeros((len(self.patterns), self.q))
            rows = np.flatnonzero(self.judged() >= 2)
            for coder in range(self.coders):
                there = rows[self.patterns[rows, coder] >= 0]
                each[there, self.patterns[there, coder]] += 1.0
            return np.asarray(self.weights @ each)

        return self._once("pairable", counted)

    def apart(self, distance: Floats) -> Floats:
        """(B,) sum over Krippendorff's coincidences of answers of their distance.

        sum_u sum_{g != h} d(v_ug, v_uh) / (r_u - 1): each pairable answer counts once.

        Args:
            distance: (q, q) or (B, q, q), symmetric, 0 on the diagonal.
        """
        r = self.judged()
        share = 1.0 / np.maximum(r - 1, 1)
        each = np.zeros((len(distance) if distance.ndim == 3 else 1, len(self.patterns)))
        for one, other in self._pairs():
            met = (one >= 0) & (other >= 0)
            each[:, met] += 2.0 * distance[..., one[met], other[met]] * share[met]
        return np.asarray((self.weights * each).sum(axis=1) if len(each) > 1 else self.weights @ each[0])

    def shares(self, *, least: int = 1) -> Floats:
        """(B, q) mean over judged units of the share of each answer in the unit, pi_k.

        Args:
            least: answers a unit has; units with a single one count in Gwet's handbook and irrCAC.
        """
        return self._once(("shares", least), lambda: self._shares(least))

    def _shares(self, least: int) -> Floats:
        r = self.judged()
        part = self.weights / np.maximum(r, 1)[None, :]
        total = np.zeros((len(self.weights), self.q))
        for coder in range(self.coders):
            there = (self.patterns[:, coder] >= 0) & (r >= least)
            total += summed(part[:, there], self.patterns[there, coder], self.q)
        return _ratio(total, self.weights[:, r >= least].sum(axis=1)[:, None])

    def met_by_chance(self) -> Floats:
        """(B,) chance of equal answers, every pair of coders by what each said on the units both judged.

        A_e = sum_gh w_gh sum_k p_gk|h p_hk|g, where w_gh is what the units of the pair weigh in A_o. The
        same as Conger's chance where every coder judged every unit.
        """
        r = self.judged()
        each = self.weights * np.where(r >= 2, 2.0 / np.maximum(r * (r - 1), 1), 0.0)
        total = np.zeros(len(self.weights))
        for one, other in self._pairs():
            met = (one >= 0) & (other >= 0)
            first = summed(each[:, met], one[met], self.q)
            second = summed(each[:, met], other[met], self.q)
            weight = first.sum(axis=1)
            total += np.where(
                weight > 0, (first * second).sum(axis=1) / np.where(weight > 0, weight, 1.0), 0.0
            )
        return _ratio(total, self.units())

    def margins(self, *, together: bool = False) -> Floats:
        """(B, m, q) share of each answer among those of each coder.

        Args:
            together: only units that every coder judged.
        """
        return self._once(("margins", together), lambda: self._margins(together=together))

    def _margins(self, *, together: bool) -> Floats:
        kept = self.judged() == self.coders if together else np.ones(len(self.patterns), dtype=bool)
        made = []
        for coder in range(self.coders):
            there = kept & (self.patterns[:, coder] >= 0)
            given = summed(self.weights[:, there], self.patterns[there, coder], self.q)
            made.append(_ratio(given, given.sum(axis=1, keepdims=True)))
        return np.stack(made, axis=1)

    def varies(self) -> Ints:
        """(B,) how many different answers the pairable units hold."""
        return np.asarray((self.pairable() > 0).sum(axis=1), dtype=np.int64)

    def _once(self, what: object, make: Callable[[], Floats]) -> Floats:
        if what not in self._summed:
            self._summed[what] = make()
        return self._summed[what]

    def _pairs(self) -> list[tuple[Ints, Ints]]:
        columns = [self.patterns[:, coder] for coder in range(self.coders)]
        return [(columns[g], columns[h]) for g in range(len(columns)) for h in range(g + 1, len(columns))]


def summed(weights: Floats, index: Ints, size: int) -> Floats:
    """(B, size) sums of (B, P) weights over equal ``index``."""
    if len(weights) == 1:
        return np.bincount(index, weights=weights[0], minlength=size)[None, :].astype(np.float64)
    if len(index) * size <= _ONE_HOT:
        chosen = np.zeros((len(index), size))
        chosen[np.arange(len(index)), index] = 1.0
        return np.asarray(weights @ chosen)
    return np.stack([np.bincount(index, weights=row, minlength=size) for row in weights])


def _ratio(above: Floats, below: Floats) -> Floats:
    return np.asarray(np.where(below > 0, above / np.where(below > 0, below, 1.0), np.nan))
