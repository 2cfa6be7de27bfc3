import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.agreement.tables import Ratings, pooled, ratings_of, ratings_of_matrix, ratings_of_table


@given(st.lists(st.tuples(*[st.one_of(st.none(), st.integers(0, 3))] * 3), max_size=20))
def test_rows_and_arrays_make_the_same_ratings(rows: list[tuple[int | None, ...]]) -> None:
    matrix = np.array([[-1 if a is None else a for a in row] for row in rows], dtype=np.int64)
    one = ratings_of(rows, categories=(0, 1, 2, 3))
    other = ratings_of_matrix(matrix.reshape(len(rows), 3).T, (0, 1, 2, 3))

    assert one.n_units() == other.n_units()
    if rows:
        assert one.patterns.tolist() == other.patterns.tolist()
        assert one.weights.tolist() == other.weights.tolist()
        assert one.totals().sum() == len(rows)


def test_many_coders_with_many_answers_need_no_giant_table() -> None:
    matrix = np.arange(60).reshape(30, 2) % 7
    ratings = ratings_of_matrix(matrix, tuple(range(7)))

    assert ratings.totals().tolist() == [1.0, 1.0]
    assert sorted(map(tuple, ratings.patterns.tolist())) == sorted(map(tuple, matrix.T.tolist()))


def test_square_holds_the_first_coder_in_rows() -> None:
    table = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]

    assert ratings_of_table(table).square().tolist() == table
    with pytest.raises(ValueError, match="two coders, not 3"):
        ratings_of([(1, 2, 1)]).square()


def test_share_is_the_prevalence_among_all_answers() -> None:
    assert ratings_of([("a", "b"), ("a", None)]).share("a") == pytest.approx(2 / 3)
    assert ratings_of([], categories=["a"]).share("a") is None


def test_collapsed_asks_for_one_answer() -> None:
    binary = ratings_of([("a", "b"), ("b", "b"), ("c", "a"), ("a", None)]).collapsed("b")

    assert binary.categories == (False, True)
    assert binary.square().tolist() == [[1, 1], [0, 1]]


def test_sets_are_ordered_by_size_and_codes() -> None:
    made = ratings_of([(frozenset("BA"), frozenset("C")), (frozenset(), frozenset("A"))])

    assert made.categories == (frozenset(), frozenset("A"), frozenset("C"), frozenset("AB"))


def test_ratings_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="one answer, or None, of each coder"):
        ratings_of([(1, 2), (1,)])
    with pytest.raises(ValueError, match="answers outside the categories"):
        ratings_of([(1, 5)], categories=[1, 2])
    with pytest.raises(ValueError, match="2 units need 2 clusters"):
        ratings_of([(1, 2), (1, 1)], clusters=["d"])
    with pytest.raises(ValueError, match="weights must be"):
        Ratings(np.zeros((1, 2), dtype=np.int64), np.zeros((2, 1)), (1,))
    with pytest.raises(ValueError, match="patterns must lie between"):
        Ratings(np.array([[0, 3]]), np.ones((1, 1)), (1, 2))
    with pytest.raises(ValueError, match="a category stands twice"):
        Ratings(np.array([[0, 1]]), np.ones((1, 1)), (1, 1))


def test_only_ratings_of_a_kind_can_be_pooled() -> None:
    with pytest.raises(ValueError, match="no ratings to pool"):
        pooled([])
    with pytest.raises(ValueError, match="same categories"):
        pooled([ratings_of([(1, 2)]), ratings_of([(1, 3)])])
