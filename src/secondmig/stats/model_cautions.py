"""Warnings that stand beside fitted models."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from secondmig.core.warnings import (
    ACROSS_SAMPLES,
    FEW_CLUSTERS,
    INTENTION,
    POST_TREATMENT,
    SEPARATION,
    UNEQUAL_N,
    WEIGHTS_MEANT,
    Caution,
)
from secondmig.stats.fit import Fit
from secondmig.stats.model_spec import ColumnSpec, ModelSpec

FEW: Final = 30
"""Units below which clustered and robust standard errors are too small."""


def of_column(
    spec: ModelSpec, column: ColumnSpec, *, units: int | None, separation: str, fitted: bool = True
) -> tuple[Caution, ...]:
    """The warnings of one fit.

    Args:
        spec: the model.
        column: of it.
        units: clusters, sampling units or rows behind the standard errors, None where there are none.
        separation: clause on what is separated, "" for nothing.
        fitted: whether anything was estimated.
    """
    found: list[Caution] = []
    rests = spec.surveyed or spec.cluster or spec.robust
    if units is not None and fitted and rests and units < FEW:
        noun = "clusters" if spec.cluster else "sampling units" if spec.psu else "rows"
        message = (
            f"{units} {noun}, fewer than {FEW}: clustered or robust standard errors are too small; p_from: t"
            " takes p from Student's t, and a wild bootstrap would be better"
        )
        found.append(replace(FEW_CLUSTERS, message=message))
    if spec.weights:
        found.append(WEIGHTS_MEANT)
    if separation:
        message = (
            f"{separation}: those coefficients do not exist (Firth's penalised likelihood would give some)"
        )
        found.append(replace(SEPARATION, message=message))
    if column.intention:
        found.append(replace(INTENTION, message=f"{column.outcome} is an intention: {INTENTION.message}"))
    if column.post_treatment:
        message = f"{', '.join(column.post_treatment)}: {POST_TREATMENT.message}"
        found.append(replace(POST_TREATMENT, message=message))
    return tuple(found)


def across(fits: Sequence[Fit]) -> tuple[Caution, ...]:
    """The warnings of several fits side by side: unlike n, and unlike samples or outcomes."""
    found: list[Caution] = []
    if len({each.n for each in fits}) > 1:
        sizes = ", ".join(f"{each.column.name} {each.n:,}" for each in fits)
        found.append(replace(UNEQUAL_N, message=f"{UNEQUAL_N.message} (n: {sizes})"))
    if len({(each.outcome, each.rows) for each in fits}) > 1:
        found.append(ACROSS_SAMPLES)
    return tuple(found)
