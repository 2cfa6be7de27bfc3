"""Tiers and switches: one table says what each allows, and how they are read."""

from dataclasses import replace
from typing import get_args

import pytest

from secondmig.core.consent import (
    LOWEST_COUNTED,
    LOWEST_QUOTED,
    SWITCHES,
    TIERS,
    Switch,
    answer,
    attribute,
    is_counted,
    is_recorded,
    rank,
    refuses,
    speaks_of_status,
    was_irregular,
)
from secondmig.core.legs import Leg, StatusChange
from secondmig.core.types import CONSENT_TIERS, LEVELS, Case, ConsentTier, Level

ROSA = Case("US01", "Rosa")


def test_every_tier_and_switch_has_its_terms() -> None:
    assert tuple(TIERS) == CONSENT_TIERS
    assert tuple(SWITCHES) == get_args(Switch)
    assert set(LOWEST_QUOTED) == set(LOWEST_COUNTED) == set(LEVELS)


def test_no_level_shows_more_than_one_further_inside() -> None:
    for table in (LOWEST_QUOTED, LOWEST_COUNTED):
        ranks = [rank(table[level]) for level in LEVELS]
        assert ranks == sorted(ranks)
    assert all(rank(LOWEST_COUNTED[level]) <= rank(LOWEST_QUOTED[level]) for level in LEVELS)


@pytest.mark.parametrize(
    ("tier", "levels"),
    [("T0", ()), ("T1", ("work", "team")), ("T2", LEVELS), ("T3", LEVELS), ("T5", LEVELS)],
)
def test_persons_are_counted_at_the_levels_of_their_tier(
    tier: ConsentTier, levels: tuple[Level, ...]
) -> None:
    assert tuple(level for level in LEVELS if is_counted(tier, level)) == levels


def test_nothing_is_refused_where_nothing_was_recorded() -> None:
    assert not is_recorded(ROSA)
    assert [answer(ROSA, switch) for switch in SWITCHES] == [""] * 6
    assert not any(refuses(ROSA, switch) for switch in SWITCHES)


def test_switch_that_is_missing_beside_others_means_no() -> None:
    asked = replace(ROSA, attributes={attribute("audio"): "yes"})
    assert [switch for switch in SWITCHES if not refuses(asked, switch)] == ["audio"]
    dated = replace(ROSA, attributes={"consent_given": "2025-03"})
    assert all(refuses(dated, switch) for switch in SWITCHES)


def test_irregular_status_is_seen_wherever_it_stands() -> None:
    leg = Leg(1, "USA", None, None, "destination")
    assert not was_irregular(replace(ROSA, legs=(leg,), attributes={"note": "irregular"}))
    for legs in (
        replace(leg, legal_at_entry="irregular"),
        replace(leg, legal_at_exit="irregular"),
        replace(leg, statuses=(StatusChange("irregular"),)),
    ):
        assert was_irregular(replace(ROSA, legs=(legs,)))
    assert was_irregular(replace(ROSA, attributes={"legal_leg1_entry": "irregular"}))


@pytest.mark.parametrize(
    "words", ["I overstayed", "sin papeles", "sin papel ninguno", "不法滞在", "was ILLEGAL", "ｖｉｓａ"]
)
def test_words_on_status_are_found_in_three_languages(words: str) -> None:
    assert speaks_of_status(words)
