"""Timed and tabular transcripts: what is said, by whom, when; and the text a document makes of it.

Captions are cut for a screen, so neighbours are joined (:func:`merged`); annotations and rows were cut by a
person and stay as they are.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from secondmig.core.decode import Decoded
from secondmig.core.errors import SecondmigError
from secondmig.core.types import Document, SpeakerRole
from secondmig.transcript.assemble import Draft, Parsed, TierDraft, assemble
from secondmig.transcript.header import Entry, Header
from secondmig.transcript.language import primary
from secondmig.transcript.model import Request

PAUSE_MS: Final = 2000
"""Silence that ends a paragraph of somebody nobody names."""
PARAGRAPH: Final = 600
"""Characters after which such a paragraph ends at the next cue, for captions without punctuation."""
_SENTENCE_END = re.compile(r"[.?!…。．？！][\"'”’»」』)\])）]*\Z")
_WITHOUT_SPACES = re.compile(
    r"[\u2e80-\u2fdf\u3000-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff9f\U0001b000-\U0001b16f\U00020000-\U0003ffff]"
)


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something said at a stretch.

    Attributes:
        speaker: as the file names them, "" if it does not.
        words: without label and marks.
        start_ms: milliseconds from the beginning of the recording, or None.
        end_ms: milliseconds, or None.
        language: BCP 47 where the file says it, else "".
        role: where the file says it.
        number: as printed, or None.
        translations: (language, words), in the order of the file.
        begins: a mark without a name says that somebody else speaks from here.
    """

    speaker: str
    words: str
    start_ms: int | None = None
    end_ms: int | None = None
    language: str = ""
    role: SpeakerRole | None = None
    number: int | None = None
    translations: tuple[tuple[str, str], ...] = ()
    begins: bool = False


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A text made of utterances, and where they are in it."""

    text: str
    turns: tuple[Draft, ...]
    tiers: tuple[TierDraft, ...]


def merged(utterances: Iterable[Utterance]) -> list[Utterance]:
    """Neighbours of one speaker as one utterance, from the first beginning to the last end.

    Neighbours whose speaker nobody names may be several people. They are joined to paragraphs only: up to the
    end of a sentence, a pause of ``PAUSE_MS``, a mark that somebody else speaks, or ``PARAGRAPH`` characters.
    Utterances in another language or with a translation stay apart.

    >>> [
    ...     each.words
    ...     for each in merged([Utterance("A", "So"), Utterance("A", "what?"), Utterance("B", "No.")])
    ... ]
    ['So what?', 'No.']
    """
    groups: list[list[Utterance]] = []
    length = 0
    for each in utterances:
        if not each.words:
            continue
        if groups and _goes_on(groups[-1][-1], each, length):
            groups[-1].append(each)
            length += len(each.words)
        else:
            groups.append([each])
            length = len(each.words)
    return [_one(group) for group in groups]


def joined(pieces: Sequence[str]) -> str:
    """Pieces of one sentence with a space between, and none where both sides are written without spaces.

    >>> joined(["Well,", "三年", "です。"])
    'Well, 三年です。'
    """
    out: list[str] = []
    for piece in pieces:
        if out and not (_WITHOUT_SPACES.match(out[-1][-1]) and _WITHOUT_SPACES.match(piece[0])):
            out.append(" ")
        out.append(piece)
    return "".join(out)


def lay_out(utterances: Iterable[Utterance], *, where: str) -> LaidOut:
    """Each utterance a paragraph ``SPEAKER: words``, its translations below it as ``%en: words``.

    Raises:
        SecondmigError: half of a character, which no text can hold.
    """
    pieces: list[str] = []
    turns: list[Draft] = []
    tiers: list[TierDraft] = []
    at = 0

    def write(piece: str) -> int:
        nonlocal at
        pieces.append(piece)
        at += len(piece)
        return at

    for each in utterances:
        words, speaker = cleaned(each.words), " ".join(cleaned(each.speaker).split())
        if not words:
            continue
        start = write(("\n\n" if turns else "") + (f"{speaker}: " if speaker else ""))
        turns.append(_draft(each, speaker, start, write(words)))
        for language, translation in each.translations:
            if said := cleaned(translation):
                begun = write(f"\n%{language}: ")
                tiers.append(TierDraft(language, len(turns) - 1, begun, write(said)))
    text = "".join(pieces)
    _refuse_half_characters(text, turns, where)
    return LaidOut(text, tuple(turns), tuple(tiers))


def cleaned(words: str) -> str:
    """Words as a document holds them: LF line ends, no NUL, no byte order mark in front, trimmed."""
    return words.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff").strip()


def document_of(
    raw: bytes, utterances: Iterable[Utterance], request: Request, *, decoding: str, language: str = ""
) -> Document:
    """The document that utterances make.

    Args:
        raw: the file.
        utterances: in the order of the document.
        request: how the file is to be read.
        decoding: how the bytes became text, with the format in front.
        language: main language where the file says it.

    Raises:
        SecondmigError: nobody says anything; the file's name cannot be an id; half of a character.
    """
    laid = lay_out(utterances, where=request.where)
    header = Header({"language": Entry(language, 1)} if language else {})
    parsed = Parsed(header, laid.turns, laid.tiers)
    return assemble(raw, Decoded(laid.text, decoding), parsed, request)


def main_language(utterances: Sequence[Utterance]) -> str:
    """The language of most utterances, where the file says any; else ""."""
    counts = Counter(primary(each.language) for each in utterances if each.language)
    return min(counts, key=lambda tag: (-counts[tag], tag)) if counts else ""


def time_notes(utterances: Sequence[Utterance]) -> tuple[str, ...]:
    """What is odd about the times, in sentences for the person who imports."""
    timed = [each for each in utterances if each.start_ms is not None]
    turned = sum(each.end_ms is not None and each.end_ms < (each.start_ms or 0) for each in timed)
    starts = [each.start_ms or 0 for each in timed]
    back = sum(after < before for before, after in itertools.pairwise(starts))
    notes = []
    if turned:
        notes.append(f"{turned} times end before they begin: their ends are left out")
    if back:
        notes.append(f"times go back in {back} places; the order of the file is kept")
    return tuple(notes)


def speakers_by_pattern(utterances: Iterable[Utterance], request: Request) -> list[Utterance]:
    """The same, with speakers where the user's pattern finds them at the beginning of the words.

    Raises:
        SecondmigError: it finds none.
    """
    if request.speakers is None:
        return list(utterances)
    found = [_named(each, request.speakers.match(each.words)) for each in utterances]
    if not any(each.speaker for each in found):
        raise no_match(request)
    return found


def _named(each: Utterance, match: re.Match[str] | None) -> Utterance:
    if not match or match[1] is None:
        return each
    return replace(each, speaker=match[1].strip(), words=each.words[match.end() :].strip())


def no_match(request: Request) -> SecondmigError:
    """That the user's pattern for speakers fits nowhere."""
    pattern = request.speakers.pattern if request.speakers else ""
    return SecondmigError(
        f"nothing said begins as --speakers {pattern!r} says",
        where=request.where,
        hint="the pattern is matched at the beginning of the words, marks such as <i> taken away",
    )


def _goes_on(last: Utterance, each: Utterance, length: int) -> bool:
    same = (last.speaker, last.language, last.role) == (each.speaker, each.language, each.role)
    if not same or each.begins or last.translations or each.translations:
        return False
    if each.speaker:
        return True
    paused = last.end_ms is not None and each.start_ms is not None and each.start_ms - last.end_ms >= PAUSE_MS
    ended = _SENTENCE_END.search(last.words) is not None and not each.words[0].islower()
    return not paused and not ended and length < PARAGRAPH


def _one(group: Sequence[Utterance]) -> Utterance:
    if len(group) == 1:
        return group[0]
    starts = [each.start_ms for each in group if each.start_ms is not None]
    ends = [each.end_ms for each in group if each.end_ms is not None]
    words = joined([each.words for each in group])
    return replace(group[0], words=words, start_ms=min(starts, default=None), end_ms=max(ends, default=None))


def _draft(each: Utterance, speaker: str, start: int, end: int) -> Draft:
    ends = each.end_ms
    if ends is not None and (each.start_ms is None or ends < each.start_ms):
        ends = None
    return Draft(
        each.number, speaker, start, end, each.start_ms, 0, ends, language=each.language, role=each.role
    )


def _refuse_half_characters(text: str, turns: Sequence[Draft], where: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        turn = sum(draft.start <= error.start for draft in turns)
        message = f"half of a character (a lone surrogate) in turn {turn}"
        raise SecondmigError(message, where=where, hint="write the whole character") from error
