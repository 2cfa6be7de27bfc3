"""Second migrants in tables of flows: the share of a full table, the bounds that margins leave."""

from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.survey.flow_file import read_flows
from secondmig.survey.flows import (
    Flow,
    Margin,
    Onward,
    bounds,
    common_ground,
    margins_of,
    merged,
    share_of,
    with_shares,
)

ADMITTED = Path(__file__).parents[2] / "corpus" / "flows" / "admitted-2000.csv"
LEAVERS = ADMITTED.with_name("leavers-2003.csv")


def test_at_least_four_percent_of_those_admitted_in_2000_had_moved_before() -> None:
    margins = read_flows(ADMITTED).margins
    found = bounds(margins)
    assert (found.total, found.at_least) == (849_386, 35_634)
    assert f"{found.share(found.at_least) * 100:.2f}" == "4.20"
    assert (found.last_unknown, found.born_unknown) == (16_136, 1_180)
    assert found.at_least_strictly == 34_454
    assert found.holds(0.12)
    assert not found.holds(0.04)


def test_a_surplus_is_who_last_lived_there_beyond_who_was_born_there() -> None:
    by_country = {row.country: row.surplus for row in read_flows(ADMITTED).margins}
    assert by_country["Canada"] == 5_268
    assert by_country["Bosnia-Herzegovina"] == -8_542
    assert by_country["Japan"] == 7_730 - 7_094


def test_the_share_of_a_full_table_leaves_out_whose_country_nobody_knows() -> None:
    flows = [
        Flow("Peru", "Japan", 2),
        Flow("Peru", "Peru", 6),
        Flow("Peru", "Unknown", 1),
        Flow("Unknown", "Japan", 1),
    ]
    found = share_of(flows)
    assert (found.moved, found.known, found.unknown, found.share) == (2, 8, 2, 0.25)
    assert (found.low, found.high) == (0.2, 0.4)


def test_a_table_of_nobody_known_has_no_share() -> None:
    assert share_of([Flow("Unknown", "Peru", 3)]).share is None
    with pytest.raises(ValueError, match="nobody"):
        share_of([])


def tables(rows: Sequence[int], columns: Sequence[int]) -> Iterator[list[list[int]]]:
    """Every table of counts with these margins."""
    if not rows:
        if not any(columns):
            yield []
        return
    for first in product(*(range(min(rows[0], column) + 1) for column in columns)):
        if sum(first) == rows[0]:
            rest = [column - cell for column, cell in zip(columns, first, strict=True)]
            for table in tables(rows[1:], rest):
                yield [list(first), *table]


COUNTRIES = ("A", "B", "C", "Unknown")


@st.composite
def small_margins(draw: st.DrawFn) -> tuple[Margin, ...]:
    table = [[draw(st.integers(0, 1)) for _ in COUNTRIES] for _ in COUNTRIES]
    table[draw(st.integers(0, 2))][draw(st.integers(0, 3))] += draw(st.integers(1, 2))
    return margins_of(
        Flow(birth, last, table[down][across])
        for down, birth in enumerate(COUNTRIES)
        for across, last in enumerate(COUNTRIES)
    )


@given(small_margins())
def test_bounds_are_the_extremes_over_every_table_with_these_margins(margins: tuple[Margin, ...]) -> None:
    found = bounds(margins)
    strictly, most, unknown_first = [], [], []
    born = [row.born for row in margins]
    last = [row.last for row in margins]
    for table in tables(born, last):
        known = sum(table[a][b] for a in range(3) for b in range(3) if a != b)
        anyone = found.total - sum(table[place][place] for place in range(3))
        strictly.append(known)
        most.append(anyone)
        # Those of unknown birth and of unknown last residence are the same persons, as far as they go.
        if table[3][3] == min(born[3], last[3]):
            unknown_first.append(known)
    assert found.at_least_strictly == min(strictly)
    assert found.at_most == max(most)
    assert found.at_least == min(unknown_first)
    assert found.at_least_strictly <= found.at_least <= found.at_most


def test_countries_counted_as_one_have_no_moves_between_them() -> None:
    margins = (Margin("Yugoslavia, former", 0, 5), Margin("Croatia", 5, 0), Margin("Peru", 2, 2))
    assert bounds(margins).at_least == 5
    together = merged(margins, lambda country: "Yugoslavia" if country != "Peru" else country)
    assert together == (Margin("Yugoslavia", 5, 5), Margin("Peru", 2, 2))
    assert bounds(together).at_least == 0


def test_a_former_state_and_its_successors_stand_on_one_ground() -> None:
    names = ["Yugoslavia, former", "Croatia", "Slovenia", "Italy", "Unknown", "Atlantis"]
    assert common_ground(names) == {
        "Yugoslavia, former": "Yugoslavia",
        "Croatia": "Yugoslavia",
        "Slovenia": "Yugoslavia",
        "Italy": "Italy",
        "Unknown": "Unknown",
        "Atlantis": "Atlantis",
    }


def test_successors_stay_apart_where_the_former_state_is_not_in_the_table() -> None:
    assert common_ground(["Croatia", "Slovenia"]) == {"Croatia": "Croatia", "Slovenia": "Slovenia"}


def test_margins_with_different_sums_have_no_bounds() -> None:
    with pytest.raises(ValueError, match="2 births but 1 last residences"):
        bounds([Margin("Peru", 2, 1)])


class TestOnward:
    def test_leavers_of_peru_went_to_the_united_states_by_an_estimate(self) -> None:
        (row,) = with_shares(read_flows(LEAVERS).onward)
        assert (row.origin, row.host, row.next, row.status) == ("PER", "JPN", "USA", "estimate")
        assert (row.share, row.persons, row.leavers) == (0.1, None, None)

    def test_a_share_has_its_own_denominator(self) -> None:
        counted = [
            Onward("PER", "JPN", "USA", "2003", 30, None, None, "count", "x"),
            Onward("PER", "JPN", "PER", "2003", 70, None, None, "count", "x"),
            Onward("BRA", "JPN", "USA", "2003", 5, None, 50, "count", "x"),
        ]
        assert [(row.share, row.leavers) for row in with_shares(counted)] == [
            (0.3, 100),
            (0.7, 100),
            (0.1, 50),
        ]

    def test_leavers_are_not_added_up_where_a_count_is_missing(self) -> None:
        counted = [
            Onward("PER", "JPN", "USA", "2003", None, 0.1, None, "estimate", "x"),
            Onward("PER", "JPN", "PER", "2003", 70, None, None, "count", "x"),
        ]
        assert [(row.share, row.leavers) for row in with_shares(counted)] == [(0.1, None), (None, None)]


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "flows.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return path


class TestFile:
    def test_a_full_table_is_known_by_its_columns(self, tmp_path: Path) -> None:
        table = read_flows(written(tmp_path, 'birth,last_residence,persons\nPeru,Japan,"1,234"\n'))
        assert (table.form, table.flows) == ("full", (Flow("Peru", "Japan", 1234),))

    def test_names_of_one_country_make_no_migrants(self, tmp_path: Path) -> None:
        text = "birth,last_residence,persons\nKorea,South Korea,100\nMyanmar,Burma,50\nPeru,PER,9\n"
        text += "Perru,Peru,1\n"
        table = read_flows(written(tmp_path, text))
        found = share_of(table.flows)
        strange = "is no country by any name that is known, and is counted as one of its own"
        assert (found.moved, found.known) == (1, 160)
        assert table.remarks == (
            f"flows.csv:5, birth: 'Perru' {strange}",
            "names of one country are counted as one: South Korea as Korea, Burma as Myanmar, PER as Peru",
        )

    def test_names_of_one_country_are_one_margin(self, tmp_path: Path) -> None:
        text = "country,born_in,last_permanent_residence_in\nBurma,5,0\nMyanmar,0,5\n"
        assert read_flows(written(tmp_path, text)).margins == (Margin("Burma", 5, 5),)

    def test_the_names_of_the_table_of_2000_are_all_known(self) -> None:
        assert read_flows(ADMITTED).remarks == ()

    def test_shares_of_the_same_leavers_are_no_more_than_all_of_them(self, tmp_path: Path) -> None:
        text = "origin,host,next,share_pct,year\nPER,JPN,PER,60,2009\n"
        text += "PER,JPN,USA,55,2009\nPER,JPN,USA,55,2010\n"
        with pytest.raises(SecondmigError) as caught:
            read_flows(written(tmp_path, text))
        assert caught.value.line() == (
            "flows.csv:3, share_pct: with this row the shares of these leavers add up to 115 percent"
        )

    def test_a_table_of_another_form_is_refused_with_the_forms(self, tmp_path: Path) -> None:
        with pytest.raises(SecondmigError, match="no table of flows") as caught:
            read_flows(written(tmp_path, "a,b\n1,2\n"))
        assert "birth, last_residence, persons" in caught.value.hint

    def test_all_wrong_counts_are_named_with_row_and_column(self, tmp_path: Path) -> None:
        text = "country,born_in,last_permanent_residence_in\nPeru,-3,1\nJapan,2,x\n"
        with pytest.raises(ProblemsError) as caught:
            read_flows(written(tmp_path, text))
        assert [(each.where, each.message) for each in caught.value.problems] == [
            ("flows.csv:2", "born_in '-3' is no count"),
            ("flows.csv:3", "last_permanent_residence_in 'x' is no count"),
        ]

    def test_margins_that_do_not_add_up_are_refused(self, tmp_path: Path) -> None:
        text = "country,born_in,last_permanent_residence_in\nPeru,3,1\n"
        with pytest.raises(SecondmigError, match="born_in adds up to 3 but last_permanent_residence_in to 1"):
            read_flows(written(tmp_path, text))

    @pytest.mark.parametrize(
        ("row", "message"),
        [
            ("PER,JPN,USA,,,,,guess,", "status 'guess' is unknown"),
            ("PER,JPN,USA,,,140,,estimate,", "share_pct '140' is no percentage"),
            ("PER,JPN,USA,,,,,count,", "neither persons nor a share is given"),
            ("PER,JPN,USA,,9,,3,count,", "9 persons of 3 leavers"),
            ("PER,,USA,,9,,,count,", "host is empty"),
        ],
    )
    def test_a_row_of_leavers_that_cannot_be_is_refused(self, tmp_path: Path, row: str, message: str) -> None:
        text = f"origin,host,next,year,persons,share_pct,leavers,status,source\n{row}\n"
        with pytest.raises(SecondmigError) as caught:
            read_flows(written(tmp_path, text))
        told = getattr(caught.value, "problems", (caught.value,))
        assert message in [each.message for each in told]
        assert all(each.where == "flows.csv:2" for each in told)
