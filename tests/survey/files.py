"""Small survey files of every format, written by the programs' own libraries."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

SYNTHETIC = ("id", "age", "sat", "note", "day")
"""Columns of the survey that :func:`in_every_format` writes."""


def written(path: Path, text: str, *, encoding: str = "utf-8") -> Path:
    """A text file."""
    path.write_bytes(text.encode(encoding))
    return path


def sav(path: Path, columns: Mapping[str, Sequence[object]], **options: Any) -> Path:  # noqa: ANN401 - pyreadstat
    """A file of SPSS."""
    import pandas as pd
    import pyreadstat

    pyreadstat.write_sav(pd.DataFrame(dict(columns)), str(path), **options)
    return path


def dta(path: Path, columns: Mapping[str, Sequence[object]], **options: Any) -> Path:  # noqa: ANN401 - pyreadstat
    """A file of Stata."""
    import pandas as pd
    import pyreadstat

    pyreadstat.write_dta(pd.DataFrame(dict(columns)), str(path), **options)
    return path


def xlsx(
    path: Path, sheets: Mapping[str, Sequence[Sequence[object]]], formats: Mapping[str, str] | None = None
) -> Path:
    """A workbook.

    Args:
        path: where to.
        sheets: name -> rows.
        formats: cell -> number format, in the first sheet.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    for cell, form in (formats or {}).items():
        book.worksheets[0][cell].number_format = form
    book.save(path)
    return path
