"""From nothing to a report: ``demo``, ``init``, ``build``, ``status``, ``check``, ``completion``."""

from dataclasses import replace
from pathlib import Path
from typing import Literal

import click

from secondmig.cli.caller import Caller
from secondmig.cli.options import Verb
from secondmig.cli.output import Output, prints, say
from secondmig.cli.problems import leave_with_problems

DEMO_FOLDER = "secondmig-demo"


@click.command("demo", cls=Verb, example="secondmig demo my-demo")
@click.argument(
    "folder", metavar="[DIR]", default=DEMO_FOLDER, type=click.Path(file_okay=False, path_type=Path)
)
@click.pass_obj
def demo(caller: Caller, folder: Path) -> None:
    """Unpack the demo project and build its report; without DIR, in secondmig-demo."""
    from secondmig.project.start import unpack_demo

    root = unpack_demo(folder)
    here = replace(caller, project=str(root))
    with here.open() as project, here.progress() as progress:
        done = project.build(progress=progress)
    say(done)
    click.echo(f"\nReport: {folder / 'reports' / 'team' / 'compare.html'}")
    click.echo("\nTry next:")
    click.echo(f"  cd {folder}")
    for line in (
        "secondmig status",
        "secondmig corpus show US01 --turns 13-20 --codes",
        "secondmig query matrix --code OS-RAC",
    ):
        click.echo(f"  {line}")


@click.command("init", cls=Verb, example="secondmig init my-study")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--template",
    type=click.Choice(["opportunity-structure", "blank"]),
    default="opportunity-structure",
    show_default=True,
    help="The codebooks to begin with.",
)
def init(folder: Path, template: Literal["opportunity-structure", "blank"]) -> None:
    """Make a new project."""
    from secondmig.project.start import init_project

    init_project(folder, template=template)
    click.echo(f"A new project lies in {folder}; secondmig.toml says what belongs to it")
    click.echo("\nNext:")
    for line in (f"cd {folder}", "secondmig corpus import PATH...", "secondmig status"):
        click.echo(f"  {line}")


@click.command("build", cls=Verb, example="secondmig build --release public")
@click.option(
    "--release",
    type=click.Choice(["team", "partner", "public"]),
    help="Only the reports for this circle of readers (else all that secondmig.toml names).",
)
@click.option("--offline-check", is_flag=True, help="Search the pages for anything a browser would fetch.")
@click.pass_obj
def build(caller: Caller, release: str | None, offline_check: bool) -> None:
    """Do everything that secondmig.toml declares: only what changed is done again."""
    with caller.open() as project, caller.progress() as progress:
        done = project.build(release=release, offline_check=offline_check, progress=progress)
    say(done)


@click.command("status", cls=Verb, example="secondmig status")
@prints
@click.pass_obj
def status(caller: Caller, output: Output) -> None:
    """Say on one screen where the project stands."""
    with caller.open() as project:
        listing = project.status()
    output.write(listing, as_lines=True)


@click.command("check", cls=Verb, example="secondmig check")
@prints
@click.pass_obj
def check(caller: Caller, output: Output) -> None:
    """Look for anything that is not as it should be, and list it; notes are no problems."""
    with caller.open() as project:
        listing = project.check()
    leave_with_problems(listing, output)


@click.command("completion", cls=Verb, example="secondmig completion bash >> ~/.bashrc")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script that makes the Tab key work: for commands, options and ids."""
    from click.shell_completion import get_completion_class

    from secondmig.cli.main import PROGRAM

    found = get_completion_class(shell)
    assert found is not None  # noqa: S101 - the choice above lists what click knows
    click.echo(found(ctx.find_root().command, {}, PROGRAM, f"_{PROGRAM.upper()}_COMPLETE").source())
