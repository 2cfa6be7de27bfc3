"""The table of persons."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.core.types import Case, SpeakerRef
from secondmig.survey.persons import read_persons

HEADER = "id,pseudonym,interview_country,origin,leg1,leg1_from,leg1_to,leg2,leg2_from,leg2_to,consent"
ROSA = "US01,Rosa,USA,PER,JPN,1998,2006,USA,2006,,T3"


def persons(tmp_path: Path, *rows: str, header: str = HEADER) -> tuple[Case, ...]:
    path = tmp_path / "persons.csv"
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8", newline="")
    return read_persons(path)


def lines(error: SecondmigError) -> list[str]:
    problems: Sequence[SecondmigError] = error.problems if isinstance(error, ProblemsError) else [error]
    assert all(problem.hint for problem in problems)
    return [problem.line() for problem in problems]


def refused(tmp_path: Path, *rows: str, header: str = HEADER) -> list[str]:
    with pytest.raises(SecondmigError) as caught:
        persons(tmp_path, *rows, header=header)
    return lines(caught.value)


def test_a_person_is_read_with_legs_speaker_and_consent(tmp_path: Path) -> None:
    (rosa,) = persons(tmp_path, ROSA)
    assert (rosa.id, rosa.pseudonym, rosa.consent) == ("US01", "Rosa", "T3")
    assert rosa.speakers == (SpeakerRef("US01", "ROSA"),)
    assert [(leg.index, leg.country, str(leg.start), str(leg.end), leg.role) for leg in rosa.legs] == [
        (0, "PER", "None", "1998", "origin"),
        (1, "JPN", "1998", "2006", "destination"),
        (2, "USA", "2006", "None", "current"),
    ]


def test_attributes_hold_the_stated_columns_without_names_and_legs(tmp_path: Path) -> None:
    header = HEADER + ",edu_years,tie"
    (rosa,) = persons(tmp_path, ROSA + ",016,", header=header)
    assert rosa.attributes == {
        "interview_country": "USA",
        "origin": "PER",
        "consent": "T3",
        "edu_years": "016",
    }


def test_ids_stay_text(tmp_path: Path) -> None:
    (case,) = persons(tmp_path, ROSA.replace("US01", "007"))
    assert case.id == "007"


def test_consent_is_t1_where_nothing_is_known(tmp_path: Path) -> None:
    (case,) = persons(tmp_path, ROSA.replace(",T3", ","))
    assert case.consent == "T1"
    assert "consent" not in case.attributes


def test_statuses_and_occupations_go_to_their_legs(tmp_path: Path) -> None:
    header = HEADER + ",isco_leg1,isco_now,legal_leg1_entry,legal_leg1_exit"
    mover, stayer = persons(
        tmp_path,
        ROSA + ",8219,3313,ethnic,pr",
        "US07,Lucho,USA,PER,USA,2003,,,,,T1,9112,9111,irregular,family",
        header=header,
    )
    assert [(leg.isco, leg.legal_at_entry, leg.legal_at_exit) for leg in mover.legs] == [
        ("", "", ""),
        ("8219", "ethnic", "pr"),
        ("3313", "", ""),
    ]
    assert [(leg.isco, leg.legal_at_entry, leg.legal_at_exit) for leg in stayer.legs[1:]] == [
        ("9111", "irregular", "family")
    ]


def test_documents_and_speakers_may_be_named(tmp_path: Path) -> None:
    header = HEADER + ",document,speaker"
    cases = persons(
        tmp_path,
        ROSA + ',"a; b",MARIA',
        ROSA.replace("US01", "2") + ',"a; b","ANA; BEA"',
        ROSA.replace("US01", "3") + ",c,",
        header=header,
    )
    assert [case.speakers for case in cases] == [
        (SpeakerRef("a", "MARIA"), SpeakerRef("b", "MARIA")),
        (SpeakerRef("a", "ANA"), SpeakerRef("b", "BEA")),
        (SpeakerRef("c", "ROSA"),),
    ]
    assert "document" not in cases[0].attributes
    found = refused(tmp_path, ROSA + ',a,"ANA; BEA"', header=header)
    assert found == ["persons.csv:2: 1 documents but 2 speakers"]


def test_a_pseudonym_with_a_hyphen_or_an_accent_is_put_in_capitals(tmp_path: Path) -> None:
    (case,) = persons(tmp_path, ROSA.replace("Rosa", "Zoë-Ji"))
    assert case.speakers == (SpeakerRef("US01", "ZOË-JI"),)


def test_a_table_without_legs_knows_the_origin_alone(tmp_path: Path) -> None:
    (case,) = persons(tmp_path, "1,Ana,USA,PER", header="id,pseudonym,interview_country,origin")
    assert [(leg.country, leg.role) for leg in case.legs] == [("PER", "origin")]


@pytest.mark.parametrize("column", ["id", "pseudonym", "interview_country", "origin"])
def test_a_missing_column_is_named(tmp_path: Path, column: str) -> None:
    (line,) = refused(tmp_path, ROSA, header=HEADER.replace(column, "x", 1))
    assert line.startswith(f"persons.csv:1: lacks the column {column}; it has ")


def test_a_leg_needs_its_three_columns(tmp_path: Path) -> None:
    (line,) = refused(tmp_path, ROSA, header=HEADER.replace("leg1_to", "until"))
    assert line == "persons.csv: lacks the column leg1_to"


def test_a_duplicate_id_names_both_lines(tmp_path: Path) -> None:
    assert refused(tmp_path, ROSA, ROSA) == ["persons.csv:3: id 'US01' is already on line 2"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("T3", "T9", "consent 'T9' is no tier"),
        ("T3", "t3", "consent 't3' is no tier"),
        ("USA,PER", "UK,PER", "interview_country 'UK' is no ISO 3166-1 alpha-3 code"),
        ("USA,PER", "USA,", "origin is empty"),
        ("JPN", "Japan", "leg1 'Japan' is no ISO 3166-1 alpha-3 code"),
        ("1998", "98", "leg1_from '98' is no date"),
        ("1998", "Feb-98", "leg1_from 'Feb-98' is no date"),
        ("1998", "1098", "leg1_from '1098' is no date"),
        ("1998", "2008", "leg1_to 2006 is before leg1_from 2008"),
        ("1998", "", "leg1_from is empty"),
        ("1998,2006", "1998,", "leg1_to is empty but leg2 follows"),
        ("JPN,1998,2006", ",,", "leg1 is empty but a later leg is not"),
        ("USA,2006,,T3", ",2006,,T3", "leg2 has a date but no country"),
        ("Rosa", "", "pseudonym is empty"),
        ("US01", "", "id is empty"),
        ("Rosa", '"Ro\nsa"', "pseudonym holds a line end: 'Ro\\nsa'"),
    ],
)
def test_a_wrong_cell_is_refused_with_its_line(tmp_path: Path, old: str, new: str, problem: str) -> None:
    good = ROSA.replace("US01", "US00")
    assert refused(tmp_path, good, ROSA.replace(old, new, 1)) == [f"persons.csv:3: {problem}"]


@pytest.mark.parametrize(("written", "meant"), [("UK", "GBR"), ("jpn", "JPN"), ("Peru", "PER")])
def test_the_code_that_is_meant_is_proposed(tmp_path: Path, written: str, meant: str) -> None:
    with pytest.raises(SecondmigError) as caught:
        persons(tmp_path, ROSA.replace("PER", written))
    assert caught.value.hint == f"write {meant}"


@pytest.mark.parametrize(
    ("one", "other"), [("us01", "US01"), ("7", "007"), ("A-01", "a-01"), ("US1", "us01"), ("P0", "p00")]
)
def test_ids_that_differ_only_in_capitals_or_zeros_are_refused(tmp_path: Path, one: str, other: str) -> None:
    rows = [ROSA.replace("US01", one), ROSA.replace("US01", other)]
    (line,) = refused(tmp_path, *rows)
    assert line == f"persons.csv:3: id {other!r} differs from {one!r} on line 2 only in capitals or zeros"


@pytest.mark.parametrize(("one", "other"), [("US01", "US10"), ("70", "7"), ("0", "1")])
def test_ids_that_differ_in_more_are_taken(tmp_path: Path, one: str, other: str) -> None:
    assert len(persons(tmp_path, ROSA.replace("US01", one), ROSA.replace("US01", other))) == 2


def test_a_stay_of_long_ago_may_lie_in_a_state_that_is_no_more(tmp_path: Path) -> None:
    (case,) = persons(tmp_path, ROSA.replace("JPN,1998,2006", "SUN,1985,1991"))
    assert case.legs[1].country == "SUN"
    assert refused(tmp_path, ROSA.replace("USA,PER", "USA,SUN")) == [
        "persons.csv:2: origin 'SUN' is no ISO 3166-1 alpha-3 code"
    ]


def test_all_problems_of_a_file_are_told_at_once_in_line_order(tmp_path: Path) -> None:
    found = refused(tmp_path, ROSA.replace("T3", "no"), ROSA, ROSA.replace("PER", "XX"))
    assert [line.split(": ")[0] for line in found] == [
        "persons.csv:2",
        "persons.csv:3",
        "persons.csv:4",
        "persons.csv:4",
    ]


def test_ids_that_end_in_zeros_are_several(tmp_path: Path) -> None:
    path = tmp_path / "persons.csv"
    rows = "".join(f"{each},Ana,JPN,PER\n" for each in ("P1", "P10", "P100", "P01-0"))
    path.write_text(f"id,pseudonym,interview_country,origin\n{rows}", encoding="utf-8")
    assert [case.id for case in read_persons(path)] == ["P1", "P10", "P100", "P01-0"]
