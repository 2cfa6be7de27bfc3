"""``secondmig report``: pages to read, with the numbers beside them."""

import click

from secondmig.cli.caller import Caller
from secondmig.cli.options import Noun, release
from secondmig.cli.output import Output, prints, say
from secondmig.core.types import Level


@click.group(cls=Noun)
def report() -> None:
    """Reports: build and list them."""


@report.command("build", example="secondmig report build --release public")
@click.argument("name", metavar="[NAME]", default="compare")
@release("team", levels=("team", "partner", "public"))
@click.option("--open", "in_browser", is_flag=True, help="Open it in the browser afterwards.")
@click.pass_obj
def build(caller: Caller, name: str, release: Level, in_browser: bool) -> None:
    """Write a report for one circle of readers."""
    with caller.open() as project:
        done = project.report_build(name, release=release)
        page = project.root / "reports" / release / f"{name}.html"
    say(done)
    if in_browser:
        import webbrowser

        webbrowser.open(page.resolve().as_uri())


@report.command("list", example="secondmig report list")
@prints
@click.pass_obj
def list_(caller: Caller, output: Output) -> None:
    """List the reports, and whether they are up to date."""
    with caller.open() as project:
        listing = project.report_list()
    output.write(listing)
