"""What a regression model is: its source, outcome and columns, as a YAML file says it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

Family = Literal["probit", "logit", "linear"]
Information = Literal["observed", "expected"]
Lonely = Literal["error", "certainty", "adjust", "average"]
Show = Literal["coefficients", "yes_row"]
Operator = Literal["=", "!=", "<", "<=", ">", ">=", "answered"]
FAMILIES: Final[tuple[Family, ...]] = ("probit", "logit", "linear")
INFORMATION: Final[tuple[Information, ...]] = ("observed", "expected")
LONELY: Final[tuple[Lonely, ...]] = ("error", "certainty", "adjust", "average")
CONSTANT: Final = "const"
"""Name of the constant among the terms of a fit."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A named restriction of the sample.

    Attributes:
        name: what the flow calls it, "women only".
        variable: column it looks at.
        operator: how it compares; ``answered`` keeps the rows with a value.
        values: what it compares with: several for = and !=, one for an order, none for ``answered``.
    """

    name: str
    variable: str
    operator: Operator
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Regressors that stand together in a table.

    Attributes:
        label: heading of the block, "" for none.
        variables: regressors as they come. ``age`` is a column of numbers, ``sex=f`` is 1 where the column
            says f and 0 where it says something else, ``age>=40`` likewise (and <=), ``age^2`` is a power and
            ``log(income)`` the natural logarithm of a column. A column of exactly that name goes before.
        factors: columns of categories; each becomes a 0/1 variable for each category but the reference.
        show: a row for each coefficient, or one row "Yes" for each factor.
    """

    label: str = ""
    variables: tuple[str, ...] = ()
    factors: tuple[str, ...] = ()
    show: Show = "coefficients"


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column of a table of models: one fit.

    Attributes:
        name: of the spec, as ``model fit`` prints it.
        outcome: 0/1 column, or ``column=value``, ``column>=number``, which is 1 where that holds.
        blocks: of regressors, in order.
        restrict: filters applied after those of the model.
        header: what stands above this and its neighbours with the same header, "" for nothing.
        not_applicable: variables that make no sense here: a dash in the table instead of a blank.
        note: one sentence under the table, "" for none.
        intention: whether the outcome is what people intend, not what they did.
        post_treatment: regressors that may have come after the first move.
    """

    name: str
    outcome: str
    blocks: tuple[Block, ...]
    restrict: tuple[Filter, ...] = ()
    header: str = ""
    not_applicable: tuple[str, ...] = ()
    note: str = ""
    intention: bool = False
    post_treatment: tuple[str, ...] = ()

    @property
    def variables(self) -> tuple[str, ...]:
        """The regressors as they come, in order."""
        return tuple(name for block in self.blocks for name in block.variables)

    @property
    def factors(self) -> tuple[str, ...]:
        """The columns of categories, in order."""
        return tuple(name for block in self.blocks for name in block.factors)


@dataclass(frozen=True, slots=True)
class Imputing:
    """Multiple imputation of missing regressors.

    Attributes:
        draws: completed data sets.
        burn_in: cycles of chained equations before each is taken.
        seed: of the random numbers.
    """

    draws: int = 20
    burn_in: int = 10
    seed: int = 0


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """A model: everything that all its columns share, and the columns.

    Attributes:
        source: name of a declared survey, or path of a csv, sav, dta or xlsx file relative to the spec.
        outcome: of the columns that name none, "" where all do.
        family: probit, logit, or linear (least squares on 0/1 or any number).
        columns: at least one.
        weights: column of the sampling weight, "" for none.
        strata: column of the stratum, "" for none.
        psu: column of the primary sampling unit, "" where each row is one.
        fpc: column of the number of units in the stratum, or of the share sampled, "" for none.
        lonely_psu: what becomes of a stratum with one unit: refused (``error``), no variance (``certainty``),
            compared with the mean of all units (``adjust``), or the mean of the others (``average``).
        cluster: column of the cluster of a sample without weights, "" for none.
        robust: standard errors by the sandwich.
        information: which information matrix is inverted.
        reference: factor -> its reference category; the first category where it is not named.
        p_from: p and intervals by the normal distribution or by Student's t.
        restrict: named filters, applied in order.
        labels: variable -> what people read.
        kind: of a source that is a file: sample, purposive, census or register; "" where nobody said.
        missing: value -> why it counts as missing, in every column, beside what the survey says itself.
        imputing: multiple imputation, None for listwise deletion.
        file: name of the spec file, for messages.
    """

    source: str
    outcome: str
    family: Family
    columns: tuple[ColumnSpec, ...]
    weights: str = ""
    strata: str = ""
    psu: str = ""
    fpc: str = ""
    lonely_psu: Lonely = "error"
    cluster: str = ""
    robust: bool = False
    information: Information = "observed"
    reference: Mapping[str, str] = field(default_factory=dict)
    p_from: Literal["normal", "t"] = "normal"
    restrict: tuple[Filter, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""
    missing: Mapping[str, str] = field(default_factory=dict)
    imputing: Imputing | None = None
    file: str = ""

    @property
    def weighted(self) -> bool:
        """Whether rows count with different weights."""
        return bool(self.weights)

    @property
    def surveyed(self) -> bool:
        """Whether standard errors follow a sampling design: weights, strata, units or populations."""
        return bool(self.weights or self.strata or self.psu or self.fpc)

    def label(self, variable: str) -> str:
        """What people read for a variable: its label, or its name."""
        return self.labels.get(variable, variable)


def read_spec(path: Path) -> ModelSpec:
    """Read a spec file; docs/model.md shows every key.

    Args:
        path: YAML.

    Raises:
        SecondmigError: it cannot be read, or one thing in it is wrong.
        ProblemsError: everything that is wrong with it, with file:line.
    """
    from secondmig.stats.spec_file import SpecReader

    return SpecReader(path.name).spec(path)
