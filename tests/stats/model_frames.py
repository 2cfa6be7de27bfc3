"""The rows that published models were fitted to, and models of them."""

import csv
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from secondmig.stats.fit import Fit, fit
from secondmig.stats.frame import Cells, Frame, Numbers
from secondmig.stats.model_spec import Block, ColumnSpec, ModelSpec

FOLDER = Path(__file__).parents[1] / "data" / "models"


@cache
def texts_of(name: str) -> dict[str, tuple[str, ...]]:
    """Column -> cells of a file."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {column: tuple(row[column] for row in rows) for column in rows[0]}


def numbers_of(name: str, *columns: str) -> dict[str, Numbers]:
    """Column -> numbers of a file."""
    return {column: np.array(texts_of(name)[column], dtype=float) for column in columns}


@cache
def reference() -> dict[str, Any]:
    """The published figures, numbers as they are printed."""
    text = (FOLDER / "reference_results.json").read_text(encoding="utf-8")
    found = json.loads(text, parse_float=str)
    assert isinstance(found, dict)
    return found


@cache
def spector() -> Frame:
    """32 students of Spector and Mazzeo (1980), weights 1, 2, 1, 2 ... and eight clusters of four."""
    columns = numbers_of("statsmodels_spector.csv", "GPA", "TUCE", "PSI", "GRADE")
    return Frame("spector", {**columns, "w": np.tile([1.0, 2.0], 16), "g": np.repeat(np.arange(8.0), 4)})


@cache
def mroz() -> Frame:
    """753 married women of the PSID of 1976, with the variables of Wooldridge's and Greene's models."""
    names = ("hours", "youngkids", "oldkids", "age", "education", "wage", "fincome", "experience")
    raw = numbers_of("AER_PSID1976.csv", *names)
    made: dict[str, Cells] = {
        "nwifeinc": (raw["fincome"] - raw["hours"] * raw["wage"]) / 1000,
        "educ": raw["education"],
        "exper": raw["experience"],
        "expersq": raw["experience"] ** 2,
        "kidslt6": raw["youngkids"],
        "kidsge6": raw["oldkids"],
        "age2": raw["age"] ** 2,
        "fincome10k": raw["fincome"] / 10_000,
        "kids": np.asarray(raw["youngkids"] + raw["oldkids"] > 0, dtype=np.float64),
    }
    return Frame("mroz", {**raw, **made, "participation": texts_of("AER_PSID1976.csv")["participation"]})


@cache
def swiss() -> Frame:
    """872 women of the Swiss health survey of 1981 (Gerfin 1996)."""
    cells = texts_of("AER_SwissLabor.csv")
    return Frame("swiss", cells)


def schools(name: str) -> Frame:
    """A sample of Californian schools, by stratum (apistrat) or district (apiclus1)."""
    return Frame(name, texts_of(f"{name}.csv"))


def column_of(outcome: str, *variables: str, factors: tuple[str, ...] = ()) -> ColumnSpec:
    """A column with one block of variables."""
    return ColumnSpec("one", outcome, (Block("Regressors", variables, factors),))


def spec_of(column: ColumnSpec, **settings: Any) -> ModelSpec:  # noqa: ANN401 - of ModelSpec
    """A model with one column."""
    return ModelSpec("frame", column.outcome, columns=(column,), **{"family": "probit", **settings})


def fitted(
    frame: Frame,
    outcome: str,
    *variables: str,
    factors: tuple[str, ...] = (),
    **settings: Any,  # noqa: ANN401 - of ModelSpec
) -> Fit:
    """The fit of one column with one block of variables."""
    column = column_of(outcome, *variables, factors=factors)
    return fit(spec_of(column, **settings), column, frame)


def figures(made: Fit, name: str) -> dict[str, float]:
    """Variable -> value of a figure of its term (coefficient, se, ame ...), where there is one."""
    return {each.variable: value for each in made.terms if (value := getattr(each, name).value) is not None}


def derivative(function: Callable[[Numbers], float], at: Numbers, steps: float | Numbers = 1e-5) -> Numbers:
    """Central differences of a function of several numbers."""
    found = np.empty_like(at)
    reach = np.broadcast_to(steps, at.shape)
    for place in range(len(at)):
        move = np.zeros_like(at)
        move[place] = reach[place]
        found[place] = (function(at + move) - function(at - move)) / (2 * move[place])
    return found
