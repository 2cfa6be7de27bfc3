"""Tables for people: columns line up in any script, and lines are folded on a terminal only.

Written here rather than taken from a library because everyday commands print one, and the usual library takes
a quarter of a second to import: more than all the rest of such a command.
"""

import unicodedata
from collections.abc import Iterator, Sequence

_GAP = "  "
_NARROWEST = 8  # columns that a folded column keeps at least
_LONGEST_WORD = 16  # a word or an id up to this is not cut while anything else can be folded


def width(text: str) -> int:
    r"""Columns that ``text`` takes on a terminal: two for wide letters, none for marks that combine.

    >>> width("Lima"), width("横浜"), width("e\u0301")
    (4, 4, 1)
    """
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(letter: str) -> int:
    if letter.isascii():
        return 1
    if unicodedata.category(letter) in {"Mn", "Me", "Cf"} or "\u1160" <= letter <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(letter) in {"W", "F"} else 1


def visible(text: str) -> str:
    r"""One line that cannot steer a terminal: white space as a blank, control characters as escapes.

    >>> visible("a\nb\x1b[2J")
    'a b\\x1b[2J'
    """
    if text.isprintable():
        return text
    return "".join(_seen(letter) for letter in text)


def _seen(letter: str) -> str:
    if letter.isspace():
        return " "
    return f"\\x{ord(letter):02x}" if unicodedata.category(letter) == "Cc" else letter


def fold(text: str, limit: int) -> list[str]:
    """Cut a line into lines of at most ``limit`` columns.

    Lines end after a blank or a wide letter; where there is none, after an underscore; else anywhere.

    >>> fold("the biscuit tin", 8)
    ['the', 'biscuit', 'tin']
    """
    lines: list[str] = []
    start = used = good = fair = 0
    for at, letter in enumerate(text):
        columns = _columns(letter)
        while letter != " " and used + columns > limit and at > start:
            end = next((cut for cut in (good, fair) if cut > start), at)
            lines.append(text[start:end].rstrip(" "))
            start, used = end, width(text[end:at])
        used += columns
        if letter == " " or columns == 2 or (columns == 0 and good == at):
            good = at + 1
        elif letter == "_":
            fair = at + 1
    lines.append(text[start:].rstrip(" "))
    return lines


def table(
    header: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[bool], fit: int | None
) -> str:
    """A table with a rule under its header.

    Args:
        header: names of the columns.
        rows: one text per column and row, without line breaks.
        right: which columns hold numbers and are set flush right.
        fit: columns of the terminal to fold long texts to, or None to leave every row on its line.

    Returns:
        Lines, each ended by a line feed.
    """
    columns = list(zip(header, *rows, strict=True))
    widths = [max(map(width, column)) for column in columns]
    if fit is not None:
        words = [max(map(_longest_word, column)) for column in columns]
        widths = _narrowed(widths, words, fit - len(_GAP) * (len(widths) - 1))
    rule = ["-" * each for each in widths]
    lines = [*_lines(header, widths, right), *_lines(rule, widths, right)]
    for row in rows:
        lines.extend(_lines(row, widths, right))
    return "".join(f"{line}\n" for line in lines)


def _longest_word(text: str) -> int:
    """Columns of the longest stretch that :func:`fold` should leave in one piece."""
    words = text.replace("_", "_ ").split(" ")
    return max((width(word) for word in words if len(word) == width(word)), default=2)


def _narrowed(widths: Sequence[int], words: Sequence[int], available: int) -> list[int]:
    """Take from the widest columns until the sum fits; words and ids stay in one piece as long as it goes."""
    for longest in (_LONGEST_WORD, _NARROWEST):
        floors = [min(each, longest) for each in words]
        for limit in range(max(widths), _NARROWEST - 1, -1):
            narrow = [max(min(each, limit), floor) for each, floor in zip(widths, floors, strict=True)]
            if sum(narrow) <= available:
                return narrow
    return [min(each, _NARROWEST) for each in widths]


def _lines(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> Iterator[str]:
    folded = [
        fold(cell, limit) if width(cell) > limit else [cell]
        for cell, limit in zip(cells, widths, strict=True)
    ]
    for number in range(max(map(len, folded), default=0)):
        parts = [lines[number] if number < len(lines) else "" for lines in folded]
        yield _GAP.join(map(_padded, parts, widths, right)).rstrip(" ")


def _padded(cell: str, columns: int, flush_right: bool) -> str:
    blank = " " * (columns - width(cell))
    return blank + cell if flush_right else cell + blank


def card(lines: Sequence[tuple[str, str]], *, fit: int | None) -> str:
    """Pairs of a name and a value, one under the other.

    >>> print(card([("cases", "24"), ("second migrants", "13")], fit=None), end="")
    cases:           24
    second migrants: 13
    """
    left = max((width(name) for name, _ in lines), default=0) + 2
    written: list[str] = []
    for name, value in lines:
        folded = fold(value, max(fit - left, _NARROWEST)) if fit is not None else [value]
        head = f"{name}:"
        for number, line in enumerate(folded):
            begin = head if number == 0 else ""
            written.append((begin + " " * (left - width(begin)) + line).rstrip(" "))
    return "".join(f"{line}\n" for line in written)
