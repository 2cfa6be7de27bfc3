from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondmig.core.snapshot import Snapshot
from secondmig.core.span import Span, SpanSet
from secondmig.core.types import Coding, Document, FacetValue
from secondmig.joint.groups import people
from secondmig.joint.person_codes import ASKED, balance, code_columns, per_thousand, rated
from secondmig.joint.person_columns import Cell, Column, Missing
from secondmig.joint.person_ground import Ground, Intensity, asked_for
from secondmig.survey.guide import Guide, GuideItem, Interview
from tests.joint.builders import coding, coding_at, document, person, snapshot

ROSA = document(
    "P1", ("INT", "Japan?"), ("P1", "They laughed. They stared. Pay was good."), ("P1", "Here it is better.")
)
HAO = document("P2", ("P2", "Over there they stare, people say."), ("P2", "Japan is fine."))
YUKI = document("P3", ("P3", "東京では差別がありました。"), language="ja")
WORKED = snapshot(
    [ROSA, HAO, YUKI],
    [
        coding(ROSA, "They laughed.", "OS-RAC-DISC", about_country="JPN", valence=-1, weight=2),
        coding(ROSA, "They laughed.", "OS-RAC-DISC", coder="ben", about_country="JPN", valence=-1),
        coding(ROSA, "They stared.", "OS-RAC-INT", about_country="JPN", valence=-1, weight=1),
        coding(ROSA, "Here it is better.", "OS-RAC-INT", about_country="GBR", valence=1),
        coding(ROSA, "Pay was good.", "OS-LAB-WAGE", about_country="JPN", valence=1),
        coding(HAO, "Japan is fine.", "OS-RAC-INT", about_country="JPN", valence=0),
        coding(HAO, "people say", "OS-RAC-INT", about_country="CAN", valence="mixed"),
        coding(YUKI, "差別", "OS-RAC-DISC", about_country="JPN", valence=-1),
    ],
    [
        person("P1", ("JPN", 1998, 2006), ("GBR", 2006, None), interview_country="GBR"),
        person("P2", ("JPN", 2001, None), interview_country="JPN"),
        person("P3", ("JPN", 2001, None), interview_country="JPN"),
        person("P4", ("JPN", 2001, None), interview_country="JPN", speakers=[]),
    ],
)
GUIDE = Guide(
    "g",
    "",
    (
        GuideItem("race", "", {"en": "How were you treated?"}, ("OS-RAC",)),
        GuideItem("end", "", {"en": "Else?"}),
    ),
    {
        "P1": Interview({"race": (1,)}),
        "P2": Interview({"end": (1,)}),
    },
)


def columns(
    where: Snapshot,
    code: str,
    *,
    guide: Guide | None = None,
    intensity: Intensity | None = None,
    **kept: object,
) -> dict[str, Column]:
    ground = Ground.of(where, people(where), guide=guide, read=kept.get("read"))  # type: ignore[arg-type]
    asked = asked_for(where, code, exact=bool(kept.get("exact")), facet=intensity.facet if intensity else "")
    if intensity:
        asked = replace(asked, rated=True)
    return {
        column.key.partition(":")[2]: column for column in code_columns(ground, asked, intensity=intensity)
    }


def cells(where: Snapshot, code: str, kind: str, **more: object) -> list[Cell]:
    return list(columns(where, code, **more)[kind].cells)  # type: ignore[arg-type]


NOT_THERE = Missing("not_interviewed")


# --- a worked example ---


def test_presence_says_whether_the_code_or_one_below_is_there() -> None:
    assert cells(WORKED, "OS-RAC-DISC", "present") == [1.0, 0.0, 1.0, NOT_THERE]
    assert cells(WORKED, "OS-RAC", "present") == [1.0, 1.0, 1.0, NOT_THERE]
    assert cells(WORKED, "OS-RAC", "present", exact=True) == [0.0, 0.0, 0.0, NOT_THERE]


def test_count_takes_a_stretch_once_however_many_mark_it() -> None:
    assert cells(WORKED, "OS-RAC-DISC", "segments") == [1.0, 0.0, 1.0, NOT_THERE]
    assert cells(WORKED, "OS-RAC", "segments") == [3.0, 2.0, 1.0, NOT_THERE]


def test_coverage_is_the_part_of_the_persons_own_characters() -> None:
    # Rosa: "They laughed." 13 + "They stared." 12 + "Here it is better." 18, of 40 + 18.
    found = cells(WORKED, "OS-RAC", "coverage")
    assert found[0] == pytest.approx((13 + 12 + 18) / (40 + 18))
    assert found[2] == pytest.approx(2 / 13)


def test_rate_is_per_thousand_words_and_empty_where_words_have_no_spaces() -> None:
    # Rosa says 7 words, then 4: 3 stretches in 11 words.
    assert cells(WORKED, "OS-RAC", "rate") == [
        pytest.approx(3 / 11 * 1000),
        pytest.approx(2 / 9 * 1000),
        Missing("no_spaces"),
        NOT_THERE,
    ]


def test_balance_has_a_column_for_each_country_and_a_reason_where_it_is_undefined() -> None:
    found = columns(WORKED, "OS-RAC")
    balances = {
        key.partition(":")[2]: list(column.cells) for key, column in found.items() if "balance" in key
    }
    assert list(balances) == ["GBR", "JPN", "CAN"]
    assert balances["JPN"] == [-1.0, Missing("no_direction"), -1.0, NOT_THERE]
    assert balances["GBR"] == [1.0, Missing("no_leg"), Missing("no_leg"), NOT_THERE]
    assert balances["CAN"] == [Missing("no_leg"), Missing("no_direction"), Missing("no_leg"), NOT_THERE]


def test_silence_on_a_country_one_has_lived_in_differs_from_not_having_lived_there() -> None:
    silent = replace(WORKED, codings=tuple(each for each in WORKED.codings if each.document_id != "P2"))
    assert cells(silent, "OS-RAC", "balance:JPN")[1] == Missing("not_mentioned")


def test_asked_tells_silence_from_a_topic_that_was_not_raised() -> None:
    assert cells(WORKED, "OS-RAC-DISC", "asked", guide=GUIDE) == [
        "mentioned",
        "not_asked",
        Missing("not_in_guide"),
        NOT_THERE,
    ]
    assert cells(WORKED, "OS-RAC-INT", "asked", guide=GUIDE)[:2] == ["mentioned", "mentioned_unasked"]
    quiet = replace(WORKED, codings=tuple(each for each in WORKED.codings if each.code_id != "OS-RAC-DISC"))
    assert cells(quiet, "OS-RAC-DISC", "asked", guide=GUIDE)[0] == "asked_not_mentioned"
    assert set(ASKED) == {"not_asked", "asked_not_mentioned", "mentioned", "mentioned_unasked"}


def test_there_is_no_column_asked_where_no_item_looks_for_the_code_or_there_is_no_guide() -> None:
    assert "asked" not in columns(WORKED, "OS-LAB-WAGE", guide=GUIDE)
    assert "asked" not in columns(WORKED, "OS-RAC")


def test_interview_that_nobody_read_with_the_codebook_is_missing_and_not_zero() -> None:
    read = {"opportunity-structure": frozenset({"P1"})}
    for kind in ("present", "segments", "coverage", "rate", "balance:JPN"):
        found = cells(WORKED, "OS-RAC", kind, read=read)
        assert found[1:3] == [Missing("not_coded"), Missing("not_coded")]
        assert found[0] != Missing("not_coded")


def test_intensity_is_the_highest_or_the_mean_rating() -> None:
    highest = cells(WORKED, "OS-RAC", "weight:max", intensity=Intensity("weight"))
    assert highest == [2.0, Missing("not_rated"), Missing("not_rated"), NOT_THERE]
    mean = cells(WORKED, "OS-RAC", "weight:mean", intensity=Intensity("weight", "mean"))
    assert mean[0] == 1.5
    assert cells(WORKED, "OS-LAB-WAGE", "weight:max", intensity=Intensity("weight"))[1] == Missing(
        "not_mentioned"
    )


def test_words_that_may_not_be_read_and_were_not_counted_have_no_rate() -> None:
    hidden = SpanSet.of([HAO.turns[0].span])
    masked = snapshot([HAO], WORKED.codings[-1:], [WORKED.cases[1]], hidden={"P2": hidden})
    masked = replace(masked, codings=())
    assert cells(masked, "OS-RAC", "rate") == [Missing("hidden_words")]


def test_rate_of_nobodys_words_is_undefined() -> None:
    assert per_thousand(0, 0) == Missing("no_words")
    assert per_thousand(2, 500) == 4.0


def test_asking_for_a_code_of_no_codebook_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        asked_for(WORKED, "OS-NOTHING")


# --- against a brute force over single characters ---

LENGTH = 40
CODES = ("OS-RAC-DISC", "OS-RAC-INT", "OS-LAB-WAGE")


@st.composite
def interviews(draw: st.DrawFn) -> tuple[Document, list[Coding]]:
    words = draw(st.lists(st.text("ab ", min_size=3, max_size=9), min_size=1, max_size=4))
    speakers = draw(st.lists(st.sampled_from(["P1", "P2", "INT"]), min_size=len(words), max_size=len(words)))
    held = document("D1", *zip(speakers, words, strict=True))
    found = []
    valences: list[FacetValue] = [-1, 0, 1, "mixed"]
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(held.text) - 2))
        end = draw(st.integers(start + 1, len(held.text) - 1))
        found.append(
            coding_at(
                held,
                Span(start, end),
                draw(st.sampled_from(CODES)),
                coder=draw(st.sampled_from(["ana", "ben"])),
                about_country=draw(st.sampled_from(["JPN", "GBR"])),
                valence=draw(st.sampled_from(valences)),
            )
        )
    return held, list({each.id: each for each in found}.values())


def brute(held: Document, codings: Sequence[Coding], case: str, codes: set[str]) -> dict[str, float | None]:
    """The numbers of a person, character by character and coding by coding."""
    own = {at for turn in held.turns if turn.speaker == case for at in range(turn.span.start, turn.span.end)}
    mine = [
        each for each in codings if each.code_id in codes and own & set(range(each.span.start, each.span.end))
    ]
    marked = {at for each in mine for at in range(each.span.start, each.span.end)} & own
    stretches = {(each.span.start, each.span.end) for each in mine}
    sides: dict[int, set[tuple[int, int]]] = {1: set(), -1: set()}
    for each in mine:
        if each.facets["about_country"] == "JPN" and each.facets["valence"] in (1, -1):
            sides[int(str(each.facets["valence"]))].add((each.span.start, each.span.end))
    up, down = len(sides[1]), len(sides[-1])
    words = sum(len(turn.span.of(held.text).split()) for turn in held.turns if turn.speaker == case)
    return {
        "present": float(bool(mine)),
        "segments": float(len(stretches)),
        "coverage": len(marked) / len(own) if own else None,
        "rate": len(stretches) / words * 1000 if words else None,
        "balance:JPN": (up - down) / (up + down) if up + down else None,
    }


@settings(max_examples=150)
@given(interviews(), st.sampled_from(["OS-RAC", "OS-RAC-DISC", "OS-LAB"]))
def test_numbers_are_those_of_a_count_by_hand(made: tuple[Document, list[Coding]], code: str) -> None:
    held, codings = made
    cases = [
        person(name, ("JPN", 2001, None), ("GBR", 2010, None), speakers=[("D1", name)])
        for name in ("P1", "P2")
    ]
    where = snapshot([held], codings, cases)
    below = {"OS-RAC": {"OS-RAC-DISC", "OS-RAC-INT"}, "OS-LAB": {"OS-LAB-WAGE"}}.get(code, {code})
    found = columns(where, code)
    for place, case in enumerate(("P1", "P2")):
        expected = brute(held, codings, case, below)
        for kind, value in expected.items():
            if kind not in found:
                assert value is None
                continue
            cell = found[kind].cells[place]
            assert (None if isinstance(cell, Missing) else pytest.approx(cell)) == value, (kind, case)


@given(interviews())
def test_balance_turns_its_sign_with_every_valence(made: tuple[Document, list[Coding]]) -> None:
    held, codings = made
    turned = [
        replace(each, facets={**each.facets, "valence": -value if isinstance(value, int) else value})
        for each in codings
        for value in [each.facets["valence"]]
    ]
    case = person("P1", ("JPN", 2001, None), speakers=[("D1", "P1")])
    first, second = (
        Ground.of(where, people(where)).said.get("P1", ())
        for where in (snapshot([held], codings, [case]), snapshot([held], turned, [case]))
    )
    before, after = balance(first), balance(second)
    assert before == after if isinstance(before, Missing) else before == -float(str(after))


def test_rating_of_nothing_is_missing_for_its_own_reason() -> None:
    assert rated((), Intensity("weight")) == Missing("not_mentioned")
