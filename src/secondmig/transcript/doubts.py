"""Which lines that begin like a label are none, and which times stand above a label instead of beside it.

The heading of a transcript has lines such as "Interviewer: Kenji" and "Date: 3 May", which nobody says: it
reaches from the first line to the last one that names a field of a heading, with the lines below that up to a
blank one, where all of them are short, none but such a field ends a sentence, and nobody speaks twice. A word
that begins a line only where the line above breaks off in the middle of a sentence ("he asked me / Question:
why") is no speaker.
"""

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final

from secondmig.core.labels import same_label
from secondmig.transcript.clock import TIME, milliseconds
from secondmig.transcript.label_words import HEADING_FIELDS
from secondmig.transcript.lines import Line

_FIELD = re.compile(r"[ \t\u3000*_•-]*([^\W\d_][^:：\n]{0,40}?)[ \t]*[*_]{0,2}[:：]")
_TIME_ABOVE = re.compile(rf"[ \t]*[\[(]?({TIME})[\])]?[ \t]*")
_SENTENCE_ENDS: Final = tuple(".?!…。？！」』\"'”’)]）」：:;—–-")
_SAID: Final = tuple(".?!…。？！")
_HEADING_LINES: Final = 25
_HEADING_WORDS: Final = 10
_HEADING_LENGTH: Final = 100
_HIRAGANA = re.compile("[\u3041-\u3096]")
_LONG_PHRASE: Final = 6


def heading_lines(text: str, filled: Sequence[Line]) -> int:
    """How many of the lines are the heading, by the rule at the top of this module."""
    found = last = 0
    names: dict[str, int] = {}
    for place, line in enumerate(islice(filled, _HEADING_LINES), 1):
        words = line.of(text).strip()
        field = _FIELD.match(words)
        name = same_label(field[1]) if field else ""
        if not _may_be_heading(words, is_field=name in HEADING_FIELDS):
            break
        if name in HEADING_FIELDS:
            found = place
        elif name and names.setdefault(name, place) < place:
            # Who returns speaks; what stands above their first turn is the heading.
            found, last = min(found, names[name] - 1), names[name] - 1
            break
        last = place
    below = found
    while 0 < below < len(filled) and filled[below].number == filled[below - 1].number + 1:
        below += 1
    return below if below <= last else found


def _may_be_heading(words: str, *, is_field: bool) -> bool:
    short = len(words) <= _HEADING_LENGTH and len(words.split()) <= _HEADING_WORDS
    return short and (is_field or not words.endswith(_SAID))


def is_entry(words: str) -> bool:
    """Whether the words behind a label are short and end no sentence, as in "Interviewer: Kenji"."""
    return 0 < len(words.split()) <= _HEADING_WORDS // 2 and not words.endswith(_SAID)


def is_phrase(name: str) -> bool:
    """Whether a name in Japanese letters is longer than names are, and has hiragana as a phrase has."""
    return len(name) >= _LONG_PHRASE and " " not in name and _HIRAGANA.search(name) is not None


def breaks_off(text: str, start: int) -> bool:
    """Whether the line above one that begins at ``start`` holds words and ends no sentence."""
    end = max(0, start - 1)
    above = text[text.rfind("\n", 0, end) + 1 : end].rstrip()
    return bool(above) and not above.endswith(_SENTENCE_ENDS)


def time_above(text: str, line: Line) -> tuple[int, Line] | None:
    """The time that fills the next line with words above, and the line from there on, or None."""
    above = text[max(0, line.start - _HEADING_LENGTH) : line.start].rstrip()
    begins = above.rfind("\n") + 1
    match = _TIME_ABOVE.fullmatch(above, begins)
    if not match or (not begins and line.start > _HEADING_LENGTH):
        return None
    start = line.start - min(line.start, _HEADING_LENGTH) + begins
    number = line.number - text.count("\n", start, line.start)
    return milliseconds(match[1]), Line(number, start, line.end)
