"""Changes of a codebook at the workbench: each an act that is done once, however often it is told.

A change names the version of the codebook that its sender saw, and is refused where another one is the newest
by now.
"""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Final, TypeAlias

from secondmig.core.errors import MissingError, SecondmigError, StaleError
from secondmig.core.types import Event
from secondmig.project import deciding, moving_codes, revise, writing_codes
from secondmig.project.blindness import Veil
from secondmig.project.book_desk import UNDOABLE, next_turn, what_it_did
from secondmig.project.book_text import write_back
from secondmig.project.listing import Done
from secondmig.project.once import request_of, told_before, turned_once
from secondmig.project.revising import How
from secondmig.project.session import Session, codebook_of, newest_codebooks
from secondmig.project.workbench import Workbench
from secondmig.project.writing_codes import NewCode, Wording
from secondmig.store import codings, content, events, steps

Plain: TypeAlias = dict[str, object]
DECIDED: Final = frozenset({"codebook settle"})
"""The verb of what is decided in the queue."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who tells an act tells this with it.

    Attributes:
        id: made by the sender, anew for every act.
        seen: version of the codebook that was seen, ``id@number``; "" where nothing depends on it.
    """

    id: str
    seen: str = ""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be done.

    Attributes:
        verb: without the noun.
        told: everything asked for, as JSON has it.
        code: the code that must be there, "" for none.
    """

    verb: str
    told: Mapping[str, object]
    code: str = ""


def add(bench: Workbench, new: NewCode, act: Act) -> Plain:
    """Write a new code; see :func:`secondmig.project.writing_codes.add`."""
    session = bench.session

    def work(log: Mapping[str, object]) -> Done:
        version, code_id = writing_codes.named(session, new)
        how = How(log={**log, "code": code_id})
        return writing_codes.add_named(session, version, code_id, new, how=how)

    return _once(bench, _Asked("add", asdict(new)), act, work)


def edit(bench: Workbench, code: str, wording: Wording, act: Act) -> Plain:
    """Let a code read otherwise; see :func:`secondmig.project.writing_codes.edit`."""
    return _of_code(
        bench,
        ("edit", code, {"wording": asdict(wording)}),
        act,
        lambda how: writing_codes.edit(bench.session, code, wording, how=how),
    )


def move(bench: Workbench, code: str, under: str | None, act: Act) -> Plain:
    """Put a code elsewhere; see :func:`secondmig.project.moving_codes.move`."""
    return _of_code(
        bench,
        ("move", code, {"under": under}),
        act,
        lambda how: moving_codes.move(bench.session, code, under, how=how),
    )


def place(bench: Workbench, code: str, beside: str, act: Act, *, after: bool) -> Plain:
    """Put a code before or after another one; see :func:`secondmig.project.moving_codes.place`."""
    return _of_code(
        bench,
        ("place", code, {"beside": beside, "after": after}),
        act,
        lambda how: moving_codes.place(bench.session, code, beside, after=after, how=how),
    )


def merge(bench: Workbench, code: str, into: str, act: Act, *, keep_cues: bool) -> Plain:
    """Let a code become another one; see :func:`secondmig.project.revise.merge`."""
    return _of_code(
        bench,
        ("merge", code, {"into": into, "keep_cues": keep_cues}),
        act,
        lambda how: revise.merge(bench.session, [code], into, keep_cues=keep_cues, how=how),
    )


def split(bench: Workbench, code: str, into: Mapping[str, str | None], act: Act, *, keep: bool) -> Plain:
    """Divide a code; see :func:`secondmig.project.revise.split`."""
    return _of_code(
        bench,
        ("split", code, {"into": dict(into), "keep": keep}),
        act,
        lambda how: revise.split(bench.session, code, into, keep=keep, how=how),
    )


def retire(bench: Workbench, code: str, reason: str, act: Act) -> Plain:
    """Let nothing new be coded with a code; see :func:`secondmig.project.revise.retire`."""
    return _of_code(
        bench,
        ("retire", code, {"reason": reason}),
        act,
        lambda how: revise.retire(bench.session, code, reason, how=how),
    )


def revive(bench: Workbench, code: str, act: Act) -> Plain:
    """Let a retired code be in use again; see :func:`secondmig.project.writing_codes.revive`."""
    return _of_code(
        bench, ("revive", code, {}), act, lambda how: writing_codes.revive(bench.session, code, how=how)
    )


def settle(bench: Workbench, coding: str, code: str | None, act: Act) -> Plain:
    """Decide on a coding that waits, None drops it; see :func:`secondmig.project.deciding.settle`.

    Raises:
        MissingError: there is no such coding that the coder may know of.
    """
    session = bench.session

    def work(log: Mapping[str, object]) -> Done:
        held = codings.by_id(session.store.read(), coding)
        if held is None or not Veil(session).shows(held):
            raise MissingError(f"there is no coding {coding}", hint="read the queue again")
        return deciding.settle(session, [coding], code=code, drop=code is None, log=log)

    return _once(bench, _Asked("settle", {"coding": coding, "code": code}), act, work)


def undo(bench: Workbench, *, act: str, decided: bool) -> Plain:
    """Take the coder's last change of a codebook back, or the last decision in the queue alone."""
    return _turn(bench, "undo", act=act, decided=decided)


def redo(bench: Workbench, *, act: str, decided: bool) -> Plain:
    """Do again what was taken back."""
    return _turn(bench, "redo", act=act, decided=decided)


def _of_code(
    bench: Workbench, asked: tuple[str, str, Mapping[str, object]], act: Act, work: Callable[[How], Done]
) -> Plain:
    """A change of one code that is there: verb, code and what else is asked for."""
    verb, code, more = asked

    def done(log: Mapping[str, object]) -> Done:
        return work(How(log={**log, "code": code}))

    return _once(bench, _Asked(verb, {"code": code, **more}, code), act, done)


def _once(bench: Workbench, asked: _Asked, act: Act, work: Callable[[Mapping[str, object]], Done]) -> Plain:
    """Do an act that was not told yet, unless the codebook is another one than its sender saw."""
    session = bench.session
    request = request_of(f"codebook {asked.verb}", act.id, {**asked.told, "seen": act.seen})
    with session.store.together():
        before = told_before(session, act.id, request)
        if before is None:
            _refuse_stale(session, act.seen, asked.code)
            done = work({"act": act.id, "request": request})
            event = events.by_rev(session.store.read(), done.event or 0)
        else:
            done, event = Done(""), before
    assert event is not None  # noqa: S101 - each of these acts has one, and it was just read
    return {
        "event": event.rev,
        "code": str(event.payload.get("code") or ""),
        "again": before is not None,
        "said": [line for line in (done.message, *done.warnings) if line],
        "lines": _lines_written(session, event),
    }


def _refuse_stale(session: Session, seen: str, code: str) -> None:
    """Refuse a change of a codebook that is not the one its sender saw."""
    if not seen:
        return
    versions = newest_codebooks(session)
    names = [f"{version.codebook.id}@{version.number}" for version in versions]
    if code and seen in names:
        version = codebook_of(versions, code)
        if f"{version.codebook.id}@{version.number}" == seen:
            return
    elif seen in names:
        return
    raise StaleError("the codebook was changed since you saw it", where=seen, hint="read it again")


def _lines_written(session: Session, event: Event) -> list[int]:
    """How many lines of the file are new, and how many went; none where no file was written."""
    wrote = event.payload.get("wrote")
    if not isinstance(wrote, dict):
        return [0, 0]
    connection = session.store.read()
    before, after = (
        content.raw(connection, str(wrote[side])).decode("utf-8").split("\n") for side in ("before", "after")
    )
    marks = [line[:1] for line in difflib.unified_diff(before, after, n=0) if line[:3] not in {"---", "+++"}]
    return [marks.count("+"), marks.count("-")]


# turning back


def _meant(session: Session, verb: str, *, decided: bool) -> int:
    step = next_turn(session, verb)
    if step is None or (decided and step.done not in DECIDED):
        raise SecondmigError(
            f"there is nothing of {session.coder()} to {verb} here", hint="secondmig history"
        )
    return step.rev


def _turn(bench: Workbench, verb: str, *, act: str, decided: bool) -> Plain:
    session = bench.session
    request = request_of(f"codebook {verb}", act, {"decided": decided})
    with session.store.together():
        event, again = turned_once(session, act, request, lambda: _meant(session, verb, decided=decided))
        if not again:
            write_back(session, event)
        found = steps.of_acts(session.store.read(), UNDOABLE)
        made = next(each for each in found if each.rev == event.rev)
        first = events.by_rev(session.store.read(), made.act)
    coding = first.payload.get("codings") if first else None
    return {
        "event": event.rev,
        "verb": "redo" if made.forward else "undo",
        "done": made.done,
        "what": what_it_did(session, made),
        "coding": str(coding[0]) if isinstance(coding, list) and coding else None,
        "again": again,
    }
