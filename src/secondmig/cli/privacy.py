"""``secondmig corpus deidentify`` and ``corpus leaks``: names kept out."""

from pathlib import Path

import click

from secondmig.cli.caller import Caller, current_caller
from secondmig.cli.options import DOCUMENT, Verb, gathered
from secondmig.cli.output import Output, prints, say
from secondmig.cli.problems import leave_with_problems

_FILE = click.Path(path_type=Path)

_mode = gathered(
    "mode",
    dict,
    {
        "propose": click.option("--propose", is_flag=True, help="List what may be names, for a new key."),
        "dry_run": click.option(
            "--dry-run", is_flag=True, help="List what would be replaced; change nothing."
        ),
        "context": click.option("--context", is_flag=True, help="With the words around each place."),
    },
)
_files = gathered(
    "files",
    dict,
    {
        "key": click.option("--key", metavar="FILE", type=_FILE, help="Which name becomes what (YAML)."),
        "log": click.option(
            "--log", metavar="FILE", type=_FILE, help="What stood where; default: beside the key."
        ),
    },
)


@click.command(
    "deidentify", cls=Verb, example="secondmig corpus deidentify --key /media/safe/key.yaml --dry-run"
)
@click.argument("documents", metavar="[DOC...]", nargs=-1, type=DOCUMENT)
@_files
@_mode
@prints
@click.pass_obj
def deidentify(
    caller: Caller,
    documents: tuple[str, ...],
    files: dict[str, Path | None],
    mode: dict[str, bool],
    output: Output,
) -> None:
    """Replace the names of a key by [pseudonyms] in transcripts, memos and persons; codings follow."""
    if mode["propose"]:
        _propose(caller, documents, files["key"], output, context=mode["context"])
        return
    key = files["key"]
    if key is None:
        raise click.UsageError("Name the key with --key FILE; without one, --propose helps to write it.")
    with caller.open() as project:
        if mode["dry_run"]:
            listing = project.corpus_deidentify_preview(documents, key=key, context=mode["context"])
            output.write(listing)
            if output.file():
                project.note_output("corpus deidentify", output.file(), listing, about=documents)
            return
        # Rows of what is about to be done, where somebody asks for rows.
        asked = output.path is not None or output.form is not None
        rows = project.corpus_deidentify_preview(documents, key=key) if asked else None
        done = project.corpus_deidentify(documents, key=key, log=files["log"])
    if rows is None:
        say(done)
    else:
        output.write(rows)
        current_caller().remark("\n".join((done.message, *done.warnings)))


def _propose(
    caller: Caller, documents: tuple[str, ...], key: Path | None, output: Output, *, context: bool
) -> None:
    """Print proposals, or write the beginning of a key where the file asked for is YAML."""
    target = Path(output.path) if output.path not in {None, "-"} else None
    with caller.open() as project:
        if target is not None and target.suffix.lower() in {".yaml", ".yml"}:
            entries = project.corpus_propose_key(documents, target, key=key)
            current_caller().remark(f"written: {target} ({entries} entries to be read, one by one)")
            return
        listing = project.corpus_propose(documents, key=key, context=context)
        output.write(listing)
        if output.file():
            project.note_output("corpus deidentify", output.file(), listing, about=documents)


@click.command("leaks", cls=Verb, example="secondmig corpus leaks reports --key /media/safe/key.yaml")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=_FILE)
@click.option("--key", metavar="FILE", type=_FILE, required=True, help="The key whose names are sought.")
@click.option("--show", is_flag=True, help="With the words as found; else only numbers of entries.")
@prints
def leaks(paths: tuple[Path, ...], key: Path, show: bool, output: Output) -> None:
    """Search files and folders, and all that is packed in them, for the names of a key; exit 3 if any."""
    from secondmig.project.leaks import search

    leave_with_problems(search(list(paths), key=key, show=show), output)
