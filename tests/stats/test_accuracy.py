"""How well predictions meet outcomes, against a slow count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.stats.accuracy import accuracy

ROWS = st.lists(
    st.tuples(st.sampled_from([0.05, 0.2, 0.35, 0.5, 0.5001, 0.7, 0.99]), st.sampled_from([0.0, 1.0])),
    min_size=1,
    max_size=60,
)


@given(ROWS, st.sampled_from([0.2, 0.36, 0.5]))
def test_shares_agree_with_counting_row_by_row(rows: list[tuple[float, float]], threshold: float) -> None:
    done = accuracy([p for p, _ in rows], [y for _, y in rows], threshold=threshold)
    right = [(p >= threshold) == bool(y) for p, y in rows]
    with_it = [each for each, (_, y) in zip(right, rows, strict=True) if y]
    assert done.correct == pytest.approx(sum(right) / len(rows))
    assert done.observed == pytest.approx(sum(y for _, y in rows) / len(rows))
    assert done.always == pytest.approx(max(done.observed, 1 - done.observed))
    if with_it:
        assert done.hit.value == pytest.approx(sum(with_it) / len(with_it))
    else:
        assert done.hit.undefined == "no row has the outcome"


@given(ROWS)
def test_tenths_hold_every_row_once_and_rise(rows: list[tuple[float, float]]) -> None:
    done = accuracy([p for p, _ in rows], [y for _, y in rows])
    assert sum(each.n for each in done.tenths) == done.n == len(rows)
    predicted = [each.predicted for each in done.tenths]
    assert predicted == sorted(predicted)
    total = sum(each.n * each.observed for each in done.tenths)
    assert total == pytest.approx(sum(y for _, y in rows))


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows: list[tuple[float, float]], random: object) -> None:
    mixed = list(rows)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    one = accuracy([p for p, _ in rows], [y for _, y in rows])
    other = accuracy([p for p, _ in mixed], [y for _, y in mixed])
    assert [(each.number, each.n) for each in one.tenths] == [(each.number, each.n) for each in other.tenths]
    assert one.correct == pytest.approx(other.correct)


@given(ROWS)
def test_whole_weights_count_rows_that_often(rows: list[tuple[float, float]]) -> None:
    weights = [1 + place % 3 for place in range(len(rows))]
    many = [row for row, weight in zip(rows, weights, strict=True) for _ in range(weight)]
    weighted = accuracy([p for p, _ in rows], [y for _, y in rows], weights=[float(each) for each in weights])
    repeated = accuracy([p for p, _ in many], [y for _, y in many])
    assert weighted.correct == pytest.approx(repeated.correct)
    assert weighted.predicted == pytest.approx(repeated.predicted)
    assert weighted.n == len(rows)


def test_hundred_different_predictions_make_ten_tenths_of_ten() -> None:
    done = accuracy([place / 100 for place in range(100)], [float(place >= 50) for place in range(100)])
    assert [each.n for each in done.tenths] == [10] * 10
    assert [each.observed for each in done.tenths] == [0] * 5 + [1] * 5


def test_one_prediction_for_all_is_one_group() -> None:
    done = accuracy([0.3] * 25, [1.0] * 9 + [0.0] * 16)
    assert [(each.n, each.observed) for each in done.tenths] == [(25, 0.36)]


@pytest.mark.parametrize(("p", "y"), [([], []), ([0.1], []), ([0.1], [2.0])])
def test_what_is_no_prediction_is_refused(p: list[float], y: list[float]) -> None:
    with pytest.raises(ValueError, match=r"outcome"):
        accuracy(p, y)
