from dataclasses import replace
from random import Random
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.core.snapshot import Snapshot
from secondmig.core.span import Span
from secondmig.core.types import Coding, Document
from secondmig.joint.crossing import Count, cross
from secondmig.joint.quantize import (
    COVERAGE_FIELDS,
    MATRIX_FIELDS,
    TRAJECTORY_FIELDS,
    coverage,
    matrix,
    trajectories,
)
from tests.joint.builders import CODEBOOK, coding, coding_at, document, person, snapshot
from tests.joint.demo import demo_snapshot

CODES = ("OS-RAC-DISC", "OS-RAC-INT", "OS-LAB-WAGE")
PARENTS = {code.id: code.parent for code in CODEBOOK.codes}
ABOUTS = ("JPN", "USA", "CAN", "ORIGIN", "")
COUNTS: tuple[Count, ...] = ("persons", "turns", "segments", "coverage")
Row = dict[str, Any]


def rows_of(frame: pd.DataFrame) -> list[Row]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def only(frame: pd.DataFrame, code: str, group: str) -> Row:
    (row,) = [row for row in rows_of(frame) if (row["code"], row["group"]) == (code, group)]
    return row


# --- a worked example ---

ROSA_SAYS = document(
    "P1", ("INT", "Japan?"), ("P1", "They laughed. They stared. Pay was good."), ("P1", "Here it is better.")
)
HAO_SAYS = document("P2", ("P2", "Over there they stare, people say."), ("P2", "Japan is fine."))
WORKED = snapshot(
    [ROSA_SAYS, HAO_SAYS],
    [
        coding(ROSA_SAYS, "They laughed.", "OS-RAC-DISC", about_country="JPN", valence=-1),
        coding(ROSA_SAYS, "They laughed.", "OS-RAC-DISC", coder="ben", about_country="JPN", valence=-1),
        coding(ROSA_SAYS, "They stared.", "OS-RAC-INT", about_country="JPN", valence=-1),
        coding(ROSA_SAYS, "Pay was good.", "OS-LAB-WAGE", about_country="JPN", valence=1),
        coding(HAO_SAYS, "Japan is fine.", "OS-RAC-INT", about_country="JPN", valence=1),
        coding(HAO_SAYS, "Over there they stare", "OS-RAC-INT", about_country="USA", valence=-1),
        coding(HAO_SAYS, "people say", "OS-RAC-INT", about_country="CAN"),
    ],
    [
        person("P1", ("JPN", 1998, 2006), ("GBR", 2006, None), interview_country="GBR"),
        person("P2", ("JPN", 2005, None), interview_country="JPN"),
        person("P3", ("JPN", 2001, None), interview_country="JPN"),
    ],
)


def test_matrix_has_the_fields_of_the_contract_first() -> None:
    frame = matrix(WORKED)

    contract = (
        "code",
        "label",
        "group",
        "persons",
        "persons_total",
        "turns",
        "segments",
        "share",
        "low",
        "high",
        "p",
    )
    assert tuple(frame.columns) == MATRIX_FIELDS
    assert tuple(frame.columns)[: len(contract)] == contract


def test_matrix_counts_persons_among_those_with_a_leg_there() -> None:
    # P3 lived in Japan too but nobody asked her.
    row = only(matrix(WORKED), "OS-RAC-DISC", "JPN")

    assert (row["persons"], row["persons_total"], row["share"]) == (1, 2, 0.5)
    assert (row["turns"], row["segments"]) == (1, 1)
    assert (row["low"], row["high"], row["p"], row["undefined"]) == (None, None, None, None)


def test_matrix_counts_a_heading_as_the_distinct_segments_under_it() -> None:
    row = only(matrix(WORKED), "OS-RAC", "JPN")

    assert row["label"] == "Race"
    assert (row["persons"], row["turns"], row["segments"]) == (2, 2, 3)


def test_matrix_says_no_leg_instead_of_zero() -> None:
    row = only(matrix(WORKED), "OS-RAC-INT", "CAN")

    assert (row["persons"], row["persons_total"], row["share"]) == (0, 0, None)
    assert row["undefined"] == "no leg"
    assert (row["persons_outside"], row["segments_outside"]) == (1, 1)


def test_matrix_says_zero_where_somebody_could_have_spoken() -> None:
    row = only(matrix(WORKED, cols="interview_country"), "OS-LAB-WAGE", "JPN")

    assert (row["persons"], row["persons_total"], row["share"]) == (0, 1, 0.0)


def test_matrix_by_interview_country_asks_another_question() -> None:
    about, held = matrix(WORKED), matrix(WORKED, cols="interview_country")

    assert only(about, "OS-RAC", "JPN")["segments"] == 3
    assert only(held, "OS-RAC", "JPN")["segments"] == 3
    assert only(about, "OS-RAC", "JPN")["persons"] == 2
    assert only(held, "OS-RAC", "JPN")["persons"] == 1


@pytest.mark.parametrize(
    ("count", "share"),
    [("persons", 2 / 2), ("turns", 2 / 4), ("segments", 3 / 4), ("coverage", 39 / (40 + 18 + 34 + 14))],
)
def test_matrix_takes_shares_of_the_unit_asked_for(count: Count, share: float) -> None:
    # Turns of P1: 40 and 18 characters; of P2: 34 and 14. About Japan: 13 + 12 characters, and 14 by P2.
    row = only(matrix(WORKED, count=count), "OS-RAC", "JPN")

    assert row["share"] == share
    assert row["characters"] == 39


def test_matrix_takes_segments_of_the_same_persons_only() -> None:
    # Four stretches about Japan, three of them by P1, who moved on.
    row = only(matrix(WORKED, rows="valence", cols="group", count="segments"), "-1", "second")
    crossed = only(matrix(WORKED, rows="group", cols="about_country", count="segments"), "second", "JPN")

    assert row["share"] == 2 / 3
    assert (crossed["segments"], crossed["share"]) == (3, 1.0)


def test_matrix_states_its_unit_and_rules() -> None:
    frame = matrix(WORKED, count="coverage")

    assert frame.attrs["unit"] == "characters"
    assert "code points" in frame.attrs["rule"]
    assert "destination leg" in frame.attrs["about_country"]
    assert "codes under it" in frame.attrs["headings"]
    assert (frame.attrs["rows"], frame.attrs["cols"], frame.attrs["count"]) == (
        "code",
        "about_country",
        "coverage",
    )
    assert (frame.attrs["persons"], frame.attrs["left_out"]) == (2, 0)


def test_matrix_takes_any_facet_or_variable_either_way() -> None:
    frame = matrix(WORKED, rows="valence", cols="group")

    assert [(row["code"], row["label"], row["group"]) for row in rows_of(frame)] == [
        ("-1", "negative", "second"),
        ("-1", "negative", "single"),
        ("1", "positive", "second"),
        ("1", "positive", "single"),
        ("", "not stated", "second"),
        ("", "not stated", "single"),
    ]
    assert [row["persons"] for row in rows_of(frame)] == [1, 1, 1, 1, 0, 1]


def test_matrix_crosses_persons_with_countries() -> None:
    frame = matrix(WORKED, rows="group", cols="about_country")

    assert only(frame, "single", "JPN")["persons_total"] == 1
    assert only(frame, "single", "USA")["undefined"] == "no leg"
    assert only(frame, "second", "JPN")["label"] == "second"


def test_matrix_refuses_an_unknown_dimension_with_a_near_one() -> None:
    with pytest.raises(
        SecondmigError, match="neither codings nor persons have a value 'about_contry'"
    ) as caught:
        matrix(WORKED, cols="about_contry")
    assert "about_country" in caught.value.hint


def test_matrix_refuses_an_unknown_unit() -> None:
    with pytest.raises(SecondmigError, match="cannot count words") as caught:
        matrix(WORKED, count="words")  # type: ignore[arg-type]
    assert caught.value.hint == "one of persons, turns, segments, coverage"


def test_matrix_of_nothing_is_an_empty_table_with_rules() -> None:
    frame = matrix(snapshot([]))

    assert len(frame) == 0
    assert frame.attrs["persons"] == 0


def test_matrix_counts_a_code_that_no_codebook_holds_last() -> None:
    stray = coding(HAO_SAYS, "people say", "XX-OLD", about_country="JPN")
    frame = matrix(replace(WORKED, codings=(*WORKED.codings, stray)))

    assert rows_of(frame)[-1]["code"] == "XX-OLD"
    assert only(frame, "XX-OLD", "JPN")["label"] == "XX-OLD"


# --- against brute force over random snapshots ---


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    """Up to three documents with an interviewer and one or two persons each, and codings anywhere in them."""
    documents, cases = [], []
    for number in range(draw(st.integers(0, 3))):
        speakers = [f"D{number}A", f"D{number}B", "INT", "HUSBAND"]
        said = draw(
            st.lists(
                st.tuples(st.sampled_from(speakers), st.text("ab あ🍜", min_size=1, max_size=8)), max_size=5
            )
        )
        documents.append(document(f"D{number}", *said))
        for speaker in speakers[:2]:
            stays = draw(
                st.lists(
                    st.tuples(st.sampled_from(["JPN", "USA", "GBR"]), st.sampled_from([0, 4])), max_size=2
                )
            )
            dated = [
                (country, 2000 + 5 * at, 2000 + 5 * at + years) for at, (country, years) in enumerate(stays)
            ]
            cases.append(person(speaker, *dated, speakers=[(f"D{number}", speaker)]))
    codings = [draw(codings_in(one)) for one in documents for _ in range(draw(st.integers(0, 6))) if one.text]
    return snapshot(documents, codings, cases)


@st.composite
def codings_in(draw: st.DrawFn, where: Document) -> Coding:
    start = draw(st.integers(0, len(where.text) - 1))
    span = Span(start, draw(st.integers(start + 1, len(where.text))))
    about = draw(st.sampled_from(ABOUTS))
    facets = {"about_country": about} if about else {}
    return coding_at(where, span, draw(st.sampled_from(CODES)), coder=draw(st.sampled_from("xy")), **facets)


def letters(span: Span) -> set[int]:
    return set(range(span.start, span.end))


def legs_there(taken: Snapshot, case_id: str, column: str) -> bool:
    case = next(case for case in taken.cases if case.id == case_id)
    long = {
        leg.country for leg in case.legs[1:] if leg.start and leg.end and leg.end.year - leg.start.year >= 1
    }
    return column in {"ORIGIN", ""} or column in long


def brute_force_cell(taken: Snapshot, code: str, column: str) -> Row:
    asked = {case.id for case in taken.cases}
    belonging = {case for case in asked if legs_there(taken, case, column)}
    persons, turns, characters = set(), set(), set()
    segments: set[tuple[str, Span]] = set()
    outside: set[tuple[str, Span]] = set()
    for one in taken.codings:
        under = {one.code_id, PARENTS[one.code_id]}
        if code not in under or one.facets.get("about_country", "") != column:
            continue
        where = taken.document(one.document_id)
        touched = [turn for turn in where.turns if letters(turn.span) & letters(one.span)]
        speaking = [turn for turn in touched if turn.speaker in belonging]
        persons |= {turn.speaker for turn in speaking}
        turns |= {(where.id, turn.index) for turn in speaking}
        characters |= {(where.id, at) for turn in speaking for at in letters(turn.span) & letters(one.span)}
        (segments if speaking else outside).add((where.id, one.span))
    return {
        "persons": len(persons),
        "persons_total": len(belonging),
        "turns": len(turns),
        "segments": len(segments),
        "characters": len(characters),
        "segments_outside": len(outside),
    }


@given(snapshots())
@settings(max_examples=60, deadline=None)
def test_cross_agrees_with_counting_by_hand(taken: Snapshot) -> None:
    for cell in cross(taken).cells:
        expected = brute_force_cell(taken, cell.row, cell.column)

        assert {name: getattr(cell, name) for name in expected} == expected, (cell.row, cell.column)


@given(snapshots(), st.sampled_from(COUNTS), st.sampled_from(["about_country", "group", "id"]))
@settings(max_examples=60, deadline=None)
def test_cross_keeps_shares_between_zero_and_one(taken: Snapshot, count: Count, cols: str) -> None:
    for cell in cross(taken, cols=cols, count=count).cells:
        assert cell.persons <= cell.persons_total
        assert (cell.share.value is None) == bool(cell.share.undefined)
        assert cell.share.value is None or 0 <= cell.share.value <= 1
        if cell.persons_total == 0:
            assert cell.share.undefined == ("no leg" if cols == "about_country" else "nobody")


def rebuilt(taken: Snapshot, random: Random) -> Snapshot:
    codings, cases, documents = list(taken.codings), list(taken.cases), list(taken.documents)
    for order in (codings, cases, documents):
        random.shuffle(order)
    return replace(taken, codings=tuple(codings), cases=tuple(cases), documents=tuple(documents))


@given(snapshots(), st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_tables_do_not_depend_on_the_order_of_what_they_count(taken: Snapshot, random: Random) -> None:
    shuffled = rebuilt(taken, random)

    assert cross(shuffled) == cross(taken)
    assert rows_of(coverage(shuffled)) == rows_of(coverage(taken))
    assert rows_of(trajectories(shuffled)) == rows_of(trajectories(taken))


def covered_by_hand(taken: Snapshot, where: Document, code: str) -> tuple[int, int]:
    spoken = {at for turn in where.turns if turn.role == "participant" for at in letters(turn.span)}
    mine = [one for one in taken.codings if one.document_id == where.id]
    under = [one for one in mine if code in {one.code_id, PARENTS[one.code_id]}]
    return len(spoken & {at for one in under for at in letters(one.span)}), len(spoken)


@given(snapshots())
@settings(max_examples=60, deadline=None)
def test_coverage_agrees_with_sets_of_characters(taken: Snapshot) -> None:
    rows = rows_of(coverage(taken))

    for row in rows:
        union, spoken = covered_by_hand(taken, taken.document(row["document"]), row["code"])
        assert (row["characters"], row["participant_characters"]) == (union, spoken)
        assert row["share"] == (union / spoken if spoken else None)
    used = {(one.document_id, code) for one in taken.codings for code in (one.code_id, PARENTS[one.code_id])}
    assert {(row["document"], row["code"]) for row in rows} == used


# --- coverage and trajectories ---


def test_coverage_counts_code_points_of_participants_only() -> None:
    says = document("P1", ("INT", "🍜🍜🍜"), ("P1", "🍜か\u3099x"))
    start, end = says.turns[0].span.start, says.turns[1].span.end - 1
    frame = coverage(snapshot([says], [coding_at(says, Span(start, end), "OS-LAB-WAGE")], [person("P1")]))

    (heading, code) = rows_of(frame)
    assert tuple(frame.columns) == COVERAGE_FIELDS
    assert (heading["code"], code["code"]) == ("OS-LAB", "OS-LAB-WAGE")
    assert (code["characters"], code["participant_characters"], code["share"], code["turns"]) == (
        3,
        4,
        0.75,
        1,
    )
    assert frame.attrs["unit"] == "characters"
    assert "code points" in frame.attrs["rule"]


def test_coverage_counts_no_turn_of_a_bystander() -> None:
    says = document("P1", ("P1", "Yes."), ("HUSBAND", "No."))
    (_, code) = rows_of(coverage(snapshot([says], [coding(says, "No.", "OS-LAB-WAGE")], [person("P1")])))

    assert (code["characters"], code["share"], code["turns"]) == (0, 0.0, 0)


def test_coverage_without_a_participant_is_undefined() -> None:
    says = document("P1", ("INT", "Nobody came."))
    frame = coverage(snapshot([says], [coding(says, "Nobody", "OS-LAB-WAGE")]))

    assert {(row["share"], row["undefined"]) for row in rows_of(frame)} == {(None, "no words")}


def test_coverage_counts_overlapping_codings_once() -> None:
    frame = coverage(
        snapshot(
            [ROSA_SAYS],
            [
                coding(ROSA_SAYS, "They laughed. They", "OS-RAC-DISC"),
                coding(ROSA_SAYS, "laughed. They stared.", "OS-RAC-INT"),
            ],
        )
    )

    by_code = {row["code"]: row["characters"] for row in rows_of(frame)}
    assert by_code == {"OS-RAC": 26, "OS-RAC-DISC": 18, "OS-RAC-INT": 21}


def test_trajectories_list_legs_with_what_follows_from_them() -> None:
    frame = trajectories(
        snapshot([], [], [person("P1", ("JPN", 1998, 2008), ("SGP", 2008, 2008), ("USA", 2009, None))])
    )

    assert tuple(frame.columns) == TRAJECTORY_FIELDS
    shown = [
        (row["leg"], row["country"], row["months"], row["role"], row["transit"], row["destination"])
        for row in rows_of(frame)
    ]
    assert shown == [
        (0, "PER", None, "origin", False, False),
        (1, "JPN", 120, "destination", False, True),
        (2, "SGP", 0, "transit", True, False),
        (3, "USA", None, "current", False, True),
    ]
    assert {row["second_migrant"] for row in rows_of(frame)} == {True}
    assert "at least 12 months" in frame.attrs["rule"]


# --- the demo ---


def test_the_demo_matrix_counts_persons_and_denominators() -> None:
    frame = matrix(demo_snapshot())

    totals = {row["group"]: row["persons_total"] for row in rows_of(frame)}
    assert {country: totals[country] for country in ("JPN", "GBR", "USA", "DEU", "ORIGIN")} == {
        "JPN": 12,
        "GBR": 12,
        "USA": 9,
        "DEU": 1,
        "ORIGIN": 24,
    }
    assert totals["SGP"] == totals["CAN"] == totals["AUS"] == 0
    assert max(row["persons_total"] for row in rows_of(frame)) == 24


def test_the_demo_codes_about_the_us_by_somebody_without_a_leg_there_stand_apart() -> None:
    # JP04 compares Japan with the US, where she has never lived.
    outside = [
        row for row in rows_of(matrix(demo_snapshot())) if row["group"] == "USA" and row["segments_outside"]
    ]

    assert outside
    assert {row["persons_outside"] for row in outside} == {1}


def test_the_demo_says_more_against_the_first_country_by_country_spoken_about() -> None:
    by_about = matrix(demo_snapshot(), rows="about_country", cols="interview_country")
    japan_in_us = only(by_about, "JPN", "USA")

    assert japan_in_us["persons"] == 3
    assert japan_in_us["segments"] + japan_in_us["segments_outside"] > 0


def test_the_demo_coverage_stays_within_what_participants_say() -> None:
    rows = rows_of(coverage(demo_snapshot()))

    assert {row["document"] for row in rows} == {case.id for case in demo_snapshot().cases}
    assert all(0 < row["share"] <= 1 for row in rows)


def test_the_demo_trajectories_count_thirteen_second_migrants() -> None:
    rows = rows_of(trajectories(demo_snapshot()))

    assert len({row["case"] for row in rows if row["second_migrant"]}) == 13
    assert [(row["case"], row["months"]) for row in rows if row["country"] == "SGP"] == [("UK03", 11)]
