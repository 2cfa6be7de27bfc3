"""How interviewed persons get the regressors of a model: a YAML file beside the spec of the model.

Its form; a key that is not marked optional has to be there::

    published: table_2.csv        # optional: coefficients printed elsewhere, relative to this file;
                                  # without it the model of the spec is fitted to its source
    regressors:                   # variable of the model -> where a person's value comes from
      segmentation: {from: seg_firm@interview_sheet}
      education:                  # from: a column of `secondmig joint table` (its name or key)
        from: edu_isced           # recode: value -> number or missing; what is not listed is missing
        recode: {5: 2, 6: 3, 7: 4, 8: 5, else: missing}
        note: "ISCED to the five steps of the survey"                  # optional: printed
      age: {from: age_band, recode: {30-34: 32, 35-39: 37}, if_missing: 31.1, why: "mean of Table 1.2"}
      overtime_work: {hold: 2.16, why: "nobody was asked; the mean of Table 1.2"}
    reference:                    # optional: where the contributions of terms are counted from, and
      segmentation: {mean: 0.27, sd: 0.44}             # what a constant is calibrated with
    models:
      - column: out-1             # of the published table, or of the spec
        persons: [first_destination=JPN]               # optional: column=value, all have to hold
        outcome:                  # moved, intends, or both; 1 left, 0 stays, missing
          moved: {from: group, recode: {second: 1, single: 0}}
          intends: {from: intent3, recode: {return: 1, onward: 1, stay: 0}, where: [group=single]}
        intention: true           # optional: the outcome of the model is an intention, not a move
        base_rate: 0.36           # optional: share with the outcome, the default threshold
        constant: rank order      # or: printed; {value: 2.2445, why: ...}; {mean: 0.36, why: ...}
        regressors: {}            # optional: lines that replace those above for this model

``rank order``: the constant cannot be used, so there is an order of persons and no probability. ``mean``: the
constant is set so that the mean prediction is this share, for an index that is normal with the means and
standard deviations under ``reference`` (every regressor of the column needs both).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from secondmig.survey.yaml_file import Reader, Value, read_yaml

ConstantUse = Literal["printed", "rank order", "value", "mean"]
MISSING: Final = "missing"
ELSE: Final = "else"
LARGEST: Final = 1e15
"""Beyond which no number is a regressor of a person."""
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a person's value of a variable comes from.

    Attributes:
        column: of the person table; "" where the value is held.
        recode: value as text -> number, None for missing; empty where the value is taken as it is. What is
            not listed is missing, unless there is an ``else``.
        hold: the value that everybody has, None where it comes from a column.
        if_missing: the value of who has none, None where that stays missing.
        where: column and value that have to hold, else the value is missing.
        why: why it is held; the note of a recoded one.
    """

    column: str = ""
    recode: Mapping[str, float | None] = field(default_factory=dict)
    hold: float | None = None
    if_missing: float | None = None
    where: tuple[tuple[str, str], ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Moments:
    """Mean and standard deviation of a regressor where the model comes from.

    Attributes:
        mean: of the regressor.
        sd: of the regressor, None where it is not known.
    """

    mean: float
    sd: float | None = None


@dataclass(frozen=True, slots=True)
class Constant:
    """How the constant of a model is used.

    Attributes:
        use: as printed or fitted; not at all (an order only); a stated value; calibrated to a mean.
        value: the stated value, or the mean, None for the others.
        why: where the value comes from.
    """

    use: ConstantUse = "printed"
    value: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class CaseModel:
    """One model as it is applied to persons.

    Attributes:
        column: of the published table or of the spec.
        regressors: variable -> where it comes from.
        moved: what persons did, None where the mapping does not say.
        intends: what persons intend, None where the mapping does not say.
        persons: column and value that have to hold for a person.
        intention: whether the outcome of the model is an intention.
        base_rate: share with the outcome where the model comes from, None where it is not known.
        constant: how it is used.
    """

    column: str
    regressors: Mapping[str, Origin]
    moved: Origin | None
    intends: Origin | None
    persons: tuple[tuple[str, str], ...] = ()
    intention: bool = False
    base_rate: float | None = None
    constant: Constant = Constant()


@dataclass(frozen=True, slots=True)
class CaseMapping:
    """A case mapping as read.

    Attributes:
        published: file of the printed table, None where models are fitted.
        reference: variable -> its moments where the models come from.
        models: at least one, each column once.
    """

    published: Path | None
    reference: Mapping[str, Moments]
    models: tuple[CaseModel, ...]

    def model(self, column: str) -> CaseModel | None:
        """The model of that column, None where there is none."""
        return next((each for each in self.models if each.column == column), None)


def read_cases(path: Path) -> CaseMapping:
    """Read a case mapping.

    Args:
        path: the YAML file.

    Raises:
        SecondmigError: it cannot be read, or there is one problem.
        ProblemsError: several problems, each with its line.
    """
    root = read_yaml(path, example="codebooks/liu-2018/cases.yaml")
    return _Mapping(path).mapping(root)


class _Mapping:
    """The file's values as a mapping; problems are noted with their lines."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read = Reader(path.name)

    def mapping(self, root: Value) -> CaseMapping:
        known = self._known(root, "a case mapping", ("published", "regressors", "reference", "models"))
        shared = self._origins(known.get("regressors"))
        reference = self._reference(known.get("reference"))
        models = self._models(root, known.get("models"), shared)
        published = known.get("published")
        file = self._path.parent / self._read.text(published, "published") if published else None
        self._read.finish()
        return CaseMapping(file, reference, models)

    def _known(self, value: Value, what: str, keys: Sequence[str]) -> dict[str, Value]:
        entries = self._read.entries(value, what)
        for key, inner in entries.items():
            if key not in keys:
                self._read.wrong(inner, f"{what} has no key {key!r}", f"one of {', '.join(keys)}")
        return {key: inner for key, inner in entries.items() if key in keys}

    def _models(
        self, root: Value, value: Value | None, shared: Mapping[str, Origin]
    ) -> tuple[CaseModel, ...]:
        if value is None:
            self._read.wrong(root, "there is no list of models", "write models: with one line for each model")
            return ()
        found: dict[str, CaseModel] = {}
        for item in self._read.items(value, "models"):
            made = self._model(item, shared)
            if made.column in found:
                self._read.wrong(item, f"column {made.column!r} comes twice", "keep one of them")
            found[made.column] = made
        if not found and value.kind == "list":
            self._read.wrong(value, "models is empty", "write one line for each model")
        return tuple(found.values())

    def _model(self, item: Value, shared: Mapping[str, Origin]) -> CaseModel:
        keys = ("column", "persons", "outcome", "intention", "base_rate", "constant", "regressors")
        known = self._known(item, "a model", keys)
        for name in ("column", "outcome", "constant"):
            if item.kind == "mapping" and name not in known:
                self._read.wrong(item, f"a model needs {name}", f"write {name}: below - column:")
        outcome = self._origins(known.get("outcome"), ("moved", "intends"))
        rate = self._share(known["base_rate"], "base_rate") if "base_rate" in known else None
        return CaseModel(
            column=self._read.text(known["column"], "column") if "column" in known else "",
            regressors={**shared, **self._origins(known.get("regressors"))},
            moved=outcome.get("moved"),
            intends=outcome.get("intends"),
            persons=self._conditions(known.get("persons")),
            intention="intention" in known and self._read.flag(known["intention"], "intention"),
            base_rate=rate,
            constant=self._constant(known["constant"]) if "constant" in known else Constant(),
        )

    def _origins(self, value: Value | None, names: Sequence[str] = ()) -> dict[str, Origin]:
        if value is None:
            return {}
        what = "an outcome" if names else "regressors"
        entries = self._known(value, what, names) if names else self._read.entries(value, what)
        return {name: self._origin(name, inner) for name, inner in entries.items()}

    def _origin(self, name: str, value: Value) -> Origin:
        keys = ("from", "recode", "hold", "if_missing", "where", "why", "note")
        known = self._known(value, name, keys)
        if value.kind == "mapping" and ("from" in known) == ("hold" in known):
            self._read.wrong(value, f"{name} needs either from: or hold:", "from: COLUMN, or hold: NUMBER")
        if not {"hold", "if_missing"}.isdisjoint(known) and "why" not in known:
            self._read.wrong(value, f"{name} is held without a reason", 'add why: "..."')
        reason = known.get("why") or known.get("note")
        return Origin(
            column=self._read.text(known["from"], f"from of {name}") if "from" in known else "",
            recode=self._recode(known["recode"], name) if "recode" in known else {},
            hold=self._number(known["hold"], f"hold of {name}") if "hold" in known else None,
            if_missing=self._number(known["if_missing"], f"if_missing of {name}")
            if "if_missing" in known
            else None,
            where=self._conditions(known.get("where")),
            why=self._read.text(reason, f"why of {name}") if reason else "",
        )

    def _recode(self, value: Value, name: str) -> dict[str, float | None]:
        made: dict[str, float | None] = {}
        for key, inner in self._read.entries(value, f"recode of {name}").items():
            missing = inner.kind == "text" and inner.text == MISSING
            made[key] = None if missing else self._number(inner, f"recode of {name}, {key}")
        return made

    def _conditions(self, value: Value | None) -> tuple[tuple[str, str], ...]:
        if value is None:
            return ()
        made = []
        for text in self._read.texts(value, "a condition"):
            column, equals, wanted = text.partition("=")
            if not equals or not column.strip() or not wanted.strip():
                self._read.wrong(value, f"{text!r} is no condition", "write column=value")
            made.append((column.strip(), wanted.strip()))
        return tuple(made)

    def _reference(self, value: Value | None) -> dict[str, Moments]:
        if value is None:
            return {}
        made = {}
        for name, inner in self._read.entries(value, "reference").items():
            known = self._known(inner, f"reference of {name}", ("mean", "sd"))
            if inner.kind == "mapping" and "mean" not in known:
                self._read.wrong(inner, f"reference of {name} has no mean", "write {mean: 0.27, sd: 0.44}")
            mean = self._number(known["mean"], f"mean of {name}") if "mean" in known else 0.0
            sd = self._number(known["sd"], f"sd of {name}") if "sd" in known else None
            if sd is not None and sd < 0:
                self._read.wrong(inner, f"sd of {name} is negative", "a standard deviation is 0 or more")
            made[name] = Moments(mean, sd)
        return made

    def _constant(self, value: Value) -> Constant:
        if value.kind != "mapping":
            chosen = self._read.choice(value, "constant", ("printed", "rank order"))
            return Constant("rank order" if chosen == "rank order" else "printed")
        known = self._known(value, "constant", ("value", "mean", "why"))
        if ("value" in known) == ("mean" in known):
            self._read.wrong(value, "constant needs either value: or mean:", "printed, or rank order")
            return Constant()
        if "why" not in known:
            self._read.wrong(value, "constant has a number without a reason", 'add why: "..."')
        why = self._read.text(known["why"], "why of constant") if "why" in known else ""
        if "value" in known:
            return Constant("value", self._number(known["value"], "value of constant"), why)
        return Constant("mean", self._share(known["mean"], "mean of constant"), why)

    def _number(self, value: Value, what: str) -> float:
        if value.kind != "number" or not _NUMBER.fullmatch(value.text):
            self._read.wrong(value, f"{what} {value.text!r} is no number", "write a number like 0.36")
            return 0.0
        number = float(value.text)
        if abs(number) > LARGEST:
            self._read.wrong(value, f"{what} {value.text} is too large", "write a number like 0.36")
            return 0.0
        return number

    def _share(self, value: Value, what: str) -> float:
        number = self._number(value, what)
        if not 0 < number < 1:
            self._read.wrong(value, f"{what} {value.text} is no share", "a number between 0 and 1")
            return 0.5
        return number
