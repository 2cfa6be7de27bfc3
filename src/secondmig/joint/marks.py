"""Codings and turns as columns of whole numbers, for questions to very many of them.

A coding object costs microseconds, a row of columns nanoseconds; what is counted is the same. Names of
documents, codes and coders stand once, and columns hold their places.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from secondmig.core.snapshot import Snapshot
from secondmig.core.types import Coding, Document, FacetValue

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Marks:
    """Codings as columns; entry i of each column is one coding.

    Attributes:
        documents: ids of documents; ``document`` holds places among them.
        codes: ids of codes.
        coders: ids of coders.
        facets: sets of facets, defaults filled in.
        document: (n,) place of the document.
        start: (n,) first code point.
        end: (n,) the code point after the last.
        code: (n,) place of the code.
        coder: (n,) place of the coder.
        facet: (n,) place of the set of facets.
    """

    documents: tuple[str, ...]
    codes: tuple[str, ...]
    coders: tuple[str, ...]
    facets: tuple[Mapping[str, FacetValue], ...]
    document: "NDArray[np.int64]"
    start: "NDArray[np.int64]"
    end: "NDArray[np.int64]"
    code: "NDArray[np.int64]"
    coder: "NDArray[np.int64]"
    facet: "NDArray[np.int64]"

    def __len__(self) -> int:
        """Number of codings."""
        return len(self.start)

    def only(self, kept: "NDArray[np.bool_]") -> "Marks":
        """The codings at which ``kept`` (n,) is true."""
        if kept.all():
            return self
        return replace(
            self,
            document=self.document[kept],
            start=self.start[kept],
            end=self.end[kept],
            code=self.code[kept],
            coder=self.coder[kept],
            facet=self.facet[kept],
        )


@dataclass(frozen=True, slots=True)
class Turns:
    """The turns of documents as columns, document after document; a document without turns has no entry.

    Attributes:
        documents: ids of documents.
        speakers: labels as printed.
        document: (m,) place of the document, ascending.
        start: (m,) first code point, ascending within a document.
        end: (m,) the code point after the last.
        speaker: (m,) place of the speaker.
        tiers: place of a document -> (start, end, index of the turn) of each of its tiers; documents without
            are left out.
    """

    documents: tuple[str, ...]
    speakers: tuple[str, ...]
    document: "NDArray[np.int64]"
    start: "NDArray[np.int64]"
    end: "NDArray[np.int64]"
    speaker: "NDArray[np.int64]"
    tiers: Mapping[int, Sequence[tuple[int, int, int]]]


class Places:
    """Gives each name the next whole number, in the order in which names are met first."""

    __slots__ = ("_known",)

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._known = _Numbered()
        for name in names:
            self._known[name]

    def of(self, names: Iterable[str]) -> "list[int]":
        """The number of each name."""
        return list(map(self._known.__getitem__, names))

    def names(self) -> tuple[str, ...]:
        """All names, in the order of their numbers."""
        return tuple(self._known)


class _Numbered(dict[str, int]):
    def __missing__(self, name: str) -> int:
        """Number a name that is met for the first time."""
        self[name] = number = len(self)
        return number


def turns_of(documents: Sequence[Document]) -> Turns:
    """The turns of documents, in their order."""
    import numpy as np

    speakers = Places()
    rows = [
        (place, turn.span.start, turn.span.end, turn.speaker)
        for place, document in enumerate(documents)
        for turn in document.turns
    ]
    where, starts, ends, names = zip(*rows, strict=True) if rows else ((), (), (), ())
    return Turns(
        documents=tuple(document.id for document in documents),
        document=np.array(where, dtype=np.int64),
        start=np.array(starts, dtype=np.int64),
        end=np.array(ends, dtype=np.int64),
        speaker=np.array(speakers.of(names), dtype=np.int64),
        speakers=speakers.names(),
        tiers={
            place: tuple((tier.span.start, tier.span.end, tier.turn_index) for tier in document.tiers)
            for place, document in enumerate(documents)
            if document.tiers
        },
    )


def marks_of(snapshot: Snapshot) -> tuple[Marks, int]:
    """The codings of a snapshot that have a place in its texts, and how many have none."""
    versions = {document.id: document.version for document in snapshot.documents}
    placed = [
        coding
        for coding in snapshot.codings
        if coding.status == "current" and versions.get(coding.document_id) == coding.version
    ]
    documents = tuple(document.id for document in snapshot.documents)
    return _columns(placed, documents), len(snapshot.codings) - len(placed)


def _columns(codings: Sequence[Coding], documents: Sequence[str]) -> Marks:
    import numpy as np

    where, codes, coders = Places(documents), Places(), Places()
    sets: dict[tuple[tuple[str, FacetValue], ...], int] = {}
    facet = [sets.setdefault(tuple(coding.facets.items()), len(sets)) for coding in codings]
    return Marks(
        documents=tuple(documents),
        document=np.array(where.of(each.document_id for each in codings), dtype=np.int64),
        start=np.array([each.span.start for each in codings], dtype=np.int64),
        end=np.array([each.span.end for each in codings], dtype=np.int64),
        code=np.array(codes.of(each.code_id for each in codings), dtype=np.int64),
        coder=np.array(coders.of(each.coder_id for each in codings), dtype=np.int64),
        facet=np.array(facet, dtype=np.int64),
        codes=codes.names(),
        coders=coders.names(),
        facets=tuple(dict(items) for items in sets),
    )
