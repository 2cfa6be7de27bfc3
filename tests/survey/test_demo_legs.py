"""The trajectories of the demo, read out of its transcripts: whole, evidenced, in keeping with the rest."""

import csv
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from statistics import mean, median

import pytest

from secondmig.core.legs import LISTED, PartialDate
from secondmig.survey.evidence import FACTS, Said, parse
from secondmig.survey.legs_file import LEG_COLUMNS, OCCUPATION_COLUMNS, STATUS_COLUMNS, read_tables
from secondmig.survey.legs_join import with_legs
from secondmig.survey.measures import read_measures
from secondmig.survey.persons import read_persons
from secondmig.survey.trajectory import derive, months_between
from secondmig.survey.trajectory_checks import check_legs

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"
Row = Mapping[str, str]
FIELDS = LEG_COLUMNS[3:5] + LEG_COLUMNS[7:20]
SWITCHES = ("audio", "translation", "recontact", "linking", "teaching", "machine")
WITHDRAWN = ("UK07", 10)
UNDIVIDED = {"US06", "UK01", "UK08", "JP01", "JP05", "JP08"}
"""Persons whose transcripts do not say where they went to school how long."""


@cache
def rows(name: str) -> tuple[Row, ...]:
    with (CORPUS / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def persons() -> Mapping[str, Row]:
    return {row["id"]: row for row in rows("persons.csv")}


@cache
def legs() -> Mapping[str, Sequence[Row]]:
    return {
        case: sorted((row for row in rows("legs.csv") if row["case"] == case), key=lambda row: row["index"])
        for case in persons()
    }


def stays() -> Iterator[tuple[Row, Row]]:
    """Every leg but the origin, with its person."""
    return ((persons()[leg["case"]], leg) for leg in rows("legs.csv") if leg["index"] != "0")


def moved_on(case: str) -> bool:
    return persons()[case]["group"] == "second"


def present(case: str) -> Row:
    return legs()[case][-1]


def of_leg(name: str, leg: Row) -> list[Row]:
    return [row for row in rows(name) if (row["case"], row["leg"]) == (leg["case"], leg["index"])]


@cache
def spoken(document: str) -> Mapping[int, tuple[str, str]]:
    """Number of the turn -> who speaks, and the words."""
    text = (CORPUS / f"{document}.txt").read_bytes().decode("utf-8")
    found = re.findall(r"^#([0-9]+) \[[0-9:]+\] ([A-Z-]+): (.*)$", text, re.MULTILINE)
    return {int(number): (speaker, words) for number, speaker, words in found}


@cache
def interviewed(document: str) -> PartialDate:
    text = (CORPUS / f"{document}.txt").read_bytes().decode("utf-8")
    found = re.search(r'^interview_date: "?([0-9-]+)"?$', text, re.MULTILINE)
    assert found
    return PartialDate.parse(found[1])


def said(cell: str, *, fact: str | None = None) -> list[Said]:
    found, problems = parse(cell, where="", fact=fact)
    assert problems == []
    return found


@cache
def evidence() -> tuple[tuple[str, Said], ...]:
    """Every piece of evidence of the four tables, with its person."""
    pieces = [(row["case"], each) for row in rows("legs.csv") for each in said(row["evidence"])]
    for name in ("occupations", "statuses"):
        pieces += [
            (row["case"], each) for row in rows(f"{name}.csv") for each in said(row["evidence"], fact=name)
        ]
    for row in rows("consent.csv"):
        cell = re.sub(rf"\b({'|'.join(SWITCHES)}) ", "", row["evidence"])
        pieces += [(row["id"], each) for each in said(cell)]
    return tuple(pieces)


def named(note: str, kind: str) -> set[str]:
    """The fields that a note says were taken from persons.csv, or inferred."""
    if kind == "persons.csv":
        found = re.search(r"persons\.csv: ([a-z_]+(?:, [a-z_]+)*)(?:;|$)", note)
        return set(found[1].split(", ")) if found else set()
    found = re.search(r"inferred: (.*)", note)
    return set(re.findall(r"\b([a-z_]+) \(", found[1])) & set(FIELDS) if found else set()


def levels(case: str) -> list[int]:
    return [
        int(leg[column]) for leg in legs()[case] for column in ("edu_at_start", "edu_at_end") if leg[column]
    ]


def test_every_person_has_a_whole_trajectory() -> None:
    assert set(legs()) == set(persons())
    assert sum(map(len, legs().values())) == len(rows("legs.csv")) == 63
    for case, own in legs().items():
        assert [leg["index"] for leg in own] == [str(place) for place in range(len(own))]
        assert own[0]["country"] == persons()[case]["origin"]
        assert own[0]["end"]
        assert [leg["index"] for leg in own[1:] if not leg["end"]] == [own[-1]["index"]]
        assert own[-1]["country"] == persons()[case]["interview_country"]
    assert Counter(map(len, legs().values())) == {2: 11, 3: 11, 4: 2}


def test_the_first_and_the_present_stay_are_those_of_the_table_of_persons() -> None:
    for case, person in persons().items():
        first, last = legs()[case][1], present(case)
        onward = "leg2" if moved_on(case) else "leg1"
        assert (first["country"], first["start"].strip("~")[:4]) == (person["leg1"], person["leg1_from"])
        assert (last["country"], last["start"].strip("~")[:4]) == (person[onward], person[f"{onward}_from"])
        assert (first["legal_at_entry"], first["legal_at_exit"]) == (
            person["legal_leg1_entry"],
            person["legal_leg1_exit"],
        )
        assert (first["isco"], last["isco"]) == (person["isco_leg1"], person["isco_now"])
        assert first["lang_at_end"] == person["lang_leg1"]
        if last["country"] in {"USA", "GBR"}:
            assert last["lang_at_end"] == person["lang_en"]


def test_only_uk03_left_the_first_country_before_the_table_of_persons_says() -> None:
    differ = {
        case: (legs()[case][1]["end"][:4], person["leg1_to"])
        for case, person in persons().items()
        if legs()[case][1]["end"][:4] != person["leg1_to"]
    }
    assert differ == {"UK03": ("2007", "2008")}


def test_dates_are_in_order_and_before_the_interview() -> None:
    checked = 0
    for name, columns in (
        ("legs.csv", ("start", "end")),
        ("occupations.csv", ("start", "end")),
        ("statuses.csv", ("date",)),
    ):
        for row in rows(name):
            dates = [PartialDate.parse(row[column]) for column in columns if row[column]]
            assert all(months_between(date, interviewed(row["case"])) >= 0 for date in dates)
            assert len(dates) < 2 or months_between(*dates) >= 0
            checked += len(dates)
    assert checked == 189


def test_stays_follow_one_another_but_for_the_year_in_china_inside_the_years_in_japan() -> None:
    gaps = {}
    for case, own in legs().items():
        for before, after in itertools.pairwise(own):
            months = months_between(PartialDate.parse(before["end"]), PartialDate.parse(after["start"]))
            if before["end"].strip("~") != after["start"].strip("~") and months:
                gaps[case, after["index"]] = months
    assert gaps == {("US05", "2"): -12, ("US05", "3"): 12, ("UK02", "1"): 12}


def test_dates_that_are_not_told_as_such_are_explained() -> None:
    for leg in rows("legs.csv"):
        for column in ("start", "end"):
            if leg[column].startswith("~"):
                assert column in named(leg["note"], "inferred"), leg["case"]


def test_occupations_and_statuses_lie_in_their_stays() -> None:
    for name, columns in (("occupations.csv", ("start", "end")), ("statuses.csv", ("date",))):
        for row in rows(name):
            leg = legs()[row["case"]][int(row["leg"])]
            for column in columns:
                date = PartialDate.parse(row[column]) if row[column] else None
                if date and leg["start"]:
                    assert months_between(PartialDate.parse(leg["start"]), date) >= 0
                if date and leg["end"]:
                    assert months_between(date, PartialDate.parse(leg["end"])) >= 0


def test_education_never_falls_and_ends_at_that_of_the_table_of_persons() -> None:
    for case, person in persons().items():
        assert levels(case) == sorted(levels(case))
        assert max(levels(case)) == int(present(case)["edu_at_end"]) == int(person["edu_isced"])
        own = legs()[case]
        for before, after in itertools.pairwise(own):
            assert after["edu_at_start"] == before["edu_at_end"]


def test_years_of_schooling_by_place_add_up_where_the_transcript_divides_them() -> None:
    assert {case for case, own in legs().items() if not own[0]["edu_years"]} == UNDIVIDED
    for case, own in legs().items():
        years = [leg["edu_years"] for leg in own]
        if case in UNDIVIDED:
            assert not any(years)
        else:
            assert sum(map(float, years)) == float(persons()[case]["edu_years"])


def test_a_higher_level_takes_years_of_school() -> None:
    for own in legs().values():
        for leg in own:
            if leg["edu_years"] and leg["edu_at_start"]:
                assert (float(leg["edu_years"]) > 0) == (leg["edu_at_end"] > leg["edu_at_start"])


def test_evidence_names_a_turn_in_which_somebody_else_than_the_interviewer_speaks() -> None:
    for case, each in evidence():
        assert each.document == ""
        speaker = spoken(case)[each.turn][0]
        assert speaker in {persons()[case]["pseudonym"].upper(), "INTERPRETER"}


def test_passages_stand_exactly_once_in_their_turn() -> None:
    passages = [(case, each) for case, each in evidence() if each.passage]
    assert len(passages) > 400
    for case, each in passages:
        assert spoken(case)[each.turn][1].count(each.passage) == 1
    assert max(len(each.passage) for _case, each in passages) < 60


def test_what_was_taken_back_is_no_evidence() -> None:
    assert re.search(r"turn: 10, from:", (CORPUS / "UK07.txt").read_text(encoding="utf-8"))
    assert WITHDRAWN not in {(case, each.turn) for case, each in evidence()}


def test_every_value_has_a_source() -> None:
    for leg in rows("legs.csv"):
        told = {each.fact for each in said(leg["evidence"])}
        assert told <= set(FACTS)
        sources = told | named(leg["note"], "persons.csv") | named(leg["note"], "inferred")
        filled = {column for column in FIELDS if leg[column]}
        assert filled <= sources, (leg["case"], leg["index"], filled - sources)
        assert sources - {"country"} <= filled, (leg["case"], leg["index"], sources - filled)
    for name in ("occupations.csv", "statuses.csv"):
        assert all(said(row["evidence"], fact=name.removesuffix(".csv")) for row in rows(name))


def column_of(fact: str, index: int) -> str:
    """The column of persons.csv that a field of a leg is taken from; wages are looked at apart."""
    own = {"start": f"leg{min(index, 2)}_from", "end": f"leg{min(index, 2)}_to" if index else "leg1_from"}
    language = "lang_leg1" if index == 1 else "lang_en"
    at_all = {"edu_at_end": "edu_isced", "lang_at_end": language, "legal_at_entry": "legal_leg1_entry"}
    return {**own, **at_all, "legal_at_exit": "legal_leg1_exit", "motives": "mot_wage"}[fact]


def test_what_comes_from_the_table_of_persons_is_what_stands_there() -> None:
    seen: Counter[str] = Counter()
    for leg in rows("legs.csv"):
        person = persons()[leg["case"]]
        for fact in named(leg["note"], "persons.csv"):
            seen[fact] += 1
            assert fact != "legal_at_exit" or leg["index"] == "1"
            value = person[column_of(fact, int(leg["index"]))]
            assert value == ("1" if fact == "motives" else leg[fact]), (leg["case"], leg["index"], fact)
    assert seen == {
        "start": 13,
        "end": 14,
        "legal_at_entry": 3,
        "legal_at_exit": 2,
        "edu_at_end": 22,
        "lang_at_end": 32,
        "motives": 1,
    }


def test_motives_agree_with_those_asked_but_for_jp04() -> None:
    differ = []
    for case, person in persons().items():
        motives = set(legs()[case][1]["motives"].split("; "))
        for column, motive in (("mot_wage", "wage"), ("mot_life", "life")):
            if (person[column] == "1") != (motive in motives):
                differ.append((case, column))
    assert differ == [("JP04", "mot_life")]


def test_income_does_not_contradict_the_integration_in_economy() -> None:
    fits = {"high": {"2"}, "middle": {"1", "2"}, "low": {"0", "1"}}
    told = [
        (person["integ_econ"], leg["income"])
        for person, leg in stays()
        if leg["index"] == "1" and leg["income"]
    ]
    assert len(told) == 12
    assert all(econ in fits[income] for econ, income in told)


@pytest.mark.parametrize(
    "column", ["income", "home_owner", "planned_as_step", "household", "motives", "helped_by"]
)
def test_lists_are_those_of_the_form_in_their_order(column: str) -> None:
    permitted = LISTED[column]
    for leg in rows("legs.csv"):
        values = [value for value in leg[column].split("; ") if value]
        assert values == sorted(set(values), key=permitted.index)


def last_main(leg: Row) -> Row | None:
    return next((job for job in reversed(of_leg("occupations.csv", leg)) if job["main"] == "1"), None)


def test_the_last_main_occupation_of_a_stay_is_that_of_the_stay() -> None:
    worked = 0
    for leg in rows("legs.csv"):
        last = last_main(leg)
        assert (last is not None) == bool(of_leg("occupations.csv", leg))
        assert (last["isco"] if last else "") == leg["isco"]
        worked += last is not None
    assert worked == 46


def test_occupations_beside_the_main_one_are_few() -> None:
    beside = [(row["case"], row["isco"]) for row in rows("occupations.csv") if row["main"] == "0"]
    assert beside == [
        ("UK01", "9321"),
        ("UK01", "7233"),
        ("UK02", "5312"),
        ("JP03", "5321"),
        ("JP06", "9621"),
    ]


def test_the_contract_of_the_first_stay_is_the_one_asked_about() -> None:
    for case, person in persons().items():
        last = last_main(legs()[case][1])
        assert last
        assert last["permanent"] == person["emp_permanent"]


def test_statuses_are_changes_and_the_last_is_the_one_at_the_end() -> None:
    changes = 0
    for own in legs().values():
        for leg in own:
            found = [row["status"] for row in of_leg("statuses.csv", leg)]
            if found:
                assert found[-1] == leg["legal_at_exit"]
            elif leg["legal_at_entry"] and leg["legal_at_exit"]:
                assert leg["legal_at_entry"] == leg["legal_at_exit"]
            changes += len(found)
    assert changes == len(rows("statuses.csv")) == 29


def test_no_status_of_the_present_is_told_where_the_transcript_leaves_it_open() -> None:
    known = {case: present(case)["legal_at_exit"] for case in persons() if moved_on(case)}
    assert {case: status for case, status in known.items() if status} == {
        "US04": "pr",
        "JP03": "work_skilled",
    }


def test_g6_entry_by_descent_or_empire_does_not_separate_the_groups() -> None:
    privileged = {case for case, own in legs().items() if own[1]["legal_at_entry"] in {"ethnic", "colonial"}}
    assert {case for case in privileged if moved_on(case)} == {"US01", "US02", "US03", "US06"}
    assert {case for case in privileged if not moved_on(case)} == {"UK06", "JP05", "JP07"}


def status_scores() -> Mapping[str, float]:
    text = (ROOT / "codebooks" / "occupations.csv").read_text(encoding="utf-8")
    lines = [line for line in text.split("\n") if line and not line.startswith("#")]
    return {row["isco08"]: float(row["isei08"]) for row in csv.DictReader(lines)}


def delta(one: Sequence[float], other: Sequence[float]) -> float:
    """Cliff's delta."""
    return sum((a > b) - (a < b) for a in one for b in other) / (len(one) * len(other))


def test_g2_status_rises_with_the_move_for_four_alone() -> None:
    scores = status_scores()
    first = {case: scores[own[1]["isco"]] for case, own in legs().items()}
    now = {case: scores[own[-1]["isco"]] for case, own in legs().items()}
    second = [case for case in persons() if moved_on(case)]
    single = [case for case in persons() if not moved_on(case)]
    before, after, others = (
        [of[case] for case in who] for of, who in ((first, second), (now, second), (now, single))
    )
    assert [round(mean(group), 1) for group in (before, others, after)] == [55.1, 52.6, 67.3]
    assert [round(delta(group, others), 3) for group in (before, after)] == [0.007, 0.175]
    rises = {case: round(now[case] - first[case], 1) for case in second}
    assert (round(mean(rises.values()), 1), median(rises.values())) == (12.1, 0)
    assert {case: rise for case, rise in rises.items() if rise > 5} == {
        "US01": 30.6,
        "US02": 37.5,
        "UK01": 35.6,
        "UK02": 52.9,
    }


def test_the_sheet_of_consent_agrees_with_the_tiers_and_the_transcripts() -> None:
    sheet = {row["id"]: row for row in rows("consent.csv")}
    assert set(sheet) == set(persons())
    for case, row in sheet.items():
        tier = persons()[case]["consent"]
        assert {row[switch] for switch in SWITCHES} <= {"yes", "no"}
        assert row["given"] == str(interviewed(case))
        if tier in {"T1", "T2"}:
            assert row["teaching"] == "no"
        if tier == "T2":
            assert row["recontact"] == "yes"
        if re.search(r"^%en:", (CORPUS / f"{case}.txt").read_text(encoding="utf-8"), re.MULTILINE):
            assert row["translation"] == "yes"
    refusing = {switch: [case for case in sheet if sheet[case][switch] == "no"] for switch in SWITCHES}
    assert refusing == {
        "audio": ["US07", "UK07"],
        "translation": [],
        "recontact": ["US07"],
        "linking": ["US07"],
        "teaching": ["US05", "US06", "US07", "UK02", "UK07", "JP02", "JP03", "JP05"],
        "machine": ["US07", "UK07"],
    }


def test_everybody_who_answered_by_post_agreed_to_be_linked() -> None:
    returned = {row["respondent"].zfill(3) for row in rows("survey.csv")}
    refused = {row["id"] for row in rows("consent.csv") if row["linking"] == "no"}
    silent = {row["case"] for row in rows("survey_key.csv") if row["respondent"] not in returned}
    assert refused == silent == {"US07"}


def test_the_tables_have_the_agreed_columns_and_are_read_without_a_problem() -> None:
    measures = read_measures(ROOT / "codebooks" / "measures.yaml")
    tables = read_tables(
        legs=CORPUS / "legs.csv",
        occupations=CORPUS / "occupations.csv",
        statuses=CORPUS / "statuses.csv",
        measures=measures,
    )
    assert (len(tables.legs), len(tables.occupations), len(tables.statuses)) == (63, 66, 29)
    assert tuple(rows("legs.csv")[0]) == tuple(column for column in LEG_COLUMNS if column != "evidence_turn")
    assert tuple(rows("occupations.csv")[0]) == OCCUPATION_COLUMNS
    assert tuple(rows("statuses.csv")[0]) == STATUS_COLUMNS
    cases = with_legs(read_persons(CORPUS / "persons.csv"), tables)
    assert [finding for case in cases for finding in check_legs(case, as_of=interviewed(case.id))] == []
    second = {case.id for case in cases if derive(case, as_of=interviewed(case.id)).second_migrant}
    assert second == {case for case in persons() if moved_on(case)}


def test_the_readme_counts_what_is_there() -> None:
    text = " ".join((CORPUS / "README.md").read_text(encoding="utf-8").split())
    table = {
        column: (
            sum(bool(leg[column]) for leg in rows("legs.csv")),
            len({leg["case"] for leg in rows("legs.csv") if leg[column]}),
        )
        for column in FIELDS
    }
    for column, (stays_told, persons_told) in table.items():
        assert f"| `{column}` | {stays_told} | {persons_told} |" in text, (column, stays_told, persons_told)
    assert f"{len(rows('occupations.csv'))} occupations" in text
    assert f"{len(rows('statuses.csv'))} changes of status" in text
    pieces = [each for _case, each in evidence()]
    assert (
        f"{len(pieces)} pieces of evidence, {sum(bool(each.passage) for each in pieces)} of them passages"
        in text
    )
