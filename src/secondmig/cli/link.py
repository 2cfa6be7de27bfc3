"""``secondmig link``: the join of persons with survey tables."""

import click

from secondmig.cli.benchmark import benchmark
from secondmig.cli.caller import Caller
from secondmig.cli.options import Noun, Pair
from secondmig.cli.output import Output, prints, say

_STATUSES = ("matched", "unmatched_case", "not_interviewed", "duplicate", "unexplained")
_UNIT_STATUSES = ("no_unit", "unknown_unit", "empty_unit")


@click.group(cls=Noun)
def link() -> None:
    """The join of interviewed persons with survey tables."""


@link.command("build", example="secondmig link build --dry-run")
@click.option("--dry-run", is_flag=True, help="Show what would be joined, and write nothing.")
@click.option(
    "--reason",
    "reasons",
    type=Pair(),
    metavar="CASE=TEXT",
    multiple=True,
    help="Why a person has no row, where no key file says it.",
)
@click.option("--allow-unexplained", is_flag=True, help="Join although some persons have no reason.")
@prints
@click.pass_obj
def build(
    caller: Caller,
    dry_run: bool,
    reasons: tuple[tuple[str, str], ...],
    allow_unexplained: bool,
    output: Output,
) -> None:
    """Join the persons with the survey tables that secondmig.toml declares."""
    from secondmig.project.links import Linking

    linking = Linking(dict(reasons), allow_unexplained)
    with caller.open() as project:
        done = None if dry_run else project.link_build(linking)
        if done is not None and output.form_name() == "table" and output.file() is None:
            say(done)
            return
        listing = project.link_preview(linking) if dry_run else project.link_status()
        output.write(listing)
        if output.file():
            project.note_output("link build", output.file(), listing)


@link.command("status", example="secondmig link status --status unmatched_case")
@click.argument("survey", metavar="[NAME]", required=False, default="")
@click.option(
    "--status",
    "statuses",
    type=click.Choice([*_STATUSES, *_UNIT_STATUSES]),
    multiple=True,
    help="Only these lines.",
)
@click.option("--units", is_flag=True, help="Rows without their unit, and units without a row.")
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=100,
    show_default=True,
    help="Rows of nobody interviewed to list, of each survey; 0 for all.",
)
@prints
@click.pass_obj
def status(
    caller: Caller, survey: str, statuses: tuple[str, ...], units: bool, limit: int, output: Output
) -> None:
    """List for each person and each survey row whether it found its match, and why not."""
    from secondmig.project.link_status import Which

    own, other = (_UNIT_STATUSES, "without") if units else (_STATUSES, "with")
    foreign = [name for name in statuses if name not in own]
    if foreign:
        raise click.UsageError(f"--status {foreign[0]} goes {other} --units.")
    with caller.open() as project:
        listing = project.link_status(Which(survey, statuses, limit), units=units)
        output.write(listing)
        if output.file():
            project.note_output("link status", output.file(), listing)


link.add_command(benchmark)
