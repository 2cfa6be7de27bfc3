"""Speakers named on a line of their own, the words below: ``Alice Chen  0:01``, ``ROSA``, ``[Al] 11:02:09``.

With a time the line is believed where two such lines are found, their times go on and not back, and the name
looks like one. Without a time it is believed where at least two names return, take turns, are at least a
tenth of all lines, and every one stands above words; names in small letters only where one of them says what
it is (Interviewer, Speaker 1), as "Yes" and "Right" also stand on lines of their own.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from secondmig.transcript.clock import TIME, milliseconds
from secondmig.transcript.labels import ASIDE, MARK, WORD, Labelled, Style, is_name
from secondmig.transcript.lines import Line
from secondmig.transcript.speakers import says_its_role

_TIMED = re.compile(
    rf"[ \t]*(?P<stray>0{{1,2}}:00[ \t]+)?{MARK}?"
    rf"(?P<name>[^\W\d_]{WORD}*(?:,? (?:{WORD}+|{ASIDE})){{0,5}}){MARK}?"
    rf"[ \t]*[\[(]?(?<=[ \t\[(])(?P<time>{TIME})[\])]?[ \t]*"
)
_TIME_FIRST = re.compile(
    rf"[ \t]*(?P<stray>(?!))?[\[(]?(?P<time>{TIME})[\])]?[ \t]+{MARK}?"
    rf"(?P<name>[^\W\d_]{WORD}*(?: {WORD}+){{0,3}}){MARK}?[ \t]*"
)
_BRACKETED = re.compile(
    r"[ \t]*\[(?P<name>[^\[\]\n]{1,60})\][ \t]+(?P<time>[0-9]{1,2}:[0-5][0-9]:[0-5][0-9])[ \t]*"
)
_BARE = re.compile(rf"[ \t]*{MARK}?(?P<name>[^\W\d_]{WORD}*(?: {WORD}+){{0,3}}){MARK}?[ \t]*")
_STRAY = re.compile(r"\s*0{1,2}:00[ \t]+")
_LONGEST: Final = 100
_ORDERED = 0.9
_SHARE = 0.1
_TAKES_TURNS = 0.5
_ABOVE_WORDS = 0.9
_NO_NAMES: Final = frozenset({"SIDE", "TAPE", "END", "PAGE", "PART", "CHAPTER", "SECTION", "BLANK", "NOTE"})
_NOBODY: Final = frozenset({"unknown speaker", "unknown", "speaker", "guest"})
_Found = tuple[Line, re.Match[str]]


def with_times(text: str, filled: Sequence[Line]) -> Style:
    """Names with times on lines of their own, as Otter, Teams and others export them."""
    behind = _named(_TIMED, text, filled)
    before = _named(_TIME_FIRST, text, filled)
    found = max(behind, before, key=len)
    times = [milliseconds(match["time"]) for _, match in found]
    names = Counter(match["name"] for _, match in found)
    if len(names) < 2 and (not names or max(names.values()) < 2):
        return Style()
    if sum(left <= right for left, right in pairwise(times)) < _ORDERED * (len(times) - 1):
        return Style()
    generic = sorted(name for name in names if name.casefold() in _NOBODY)
    notes = [f"{name!r} is no name: it may stand for several persons" for name in generic]
    return Style(tuple(_labels(text, found, milliseconds)), "likely", tuple(notes))


def bracketed(text: str, filled: Sequence[Line]) -> Style:
    """Names in brackets with the time of day, as Zoom saves captions; the times are no offsets."""
    found = _matches(_BRACKETED, text, filled)
    if len(found) < 2:
        return Style()
    note = f"{len(found)} times of day, which say nothing about places in a recording, are left out"
    return Style(tuple(_labels(text, found, None)), "certain", (note,))


def bare(text: str, filled: Sequence[Line]) -> Style:
    """Names alone on their lines."""
    found = _named(_BARE, text, filled)
    names = Counter(match["name"] for _, match in found)
    capitals = {name for name in names if name.isupper() and name.split(" ")[0] not in _NO_NAMES}
    speaking = capitals if sum(names[name] > 1 for name in capitals) > 1 else set()
    if not speaking and any(says_its_role(name) for name in names):
        speaking = {name for name, count in names.items() if count > 1}
    labels = [label for label in _labels(text, found, None) if label.speaker in speaking]
    return Style(tuple(labels)) if _structured(text, filled, labels) else Style()


def _matches(pattern: re.Pattern[str], text: str, filled: Sequence[Line]) -> list[_Found]:
    """Short lines that a pattern fills."""
    return [
        (line, match)
        for line in filled
        if line.end - line.start <= _LONGEST and (match := pattern.fullmatch(text, line.start, line.end))
    ]


def _named(pattern: re.Pattern[str], text: str, filled: Sequence[Line]) -> list[_Found]:
    """The same, where the name looks like one."""
    return [
        (line, match)
        for line, match in _matches(pattern, text, filled)
        if is_name(match["name"].replace(",", ""))
    ]


def _labels(text: str, found: Sequence[_Found], clock: Callable[[str], int] | None) -> Iterator[Labelled]:
    for line, match in found:
        begins = line.end
        if clock and match["stray"]:
            stray = _STRAY.match(text, begins)
            begins = stray.end() if stray else begins
        yield Labelled(
            line, match["name"].strip().rstrip("_"), begins, clock(match["time"]) if clock else None
        )


def _structured(text: str, filled: Sequence[Line], labels: Sequence[Labelled]) -> bool:
    """Whether names without times behave like speakers."""
    returning = sum(count > 1 for count in Counter(label.speaker for label in labels).values())
    if returning < 2 or len(labels) < _SHARE * len(filled):
        return False
    changes = sum(left.speaker != right.speaker for left, right in pairwise(labels))
    ends = [*(label.line.start for label in labels[1:]), len(text)]
    spoken = sum(bool(text[label.start : end].strip()) for label, end in zip(labels, ends, strict=True))
    return changes >= _TAKES_TURNS * (len(labels) - 1) and spoken >= _ABOVE_WORDS * len(labels)
