"""``secondmig query matrix``: who speaks of what, and with ``--test`` how groups of persons differ in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import click

from secondmig.cli.caller import Caller
from secondmig.cli.figures import in_columns
from secondmig.cli.options import CODE, Chosen, Names, Verb, gathered, selects
from secondmig.cli.output import Output, prints

if TYPE_CHECKING:
    from secondmig.project.comparison_wanted import ComparisonWanted

_PLAIN: Final = {"presence": "persons", "count": "segments"}
_TESTED: Final = {"persons": "presence", "segments": "count"}
_COUNTS: Final = ("persons", "presence", "turns", "segments", "count", "coverage", "rate", "intensity")
_ONLY_TESTED: Final = ("rate", "intensity")


@dataclass(frozen=True, slots=True)
class Axes:
    """What stands in rows and columns, and what is counted; None where nothing was said."""

    rows: str
    cols: str | None
    count: str | None

    def plain(self) -> dict[str, Any]:
        """As the matrix takes them.

        Raises:
            UsageError: the way of counting gives a number for each person, which only a comparison uses.
        """
        count = self.count or "persons"
        if count in _ONLY_TESTED:
            raise click.UsageError(f"--count {count} gives a number for each person: add --test.")
        return {
            "rows": self.rows,
            "cols": self.cols or "about_country",
            "count": _PLAIN.get(count, count),
        }


@dataclass(frozen=True, slots=True)
class Comparing:
    """How groups are compared."""

    test: bool
    inference: bool
    family: str
    paired: tuple[str, ...]
    against: str
    intensity: str
    intensity_by: str
    without: tuple[str, ...]
    seed: int | None
    persons: bool

    def asked(self) -> bool:
        """Whether groups are compared.

        Raises:
            UsageError: an option of comparisons stands without one.
        """
        if self.test or self.paired:
            return True
        given = {
            "--inference": self.inference,
            "--family": self.family,
            "--against": self.against,
            "--intensity": self.intensity,
            "--without": self.without,
            "--seed": self.seed is not None,
            "--persons": self.persons,
        }
        for name, value in given.items():
            if value:
                raise click.UsageError(f"{name} belongs to a comparison: add --test, or --paired A,B.")
        return False

    def wanted(self, axes: Axes) -> "ComparisonWanted":
        """The comparison.

        Raises:
            UsageError: options that exclude each other.
        """
        from secondmig.project.comparison_wanted import ComparisonWanted

        if axes.rows != "code":
            raise click.UsageError("With --test the rows are codes; --where FACET=VALUE chooses the codings.")
        if self.paired and axes.cols:
            raise click.UsageError("--paired compares within persons, --cols between them: leave one out.")
        if self.paired and self.against:
            raise click.UsageError("--against names a group; --paired has two countries already.")
        if self.persons and not self.paired:
            raise click.UsageError("--persons lists differences within persons: add --paired A,B.")
        if self.family and not self.inference:
            raise click.UsageError("--family corrects p: add --inference.")
        way: Any = _TESTED.get(axes.count or "", axes.count or "")
        by: Any = self.intensity_by
        if self.intensity and way not in {"", "intensity"}:
            raise click.UsageError("--intensity is a way of counting itself: leave --count out.")
        if way == "intensity" and not self.intensity:
            raise click.UsageError("Say which rating: --intensity FACET.")
        return ComparisonWanted(
            cols=axes.cols or "group",
            paired=self.paired,
            count=way,
            intensity=self.intensity,
            intensity_by=by,
            against=self.against,
            without=self.without,
            inference=self.inference,
            family=self.family,
            seed=self.seed or 0,
            persons=self.persons,
        )


axes = gathered(
    "axes",
    Axes,
    {
        "rows": click.option(
            "--rows",
            default="code",
            show_default=True,
            metavar="WHAT",
            help="code, a facet, or an attribute of persons.",
        ),
        "cols": click.option(
            "--cols",
            metavar="WHAT",
            help="A facet, or an attribute of persons such as interview_country or group.  [default: "
            "about_country; with --test, group]",
        ),
        "count": click.option(
            "--count",
            type=click.Choice(_COUNTS),
            help="What the share is a share of; with --test, the number each person has.  [default: persons]",
        ),
    },
)
testing = gathered(
    "testing",
    Comparing,
    {
        "test": click.option("--test", is_flag=True, help="Compare the groups, persons as units."),
        "inference": click.option(
            "--inference", is_flag=True, help="Also intervals, odds ratios and exact p, of re-labelling."
        ),
        "family": click.option(
            "--family",
            default="",
            metavar="NAME",
            help="Correct p over: a code with those below, all, or a name in secondmig.toml.",
        ),
        "paired": click.option(
            "--paired",
            type=Names(),
            default="",
            metavar="A,B",
            help="Within each person: two countries, e.g. first_destination,current or JPN,USA.",
        ),
        "against": click.option(
            "--against", default="", metavar="GROUP", help="Set each group against this one, not the rest."
        ),
        "intensity": click.option(
            "--intensity", default="", metavar="FACET", help="Compare ratings in this ordinal facet."
        ),
        "intensity_by": click.option(
            "--intensity-by",
            type=click.Choice(["max", "mean"]),
            default="max",
            show_default=True,
            help="A person's highest rating, or the mean.",
        ),
        "without": click.option(
            "--without", type=CODE, multiple=True, help="Leave out this code and those below."
        ),
        "seed": click.option(
            "--seed", type=click.IntRange(min=0), help="Of random re-labellings.  [default: 0]"
        ),
        "persons": click.option("--persons", is_flag=True, help="With --paired: a row per person."),
    },
)


@click.command(
    "matrix", cls=Verb, example="secondmig query matrix --code OS-RAC --cols interview_country --test"
)
@selects
@axes
@testing
@prints
@click.pass_obj
def query_matrix(caller: Caller, chosen: Chosen, axes: Axes, testing: Comparing, output: Output) -> None:
    """Count the persons who speak of each code, country by country, or compare groups of persons."""
    if not testing.asked():
        plain: Mapping[str, Any] = axes.plain()
        with caller.open() as project:
            listing = project.query_matrix(chosen.selection(project), **plain)
        if output.for_people():
            listing = in_columns(listing, {"share": 3})
        output.write(listing, hidden=("low", "high", "p", "characters", "segments_outside"))
        return
    wanted = testing.wanted(axes)
    with caller.open() as project:
        listing = project.query_comparison(chosen.selection(project), wanted)
    if output.for_people():
        from secondmig.cli.comparison_look import look

        listing = look(listing)
    output.write(listing)
