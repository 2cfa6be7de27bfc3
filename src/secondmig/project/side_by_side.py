"""A comparison laid out for people: a line for each figure, a column for each group of each source."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from secondmig.survey.harmonise import NOT_ASKED

if TYPE_CHECKING:
    from secondmig.joint.across import Figures, Item
    from secondmig.survey.model import Measure

_COLUMNS: Final = ("measure", "figure")
_ABSENT: Final = "–"

_Cells = dict[str, "Figures"]


def side_by_side(
    figures: Sequence["Figures"], measures: Mapping[str, "Measure"]
) -> tuple[tuple[str, ...], list[dict[str, object]]]:
    """Lay figures out.

    Every cell says something: a figure, a dash where there is nothing to count, or that the source did not
    ask, in words beside ``n`` and by the reserved code below it.

    Returns:
        The names of the columns, and the lines: n, then mean and median or the codes with their shares, then
        what is missing for which reason.
    """
    names = _names(figures)
    code = _not_asked(measures)
    columns = list(dict.fromkeys(_column(each, names) for each in figures))
    lines: list[dict[str, object]] = []
    for item in dict.fromkeys(each.item for each in figures):
        held = {_column(each, names): each for each in figures if each.item == item}
        name = _named(item)
        for figure, cells in _lines(held, measures[item.measure], code):
            told = {column: cells[column] for column in columns}
            lines.append({"measure": name, "figure": figure, **told})
            name = " "
    return (*_COLUMNS, *columns), lines


def _names(figures: Sequence["Figures"]) -> dict[str, str]:
    """Survey -> what its columns are called: its source, or itself where several surveys have that source."""
    sources = {each.survey: each.source for each in figures}
    shared = Counter(sources.values())
    return {survey: source if shared[source] == 1 else survey for survey, source in sources.items()}


def _column(figures: "Figures", names: Mapping[str, str]) -> str:
    return f"{names[figures.survey]} {figures.group or '(unknown)'}"


def _not_asked(measures: Mapping[str, "Measure"]) -> str:
    """The reserved code of what was not asked, "" where the measures file reserves none."""
    codes = (
        code for each in measures.values() for code, reason in each.missing.items() if reason == NOT_ASKED
    )
    return next(codes, "")


def _named(item: "Item") -> str:
    leg = {"": "", "current": ", current leg"}.get(item.leg, f", leg {item.leg}")
    return f"{item.measure}{leg}{f', {item.part}' if item.part else ''}"


def _lines(held: _Cells, measure: "Measure", code: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The lines of one item."""
    from secondmig.joint.across import code_label

    silent = code or "not asked"

    def told(cells: Mapping[str, str], silent: str = silent) -> dict[str, str]:
        return {column: cells[column] if each.asked else silent for column, each in held.items()}

    not_asked = f"not asked ({code})" if code else silent
    yield "n", told({column: _n(each) for column, each in held.items()}, not_asked)
    if any(each.mean for each in held.values()):
        yield "mean", told({column: _bounds(each.mean, 2) for column, each in held.items()})
        yield "median", told({column: _bounds(each.median, 1) for column, each in held.items()})
    else:
        for value in _codes(held, measure):
            yield (
                code_label(measure, value),
                told({column: _share(each, value) for column, each in held.items()}),
            )
    for reason in sorted({reason for each in held.values() for reason, _ in each.missing} - {NOT_ASKED}):
        cells = {column: str(dict(each.missing).get(reason, 0)) for column, each in held.items()}
        yield f"missing: {reason.replace('_', ' ')}", told(cells)


def _n(figures: "Figures") -> str:
    intervals = figures.intervals
    return f"{figures.n}" + (f" ({intervals} as intervals)" if intervals else "")


def _codes(held: _Cells, measure: "Measure") -> list[str]:
    found = {value for each in held.values() for value in each.counts}
    return [*(code for code in measure.codes if code in found), *sorted(found - set(measure.codes))]


def _share(figures: "Figures", value: str) -> str:
    if not figures.n:
        return _ABSENT
    return f"{figures.counts.get(value, 0)} ({figures.shares.get(value, 0):.0%})"


def _bounds(pair: tuple[float, float] | None, decimals: int) -> str:
    if pair is None:
        return _ABSENT
    low, high = (f"{each:.{decimals}f}" for each in pair)
    return low if low == high else f"{low} to {high}"
