"""Persons joined with the tables of their trajectory: all or nothing, every contradiction with its line."""

from collections.abc import Sequence

import pytest

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.core.ids import content_hash
from secondmig.core.legs import Leg, Occupation, PartialDate, StatusChange
from secondmig.core.span import Span
from secondmig.core.types import Case, Document, SpeakerRef, Turn
from secondmig.survey.evidence import Said
from secondmig.survey.legs_file import LegRow, LegTables, OccupationRow, StatusRow
from secondmig.survey.legs_join import LAST_YEAR, Ground, main_occupation, with_legs

INTERVIEW = PartialDate(2025, 3)


def date(text: str) -> PartialDate | None:
    return PartialDate.parse(text) if text else None


def stay(index: int, country: str, start: str = "", end: str = "", **fields: str) -> Leg:
    return Leg(index, country, date(start), date(end), "current", **fields)  # type: ignore[arg-type]


def person(name: str = "K") -> Case:
    origin = Leg(0, "PHL", None, PartialDate(2002), "origin")
    first = Leg(1, "SAU", PartialDate(2002), PartialDate(2008), "destination")
    now = Leg(2, "GBR", PartialDate(2008), None, "current")
    return Case(name, "Mara", (SpeakerRef(name, "MARA"),), {}, (origin, first, now))


def rows(*legs: Leg, case: str = "K", said: Sequence[Said] = ()) -> tuple[LegRow, ...]:
    return tuple(LegRow(case, leg, tuple(said), f"legs.csv:{at}") for at, leg in enumerate(legs, start=2))


def work(
    leg: int, isco: str, start: str = "", end: str = "", *, main: bool = False, at: int = 2
) -> OccupationRow:
    made = Occupation(isco, start=date(start), end=date(end), main=main)
    return OccupationRow("K", leg, made, (), f"occupations.csv:{at}")


def status(leg: int, code: str, when: str = "", *, at: int = 2) -> StatusRow:
    return StatusRow("K", leg, StatusChange(code, date(when)), (), f"statuses.csv:{at}")


def joined(tables: LegTables, ground: Ground | None = None) -> Case:
    (case,) = with_legs([person()], tables, ground=ground)
    return case


def refused(tables: LegTables, ground: Ground | None = None) -> list[str]:
    with pytest.raises(SecondmigError) as caught:
        joined(tables, ground)
    error = caught.value
    problems = error.problems if isinstance(error, ProblemsError) else (error,)
    assert all(problem.hint for problem in problems)
    return [problem.line() for problem in problems]


SHORT = (stay(0, "PHL", "", "2002"), stay(1, "SAU", "2002", "2007"), stay(2, "GBR", "2007"))


def test_the_table_of_stays_wins_and_roles_follow_from_its_dates() -> None:
    case = joined(LegTables(rows(SHORT[2], SHORT[0], SHORT[1])))
    assert [(leg.index, str(leg.end), leg.role) for leg in case.legs] == [
        (0, "2002", "origin"),
        (1, "2007", "destination"),
        (2, "None", "current"),
    ]
    assert joined(LegTables()) == person()


def test_a_person_nobody_names_keeps_the_legs_of_the_table_of_persons() -> None:
    one, other = with_legs([person(), person("L")], LegTables(rows(*SHORT)))
    assert str(one.legs[1].end) == "2007"
    assert other == person("L")


def test_occupations_come_in_the_order_of_their_start_and_give_the_stay_its_isco() -> None:
    tables = LegTables(
        rows(*SHORT),
        (work(1, "2221", "2005", main=True), work(1, "5322", "2002", "2005", main=True, at=3)),
    )
    leg = joined(tables).legs[1]
    assert [each.isco for each in leg.occupations] == ["5322", "2221"]
    assert leg.isco == "2221"


def test_an_occupation_that_contradicts_the_stay_is_refused() -> None:
    stays = (SHORT[0], stay(1, "SAU", "2002", "2007", isco="3221"), SHORT[2])
    tables = LegTables(rows(*stays), (work(1, "2221", main=True, at=7),))
    assert refused(tables) == ["occupations.csv:7: the last main occupation of K on leg 1 is 2221"]
    assert joined(LegTables(rows(*stays), (work(1, "3221", main=True),))).legs[1].isco == "3221"


def test_the_main_occupation_is_the_one_marked_last_or_the_only_one() -> None:
    plain, other = Occupation("1"), Occupation("2")
    assert main_occupation([plain]) == plain
    assert main_occupation([plain, other]) is None
    assert main_occupation([Occupation("1", main=True), other]) == Occupation("1", main=True)
    assert main_occupation([]) is None


def test_the_last_status_is_that_at_the_end_of_the_stay() -> None:
    tables = LegTables(rows(*SHORT), (), (status(2, "citizen_nat", "2019"), status(2, "pr", "2013", at=3)))
    leg = joined(tables).legs[2]
    assert [(each.status, str(each.date)) for each in leg.statuses] == [
        ("pr", "2013"),
        ("citizen_nat", "2019"),
    ]
    assert leg.legal_at_exit == "citizen_nat"
    stays = (*SHORT[:2], stay(2, "GBR", "2007", legal_at_exit="pr"))
    assert refused(LegTables(rows(*stays), (), (status(2, "citizen_nat", "2019", at=9),))) == [
        "statuses.csv:9: the last status of K on leg 2 is citizen_nat"
    ]


def test_rows_of_strangers_and_of_legs_that_are_not_there_are_named_all_at_once() -> None:
    tables = LegTables(
        rows(SHORT[0], case="X"),
        (work(7, "2221", at=4), OccupationRow("Y", 1, Occupation("1"), (), "occupations.csv:5")),
        (status(3, "pr", at=6),),
    )
    assert refused(tables) == [
        "legs.csv:2: X is not among the persons",
        "occupations.csv:4: K has no leg 7",
        "occupations.csv:5: Y is not among the persons",
        "statuses.csv:6: K has no leg 3",
    ]


def test_problems_of_the_files_and_of_the_join_are_told_together() -> None:
    unread = SecondmigError("country 'XX' is no country", where="legs.csv:3", hint="write JPN")
    stays = rows(SHORT[0], stay(2, "GBR", "2030"))
    tables = LegTables(stays, (work(1, "2221"), work(9, "2221")), problems=(unread,))
    first, second = refused(tables)
    assert first == "legs.csv:3: country 'XX' is no country"
    assert second.startswith(f"legs.csv:3: start 2030 of leg 2 is later than {LAST_YEAR}")


def test_rows_of_a_person_who_withdrew_are_passed_over() -> None:
    tables = LegTables(rows(*SHORT, case="X"), (OccupationRow("X", 1, Occupation("1"), (), "o:2"),))
    assert with_legs([person()], tables, gone=["X"]) == (person(),)


@pytest.mark.parametrize(
    ("start", "end", "refused_column"),
    [("2001", "", "start"), ("2002", "2008", "end"), ("2002", "2007", ""), ("2003-04", "2007-12", "")],
)
def test_an_occupation_outside_its_stay_is_refused(start: str, end: str, refused_column: str) -> None:
    tables = LegTables(rows(*SHORT), (work(1, "2221", start, end),))
    if refused_column:
        (line,) = refused(tables)
        assert line.startswith(f"occupations.csv:2: {refused_column} ")
        assert "lies outside leg 1 (SAU, 2002 to 2007)" in line
    else:
        assert joined(tables).legs[1].occupations


# Dates


def test_stays_that_overlap_by_more_than_a_year_are_refused() -> None:
    stays = (SHORT[0], SHORT[1], stay(2, "GBR", "2005"))
    assert refused(LegTables(rows(*stays))) == ["legs.csv:4: leg 2 (GBR) overlaps leg 1 (SAU) by 24 months"]
    assert joined(LegTables(rows(SHORT[0], SHORT[1], stay(2, "GBR", "2006")))).legs[2].country == "GBR"


@pytest.mark.parametrize(
    ("ground", "why"),
    [
        (Ground(interviewed={"K": INTERVIEW}), "the interview (2025-03)"),
        (Ground(latest=PartialDate(2026, 1)), "the latest interview of all (2026-01)"),
        (Ground(), f"{LAST_YEAR}, and no transcript says when the interview was"),
    ],
)
def test_a_date_of_2030_is_refused_whatever_is_known_of_the_interview(ground: Ground, why: str) -> None:
    stays = (SHORT[0], stay(1, "SAU", "2002", "2030"), stay(2, "GBR", "2030"))
    assert refused(LegTables(rows(*stays)), ground) == [
        f"legs.csv:3: end 2030 of leg 1 is later than {why}",
        f"legs.csv:4: start 2030 of leg 2 is later than {why}",
    ]


def test_the_year_and_the_month_of_the_interview_are_not_after_it() -> None:
    ground = Ground(interviewed={"K": INTERVIEW})
    for start in ("2025", "2025-03"):
        stays = (SHORT[0], stay(1, "SAU", "2002", start), stay(2, "GBR", start))
        assert joined(LegTables(rows(*stays)), ground).legs[2].start == date(start)
    stays = (SHORT[0], stay(1, "SAU", "2002", "2025-04"), stay(2, "GBR", "2025-04"))
    assert len(refused(LegTables(rows(*stays)), ground)) == 2


def test_dates_of_the_table_of_persons_are_held_against_the_interview_too() -> None:
    ground = Ground(interviewed={"K": PartialDate(2005)}, places={"K": "persons.csv:4"})
    assert refused(LegTables(), ground) == [
        "persons.csv:4: end 2008 of leg 1 is later than the interview (2005)",
        "persons.csv:4: start 2008 of leg 2 is later than the interview (2005)",
    ]


# Evidence


def document() -> Document:
    words = "I was a nurse there."
    sha = content_hash(words)
    turn = Turn(0, 1, "MARA", "participant", "en", Span(0, len(words)))
    return Document("K", 1, "", "interview", "en", words, sha, sha, "utf-8", (turn,))


def test_evidence_of_all_tables_goes_to_the_stay_each_piece_once() -> None:
    said = Said("isco", "", 1, "a nurse", "legs.csv:3, evidence")
    of_work = Said("occupations", "", 1, "a nurse", "occupations.csv:2, evidence")
    tables = LegTables(
        (*rows(SHORT[0]), *rows(SHORT[1], said=(said, said)), *rows(SHORT[2])),
        (OccupationRow("K", 1, Occupation("2221"), (of_work,), "occupations.csv:2"),),
    )
    ground = Ground(find=lambda name: document() if name == "K" else None)
    leg = joined(tables, ground).legs[1]
    assert [(each.fact, each.turn, each.start, each.end) for each in leg.evidence] == [
        ("isco", 1, 6, 13),
        ("occupations", 1, 6, 13),
    ]
    assert joined(tables).legs[1].evidence == ()


def test_every_piece_of_evidence_that_is_not_there_is_told_at_once() -> None:
    said = [
        Said("isco", "", 9, "", "legs.csv:3, evidence"),
        Said("end", "", 1, "a cook", "legs.csv:3, evidence"),
    ]
    tables = LegTables((*rows(SHORT[0]), *rows(SHORT[1], said=said), *rows(SHORT[2])))
    assert refused(tables, Ground(find=lambda _: document())) == [
        "legs.csv:3, evidence: K has no turn 9",
        "legs.csv:3, evidence: 'a cook' does not stand in turn 1 of K",
    ]
    assert refused(tables, Ground())[0] == "legs.csv:3, evidence: turn 9: there is no document K yet"
