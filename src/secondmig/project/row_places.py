"""Which version of a transcript a row of a file of codings is about, and where its words stand now.

A file may be older than a correction: its turn numbers and offsets are then those of an earlier version, and
in the newest the same number may be another turn. So each row is read in every version there is.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.core.placing import Correction, compare
from secondmig.core.types import Coding, Document
from secondmig.project.session import Session, find_document, find_version
from secondmig.store import documents


class Versions:
    """A document for reading rows: its newest version, and the older ones where there are any.

    Args:
        session: the open project.
        document_id: the document.

    Raises:
        SecondmigError: there is no such document.
    """

    def __init__(self, session: Session, document_id: str) -> None:
        self.newest = find_document(session, document_id)
        numbers = documents.version_numbers(session.store.read(), document_id)
        found = (find_version(session, document_id, number) for number in reversed(numbers[:-1]))
        self._older = tuple(each for each in found if each is not None)
        self._corrections: dict[int, Correction] = {}

    def placed(
        self, read: Callable[[Document], Coding], *, version: int | None
    ) -> tuple[Coding, tuple[Coding, ...]]:
        """A row as a coding of the newest version, and as what it would be in each older one.

        Args:
            read: the row as a coding of a version; SecondmigError where it does not fit it.
            version: the one the row itself names.

        Raises:
            SecondmigError: the row fits no version.
        """
        if version is not None and version != self.newest.version:
            return self._named(read, version)
        if not self._older or version is not None:
            return read(self.newest), ()
        fits: list[Coding] = []
        for document in self._older:
            try:
                fits.append(read(document))
            except SecondmigError:
                continue
        try:
            here = read(self.newest)
        except SecondmigError:
            if not fits:
                raise
            return self._followed(fits[0]), tuple(fits)
        return here, tuple(fits)

    def differ(self, coding: Coding, others: Sequence[Coding]) -> bool:
        """Whether a row means other words in the newest version than in the one before that it fits."""
        there = self.moved(others[0]) if others else None
        return coding.version == self.newest.version and there is not None and there.span != coding.span

    def moved(self, coding: Coding) -> Coding | None:
        """A coding of an older version where its words stand in the newest; None where they were changed."""
        placed = self._correction(coding.version).place(coding.span)
        if placed.status not in {"exact", "moved"} or placed.span is None:
            return None
        words = placed.span.of(self.newest.text)
        return replace(coding, version=self.newest.version, span=placed.span, quote_sha=content_hash(words))

    def _named(self, read: Callable[[Document], Coding], version: int) -> tuple[Coding, tuple[Coding, ...]]:
        for document in self._older:
            if document.version == version:
                coding = read(document)
                return self._followed(coding), (coding,)
        raise SecondmigError(
            f"there is no version {version}", where=self.newest.id, hint="secondmig corpus list"
        )

    def _followed(self, coding: Coding) -> Coding:
        """In the newest version; where its words were changed since, waiting for review in its own."""
        return self.moved(coding) or replace(coding, status="changed")

    def _correction(self, version: int) -> Correction:
        if version not in self._corrections:
            old = next(each for each in self._older if each.version == version)
            self._corrections[version] = compare(old, self.newest)
        return self._corrections[version]
