"""Figure 3: the heat map of who says what about which country, in full and as far as it may be published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from secondmig.core.counting import counted
from secondmig.joint.display import CountryHeat
from secondmig.joint.heat import HeatCell, HeatRow
from secondmig.report.context import Context, country_name, listed
from secondmig.report.disclosure import SMALLEST, Count, published
from secondmig.report.figures.heat import SIGN, Heading, Row, Tint, heat
from secondmig.report.section import Plate
from secondmig.report.table import FEW, Column, Gap, Link, Table, Value

_HEAT: Final = (
    Column("heading", "Theme"),
    Column("code", "Code"),
    Column("label", "Label"),
    Column("about_country", "About"),
    Column("valence", "Valence"),
    Column("persons", "Persons", "count", "persons"),
    Column("persons_total", "Of", "count", "persons with a stay there"),
    Column("share", "Share", "share", "share of persons with a stay there"),
    Column("codings", "Codings", "count", "codings"),
    Column("codings_outside", "Codings of others", "count", "codings of persons without a stay there"),
)
_PUBLIC_HEAT: Final = tuple(column for column in _HEAT if not column.key.startswith("codings"))


def plate(ctx: Context, chart: CountryHeat) -> Plate:
    """Figure 3 with all its numbers."""
    rows = [
        (row, Row(row.label, row.code, tuple(_tint(ctx, row, cell) for cell in row.cells), _points(row)))
        for row in chart.rows
    ]
    figure = heat(
        "What is said about which country",
        _heat_desc(chart),
        headings=_headings(chart.countries, chart.persons),
        groups=_grouped(rows),
        colours=ctx.colours,
        differences=True,
    )
    return Plate(
        "Figure 3",
        figure,
        "A cell gives the share of the persons who lived in a country (a stay that counts as a destination) "
        "and say this about it, with the number of persons behind it. Themes, and codes within them, are "
        "ordered by the largest difference between two countries, in percentage points. A person may be on "
        "both sides of a code; mixed, neutral and unstated valence is on neither. 0 means that nobody says "
        "it, not that nobody would.",
        _wide(
            chart.countries,
            chart.persons,
            [(row, tuple(_persons_and_codings(ctx, row, cell) for cell in row.cells)) for row in chart.rows],
            "Persons and, in parentheses, their codings; each leads to its passages.",
        ),
    )


def _persons_and_codings(ctx: Context, row: HeatRow, cell: HeatCell) -> Value:
    if cell.share.value is None:
        return Gap("no leg", cell.share.undefined)
    if not cell.persons:
        return "0"
    return Link(f"{cell.persons} ({cell.codings})", passages_href(ctx, row.code, cell.country, cell.valence))


def _wide(
    countries: Sequence[str],
    persons: Mapping[str, int],
    rows: Sequence[tuple[HeatRow, tuple[Value, ...]]],
    note: str,
) -> Table:
    """The figure as a table to read: a row per code, two columns per country."""
    columns = (
        Column("heading", "Theme", once=True),
        Column("label", "Code"),
        *(
            Column(
                f"{country}.{valence}",
                f"{country_name(country)} {SIGN[valence]}, of {persons[country]}",
                "count",
            )
            for country in countries
            for valence in SIGN
        ),
    )
    lines = tuple((row.heading_label, row.label, *values) for row, values in rows)
    return Table("fig-3", "The persons of Figure 3", columns, lines, (note,))


def cell_table(chart: CountryHeat) -> Table:
    """The figure for files: a row per cell."""
    lines = [
        (
            *_key(row, cell),
            cell.persons,
            cell.persons_total,
            Gap("no leg", cell.share.undefined) if cell.share.value is None else cell.share.value,
            cell.codings,
            cell.codings_outside,
        )
        for row in chart.rows
        for cell in row.cells
    ]
    return Table("fig-3", "The numbers of Figure 3", _HEAT, tuple(lines), (chart.rule,))


def _key(row: HeatRow, cell: HeatCell) -> tuple[str, str, str, str, str]:
    return row.heading_label, row.code, row.label, cell.country, cell.valence


def _headings(countries: Sequence[str], persons: Mapping[str, int]) -> tuple[Heading, ...]:
    return tuple(
        Heading(country_name(c), f"{counted(persons[c], 'person')} lived there", c) for c in countries
    )


def _grouped(rows: Sequence[tuple[HeatRow, Row]]) -> list[tuple[str, list[Row]]]:
    groups: dict[str, list[Row]] = {}
    for source, row in rows:
        groups.setdefault(source.heading_label or "Other codes", []).append(row)
    return list(groups.items())


def _tint(ctx: Context, row: HeatRow, cell: HeatCell) -> Tint:
    where = country_name(cell.country, article=True)
    if cell.share.value is None:
        return Tint(0, "no leg", "", f"nobody lived in {where}", "")
    said = (
        f"{row.label}, {cell.valence}, about {where}: {cell.persons} of {cell.persons_total} persons, "
        f"{counted(cell.codings, 'coding')}"
    )
    if not cell.persons:
        return Tint(0, "0", "", said, "")
    href = passages_href(ctx, row.code, cell.country, cell.valence)
    return Tint(cell.share.value, f"{cell.share.value:.0%}", str(cell.persons), said, href)


def passages_href(ctx: Context, code: str, country: str, valence: str) -> str:
    """Where all passages of a cell of Figure 3 stand, "" in the public edition."""
    return "" if ctx.public else f"passages.html#{anchor(code, country, valence)}"


def anchor(code: str, country: str, valence: str) -> str:
    """The id of a cell of Figure 3 on the page of passages."""
    return f"{code}.{country}.{valence}".replace(" ", "_")


def _points(row: HeatRow) -> str:
    return "–" if row.difference.value is None else f"{100 * row.difference.value:.0f} pts"


def _heat_desc(chart: CountryHeat) -> str:
    lived = listed([f"{country_name(c)} {chart.persons[c]}" for c in chart.countries])
    top = max(chart.rows, key=lambda row: row.difference.value or 0.0)
    leading = f" The largest difference is in {top.label}, {_points(top)}." if top.difference.value else ""
    codes, columns = counted(len(chart.rows), "code"), counted(len(chart.countries), "country", "countries")
    return (
        f"A table of {codes} by {columns}, each with a column for negative and one for positive statements. "
        "Cells are tinted by the share of persons and hold that share and the number of persons. Persons "
        f"who lived there: {lived}.{leading}"
    )


@dataclass(frozen=True, slots=True)
class Few:
    """The heat map as far as it may be published.

    Attributes:
        countries: where enough persons of this corpus lived.
        persons: country -> how many.
        rows: codes with a number to show, in the order of the codebook, with their counts.
        quiet: labels of the other codes.
        bounded: cells without an exact number.
    """

    countries: tuple[str, ...]
    persons: Mapping[str, int]
    rows: tuple[tuple[HeatRow, tuple[tuple[HeatCell, Count], ...]], ...]
    quiet: tuple[str, ...]
    bounded: int


def few_of(ctx: Context, chart: CountryHeat) -> Few:
    """Cut the heat map to what may be published."""
    countries = tuple(country for country in chart.countries if chart.persons[country] >= 2 * SMALLEST)
    place = {code: index for index, code in enumerate(ctx.labels)}
    # The order by differences is made of numbers that are not published, so the codebook's own order stands.
    counts = [
        (row, tuple((c, published(c.persons, c.persons_total)) for c in row.cells if c.country in countries))
        for row in sorted(chart.rows, key=lambda row: place[row.code])
    ]
    return Few(
        countries,
        chart.persons,
        tuple((row, cells) for row, cells in counts if any(count.how != "few" for _, count in cells)),
        tuple(row.label for row, cells in counts if all(count.how == "few" for _, count in cells)),
        sum(count.how != "exact" for _, cells in counts for _, count in cells),
    )


def public_plate(ctx: Context, few: Few) -> Plate:
    """Figure 3 as far as it may be published."""
    rows = [
        (row, Row(row.label, row.code, tuple(_public_tint(row, *cell) for cell in cells), ""))
        for row, cells in few.rows
    ]
    figure = heat(
        "What is said about which country",
        f"A table of {counted(len(rows), 'code')} by {counted(len(few.countries), 'country', 'countries')}, "
        f"each with a column for negative and one for positive statements. Fewer than {SMALLEST} persons "
        f"read <{SMALLEST}; where fewer than {SMALLEST} are left, a lower bound is given.",
        headings=_headings(few.countries, few.persons),
        groups=_grouped(rows),
        colours=ctx.colours,
        differences=False,
    )
    caption = (
        "A cell gives the share of the persons who lived in a country (a stay that counts as a destination) "
        f"and say this about it, with the number of persons behind it. Fewer than {SMALLEST} persons read "
        f"<{SMALLEST}, zero included; where fewer than {SMALLEST} do not say it, only a lower bound is "
        "given. Codes stand in the order of the codebook."
    )
    table = _wide(
        few.countries,
        few.persons,
        [(row, tuple(_public_values(count)[0] for _, count in cells)) for row, cells in few.rows],
        "Persons.",
    )
    return Plate("Figure 3", figure, caption, table)


def public_cell_table(few: Few) -> Table:
    """The published figure for files: a row per cell."""
    lines = [(*_key(row, cell), *_public_values(count)) for row, cells in few.rows for cell, count in cells]
    return Table("fig-3", "The numbers of Figure 3", _PUBLIC_HEAT, tuple(lines))


def _public_tint(row: HeatRow, cell: HeatCell, count: Count) -> Tint:
    where = country_name(cell.country, article=True)
    said = f"{row.label}, {cell.valence}, about {where}: "
    if count.persons is None:
        return Tint(0, f"<{SMALLEST}", "", f"{said}fewer than {SMALLEST} of {count.of} persons", "")
    share = count.persons / count.of
    if count.how == "most":
        return Tint(
            share,
            f"≥{share:.0%}",
            f"≥{count.persons}",
            f"{said}{count.persons} of {count.of} persons or more",
            "",
        )
    return Tint(share, f"{share:.0%}", str(count.persons), f"{said}{count.persons} of {count.of} persons", "")


def _public_values(count: Count) -> tuple[Value, ...]:
    if count.persons is None:
        return FEW, count.of, FEW
    if count.how == "most":
        reason = f"at least {count.persons}: fewer than {SMALLEST} do not say it"
        return Gap(f"≥{count.persons}", reason), count.of, Gap(f"≥{count.persons / count.of:.0%}", reason)
    return count.persons, count.of, count.persons / count.of
