"""From what a reader parsed to a document: trimmed spans, roles, languages, withheld stretches, problems."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from secondmig.core.decode import Decoded
from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.ids import content_hash
from secondmig.core.span import Span
from secondmig.core.types import DOCUMENT_KINDS, Document, DocumentKind, SpeakerRole, Tier, Turn
from secondmig.transcript.header import Header, id_problem
from secondmig.transcript.language import Languages, primary
from secondmig.transcript.lines import trimmed
from secondmig.transcript.model import Request
from secondmig.transcript.speakers import guessed_roles, is_given, role_of, speech_of
from secondmig.transcript.withheld import withheld_stretches

DEFAULT_KIND: DocumentKind = "interview"
_OWN_FIELDS = ("id", "language", "kind")


@dataclass(slots=True)
class Draft:
    """A turn while it is read.

    Attributes:
        number: as printed, or None.
        speaker: label.
        start: offset of its words, white space included.
        end: offset behind them.
        time_start: milliseconds, or None.
        line: where it begins in the file.
        time_end: milliseconds, or None.
        language: BCP 47 where the file says it for this turn, else "".
        role: where the file says it for this turn, else None.
    """

    number: int | None
    speaker: str
    start: int
    end: int
    time_start: int | None
    line: int
    time_end: int | None = None
    language: str = ""
    role: SpeakerRole | None = None


_Said: TypeAlias = tuple[int, Draft, Span, str]


@dataclass(slots=True)
class TierDraft:
    """A tier while it is read; ``turn`` is the position of its turn among the drafts."""

    name: str
    turn: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a reader found in a text.

    Attributes:
        header: read from the same text.
        turns: in order.
        tiers: in order.
        problems: of the body.
        title: where the file has one outside its header, else "".
    """

    header: Header
    turns: Sequence[Draft]
    tiers: Sequence[TierDraft] = ()
    problems: Sequence[SecondmigError] = ()
    title: str = ""


def kind_of(header: Header, request: Request) -> DocumentKind:
    """What the user says, else what the header says, else an interview."""
    if request.kind:
        return request.kind
    named = header.text("kind")
    return next((kind for kind in DOCUMENT_KINDS if kind == named), DEFAULT_KIND)


def assemble(raw: bytes, decoded: Decoded, parsed: Parsed, request: Request) -> Document:
    """The document; turns and tiers without words are left out.

    Raises:
        SecondmigError: all problems of header and body at once.
    """
    header, text = parsed.header, decoded.text
    turns, tiers = _spoken(text, parsed, request)
    withheld, wrong = withheld_stretches(text, header, turns, tiers, where=request.where)
    problems = [*header.problems, *_id_problems(header, request), *parsed.problems, *wrong]
    if not turns and not problems:
        problems.append(SecondmigError("the file holds no words", where=request.where))
    raise_all(problems)
    encoded = text.encode("utf-8")
    text_sha = content_hash(encoded)
    return Document(
        id=header.text("id") if header.end else request.name,
        version=1,
        title=header.text("title") or parsed.title,
        kind=kind_of(header, request),
        language=_language(header, request),
        text=text,
        text_sha=text_sha,
        source_sha=text_sha if encoded == raw else content_hash(raw),
        decoding=decoded.decoding,
        turns=turns,
        tiers=tiers,
        withheld=withheld,
        header={key: entry.value for key, entry in header.entries.items() if key not in _OWN_FIELDS},
    )


def _language(header: Header, request: Request) -> str:
    return request.language or header.text("language") or "und"


def _id_problems(header: Header, request: Request) -> list[SecondmigError]:
    """The file's name as id; an id in the header was checked with it."""
    wrong = "" if header.end else id_problem(request.name)
    hint = "rename the file, or add a header with an id"
    return (
        [SecondmigError(f"the file's name cannot be an id: {wrong}", where=request.where, hint=hint)]
        if wrong
        else []
    )


def _spoken(text: str, parsed: Parsed, request: Request) -> tuple[tuple[Turn, ...], tuple[Tier, ...]]:
    """Turns and tiers that hold words."""
    said = _said(text, parsed.turns)
    main = _language(parsed.header, request)
    tiers = _tiers(text, parsed, said) if parsed.tiers else ()
    translations = {
        tier.turn_index: (tier.name, tier.span.of(text))
        for tier in reversed(tiers)
        if primary(tier.name) == primary(main)
    }
    languages = Languages(main, parsed.header.texts("languages"))
    roles = _roles(text, parsed, said, request)
    # A number is a turn's name only where every turn has one: others are counted, and would take the same.
    numbered = all(draft.number is not None for _, draft, _, _ in said)
    turns = tuple(
        [
            Turn(
                index,
                draft.number if numbered else None,
                draft.speaker,
                roles[draft.speaker, draft.role],
                primary(draft.language) if draft.language else languages.of(words, translations.get(index)),
                span,
                draft.time_start,
                draft.time_end,
            )
            for index, (_, draft, span, words) in enumerate(said)
        ]
    )
    return turns, tiers


def _said(text: str, drafts: Sequence[Draft]) -> list[_Said]:
    """The drafts that hold words: place among all, draft, span and words without white space around."""
    said = []
    for place, draft in enumerate(drafts):
        around = text[draft.start : draft.end]
        words = around.lstrip()
        start = draft.start + len(around) - len(words)
        words = words.rstrip()
        if words:
            said.append((place, draft, Span(start, start + len(words)), words))
    return said


def _tiers(text: str, parsed: Parsed, said: Sequence[_Said]) -> tuple[Tier, ...]:
    index_of = {place: index for index, (place, _, _, _) in enumerate(said)}
    return tuple(
        Tier(tier.name, index_of[tier.turn], span)
        for tier in parsed.tiers
        if tier.turn in index_of and (span := trimmed(text, tier.start, tier.end))
    )


def _roles(
    text: str, parsed: Parsed, said: Sequence[_Said], request: Request
) -> dict[tuple[str, SpeakerRole | None], SpeakerRole]:
    """The role of each speaker, by label and by what the file says of a turn.

    In interviews roles that are almost certain are guessed where nothing says them; neither the user nor the
    file is ever overruled.
    """
    pseudonyms = parsed.header.texts("pseudonym")
    named = dict.fromkeys((draft.speaker, draft.role) for draft in parsed.turns)
    roles = {
        (label, role): role_of(label, pseudonyms=pseudonyms, roles=request.roles, said=role)
        for label, role in named
    }
    if kind_of(parsed.header, request) != "interview":
        return roles
    known = {
        label: role
        for (label, file_says), role in roles.items()
        if role != "other" or not (file_says or is_given(label, request.roles))
    }
    spoken = ((draft.speaker, span) for _, draft, span, _ in said)
    for label, guess in guessed_roles(known, lambda: speech_of(text, spoken)).items():
        if (label, None) in roles:
            roles[label, None] = guess
    return roles
