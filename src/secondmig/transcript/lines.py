r"""Lines of a text by place, split at "\n" alone: U+2028, U+0085 and form feeds stay inside a line."""

from collections.abc import Iterator
from typing import NamedTuple

from secondmig.core.span import Span


class Line(NamedTuple):
    """One line; a tuple, for a text has thousands of them.

    Attributes:
        number: from 1, as editors count.
        start: code point offset of its beginning.
        end: of its end, without the line end.
    """

    number: int
    start: int
    end: int

    def of(self, text: str) -> str:
        """The line's characters."""
        return text[self.start : self.end]


def lines(text: str, start: int = 0) -> Iterator[Line]:
    r"""The lines from ``start``, which is the beginning of a line.

    >>> [line.of("a\nb\u2028c\n") for line in lines("a\nb\u2028c\n")]
    ['a', 'b\u2028c', '']
    """
    number = text.count("\n", 0, start) + 1
    while True:
        end = text.find("\n", start)
        if end < 0:
            yield Line(number, start, len(text))
            return
        yield Line(number, start, end)
        number, start = number + 1, end + 1


def filled_lines(text: str, start: int = 0) -> list[Line]:
    r"""The lines from ``start`` that are not blank.

    >>> [line.number for line in filled_lines("a\n \nb\n")]
    [1, 3]
    """
    first = text.count("\n", 0, start) + 1
    found = []
    for number, words in enumerate(text[start:].split("\n"), first):
        end = start + len(words)
        if words and not words.isspace():
            found.append(Line(number, start, end))
        start = end + 1
    return found


def trimmed(text: str, start: int, end: int) -> Span | None:
    """The span without white space at either end, or None where nothing is left."""
    words = text[start:end]
    bare = words.lstrip()
    start += len(words) - len(bare)
    bare = bare.rstrip()
    return Span(start, start + len(bare)) if bare else None
