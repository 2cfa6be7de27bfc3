"""``secondmig link``: the join of persons with survey tables."""

import click

from secondmig.cli.caller import Caller
from secondmig.cli.options import Noun
from secondmig.cli.output import Output, prints, say


@click.group(cls=Noun)
def link() -> None:
    """The join of interviewed persons with survey tables."""


@link.command("build", example="secondmig link build")
@click.pass_obj
def build(caller: Caller) -> None:
    """Join the persons with the survey tables that secondmig.toml declares."""
    with caller.open() as project:
        done = project.link_build()
    say(done)


@link.command("status", example="secondmig link status")
@prints
@click.pass_obj
def status(caller: Caller, output: Output) -> None:
    """List for each person and each survey row whether it found its match, and why not."""
    with caller.open() as project:
        listing = project.link_status()
    output.write(listing)
