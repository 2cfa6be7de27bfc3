"""Table 2: codings by the country of the interview and the country they are about."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from secondmig.core.countries import is_country
from secondmig.joint.display import CountryCrosstab
from secondmig.joint.groups import ABOUT, facet_texts, value_of
from secondmig.report.context import Context, country_name
from secondmig.report.disclosure import SMALLEST, Cell, protected
from secondmig.report.table import LEFT_OUT, Column, Gap, Table, Value

_OWN: Final = "the country of the interview"
_PARTS: Final = (_OWN, "another country", "the country of origin, or none")


@dataclass(frozen=True, slots=True)
class Crossed:
    """Table 2 as the page prints it.

    Attributes:
        columns: headings.
        rows: (heading, cells); a cell is (codings, persons) as printed, and whether it is the country's own.
        table: the same for files.
        sentences: what the table shows first.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, str, bool], ...]], ...]
    table: Table
    sentences: tuple[str, ...]


_CROSSED: Final = (
    Column("interview_country", "Interviewed in"),
    Column("about_country", "About"),
    Column("codings", "Codings", "count", "codings"),
    Column("persons", "Persons", "count", "persons"),
)


def country_table(table: CountryCrosstab) -> Crossed:
    """Every country of interview by every country spoken about."""
    rows = []
    lines: list[tuple[Value, ...]] = []
    for row in (*table.rows, None):
        cells = []
        for column in (*table.columns, None):
            cell = table.cell(row, column)
            shown = (f"{cell.codings:,}", f"({cell.persons})") if cell.codings else ("–", "")
            cells.append((*shown, row == column and row is not None))
            lines.append((_key(row), _key(column), cell.codings, cell.persons))
        rows.append((_name(row), tuple(cells)))
    return Crossed(
        columns=tuple(_name(column) for column in (*table.columns, None)),
        rows=tuple(rows),
        table=Table(
            "table-2",
            "Codings (persons) by country of interview and country spoken about",
            _CROSSED,
            tuple(lines),
            (table.rule,),
        ),
        sentences=_elsewhere(table),
    )


def _key(column: str | None) -> str:
    """As files hold it: ISO3 or one of the other values, "all" for totals."""
    return "all" if column is None else column


def _name(column: str | None) -> str:
    return "all" if column is None else country_name(column)


def _elsewhere(table: CountryCrosstab) -> tuple[str, ...]:
    sentences = []
    for column in table.columns:
        share = table.elsewhere[column]
        if column in table.rows and share.value is not None and share.value > 0:
            away = round(share.value * share.n)
            sentences.append(
                f"Of {share.n} codings about {country_name(column, article=True)}, {away} "
                f"({share.value:.0%}) come from interviews held elsewhere."
            )
    return tuple(sentences)


def public_country_table(ctx: Context) -> tuple[Crossed, int]:
    """Every country of interview by whether it is spoken about itself, and the number of cells left out."""
    held = protected(_public_cells(ctx))
    lines: list[tuple[Value, ...]] = []
    rows = []
    if held is not None:
        names = [*ctx.hosts, "all"]
        for name, counts, total in zip(
            names,
            (*held.rows, held.column_totals),
            (*held.row_totals, sum(held.row_totals)),
            strict=True,
        ):
            values = (*(LEFT_OUT if count is None else count for count in counts), total)
            lines += [(name, part, value) for part, value in zip((*_PARTS, "all"), values, strict=True)]
            label = name if name == "all" else country_name(name)
            rows.append(
                (label, tuple(_printed(v, own=n == 0 and name != "all") for n, v in enumerate(values)))
            )
    note = f"Cells of fewer than {SMALLEST} persons are left out, with as many others as protect them."
    table = Table(
        "table-2",
        "Codings by country of interview and what they are about",
        _CROSSED[:3],
        tuple(lines),
        (note,) if held else ("Left out: too few persons for a table with totals.",),
    )
    return Crossed((*_PARTS, "all"), tuple(rows), table, ()), held.left_out if held else 0


def _printed(value: Value, *, own: bool) -> tuple[str, str, bool]:
    return (value.mark if isinstance(value, Gap) else f"{value:,}", "", own)


def _public_cells(ctx: Context) -> dict[tuple[int, int], Cell]:
    """Codings and the persons behind them by country of interview and kind of country spoken about."""
    held_in = {person.case.id: value_of(person, "interview_country") for person in ctx.persons}
    counts: defaultdict[tuple[int, int], int] = defaultdict(int)
    persons: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
    for passage in ctx.passages:
        for host in dict.fromkeys(held_in.get(case) for case in passage.persons()):
            if host not in ctx.hosts:
                continue
            for about in facet_texts(passage.coding, ABOUT) or ("",):
                place = (ctx.hosts.index(host), _part(about, host))
                counts[place] += 1
                persons[place].update(passage.persons())
    return {
        (row, column): Cell(counts[row, column], frozenset(persons[row, column]))
        for row in range(len(ctx.hosts))
        for column in range(len(_PARTS))
    }


def _part(about: str, host: str) -> int:
    if about == host:
        return 0
    return 1 if is_country(about) else 2
