"""1 Who speaks: Table 1 and the trajectories (Fig 1)."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from secondmig.joint.display import Speakers
from secondmig.joint.groups import Person, group_of, value_of
from secondmig.report.context import GROUP_LABELS, Context, country_name, language_name
from secondmig.report.disclosure import SMALLEST, Cell, merged, protected
from secondmig.report.section import Plate
from secondmig.report.table import LEFT_OUT, Column, Gap, Table, Value, joined
from secondmig.report.trajectory_figure import decisions, trajectory_plate


@dataclass(frozen=True, slots=True)
class WhoData:
    """The section.

    Attributes:
        speakers: Table 1.
        shares: the persons by one trait at a time; only the public edition has it.
        plate: Figure 1; None in the public edition.
        rule: what a second migrant is, in words.
        notes: what does not fit the rule at a glance: returns, short stays, typed groups that differ.
        tables: for files.
        absent: what is left out.
        suppressed: cells left out.
    """

    speakers: Table
    shares: Table | None
    plate: Plate | None
    rule: str
    notes: tuple[str, ...]
    tables: tuple[Table, ...]
    absent: tuple[str, ...]
    suppressed: int


def build(ctx: Context) -> WhoData:
    """Build the section."""
    who = ctx.who
    if ctx.public:
        speakers, hidden = _public_speakers(ctx)
        shares, merges = _public_shares(ctx)
        return WhoData(
            speakers=speakers,
            shares=shares,
            plate=None,
            rule=who.group_rule,
            notes=(),
            tables=(speakers, shares),
            absent=(
                "Figure 1, the trajectories: a sequence of countries and years is as good as a name.",
                (
                    "Table 1 by age, gender and language within country and group: the cells would be too "
                    "small; each trait stands alone instead, small parts put together."
                ),
                *merges,
            ),
            suppressed=hidden,
        )
    speakers = _speakers(who.rows, who.total)
    plate = trajectory_plate(ctx)
    return WhoData(
        speakers, None, plate, who.group_rule, decisions(ctx), (speakers, plate.table), (), suppressed=0
    )


# Table 1

_SPEAKERS: Final = (
    Column("interview_country", "Interviewed in", once=True),
    Column("group", "Group"),
    Column("persons", "Persons", "count", "persons"),
    Column("women", "Women", "count", "persons"),
    Column("ages", "Age bands"),
    Column("regions", "Region of origin"),
    Column("languages", "Interview in"),
    Column("words", "Words", "count", "words"),
    Column("codings", "Codings", "count", "codings"),
)


def _speakers(rows: Iterable[Speakers], total: Speakers) -> Table:
    lines = tuple(_line(row) for row in (*rows, total))
    return Table(
        "table-1",
        "Who speaks, by country of interview and group",
        _SPEAKERS,
        lines,
        (
            (
                "Words are those the persons speak themselves, counted between spaces; Japanese is written "
                "without, so that its words say little."
            ),
            "A number behind a band, a region or a language is persons.",
        ),
    )


def _line(row: Speakers) -> tuple[Value, ...]:
    words = row.words.value
    women: Value = row.women
    if row.gender_known < row.persons:
        women = (
            Gap("–", f"gender on record for {row.gender_known} of {row.persons}")
            if not row.gender_known
            else women
        )
    return (
        "all" if row.interview_country is None else country_name(row.interview_country),
        "all" if row.group is None else GROUP_LABELS[row.group],
        row.persons,
        women,
        _parts(row.ages),
        _parts(row.regions),
        _parts((language_name(tag), count) for tag, count in row.languages),
        Gap("–", row.words.undefined) if words is None else round(words),
        row.codings,
    )


def _parts(parts: Iterable[tuple[str, int]]) -> str:
    """Values with their persons, the largest first; years apart from counts by a multiplication sign."""
    ordered = sorted(parts, key=lambda part: (-part[1], part[0]))
    return joined(f"{_dashed(name) or 'not stated'} × {count}" for name, count in ordered)


def _dashed(name: str) -> str:
    """A range of ages with a dash between its numbers."""
    first, dash, last = name.partition("-")
    return f"{first}–{last}" if dash and first.isdigit() else name


# The public Table 1


_GENDERS: Final = {"f": "women", "m": "men"}


def _public_speakers(ctx: Context) -> tuple[Table, int]:
    """Persons by country of interview and group, and the number of cells left out."""
    persons = ctx.interviewed()
    rows = tuple(
        dict.fromkeys((*ctx.hosts, *(value_of(person, "interview_country") or "" for person in persons)))
    )
    columns = [group for group in GROUP_LABELS if any((group_of(p) or "") == group for p in persons)]
    here: dict[tuple[int, int], set[str]] = {
        (row, column): set() for row in range(len(rows)) for column in range(len(columns))
    }
    for person in persons:
        host = value_of(person, "interview_country") or ""
        here[rows.index(host), columns.index(group_of(person) or "")].add(person.case.id)
    held = protected({place: Cell(len(ids), frozenset(ids)) for place, ids in here.items()})
    lines: list[tuple[Value, ...]] = []
    if held is not None:
        totals = (*held.column_totals, len(persons))
        for host, counts, total in zip(rows, held.rows, held.row_totals, strict=True):
            shown = (LEFT_OUT if count is None else count for count in counts)
            lines.append((country_name(host), *shown, total))
        lines.append(("all", *totals))
    note = (
        f"A dot stands for a number that is left out: it counts fewer than {SMALLEST} persons, or would give "
        "such a number away together with the totals."
    )
    table = Table(
        "table-1",
        "Who speaks, by country of interview and group: persons",
        (
            Column("interview_country", "Interviewed in"),
            *(Column(group or "ungrouped", GROUP_LABELS[group], "count", "persons") for group in columns),
            Column("persons", "all", "count", "persons"),
        ),
        tuple(lines),
        (note,) if held else ("Left out: too few persons for a table with totals.",),
    )
    return table, held.left_out if held else 0


def _public_shares(ctx: Context) -> tuple[Table, tuple[str, ...]]:
    persons = ctx.interviewed()
    traits: tuple[tuple[str, Callable[[Person], str]], ...] = (
        ("gender", lambda p: _GENDERS.get(value_of(p, "gender") or "", "other or not stated")),
        ("age", lambda p: _decade(value_of(p, "age_band") or "")),
        ("region of origin", lambda p: value_of(p, "origin_region") or "not stated"),
        ("language of the interview", lambda p: language_name(_language(ctx, p))),
    )
    lines: list[tuple[Value, ...]] = []
    absent = []
    for name, read in traits:
        parts = sorted(
            Counter(read(person) for person in persons).items(), key=lambda part: (-part[1], part[0])
        )
        if name == "age":
            parts.sort(key=lambda part: (part[0] == "not stated", part[0]))
        kept = merged(parts, rest="others")
        if kept is None:
            absent.append(f"Persons by {name}: no two parts of at least {SMALLEST} persons each.")
            continue
        lines += [(name, part, count) for part, count in kept]
    table = Table(
        "table-1b",
        "The persons by one trait at a time",
        (
            Column("trait", "Trait", once=True),
            Column("value", "Value"),
            Column("persons", "Persons", "count", "persons"),
        ),
        tuple(lines),
        (f"Parts of fewer than {SMALLEST} persons are put together as others.",),
    )
    return table, tuple(absent)


def _decade(band: str) -> str:
    """Five-year bands of age in pairs: 45-49 is 40–49."""
    first = band.partition("-")[0]
    return f"{first[0]}0–{first[0]}9" if len(first) == 2 and first.isdigit() else "not stated"


def _language(ctx: Context, person: Person) -> str:
    return value_of(person, "interview_language") or ctx.snapshot.document(person.documents[0]).language
