"""``secondmig agree disagreements``, ``decide`` and ``adjudicate``: coders who talk, and what they settle."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from secondmig.cli.banner import banner, unbannered
from secondmig.cli.caller import Caller, on_terminal
from secondmig.cli.options import CODE, DOCUMENT, Names, Verb, gathered
from secondmig.cli.output import Output, prints, say
from secondmig.cli.table import visible
from secondmig.core.errors import SecondmigError

if TYPE_CHECKING:
    from secondmig.project.adjudicate import Layer
    from secondmig.project.disagreeing import Talk
    from secondmig.project.listing import Listing
    from secondmig.project.project import Project
    from secondmig.project.ruling import Outcome, Ruling, Take

_KINDS = ("confusion", "facet", "boundary", "one_coder")
_TAKES = ("a", "b", "both", "neither")
_OUTCOMES = ("recode", "redefine", "ambiguity")
_UNRESOLVED = ("refuse", "keep-both", "leave-out", "keep-a", "keep-b")
_AROUND = 220  # letters of the turn shown on either side of the words
_HIDDEN = (
    *("decided_by", "coder_a", "coder_b", "quote_a", "quote_b", "context", "reason"),
    *("definition_a", "definition_b", "start", "end"),
)
_FIRST = 40  # places on a terminal, where not --all are asked for


def _talk(**given: Any) -> "Talk":  # noqa: ANN401 - values of options, by parameter name
    from secondmig.project.disagreeing import Talk

    return Talk(**given)


def _ruling(**given: Any) -> "Ruling":  # noqa: ANN401 - values of options, by parameter name
    from secondmig.project.ruling import Ruling

    return Ruling(**given)


def _wanted(**given: Any) -> "Layer":  # noqa: ANN401 - values of options, by parameter name
    from secondmig.project.adjudicate import Layer

    return Layer(**given)


_coders = click.option(
    "--coders", type=Names(), default=(), help="Which two, where more than two share documents."
)
_documents = click.option(
    "--document", "documents", type=DOCUMENT, multiple=True, help="Only this one; repeatable."
)
_view = gathered(
    "view",
    dict,
    {
        "topics": click.option("--topics", is_flag=True, help="Only which codes, and how often."),
        "cards": click.option(
            "--cards", is_flag=True, help="One after the other, with context and definitions."
        ),
        "decide": click.option(
            "--decide", is_flag=True, help="Go through them on the terminal, one key each."
        ),
        "every": click.option(
            "--all", "every", is_flag=True, help=f"On a terminal too, not the first {_FIRST}: in a pager."
        ),
    },
)
_asked = gathered(
    "talk",
    _talk,
    {
        "coders": _coders,
        "kinds": click.option(
            "--kind", "kinds", type=click.Choice(_KINDS), multiple=True, help="Repeatable."
        ),
        "codes": click.option(
            "--code", "codes", type=CODE, multiple=True, help="Where either code is this one or below it."
        ),
        "documents": _documents,
        "decided": click.option("--decided", is_flag=True, help="Take in those that were decided."),
    },
)
_decision = gathered(
    "ruling",
    _ruling,
    {
        "take": click.option(
            "--take",
            type=click.Choice(_TAKES),
            required=True,
            help="Whose reading holds; a and b as in the list.",
        ),
        "outcome": click.option(
            "--as",
            "outcome",
            type=click.Choice(_OUTCOMES),
            required=True,
            help="Somebody slipped, the definition has to be mended, or both readings are legitimate.",
        ),
        "reason": click.option("--reason", metavar="TEXT", default="", help="Why, in your words."),
        "example": click.option(
            "--example",
            type=(CODE, str),
            metavar="CODE SENTENCE",
            help="A sentence of your own becomes an example in the codebook.",
        ),
        "example_quote": click.option(
            "--example-quote",
            type=CODE,
            default="",
            help="The quotation itself does, where the person agreed to be quoted (T3).",
        ),
        "coders": click.option("--coders", type=Names(), default=(), help="Between whom; else anybody."),
    },
)
_layer = gathered(
    "wanted",
    _wanted,
    {
        "coders": _coders,
        "name": click.option(
            "--as", "name", metavar="NAME", default="adjudicated", help="What the layer is called."
        ),
        "documents": _documents,
        "unresolved": click.option(
            "--unresolved",
            type=click.Choice(_UNRESOLVED),
            default="refuse",
            help="What becomes of disagreements nobody decided; by default there is no layer then.",
        ),
        "rest": click.option(
            "--rest",
            metavar="CODER",
            default="",
            help="Documents that this coder alone read go in as coded there.",
        ),
    },
)


@click.command("disagreements", cls=Verb, example="secondmig agree disagreements --topics")
@_asked
@_view
@prints
@click.pass_obj
def disagreements(caller: Caller, talk: "Talk", view: Mapping[str, bool], output: Output) -> None:
    """List where two coders differ, what to talk about first on top."""
    topics, cards, decide = (view[name] for name in ("topics", "cards", "decide"))
    if topics + cards + decide > 1:
        raise click.UsageError("--topics, --cards and --decide are three ways to see the list: take one.")
    if decide and output != Output():
        raise click.UsageError("--decide is for the terminal: leave --format and -o out.")
    if cards and output.form:
        raise click.UsageError("--cards is a form of its own: leave --format out.")
    with caller.open() as project:
        for_people = not (topics or cards or decide) and output.form_name() in {"table", "md"}
        first = project.agree_topics(talk) if topics or for_people else None
        listing = first if first and topics else project.agree_disagreements(talk)
        if decide and listing.rows:
            _go_through(project, listing)
        elif cards:
            output.write_text(_cards(listing), paged=True)
        elif output.form_name() in {"table", "md"}:
            most = _FIRST if output.on_screen() and not view["every"] and not topics else None
            pieces = _pieces(None if topics else first, listing, output, most)
            output.write_text(pieces, paged=most is None)
        else:
            output.write(listing)
        if output.file():
            project.note_output("agree disagreements", output.file(), listing)


def _pieces(topics: "Listing | None", listing: "Listing", output: Output, most: int | None) -> Iterator[str]:
    """For people: what has to be said first, the topics, then the places."""
    from secondmig.cli.formats import FORMATS
    from secondmig.cli.output import terminal_columns

    written = FORMATS[output.form_name()]
    fit = terminal_columns() if output.on_screen() else None
    if topics is not None and topics.rows:
        yield from banner(listing, fit)
        yield from written(replace(topics, notes=(), meta={}), fit)
        yield "\n"
        listing = unbannered(listing)
    if topics is not None:
        listing = _columns(listing) if fit is None else _narrow(listing)
    yield from written(_first(listing, most), fit)


def _columns(listing: "Listing") -> "Listing":
    """The places without the columns that say nothing here."""
    facets = any(row.get("facet") for row in listing.rows)
    decided = any(row.get("decided") for row in listing.rows)
    hidden = {*_HIDDEN, *(() if facets else ("facet", "value_a", "value_b"))}
    hidden |= set() if decided else {"decided", "outcome"}
    return replace(listing, fields=tuple(each for each in listing.fields if each not in hidden))


def _narrow(listing: "Listing") -> "Listing":
    """The places for a terminal: both readings in one column, so that there is room for the words."""
    rows = [{**row, "a / b": _both(row)} for row in listing.rows]
    decided = ("decided", "outcome") if any(row.get("decided") for row in rows) else ()
    fields = ("id", "kind", "document", "turn", "a / b", "quote", *decided, "n")
    return replace(listing, fields=fields, rows=rows)


def _both(row: Mapping[str, object]) -> str:
    """Reading a and reading b; what is the same in both is said once."""
    from secondmig.cli.formats import shown

    code_a, code_b = row["code_a"], row["code_b"]
    if row["facet"]:
        return f"{code_a} {row['facet']}: {shown(row['value_a'])} / {shown(row['value_b'])}"
    return shown(code_a) if code_a == code_b else f"{shown(code_a)} / {shown(code_b)}"


def _first(listing: "Listing", most: int | None) -> "Listing":
    """The first rows, and how to see the others."""
    n = len(listing.rows)
    if most is None or n <= most:
        return listing
    told = f"the first {most} of {n}: --all shows every one, --code, --kind or --document fewer"
    return replace(listing, rows=listing.rows[:most], notes=(told, *listing.notes))


def _cards(listing: "Listing") -> Iterator[str]:
    yield from banner(listing)
    for number, row in enumerate(listing.rows, start=1):
        yield f"{_card(row, number, len(listing.rows))}\n\n"
    yield from (f"{note}\n" for note in listing.notes)


@click.command(
    "decide",
    cls=Verb,
    example='secondmig agree decide d-7d2m9x0k4q1z --take a --as redefine --reason "a track, not a slight"',
)
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@_decision
@click.pass_obj
def decide(caller: Caller, ids: tuple[str, ...], ruling: "Ruling") -> None:
    """Decide on disagreements: whose reading holds, and what kind of disagreement it was."""
    with caller.open() as project:
        done = project.agree_decide(ids, ruling)
    say(done)


@click.command("adjudicate", cls=Verb, example="secondmig agree adjudicate --unresolved keep-both --dry-run")
@_layer
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.pass_obj
def adjudicate(caller: Caller, wanted: "Layer", dry_run: bool) -> None:
    """Make a third layer of what both coders say and what was decided; both originals stay."""
    with caller.open() as project:
        done = project.agree_adjudicate(wanted, dry_run=dry_run)
    say(done)


_DECISIONS: Mapping[str, "Take"] = {"a": "a", "b": "b", "+": "both", "-": "neither"}
_KINDS_OF: Mapping[str, "Outcome"] = {"r": "recode", "d": "redefine", "m": "ambiguity"}
_KEYS = "a, b whose reading holds, + both, - neither, s skip, u undo the last, q quit"
_THEN = "r recode (a slip), d redefine (mend the definition), m more than one reading is legitimate, s skip"


def _go_through(project: "Project", listing: "Listing") -> None:
    """Show one after the other and do what the keys say; each decision is an event of its own."""
    if not on_terminal():
        raise SecondmigError(
            "there is no terminal to decide on", hint="secondmig agree decide ID --take a --as recode"
        )
    made: list[tuple[int, int]] = []
    at = 0
    while at < len(listing.rows):
        click.echo(f"\n{_card(listing.rows[at], at + 1, len(listing.rows))}")
        key = _key(_KEYS, "ab+-suq")
        if key == "u":
            at = _taken_back(project, made, at)
            continue
        then = _key(_THEN, "rdmsq") if key in _DECISIONS else key
        if then == "q":
            break
        if then in _KINDS_OF:
            event = _decided(project, listing.rows[at], _DECISIONS[key], _KINDS_OF[then])
            made += [] if event is None else [(at, event)]
        at += 1
    click.echo(f"{len(made)} decided; secondmig undo takes the last one back")


def _decided(project: "Project", row: Mapping[str, object], take: "Take", outcome: "Outcome") -> int | None:
    """Ask for the reason and decide; gives the event, None where it was left or refused."""
    from secondmig.project.ruling import Ruling

    between = (str(row["coder_a"]), str(row["coder_b"]))
    try:
        reason = click.prompt("why (Enter for nothing)", default="", show_default=False)
        done = project.agree_decide((str(row["id"]),), Ruling(take, outcome, reason, coders=between))
    except click.Abort:
        return None
    except SecondmigError as error:
        click.echo(f"secondmig: {visible(error.line())}", err=True)
        return None
    say(done)
    return done.event


def _taken_back(project: "Project", made: list[tuple[int, int]], at: int) -> int:
    """Undo the last decision of this walk; gives the place to go on from."""
    if not made:
        click.echo("nothing was decided yet")
        return at
    before, event = made.pop()
    say(project.undo(str(event)))
    return before


def _key(asked: str, allowed: str) -> str:
    """The key that was pressed; the end of input or an interruption is q."""
    click.echo(asked)
    while True:
        try:
            key = click.getchar().lower()
        except (KeyboardInterrupt, EOFError):
            return "q"
        if key and key in allowed:
            return key


def _card(row: Mapping[str, object], number: int, of: int) -> str:
    """What two people need to talk about one place."""
    head = f"{number} of {of}  {row['id']}  {row['document']} #{row['turn'] or '-'}"
    lines = [f"{head}  {row['kind']} ({row['n']} on the list)", f"  {_context(row)}"]
    lines += [f"  {side} {row[f'coder_{side}']}: {_reading(row, side)}" for side in "ab"]
    for side in "ab":
        meaning = row[f"definition_{side}"]
        if meaning and not (side == "b" and row["code_a"] == row["code_b"]):
            lines.append(f"  {row[f'code_{side}']}: {meaning}")
    if row["decided"]:
        why = f": {row['reason']}" if row["reason"] else ""
        lines.append(f"  decided by {row['decided_by']}: {row['decided']}, {row['outcome']}{why}")
    return "\n".join(visible(line) for line in lines)


def _reading(row: Mapping[str, object], side: str) -> str:
    """What one coder has at the place."""
    if not row[f"code_{side}"]:
        return "nothing"
    told = str(row[f"code_{side}"])
    if row["facet"]:
        value = row[f"value_{side}"]
        told += f" {row['facet']}={'empty' if value is None else value}"
    quote = row[f"quote_{side}"]
    return f"{told}  “{quote}”" if quote and quote != row["quote"] else told


def _context(row: Mapping[str, object]) -> str:
    """The words in their turn, between brackets, with some of the turn on either side."""
    context, quote = str(row["context"]), row["quote"]
    if quote is None or str(quote) not in context:
        return context if len(context) <= 2 * _AROUND else context[: 2 * _AROUND] + "…"
    before, _, after = context.partition(str(quote))
    before = before if len(before) <= _AROUND else "…" + before[-_AROUND:]
    after = after if len(after) <= _AROUND else after[:_AROUND] + "…"
    return f"{before}⟦{quote}⟧{after}"


COMMANDS = (disagreements, decide, adjudicate)
