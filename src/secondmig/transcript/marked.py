"""Labels without a colon: ``[ANNA] words``, ``【田中】words``, ``<INT> words``, ``ANNA - words``.

They are believed where two names return, take turns, and stand on a third of all lines. In brackets a name
may be any but a remark of the transcriber ("[Pause]"); before a tab, a dash, ``>`` or a wide space it must be
in capitals or say what it is.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from secondmig.core.labels import same_label
from secondmig.transcript.labels import MARK, WORD, Labelled, Style, is_name
from secondmig.transcript.lines import Line
from secondmig.transcript.speakers import says_its_role

_NAME: Final = rf"[^\W\d_]{WORD}*(?: {WORD}+){{0,3}}"
_BRACKETS = re.compile(
    rf"[ \t\u3000]*{MARK}?(?:\[(?P<a>{_NAME})\]|<(?P<b>{_NAME})>|【(?P<c>{_NAME})】|［(?P<d>{_NAME})］"
    rf"|\((?P<e>{_NAME})\)|（(?P<f>{_NAME})）){MARK}?[ \t\u3000]*(?=\S)"
)
_APART = re.compile(
    rf"[ \t]*{MARK}?(?P<name>{_NAME}){MARK}?(?:[ ]*\t[ \t]*|[ ]+[-–—][ ]+|\u3000+|[ ]?>[ ]+)(?=\S)"
)
_REMARKS: Final = frozenset(
    """laughs laughter laughing pause silence crying cries sighs sigh cough coughs music applause noise
    inaudible unclear crosstalk overlapping interruption phone end beginning recording tape break sic risas
    pausa silencio 笑 笑い 沈黙 間 咳 拍手""".split()  # noqa: SIM905
)
_SHARE = 1 / 3
_TAKES_TURNS = 0.5


def in_brackets(text: str, filled: Sequence[Line]) -> Style:
    """The lines that begin with a name in brackets, by the rule at the top of this module."""
    found = []
    for line in filled:
        match = _BRACKETS.match(text, line.start, line.end)
        name = match[match.lastgroup or 0] if match else ""
        if match and is_name(name) and name.split(" ")[0].casefold() not in _REMARKS:
            found.append(Labelled(line, name, match.end(), None))
    return _believed(found, filled)


def set_apart(text: str, filled: Sequence[Line]) -> Style:
    r"""The lines that begin with a name before a tab, a dash or a wide space, by the same rule.

    >>> from secondmig.transcript.lines import filled_lines
    >>> text = "INT\tSo?\nROSA\tYes.\nINT\tAnd?\nROSA\tNo."
    >>> [label.speaker for label in set_apart(text, filled_lines(text)).labels]
    ['INT', 'ROSA', 'INT', 'ROSA']
    """
    found = []
    for line in filled:
        match = _APART.match(text, line.start, line.end)
        if match and is_name(match["name"]) and (match["name"].isupper() or says_its_role(match["name"])):
            found.append(Labelled(line, match["name"], match.end(), None))
    return _believed(found, filled)


def _believed(found: Sequence[Labelled], filled: Sequence[Line]) -> Style:
    times = Counter(same_label(label.speaker) for label in found)
    returning = {name for name, count in times.items() if count > 1}
    changes = sum(left.speaker != right.speaker for left, right in pairwise(found))
    if len(returning) < 2 or changes < _TAKES_TURNS * (len(found) - 1) or len(found) < _SHARE * len(filled):
        return Style()
    return Style(tuple(found))
