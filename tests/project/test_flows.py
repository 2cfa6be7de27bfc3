"""Tables of flows as people get them: the share or its bounds, a claim held against them, both ends."""

from pathlib import Path

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.project.flows import flows

FLOWS = Path(__file__).parents[2] / "corpus" / "flows"
ADMITTED = FLOWS / "admitted-2000.csv"


def test_margins_give_bounds_and_say_so() -> None:
    found = flows(ADMITTED, claim=0.12)
    assert found.notes[0] == (
        "only the margins are known: at least 4.20 percent (35,634 of 849,386) are second migrants, at most"
        " 100.00 percent (849,386)"
    )
    assert "the claim of 12 percent lies inside these bounds" in found.notes
    assert (found.meta["at_least"], found.meta["claim_inside"]) == (35_634, True)


def test_both_ends_are_countries_and_the_unknown_stand_behind_them() -> None:
    rows = flows(ADMITTED, top=2).rows
    assert [(row["country"], row["surplus"]) for row in rows] == [
        ("Canada", 5268),
        ("Germany", 4734),
        ("Albania", -3937),
        ("Bosnia-Herzegovina", -8542),
        ("Unknown", 14956),
    ]


def test_a_full_table_gives_the_share_its_limits_and_what_is_odd_in_it(tmp_path: Path) -> None:
    path = tmp_path / "full.csv"
    path.write_text(
        "birth,last_residence,persons\nPER,PER,900\nPeru,JPN,100\nPER,Unknown,25\n", encoding="utf-8"
    )
    found = flows(path, claim=0.12)
    share, unknown, claimed = found.notes[:3]
    assert share == (
        "10.00 percent of those whose birth and last residence are known are second migrants (100 of 1,000)"
    )
    assert unknown == (
        "Unknown: 25 with a country nobody knows are left out; wherever they lived, the share of all lies"
        " between 9.76 and 12.20 percent"
    )
    assert claimed == "the claim of 12 percent lies inside what the table allows"
    assert found.notes[-1] == "names of one country are counted as one: Peru as PER"
    assert (found.meta["moved"], found.meta["known"], found.meta["unknown"]) == (100, 1000, 25)


def test_leavers_have_their_own_denominator_and_no_claim() -> None:
    (row,) = flows(FLOWS / "leavers-2003.csv").rows
    assert (row["origin"], row["next"], row["share"], row["status"]) == ("PER", "USA", 0.1, "estimate")
    with pytest.raises(SecondmigError, match="has no place here"):
        flows(FLOWS / "leavers-2003.csv", claim=0.1)
