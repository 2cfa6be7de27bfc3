"""The codings that wait for a person to say which code they carry, since their code was divided."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from secondmig.core.types import Codebook, CodebookVersion
from secondmig.project.session import Session
from secondmig.store import codebooks, codings
from secondmig.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Fate:
    """What the codings of one code of one codebook version may be now.

    Attributes:
        version: the version they carry, as ``codebook-id@number``.
        code: the code they carry.
        options: ids in the newest version; one is no question.
    """

    version: str
    code: str
    options: tuple[str, ...]


def undecided(session: Session, *, as_of: int | None = None) -> dict[str, tuple[str, ...]]:
    """The codings whose code somebody has to choose.

    Args:
        session: the open project.
        as_of: rev of the last event to count, None for now.

    Returns:
        Coding id -> the codes it may carry, in the order of the codebook; empty where its code is gone. By
        document, span, code, coder and id.
    """
    connection = session.store.read()
    if codings.book_versions(connection, as_of=as_of) <= codebooks.newest_names(connection, as_of=as_of):
        return {}
    return waiting_under(connection, codebooks.every(connection, as_of=as_of), as_of=as_of)


def waiting_under(
    connection: Connection,
    books: Mapping[str, Sequence[CodebookVersion]],
    *,
    as_of: int | None = None,
) -> dict[str, tuple[str, ...]]:
    """The same under the given versions of codebooks, by codebook id, oldest first.

    It costs nothing to speak of where every code that is carried stays what it was.
    """
    open_questions = {
        (fate.version, fate.code): fate.options
        for fate in fates_of(books, codings.book_versions(connection, as_of=as_of))
        if len(fate.options) != 1
    }
    if not open_questions:
        return {}
    codes = sorted({code for _version, code in open_questions})
    return {
        coding.id: open_questions[coding.codebook_version, coding.code_id]
        for coding in codings.find(connection, codes=codes, as_of=as_of)
        if (coding.codebook_version, coding.code_id) in open_questions
    }


def fates_of(books: Mapping[str, Sequence[CodebookVersion]], carried: Iterable[str]) -> tuple[Fate, ...]:
    """What became of each code of these versions, where it is not what it was.

    Args:
        books: versions by codebook id, oldest first.
        carried: versions as ``codebook-id@number``.
    """
    found: list[Fate] = []
    for version in sorted(carried):
        book_id, _at, number = version.rpartition("@")
        since = [each.codebook for each in books.get(book_id, ()) if each.number >= int(number)]
        found.extend(
            Fate(version, code, options) for code, options in _fates(since).items() if options != (code,)
        )
    return tuple(found)


def _fates(since: Sequence[Codebook]) -> Mapping[str, tuple[str, ...]]:
    from secondmig.codebook.succession import fates_over

    return fates_over(since) if len(since) > 1 else {}
