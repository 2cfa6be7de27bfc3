"""A table of regressions as text: for a terminal, in Markdown, and as LaTeX."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from secondmig.stats.regtable import RegTable, Row, Shown, shown

_GAP: Final = 2
_LEAST: Final = 20  # columns of the terminal; to these names of rows are folded where it saves a page
_INDENT: Final = "  "
_LATEX: Final = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\char34{}",  # \textquotedbl is not in every encoding of fonts
    "—": "---",
    "–": "--",
    "\n": " ",
    "\r": " ",
    "\t": " ",
}


_NOT_ASCII: Final = "% letters beyond ASCII: with xelatex or lualatex, and a font that has them"


# For a terminal


@dataclass(frozen=True, slots=True)
class _Widths:
    """Columns of the terminal that the three parts of a cell take."""

    number: int
    bracket: int
    stars: int

    def whole(self) -> int:
        return self.number + (self.bracket + 1 if self.bracket else 0) + self.stars


def _printable(table: RegTable) -> RegTable:
    """The table with labels that cannot steer a terminal."""

    def plain(text: str) -> str:
        return "".join(letter if letter.isprintable() else " " for letter in text)

    def rows(those: Sequence[Row]) -> tuple[Row, ...]:
        return tuple(replace(row, label=plain(row.label), block=plain(row.block)) for row in those)

    heads = tuple(replace(each, label=plain(each.label), header=plain(each.header)) for each in table.heads)
    return replace(table, heads=heads, rows=rows(table.rows), figures=rows(table.figures))


def for_terminal(table: RegTable, fit: int | None = None) -> str:
    """The table in lines; a cell is on one line, its stars behind the bracket.

    Where the columns do not fit beside each other, the names of the rows are folded; where that is not enough
    the table goes on below with the next columns, each page with the names of the rows; no number is cut.
    Columns under one heading stay together where a page holds them.

    Args:
        table: the table.
        fit: columns of the terminal, None for any number.

    Returns:
        Lines, each ended by a line feed; without title and notes.
    """
    table = _printable(table)
    widest = max(_wide(name) for name, row in _lines(table) if row is not None)
    tried = range(widest, min(widest, _LEAST) - 1, -1)
    made = [(left, _pages(table, None if fit is None else fit - left)) for left in tried]
    left, pages = min(made, key=lambda each: len(each[1]))
    return "\n".join(_page(table.part(places), left) for places in pages)


def _lines(table: RegTable) -> Iterator[tuple[str, Row | None]]:
    """Each line of the body: its name, and the row; None for the heading of a block."""
    for block, rows in table.blocks():
        if block:
            yield block, None
        for row in rows:
            yield (f"{_INDENT}{row.label}" if block else row.label), row
    for row in table.figures:
        yield row.label, row


def _pages(table: RegTable, room: int | None) -> list[list[int]]:
    """The places of the columns of each page."""
    widths = [_width(table, place) + _GAP for place in range(len(table.heads))]
    if room is None or sum(widths) <= room:
        return [list(range(len(widths)))]
    pages: list[list[int]] = [[]]
    taken, place = 0, 0
    for _, number in table.groups() or (("", len(widths)),):
        group = list(range(place, place + number))
        place += number
        if taken and taken + sum(widths[each] for each in group) > room:
            pages.append([])
            taken = 0
        for each in group:
            if taken and taken + widths[each] > room:
                pages.append([])
                taken = 0
            pages[-1].append(each)
            taken += widths[each]
    return pages


def _width(table: RegTable, place: int) -> int:
    return max(_parts(table, place).whole(), _wide(table.heads[place].label))


def _parts(table: RegTable, place: int) -> _Widths:
    texts = [shown(row.cells[place], table.decimals) for row in table.all_rows()]
    return _Widths(
        max((_wide(each.number) for each in texts), default=0),
        max((_wide(each.bracket) for each in texts), default=0),
        max((_wide(each.stars) for each in texts), default=0),
    )


def _page(table: RegTable, left: int) -> str:
    places = range(len(table.heads))
    parts = [_parts(table, place) for place in places]
    widths = [_width(table, place) for place in places]
    blank = " " * left
    lines = []
    if table.groups():
        lines.append(blank + _over(table.groups(), widths))
    lines.append(
        blank
        + "".join(_right(head.label, _GAP + width) for head, width in zip(table.heads, widths, strict=True))
    )
    rule = "-" * (left + sum(widths) + _GAP * len(widths))
    lines.append(rule)
    body = list(_lines(table))
    for number, (name, row) in enumerate(body):
        if row is not None and number == len(body) - len(table.figures):
            lines.append(rule)
        first, *more = [name] if row is None else _folded(name, left)
        cells = "".join(
            " " * _GAP + _cell(shown(row.cells[place], table.decimals), parts[place], widths[place])
            for place in places
            if row is not None
        )
        lines.append(_left(first, left) + cells)
        lines += more
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _over(groups: Sequence[tuple[str, int]], widths: Sequence[int]) -> str:
    """The headings over columns, each in the middle of a line over its own."""
    text, place = "", 0
    for name, number in groups:
        room = sum(widths[place : place + number]) + _GAP * (number - 1)
        place += number
        label = _clipped(name, room)
        fill = room - _wide(label)
        text += " " * _GAP + (_centred(label, fill) if name else " " * room)
    return text


def _centred(label: str, fill: int) -> str:
    mark = "-" if fill >= 4 else ""
    inside = f" {label} " if mark else label
    rest = fill - 2 * len(mark)
    if not mark:
        return " " * (fill // 2) + label + " " * (fill - fill // 2)
    before = rest // 2 + 1
    return mark * before + inside + mark * (fill - 2 - before)


def _cell(text: Shown, parts: _Widths, width: int) -> str:
    """A cell whose numbers, brackets and stars stand under each other."""
    made = _right(text.number, parts.number)
    if parts.bracket:
        if text.bracket:
            made += " " + _right(text.bracket, parts.bracket) + _left(text.stars, parts.stars)
        else:
            made += _left(text.stars, parts.bracket + 1 + parts.stars)
    else:
        made += _left(text.stars, parts.stars)
    return _right(made, width)


def _wide(text: str) -> int:
    from wcwidth import wcswidth

    return max(wcswidth(text), 0)


def _left(text: str, width: int) -> str:
    return text + " " * (width - _wide(text))


def _right(text: str, width: int) -> str:
    return " " * (width - _wide(text)) + text


def _clipped(text: str, width: int) -> str:
    from wcwidth import clip

    return text if _wide(text) <= width else clip(text, 0, max(width - 1, 0)).rstrip() + "…"


def _folded(text: str, width: int) -> list[str]:
    """The name of a row in lines of so many columns, its indent kept."""
    from wcwidth import wrap

    if _wide(text) <= width:
        return [text]
    blanks = " " * (len(text) - len(text.lstrip()))
    return wrap(text, width, subsequent_indent=f"{blanks}  ", break_on_hyphens=False)


# Markdown


def markdown(table: RegTable) -> str:
    """The table in Markdown, headings over columns and their own in one line."""
    heads = [_md(" ".join(filter(None, (head.header, head.label)))) for head in table.heads]
    lines = [_md_line(["", *heads]), _md_line([":---", *["---:"] * len(heads)])]
    for name, row in _lines(table):
        cells = [] if row is None else [shown(cell, table.decimals).line() for cell in row.cells]
        label = f"**{_md(name)}**" if row is None else _md(name.strip())
        lines.append(_md_line([label, *map(_md, cells), *[""] * (len(heads) - len(cells))]))
    return "".join(f"{line}\n" for line in lines)


def _md_line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _md(text: str) -> str:
    for letter in "\\|*`_[]":
        text = text.replace(letter, f"\\{letter}")
    return " ".join(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").split())


# LaTeX


def latex(table: RegTable) -> str:
    r"""The table for LaTeX with the package booktabs, z on a second line under its coefficient.

    Letters that LaTeX reads as commands are written so that it prints them; a minus is a minus.
    """
    columns = len(table.heads)
    lines = [
        "% needs \\usepackage{booktabs}",
        "\\begin{table}[htbp]",
        "\\centering",
        f"\\caption{{{escaped(table.title)}}}",
        f"\\begin{{tabular}}{{@{{}}l{'c' * columns}@{{}}}}",
        "\\toprule",
        *_latex_heads(table),
        "\\midrule",
    ]
    for block, rows in table.blocks():
        if block:
            lines.append(f"\\multicolumn{{{columns + 1}}}{{@{{}}l}}{{\\emph{{{escaped(block)}}}}} \\\\")
        for row in rows:
            lines += _latex_row(row, table.decimals, indented=bool(block))
    if table.figures:
        lines.append("\\midrule")
    for row in table.figures:
        lines += _latex_row(row, table.decimals, indented=False)
    lines += ["\\bottomrule", "\\end{tabular}"]
    if table.notes:
        lines.append("\\par\\smallskip")
        notes = "\\\\\n".join(_at_start(note) for note in table.notes)
        lines.append(f"\\parbox{{\\textwidth}}{{\\footnotesize {notes}}}")
    lines.append("\\end{table}")
    made = "".join(f"{line}\n" for line in lines)
    return made if made.isascii() else f"{_NOT_ASCII}\n{made}"


def _latex_heads(table: RegTable) -> Iterator[str]:
    groups = table.groups()
    if groups:
        cells, rules, place = [], [], 2
        for name, number in groups:
            cells.append(f"\\multicolumn{{{number}}}{{c}}{{{escaped(name)}}}")
            if name:
                rules.append(f"\\cmidrule(lr){{{place}-{place + number - 1}}}")
            place += number
        yield f" & {' & '.join(cells)} \\\\"
        if rules:
            yield " ".join(rules)
    yield "".join(f" & {escaped(head.label)}" for head in table.heads) + " \\\\"


def _latex_row(row: Row, decimals: int, *, indented: bool) -> Iterator[str]:
    texts = [shown(cell, decimals) for cell in row.cells]
    label = "\\quad " + escaped(row.label) if indented else _at_start(row.label)
    two = any(each.bracket for each in texts)
    upper = [_latex_number(each.number if each.bracket else each.number + each.stars) for each in texts]
    yield f"{label}{''.join(f' & {each}' for each in upper)} \\\\"
    if two:
        lower = [_latex_number(each.bracket + each.stars) if each.bracket else "" for each in texts]
        yield f"{''.join(f' & {each}' for each in lower)} \\\\".rstrip()


def _latex_number(text: str) -> str:
    """A number with its minus as a sign, not a hyphen."""
    return escaped(text).replace("-", "$-$", 1) if any(map(str.isdigit, text)) else escaped(text)


def _at_start(text: str) -> str:
    r"""Behind the end of a line, where ``\\\\`` would take a bracket or a star for its own."""
    made = escaped(text.strip())
    return f"{{{made[0]}}}{made[1:]}" if made[:1] in {"[", "*"} else made


def escaped(text: str) -> str:
    r"""The text so that LaTeX prints it.

    >>> print(escaped("pay & 50% of log_income [z]"))
    pay \& 50\% of log\_income [z]
    """
    return "".join(
        _LATEX.get(letter, letter) for letter in text if letter.isprintable() or letter in "\n\r\t"
    )
