"""Transcripts in two lines, for the tests of what happens between two versions."""

from collections.abc import Sequence

from secondmig.core.ids import content_hash
from secondmig.core.span import Span
from secondmig.core.types import Document, SpeakerRole, Tier, Turn

ROLES: dict[str, SpeakerRole] = {"INT": "interviewer", "": "other"}


def transcript(said: Sequence[tuple[str, ...]], *, version: int = 1) -> Document:
    """A transcript with a numbered turn per (speaker, words) or (speaker, words, translation)."""
    text = "---\nid: T\n---\n"
    turns: list[Turn] = []
    tiers: list[Tier] = []
    for index, (speaker, words, *more) in enumerate(said):
        text += f"#{index + 1} [00:00:{index % 60:02d}] {speaker}: "
        span = Span(len(text), len(text) + len(words))
        turns.append(Turn(index, index + 1, speaker, ROLES.get(speaker, "participant"), "en", span))
        text += words + "\n"
        for line in more:
            text += "%en: "
            tiers.append(Tier("en", index, Span(len(text), len(text) + len(line))))
            text += line + "\n"
    sha = content_hash(text)
    return Document("T", version, "", "interview", "en", text, sha, sha, "utf-8", tuple(turns), tuple(tiers))


def at(document: Document, words: str) -> Span:
    """Where words stand, the first time."""
    start = document.text.index(words)
    return Span(start, start + len(words))
