"""The codebook at the workbench: what its page and its queue show.

What a coder may not know of, the work of others in transcripts that are read blind, is in no number and in no
queue here.
"""

from typing import Final, TypeAlias

from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.core.types import Coding
from secondmig.project import deciding, revise
from secondmig.project.blindness import Veil, seen
from secondmig.project.book_counts import count_rows
from secondmig.project.code_marks import PALETTE
from secondmig.project.layout import declared_files, relative
from secondmig.project.revising import How
from secondmig.project.session import Session, newest_codebooks
from secondmig.project.undecided import undecided
from secondmig.project.workbench import Workbench
from secondmig.project.workbench_rows import book_rows, code_table
from secondmig.store import codebooks, codings, files, steps

Plain: TypeAlias = dict[str, object]

_VERBS: Final = ("add", "edit", "rename", "move", "merge", "split", "retire", "revive", "settle")
UNDOABLE: Final = frozenset(f"codebook {verb}" for verb in _VERBS)
"""The verbs whose events a coder takes back at the codebook."""


def desk(bench: Workbench) -> Plain:
    """All that the page of the codebook shows."""
    session = bench.session
    with session.store.consistent():
        versions = newest_codebooks(session)
        shown = code_table(versions)
        codes = []
        for version in versions:
            for code in version.codebook.codes:
                held = shown[code.id]
                more = {
                    "color": code.color,
                    "cues": {language: list(words) for language, words in code.cues.items()},
                    "was": list(code.was),
                    "links": list(code.links),
                }
                row = {**(held if isinstance(held, dict) else {}), "id": code.id}
                codes.append({**row, **{name: value for name, value in more.items() if value}})
        return {
            "rev": bench.rev(),
            "coder": bench.coder,
            "books": book_rows(versions),
            "codes": codes,
            "palette": list(PALETTE),
            "counts": dict(count_rows(session)),
            "waiting": _waiting_by_code(session),
            "changed": _changed_files(session),
            **next_turns(session),
        }


def news(bench: Workbench) -> Plain:
    """Whether anything is new for the page: versions, acts at codebooks, files that were edited."""
    session = bench.session
    with session.store.consistent() as connection:
        return {
            "rev": bench.rev(),
            "codebooks": sorted(codebooks.newest_names(connection)),
            "acts": len(steps.of_acts(connection, UNDOABLE)),
            "changed": _changed_files(session),
        }


def counts(bench: Workbench) -> Plain:
    """How many codings and persons each code has in the whole project."""
    with bench.session.store.consistent():
        return {"rev": bench.rev(), "counts": dict(count_rows(bench.session))}


def changes(bench: Workbench, since: str) -> Plain:
    """What changed from a version that somebody saw, ``id@number``, to the newest one.

    Nothing where there is no such version, or none any more. The name of a file, which ``codebook diff``
    takes too, is no version: nothing that an address names is read from the disk.
    """
    from secondmig.project.book_versions import diff

    names = ("kind", "code", "into", "field", "before", "after")
    session = bench.session
    with session.store.consistent() as connection:
        known = (version for held in codebooks.every(connection).values() for version in held)
        is_known = any(since == f"{version.codebook.id}@{version.number}" for version in known)
        rows = diff(session, since).rows if is_known else ()
        return {"rev": bench.rev(), "changes": [{name: row.get(name) for name in names} for row in rows]}


def _waiting_by_code(session: Session) -> Plain:
    found: dict[str, int] = {}
    for coding in _asked(session):
        found[coding.code_id] = found.get(coding.code_id, 0) + 1
    return {**dict(sorted(found.items()))}


def _asked(session: Session) -> list[Coding]:
    """The codings that wait for a code, as far as the coder may know of them."""
    return seen(session, codings.by_ids(session.store.read(), undecided(session)))


def _changed_files(session: Session) -> list[str]:
    """Declared codebook files that are not as they were committed, or cannot be read."""
    connection = session.store.read()
    found: list[str] = []
    try:
        paths = declared_files(session.root, session.config.codebooks)
    except SecondmigError as error:
        return [error.message]
    for path in paths:
        name = relative(session.root, path)
        try:
            now = content_hash(path.read_bytes())
        except OSError:
            now = ""
        if files.taken(connection, name) != now:
            found.append(name)
    return found


def queue(bench: Workbench, code: str) -> Plain:
    """The codings that wait for a code, those that carry ``code`` alone where it is not ""."""
    session = bench.session
    with session.store.consistent():
        found = [coding for coding in _asked(session) if code in {"", coding.code_id}]
        asked = deciding.questions(session, found)
        table = code_table(newest_codebooks(session))
        options = {option.id: table[option.id] for each in asked for option in each.options}
        rows = [
            {
                "id": each.id,
                "document": each.document,
                "turn": each.turn,
                "place": each.place,
                "coder": each.coder,
                "code": each.code,
                "reason": each.reason,
                "before": each.before,
                "quote": each.quote,
                "after": each.after,
                "options": [option.id for option in each.options],
            }
            for each in asked
        ]
        return {"rev": bench.rev(), "coder": bench.coder, "code": code, "rows": rows, "codes": options}


def merge_preview(bench: Workbench, code: str, into: str, *, keep_cues: bool) -> Plain:
    """What a merge would do: the codings that move, by coder, and the lines of the file."""
    session = bench.session
    done = revise.merge(session, [code], into, keep_cues=keep_cues, how=How(dry_run=True))
    moving = count_rows(session).get(code)
    lines = [line for line in done.details if not line.startswith(("--- ", "+++ ", "@@ "))]
    is_change = tuple(line.startswith(("+", "-")) for line in lines)
    told = [line for line, change in zip(lines, is_change, strict=True) if not change]
    return {
        "rev": bench.rev(),
        "coders": moving["coders"] if isinstance(moving, dict) else {},
        "said": told if Veil(session).lifted else [],
        "lines": [line for line, change in zip(lines, is_change, strict=True) if change],
    }


def next_turn(session: Session, verb: str) -> steps.Step | None:
    """The coder's act at a codebook that undo or redo means, or None."""
    found = steps.of_acts(session.store.read(), UNDOABLE)
    return (steps.to_undo if verb == "undo" else steps.to_redo)(found, session.coder(), UNDOABLE)


def next_turns(session: Session) -> Plain:
    """What undo and redo would mean now: a verb and what it did, or None."""
    found: Plain = {}
    for verb in ("undo", "redo"):
        step = next_turn(session, verb)
        found[verb] = None if step is None else {"done": step.done, "what": what_it_did(session, step)}
    return found


def what_it_did(session: Session, step: steps.Step) -> str:
    """What an act did, as the note on the version that it made says; "" where there is none now."""
    book, _at, number = step.code.rpartition("@")
    if not number.isdigit():
        return ""
    version = codebooks.get(session.store.read(), book, int(number))
    return version.note if version is not None else ""
