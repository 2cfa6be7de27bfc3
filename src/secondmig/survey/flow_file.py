"""Tables of flows as CSV files: birth by last residence, its margins alone, or where leavers went next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.survey.csv_file import CsvFile, CsvRow, duplicates, read_csv_file
from secondmig.survey.flows import Flow, Margin, Onward, first_names, is_country_name, is_known, merged

Form = Literal["full", "margins", "next"]
FORMS: Final[Mapping[Form, tuple[str, ...]]] = {
    "full": ("birth", "last_residence", "persons"),
    "margins": ("country", "born_in", "last_permanent_residence_in"),
    "next": ("origin", "host", "next"),
}
"""The columns by which each form is known."""
STATUSES: Final = ("count", "estimate")
COUNTRIES: Final[Mapping[Form, tuple[str, ...]]] = {
    "full": ("birth", "last_residence"),
    "margins": ("country",),
    "next": ("origin", "host", "next"),
}
"""The columns of each form that hold countries."""
_SHOWN: Final = 20
_HINT: Final = "columns are " + ", or ".join(", ".join(columns) for columns in FORMS.values())


@dataclass(frozen=True, slots=True)
class FlowTable:
    """What a file of flows holds; of the three only that of its form is filled.

    Attributes:
        name: of the file.
        form: full, margins or next.
        flows: birth by last residence.
        margins: its margins.
        onward: where leavers went.
        remarks: names that no country has, with line and column, and names that mean the same country.
    """

    name: str
    form: Form
    flows: tuple[Flow, ...] = ()
    margins: tuple[Margin, ...] = ()
    onward: tuple[Onward, ...] = ()
    remarks: tuple[str, ...] = ()


def read_flows(path: Path) -> FlowTable:
    """Read a table of flows, in the form its columns say.

    - ``birth, last_residence, persons``: one row a pair of countries;
    - ``country, born_in, last_permanent_residence_in``: one row a country, the margins alone;
    - ``origin, host, next`` with ``persons`` or ``share_pct``, and where known ``leavers``, ``year``,
      ``status`` (count or estimate) and ``source``: where leavers went.

    Of several names of one country the first is taken for all. Further columns are left alone. Numbers may
    have commas or spaces between thousands.

    Raises:
        SecondmigError: the file has none of these forms, or one problem, with ``file:line``.
        ProblemsError: all the problems of the file.
    """
    table = read_csv_file(path)
    form = next((each for each, columns in FORMS.items() if set(columns) <= set(table.columns)), None)
    if form is None:
        columns = ", ".join(table.columns)
        message = f"this is no table of flows; its columns: {columns}"
        raise SecondmigError(message, where=table.name, hint=_HINT)
    remarks = (*_strange(table, COUNTRIES[form]), *_alike(table, COUNTRIES[form]))
    if form == "full":
        return FlowTable(table.name, form, flows=_full(table), remarks=remarks)
    if form == "margins":
        return FlowTable(table.name, form, margins=_margins(table), remarks=remarks)
    return FlowTable(table.name, form, onward=_onward(table), remarks=remarks)


def _names(table: CsvFile, columns: Sequence[str]) -> Mapping[str, str]:
    return first_names(row.cells[column] for row in table.rows for column in columns)


def _strange(table: CsvFile, columns: Sequence[str]) -> Iterator[str]:
    """Names that no country has, each with its first place."""
    told: dict[str, str] = {}
    for row in table.rows:
        for column in columns:
            name = row.cells[column]
            if is_known(name) and not is_country_name(name):
                told.setdefault(name, f"{table.where(row)}, {column}: {name!r}")
    for place in list(told.values())[:_SHOWN]:
        yield f"{place} is no country by any name that is known, and is counted as one of its own"
    if len(told) > _SHOWN:
        yield f"{len(told) - _SHOWN} more names like these"


def _alike(table: CsvFile, columns: Sequence[str]) -> Iterator[str]:
    """Names of one country that stand beside each other in the table."""
    same = {name: first for name, first in _names(table, columns).items() if name != first}
    if same:
        told = ", ".join(f"{name} as {first}" for name, first in same.items())
        yield f"names of one country are counted as one: {told}"


def _full(table: CsvFile) -> tuple[Flow, ...]:
    problems = list(duplicates(table, ["birth", "last_residence"], hint="write one row a pair of countries"))
    problems += _count_problems(table, ["persons"])
    raise_all(problems)
    name = _names(table, COUNTRIES["full"])
    return tuple(
        Flow(name[row.cells["birth"]], name[row.cells["last_residence"]], _count(row.cells["persons"]) or 0)
        for row in table.rows
    )


def _margins(table: CsvFile) -> tuple[Margin, ...]:
    _, born, last = FORMS["margins"]
    problems = list(duplicates(table, ["country"], hint="write one row a country"))
    problems += _count_problems(table, [born, last])
    raise_all(problems)
    rows = tuple(
        Margin(row.cells["country"], _count(row.cells[born]) or 0, _count(row.cells[last]) or 0)
        for row in table.rows
    )
    totals = sum(row.born for row in rows), sum(row.last for row in rows)
    if totals[0] != totals[1]:
        message = f"{born} adds up to {totals[0]:,} but {last} to {totals[1]:,}"
        hint = "the margins of one table have the same sum: add the row of those whose country is unknown"
        raise SecondmigError(message, where=table.name, hint=hint)
    if not totals[0]:
        raise SecondmigError("the table counts nobody", where=table.name, hint="write the counts")
    return merged(rows, _names(table, COUNTRIES["margins"]).__getitem__)


def _onward(table: CsvFile) -> tuple[Onward, ...]:
    given = {"year", "source", "persons", "leavers", "share_pct", "status"} & set(table.columns)
    key = ["origin", "host", "next", *sorted({"year", "source"} & given)]
    problems = list(duplicates(table, key, hint="write one row a destination, year and source"))
    problems += _count_problems(table, sorted({"persons", "leavers"} & given), blank=True)
    for row in table.rows:
        problems += _onward_problems(table, row)
    problems += _beyond_all(table)
    raise_all(problems)
    return tuple(_onward_row(row) for row in table.rows)


def _onward_problems(table: CsvFile, row: CsvRow) -> Iterator[SecondmigError]:
    cells, where = row.cells, table.where(row)
    for column in FORMS["next"]:
        if not cells[column]:
            yield SecondmigError(f"{column} is empty", where=where, hint="write the country")
    status = cells.get("status", "") or "count"
    if status not in STATUSES:
        hint = f"one of {', '.join(STATUSES)}"
        yield SecondmigError(f"status {status!r} is unknown", where=where, hint=hint)
    share = cells.get("share_pct", "")
    percent = _number(share)
    if share and (percent is None or percent > 100):
        yield SecondmigError(f"share_pct {share!r} is no percentage", where=where, hint="write 0 to 100")
    if not share and not cells.get("persons", ""):
        hint = "write persons, or share_pct where only the share is known"
        yield SecondmigError("neither persons nor a share is given", where=where, hint=hint)
    persons, leavers = _count(cells.get("persons", "")), _count(cells.get("leavers", ""))
    if persons is not None and leavers is not None and persons > leavers:
        message = f"{persons:,} persons of {leavers:,} leavers"
        yield SecondmigError(message, where=where, hint="leavers are all who left, wherever they went")


def _beyond_all(table: CsvFile) -> Iterator[SecondmigError]:
    """Shares of the same leavers that add up to more than all of them, by more than rounding explains."""
    sums: dict[tuple[str, ...], float] = {}
    for row in table.rows:
        key = tuple(row.cells.get(column, "") for column in ("origin", "host", "year", "source"))
        share, before = _number(row.cells.get("share_pct", "")) or 0.0, sums.get(key, 0.0)
        sums[key] = before + (share if share <= 100 else 0.0)
        if before <= _ALL < sums[key]:
            message = f"with this row the shares of these leavers add up to {sums[key]:g} percent"
            hint = "leavers of one year have one sum: name the year or the source that differs"
            yield SecondmigError(message, where=f"{table.where(row)}, share_pct", hint=hint)


_ALL: Final = 101.0


def _onward_row(row: CsvRow) -> Onward:
    cells = row.cells
    share = _number(cells.get("share_pct", ""))
    return Onward(
        cells["origin"],
        cells["host"],
        cells["next"],
        cells.get("year", ""),
        _count(cells.get("persons", "")),
        None if share is None else share / 100,
        _count(cells.get("leavers", "")),
        cells.get("status", "") or "count",
        cells.get("source", ""),
    )


def _count_problems(
    table: CsvFile, columns: Sequence[str], *, blank: bool = False
) -> Iterator[SecondmigError]:
    for row in table.rows:
        for column in columns:
            text = row.cells[column]
            if _count(text) is None and not (blank and not text):
                found = f"{column} {text!r} is no count" if text else f"{column} is empty"
                yield SecondmigError(found, where=table.where(row), hint="write a whole number, 0 for none")


def _count(text: str) -> int | None:
    digits = text.replace(",", "").replace(" ", "").replace("\u00a0", "")
    return int(digits) if digits.isascii() and digits.isdigit() else None


def _number(text: str) -> float | None:
    plain = text.removesuffix("%").strip()
    whole, _, part = plain.partition(".")
    fits = (whole + part).isascii() and (whole + part).isdigit()
    return float(plain) if fits else None
