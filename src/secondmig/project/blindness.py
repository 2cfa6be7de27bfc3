"""What a coder who reads a transcript blind does not see: the work of others in it."""

from secondmig.core.types import Coding
from secondmig.project.session import Session
from secondmig.store import assignments


def blind_books(session: Session, document_id: str) -> frozenset[str]:
    """The codebooks with which the coder reads a transcript without seeing the work of others."""
    return frozenset(
        each.codebook_id
        for each in assignments.all_assignments(session.store.read())
        if each.blind and (each.coder_id, each.document_id) == (session.coder(), document_id)
    )


class Veil:
    """The same for all transcripts at once, read once."""

    def __init__(self, session: Session) -> None:
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

    def shows(self, coding: Coding) -> bool:
        """Whether the coder may know of a coding."""
        place = (coding.document_id, book_of(coding.codebook_version))
        return coding.coder_id == self._coder or place not in self._blind


def book_of(codebook_version: str) -> str:
    """The codebook of a version, e.g. of "small@2".

    >>> book_of("small@2")
    'small'
    """
    return codebook_version.rpartition("@")[0]
