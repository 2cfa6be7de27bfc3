"""Saturation by base, run and threshold: a published rule, and its definition read off all orders."""

from collections.abc import Sequence
from itertools import permutations
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.stats.saturation import Rule, cumulative, point, spreads, stretches

# methods.md S1, after Guest, Namey and Chen (2020): 10 interviews by 10 codes.
S1 = [
    "1110000000",
    "1011000000",
    "1101100000",
    "0111010000",
    "1100101000",
    "1011000000",
    "1110010100",
    "0101100000",
    "1111000000",
    "1010010000",
]
UNITS = [frozenset(str(code) for code, mark in enumerate(row) if mark == "1") for row in S1]
SMALL = st.lists(st.frozensets(st.sampled_from("abcdefg"), max_size=4), min_size=2, max_size=5)


def test_curve_of_s1_is_the_published_one() -> None:
    assert cumulative(UNITS) == (3, 4, 5, 6, 7, 7, 8, 8, 8, 8)


@pytest.mark.parametrize(
    ("run", "shares", "written"),
    [(2, [16.7, 16.7, 16.7, 0.0, 0.0], "7+2"), (3, [33.3, 16.7, 16.7, 0.0], "7+3")],
)
@pytest.mark.parametrize("threshold", [0.05, 0.0])
def test_point_of_s1_is_the_published_one(
    run: int, shares: list[float], written: str, threshold: float
) -> None:
    found = point(cumulative(UNITS), Rule(4, run, threshold))
    assert found.base_codes == 6
    assert [round(100 * each.share, 1) for each in found.runs] == shares
    assert found.written == written
    assert found.after.value == 7


def test_runs_begin_right_after_the_base_at_the_earliest() -> None:
    # Nothing is new from the second interview on, yet a base of 4 is never met before the fourth.
    found = point((5, 5, 5, 5, 5, 5), Rule(4, 2, 0.0))
    assert found.written == "4+2"
    assert [each.after for each in found.runs] == [4]


def test_denominator_is_the_base_and_not_all_codes_so_far() -> None:
    # 1 new of 10 in the base is 10 %; of the 20 codes so far it would be 5 %.
    curve = (10, 20, 20, 21)
    assert point(curve, Rule(1, 1, 0.05)).written == "2+1"
    assert [each.share for each in point(curve, Rule(1, 1, 0.05)).runs] == [1.0, 0.0, 0.1]


def test_threshold_that_is_met_exactly_counts() -> None:
    assert point((20, 21), Rule(1, 1, 0.05)).written == "1+1"


@pytest.mark.parametrize(
    ("curve", "rule", "reason"),
    [
        ((3,), Rule(4, 2, 0.05), "a base of 4 and a run of 2 need 6, there is 1"),
        ((), Rule(4, 2, 0.05), "a base of 4 and a run of 2 need 6, there are 0"),
        ((3, 4, 5, 6, 7), Rule(6, 2, 0.05), "a base of 6 and a run of 2 need 8, there are 5"),
        ((0, 0, 0, 4), Rule(2, 1, 0.05), "the first 2 carry no code"),
        ((1, 2, 3, 4), Rule(2, 1, 0.0), "not reached with 4"),
    ],
)
def test_what_is_undefined_says_why(curve: tuple[int, ...], rule: Rule, reason: str) -> None:
    found = point(curve, rule)
    assert found.after.value is None
    assert found.after.undefined == reason
    assert found.written == ""


@pytest.mark.parametrize("wrong", [(0, 2, 0.05), (4, 0, 0.05), (4, 2, 1.5), (4, 2, -0.1)])
def test_rule_that_makes_no_sense_is_refused(wrong: tuple[int, int, float]) -> None:
    with pytest.raises(ValueError, match="a base and a run of 1 or more"):
        Rule(*wrong)


def naive_point(units: Sequence[frozenset[str]], rule: Rule) -> float:
    """The rule read off its definition, with sets; infinite where it is not met."""
    base = set().union(*units[: rule.base])
    for after in range(rule.base, len(units) - rule.run + 1):
        new = set().union(*units[after : after + rule.run]) - set().union(*units[:after])
        if base and len(new) / len(base) <= rule.threshold:
            return after
    return float("inf")


@given(SMALL, st.integers(1, 3), st.integers(1, 2), st.sampled_from([0.0, 0.05, 0.5]))
def test_spread_over_all_orders_is_that_of_the_definition(
    units: list[frozenset[str]], base: int, run: int, threshold: float
) -> None:
    rule = Rule(base, run, threshold)
    (found,) = spreads(units, [rule], draws=120)
    if len(units) < base + run or not any(units):
        assert found.median.value is None
        assert found.reached.value is None
        return
    points = sorted(naive_point(order, rule) for order in permutations(units))
    assert found.exhaustive
    assert found.seed is None
    assert found.orders == len(points)
    assert found.reached.value == pytest.approx(sum(each < 99 for each in points) / len(points))
    for share, told in ((0.05, found.low), (0.5, found.median), (0.95, found.high)):
        wanted = points[max(ceil(share * len(points) - 1e-9) - 1, 0)]
        assert told.value == (None if wanted == float("inf") else wanted)


@given(SMALL)
def test_real_order_agrees_with_the_definition(units: list[frozenset[str]]) -> None:
    rule = Rule(1, 1, 0.25)
    wanted = naive_point(units, rule)
    assert point(cumulative(units), rule).after.value == (None if wanted == float("inf") else wanted)


def test_draws_are_the_same_for_the_same_seed_and_near_those_of_all_orders() -> None:
    units, rules = UNITS[:7], [Rule(2, 2, 0.25)]
    (every,) = spreads(units, rules, draws=5040)
    (drawn,) = spreads(units, rules, draws=2000, seed=3)
    assert every.exhaustive
    assert not drawn.exhaustive
    assert drawn.seed == 3
    assert drawn == spreads(units, rules, draws=2000, seed=3)[0]
    assert drawn.reached.value == pytest.approx(every.reached.value, abs=0.03)
    assert drawn.median.value == every.median.value


def test_only_what_shares_its_date_changes_places() -> None:
    units = [frozenset("ab"), frozenset("c"), frozenset("d"), frozenset("d")]
    (tied,) = spreads(units, [Rule(1, 1, 0.0)], blocks=[1, 2, 1])
    # a c d d and a d c d: the last alone brings nothing in both.
    assert tied.orders == 2
    assert (tied.low.value, tied.high.value) == (3, 3)
    assert stretches(["x", "y", "y", "z"]) == (1, 2, 1)


def test_an_order_that_never_gets_there_is_later_than_every_other() -> None:
    units = [frozenset("a"), frozenset("a"), frozenset("b")]
    (found,) = spreads(units, [Rule(1, 1, 0.0)])
    # aab aba baa, each twice: met after 1, never (1 of 1 new, then nothing new: after 2), after 2.
    points = sorted(naive_point(order, Rule(1, 1, 0.0)) for order in permutations(units))
    assert found.high.value == points[-1]
    (never,) = spreads([frozenset("a"), frozenset("b")], [Rule(1, 1, 0.0)])
    assert never.high.value is None
    assert never.high.undefined == "not reached in enough orders"
    assert never.reached.value == 0


def test_blocks_and_draws_are_checked() -> None:
    with pytest.raises(ValueError, match="blocks that add up to 10"):
        spreads(UNITS, [Rule(4, 2, 0.05)], blocks=[4, 4])
    with pytest.raises(ValueError, match="at least one draw"):
        spreads(UNITS, [Rule(4, 2, 0.05)], draws=0)
