"""Models that are fitted here, ready to be applied to interviewed persons."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from secondmig.core.warnings import SEPARATION
from secondmig.project.model_source import source_of
from secondmig.project.session import Session
from secondmig.store import links

if TYPE_CHECKING:
    from secondmig.joint.case_regressors import Levels
    from secondmig.project.case_predictions import Ready
    from secondmig.stats.case_mapping import CaseMapping, CaseModel
    from secondmig.stats.fit import Fit, Term
    from secondmig.stats.frame import Frame
    from secondmig.stats.model_spec import ColumnSpec, ModelSpec


def fitted(
    session: Session,
    path: Path,
    spec: "ModelSpec",
    mapping: "CaseMapping",
    known: "Sequence[tuple[ColumnSpec, CaseModel]]",
) -> "Iterator[Ready]":
    """The columns that the mapping knows, fitted to the source of the spec.

    Raises:
        SecondmigError: the source cannot be read, or a model cannot be fitted.
    """
    from secondmig.stats.fit import fit

    source = source_of(session, spec, path.parent)
    for column, case in known:
        made = _ready(spec, fit(spec, column, source.frame), case, mapping, source.frame)
        yield replace(made, others=not (source.held and _is_theirs(session, spec.source)))


def _is_theirs(session: Session, survey: str) -> bool:
    """Whether rows of the survey are those of interviewed persons."""
    ledger = links.all_links(session.store.read())
    return any(row.survey == survey and row.status == "matched" for row in ledger)


def _ready(
    spec: "ModelSpec", fit: "Fit", case: "CaseModel", mapping: "CaseMapping", frame: "Frame"
) -> "Ready":
    from secondmig.project.case_predictions import Ready
    from secondmig.stats.fitted_rows import fitted_rows
    from secondmig.stats.model_spec import CONSTANT
    from secondmig.stats.predict import Applied, Bound, Slope, constant_of

    rows = fitted_rows(spec, fit, frame)
    estimates = dict(zip(fit.estimated, fit.coefficients, strict=True))
    printed = estimates.pop(CONSTANT, None)
    constant, told = constant_of(
        case.constant, estimates, mapping.reference, printed=printed, family=fit.family
    )
    slopes = tuple(
        Slope(name, fit.term(name).label, value, _reference(mapping, name, rows.means))
        for name, value in estimates.items()
    )
    bounds = tuple(Bound(name, fit.term(name).label, value) for name, value in rows.bounds.items())
    return Ready(
        column=fit.column,
        case=case,
        model=Applied(fit.family, slopes, constant, told, bounds),
        base_rate=case.base_rate if case.base_rate is not None else _mean(rows.outcomes, rows.weights),
        told=f"fitted to {fit.n:,} rows of {frame.name}",
        levels=_levels(fit),
        left_out=tuple(
            dict.fromkeys(f"not estimated and so left out: {each.reason}" for each in fit.dropped)
        ),
        cautions=tuple(each for each in fit.cautions if each.id == SEPARATION.id),
    )


def _levels(fit: "Fit") -> "Levels":
    """The terms that are categories of a factor."""
    from secondmig.joint.case_regressors import Level

    def category(term: "Term") -> str:
        return term.variable.removeprefix(f"{term.factor}=")

    absent = {each.variable for each in fit.dropped if each.kind == "empty"}
    known: dict[str, set[str]] = {}
    for term in fit.terms:
        if term.factor and term.variable not in absent:
            known.setdefault(term.factor, set()).add(category(term))
    return {
        term.variable: Level(term.factor, category(term), frozenset(known.get(term.factor, ())))
        for term in fit.terms
        if term.role == "level"
    }


def _reference(mapping: "CaseMapping", name: str, means: dict[str, float]) -> float:
    moments = mapping.reference.get(name)
    return means[name] if moments is None else moments.mean


def _mean(outcomes: object, weights: object) -> float:
    import numpy as np

    return float(np.average(outcomes, weights=weights))  # type: ignore[call-overload, unused-ignore] # arrays
