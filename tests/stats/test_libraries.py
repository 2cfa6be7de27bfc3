"""Figures of scipy and statsmodels that ours stand beside, with published values: an update cannot drift."""

import numpy as np
import pytest
from scipy import stats
from scipy.stats import contingency
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from secondmig.stats.association import cramers_v
from secondmig.stats.effect import cliffs_delta
from secondmig.stats.fisher import fisher_exact
from secondmig.stats.permute import exact_rank_sum
from secondmig.stats.proportions import risk_difference, wilson

# R's effsize.
X = [10, 10, 20, 20, 20, 30, 30, 30, 40, 50]
Y = [10, 20, 30, 40, 40, 50]
JOB = [[1, 3, 10, 6], [2, 3, 10, 7], [1, 6, 14, 12], [0, 1, 9, 11]]


def test_fisher_one_sided_is_that_of_r() -> None:
    # The twins of R's fisher.test.
    found = stats.fisher_exact([[2, 15], [10, 3]], alternative="less")

    assert found.pvalue == pytest.approx(0.000465181, abs=5e-10)


def test_fisher_two_sided_is_ours_on_every_small_table() -> None:
    generator = np.random.Generator(np.random.PCG64(0))
    for _ in range(200):
        table = generator.integers(0, 9, (2, 2)).tolist()
        ours = fisher_exact(table)
        if ours.value is not None:
            assert ours.value == pytest.approx(stats.fisher_exact(table).pvalue, rel=1e-9)


def test_the_unconditional_tests_are_those_of_scipys_documentation() -> None:
    assert stats.barnard_exact([[7, 12], [8, 3]]).pvalue == pytest.approx(0.068153, abs=5e-6)
    greater = stats.boschloo_exact([[74, 31], [43, 32]], alternative="greater")
    assert greater.pvalue == pytest.approx(0.035564, abs=5e-6)


def test_the_asymptotic_chi_square_of_the_job_table() -> None:
    assert stats.chi2_contingency(JOB, correction=False).pvalue == pytest.approx(0.74336, abs=5e-6)


def test_the_sample_odds_ratio_is_not_the_conditional_one() -> None:
    assert contingency.odds_ratio([[2, 15], [10, 3]], kind="sample").statistic == pytest.approx(0.04)


def test_the_relative_risk_and_its_interval() -> None:
    found = contingency.relative_risk(9, 10, 3, 10).confidence_interval(0.95)

    assert (found.low, found.high) == pytest.approx((1.138, 7.906), abs=5e-4)


@pytest.mark.parametrize(
    "counts", [(56, 70, 48, 80), (9, 10, 3, 10), (6, 7, 2, 7), (5, 56, 0, 29), (10, 10, 0, 20)]
)
def test_newcombes_interval_is_that_of_statsmodels(counts: tuple[int, int, int, int]) -> None:
    ours = risk_difference(*counts, interval=True)
    theirs = confint_proportions_2indep(*counts, compare="diff", method="newcomb")

    assert (ours.low, ours.high) == pytest.approx(theirs, abs=1e-9)


@pytest.mark.parametrize(
    ("method", "ends"),
    [("wilson", (0.3968, 0.8922)), ("jeffreys", (0.3942, 0.9073)), ("beta", (0.3475, 0.9333))],
)
def test_intervals_of_one_share(method: str, ends: tuple[float, float]) -> None:
    assert proportion_confint(7, 10, method=method) == pytest.approx(ends, abs=5.1e-5)


def test_wilson_is_that_of_statsmodels() -> None:
    ours = wilson(7, 10)

    assert (ours.low, ours.high) == pytest.approx(proportion_confint(7, 10, method="wilson"), abs=1e-12)


@pytest.mark.parametrize("table", [[[9, 1], [3, 7]], JOB])
def test_the_uncorrected_v_is_that_of_scipy(table: list[list[int]]) -> None:
    theirs = contingency.association(np.array(table), method="cramer", correction=False)

    assert cramers_v(table, corrected=False).value == pytest.approx(theirs)


def test_the_example_of_effsize() -> None:
    assert cliffs_delta(X, Y).value == -0.25
    assert stats.brunnermunzel(X, Y).pvalue == pytest.approx(0.4530, abs=5e-5)


def test_scipys_permutation_doubles_the_smaller_tail_and_ours_adds_both() -> None:
    # The same distribution of the rank sum: twice its smaller tail is .4855, both tails by distance .4517.
    def rank_sum(x: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> float:
        return float(x.sum())

    ranks = stats.rankdata([*X, *Y])
    theirs = stats.permutation_test(
        (ranks[:10], ranks[10:]), lambda x, _: rank_sum(x), n_resamples=np.inf, alternative="two-sided"
    )

    assert theirs.pvalue == pytest.approx(0.4855, abs=5e-5)
    assert exact_rank_sum(X, Y).value == pytest.approx(0.4517, abs=5e-5)
