"""A table made once: the page prints it, and the CSV and JSON files beside the page hold the same numbers."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

ColumnKind = Literal["text", "count", "number", "share"]


@dataclass(frozen=True, slots=True)
class Gap:
    """A cell without a number: what stands there instead, and why.

    Attributes:
        mark: printed in the cell, e.g. "no leg" or "<3".
        reason: one clause; the files hold it in their column ``remarks``.
    """

    mark: str
    reason: str


FEW: Final = Gap("<3", "fewer than 3 persons, or none")
LEFT_OUT: Final = Gap("·", "left out, so that no number of few persons can be read or worked out")


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to a place of this report; the files hold the text alone.

    Attributes:
        text: what is read.
        href: relative address, or ``#id``.
    """

    text: str
    href: str


Value: TypeAlias = str | int | float | bool | Gap | Link


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        key: name in the files, stable over editions.
        label: heading on the page.
        kind: text, count (whole number), number (printed with ``decimals``), share (0-1, printed as percent).
        unit: what is counted or measured; "" for text.
        decimals: on the page; the files hold 10 significant digits.
        shown: False for columns that only the files hold.
        once: on the page, a value equal to the one above is not repeated within the same first value.
    """

    key: str
    label: str
    kind: ColumnKind = "text"
    unit: str = ""
    decimals: int = 2
    shown: bool = True
    once: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of values under columns.

    Attributes:
        id: file name without ending, e.g. "table-1".
        title: one line.
        columns: at least one.
        rows: as many values each as there are columns.
        notes: how the numbers came about.

    Raises:
        ValueError: a row has another number of values than there are columns.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows):
            if len(row) != len(self.columns):
                message = f"row {number} of {self.id} has {len(row)} values for {len(self.columns)} columns"
                raise ValueError(message)

    def records(self) -> list[dict[str, object]]:
        """The rows as mappings, numbers rounded, gaps as None with their reasons under ``remarks``."""
        return [_record(self.columns, row) for row in self.rows]


def _record(columns: tuple[Column, ...], row: tuple[Value, ...]) -> dict[str, object]:
    record: dict[str, object] = {}
    remarks: list[str] = []
    for column, value in zip(columns, row, strict=True):
        if isinstance(value, Gap):
            remarks.append(f"{column.key}: {value.reason}")
        record[column.key] = plain(value)
    record["remarks"] = "; ".join(remarks)
    return record


def plain(value: Value) -> str | int | float | bool | None:
    """The value as files hold it: floats to 10 significant digits, no negative zero, a gap as None.

    >>> plain(2 / 3), plain(-0.0), plain(Gap("no leg", "nobody lived there"))
    (0.6666666667, 0.0, None)
    """
    if isinstance(value, Gap):
        return None
    if isinstance(value, Link):
        return value.text
    if isinstance(value, float):
        return float(f"{value:.10g}") + 0.0
    return value


def to_csv(table: Table) -> bytes:
    """The table as UTF-8 CSV with a heading line, line ends LF, booleans as true and false.

    A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    keys = [column.key for column in table.columns] + ["remarks"]
    writer.writerow(keys)
    for record in table.records():
        writer.writerow([_cell(record[key]) for key in keys])
    return buffer.getvalue().encode("utf-8")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t"}:
        return "'" + value
    return str(value)


def to_json(table: Table, meta: Mapping[str, object]) -> bytes:
    """The table as ``{"meta": ..., "rows": [...]}``; meta names columns with their units, then ``meta``."""
    head = {
        "id": table.id,
        "title": table.title,
        "unit": next((c.unit for c in table.columns if c.unit), "rows"),
        "columns": [{"key": c.key, "label": c.label, "kind": c.kind, "unit": c.unit} for c in table.columns],
        "notes": list(table.notes),
        "n": len(table.rows),
        **meta,
    }
    return json_bytes({"meta": head, "rows": table.records()})


def json_bytes(content: object) -> bytes:
    """JSON as UTF-8 with an indent of one and a line end, keys in the order given."""
    return (json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode("utf-8")


def joined(texts: Iterable[str]) -> str:
    """Texts in one cell, separated by "; "."""
    return "; ".join(texts)
