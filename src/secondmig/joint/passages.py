"""Codings with their place: which turn, which speaker, which person."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from secondmig.codebook.tree import unknown_code
from secondmig.core.errors import raise_all
from secondmig.core.snapshot import Snapshot
from secondmig.core.span import Span
from secondmig.core.types import Coding, Document, SpeakerRef, Turn

FIELDS: Final = (
    "id",
    "document",
    "turn",
    "speaker",
    "case",
    "start",
    "end",
    "quote",
    "code",
    "label",
    "coder",
    "facets",
    "origin",
    "status",
    "memo",
)
SEGMENT_RULE: Final = (
    "one row per coding; turn and speaker are those of the first turn a coding's words lie in or, for words "
    "of a translation or note, stand under; offsets are code points; words that may not be shown are empty"
)
UNCODED_RULE: Final = (
    "one row per turn of a participant that no coding touches; offsets are code points; "
    "words that may not be shown are empty"
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A coding and where it stands.

    A turn is touched if the coding's words lie in it or in a line under it. Turns of speakers who are no case
    are left out where a person speaks in the passage too.

    Attributes:
        coding: the coding.
        turns: indices of the turns touched, ordered; empty where the words stand outside every turn.
        cases: who speaks each of ``turns``, "" for somebody who is no case.
    """

    coding: Coding
    turns: tuple[int, ...]
    cases: tuple[str, ...]

    def persons(self) -> tuple[str, ...]:
        """Ids of the cases whose words these are, each once."""
        if len(self.cases) == 1:
            return self.cases if self.cases[0] else ()
        return tuple(dict.fromkeys(case for case in self.cases if case))


@dataclass(frozen=True, slots=True)
class Located:
    """The codings of a snapshot that have a place in its texts.

    Attributes:
        passages: in the snapshot's order.
        left_out: codings without one: they wait for review, or are of a text the snapshot does not hold.
    """

    passages: tuple[Passage, ...]
    left_out: tuple[Coding, ...]


def locate(snapshot: Snapshot) -> Located:
    """Find the place of every coding."""
    documents = {document.id: document for document in snapshot.documents}
    speakers = {ref: case.id for case in snapshot.cases for ref in case.speakers}
    lookups = {document.id: _TurnLookup.of(document) for document in snapshot.documents}
    passages, left_out = [], []
    for coding in snapshot.codings:
        document = documents.get(coding.document_id)
        if document is None or coding.version != document.version or coding.status != "current":
            left_out.append(coding)
            continue
        turns = lookups[document.id].touched(coding.span)
        cases = [speakers.get(SpeakerRef(document.id, document.turns[turn].speaker), "") for turn in turns]
        said = [(turn, case) for turn, case in zip(turns, cases, strict=True) if case or not any(cases)]
        passages.append(Passage(coding, tuple(turn for turn, _ in said), tuple(case for _, case in said)))
    return Located(tuple(passages), tuple(left_out))


@dataclass(frozen=True, slots=True)
class _TurnLookup:
    turns: tuple[Turn, ...]
    ends: tuple[int, ...]
    tiers: tuple[tuple[Span, int], ...]

    @classmethod
    def of(cls, document: Document) -> "_TurnLookup":
        ends = tuple(turn.span.end for turn in document.turns)
        return cls(document.turns, ends, tuple((tier.span, tier.turn_index) for tier in document.tiers))

    def touched(self, span: Span) -> tuple[int, ...]:
        found = []
        for at in range(bisect_right(self.ends, span.start), len(self.turns)):
            if self.turns[at].span.start >= span.end:
                break
            found.append(at)
        if not found:
            found = sorted({turn for tier, turn in self.tiers if tier.overlaps(span)})
        return tuple(found)


def printed_number(turn: Turn) -> int:
    """The number of a turn as printed; where a source prints none, they are counted from 1."""
    return turn.number if turn.number is not None else turn.index + 1


def place(document: Document, turn_index: int | None) -> str:
    """How a passage is cited: ``US01 #20``, or the document alone outside every turn."""
    if turn_index is None:
        return document.id
    return f"{document.id} #{printed_number(document.turns[turn_index])}"


def code_labels(snapshot: Snapshot) -> dict[str, str]:
    """Code id -> label, in the order of the codebooks."""
    return {code.id: code.label for codebook in snapshot.codebooks for code in codebook.codes}


def code_parents(snapshot: Snapshot) -> dict[str, str | None]:
    """Code id -> id of the heading above it, in the order of the codebooks."""
    return {code.id: code.parent for codebook in snapshot.codebooks for code in codebook.codes}


def lineage(parents: Mapping[str, str | None], code_id: str) -> tuple[str, ...]:
    """A code and every heading above it, nearest first; the code alone where no codebook holds it."""
    line = [code_id]
    while (above := parents.get(line[-1])) is not None and above not in line:
        line.append(above)
    return tuple(line)


def family(snapshot: Snapshot, code_ids: Iterable[str]) -> frozenset[str]:
    """The codes and everything under them.

    Raises:
        SecondmigError: no codebook holds a code, and no coding uses it.
    """
    parents = code_parents(snapshot)
    known = {*parents, *(coding.code_id for coding in snapshot.codings)}
    wanted = set(code_ids)
    raise_all(unknown_code(snapshot.codebooks, code_id) for code_id in sorted(wanted - known))
    return frozenset(code_id for code_id in known if wanted & set(lineage(parents, code_id)))


def in_order(passage: Passage) -> tuple[str, Span, str, str, str]:
    """The key that sorts passages by document, words, code, coder and id."""
    coding = passage.coding
    return coding.document_id, coding.span, coding.code_id, coding.coder_id, coding.id


def segment_rows(snapshot: Snapshot, passages: Iterable[Passage]) -> list[dict[str, object]]:
    """One row per passage with the columns FIELDS; memos of hidden words are hidden too."""
    documents = {document.id: document for document in snapshot.documents}
    labels = code_labels(snapshot)
    rows: list[dict[str, object]] = []
    for passage in sorted(passages, key=in_order):
        coding = passage.coding
        first = documents[coding.document_id].turns[passage.turns[0]] if passage.turns else None
        quote = snapshot.quote(coding)
        rows.append(
            {
                "id": coding.id,
                "document": coding.document_id,
                "turn": printed_number(first) if first else None,
                "speaker": first.speaker if first else None,
                "case": ", ".join(passage.persons()) or None,
                "start": coding.span.start,
                "end": coding.span.end,
                "quote": quote,
                "code": coding.code_id,
                "label": labels.get(coding.code_id),
                "coder": coding.coder_id,
                "facets": dict(coding.facets),
                "origin": coding.origin,
                "status": coding.status,
                "memo": coding.memo or None if quote is not None else None,
            }
        )
    return rows
