"""Saturation of a codebook in a sample, cell by cell: the curve, the points, and what was never asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from secondmig.core.snapshot import Snapshot
from secondmig.estimate.values import Estimate
from secondmig.joint.code_told import CodeTold, Told, asked_among, together, told_of
from secondmig.joint.sampled import Order, Sample, SampleAsked, Sampled, in_order, sample
from secondmig.stats.richness import chao2, rarefaction, sample_coverage
from secondmig.stats.saturation import DRAWS, Point, Rule, Spread, cumulative, point, spreads, stretches
from secondmig.survey.guide import Guide

BASES: Final = (4, 5, 6)
RUNS: Final = (2, 3)
THRESHOLDS: Final = (0.05, 0.0)
MEANING: Final = (
    "this is saturation of codes: whether new ones come up; whether each is understood in all its meanings "
    "cannot be counted and needs a reader (Hennink, Kaiser and Marconi 2017)"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """How saturation is looked for.

    Attributes:
        order: in which the sample is taken.
        bases: sizes of the base.
        runs: lengths of the run.
        thresholds: new codes in the run / codes in the base, 0-1.
        draws: how many orders are drawn, where there are more.
        seed: of the drawing.
    """

    order: Order = "date"
    bases: tuple[int, ...] = BASES
    runs: tuple[int, ...] = RUNS
    thresholds: tuple[float, ...] = THRESHOLDS
    draws: int = DRAWS
    seed: int = 0

    def rules(self) -> tuple[Rule, ...]:
        """Every base with every threshold and every run."""
        return tuple(
            Rule(base, run, threshold)
            for base in self.bases
            for threshold in self.thresholds
            for run in self.runs
        )


@dataclass(frozen=True, slots=True)
class Reached:
    """One rule in one cell.

    Attributes:
        point: in the order of the sample.
        tied: over the orders that differ only where dates are the same; None where there are no ties.
        anyhow: over any order.
        unseen: codes of the codebook not seen before the run; None where there is no point.
        unseen_sought: those of them that an item of the guide looks for.
        unseen_asked: those of them that an interview of the run asked about.
    """

    point: Point
    tied: Spread | None
    anyhow: Spread
    unseen: int | None
    unseen_sought: int | None
    unseen_asked: int | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A group that is compared, or everybody.

    Attributes:
        group: value of the variable, "" for all or where it is not stated.
        label: what people read.
        ordered: the sample, one after the other.
        ties: how many share their date, or the event that coded them, with another.
        observed: distinct codes after each.
        expected: by rarefaction, after each.
        reached: one for each rule.
        told: one for each code counted, used or not.
        total: these together.
        used: codes on at least one.
        once: codes on one alone.
        twice: codes on two.
        chao2: codes there would be at the least.
        coverage: share of what further ones would say that has been said.
    """

    group: str
    label: str
    ordered: tuple[Sampled, ...]
    ties: int
    observed: tuple[int, ...]
    expected: tuple[float, ...]
    reached: tuple[Reached, ...]
    told: tuple[CodeTold, ...]
    total: Told
    used: int
    once: int
    twice: int
    chao2: Estimate
    coverage: Estimate


@dataclass(frozen=True, slots=True)
class Saturation:
    """The answer.

    Attributes:
        sample: what was counted.
        wanted: how.
        cells: in the order of tables.
    """

    sample: Sample
    wanted: Wanted
    cells: tuple[Cell, ...]


def saturation(
    snapshot: Snapshot, asked: SampleAsked, wanted: Wanted | None = None, *, guide: Guide | None = None
) -> Saturation:
    """Look for saturation.

    Args:
        snapshot: the codings to count.
        asked: which codes, persons or interviews, cells.
        wanted: in which order and by which rules.
        guide: the interview guide, None where there is none.

    Raises:
        SecondmigError: persons have no such variable.
    """
    how = wanted or Wanted()
    found = sample(snapshot, asked)
    cells = []
    for group in found.groups:
        mine = [each for each in found.sampled if not asked.by or each.value == group]
        ordered, places = in_order(mine, how.order)
        told = told_of(snapshot, tuple(asked.codes), ordered, guide)
        cells.append(_cell((group, found.labels[group]), ordered, stretches(places), told, how))
    return Saturation(found, how, tuple(cells))


def _cell(
    named: tuple[str, str],
    ordered: Sequence[Sampled],
    blocks: Sequence[int],
    told: Sequence[CodeTold],
    wanted: Wanted,
) -> Cell:
    size, units = len(ordered), [each.codes for each in ordered]
    incidences = [each.on for each in told]
    observed = cumulative(units)
    return Cell(
        group=named[0],
        label=named[1],
        ordered=tuple(ordered),
        ties=sum(each for each in blocks if each > 1),
        observed=observed,
        expected=rarefaction(incidences, size),
        reached=_reached(ordered, observed, blocks, told, wanted),
        told=tuple(told),
        total=together(told, size),
        used=sum(each > 0 for each in incidences),
        once=incidences.count(1),
        twice=incidences.count(2),
        chao2=chao2(incidences, size),
        coverage=sample_coverage(incidences, size),
    )


def _reached(
    ordered: Sequence[Sampled],
    observed: Sequence[int],
    blocks: Sequence[int],
    told: Sequence[CodeTold],
    wanted: Wanted,
) -> tuple[Reached, ...]:
    rules, units = wanted.rules(), [each.codes for each in ordered]
    anyhow = spreads(units, rules, draws=wanted.draws, seed=wanted.seed)
    tied: Sequence[Spread | None] = (None,) * len(rules)
    if any(each > 1 for each in blocks):
        tied = spreads(units, rules, blocks=blocks, draws=wanted.draws, seed=wanted.seed)
    made = []
    for rule, each, among in zip(rules, anyhow, tied, strict=True):
        found = point(observed, rule)
        made.append(Reached(found, among, each, *_unseen(found, ordered, told)))
    return tuple(made)


def _unseen(
    found: Point, ordered: Sequence[Sampled], told: Sequence[CodeTold]
) -> tuple[int | None, int | None, int | None]:
    """Codes not seen before the run; those that the guide looks for; those that the run asked about."""
    if found.after.value is None:
        return None, None, None
    after = int(found.after.value)
    unseen = {each.code for each in told if each.first is None or each.first > after}
    if all(each.mentioned is None for each in told):
        return len(unseen), None, None
    run = frozenset(each.id for each in ordered[after : after + found.rule.run])
    asked = asked_among(told, run)
    sought = unseen & asked.keys()
    return len(unseen), len(sought), sum(asked[code] for code in sought)


def steps(cell: Cell) -> tuple[int, ...]:
    """New codes that each brings."""
    return tuple(after - before for before, after in pairwise((0, *cell.observed)))


def curves(found: Saturation) -> list[Mapping[str, object]]:
    """The curves as plain values, one for each cell."""
    return [
        {
            "group": cell.group,
            "label": cell.label,
            "observed": list(cell.observed),
            "expected": list(cell.expected),
            "codes": len(cell.told),
        }
        for cell in found.cells
    ]
