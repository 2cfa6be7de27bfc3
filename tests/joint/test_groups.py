from dataclasses import replace

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.core.types import Case, FacetValue
from secondmig.joint.groups import (
    CountryMeant,
    Person,
    asked,
    country_columns,
    destinations,
    entitled,
    facet_texts,
    grouping,
    interview_countries,
    people,
    resolve_country,
    value_of,
    variables,
)
from tests.joint.builders import coding, document, person, snapshot
from tests.joint.demo import demo_snapshot

TALK = document("P1", ("INT", "And then?"), ("P1", "Then I left."), date="2025-06")


def people_of(*cases: Case) -> tuple[Person, ...]:
    return people(snapshot([TALK], [], cases))


def test_people_are_derived_from_legs_and_not_from_the_typed_group() -> None:
    (mover,) = people_of(person("P1", ("JPN", 1998, 2006), ("USA", 2006, None), group="single"))

    assert value_of(mover, "group") == "second"
    assert value_of(mover, "second_migrant") == "true"
    assert value_of(mover, "first_destination") == "JPN"
    assert value_of(mover, "current") == "USA"


def test_an_open_stay_counts_up_to_the_interview() -> None:
    (newcomer,) = people_of(person("P1", ("JPN", 1998, 2025), ("USA", 2025, None)))
    (settled,) = people_of(person("P1", ("JPN", 1998, 2024), ("USA", 2024, None)))

    assert value_of(newcomer, "group") == "single"
    assert value_of(settled, "group") == "second"


def test_the_project_decides_how_long_a_destination_takes() -> None:
    taken = snapshot([TALK], [], [person("P1", ("JPN", 1998, 2000), ("USA", 2000, None))])
    (mover,), (stayer,) = people(taken), people(replace(taken, min_stay=36))

    assert value_of(mover, "group") == "second"
    assert value_of(stayer, "group") == "single"


def test_somebody_without_a_destination_is_in_no_group() -> None:
    (nobody,) = people_of(person("P1"))

    assert value_of(nobody, "group") is None
    assert value_of(nobody, "second_migrant") is None
    assert value_of(nobody, "first_destination") is None


def test_a_missing_value_is_none_and_an_empty_one_too() -> None:
    (mover,) = people_of(person("P1", ("JPN", 1998, None), gender=""))

    assert value_of(mover, "gender") is None
    assert value_of(mover, "age_band") is None


@pytest.mark.parametrize(
    ("origin", "region"), [("PER", "Latin America"), ("JAM", "Caribbean"), ("XYZ", None), ("", None)]
)
def test_origin_region_comes_from_the_origin(origin: str, region: str | None) -> None:
    (mover,) = people_of(Case("P1", "Rosa", attributes={"origin": origin} if origin else {}))

    assert value_of(mover, "origin_region") == region


def test_origin_falls_back_on_the_first_leg() -> None:
    stated = person("P1", ("JPN", 1998, None), origin="BRA")
    (mover,) = people_of(Case("P1", "Edson", legs=stated.legs))

    assert value_of(mover, "origin") == "BRA"


def test_only_persons_who_speak_in_a_document_at_hand_were_asked() -> None:
    persons = people_of(person("P1", ("JPN", 1998, None)), person("P2", ("JPN", 1998, None)))

    assert [one.case.id for one in persons] == ["P1", "P2"]
    assert [one.case.id for one in asked(persons)] == ["P1"]


def test_grouping_by_any_column_gives_every_case() -> None:
    persons = people_of(person("P1", ("JPN", 1998, None), tie="ethnic"), person("P2", ("JPN", 1998, None)))

    assert grouping(persons, "tie") == {"P1": "ethnic", "P2": None}
    assert grouping(persons, "consent") == {"P1": "T3", "P2": "T3"}
    assert {"tie", "group", "origin_region", "consent"} <= set(variables(persons))


def test_grouping_by_an_unknown_variable_proposes_a_near_one() -> None:
    persons = people_of(person("P1", ("JPN", 1998, None), interview_country="JPN"))

    with pytest.raises(SecondmigError, match="persons have no value 'interview_contry'") as caught:
        grouping(persons, "interview_contry")
    assert "interview_country" in caught.value.hint


def test_grouping_by_something_far_off_lists_what_there_is() -> None:
    with pytest.raises(SecondmigError) as caught:
        grouping(people_of(person("P1")), "xyzzy")
    assert caught.value.hint.startswith("there are: of persons consent, current, ")


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        (None, ()),
        (-1, ("-1",)),
        ("mixed", ("mixed",)),
        (True, ("true",)),
        (("JPN", "GBR", "JPN"), ("JPN", "GBR")),
    ],
)
def test_facet_values_are_compared_as_text(value: FacetValue | None, texts: tuple[str, ...]) -> None:
    plain = coding(TALK, "I left", "OS-LAB-WAGE")
    marked = plain if value is None else replace(plain, facets={"facet": value})

    assert facet_texts(marked, "facet") == texts


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("JPN", CountryMeant("JPN", "JPN")),
        ("ORIGIN", CountryMeant("ORIGIN", "PER")),
        ("NEXT", CountryMeant("NEXT", None)),
        ("ELSEWHERE", CountryMeant("ELSEWHERE", None)),
        ("NONE", CountryMeant("NONE", None)),
    ],
)
def test_origin_keeps_its_column_and_names_the_country_behind_it(value: str, meant: CountryMeant) -> None:
    (mover,) = people_of(person("P1", ("JPN", 1998, None)))
    about = coding(TALK, "I left", "OS-LAB-WAGE", about_country=value)

    assert resolve_country(about, mover) == (meant,)


def test_origin_of_an_unknown_speaker_is_unknown() -> None:
    about = coding(TALK, "I left", "OS-LAB-WAGE", about_country="ORIGIN")

    assert resolve_country(about, None) == (CountryMeant("ORIGIN", None),)
    assert resolve_country(coding(TALK, "I left", "OS-LAB-WAGE"), None) == ()


def test_a_country_is_open_to_those_with_a_destination_leg_there() -> None:
    # Ten years in Japan, eleven months at most in Singapore, then the US.
    (mover,) = people_of(person("P1", ("JPN", 1998, 2008), ("SGP", 2008, 2008), ("USA", 2009, None)))

    assert destinations(mover) == ("JPN", "USA")
    assert [country for country in ("JPN", "SGP", "USA", "GBR") if entitled(mover, country)] == ["JPN", "USA"]
    assert all(entitled(mover, column) for column in ("ORIGIN", "NEXT", "ELSEWHERE", "NONE", ""))


def test_columns_put_countries_of_interview_first_and_placeholders_last() -> None:
    persons = people(
        snapshot(
            [TALK, document("P2", ("P2", "Yes."))],
            [],
            [
                person("P1", ("USA", 1998, None), interview_country="USA"),
                person("P2", ("GBR", 1998, None), interview_country="GBR"),
            ],
        )
    )

    found = ["", "NONE", "CAN", "GBR", "ORIGIN", "AUS", "USA", "USA"]
    assert interview_countries(persons) == ("USA", "GBR")
    assert country_columns(found, persons) == ("USA", "GBR", "AUS", "CAN", "ORIGIN", "NONE", "")


def test_the_demo_has_thirteen_second_and_eleven_single_migrants() -> None:
    groups = list(grouping(people(demo_snapshot()), "group").values())

    assert (len(groups), groups.count("second"), groups.count("single")) == (24, 13, 11)


def test_the_demo_counts_no_singapore_stay_for_uk03() -> None:
    marites = next(one for one in people(demo_snapshot()) if one.case.id == "UK03")

    assert destinations(marites) == ("SAU", "GBR")
    assert [leg.country for leg in marites.trajectory.transit] == ["SGP"]


def test_the_demo_flags_the_return_of_us05() -> None:
    flagged = [one.case.id for one in people(demo_snapshot()) if one.trajectory.return_then_onward]

    assert flagged == ["US05"]
