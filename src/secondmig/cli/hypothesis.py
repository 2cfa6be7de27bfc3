"""``secondmig hypothesis``: hypothesis cards held against the corpus."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from secondmig.cli.caller import Caller
from secondmig.cli.hypothesis_estimate import hypothesis_estimate
from secondmig.cli.options import Known, Noun, gathered
from secondmig.cli.output import Output, prints, terminal_columns

if TYPE_CHECKING:
    from secondmig.project.hypotheses import Trial
    from secondmig.project.listing import Listing

CARD = Known("card", lambda project: list(project.hypothesis_ids()))
_INSIDE = ("work", "team", "partner", "public")
_IN_ROWS = (
    "label",
    "role",
    "finding",
    "verdict",
    "effect",
    "low",
    "high",
    "p",
    "n",
    "for",
    "against",
    "ties",
)


def _testing(**values: Any) -> "Trial":  # noqa: ANN401 - values of options, by parameter name
    from secondmig.project.hypotheses import Trial

    return Trial(**values)


_INFERENCE = click.option(
    "--inference", is_flag=True, help="Also p values and intervals, with what they mean."
)
_SEED = click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="Of the random numbers in them."
)
_LEVEL = click.option(
    "--release",
    "level",
    type=click.Choice(_INSIDE),
    default="team",
    show_default=True,
    help="For whom it is; names do not leave the team.",
)
listing_how = gathered("testing", _testing, {"inference": _INFERENCE, "seed": _SEED, "level": _LEVEL})
testing_how = gathered(
    "testing",
    _testing,
    {
        "inference": _INFERENCE,
        "passages": click.option("--passages", is_flag=True, help="Also the words behind each name."),
        "seed": _SEED,
        "level": _LEVEL,
    },
)


@click.group(cls=Noun)
def hypothesis() -> None:
    """Hypothesis cards: evidence by name, rivals, verdict."""


@hypothesis.command("list", example="secondmig hypothesis list")
@listing_how
@prints
@click.pass_obj
def list_(caller: Caller, testing: "Trial", output: Output) -> None:
    """List the cards, each with its primary measure, its verdict and its negative cases."""
    from secondmig.cli.hypothesis_page import list_page

    with caller.open() as project:
        listing = project.hypothesis_list(testing)
        if output.form_name() == "table":
            output.write_text(list_page(listing, terminal_columns() if output.file() is None else None))
        else:
            output.write(_told(listing, output))
        if output.file():
            about = _people(listing)
            project.note_output("hypothesis list", output.file(), listing, level=testing.level, about=about)


@hypothesis.command("test", example="secondmig hypothesis test H1 --passages")
@click.argument("card", metavar="ID", type=CARD)
@click.option("--measure", metavar="NAME", help="Whose figures stand beside the persons (else the primary).")
@testing_how
@prints
@click.pass_obj
def test(caller: Caller, card: str, measure: str | None, testing: "Trial", output: Output) -> None:
    """Test a card: who speaks for it and who against, rival accounts, negative cases, the verdict."""
    from secondmig.cli.hypothesis_page import card_page, shown_measure

    with caller.open() as project:
        listing = project.hypothesis_test(card, testing)
        beside = shown_measure(listing, measure)
        if output.form_name() == "table":
            fit = terminal_columns() if output.file() is None else None
            output.write_text(card_page(listing, beside, fit), paged=output.file() is None)
        else:
            output.write(_told(listing, output))
        if output.file():
            about = _people(listing)
            project.note_output("hypothesis test", output.file(), listing, level=testing.level, about=about)


def _people(listing: "Listing") -> tuple[str, ...]:
    """Everybody whom the rows name."""
    rows: Sequence[Mapping[str, Any]] = listing.rows
    columns = ("for", "against", "ties", "negative_cases", "left_out")
    return tuple(sorted({case for row in rows for column in columns for case in row[column] or ()}))


def _told(listing: "Listing", output: Output) -> "Listing":
    """In a table for people only what fits one; programs get every field."""
    return replace(listing, fields=("id", *_IN_ROWS)) if output.form_name() == "md" else listing


hypothesis.add_command(hypothesis_estimate)
