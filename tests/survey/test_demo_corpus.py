"""The demo corpus holds what its README and the ground truth of the design say."""

import json
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from statistics import mean, median
from typing import Any

import pytest

from secondmig.core.legs import PartialDate
from secondmig.core.types import Case
from secondmig.joint.ledger import why
from secondmig.joint.link import link_persons
from secondmig.survey.key_file import read_key_file
from secondmig.survey.legs_file import read_tables
from secondmig.survey.legs_join import with_legs
from secondmig.survey.measures import check_values, read_measures
from secondmig.survey.persons import read_persons
from secondmig.survey.reading import SurveyReading, read_survey
from secondmig.survey.trajectory import Trajectory, derive
from secondmig.survey.trajectory_checks import check_legs

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"


@cache
def cases() -> tuple[Case, ...]:
    return with_legs(
        read_persons(CORPUS / "persons.csv"),
        read_tables(
            legs=CORPUS / "legs.csv",
            occupations=CORPUS / "occupations.csv",
            statuses=CORPUS / "statuses.csv",
        ),
    )


@cache
def words(document: str) -> str:
    return (CORPUS / f"{document}.txt").read_bytes().decode("utf-8")


@cache
def gold(document: str) -> tuple[dict[str, Any], ...]:
    lines = (CORPUS / "gold" / f"{document}.jsonl").read_bytes().decode("utf-8").split("\n")
    return tuple(json.loads(line) for line in lines if line)


def header(document: str, key: str) -> str:
    found = re.search(rf'^{key}: "?([^"\n]*)"?$', words(document), re.MULTILINE)
    assert found
    return found[1]


def turn(document: str, number: int) -> str:
    found = re.search(rf"^#{number} \[[0-9:]+\] ([A-Z-]+: .*)$", words(document), re.MULTILINE)
    assert found
    return found[1]


def trajectory(case: Case, *, min_stay: int = 12) -> Trajectory:
    return derive(case, min_stay=min_stay, as_of=PartialDate.parse(header(case.id, "interview_date")))


def by_id(identifier: str) -> Case:
    return next(case for case in cases() if case.id == identifier)


def test_24_persons_are_interviewed_in_three_countries() -> None:
    countries = Counter(case.attributes["interview_country"] for case in cases())
    assert countries == {"USA": 8, "GBR": 8, "JPN": 8}


def test_every_transcript_says_that_it_is_fictional() -> None:
    assert {path.stem for path in CORPUS.glob("*.txt")} == {case.id for case in cases()}
    assert {header(case.id, "fictional") for case in cases()} == {"true"}


def test_persons_agree_with_the_headers_of_their_transcripts() -> None:
    for case in cases():
        assert header(case.id, "pseudonym") == case.pseudonym
        assert header(case.id, "consent") == case.consent
        assert header(case.id, "interview_country") == case.attributes["interview_country"]
        assert f"] {case.speakers[0].speaker}: " in words(case.id)
    assert Counter(case.consent for case in cases()) == {"T1": 2, "T2": 4, "T3": 18}


def test_trajectories_and_values_have_no_problem() -> None:
    measures = read_measures(ROOT / "codebooks" / "measures.yaml")
    assert check_values(cases(), measures) == ()
    assert [problem.line() for case in cases() for problem in check_legs(case)] == []
    assert [problem for case in cases() for problem in trajectory(case).problems] == []


def test_integration_in_law_follows_from_the_status_at_exit() -> None:
    rubric = read_measures(ROOT / "codebooks" / "measures.yaml")["integ"].rubric["legal"]
    for case in cases():
        assert case.attributes["legal_leg1_exit"] in rubric[case.attributes["integ_legal"]]


@pytest.mark.parametrize("min_stay", [6, 12, 24])
def test_13_are_second_migrants(min_stay: int) -> None:
    assert sum(trajectory(case, min_stay=min_stay).second_migrant for case in cases()) == 13


def test_the_eleven_months_of_uk03_are_transit() -> None:
    found = trajectory(by_id("UK03"))
    assert [leg.country for leg in found.transit] == ["SGP"]
    assert [leg.country for leg in found.destinations] == ["SAU", "GBR"]
    assert found.corridors == ("PHL>SAU", "SAU>GBR")
    assert found.years_first_destination == 5.0
    short = trajectory(by_id("UK03"), min_stay=11)
    assert [leg.country for leg in short.destinations] == ["SAU", "SGP", "GBR"]
    assert "Eleven months" in turn("UK03", 22)
    assert "five years" in turn("UK03", 10)
    assert "February" in turn("UK03", 24)


def test_us05_alone_returned_and_moved_on() -> None:
    flagged = [case.id for case in cases() if trajectory(case).return_then_onward]
    assert flagged == ["US05"]
    assert trajectory(by_id("US05")).corridors == ("CHN>JPN", "JPN>USA")
    assert "Ten months" in turn("US05", 20)


def test_jp03_came_in_may() -> None:
    assert str(by_id("JP03").legs[2].start) == "2011-05"
    assert "五月" in turn("JP03", 23)


def test_h2_inputs_are_those_of_the_ground_truth() -> None:
    groups = {
        second: [case for case in cases() if trajectory(case).second_migrant is second]
        for second in (True, False)
    }
    told = {
        second: (
            round(mean(float(case.attributes["edu_isced"]) for case in group), 2),
            median(float(case.attributes["edu_isced"]) for case in group),
            round(mean(float(case.attributes["edu_years"]) for case in group), 2),
            median(float(case.attributes["edu_years"]) for case in group),
            sum(int(case.attributes["edu_isced"]) >= 6 for case in group),
            len(group),
        )
        for second, group in groups.items()
    }
    assert told == {True: (6.46, 6, 16.85, 16, 11, 13), False: (5.0, 6, 14.55, 16, 6, 11)}


def test_gold_legs_agree_with_the_trajectories() -> None:
    for case in cases():
        for coding in gold(case.id):
            if "leg" in coding and coding["about_country"] != "ORIGIN":
                assert coding["about_country"] == case.legs[coding["leg"]].country
            elif "leg" in coding:
                assert coding["leg"] == 0


def test_gold_quotations_stand_once_in_their_turns() -> None:
    codings = [(case.id, coding) for case in cases() for coding in gold(case.id)]
    assert len(codings) == 841
    assert {len(gold(case.id)) for case in cases()} <= set(range(28, 40))
    for document, coding in codings:
        spoken = turn(document, coding["turn"])
        assert spoken.count(coding["quote"]) == 1
        assert not spoken.startswith("INT: ")


def test_every_person_has_a_row_of_the_interview_sheet() -> None:
    ledger = link_persons(cases(), read_survey(CORPUS / "persons.csv", SurveyReading()))
    assert Counter(row.status for row in ledger.lines) == {"matched": 24}
    assert ledger.nobody == 0


def test_the_questionnaire_gives_the_ledger_something_to_say() -> None:
    table = read_survey(CORPUS / "survey.csv", SurveyReading("respondent"))
    ledger = link_persons(cases(), table, key=read_key_file(CORPUS / "survey_key.csv"))
    assert Counter(row.status for row in ledger.lines) == {
        "matched": 21,
        "unmatched_case": 2,
        "duplicate": 2,
        "not_interviewed": 1,
    }
    assert [(row.case, row.row) for row in ledger.lines if row.status != "matched"] == [
        ("JP04", ""),
        ("UK06", "009"),
        ("UK06", "009"),
        ("US07", ""),
        ("", "12"),
    ]
    assert ledger.nobody == 1  # 025
    assert ledger.unexplained == ()
    assert {row.case: why(row) for row in ledger.lines if why(row)}.keys() == {"JP04", "UK06", "US07"}


def test_the_questionnaire_agrees_with_the_interview_sheet() -> None:
    table = read_survey(CORPUS / "survey.csv", SurveyReading("respondent"))
    claims = read_key_file(CORPUS / "survey_key.csv").claims
    persons = {claim.respondent: claim.case for claim in claims}
    for row in table.rows:
        person = persons.get(row["respondent"].zfill(3))
        if person and row["edu_years"] != "-9":
            assert row["edu_years"] == by_id(person).attributes["edu_years"]
            assert row["returned"] > header(person, "interview_date")
        assert row["life_sat"] in {"1", "2", "3", "4", "5"}
        assert row["friends_local"] in {"0", "1", "2", "3", "4", "5"}


def test_reading_persons_imports_nothing_heavy() -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "import secondmig.survey.persons, secondmig.survey.measures, secondmig.joint.link\n"
        "secondmig.survey.persons.read_persons(Path(sys.argv[1]))\n"
        "print(sorted(name for name in sys.modules if name in "
        "{'pandas', 'numpy', 'sqlite_utils', 'spacy', 'jinja2', 'ruamel', 'click', 'sqlite3'}))\n"
    )
    command = [sys.executable, "-c", script, str(CORPUS / "persons.csv")]
    done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
    assert done.stdout == "[]\n"
