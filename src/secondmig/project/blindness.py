"""What a coder who reads a transcript blind does not see: the work of others in it.

The one rule, of the workbench and of the commands alike: rows and numbers leave the work of others out and
say so; what is about nothing but the work of others, as a comparison of coders, is refused. It is procedure
and no secrecy: the database is one file, and whoever has it may read it under another name.
"""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Final

from secondmig.core.errors import SecondmigError
from secondmig.core.types import Coding
from secondmig.store import assignments

if TYPE_CHECKING:
    from secondmig.project.session import Session

OF_CODERS: Final = ("code ", "agree ", "memo ", "grid ")
"""How the verbs begin that tell of the work of a coder."""
_SOME: Final = 5


def blind_books(session: "Session", document_id: str) -> frozenset[str]:
    """The codebooks with which the coder reads a transcript without seeing the work of others."""
    return frozenset(
        each.codebook_id
        for each in assignments.all_assignments(session.store.read())
        if each.blind and (each.coder_id, each.document_id) == (session.coder(), document_id)
    )


class Veil:
    """The same for all transcripts at once, read once."""

    def __init__(self, session: "Session") -> None:
        self._coder = session.actor
        self._blind = {
            (each.document_id, each.codebook_id)
            for each in assignments.all_assignments(session.store.read())
            if each.blind and each.coder_id == session.actor
        }

    @property
    def lifted(self) -> bool:
        """Whether the coder reads nothing blind."""
        return not self._blind

    @property
    def documents(self) -> frozenset[str]:
        """The transcripts that the coder reads blind, with whichever codebook."""
        return frozenset(document for document, _ in self._blind)

    def shows(self, coding: Coding) -> bool:
        """Whether the coder may know of a coding."""
        return self.shows_work(coding.coder_id, coding.document_id, book_of(coding.codebook_version))

    def shows_work(self, coder: str, document_id: str, codebook_id: str) -> bool:
        """Whether the coder may know what somebody made of a transcript with a codebook."""
        return coder == self._coder or (document_id, codebook_id) not in self._blind


def seen(session: "Session", found: Iterable[Coding]) -> list[Coding]:
    """Those of the codings that the coder may know of: for whatever is listed or counted.

    An act that has to carry every coding along, as a correction of a transcript has, reads them all.
    """
    veil = Veil(session)
    return list(found) if veil.lifted else [each for each in found if veil.shows(each)]


def refuse_blind(
    session: "Session",
    names: Collection[str] = (),
    *,
    instead: str = "name transcripts that you do not read blind, with --document",
) -> None:
    """Refuse what is about nothing but the work of others.

    Args:
        session: the open project.
        names: the transcripts it is about; empty for all.
        instead: what may be asked for, where it is about all.

    Raises:
        SecondmigError: the coder reads one of them blind.
    """
    blind = Veil(session).documents
    found = sorted(blind.intersection(names) if names else blind)
    if not found:
        return
    which = "this transcript" if len(found) == 1 else "these transcripts"
    others = "" if names else f"{instead}; "
    raise SecondmigError(
        f"you read {which} blind: what others made of {'it' if len(found) == 1 else 'them'} is not shown",
        where=", ".join(found[:_SOME]) + (" ..." if len(found) > _SOME else ""),
        hint=f"{others}once your codings are merged, secondmig agree assign ends the blind reading",
    )


def book_of(codebook_version: str) -> str:
    """The codebook of a version, e.g. of "small@2".

    >>> book_of("small@2")
    'small'
    """
    return codebook_version.rpartition("@")[0]
