"""The file that says how persons are invented for the columns of a printed table: ``synthesis.yaml``.

It names the printed table (``printed``), the table of means, spreads and bounds (``moments``), the row of
each regressor in it (``regressors``), columns of categories with their shares (``factors``), columns that are
a function of a category (``carried``), and for each printed column its outcome and its mean (``columns``).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.stats.ordinal import Distribution, binary, steps
from secondmig.stats.published import Published, PublishedColumn, read_published
from secondmig.stats.synthetic import Factor, Recipe, Regressor
from secondmig.survey.csv_file import CsvFile, read_csv_file
from secondmig.survey.number_text import is_number
from secondmig.survey.yaml_file import Reader, Value, read_yaml

REST: Final = "rest"
MOMENTS: Final = ("mean", "sd", "min", "max")
_KEYS: Final = ("printed", "moments", "regressors", "factors", "carried", "columns")


@dataclass(frozen=True, slots=True)
class Moments:
    """What is printed of a variable.

    Attributes:
        mean: of it.
        sd: its standard deviation.
        low: smallest value.
        high: largest value.
        where: file and line.
    """

    mean: float
    sd: float
    low: float
    high: float
    where: str

    def distribution(self) -> Distribution:
        """0 and 1 with the mean, or maximum entropy on the whole numbers from smallest to largest.

        Raises:
            SecondmigError: no distribution has these moments.
        """
        try:
            if (self.low, self.high) == (0, 1):
                return binary(self.mean)
            return steps(self.low, self.high, self.mean, self.sd)
        except SecondmigError as error:
            raise SecondmigError(error.message, where=self.where, hint=error.hint) from error


@dataclass(frozen=True, slots=True)
class Carried:
    """A column that is a function of a category.

    Attributes:
        by: the column of categories.
        row: of the table of moments, whose mean a value ``rest`` has to meet.
        values: category -> value, None for the one that the mean leaves.
        why: where the values come from.
    """

    by: str
    row: str
    values: Mapping[str, float | None]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The outcome of one printed column.

    Attributes:
        outcome: its name.
        mean: 0-1.
        assumed: whether the mean is an assumption and not printed.
        why: where it comes from.
        only: column of categories -> those that are drawn.
    """

    outcome: str
    mean: float
    assumed: bool = False
    why: str = ""
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Synthesis:
    """Everything persons are invented from.

    Attributes:
        name: of the file.
        printed: the table of regressions.
        moments: row of the table of moments -> its figures.
        regressors: variable -> row.
        shares: column of categories -> category and share, summing to 1.
        reasons: column of categories -> where its shares come from.
        carried: column -> how it follows from a category.
        columns: printed column -> its outcome.
    """

    name: str
    printed: Published
    moments: Mapping[str, Moments]
    regressors: Mapping[str, str]
    shares: Mapping[str, tuple[tuple[str, float], ...]]
    reasons: Mapping[str, str]
    carried: Mapping[str, Carried]
    columns: Mapping[str, Wanted]

    def wanted(self, column: str) -> Wanted:
        """The outcome of a printed column.

        Raises:
            SecondmigError: the file does not name the column.
        """
        if column not in self.columns:
            hint = f"one of {', '.join(self.columns)}"
            raise SecondmigError(f"nobody is invented for {column!r}", where=self.name, hint=hint)
        return self.columns[column]

    def printed_column(self, column: str) -> PublishedColumn:
        """A column of the printed table by its name.

        Raises:
            SecondmigError: there is none.
        """
        model, _, spec = column.rpartition("-")
        return self.printed.column(model, spec)

    def recipe(self, column: str) -> Recipe:
        """How persons are invented for a printed column.

        Raises:
            SecondmigError: the file does not name it, a printed slope has no variable, or moments cannot be.
        """
        wanted = self.wanted(column)
        slopes = {term.variable: term.estimate for term in self.printed_column(column).slopes()}
        regressors = tuple(
            Regressor(name, self.moments[row].distribution()) for name, row in self.regressors.items()
        )
        factors = tuple(self._factor(name, wanted, slopes) for name in self.shares)
        return Recipe(column, wanted.outcome, slopes, regressors, factors, wanted.mean)

    def _factor(self, name: str, wanted: Wanted, slopes: Mapping[str, float]) -> Factor:
        kept = wanted.only.get(name)
        shares = tuple(each for each in self.shares[name] if kept is None or each[0] in kept)
        total = sum(share for _, share in shares)
        scaled = tuple((category, share / total) for category, share in shares)
        following = {
            column: self._values(column, rule, scaled)
            for column, rule in self.carried.items()
            if rule.by == name and column in slopes
        }
        return Factor(name, scaled, following)

    def _values(
        self, column: str, rule: Carried, shares: tuple[tuple[str, float], ...]
    ) -> Mapping[str, float]:
        names = dict(shares)
        lacking = ", ".join(sorted(names.keys() - rule.values.keys()))
        if lacking:
            raise SecondmigError(f"{column} has no value for {lacking}", where=self.name, hint="add it")
        given = {name: value for name, value in rule.values.items() if value is not None and name in names}
        left = [name for name in names if name not in given]
        if not left:
            return given
        if not names[left[0]]:
            message = f"the mean says nothing of {column} where {rule.by} is {left[0]}: its share is 0"
            raise SecondmigError(message, where=self.name, hint="write its value")
        mean = self.moments[rule.row].mean
        known = sum(names[name] * value for name, value in given.items())
        return given | {left[0]: (mean - known) / names[left[0]]}


def read_synthesis(path: Path) -> Synthesis:
    """Read ``synthesis.yaml`` and the tables it names, which lie beside it.

    Raises:
        SecondmigError: one problem of one of the files.
        ProblemsError: all of those of a file.
    """
    reader = Reader(path.name)
    top = read_yaml(path, example="codebooks/liu-2018/synthesis.yaml")
    entries = reader.entries(top, "a synthesis")
    for key in entries.keys() - set(_KEYS):
        reader.wrong(entries[key], f"a synthesis has no {key!r}", f"one of {', '.join(_KEYS)}")
    for key in {"printed", "moments", "regressors", "columns"} - entries.keys():
        reader.wrong(top, f"{key} is missing", f"write {key}:")
    reader.finish()
    moments = read_moments(path.parent / reader.text(entries["moments"], "moments"))
    printed = read_published(path.parent / reader.text(entries["printed"], "printed"))
    regressors = reader.labels(entries["regressors"], "regressors")
    for name, value in reader.entries(entries["regressors"], "regressors").items():
        if regressors[name] and regressors[name] not in moments:
            reader.wrong(value, f"the table of moments has no row {regressors[name]!r}", "write it as there")
    shares, reasons = _factors(reader, entries.get("factors"), path.parent)
    carried = _all_carried(reader, entries.get("carried"), shares, moments)
    columns = {
        name: _wanted(reader, value, shares)
        for name, value in reader.entries(entries["columns"], "columns").items()
    }
    _distinct(reader, entries["columns"], (*regressors, *shares, *carried), columns)
    reader.finish()
    return Synthesis(path.name, printed, moments, regressors, shares, reasons, carried, columns)


def _distinct(reader: Reader, value: Value, names: Sequence[str], columns: Mapping[str, Wanted]) -> None:
    """Refuse a column of the file of persons that would be written twice."""
    for name, count in Counter(names).items():
        if count > 1:
            reader.wrong(value, f"{name!r} is drawn in {count} ways", "give one of them another name")
    for outcome in dict.fromkeys(each.outcome for each in columns.values()):
        if outcome in names:
            reader.wrong(value, f"{outcome!r} is drawn and an outcome as well", "name another outcome")


def read_moments(path: Path) -> dict[str, Moments]:
    """Read a table of ``variable, mean, sd, min, max``: variable -> its figures.

    Raises:
        SecondmigError: one problem with its line.
        ProblemsError: all of them.
    """
    table = read_csv_file(path, required=("variable", *MOMENTS))
    raise_all(
        SecondmigError(f"{column} {row.cells[column]!r} is no number", where=table.where(row), hint="31.10")
        for row in table.rows
        for column in MOMENTS
        if not is_number(row.cells[column])
    )
    return {row.cells["variable"]: _moments(row.cells, table.where(row)) for row in table.rows}


def _moments(cells: Mapping[str, str], where: str) -> Moments:
    mean, sd, low, high = (float(cells[column]) for column in MOMENTS)
    return Moments(mean, sd, low, high, where)


def _factors(
    reader: Reader, value: Value | None, folder: Path
) -> tuple[dict[str, tuple[tuple[str, float], ...]], dict[str, str]]:
    shares: dict[str, tuple[tuple[str, float], ...]] = {}
    reasons: dict[str, str] = {}
    for name, inner in reader.entries(value, "factors").items() if value else ():
        entries = reader.entries(inner, name)
        reasons[name] = reader.text(entries["why"], "why") if "why" in entries else ""
        if "categories" in entries:
            shares[name] = _equal_shares(reader, entries["categories"])
        elif "shares" in entries:
            shares[name] = _printed_shares(reader, entries["shares"], folder)
        else:
            reader.wrong(inner, f"{name} has neither categories nor shares", "categories: [a, b]")
    return shares, reasons


def _equal_shares(reader: Reader, value: Value) -> tuple[tuple[str, float], ...]:
    categories = reader.texts(value, "categories")
    if not categories or len(set(categories)) < len(categories):
        reader.wrong(value, "there is no category, or one twice", "categories: [a, b]")
    return tuple((each, 1 / len(categories)) for each in categories)


def _printed_shares(reader: Reader, value: Value, folder: Path) -> tuple[tuple[str, float], ...]:
    entries = reader.labels(value, "shares")
    if set(entries) != {"file", "category", "share"}:
        reader.wrong(value, "shares need file, category and share", "the file and its two columns")
        return ()
    table = read_csv_file(folder / entries["file"], required=(entries["category"], entries["share"]))
    raise_all(_share_problems(table, entries["share"]))
    found = [(row.cells[entries["category"]], float(row.cells[entries["share"]])) for row in table.rows]
    total = sum(share for _, share in found)
    if not total:
        raise SecondmigError("the shares add up to 0", where=table.name, hint="one above 0 at least")
    return tuple((name, share / total) for name, share in found)


def _share_problems(table: CsvFile, column: str) -> list[SecondmigError]:
    bad = [row for row in table.rows if not is_number(row.cells[column]) or float(row.cells[column]) < 0]
    return [
        SecondmigError(f"{row.cells[column]!r} is no share", where=table.where(row), hint="0 or more")
        for row in bad
    ]


def _all_carried(
    reader: Reader,
    value: Value | None,
    shares: Mapping[str, tuple[tuple[str, float], ...]],
    moments: Mapping[str, Moments],
) -> dict[str, Carried]:
    made: dict[str, Carried] = {}
    for name, inner in reader.entries(value, "carried").items() if value else ():
        entries = reader.entries(inner, name)
        if not {"by", "row", "values"} <= entries.keys():
            reader.wrong(inner, f"{name} needs by, row and values", "by: country")
            continue
        by, row = (reader.text(entries[key], key) for key in ("by", "row"))
        if by and by not in shares:
            reader.wrong(entries["by"], f"there is no factor {by!r}", f"one of {', '.join(shares)}")
        if row and row not in moments:
            reader.wrong(entries["row"], f"the table of moments has no row {row!r}", "write it as there")
        values = {
            key: _number_or_rest(reader, one, key)
            for key, one in reader.entries(entries["values"], "values").items()
        }
        if list(values.values()).count(None) > 1:
            reader.wrong(entries["values"], "the mean leaves one value, not several", "write the others")
        why = reader.text(entries["why"], "why") if "why" in entries else ""
        made[name] = Carried(by, row, values, why)
    return made


def _number_or_rest(reader: Reader, value: Value, key: str) -> float | None:
    if value.kind == "text" and value.text == REST:
        return None
    return _number(reader, value, key)


def _number(reader: Reader, value: Value, key: str) -> float:
    if value.kind != "number" or not is_number(value.text):
        reader.wrong(value, f"{key} {value.text!r} is no number", "write a number like 0.36")
        return 0.5
    return float(value.text)


def _wanted(reader: Reader, value: Value, shares: Mapping[str, tuple[tuple[str, float], ...]]) -> Wanted:
    entries = reader.entries(value, "a column")
    if not {"outcome", "mean"} <= entries.keys():
        reader.wrong(value, "a column needs outcome and mean", "{outcome: out_migration, mean: 0.36}")
        return Wanted("", 0.5)
    mean = _number(reader, entries["mean"], "mean")
    if not 0 < mean < 1:
        reader.wrong(entries["mean"], f"a mean of {mean:g} is no share", "between 0 and 1")
    only = {
        name: reader.texts(inner, name)
        for name, inner in (reader.entries(entries["only"], "only") if "only" in entries else {}).items()
    }
    for name, kept in only.items():
        named = dict(shares.get(name, ()))
        if not set(kept) <= named.keys():
            reader.wrong(entries["only"], f"not all of these are categories of {name!r}", "as in its shares")
        elif not sum(named[category] for category in kept):
            reader.wrong(entries["only"], f"nobody is left of {name!r}", "a category with a share above 0")
    return Wanted(
        outcome=reader.text(entries["outcome"], "outcome"),
        mean=mean,
        assumed="assumed" in entries and reader.flag(entries["assumed"], "assumed"),
        why=reader.text(entries["why"], "why") if "why" in entries else "",
        only=only,
    )
