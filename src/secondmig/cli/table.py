"""Tables for people: columns line up in any script, and lines are folded on a terminal only.

The layout is tabulate's, widths and folding are wcwidth's; both are imported when there is something to lay
out. Cells are folded before tabulate sees them: its own folding turns the text "False" into "True", and it
cuts ids and codes to make room for sentences.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

_GAP = 2
_WHOLE = ((44, 28), (44, 18), (44, 14), (28, 14))
"""Columns up to which no word is cut, tried in turn: of ids, that is cells of one word, and of sentences."""
_SENTENCE = 12  # columns; the least that long sentences get where the terminal has four times as many
_LONG = 36  # columns; what is longer is a long sentence
_LINES = 4  # of a cell that may be shortened
_SHORTENED = frozenset({"quote", "quote_a", "quote_b", "context", "definition", "facets", "memo"})
_NOTHING = "–"
_UNDER = ("code", "label")  # the second is set under the first where there is no room beside it


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


def folded(text: str, fit: int | None) -> str:
    """A sentence below a table: on a terminal folded between its words, the lines after the first set in.

    >>> print(folded("W15 (low): read n/N before the percentage", 26))
    W15 (low): read n/N before
      the percentage

    Args:
        text: one line.
        fit: columns of the terminal, or None to leave it on its line.

    Returns:
        Lines with line feeds between them.
    """
    from wcwidth import wcswidth, wrap

    if fit is None or wcswidth(text) <= fit:
        return text
    whole = text.replace(" %", "\N{NO-BREAK SPACE}%")
    lines = wrap(whole, max(fit, _SENTENCE), break_on_hyphens=False, subsequent_indent="  ")
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}%", " %")


def table(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    right: Sequence[bool],
    fit: int | None = None,
    layout: str = "simple",
) -> str:
    """A table with a rule under its header.

    On a terminal sentences are folded at their words and quotations shortened; where that is not enough,
    labels are set under their codes, and then columns on the right are left out, with a line that names them.
    Ids and codes stay in one piece.

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
    texts = zip(*rows, strict=True) if rows else [()] * len(header)
    columns = [_Column(*each) for each in zip(header, texts, right, strict=True)]
    gone: tuple[str, ...] = ()
    if fit is not None:
        columns, gone = _fitted(columns, fit)
    written = tabulate.tabulate(
        list(zip(*(column.cells for column in columns), strict=True)),
        headers=[column.name for column in columns],
        tablefmt=layout,
        colalign=["right" if column.right else "left" for column in columns],
        disable_numparse=True,
        preserve_whitespace=True,
    )
    told = folded(f"no room for {', '.join(gone)}: a wider window or -o FILE shows it all", fit)
    return f"{written}\n\n{told}\n" if gone else f"{written}\n"


def card(lines: Sequence[tuple[str, str]], *, fit: int | None) -> str:
    """Pairs of a name and a value, one under the other.

    >>> print(card([("cases", "24"), ("second migrants", "13")], fit=None), end="")
    cases:           24
    second migrants: 13
    """
    import tabulate

    names = _Column("", [f"{name}:" for name, _value in lines], right=False)
    values = _Column("", [value for _name, value in lines], right=False)
    if fit is not None:
        left = min(names.widest(), fit // 2)
        names, values = names.folded(left), values.folded(max(fit - left - 1, _SENTENCE))
    one_blank = tabulate.simple_separated_format(" ")
    rows: list[tuple[str, str]] = []
    for name, value in zip(names.cells, values.cells, strict=True):
        rows += zip_longest(name.split("\n"), value.split("\n"), fillvalue="")
    written = tabulate.tabulate(rows, tablefmt=one_blank, disable_numparse=True, preserve_whitespace=True)
    return f"{written}\n"


@dataclass(frozen=True, slots=True)
class _Column:
    """A column; lines of a cell are separated by line feeds."""

    name: str
    cells: Sequence[str]
    right: bool

    def widest(self) -> int:
        """Columns of the terminal for every line as it is."""
        from wcwidth import wcswidth

        return max(wcswidth(line) for cell in (self.name, *self.cells) for line in cell.split("\n"))

    def least(self, whole: tuple[int, int], sentence: int) -> int:
        """Columns of the terminal it cannot do without.

        Args:
            whole: columns up to which no id is cut, and no word of a sentence.
            sentence: the least columns for a long sentence and for words without blanks between them.
        """
        from wcwidth import wcswidth

        sentences = any(" " in line.strip() for cell in self.cells for line in cell.split("\n"))
        longest = whole[sentences]
        words = {word for cell in self.cells for word in _WORD.findall(cell)}
        widths = [
            len(blanks) + min(wcswidth(word), sentence if _wide(word) else longest) for blanks, word in words
        ]
        widths += [wcswidth(part) for part in _open(self.name).split()]
        if sentences and self.widest() > _LONG:
            widths.append(sentence)
        return max(widths, default=0)

    def folded(self, limit: int) -> "_Column":
        """The same with more line feeds, so that no line is wider than the limit."""
        from wcwidth import wcswidth

        most = _LINES if self.name in _SHORTENED else None
        cells = ["\n".join(_lines(cell, limit, most)) for cell in self.cells]
        name = self.name
        if any(wcswidth(line) > limit for line in name.split("\n")):
            name = "\n".join(_lines(_open(name), limit)).replace("_ ", "_")
        return replace(self, name=name, cells=cells)


_WORD = re.compile(r"((?:^ +)?)([^ \n]+)", re.MULTILINE)  # behind the blanks that a line begins with


def _open(name: str) -> str:
    """The name of a column with a blank wherever it may be folded."""
    return name.replace("_", "_ ")


def _wide(word: str) -> bool:
    """Whether it has letters of two columns, between which a line may be folded."""
    return any(unicodedata.east_asian_width(letter) in "WF" for letter in word)


def _lines(cell: str, limit: int, most: int | None = None) -> list[str]:
    """The text in lines of so many columns; at most so many, and "…" where there would be more."""
    from wcwidth import clip, wcswidth, wrap

    lines: list[str] = []
    for line in cell.split("\n"):
        if wcswidth(line) <= limit:
            lines.append(line)
            continue
        blanks = len(line) - len(line.lstrip(" "))
        indent = line[:blanks] if blanks < limit // 2 else ""
        too_long = any(wcswidth(word) > limit - blanks for word in line.split())
        lines += wrap(line, limit, break_on_hyphens=too_long, subsequent_indent=indent)
    if most is None or len(lines) <= most:
        return lines
    last = lines[most - 1]
    if wcswidth(last) >= limit:
        cut = clip(last, 0, limit - 1).rstrip()
        last = cut.rpartition(" ")[0].rstrip() or cut
    return [*lines[: most - 1], f"{last}…"]


def _fitted(columns: list[_Column], fit: int) -> tuple[list[_Column], tuple[str, ...]]:
    """The columns folded to the terminal, and the names of those there is no room for."""
    if sum(each.widest() for each in columns) <= _room(columns, fit):
        return columns, ()
    for kept, gone in _narrower(_labelled_once(columns)):
        widths = _widths(kept, fit) or ([fit] if len(kept) == 1 else None)
        if widths is not None:
            return [each.folded(width) for each, width in zip(kept, widths, strict=True)], gone
    return columns, ()


def _room(columns: Sequence[_Column], fit: int) -> int:
    """Columns of the terminal that are left for letters."""
    return fit - _GAP * (len(columns) - 1)


def _labelled_once(columns: list[_Column]) -> list[_Column]:
    """The columns without a label where the row above has the same code."""
    by_name = {each.name: each for each in columns}
    if not by_name.keys() >= set(_UNDER):
        return columns
    code, label = (by_name[name] for name in _UNDER)
    above = ("", *code.cells)
    cells = [
        "" if one == before and one.strip() not in {"", _NOTHING} else text
        for before, one, text in zip(above, code.cells, label.cells, strict=False)
    ]
    return [replace(each, cells=cells) if each is label else each for each in columns]


def _narrower(columns: list[_Column]) -> Iterator[tuple[list[_Column], tuple[str, ...]]]:
    """The columns, then with labels under their codes, then without those on the right, which are named."""
    yield columns, ()
    by_name = {each.name: each for each in columns}
    if by_name.keys() >= set(_UNDER):
        code, label = (by_name[name] for name in _UNDER)
        pairs = zip(code.cells, label.cells, strict=True)
        both = [one if under.strip() in {"", _NOTHING} else f"{one}\n  {under}" for one, under in pairs]
        joined = replace(code, name=f"{code.name}\n  {label.name}", cells=both)
        columns = [joined if each is code else each for each in columns if each is not label]
    for number in range(len(columns), 0, -1):
        yield columns[:number], tuple(each.name for each in columns[number:])


def _widths(columns: Sequence[_Column], fit: int) -> list[int] | None:
    """Take from the widest columns until the sum fits; None where it does not without cutting words."""
    room = _room(columns, fit)
    widths = [min(each.widest(), fit) for each in columns]
    for whole in _WHOLE:
        floors = [each.least(whole, min(_SENTENCE, fit // 4)) for each in columns]
        if sum(floors) > room:
            continue
        for limit in range(max(widths), 0, -1):
            narrow = [max(min(each, limit), floor) for each, floor in zip(widths, floors, strict=True)]
            if sum(narrow) <= room:
                return narrow
    return None
