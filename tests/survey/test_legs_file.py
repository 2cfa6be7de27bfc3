"""The tables of stays, occupations and legal statuses: read strictly, every problem with its line."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.core.legs import LISTED, Occupation, PartialDate
from secondmig.survey.leg_cells import date_of
from secondmig.survey.legs_file import (
    LEG_COLUMNS,
    LegRow,
    fell,
    gather_tables,
    read_tables,
)
from secondmig.survey.measures import read_measures
from secondmig.survey.model import Measure

ROOT = Path(__file__).parents[2]
SHORT = "case,index,country,start,end,role,role_reason,note,evidence_turn"
PHL = "K,0,PHL,,2002,,,,"


@cache
def measures() -> Mapping[str, Measure]:
    return read_measures(ROOT / "codebooks" / "measures.yaml")


def written(tmp_path: Path, header: str, *rows: str, name: str = "legs.csv") -> Path:
    path = tmp_path / name
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8", newline="")
    return path


def legs(tmp_path: Path, *rows: str, header: str = SHORT) -> tuple[LegRow, ...]:
    return read_tables(legs=written(tmp_path, header, *rows), measures=measures()).legs


def lines(error: SecondmigError) -> list[str]:
    problems: Sequence[SecondmigError] = error.problems if isinstance(error, ProblemsError) else [error]
    assert all(problem.hint for problem in problems)
    return [problem.line() for problem in problems]


def refused(tmp_path: Path, *rows: str, header: str = SHORT) -> list[str]:
    with pytest.raises(SecondmigError) as caught:
        legs(tmp_path, *rows, header=header)
    return lines(caught.value)


def with_cell(column: str, value: str) -> tuple[str, str]:
    """Header and a good row of a stay whose ``column`` holds ``value``."""
    columns = [
        "case",
        "index",
        "country",
        "start",
        "end",
        *([column] if column not in SHORT.split(",")[:5] else []),
    ]
    cells = {"case": "K", "index": "0", "country": "SAU", "start": "2002", "end": "2007", column: value}
    return ",".join(columns), ",".join(f'"{cells[each]}"' for each in columns)


def test_a_stay_is_read_with_all_that_is_known_of_it(tmp_path: Path) -> None:
    row = (
        "K,0,SAU,2002-03,~2007,,,work_skilled,pr,2221,5,6,2.5,low,3,0,kin; children,wage; family,broker,"
        'became,"start 10; income 12 ""two thousand""",14,five years'
    )
    (found,) = legs(tmp_path, row, header=",".join(LEG_COLUMNS))
    leg = found.leg
    assert (leg.index, leg.country, str(leg.start), str(leg.end)) == (0, "SAU", "2002-03", "~2007")
    assert (leg.legal_at_entry, leg.legal_at_exit, leg.isco) == ("work_skilled", "pr", "2221")
    assert (leg.edu_at_start, leg.edu_at_end, leg.edu_years) == ("5", "6", 2.5)
    assert (leg.income, leg.lang_at_end, leg.home_owner) == ("low", "3", "0")
    assert (leg.household, leg.motives, leg.helped_by) == (
        ("kin", "children"),
        ("wage", "family"),
        ("broker",),
    )
    assert (leg.planned_as_step, leg.note) == ("became", "five years")
    assert [(each.fact, each.turn, each.passage) for each in found.said] == [
        ("start", 10, ""),
        ("income", 12, "two thousand"),
        ("", 14, ""),
    ]
    assert found.where == "legs.csv:2"


def test_empty_cells_say_nothing(tmp_path: Path) -> None:
    (found,) = legs(tmp_path, PHL)
    leg = found.leg
    assert (leg.edu_years, leg.income, leg.household, leg.occupations, leg.evidence) == (None, "", (), (), ())
    assert found.said == ()


def test_transit_is_set_by_hand_with_a_reason(tmp_path: Path) -> None:
    _, found = legs(tmp_path, PHL, "K,1,SAU,2002,2007,transit,waited for papers,,")
    assert (found.leg.role, found.leg.role_reason) == ("transit", "waited for papers")


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
        (",1,SAU,2002,2007,,,,", "case is empty"),
        ("K,0,PHL,,soon,,,,", "end 'soon' is no date"),
        ("K,1,SAU,0999,2007,,,,", "start '0999' is no date"),
    ],
)
def test_a_wrong_stay_is_refused_with_its_line(tmp_path: Path, row: str, problem: str) -> None:
    assert refused(tmp_path, row) == [f"legs.csv:2: {problem}"]


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        ("income", "rich", "income 'rich' is none of low, middle, high"),
        ("home_owner", "yes", "home_owner 'yes' is none of 0, 1"),
        ("planned_as_step", "maybe", "planned_as_step 'maybe' is none of yes, no, became, unknown"),
        (
            "household",
            "kin; cat",
            "household 'cat' is none of alone, partner, children, parents, kin, dormitory",
        ),
        ("edu_years", "3,5", "edu_years '3,5' is no number of years"),
        ("edu_years", "400", "edu_years '400' is no number of years"),
        ("isco", "22211", "isco '22211' is no ISCO-08 code, which is one to four digits"),
        ("legal_at_exit", "PR", "legal_at_exit 'PR' is none of citizen_birth, citizen_nat, pr"),
        ("edu_at_start", "bachelor", "edu_at_start 'bachelor' is none of 0, 1, 2"),
        ("lang_at_end", "fluent", "lang_at_end 'fluent' is none of"),
    ],
)
def test_a_value_outside_its_list_is_refused(tmp_path: Path, column: str, value: str, problem: str) -> None:
    header, row = with_cell(column, value)
    (line,) = refused(tmp_path, row, header=header)
    assert line.startswith(f"legs.csv:2: {problem}")


@pytest.mark.parametrize("column", LISTED)
def test_every_value_of_a_list_is_taken(tmp_path: Path, column: str) -> None:
    for value in LISTED[column]:
        header, row = with_cell(column, value)
        (found,) = legs(tmp_path, row, header=header)
        assert getattr(found.leg, column) in {value, (value,)}


def test_codes_are_held_against_measures_only_where_there_are_any(tmp_path: Path) -> None:
    header, row = with_cell("legal_at_exit", "settled")
    assert read_tables(legs=written(tmp_path, header, row)).legs[0].leg.legal_at_exit == "settled"
    header, row = with_cell("isco", "nurse")
    with pytest.raises(SecondmigError, match="'nurse' is no ISCO-08 code"):
        read_tables(legs=written(tmp_path, header, row))


def test_education_cannot_fall_during_a_stay(tmp_path: Path) -> None:
    header = "case,index,country,start,end,edu_at_start,edu_at_end"
    assert refused(tmp_path, "K,1,SAU,2002,2007,6,5", header=header) == [
        "legs.csv:2: edu_at_end 5 is below edu_at_start 6"
    ]
    assert [fell("6", "6"), fell("6", "-9"), fell("", "3"), fell("6", "")] == [False] * 4


@pytest.mark.parametrize(
    ("called", "meant"),
    [
        ("UK", "GBR"),
        ("sau", "SAU"),
        ("Korea", "KOR"),
        ("Côte d'Ivoire", "CIV"),
        ("USSR", "SUN"),
        ("Burma", "MMR"),
    ],
)
def test_the_code_that_is_meant_is_proposed(tmp_path: Path, called: str, meant: str) -> None:
    with pytest.raises(SecondmigError) as caught:
        legs(tmp_path, f"K,1,{called},2002,2007,,,,")
    assert caught.value.hint == f"write {meant}"


def test_a_state_that_is_no_more_is_a_country_of_a_stay(tmp_path: Path) -> None:
    (found,) = legs(tmp_path, "K,0,SUN,,1991,,,,")
    assert found.leg.country == "SUN"


def test_evidence_for_an_empty_field_is_refused(tmp_path: Path) -> None:
    header = "case,index,country,start,end,income,evidence"
    assert refused(tmp_path, "K,0,SAU,2002,2007,,income 12", header=header) == [
        "legs.csv:2: evidence speaks of income, which is empty"
    ]
    (found,) = legs(tmp_path, "K,0,SAU,2002,,,end 12", header=header)
    assert [each.fact for each in found.said] == ["end"]


def test_evidence_that_cannot_be_read_names_its_column(tmp_path: Path) -> None:
    header, row = with_cell("evidence", "incom 3")
    assert refused(tmp_path, row, header=header) == ["legs.csv:2, evidence: 'incom' is no field of a leg"]


def test_stays_are_numbered_without_gaps_or_repeats(tmp_path: Path) -> None:
    rows = [PHL, "K,2,SAU,2002,2007,,,,"]
    assert refused(tmp_path, *rows) == ["legs.csv:3: the legs of K are numbered 0, 2"]
    assert refused(tmp_path, PHL, PHL) == ["legs.csv:3: case 'K', index '0' is already on line 2"]


def test_an_unknown_column_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, PHL, header=SHORT.replace("note", "remark")) == [
        "legs.csv: unknown column 'remark'"
    ]


def test_all_problems_of_a_file_are_told_at_once_in_line_order(tmp_path: Path) -> None:
    found = refused(tmp_path, "K,1,XX,,2007,,,,x", "K,y,SAU,2002,,,,,", "K,3,SAU,soon,,,,,")
    assert [line.split(": ")[0] for line in found] == [
        "legs.csv:2",
        "legs.csv:2",
        "legs.csv:2, evidence_turn",
        "legs.csv:3",
        "legs.csv:4",
    ]


@given(year=st.integers(1850, 2100), month=st.integers(0, 12), approx=st.booleans())
def test_a_date_is_read_as_it_is_written(year: int, month: int, approx: bool) -> None:
    date = PartialDate(year, month, approx)
    read = date_of(str(date))
    assert read == date
    assert read is not None
    assert read.approx is approx


@pytest.mark.parametrize("text", ["", "1849", "2101", "07", "2007-13", "2007-1-1", "~~2007", "2007~"])
def test_anything_else_is_no_date(text: str) -> None:
    assert date_of(text) is None


# Occupations and statuses


def test_occupations_are_read(tmp_path: Path) -> None:
    header = "case,leg,isco,title,start,end,main,permanent,evidence"
    path = written(tmp_path, header, 'K,1,2221,nurse,2002,~2005-03,1,0,"10 ""a nurse"""', "K,1,,cleaner,,,,,")
    one, other = read_tables(occupations=path, measures=measures()).occupations
    assert one.occupation == Occupation(
        "2221", "nurse", PartialDate(2002), PartialDate(2005, 3), main=True, permanent="0"
    )
    assert [(each.fact, each.turn, each.passage) for each in one.said] == [("occupations", 10, "a nurse")]
    assert (other.occupation.title, other.occupation.main, other.where) == ("cleaner", False, "legs.csv:3")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("K,1,,,,,,,", "isco and title are empty"),
        ("K,x,2221,,,,,,", "leg 'x' is no number"),
        (",1,2221,,,,,,", "case is empty"),
        ("K,1,2221,,2005,2002,,,", "end 2002 is before start 2005"),
        ("K,1,2221,,,,yes,,", "main 'yes' is none of 0, 1"),
        ("K,1,2221,,,,,2,", "permanent '2' is none of 0, 1"),
        ("K,1,22x,,,,,,", "isco '22x' is no ISCO-08 code, which is one to four digits"),
    ],
)
def test_a_wrong_occupation_is_refused_with_its_line(tmp_path: Path, row: str, problem: str) -> None:
    path = written(tmp_path, "case,leg,isco,title,start,end,main,permanent,evidence", row, name="work.csv")
    with pytest.raises(SecondmigError) as caught:
        read_tables(occupations=path, measures=measures())
    assert lines(caught.value) == [f"work.csv:2: {problem}"]


def test_statuses_are_read_and_a_strange_one_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "case,leg,date,status,evidence", "K,1,2004,pr,10", "K,1,,citizen_nat,")
    one, other = read_tables(statuses=path, measures=measures()).statuses
    assert (one.change.status, str(one.change.date), one.said[0].fact) == ("pr", "2004", "statuses")
    assert other.change.date is None
    path = written(tmp_path, "case,leg,date,status,evidence", "K,1,2004,settled,", "K,1,2004,,")
    with pytest.raises(SecondmigError) as caught:
        read_tables(statuses=path, measures=measures())
    first, second = lines(caught.value)
    assert first.startswith("legs.csv:2: status 'settled' is none of citizen_birth")
    assert second == "legs.csv:3: status is empty"


def test_the_problems_of_all_tables_are_told_together(tmp_path: Path) -> None:
    stays = written(tmp_path, SHORT, "K,1,XX,2002,2007,,,,")
    work = written(tmp_path, "case,leg,isco", "K,1,x", name="occupations.csv")
    status = written(tmp_path, "case,leg,date,status", "K,1,soon,pr", name="statuses.csv")
    with pytest.raises(ProblemsError) as caught:
        read_tables(legs=stays, occupations=work, statuses=status)
    assert [line.split(":")[0] for line in lines(caught.value)] == [
        "legs.csv",
        "occupations.csv",
        "statuses.csv",
    ]
    assert read_tables().legs == ()


def test_rows_that_can_be_read_are_kept_beside_the_problems(tmp_path: Path) -> None:
    stays = written(tmp_path, SHORT, PHL, "K,1,XX,2002,2007,,,,", "K,2,GBR,2007,,,,,")
    tables = gather_tables(legs=stays, statuses=tmp_path / "nowhere.csv")
    assert [row.leg.index for row in tables.legs] == [0, 2]
    places = [problem.line().split(": ")[0] for problem in tables.problems]
    assert places == ["legs.csv:3", str(tmp_path / "nowhere.csv")]
