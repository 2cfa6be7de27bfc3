from dataclasses import replace

import pandas as pd
import pytest

from secondmig.core.errors import SecondmigError
from secondmig.core.snapshot import Snapshot
from secondmig.core.span import Span, SpanSet
from secondmig.core.types import Coding
from secondmig.joint.passages import FIELDS, family, lineage, locate, place, segment_rows
from tests.joint.builders import coding, coding_at, document, person, snapshot
from tests.joint.demo import demo_snapshot

TALK = document(
    "US01",
    ("INT", "How was Japan?"),
    ("ROSA", "They laughed at my name. The pay was good."),
    ("INT", "And here?"),
    ("ROSA", "Here nobody asks.", "Aquí nadie pregunta."),
    ("HUSBAND", "I ask."),
    ("ROSA", "He asks."),
)
LAUGHED = coding(TALK, "They laughed at my name.", "OS-RAC-DISC", about_country="JPN")
PAY = coding(TALK, "The pay was good.", "OS-LAB-WAGE", about_country="JPN")
NOBODY = coding(TALK, "Here nobody asks.", "OS-RAC-INT", about_country="USA")
ROSA = person("US01", ("JPN", 1998, 2006), ("USA", 2006, None), speakers=[("US01", "ROSA")])


def talk(*codings: Coding, hidden: SpanSet | None = None) -> Snapshot:
    return snapshot([TALK], codings, [ROSA], hidden={"US01": hidden} if hidden else None)


def segments(found: Snapshot) -> pd.DataFrame:
    return pd.DataFrame(segment_rows(found, locate(found).passages), columns=list(FIELDS), dtype=object)


def codes_of(frame: pd.DataFrame) -> list[str]:
    return list(frame["code"])


def test_locate_names_turn_and_person() -> None:
    (passage,) = locate(talk(PAY)).passages

    assert passage.turns == (1,)
    assert passage.persons() == ("US01",)
    assert place(TALK, passage.turns[0]) == "US01 #2"


def test_locate_finds_the_turn_of_a_translation() -> None:
    (passage,) = locate(talk(coding(TALK, "nadie pregunta", "OS-RAC-INT"))).passages

    assert passage.turns == (3,)
    assert passage.persons() == ("US01",)


def test_locate_leaves_out_the_interviewer_where_a_person_speaks_too() -> None:
    start, end = TALK.turns[1].span.start, TALK.turns[3].span.end
    (passage,) = locate(talk(coding_at(TALK, Span(start, end), "OS-RAC-DISC"))).passages

    assert passage.turns == (1, 3)
    assert passage.cases == ("US01", "US01")


def test_locate_gives_a_husbands_words_to_nobody() -> None:
    (passage,) = locate(talk(coding(TALK, "I ask.", "OS-RAC-INT"))).passages

    assert passage.turns == (4,)
    assert passage.persons() == ()


def test_locate_gives_words_outside_every_turn_no_turn() -> None:
    (passage,) = locate(talk(coding(TALK, "#1 INT", "OS-RAC-INT"))).passages

    assert passage.turns == ()
    assert place(TALK, None) == "US01"


def test_locate_leaves_out_codings_of_another_version_or_document() -> None:
    later = document("US01", ("ROSA", "The pay was good."), version=2)
    elsewhere = coding(document("US09", ("ROSA", "The pay was good.")), "The pay was good.", "OS-LAB-WAGE")
    found = locate(snapshot([later], [PAY, elsewhere], [ROSA]))

    assert found.passages == ()
    assert found.left_out == (PAY, elsewhere)


def test_locate_leaves_out_what_waits_for_review_after_a_correction() -> None:
    lost, changed = replace(PAY, status="lost"), replace(LAUGHED, status="changed")
    found = locate(talk(lost, changed))

    assert found.passages == ()
    assert found.left_out == (changed, lost)


def test_a_coding_of_an_older_version_has_no_words() -> None:
    later = document(
        "US01", ("ROSA", "Something quite different stands here now, and it is longer."), version=2
    )

    assert snapshot([later], [PAY], [ROSA]).quote(PAY) is None
    assert talk(PAY).quote(PAY) == "The pay was good."


def test_place_falls_back_on_the_position_where_no_number_is_printed() -> None:
    assert place(TALK, 4) == "US01 #5"


def test_lineage_goes_up_and_stops_at_a_circle() -> None:
    assert lineage({"A": "B", "B": "C", "C": None}, "A") == ("A", "B", "C")
    assert lineage({"A": "B", "B": "A"}, "A") == ("A", "B")
    assert lineage({}, "X") == ("X",)


def test_family_holds_the_children_of_a_heading() -> None:
    assert family(talk(), ["OS-RAC"]) == {"OS-RAC", "OS-RAC-DISC", "OS-RAC-INT"}


def test_family_of_an_unknown_code_is_refused() -> None:
    with pytest.raises(SecondmigError, match="OS-RAC-DISK"):
        family(talk(), ["OS-RAC-DISK"])


def test_segments_list_every_coding_with_its_place_in_order() -> None:
    frame = segments(talk(NOBODY, PAY, LAUGHED))

    assert list(frame.columns) == list(FIELDS)
    assert codes_of(frame) == ["OS-RAC-DISC", "OS-LAB-WAGE", "OS-RAC-INT"]
    assert frame.iloc[1].to_dict() == {
        "id": PAY.id,
        "document": "US01",
        "turn": 2,
        "speaker": "ROSA",
        "case": "US01",
        "start": PAY.span.start,
        "end": PAY.span.end,
        "quote": "The pay was good.",
        "code": "OS-LAB-WAGE",
        "label": "Wage",
        "coder": "ana",
        "facets": {"about_country": "JPN"},
        "origin": "manual",
        "status": "current",
        "memo": None,
    }


def test_segments_hide_words_and_memo_that_may_not_be_shown() -> None:
    remark = replace(PAY, memo="says the pay was good")
    frame = segments(talk(remark, LAUGHED, hidden=SpanSet.of([Span(PAY.span.start, PAY.span.start + 1)])))

    assert list(frame["quote"]) == ["They laughed at my name.", None]
    assert list(frame["memo"]) == [None, None]


def test_segments_of_an_empty_snapshot_are_an_empty_table() -> None:
    assert list(segments(snapshot([])).columns) == list(FIELDS)
    assert len(segments(snapshot([]))) == 0


def test_the_demo_has_every_coding_in_the_words_of_a_person() -> None:
    frame = segments(demo_snapshot())

    assert len(frame) == 841
    assert not frame["case"].isna().any()
    assert list(frame["case"]) == list(frame["document"])
    assert "INT" not in set(frame["speaker"])
