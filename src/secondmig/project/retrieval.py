"""Retrieval: the passages that somebody asks for, one way for command line and workbench.

What is chosen from is the :class:`Ground`: all texts and codings of one state, cut to a release level.
Choosing is pure: the same ground and the same question give the same hits.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, TypedDict

from secondmig.core.errors import SecondmigError
from secondmig.core.labels import fits_language
from secondmig.core.selection import EVERYTHING, Selection
from secondmig.core.snapshot import Snapshot
from secondmig.core.span import Span, SpanSet
from secondmig.core.types import CodebookVersion, Document, Level, SpeakerRef, Turn
from secondmig.joint.compound import Beside, Reach, beside, uncoded_parts
from secondmig.joint.groups import facet_texts
from secondmig.joint.passages import FIELDS, Passage, family, in_order, locate, printed_number, segment_rows
from secondmig.project.session import Session, expand_codes, newest_codebooks, turn_at
from secondmig.project.shot import take

Row: TypeAlias = dict[str, object]
Uncoded: TypeAlias = Literal["", "turns", "parts"]


class Retrieving(TypedDict, total=False):
    """What ``query segments`` asks for beside its selection, by the names of its options.

    Attributes:
        overlaps: code of another coding that shares at least one character.
        not_code: code of which no coding shares a character.
        followed: (code, k): another coding of it begins at the end or later, at most k turns after.
        near: (code, k): another coding of it lies at most k turns away.
        languages: of the words.
        uncoded: instead of codings the turns of participants that no coding touches.
        uncoded_parts: the same by stretch: what no coding covers.
    """

    overlaps: str
    not_code: str
    followed: Reach | None
    near: Reach | None
    languages: tuple[str, ...]
    uncoded: bool
    uncoded_parts: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; everything given must hold.

    Attributes:
        selection: codes, coders, persons, facets, documents; its moment is that of the ground.
        languages: of the words, as BCP 47 tags; "ja" also means "ja-JP".
        beside: what lies over, after or near a passage.
        uncoded: instead of codings the turns of participants that no coding touches, or the stretches of
            them that none covers; of the coders selected where some are.
    """

    selection: Selection = EVERYTHING
    languages: tuple[str, ...] = ()
    beside: Beside = field(default_factory=Beside)
    uncoded: Uncoded = ""


def wanted(selection: Selection, asked: Retrieving) -> Wanted:
    """What is asked for, in one piece.

    Raises:
        SecondmigError: uncoded turns and stretches are asked for at once.
    """
    if asked.get("uncoded") and asked.get("uncoded_parts"):
        raise SecondmigError("uncoded turns or uncoded parts of them", hint="--uncoded or --uncoded-parts")
    return Wanted(
        selection,
        asked.get("languages", ()),
        Beside(
            asked.get("overlaps", ""), asked.get("not_code", ""), asked.get("followed"), asked.get("near")
        ),
        "turns" if asked.get("uncoded") else "parts" if asked.get("uncoded_parts") else "",
    )


@dataclass(frozen=True, slots=True)
class Ground:
    """What is chosen from.

    Attributes:
        snapshot: texts, persons and codebooks at a level; its codings are not looked at.
        passages: the codings that count, with their places, in order.
        versions: the codebooks with their numbers.
    """

    snapshot: Snapshot
    passages: Sequence[Passage]
    versions: tuple[CodebookVersion, ...]

    def documents(self) -> Mapping[str, Document]:
        """The documents by id."""
        return {document.id: document for document in self.snapshot.documents}


@dataclass(frozen=True, slots=True)
class Hit:
    """A stretch that was asked for.

    Attributes:
        document_id: where.
        span: code points of the newest version's text.
        turns: indices of the turns it is in.
        persons: ids of the cases who speak there.
        passage: the coding; None for uncoded words.
    """

    document_id: str
    span: Span
    turns: tuple[int, ...]
    persons: tuple[str, ...]
    passage: Passage | None = None


def ground_of(session: Session, selection: Selection, level: Level) -> Ground:
    """The ground for a selection's documents and moment, read anew."""
    wide = Selection(documents=selection.documents, as_of=selection.as_of)
    snapshot = take(session, wide, level)
    passages = tuple(sorted(locate(snapshot).passages, key=in_order))
    return Ground(snapshot, passages, newest_codebooks(session, as_of=selection.as_of))


def choose(ground: Ground, wanted: Wanted) -> list[Hit]:
    """The hits in the order of documents and words.

    Raises:
        SecondmigError: a code is unknown, a distance is negative, or uncoded words are asked for with what
            only codings have.
    """
    if wanted.uncoded:
        return _uncoded(ground, wanted)
    selection = wanted.selection
    codes = frozenset(expand_codes(ground.versions, selection))
    tests: list[Callable[[Passage], bool]] = []
    if codes:
        tests.append(lambda passage: passage.coding.code_id in codes)
    if selection.coders:
        coders = frozenset(selection.coders)
        tests.append(lambda passage: passage.coding.coder_id in coders)
    if selection.where:
        tests.append(
            lambda passage: all(value in facet_texts(passage.coding, name) for name, value in selection.where)
        )
    tests += _where(ground, wanted)
    kept = list(ground.passages)
    for test in tests:
        kept = list(filter(test, kept))
    if wanted.beside:
        kept = beside(kept, ground.passages, wanted.beside, _families(ground))
    return [
        Hit(passage.coding.document_id, passage.coding.span, passage.turns, passage.persons(), passage)
        for passage in kept
    ]


def _families(ground: Ground) -> Callable[[str], frozenset[str]]:
    return lambda code: family(ground.snapshot, [code])


def _where(ground: Ground, wanted: Wanted) -> list[Callable[[Passage], bool]]:
    """Tests of where a passage stands and who speaks."""
    selection = wanted.selection
    documents = ground.documents()
    tests: list[Callable[[Passage], bool]] = []
    if selection.documents:
        named = frozenset(selection.documents)
        tests.append(lambda passage: passage.coding.document_id in named)
    if selection.cases or selection.groups:
        meant = _speakers(ground, selection)

        def is_said(passage: Passage) -> bool:
            name = passage.coding.document_id
            turn = turn_at(documents[name], passage.coding.span.start)
            return turn is not None and SpeakerRef(name, turn.speaker) in meant

        tests.append(is_said)
    if wanted.languages:

        def is_spoken(passage: Passage) -> bool:
            document = documents[passage.coding.document_id]
            return fits_language(language_at(document, passage.turns), wanted.languages)

        tests.append(is_spoken)
    return tests


def language_at(document: Document, turns: Sequence[int]) -> str:
    """The language of a passage: of its first turn, else of the document."""
    return document.turns[turns[0]].language if turns else document.language


def _speakers(ground: Ground, selection: Selection) -> frozenset[SpeakerRef]:
    """Who is meant by the persons and groups of a selection."""
    return frozenset(
        ref
        for case in ground.snapshot.cases
        if not selection.cases or case.id in selection.cases
        if all(case.attributes.get(name) == value for name, value in selection.groups)
        for ref in case.speakers
    )


def _uncoded(ground: Ground, wanted: Wanted) -> list[Hit]:
    selection = wanted.selection
    if selection.codes or selection.where or wanted.beside:
        raise SecondmigError(
            "uncoded words have no code and no facet",
            hint="leave --code, --where, --overlaps, --not, --followed and --near out",
        )
    passages: dict[str, list[Passage]] = {}
    for passage in ground.passages:
        if not selection.coders or passage.coding.coder_id in selection.coders:
            passages.setdefault(passage.coding.document_id, []).append(passage)
    meant = _speakers(ground, selection) if selection.cases or selection.groups else None
    people = {ref: case.id for case in ground.snapshot.cases for ref in case.speakers}
    found: list[Hit] = []
    for document in sorted(ground.snapshot.documents, key=lambda document: document.id):
        if selection.documents and document.id not in selection.documents:
            continue
        hidden = ground.snapshot.hidden.get(document.id, SpanSet())
        for index, span in _left(document, hidden, passages.get(document.id, []), wanted.uncoded):
            turn = document.turns[index]
            ref = SpeakerRef(document.id, turn.speaker)
            if (meant is None or ref in meant) and _spoken(turn, wanted):
                person = people.get(ref)
                found.append(Hit(document.id, span, (index,), (person,) if person else ()))
    return found


def _spoken(turn: Turn, wanted: Wanted) -> bool:
    return not wanted.languages or fits_language(turn.language, wanted.languages)


def _left(
    document: Document, hidden: SpanSet, passages: Sequence[Passage], uncoded: Uncoded
) -> Iterable[tuple[int, Span]]:
    if uncoded == "parts":
        return uncoded_parts(document, hidden, passages)
    coded = {turn for passage in passages for turn in passage.turns}
    return [
        (turn.index, turn.span)
        for turn in document.turns
        if turn.role == "participant" and turn.index not in coded
    ]


def rows_of(ground: Ground, hits: Sequence[Hit]) -> list[Row]:
    """The hits with the columns FIELDS, in the order of the hits; words that may not be seen are None."""
    coded = {
        str(row["id"]): row
        for row in segment_rows(ground.snapshot, [hit.passage for hit in hits if hit.passage is not None])
    }
    documents = ground.documents()
    return [
        coded[hit.passage.coding.id] if hit.passage is not None else _bare_row(ground, documents, hit)
        for hit in hits
    ]


def _bare_row(ground: Ground, documents: Mapping[str, Document], hit: Hit) -> Row:
    document = documents[hit.document_id]
    turn = document.turns[hit.turns[0]]
    found: Row = dict.fromkeys(FIELDS)
    return found | {
        "document": document.id,
        "turn": printed_number(turn),
        "speaker": turn.speaker,
        "case": ", ".join(hit.persons) or None,
        "start": hit.span.start,
        "end": hit.span.end,
        "quote": None if is_hidden(ground, hit) else hit.span.of(document.text),
    }


def is_hidden(ground: Ground, hit: Hit) -> bool:
    """Whether any of a hit's words may not be seen at the ground's level."""
    hidden = ground.snapshot.hidden.get(hit.document_id)
    return hidden is not None and hidden.overlaps(hit.span)
