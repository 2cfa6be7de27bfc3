"""3 Human capital of second and single migrants, described (G1): Table 3 and the dot strips (Fig 7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from secondmig.core.counting import counted
from secondmig.estimate.values import Estimate
from secondmig.joint.capital import AtLeast, HumanCapital, MeasureGroup, MeasureRow, missing_reason
from secondmig.joint.display import human_capital
from secondmig.joint.groups import Person, group_of, value_of
from secondmig.report.context import GROUP_LABELS, Context, country_name, listed
from secondmig.report.disclosure import FEWEST_SUMMARISED, SMALLEST, bands, published
from secondmig.report.figures.strips import Panel, Point, Strip, strips
from secondmig.report.section import Plate
from secondmig.report.table import FEW, LEFT_OUT, Column, Gap, Link, Table, Value, joined

_SHORT: Final = {"edu_isced": "ISCED", "edu_years": "years of schooling"}
_ISCED: Final = {
    0: "early",
    1: "primary",
    2: "lower sec.",
    3: "upper sec.",
    4: "post-sec.",
    5: "short tert.",
    6: "bachelor",
    7: "master",
    8: "doctorate",
}
ILLUSTRATES: Final = (
    "Hypothesis 2, that second migrants have more human capital, is about a population. These persons were "
    "chosen on purpose and estimate none: the verdict here is “illustrates”, whatever the numbers. No p "
    "value stands here, because there is no sampling error to speak of; p values come only on request, "
    "together with what they mean."
)


@dataclass(frozen=True, slots=True)
class CapitalData:
    """The section.

    Attributes:
        summaries: Table 3.
        tertiary: who reaches tertiary education, a sentence; "" where nothing may be said.
        medians: what the medians hide, a sentence; "" where they hide nothing.
        verdict: how far the numbers carry.
        plate: Figure 7, None outside the editions that show persons.
        spread: persons in bands instead of points; None where there are points, or no bands are safe.
        rule: how the numbers were made.
        tables: for files.
        absent: what is left out.
        suppressed: cells left out or bounded.
    """

    summaries: Table
    tertiary: str
    medians: str
    verdict: str
    plate: Plate | None
    spread: Table | None
    rule: str
    tables: tuple[Table, ...]
    absent: tuple[str, ...]
    suppressed: int


def build(ctx: Context) -> CapitalData:
    """Build the section."""
    capital = human_capital(ctx.snapshot)
    rows = tuple(row for row in capital.rows if any(group.n for group in row.groups))
    summaries, hidden = _summaries(ctx, rows)
    tertiary, bounded = _tertiary(ctx, capital)
    plate = _plate(ctx, rows) if ctx.team and rows else None
    spread, gone = (None, ()) if ctx.team else _spread(ctx, rows)
    absent = list(gone)
    if not ctx.team:
        absent.append("Figure 7, a point for every person: bands of the measures stand in its place.")
    if ctx.public:
        absent.append(
            "Lowest and highest values: each is one person's. Means and spreads are rounded further."
        )
    found = (summaries, *((plate.table,) if plate else ()), *((spread,) if spread else ()))
    return CapitalData(
        summaries,
        tertiary,
        _medians(rows, ctx),
        ILLUSTRATES,
        plate,
        spread,
        capital.rule,
        found,
        tuple(absent),
        hidden + bounded,
    )


# Table 3


def _summaries(ctx: Context, rows: Sequence[MeasureRow]) -> tuple[Table, int]:
    fine = not ctx.public
    columns: tuple[Column, ...] = (
        Column("measure", "Measure", once=True),
        Column("group", "Group"),
        Column("n", "n", "count", "persons"),
        Column("missing", "Missing, by reason"),
        Column("mean", "Mean", "number", decimals=2 if fine else 1),
        Column("sd", "SD", "number"),
        Column("median", "Median", "number", decimals=1),
        Column("minimum", "Lowest", "number", decimals=0),
        Column("maximum", "Highest", "number", decimals=0),
        Column("delta", "Cliff’s δ", "number", "second over single", decimals=3 if fine else 1, once=True),
    )
    if ctx.public:
        columns = tuple(column for column in columns if column.key not in {"sd", "minimum", "maximum"})
    lines: list[tuple[Value, ...]] = []
    hidden = 0
    for row in rows:
        for group in row.groups:
            values = _public_values(row, group) if ctx.public else _values(row, group)
            hidden += sum(isinstance(value, Gap) for value in values.values()) if ctx.public else 0
            lines.append(tuple(values[column.key] for column in columns))
    sd = "SD is the standard deviation with n − 1. " if fine else ""
    note = (
        f"{sd}Cliff’s δ compares every second migrant with every person who moved once: 1 where all second "
        "migrants have more, 0 where neither group does."
    )
    return Table("table-3", "Human capital by group", columns, tuple(lines), (note,)), hidden


def _values(row: MeasureRow, group: MeasureGroup) -> dict[str, Value]:
    summary = group.summary
    return {
        "measure": row.label,
        "group": GROUP_LABELS[group.group],
        "n": group.n,
        "missing": joined(f"{reason} {count}" for reason, count in group.missing) or "none",
        "mean": _number(summary.mean),
        "sd": _number(summary.sd),
        "median": _number(summary.median),
        "minimum": _number(summary.minimum),
        "maximum": _number(summary.maximum),
        "delta": _number(row.delta),
    }


def _number(estimate: Estimate, decimals: int | None = None) -> Value:
    if estimate.value is None:
        return Gap("–", estimate.undefined)
    return estimate.value if decimals is None else round(estimate.value, decimals) + 0.0


def _public_values(row: MeasureRow, group: MeasureGroup) -> dict[str, Value]:
    """To one decimal and without a spread: mean and spread together leave two or three tables of values."""
    few = Gap("·", f"a summary of fewer than {FEWEST_SUMMARISED} persons, or beside one")
    safe = _summarised(row)
    gone = group.persons - group.n
    missing: Value = f"{gone} in all" if gone >= SMALLEST else FEW
    n: Value = group.n
    if min(each.persons for each in row.groups) < SMALLEST:
        n = LEFT_OUT
    elif 0 < gone < SMALLEST:
        n = Gap(f"≥{group.persons - SMALLEST + 1}", "fewer than 3 of the group are missing")
    return {
        "measure": row.label,
        "group": GROUP_LABELS[group.group],
        "n": n,
        "missing": missing,
        "mean": _number(group.summary.mean, 1) if safe else few,
        "median": _number(group.summary.median, 1) if safe else few,
        "delta": _number(row.delta, 1) if safe else few,
    }


def _summarised(row: MeasureRow) -> bool:
    """Whether both groups are large enough for a summary, and nobody's missing value shows in it."""
    return all(group.n >= FEWEST_SUMMARISED for group in row.groups)


def _complete(row: MeasureRow) -> bool:
    """Whether counts of the measure give away no small number of missing values."""
    return all(not 0 < group.persons - group.n < SMALLEST for group in row.groups)


def _tertiary(ctx: Context, capital: HumanCapital) -> tuple[str, int]:
    counted_in = {row.measure: row for row in capital.rows}
    said, bounded = [], 0
    for part in capital.tertiary:
        row = counted_in.get(part.measure)
        if not part.n or (ctx.public and (row is None or not _complete(row))):
            continue
        words, exact = _reached(ctx, part)
        bounded += not exact
        said.append(words)
    if not said:
        return "", 0
    threshold = capital.tertiary[0].threshold
    return f"Tertiary education (ISCED {threshold} and above): {listed(said)}.", bounded


def _reached(ctx: Context, part: AtLeast) -> tuple[str, bool]:
    group = GROUP_LABELS[part.group] if part.group == "second" else "persons who moved once"
    if not ctx.public:
        return f"{part.persons} of {part.n} {group}", True
    count = published(part.persons, part.n)
    if count.how == "exact":
        return f"{count.persons} of {part.n} {group}", True
    if count.how == "most":
        return f"at least {count.persons} of {part.n} {group}", False
    return f"too few {group} to say", False


def _medians(rows: Sequence[MeasureRow], ctx: Context) -> str:
    """Whether the medians are equal where the means are not."""
    equal = []
    for row in rows:
        second, single = (group.summary for group in row.groups)
        safe = not ctx.public or _summarised(row)
        same = second.median.value is not None and second.median.value == single.median.value
        if safe and same and second.mean.value != single.mean.value:
            name = _SHORT.get(row.measure, row.label)
            equal.append(f"{name} ({second.median.value:g} and {single.median.value:g})")
    if not equal:
        return ""
    return (
        f"The medians are equal, in {listed(equal)}: the groups differ away from the middle, and a table of "
        "medians alone would miss it."
    )


# Figure 7


def _members(ctx: Context, group: str) -> list[Person]:
    return [person for person in ctx.persons if group_of(person) == group]


def _value(person: Person, measure: str) -> float | None:
    value = value_of(person, measure) or ""
    return None if missing_reason(value) else float(value)


def _plate(ctx: Context, rows: Sequence[MeasureRow]) -> Plate:
    panels = [_panel(ctx, row) for row in rows]
    means = "; ".join(
        f"{row.label}: "
        + listed([f"{GROUP_LABELS[g.group]} mean {g.summary.mean.value:.2f}" for g in row.groups if g.n])
        for row in rows
    )
    figure = strips(
        "fig-7",
        "Education of second migrants and of those who moved once",
        f"{counted(len(panels), 'panel')}; in each a row of points per group, one point per person at the "
        f"person's value, with a line at the mean and a dashed line at the median. {means}.",
        panels=panels,
        legend=[(host, country_name(host, article=True)) for host in ctx.hosts],
        colours=ctx.colours,
    )
    caption = (
        "Every point is a person, in the colour and shape of the country of the interview; equal values are "
        "stacked. The full line is the mean, the dashed line the median of the group."
    )
    return Plate("Figure 7", figure, caption, _points(ctx, rows))


def _panel(ctx: Context, row: MeasureRow) -> Panel:
    made = []
    for group in row.groups:
        found = [
            (value, person)
            for person in _members(ctx, group.group)
            if (value := _value(person, row.measure)) is not None
        ]
        found.sort(key=lambda pair: (pair[0], _host(ctx, pair[1]), pair[1].case.id))
        points = tuple(
            Point(value, value_of(p, "interview_country") or "", f"{p.case.id} {p.case.pseudonym}: {value:g}")
            for value, p in found
        )
        label = f"{GROUP_LABELS[group.group].capitalize()}, n = {group.n}"
        made.append(Strip(label, points, group.summary.mean.value, group.summary.median.value))
    values = [point.value for strip in made for point in strip.points]
    first, last = min(values), max(values)
    ticks = _ticks(row.measure, first, last)
    return Panel(row.label, first - 0.5, last + 0.5, ticks, tuple(made))


def _host(ctx: Context, person: Person) -> int:
    host = value_of(person, "interview_country") or ""
    return ctx.hosts.index(host) if host in ctx.hosts else len(ctx.hosts)


def _ticks(measure: str, first: float, last: float) -> dict[float, str]:
    if measure == "edu_isced":
        return {level: f"{level} {name}" for level, name in _ISCED.items() if first <= level <= last}
    step = max(1, round((last - first) / 8))
    return {float(value): str(value) for value in range(int(first), int(last) + 1, step)}


def _points(ctx: Context, rows: Sequence[MeasureRow]) -> Table:
    columns = (
        Column("case", "Person"),
        Column("group", "Group"),
        Column("interview_country", "Interviewed in"),
        *(Column(row.measure, row.label, "number", decimals=0) for row in rows),
    )
    lines = []
    for group in ("second", "single"):
        for person in _members(ctx, group):
            href = ctx.page_of(person)
            values: list[Value] = []
            for row in rows:
                value = _value(person, row.measure)
                reason = missing_reason(value_of(person, row.measure) or "")
                values.append(Gap("–", reason) if value is None else value)
            lines.append(
                (
                    Link(person.case.id, href) if href else person.case.id,
                    GROUP_LABELS[group],
                    country_name(value_of(person, "interview_country") or ""),
                    *values,
                )
            )
    return Table("fig-7", "The points of Figure 7", columns, tuple(lines))


# Bands in place of points


def _spread(ctx: Context, rows: Sequence[MeasureRow]) -> tuple[Table | None, tuple[str, ...]]:
    """Persons in bands, alike for both groups, so wide that each band holds enough persons of each group."""
    columns = (
        Column("measure", "Measure", once=True),
        Column("band", "Band"),
        *(Column(group, GROUP_LABELS[group], "count", "persons") for group in ("second", "single")),
    )
    lines: list[tuple[Value, ...]] = []
    absent = []
    for row in rows:
        values = [
            [
                value
                for person in _members(ctx, group.group)
                if (value := _value(person, row.measure)) is not None
            ]
            for group in row.groups
        ]
        cuts = bands(values) if not ctx.public or _complete(row) else None
        if cuts is None:
            absent.append(
                f"{row.label} in bands: no two bands hold at least {SMALLEST} persons of each group, so "
                "only the summaries stand."
            )
            continue
        for low, high in zip((None, *cuts), (*cuts, None), strict=True):
            counts = [
                sum((low is None or v >= low) and (high is None or v < high) for v in each) for each in values
            ]
            lines.append((row.label, _band(low, high), *counts))
    if not lines:
        return None, tuple(absent)
    note = f"Bands are as narrow as at least {SMALLEST} persons of each group in each band allow."
    return Table("fig-7", "Persons by band", columns, tuple(lines), (note,)), tuple(absent)


def _band(low: float | None, high: float | None) -> str:
    if low is None:
        return f"under {high:g}"
    return f"{low:g} and more" if high is None else f"{low:g} to under {high:g}"
