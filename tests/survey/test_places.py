"""Countries by any of their names, at a time: borders that changed do not make migrants."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.countries import COUNTRIES, FORMER, is_country, is_state, name, region
from secondmig.core.errors import SecondmigError
from secondmig.core.legs import PartialDate
from secondmig.survey.names_of_countries import GROUPS, OTHER_NAMES, TWO_LETTERS
from secondmig.survey.places import out_of_time, place, same_ground
from secondmig.survey.territories import CHANGES, PARTS

ROOT = Path(__file__).parents[2]


def at(text: str) -> PartialDate:
    return PartialDate.parse(text)


# Names


@given(code=st.sampled_from(COUNTRIES))
def test_every_country_is_known_by_name_and_both_codes(code: str) -> None:
    assert place(code).code == place(name(code)).code == place(name(code).upper()).code == code
    (two,) = (short for short, long in TWO_LETTERS.items() if long == code)
    assert place(two).code == code


def test_every_former_state_has_a_name_a_region_and_successors() -> None:
    for code in FORMER:
        assert is_state(code)
        assert not is_country(code)
        assert region(code)
        found = place(code)
        assert (found.code, found.former) == (code, True)
        assert found.successors
        assert all(map(is_country, found.successors))


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Korea", "KOR"),
        ("Cote d' Ivoire", "CIV"),
        ("Cote d Ivoire", "CIV"),
        ("Hong Kong", "HKG"),
        ("China, Hong Kong SAR", "HKG"),
        ("Soviet Union, former", "SUN"),
        ("USSR", "SUN"),
        ("U.S.S.R.", "SUN"),
        ("Yugoslavia, former", "YUG"),
        ("Zimbabawe", "ZWE"),
        ("St. Kitts-Nevis", "KNA"),
        ("Congo, Democratic Republic", "COD"),
        ("Congo, Republic", "COG"),
        ("the United States", "USA"),
        ("UK", "GBR"),
        ("UNITED KINGDOM", "GBR"),
        ("Zaire", "COD"),
        ("Ceylon", "LKA"),
        ("Burma", "MMR"),
        ("Rhodesia", "ZWE"),
        ("West Germany", "DEU"),
        ("German Democratic Republic", "DDR"),
        ("Okinawa", "JPN"),
        ("Reunion", "REU"),
        ("Türkiye", "TUR"),
        ("NO", "NOR"),
        ("  peru ", "PER"),
    ],
)
def test_names_of_tables_are_understood(written: str, code: str) -> None:
    assert place(written).code == code


@pytest.mark.parametrize(
    "written", ["Unknown", "Non quota immigrant", "Born on ship/plane", "Other Africa", "Total"]
)
def test_groups_are_no_country_and_say_why(written: str) -> None:
    found = place(written)
    assert (found.code, found.successors) == ("", ())
    assert found.note


def test_a_group_of_several_countries_names_them() -> None:
    assert place("Channel Islands").successors == ("GGY", "JEY")


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(SecondmigError, match="no country is called 'Phillipines'") as caught:
        place("Phillipines")
    assert caught.value.hint == "did you mean Philippines (PHL)?"
    with pytest.raises(SecondmigError) as caught:
        place("Atlantis")
    assert caught.value.hint == "write a name in English or an ISO 3166 code"


@given(written=st.text(max_size=12))
def test_any_words_are_a_place_or_refused(written: str) -> None:
    try:
        found = place(written)
    except SecondmigError as error:
        hint = error.hint
    else:
        hint = found.code or found.note
    assert hint


def test_the_labels_of_official_tables_all_resolve() -> None:
    for path in sorted((ROOT / "corpus" / "flows").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for column in ("country", "birth", "last_residence", "origin", "host", "next"):
                    if row.get(column):
                        found = place(row[column])
                        assert found.code or found.note


def test_no_two_countries_share_a_name() -> None:
    taken: dict[str, str] = {}
    for code, (others, _note) in OTHER_NAMES.items():
        assert is_state(code)
        for other in filter(None, others.split("; ")):
            assert taken.setdefault(other.casefold(), code) == code
            assert place(other).code == code
    for words in GROUPS:
        assert all(place(called).code == "" for called in words.split("; "))


# Times


def test_a_name_that_does_not_say_which_country_is_noted() -> None:
    assert place("Korea").note == "taken as South Korea: the name does not say which Korea"
    assert place("South Korea").note == ""


@pytest.mark.parametrize(
    ("written", "when", "note"),
    [
        ("Jamaica", "1960", "under the rule of the United Kingdom (GBR) until 1962-08"),
        ("Hong Kong", "1990", "under the rule of the United Kingdom (GBR) until 1997-07"),
        ("Macao", "1990", "under the rule of Portugal (PRT) until 1999-12"),
        ("Latvia", "1985", "part of the Soviet Union (SUN) until 1991-08"),
        ("South Sudan", "2000", "part of Sudan (SDN) until 2011-07"),
        ("Bangladesh", "1960", "part of Pakistan (PAK) until 1971-12"),
        ("West Germany", "1980", "without East Germany (DDR) until 1990-10"),
        ("Okinawa", "1960", "under United States rule until 15 May 1972"),
        ("Sri Lanka", "1940", "under the rule of the United Kingdom (GBR) until 1948-02"),
        ("USSR", "2005", "the Soviet Union ended in 1991-12"),
    ],
)
def test_what_a_place_was_at_a_time_stands_in_the_note(written: str, when: str, note: str) -> None:
    assert place(written, as_of=at(when)).note.startswith(note)


@pytest.mark.parametrize(
    ("written", "when"),
    [
        ("Jamaica", "1962-08"),
        ("Hong Kong", "1998"),
        ("Latvia", "1995"),
        ("USSR", "1985"),
        ("Okinawa", "1980"),
    ],
)
def test_nothing_is_noted_where_nothing_was_otherwise(written: str, when: str) -> None:
    assert place(written, as_of=at(when)).note == ""


def test_yugoslavia_is_what_was_left_of_it() -> None:
    assert place("Yugoslavia", as_of=at("1985")).successors == ("BIH", "HRV", "MKD", "MNE", "SRB", "SVN")
    assert place("Yugoslavia", as_of=at("1995")).successors == ("MNE", "SRB")
    assert "ended in 2003-02" in place("Yugoslavia", as_of=at("2004")).note


def test_a_former_name_says_since_when_there_is_another() -> None:
    assert place("Burma").note == "called Myanmar since 1989-06"
    assert place("Burma", as_of=at("1970")).note == ""


def test_a_date_that_is_not_sure_says_so() -> None:
    assert not place("Senegal", as_of=at("1950")).sure
    assert place("Jamaica", as_of=at("1950")).sure


def test_the_table_of_changes_names_states_and_is_dated() -> None:
    assert all(is_country(change.after) or change.after in FORMER for change in CHANGES)
    assert all(is_state(change.before) for change in CHANGES if change.kind != "renamed")
    assert all(change.by and change.date.month for change in CHANGES)
    assert {change.before for change in CHANGES if change.kind == "ended"} == set(FORMER)
    assert all(is_country(code) and is_country(ruler) for _name, code, ruler, _until, _words in PARTS)


# Moves that are none


@pytest.mark.parametrize(
    ("before", "after", "when"),
    [
        ("SUN", "LVA", "1991"),
        ("SUN", "RUS", "1995"),
        ("LVA", "SUN", "1980"),
        ("YUG", "SRB", "1999"),
        ("CSK", "CZE", "1993"),
        ("DDR", "DEU", "1990-10"),
        ("SDN", "SSD", "2011-07"),
        ("PAK", "BGD", "1960"),
        ("GBR", "JAM", "1962"),
        ("GBR", "HKG", "1997-07"),
    ],
)
def test_a_change_of_borders_is_no_move(before: str, after: str, when: str) -> None:
    assert same_ground(before, after, at(when))


@pytest.mark.parametrize(
    ("before", "after", "when"),
    [
        ("SUN", "DEU", "1991"),
        ("SDN", "SSD", "2015"),
        ("GBR", "JAM", "1950"),
        ("GBR", "JAM", "1975"),
        ("JAM", "GBR", "1999"),
        ("CHN", "HKG", "2000"),
        ("PER", "JPN", "1998"),
        ("JPN", "JPN", "1998"),
    ],
)
def test_a_move_is_a_move(before: str, after: str, when: str) -> None:
    assert same_ground(before, after, at(when)) == ""


def test_without_a_date_only_a_state_that_ended_or_was_left_tells() -> None:
    assert same_ground("SUN", "LVA", None)
    assert same_ground("SDN", "SSD", None)
    assert same_ground("GBR", "JAM", None) == ""


def test_a_stay_cannot_begin_in_a_state_that_has_ended() -> None:
    assert out_of_time("SUN", at("1992")) == "the Soviet Union ended in 1991-12"
    assert out_of_time("CSK", at("1993-02")) == "Czechoslovakia ended in 1993-01"
    assert [out_of_time("SUN", at("1991")), out_of_time("RUS", at("2000")), out_of_time("SUN", None)] == [
        ""
    ] * 3
