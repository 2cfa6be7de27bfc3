"""A model applied to persons: what it predicts of each, what pushes that, and whose story contradicts it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final, Literal

from secondmig.core.errors import SecondmigError
from secondmig.estimate.values import Estimate, known, undefined
from secondmig.stats.case_mapping import Constant, Moments
from secondmig.stats.model_spec import Family

Story = Literal["left", "intends to leave", "stays", "not known"]
Against = Literal[
    "", "predicted to leave but stays", "predicted to stay but left", "predicted to stay but intends to leave"
]
DIRECTIONS: Final[tuple[Against, ...]] = (
    "predicted to stay but left",
    "predicted to stay but intends to leave",
    "predicted to leave but stays",
)
INDEX: Final = "index"
RANK_ORDER: Final = "the constant cannot be used: there is an order of persons and no probability"


def probability_of(family: Family, index: float) -> float:
    """The probability that an index stands for: Phi(t), 1 / (1 + exp(-t)), or the index itself.

    >>> probability_of("probit", 0.0), round(probability_of("logit", 1.0), 4)
    (0.5, 0.7311)
    """
    if family == "linear":
        return index
    if family == "probit":
        return 0.5 * math.erfc(-index / math.sqrt(2))
    return 1 / (1 + math.exp(-index)) if index >= 0 else math.exp(index) / (1 + math.exp(index))


# The model


@dataclass(frozen=True, slots=True)
class Slope:
    """One regressor of a model that is applied.

    Attributes:
        variable: its name.
        label: what people read.
        coefficient: of it.
        reference: where contributions are counted from, None where no mean is known.
    """

    variable: str
    label: str
    coefficient: float
    reference: float | None = None


@dataclass(frozen=True, slots=True)
class Bound:
    """A regressor without a coefficient that has one value in all rows fitted: of others the model is silent.

    Attributes:
        variable: its name.
        label: what people read.
        value: that all rows fitted have.
    """

    variable: str
    label: str
    value: float


@dataclass(frozen=True, slots=True)
class Applied:
    """A model as it is applied to persons.

    Attributes:
        family: probit, logit or linear.
        slopes: regressors without the constant.
        constant: None where it cannot be used: there is an order of persons and no probability.
        told: how the constant came about, a sentence.
        bounds: what has to hold of a person for the model to say anything, as of separated regressors.
    """

    family: Family
    slopes: tuple[Slope, ...]
    constant: float | None
    told: str = ""
    bounds: tuple[Bound, ...] = ()

    def needed(self) -> tuple[str, ...]:
        """The regressors that a person has to have a value of."""
        return (*(each.variable for each in self.slopes), *(each.variable for each in self.bounds))


def calibrated(
    coefficients: Mapping[str, float], moments: Mapping[str, Moments], mean: float, *, family: Family
) -> float:
    """The constant that gives a probit this mean prediction, where its index is normally distributed.

    With mu the sum of coefficient times mean and s^2 the sum of squares of coefficient times standard
    deviation (regressors uncorrelated), E Phi(c + t) = Phi((c + mu) / sqrt(1 + s^2)), so that
    c = Phi^-1(mean) sqrt(1 + s^2) - mu.

    Args:
        coefficients: of the regressors, without the constant.
        moments: mean and standard deviation of each.
        mean: prediction wanted, above 0 and below 1.
        family: probit; the others have no such formula.

    Raises:
        SecondmigError: another family, or a regressor without mean or standard deviation.

    >>> round(calibrated({"x": 1.0}, {"x": Moments(2.0, 0.0)}, 0.5, family="probit"), 6)
    -2.0
    """
    if family != "probit":
        message = f"a constant is calibrated for probit, not for {family}"
        raise SecondmigError(message, hint="write constant: {value: ..., why: ...} or rank order")
    spreads = {name: moments[name].sd for name in coefficients if name in moments}
    lacking = [name for name in coefficients if spreads.get(name) is None]
    if lacking:
        message = f"the constant cannot be calibrated: no mean and sd of {', '.join(lacking)}"
        raise SecondmigError(message, hint="write them under reference, or constant: rank order")
    index = math.fsum(b * moments[name].mean for name, b in coefficients.items())
    spread = math.fsum((b * (spreads[name] or 0.0)) ** 2 for name, b in coefficients.items())
    return NormalDist().inv_cdf(mean) * math.sqrt(1 + spread) - index


def constant_of(
    constant: Constant,
    coefficients: Mapping[str, float],
    moments: Mapping[str, Moments],
    *,
    printed: float | None,
    family: Family,
) -> tuple[float | None, str]:
    """The constant as the mapping wants it, None for an order alone, and a sentence on it.

    Args:
        constant: how it is used.
        coefficients: of the regressors, without the constant.
        moments: mean and standard deviation where the model comes from.
        printed: the constant of the model, None where it has none.
        family: of the model.

    Raises:
        SecondmigError: it is to be used as it is and there is none, or as for :func:`calibrated`.
    """
    why = f" ({constant.why})" if constant.why else ""
    if constant.use == "rank order":
        return None, f"Constant not used: {RANK_ORDER.partition(': ')[2]}{why}"
    if constant.use == "value" and constant.value is not None:
        return constant.value, f"Constant set to {constant.value:g}{why}"
    if constant.use == "mean" and constant.value is not None:
        value = calibrated(coefficients, moments, constant.value, family=family)
        told = f"set to {value:.4f}, so that the mean prediction is {constant.value:g} for a normal index"
        return value, f"Constant {told}{why}"
    if printed is None:
        raise SecondmigError("the model has no constant", hint="write constant: rank order in the mapping")
    return printed, f"Constant as the model has it: {printed:g}"


# Persons


@dataclass(frozen=True, slots=True)
class Given:
    """A person's value of a regressor.

    Attributes:
        value: None where it is missing.
        held: whether it is a stated value and not the person's own.
    """

    value: float | None
    held: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """A person with what the model needs.

    Attributes:
        id: of the person.
        given: variable -> value; those that are not there are missing.
        moved: whether the person left, None where that is not known.
        intends: whether the person intends to leave, None where that is not known or not asked of movers.
        asked: whether anybody's intention is looked at; where not, who has not left stays.
    """

    id: str
    given: Mapping[str, Given]
    moved: bool | None = None
    intends: bool | None = None
    asked: bool = True

    @property
    def story(self) -> Story:
        """What the person did, else intends; who has not left and has no intention on record is not known.

        >>> [Subject("a", {}, *each).story for each in ((True, None), (False, True), (False, False))]
        ['left', 'intends to leave', 'stays']
        >>> Subject("a", {}, False).story, Subject("a", {}, False, asked=False).story
        ('not known', 'stays')
        """
        if self.moved:
            return "left"
        if self.intends is not None:
            return "intends to leave" if self.intends else "stays"
        return "stays" if self.moved is False and not self.asked else "not known"


@dataclass(frozen=True, slots=True)
class Push:
    """How far a regressor moves the index of a person from where it is counted from.

    Attributes:
        label: of the regressor.
        amount: coefficient times (value minus reference), in units of the index.
    """

    label: str
    amount: float


@dataclass(frozen=True, slots=True)
class Predicted:
    """What a model says of a person, beside what the person says.

    Attributes:
        id: of the person.
        index: linear index; without a constant only differences between persons mean something.
        probability: of the outcome.
        known: share of regressors that are the person's own.
        missing: labels of regressors that are missing.
        held: labels of regressors held at a stated value.
        pushes: the person's own regressors by how far they push, the farthest first.
        leaves: whether the model expects the outcome, None where it says nothing.
        moved: as of the subject.
        intends: as of the subject.
        story: what the person did, else intends.
        against: how the story contradicts the prediction, "" where it does not.
    """

    id: str
    index: Estimate
    probability: Estimate
    known: Estimate
    missing: tuple[str, ...]
    held: tuple[str, ...]
    pushes: tuple[Push, ...] = ()
    leaves: bool | None = None
    moved: bool | None = None
    intends: bool | None = None
    story: Story = "not known"
    against: Against = ""


@dataclass(frozen=True, slots=True)
class _Lines:
    """What a prediction is made of, before it is compared with the story."""

    subject: Subject
    index: float | None
    probability: float | None
    missing: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    pushes: tuple[Push, ...] = ()


def predict(model: Applied, subjects: Sequence[Subject], *, threshold: float | None) -> tuple[Predicted, ...]:
    """What a model predicts of persons, and whose story contradicts it.

    A prediction needs every regressor, own or held, and of those without a coefficient, as the separated
    ones, the value that the rows fitted have. With a constant the outcome is expected from a probability of
    at least the threshold on. Without one it is expected of as many persons as left or intend
    to leave, those with the highest index (of equal indices all), so that the order alone decides.

    Args:
        model: the model.
        subjects: persons.
        threshold: between 0 and 1; None where the model has no constant.

    Returns:
        One for each subject, in their order.
    """
    means = _means(model, subjects)
    lines = [_line(model, each, means) for each in subjects]
    cut = _cut(lines) if model.constant is None else None
    return tuple(_predicted(model, each, threshold, cut) for each in lines)


def _means(model: Applied, subjects: Sequence[Subject]) -> dict[str, float]:
    """Where contributions are counted from: the mean of the model's source, else of these persons."""
    means = {}
    for slope in model.slopes:
        values = [
            given.value
            for each in subjects
            if (given := each.given.get(slope.variable)) is not None and given.value is not None
        ]
        here = math.fsum(values) / len(values) if values else 0.0
        means[slope.variable] = here if slope.reference is None else slope.reference
    return means


def _line(model: Applied, subject: Subject, means: Mapping[str, float]) -> _Lines:
    nothing = Given(None)
    values = {slope.variable: subject.given.get(slope.variable, nothing) for slope in model.slopes}
    bounds = [(each, subject.given.get(each.variable, nothing).value) for each in model.bounds]
    missing = (
        *(slope.label for slope in model.slopes if values[slope.variable].value is None),
        *(each.label for each, value in bounds if value is None),
    )
    outside = tuple(
        f"{each.label} is {value:g}, and {each.value:g} in all rows fitted"
        for each, value in bounds
        if value is not None and value != each.value
    )
    pushes = [
        Push(slope.label, slope.coefficient * (given.value - means[slope.variable]))
        for slope in model.slopes
        if (given := values[slope.variable]).value is not None and not given.held
    ]
    pushes.sort(key=lambda each: -abs(each.amount))
    if missing or outside:
        return _Lines(subject, None, None, missing, outside, tuple(pushes))
    index = math.fsum(slope.coefficient * (values[slope.variable].value or 0.0) for slope in model.slopes)
    index += model.constant or 0.0
    probability = None if model.constant is None else probability_of(model.family, index)
    return _Lines(subject, index, probability, pushes=tuple(pushes))


def _cut(lines: Sequence[_Lines]) -> float | None:
    """The index from which on an order expects the outcome; None where it is expected of nobody."""
    placed = [each for each in lines if each.index is not None]
    leaving = sum(each.subject.story in {"left", "intends to leave"} for each in placed)
    order = sorted((each.index for each in placed if each.index is not None), reverse=True)
    return order[leaving - 1] if leaving else None


def _predicted(model: Applied, line: _Lines, threshold: float | None, cut: float | None) -> Predicted:
    subject, slopes = line.subject, model.slopes
    held = tuple(
        slope.label
        for slope in slopes
        if (given := subject.given.get(slope.variable)) is not None and given.held
    )
    missing = line.missing
    reason = f"missing: {', '.join(missing)}" if missing else "; ".join(line.outside)
    values = [subject.given.get(slope.variable, Given(None)) for slope in slopes]
    own = sum(each.value is not None and not each.held for each in values)
    leaves = _leaves(line, threshold, cut)
    story = subject.story
    index = undefined(reason, unit=INDEX) if line.index is None else known(line.index, n=1, unit=INDEX)
    return Predicted(
        id=subject.id,
        index=index,
        probability=undefined(reason or RANK_ORDER, unit="probability")
        if line.probability is None
        else known(line.probability, n=1, unit="probability"),
        known=known(own / len(slopes), n=len(slopes), unit="share of regressors")
        if slopes
        else undefined("the model has no regressor", unit="share of regressors"),
        missing=missing,
        held=held,
        pushes=line.pushes,
        leaves=leaves,
        moved=subject.moved,
        intends=subject.intends,
        story=story,
        against=_against(leaves, story),
    )


def _leaves(line: _Lines, threshold: float | None, cut: float | None) -> bool | None:
    if line.index is None:
        return None
    if line.probability is not None and threshold is not None:
        return line.probability >= threshold
    return cut is not None and line.index >= cut


def _against(leaves: bool | None, story: Story) -> Against:
    if leaves is None or story == "not known":
        return ""
    if leaves:
        return "predicted to leave but stays" if story == "stays" else ""
    if story == "stays":
        return ""
    return "predicted to stay but left" if story == "left" else "predicted to stay but intends to leave"
