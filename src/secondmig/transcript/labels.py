"""Speaker labels in plain text: where a line begins with a name and a colon, and when to believe it.

A line may begin with a label where a name of one to four words, at most 40 characters, none of them in
small letters but ``de``, ``van`` and the like, stands before a colon, with or without a time before or
behind it. A text is labelled when two such names return; or one returns and a tenth of the lines begin so;
or two are in capitals and half of the lines begin so.

In a labelled text a name that returns is a speaker. One that does not is a speaker below the first that
does, if it is in capitals or stands after a blank line or right after another label: "Date: May" in the
heading is none, nor is "Look: that was it" in the middle of an answer.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from secondmig.transcript.lines import Line, lines

_SHARE = 0.1
_SHARE_ONCE = 0.5
_TIME = r"[\[(]?(?P<{}>(?:[0-9]{{1,3}}:)?[0-9]{{1,3}}:[0-5][0-9](?:[.,][0-9]{{1,3}})?)[\])]?"
_LABEL = re.compile(
    r"[ \t\u3000]*(?:" + _TIME.format("before") + r"[ \t]+)?"
    r"(?P<name>[^\W_][\w.'’()/&-]*(?: [\w.'’()/&-]+){0,3})"
    r"(?:[ \t]+" + _TIME.format("behind") + r")?[ \t]*[:：](?![0-9/\\])",
)
_NAME_LENGTH = 40
_PARTICLES = frozenset(
    {"de", "da", "do", "dos", "das", "del", "la", "van", "von", "der", "den", "bin", "al", "el", "y", "e"}
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A line that begins a turn.

    Attributes:
        line: where.
        speaker: the label.
        start: offset where the words begin.
        time: milliseconds, or None.
    """

    line: Line
    speaker: str
    start: int
    time: int | None


def matching_labels(text: str, start: int, pattern: re.Pattern[str]) -> list[Labelled]:
    """The lines that begin as the user's pattern says, its one group being the speaker."""
    found = []
    for line in lines(text, start):
        match = pattern.match(text, line.start, line.end)
        if match and match[1] is not None:
            found.append(Labelled(line, match[1].strip(), match.end(), None))
    return found


def believable_labels(text: str, start: int) -> list[Labelled]:
    r"""The labelled lines by the rule at the top of this module; empty for a text without labels.

    >>> [label.speaker for label in believable_labels("INT: Well?\nROSA: Twice is enough.", 0)]
    ['INT', 'ROSA']
    """
    candidates: list[Labelled] = []
    at_start: set[int] = set()
    filled = 0
    beginning = True
    for line in lines(text, start):
        label = _candidate(text, line)
        if label:
            candidates.append(label)
            if beginning:
                at_start.add(line.number)
        blank = not line.of(text).strip()
        filled += not blank
        beginning = blank or label is not None
    return _believed(candidates, at_start) if _is_labelled(candidates, filled) else []


def _candidate(text: str, line: Line) -> Labelled | None:
    match = _LABEL.match(text, line.start, line.end)
    if not match or len(match["name"]) > _NAME_LENGTH or not _is_name(match["name"]):
        return None
    time = match["before"] or match["behind"]
    return Labelled(line, match["name"], match.end(), _milliseconds(time) if time else None)


def _is_name(name: str) -> bool:
    words = name.split(" ")
    return not words[0][0].islower() and all(word in _PARTICLES or not word[0].islower() for word in words)


def _is_labelled(candidates: Sequence[Labelled], filled: int) -> bool:
    times = Counter(label.speaker for label in candidates)
    returning = sum(count > 1 for count in times.values())
    capitals = sum(name.isupper() for name in times)
    share = len(candidates) / max(1, filled)
    return returning > 1 or (returning == 1 and share >= _SHARE) or (capitals > 1 and share >= _SHARE_ONCE)


def _believed(candidates: Sequence[Labelled], at_start: set[int]) -> list[Labelled]:
    times = Counter(label.speaker for label in candidates)
    returning = [label.line.number for label in candidates if times[label.speaker] > 1]
    first = min(returning, default=0)
    return [
        label
        for label in candidates
        if times[label.speaker] > 1
        or (label.line.number > first and (label.speaker.isupper() or label.line.number in at_start))
    ]


def _milliseconds(time: str) -> int:
    clock, _, fraction = time.replace(",", ".").partition(".")
    seconds = 0
    for part in clock.split(":"):
        seconds = seconds * 60 + int(part)
    return seconds * 1000 + int(fraction.ljust(3, "0"))
