"""A page per transcript: every turn with its anchor, its translation, and the codings that touch it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from secondmig.core.consent import ASKED_FIRST, ask_first
from secondmig.core.snapshot import Snapshot
from secondmig.core.span import Span, SpanSet
from secondmig.core.types import Document, Turn
from secondmig.joint.groups import ABOUT, facet_texts
from secondmig.joint.heat import VALENCES
from secondmig.joint.passages import Passage, printed_number
from secondmig.report.context import Context, country_name, language_name, turn_ids
from secondmig.report.figures.heat import SIGN

Look = Literal["plain", "coded", "withheld"]
# The rest of a header may repeat words that were taken back.
_HEADER: Final = {
    "interview_country": "Interviewed in",
    "interview_date": "Date",
    "interviewer": "Interviewer",
    "redaction": "Taken out",
}


@dataclass(frozen=True, slots=True)
class CodingMark:
    """A coding beside its turn.

    Attributes:
        label: of the code.
        about: country spoken about, "" where none is stated.
        sign: of the valence, "" where it is neither negative nor positive.
        valence: "negative", "positive" or "".
        coder: who coded.
    """

    label: str
    about: str
    sign: str
    valence: str
    coder: str


@dataclass(frozen=True, slots=True)
class Said:
    """A turn as printed.

    Attributes:
        anchor: id in the page.
        number: as the source prints it.
        time: from the beginning of the recording, "" where it is not known.
        speaker: label.
        role: interviewer, participant or other.
        language: BCP 47.
        pieces: the words, cut where they are coded or withheld; withheld words are "".
        tiers: (name, language, words) of translations and notes.
        marks: codings, each once.
    """

    anchor: str
    number: int
    time: str
    speaker: str
    role: str
    language: str
    pieces: tuple[tuple[Look, str], ...]
    tiers: tuple[tuple[str, str, str], ...]
    marks: tuple[CodingMark, ...]


@dataclass(frozen=True, slots=True)
class TranscriptPage:
    """A transcript.

    Attributes:
        id: of the document.
        title: as printed.
        language: main language.
        facts: (name, value) about the interview.
        turns: all of them.
        before: (id, file name) of the page before, or None.
        after: of the page after, or None.
        fictional: whether the person is invented.
    """

    id: str
    title: str
    language: str
    facts: tuple[tuple[str, str], ...]
    turns: tuple[Said, ...]
    before: tuple[str, str] | None
    after: tuple[str, str] | None
    fictional: bool


def transcript_pages(ctx: Context) -> dict[str, TranscriptPage]:
    """File name -> page, for every document that has one."""
    ids = list(ctx.pages)
    touching: defaultdict[str, list[Passage]] = defaultdict(list)
    for passage in ctx.passages:
        touching[passage.coding.document_id].append(passage)

    def beside(index: int) -> tuple[str, str] | None:
        return (ids[index], ctx.pages[ids[index]].rpartition("/")[2]) if 0 <= index < len(ids) else None

    return {
        ctx.pages[document_id]: _page(
            ctx,
            ctx.snapshot.document(document_id),
            touching[document_id],
            beside(index - 1),
            beside(index + 1),
        )
        for index, document_id in enumerate(ids)
    }


def _page(
    ctx: Context,
    document: Document,
    passages: Sequence[Passage],
    before: tuple[str, str] | None,
    after: tuple[str, str] | None,
) -> TranscriptPage:
    facts = [(label, _fact(key, document)) for key, label in _HEADER.items()]
    facts.insert(2, ("Language", language_name(document.language)))
    asked = [
        person.case.id
        for person in ctx.persons
        if person.case.consent == ASKED_FIRST and document.id in person.documents
    ]
    if asked:
        facts.append(("Consent", ask_first(asked)))
    anchors = turn_ids(document)
    coded = SpanSet.of(passage.coding.span for passage in passages)
    hidden = ctx.snapshot.hidden.get(document.id, SpanSet())
    return TranscriptPage(
        id=document.id,
        title=document.title,
        language=document.language,
        facts=tuple((label, value) for label, value in facts if value),
        turns=tuple(
            Said(
                anchor=anchors[turn.index],
                number=printed_number(turn),
                time=_time(turn),
                speaker=turn.speaker,
                role=turn.role,
                language=turn.language,
                pieces=tuple(_pieces(document.text, turn.span, coded, hidden)),
                tiers=_tiers(ctx.snapshot, document, turn.index),
                marks=_marks(ctx, (p for p in passages if turn.index in p.turns)),
            )
            for turn in document.turns
        ),
        before=before,
        after=after,
        fictional=ctx.snapshot.fictional,
    )


def _fact(key: str, document: Document) -> str:
    value = document.header.get(key, "")
    text = "; ".join(value) if isinstance(value, tuple) else value
    return country_name(text) if key == "interview_country" and text else text


def _time(turn: Turn) -> str:
    if turn.time_start is None:
        return ""
    seconds = turn.time_start // 1000
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _pieces(text: str, span: Span, coded: SpanSet, hidden: SpanSet) -> Iterable[tuple[Look, str]]:
    """The words of a turn, cut at the edges of codings and of what is hidden."""
    whole = SpanSet.of([span])
    looks: list[tuple[Span, Look]] = [(part, "withheld") for part in whole.intersection(hidden)]
    looks += [(part, "coded") for part in whole.intersection(coded).difference(hidden)]
    looks += [(part, "plain") for part in whole.difference(coded).difference(hidden)]
    for part, look in sorted(looks):
        yield look, "" if look == "withheld" else part.of(text)


def _tiers(snapshot: Snapshot, document: Document, turn_index: int) -> tuple[tuple[str, str, str], ...]:
    hidden = snapshot.hidden.get(document.id, SpanSet())
    return tuple(
        (tier.name, "" if tier.name == "note" else tier.name, tier.span.of(document.text))
        for tier in document.tiers
        if tier.turn_index == turn_index and not hidden.overlaps(tier.span)
    )


def _marks(ctx: Context, passages: Iterable[Passage]) -> tuple[CodingMark, ...]:
    return tuple(dict.fromkeys(mark(ctx, passage) for passage in passages))


def mark(ctx: Context, passage: Passage) -> CodingMark:
    """How a coding is named beside its words."""
    coding = passage.coding
    stated = facet_texts(coding, "valence")
    valence = VALENCES.get(stated[0], "") if stated else ""
    about = ", ".join(country_name(value) for value in facet_texts(coding, ABOUT))
    return CodingMark(
        label=ctx.labels.get(coding.code_id, coding.code_id),
        about=about,
        sign=SIGN[valence] if valence else "",
        valence=valence,
        coder=coding.coder_id,
    )
