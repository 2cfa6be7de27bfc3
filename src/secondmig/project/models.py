"""The use case ``model fit``: the models of a spec on a survey, with what was done to get there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from secondmig.core.selection import Selection
from secondmig.core.warnings import Caution
from secondmig.project.listing import Listing
from secondmig.project.model_source import ModelSource, source_of, with_intentions, without_fictional
from secondmig.project.session import Session, meta

if TYPE_CHECKING:
    from secondmig.estimate.values import Estimate
    from secondmig.stats.fit import Fit, Term
    from secondmig.stats.model_spec import ModelSpec

FIELDS: Final = (
    "spec",
    "variable",
    "block",
    "coefficient",
    "se",
    "z",
    "p",
    "stars",
    "ame",
    "ame_low",
    "ame_high",
    "label",
    "role",
    "show",
    "low",
    "high",
    "ame_se",
    "discrete",
    "undefined",
)
"""The row fields that are binding, and behind them what only programs need."""


@dataclass(frozen=True, slots=True)
class Modelling:
    """What is to be fitted.

    Attributes:
        spec: path of the spec file.
        common_sample: all columns on the rows that all of them can use.
        inference: standard errors and p also of persons chosen on purpose.
    """

    spec: Path
    common_sample: bool = False
    inference: bool = False


@dataclass(frozen=True, slots=True)
class Modelled:
    """Fitted models as they may be printed.

    Attributes:
        spec: the model.
        source: its rows.
        fits: one for each column, under the inference policy.
        cautions: of all of them, and of their standing side by side.
        silent: why standard errors and p are withheld, "" where they are not.
    """

    spec: "ModelSpec"
    source: ModelSource
    fits: tuple["Fit", ...]
    cautions: tuple[Caution, ...]
    silent: str


def modelled(session: Session, asked: Modelling) -> Modelled:
    """Fit the models of a spec.

    Args:
        session: the open project.
        asked: which, and how.

    Raises:
        SecondmigError: the spec or its source cannot be read, or a model cannot be fitted.
        ProblemsError: every reason why.
    """
    from secondmig.stats.fit import fit_all
    from secondmig.stats.model_cautions import across
    from secondmig.stats.model_spec import read_spec
    from secondmig.stats.policy import silence, under_policy

    spec = read_spec(asked.spec)
    source = source_of(session, spec, asked.spec.parent)
    spec = with_intentions(spec, source.frame)
    fits = fit_all(spec, source.frame, common=asked.common_sample)
    kind = source.frame.kind
    printed = tuple(under_policy(each, kind, inference=asked.inference) for each in fits)
    cautions = [caution for each in printed for caution in each.cautions]
    return Modelled(
        spec,
        source,
        printed,
        tuple(dict.fromkeys((*cautions, *across(fits)))),
        silence(kind, inference=asked.inference),
    )


def listing(session: Session, asked: Modelling) -> Listing:
    """A row for each term of each model; meta says how the sample came about and how errors were computed."""
    made = modelled(session, asked)
    rows = [_row(each, term) for each in made.fits for term in each.terms]
    head = meta(session, unit="rows", selection=Selection(), n=len(made.source.frame), cautions=made.cautions)
    if not made.source.held:
        head["warnings"] = without_fictional(head["warnings"])
    return Listing(FIELDS, rows, {**head, **_told(made)}, tuple(_notes(made)))


def _row(fit: "Fit", term: "Term") -> dict[str, object]:
    return {
        "spec": fit.column.name,
        "variable": term.variable,
        "block": term.block or None,
        "coefficient": term.coefficient.value,
        "se": term.se.value,
        "z": term.z.value,
        "p": term.p.value,
        "stars": term.stars or None,
        "ame": term.ame.value,
        "ame_low": term.ame.low,
        "ame_high": term.ame.high,
        "label": term.label,
        "role": term.role,
        "show": term.show,
        "low": term.coefficient.low,
        "high": term.coefficient.high,
        "ame_se": term.ame_se.value,
        "discrete": term.discrete,
        "undefined": term.coefficient.undefined or term.p.undefined or None,
    }


def _told(made: Modelled) -> dict[str, object]:
    """What meta says of the models: by spec, where specs differ."""
    spec, fits = made.spec, made.fits
    names = [each.column.name for each in fits]

    def by_spec(values: Sequence[object]) -> dict[str, object]:
        return dict(zip(names, values, strict=True))

    return {
        "source": made.source.frame.name,
        "kind": made.source.frame.kind,
        "family": spec.family,
        "information": spec.information,
        "covariance": by_spec([each.covariance_kind for each in fits]),
        "p_from": spec.p_from,
        "df": by_spec([each.df for each in fits]),
        "n_clusters": by_spec([each.n_clusters for each in fits]),
        "outcome": by_spec([each.outcome for each in fits]),
        "n_fitted": by_spec([each.n for each in fits]),
        "log_likelihood": by_spec([each.log_likelihood.value for each in fits]),
        "log_likelihood_null": by_spec([each.log_likelihood_null.value for each in fits]),
        "pseudo_r2": by_spec([each.pseudo_r2.value for each in fits]),
        "correct": by_spec([each.correct.value for each in fits]),
        "flow": by_spec([[_as_mapping(step) for step in each.flow] for each in fits]),
        "attrition": by_spec([[_as_mapping(lost) for lost in each.attrition] for each in fits]),
        "dropped": by_spec([[_as_mapping(dropped) for dropped in each.dropped] for each in fits]),
        "seed": next((each.seed for each in fits if each.seed is not None), None),
    }


def _as_mapping(value: object) -> dict[str, object]:
    from dataclasses import fields, is_dataclass

    assert is_dataclass(value)  # noqa: S101 - Step, Lost or Dropped
    return {each.name: getattr(value, each.name) for each in fields(value)}


def _notes(made: Modelled) -> Iterator[str]:
    spec, fits = made.spec, made.fits
    for each in fits:
        yield _figures(spec, each)
    for kind in dict.fromkeys(each.covariance_kind for each in fits):
        yield f"standard errors: {kind}"
    if any(each.df is not None for each in fits):
        df = ", ".join(f"{each.df:g}" for each in fits if each.df is not None)
        yield f"p by Student's t with {df} degrees of freedom"
    binary = dict.fromkeys(term.variable for each in fits for term in each.terms if term.discrete)
    if binary:
        yield f"ame of {', '.join(binary)}: the change from 0 to 1"
    for each in fits:
        yield f"{each.column.name}: {_flow(each)}"
        yield from (f"  {line}" for line in _attrition(each))
    yield from dict.fromkeys(f"{each.variable}: {each.reason}" for fit in fits for each in fit.dropped)
    yield from dict.fromkeys(remark for each in fits for remark in each.remarks)
    yield from dict.fromkeys(f"{each.column.name}: {each.column.note}" for each in fits if each.column.note)
    yield from made.source.notes


def _figures(spec: "ModelSpec", fit: "Fit") -> str:
    r2 = "R2" if spec.family == "linear" else "pseudo R2"
    parts = [f"n {fit.n:,}", f"log likelihood {_short(fit.log_likelihood)}", f"{r2} {_short(fit.pseudo_r2)}"]
    if fit.correct.value is not None:
        parts.append(f"{100 * fit.correct.value:.1f} % predicted")
    if fit.n_clusters is not None:
        parts.append(f"{fit.n_clusters:,} clusters")
    return f"{fit.column.name}: {fit.family} of {fit.outcome}, {', '.join(parts)}"


def _short(estimate: "Estimate") -> str:
    return f"undefined ({estimate.undefined})" if estimate.value is None else f"{estimate.value:.4f}"


def _flow(fit: "Fit") -> str:
    """How many rows each step left: ``all rows 902; women only 300 (2 of the 602 lost have no value)``."""
    said = []
    for step in fit.flow:
        why = f" ({step.missing:,} of the {step.lost:,} lost have no value)" if step.missing else ""
        said.append(f"{step.name} {step.n:,}{why}")
    return "; ".join(said)


def _attrition(fit: "Fit") -> Iterator[str]:
    """What each variable took: ``without wage: 20 rows (12 for this alone): blank 18, refused 2``."""
    for lost in fit.attrition:
        why = ", ".join(f"{reason} {n:,}" for reason, n in lost.reasons.items())
        rows = "1 row" if lost.missing == 1 else f"{lost.missing:,} rows"
        yield f"without {lost.variable}: {rows} ({lost.alone:,} for this alone): {why}"
