"""Sums over ratings that the coefficients are made of, for one sample or for many resamples at once."""

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np

from secondmig.agreement.tables import Floats, Ints, Ratings

_ONE_HOT = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """Patterns of answers with B sets of weights: the sample itself (B = 1) or B resamples.

    Every sum below is linear in the weights, so a thousand resamples cost one matrix product.

    Attributes:
        patterns: (P, m) answers, -1 where a coder did not judge the unit.
        weights: (B, P) units with each pattern.
        categories: q possible answers in order.
    """

    patterns: Ints
    weights: Floats
    categories: tuple[Hashable, ...]

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
        return np.asarray(self.weights[:, self.judged() >= 2].sum(axis=1))

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

    def coincidences(self) -> Floats:
        """(B, q, q) Krippendorff's coincidences of answers, symmetric.

        o_ck = sum_u (ordered pairs of coders with answers c and k in u) / (r_u - 1); each pairable answer
        counts once, so the matrix sums to the number of pairable answers.
        """
        r = self.judged()
        share = self.weights / np.maximum(r - 1, 1)[None, :]
        total = np.zeros((len(self.weights), self.q * self.q))
        for one, other in self._pairs():
            met = (one >= 0) & (other >= 0)
            total += summed(share[:, met], one[met] * self.q + other[met], self.q * self.q)
        square = total.reshape(-1, self.q, self.q)
        return square + square.transpose(0, 2, 1)

    def shares(self) -> Floats:
        """(B, q) mean over all judged units of the share of each answer in the unit, pi_k.

        Units with a single answer count here too, as in Gwet's handbook and irrCAC.
        """
        r = self.judged()
        part = self.weights / np.maximum(r, 1)[None, :]
        total = np.zeros((len(self.weights), self.q))
        for coder in range(self.coders):
            there = self.patterns[:, coder] >= 0
            total += summed(part[:, there], self.patterns[there, coder], self.q)
        return _ratio(total, self.weights[:, r >= 1].sum(axis=1)[:, None])

    def margins(self, *, together: bool = False) -> Floats:
        """(B, m, q) share of each answer among those of each coder.

        Args:
            together: only units that every coder judged.
        """
        kept = self.judged() == self.coders if together else np.ones(len(self.patterns), dtype=bool)
        made = []
        for coder in range(self.coders):
            there = kept & (self.patterns[:, coder] >= 0)
            given = summed(self.weights[:, there], self.patterns[there, coder], self.q)
            made.append(_ratio(given, given.sum(axis=1, keepdims=True)))
        return np.stack(made, axis=1)

    def varies(self) -> Ints:
        """(B,) how many different answers the pairable units hold."""
        pairable = self.judged() >= 2
        total = np.zeros((len(self.weights), self.q))
        for coder in range(self.coders):
            there = pairable & (self.patterns[:, coder] >= 0)
            total += summed(self.weights[:, there], self.patterns[there, coder], self.q)
        return np.asarray((total > 0).sum(axis=1), dtype=np.int64)

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
