import json
from collections import defaultdict
from dataclasses import replace

import pytest

from secondmig.core.span import Span
from secondmig.joint.heat import CountryHeat, HeatCell, HeatRow, country_heat
from tests.joint.builders import coding, coding_at, document, person, snapshot
from tests.joint.demo import CORPUS, demo_snapshot

ROSA_SAYS = document("P1", ("P1", "They laughed. They stared. Pay was good. Pay was bad."))
HAO_SAYS = document("P2", ("P2", "They stare. Fine. So so."))
JING_SAYS = document("P3", ("P3", "In Japan, they say, they stare."))
DISC, INT, WAGE = "OS-RAC-DISC", "OS-RAC-INT", "OS-LAB-WAGE"


HEAT = snapshot(
    [ROSA_SAYS, HAO_SAYS, JING_SAYS],
    [
        coding(ROSA_SAYS, "They laughed.", DISC, about_country="JPN", valence=-1),
        coding(ROSA_SAYS, "They stared.", DISC, about_country="JPN", valence=-1),
        coding(ROSA_SAYS, "Pay was good.", WAGE, about_country="JPN", valence=1),
        coding(ROSA_SAYS, "Pay was bad.", WAGE, about_country="JPN", valence=-1),
        coding(HAO_SAYS, "They stare.", DISC, about_country="JPN", valence=-1),
        coding(HAO_SAYS, "Fine.", INT, about_country="JPN", valence=0),
        coding(HAO_SAYS, "So so.", INT, about_country="JPN", valence="mixed"),
        coding(JING_SAYS, "they stare", DISC, about_country="JPN", valence=-1),
        coding(JING_SAYS, "In Japan", INT, about_country="ORIGIN", valence="mixed"),
    ],
    [
        person("P1", ("JPN", 1998, 2006), ("GBR", 2006, None), interview_country="GBR"),
        person("P2", ("JPN", 2005, None), interview_country="JPN"),
        person("P3", ("GBR", 2005, None), interview_country="GBR"),
    ],
)


def row(heat: CountryHeat, code: str) -> HeatRow:
    (found,) = [one for one in heat.rows if one.code == code]
    return found


def cell(heat: CountryHeat, code: str, country: str, valence: str) -> HeatCell:
    (found,) = [one for one in row(heat, code).cells if (one.country, one.valence) == (country, valence)]
    return found


def test_heat_has_a_row_for_every_codable_code_and_none_for_headings() -> None:
    heat = country_heat(HEAT)

    assert sorted(one.code for one in heat.rows) == sorted([DISC, INT, WAGE])
    assert (row(heat, DISC).heading, row(heat, DISC).heading_label) == ("OS-RAC", "Race")


def test_heat_counts_persons_among_those_with_a_leg_there() -> None:
    found = cell(country_heat(HEAT), DISC, "JPN", "negative")

    assert (found.persons, found.persons_total, found.share.value) == (2, 2, 1.0)
    assert (found.codings, found.codings_outside) == (3, 1)


def test_heat_says_zero_where_nobody_with_a_leg_says_it() -> None:
    found = cell(country_heat(HEAT), DISC, "GBR", "negative")

    assert (found.persons, found.persons_total, found.share.value) == (0, 2, 0.0)


def test_heat_counts_a_person_on_both_sides() -> None:
    heat = country_heat(HEAT)

    assert cell(heat, WAGE, "JPN", "negative").persons == 1
    assert cell(heat, WAGE, "JPN", "positive").persons == 1


def test_heat_counts_mixed_and_neutral_as_neither_and_apart() -> None:
    heat = country_heat(HEAT)

    assert cell(heat, INT, "JPN", "negative").persons == cell(heat, INT, "JPN", "positive").persons == 0
    assert (row(heat, INT).neither_persons, row(heat, INT).neither_codings) == (1, 2)


def test_heat_says_no_leg_where_nobody_has_lived() -> None:
    found = cell(country_heat(HEAT, countries=("JPN", "CAN")), DISC, "CAN", "negative")

    assert (found.persons_total, found.share.value, found.share.undefined) == (0, None, "no leg")


def test_heat_compares_only_countries_with_somebody() -> None:
    heat = country_heat(HEAT, countries=("JPN", "CAN"))

    assert {one.difference.undefined for one in heat.rows} == {"fewer than two countries to compare"}


def test_heat_orders_headings_and_codes_by_the_largest_difference() -> None:
    # DISC differs by 1, WAGE by 1/2, INT by 0: the heading of DISC comes first and takes INT along.
    heat = country_heat(HEAT)

    assert [(one.code, one.difference.value) for one in heat.rows] == [(DISC, 1.0), (INT, 0.0), (WAGE, 0.5)]


def test_heat_puts_the_heading_with_the_largest_difference_first() -> None:
    said = [
        coding(ROSA_SAYS, "They laughed.", DISC, about_country="JPN", valence=-1),
        coding(ROSA_SAYS, "They stared.", INT, about_country="JPN", valence=-1),
        coding(HAO_SAYS, "They stare.", INT, about_country="JPN", valence=-1),
        coding(JING_SAYS, "they stare", INT, about_country="GBR", valence=-1),
        coding(ROSA_SAYS, "Pay was good.", WAGE, about_country="JPN", valence=1),
        coding(HAO_SAYS, "Fine.", WAGE, about_country="JPN", valence=1),
    ]
    heat = country_heat(replace(HEAT, codings=tuple(said)))

    # INT: both of two about Japan, one of two about the UK; the difference counts, not the share.
    assert [(one.code, one.difference.value) for one in heat.rows] == [(WAGE, 1.0), (DISC, 0.5), (INT, 0.5)]


def test_heat_puts_the_code_with_the_largest_difference_first_under_its_heading() -> None:
    said = [
        coding(ROSA_SAYS, "They laughed.", DISC, about_country="JPN", valence=-1),
        coding(ROSA_SAYS, "They stared.", INT, about_country="JPN", valence=1),
        coding(HAO_SAYS, "Fine.", INT, about_country="JPN", valence=1),
    ]
    heat = country_heat(replace(HEAT, codings=tuple(said)))

    assert [(one.code, one.difference.value) for one in heat.rows] == [(INT, 1.0), (DISC, 0.5), (WAGE, 0.0)]


def test_heat_counts_only_the_persons_with_a_leg_in_a_passage_of_two() -> None:
    pair = document("D", ("A", "They stare."), ("B", "They do."))
    both = coding_at(
        pair, Span(pair.turns[0].span.start, pair.turns[1].span.end), DISC, about_country="JPN", valence=-1
    )
    cases = [
        person("A", ("JPN", 2001, None), speakers=[("D", "A")], interview_country="JPN"),
        person("B", ("GBR", 2001, None), speakers=[("D", "B")], interview_country="JPN"),
    ]
    found = cell(country_heat(snapshot([pair], [both], cases)), DISC, "JPN", "negative")

    assert (found.persons, found.persons_total, found.codings, found.codings_outside) == (1, 1, 1, 0)


def test_heat_keeps_codebook_order_among_equals() -> None:
    nothing = country_heat(replace(HEAT, codings=()))

    assert [one.code for one in nothing.rows] == [DISC, INT, WAGE]


def test_heat_columns_are_the_countries_of_interview() -> None:
    heat = country_heat(HEAT)

    assert heat.countries == ("GBR", "JPN")
    assert heat.persons == {"GBR": 2, "JPN": 2}
    assert [(one.country, one.valence) for one in heat.rows[0].cells] == [
        ("GBR", "negative"),
        ("GBR", "positive"),
        ("JPN", "negative"),
        ("JPN", "positive"),
    ]


def test_heat_without_its_codebook_has_no_rows() -> None:
    assert country_heat(HEAT, codebook="other").rows == ()


def test_heat_of_the_demo_has_forty_one_codes_and_three_countries() -> None:
    heat = country_heat(demo_snapshot())

    assert len(heat.rows) == 41
    assert heat.countries == ("JPN", "GBR", "USA")
    assert heat.persons == {"JPN": 12, "GBR": 12, "USA": 9}


def gold_counts() -> dict[tuple[str, str, int], tuple[int, int]]:
    """(code, country, valence) -> persons and codings in the gold files, whoever has lived there."""
    persons: defaultdict[tuple[str, str, int], list[str]] = defaultdict(list)
    for path in sorted((CORPUS / "gold").glob("*.jsonl")):
        for line in path.read_text("utf-8").split("\n"):
            said = json.loads(line) if line else {}
            if said.get("valence") in {-1, 1}:
                persons[said["code"], said["about_country"], said["valence"]].append(path.stem)
    return {key: (len(set(found)), len(found)) for key, found in persons.items()}


def test_heat_of_the_demo_agrees_with_the_gold_files() -> None:
    heat, gold = country_heat(demo_snapshot()), gold_counts()

    for one in heat.rows:
        for found in one.cells:
            expected = gold.get((one.code, found.country, -1 if found.valence == "negative" else 1), (0, 0))
            assert found.codings + found.codings_outside == expected[1]
            if not found.codings_outside:
                assert found.persons == expected[0]


@pytest.mark.parametrize("country", ["JPN", "GBR", "USA"])
def test_heat_of_the_demo_never_counts_more_persons_than_have_a_leg(country: str) -> None:
    heat = country_heat(demo_snapshot())

    counted = [one.persons for line in heat.rows for one in line.cells if one.country == country]
    assert 0 < max(counted) <= heat.persons[country]
