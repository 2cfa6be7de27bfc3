"""What a line of a caption says once its marks are read: style, entities, a change of speaker, a label.

Only marks that the formats know are taken away: ``<laughs>`` and ``3 < 4`` are words.
"""

import html
import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from secondmig.transcript.label_words import NO_SPEAKER

_STYLE = re.compile(
    r"</?(?:c|i|b|u|s|em|strong|font|ruby|lang)(?:[.\s][^<>]*)?/?>|<rt>[^<>]*</rt>|<[0-9][0-9:.,]*>|</v>"
    r"|\{\\[^{}\n]{0,200}\}",
    re.IGNORECASE,
)
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")
_CHANGE = re.compile(r"[ \t]*(?:>{2,3}[ \t]*|[-–‐][ \t]+(?=\S)|[-–‐](?=[^\W\d_a-z]|[¿¡\"“«\[(]))")
_BRACKETED = re.compile(r"[ \t]*\[([^\[\]\n]{1,60})\][ \t]*[:：][ \t]*")
_PLAIN = re.compile(r"[ \t]*([^\W_][^:：\n<>\[\]]{0,59}?)[ \t]*[:：](?![0-9/\\])[ \t]*")
_NO_NAME = re.compile(r"[?!;,…\"“”。、？！]|[^\W\d_]{5,}\.")
_PARTICLES: Final = frozenset(
    {"de", "da", "do", "dos", "das", "del", "la", "van", "von", "der", "den", "bin", "al", "el", "y", "e"}
)
_WORDS_OF_A_NAME: Final = 6
_EVERY: Final = 0.8
_SHARE: Final = 0.1
_SHARE_ONCE: Final = 0.5
_ROLLING: Final = 0.3


@dataclass(frozen=True, slots=True)
class CaptionLine:
    """One line of a caption.

    Attributes:
        words: without marks of style, mark of change and label.
        name: the label, "" without one; whether to believe it is another question.
        changes: a dash or ``>>`` says that somebody else speaks.
        whole: the words with the label, where it is not believed.
        bracketed: the label stands in brackets, as programs that tell voices apart write it.
    """

    words: str
    name: str
    changes: bool
    whole: str
    bracketed: bool = False


def unstyled(line: str) -> str:
    r"""A line without the marks of style, its entities decoded.

    >>> unstyled("{\\an8}<i>Q&amp;A</i> <laughs> &lt;3")
    'Q&A <laughs> <3'
    """
    return _ENTITY.sub(_decoded, _STYLE.sub("", _BREAK.sub(" ", line)))


def read_line(line: str) -> CaptionLine:
    """What a line says, its style already taken away."""
    change = _CHANGE.match(line)
    whole = line[change.end() :].strip() if change else line.strip()
    label = _BRACKETED.match(whole) or _PLAIN.match(whole)
    name = " ".join(label[1].split()) if label else ""
    bracketed = whole.startswith("[")
    if not label or not (bracketed or _may_be_name(name)):
        return CaptionLine(whole, "", bool(change), whole)
    return CaptionLine(whole[label.end() :], name, bool(change), whole, bracketed)


def believed_names(captions: Sequence[Sequence[CaptionLine]]) -> tuple[frozenset[str], bool]:
    """The labels that are speakers, and whether captions without one go on with the speaker before.

    Where four of five captions begin with a label, a label is a speaker that returns or is written like a
    name, and a caption without one is nobody's. Where labels are rarer they stand at a change of speaker: two
    names must return, or one that a tenth of the captions begin with, or half of the captions begin with
    labels, two of them in capitals; then a name that returns or is in capitals is a speaker.
    """
    firsts = [lines[0] for lines in captions if lines]
    heads = Counter(line.name for line in firsts if line.name)
    every = Counter(line.name for lines in captions for line in lines if line.name)
    returning = {name for name, times in every.items() if times > 1 and _looks_like_name(name)}
    capitals = {name for name in every if name.isupper() and _looks_like_name(name)}
    bracketed = {line.name for lines in captions for line in lines if line.bracketed}
    share = heads.total() / max(1, len(firsts))
    if share >= _EVERY and heads.total() > 1:
        named = {name for name in every if every[name] > 1 or _looks_like_name(name)}
        return frozenset(named | bracketed), False
    if bracketed:
        return frozenset(bracketed), False
    if len(returning) > 1 or (returning and share >= _SHARE) or (len(capitals) > 1 and share >= _SHARE_ONCE):
        return frozenset(returning | capitals), True
    return frozenset(), False


def rolled(captions: Sequence[Sequence[str]]) -> tuple[list[list[str]], int]:
    """The captions without the lines that only repeat the caption before, and how many those are.

    Live captions roll: the last line moves up while the next is written. A file is taken to roll where at
    least three in ten captions, and two of them, begin with the last lines of the one before, and a quarter
    of these say more; else a line that stands there twice was said twice.
    """
    filled = [[line.strip() for line in lines if line.strip()] for lines in captions]
    if not filled:
        return [], 0
    repeats = [0, *(_repeated(before, after) for before, after in itertools.pairwise(filled))]
    hits = sum(count > 0 for count in repeats)
    further = sum(0 < count < len(lines) for count, lines in zip(repeats, filled, strict=True))
    if hits < max(2, _ROLLING * (len(filled) - 1)) or further * 4 < hits:
        return filled, 0
    return [lines[count:] for lines, count in zip(filled, repeats, strict=True)], sum(repeats)


def _repeated(before: Sequence[str], after: Sequence[str]) -> int:
    """How many lines at the beginning of a caption are the end of the one before."""
    # As Knuth, Morris and Pratt (1977) search: falls[i] is how many first lines end the first i + 1 as well.
    falls = [0]
    for line in after[1:]:
        falls.append(_one_further(after, falls, falls[-1], line))
    count = 0
    for line in before:
        count = _one_further(after, falls, count, line)
    return count


def _one_further(lines: Sequence[str], falls: Sequence[int], count: int, line: str) -> int:
    """How many first lines end a stretch that ended with ``count`` of them and goes on with ``line``."""
    while count and (count == len(lines) or lines[count] != line):
        count = falls[count - 1]
    return count + (count < len(lines) and lines[count] == line)


def _decoded(match: re.Match[str]) -> str:
    character = html.unescape(match[0])
    return match[0] if "\ufffd" in character or character == "\x00" else character


def _may_be_name(name: str) -> bool:
    words = len(name.split())
    return words <= _WORDS_OF_A_NAME and not _NO_NAME.search(name) and name.casefold() not in NO_SPEAKER


def _looks_like_name(name: str) -> bool:
    """Whether no word but particles begins with a small letter."""
    words = name.split()
    return not name[0].islower() and not any(
        word[0].islower() and word not in _PARTICLES for word in words if word[0].isalpha()
    )
