"""Who says how much: turns, characters and words of each person."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from secondmig.core.snapshot import Snapshot
from secondmig.core.span import Span, SpanSet
from secondmig.core.types import Case, Document, SpeakerRef
from secondmig.transcript.words import count_words, written_with_spaces


@dataclass(frozen=True, slots=True)
class Speech:
    """What persons say in the documents at hand.

    Attributes:
        spans: case id -> document id -> the words of that person's turns.
        turns: case id -> number of turns.
    """

    spans: Mapping[str, Mapping[str, SpanSet]]
    turns: Mapping[str, int]

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Speech":
        """The speech of every case of a snapshot; masking changes no length."""
        speakers = {ref: case.id for case in snapshot.cases for ref in case.speakers}
        said: defaultdict[str, defaultdict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
        for document in snapshot.documents:
            for turn in document.turns:
                case = speakers.get(SpeakerRef(document.id, turn.speaker))
                if case is not None:
                    said[case][document.id].append(turn.span)
        return cls(
            spans={
                case: {document: SpanSet.of(turns) for document, turns in by_document.items()}
                for case, by_document in said.items()
            },
            turns={case: sum(len(turns) for turns in by.values()) for case, by in said.items()},
        )

    def turn_count(self, cases: Iterable[str]) -> int:
        """Turns of these persons."""
        return sum(self.turns.get(case, 0) for case in cases)

    def characters(self, cases: Iterable[str]) -> int:
        """Code points in the turns of these persons."""
        return sum(said.length() for case in cases for said in self.spans.get(case, {}).values())

    def covered(self, cases: Iterable[str], spans: Mapping[str, Iterable[Span]]) -> int:
        """Code points in the turns of these persons that lie in any of the spans.

        Args:
            cases: case ids.
            spans: document id -> spans, overlapping or not.
        """
        marked = {document: SpanSet.of(stretches) for document, stretches in spans.items()}
        return sum(
            said.intersection(marked[document]).length()
            for case in cases
            for document, said in self.spans.get(case, {}).items()
            if document in marked
        )


def spoken_words(documents: Iterable[Document]) -> dict[SpeakerRef, int]:
    """Words by speaker, counted turn by turn in the language of each; for documents that are not masked."""
    counts: defaultdict[SpeakerRef, int] = defaultdict(int)
    for document in documents:
        for turn in document.turns:
            words = count_words(turn.span.of(document.text), turn.language)
            counts[SpeakerRef(document.id, turn.speaker)] += words
    return dict(counts)


def words_of(snapshot: Snapshot, case: Case) -> int | None:
    """Words a person speaks in the documents at hand.

    Taken from the snapshot's own counts, made before anything was masked; else counted in the text.

    Returns:
        None where a turn to be counted is masked.
    """
    total = 0
    for document in snapshot.documents:
        mine = {ref for ref in case.speakers if ref.document == document.id}
        if mine and mine <= snapshot.words.keys():
            total += sum(snapshot.words[ref] for ref in mine)
            continue
        hidden = snapshot.hidden.get(document.id, SpanSet())
        for turn in document.turns:
            if SpeakerRef(document.id, turn.speaker) in mine:
                if hidden.overlaps(turn.span):
                    return None
                total += count_words(turn.span.of(document.text), turn.language)
    return total


def unspaced(snapshot: Snapshot, case: Case) -> bool:
    """Whether a turn of this person is in a language written without spaces, where words say little."""
    return any(
        SpeakerRef(document.id, turn.speaker) in case.speakers and not written_with_spaces(turn.language)
        for document in snapshot.documents
        for turn in document.turns
    )
