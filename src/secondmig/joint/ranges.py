"""The lowest and highest value of each column of a survey, to be looked at before anything is joined."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from secondmig.survey.table import SurveyTable

_SHOWN = 4


def column_ranges(table: SurveyTable) -> Iterator[tuple[str, str]]:
    """Each column but the id with what it holds, in words.

    A column of numbers is told by its lowest and highest; another by how many different values it has. Values
    that the form calls missing, and blank cells, are counted apart.

    >>> table = SurveyTable("s", {"id": ["1", "2"], "age": ["30", "45"]}, "id")
    >>> list(column_ranges(table))
    [('age', '30 to 45')]
    """
    for column, texts in table.cells.items():
        if column != table.id_column:
            yield column, _told(texts, table.form.variable(column).missing)


def _told(texts: Sequence[str], missing: Mapping[str, str]) -> str:
    counts = Counter(texts)
    blank = counts.pop("", 0)
    absent = {value: counts.pop(value) for value in missing if value in counts}
    numbers = {text: _number(text) for text in counts}
    read = {text: number for text, number in numbers.items() if number is not None}
    if not counts:
        told = "no value"
    elif len(read) == len(counts):
        told = f"{min(read, key=read.__getitem__)} to {max(read, key=read.__getitem__)}"
    else:
        told = f"{len(counts)} different values: {_listed(sorted(counts))}"
    reasons = [f"{number} {missing[value].replace('_', ' ')} ({value})" for value, number in absent.items()]
    gaps = [*reasons, *([f"{blank} blank"] if blank else [])]
    return "; ".join([told, *gaps])


def _listed(values: Sequence[str]) -> str:
    shown = ", ".join(values[:_SHOWN])
    return f"{shown} ..." if len(values) > _SHOWN else shown


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
