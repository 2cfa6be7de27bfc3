"""A model applied to persons: index, probability, pushes, and whose story contradicts the prediction."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.stats.case_mapping import Constant, Moments
from secondmig.stats.predict import (
    Applied,
    Bound,
    Given,
    Predicted,
    Slope,
    Subject,
    calibrated,
    constant_of,
    predict,
    probability_of,
)

SLOPES = (Slope("seg", "Segmentation", 0.33, 0.27), Slope("sat", "Satisfaction", -0.47, 3.22))
MODEL = Applied("probit", SLOPES, 1.0)
ORDER = Applied("probit", SLOPES, None)


def person(
    name: str,
    seg: float | None = 1.0,
    sat: float | None = 2.0,
    *,
    moved: bool | None = None,
    intends: bool | None = None,
) -> Subject:
    return Subject(name, {"seg": Given(seg), "sat": Given(sat)}, moved, intends)


def one(subject: Subject, *, threshold: float = 0.36, model: Applied = MODEL) -> Predicted:
    (found,) = predict(model, [subject], threshold=threshold)
    return found


def phi(t: float) -> float:
    return 0.5 * (1 + math.erf(t / math.sqrt(2)))


def test_the_index_is_the_sum_of_coefficients_times_values() -> None:
    found = one(person("a"))
    assert found.index.value == pytest.approx(1 + 0.33 - 0.94)
    assert found.probability.value == pytest.approx(phi(0.39))
    assert (found.known.value, found.missing, found.held) == (1.0, (), ())


def test_what_pushes_most_comes_first_and_is_counted_from_the_reference() -> None:
    found = one(person("a"))
    assert [(push.label, round(push.amount, 4)) for push in found.pushes] == [
        ("Satisfaction", round(-0.47 * (2 - 3.22), 4)),
        ("Segmentation", round(0.33 * 0.73, 4)),
    ]


def test_pushes_and_index_add_up() -> None:
    found = one(person("a", 0.0, 4.0))
    centre = 1.0 + 0.33 * 0.27 - 0.47 * 3.22
    assert found.index.value == pytest.approx(centre + sum(push.amount for push in found.pushes))


def test_without_a_reference_contributions_are_counted_from_the_mean_of_these_persons() -> None:
    model = Applied("probit", (Slope("seg", "Segmentation", 1.0), Slope("sat", "Satisfaction", 0.0)), 0.0)
    first, second = predict(model, [person("a", 1.0), person("b", 0.0)], threshold=0.5)
    assert first.pushes[0].amount == 0.5
    assert second.pushes[0].amount == -0.5


def test_a_missing_regressor_is_named_and_nothing_is_predicted() -> None:
    found = one(person("a", None, moved=True))
    assert found.index.value is None
    assert found.probability.undefined == "missing: Segmentation"
    assert (found.missing, found.leaves, found.against) == (("Segmentation",), None, "")
    assert found.known.value == 0.5
    assert one(Subject("a", {})).missing == ("Segmentation", "Satisfaction")


def test_a_person_unlike_all_rows_fitted_has_no_prediction() -> None:
    bounded = Applied("probit", SLOPES, 1.0, bounds=(Bound("sep", "Apart", 0.0),))
    inside, outside, unknown = (
        Subject("a", {"seg": Given(1.0), "sat": Given(2.0), "sep": Given(value)})
        for value in (0.0, 1.0, None)
    )
    assert one(inside, model=bounded).index == one(person("a")).index
    assert one(outside, model=bounded).probability.undefined == "Apart is 1, and 0 in all rows fitted"
    assert one(outside, model=bounded).leaves is None
    assert one(unknown, model=bounded).missing == ("Apart",)
    assert one(outside, model=bounded).known.value == 1.0


def test_a_held_regressor_counts_and_is_not_the_persons_own() -> None:
    found = one(Subject("a", {"seg": Given(0.27, held=True), "sat": Given(2.0)}))
    assert found.index.value == pytest.approx(1 + 0.33 * 0.27 - 0.94)
    assert (found.held, found.known.value) == (("Segmentation",), 0.5)
    assert [push.label for push in found.pushes] == ["Satisfaction"]


@pytest.mark.parametrize(
    ("seg", "moved", "intends", "against"),
    [
        (9.0, True, None, ""),
        (9.0, False, True, ""),
        (9.0, False, False, "predicted to leave but stays"),
        (9.0, False, None, ""),
        (-9.0, True, None, "predicted to stay but left"),
        (-9.0, False, True, "predicted to stay but intends to leave"),
        (-9.0, False, False, ""),
        (-9.0, None, None, ""),
    ],
)
def test_a_story_contradicts_in_both_directions_and_an_intention_is_no_move(
    seg: float, moved: bool | None, intends: bool | None, against: str
) -> None:
    assert one(person("a", seg, moved=moved, intends=intends)).against == against


def test_the_threshold_itself_means_leaving() -> None:
    value = one(person("a")).probability.value
    assert value is not None
    assert one(person("a"), threshold=value).leaves
    assert not one(person("a"), threshold=value + 1e-9).leaves


def test_without_a_constant_there_is_an_order_and_no_probability() -> None:
    persons = [
        person("a", 2.0, moved=True),
        person("b", 1.0, moved=False, intends=False),
        person("c", 0.0, moved=False, intends=True),
        person("d", -1.0, moved=False, intends=False),
    ]
    found = predict(ORDER, persons, threshold=None)
    assert all(each.probability.value is None and "order" in each.probability.undefined for each in found)
    assert [each.leaves for each in found] == [True, True, False, False]
    assert [each.against for each in found] == [
        "",
        "predicted to leave but stays",
        "predicted to stay but intends to leave",
        "",
    ]


def test_an_order_in_which_nobody_leaves_expects_it_of_nobody() -> None:
    (found,) = predict(ORDER, [person("a", moved=False, intends=False)], threshold=None)
    assert found.leaves is False


VALUES = st.one_of(st.none(), st.floats(-5, 5))
PERSONS = st.lists(
    st.builds(
        lambda seg, sat, moved, intends: (seg, sat, moved, intends),
        VALUES,
        VALUES,
        st.one_of(st.none(), st.booleans()),
        st.one_of(st.none(), st.booleans()),
    ),
    max_size=12,
)


@given(PERSONS, st.floats(0.05, 0.95))
def test_nobody_contradicts_in_two_directions_and_undefined_is_never_a_number(
    rows: list[tuple[float | None, float | None, bool | None, bool | None]], threshold: float
) -> None:
    persons = [person(str(n), a, b, moved=m, intends=i) for n, (a, b, m, i) in enumerate(rows)]
    for subject, each in zip(persons, predict(MODEL, persons, threshold=threshold), strict=True):
        assert (each.index.value is None) == bool(each.missing)
        if each.against:
            assert each.leaves is ("to leave but" in each.against)
            assert each.story == subject.story != "not known"
        if each.probability.value is not None:
            assert each.leaves is (each.probability.value >= threshold)


@given(PERSONS)
def test_an_order_expects_leaving_of_as_many_as_leave_but_for_ties(
    rows: list[tuple[float | None, float | None, bool | None, bool | None]],
) -> None:
    persons = [person(str(n), a, b, moved=m, intends=i) for n, (a, b, m, i) in enumerate(rows)]
    found = [each for each in predict(ORDER, persons, threshold=None) if each.index.value is not None]
    expected = [each.index.value or 0.0 for each in found if each.leaves]
    others = [each.index.value or 0.0 for each in found if not each.leaves]
    leaving = sum(each.story in {"left", "intends to leave"} for each in found)
    assert len(expected) >= leaving
    if len({each.index.value for each in found}) == len(found):
        assert len(expected) == leaving
    assert not expected or not others or min(expected) > max(others)


# The constant


def test_a_calibrated_constant_gives_the_mean_in_a_normal_population() -> None:
    # E Phi(c + t) for normal t, by summing over a fine grid of t: an independent computation.
    moments = {"a": Moments(2.0, 0.5), "b": Moments(-1.0, 2.0)}
    constant = calibrated({"a": 0.4, "b": -0.3}, moments, 0.36, family="probit")
    mean, sd = 0.4 * 2.0 + 0.3 * 1.0, math.hypot(0.4 * 0.5, 0.3 * 2.0)
    grid = [-8 + 16 * step / 4000 for step in range(4001)]
    weights = [math.exp(-(z**2) / 2) for z in grid]
    total = sum(w * phi(constant + mean + sd * z) for w, z in zip(weights, grid, strict=True))
    assert total / sum(weights) == pytest.approx(0.36, abs=1e-6)


def test_a_constant_cannot_be_calibrated_without_moments_or_for_logit() -> None:
    with pytest.raises(SecondmigError, match="no mean and sd of b"):
        calibrated({"a": 1.0, "b": 1.0}, {"a": Moments(0.0, 1.0)}, 0.5, family="probit")
    with pytest.raises(SecondmigError, match="not for logit"):
        calibrated({}, {}, 0.5, family="logit")


def test_the_constant_is_used_as_the_mapping_says_and_the_output_says_so() -> None:
    def used(constant: Constant, printed: float | None = 2.01) -> tuple[float | None, str]:
        return constant_of(constant, {"a": 1.0}, {"a": Moments(0.0, 0.0)}, printed=printed, family="probit")

    assert used(Constant("printed"))[0] == 2.01
    value, told = used(Constant("rank order"))
    assert value is None
    assert "no probability" in told
    assert used(Constant("value", 2.2445, "calibrated")) == (2.2445, "Constant set to 2.2445 (calibrated)")
    value, told = used(Constant("mean", 0.5, "printed"))
    assert value == pytest.approx(0.0)
    assert "mean prediction is 0.5" in told
    with pytest.raises(SecondmigError, match="no constant"):
        used(Constant("printed"), None)


@given(st.floats(-30, 30))
def test_probabilities_stay_between_0_and_1(index: float) -> None:
    assert 0 <= probability_of("probit", index) <= 1
    assert 0 <= probability_of("logit", index) <= 1
    assert probability_of("probit", index) == pytest.approx(1 - probability_of("probit", -index))
    assert probability_of("linear", index) == index
