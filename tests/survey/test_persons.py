"""The table of persons and the table of legs."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.core.legs import Leg, PartialDate
from secondmig.core.types import Case, SpeakerRef
from secondmig.survey.persons import read_legs, read_persons, with_legs

HEADER = "id,pseudonym,interview_country,origin,leg1,leg1_from,leg1_to,leg2,leg2_from,leg2_to,consent"
ROSA = "US01,Rosa,USA,PER,JPN,1998,2006,USA,2006,,T3"
LEGS = "case,index,country,start,end,role,role_reason,note,evidence_turn"


def persons(tmp_path: Path, *rows: str, header: str = HEADER) -> tuple[Case, ...]:
    path = tmp_path / "persons.csv"
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8", newline="")
    return read_persons(path)


def legs(tmp_path: Path, *rows: str, header: str = LEGS) -> dict[str, tuple[Leg, ...]]:
    path = tmp_path / "legs.csv"
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8", newline="")
    return dict(read_legs(path))


def lines(error: SecondmigError) -> list[str]:
    problems: Sequence[SecondmigError] = error.problems if isinstance(error, ProblemsError) else [error]
    assert all(problem.hint for problem in problems)
    return [problem.line() for problem in problems]


def refused(tmp_path: Path, *rows: str, header: str = HEADER) -> list[str]:
    with pytest.raises(SecondmigError) as caught:
        persons(tmp_path, *rows, header=header)
    return lines(caught.value)


def legs_refused(tmp_path: Path, *rows: str, header: str = LEGS) -> list[str]:
    with pytest.raises(SecondmigError) as caught:
        legs(tmp_path, *rows, header=header)
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


def test_all_problems_of_a_file_are_told_at_once_in_line_order(tmp_path: Path) -> None:
    found = refused(tmp_path, ROSA.replace("T3", "no"), ROSA, ROSA.replace("PER", "XX"))
    assert [line.split(": ")[0] for line in found] == [
        "persons.csv:2",
        "persons.csv:3",
        "persons.csv:4",
        "persons.csv:4",
    ]


def test_legs_are_read_with_months_and_evidence(tmp_path: Path) -> None:
    found = legs(
        tmp_path,
        'K,2,SGP,2007-03,2008-02,,,"waiting, eleven months",22 24',
        "K,0,PHL,,2002,,,,",
        "K,1,SAU,2002,2007,,,,10",
        "K,3,GBR,2008-02,,,,,",
    )
    assert [(leg.index, leg.country, leg.role, leg.note) for leg in found["K"]] == [
        (0, "PHL", "origin", ""),
        (1, "SAU", "destination", "[#10]"),
        (2, "SGP", "transit", "waiting, eleven months [#22, #24]"),
        (3, "GBR", "current", ""),
    ]
    assert found["K"][2].start == PartialDate(2007, 3)


def test_transit_may_be_set_by_hand_with_a_reason(tmp_path: Path) -> None:
    found = legs(tmp_path, "K,0,PHL,,2002,,,,", "K,1,SAU,2002,2007,transit,waited for papers,,")
    assert [(leg.role, leg.role_reason) for leg in found["K"]] == [
        ("origin", ""),
        ("transit", "waited for papers"),
    ]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("K,1,SAU,2002,2007,transit,,,", "role 'transit' without a reason"),
        ("K,1,SAU,2002,2007,return,went home,,", "role 'return' with a reason"),
        ("K,1,SAU,2002,2007,,because,,", "role '' with a reason"),
        ("K,one,SAU,2002,2007,,,,", "index 'one' is no number"),
        ("K,1,Saudi,2002,2007,,,,", "country 'Saudi' is no ISO 3166-1 alpha-3 code"),
        ("K,1,SAU,,2007,,,,", "start is empty"),
        ("K,1,SAU,2002-13,,,,,", "start '2002-13' is no date"),
        ("K,1,SAU,2002-05,2002-04,,,,", "end 2002-04 is before start 2002-05"),
        ("K,1,SAU,2002,2007,,,,#5", "evidence_turn '#5'"),
        (",1,SAU,2002,2007,,,,", "case is empty"),
        ("K,0,PHL,,soon,,,,", "end 'soon' is no date"),
    ],
)
def test_a_wrong_leg_is_refused_with_its_line(tmp_path: Path, row: str, problem: str) -> None:
    assert legs_refused(tmp_path, row) == [f"legs.csv:2: {problem}"]


def test_legs_are_numbered_without_gaps_or_repeats(tmp_path: Path) -> None:
    rows = ["K,0,PHL,,2002,,,,", "K,2,SAU,2002,2007,,,,"]
    assert legs_refused(tmp_path, *rows) == ["legs.csv: the legs of K are numbered 0, 2"]
    assert legs_refused(tmp_path, rows[0], rows[0]) == [
        "legs.csv:3: case 'K', index '0' is already on line 2"
    ]


def test_an_unknown_column_of_legs_is_refused(tmp_path: Path) -> None:
    found = legs_refused(tmp_path, "K,0,PHL,,2002,,,,", header=LEGS.replace("note", "remark"))
    assert found == ["legs.csv: unknown column 'remark'"]


def test_the_legs_file_wins(tmp_path: Path) -> None:
    cases = persons(tmp_path, ROSA, ROSA.replace("US01", "US02"))
    other = legs(tmp_path, "US02,0,PER,,1998,,,,", "US02,1,USA,1998,,,,,")
    rosa, same = with_legs(cases, other)
    assert rosa == cases[0]
    assert [leg.country for leg in same.legs] == ["PER", "USA"]
    assert same.attributes == cases[1].attributes


def test_legs_of_a_stranger_are_refused(tmp_path: Path) -> None:
    cases = persons(tmp_path, ROSA)
    other = legs(tmp_path, "US09,0,PER,,1998,,,,")
    with pytest.raises(SecondmigError, match="US09, who is not among the persons"):
        with_legs(cases, other)
