"""What an analyst does in the summary grid: write a cell, empty it; each act is one event."""

from dataclasses import asdict, dataclass
from typing import Final

from secondmig.core.errors import SecondmigError, StaleError
from secondmig.core.ids import new_event_id
from secondmig.core.summary import Summary
from secondmig.project import acts, listing
from secondmig.project.acts import Turned
from secondmig.project.memos import shown_text
from secondmig.project.once import Deed, Done, once
from secondmig.project.people import find_case
from secondmig.project.session import Session, codebook_of, newest_codebooks
from secondmig.store import summaries
from secondmig.store.connect import Change
from secondmig.store.memos import Memo

SUBJECT: Final = "grid"
"""What the events are about, so that undo on the page of the grid finds them and no other."""
LONGEST: Final = 10_000
"""Code points of a cell."""


@dataclass(frozen=True, slots=True)
class Writing:
    """A cell as somebody wants it to read.

    Attributes:
        case: the person.
        theme: the heading or code.
        text: the paraphrase; nothing but blanks empties the cell.
    """

    case: str
    theme: str
    text: str


def write_cell(session: Session, writing: Writing) -> listing.Done:
    """Let the caller's own cell read as given.

    Raises:
        SecondmigError: there is no such person or theme, nothing is said, or words in it are masked.
    """
    if not worded(writing.text):
        raise SecondmigError(
            "a paraphrase needs words", hint=f"secondmig grid clear {writing.case} {writing.theme}"
        )
    held = own_cell(session, writing.case, writing.theme)
    if held is not None and held.text == worded(writing.text):
        return listing.Done(f"{writing.case} on {writing.theme} reads so already")
    done = write(session, writing, seen=held.created_event if held else 0, act=new_event_id())
    return listing.Done(f"{writing.case} on {writing.theme}: written", event=done.rev)


def clear_cell(session: Session, case: str, theme: str) -> listing.Done:
    """Empty the caller's own cell; undo brings it back.

    Raises:
        SecondmigError: the caller has written nothing there.
    """
    held = own_cell(session, case, theme)
    if held is None:
        raise SecondmigError(
            f"{session.coder()} has written nothing on {case} and {theme}", hint="secondmig query grid"
        )
    done = write(session, Writing(case, theme, ""), seen=held.created_event, act=new_event_id())
    return listing.Done(f"{case} on {theme}: emptied; secondmig undo brings it back", event=done.rev)


def own_cell(session: Session, case: str, theme: str) -> Summary | None:
    """What the caller wrote in a cell, None where nothing."""
    wanted = (case, theme, session.coder())
    return next(
        (
            each
            for each in summaries.all_summaries(session.store.read())
            if (each.case_id, each.code_id, each.coder_id) == wanted
        ),
        None,
    )


def write(session: Session, writing: Writing, *, seen: int, act: str) -> Done:
    """Let the caller's own cell read as given, as long as nobody changed it since it was seen.

    Args:
        session: the open project.
        writing: which cell, and how it shall read.
        seen: event that made what somebody saw there; 0 where it was empty.
        act: the id the sender made.

    Raises:
        SecondmigError: there is no such person or theme, it reads so already, words in it are masked, or it
            is too long.
        StaleError: it was changed since it was seen.
        TakenError: the id of the act was used for something else.
    """
    text = worded(writing.text)

    def make(change: Change) -> str:
        held = own_cell(session, writing.case, writing.theme)
        if (held.created_event if held else 0) != seen:
            raise StaleError(
                "the cell was changed since", where=f"{writing.case} {writing.theme}", hint="read it again"
            )
        change.subject = SUBJECT
        change.payload.update({"case": writing.case, "code": writing.theme})
        if held is not None and text:
            _refuse_masked(session, held)
        if (held.text if held else "") == text:
            raise SecondmigError("the cell reads so already", where=f"{writing.case} {writing.theme}")
        if not text:
            summaries.clear(change, [(writing.case, writing.theme, session.coder())])
        else:
            find_case(session, writing.case)
            codebook_of(newest_codebooks(session), writing.theme)
            summaries.put(change, Summary(writing.case, writing.theme, text, session.coder()))
        return summaries.summary_id(writing.case, writing.theme, session.coder())

    verb = "grid write" if text else "grid clear"
    return once(session, Deed(verb, act, {**asdict(writing), "seen": seen}, "cell"), make)


def undo(session: Session, *, act: str) -> Turned:
    """Take the caller's last act in the grid back; see :func:`secondmig.project.acts.undo`."""
    return acts.undo(session, SUBJECT, act=act)


def redo(session: Session, *, act: str) -> Turned:
    """Do again what the caller last took back in the grid."""
    return acts.redo(session, SUBJECT, act=act)


def worded(text: str) -> str:
    """The words of a cell: lines end with LF, and nothing blank stands at its ends.

    Raises:
        SecondmigError: they are more than a cell holds.
    """
    words = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()
    if len(words) > LONGEST:
        raise SecondmigError(
            f"a paraphrase holds {LONGEST} characters, this one {len(words)}",
            hint="a memo holds more: secondmig memo add --case ID",
        )
    return words


def _refuse_masked(session: Session, held: Summary) -> None:
    memo = Memo("", "case", held.case_id, held.text, held.coder_id, held.created_event)
    if shown_text(session, memo) != held.text:
        raise SecondmigError(
            "words of this paraphrase are masked, and would be lost",
            where=f"{held.case_id} {held.code_id}",
            hint=f"secondmig grid clear {held.case_id} {held.code_id}, then write it anew",
        )
