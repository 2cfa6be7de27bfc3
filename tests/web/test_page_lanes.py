"""Lanes, pieces, ranking and units: one set of cases that the page and a brute force agree on."""

import json
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.web.page import module, open_text, window_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.web.workshop import Server

CASES: dict[str, list[dict[str, Any]]] = json.loads(
    Path(__file__).with_name("lanes.json").read_text(encoding="utf-8")
)


def _ordered(codings: list[list[Any]]) -> list[list[Any]]:
    return sorted(codings, key=lambda coding: (coding[1], -coding[2], coding[0]))


def _lanes(codings: list[list[Any]]) -> dict[str, int]:
    """Each takes the lowest lane in which nothing before it stands at its place."""
    taken: list[tuple[int, int, int]] = []
    found = {}
    for name, start, end in _ordered(codings):
        lane = 0
        while any(at == lane and first < end and start < last for at, first, last in taken):
            lane += 1
        taken.append((lane, start, end))
        found[name] = lane
    return found


def _pieces(codings: list[list[Any]], start: int, end: int) -> list[list[Any]]:
    """Code point by code point: a piece ends where the set of codings is another one."""
    rows: list[list[Any]] = []
    for place in range(start, end):
        here = [name for name, first, last in _ordered(codings) if first <= place < last]
        if rows and rows[-1][2] == here:
            rows[-1][1] = place + 1
        else:
            rows.append([place, place + 1, here])
    return rows


@pytest.mark.parametrize("case", CASES["lanes"], ids=lambda case: str(case["about"]))
def test_cases_of_lanes_are_what_brute_force_finds(case: dict[str, Any]) -> None:
    assert _lanes(case["codings"]) == case["lanes"]
    for turn in case["turns"]:
        assert _pieces(case["codings"], turn["start"], turn["end"]) == turn["pieces"]


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in plain if not 0x300 <= ord(letter) <= 0x36F)
    return unicodedata.normalize("NFC", bare).lower().strip()


def _score(wanted: str, code: dict[str, Any]) -> int:
    label = _folded(code["label"])
    aliases = [_folded(each) for each in code["aliases"]]
    words = [word for each in (label, *aliases) for word in re.split(r"[\s/·-]+", each)]
    whole = " ".join([_folded(code["id"]), *map(_folded, code["path"]), label, *aliases])
    letters = iter(whole)
    for score, fits in (
        (6, _folded(code["key"]) == wanted),
        (5, _folded(code["id"]) == wanted),
        (4, label.startswith(wanted)),
        (3, any(word.startswith(wanted) for word in words)),
        (2, wanted in whole),
        (1, all(letter in letters for letter in wanted.replace(" ", ""))),
    ):
        if fits:
            return score
    return 0


@pytest.mark.parametrize("case", CASES["rank"], ids=lambda case: str(case["typed"]))
def test_cases_of_ranking_are_what_brute_force_finds(case: dict[str, Any]) -> None:
    wanted = _folded(case["typed"])
    rows = []
    for order, code in enumerate(CASES["codes"]):
        score = _score(wanted, code) if wanted else 1
        late = case["recent"].index(code["id"]) if code["id"] in case["recent"] else 99
        if score:
            rows.append((-score, late, -case["counts"].get(code["id"], 0), order, code["id"]))
    assert [row[-1] for row in sorted(rows)] == case["best"]


@pytest.mark.parametrize("case", CASES["cut"], ids=lambda case: f"{case['language']} {case['unit']}")
def test_cases_of_units_stand_in_their_text_in_order_with_no_letter_between(case: dict[str, Any]) -> None:
    rest = case["text"]
    between = ""
    for piece in case["pieces"]:
        before, found, rest = rest.partition(piece)
        assert found == piece
        between += before
    assert not any(letter.isalnum() for letter in between + rest)


@pytest.fixture(scope="module")
def page(browser: "Browser", nasty: "Server") -> "Iterator[Page]":
    with window_of(browser, nasty) as window:
        yield open_text(window, nasty, "E1")


@pytest.mark.browser
def test_page_gives_the_same_lanes_and_pieces(page: "Page") -> None:
    body = """arg.map(({codings, turns}) => {
      const rows = codings.map(([id, start, end]) => ({id, start, end}));
      const ordered = [...rows].sort(it.byPlace);
      return [Object.fromEntries(it.lanesOf(rows)), turns.map(({start, end}) =>
        it.flatten(start, end, ordered)
          .map((each) => [each.start, each.end, each.codings.map((one) => one.id)]))];
    })"""
    found = module(page, "lanes.js", body, CASES["lanes"])
    for case, (lanes, turns) in zip(CASES["lanes"], found, strict=True):
        assert lanes == case["lanes"], case["about"]
        assert turns == [turn["pieces"] for turn in case["turns"]], case["about"]


@pytest.mark.browser
def test_page_ranks_codes_the_same_way(page: "Page") -> None:
    body = """arg.rank.map(({typed, recent, counts}) =>
      it.ranked(typed, arg.codes, {recent, counts: new Map(Object.entries(counts))})
        .map((each) => each.id))"""
    assert module(page, "rank.js", body, CASES) == [case["best"] for case in CASES["rank"]]


@pytest.mark.browser
def test_page_cuts_texts_into_the_same_units_by_code_points(page: "Page") -> None:
    body = "arg.map(({text, language, unit}) => it.cut(text, language, unit, 100))"
    for case, found in zip(CASES["cut"], module(page, "cursor.js", body, CASES["cut"]), strict=True):
        assert [case["text"][start - 100 : end - 100] for start, end in found] == case["pieces"]


@pytest.mark.browser
@pytest.mark.parametrize("case", CASES["lanes"], ids=lambda case: str(case["about"]))
def test_a_coding_that_comes_later_takes_a_free_lane_and_moves_no_other(
    page: "Page", case: dict[str, Any]
) -> None:
    body = """(() => {
      const [lanes, held] = [new Map(), []];
      for (const [id, start, end] of arg) {
        const row = {id, start, end};
        lanes.set(id, it.freeLane(row, held, lanes));
        held.push(row);
      }
      const others = (row) => held.filter((one) => one !== row);
      return [Object.fromEntries(lanes), held.map((row) => it.freeLane(row, others(row), lanes))];
    })()"""
    lanes, again = module(page, "lanes.js", body, case["codings"][::-1])
    assert again == [lanes[name] for name, _, _ in case["codings"][::-1]]
    placed: list[tuple[int, int, int]] = []
    for name, start, end in case["codings"][::-1]:
        taken = {lane for lane, first, last in placed if first < end and start < last}
        assert lanes[name] == min(set(range(len(taken) + 1)) - taken)
        placed.append((lanes[name], start, end))
