"""Use cases on memos: list and search them, with words that were taken back masked."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from unicodedata import combining, normalize

from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.core.span import Span, SpanSet
from secondmig.core.types import Case, Coding, Document
from secondmig.joint.passages import printed_number
from secondmig.project.blindness import Veil
from secondmig.project.codes import selected
from secondmig.project.gate import hidden_at
from secondmig.project.listing import Listing
from secondmig.project.session import (
    Session,
    expand_codes,
    find_version,
    meta,
    newest_codebooks,
    place,
    turn_at,
)
from secondmig.store import cases, codings, documents, events, memos, restrictions

FIELDS = ("id", "about", "subject", "code", "place", "coder", "at", "text")
_RUN = 12  # code points that a memo and a text have in common by quoting, not by chance
_RUN_CJK = 4  # the same in kana and kanji
_CJK_FROM = "\u3040"
_MASK = "█"
_MARGIN = re.compile(
    r'On ".*?" \(turn (?P<quoted>[0-9]{1,9})[,)]|(?:\[[^\]\n]*\]\()?#t(?P<linked>[0-9]{1,9})\b', re.DOTALL
)
"""How a remark beside a turn begins: as comments of a text file come in, or with a link to the turn."""


def list_memos(session: Session, selection: Selection) -> Listing:
    """One row per memo, in the order they were written.

    A memo about a coding whose words may not be shown has no text. Of the others, the words that stand in a
    passage that was taken back, or that somebody withdrew, are masked wherever the memo quotes them.

    Args:
        session: the open project.
        selection: documents, codes, coders and cases; a memo on a coding belongs to its document, code and
            person, a memo on a document to the persons who speak in it.
    """
    rows = _selected(session, selection)
    return Listing(FIELDS, rows, meta(session, unit="memos", selection=selection, n=len(rows)))


def search_memos(session: Session, text: str, selection: Selection) -> Listing:
    """The memos in which a text stands, without regard to case, width and marks; rows as of list_memos.

    What is masked in a memo is not found.

    Raises:
        SecondmigError: there is nothing to look for.
    """
    needle = _folded(text)
    if not needle:
        raise SecondmigError("there is nothing to look for", hint="secondmig memo search TEXT")
    rows = [row for row in _selected(session, selection) if needle in _folded(str(row["text"] or ""))]
    return Listing(FIELDS, rows, meta(session, unit="memos", selection=selection, n=len(rows)))


def _folded(text: str) -> str:
    plain = "".join(each for each in normalize("NFKD", text) if not combining(each))
    return normalize("NFC", plain).casefold().strip()


def _selected(session: Session, selection: Selection) -> list[dict[str, object]]:
    every = told_to(session, memos.every(session.store.read()))
    desk = _Desk(session, every)
    wanted = _wanted(session, selection, desk)
    return [_row(memo, desk) for memo in every if wanted(memo)]


def told_to(session: Session, found: Sequence[memos.Memo]) -> tuple[memos.Memo, ...]:
    """The memos that tell the coder nothing of the work of others in what is read blind.

    Own ones, those on codes and on the project; of others those on a coding, a document or a person of which
    no transcript is read blind.
    """
    veil = Veil(session)
    if veil.lifted:
        return tuple(found)
    connection = session.store.read()
    about = {each.subject_id for each in found if each.subject_kind == "coding"}
    place = {each.id: each.document_id for each in codings.by_ids(connection, about)}
    people = {case.id: {ref.document for ref in case.speakers} for case in cases.all_cases(connection)}

    def is_told(memo: memos.Memo) -> bool:
        at: Mapping[str, Iterable[str]] = {
            "coding": {place[memo.subject_id]} if memo.subject_id in place else veil.documents,
            "document": {memo.subject_id},
            "case": people.get(memo.subject_id, ()),
        }
        return memo.coder == session.actor or veil.documents.isdisjoint(at.get(memo.subject_kind, ()))

    return tuple(filter(is_told, found))


def memo_rows(session: Session, found: Sequence[memos.Memo]) -> list[dict[str, object]]:
    """These memos as :func:`list_memos` gives them."""
    desk = _Desk(session, found)
    return [_row(memo, desk) for memo in found]


def shown_text(session: Session, memo: memos.Memo) -> str | None:
    """The words of a memo as they may be seen; None where it is on words that may not."""
    text = memo_rows(session, (memo,))[0]["text"]
    return None if text is None else str(text)


class _Desk:
    """What memos are read with: persons, codings and documents, each version read once."""

    def __init__(self, session: Session, found: Sequence[memos.Memo]) -> None:
        connection = session.store.read()
        self._session = session
        self._versions: dict[str, set[int]] = {
            row.id: {row.version} for row in documents.summaries(connection)
        }
        for name, version in restrictions.all_restrictions(connection):
            self._versions.setdefault(name, set()).add(version)
        self._read: dict[tuple[str, int], _Read | None] = {}
        self.people: tuple[Case, ...] = cases.all_cases(connection)
        about = dict.fromkeys(memo.subject_id for memo in found if memo.subject_kind == "coding")
        self.codings: dict[str, Coding] = {each.id: each for each in codings.by_ids(connection, about)}
        self.written: Mapping[int, str] = events.times(connection, {memo.created_event for memo in found})

    def document(self, name: str, version: int) -> "_Read | None":
        """A version of a document with what may not be shown of it; None where there is none."""
        if (name, version) not in self._read:
            found = find_version(self._session, name, version)
            self._read[name, version] = None if found is None else self._look(found)
        return self._read[name, version]

    def _look(self, found: Document) -> "_Read":
        speaking = [case for case in self.people if any(ref.document == found.id for ref in case.speakers)]
        return _Read(found, hidden_at(found, speaking, "work"))

    def secretive(self, names: Iterable[str] | None) -> Iterator["_Read"]:
        """The versions of documents, of all where None, in which something may not be shown."""
        for name in self._versions if names is None else names:
            for version in sorted(self._versions.get(name, ())):
                read = self.document(name, version)
                if read is not None and read.hidden:
                    yield read

    def documents_of(self, case_id: str) -> tuple[str, ...]:
        """Ids of the documents a person speaks in."""
        refs = (ref for case in self.people if case.id == case_id for ref in case.speakers)
        return tuple(dict.fromkeys(ref.document for ref in refs))


@dataclass(frozen=True, slots=True)
class _Read:
    """A document and the stretches of it that may not be shown at the team's own screen."""

    document: Document
    hidden: SpanSet


def _wanted(session: Session, selection: Selection, desk: _Desk) -> Callable[[memos.Memo], bool]:
    codes = set(expand_codes(newest_codebooks(session), selection))
    narrowed = bool(selection.documents or selection.codes or selection.cases)
    kept = (
        {
            coding.id
            for coding in selected(
                session,
                Selection(
                    documents=selection.documents,
                    codes=selection.codes,
                    exact=selection.exact,
                    cases=selection.cases,
                ),
            )
        }
        if narrowed
        else set()
    )
    theirs = {name for case_id in selection.cases for name in desk.documents_of(case_id)}

    def is_meant(memo: memos.Memo) -> bool:
        if selection.coders and memo.coder not in selection.coders:
            return False
        if not narrowed:
            return True
        if memo.subject_kind == "coding":
            return memo.subject_id in kept
        named = {
            "document": not selection.codes
            and (not selection.documents or memo.subject_id in selection.documents)
            and (not selection.cases or memo.subject_id in theirs),
            "case": not selection.codes and not selection.documents and memo.subject_id in selection.cases,
            "code": not selection.documents and not selection.cases and memo.subject_id in codes,
        }
        return named.get(memo.subject_kind, False)

    return is_meant


def _row(memo: memos.Memo, desk: _Desk) -> dict[str, object]:
    coding = desk.codings.get(memo.subject_id) if memo.subject_kind == "coding" else None
    read = desk.document(coding.document_id, coding.version) if coding else None
    shown = coding is None or (read is not None and not read.hidden.overlaps(coding.span))
    return {
        "id": memo.id,
        "about": memo.subject_kind,
        "subject": memo.subject_id,
        "code": coding.code_id if coding else None,
        "place": place(read.document, turn_at(read.document, coding.span.start)) if coding and read else None,
        "coder": memo.coder,
        "at": desk.written.get(memo.created_event),
        "text": _masked(memo, desk, coding) if shown else None,
    }


def _masked(memo: memos.Memo, desk: _Desk, coding: Coding | None) -> str:
    """The memo without the hidden words that it quotes from the documents it may speak of."""
    about: Mapping[str, Sequence[str]] = {
        "document": (memo.subject_id,),
        "coding": (coding.document_id,) if coding else (),
        "case": desk.documents_of(memo.subject_id),
    }
    text = memo.text
    if memo.subject_kind == "document":
        secretive = desk.secretive((memo.subject_id,))
        if any(_is_about_hidden(memo, read) for read in secretive):
            return _MASK * len(text)
    for read in desk.secretive(about.get(memo.subject_kind)):
        text = without_quoted(text, read.document.text, read.hidden)
    return text


def _is_about_hidden(memo: memos.Memo, read: _Read) -> bool:
    """Whether a remark in the margin stands beside a turn of which something is hidden.

    Such a remark tells what was said in words of its own, which no comparison of words would find.
    """
    beside = _MARGIN.match(memo.text)
    return beside is not None and any(
        printed_number(turn) == int(beside["quoted"] or beside["linked"]) and read.hidden.overlaps(turn.span)
        for turn in read.document.turns
    )


def without_quoted(memo: str, text: str, hidden: SpanSet) -> str:
    """A memo with █ for every code point that it quotes from hidden stretches of a text.

    Quoted is what memo and text have in common over at least 12 code points, 4 in kana and kanji, or a whole
    hidden stretch; the words around a hidden stretch help to find it but stay.

    >>> from secondmig.core.span import Span, SpanSet
    >>> without_quoted(
    ...     "He says: money? three quid an hour.", "Good money? three quid. Yes.", SpanSet.of([Span(12, 23)])
    ... )
    'He says: money? ██████████ an hour.'
    """
    secret = [stretch for stretch in hidden if set(stretch.of(text)) != {_MASK}]
    gone: set[int] = set()
    for words in sorted({stretch.of(text) for stretch in secret}):
        if len(words) < _RUN and words.strip():
            gone.update(_all_of(memo, words))
    for length in (_RUN, _RUN_CJK):
        grams = _hidden_in_grams(text, secret, length) if len(memo) >= length else {}
        for at in range(len(memo) - length + 1 if grams else 0):
            gone.update(at + place for place in grams.get(memo[at : at + length], ()))
    return SpanSet.of(Span(at, at + 1) for at in gone).masked(memo)


def _all_of(memo: str, words: str) -> set[int]:
    found: set[int] = set()
    at = memo.find(words)
    while at >= 0:
        found.update(range(at, at + len(words)))
        at = memo.find(words, at + 1)
    return found


def _hidden_in_grams(text: str, secret: Iterable[Span], length: int) -> dict[str, set[int]]:
    """The runs of that length in and around hidden stretches: which of their code points are hidden.

    The shorter runs are those of kana and kanji alone.
    """
    grams: dict[str, set[int]] = {}
    for stretch in secret:
        first = max(0, stretch.start - length + 1)
        for at in range(first, min(len(text) - length + 1, stretch.end)):
            gram = text[at : at + length]
            if length == _RUN_CJK and min(gram) < _CJK_FROM:
                continue
            hidden = range(max(stretch.start - at, 0), min(stretch.end - at, length))
            grams.setdefault(gram, set()).update(hidden)
    return grams
