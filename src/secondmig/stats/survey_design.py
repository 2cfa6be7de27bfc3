"""Sampling designs: strata, primary sampling units, finite populations, and the variance they give a total.

With u_hi the total of a row quantity in unit i of the n_h units of stratum h, of which a share f_h was drawn:

    V = sum_h (1 - f_h) n_h / (n_h - 1) sum_i (u_hi - mean_h)(u_hi - mean_h)'

Rows outside the sample that is fitted stay in the design with zeros, as subpopulations ask for. Source:
D. A. Binder (1983), On the variances of asymptotically normal estimators from complex surveys, International
Statistical Review 51(3); T. Lumley, R package survey, svyrecvar.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.estimate.values import Estimate, undefined
from secondmig.stats.frame import Frame, Mask, Numbers, no_column, numbers, texts
from secondmig.stats.model_spec import Lonely, ModelSpec

Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SurveyDesign:
    """The design of some rows.

    Attributes:
        strata: number of the stratum of each row, from 0.
        units: number of the primary sampling unit of each row, from 0, unlike in unlike strata.
        stratum_of: number of the stratum of each unit.
        fraction: share of the units that was drawn, by stratum; 0 without a finite population.
        names: of the strata.
        lonely: what becomes of a stratum with one unit.
    """

    strata: Codes
    units: Codes
    stratum_of: Codes
    fraction: Numbers
    names: tuple[str, ...]
    lonely: Lonely = "error"

    @property
    def n_units(self) -> int:
        """Primary sampling units."""
        return len(self.stratum_of)

    def degrees(self, rows: Mask) -> int:
        """Units less strata among some rows: the degrees of freedom of the design there."""
        return len(np.unique(self.units[rows])) - len(np.unique(self.strata[rows]))

    def variance(self, scores: Numbers) -> Numbers:
        """Variance of the total of a row quantity.

        Args:
            scores: rows by quantities, zeros outside the sample.

        Returns:
            Quantities by quantities.
        """
        totals = self._totals(scores)
        sizes = np.bincount(self.stratum_of, minlength=len(self.names))
        means = (
            np.column_stack([np.bincount(self.stratum_of, each, len(self.names)) for each in totals.T])
            / np.maximum(sizes, 1)[:, None]
        )
        centred = totals - means[self.stratum_of]
        factor = (1 - self.fraction) * sizes / np.maximum(sizes - 1, 1)
        lonely = (sizes == 1) & (self.fraction < 1)
        if lonely.any() and self.lonely == "adjust":
            alone = lonely[self.stratum_of]
            centred[alone] = totals[alone] - totals.mean(axis=0)
            factor = np.where(lonely, 1 - self.fraction, factor)
        weighted = centred * factor[self.stratum_of][:, None]
        found = np.asarray(weighted.T @ centred)
        if lonely.any() and self.lonely == "average":
            found = found * len(self.names) / max(int(np.sum(~lonely)), 1)
        return found

    def _totals(self, scores: Numbers) -> Numbers:
        if self.n_units == len(scores):
            totals = np.empty_like(scores)
            totals[self.units] = scores
            return totals
        return np.column_stack([np.bincount(self.units, each, self.n_units) for each in scores.T])


def design_of(spec: ModelSpec, frame: Frame, rows: Mask) -> SurveyDesign:
    """The design of some rows of a frame, as a spec names its columns.

    Args:
        spec: names strata, psu and fpc.
        frame: the rows there are.
        rows: those that were drawn, the ones outside the fitted sample included.

    Raises:
        SecondmigError: a column is not there.
        ProblemsError: every reason why there is no variance: missing strata, a stratum with one unit, a
            population smaller than its sample.
    """
    named = [name for name in (spec.strata, spec.psu, spec.fpc) if name]
    raise_all(no_column(name, frame) for name in named if name not in frame.columns)
    raise_all(_gaps(named, frame, rows))
    count = int(rows.sum())
    names, strata = _coded(spec.strata, frame, rows) if spec.strata else (("all",), np.zeros(count, int))
    raw = _coded(spec.psu, frame, rows)[1] if spec.psu else np.arange(count)
    pairs, units = np.unique(np.column_stack([strata, raw]), axis=0, return_inverse=True)
    stratum_of = pairs[:, 0].astype(np.int64)
    sizes = np.bincount(stratum_of, minlength=len(names))
    fraction = _fraction(spec, frame, rows, strata, sizes, names)
    design = SurveyDesign(strata, units.reshape(-1), stratum_of, fraction, names, spec.lonely_psu)
    raise_all(_alone(spec, frame, design, sizes))
    return design


def _gaps(named: list[str], frame: Frame, rows: Mask) -> Iterator[SecondmigError]:
    for name in named:
        cells = texts(name, frame)
        lost = sum(cells[place] == "" for place in np.flatnonzero(rows).tolist())
        if lost:
            rows_of = "row" if lost == 1 else "rows"
            message = f"{name} is missing in {lost:,} {rows_of}: their place in the design is unknown"
            yield SecondmigError(
                message, where=frame.name, hint=f"fill {name}, or leave those rows out of the file"
            )


def _coded(name: str, frame: Frame, rows: Mask) -> tuple[tuple[str, ...], Codes]:
    cells = np.asarray(texts(name, frame), dtype=object)[rows]
    names = sorted(set(cells.tolist()))
    place = {each: number for number, each in enumerate(names)}
    return tuple(names), np.array([place[each] for each in cells], dtype=np.int64)


def _fraction(
    spec: ModelSpec, frame: Frame, rows: Mask, strata: Codes, sizes: Codes, names: tuple[str, ...]
) -> Numbers:
    """Share of the units drawn, by stratum: of a column of shares (up to 1) or of numbers of units."""
    if not spec.fpc:
        return np.zeros(len(names))
    cells = numbers(spec.fpc, frame)[rows]
    low = np.full(len(names), np.inf)
    high = np.full(len(names), -np.inf)
    np.minimum.at(low, strata, cells)
    np.maximum.at(high, strata, cells)
    raise_all(_populations(spec, frame, low, high, sizes, names))
    return np.where(high <= 1, high, sizes / np.maximum(high, 1))


def _populations(
    spec: ModelSpec, frame: Frame, low: Numbers, high: Numbers, sizes: Codes, names: tuple[str, ...]
) -> Iterator[SecondmigError]:
    for place, name in enumerate(names):
        where = f"{frame.name}, stratum {name}" if spec.strata else frame.name
        if low[place] != high[place]:
            message = f"{spec.fpc} differs within the stratum ({low[place]:g} to {high[place]:g})"
            yield SecondmigError(message, where=where, hint="it is one number for the whole stratum")
        elif low[place] <= 0:
            message = f"{spec.fpc} is {low[place]:g}"
            hint = "write how many units the stratum has, or the share of them that was drawn"
            yield SecondmigError(message, where=where, hint=hint)
        elif 1 < high[place] < sizes[place]:
            message = f"{spec.fpc} says {high[place]:g} units, and {sizes[place]:,} were drawn"
            yield SecondmigError(message, where=where, hint="write how many units the stratum has")


def _alone(spec: ModelSpec, frame: Frame, design: SurveyDesign, sizes: Codes) -> Iterator[SecondmigError]:
    if spec.lonely_psu != "error":
        return
    for place in np.flatnonzero((sizes == 1) & (design.fraction < 1)).tolist():
        message = (
            f"stratum {design.names[place]} of {spec.strata} has one unit: it has no variance"
            if spec.strata
            else ("there is one unit: it has no variance")
        )
        hint = "join it to a stratum like it, or choose lonely_psu: certainty, adjust or average"
        yield SecondmigError(message, where=frame.name, hint=hint)


def weighted_mean(values: Numbers, weights: Numbers, design: SurveyDesign) -> Estimate:
    """Mean of sampled rows with its linearised 95 % interval by Student's t.

    mean = sum w x / sum w; its variance is that of the total of w (x - mean) / sum w in the design, with
    units less strata degrees of freedom.

    Args:
        values: of each row; not a number outside the group that is described.
        weights: of each row, 0 or more.
        design: of the rows.

    >>> one = SurveyDesign(np.zeros(4, int), np.arange(4), np.zeros(4, int), np.zeros(1), ("all",))
    >>> found = weighted_mean(np.array([1.0, 2, 3, 6]), np.ones(4), one)
    >>> found.value, round(found.low or 0, 4), round(found.high or 0, 4)
    (3.0, -0.4374, 6.4374)
    """
    from scipy.stats import t as student

    method = "weighted mean, linearised over the sampling design (Binder 1983)"
    rows = ~np.isnan(values) & (weights > 0)
    n = int(rows.sum())
    if not n:
        return undefined("no row has a value and a weight above 0", method=method)
    kept = np.where(rows, weights, 0.0)
    filled = np.where(rows, values, 0.0)
    mean = float(kept @ filled / kept.sum())
    scores = kept * (filled - mean) / kept.sum()
    se = float(np.sqrt(design.variance(scores[:, None])[0, 0]))
    df = design.degrees(rows)
    units = len(np.unique(design.units[rows]))
    if df < 1:
        return Estimate(mean, n=n, n_clusters=units, method=f"{method}; no interval: one unit a stratum")
    reach = float(student.ppf(0.975, df)) * se
    return Estimate(mean, low=mean - reach, high=mean + reach, n=n, n_clusters=units, method=method)
