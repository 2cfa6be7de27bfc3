"""2 What is said about which country: Table 2 and the heat map (Fig 3)."""

from dataclasses import dataclass
from typing import Final

from secondmig.joint.display import CountryHeat, country_crosstab, country_heat
from secondmig.joint.groups import facet_texts
from secondmig.joint.heat import OPPORTUNITY
from secondmig.report.context import Context
from secondmig.report.country_figure import cell_table, few_of, plate, public_cell_table, public_plate
from secondmig.report.country_table import Crossed, country_table, public_country_table
from secondmig.report.disclosure import SMALLEST
from secondmig.report.section import Plate
from secondmig.report.table import Table

_ABSENT: Final = (
    (
        "Table 2 country by country: most cells outside the country of the interview stand for one or two "
        "persons; they are put together instead."
    ),
    (
        "In Figure 3 the numbers of codings, the differences, the order by them, and every country where "
        f"fewer than {2 * SMALLEST} persons of this corpus lived."
    ),
    "The links from numbers to passages: the public edition has no pages of transcripts.",
)


@dataclass(frozen=True, slots=True)
class AboutData:
    """The section.

    Attributes:
        crossed: Table 2.
        plate: Figure 3, None where no codebook has codes to show.
        quiet: labels of codes that the public figure leaves out because every cell is too small.
        tables: for files.
        absent: what is left out.
        suppressed: cells left out or bounded.
    """

    crossed: Crossed
    plate: Plate | None
    quiet: tuple[str, ...]
    tables: tuple[Table, ...]
    absent: tuple[str, ...]
    suppressed: int


def build(ctx: Context) -> AboutData:
    """Build the section."""
    chart = country_heat(ctx.snapshot, codebook=main_codebook(ctx))
    if ctx.public:
        return _public(ctx, chart)
    crossed = country_table(country_crosstab(ctx.snapshot))
    if not chart.rows or not chart.countries:
        return AboutData(crossed, None, (), (crossed.table,), (), 0)
    return AboutData(crossed, plate(ctx, chart), (), (crossed.table, cell_table(chart)), (), 0)


def _public(ctx: Context, chart: CountryHeat) -> AboutData:
    crossed, hidden = public_country_table(ctx)
    few = few_of(ctx, chart)
    return AboutData(
        crossed,
        public_plate(ctx, few) if few.rows else None,
        few.quiet,
        (crossed.table, public_cell_table(few)) if few.rows else (crossed.table,),
        _ABSENT,
        hidden + few.bounded,
    )


def main_codebook(ctx: Context) -> str:
    """The codebook of Figure 3: opportunity-structure, else the one with most codings about a country."""
    ids = [book.id for book in ctx.snapshot.codebooks]
    if OPPORTUNITY in ids or not ids:
        return OPPORTUNITY
    holder = {code.id: book.id for book in ctx.snapshot.codebooks for code in book.codes}
    uses = [holder.get(p.coding.code_id) for p in ctx.passages if facet_texts(p.coding, "valence")]
    return max(ids, key=lambda book: (uses.count(book), book))
