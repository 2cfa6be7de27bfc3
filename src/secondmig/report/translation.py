"""The translation that belongs to the words of a quotation, out of the tier under their turn."""

import re
from dataclasses import dataclass
from typing import Final

from secondmig.core.snapshot import Snapshot
from secondmig.core.span import Span
from secondmig.core.types import Document, Tier

_END: Final = re.compile(r"[.!?。．！？…]+[\"'”’」』)\]]*\s*")
_GLOSS: Final = re.compile(r"^\(([^)]*)\)\s*")
_LAST: Final = re.compile(r"last|final", re.IGNORECASE)
TIER: Final = "en"


@dataclass(frozen=True, slots=True)
class Translation:
    """A translation to stand under a quotation.

    Attributes:
        text: its words.
        language: BCP 47.
        kind: "words", of the words quoted; "turn", of the whole turn they are from; "gloss", of a phrase in
            them.
    """

    text: str
    language: str
    kind: str


def translation(snapshot: Snapshot, document: Document, turn_index: int, span: Span) -> Translation | None:
    """The translation of ``span``, None where there is none that may be shown.

    A tier that begins with ``(words)`` explains those words alone; it is given where the quotation holds
    them, or, for ``(last words)``, where it reaches the end of the turn. Any other tier translates the whole
    turn: where turn and tier have as many sentences, those that the quotation touches are given, else the
        whole.

    Args:
        snapshot: for what is hidden.
        document: of the quotation.
        turn_index: of its turn.
        span: the words quoted, inside the turn.
    """
    tier = _tier(snapshot, document, turn_index)
    if tier is None:
        return None
    words, turn = tier.span.of(document.text), document.turns[turn_index]
    gloss = _GLOSS.match(words)
    if gloss is not None:
        phrase = gloss.group(1)
        reaches_end = bool(_LAST.search(phrase)) and turn.span.end - span.end <= 2
        told = reaches_end or phrase.casefold() in span.of(document.text).casefold()
        return Translation(words, tier.name, "gloss") if told else None
    spoken, told_in = _sentences(turn.span.of(document.text)), _sentences(words)
    if span == turn.span or len(spoken) != len(told_in) or not spoken:
        kind = "words" if span == turn.span or len(spoken) == 1 else "turn"
        return Translation(words, tier.name, kind)
    quoted = span.shifted(-turn.span.start)
    touched = [index for index, sentence in enumerate(spoken) if sentence.overlaps(quoted)]
    text = words[told_in[touched[0]].start : told_in[touched[-1]].end].strip()
    return Translation(text, tier.name, "words")


def _tier(snapshot: Snapshot, document: Document, turn_index: int) -> Tier | None:
    hidden = snapshot.hidden.get(document.id)
    for tier in document.tiers:
        if (
            tier.turn_index == turn_index
            and tier.name == TIER
            and (hidden is None or not hidden.overlaps(tier.span))
        ):
            return tier
    return None


def _sentences(text: str) -> tuple[Span, ...]:
    """Sentences by their closing marks, white space behind included; a rest without one is a sentence too."""
    found, start = [], 0
    for end in _END.finditer(text):
        found.append(Span(start, end.end()))
        start = end.end()
    if text[start:].strip():
        found.append(Span(start, len(text)))
    return tuple(found)
