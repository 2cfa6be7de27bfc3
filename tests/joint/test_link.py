"""The person join and its ledger."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.types import Case, SpeakerRef
from secondmig.joint.ledger import GONE, NO_CONSENT, household_of, in_several_documents, wave_of
from secondmig.joint.link import Asked, Ledger, link_persons
from secondmig.survey.key_file import Claim, Key, key_of
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


def claims(*made: Claim) -> Key:
    return Key(made, "key.csv", ("case", "respondent", "reason", "household", "wave"))


def told(ledger: Ledger) -> list[tuple[str, str, str, str]]:
    assert all(row.survey == "mail" for row in ledger.lines)
    return [(row.case, row.row, row.status, row.reason) for row in ledger.lines]


def test_equal_ids_are_joined() -> None:
    assert told(link_persons(people("B", "A"), survey(("A", "1"), ("B", "2")))) == [
        ("A", "A", "matched", "same id"),
        ("B", "B", "matched", "same id"),
    ]


def test_a_key_ties_other_ids() -> None:
    ledger = link_persons(people("A", "B", "C"), survey(("007", "1")), key=key_of({"A": "007", "B": "008"}))
    assert told(ledger) == [
        ("A", "007", "matched", "respondent 007 by the key"),
        ("B", "", "unmatched_case", "no row 008"),
        ("C", "", "unmatched_case", "the key gives this person no respondent"),
    ]


def test_rows_of_nobody_are_counted_and_have_no_line() -> None:
    ledger = link_persons(people("A"), survey(("Z", "1"), ("A", "2"), ("Y", "3")))
    assert told(ledger) == [("A", "A", "matched", "same id")]
    assert ledger.nobody == 2


def test_a_row_of_nobody_that_is_there_twice_has_lines() -> None:
    ledger = link_persons(people("A"), survey(("Z", "1"), ("A", "2"), ("Z", "1"), ("Y", "0")))
    assert told(ledger)[1:] == [
        ("", "Z", "not_interviewed", "nobody interviewed has this id"),
        ("", "Z", "duplicate", "line 4 of mail.csv repeats line 2 of mail.csv: left out"),
    ]
    assert ledger.nobody == 1


class TestReasons:
    def test_the_key_says_why_a_person_has_no_row(self) -> None:
        key = claims(Claim("A", "", "sent nothing back"), Claim("B", "9", "moved away"))
        ledger = link_persons(people("A", "B"), survey(("7", "1")), key=key)
        assert [row.reason for row in ledger.lines] == [
            "the key gives this person no respondent; reason in the key: sent nothing back",
            "no row 9; reason in the key: moved away",
        ]
        assert ledger.unexplained == ()

    def test_a_reason_given_on_the_way_stands_where_the_key_says_none(self) -> None:
        asked = Asked({"A": "given A", "B": "given B", "C": "given C"})
        key = claims(Claim("A", "9"), Claim("B", "8", "written B"))
        ledger = link_persons(people("A", "B", "C"), survey(("7", "1")), key=key, asked=asked)
        assert [row.reason.partition("; ")[2] for row in ledger.lines] == [
            "reason given: given A",
            "reason in the key: written B",
            "reason given: given C",
        ]
        assert ledger.unexplained == ()

    def test_a_person_without_a_reason_is_unexplained(self) -> None:
        ledger = link_persons(people("A", "B"), survey(("B", "1")))
        assert [row.case for row in ledger.unexplained] == ["A"]

    def test_a_person_whose_rows_differ_is_unexplained_once(self) -> None:
        ledger = link_persons(people("A"), survey(("A", "1"), ("A", "2")))
        assert [row.case for row in ledger.unexplained] == ["A"]

    def test_a_row_that_is_there_twice_needs_no_reason(self) -> None:
        assert link_persons(people("A"), survey(("A", "1"), ("A", "1"))).unexplained == ()

    def test_a_reason_of_a_person_who_has_a_row_is_not_in_the_ledger(self) -> None:
        key = claims(Claim("A", "7", "came late"))
        assert [row.reason for row in link_persons(people("A"), survey(("7", "1")), key=key).lines] == [
            "respondent 7 by the key"
        ]

    def test_each_wave_needs_its_own(self) -> None:
        key = claims(Claim("A", "7", wave="1"), Claim("A", "8", wave="2"), Claim("A", "9", "ill", wave="3"))
        ledger = link_persons(people("A"), survey(("7", "1")), key=key)
        assert [row.status for row in ledger.lines] == ["matched", "unmatched_case", "unmatched_case"]
        assert [wave_of(row) for row in ledger.unexplained] == ["2"]


class TestConsent:
    @pytest.mark.parametrize("switch", [{"consent_linking": "no"}, {"consent_audio": "yes"}])
    def test_a_person_who_did_not_agree_is_never_joined(self, switch: Mapping[str, str]) -> None:
        refusing = replace(people("A")[0], attributes=switch)
        ledger = link_persons((refusing,), survey(("A", "1"), ("B", "2")))
        assert told(ledger) == [
            ("A", "", "unmatched_case", NO_CONSENT),
            ("", "A", "not_interviewed", "left out: consent to linking is no"),
        ]
        assert ledger.nobody == 1
        assert ledger.unexplained == ()

    @pytest.mark.parametrize("attributes", [{}, {"consent_linking": "yes"}])
    def test_others_are(self, attributes: Mapping[str, str]) -> None:
        person = replace(people("A")[0], attributes=attributes)
        assert link_persons((person,), survey(("A", "1"))).lines[0].status == "matched"

    def test_a_table_of_the_project_itself_is_no_survey_to_be_linked_with(self) -> None:
        person = replace(people("A")[0], attributes={"consent_linking": "no"})
        ledger = link_persons((person,), survey(("A", "1")), asked=Asked(consent=False))
        assert ledger.lines[0].status == "matched"

    def test_a_household_keeps_the_row_for_those_who_agreed(self) -> None:
        refusing = replace(people("A")[0], attributes={"consent_linking": "no"})
        key = claims(Claim("A", "7", household="H"), Claim("B", "7", household="H"))
        ledger = link_persons((refusing, *people("B")), survey(("7", "1")), key=key)
        assert [(row.case, row.row, row.status) for row in ledger.lines] == [
            ("A", "", "unmatched_case"),
            ("B", "7", "matched"),
        ]


def test_a_row_that_went_with_somebody_who_withdrew_explains_itself() -> None:
    key = claims(Claim("B", "7", household="H"))
    ledger = link_persons(people("B"), survey(("8", "1")), key=key, asked=Asked(gone={"7"}))
    assert told(ledger) == [("B", "", "unmatched_case", GONE)]
    assert ledger.unexplained == ()


class TestSeveral:
    def test_a_household_shares_a_row_and_the_ledger_says_so(self) -> None:
        key = claims(Claim("A", "7", household="H1"), Claim("B", "7", household="H1"))
        ledger = link_persons(people("A", "B"), survey(("7", "1"), ("8", "2")), key=key)
        assert [(row.case, row.row, row.status) for row in ledger.lines] == [
            ("A", "7", "matched"),
            ("B", "7", "matched"),
        ]
        assert {household_of(row) for row in ledger.lines} == {"H1"}
        assert ledger.nobody == 1

    def test_waves_give_a_person_several_rows(self) -> None:
        key = claims(Claim("A", "9", wave="2"), Claim("A", "7", wave="1"))
        table = survey(("7", "1"), ("9", "2"))
        ledger = link_persons(people("A"), table, key=key)
        assert [(row.row, wave_of(row)) for row in ledger.lines] == [("9", "2"), ("7", "1")]

    def test_one_person_in_several_documents_is_one_person(self) -> None:
        speakers = (SpeakerRef("A-2", "ROSA"), SpeakerRef("A-1", "ROSA"), SpeakerRef("A-1", "R"))
        ledger = link_persons((Case("A", "Rosa", speakers),), survey(("A", "1")))
        assert [row.reason for row in ledger.lines] == ["same id; one person in A-1, A-2"]
        assert in_several_documents(ledger.lines[0])

    def test_everything_a_line_says_can_be_read_again(self) -> None:
        speakers = (SpeakerRef("D1", "A"), SpeakerRef("D2", "A"))
        key = claims(Claim("A", "7", wave="2024", household="H1"))
        (line,) = link_persons((Case("A", "A", speakers),), survey(("7", "1")), key=key).lines
        assert (wave_of(line), household_of(line), in_several_documents(line)) == ("2024", "H1", True)
        assert line.reason == "respondent 7 by the key, wave 2024, household H1; one person in D1, D2"


class TestAlike:
    def test_a_lost_leading_zero_is_named_with_row_and_column_and_never_joined(self) -> None:
        person, row = link_persons(people("A"), survey(("12", "1")), key=key_of({"A": "012"})).lines
        assert (person.status, person.reason) == ("unmatched_case", "no row 012; row 12 may be it")
        assert (row.status, row.row, row.case) == ("not_interviewed", "12", "")
        assert row.reason == (
            "row 12 (line 2 of mail.csv, column id) looks like respondent 012 with its leading zero lost: "
            "not joined; write 012 in the file to join it"
        )

    @pytest.mark.parametrize("written", ["us01", "US 01", "US-01", "ＵＳ０１", "US1", "US01.0", "US001"])
    def test_an_id_written_otherwise_is_named_and_never_joined(self, written: str) -> None:
        person, row = link_persons(people("US01"), survey((written, "1"))).lines
        assert (person.status, row.status) == ("unmatched_case", "not_interviewed")
        assert person.reason == f"no row US01; row {written} may be it"
        assert row.reason.startswith(f"row {written} (line 2 of mail.csv, column id) looks like respondent")

    def test_another_number_is_no_likeness(self) -> None:
        ledger = link_persons(people("US01"), survey(("US10", "1")))
        assert told(ledger) == [("US01", "", "unmatched_case", "no row US01")]
        assert (ledger.nobody, ledger.met) == (1, False)

    def test_a_likeness_of_a_person_who_has_a_row_says_so(self) -> None:
        ledger = link_persons(people("012"), survey(("012", "1"), ("12", "2")))
        assert told(ledger)[1][3].endswith("with its leading zero lost: not joined; 012 has a row already")

    def test_a_row_that_somebody_has_is_not_offered_to_another(self) -> None:
        missing, found = link_persons(people("012", "12"), survey(("12", "1"))).lines
        assert (missing.reason, found.status) == ("no row 012", "matched")

    def test_a_row_that_looks_like_two_persons_names_both(self) -> None:
        ledger = link_persons(people("012", "0012"), survey(("12", "1")))
        assert "looks like respondent 0012 or 012 written otherwise" in told(ledger)[-1][3]

    def test_rows_of_nobody_that_look_like_each_other_are_named(self) -> None:
        ledger = link_persons(people("A"), survey(("x7", "1"), ("A", "2"), ("X7", "3"), ("y", "4")))
        assert told(ledger)[1:] == [
            (
                "",
                "x7",
                "not_interviewed",
                (
                    "row x7 (line 2 of mail.csv, column id) looks like row X7 written otherwise: "
                    "one person or two? not joined"
                ),
            ),
            (
                "",
                "X7",
                "not_interviewed",
                (
                    "row X7 (line 4 of mail.csv, column id) looks like row x7 written otherwise: "
                    "one person or two? not joined"
                ),
            ),
        ]
        assert ledger.nobody == 1

    def test_a_case_of_the_key_that_is_written_otherwise_is_named_with_its_line(self) -> None:
        key = claims(Claim("us01", "7", line=2), Claim("ZZ", "8", line=3))
        ledger = link_persons(people("US01"), survey(("7", "1")), key=key)
        assert ledger.remarks == (
            "key.csv:2, column case: us01 is not among the persons; US01 is written almost so",
            "key.csv:3, column case: ZZ is not among the persons",
        )


class TestDuplicates:
    def test_rows_that_differ_under_one_id_are_not_joined(self) -> None:
        ledger = link_persons(people("A"), survey(("A", "1"), ("A", "2")))
        assert [(row.case, row.row, row.status) for row in ledger.lines] == [("A", "A", "duplicate")] * 2
        assert [row.reason.split(":")[0] for row in ledger.lines] == [
            "line 2 of mail.csv differs from line 3 of mail.csv with the same id",
            "line 3 of mail.csv differs from line 2 of mail.csv with the same id",
        ]
        assert {row.reason.split(":")[1] for row in ledger.lines} == {" none joined; keep one to join it"}

    def test_a_row_that_is_there_twice_is_joined_once(self) -> None:
        assert told(link_persons(people("A"), survey(("A", "1"), ("A", "1"), from_file=False))) == [
            ("A", "A", "matched", "same id"),
            ("A", "A", "duplicate", "row 2 repeats row 1: left out"),
        ]


def test_a_row_of_somebody_who_left_does_not_name_them() -> None:
    ledger = link_persons(people("A"), survey(("007", "1")), key=key_of({"A": "001", "GONE": "007"}))
    assert told(ledger)[-1][3] == "the key gives this row to somebody who is not among the persons"


@pytest.mark.parametrize(("ids", "met"), [(("A",), True), (("a",), True), (("B",), False), ((), False)])
def test_a_survey_of_other_people_has_no_id_in_common(ids: Sequence[str], met: bool) -> None:
    assert link_persons(people("A"), survey(*((each, "1") for each in ids))).met is met


def test_nobody_and_nothing_give_an_empty_ledger() -> None:
    assert link_persons((), survey()) == Ledger((), 0, met=False)


IDS = ("1", "01", "001", "2", "02", "A1", "a01", "Ａ１", "B", "a 1", "x\ny")


@st.composite
def joins(draw: st.DrawFn) -> tuple[tuple[Case, ...], SurveyTable, Key | None]:
    cases = people(*draw(st.lists(st.sampled_from(IDS), unique=True)))
    table = survey(*draw(st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from("xy")), max_size=12)))
    if draw(st.booleans()):
        return cases, table, None
    named = draw(st.lists(st.sampled_from(IDS), unique=True))
    respondents = draw(st.permutations(IDS))
    return cases, table, key_of(dict(zip(named, respondents, strict=False)))


Drawn = tuple[tuple[Case, ...], SurveyTable, Key | None]


def wanted_by(cases: Iterable[Case], key: Key | None) -> dict[str, str]:
    if key is None:
        return {case.id: case.id for case in cases}
    return {claim.case: claim.respondent for claim in key.claims}


@given(drawn=joins())
def test_every_row_is_in_the_ledger_as_often_as_in_the_file_or_is_nobodys(drawn: Drawn) -> None:
    cases, table, key = drawn
    ledger = link_persons(cases, table, key=key)
    named = Counter(row.row for row in ledger.lines if row.row)
    rest = Counter(row["id"] for row in table.rows if row["id"] not in named)
    assert named + rest == Counter(row["id"] for row in table.rows)
    assert rest.total() == ledger.nobody
    assert set(rest).isdisjoint(
        wanted_by(cases, key)[case.id] for case in cases if case.id in wanted_by(cases, key)
    )


@given(drawn=joins())
def test_every_person_is_in_the_ledger_once_but_for_duplicates(drawn: Drawn) -> None:
    cases, table, key = drawn
    lines = link_persons(cases, table, key=key).lines
    for case in cases:
        statuses = [row.status for row in lines if row.case == case.id]
        settled = [status for status in statuses if status != "duplicate"]
        assert settled in (["matched"], ["unmatched_case"]) or (not settled and len(statuses) > 1)
    assert {row.case for row in lines} - {""} == {case.id for case in cases}


@given(drawn=joins())
def test_only_equal_ids_with_one_set_of_answers_are_matched(drawn: Drawn) -> None:
    cases, table, key = drawn
    wanted = wanted_by(cases, key)
    for row in link_persons(cases, table, key=key).lines:
        answers = {one["answer"] for one in table.rows if one["id"] == row.row}
        if row.status == "matched":
            assert wanted.get(row.case) == row.row
            assert len(answers) == 1
        if row.status == "unmatched_case":
            assert wanted.get(row.case) not in {one["id"] for one in table.rows}
        if row.status == "not_interviewed":
            assert row.case == ""
            assert row.row not in {wanted.get(case.id) for case in cases}


@given(drawn=joins(), data=st.data())
def test_the_ledger_does_not_depend_on_the_order_of_persons(drawn: Drawn, data: st.DataObject) -> None:
    cases, table, key = drawn
    shuffled = data.draw(st.permutations(cases))
    assert link_persons(shuffled, table, key=key) == link_persons(cases, table, key=key)
