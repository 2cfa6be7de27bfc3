"""The rows of the joint displays, and what is said beside them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from secondmig.core.warnings import (
    CONFOUNDED,
    LANGUAGES,
    LENGTHS,
    MONTE_CARLO,
    NO_FAMILY,
    P_PURPOSIVE,
    SMALL_DENOMINATOR,
    SMALL_GROUP,
    TOPIC_NOT_ASKED,
    Caution,
)
from secondmig.project.listing import Listing

if TYPE_CHECKING:
    from secondmig.estimate.values import Estimate
    from secondmig.joint.case_matrix import CaseMatrix, Value
    from secondmig.joint.person_columns import Cell, Column
    from secondmig.joint.themes import Axis, Theme, ThemeCell

Row = dict[str, object]
THEMES: Final = (
    "code",
    "label",
    "group",
    "persons",
    "persons_total",
    "asked",
    "share",
    "coverage",
    "measure",
    "with_n",
    "with_mean",
    "without_n",
    "without_mean",
    "without_asked",
    "delta",
    "p",
    "p_holm",
    "p_low",
    "p_high",
    "seed",
    "undefined",
)
FEW: Final = 5
SMALL: Final = 20
MANY: Final = 5
NO_P: Final = "p is left out: persons were chosen on purpose; --inference gives it"
RELABELLED: Final = (
    "p: how often the measure would differ as much in rank between those with and without the theme if it "
    "were dealt out anew among these persons; it infers to nobody else; p_holm: corrected for all themes here"
)


@dataclass(frozen=True, slots=True)
class Display:
    """Statistics by themes, as they are to be shown.

    Attributes:
        themes: the rows.
        groups: the columns.
        measure: None where there is none.
        inference: whether p is given.
        asked_only: whether only persons are counted of whom the theme was asked.
        seed: of re-labellings that were drawn.
    """

    themes: tuple["Theme", ...]
    groups: "Axis"
    measure: "Column | None"
    inference: bool
    asked_only: bool
    seed: int = 0

    def corrected(self) -> tuple[float | None, ...]:
        """P of each theme, corrected for all of them."""
        from secondmig.stats.multiplicity import holm

        return holm([each.p.value if each.p else None for each in self.themes])


def long_rows(display: Display) -> list[Row]:
    """A row for each theme and group with the columns THEMES."""
    measure = display.measure.name if display.measure else None
    return [
        {
            "code": theme.code,
            "label": theme.label,
            "group": cell.group,
            "persons": cell.persons,
            "persons_total": cell.persons_total,
            "asked": cell.asked,
            "share": cell.share.value,
            "coverage": cell.coverage.value,
            "measure": measure,
            "with_n": theme.having.n,
            "with_mean": theme.having.mean.value,
            "without_n": theme.lacking.n,
            "without_mean": theme.lacking.mean.value,
            "without_asked": theme.lacking_asked,
            "delta": theme.delta.value,
            "p": theme.p.value if theme.p else None,
            "p_holm": p_holm,
            "p_low": theme.p.low if theme.p else None,
            "p_high": theme.p.high if theme.p else None,
            "seed": theme.p.seed if theme.p else None,
            "undefined": theme.delta.undefined or None,
        }
        for theme, p_holm in zip(display.themes, display.corrected(), strict=True)
        for cell in theme.cells
    ]


def wide_rows(display: Display) -> tuple[tuple[str, ...], list[Row], tuple[str, ...]]:
    """For people: fields, a row for each theme, and the fields that hold figures as text."""
    names = [key or "not stated" for key in display.groups.keys]
    capital = ("with", "without", "delta") if display.measure else ()
    tested = ("p", "p_holm") if display.inference and display.measure else ()
    fields = ("code", "label", *names, "asked", *capital, *tested)
    rows: list[Row] = []
    for theme, p_holm in zip(display.themes, display.corrected(), strict=True):
        figures = {name: _figures(cell) for name, cell in zip(names, theme.cells, strict=True)}
        asked = [cell.asked for cell in theme.cells if cell.asked is not None]
        told: Row = {
            "code": theme.code,
            "label": theme.label,
            "asked": ", ".join(map(str, asked)) or None,
            "with": _mean(theme.having.mean.value, theme.having.n),
            "without": _mean(theme.lacking.mean.value, theme.lacking.n),
            "delta": theme.delta.value,
            "p": theme.p.value if theme.p else None,
            "p_holm": p_holm,
        }
        rows.append({name: {**told, **figures}[name] for name in fields})
    return fields, rows, (*names, "asked", "with", "without")


def _figures(cell: "ThemeCell") -> str | None:
    """``5/8, 4.1 %``: persons of all, and the mean share of their speech."""
    if cell.coverage.value is None:
        return f"{cell.persons}/{cell.persons_total}" if cell.persons_total else None
    return f"{cell.persons}/{cell.persons_total}, {100 * cell.coverage.value:.1f}%"


def _mean(mean: float | None, n: int) -> str:
    return f"{mean:.2f} ({n})" if mean is not None else f"({n})"


def theme_notes(display: Display) -> Iterator[str]:
    """What the figures are, in words."""
    groups = ", ".join(
        f"{key or 'not stated'} ({number})" if key in {label, ""} else f"{key} {label} ({number})"
        for key, label, number in _sizes(display.groups)
    )
    yield f"{groups}; in a cell who mentions it of those counted, and the mean share of their speech"
    if any(cell.asked is not None for theme in display.themes for cell in theme.cells):
        yield "asked: of how many an item of the guide asked it, group by group"
    if display.asked_only:
        yield "only persons of whom an item of the guide asked the theme are counted"
    if display.measure is None:
        yield "no measure: --measure NAME puts the mean of those with and without the theme beside it"
        return
    yield (
        f"with, without: mean of {display.measure.name} ({display.measure.label}) of those with and without "
        "the theme, n in brackets; delta: Cliff's, positive where those with it have more"
    )
    yield RELABELLED if display.inference else NO_P
    simulated = [each for each in display.themes if each.p and each.p.seed is not None]
    if simulated:
        yield f"simulated, seed {display.seed}: " + "; ".join(map(_simulated, simulated))


def _simulated(theme: "Theme") -> str:
    """``OS-RAC 0.154-0.159``: between what the simulated p lies with 95 % confidence."""
    low, high = (theme.p.low, theme.p.high) if theme.p else (None, None)
    return theme.code if low is None or high is None else f"{theme.code} {low:.3f}-{high:.3f}"


def _sizes(groups: "Axis") -> Iterator[tuple[str, str, int]]:
    for key in groups.keys:
        yield key, groups.labels[key], groups.of.count(key)


def theme_cautions(display: Display, coinciding: Sequence[str]) -> Iterator[Caution]:
    """What to be wary of in statistics by themes.

    Args:
        display: the figures.
        coinciding: circumstances that the groups all but coincide with.
    """
    themes = display.themes
    if coinciding:
        told = f"{display.groups.name} and {', '.join(coinciding)}"
        yield replace(CONFOUNDED, message=f"{CONFOUNDED.message}: {told}")
    small = [f"{label} ({number})" for _, label, number in _sizes(display.groups) if number < FEW]
    thin = [each.code for each in themes if 0 < min(each.having.n, each.lacking.n) < FEW]
    if thin:
        small.append(f"with or without the theme in {len(thin)} row{'s' * (len(thin) > 1)}")
    if small:
        yield replace(SMALL_GROUP, message=f"{SMALL_GROUP.message}: {', '.join(small)}")
    yield from _of_tests([each.p for each in themes if each.p is not None and each.p.value is not None])
    unasked = [each.code for each in themes if _unasked(each)]
    if unasked:
        yield replace(
            TOPIC_NOT_ASKED, message=f"{TOPIC_NOT_ASKED.message}: {len(unasked)} of {len(themes)} rows"
        )
    totals = [cell.persons_total for each in themes for cell in each.cells if cell.persons_total]
    if totals and min(totals) < SMALL:
        yield SMALL_DENOMINATOR


def _of_tests(ps: Sequence["Estimate"]) -> Iterator[Caution]:
    if ps:
        yield P_PURPOSIVE
    if len(ps) > MANY:
        yield NO_FAMILY
    if any(each.seed is not None for each in ps):
        yield MONTE_CARLO


def of_table(cautions: Iterable[Caution], left_out: Collection[Caution]) -> tuple[Caution, ...]:
    """The cautions of the person table without those of columns that are not shown, or told better here."""
    ids = {each.id for each in left_out}
    return tuple(each for each in cautions if each.id not in ids)


def case_cautions(matrix: "CaseMatrix", cautions: Iterable[Caution], value: "Value") -> tuple[Caution, ...]:
    """The cautions of the person table that hold of the columns shown."""
    gone = [] if any(map(any, matrix.unasked)) else [TOPIC_NOT_ASKED]
    gone += [] if value == "segments" else [LENGTHS]
    gone += [] if value == "coverage" else [LANGUAGES]
    return of_table(cautions, gone)


def _unasked(theme: "Theme") -> bool:
    """Whether somebody counts as without a theme that was never raised."""
    if theme.lacking_asked is None:
        return False
    absent = sum(cell.persons_total - cell.persons for cell in theme.cells)
    return theme.lacking_asked < absent


def case_listing(matrix: "CaseMatrix", groups: "Axis", told: Mapping[str, object], *, wide: bool) -> Listing:
    """The matrix as rows.

    Args:
        matrix: what to show.
        groups: by which it is sorted.
        told: its meta.
        wide: for people; see :func:`secondmig.project.joint_displays.cases`.
    """
    names = [_named(column, wide=wide) for column in matrix.columns]
    shown = groups.name not in names
    rows: list[Row] = []
    for place, person in enumerate(matrix.persons):
        row: Row = {"id": person, **({groups.name: matrix.groups[place] or None} if shown else {})}
        for name, column, unasked in zip(names, matrix.columns, matrix.unasked, strict=True):
            doubtful = wide and unasked[place] and column.cells[place] == 0.0
            row[name] = DOUBTFUL if doubtful else _plain(column.cells[place])
        rows.append(row)
    fields = ("id", *((groups.name,) if shown else ()), *names)
    doubts = sum(row[name] == DOUBTFUL for row in rows for name in names)
    notes = [f"sorted by {groups.name}; raw values, nothing is calibrated"]
    if doubts:
        notes.append(f"{DOUBTFUL}: the topic was never raised, so the 0 says nothing ({doubts} cells)")
    numbers = tuple(n for n, column in zip(names, matrix.columns, strict=True) if column.kind == "number")
    return Listing(fields, rows, told, tuple(notes), numbers)


DOUBTFUL: Final = "0?"


def _named(column: "Column", *, wide: bool) -> str:
    return column.code or column.name if wide else column.name


def _plain(cell: "Cell") -> object:
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else cell
    return cell if isinstance(cell, str) else None
