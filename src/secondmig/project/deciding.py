"""The queue of codings whose code was divided, and what a person decides about each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.selection import Selection
from secondmig.core.types import Code, Codebook, CodebookVersion, Coding, Document, Turn
from secondmig.project.blindness import seen
from secondmig.project.codes import codable, find_coding
from secondmig.project.following import carry
from secondmig.project.gate import hidden_at
from secondmig.project.listing import Done, Listing
from secondmig.project.session import (
    Session,
    by_code,
    cases_of,
    find_version,
    meta,
    newest_codebooks,
    place,
    turn_at,
)
from secondmig.project.undecided import undecided
from secondmig.project.view import turn_number
from secondmig.store import codebooks, codings

FIELDS = ("id", "document", "turn", "quote", "code", "options", "coder", "reason")
_NOTES = (
    "secondmig codebook review --decide goes through them, one key each",
    "secondmig codebook settle ID... --code CODE decides on those that are named",
)


@dataclass(frozen=True, slots=True)
class Question:
    """A coding that waits, as a person needs to see it.

    Attributes:
        id: the coding.
        place: where it stands, e.g. ``US01 #20``.
        coder: whose it is.
        code: the code it carries.
        reason: why it waits.
        before: what the turn says before the quotation, masked.
        quote: the words, None where any of them may not be seen.
        after: what the turn says after it, masked.
        options: the codes to choose from, those retired left out.
        document: the transcript.
        turn: number of the turn it begins in, None where it is in none.
    """

    id: str
    place: str
    coder: str
    code: str
    reason: str
    before: str
    quote: str | None
    after: str
    options: tuple[Code, ...]
    document: str = ""
    turn: int | None = None


def queue(session: Session, code_id: str | None = None) -> Listing:
    """Every coding that waits for a code, with its words and the codes to choose from.

    Args:
        session: the open project.
        code_id: only those that carry this code.

    Raises:
        SecondmigError: no codebook has or had such a code.
    """
    waiting = undecided(session)
    desk = _Desk(session)
    if code_id is not None and code_id not in desk.codes_ever():
        raise SecondmigError(f"no codebook has or had a code '{code_id}'", hint="secondmig codebook review")
    found = seen(session, (find_coding(session, coding_id) for coding_id in waiting))
    rows = [desk.row(coding, waiting[coding.id]) for coding in found if code_id in {None, coding.code_id}]
    told = meta(session, unit="codings", selection=Selection(), n=len(rows))
    return Listing(FIELDS, rows, told, _NOTES if rows else ("no coding waits for a code",))


def question(session: Session, coding_id: str) -> Question:
    """One coding that waits, with what is needed to decide on it.

    Raises:
        SecondmigError: it is not there or does not wait.
    """
    (coding,) = _waiting(session, [coding_id])
    return _Desk(session).question(coding, undecided(session)[coding_id])


def questions(session: Session, found: Sequence[Coding]) -> tuple[Question, ...]:
    """Codings that wait, each with what is needed to decide on it, in the order given.

    Raises:
        SecondmigError: one does not wait.
    """
    asked = undecided(session)
    desk = _Desk(session)
    missing = [coding.id for coding in found if coding.id not in asked]
    if missing:
        raise SecondmigError("this coding does not wait for a code", where=missing[0])
    return tuple(desk.question(coding, asked[coding.id]) for coding in found)


def settle(
    session: Session,
    ids: Sequence[str],
    *,
    code: str | None,
    drop: bool,
    log: Mapping[str, object] | None = None,
) -> Done:
    """Decide on codings that wait for a code, all in one event.

    Args:
        session: the open project.
        ids: the codings.
        code: the code they carry from now on, one of those to choose from or another one of the codebook.
        drop: they are taken back.
        log: what the log shall hold beside them.

    Raises:
        SecondmigError: not one of ``code`` and ``drop``; a coding is not there or does not wait; or the code
            is unknown, a heading, retired or of another codebook. Every problem at once.
    """
    if (code is not None) == drop:
        raise SecondmigError("one thing can be decided at a time", hint="--code ID, or --drop")
    wanted = list(dict.fromkeys(ids))
    version = None if code is None else codable(newest_codebooks(session), code)
    with session.store.write(actor=session.coder(), verb="codebook settle") as change:
        asked = undecided(session)
        found = _waiting(session, wanted)
        documents = sorted({coding.document_id for coding in found})
        change.subject = documents[0] if len(documents) == 1 else ""
        change.payload |= {"codings": wanted, "code": code, "dropped": drop, **(log or {})}
        if version is None or code is None:
            codings.retire(change, wanted)
            told: tuple[str, ...] = ()
        else:
            told = carry(change, _moves(session, version, found, code), version)
        unasked = [coding.id for coding in found if code is not None and code not in asked[coding.id]]
    left = len(undecided(session))
    done = f"{len(wanted)} {'dropped' if drop else f'settled as {code}'}, {left} still wait"
    warnings = (f"{code} was not among the codes to choose from for {', '.join(unasked)}",) if unasked else ()
    return Done(done, told, warnings, change.rev, len(wanted))


def _waiting(session: Session, ids: Sequence[str]) -> list[Coding]:
    asked = undecided(session)
    found = [find_coding(session, coding_id) for coding_id in ids]
    raise_all(
        SecondmigError(
            "this coding does not wait for a code", where=each.id, hint="secondmig codebook review"
        )
        for each in found
        if each.id not in asked
    )
    return found


def _moves(
    session: Session, version: CodebookVersion, found: Sequence[Coding], code: str
) -> list[tuple[Coding, str, Codebook]]:
    """Each coding with its new code and the codebook under which it was made."""
    _refuse_retired(version, code)
    books = codebooks.every(session.store.read())
    raise_all(
        SecondmigError(
            f"{coding.code_id} is a code of {coding.codebook_version.rpartition('@')[0]}, {code} is not",
            where=coding.id,
            hint=f"secondmig codebook show {coding.codebook_version.rpartition('@')[0]}",
        )
        for coding in found
        if coding.codebook_version.rpartition("@")[0] != version.codebook.id
    )
    by_name = {f"{version.codebook.id}@{each.number}": each.codebook for each in books[version.codebook.id]}
    return [(coding, code, by_name[coding.codebook_version]) for coding in found]


def _refuse_retired(version: CodebookVersion, code_id: str) -> None:
    code = next(each for each in version.codebook.codes if each.id == code_id)
    if code.retired:
        raise SecondmigError(f"{code_id} is retired: {code.retired}", hint="choose another code")


class _Desk:
    """Codings of a project shown with their words, one text held at a time."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._books = by_code(newest_codebooks(session))
        self._versions = codebooks.every(session.store.read())
        self._at: tuple[str, int] = ("", 0)
        self._document: Document | None = None
        self._text = ""
        self._bare = ""

    def codes_ever(self) -> frozenset[str]:
        """The ids of all codes that any version has."""
        versions = [version for each in self._versions.values() for version in each]
        return frozenset(code.id for version in versions for code in version.codebook.codes)

    def row(self, coding: Coding, options: Sequence[str]) -> dict[str, object]:
        """A coding as listed."""
        document = self._open(coding)
        return {
            "id": coding.id,
            "document": coding.document_id,
            "turn": turn_number(document, coding.span),
            "quote": self._quote(coding),
            "code": coding.code_id,
            "options": list(options),
            "coder": coding.coder_id,
            "reason": self._reason(coding, options),
        }

    def question(self, coding: Coding, options: Sequence[str]) -> Question:
        """A coding with its turn and the codes to choose from."""
        document = self._open(coding)
        turn = turn_at(document, coding.span.start)
        start, end = _around(coding, turn)
        codes = {code.id: code for option in options for code in self._books[option].codes}
        return Question(
            coding.id,
            place(document, turn),
            coding.coder_id,
            coding.code_id,
            self._reason(coding, options),
            self._text[start : coding.span.start],
            self._quote(coding),
            self._text[coding.span.end : end],
            tuple(codes[option] for option in options if not codes[option].retired),
            coding.document_id,
            turn_number(document, coding.span),
        )

    def _open(self, coding: Coding) -> Document:
        if self._document is None or self._at != (coding.document_id, coding.version):
            document = find_version(self._session, coding.document_id, coding.version)
            if document is None:
                raise SecondmigError(
                    f"{coding.id} points at a version that is not there", hint="secondmig check"
                )
            hidden = hidden_at(document, cases_of(self._session, document.id), "work")
            self._at, self._document = (coding.document_id, coding.version), document
            self._text, self._bare = hidden.masked(document.text), hidden.masked(document.text, "\0")
        return self._document

    def _quote(self, coding: Coding) -> str | None:
        words = coding.span.of(self._bare)
        return None if "\0" in words else words

    def _reason(self, coding: Coding, options: Sequence[str]) -> str:
        """What happened to the code, and in which version of its codebook."""
        book_id, _at, number = coding.codebook_version.rpartition("@")
        later = [each for each in self._versions[book_id] if each.number > int(number)]
        named = [each.number for each in later if _concerns(each, coding.code_id)]
        since = f" in {book_id}@{named[0]}" if named else ""
        return f"{coding.code_id} was divided{since}" if options else f"{coding.code_id} is gone{since}"


def _concerns(version: CodebookVersion, code_id: str) -> bool:
    codes = version.codebook.codes
    return any(code_id in code.was for code in codes) or all(code.id != code_id for code in codes)


def _around(coding: Coding, turn: Turn | None) -> tuple[int, int]:
    """The stretch that is shown with a coding: its turn, and the coding where it goes beyond."""
    if turn is None:
        return coding.span.start, coding.span.end
    return min(turn.span.start, coding.span.start), max(turn.span.end, coding.span.end)
