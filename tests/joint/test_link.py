"""The person join and its ledger."""

from collections import Counter
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.core.types import Case, LinkRow
from secondmig.joint.link import link_persons
from secondmig.survey.table import SurveyTable


def people(*ids: str) -> tuple[Case, ...]:
    return tuple(Case(identifier, identifier) for identifier in ids)


def survey(*rows: tuple[str, str], from_file: bool = True) -> SurveyTable:
    return SurveyTable(
        name="mail",
        cells={"id": [identifier for identifier, _ in rows], "answer": [answer for _, answer in rows]},
        id_column="id",
        lines=tuple(range(2, 2 + len(rows))) if from_file else (),
        file="mail.csv" if from_file else "",
    )


def told(ledger: Sequence[LinkRow]) -> list[tuple[str, str, str, str]]:
    assert all(row.survey == "mail" for row in ledger)
    return [(row.case, row.row, row.status, row.reason) for row in ledger]


def test_equal_ids_are_joined() -> None:
    assert told(link_persons(people("B", "A"), survey(("A", "1"), ("B", "2")))) == [
        ("A", "A", "matched", "same id"),
        ("B", "B", "matched", "same id"),
    ]


def test_a_key_ties_other_ids() -> None:
    ledger = link_persons(people("A", "B", "C"), survey(("007", "1")), key={"A": "007", "B": "008"})
    assert told(ledger) == [
        ("A", "007", "matched", "respondent 007 by the key"),
        ("B", "", "unmatched_case", "no row 008"),
        ("C", "", "unmatched_case", "the key gives this person no respondent"),
    ]


def test_rows_of_nobody_are_told_in_file_order() -> None:
    ledger = link_persons(people("A"), survey(("Z", "1"), ("A", "2"), ("Y", "3")))
    assert told(ledger)[1:] == [
        ("", "Z", "not_interviewed", "nobody interviewed has this id"),
        ("", "Y", "not_interviewed", "nobody interviewed has this id"),
    ]


def test_a_lost_leading_zero_is_named_and_never_joined() -> None:
    person, row = link_persons(people("A"), survey(("12", "1")), key={"A": "012"})
    assert (person.status, person.reason) == ("unmatched_case", "no row 012; row 12 may be it")
    assert (row.status, row.row, row.case) == ("not_interviewed", "12", "")
    assert row.reason == (
        "row 12 looks like respondent 012 with its leading zero lost: not joined; "
        "write 012 in the file to join it"
    )


@pytest.mark.parametrize("written", ["us01", "US 01", "US-01", "ＵＳ０１", "US1", "US01.0", "US001"])
def test_an_id_written_otherwise_is_named_and_never_joined(written: str) -> None:
    person, row = link_persons(people("US01"), survey((written, "1")))
    assert (person.status, row.status) == ("unmatched_case", "not_interviewed")
    assert person.reason == f"no row US01; row {written} may be it"
    assert row.reason.startswith(f"row {written} looks like respondent US01 ")


def test_another_number_is_no_likeness() -> None:
    person, row = link_persons(people("US01"), survey(("US10", "1")))
    assert (person.reason, row.reason) == ("no row US01", "nobody interviewed has this id")


def test_a_likeness_of_a_person_who_has_a_row_says_so() -> None:
    ledger = link_persons(people("012"), survey(("012", "1"), ("12", "2")))
    assert told(ledger)[1][3].endswith("with its leading zero lost: not joined; 012 has a row already")


def test_a_row_that_somebody_has_is_not_offered_to_another() -> None:
    missing, found = link_persons(people("012", "12"), survey(("12", "1")))
    assert (missing.reason, found.status) == ("no row 012", "matched")


def test_a_row_that_looks_like_two_persons_names_both() -> None:
    ledger = link_persons(people("012", "0012"), survey(("12", "1")))
    assert "looks like respondent 0012 or 012 written otherwise" in told(ledger)[-1][3]


def test_rows_that_differ_under_one_id_are_not_joined() -> None:
    ledger = link_persons(people("A"), survey(("A", "1"), ("A", "2")))
    assert [(row.case, row.row, row.status) for row in ledger] == [("A", "A", "duplicate")] * 2
    assert [row.reason.split(":")[0] for row in ledger] == [
        "line 2 of mail.csv differs from line 3 of mail.csv with the same id",
        "line 3 of mail.csv differs from line 2 of mail.csv with the same id",
    ]
    assert {row.reason.split(":")[1] for row in ledger} == {" none joined; keep one to join it"}


def test_a_row_that_is_there_twice_is_joined_once() -> None:
    assert told(link_persons(people("A"), survey(("A", "1"), ("A", "1"), from_file=False))) == [
        ("A", "A", "matched", "same id"),
        ("A", "A", "duplicate", "row 2 repeats row 1: left out"),
    ]


def test_a_row_of_somebody_who_left_does_not_name_them() -> None:
    ledger = link_persons(people("A"), survey(("007", "1")), key={"A": "001", "GONE": "007"})
    reason = told(ledger)[-1][3]
    assert reason == "the key gives this row to somebody who is not among the persons"


def test_a_key_that_gives_one_row_to_two_persons_is_refused() -> None:
    with pytest.raises(SecondmigError, match="respondent 007 to A and B"):
        link_persons(people("A", "B"), survey(("007", "1")), key={"A": "007", "B": "007"})


def test_nobody_and_nothing_give_an_empty_ledger() -> None:
    assert link_persons((), survey()) == ()


IDS = ("1", "01", "001", "2", "02", "A1", "a01", "Ａ１", "B")


@st.composite
def joins(draw: st.DrawFn) -> tuple[tuple[Case, ...], SurveyTable, dict[str, str] | None]:
    cases = people(*draw(st.lists(st.sampled_from(IDS), unique=True)))
    table = survey(*draw(st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from("xy")), max_size=12)))
    if draw(st.booleans()):
        return cases, table, None
    named = draw(st.lists(st.sampled_from(IDS), unique=True))
    respondents = draw(st.permutations(IDS))
    return cases, table, dict(zip(named, respondents, strict=False))


@given(drawn=joins())
def test_every_row_is_in_the_ledger_as_often_as_in_the_file(
    drawn: tuple[tuple[Case, ...], SurveyTable, dict[str, str] | None],
) -> None:
    cases, table, key = drawn
    ledger = link_persons(cases, table, key=key)
    assert Counter(row.row for row in ledger if row.row) == Counter(row["id"] for row in table.rows)


@given(drawn=joins())
def test_every_person_is_in_the_ledger_once_but_for_duplicates(
    drawn: tuple[tuple[Case, ...], SurveyTable, dict[str, str] | None],
) -> None:
    cases, table, key = drawn
    ledger = link_persons(cases, table, key=key)
    for case in cases:
        statuses = [row.status for row in ledger if row.case == case.id]
        settled = [status for status in statuses if status != "duplicate"]
        assert settled in (["matched"], ["unmatched_case"]) or (not settled and len(statuses) > 1)
    assert {row.case for row in ledger} - {""} == {case.id for case in cases}


@given(drawn=joins())
def test_only_equal_ids_with_one_set_of_answers_are_matched(
    drawn: tuple[tuple[Case, ...], SurveyTable, dict[str, str] | None],
) -> None:
    cases, table, key = drawn
    wanted: Mapping[str, str] = {case.id: case.id for case in cases} if key is None else key
    for row in link_persons(cases, table, key=key):
        answers = {one["answer"] for one in table.rows if one["id"] == row.row}
        expected = wanted.get(row.case) == row.row and len(answers) == 1
        if row.status == "matched":
            assert expected
        if row.status == "unmatched_case":
            assert wanted.get(row.case) not in {one["id"] for one in table.rows}
        if row.status == "not_interviewed":
            assert row.case == ""
            assert row.row not in {wanted.get(case.id) for case in cases}


@given(drawn=joins(), data=st.data())
def test_the_ledger_does_not_depend_on_the_order_of_persons(
    drawn: tuple[tuple[Case, ...], SurveyTable, dict[str, str] | None], data: st.DataObject
) -> None:
    cases, table, key = drawn
    shuffled = data.draw(st.permutations(cases))
    assert link_persons(shuffled, table, key=key) == link_persons(cases, table, key=key)
