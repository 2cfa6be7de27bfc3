"""What is said about which country, code by code: persons who say it negatively and positively (Fig 3)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from secondmig.core.snapshot import Snapshot
from secondmig.core.types import Code, Codebook
from secondmig.estimate.values import Estimate, known, undefined
from secondmig.joint.crossing import NO_LEG
from secondmig.joint.groups import ABOUT, asked, entitled, facet_texts, interview_countries, people
from secondmig.joint.passages import Passage, locate
from secondmig.stats.effect import share

Valence = Literal["negative", "positive"]
VALENCES: Final[Mapping[str, Valence]] = {"-1": "negative", "1": "positive"}
VALENCE_ORDER: Final[tuple[Valence, ...]] = ("negative", "positive")
OPPORTUNITY: Final = "opportunity-structure"

HEAT_RULE: Final = (
    "a cell is the share of persons with at least one coding of that code, country and valence among the "
    "persons with a destination leg in that country, with the codings of these persons as second number; "
    "a person may be negative and positive at once; mixed, neutral and unstated valence counts as neither "
    "and is listed apart; a country where nobody has a leg reads no leg; headings, and the codes under each, "
    "stand in the order of the largest difference between two countries in either valence, ties in codebook "
    "order"
)


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One code, one country, one valence.

    Attributes:
        country: ISO3 code.
        valence: negative (-1) or positive (1).
        persons: with at least one such coding and a destination leg in the country.
        persons_total: persons interviewed with a destination leg in the country.
        codings: such codings of these persons.
        codings_outside: such codings of others, who have no leg there.
        share: persons / persons_total, 0-1; undefined ("no leg") where nobody has a leg.
    """

    country: str
    valence: Valence
    persons: int
    persons_total: int
    codings: int
    codings_outside: int
    share: Estimate


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One code over the countries.

    Attributes:
        code: id.
        label: of the code.
        heading: id of the heading above it, "" at the top.
        heading_label: of that heading.
        difference: largest difference between the shares of two countries in either valence, 0-1; undefined
            with fewer than two countries to compare.
        cells: country by country, negative before positive.
        neither_persons: persons with a mixed, neutral or unstated coding about one of the countries.
        neither_codings: those codings.
    """

    code: str
    label: str
    heading: str
    heading_label: str
    difference: Estimate
    cells: tuple[HeatCell, ...]
    neither_persons: int
    neither_codings: int


@dataclass(frozen=True, slots=True)
class CountryHeat:
    """The heat map.

    Attributes:
        codebook: id of the codebook whose codes are the rows.
        countries: ISO3 codes of the columns, in order.
        persons: country -> persons interviewed with a destination leg there.
        rows: in order of printing.
        rule: how cells and order were made, in words.
    """

    codebook: str
    countries: tuple[str, ...]
    persons: Mapping[str, int]
    rows: tuple[HeatRow, ...]
    rule: str = HEAT_RULE


def country_heat(
    snapshot: Snapshot, *, codebook: str = OPPORTUNITY, countries: Sequence[str] | None = None
) -> CountryHeat:
    """Count who says what about which country.

    Args:
        snapshot: with the codings of all codes.
        codebook: id of the codebook whose codable codes are the rows; no rows where the snapshot does not
            hold it.
        countries: ISO3 codes of the columns; the countries of interview if None.
    """
    persons = asked(people(snapshot))
    columns = tuple(interview_countries(persons) if countries is None else countries)
    there = {
        country: frozenset(person.case.id for person in persons if entitled(person, country))
        for country in columns
    }
    found: defaultdict[str, list[Passage]] = defaultdict(list)
    for passage in locate(snapshot).passages:
        found[passage.coding.code_id].append(passage)
    book = next((book for book in snapshot.codebooks if book.id == codebook), None)
    rows = (
        []
        if book is None
        else [_row(book, code, found[code.id], there) for code in book.codes if code.codable]
    )
    sizes = {country: len(members) for country, members in there.items()}
    return CountryHeat(codebook, columns, sizes, _ordered(rows))


def _row(
    book: Codebook, code: Code, passages: Iterable[Passage], there: Mapping[str, frozenset[str]]
) -> HeatRow:
    sides: defaultdict[tuple[str, Valence], list[Passage]] = defaultdict(list)
    neither: list[Passage] = []
    for passage in passages:
        about = [country for country in facet_texts(passage.coding, ABOUT) if country in there]
        valences = [VALENCES[value] for value in facet_texts(passage.coding, "valence") if value in VALENCES]
        for country in about:
            for valence in valences:
                sides[country, valence].append(passage)
        if about and not valences:
            neither.append(passage)
    cells = tuple(
        _cell(country, valence, sides[country, valence], members)
        for country, members in there.items()
        for valence in VALENCE_ORDER
    )
    above = next((heading for heading in book.codes if heading.id == code.parent), None)
    return HeatRow(
        code=code.id,
        label=code.label,
        heading=above.id if above else "",
        heading_label=above.label if above else "",
        difference=_difference(cells),
        cells=cells,
        neither_persons=len({case for passage in neither for case in passage.persons()}),
        neither_codings=len(neither),
    )


def _cell(country: str, valence: Valence, passages: Sequence[Passage], members: frozenset[str]) -> HeatCell:
    inside = [passage for passage in passages if members.intersection(passage.persons())]
    naming = {case for passage in inside for case in passage.persons() if case in members}
    return HeatCell(
        country=country,
        valence=valence,
        persons=len(naming),
        persons_total=len(members),
        codings=len(inside),
        codings_outside=len(passages) - len(inside),
        share=share(len(naming), len(members), reason=NO_LEG),
    )


def _difference(cells: Iterable[HeatCell]) -> Estimate:
    by_valence: defaultdict[Valence, list[float]] = defaultdict(list)
    for cell in cells:
        if cell.share.value is not None:
            by_valence[cell.valence].append(cell.share.value)
    spreads = [max(shares) - min(shares) for shares in by_valence.values() if len(shares) > 1]
    unit = "difference of two shares"
    if not spreads:
        return undefined("fewer than two countries to compare", unit=unit)
    return known(max(spreads), n=sum(len(shares) for shares in by_valence.values()), unit=unit)


def _ordered(rows: Sequence[HeatRow]) -> tuple[HeatRow, ...]:
    """Headings by their largest difference, codes under each by their own; ties stay in codebook order."""
    largest: dict[str, float] = {}
    for row in rows:
        largest[row.heading] = max(largest.get(row.heading, -1.0), _rank(row))
    first = {heading: place for place, heading in enumerate(largest)}
    return tuple(sorted(rows, key=lambda row: (-largest[row.heading], first[row.heading], -_rank(row))))


def _rank(row: HeatRow) -> float:
    return -1.0 if row.difference.value is None else row.difference.value
