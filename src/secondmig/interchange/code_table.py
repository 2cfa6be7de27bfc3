"""Codes as rows of a table, for CSV files and workbooks, in both directions."""

from collections.abc import Sequence
from typing import Any, Final

from secondmig.codebook.code_entries import valid_id
from secondmig.core.counting import counted
from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.types import Code, Codebook
from secondmig.interchange.code_columns import Columns, columns_of
from secondmig.interchange.code_text import OUTCOMES, finding_of, finding_text, scalar_of, scalar_text
from secondmig.interchange.draft import BookFile, Draft, cleaned, one_line
from secondmig.interchange.grid import Grid, GridRow
from secondmig.interchange.labelled import items_of, lines_of, needs_quotes, quoted, unquoted
from secondmig.interchange.qdc_read import COLOR, six_digits
from secondmig.interchange.table_tree import placed

COLUMNS: Final = ("id", "label", "parent", "codable", "definition", "include", "exclude", "examples")
AFTER: Final = ("links", "measure", "color", "retired", "was")
_TEXTS: Final = ("definition", "include", "exclude", "measure", "retired")
_LISTS: Final = ("examples", "links", "was")
_WORDS: Final = {
    **dict.fromkeys(("", "true", "yes", "y", "1", "x"), True),
    **dict.fromkeys(("false", "no", "n", "0", "-"), False),
}


def table_of(book: Codebook) -> list[tuple[str, ...]]:
    """The codes as rows, the header first; columns for cues, facets and findings as the codes need them."""
    languages = sorted({language for code in book.codes for language in code.cues})
    facets = sorted({name for code in book.codes for name in code.defaults})
    findings = sorted({name for code in book.codes for name in code.benchmarks})
    header = (
        *COLUMNS,
        *(f"cues_{language}" for language in languages),
        *AFTER,
        *(f"facet {name}" for name in facets),
        *(f"benchmark {name}" for name in findings),
    )
    return [header, *(_row(code, languages, facets, findings) for code in book.codes)]


def _row(
    code: Code, languages: Sequence[str], facets: Sequence[str], findings: Sequence[str]
) -> tuple[str, ...]:
    return (
        code.id,
        one_line(code.label) or code.id,
        code.parent or "",
        "yes" if code.codable else "no",
        *(_text(getattr(code, name)) for name in ("definition", "include", "exclude")),
        lines_of(code.examples),
        *(lines_of(code.cues.get(language, ())) for language in languages),
        lines_of(code.links),
        _text(code.measure),
        code.color,
        _text(code.retired),
        lines_of(code.was),
        *(scalar_text(code.defaults[name]) if name in code.defaults else "" for name in facets),
        *(finding_text(code.benchmarks.get(name, ("", ""))) for name in findings),
    )


def _text(text: str) -> str:
    return quoted(text) if text and needs_quotes(text) else text


def read_table(grid: Grid, *, flat: bool) -> BookFile:
    """The codes of a table.

    Args:
        grid: the table.
        flat: leave dots, ``>`` and backslashes in names as they are.

    Raises:
        SecondmigError: columns that cannot be told, or rows that do not hold together; all of them at once.
    """
    columns = columns_of(grid.header, where=grid.where)
    if not grid.rows:
        raise SecondmigError("there is a header and no code under it", where=grid.where)
    lost: dict[str, int] = {}
    problems: list[SecondmigError] = []
    drafts = [_draft(row, columns, lost, problems) for row in grid.rows]
    raise_all(problems)
    tree, said = placed(drafts, grid.rows, columns, flat=flat)
    losses = [f"{counted(number, 'cell')} with {what}" for what, number in sorted(lost.items())]
    for name in columns.unread:
        at = list(grid.header).index(name)
        held = sum(bool(row.cells[at].strip()) for row in grid.rows)
        losses += [f"column {name} ({counted(held, 'cell')})"] if held else []
    return BookFile(tree, losses=tuple(losses), notes=said)


def _draft(row: GridRow, columns: Columns, lost: dict[str, int], problems: list[SecondmigError]) -> Draft:
    held = {name: row.cells[at] for name, at in columns.fields.items()}
    fields: dict[str, Any] = {name: unquoted(cleaned(held.get(name, ""))) for name in _TEXTS}
    fields |= {name: items_of(cleaned(held.get(name, ""))) for name in _LISTS}
    fields["color"] = _color(held.get("color", "").strip(), lost)
    word = held.get("codable", "").strip().casefold()
    if word not in _WORDS:
        hint = "write yes or no"
        problems.append(SecondmigError(f"codable is neither yes nor no: {word}", where=row.where, hint=hint))
    own = cleaned(held.get("id", ""))
    if own and not valid_id(own):
        _count(lost, "an id of letters that an id cannot have; a new one is made")
    label = one_line(held.get("label", "")) or (
        own if "path" not in columns.fields and not columns.levels else ""
    )
    code = Code(
        id=own if valid_id(own) else "",
        label=label,
        codable=_WORDS.get(word, True),
        **fields,
        **_named(row, columns, lost),
    )
    return Draft(code, None, row.where)


def _named(row: GridRow, columns: Columns, lost: dict[str, int]) -> dict[str, Any]:
    """Cues, values of facets and findings, each in columns of their own."""
    fields: dict[str, Any] = {"cues": {}, "defaults": {}, "benchmarks": {}}
    for (kind, name), at in columns.named.items():
        cell = cleaned(row.cells[at])
        if not cell:
            continue
        if kind == "cues":
            fields["cues"][name] = items_of(cell)
        elif kind == "facet":
            fields["defaults"][name] = scalar_of(cell)
        elif name in OUTCOMES and finding_of(cell):
            fields["benchmarks"][name] = finding_of(cell)
        else:
            _count(lost, "a finding that is none")
    return fields


def _color(color: str, lost: dict[str, int]) -> str:
    if COLOR.fullmatch(color):
        return six_digits(color)
    if color:
        _count(lost, "a colour that is not written as #RRGGBB")
    return ""


def _count(lost: dict[str, int], what: str) -> None:
    lost[what] = lost.get(what, 0) + 1
