"""Speaker labels in running text: what a line must look like, and when to believe it.

A line may begin with a label where a name of one to four words, at most 40 characters, none of them in
small letters but ``de``, ``van`` and the like, stands before a colon. A number, a time or the reading of a
tape counter may stand before the name, a time before or behind the colon, and marks of bold or italics around
any of it. A text is labelled when two such names return; or one returns and a tenth of the lines begin so;
or two are in capitals and half of the lines begin so.

In a labelled text a name that returns is a speaker, however it is written. One that does not is a speaker
below the first that does, if it is in capitals, or, unless all who return are in capitals, stands after a
blank line or right after another label: "Look: that was it" in the middle of an answer is none.
``ROSA (laughs):`` is ROSA where ROSA is a label too; ``??:`` and ``[unclear]:`` are said by nobody known.
What is none for other reasons stands in :mod:`secondmig.transcript.doubts`.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from secondmig.core.labels import same_label
from secondmig.transcript.clock import TIME, milliseconds, time_below
from secondmig.transcript.doubts import breaks_off, heading_lines, is_entry, is_phrase, time_above
from secondmig.transcript.label_words import NO_SPEAKER, UNKNOWN
from secondmig.transcript.lines import Line
from secondmig.transcript.model import Sureness
from secondmig.transcript.speakers import says_its_role

WORD: Final = r"[\w.'’/&+・\u0300-\u036f\u3099\u309a-]"
"""What a word of a name is made of; composed and decomposed accents alike."""
ASIDE: Final = r"\([^()\[\]:：\n]{1,30}\)"
"""Something in parentheses behind a name."""
MARK: Final = r"(?:\*{1,3}|_{1,2})"
"""Bold and italics in Markdown."""
_SHARE = 0.1
_SHARE_ONCE = 0.5
_NAME_LENGTH = 40
_COLON = re.compile(
    r"^[ \t\u3000]*(?:[-*+>•][ \t]+)?"
    r"(?:(?P<counter>[0-9]{1,3}\.[0-9]{2})[ \t]+"
    r"|(?:\[(?P<boxed>[0-9]{1,6})\]|(?P<number>[0-9]{1,6})[.)]?)[ \t]+)?"
    rf"{MARK}?(?:[\[(]?(?P<before>{TIME})(?:[ \t]*(?:-->|[-–—])[ \t]*(?P<until>{TIME}))?[\])]?"
    rf"{MARK}?[ \t]+)?{MARK}?"
    r"(?P<open>[\[(<【])?"
    rf"(?P<name>\?{{1,4}}|[^\W_]{WORD}*(?:{ASIDE})?(?: (?:{WORD}+|{ASIDE})){{0,5}})(?(open)[\])>】]){MARK}?"
    rf"(?:[ \t]*[\[(]?(?<=[ \t\[(])(?P<behind>{TIME})[\])]?)?{MARK}?[ \t]*[:：](?![0-9/\\]){MARK}?"
    rf"(?:[ \t]*[\[(](?P<inside>{TIME})[\])]{MARK}?|[ \t]+(?P<last>{TIME})[ \t]*$)?",
    re.MULTILINE,
)
# What most labels look like, so that the pattern above need not be tried: it finds the same in such a line.
_LETTERS = re.compile(r"([^\W\d_]+):(?= [^\W\d_])")
_ASIDE = re.compile(rf" ?{ASIDE}\Z")
_PARTICLES = frozenset(
    {"de", "da", "do", "dos", "das", "del", "la", "van", "von", "der", "den", "bin", "al", "el", "y", "e"}
)
_SMALL = re.compile(
    r"(?:int|interviewer|interviewee|participant|respondent|speaker|moderator|facilitator"
    r"|entrevistadora?|entrevistad[oa]|[iqarp])(?:[ -]?[0-9]{1,2})?"
)
_FEW = 5
_SHOWN = 3


class Labelled(NamedTuple):
    """A line that begins a turn; a tuple, for a text has thousands of them.

    Attributes:
        line: where.
        speaker: the label; "" where a mark says that somebody else speaks, but not who.
        start: offset where the words begin.
        time: milliseconds, or None.
        until: milliseconds of the end, or None.
        number: as printed, or None.
        counter: whether the reading of a tape counter stands before it.
    """

    line: Line
    speaker: str
    start: int
    time: int | None
    until: int | None = None
    number: int | None = None
    counter: bool = False


@dataclass(frozen=True, slots=True)
class Style:
    """The labels of one way of labelling; none where the text is not labelled so.

    Attributes:
        labels: in order.
        sure: how far they can be trusted.
        notes: sentences for the person who imports; never words of the text.
    """

    labels: tuple[Labelled, ...] = ()
    sure: Sureness = "likely"
    notes: tuple[str, ...] = ()


def matching_labels(text: str, filled: Sequence[Line], pattern: re.Pattern[str]) -> list[Labelled]:
    """The lines that begin as the user's pattern says, its one group being the speaker."""
    found = []
    for line in filled:
        match = pattern.match(text, line.start, line.end)
        if match and match[1] is not None:
            found.append(Labelled(line, match[1].strip(), match.end(), None))
    return found


def with_colon(text: str, filled: Sequence[Line]) -> Style:
    r"""The labels with a colon, by the rule at the top of this module.

    Args:
        text: any.
        filled: its lines that are not blank, in order.

    >>> from secondmig.transcript.lines import filled_lines
    >>> text = "INT: Well?\nROSA: Twice is enough."
    >>> [label.speaker for label in with_colon(text, filled_lines(text)).labels]
    ['INT', 'ROSA']
    """
    candidates: Sequence[Labelled] = list(_candidates(text, filled))
    if len(candidates) < 2:
        return Style()
    heading = heading_lines(text, filled)
    if heading:
        candidates = [label for label in candidates if label.line.number > filled[heading - 1].number]
    candidates = _without_asides(_with_times_above(text, candidates))
    times = _times(candidates)
    if not _is_labelled(candidates, times, len(filled)):
        return Style()
    believed, doubted = _believed(text, candidates, times, filled)
    return Style(tuple(_numbered(believed)), notes=tuple(_notes(doubted)))


def is_name(name: str) -> bool:
    """Whether words look like the name of a speaker."""
    if len(name) > _NAME_LENGTH or name.casefold() in NO_SPEAKER:
        return False
    if name[0].islower():
        return _SMALL.fullmatch(name) is not None
    return all(word in _PARTICLES or not word[0].islower() for word in _ASIDE.sub("", name).split(" "))


def _candidates(text: str, filled: Sequence[Line]) -> Iterator[Labelled]:
    known: dict[str, bool] = {}
    for line in filled:
        _, start, end = line
        plain = _LETTERS.match(text, start, end)
        match = plain or _COLON.match(text, start, end)
        if not match:
            continue
        name = match[1] if plain else match["name"].rstrip("_")
        if not plain and (name[0] == "?" or (match["open"] and name.casefold() in UNKNOWN)):
            yield _labelled(text, line, "", match)
            continue
        if name not in known:
            known[name] = is_name(name)
        if known[name]:
            yield Labelled(line, name, match.end(), None) if plain else _labelled(text, line, name, match)


def _labelled(text: str, line: Line, name: str, match: re.Match[str]) -> Labelled:
    """A label with the time and the number that stand beside it, or the time that stands below."""
    time = match["before"] or match["behind"] or match["inside"] or match["last"]
    behind = match.end()
    number = match["number"] or match["boxed"]
    below = time_below(text, behind) if time is None and not text[behind : line.end].strip() else None
    return Labelled(
        line,
        name,
        below[1] if below else behind,
        milliseconds(time) if time else below[0] if below else None,
        milliseconds(match["until"]) if match["until"] else None,
        int(number) if number else None,
        match["counter"] is not None,
    )


def _without_asides(candidates: Sequence[Labelled]) -> Sequence[Labelled]:
    """``ROSA (laughs)`` as ROSA, where ROSA is a label of its own."""
    names = {label.speaker for label in candidates}
    bare = {name: base for name in names if (base := _ASIDE.sub("", name)) != name and base in names}
    if not bare:
        return candidates
    return [label._replace(speaker=bare.get(label.speaker, label.speaker)) for label in candidates]


def _at_start(filled: Sequence[Line], candidates: Sequence[Labelled]) -> set[int]:
    """Numbers of the lines that follow a blank line, another candidate, or nothing."""
    numbers = {label.line.number for label in candidates}
    ends = {label.line.end for label in candidates}
    found = set()
    above = Line(-1, -1, -1)
    for line in filled:
        if line.number in numbers and (above.number != line.number - 1 or above.end in ends):
            found.add(line.number)
        above = line
    return found


def _times(candidates: Sequence[Labelled]) -> dict[str, int]:
    """How often each label stands there, however it is written; nobody known is no label."""
    written = Counter(label.speaker for label in candidates)
    del written[""]
    times: Counter[str] = Counter()
    for name, count in written.items():
        times[same_label(name)] += count
    return {name: times[same_label(name)] for name in written}


def _is_labelled(candidates: Sequence[Labelled], times: Mapping[str, int], filled: int) -> bool:
    returning = len({same_label(name) for name, count in times.items() if count > 1})
    capitals = sum(name.isupper() for name in times)
    share = len(candidates) / max(1, filled)
    return returning > 1 or (returning == 1 and share >= _SHARE) or (capitals > 1 and share >= _SHARE_ONCE)


def _believed(
    text: str, candidates: Sequence[Labelled], times: Mapping[str, int], filled: Sequence[Line]
) -> tuple[Sequence[Labelled], Sequence[Labelled]]:
    """The labels that are speakers, and those that are not though they stand where one could."""
    returning = {name for name, count in times.items() if count > 1}
    within = _within_sentences(text, candidates, returning)
    returning -= within
    if len(returning) == len(times) == len({label.speaker for label in candidates}):
        return candidates, ()
    at_start = _at_start(filled, candidates)
    first = min((label.line.number for label in candidates if label.speaker in returning), default=0)
    capitals = len(returning) > 1 and all(name.isupper() for name in returning)
    believed, doubted = [], []
    for label in candidates:
        name, below = label.speaker, label.line.number > first
        if name in returning:
            believed.append(label)
        elif name in within:
            doubted.append(label)
        elif says_its_role(name):
            entry = not below and is_entry(text[label.start : label.line.end].strip())
            (doubted if entry else believed).append(label)
        elif below and (not name or name.isupper()):
            believed.append(label)
        elif below and label.line.number in at_start:
            (doubted if capitals or is_phrase(name) else believed).append(label)
    return believed, doubted


def _within_sentences(text: str, candidates: Sequence[Labelled], returning: AbstractSet[str]) -> set[str]:
    """Names that return, but only where a line goes on with a sentence; none if fewer than two are left."""
    open_ = {name for name in returning if not name.isupper() and not says_its_role(name)}
    for label in candidates:
        if not open_:
            return set()
        if label.speaker in open_ and not breaks_off(text, label.line.start):
            open_.remove(label.speaker)
    if not open_:
        return set()
    broken = [label for label in candidates if breaks_off(text, label.line.start)]
    if 2 * len(broken) > len(candidates):
        # Nobody set full stops here.
        begun = {label.line.number + 1 for label in candidates}
        broken = [label for label in broken if label.line.number not in begun]
    inside = Counter(label.speaker for label in broken)
    times = Counter(label.speaker for label in candidates)
    open_ = {name for name in open_ if inside[name] == times[name]}
    return open_ if len(returning) - len(open_) > 1 else set()


def _with_times_above(text: str, labels: Sequence[Labelled]) -> Sequence[Labelled]:
    """The labels with the times that stand alone above them, where they do so above one of the first."""
    if not any(label.time is None and time_above(text, label.line) for label in labels[:_FEW]):
        return labels
    found = []
    for label in labels:
        above = time_above(text, label.line) if label.time is None else None
        found.append(label._replace(time=above[0], line=above[1]) if above else label)
    return found


def _notes(doubted: Sequence[Labelled]) -> Iterator[str]:
    if doubted:
        names = list(dict.fromkeys(label.speaker for label in doubted))
        shown = ", ".join(map(repr, names[:_SHOWN])) + (", ..." if len(names) > _SHOWN else "")
        lines = "1 line begins" if len(doubted) == 1 else f"{len(doubted)} lines begin"
        yield f"{lines} like a label and may be words of somebody else: {shown}"


def _numbered(labels: Sequence[Labelled]) -> Sequence[Labelled]:
    """The labels with their printed numbers where all have one and they rise; else without."""
    numbers = [label.number for label in labels]
    if not any(number is not None for number in numbers):
        return labels
    rising = all(left is not None and right is not None and left < right for left, right in pairwise(numbers))
    if numbers[0] is not None and rising:
        return labels
    return [label._replace(number=None) if label.number is not None else label for label in labels]
