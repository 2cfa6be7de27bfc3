"""Presented and perceived structure, side by side: indicators of a country and what people say of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from secondmig.core.indicator import Indicator
from secondmig.joint.structure import STRUCTURE_RULE, Perception, StructureRow, structure
from secondmig.report.context import Context, country_name
from secondmig.report.table import Column, Gap, Table, Value, joined

_NOT_ASKED: Final = Gap("–", "the table of indicators names no code for it")
_COLUMNS: Final = (
    Column("indicator", "Presented: indicator", once=True),
    Column("country", "Country"),
    Column("figure", "Newest figure"),
    Column("earlier", "Before"),
    Column("cited", "Source"),
    Column("value", "Newest figure", "number", shown=False),
    Column("year", "Year", shown=False),
    Column("unit", "Unit", shown=False),
    Column("source", "Source", shown=False),
    Column("perceived", "Perceived: codes"),
    Column("persons_total", "Lived there", "count", "persons"),
    Column("persons", "Speak of it", "count", "persons"),
    Column("negative", "Negatively", "count", "persons"),
    Column("positive", "Positively", "count", "persons"),
)
_COUNTS: Final = 4
"""The last columns count persons."""
_ABSENT: Final = (
    "How many persons speak of each indicator: Figure 3 has the numbers that may be shown, code by code.",
)


@dataclass(frozen=True, slots=True)
class StructureData:
    """The section.

    Attributes:
        table: indicators and perceptions, a row per indicator and country.
        rule: how the two were put side by side.
        tables: for files.
        absent: what is left out.
        suppressed: cells left out or bounded.
    """

    table: Table
    rule: str
    tables: tuple[Table, ...]
    absent: tuple[str, ...]
    suppressed: int


def build(ctx: Context) -> StructureData:
    """Build the section."""
    rows = structure(ctx.snapshot, ctx.snapshot.indicators)
    sources = tuple(dict.fromkeys(figure.source for row in rows for figure in row.figures))
    lines = [_line(ctx, row, sources) for row in rows]
    # A number over several codes, beside those of Figure 3 for each of them, would tell who says both.
    shown = len(_COLUMNS) - (_COUNTS if ctx.public else 0)
    absent = _ABSENT if ctx.public else ()
    table = Table(
        "structure",
        "Presented and perceived structure",
        _COLUMNS[:shown],
        tuple(line[:shown] for line in lines),
        (*(f"[{number}] {source}." for number, source in enumerate(sources, start=1)), *_remarks(rows)),
    )
    rule = STRUCTURE_RULE[0].upper() + STRUCTURE_RULE[1:] + "."
    return StructureData(table, rule, (table,), absent, 0)


def _remarks(rows: Sequence[StructureRow]) -> list[str]:
    """The notes of the table of indicators, each once, with the indicators it belongs to."""
    places: dict[str, dict[str, None]] = {}
    for row in rows:
        for figure in row.figures:
            if figure.note:
                places.setdefault(figure.note, {}).setdefault(row.indicator)
    return [f"{joined(held)}: {note}." for note, held in places.items()]


def _line(ctx: Context, row: StructureRow, sources: Sequence[str]) -> tuple[Value, ...]:
    *before, newest = row.figures
    cited = sorted({sources.index(figure.source) + 1 for figure in row.figures})
    earlier = joined(f"{figure.year}: {_figure(figure)}" for figure in before)
    unit = f" {row.unit}" if row.unit else ""
    return (
        row.indicator,
        country_name(row.country),
        f"{_figure(newest)}{unit} ({newest.year})",
        earlier or "–",
        " ".join(f"[{number}]" for number in cited),
        newest.value,
        newest.year,
        row.unit,
        newest.source,
        joined(ctx.labels.get(code, code) for code in row.codes) or "–",
        *_counts(row.perception),
    )


def _figure(figure: Indicator) -> str:
    """The figure as it stands in its source, thousands set apart."""
    printed = f"{figure.value:,.0f}" if figure.value.is_integer() else f"{figure.value:,g}"
    return printed.replace("-", "−")


def _counts(said: Perception | None) -> tuple[Value, ...]:
    if said is None:
        return (_NOT_ASKED,) * 4
    if not said.persons_total:
        return (0, *(Gap("no leg", "nobody interviewed lived there long enough"),) * 3)
    return said.persons_total, said.persons, said.negative, said.positive
