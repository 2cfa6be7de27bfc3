"""``secondmig code suggest``, ``review``, ``accept``, ``reject``, ``finish``, ``evaluate``."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from secondmig.cli.caller import Caller
from secondmig.cli.options import CODE, DOCUMENT, Pair, Verb, gathered
from secondmig.cli.output import Output, prints, say
from secondmig.core.selection import Selection

if TYPE_CHECKING:
    from secondmig.project.evaluating import Evaluation
    from secondmig.project.listing import Listing
    from secondmig.project.pending import Filter
    from secondmig.project.suggesting import Suggesting

_HIDDEN = ("start", "end", "engine_version", "facets", "codebook_version", "coder", "at")
_ALL = "(all)"
_NO_VERDICT = ("verdict", "coding")
_NO_NEED = ("precision_low", "precision_high", "recall_low", "recall_high", "n_right", "n_found")


def _suggesting(**given: Any) -> "Suggesting":  # noqa: ANN401 - values of options, by parameter name
    from secondmig.project.suggesting import Suggesting

    return Suggesting(**given)


def _filter(**given: Any) -> "Filter":  # noqa: ANN401 - values of options, by parameter name
    from secondmig.project.pending import Filter

    return Filter(**given)


def _evaluation(**given: Any) -> "Evaluation":  # noqa: ANN401 - values of options, by parameter name
    from secondmig.project.evaluating import SEED, Evaluation

    engine, seed = given.pop("engine"), given.pop("seed")
    return Evaluation(engine, Selection(**given), SEED if seed is None else seed)


_ENGINE = click.option(
    "--engine", default="cues", show_default=True, help="Who proposes: cues, or one that is installed."
)
_CODES = click.option("--code", "codes", type=CODE, multiple=True, help="Only this code and those below.")
_DOCUMENTS = click.option(
    "--document", "documents", type=DOCUMENT, multiple=True, help="Only this one; repeatable."
)
_wanted = gathered(
    "wanted",
    _suggesting,
    {
        "documents": click.argument("documents", metavar="[DOC]...", nargs=-1, type=DOCUMENT),
        "engine": _ENGINE,
        "codes": _CODES,
        "codebooks": click.option(
            "--codebook", "codebooks", metavar="ID", multiple=True, help="Only with this one; repeatable."
        ),
    },
)
_only = gathered(
    "only",
    _filter,
    {
        "documents": _DOCUMENTS,
        "codes": _CODES,
        "engines": click.option(
            "--engine", "engines", metavar="ID", multiple=True, help="Only of this one; repeatable."
        ),
        "least": click.option(
            "--least",
            metavar="SCORE",
            type=click.FloatRange(0, 1),
            default=0.0,
            help="Only from this score on.",
        ),
        "decided": click.option("--decided", is_flag=True, help="Those you decided on instead."),
    },
)
_asked = gathered(
    "asked",
    _evaluation,
    {
        "engine": _ENGINE,
        "codes": _CODES,
        "documents": _DOCUMENTS,
        "coders": click.option(
            "--coder", "coders", metavar="NAME", multiple=True, help="Against this coder; else who counts."
        ),
        "seed": click.option("--seed", metavar="N", type=int, help="Of the resampling of documents."),
    },
)


@click.command("suggest", cls=Verb, example="secondmig code suggest US01 --code OS-RAC --dry-run")
@_wanted
@click.option("--dry-run", is_flag=True, help="List them, and keep nothing.")
@prints
@click.pass_obj
def suggest(caller: Caller, wanted: "Suggesting", dry_run: bool, output: Output) -> None:
    """Let an engine propose codes; they are counted nowhere until somebody accepts them."""
    with caller.open() as project:
        if dry_run:
            listing = project.code_suggest_preview(wanted)
            output.write(listing, hidden=(*_HIDDEN, *_NO_VERDICT))
            if output.file():
                project.note_output("code suggest", output.file(), listing)
            return
        done = project.code_suggest(wanted)
    say(done)


@click.command("review", cls=Verb, example="secondmig code review --document US01 --code OS-RAC")
@_only
@prints
@click.pass_obj
def review(caller: Caller, only: "Filter", output: Output) -> None:
    """List the suggestions that wait for you, with their words and what the engine went by."""
    with caller.open() as project:
        listing = project.code_review(only)
        output.write(listing, hidden=_HIDDEN if only.decided else (*_HIDDEN, *_NO_VERDICT))
        if output.file():
            project.note_output("code review", output.file(), listing)


@click.command("accept", cls=Verb, example="secondmig code accept s-7d2m9x0k4q1z --facet about_country=USA")
@click.argument("suggestions", metavar="ID...", nargs=-1, required=True)
@click.option("--facet", "facets", type=Pair(), metavar="NAME=VALUE", multiple=True, help="Repeatable.")
@click.pass_obj
def accept(caller: Caller, suggestions: tuple[str, ...], facets: tuple[tuple[str, str], ...]) -> None:
    """Let codings of yours come of suggestions, all in one event."""
    with caller.open() as project:
        done = project.code_accept(suggestions, facets=dict(facets))
    say(done)


@click.command("reject", cls=Verb, example="secondmig code reject s-7d2m9x0k4q1z s-0a8w3n5v6t2y")
@click.argument("suggestions", metavar="ID...", nargs=-1, required=True)
@click.pass_obj
def reject(caller: Caller, suggestions: tuple[str, ...]) -> None:
    """Say no to suggestions, all in one event; they do not come back."""
    with caller.open() as project:
        done = project.code_reject(suggestions)
    say(done)


@click.command("finish", cls=Verb, example="secondmig code finish US01")
@click.argument("document", metavar="DOC", type=DOCUMENT)
@click.option("--reopen", is_flag=True, help="You go through it again.")
@click.pass_obj
def finish(caller: Caller, document: str, reopen: bool) -> None:
    """Say that your own pass through a document is finished: who reads blind sees suggestions only then."""
    with caller.open() as project:
        done = project.code_finish(document, reopen=reopen)
    say(done)


@click.command("evaluate", cls=Verb, example="secondmig code evaluate --engine cues --format md")
@_asked
@prints
@click.pass_obj
def evaluate(caller: Caller, asked: "Evaluation", output: Output) -> None:
    """Hold an engine against the codings that count: precision, recall, F1, by language and by code."""
    with caller.open() as project:
        listing = project.code_evaluate(asked)
    output.write(_for_people(listing) if output.form_name() in {"table", "md"} else listing)


def _for_people(listing: "Listing") -> "Listing":
    """The table without what only programs need, its totals named."""
    reasons = any(row.get("undefined") for row in listing.rows)
    hidden = (*_NO_NEED, *(() if reasons else ("undefined",)))
    rows = [
        {**row, "code": row.get("code") or _ALL, "language": row.get("language") or _ALL}
        for row in listing.rows
    ]
    return replace(listing, fields=tuple(name for name in listing.fields if name not in hidden), rows=rows)


COMMANDS = (suggest, review, accept, reject, finish, evaluate)
"""Those of the noun ``code`` that are about suggestions."""
