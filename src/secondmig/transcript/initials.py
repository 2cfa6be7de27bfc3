"""Initials with a full stop as labels: ``R. It was cold.``, ``A.B. Yes.``, ``E.- ¿Y luego?``.

They are believed where two of them return, take turns, and are at least a fifth of all lines: "I." of a
numbered list and "A. Smith said so" in prose are none.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from secondmig.transcript.labels import MARK, Labelled, Style
from secondmig.transcript.lines import Line

_INITIALS = re.compile(
    rf"[ \t\u3000]*{MARK}?(?P<name>[^\W\d_a-z](?:\.?[^\W\d_a-z]){{0,2}}[0-9]{{0,2}})\.{MARK}?"
    r"(?:[ \t]*[-–—][ \t]*|[ \t]+)(?=\S)"
)
_SHARE = 0.2
_TAKES_TURNS = 0.5


def with_full_stop(text: str, filled: Sequence[Line]) -> Style:
    r"""The lines that begin with initials, by the rule at the top of this module.

    >>> from secondmig.transcript.lines import filled_lines
    >>> text = "I. So?\nR. Yes.\nI. And?\nR. No."
    >>> [label.speaker for label in with_full_stop(text, filled_lines(text)).labels]
    ['I', 'R', 'I', 'R']
    """
    found = [(line, match) for line in filled if (match := _INITIALS.match(text, line.start, line.end))]
    times = Counter(match["name"] for _, match in found)
    labels = [
        Labelled(line, match["name"], match.end(), None)
        for line, match in found
        if times[match["name"]] > 1 and match["name"].isupper()
    ]
    returning = {label.speaker for label in labels}
    changes = sum(left.speaker != right.speaker for left, right in pairwise(labels))
    if len(returning) < 2 or changes < _TAKES_TURNS * (len(labels) - 1):
        return Style()
    return Style(tuple(labels)) if len(labels) >= _SHARE * len(filled) else Style()
