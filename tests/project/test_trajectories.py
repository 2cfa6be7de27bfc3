"""Trajectories in a project: taken in with evidence, listed, at several lengths of stay, exported."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.project.project import Project, open_project
from secondmig.store import cases
from tests.project.correcting import built

LEGS = """case,index,country,start,end,isco,income,motives,evidence,note
A1,0,PER,,1998,,,,,
A1,1,JPN,1998,2006,8219,low,wage; family,"isco 2 ""one door""; income 2; motives 4",
A1,2,USA,2006,,3313,,,4,
"""
WORK = """case,leg,isco,title,start,end,main,permanent,evidence
A1,1,8219,assembler,1998,2006,1,0,"2 ""people like me"" 4"
"""
STATUS = """case,leg,date,status,evidence
A1,1,2003,pr,2
A1,1,1998,ethnic,
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = built(tmp_path / "study")
    for name, text in (("legs", LEGS), ("occupations", WORK), ("statuses", STATUS)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def project(root: Path) -> Iterator[Project]:
    with open_project(root, coder="ana") as opened:
        yield opened


def take_in(project: Project) -> None:
    root = project.root
    project.case_import(
        root / "corpus" / "persons.csv",
        legs=root / "legs.csv",
        occupations=root / "occupations.csv",
        statuses=root / "statuses.csv",
    )


def refusal(project: Project, legs: str) -> list[str]:
    (project.root / "legs.csv").write_text(legs, encoding="utf-8")
    before = project.status().rows
    with pytest.raises(SecondmigError) as caught:
        take_in(project)
    assert project.status().rows == before
    error = caught.value
    return [each.line() for each in (error.problems if isinstance(error, ProblemsError) else (error,))]


def notes(project: Project) -> list[str]:
    return [f"{row['where']}: {row['message']}" for row in project.check().rows if row["severity"] == "note"]


# Taking in


def test_a_leg_is_held_with_everything_and_shown_with_its_turns(project: Project) -> None:
    take_in(project)
    leg: dict[str, Any] = dict(project.case_legs("A1").rows[1])
    assert (leg["country"], leg["months"], leg["role"]) == ("JPN", 96, "destination")
    assert (leg["income"], leg["motives"], leg["legal_at_exit"]) == ("low", "wage; family", "pr")
    assert leg["occupations"] == "8219 assembler (1998 to 2006, main, not permanent)"
    assert leg["statuses"] == "ethnic (1998); pr (2003)"
    assert leg["evidence"] == {
        "isco": ["2"],
        "income": ["2"],
        "motives": ["4"],
        "occupations": ["2", "4"],
        "statuses": ["2"],
    }


def test_no_words_of_a_transcript_are_stored_with_the_person(project: Project) -> None:
    take_in(project)
    connection = project._session.store.read()
    stored = "".join(str(row) for row in connection.rows("SELECT legs FROM cases"))
    assert "one door" not in stored
    held = cases.get(connection, "A1")
    assert held is not None
    assert held.legs[1].evidence[0].quote_sha.startswith("sha256:")


def test_evidence_is_shown_with_its_words(project: Project) -> None:
    take_in(project)
    found = project.case_legs("A1", evidence=True).rows
    rows = [(row["fact"], row["value"], row["turn"], row["words"]) for row in found]
    assert rows[0] == ("isco", "8219", 2, "one door")
    assert ("occupations", "8219", 2, "people like me") in rows
    assert rows[-1][:3] == (None, "USA", 4)


def test_words_taken_back_are_masked_in_the_evidence(project: Project) -> None:
    take_in(project)
    project.corpus_restrict("A1", turn=2, quote="people like me", reason="asked")
    words = " ".join(str(row["words"]) for row in project.case_legs("A1", evidence=True).rows)
    assert "people like me" not in words
    assert "█" in words


def test_every_problem_of_the_legs_is_told_and_nothing_is_taken_in(project: Project) -> None:
    wrong = LEGS.replace("1998,2006,8219", "1998,2030,8219").replace("motives 4", "motives 9")
    assert refusal(project, wrong.replace("one door", "two doors")) == [
        "legs.csv:3: end 2030 of leg 1 is later than the interview (2025-03)",
        "legs.csv:3, evidence: 'two doors' does not stand in turn 2 of A1",
        "legs.csv:3, evidence: A1 has no turn 9",
        "legs.csv:4: leg 2 (USA) overlaps leg 1 (JPN) by 288 months",
    ]


def test_a_stranger_among_the_legs_is_refused(project: Project) -> None:
    lines = refusal(project, LEGS + "C3,0,PER,,,,,,3,\n")
    assert lines == ["legs.csv:5: C3 is not among the persons"]


def test_taken_in_twice_nothing_changes_and_undo_takes_it_back(project: Project) -> None:
    before = project.case_legs("A1").rows
    take_in(project)
    assert (
        project.case_import(
            project.root / "corpus" / "persons.csv",
            legs=project.root / "legs.csv",
            occupations=project.root / "occupations.csv",
            statuses=project.root / "statuses.csv",
        ).event
        is None
    )
    project.undo()
    assert project.case_legs("A1").rows == before


def test_build_takes_in_the_tables_that_are_declared(root: Path) -> None:
    toml = root / "secondmig.toml"
    words = toml.read_text("utf-8")
    tables = "".join(f'{name} = "{name}.csv"\n' for name in ("legs", "occupations", "statuses"))
    toml.write_text(words.replace("[cases]\n", f"[cases]\n{tables}"), encoding="utf-8")
    with open_project(root, coder="ana") as project:
        project.build(release="team")
        assert project.case_legs("A1").rows[1]["statuses"] == "ethnic (1998); pr (2003)"
        (root / "statuses.csv").write_text(STATUS.replace("2003", "2004"), encoding="utf-8")
        told = project.build(release="team")
        apply = (
            "secondmig case import corpus/persons.csv --legs legs.csv --occupations occupations.csv "
            "--statuses statuses.csv"
        )
        assert any(apply in warning for warning in told.warnings)
        # The declared tables go with the declared persons.
        project.case_import(root / "corpus" / "persons.csv")
        assert project.case_legs("A1").rows[1]["statuses"] == "ethnic (1998); pr (2004)"


# Checks


def test_evidence_whose_words_changed_after_a_correction_is_a_note(project: Project, tmp_path: Path) -> None:
    take_in(project)
    source = project.root / "corpus" / "A1.txt"
    corrected = tmp_path / "A1.txt"
    words = source.read_text("utf-8").replace("people like me", "persons like me")
    corrected.write_text(words.replace("Here there are", "Well, here there are"), encoding="utf-8")
    assert not [line for line in notes(project) if "evidence" in line]
    project.corpus_rebase("A1", corrected)
    found = [line for line in notes(project) if "evidence" in line]
    assert [line.split(";")[0] for line in found] == [
        "case A1, leg 1: evidence for income: turn 2 of A1 reads otherwise",
        "case A1, leg 1: evidence for motives: turn 4 of A1 reads otherwise",
        "case A1, leg 1: evidence for occupations: turn 2 of A1 reads otherwise",
        "case A1, leg 1: evidence for occupations: turn 4 of A1 reads otherwise",
        "case A1, leg 1: evidence for statuses: turn 2 of A1 reads otherwise",
        "case A1, leg 2: evidence for the leg: turn 4 of A1 reads otherwise",
    ]
    statuses = {row["fact"]: row["status"] for row in project.case_legs("A1", evidence=True).rows}
    assert (statuses["isco"], statuses["occupations"]) == ("exact", "changed")


def test_codings_about_a_country_of_no_leg_are_a_note(project: Project) -> None:
    facets = {"about_country": "CAN", "valence": "1"}
    project.code_add("A1", turn=4, quote="more doors", code="OS-MOB-UP", facets=facets)
    assert any(
        line.startswith("A1: 1 coding is about CAN, which is in no leg: c-") for line in notes(project)
    )
    assert not any("about JPN" in line for line in notes(project))


# Lists


def test_second_migrants_are_counted_at_several_lengths_of_stay(project: Project) -> None:
    listing = project.case_list()
    assert listing.notes == ("second migrants at 6, 12, 24 months: 1, 1, 1 of 2",)
    assert listing.meta["sensitivity"] == {
        "second_migrants": {"6": 1, "12": 1, "24": 1},
        "of": 2,
        "line": "second migrants at 6, 12, 24 months: 1, 1, 1 of 2",
    }
    longer = project.case_list(min_stay=(100,))
    assert longer.notes == ("second migrants at 6, 12, 24, 100 months: 1, 1, 1, 0 of 2",)
    assert [row["second_migrant"] for row in longer.rows] == [False, False]
    several = project.query_trajectory(min_stay=(12, 97))
    assert several.notes == ("second migrants at 12, 97 months: 1, 0 of 2",)
    assert several.meta["min_stay"] == 12


def test_a_row_of_a_journey_has_the_leg_and_what_follows(project: Project) -> None:
    take_in(project)
    listing = project.query_trajectory()
    row = next(row for row in listing.rows if row["case"] == "A1" and row["leg"] == 1)
    assert set(row) == set(listing.fields)
    assert (row["corridor_2"], row["isei_first_last"], row["isei_delta_move2"]) == ("JPN>USA", 24.68, 30.57)
    assert row["years_by_country"] == {
        "JPN": {"years": 8.0, "approx": True},
        "USA": {"years": 19.0, "approx": True},
    }
    undefined = row["undefined"]
    assert isinstance(undefined, dict)
    assert undefined["age_at_move2"] == "neither birth_year nor the age at the interview is known"
    assert "irregular < " in json.dumps(listing.meta["rules"])
    assert "Ganzeboom" in str(listing.meta["isei"])


def test_a_row_per_person_has_what_follows_alone(project: Project) -> None:
    rows = project.query_trajectory(unit="persons").rows
    assert [(row["case"], row["second_migrant"], row["n_destinations"]) for row in rows] == [
        ("A1", True, 2),
        ("B2", False, 1),
    ]
    assert rows[1]["corridor_2"] is None


def test_person_years_add_up(project: Project) -> None:
    listing = project.query_trajectory(unit="person-years")
    mine = [row for row in listing.rows if row["case"] == "A1"]
    assert [row["year"] for row in mine] == list(range(1998, 2026))
    # July 1998 to March 2025, July 2005 to August 2025
    assert sum(int(str(row["months"])) for row in listing.rows) == 320 + 241
    assert listing.notes[0].startswith("49 person-years of 2 persons; 561 months counted = 561 months")
    assert {row["event"] for row in mine} == {"arrival", "stay", "onward"}
    assert set(mine[0]) == set(listing.fields)


def test_a_person_gets_the_whole_trajectory(project: Project, tmp_path: Path) -> None:
    take_in(project)
    project.case_export("A1", tmp_path / "A1.json")
    held = json.loads((tmp_path / "A1.json").read_text(encoding="utf-8"))
    assert held["legs"][1]["statuses"] == "ethnic (1998); pr (2003)"


def test_mistakes_of_all_tables_are_told_at_once(project: Project) -> None:
    persons = project.root / "corpus" / "persons.csv"
    persons.write_text(persons.read_text("utf-8").replace("USA,PER", "USA,Peru"), encoding="utf-8")
    (project.root / "statuses.csv").write_text(STATUS.replace("2003", "soon"), encoding="utf-8")
    assert refusal(project, LEGS.replace("JPN", "Japan")) == [
        "persons.csv:2: origin 'Peru' is no ISO 3166-1 alpha-3 code",
        "legs.csv:3: country 'Japan' is no ISO 3166-1 alpha-3 code",
        "statuses.csv:2: date 'soon' is no date",
    ]
