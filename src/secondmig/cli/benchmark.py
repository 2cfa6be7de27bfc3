"""``secondmig link benchmark``: persons beside a survey of other people."""

from typing import TYPE_CHECKING

import click

from secondmig.cli.caller import Caller
from secondmig.cli.options import Chosen, Names, Verb, gathered, selects_persons
from secondmig.cli.output import Output, prints

if TYPE_CHECKING:
    from secondmig.project.benchmarking import Compared

_DIMENSIONS = ("origin", "sex", "cohort", "host")


class _Cell(Names):
    name = ",".join(_DIMENSIONS)

    def convert(
        self, value: str | tuple[str, ...], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """The dimensions in the order of a cell."""
        found = super().convert(value, param, ctx)
        for each in found:
            if each not in _DIMENSIONS:
                self.fail(f"{each!r} is not one of {', '.join(_DIMENSIONS)}", param, ctx)
        return tuple(each for each in _DIMENSIONS if each in found)


def _compared(
    *,
    measure: str,
    column: str,
    map_: str,
    cell: tuple[str, ...],
    min_n: int,
    **columns: str | None,
) -> "Compared":
    from secondmig.project.benchmarking import Compared

    given = {name: text for name, text in columns.items() if text is not None}
    return Compared("", measure, column, map_, cell, min_n, given)  # type: ignore[arg-type] # checked by _Cell


_asked = gathered(
    "compared",
    _compared,
    {
        "measure": click.option("--measure", metavar="ID", required=True, help="What is compared."),
        "column": click.option(
            "--column",
            metavar="COL",
            default="",
            help="Holds the measure. Default: as the survey's measures file says.",
        ),
        "map_": click.option(
            "--map", "map_", metavar="NAME", default="", help="Of the measure, for the values of --column."
        ),
        "cell": click.option(
            "--cell",
            type=_Cell(),
            default=",".join(_DIMENSIONS),
            show_default=True,
            help="In what those of a cell are like the person.",
        ),
        "min_n": click.option(
            "--min-n",
            type=click.IntRange(1),
            default=30,
            show_default=True,
            help="A cell with fewer rows is widened.",
        ),
        "origin": click.option("--origin", metavar="COL", help='Countries; codes: "birth:1=PER,2=BRA".'),
        "sex": click.option("--sex", metavar="COL", help='E.g. "male:1=m,0=f"; "=f" where all are women.'),
        "cohort": click.option("--cohort", metavar="COL", help="Years of birth; age@2012 or age@year."),
        "host": click.option("--host", metavar="COL", help='Countries; "=JPN" where all are in Japan.'),
    },
)


@click.command(
    "benchmark", cls=Verb, example="secondmig link benchmark nis --measure edu_isced --origin birth"
)
@click.argument("survey", metavar="NAME")
@_asked
@selects_persons
@prints
@click.pass_obj
def benchmark(caller: Caller, survey: str, compared: "Compared", chosen: Chosen, output: Output) -> None:
    """Give each person's percentile among like people of a survey of others."""
    from dataclasses import replace

    with caller.open() as project:
        listing = project.link_benchmark(replace(compared, survey=survey), chosen.selection(project))
        output.write(listing)
        if output.file():
            project.note_output("link benchmark", output.file(), listing)
