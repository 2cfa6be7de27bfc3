"""The use case ``model predict --cases``: a model applied to the interviewed persons."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.core.types import Level
from secondmig.core.warnings import ECOLOGICAL, INTENTION, PURPOSIVE, Caution
from secondmig.project.codes import refuse_person_rows
from secondmig.project.listing import Listing
from secondmig.project.person_rows import TableWanted, person_rows
from secondmig.project.session import Session, meta

if TYPE_CHECKING:
    from secondmig.joint.case_regressors import Levels
    from secondmig.stats.case_mapping import CaseMapping, CaseModel
    from secondmig.stats.model_spec import ColumnSpec, ModelSpec
    from secondmig.stats.predict import Applied, Predicted
    from secondmig.stats.published import Published

FIELDS: Final = (
    "spec",
    "case",
    "index",
    "probability",
    "known",
    "predicted",
    "moved",
    "intends",
    "contradicts",
    "pushes",
    "missing",
    "held",
    "undefined",
)
CASES: Final = "cases.yaml"
"""Name of the mapping beside a spec, where none is named."""
OTHERS: Final = replace(
    ECOLOGICAL,
    message="the model comes from other people: it says what would be expected of one of them with these"
    " answers, not why a person did what the person did",
)


@dataclass(frozen=True, slots=True)
class Predicting:
    """Which model is applied to whom.

    Attributes:
        spec: the YAML file of the model.
        mapping: how persons get its regressors; ``cases.yaml`` beside the spec where None.
        selection: of persons.
        level: for whom it is.
        threshold: from which probability on the outcome is expected; the base rate where None.
    """

    spec: Path
    mapping: Path | None = None
    selection: Selection = field(default_factory=Selection)
    level: Level = "team"
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """A column of a spec as it is applied.

    Attributes:
        column: of the spec.
        case: of the mapping.
        model: coefficients and constant.
        base_rate: share with the outcome where the model comes from, None where it is not known.
        told: where the coefficients come from.
        levels: terms that are categories of a factor.
        left_out: what of the model is not applied, sentences.
        others: whether the model comes from other people than those it is applied to.
        cautions: of the fit, as far as they bear on predictions.
    """

    column: "ColumnSpec"
    case: "CaseModel"
    model: "Applied"
    base_rate: float | None
    told: str
    levels: "Levels" = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    others: bool = True
    cautions: tuple[Caution, ...] = ()


def predict_cases(session: Session, wanted: Predicting) -> Listing:
    """What a model predicts of each interviewed person, and whose story contradicts it.

    Raises:
        SecondmigError: rows of persons are not for this level, or a file, a column or a value is not there.
        ProblemsError: several problems of one file.
    """
    from secondmig.joint.case_regressors import check_columns, subjects
    from secondmig.stats.case_mapping import read_cases
    from secondmig.stats.model_spec import read_spec
    from secondmig.stats.predict import RANK_ORDER, predict

    refuse_person_rows(wanted.level)
    spec = read_spec(wanted.spec)
    path = _mapping_file(wanted)
    mapping = read_cases(path)
    made = person_rows(session, TableWanted(wanted.selection, wanted.level, codes=False))
    ready = list(_ready(session, wanted.spec, spec, mapping, path))
    check_columns(made.table, [each.case for each in ready], where=path.name)
    rows: list[dict[str, object]] = []
    notes: list[str] = []
    models: list[dict[str, object]] = []
    for each in ready:
        threshold = _threshold(each, wanted.threshold)
        persons = subjects(made.table, each.case, each.model.needed(), each.levels)
        found = predict(each.model, persons, threshold=threshold)
        rows += _rows(each, found)
        said = [*_notes(each, found, threshold, len(made.table.persons))]
        if threshold is None and wanted.threshold is not None:
            said.append(f"the threshold {wanted.threshold:g} is not used: {RANK_ORDER}")
        notes += said if len(ready) == 1 else (f"{each.column.name}: {note}" for note in said)
        models.append(_model(each, threshold))
    cautions = [*_cautions(ready), PURPOSIVE]
    told = meta(session, unit="persons", selection=wanted.selection, n=len(rows), cautions=cautions)
    more: dict[str, object] = {"spec": wanted.spec.name, "mapping": path.name, "models": models}
    return Listing(FIELDS, rows, {**told, **more}, tuple(notes))


def _mapping_file(wanted: Predicting) -> Path:
    path = wanted.mapping or wanted.spec.parent / CASES
    if not path.is_file():
        raise SecondmigError(
            f"nobody has said how persons get the regressors of {wanted.spec.name}",
            where=str(path),
            hint="write it there, or name it with --mapping FILE.yaml; docs/model-table.md shows the form",
        )
    return path


def _cautions(ready: Sequence[Ready]) -> Iterator[Caution]:
    yield from dict.fromkeys(caution for each in ready for caution in each.cautions)
    if any(each.others for each in ready):
        yield OTHERS
    if any(each.case.intention or each.column.intention for each in ready):
        yield replace(
            INTENTION,
            message="the outcome of the model is an intention; what persons did and what they intend are kept"
            " in separate columns",
        )


# The models


def _ready(
    session: Session, path: Path, spec: "ModelSpec", mapping: "CaseMapping", cases: Path
) -> Iterator[Ready]:
    """The columns of the spec that the mapping knows.

    Raises:
        SecondmigError: it knows none of them.
    """
    from secondmig.stats.published import read_published

    known = [(column, case) for column in spec.columns if (case := mapping.model(column.name))]
    if not known:
        names = ", ".join(column.name for column in spec.columns)
        there = ", ".join(case.column for case in mapping.models)
        raise SecondmigError(
            f"no model of the mapping is a column of {path.name}: {names}",
            where=cases.name,
            hint=f"its models: {there}",
        )
    if mapping.published is not None:
        published = read_published(mapping.published)
        for column, case in known:
            yield _printed(spec, column, case, mapping, published)
        return
    from secondmig.project.fitted_cases import fitted

    yield from fitted(session, path, spec, mapping, known)


def _printed(
    spec: "ModelSpec",
    column: "ColumnSpec",
    case: "CaseModel",
    mapping: "CaseMapping",
    published: "Published",
) -> Ready:
    from secondmig.stats.predict import Applied, Slope, constant_of
    from secondmig.stats.published import CONSTANT

    found = next((each for each in published.columns if each.name == column.name), None)
    if found is None:
        names = ", ".join(each.name for each in published.columns)
        raise SecondmigError(
            f"the printed table has no column {column.name}", where=published.name, hint=f"one of {names}"
        )
    slopes = {term.variable: term for term in found.slopes()}
    printed = found.term(CONSTANT)
    constant, told = constant_of(
        case.constant,
        {name: term.estimate for name, term in slopes.items()},
        mapping.reference,
        printed=printed.estimate if printed else None,
        family=spec.family,
    )
    applied = tuple(
        Slope(name, term.label, term.estimate, _mean(mapping, name)) for name, term in slopes.items()
    )
    dummies = ", ".join(label for _, label in found.yes_rows)
    return Ready(
        column,
        case,
        Applied(spec.family, applied, constant, told),
        case.base_rate,
        f"{published.name}, column {found.name}" + (f" ({published.source})" if published.source else ""),
        left_out=(f"not printed and so left out: {dummies}",) if dummies else (),
    )


def _mean(mapping: "CaseMapping", variable: str) -> float | None:
    moments = mapping.reference.get(variable)
    return None if moments is None else moments.mean


def _threshold(ready: Ready, asked: float | None) -> float | None:
    if ready.model.constant is None:
        return None
    return asked if asked is not None else ready.base_rate if ready.base_rate is not None else 0.5


# What is told


def _rows(ready: Ready, found: Sequence["Predicted"]) -> Iterator[dict[str, object]]:
    """Persons by descending prediction, those without one last."""
    order = sorted(found, key=lambda each: (each.index.value is None, -(each.index.value or 0.0), each.id))
    for each in order:
        yield {
            "spec": ready.column.name,
            "case": each.id,
            "index": each.index.value,
            "probability": each.probability.value,
            "known": each.known.value,
            "predicted": None if each.leaves is None else "leaves" if each.leaves else "stays",
            "moved": _said(each.moved, "left", "has not left"),
            "intends": _said(each.intends, "to leave", "to stay"),
            "contradicts": each.against or None,
            "pushes": [{"regressor": push.label, "amount": push.amount} for push in each.pushes],
            "missing": list(each.missing),
            "held": list(each.held),
            "undefined": each.probability.undefined or None,
        }


def _said(answer: bool | None, yes: str, no: str) -> str | None:
    return None if answer is None else yes if answer else no


def _notes(
    ready: Ready, found: Sequence["Predicted"], threshold: float | None, everybody: int
) -> Iterator[str]:
    yield f"{ready.told}. {ready.model.told}"
    if ready.case.persons:
        rule = " and ".join(f"{column}={value}" for column, value in ready.case.persons)
        yield f"{len(found)} of {everybody} persons: {rule}"
    yield _rule(ready, found, threshold)
    yield from ready.left_out
    beyond = sum(
        each.probability.value is not None and not 0 <= each.probability.value <= 1 for each in found
    )
    if beyond:
        yield f"{beyond} of {len(found)} predictions lie outside 0 to 1, as those of a linear model can"
    yield from _held(ready, found)
    yield from _contradictions(found)


def _rule(ready: Ready, found: Sequence["Predicted"], threshold: float | None) -> str:
    unknown = sum(each.leaves is None for each in found)
    silent = sum(bool(each.missing) for each in found)
    gap = f"; of {silent} of {len(found)} persons a regressor is missing" if silent else ""
    if unknown > silent:
        gap += f"; {unknown - silent} of {len(found)} are unlike all rows fitted, so nothing is predicted"
    if threshold is None:
        leaving = sum(each.story in {"left", "intends to leave"} for each in found if each.leaves is not None)
        return (
            f"rank order: leaving is expected of the {leaving} persons with the highest index, as many as"
            f" left or intend to leave{gap}"
        )
    of = "the base rate" if threshold == ready.base_rate else "the threshold"
    return f"leaving is expected from a probability of {threshold:g} on, {of}{gap}"


def _held(ready: Ready, found: Sequence["Predicted"]) -> Iterator[str]:
    """Regressors that everybody has the same stated value of, and those of some persons."""
    origins = ready.case.regressors
    everybody = [slope for slope in ready.model.slopes if _is_held(origins, slope.variable)]
    if everybody:
        values = ", ".join(f"{slope.label} {origins[slope.variable].hold:g}" for slope in everybody)
        yield (
            f"held at one value for everybody, so that they tell no two persons apart ({len(everybody)} of"
            f" {len(ready.model.slopes)} regressors): {values}"
        )
    labels = {slope.label for slope in everybody}
    for each in found:
        own = [label for label in each.held if label not in labels]
        if own:
            yield f"held for {each.id}, whose own value is missing: {', '.join(own)}"


def _is_held(origins: Mapping[str, object], variable: str) -> bool:
    return getattr(origins.get(variable), "hold", None) is not None


def _contradictions(found: Sequence["Predicted"]) -> Iterator[str]:
    """Whose story contradicts the prediction, in each direction; moves and intentions apart."""
    from secondmig.stats.predict import DIRECTIONS

    for direction in DIRECTIONS:
        persons = [each for each in found if each.against == direction]
        names = ", ".join(_placed(each) for each in persons)
        yield f"{direction}: {f'{len(persons)}, {names}' if persons else 'nobody'}"
    placed = [each for each in found if each.leaves is not None]
    moved = [each for each in placed if each.moved is not None]
    if moved:
        yield f"moves made: {_tally(moved, [bool(each.moved) for each in moved], 'left', 'have not')}"
    asked = [each for each in placed if each.intends is not None]
    if asked:
        yield f"intentions: {_tally(asked, [bool(each.intends) for each in asked], 'to leave', 'to stay')}"


def _placed(each: "Predicted") -> str:
    value = each.probability.value
    return f"{each.id} {value:.2f}" if value is not None else each.id


def _tally(persons: Sequence["Predicted"], answers: Sequence[bool], yes: str, no: str) -> str:
    """How many did it, and of how many of them the model expects it; of those who did not likewise."""
    parts = []
    for wanted, words in ((True, yes), (False, no)):
        those = [each for each, answer in zip(persons, answers, strict=True) if answer is wanted]
        parts.append(f"{len(those)} {words}, leaving expected of {sum(bool(each.leaves) for each in those)}")
    return f"of {len(persons)} persons with a prediction {'; '.join(parts)}"


def _model(ready: Ready, threshold: float | None) -> dict[str, object]:
    return {
        "spec": ready.column.name,
        "from": ready.told,
        "family": ready.model.family,
        "constant": ready.model.constant,
        "constant_told": ready.model.told,
        "base_rate": ready.base_rate,
        "threshold": threshold,
        "regressors": [
            {
                "variable": slope.variable,
                "label": slope.label,
                "coefficient": slope.coefficient,
                "counted_from": slope.reference,
                **_origin(ready.case, slope.variable),
            }
            for slope in ready.model.slopes
        ],
    }


def _origin(case: "CaseModel", variable: str) -> dict[str, object]:
    origin = case.regressors.get(variable)
    if origin is None:
        return {"column": None, "held": None, "why": "the mapping has no line for it"}
    return {"column": origin.column or None, "held": origin.hold, "why": origin.why or None}
