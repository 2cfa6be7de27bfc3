"""A table of regressions as somebody printed it: figures with the digits and stars of the page.

A CSV file holds one figure a row, ``model, spec, variable, estimate, z, stars``; a YAML file of the same name
beside it may hold the layout: ``name``, ``source``, ``headers`` (of each model), ``blocks`` and ``labels``.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Final

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.stats.fit import stars
from secondmig.survey.csv_file import CsvFile, CsvRow, duplicates, read_csv_file
from secondmig.survey.number_text import is_number
from secondmig.survey.yaml_file import Reader, Value, read_yaml

COLUMNS: Final = ("model", "spec", "variable", "estimate", "z", "stars")
LOG_LIKELIHOOD: Final = "log_likelihood"
N_OBS: Final = "n_obs"
CONSTANT: Final = "constant"
_STATISTICS: Final = (LOG_LIKELIHOOD, N_OBS)
_DASHES: Final = frozenset({"—", "–", "-"})
_YES: Final = "yes"
_WRITTEN_OUT: Final = 8
"""Decimals up to which a power of ten is written out."""
_STARS: Final = ("", "*", "**", "***")


@dataclass(frozen=True, slots=True)
class PublishedTerm:
    """One coefficient as printed.

    Attributes:
        variable: its name in the file.
        label: its name on the page.
        block: heading it stands under, "" for none.
        estimate: the coefficient, rounded as printed.
        z: the figure in brackets, None where none is printed.
        stars: as printed, "" to "***".
        estimate_text: the digits of the coefficient.
        z_text: the digits of z, "" where none is printed.
    """

    variable: str
    label: str
    block: str
    estimate: float
    z: float | None
    stars: str
    estimate_text: str
    z_text: str

    def se(self) -> float | None:
        """The standard error that the two rounded figures imply; None where z is 0 or not printed."""
        return abs(self.estimate / self.z) if self.z and self.estimate else None

    def printed(self) -> str:
        """The cell on one line, stars after the bracket."""
        return f"{self.estimate_text} [{self.z_text}]{self.stars}" if self.z_text else self.estimate_text


@dataclass(frozen=True, slots=True)
class PublishedColumn:
    """One column of the table.

    Attributes:
        model: which outcome.
        spec: number of the column under its heading, as text.
        header: heading over the columns of this model.
        terms: coefficients in printed order, the constant among them.
        not_applicable: variables whose cell holds a dash.
        yes_rows: variable and label of the rows that say "Yes".
        log_likelihood: as printed, None where it is not.
        n: observations, None where not printed.
        log_likelihood_text: the digits of the log likelihood, "" where it is not printed.
    """

    model: str
    spec: str
    header: str
    terms: tuple[PublishedTerm, ...]
    not_applicable: tuple[str, ...] = ()
    yes_rows: tuple[tuple[str, str], ...] = ()
    log_likelihood: float | None = None
    n: int | None = None
    log_likelihood_text: str = ""

    @property
    def name(self) -> str:
        """``model-spec``, e.g. ``out_migration-1``."""
        return f"{self.model}-{self.spec}"

    def slopes(self) -> tuple[PublishedTerm, ...]:
        """The coefficients without the constant."""
        return tuple(each for each in self.terms if each.variable != CONSTANT)

    def term(self, variable: str) -> PublishedTerm | None:
        """The coefficient of a variable, None where it is not in this column."""
        return next((each for each in self.terms if each.variable == variable), None)


@dataclass(frozen=True, slots=True)
class Published:
    """A printed table.

    Attributes:
        name: what to call it.
        source: where it was printed.
        columns: from left to right.
        rows: (block, variable, label) in printed order, over all the columns.
    """

    name: str
    source: str
    columns: tuple[PublishedColumn, ...]
    rows: tuple[tuple[str, str, str], ...] = ()

    def column(self, model: str, spec: str) -> PublishedColumn:
        """One column.

        Raises:
            SecondmigError: there is none of that model and number.
        """
        found = next((each for each in self.columns if (each.model, each.spec) == (model, spec)), None)
        if found is None:
            names = ", ".join(each.name for each in self.columns)
            raise SecondmigError(f"no column {model}-{spec}", where=self.name, hint=f"one of {names}")
        return found


@dataclass(frozen=True, slots=True)
class _Layout:
    name: str
    source: str
    headers: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    blocks: Mapping[str, str] = field(default_factory=dict)

    def label(self, variable: str) -> str:
        return self.labels.get(variable, variable.replace("_", " "))


def read_published(path: Path) -> Published:
    """Read a printed table.

    A row whose ``estimate`` is a dash is a cell that says "not applicable"; one that is ``Yes`` a row of
    dummies; ``log_likelihood`` and ``n_obs`` are the statistics under the column. Columns stand in the order
    of the file, their rows in that of the layout and, where it does not name them, of the file.

    Args:
        path: the CSV file.

    Raises:
        SecondmigError: one problem of the file or its layout, with ``file:line``.
        ProblemsError: all of them.
    """
    table = read_csv_file(path, required=COLUMNS)
    layout = _read_layout(path.with_suffix(".yaml"), path.stem)
    raise_all(
        [
            *duplicates(table, COLUMNS[:3], hint="a column prints a variable once"),
            *(problem for row in table.rows for problem in _problems(table, row)),
        ]
    )
    rows = _row_order(table, layout)
    order = {variable: place for place, (_, variable, _) in enumerate(rows)}
    found: dict[tuple[str, str], list[CsvRow]] = {}
    for row in table.rows:
        found.setdefault((row.cells["model"], row.cells["spec"]), []).append(row)
    columns = tuple(_column(each, layout, order) for each in found.values())
    return Published(layout.name, layout.source, columns, rows)


def _problems(table: CsvFile, row: CsvRow) -> Iterator[SecondmigError]:
    cells, where = row.cells, table.where(row)
    for column in COLUMNS[:4]:
        if not cells[column]:
            yield SecondmigError(f"{column} is empty", where=where, hint="write it as printed")
    estimate = cells["estimate"]
    if estimate in _DASHES or estimate.casefold() == _YES or not estimate:
        return
    whole = cells["variable"] == N_OBS
    if not is_number(estimate) or (whole and not estimate.isdigit()):
        noun = "whole number" if whole else "number"
        yield SecondmigError(f"{estimate!r} is no {noun}", where=where, hint="write 0.33, a dash, or Yes")
    if cells["z"] and not is_number(cells["z"]):
        yield SecondmigError(f"z {cells['z']!r} is no number", where=where, hint="write it without brackets")
    if cells["stars"] not in _STARS:
        hint = "*, ** or ***, or nothing"
        yield SecondmigError(f"{cells['stars']!r} are no stars", where=where, hint=hint)


def _row_order(table: CsvFile, layout: _Layout) -> tuple[tuple[str, str, str], ...]:
    printed = dict.fromkeys(row.cells["variable"] for row in table.rows)
    named = [variable for variable in layout.labels if variable in printed]
    rest = [variable for variable in printed if variable not in layout.labels]
    rows = [variable for variable in (*named, *rest) if variable not in _STATISTICS]
    return tuple((layout.blocks.get(each, ""), each, layout.label(each)) for each in rows)


def _column(rows: Sequence[CsvRow], layout: _Layout, order: Mapping[str, int]) -> PublishedColumn:
    first = rows[0].cells
    figures = {row.cells["variable"]: row.cells for row in rows}
    kept = sorted((each for each in figures if each not in _STATISTICS), key=lambda each: order[each])
    dashes = tuple(each for each in kept if figures[each]["estimate"] in _DASHES)
    yes = tuple(each for each in kept if figures[each]["estimate"].casefold() == _YES)
    likelihood, n = (figures[each]["estimate"] if each in figures else "" for each in _STATISTICS)
    return PublishedColumn(
        model=first["model"],
        spec=first["spec"],
        header=layout.headers.get(first["model"], first["model"].replace("_", " ")),
        terms=tuple(_term(figures[each], layout) for each in kept if each not in (*dashes, *yes)),
        not_applicable=dashes,
        yes_rows=tuple((each, layout.label(each)) for each in yes),
        log_likelihood=float(likelihood) if is_number(likelihood) else None,
        n=int(n) if n.isdigit() else None,
        log_likelihood_text=likelihood if is_number(likelihood) else "",
    )


def _term(cells: Mapping[str, str], layout: _Layout) -> PublishedTerm:
    variable = cells["variable"]
    return PublishedTerm(
        variable=variable,
        label=layout.label(variable),
        block=layout.blocks.get(variable, ""),
        estimate=float(cells["estimate"]),
        z=float(cells["z"]) if cells["z"] else None,
        stars=cells["stars"],
        estimate_text=plain_digits(cells["estimate"]),
        z_text=plain_digits(cells["z"]),
    )


def _read_layout(path: Path, stem: str) -> _Layout:
    if not path.is_file():
        return _Layout(stem, "")
    reader = Reader(path.name)
    top = read_yaml(path, example="codebooks/liu-2018/table_2.yaml")
    entries = reader.entries(top, "the layout")
    for key in entries.keys() - {"name", "source", "headers", "blocks", "labels"}:
        reader.wrong(entries[key], f"unknown key {key!r}", "name, source, headers, blocks, labels")
    labels: dict[str, str] = {}
    blocks: dict[str, str] = {}
    for block in reader.items(entries["blocks"], "blocks") if "blocks" in entries else ():
        title, variables = _block(reader, block)
        labels |= variables
        blocks |= dict.fromkeys(variables, title)
    if "labels" in entries:
        labels |= reader.labels(entries["labels"], "labels")
    headers = reader.labels(entries["headers"], "headers") if "headers" in entries else {}
    texts = {key: reader.text(entries[key], key) for key in ("name", "source") if key in entries}
    reader.finish()
    return _Layout(texts.get("name", stem), texts.get("source", ""), headers, labels, blocks)


def _block(reader: Reader, value: Value) -> tuple[str, dict[str, str]]:
    entries = reader.entries(value, "a block")
    for key in ("label", "variables"):
        if key not in entries:
            reader.wrong(value, f"a block lacks {key}", "label: and variables:")
            return "", {}
    return reader.text(entries["label"], "label"), reader.labels(entries["variables"], "variables")


def possible_stars(z_text: str) -> frozenset[str]:
    """The stars that a z may have had before it was rounded to the digits printed.

    Any z between half a unit below and half a unit above is taken; p = 2 (1 - Phi(abs z)).

    Args:
        z_text: the digits as printed, e.g. "-1.96".

    >>> sorted(possible_stars("-1.96")), sorted(possible_stars("2.35")), sorted(possible_stars("2.345e0"))
    (['*', '**'], ['**'], ['**'])
    """
    exponent = Decimal(z_text).as_tuple().exponent
    half = 0.5 * 10.0 ** int(exponent)
    size = abs(float(z_text))
    ends = stars(_two_sided(max(size - half, 0.0))), stars(_two_sided(size + half))
    first, last = (_STARS.index(each) for each in ends)
    return frozenset(_STARS[first : last + 1])


def plain_digits(number: str) -> str:
    """A number as it was printed, powers of ten written out as far as that leaves its digits as they are.

    >>> plain_digits("2.345e0"), plain_digits("-1.50E-02"), plain_digits("0.30"), plain_digits("2e3")
    ('2.345', '-0.0150', '0.30', '2e3')
    """
    if "e" not in number.lower():
        return number
    read = Decimal(number)
    return f"{read:f}" if -_WRITTEN_OUT <= int(read.as_tuple().exponent) <= 0 else number


def _two_sided(z: float) -> float:
    return math.erfc(z / math.sqrt(2))


def doubtful_stars(published: Published) -> tuple[tuple[str, PublishedTerm], ...]:
    """(column, term) wherever the printed stars fit no z that rounds to the printed one."""
    return tuple(
        (column.name, term)
        for column in published.columns
        for term in column.terms
        if term.z_text and term.stars not in possible_stars(term.z_text)
    )
