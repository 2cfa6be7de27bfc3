"""The use case ``model predict``: how well a model predicts the rows it was fitted to."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.core.warnings import SEPARATION, WEIGHTS_MEANT
from secondmig.project.listing import Listing, warning_rows
from secondmig.project.models import Modelled, Modelling, modelled
from secondmig.project.session import Session, meta

if TYPE_CHECKING:
    from secondmig.stats.accuracy import Accuracy
    from secondmig.stats.fit import Fit

FIELDS: Final = ("spec", "tenth", "n", "predicted", "observed")
ITSELF: Final = "the model is judged by the rows it was fitted to, which flatters it"


def predict_rows(session: Session, asked: Modelling, *, threshold: float | None = None) -> Listing:
    """Predictions of each column by tenths beside what was observed; how many are right is in meta and notes.

    Args:
        session: the open project.
        asked: which models.
        threshold: from which prediction on the outcome is expected; 0.5 where None.

    Raises:
        SecondmigError: as for :func:`secondmig.project.models.modelled`; or a linear model of no shares.
    """
    made = modelled(session, asked)
    found = [(each, _accuracy(made, each, threshold)) for each in made.fits if each.estimated]
    rows = [
        {
            "spec": fit.column.name,
            "tenth": tenth.number,
            "n": tenth.n,
            "predicted": tenth.predicted,
            "observed": tenth.observed,
        }
        for fit, done in found
        for tenth in done.tenths
    ]
    cautions = [each for each in made.cautions if each.id in {SEPARATION.id, WEIGHTS_MEANT.id}]
    told = meta(session, unit="rows", selection=Selection(), n=len(made.source.frame), cautions=cautions)
    if not made.source.held:
        told["warnings"] = warning_rows(cautions)  # a file beside the spec is not of the corpus
    told["models"] = [_told(fit, done) for fit, done in found]
    return Listing(FIELDS, rows, told, (*_nothing(made), *_notes(found)))


def _nothing(made: Modelled) -> Iterator[str]:
    """The columns that predict nothing, and why."""
    for fit in made.fits:
        if not fit.estimated:
            reasons = dict.fromkeys(each.coefficient.undefined for each in fit.terms)
            yield f"{fit.column.name}: nothing was estimated, so nothing is predicted: {'; '.join(reasons)}"


def _accuracy(made: Modelled, fit: "Fit", threshold: float | None) -> "Accuracy":
    from secondmig.stats.accuracy import HALF, accuracy
    from secondmig.stats.fitted_rows import fitted_rows

    rows = fitted_rows(made.spec, fit, made.source.frame)
    try:
        return accuracy(
            rows.predictions,
            rows.outcomes,
            threshold=HALF if threshold is None else threshold,
            weights=rows.weights,
        )
    except ValueError as error:
        raise SecondmigError(
            f"{fit.outcome} is not 0 or 1 in every row, so nothing is predicted right or wrong",
            where=made.spec.file,
            hint="secondmig model fit",
        ) from error


def _notes(found: "Sequence[tuple[Fit, Accuracy]]") -> Iterator[str]:
    for fit, done in found:
        yield (
            f"{fit.column.name}: {done.n:,} rows, mean prediction {done.predicted:.3f}, observed"
            f" {done.observed:.3f}"
        )
        yield (
            f"{fit.column.name}: {100 * done.correct:.1f} % predicted correctly with a threshold of"
            f" {done.threshold:g}; expecting of every row what is more frequent: {100 * done.always:.1f} %"
        )
        parts = [
            f"{100 * each.value:.1f} % of the {each.n:,} {which}"
            for each, which in ((done.hit, "with the outcome"), (done.spared, "without it"))
            if each.value is not None
        ]
        yield f"{fit.column.name}: correct are {' and '.join(parts)}"
    yield ITSELF


def _told(fit: "Fit", done: "Accuracy") -> dict[str, object]:
    return {
        "spec": fit.column.name,
        "outcome": fit.outcome,
        "n": done.n,
        "mean_prediction": done.predicted,
        "base_rate": done.observed,
        "threshold": done.threshold,
        "correct": done.correct,
        "always_more_frequent": done.always,
        "correct_with_outcome": done.hit.value,
        "correct_without_outcome": done.spared.value,
    }
