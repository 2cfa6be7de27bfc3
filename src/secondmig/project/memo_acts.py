"""What people do with memos: write one, change their own, take it back; each act is one event."""

from dataclasses import asdict, dataclass, replace
from typing import Final

from secondmig.core.errors import SecondmigError, StaleError
from secondmig.core.ids import new_event_id
from secondmig.project import listing
from secondmig.project.memos import shown_text
from secondmig.project.once import Deed, Done, once
from secondmig.project.session import Session, codebook_of, find_document, newest_codebooks
from secondmig.store import cases, codings, memos
from secondmig.store.connect import Change

KINDS: Final = ("document", "coding", "code", "case", "project")
"""What a memo may be about."""
PROJECT: Final = "project"
"""The subject of a memo on the project as a whole."""
LONGEST: Final = 100_000
"""Code points of a memo."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A memo that somebody wants to be there.

    Attributes:
        about: one of :data:`KINDS`.
        subject: id of what it is about; "project" for the project.
        text: the words, in Markdown.
    """

    about: str
    subject: str
    text: str


def add_memo(session: Session, remark: Remark) -> listing.Done:
    """Attach a memo to something; it stands beside those that are there.

    Raises:
        SecondmigError: there is nothing to say, or nothing to say it about.
    """
    done = write(session, remark, act=_fresh())
    memo = _current(session, done.made)
    return listing.Done(f"{memo.id}: memo on {_said(memo)}", event=done.rev)


def edit_memo(session: Session, memo_id: str, text: str) -> listing.Done:
    """Let an own memo read as given.

    Raises:
        SecondmigError: there is none, it is another coder's, words in it are masked, or nothing is said.
    """
    memo = _current(session, memo_id)
    if memo.text == _worded(text):
        return listing.Done(f"{memo_id} reads so already")
    done = rewrite(session, memo_id, text, seen=memo.created_event, act=_fresh())
    return listing.Done(f"{memo_id}: memo on {_said(memo)} rewritten", event=done.rev)


def remove_memo(session: Session, memo_id: str) -> listing.Done:
    """Take an own memo back; undo brings it again.

    Raises:
        SecondmigError: there is none, or it is another coder's.
    """
    memo = _current(session, memo_id)
    done = remove(session, memo_id, seen=memo.created_event, act=_fresh())
    return listing.Done(
        f"{memo_id} removed from {_said(memo)}; secondmig undo brings it back", event=done.rev
    )


def own_text(session: Session, memo_id: str) -> str:
    """The words of a memo that the caller may rewrite.

    Raises:
        SecondmigError: there is none, it is another coder's, or words in it are masked.
    """
    memo = _current(session, memo_id)
    return _whole(session, _own(session, memo_id, memo.created_event)).text


def write(session: Session, remark: Remark, *, act: str) -> Done:
    """Attach a memo to something, once for each id of an act.

    Raises:
        SecondmigError: as for :func:`add_memo`.
        TakenError: the id of the act was used for something else.
    """

    def make(change: Change) -> str:
        text = _worded(remark.text)
        place = _placed(session, remark.about, remark.subject)
        _log(change, remark.about, remark.subject, place)
        return memos.add(change, remark.about, remark.subject, text, session.coder())

    return once(session, Deed("memo add", act, asdict(remark), "memo"), make)


def rewrite(session: Session, memo_id: str, text: str, *, seen: int, act: str) -> Done:
    """Let an own memo read as given, as long as nobody changed it since it was seen.

    Args:
        session: the open project.
        memo_id: which.
        text: how it shall read.
        seen: event that made the state of the memo that somebody saw.
        act: the id the sender made.

    Raises:
        SecondmigError: as for :func:`edit_memo`.
        StaleError: it was changed or taken back since it was seen.
        TakenError: the id of the act was used for something else.
    """

    def make(change: Change) -> str:
        memo = _whole(session, _own(session, memo_id, seen))
        memos.reword(change, replace(memo, text=_worded(text)))
        _log(change, memo.subject_kind, memo.subject_id, _place_of(session, memo))
        return memo_id

    return once(session, Deed("memo edit", act, {"memo": memo_id, "text": text, "seen": seen}, "memo"), make)


def remove(session: Session, memo_id: str, *, seen: int, act: str) -> Done:
    """Take an own memo back, as long as nobody changed it since it was seen.

    Raises:
        SecondmigError: it is another coder's.
        StaleError: it was changed or taken back since it was seen.
        TakenError: the id of the act was used for something else.
    """

    def make(change: Change) -> str:
        memo = _own(session, memo_id, seen)
        memos.retire(change, [memo_id])
        _log(change, memo.subject_kind, memo.subject_id, _place_of(session, memo))
        return memo_id

    return once(session, Deed("memo remove", act, {"memo": memo_id, "seen": seen}, "memo"), make)


def _log(change: Change, about: str, subject: str, place: str) -> None:
    change.subject = place
    change.payload["about"] = about
    if about == "coding":
        change.payload["coding"] = subject


def _place_of(session: Session, memo: memos.Memo) -> str:
    """What the event of a change to a memo is about: the transcript, where it is on a coding."""
    if memo.subject_kind == "coding":
        return codings.document_of(session.store.read(), memo.subject_id)
    return memo.subject_id


def _placed(session: Session, about: str, subject: str) -> str:
    """The same for a memo that is to be; refused where there is no such thing."""
    if about == "document":
        return find_document(session, subject).id
    if about == "coding":
        coding = codings.by_id(session.store.read(), subject)
        if coding is None:
            raise SecondmigError(f"there is no coding {subject}", hint="secondmig code list")
        return coding.document_id
    if about == "code":
        codebook_of(newest_codebooks(session), subject)
    elif about == "case":
        if cases.get(session.store.read(), subject) is None:
            raise SecondmigError(f"there is no person {subject}", hint="secondmig case list")
    elif (about, subject) != (PROJECT, PROJECT):
        raise SecondmigError(
            f"a memo is on a {', '.join(KINDS[:-1])} or the project, not on {about} {subject}",
            hint="secondmig memo add --help",
        )
    return subject


def _worded(text: str) -> str:
    """The words of a memo: lines end with LF, and nothing blank stands at its ends."""
    words = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()
    if not words:
        raise SecondmigError("a memo needs words", hint="secondmig memo remove ID takes one back")
    if len(words) > LONGEST:
        raise SecondmigError(
            f"a memo holds {LONGEST} characters, this one {len(words)}", hint="write several memos"
        )
    return words


def _current(session: Session, memo_id: str) -> memos.Memo:
    memo = memos.by_id(session.store.read(), memo_id)
    if memo is None:
        raise SecondmigError(f"there is no memo {memo_id}", hint="secondmig memo list --format json")
    return memo


def _own(session: Session, memo_id: str, seen: int) -> memos.Memo:
    memo = memos.by_id(session.store.read(), memo_id)
    if memo is None:
        raise StaleError("the memo is not there any more", where=memo_id, hint="read it again")
    if memo.coder != session.coder():
        raise SecondmigError(
            f"the memo is {memo.coder}'s", where=memo_id, hint="nobody changes another's work"
        )
    if memo.created_event != seen:
        raise StaleError("the memo was changed since", where=memo_id, hint="read it again")
    return memo


def _whole(session: Session, memo: memos.Memo) -> memos.Memo:
    if shown_text(session, memo) != memo.text:
        raise SecondmigError(
            "words of this memo are masked, and would be lost", where=memo.id, hint="write another memo"
        )
    return memo


def _said(memo: memos.Memo) -> str:
    return "the project" if memo.subject_kind == PROJECT else f"{memo.subject_kind} {memo.subject_id}"


def _fresh() -> str:
    return new_event_id()
