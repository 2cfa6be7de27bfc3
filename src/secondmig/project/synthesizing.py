"""Invent persons for the columns of a printed table."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from secondmig.core.errors import SecondmigError
from secondmig.project.listing import Done
from secondmig.project.output import write_atomically
from secondmig.survey.number_text import number_text

if TYPE_CHECKING:
    from secondmig.stats.model_spec import Block, ColumnSpec, ModelSpec
    from secondmig.stats.published import PublishedColumn
    from secondmig.stats.synthesis_file import Synthesis
    from secondmig.stats.synthetic import Invented, Recipe

SYNTHESIS: Final = "synthesis.yaml"
PERSON: Final = "invented_person"
"""First column of a file of invented persons, by which it is known again."""
NOBODY: Final = (
    "nobody in these rows exists: they were drawn from printed means, spreads and slopes, so what a fit "
    "gives back tests the software, not the paper"
)
_TOLD: Final = ("column", "label", "drawn_from", "mean", "sd", "slope")
"""Columns of the data dictionary."""
INDEPENDENT: Final = "each variable was drawn by itself: how they went together in the survey is not printed"


@dataclass(frozen=True, slots=True)
class Source:
    """A spec of one column with what its persons are invented from.

    Attributes:
        path: of the spec.
        spec: the model.
        column: its only column.
        synthesis: the file beside it.
    """

    path: Path
    spec: "ModelSpec"
    column: "ColumnSpec"
    synthesis: "Synthesis"

    @property
    def recipe(self) -> "Recipe":
        """How persons are invented for it."""
        return self.synthesis.recipe(self.column.name)

    @property
    def printed(self) -> "PublishedColumn":
        """The column of the printed table."""
        return self.synthesis.printed_column(self.column.name)

    def target(self) -> Path:
        """The file that the spec reads."""
        return self.path.parent / self.spec.source


def source_of(path: Path) -> Source:
    """Read a spec and the ``synthesis.yaml`` beside it.

    Raises:
        SecondmigError: one of them cannot be read, the spec has several columns, or they do not fit.
        ProblemsError: all the problems of a file.
    """
    from secondmig.stats.model_spec import read_spec
    from secondmig.stats.synthesis_file import read_synthesis

    spec = read_spec(path)
    if len(spec.columns) != 1:
        message = f"the spec has {len(spec.columns)} columns, and each has persons of its own"
        raise SecondmigError(message, where=path.name, hint="one spec a file, as in codebooks/liu-2018")
    beside = path.parent / SYNTHESIS
    if not beside.is_file():
        hint = "see codebooks/liu-2018/synthesis.yaml"
        raise SecondmigError(f"there is no {SYNTHESIS} beside the spec", where=path.name, hint=hint)
    found = Source(path, spec, spec.columns[0], read_synthesis(beside))
    _check(found)
    return found


def _check(source: Source) -> None:
    """Refuse a spec whose outcome or regressors are not those of the printed column."""
    wanted = source.synthesis.wanted(source.column.name)
    if source.column.outcome != wanted.outcome:
        message = f"the outcome is {source.column.outcome!r} here and {wanted.outcome!r} in {SYNTHESIS}"
        raise SecondmigError(message, where=source.path.name, hint="write the same in both")
    printed = {term.variable for term in source.printed.slopes()}
    own = {name for block in shown_blocks(source.column) for name in (*block.variables, *block.factors)}
    if differing := sorted(printed ^ own):
        message = f"the spec and the printed column differ in {', '.join(differing)}"
        raise SecondmigError(message, where=source.path.name, hint="the printed slopes are those of the spec")
    if source.spec.family != "probit":
        message = f"the persons are drawn from a probit, not a {source.spec.family}"
        raise SecondmigError(message, where=source.path.name, hint="family: probit")


def shown_blocks(column: "ColumnSpec") -> "tuple[Block, ...]":
    """The blocks that are compared: those that are not shown as a row of Yes."""
    return tuple(block for block in column.blocks if block.show != "yes_row")


def synthesize(path: Path, *, target: Path | None, n: int, seed: int) -> Done:
    """Write a file of invented persons for a spec, and its data dictionary beside it.

    Args:
        path: of the spec.
        target: the CSV file; where None, the one that the spec reads.
        n: persons.
        seed: of the random numbers.

    Raises:
        SecondmigError: the target is another kind of file or holds something else, or as :func:`source_of`.
    """
    from secondmig.stats.synthetic import invent

    source = source_of(path)
    place = target or source.target()
    _check_target(place)
    recipe = source.recipe
    invented = invent(recipe, n=n, seed=seed)
    dictionary = _dictionary_of(place)
    write_atomically(dictionary, _csv_bytes(_dictionary(source, recipe, invented)))
    write_atomically(place, _csv_bytes(_rows(invented)))
    wanted = source.synthesis.wanted(source.column.name)
    mean = float(sum(invented.columns[recipe.outcome]) / n)
    assumed = "assumed" if wanted.assumed else "printed"
    return Done(
        f"{place}: {n:,} invented persons for {source.column.name} (seed {seed})",
        details=(
            f"{dictionary.name} says how each variable was drawn",
            (
                f"constant {invented.constant:.4f}, so that the mean of {recipe.outcome} is "
                f"{recipe.mean:g}, {assumed}; in these rows {mean:.4f}"
            ),
            INDEPENDENT,
        ),
        warnings=(NOBODY,),
        count=n,
    )


def _check_target(place: Path) -> None:
    if place.suffix.lower() != ".csv":
        raise SecondmigError("invented persons are written as CSV", where=str(place), hint="-o FILE.csv")
    for file, head, holding in (
        (place, f"{PERSON},", "invented persons"),
        (_dictionary_of(place), ",".join(_TOLD), "their dictionary"),
    ):
        if file.exists() and not _begins(file, head):
            message = f"there is something else than {holding} in this file"
            raise SecondmigError(message, where=str(file), hint="name another file with -o")


def _dictionary_of(place: Path) -> Path:
    return place.with_name(f"{place.stem}.dictionary.csv")


def _begins(path: Path, head: str) -> bool:
    """Whether a file, and not a folder, begins with these characters."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.readline(200).startswith(head.encode())


def _rows(invented: "Invented") -> Iterator[Sequence[str]]:
    """A header, then a row a person; the first column says that nobody exists."""
    yield (PERSON, *invented.columns)
    digits = len(str(invented.n))
    texts = [_texts(values) for values in invented.columns.values()]
    for place, cells in enumerate(zip(*texts, strict=True), 1):
        yield (f"invented-{place:0{digits}d}", *cells)


def _texts(values: object) -> list[str]:
    """The text of each value; a column has few distinct ones."""
    import numpy as np

    if isinstance(values, list):
        return values
    distinct, places = np.unique(np.asarray(values), return_inverse=True)
    names = [number_text(round(float(each), 10)) for each in distinct]
    return [names[place] for place in places]


def _dictionary(source: Source, recipe: "Recipe", invented: "Invented") -> Iterator[Sequence[str]]:
    yield _TOLD
    yield (PERSON, "Nobody: a number for an invented person", NOBODY, "", "", "")
    wanted = source.synthesis.wanted(recipe.name)
    drawn = f"probit with the printed slopes and the constant {invented.constant:.10g}; {wanted.why}"
    yield (recipe.outcome, source.spec.label(recipe.outcome), drawn, number_text(recipe.mean), "", "")
    for each in recipe.regressors:
        spread = each.distribution
        low, high = spread.values[0], spread.values[-1]
        kind = "0 or 1" if (low, high) == (0, 1) else f"maximum entropy on {low:g} to {high:g}"
        figures = (number_text(round(spread.mean, 10)), number_text(round(spread.sd, 10)))
        slope = number_text(recipe.slopes[each.name]) if each.name in recipe.slopes else "0"
        yield (each.name, source.spec.label(each.name), kind, *figures, slope)
    for factor in recipe.factors:
        shares = "; ".join(f"{name} {share:.4f}" for name, share in factor.shares)
        why = source.synthesis.reasons.get(factor.name, "")
        told = f"{shares}" + (f" ({why})" if why else "")
        yield (factor.name, source.spec.label(factor.name), told, "", "", "0")
        for name, values in factor.carries.items():
            each_value = "; ".join(f"{level} {value:.4g}" for level, value in values.items())
            told = f"a function of {factor.name}: {each_value} ({source.synthesis.carried[name].why})"
            slope = number_text(recipe.slopes.get(name, 0.0))
            yield (name, source.spec.label(name), told, "", "", slope)


def _csv_bytes(rows: Iterator[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()
