"""What a report or an export receives: the project at one state, already cut to a release level."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from secondmig.core.indicator import Indicator
from secondmig.core.span import SpanSet
from secondmig.core.types import Case, Codebook, Coding, Document, Level, LinkRow, SpeakerRef
from secondmig.core.unit_join import UnitJoin


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The project at one state and one release level, made by the project's gate.

    Everything that must not be shown at ``level`` is already gone or masked: the text of ``documents`` holds
    "█" in the hidden stretches, so a consumer cannot print what it may not. Ids and attributes of persons are
    there at every level, for counting; keeping them out of public output is the report's disclosure control.

    Attributes:
        project: the project's title.
        level: release level.
        state: content hash of the current rows.
        fictional: every document says that everybody in it is invented.
        selection: the filter in words.
        documents: newest versions, by id; text masked.
        hidden: stretches masked in each document; a document hidden as a whole is one span over all its text.
        codebooks: newest versions with their numbers, by id.
        codebook_numbers: codebook id -> number.
        codings: current rows that the selection keeps, by document, span, code, coder; facet defaults filled
            in. Each stands in the words of ``documents``: those that wait for review are left out.
        cases: by id; withdrawn persons are absent.
        withdrawn: number of persons withdrawn.
        ledger: the person joins; rows of surveys that nobody interviewed has need have no line.
        nobody: survey -> how many of its rows nobody interviewed has and have no line in ``ledger``.
        unit_joins: how the rows of surveys met the units they belong to.
        sources: file path -> content hash of the files taken in, by path.
        min_stay: months a stay needs to count as a destination.
        words: words each speaker says, counted before anything was masked; a speaker without an entry was not
            counted.
        made: coder -> how the codings were made where no person coded, e.g. "author-made".
        waiting: number of codings that the selection keeps and that wait for a person: for review after a
            correction, or for a code since theirs was divided.
        undecided: those of them that wait for a code.
        indicators: the presented structure, in the order of its table.
        left_out: number of persons who are in no number, as their consent does not reach the level.
        names: ids, pseudonyms and speaker labels of those left out, so that they can be masked in the words
            of others.
    """

    project: str
    level: Level
    state: str
    fictional: bool
    selection: str
    documents: tuple[Document, ...]
    hidden: Mapping[str, SpanSet]
    codebooks: tuple[Codebook, ...]
    codebook_numbers: Mapping[str, int]
    codings: tuple[Coding, ...]
    cases: tuple[Case, ...]
    withdrawn: int = 0
    ledger: tuple[LinkRow, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    min_stay: int = 12
    words: Mapping[SpeakerRef, int] = field(default_factory=dict)
    waiting: int = 0
    undecided: int = 0
    made: Mapping[str, str] = field(default_factory=dict)
    indicators: tuple[Indicator, ...] = ()
    left_out: int = 0
    names: frozenset[str] = frozenset()
    nobody: Mapping[str, int] = field(default_factory=dict)
    unit_joins: tuple[UnitJoin, ...] = ()

    def document(self, document_id: str) -> Document:
        """The document of that id; KeyError if the snapshot does not hold it."""
        for document in self.documents:
            if document.id == document_id:
                return document
        raise KeyError(document_id)

    def quote(self, coding: Coding) -> str | None:
        """The words of a coding, or None where any may not be shown at this level or the text is another."""
        hidden = self.hidden.get(coding.document_id)
        if hidden is not None and hidden.overlaps(coding.span):
            return None
        document = self.document(coding.document_id)
        return coding.span.of(document.text) if document.version == coding.version else None
