"""Printed slopes beside those that a fit to invented persons gives back: as rows, and as a table."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from secondmig.core.selection import Selection
from secondmig.core.warnings import ACROSS_SAMPLES, FICTIONAL, INTENTION, UNEQUAL_N, Caution
from secondmig.estimate.values import Estimate
from secondmig.project.listing import Listing, warning_rows
from secondmig.project.session import Session, meta
from secondmig.project.synthesizing import INDEPENDENT, NOBODY, Source, shown_blocks, source_of

if TYPE_CHECKING:
    from secondmig.stats.recovery import Recovery
    from secondmig.stats.regtable import RegTable
    from secondmig.stats.synthetic import Invented

DUMMIES: Final = "job, industry and country dummies have no effect and are left out of the fit"
STARS: Final = (
    "z in brackets; * p < 0.1, ** p < 0.05, *** p < 0.01, of the unrounded p where fitted, as printed where "
    "printed"
)
_FIELDS: Final = (
    "spec",
    "variable",
    "label",
    "block",
    "printed",
    "recovered",
    "se",
    "difference",
    "z",
    "reason",
)


def recovered(path: Path, *, n: int, seed: int) -> tuple[Source, "Invented", "Recovery"]:
    """Invent persons for a spec, fit it to them without its dummies, and compare the slopes.

    Raises:
        SecondmigError: as :func:`source_of`, or the model cannot be fitted to so few rows.
    """
    from secondmig.stats.fit import fit
    from secondmig.stats.frame import Frame
    from secondmig.stats.recovery import recovery
    from secondmig.stats.synthetic import invent

    source = source_of(path)
    invented = invent(source.recipe, n=n, seed=seed)
    plain = replace(source.column, blocks=shown_blocks(source.column))
    fitted = fit(source.spec, plain, Frame(f"invented persons for {source.column.name}", invented.columns))
    return source, invented, recovery(source.printed, fitted)


def recover(session: Session, paths: Sequence[Path], *, n: int, seed: int) -> Listing:
    """The printed slopes of one or more specs beside those that a fit to invented persons gives back.

    Args:
        session: the open project.
        paths: specs of one column each.
        n: persons invented for each.
        seed: of the random numbers; specs draw different persons from one seed.

    Raises:
        SecondmigError: as :func:`recovered`.
    """
    found = [recovered(path, n=n, seed=seed) for path in paths]
    rows = [row for source, _, recovery in found for row in _compared(source, recovery)]
    cautions = list(dict.fromkeys(each for _, _, recovery in found for each in recovery.fit.cautions))
    told = meta(session, unit="invented persons", selection=Selection(), n=n)
    across = [ACROSS_SAMPLES] if len(found) > 1 else []
    told["warnings"] = warning_rows([replace(FICTIONAL, message=NOBODY), *_without(cautions), *across])
    told |= {"seed": seed, "criterion": _criterion(), "columns": [_summary(*each) for each in found]}
    lines = [_line(source, invented, recovery) for source, invented, recovery in found]
    return Listing(_FIELDS, rows, told, (*lines, _criterion(), *_remarks(found)))


def _without(cautions: Sequence[Caution]) -> Iterator[Caution]:
    """Those of the fit; the outcome is called an intention once."""
    yield from (each for each in cautions if each.id not in {FICTIONAL.id, INTENTION.id, ACROSS_SAMPLES.id})
    yield from [each for each in cautions if each.id == INTENTION.id][:1]


def _criterion() -> str:
    from secondmig.stats.recovery import CRITERION

    return CRITERION


def _compared(source: Source, recovery: "Recovery") -> Iterator[dict[str, object]]:
    for each in recovery.slopes:
        yield {
            "spec": source.column.name,
            "variable": each.variable,
            "label": each.label,
            "block": each.block,
            "printed": each.printed,
            "recovered": each.recovered.value,
            "se": each.se.value,
            "difference": each.difference.value,
            "z": each.z.value,
            "reason": each.z.undefined or None,
        }


def _summary(source: Source, invented: "Invented", recovery: "Recovery") -> dict[str, object]:
    wanted = source.synthesis.wanted(source.column.name)
    return {
        "spec": source.column.name,
        "within": recovery.within,
        "farthest": _or_reason(recovery.farthest),
        "chi_square": _or_reason(recovery.chi_square),
        "bound": recovery.bound,
        "df": recovery.df,
        "constant": invented.constant,
        "mean": wanted.mean,
        "mean_assumed": wanted.assumed,
        "mean_why": wanted.why,
        "n_fitted": recovery.fit.n,
    }


def _or_reason(estimate: Estimate) -> object:
    return estimate.undefined if estimate.value is None else estimate.value


def _line(source: Source, invented: "Invented", recovery: "Recovery") -> str:
    name, fitted = source.column.name, recovery.fit
    constant = f"constant {invented.constant:.4f} for a mean of {source.recipe.mean:g}"
    if source.synthesis.wanted(name).assumed:
        constant += ", an assumption"
    if recovery.chi_square.value is None or recovery.farthest.value is None:
        return f"{name}: cannot be judged, {recovery.chi_square.undefined}; {constant}"
    verdict = "recovered" if recovery.within else "NOT recovered"
    return (
        f"{name}: {verdict}; farthest slope {recovery.farthest.value:.2f} se, chi-square "
        f"{recovery.chi_square.value:.1f} of {recovery.df} slopes (bound {recovery.bound:.1f}); "
        f"n {fitted.n:,}; {constant}"
    )


def _remarks(found: Sequence[tuple[Source, "Invented", "Recovery"]]) -> Iterator[str]:
    yield from (NOBODY, INDEPENDENT, DUMMIES)
    yield from _collinear([source for source, _, _ in found])


def _collinear(sources: Sequence[Source]) -> Iterator[str]:
    """Why the dummies of a factor that carries a regressor cannot stand beside it."""
    carried = {
        (name, factor.name, len(factor.shares))
        for source in sources
        for factor in source.recipe.factors
        for name in factor.carries
    }
    for name, factor, levels in sorted(carried):
        yield (
            f"{name} is a function of {factor}, {levels} values in all: with a dummy for each {factor} it "
            "would be collinear and its slope not identified"
        )


def beside(paths: Sequence[Path], *, n: int, seed: int) -> "RegTable":
    """The recovered columns beside the printed ones, in the layout of the printed table.

    Raises:
        SecondmigError: as :func:`recovered`.
    """
    from secondmig.stats.regtable import RegTable
    from secondmig.stats.regtable_columns import LOG_LIKELIHOOD, N, fitted_column, printed_column
    from secondmig.stats.regtable_columns import beside as lined_up

    columns, sources = [], []
    for path in paths:
        source, _, recovery = recovered(path, n=n, seed=seed)
        sources.append(source)
        labels = {variable: label for _, variable, label in source.synthesis.printed.rows}
        columns += [
            printed_column(source.printed, source.synthesis.printed, "printed"),
            fitted_column(recovery.fit, f"{source.column.name} invented", "invented", labels),
        ]
    rows, figures = lined_up(columns, (LOG_LIKELIHOOD, N))
    size = (
        f"{n:,} invented persons a column, seed {seed}; constants and log likelihoods are not to be compared"
    )
    notes = (STARS, NOBODY, DUMMIES, *_collinear(sources), size)
    return RegTable("Printed and recovered", tuple(each.head for each in columns), rows, figures, notes)


def cells(session: Session, paths: Sequence[Path], *, n: int, seed: int) -> Listing:
    """The table of :func:`beside`, one row a cell, for programs.

    Raises:
        SecondmigError: as :func:`recovered`.
    """
    from secondmig.stats.regtable import FIELDS, tidy

    table = beside(paths, n=n, seed=seed)
    told = meta(session, unit="cells", selection=Selection(), n=n)
    told["warnings"] = warning_rows([replace(FICTIONAL, message=NOBODY), ACROSS_SAMPLES, UNEQUAL_N])
    return Listing(FIELDS, list(tidy(table)), told | {"seed": seed}, table.notes)


def written(table: "RegTable", form: str, *, columns: int | None) -> str:
    """A table as text.

    Args:
        table: the table.
        form: "html", "tex", "md", or anything else for a terminal.
        columns: of the terminal, None for any number.
    """
    from secondmig.report.regtable import regtable_page
    from secondmig.report.regtable_text import for_terminal, latex, markdown

    if form == "html":
        plain = replace(table, notes=tuple(each for each in table.notes if each != NOBODY))  # the caution's
        return regtable_page(plain, (replace(FICTIONAL, message=NOBODY), ACROSS_SAMPLES, UNEQUAL_N)).decode()
    if form == "tex":
        return latex(table)
    if form == "md":
        return "\n\n".join([markdown(table).rstrip(), *table.notes, ""])
    return "\n".join([table.title, "", for_terminal(table, columns), *table.notes, ""])
