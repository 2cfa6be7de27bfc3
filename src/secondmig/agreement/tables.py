"""Ratings: what each coder said of each unit, held as weighted patterns."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
MISSING = -1
_DENSE = 1 << 22


@dataclass(frozen=True, slots=True, eq=False)
class Ratings:
    """Units judged by the same coders, counted by the pattern of their answers.

    Two units with the same answers from every coder are alike to all coefficients, so a million characters
    of two coders and one code are four numbers per document.

    Attributes:
        patterns: (P, m) index into ``categories`` by coder, -1 where the coder did not judge the unit.
        weights: (D, P) units of each cluster with that pattern; whole numbers held as floats, exact to 2**53.
        categories: every answer a coder could give, in order; not only those given.
        clusters: D names of what is resampled, mostly documents.
        unit: what is judged: character, sentence, turn, document or segment.
        only_coded: units exist only where somebody coded, as with segments: nothing says how often
            coders agreed to leave something out, so chance agreement cannot be told.

    Raises:
        ValueError: shapes that do not fit, a pattern that names no category, a category twice.
    """

    patterns: Ints
    weights: Floats
    categories: tuple[Hashable, ...]
    clusters: tuple[str, ...] = ("",)
    unit: str = "unit"
    only_coded: bool = False

    def __post_init__(self) -> None:
        shape = (len(self.clusters), len(self.patterns))
        if self.patterns.ndim != 2 or self.weights.shape != shape:
            message = f"weights must be {shape}, not {self.weights.shape}, for (P, m) patterns"
            raise ValueError(message)
        if self.patterns.size and not (
            self.patterns.min() >= MISSING and self.patterns.max() < len(self.categories)
        ):
            message = f"patterns must lie between -1 and {len(self.categories) - 1}"
            raise ValueError(message)
        if len(set(self.categories)) < len(self.categories):
            message = f"a category stands twice: {self.categories!r}"
            raise ValueError(message)

    @property
    def coders(self) -> int:
        """Number of coders, m."""
        return int(self.patterns.shape[1])

    def judged(self) -> Ints:
        """(P,) how many coders judged a unit of each pattern."""
        return np.asarray((self.patterns >= 0).sum(axis=1), dtype=np.int64)

    def totals(self) -> Floats:
        """(P,) units of each pattern over all clusters."""
        return np.asarray(self.weights.sum(axis=0), dtype=np.float64)

    def n_units(self) -> int:
        """Units that at least two coders judged."""
        return round(float(self.totals()[self.judged() >= 2].sum()))

    def n_clusters(self) -> int:
        """Clusters with at least one unit that two coders judged."""
        pairable = self.weights[:, self.judged() >= 2].sum(axis=1)
        return int((pairable > 0).sum())

    def share(self, category: Hashable) -> float | None:
        """Share of all answers that are this category, 0-1 (its prevalence); None without an answer."""
        wanted = self.categories.index(category)
        given = self.totals() @ (self.patterns == wanted).sum(axis=1)
        answers = self.totals() @ self.judged()
        return float(given / answers) if answers else None

    def square(self) -> Floats:
        """(q, q) units by answer of the first coder (rows) and of the second (columns), for two coders.

        Raises:
            ValueError: not two coders.
        """
        if self.coders != 2:
            message = f"a square table is for two coders, not {self.coders}"
            raise ValueError(message)
        q = len(self.categories)
        both = self.judged() == 2
        cells = self.patterns[both, 0] * q + self.patterns[both, 1]
        found = np.bincount(cells, weights=self.totals()[both], minlength=q * q)
        return np.asarray(found, dtype=np.float64).reshape(q, q)

    def collapsed(self, category: Hashable) -> "Ratings":
        """The same units with two answers: this category (True) or another one (False)."""
        wanted = self.categories.index(category)
        binary = np.where(self.patterns < 0, MISSING, (self.patterns == wanted).astype(np.int64))
        return replace(self, patterns=binary, categories=(False, True)).compact()

    def compact(self) -> "Ratings":
        """Equal patterns counted together, those without a unit left out; patterns in ascending order."""
        kept = self.weights.any(axis=0)
        if not kept.any():
            return replace(self, patterns=self.patterns[:0], weights=self.weights[:, :0])
        rows, place = np.unique(self.patterns[kept], axis=0, return_inverse=True)
        weights = np.zeros((len(self.clusters), len(rows)))
        np.add.at(weights.T, place.reshape(-1), self.weights[:, kept].T)
        return replace(self, patterns=rows, weights=weights)


def ratings_of(
    rows: Sequence[Sequence[Hashable | None]],
    *,
    categories: Sequence[Hashable] | None = None,
    clusters: Sequence[str] | None = None,
    unit: str = "unit",
) -> Ratings:
    """Ratings from one row of answers per unit.

    Args:
        rows: n units, each with the answers of m coders; None where a coder did not judge the unit.
        categories: all possible answers in order; those given, sorted, if left out.
        clusters: n names, the document each unit comes from; all units are one cluster if left out.
        unit: what is judged.

    Raises:
        ValueError: rows of different length, an answer outside ``categories``, clusters of another number.

    >>> ratings_of([["a", "a"], ["a", "b"], ["a", None]]).n_units()
    2
    """
    if len({len(row) for row in rows}) > 1:
        message = "every unit needs one answer, or None, of each coder"
        raise ValueError(message)
    if clusters is not None and len(clusters) != len(rows):
        message = f"{len(rows)} units need {len(rows)} clusters, not {len(clusters)}"
        raise ValueError(message)
    given = {answer for row in rows for answer in row if answer is not None}
    order = tuple(categories) if categories is not None else _ascending(given)
    if given - set(order):
        message = f"answers outside the categories: {sorted(map(repr, given - set(order)))}"
        raise ValueError(message)
    index = {answer: number for number, answer in enumerate(order)}
    coded = [[MISSING if answer is None else index[answer] for answer in row] for row in rows]
    matrix = np.asarray(coded, dtype=np.int64).reshape(len(rows), len(rows[0]) if rows else 0)
    names = sorted(set(clusters)) if clusters is not None else [""]
    where = {name: number for number, name in enumerate(names)}
    of_cluster = np.asarray(
        [where[name] for name in clusters] if clusters is not None else [0] * len(rows), np.int64
    )
    patterns, place = _alike(matrix, len(order))
    weights = np.bincount(of_cluster * len(patterns) + place, minlength=len(names) * len(patterns))
    shaped = weights.reshape(len(names), len(patterns)).astype(np.float64)
    return Ratings(patterns, shaped, order, tuple(names), unit)


def ratings_of_matrix(matrix: Ints, categories: Sequence[Hashable], *, unit: str = "unit") -> Ratings:
    """Ratings from a coder x unit array, in one pass; for millions of units.

    Args:
        matrix: (m, n) index into ``categories``, negative where a coder did not judge the unit.
        categories: all possible answers in order.
        unit: what is judged.

    >>> ratings_of_matrix(np.array([[0, 1, 1], [0, 1, -1]]), ["no", "yes"]).n_units()
    2
    """
    patterns, place = _alike(np.asarray(matrix).T, len(categories))
    weights = np.bincount(place, minlength=len(patterns)).astype(np.float64)[None, :]
    return Ratings(patterns, weights, tuple(categories), unit=unit)


def ratings_of_table(
    table: Sequence[Sequence[float]], categories: Sequence[Hashable] | None = None, *, unit: str = "unit"
) -> Ratings:
    """Ratings of two coders from their square table: rows are the first coder's answers.

    Args:
        table: q rows of q counts.
        categories: q answers; 1 to q if left out.
        unit: what is judged.

    >>> ratings_of_table([[20, 20], [10, 50]]).n_units()
    100
    """
    counts = np.asarray(table, dtype=np.float64)
    q = len(counts)
    first, second = np.divmod(np.arange(q * q), q)
    patterns = np.stack([first, second], axis=1).astype(np.int64)
    named = tuple(categories) if categories is not None else tuple(range(1, q + 1))
    return Ratings(patterns, counts.reshape(1, q * q), named, unit=unit)


def pooled(ratings: Sequence[Ratings]) -> Ratings:
    """The units of several ratings counted together, cluster by cluster; e.g. one code after the other.

    The pooled coefficient is not the mean of the coefficients: print both.

    Raises:
        ValueError: nothing to pool, or ratings with other categories, clusters, coders or units.
    """
    if not ratings:
        message = "there are no ratings to pool"
        raise ValueError(message)
    first = ratings[0]
    for other in ratings[1:]:
        same = (other.categories, other.clusters, other.coders, other.unit, other.only_coded)
        if same != (first.categories, first.clusters, first.coders, first.unit, first.only_coded):
            message = "only ratings with the same categories, clusters, coders and unit can be pooled"
            raise ValueError(message)
    return replace(
        first,
        patterns=np.concatenate([each.patterns for each in ratings]),
        weights=np.concatenate([each.weights for each in ratings], axis=1),
    ).compact()


def set_key(answer: Hashable) -> tuple[int, list[str]]:
    """A sort key for sets of codes: by size, then by the codes."""
    if isinstance(answer, frozenset):
        return len(answer), sorted(map(str, answer))
    return 1, [str(answer)]


def _ascending(answers: set[Hashable]) -> tuple[Hashable, ...]:
    if any(isinstance(answer, frozenset) for answer in answers):  # "<" of sets means subset
        return tuple(sorted(answers, key=set_key))
    try:
        return tuple(sorted(answers))  # type: ignore[type-var]
    except TypeError:
        return tuple(sorted(answers, key=repr))


def _alike(matrix: NDArray[np.integer], q: int) -> tuple[Ints, Ints]:
    """(P, m) distinct rows in ascending order, and which of them each of the n rows is."""
    n, m = matrix.shape
    radix = q + 1
    if m == 0 or n == 0:
        return np.zeros((0, m), dtype=np.int64), np.zeros(0, dtype=np.int64)
    if radix**m >= 2**62:
        rows, place = np.unique(np.maximum(matrix, MISSING), axis=0, return_inverse=True)
        return rows.astype(np.int64), place.reshape(-1)
    key = np.zeros(n, dtype=np.int64)
    for coder in range(m):
        key *= radix
        key += np.maximum(matrix[:, coder], MISSING) + 1
    if radix**m <= max(_DENSE, n):
        found = np.flatnonzero(np.bincount(key, minlength=1))
        renumbered = np.zeros(int(found[-1]) + 1, dtype=np.int64)
        renumbered[found] = np.arange(len(found))
        place = renumbered[key]
    else:
        found, place = np.unique(key, return_inverse=True)
    patterns = np.empty((len(found), m), dtype=np.int64)
    rest = found.copy()
    for coder in range(m - 1, -1, -1):
        rest, patterns[:, coder] = np.divmod(rest, radix)
    return patterns - 1, place
