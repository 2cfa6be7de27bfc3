"""Each person's percentile within a reference cell of a survey of other people.

The percentile is the mid-rank: the weighted share of the cell below the person, plus half the share that is
equal. Where
the value of the person or of a row is an interval, all that is known is between which two ranks it lies; the
middle of an interval is never taken for its value.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Final

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.joint.cells import DIMENSIONS, Cell, Dimension, Frame, Place, Rows, ladder
from secondmig.survey.table import SurveyTable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Interval = tuple[float, float] | None

MIN_N: Final = 30


@dataclass(frozen=True, slots=True)
class Subject:
    """A person as compared.

    Attributes:
        case: id.
        place: where the person belongs.
        low: lowest value the person may have in the measure, None where it is missing.
        high: highest; equal to ``low`` for a point, None where it is missing.
        missing: why there is no value, "" where there is one.
    """

    case: str
    place: Place
    low: float | None
    high: float | None
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A survey as compared with: one entry a row in all of these.

    Attributes:
        low: lowest value, None where it is missing.
        high: highest value; equal to ``low`` for a point.
        missing: why there is no value, "" where there is one.
        weights: not negative.
        frame: where the rows belong.
    """

    low: Sequence[float | None]
    high: Sequence[float | None]
    missing: Sequence[str]
    weights: Sequence[float]
    frame: Frame


@dataclass(frozen=True, slots=True)
class Step:
    """A cell that was too small.

    Attributes:
        cell: in words.
        n: rows in it.
    """

    cell: str
    n: int


@dataclass(frozen=True, slots=True)
class Rank:
    """Where a person stands.

    Attributes:
        subject: who.
        low: the least share of the cell, 0-1, that the person may stand above; None where it is undefined.
        high: the greatest; equal to ``low`` where the person and all rows have points.
        undefined: why there is none, "" where there is one.
        cell: in words, "" where there is none.
        n: rows of the cell with a value and a weight above 0.
        n_effective: rows of equal weight that would be worth as much, (sum w)^2 / sum w^2 (Kish 1965).
        steps: the narrower cells that were too small, the narrowest first.
        unknown: dimensions of the cell that the survey or the person does not say.
    """

    subject: Subject
    low: float | None
    high: float | None
    undefined: str
    cell: str = ""
    n: int = 0
    n_effective: float = 0.0
    steps: tuple[Step, ...] = ()
    unknown: tuple[Dimension, ...] = ()


def benchmark(
    people: Iterable[Subject],
    reference: Reference,
    *,
    cell: Sequence[Dimension] = DIMENSIONS,
    min_n: int = MIN_N,
) -> tuple[Rank, ...]:
    """The rank of each person in the narrowest cell that is large enough.

    Args:
        people: in the order of the result.
        reference: the survey. Rows without a value, or with a weight of 0, are in no cell.
        cell: the dimensions of the narrowest cell.
        min_n: rows that a cell needs.

    Returns:
        One rank a person; undefined where the value is missing, where the survey does not cover the person,
        and where even all its rows are fewer than ``min_n``.
    """
    ground = _Ground(reference)
    return tuple(_rank(each, ground, tuple(cell), min_n) for each in people)


def mid_rank(
    low: float, high: float, lows: "Numbers", highs: "Numbers", weights: "Numbers"
) -> tuple[float, float]:
    """The weighted share below plus half the share equal, as the interval that intervals leave it in.

    Args:
        low: lowest value of the person.
        high: highest.
        lows: lowest value of each row.
        highs: highest.
        weights: of each row; their sum is positive.

    Returns:
        The least and the greatest share, 0-1.

    >>> import numpy as np
    >>> values = np.array([1.0, 2.0, 2.0, 3.0])
    >>> mid_rank(2, 2, values, values, np.ones(4))
    (0.5, 0.5)
    """
    total = weights.sum()

    def share(value: float, rows: "Numbers") -> float:
        return float((weights[rows < value].sum() + weights[rows == value].sum() / 2) / total)

    return share(low, highs), share(high, lows)


def weights_of(table: SurveyTable) -> list[float]:
    """The weight of each row; 1 where the survey has none.

    Raises:
        SecondmigError: a weight is missing, no number, or negative; with its row and column.
        ProblemsError: several are.
    """
    column = table.form.weight
    if not column:
        return [1.0] * len(table)
    if column not in table.cells:
        raise SecondmigError(
            f"there is no column {column!r} of the weight",
            where=table.name,
            hint=f"columns: {', '.join(table.columns)}",
        )
    known: dict[str, float | None] = {}
    weights: list[float] = []
    problems: list[SecondmigError] = []
    for position, text in enumerate(table.cells[column]):
        if text not in known:
            known[text] = _weight(text)
        weight = known[text]
        weights.append(weight or 0.0)
        if weight is None:
            where = f"{table.name}, row {position + 1}, column {column}"
            told = f"the weight {text!r} is no number from 0 up" if text else "the weight is missing"
            problems.append(SecondmigError(told, where=where, hint="correct it; 0 leaves a row out"))
    raise_all(problems[:_SHOWN])
    return weights


_SHOWN = 20


def _weight(text: str) -> float | None:
    try:
        weight = float(text)
    except ValueError:
        return None
    return weight if isfinite(weight) and weight >= 0 else None


class _Ground:
    """The rows of a reference that count, and its cells; each cell is gathered once."""

    def __init__(self, reference: Reference) -> None:
        import numpy as np

        pairs = zip(reference.low, reference.weights, strict=True)
        kept = [position for position, (low, weight) in enumerate(pairs) if low is not None and weight > 0]
        self.frame = _chosen(reference.frame, kept)
        self.rows = Rows(self.frame, len(kept))
        self._lows = np.array([reference.low[position] for position in kept], dtype=np.float64)
        self._highs = np.array([reference.high[position] for position in kept], dtype=np.float64)
        self._weights = np.array([reference.weights[position] for position in kept], dtype=np.float64)
        self._sizes: dict[str, tuple[int, Numbers, Numbers, Numbers]] = {}

    def of(self, cell: Cell, place: Place) -> "tuple[int, Numbers, Numbers, Numbers]":
        """Number of rows of a cell, and their lowest values, highest values and weights."""
        name = cell.named(place)
        if name not in self._sizes:
            meant = self.rows.of(cell, place)
            self._sizes[name] = (
                int(meant.sum()),
                self._lows[meant],
                self._highs[meant],
                self._weights[meant],
            )
        return self._sizes[name]


def _chosen(frame: Frame, kept: Sequence[int]) -> Frame:
    return Frame(
        origin=None if frame.origin is None else [frame.origin[position] for position in kept],
        sex=None if frame.sex is None else [frame.sex[position] for position in kept],
        born=None if frame.born is None else [frame.born[position] for position in kept],
        host=None if frame.host is None else [frame.host[position] for position in kept],
        only=frame.only,
    )


def _rank(subject: Subject, ground: _Ground, by: tuple[Dimension, ...], min_n: int) -> Rank:
    place = subject.place
    reason = _not_covered(place, ground.frame)
    if not reason and (subject.low is None or subject.high is None):
        reason = f"no value: {subject.missing.replace('_', ' ') or 'not known'}"
    usable = tuple(each for each in by if ground.frame.says(each) and place.value(each))
    unknown = tuple(each for each in by if each not in usable and each not in ground.frame.only)
    if reason or subject.low is None or subject.high is None:
        return Rank(subject, None, None, reason, unknown=unknown)
    steps: list[Step] = []
    for cell in ladder(usable, place):
        number, lows, highs, weights = ground.of(cell, place)
        if number >= min_n and number:
            low, high = mid_rank(subject.low, subject.high, lows, highs, weights)
            effective = float(weights.sum() ** 2 / (weights**2).sum())
            named = cell.named(place)
            return Rank(subject, low, high, "", named, number, effective, tuple(steps), unknown)
        steps.append(Step(cell.named(place), number))
    reason = f"only {steps[-1].n} rows with a value in the whole survey, fewer than {min_n}"
    return Rank(subject, None, None, reason, steps=tuple(steps), unknown=unknown)


def _not_covered(place: Place, frame: Frame) -> str:
    """Why a survey says nothing of a person, "" where it covers them."""
    if frame.says("host") and not place.host:
        return "never lived in a country of the survey"
    for dimension, value in frame.only.items():
        own = place.value(dimension)
        if dimension == "host" and own != value:
            return f"never lived in {value}, and the survey is of {value} alone"
        if own != value:
            return f"{dimension} {own or 'unknown'}, and the survey holds only {dimension} {value}"
    return ""


def missing_counts(reference: Reference) -> dict[str, int]:
    """How many rows are in no cell, by reason; rows of weight 0 are among them."""
    counts = Counter(each for each in reference.missing if each)
    pairs = zip(reference.missing, reference.weights, strict=True)
    idle = sum(not missing and weight == 0 for missing, weight in pairs)
    told = dict(sorted(counts.items()))
    return told | {"weight of 0": idle} if idle else told


def widest(ranks: Iterable[Rank]) -> Iterator[str]:
    """The cells that were widened to, each with the number of persons, the most frequent first."""
    counts = Counter(rank.cell for rank in ranks if rank.steps and rank.cell)
    for cell, number in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield f"{cell}: {number}"
