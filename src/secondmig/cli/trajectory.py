"""``secondmig query trajectory``: stays, what follows from them, person-years."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import click

from secondmig.cli.caller import Caller
from secondmig.cli.options import Chosen, Decorator, Verb, gathered, selects
from secondmig.cli.output import Output, prints, terminal_columns
from secondmig.cli.ribbon import ribbons, wants_colour

if TYPE_CHECKING:
    from secondmig.project.listing import Listing


class Months(click.ParamType):  # type: ignore[type-arg] # generic from click 8.5 on
    """``N`` or ``N,N``: lengths of stay in months."""

    name = "N"

    def convert(
        self, value: str | tuple[int, ...], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        """The numbers, blanks around them aside."""
        if isinstance(value, tuple):
            return value
        parts = [part.strip() for part in value.split(",") if part.strip()]
        if not parts or not all(part.isascii() and part.isdigit() and 0 < int(part) < 1200 for part in parts):
            self.fail(f"{value!r} is no length of stay in months, e.g. 12 or 6,12,24", param, ctx)
        return tuple(map(int, parts))


min_stay: Decorator = gathered(
    "min_stay",
    lambda stays: tuple(stay for each in stays for stay in each),
    {
        "stays": click.option(
            "--min-stay",
            "stays",
            type=Months(),
            multiple=True,
            help="Months a stay needs to count; several, e.g. 6,12,24, to compare.",
        )
    },
)
"""``--min-stay N``, repeatable or a list, as the keyword ``min_stay``: all the numbers."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What a row is."""

    persons: bool = False
    person_years: bool = False

    def name(self) -> Literal["legs", "persons", "person-years"]:
        """legs, persons or person-years.

        Raises:
            UsageError: both were asked for.
        """
        if self.persons and self.person_years:
            raise click.UsageError("A row is a person or a person-year: --persons or --person-years.")
        if self.persons:
            return "persons"
        return "person-years" if self.person_years else "legs"


unit = gathered(
    "unit",
    Unit,
    {
        "persons": click.option(
            "--persons", is_flag=True, help="A row per person: what follows from the stays."
        ),
        "person_years": click.option(
            "--person-years", is_flag=True, help="A row per person and year, for event-history analysis."
        ),
    },
)


def by_fact(listing: "Listing") -> "Listing":
    """Legs for reading: a line for each stay and, under it, one for each fact with the turns behind it."""
    rows: list[dict[str, object]] = []
    for row in listing.rows:
        held = row["evidence"]
        turns = held if isinstance(held, Mapping) else {}
        months = "" if row["months"] is None else f", {row['months']} months"
        dates = f"{row['start']} to {row['end'] or 'now'}" if row["start"] else f"until {row['end'] or 'now'}"
        stay = f"{row['country']}, {dates}{months}, {row['role']}"
        of_stay = [turn for fact in _OF_STAY for turn in turns.get(fact, ())]
        rows.append({"leg": row["leg"], "fact": "stay", "value": stay, "turns": _turns(of_stay)})
        rows.extend(
            {"leg": None, "fact": name, "value": row[name], "turns": _turns(turns.get(name, ()))}
            for name in listing.fields
            if name not in _IN_STAY and row[name] is not None
        )
    return replace(listing, fields=("leg", "fact", "value", "turns"), rows=rows)


_OF_STAY = ("leg", "country", "start", "end", "role")
_IN_STAY = frozenset(
    {"case", "leg", "country", "start", "end", "months", "role", "evidence", "second_migrant"}
)


def _turns(turns: Iterable[str]) -> str | None:
    return ", ".join(dict.fromkeys(turn if "#" in turn else f"#{turn}" for turn in turns)) or None


@click.command("trajectory", cls=Verb, example="secondmig query trajectory --group origin=PER")
@unit
@min_stay
@selects
@prints
@click.pass_obj
def query_trajectory(
    caller: Caller, chosen: Chosen, unit: Unit, min_stay: tuple[int, ...], output: Output
) -> None:
    """List the journeys: stays in order, and who is a second migrant by which rule."""
    name = unit.name()
    with caller.open() as project:
        listing = project.query_trajectory(chosen.selection(project), unit=name, min_stay=min_stay)
        if output.file():
            project.note_output("query trajectory", output.file(), listing)
    if name == "person-years":
        output.write(listing)
        if output.form_name() != "table":
            for note in listing.notes[:-1]:
                caller.remark(note)
        return
    if name == "legs" and output.on_screen():
        pieces = ribbons(listing.rows, width=terminal_columns() or 80, colour=wants_colour())
        output.write_text((*pieces, "\n"))
    output.write(listing, hidden=_hidden(listing.fields, name))


def _hidden(fields: tuple[str, ...], name: str) -> tuple[str, ...]:
    if name == "persons":
        return _HIDDEN_OF_PERSONS
    return tuple(field for field in fields if field not in _SHOWN_OF_LEGS)


_SHOWN_OF_LEGS = frozenset({"case", "country", "start", "end", "months", "role", "second_migrant"})
_HIDDEN_OF_PERSONS = (
    "n_destinations",
    "first_destination",
    "stepping_stone",
    "stepping_stone_planned",
    "capital_acquired_first_years",
    "transit",
    "years_by_country",
    "undefined",
)
