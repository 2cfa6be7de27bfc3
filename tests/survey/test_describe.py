"""What a column holds: counts, moments by a named rule, why values are missing, and a picture."""

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.survey.describe import describe, shares
from secondmig.survey.form import Variable
from secondmig.survey.picture import EMPTY, WIDTH, bars, histogram, picture

X = Variable("x", numeric=True)
INTEGERS = st.lists(st.integers(-50, 50).map(str), min_size=2, max_size=60)


@given(INTEGERS)
def test_moments_are_those_of_the_standard_library(texts: list[str]) -> None:
    numbers = [int(text) for text in texts]
    found = describe(X, [*texts, "", ""])
    assert found.obs == len(numbers)
    assert found.mean == pytest.approx(statistics.fmean(numbers))
    assert found.sd == pytest.approx(statistics.stdev(numbers))
    assert (found.low, found.high) == (min(numbers), max(numbers))
    assert dict(found.missing) == {"blank": 2}
    assert sum(found.counts.values()) == found.obs


@given(INTEGERS, st.data())
def test_weights_count_like_the_definition(texts: list[str], data: st.DataObject) -> None:
    weights = data.draw(
        st.lists(st.floats(0.1, 50), min_size=len(texts), max_size=len(texts)), label="weights"
    )
    numbers = [int(text) for text in texts]
    found = describe(X, texts, weights=weights)
    mean = sum(w * x for w, x in zip(weights, numbers, strict=True)) / sum(weights)
    n = len(numbers)
    spread = sum(w * (x - mean) ** 2 for w, x in zip(weights, numbers, strict=True)) / sum(weights)
    assert found.mean == pytest.approx(mean, abs=1e-9)
    assert found.sd == pytest.approx(math.sqrt(n / (n - 1) * spread), abs=1e-7)
    assert found.obs == n
    assert found.weight == pytest.approx(sum(weights))


@given(INTEGERS, st.floats(0.5, 100))
def test_equal_weights_change_nothing(texts: list[str], weight: float) -> None:
    plain, weighted = describe(X, texts), describe(X, texts, weights=[weight] * len(texts))
    assert plain.mean == pytest.approx(weighted.mean, abs=1e-9)
    assert plain.sd == pytest.approx(weighted.sd, abs=1e-9)


def test_a_weighted_mean_is_that_of_a_published_sample() -> None:
    """Weighted by strata, the 200 schools of ``apistrat`` have a mean of 662.287.

    Lumley, R package survey 4.1-1, data(api): ``svymean(~api00, dstrat)``. The three strata are given by
    their sums of api00 here: 100 elementary, 50 high and 50 middle schools of 4,421, 755 and 1,018.
    """
    sums = {"E": (67_443, 100, 44.21), "H": (31_291, 50, 15.1), "M": (31_830, 50, 20.36)}
    texts, weights = [], []
    for total, schools, weight in sums.values():
        texts += [repr(total / schools)] * schools
        weights += [weight] * schools
    assert describe(X, texts, weights=weights).mean == pytest.approx(662.287, abs=5e-4)


def test_user_missing_values_are_told_apart_from_blank() -> None:
    sat = Variable("sat", numeric=True, missing={"9": "no answer", "8": "refused"})
    found = describe(sat, ["1", "4", "9", "9", "9", "8", ""])
    assert (found.obs, found.mean) == (2, 2.5)
    assert list(found.missing.items()) == [("no answer", 3), ("blank", 1), ("refused", 1)]


def test_undefined_is_not_zero() -> None:
    empty, one, words = describe(X, ["", ""]), describe(X, ["3"]), describe(Variable("w"), ["a", "b"])
    assert (empty.obs, empty.mean, empty.sd, empty.low) == (0, None, None, None)
    assert (one.obs, one.mean, one.sd, one.low) == (1, 3.0, None, 3.0)
    assert (words.obs, words.mean, words.low, dict(words.counts)) == (2, None, None, {"a": 1, "b": 1})


def test_dates_have_a_first_and_a_last_and_no_mean() -> None:
    found = describe(Variable("day"), ["2007-02", "2010-01-05", ""])
    assert (found.obs, found.mean, found.low, found.high) == (2, None, "2007-02", "2010-01-05")
    assert picture(found) == f"█{EMPTY * (WIDTH - 2)}█"


def test_counts_come_in_the_order_of_labels_of_numbers_or_of_frequency() -> None:
    labelled = Variable("x", labels={"much": "3", "some": "2", "no": "1"})
    assert list(describe(labelled, ["no", "else", "much"]).counts) == ["much", "no", "else"]
    numbers = Variable("x", numeric=True, labels={"10": "most", "9": "less"})
    assert list(describe(numbers, ["10", "11", "9", "10"]).counts) == ["9", "10", "11"]
    assert list(describe(X, ["10", "9", "10"]).counts) == ["9", "10"]
    assert list(describe(Variable("w"), ["b", "a", "c", "c"]).counts) == ["c", "a", "b"]


@given(st.lists(st.sampled_from(["a", "b", "c", ""]), min_size=1), st.booleans())
def test_shares_add_up_and_leave_out_what_is_missing(texts: list[str], weighted: bool) -> None:
    found = shares(Variable("x"), texts, weights=[1.5] * len(texts) if weighted else None)
    assert found.total + found.missing.get("blank", 0) == len(texts)
    assert math.isclose(sum(found.shares.values()), 1 if found.total else 0)
    for value, share in found.shares.items():
        assert share == pytest.approx(texts.count(value) / found.total)


@given(st.lists(st.just(0.0) | st.floats(0.001, 1e6), min_size=1, max_size=12))
def test_a_picture_has_a_bar_for_each_count_and_a_dot_only_for_none(counts: list[float]) -> None:
    drawn = bars(counts)
    assert len(drawn) == len(counts)
    assert [mark == EMPTY for mark in drawn] == [count == 0 for count in counts]
    if max(counts):
        assert drawn[counts.index(max(counts))] == "█"


@given(st.lists(st.integers(-1000, 1000), min_size=15, max_size=80, unique=True))
def test_a_histogram_counts_everybody_once(numbers: list[int]) -> None:
    found = describe(X, [str(number) for number in numbers])
    assert sum(histogram(found)) == len(numbers)
    assert len(picture(found)) <= 12


def test_values_that_nobody_has_are_dots_in_the_picture() -> None:
    scale = Variable("x", numeric=True, labels={"1": "a", "2": "b", "3": "c"})
    assert picture(describe(scale, ["1", "3", "3"])) == "▄·█"
    assert picture(describe(X, ["1", "4"])) == "█··█"
    assert picture(describe(Variable("w"), [f"name {n}" for n in range(40)])) == "40 values"
    assert picture(describe(X, [""])) == ""
