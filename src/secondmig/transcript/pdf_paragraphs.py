"""From the lines of a PDF to paragraphs.

A paragraph ends where the distance to the next line is larger than usual, the size of the letters changes,
the line is set in or out against the ones before, a label that returns or is in capitals begins a line behind
the end of a sentence, or, in a PDF without such distances, where a line stops early at the end of a
sentence, bold letters begin or end, or such a label begins any line. Over the end of a page it goes on unless
one of the last three ends it there. A hyphen at the end of a line is taken out where the word stands without
it elsewhere, or between two small letters where the word with it does not.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from secondmig.transcript.pages import Paragraph
from secondmig.transcript.pdf_lines import Line

_GAP: Final = 1.25
_SIZE: Final = 0.15
_HEADING: Final = 1.15
_INDENT: Final = 3.0
_EARLY: Final = 0.75
_COMMON: Final = 0.1
_GAPPED: Final = 0.03
_LABEL = re.compile(
    r"(?:[\[(]?[0-9:.]{1,12}[\])]?\s+)?([^\W\d_][\w.'’&()-]*(?: [\w.'’&()-]+){0,3})"
    r"(?:\s*[\[(]?[0-9]{1,2}:[0-9:.]{2,9}[\])]?)?\s*[:：](?![0-9/\\])"
)
_END = re.compile(r"[.?!…。？！][\"'”’»)\]」』]*\Z")
_BROKEN = re.compile(r"([^\W\d_]+)[-\u00ad\u2010]\Z")
_BEGINS = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_WIDE: Final = "\u2e80"


@dataclass(frozen=True, slots=True)
class _Habits:
    """What is usual in one PDF.

    Attributes:
        size: of its letters, in points.
        pitch: from one baseline to the next inside a paragraph, in points.
        gapped: whether paragraphs stand apart.
        full: about the width of a full line.
        labels: names before a colon at the beginning of lines that return or are in capitals.
    """

    size: float
    pitch: float
    gapped: bool
    full: float
    labels: frozenset[str]


def paragraphs_of(lines: Sequence[Line]) -> tuple[list[Paragraph], int]:
    """The paragraphs, and how many words were joined at a hyphen."""
    if not lines:
        return [], 0
    habits = _habits(lines)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and not _begins(groups[-1], line, habits):
            groups[-1].append(line)
        else:
            groups.append([line])
    known = Counter(word.casefold() for line in lines for word in _WORD.findall(line.text))
    paragraphs, joined = [], 0
    for group in groups:
        words, hyphens = _joined(group, known)
        joined += hyphens
        heading = group[0].size > _HEADING * habits.size
        paragraphs.append(Paragraph(words, heading=heading, number=group[0].number))
    return paragraphs, joined


def _habits(lines: Sequence[Line]) -> _Habits:
    sizes = Counter[float]()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    size = max(sizes.items(), key=lambda item: (item[1], item[0]))[0]
    steps = Counter(
        round(2 * (left.y - right.y)) / 2
        for left, right in pairwise(lines)
        if left.page == right.page and 0.7 * size < left.y - right.y < 4 * size
    )
    total = sum(steps.values())
    pitch = min((step for step, times in steps.items() if times >= _COMMON * total), default=1.2 * size)
    gapped = sum(times for step, times in steps.items() if step > _GAP * pitch) >= max(1, _GAPPED * total)
    widths = sorted(line.width() for line in lines)
    names = Counter(match[1] for line in lines if (match := _LABEL.match(line.text)))
    labels = frozenset(name for name, times in names.items() if times > 1 or name.isupper())
    return _Habits(size, pitch, gapped, widths[int(0.95 * (len(widths) - 1))], labels)


def _begins(paragraph: Sequence[Line], line: Line, habits: _Habits) -> bool:
    """Whether a line begins a paragraph of its own."""
    before = paragraph[-1]
    if abs(before.size - line.size) > _SIZE * before.size:
        return True
    moved = len(paragraph) > 1 and abs(before.x - line.x) > _INDENT
    if before.page == line.page:
        step = before.y - line.y
        if step <= 0 or step > _GAP * habits.pitch or moved:
            return True
        if habits.gapped:
            return _is_labelled(line, habits) and _END.search(before.text) is not None
    if _is_labelled(line, habits) or before.bold != line.bold:
        return True
    early = before.width() < _EARLY * habits.full
    return moved or (early and _END.search(before.text) is not None)


def _is_labelled(line: Line, habits: _Habits) -> bool:
    label = _LABEL.match(line.text)
    return label is not None and label[1] in habits.labels


def _joined(lines: Sequence[Line], known: Counter[str]) -> tuple[str, int]:
    """The words of a paragraph, and how many of them were joined at a hyphen."""
    text = lines[0].text
    hyphens = 0
    for line in lines[1:]:
        broken, begins = _BROKEN.search(text), _BEGINS.match(line.text)
        if broken and begins:
            if _drops_hyphen(text, broken[1], begins[0], known):
                text = text[:-1]
                hyphens += 1
            text += line.text
        elif text[-1:] >= _WIDE and line.text[:1] >= _WIDE:
            text += line.text
        else:
            text = f"{text} {line.text}"
    return text.replace("\u00ad", ""), hyphens


def _drops_hyphen(text: str, first: str, second: str, known: Counter[str]) -> bool:
    """Whether the hyphen at the end of a line was put there by breaking it."""
    if text.endswith("\u00ad") or known[(first + second).casefold()]:
        return True
    if known[f"{first}-{second}".casefold()]:
        return False
    return first.islower() and second.islower() and min(len(first), len(second)) > 1
