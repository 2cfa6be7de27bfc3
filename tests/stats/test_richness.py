"""Rarefaction, Chao2 and coverage against published figures and complete enumeration."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.stats.richness import chao2, rarefaction, sample_coverage
from tests.stats.test_saturation import UNITS

INCIDENCES = [8, 7, 7, 6, 3, 3, 1, 1, 0, 0]
# methods.md S3: the spiders of iNEXT (Hsieh, Ma and Chao 2016), individuals of one sample.
GIRDLED = [46, 22, 17, 15, 15, 9, 8, 6, 6, 4, *[2] * 4, *[1] * 12]
LOGGED = [88, 22, 16, 15, 13, 10, 8, 8, 7, 7, 7, 5, 4, 4, 4, 3, 3, 3, 3, *[2] * 4, *[1] * 14]
MATRIX = st.integers(1, 6).flatmap(
    lambda size: st.lists(st.frozensets(st.sampled_from("abcdef")), min_size=size, max_size=size)
)


def incidences(units: list[frozenset[str]]) -> list[int]:
    return [sum(code in each for each in units) for code in sorted(frozenset().union(*units))]


def test_incidences_of_s2_are_those_of_its_matrix() -> None:
    assert sorted(incidences(UNITS), reverse=True) == [each for each in INCIDENCES if each]


def test_rarefaction_of_s2() -> None:
    wanted = [3.6, 5.1778, 5.9667, 6.4619, 6.8333, 7.1333, 7.3833, 7.6, 7.8, 8.0]
    assert list(rarefaction(INCIDENCES, 10)) == pytest.approx(wanted, abs=5e-5)


def test_chao2_of_s2() -> None:
    assert chao2(INCIDENCES, 10).value == pytest.approx(8.9)


@pytest.mark.parametrize(
    ("counts", "n", "species", "bound", "covered"),
    [(GIRDLED, 168, 26, 43.892857, 0.928855), (LOGGED, 252, 37, 61.402778, 0.944571)],
)
def test_estimators_of_s3(counts: list[int], n: int, species: int, bound: float, covered: float) -> None:
    assert (len(counts), counts.count(2), sum(counts)) == (species, 4, n)
    assert chao2(counts, n).value == pytest.approx(bound, abs=1e-6)
    assert sample_coverage(counts, n, individuals=True).value == pytest.approx(covered, abs=1e-6)


@given(MATRIX)
def test_rarefaction_is_the_mean_over_all_subsets(units: list[frozenset[str]]) -> None:
    size = len(units)
    for taken, expected in enumerate(rarefaction(incidences(units), size), start=1):
        every = [len(frozenset().union(*chosen)) for chosen in combinations(units, taken)]
        assert expected == pytest.approx(sum(every) / len(every))


@given(st.integers(1, 40).flatmap(lambda t: st.tuples(st.just(t), st.lists(st.integers(0, t), max_size=30))))
def test_rarefaction_ends_at_what_was_seen_rises_and_flattens(sample: tuple[int, list[int]]) -> None:
    size, counts = sample
    curve = [0.0, *rarefaction(counts, size)]
    assert curve[-1] == sum(each > 0 for each in counts)
    rises = [after - before for before, after in pairwise(curve)]
    assert all(rise >= -1e-9 for rise in rises)
    assert all(after <= before + 1e-9 for before, after in pairwise(rises))


@given(st.integers(2, 30).flatmap(lambda t: st.tuples(st.just(t), st.lists(st.integers(0, t), max_size=30))))
def test_estimates_stay_in_their_bounds(sample: tuple[int, list[int]]) -> None:
    size, counts = sample
    bound, covered = chao2(counts, size), sample_coverage(counts, size)
    if not any(counts):
        assert bound.undefined == covered.undefined == "no code is on any of them"
        return
    assert bound.value is not None
    assert covered.value is not None
    assert bound.value >= sum(each > 0 for each in counts)
    assert -1e-12 <= covered.value <= 1
    if counts.count(1) == 0:
        assert bound.value == sum(each > 0 for each in counts)
        assert covered.value == 1


@pytest.mark.parametrize(
    ("counts", "size", "reason"),
    [
        ([1, 1], 1, "two interviews at least, there is 1"),
        ([], 0, "two interviews at least, there is none"),
        ([0, 0], 5, "no code is on any of them"),
    ],
)
def test_undefined_says_why(counts: list[int], size: int, reason: str) -> None:
    for found in (chao2(counts, size), sample_coverage(counts, size)):
        assert found.value is None
        assert found.undefined == reason


def test_a_code_on_more_interviews_than_there_are_is_refused() -> None:
    with pytest.raises(ValueError, match="a code is on 0 to 3 interviews"):
        rarefaction([4], 3)
    with pytest.raises(ValueError, match="3 individuals were counted, not 5"):
        sample_coverage([2, 1], 5, individuals=True)


def test_no_interview_has_no_curve() -> None:
    assert rarefaction([], 0) == ()
