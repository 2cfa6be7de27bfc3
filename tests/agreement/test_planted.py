"""The demo's simulated second coder: what was planted in it is what the list of disagreements finds first."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st

from secondmig.agreement.disagreements import Topic, disagreements
from tests.agreement.simulated import CORPUS, given, made_by, marked, script

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
SEG_DISC, BLK_SEG = ("OS-LAB-SEG", "OS-RAC-DISC"), ("OS-LAB-SEG", "OS-MOB-BLK")


def kept() -> dict[str, list[dict[str, Any]]]:
    """The files that the repository holds."""
    return {
        path.stem: [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
        for path in sorted((CORPUS / "coder2").iterdir())
    }


def topics(second: Rows) -> tuple[Topic, ...]:
    return disagreements(marked(given()[0], "a "), marked(second, "b "))


def counted(second: Rows, pair: tuple[str, str]) -> int:
    """Stretches where one coder has X and not Y and the other Y and not X, counted letter by letter."""
    runs = 0
    for document, interview in given()[1].items():
        for turn, words in interview.turns.items():
            layers = [_letters(rows[document], turn, words, pair) for rows in (given()[0], second)]
            before = None
            for mine, theirs in zip(*layers, strict=True):
                here = (mine, theirs) if len(mine) == len(theirs) == 1 and mine != theirs else None
                runs += here is not None and here != before
                before = here
    return runs


def _letters(
    rows: Sequence[Mapping[str, Any]], turn: int, words: str, pair: tuple[str, str]
) -> list[frozenset[str]]:
    found: list[set[str]] = [set() for _ in words]
    for row in rows:
        if row["turn"] == turn and row["code"] in pair:
            at = words.index(row["quote"])
            for place in range(at, at + len(row["quote"])):
                found[place].add(row["code"])
    return [frozenset(each) for each in found]


def test_script_makes_the_files_of_the_repository_byte_for_byte() -> None:
    module = script()
    made = module.simulate(*given())

    assert sorted(made.rows) == sorted(kept()) == sorted(module.INTERVIEWS)
    for name, rows in made.rows.items():
        assert module.as_text(rows).encode("utf-8") == (CORPUS / "coder2" / f"{name}.jsonl").read_bytes()


def test_first_topic_is_segmentation_and_discrimination_and_the_second_is_blocked() -> None:
    found = [(topic.kind, topic.codes, topic.n) for topic in topics(kept())]

    assert found[0] == ("confusion", SEG_DISC, 11)
    assert ("confusion", BLK_SEG, 5) in found[:3]
    assert [kind for kind, _, _ in found].count("confusion") == 2


def test_one_in_three_and_one_in_five_are_planted_in_both_directions() -> None:
    swapped = Counter(
        (each.code, each.other) for each in script().simulate(*given()).planted if each.kind == "confusion"
    )
    codes = Counter(row["code"] for rows in given()[0].values() for row in rows)

    assert swapped == {
        ("OS-LAB-SEG", "OS-RAC-DISC"): 5,
        ("OS-RAC-DISC", "OS-LAB-SEG"): 6,
        ("OS-MOB-BLK", "OS-LAB-SEG"): 2,
        ("OS-LAB-SEG", "OS-MOB-BLK"): 3,
    }
    assert codes["OS-LAB-SEG"] + codes["OS-RAC-DISC"] == 3 * 11
    assert (2 + 3) / (codes["OS-LAB-SEG"] + codes["OS-MOB-BLK"]) == pytest.approx(1 / 5, abs=0.02)


def test_confusions_on_the_list_equal_a_count_letter_by_letter() -> None:
    found = {topic.codes: topic.n for topic in topics(kept()) if topic.kind == "confusion"}

    assert found == {pair: counted(kept(), pair) for pair in (SEG_DISC, BLK_SEG)}


def test_all_that_was_planted_is_found_and_nothing_else() -> None:
    planted = Counter(each.kind for each in script().simulate(*given()).planted)
    found = Counter(topic.kind for topic in topics(kept()) for _ in topic.places)

    assert planted == {"confusion": 16, "facet": 16, "boundary": 80, "omission": 26, "addition": 10}
    assert found == {
        "confusion": planted["confusion"],
        "facet": planted["facet"],
        "boundary": planted["boundary"],
        "one_coder": planted["omission"] + planted["addition"],
    }
    assert {topic.facet for topic in topics(kept()) if topic.kind == "facet"} == {"about_country"}


def test_country_is_wrong_in_six_percent_and_names_another_place_of_the_person_or_the_study() -> None:
    found = [place for topic in topics(kept()) if topic.kind == "facet" for place in topic.places]
    named = [row for rows in kept().values() for row in rows if len(row.get("about_country", "")) == 3]

    assert len(found) / len(named) == pytest.approx(0.06, abs=0.01)
    for place in found:
        lived = {*given()[1][place.document].countries, *script().INTERVIEW_COUNTRIES}
        assert place.value_b in lived
        assert place.value_b != place.value_a


def test_boundaries_move_by_three_words_at_most_and_keep_half_of_the_quotation() -> None:
    moved = [place for topic in topics(kept()) if topic.kind == "boundary" for place in topic.places]
    gold, second = ({each.id: each for each in marked(rows, "")} for rows in (given()[0], kept()))

    for place in moved:
        a, b = gold[place.first[0][2:]].span, second[place.second[0][2:]].span
        both = a.intersection(b)
        assert both is not None
        assert (a.start == b.start) != (a.end == b.end)
        assert 2 * len(both) >= len(a)


@pytest.mark.parametrize(
    ("seed", "first", "second", "one_in"),
    [
        (7, "OS-RAC-ID", "OS-RAC-INT", 2),
        (8, "OS-LAB-WAGE", "OS-LIV-STY", 3),
        (9, "OS-LEG-STA", "OS-PER-INT", 2),
    ],
)
def test_another_pair_under_another_seed_comes_first(seed: int, first: str, second: str, one_in: int) -> None:
    made = made_by(seed, (first, second, one_in))
    found = topics(made.rows)
    planted = sum(each.kind == "confusion" for each in made.planted)

    assert (found[0].kind, found[0].codes) == ("confusion", (first, second))
    assert found[0].n == planted == counted(made.rows, (first, second)) > 1
    assert SEG_DISC not in {topic.codes for topic in found if topic.kind == "confusion"}


@settings(max_examples=25)
@given_any(st.integers(0, 10**6))
def test_planted_pairs_come_first_under_every_seed_and_no_quotation_is_invented(seed: int) -> None:
    made = made_by(seed, (*SEG_DISC, 3), (*BLK_SEG, 5))
    found = topics(made.rows)  # which looks each quotation up in its turn

    assert [(topic.codes, topic.n) for topic in found if topic.kind == "confusion"] == [
        (SEG_DISC, 11),
        (BLK_SEG, 5),
    ]
    assert all(
        row["quote"].strip() and "\0" not in row["quote"] for rows in made.rows.values() for row in rows
    )


def test_another_seed_plants_elsewhere() -> None:
    assert made_by(1, (*SEG_DISC, 3)).rows != made_by(2, (*SEG_DISC, 3)).rows
    assert made_by(1, (*SEG_DISC, 3)) == made_by(1, (*SEG_DISC, 3))


def test_more_confusions_than_there_are_codings_are_refused() -> None:
    with pytest.raises(ValueError, match="OS-RAC-COE"):
        made_by(1, ("OS-RAC-COE", "OS-LAB-SEG", 1), ("OS-RAC-COE", "OS-LIV-STY", 1))
