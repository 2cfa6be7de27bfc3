"""Tables for people: columns line up in any script, and lines are folded on a terminal only.

The layout is tabulate's, widths and folding are wcwidth's; both are imported when there is something to lay
out. Cells are folded before tabulate sees them: its own folding turns the text "False" into "True".
"""

import unicodedata
from collections.abc import Sequence

_LONGEST_WORDS = (28, 20, 14, 8)  # words up to this are not cut, in turn; the last: the narrowest column


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


def table(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    right: Sequence[bool],
    fit: int | None = None,
    layout: str = "simple",
) -> str:
    """A table with a rule under its header.

    Args:
        header: names of the columns.
        rows: one text per column and row, as :func:`visible` gives it.
        right: which columns hold numbers and are set flush right.
        fit: columns of the terminal to fold long texts to, or None to leave every row on its line.
        layout: tabulate's name of it.

    Returns:
        Lines, each ended by a line feed.
    """
    import tabulate

    tabulate.MIN_PADDING = 0  # else each column is two wider than its header
    names, *cells = [header, *rows] if fit is None else _folded([header, *rows], fit, gap=2)
    written = tabulate.tabulate(
        cells,
        headers=names,
        tablefmt=layout,
        colalign=["right" if flush else "left" for flush in right],
        disable_numparse=True,
        preserve_whitespace=True,
    )
    return f"{written}\n"


def card(lines: Sequence[tuple[str, str]], *, fit: int | None) -> str:
    """Pairs of a name and a value, one under the other.

    >>> print(card([("cases", "24"), ("second migrants", "13")], fit=None), end="")
    cases:           24
    second migrants: 13
    """
    import tabulate

    pairs: list[list[str]] = [[f"{name}:", value] for name, value in lines]
    if fit is not None:
        pairs = _folded(pairs, fit, gap=1)
    rows = [
        ("" if number else name, line)
        for name, value in pairs
        for number, line in enumerate(value.split("\n"))
    ]
    one_blank = tabulate.simple_separated_format(" ")
    written = tabulate.tabulate(rows, tablefmt=one_blank, disable_numparse=True, preserve_whitespace=True)
    return f"{written}\n"


def _folded(rows: Sequence[Sequence[str]], fit: int, *, gap: int) -> list[list[str]]:
    """The cells with line breaks where their column would be too wide."""
    import wcwidth

    widths = _widths(list(zip(*rows, strict=True)), fit, gap)
    return [
        [
            "\n".join(wcwidth.wrap(cell, limit, break_on_hyphens=False))
            if wcwidth.wcswidth(cell) > limit
            else cell
            for cell, limit in zip(row, widths, strict=True)
        ]
        for row in rows
    ]


def _widths(columns: Sequence[Sequence[str]], fit: int, gap: int) -> list[int]:
    """Take from the widest columns until the sum fits; words and ids stay in one piece as long as it goes."""
    from wcwidth import wcswidth

    available = fit - gap * (len(columns) - 1)
    widths = [max(map(wcswidth, column)) for column in columns]
    words = [max(map(wcswidth, set(" ".join(column).split(" ")))) for column in columns]
    narrowest = _LONGEST_WORDS[-1]
    for longest in _LONGEST_WORDS:
        floors = [min(word, longest) for word in words]
        for limit in range(max(widths), narrowest - 1, -1):
            narrow = [max(min(each, limit), floor) for each, floor in zip(widths, floors, strict=True)]
            if sum(narrow) <= available:
                return narrow
    return [min(each, narrowest) for each in widths]
