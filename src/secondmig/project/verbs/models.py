"""Verbs of models; methods of :class:`secondmig.project.project.Project`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from secondmig.project.listing import Done, Listing
from secondmig.project.session import checked

if TYPE_CHECKING:
    from secondmig.project.case_predictions import Predicting
    from secondmig.project.model_table import ModelTable, TableAsked
    from secondmig.project.models import Modelling
    from secondmig.project.project import Project


def model_synthesize(
    self: "Project", spec: Path, *, target: Path | None = None, n: int = 50_000, seed: int = 0
) -> Done:
    """Write a file of invented persons with the moments and slopes of a printed table."""
    from secondmig.project import synthesizing

    return synthesizing.synthesize(spec, target=target, n=n, seed=seed)


def model_recover(
    self: "Project", specs: Sequence[Path], *, n: int = 50_000, seed: int = 0, beside: bool = False
) -> Listing:
    """The printed slopes of specs beside those that fits to invented persons give back."""
    from secondmig.project import recovering

    if beside:
        return recovering.cells(self._session, specs, n=n, seed=seed)
    return recovering.recover(self._session, specs, n=n, seed=seed)


def model_recover_table(
    self: "Project",
    specs: Sequence[Path],
    *,
    n: int = 50_000,
    seed: int = 0,
    form: str = "table",
    columns: int | None = None,
) -> str:
    """The same in the layout of the printed table, as text: table, md, html or tex."""
    from secondmig.project import recovering

    return recovering.written(recovering.beside(specs, n=n, seed=seed), form, columns=columns)


def model_fit(self: "Project", asked: "Modelling") -> Listing:
    """Fit the models of a spec."""
    from secondmig.project import models

    return models.listing(self._session, asked)


def model_table(self: "Project", asked: "TableAsked") -> "ModelTable":
    """Models and printed tables side by side, as papers print them."""
    from secondmig.project import model_table

    return model_table.model_table(self._session, asked)


def model_predict_rows(self: "Project", asked: "Modelling", *, threshold: float | None = None) -> Listing:
    """How well models predict the rows they were fitted to."""
    from secondmig.project import predicting

    return predicting.predict_rows(self._session, asked, threshold=threshold)


def model_predict_cases(self: "Project", wanted: "Predicting") -> Listing:
    """What a model predicts of the interviewed persons, and whose story contradicts it."""
    from secondmig.project import case_predictions

    checked(self._session, wanted.selection)
    return case_predictions.predict_cases(self._session, wanted)
