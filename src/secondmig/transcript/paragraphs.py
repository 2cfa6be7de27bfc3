"""Text without labels: where one person stops and another begins, though nobody is named.

Stretches between blank lines are turns of nobody known. Where the lines are not wrapped (most lines above
another end a sentence, or many are longer than any page is wide) a line of its own is a turn as well, unless
it goes on with the sentence above it: it begins with a small letter, or a long line above it ends none.
Where most stretches begin with a dash, each dash begins a turn. Where paragraphs are numbered from the first
on, each is a turn of that number; where lines that are set in follow the ends of sentences and the others do
not, or the other way round, these lines begin turns.

Oral histories print readings of the tape counter at the beginnings of lines ("3.08", "027"): where three
lines begin so they are counter readings, never times. They are no words, what stands above the first is the
heading, and lines such as END OF SIDE A and lone numbers of pages belong to nobody.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from secondmig.transcript.assemble import Draft
from secondmig.transcript.lines import Line

_TABBED = re.compile(r"[ \t]*(?:[0-9]{1,3}[ \t]?\.[ \t]?[0-9]{1,2}|[0-9]{3})[ ]*\t")
_COUNTER = re.compile(
    r"[ \t]*(?:[0-9]{1,3}[ \t]?[. ][ \t]?[0-9]{1,2}[ ]*(?:\t|\Z)|[0-9]{3}[ ]*(?:\t|\Z)"
    r"|[0-9]{1,3}\.[0-9]{2}[ ]+(?=[^\W\d_a-z]))[ \t]*"
)
_DASH = re.compile(r"[ \t\u3000]*[-–—―－](?![-–—―－0-9])[ \t]*(?=\S)")
_TAPE = re.compile(
    r"(?:BLANK[ \t]+)?(?:END(?: OF)?(?: (?:THE )?(?:SIDE|TAPE|INTERVIEW|RECORDING))?"
    r"|SIDE|TAPE|START OF (?:SIDE|TAPE))"
    r"(?: [0-9]{1,2}| [AB])?(?: (?:STARTS|ENDS|BEGINS))?[.,:]?|[0-9]{1,3}"
)
_NUMBERED = re.compile(r"[ \t]*[\[(]?(?P<number>[0-9]{1,4})(?:[\])][.:]?|[.:])?[ \t]+(?=[^\s0-9])")
_SENTENCE_END = frozenset(".?!…。？！」』\"'”’)]）”:;")
_LONG_LINE = 160
_SHORT_LINE = 60
_FEW = 3
_INNER = 8
_UNWRAPPED = 0.75
_DASHED = 0.6
_LATEST_FIRST_COUNTER: Final = 40
_LATEST_FIRST_NUMBER: Final = 8
_FIRST_NUMBERS: Final = frozenset({0, 1})
_SMALL: Final = 0.2
_ENDED: Final = 0.7
_NOT_ENDED: Final = 0.5


@dataclass(frozen=True, slots=True)
class Unlabelled:
    """The turns of a text without labels.

    Attributes:
        drafts: in order, each of nobody known.
        notes: sentences for the person who imports.
    """

    drafts: tuple[Draft, ...]
    notes: tuple[str, ...]


def unlabelled(text: str, filled: Sequence[Line], *, tapes: bool) -> Unlabelled:
    """The turns, by the rule at the top of this module.

    Args:
        text: any.
        filled: its lines that are not blank, in order.
        tapes: whether counter readings and marks of tapes are looked for.
    """
    readings = sum(_TABBED.match(text, line.start, line.end) is not None for line in filled) if tapes else 0
    counters = readings >= _FEW
    numbers = _numbered(text, filled) if tapes and not counters else {}
    cut = _Cut(
        text,
        counters=counters,
        unwrapped=not numbers and _is_unwrapped(text, filled),
        dashed=_is_dashed(text, filled),
        numbers=numbers,
    )
    if not (cut.unwrapped or cut.dashed or numbers):
        cut.begins = _set_in_or_out(text, filled)
    for line in filled:
        cut.take(line)
    return Unlabelled(tuple(cut.drafts), tuple(cut.notes()))


class _Cut:
    """The turns cut so far."""

    def __init__(
        self, text: str, *, counters: bool, unwrapped: bool, dashed: bool, numbers: Mapping[int, int]
    ) -> None:
        self._text = text
        self._counters, self.unwrapped, self.dashed, self._numbers = counters, unwrapped, dashed, numbers
        self.begins: AbstractSet[int] = numbers.keys()
        self._going_on = False
        self._above = ""
        self._number = -1
        self._readings = 0
        self._dashes = 0
        self._filled = 0
        self.drafts: list[Draft] = []

    def take(self, line: Line) -> None:
        """The next line that is not blank."""
        words = line.of(self._text)
        if line.number != self._number + 1:
            self._going_on = False
        self._number = line.number
        self._filled += 1
        offset = line.start + self._reading(words)
        rest = self._text[offset : line.end].strip()
        if self._counters and _TAPE.fullmatch(rest):
            self._going_on = False
            return
        dash = _DASH.match(self._text, offset, line.end) if self.dashed else None
        if dash:
            self._dashes += 1
            offset = dash.end()
        if not rest:
            return
        mark = _NUMBERED.match(self._text, offset, line.end) if line.number in self._numbers else None
        if mark:
            offset = mark.end()
        if dash or line.number in self.begins or not self._goes_on(rest):
            number = self._numbers.get(line.number)
            self.drafts.append(Draft(number, "", offset, line.end, None, line.number))
        else:
            self.drafts[-1].end = line.end
        self._going_on, self._above = True, rest

    def notes(self) -> Iterator[str]:
        """What the person who imports should know."""
        if self._readings:
            yield f"{self._readings} counter readings at the beginnings of lines, not times"
        if self._dashes:
            yield f"{self._dashes} dashes mark a change of speaker; nobody is named"
        if self._numbers:
            yield f"{len(self._numbers)} numbered paragraphs; nobody is named"

    def _reading(self, words: str) -> int:
        """How many characters a counter reading takes; the heading above the first one is dropped."""
        reading = _COUNTER.match(words) if self._counters else None
        if not reading:
            return 0
        if not self._readings and self._filled <= _LATEST_FIRST_COUNTER:
            self.drafts.clear()
            self._going_on = False
        self._readings += 1
        return reading.end()

    def _goes_on(self, rest: str) -> bool:
        if not self._going_on or not self.drafts:
            return False
        if self._numbers:
            return True
        if not self.unwrapped or rest[0].islower():
            return True
        ended = self._above[-1] in _SENTENCE_END
        return not ended and (len(self._above) > _SHORT_LINE or self._above.isupper())


def _is_unwrapped(text: str, filled: Sequence[Line]) -> bool:
    """Whether a line is a paragraph: lines above others end sentences, or lines are longer than a page."""
    long = sum(line.end - line.start > _LONG_LINE for line in filled)
    above = [left for left, right in pairwise(filled) if right.number == left.number + 1]
    ended = sum(text[line.start : line.end].rstrip()[-1] in _SENTENCE_END for line in above)
    return long >= _FEW or (len(above) >= _INNER and ended >= _UNWRAPPED * len(above))


def _numbered(text: str, filled: Sequence[Line]) -> dict[int, int]:
    """Number of a line -> the number of the paragraph it begins; none where all lines are numbered."""
    found: dict[int, int] = {}
    small, last = 0, None
    for place, line in enumerate(filled):
        match = _NUMBERED.match(text, line.start, line.end)
        if not match:
            if last is None and place >= _LATEST_FIRST_NUMBER:
                return {}
            continue
        number = int(match["number"])
        if number == last + 1 if last is not None else number in _FIRST_NUMBERS:
            found[line.number], last = number, number
            small += text[match.end()].islower()
    return found if len(found) > _FEW and small <= _SMALL * len(found) else {}


def _set_in_or_out(text: str, filled: Sequence[Line]) -> frozenset[int]:
    """Numbers of the lines that are set in, or of those that are not, where they follow ends of sentences."""
    ended: dict[bool, list[bool]] = {True: [], False: []}
    lines: dict[bool, list[int]] = {True: [], False: []}
    for left, right in pairwise(filled):
        set_in = text[right.start] in " \t\u3000"
        lines[set_in].append(right.number)
        if right.number == left.number + 1:
            ended[set_in].append(text[left.start : left.end].rstrip()[-1] in _SENTENCE_END)
    for set_in in (True, False):
        begins, others = ended[set_in], ended[not set_in]
        if (
            len(begins) >= _FEW
            and others
            and sum(begins) >= _ENDED * len(begins)
            and sum(others) <= _NOT_ENDED * len(others)
        ):
            return frozenset(lines[set_in])
    return frozenset()


def _is_dashed(text: str, filled: Sequence[Line]) -> bool:
    """Whether most stretches between blank lines begin with a dash."""
    dashed = [line for line in filled if _DASH.match(text, line.start, line.end)]
    if len(dashed) <= _FEW:
        return False
    first = {right.number for left, right in pairwise(filled) if right.number != left.number + 1}
    first.add(filled[0].number)
    return sum(line.number in first for line in dashed) >= _DASHED * len(first)
