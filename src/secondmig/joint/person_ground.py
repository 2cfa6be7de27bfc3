"""What the code columns of the person table are made of, read once for all codes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from secondmig.core.snapshot import Snapshot
from secondmig.core.types import Document
from secondmig.joint.groups import Person
from secondmig.joint.passages import Passage, code_parents, lineage, locate
from secondmig.joint.person_columns import Missing
from secondmig.joint.speech import Speech, unspaced, words_of
from secondmig.survey.guide import Guide

Highest = Literal["max", "mean"]


@dataclass(frozen=True, slots=True)
class Intensity:
    """A rating that codings carry.

    Attributes:
        facet: an ordinal facet.
        by: the highest rating of a person under a code, or the mean over the codings that carry one.
    """

    facet: str
    by: Highest = "max"


@dataclass(frozen=True, slots=True)
class CodeAsked:
    """A code that gets columns.

    Attributes:
        id: of the code.
        label: of the code.
        codebook: ``id@number``.
        counted: ids of the codes whose codings count.
        looked_for: codes that an item of the guide may name to be about this one: those that count, and
            those above.
        rated: whether its codings may carry the facet of the intensity.
    """

    id: str
    label: str
    codebook: str
    counted: frozenset[str]
    looked_for: frozenset[str]
    rated: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """What the numbers are made of, read once.

    Attributes:
        snapshot: the codings and the texts.
        persons: in the order of the table.
        said: case id -> that person's coded passages.
        speech: who says how much.
        words: case id -> words, or why there is no number.
        guide: None where the project has none.
        read: codebook id -> documents that somebody read with it; None where any document was.
    """

    snapshot: Snapshot
    persons: tuple[Person, ...]
    said: Mapping[str, tuple[Passage, ...]]
    speech: Speech
    words: Mapping[str, int | Missing]
    guide: Guide | None = None
    read: Mapping[str, frozenset[str]] | None = None

    @classmethod
    def of(
        cls,
        snapshot: Snapshot,
        persons: Sequence[Person],
        *,
        guide: Guide | None = None,
        read: Mapping[str, frozenset[str]] | None = None,
    ) -> "Ground":
        """Read a snapshot.

        Args:
            snapshot: with the codings of all codes.
            persons: the rows.
            guide: the interview guide.
            read: codebook id -> documents that a counting coder read with it.
        """
        documents = {document.id: document for document in snapshot.documents}
        said: defaultdict[str, list[Passage]] = defaultdict(list)
        for passage in locate(snapshot).passages:
            for case in passage.persons():
                said[case].append(passage)
        return cls(
            snapshot=snapshot,
            persons=tuple(persons),
            said={case: tuple(passages) for case, passages in said.items()},
            speech=Speech.of(snapshot),
            words={person.case.id: _words(snapshot, person, documents) for person in persons},
            guide=guide,
            read=read,
        )

    def unread(self, person: Person, codebook: str) -> Missing | None:
        """Why nothing can be said of what a person says under a codebook, None where it can."""
        if not person.documents:
            return Missing("not_interviewed")
        if self.read is None or not self.read.get(codebook, frozenset()).isdisjoint(person.documents):
            return None
        return Missing("not_coded")


def _words(snapshot: Snapshot, person: Person, documents: Mapping[str, Document]) -> int | Missing:
    own = replace(snapshot, documents=tuple(documents[name] for name in person.documents))
    if unspaced(own, person.case):
        return Missing("no_spaces")
    words = words_of(own, person.case)
    return Missing("hidden_words") if words is None else words


def asked_for(snapshot: Snapshot, code_id: str, *, exact: bool = False, facet: str = "") -> CodeAsked:
    """A code as the table counts it.

    Args:
        snapshot: for its codebooks.
        code_id: of a codebook of the snapshot.
        exact: leave out the codes below.
        facet: of the intensity, "" for none.

    Raises:
        KeyError: no codebook holds the code.
    """
    parents = code_parents(snapshot)
    below = frozenset(each for each in parents if code_id in lineage(parents, each))
    for book in snapshot.codebooks:
        for code in book.codes:
            if code.id == code_id:
                counted = frozenset({code_id}) if exact else below
                rated = any(
                    spec.name == facet and (not spec.applies_to or counted & set(spec.applies_to))
                    for spec in book.facets
                )
                number = snapshot.codebook_numbers.get(book.id, 0)
                looked_for = counted | set(lineage(parents, code_id))
                return CodeAsked(code_id, code.label, f"{book.id}@{number}", counted, looked_for, rated)
    raise KeyError(code_id)
