"""``secondmig corpus search``: words in the transcripts, in context."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from secondmig.cli.caller import Caller
from secondmig.cli.formats import as_table
from secondmig.cli.options import Chosen, Verb, gathered, selects_texts
from secondmig.cli.output import Output, prints, terminal_columns
from secondmig.cli.table import visible
from secondmig.core.types import SPEAKER_ROLES

if TYPE_CHECKING:
    from secondmig.project.listing import Listing

said_by = gathered(
    "said",
    dict,
    {
        "speaker": click.option("--speaker", metavar="NAME", default="", help="Only what this speaker says."),
        "roles": click.option(
            "--role",
            "roles",
            type=click.Choice(SPEAKER_ROLES),
            multiple=True,
            help="Only their turns. Repeatable.",
        ),
        "around": click.option(
            "--context",
            "around",
            metavar="N",
            type=int,
            default=60,
            show_default=True,
            help="Characters around.",
        ),
    },
)


@click.command("search", cls=Verb, example='secondmig corpus search "night shift" --role participant')
@click.argument("text", metavar="TEXT")
@selects_texts
@said_by
@prints
@click.pass_obj
def search(caller: Caller, text: str, chosen: Chosen, said: Mapping[str, Any], output: Output) -> None:
    """Find words of one turn: apply finds applied, emigr* what begins so, quotes keep words side by side."""
    with caller.open() as project:
        from secondmig.project.search import Wanted

        listing = project.corpus_search(Wanted(text, chosen.selection(project), **said))
        if output.file():
            project.note_output("corpus search", output.file(), listing)
    columns = terminal_columns()
    if columns is not None and output.on_screen() and listing.rows:
        output.write_text(_in_context(listing, columns))
        return
    output.write(listing, hidden=("start", "end", "quote", "context_start", "version"))


def _in_context(listing: "Listing", columns: int) -> Iterator[str]:
    """A line per hit, as a concordance has it, the hit in bold and as many words around it as have room."""
    from wcwidth import clip, wcswidth

    for row in listing.rows:
        words, start = str(row["context"]), int(str(row["context_start"]))
        first, last = int(str(row["start"])) - start, int(str(row["end"])) - start
        place = f"{row['document']} #{row['turn']} {row['speaker'] or ''}".rstrip()
        tier = f" %{row['tier']}" if row["tier"] is not None else ""
        place, hit = f"{visible(place)}{visible(tier)}: ", visible(words[first:last])
        before, after = visible(words[:first]), visible(words[last:])
        side = max(columns - wcswidth(place) - wcswidth(hit), 0) // 2
        before = clip(before, max(wcswidth(before) - side, 0))
        yield f"{place}{before}{click.style(hit, bold=True)}{clip(after, 0, side)}\n"
    yield "\n"
    yield from as_table(replace(listing, rows=()), columns)
