from dataclasses import replace

import pytest

from secondmig.core.snapshot import Snapshot
from secondmig.core.span import SpanSet
from secondmig.core.types import SpeakerRef
from secondmig.joint.display import CrosstabCell, country_crosstab, who_speaks
from tests.joint.builders import coding, document, person, snapshot
from tests.joint.demo import demo_snapshot

ROSA_SAYS = document("P1", ("INT", "And Japan?"), ("P1", "They laughed at me."), ("HUSBAND", "They did."))
HAO_SAYS = document("P2", ("P2", "日本は いいです。"), language="ja")
LUZ_SAYS = document("P3", ("P3", "Fine."))
TWO_COUNTRIES = snapshot(
    [ROSA_SAYS, HAO_SAYS, LUZ_SAYS],
    [
        coding(ROSA_SAYS, "They laughed", "OS-RAC-DISC", about_country="JPN", valence=-1),
        coding(ROSA_SAYS, "laughed at me", "OS-RAC-INT", about_country="GBR"),
        coding(ROSA_SAYS, "They did.", "OS-RAC-INT", about_country="JPN"),
        coding(HAO_SAYS, "日本", "OS-RAC-INT", about_country="JPN", valence=1),
        coding(HAO_SAYS, "いい", "OS-RAC-INT"),
        coding(LUZ_SAYS, "Fine", "OS-RAC-INT", about_country="ORIGIN"),
    ],
    [
        person(
            "P1",
            ("JPN", 1998, 2006),
            ("GBR", 2006, None),
            interview_country="GBR",
            gender="f",
            age_band="50-54",
        ),
        person(
            "P2",
            ("JPN", 2005, None),
            origin="CHN",
            interview_country="JPN",
            gender="m",
            interview_language="ja",
        ),
        person("P3", ("JPN", 2001, None), origin="PHL", interview_country="JPN"),
        person("P4", ("JPN", 2001, None), interview_country="JPN"),
    ],
)


def hide(taken: Snapshot, document_id: str) -> Snapshot:
    return replace(taken, hidden={document_id: SpanSet.of([taken.document(document_id).turns[-1].span])})


# --- Table 1 ---


def test_who_speaks_has_a_line_per_country_and_group_that_occurs() -> None:
    table = who_speaks(TWO_COUNTRIES)

    lines = [(row.interview_country, row.group, row.persons, row.codings) for row in table.rows]
    assert lines == [("GBR", "second", 1, 2), ("JPN", "single", 2, 3)]
    assert (table.total.interview_country, table.total.group, table.total.persons) == (None, None, 3)
    assert (table.total.codings, table.codings_of_nobody) == (5, 1)
    assert "12 months" in table.group_rule


def test_who_speaks_counts_women_among_those_whose_gender_is_known() -> None:
    table = who_speaks(TWO_COUNTRIES)

    assert [(row.women, row.gender_known) for row in (*table.rows, table.total)] == [(1, 1), (0, 1), (1, 2)]


def test_who_speaks_counts_persons_by_age_region_and_language() -> None:
    (_, single) = who_speaks(TWO_COUNTRIES).rows

    assert single.ages == (("", 2),)
    assert single.regions == (("East Asia", 1), ("Southeast Asia", 1))
    assert single.languages == (("en", 1), ("ja", 1))


def test_who_speaks_counts_the_persons_own_words() -> None:
    table = who_speaks(TWO_COUNTRIES)

    # "They laughed at me."; "日本は いいです。" and "Fine."
    assert [row.words.value for row in (*table.rows, table.total)] == [4.0, 3.0, 7.0]
    assert [row.characters for row in (*table.rows, table.total)] == [19, 14, 33]
    assert [row.unspaced for row in (*table.rows, table.total)] == [0, 1, 1]


def test_who_speaks_does_not_count_masked_words() -> None:
    (_, single), total = (
        who_speaks(hide(TWO_COUNTRIES, "P2")).rows,
        who_speaks(hide(TWO_COUNTRIES, "P2")).total,
    )

    assert single.words.value is None
    assert single.words.undefined == "the words of 1 persons may not be read at this level"
    assert total.words.value is None
    assert single.characters == 14


def test_who_speaks_takes_counts_made_before_masking() -> None:
    counted = replace(hide(TWO_COUNTRIES, "P2"), words={SpeakerRef("P2", "P2"): 2})

    assert [row.words.value for row in who_speaks(counted).rows] == [4.0, 3.0]


def test_who_speaks_of_nobody_is_a_total_of_zero() -> None:
    table = who_speaks(snapshot([]))

    assert table.rows == ()
    assert (table.total.persons, table.total.words.value) == (0, 0.0)


def test_who_speaks_in_the_demo() -> None:
    table = who_speaks(demo_snapshot())

    assert [(row.interview_country, row.group, row.persons, row.women) for row in table.rows] == [
        ("JPN", "second", 3, 1),
        ("JPN", "single", 5, 3),
        ("GBR", "second", 4, 3),
        ("GBR", "single", 4, 2),
        ("USA", "second", 6, 3),
        ("USA", "single", 2, 1),
    ]
    assert (table.total.persons, table.total.codings, table.codings_of_nobody) == (24, 841, 0)
    assert table.total.languages == (("en", 18), ("es", 2), ("ja", 4))
    assert sum(count for _, count in table.total.ages) == 24
    assert sum(count for _, count in table.total.regions) == 24


def test_the_demo_has_the_words_its_readme_counts() -> None:
    assert sum(demo_snapshot().words.values()) == 22_520


# --- Table 2 ---


def test_crosstab_counts_codings_and_persons_in_every_cell() -> None:
    table = country_crosstab(TWO_COUNTRIES)

    assert table.rows == ("GBR", "JPN", "")
    assert table.columns == ("GBR", "JPN", "ORIGIN", "")
    assert table.cell("GBR", "JPN") == CrosstabCell("GBR", "JPN", codings=1, persons=1)
    assert table.cell("JPN", None) == CrosstabCell("JPN", None, codings=3, persons=2)
    assert table.cell(None, None) == CrosstabCell(None, None, codings=6, persons=3)


def test_crosstab_keeps_words_of_nobody_in_a_row_of_their_own() -> None:
    assert country_crosstab(TWO_COUNTRIES).cell("", "JPN") == CrosstabCell("", "JPN", codings=1, persons=0)


def test_crosstab_adds_up() -> None:
    for table in (country_crosstab(TWO_COUNTRIES), country_crosstab(demo_snapshot())):
        for row in (*table.rows, None):
            parts = sum(table.cell(row, column).codings for column in table.columns)
            assert parts == table.cell(row, None).codings
        for column in (*table.columns, None):
            parts = sum(table.cell(row, column).codings for row in table.rows)
            assert parts == table.cell(None, column).codings


def test_crosstab_has_no_cell_outside_its_rows_and_columns() -> None:
    with pytest.raises(KeyError):
        country_crosstab(TWO_COUNTRIES).cell("USA", "JPN")


def test_crosstab_says_what_share_comes_from_elsewhere() -> None:
    elsewhere = country_crosstab(TWO_COUNTRIES).elsewhere

    assert elsewhere["JPN"].value == 2 / 3
    assert elsewhere["ORIGIN"].undefined == "no country"


def test_crosstab_of_the_demo_reproduces_g13() -> None:
    table = country_crosstab(demo_snapshot())

    assert table.rows == ("JPN", "GBR", "USA")
    assert table.columns[:3] == ("JPN", "GBR", "USA")
    assert table.columns[-4:] == ("ORIGIN", "NEXT", "ELSEWHERE", "NONE")
    assert table.cell(None, None) == CrosstabCell(None, None, codings=841, persons=24)
    assert {about: table.cell(None, about).codings for about in ("JPN", "GBR", "USA")} == {
        "JPN": 247,
        "GBR": 238,
        "USA": 163,
    }
    assert [table.cell(held, "JPN").codings for held in ("USA", "GBR")] == [60, 23]
    assert {
        about: (
            round((table.elsewhere[about].value or 0) * table.elsewhere[about].n),
            table.elsewhere[about].n,
        )
        for about in ("JPN", "GBR", "USA")
    } == {"JPN": (83, 247), "GBR": (79, 238), "USA": (23, 163)}
    assert [round(100 * (table.elsewhere[about].value or 0)) for about in ("JPN", "GBR", "USA")] == [
        34,
        33,
        14,
    ]
