"""Human capital of two groups of a survey: every estimate with its design-based interval, and a verdict.

The interval of a difference d is d +- t(df) se with se the square root of the design's variance of the scores
of d (:mod:`secondmig.stats.survey_design`) and df the primary sampling units less the strata. Rows that no
group holds stay in the design with zeros. Registers and censuses drew nobody, so they get no interval.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal

import numpy as np

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.estimate.values import Estimate, undefined
from secondmig.stats.dominance import Contrast, Mask, Numbers, net_difference
from secondmig.stats.fit import Step
from secondmig.stats.frame import Frame, no_column, numbers, texts
from secondmig.stats.group_spec import GroupSpec
from secondmig.stats.policy import WHOLE
from secondmig.stats.rank import rank_difference
from secondmig.stats.restriction import POSITIVE, passing, weights_of
from secondmig.stats.standardise import Cells, mean_difference, standardised
from secondmig.stats.survey_design import SurveyDesign, design_of

Role = Literal["primary", "sensitivity", "control", "split"]
Verdict = Literal["supported", "not supported", "mixed", "cannot tell"]
LEVEL: Final = 0.95
DELTA: Final = "weighted Cliff's delta (net difference index)"
MEANS: Final = "difference of weighted means"
AT_EQUAL: Final = "difference of weighted means at the first group's composition"
NO_INTERVAL: Final = "no interval: the figure does not vary over the units of the design"
RANKS: Final = "difference of weighted mean percentile ranks"
VERDICT_RULE: Final = (
    "not supported: the primary difference is negative, and its interval holds no positive value; mixed: a "
    "sensitivity or control row has the opposite sign; supported: the primary difference is positive, and "
    "its interval holds no negative value and no 0; cannot tell: all else, and where a sample gives the "
    "primary difference no interval. The first that fits; without sampling the difference itself stands for "
    "its interval"
)


@dataclass(frozen=True, slots=True)
class GroupEstimate:
    """One figure of the comparison.

    Attributes:
        measure: its short name.
        title: what people read.
        role: primary, sensitivity, control, or split (where schooling was acquired).
        effect: the difference, first less second, with its interval.
        se: standard error, None where there is none.
        p: two-sided, or one-sided where that was declared; None with the interval.
        figures: of the two groups, None where the difference is none of two figures.
        persons: rows behind each group.
        share: of the first group's weight that the figure rests on, 0-1.
    """

    measure: str
    title: str
    role: Role
    effect: Estimate
    se: float | None
    p: float | None
    figures: tuple[float, float] | None
    persons: tuple[int, int]
    share: float


@dataclass(frozen=True, slots=True)
class GroupResult:
    """The comparison.

    Attributes:
        rows: the primary first.
        verdict: by VERDICT_RULE.
        flow: n at every step of the restriction.
        gained: rows of the first group whose education rose after the first move, of how many; None where
            nothing says it.
        silent: why there are no intervals, "" where there are.
        units: sampling units behind the intervals, None where there are none.
    """

    rows: tuple[GroupEstimate, ...]
    verdict: Verdict
    flow: tuple[Step, ...]
    gained: tuple[int, int] | None
    silent: str
    units: int | None = None


@dataclass(frozen=True, slots=True)
class _Ground:
    spec: GroupSpec
    frame: Frame
    weights: Numbers
    first: Mask
    second: Mask
    drawn: Mask
    design: SurveyDesign | None
    silent: str

    def estimate(self, asked: "_Asked", found: Contrast) -> GroupEstimate:
        se, df = self._error(found)
        told = asked.method if self.design is None or se else f"{asked.method}; {NO_INTERVAL}"
        effect, p = _estimate(found, se, df, method=told, one_sided=self.spec.one_sided)
        persons = (found.first, found.second)
        return GroupEstimate(
            asked.measure, asked.title, asked.role, effect, se, p, found.parts, persons, found.share
        )

    def _error(self, found: Contrast) -> tuple[float | None, int]:
        if self.design is None or found.value is None:
            return None, 0
        df = self.design.degrees(np.ones(int(self.drawn.sum()), dtype=bool))
        variance = float(self.design.variance(found.scores[self.drawn][:, None])[0, 0])
        return (math.sqrt(variance), df) if df > 0 and variance > 0 else (None, df)

    def cells(self, columns: Sequence[str]) -> Cells:
        """The number of each row's cell, -1 where one of its values is missing."""
        columned = [texts(name, self.frame) for name in columns]
        keys = list(zip(*columned, strict=True)) if columned else [()] * len(self.frame)
        known = sorted({key for key in keys if all(key)})
        place = {key: number for number, key in enumerate(known)}
        return np.array([place.get(key, -1) for key in keys], dtype=np.int64)


def compare_groups(spec: GroupSpec, frame: Frame) -> GroupResult:
    """Compare the human capital of two groups.

    Args:
        spec: what is compared between whom.
        frame: the rows of the survey.

    Raises:
        SecondmigError: the rows were chosen on purpose, a column is missing or holds words, somebody is in
            both groups, or the design has no variance.
        ProblemsError: all such reasons at once.
    """
    if frame.kind == "purposive":
        raise SecondmigError(
            f"{frame.name} holds persons chosen on purpose: they illustrate a claim about a population and"
            " test nothing of it",
            where=spec.model.file,
            hint="secondmig hypothesis test H2 says what they illustrate",
        )
    raise_all(no_column(name, frame) for name in spec.columns() if name not in frame.columns)
    kept, flow = passing(frame, spec.model.restrict)
    first, second = (passing(frame, (each,))[0] & kept for each in spec.groups)
    _refuse_both(spec, int((first & second).sum()))
    weights = weights_of(spec.model, frame)
    drawn = weights > 0
    if bool((kept & ~drawn).any()):
        flow = (*flow, Step(POSITIVE, int((kept & drawn).sum()), int((kept & ~drawn).sum())))
        first, second = first & drawn, second & drawn
    silent = WHOLE.get(frame.kind, "")
    design = None if silent else design_of(spec.model, frame, drawn)
    weights = np.where(drawn, weights, 0.0)
    ground = _Ground(spec, frame, weights, first, second, drawn, design, silent)
    rows = tuple(_rows(ground))
    sizes = zip(spec.groups, (first, second), strict=True)
    steps = [*flow, *(Step(each.name, int(mask.sum())) for each, mask in sizes)]
    units = design.n_units if design else None
    return GroupResult(rows, _verdict(rows, silent), tuple(steps), _gained(ground), silent, units)


def _refuse_both(spec: GroupSpec, both: int) -> None:
    if both:
        raise SecondmigError(
            f"{both:,} rows are in both groups",
            where=spec.model.file,
            hint="write groups that exclude each other",
        )


def _rows(ground: _Ground) -> Iterator[GroupEstimate]:
    spec, frame = ground.spec, ground.frame
    education = numbers(spec.education, frame)
    name = spec.label(spec.education)
    yield _compared(ground, _Asked("net_difference", f"{name}: net difference", "primary"), education)
    for measure, title, values in _means(ground):
        yield _compared(ground, _Asked(measure, title, "sensitivity", mean_difference, MEANS), values)
        if spec.standardise:
            cells = ground.cells(spec.standardise)
            told = f"{title} at equal {', '.join(spec.label(each) for each in spec.standardise)}"
            at_equal = partial(standardised, cells=cells)
            asked = _Asked(f"{measure}_standardised", told, "control", at_equal, AT_EQUAL)
            yield _compared(ground, asked, values)
    if spec.within:
        told = f"{name}: percentile rank within {', '.join(spec.label(each) for each in spec.within)}"
        ranked = partial(rank_difference, cells=ground.cells(spec.within))
        yield _compared(ground, _Asked("rank_within", told, "control", ranked, RANKS), education)
    if spec.before:
        told = f"{name} before the first move: net difference"
        yield _compared(ground, _Asked("before_first_move", told, "control"), numbers(spec.before, frame))
    for place, column in spec.schooling.items():
        told = f"years of schooling acquired {place}"
        asked = _Asked(f"schooling {place}", told, "split", mean_difference, MEANS)
        yield _compared(ground, asked, numbers(column, frame))


@dataclass(frozen=True, slots=True)
class _Asked:
    """One figure that is wanted."""

    measure: str
    title: str
    role: Role
    estimand: Callable[[Numbers, Numbers, Mask, Mask], Contrast] = net_difference
    method: str = DELTA


def _compared(ground: _Ground, asked: _Asked, values: Numbers) -> GroupEstimate:
    found = asked.estimand(values, ground.weights, ground.first, ground.second)
    return ground.estimate(asked, found)


def _means(ground: _Ground) -> Iterator[tuple[str, str, Numbers]]:
    spec, frame = ground.spec, ground.frame
    if spec.years:
        yield "years", spec.label(spec.years), numbers(spec.years, frame)
    if spec.tertiary is not None:
        has, _ = passing(frame, (spec.tertiary,))
        asked = np.array([each != "" for each in texts(spec.tertiary.variable, frame)], dtype=bool)
        yield "tertiary", "share with tertiary education", np.where(asked, has.astype(float), np.nan)


def _estimate(
    found: Contrast, se: float | None, df: int, *, method: str, one_sided: bool
) -> tuple[Estimate, float | None]:
    n = found.first + found.second
    if found.value is None:
        return undefined(found.undefined, n=n, method=method), None
    value = found.value + 0.0
    if se is None:
        return Estimate(value, n=n, method=method), None
    from scipy.stats import t

    reach = float(t.ppf(0.5 + LEVEL / 2, df)) * se
    told = f"{method}; linearised, t with {df} df"
    p = float(t.sf(value / se, df)) if one_sided else 2 * float(t.sf(abs(value) / se, df))
    return Estimate(value, low=value - reach, high=value + reach, n=n, method=told), p


def _verdict(rows: Sequence[GroupEstimate], silent: str) -> Verdict:
    effect = rows[0].effect
    if effect.value is None or (effect.low is None and not silent):
        return "cannot tell"
    low = effect.value if effect.low is None else effect.low
    high = effect.value if effect.high is None else effect.high
    if effect.value < 0 and high <= 0:
        return "not supported"
    others = [row.effect.value for row in rows[1:] if row.role in {"sensitivity", "control"}]
    if any(other is not None and other * effect.value < 0 for other in others):
        return "mixed"
    return "supported" if low > 0 else "cannot tell"


def _gained(ground: _Ground) -> tuple[int, int] | None:
    """How many of the first group have more education than before their first move."""
    if not ground.spec.before:
        return None
    now = numbers(ground.spec.education, ground.frame)[ground.first]
    before = numbers(ground.spec.before, ground.frame)[ground.first]
    known = ~np.isnan(now) & ~np.isnan(before)
    return int((now[known] > before[known]).sum()), int(known.sum())
