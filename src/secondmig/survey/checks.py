"""What is wrong with the cells of a survey, each with row and column; and what is only worth a look."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite

from secondmig.core.errors import SecondmigError
from secondmig.survey.cells import Cells, few
from secondmig.survey.form import SurveyForm, Variable
from secondmig.survey.harmonise import harmonised
from secondmig.survey.model import Measure
from secondmig.survey.number_text import is_number

_DAY = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?:[T ].*)?")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_YEAR = re.compile(r"(?:18|19|20|21)[0-9]{2}")
_OF_YEARS = re.compile(
    r"(?:^|[^a-z])(?:year|yr|date|born|birth|since|from|until|arrival|entry)(?:[^a-z]|$)|[年日]"
)
_COMMA = re.compile(r"-?(?:[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+)(?:,[0-9]+)?")
_DAY_LAST = re.compile(r"[0-9]{1,2}([-/.])[0-9]{1,2}\1[0-9]{4}")
_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
_NAMED = 5  # ids or values that a remark names
_NOT_A_VALUE = frozenset({"na", "n/a", "nan", "null", "none", ".", "-", "missing"})


@dataclass(frozen=True, slots=True)
class Checked:
    """What is looked at.

    Attributes:
        cells: of the file.
        id_column: names the respondent.
        form: what the columns mean.
        measures: by id.
        as_of: the last day a date can lie on, None where dates are not looked at.
    """

    cells: Cells
    id_column: str
    form: SurveyForm
    measures: Mapping[str, Measure]
    as_of: date | None

    @property
    def ids(self) -> Sequence[str]:
        """The id of each row."""
        return self.cells.columns[self.id_column]


def problems(checked: Checked) -> Iterator[SecondmigError]:
    """Everything for which the file is refused."""
    yield from few(_without_id(checked), more="{} more rows without an id")
    yield from few(_alike(checked), more="{} more pairs of ids like these")
    yield from few(_weights(checked), more="{} more weights like these")
    for column, variable in checked.form.variables.items():
        yield from few(_values(checked, column, variable), more=f"{{}} more values like these in {column}")
    if checked.as_of:
        for column in (each for each in checked.cells.columns if each != checked.id_column):
            yield from few(_dates(checked, column), more=f"{{}} more dates like these in {column}")


def remarks(checked: Checked) -> list[str]:
    """What does not stand in the way and should be known."""
    return [
        *_twice(checked),
        *_words_among_numbers(checked),
        *_decimal_commas(checked),
        *_days_of_two_meanings(checked),
        *_unlabelled(checked),
    ]


def _without_id(checked: Checked) -> Iterator[SecondmigError]:
    for position, text in enumerate(checked.ids):
        if not text:
            yield SecondmigError(
                f"{checked.id_column} is empty",
                where=checked.cells.place(position),
                hint="write the id or delete the row",
            )


def _alike(checked: Checked) -> Iterator[SecondmigError]:
    """Ids that differ by case, width or zeros alone: one of them is somebody else, or a slip."""
    distinct = set(checked.ids)
    if len(set(map(plain_id, distinct))) == len(distinct):
        return
    first: dict[str, tuple[str, int]] = {}
    told: set[str] = set()
    for position, text in enumerate(checked.ids):
        plain = plain_id(text)
        known = first.setdefault(plain, (text, position))
        if known[0] == text or text in told or not text:
            continue
        told.add(text)
        message = (
            f"{checked.id_column} {text!r} differs from {known[0]!r} ({checked.cells.place(known[1])})"
            f" only by {_how(text, known[0])}"
        )
        hint = "write the same person alike, or different persons so that one can tell them apart"
        yield SecondmigError(message, where=checked.cells.place(position), hint=hint)


def plain_id(text: str) -> str:
    """An id without what spreadsheets and typists change: width, case, leading zeros, ``.0``.

    >>> plain_id("Ａ007"), plain_id("a7"), plain_id("7.0")
    ('a7', 'a7', '7')
    """
    if text.isascii() and text.isdigit():
        return text.lstrip("0") or "0"
    folded = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold().strip()
    if folded.endswith(".0") and folded[:-2].isdigit():
        folded = folded[:-2]
    return _ZEROS.sub("", folded) if "0" in folded else folded


def _how(one: str, other: str) -> str:
    if one.casefold() == other.casefold():
        return "case"
    one, other = (unicodedata.normalize("NFKC", text) for text in (one, other))
    if one.casefold() == other.casefold():
        return "width"
    return "leading zeros" if _ZEROS.sub("", one) == _ZEROS.sub("", other) else "zeros, case or width"


def _weights(checked: Checked) -> Iterator[SecondmigError]:
    column = checked.form.weight
    if not column:
        return
    wrong = {text: why for text in set(checked.cells.columns[column]) if (why := _weight_problem(text))}
    if not wrong:
        return
    for position, text in enumerate(checked.cells.columns[column]):
        if text in wrong:
            hint = "correct the weight, leave the row out, or leave out --weight"
            where = f"{checked.cells.place(position)}, {column}"
            yield SecondmigError(wrong[text], where=where, hint=hint)


def _weight_problem(text: str) -> str:
    if not text:
        return "the weight is missing"
    try:
        weight = float(text)
    except ValueError:
        return f"the weight {text!r} is no number"
    if not isfinite(weight):
        return f"the weight {text!r} is no number"
    return f"the weight {text} is negative" if weight < 0 else ""


def _values(checked: Checked, column: str, variable: Variable) -> Iterator[SecondmigError]:
    """Values that the measure, its map or the labels do not know."""
    texts = checked.cells.columns[column]
    measure = checked.measures.get(variable.measure)
    if measure is None:
        yield from _unlabelled_ordinal(checked, column, variable)
        return
    scores = checked.cells.columns.get(variable.score) if variable.score else None
    pairs = zip(texts, scores, strict=True) if scores is not None else ((text, "") for text in texts)
    seen: dict[tuple[str, str], tuple[int, int]] = {}
    for position, pair in enumerate(pairs):
        known = seen.get(pair)
        seen[pair] = (known[0], known[1] + 1) if known else (position, 1)
    for (text, score), (position, times) in seen.items():
        if not text:
            continue
        try:
            harmonised(measure, variable, text, score=score)
        except SecondmigError as error:
            where = f"{checked.cells.place(position)}, {column}"
            yield SecondmigError(f"{error.message}{_in_all(times)}", where=where, hint=error.hint)


def _unlabelled_ordinal(checked: Checked, column: str, variable: Variable) -> Iterator[SecondmigError]:
    if variable.scale != "ordinal" or not variable.labels:
        return
    known = {"", *variable.labels, *variable.missing}
    counts = Counter(text for text in checked.cells.columns[column] if text not in known)
    for text, times in counts.items():
        place = checked.cells.place(checked.cells.columns[column].index(text))
        message = f"{text!r} has no label although {column} is ordinal{_in_all(times)}"
        hint = f"add a label for {text}, or write it under missing: {{{text}: why}}"
        yield SecondmigError(message, where=f"{place}, {column}", hint=hint)


def counted(rows: int) -> str:
    """So many rows, in words."""
    return "1 row" if rows == 1 else f"{rows:,} rows"


def _in_all(times: int) -> str:
    return f" ({times:,} rows)" if times > 1 else ""


def _dates(checked: Checked, column: str) -> Iterator[SecondmigError]:
    variable = checked.form.variable(column)
    named = bool(_OF_YEARS.search(column.casefold()))
    if checked.as_of is None or (variable.numeric and not named):
        return
    texts = checked.cells.columns[column]
    distinct = set(texts) - {"", *variable.missing}
    years = _holds_years(distinct, named=named)
    wrong = {text: why for text in distinct if (why := _date_problem(text, checked.as_of, years=years))}
    if not wrong:
        return
    for position, text in enumerate(texts):
        if text in wrong:
            where = f"{checked.cells.place(position)}, {column}"
            hint = "correct it; dates that may lie ahead (the end of a permit) need --as-of with a later day"
            yield SecondmigError(wrong[text], where=where, hint=hint)


def _holds_years(distinct: Collection[str], *, named: bool) -> bool:
    """Whether four digits are a year here: beside full dates, or alone in a column that is called so."""
    if not all(_YEAR.fullmatch(text) or _DAY.fullmatch(text) or _MONTH.fullmatch(text) for text in distinct):
        return False
    return named or not all(map(_YEAR.fullmatch, distinct))


def _date_problem(text: str, as_of: date, *, years: bool) -> str:
    if years and _YEAR.fullmatch(text):
        return f"{text} lies after {as_of.isoformat()}" if int(text) > as_of.year else ""
    if text[4:5] not in {"-", "/", "."}:
        return ""
    if found := _DAY.fullmatch(text):
        numbers = (int(found[1]), int(found[3]), int(found[4]))
    elif month := _MONTH.fullmatch(text):
        numbers = (int(month[1]), int(month[2]), 1)
    else:
        return ""
    try:
        day = date(*numbers)
    except ValueError:
        return f"there is no day {text}" if found else ""
    return f"{text} lies after {as_of.isoformat()}" if day > as_of else ""


def _twice(checked: Checked) -> Iterator[str]:
    """Ids of several rows: kept, since a person may have several, and the join accounts for each."""
    if len(set(checked.ids)) == len(checked.ids):
        return
    counts = Counter(checked.ids)
    several = [text for text, times in counts.items() if times > 1]
    wanted = set(several[:_NAMED])
    places: dict[str, list[str]] = {text: [] for text in several[:_NAMED]}
    for position, text in enumerate(checked.ids):
        if text in wanted and len(places[text]) < 3:
            places[text].append(checked.cells.place(position))
    told = "; ".join(f"{text} ({', '.join(where)})" for text, where in places.items())
    more = f" and {len(several) - _NAMED} more" if len(several) > _NAMED else ""
    noun = "id has" if len(several) == 1 else "ids have"
    yield f"{len(several):,} {noun} several rows: {told}{more}"


def _words_among_numbers(checked: Checked) -> Iterator[str]:
    """Columns of numbers with NA or the like in them, which nobody said is missing."""
    for column, texts in checked.cells.columns.items():
        variable = checked.form.variable(column)
        if variable.numeric or column == checked.id_column:
            continue
        distinct = set(texts) - {"", *variable.missing}
        words = sorted(text for text in distinct if text.casefold() in _NOT_A_VALUE)
        if words and len(distinct) > len(words) and all(map(is_number, distinct - set(words))):
            times = sum(text in words for text in texts)
            line = f"{column}: {{missing: {{{words[0]}: not stated}}}}"
            yield (
                f"{column} holds {', '.join(words)} beside numbers ({counted(times)}), so it counts as words;"
                f" say why in the measures file: {line}"
            )


def _decimal_commas(checked: Checked) -> Iterator[str]:
    """Columns of numbers with a comma where others write a point: what European programs export."""
    for column, texts in checked.cells.columns.items():
        if checked.form.variable(column).numeric or column == checked.id_column:
            continue
        distinct = set(texts) - {"", *checked.form.variable(column).missing}
        if any("," in text for text in distinct) and all(map(_COMMA.fullmatch, distinct)):
            yield (
                f"{column} has numbers with a decimal comma, like {min(distinct)}, so it counts as words;"
                " save the file with decimal points"
            )


def _days_of_two_meanings(checked: Checked) -> Iterator[str]:
    """Columns of days such as 03/04/2021, of which nobody can tell the day from the month."""
    for column, texts in checked.cells.columns.items():
        if checked.form.variable(column).numeric or column == checked.id_column:
            continue
        distinct = set(texts) - {"", *checked.form.variable(column).missing}
        if distinct and all(map(_DAY_LAST.fullmatch, distinct)):
            yield (
                f"{column} has days like {min(distinct)}, which may begin with the day or the month,"
                " so it counts as words; write them as year-month-day: 2021-04-03"
            )


def _unlabelled(checked: Checked) -> Iterator[str]:
    """Values without a label in a column where the others have one."""
    for column, variable in checked.form.variables.items():
        if variable.measure or variable.scale == "ordinal" or len(variable.labels) < 2:
            continue
        known = {"", *variable.labels, *variable.missing}
        rest = sorted(set(checked.cells.columns[column]) - known)
        if rest and len(rest) <= _NAMED:
            told = ", ".join(_first_of(checked, column, text) for text in rest)
            yield f"{column}: no label for {told}, although other values have one"


def _first_of(checked: Checked, column: str, text: str) -> str:
    """A value with the first place where it stands and the number of its rows."""
    texts = checked.cells.columns[column]
    return f"{text} ({checked.cells.place(texts.index(text))}; {counted(texts.count(text))})"
