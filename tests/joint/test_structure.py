"""Indicators beside perceptions: what statistics say of a country, and who says what about it."""

import json
from dataclasses import replace
from pathlib import Path

from secondmig.core.indicator import Indicator
from secondmig.joint.structure import StructureRow, structure
from secondmig.survey.indicators import read_indicators
from tests.joint.builders import coding, document, person, snapshot
from tests.joint.demo import CORPUS, demo_snapshot

ROSA = document("P1", ("P1", "They laughed. Pay was good. Some were kind."))
HAO = document("P2", ("P2", "They stare."))
JING = document("P3", ("P3", "In Japan they stare, I hear."))
SMALL = snapshot(
    [ROSA, HAO, JING],
    [
        coding(ROSA, "They laughed.", "OS-RAC-DISC", about_country="JPN", valence=-1),
        coding(ROSA, "Some were kind.", "OS-RAC-INT", about_country="JPN", valence=1),
        coding(ROSA, "Pay was good.", "OS-LAB-WAGE", about_country="JPN", valence=1),
        coding(HAO, "They stare.", "OS-RAC-DISC", about_country="JPN", valence=-1),
        coding(JING, "they stare", "OS-RAC-DISC", about_country="JPN", valence=-1),
    ],
    [
        person("P1", ("JPN", 1998, 2006), ("GBR", 2006, None), interview_country="GBR"),
        person("P2", ("JPN", 2005, None), interview_country="JPN"),
        person("P3", ("GBR", 2005, None), interview_country="GBR"),
    ],
)


def figure(country: str, year: int, value: float, *codes: str, name: str = "Stock") -> Indicator:
    return Indicator(country, year, name, value, "persons", "UN", codes)


def only(*figures: Indicator) -> StructureRow:
    (row,) = structure(SMALL, figures)
    return row


def test_figures_of_a_country_stand_in_order_of_their_years() -> None:
    row = only(figure("JPN", 2019, 2, "OS-RAC"), figure("JPN", 1990, 1, "OS-RAC"))
    assert [each.year for each in row.figures] == [1990, 2019]


def test_a_heading_speaks_for_the_codes_under_it_and_only_who_lived_there_counts() -> None:
    said = only(figure("JPN", 2019, 2, "OS-RAC")).perception
    assert said is not None
    # P3 speaks of Japan without having lived there; P1 says one thing of each kind.
    assert (said.persons_total, said.persons, said.negative, said.positive) == (2, 2, 2, 1)


def test_other_codes_are_left_out() -> None:
    said = only(figure("JPN", 2019, 2, "OS-LAB-WAGE")).perception
    assert said is not None
    assert (said.persons, said.negative, said.positive) == (1, 0, 1)


def test_a_country_nobody_lived_in_has_nobody() -> None:
    said = only(figure("USA", 2019, 2, "OS-RAC")).perception
    assert said is not None
    assert (said.persons_total, said.persons) == (0, 0)


def test_without_codes_there_is_no_perception() -> None:
    assert only(figure("JPN", 2019, 2)).perception is None


def test_codes_no_codebook_holds_are_named() -> None:
    assert only(figure("JPN", 2019, 2, "OS-RAC", "OS-NEW")).unknown == ("OS-NEW",)


def test_indicators_keep_the_order_of_their_table_and_countries_go_by_code() -> None:
    rows = structure(
        SMALL,
        [
            figure("USA", 2019, 1, name="B"),
            figure("JPN", 2019, 1, name="A"),
            figure("JPN", 2019, 1, name="B"),
        ],
    )
    assert [(row.indicator, row.country) for row in rows] == [("B", "JPN"), ("B", "USA"), ("A", "JPN")]


def test_the_demo_counts_of_a_row_can_be_had_from_the_gold_by_hand() -> None:
    indicators = read_indicators(Path(CORPUS) / "indicators.csv")
    rows = structure(replace(demo_snapshot(), indicators=indicators), indicators)
    (row,) = [r for r in rows if (r.indicator, r.country) == ("Residents from Peru and Brazil", "JPN")]
    assert row.perception is not None
    lived = {case.id for case in demo_snapshot().cases if any(leg.country == "JPN" for leg in case.legs)}
    speak = {
        path.stem
        for path in (Path(CORPUS) / "gold").glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").split("\n")
        if line
        and (held := json.loads(line))["code"] in {"OS-TIE-COM", "OS-RAC-CLM"}
        and held.get("about_country") == "JPN"
    }
    assert row.perception.persons == len(speak & lived)
    assert row.perception.persons > 0
