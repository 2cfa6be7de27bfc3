"""Ids are stable where they must be, and sort where they must."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core import ids
from tests.strategies import nasty_text


def test_content_hash_names_algorithm_and_matches_the_published_vector() -> None:
    assert (
        ids.content_hash("abc") == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


@given(text=nasty_text())
def test_content_hash_of_text_is_that_of_its_utf8(text: str) -> None:
    assert ids.content_hash(text) == ids.content_hash(text.encode("utf-8"))


def test_short_id_stays_the_same_over_releases() -> None:
    assert ids.short_id("c", "US01", 3, 7, "OS-RAC-DISC", "gold", 0) == "c-vhhxqrezjkeh"


@given(parts=st.lists(st.one_of(st.integers(), st.text(max_size=5)), max_size=5))
def test_short_id_has_prefix_and_twelve_letters(parts: list[int | str]) -> None:
    assert re.fullmatch(r"c-[0-9a-hjkmnp-tv-z]{12}", ids.short_id("c", *parts))


def test_short_id_keeps_parts_apart() -> None:
    assert ids.short_id("c", "a", "bc") != ids.short_id("c", "ab", "c")


@pytest.mark.parametrize(("earlier", "later"), [(0, 1), (999, 1000), (31 * 10**9, 2**44)])
def test_event_ids_sort_by_time(earlier: int, later: int, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for milliseconds in (earlier, later):
        monkeypatch.setattr("time.time_ns", lambda now=milliseconds: now * 1_000_000)
        made.append(ids.new_event_id())
    assert made == sorted(made)
    assert {len(event_id) for event_id in made} == {26}


def test_event_ids_of_one_moment_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time_ns", lambda: 0)
    assert len({ids.new_event_id() for _ in range(1000)}) == 1000


@pytest.mark.parametrize("moment", [0, 5, 10**12])
def test_event_ids_sort_after_the_one_before_whatever_the_clock_says(
    moment: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time_ns", lambda: moment * 1_000_000)
    monkeypatch.setattr("secrets.randbits", lambda bits: 2**bits - 1)  # the highest that is drawn
    made = ["0000000005" + "z" * 16]
    for _ in range(100):
        made.append(ids.new_event_id(after=made[-1]))
    assert made == sorted(set(made))
    assert {len(each) for each in made} == {26}


def test_event_ids_after_the_same_one_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time_ns", lambda: 0)
    assert len({ids.new_event_id(after="0000000005" + "0" * 16) for _ in range(1000)}) == 1000
