"""Trajectories drawn in letters."""

import re
from collections.abc import Mapping

import pytest
from wcwidth import wcswidth

from secondmig.cli.ribbon import LEGEND, ribbons, wants_colour


def leg(
    case: str, country: str, start: str | None, end: str | None, role: str = "destination"
) -> Mapping[str, object]:
    months = 240 if end is None else 12
    return {
        "case": case,
        "leg": 1,
        "country": country,
        "start": start,
        "end": end,
        "months": months,
        "role": role,
    }


ROSA = [leg("US01", "JPN", "1998", "2006"), leg("US01", "USA", "2006", None, "current")]
MARA = [
    leg("UK03", "SAU", "2002", "2007"),
    leg("UK03", "SGP", "2007-03", "2008-02", "transit"),
    leg("UK03", "GBR", "2008-02", None, "current"),
]


def drawn(*rows: Mapping[str, object], width: int = 80, colour: bool = False) -> list[str]:
    return "".join(ribbons(rows, width=width, colour=colour)).split("\n")[:-1]


def test_a_line_a_person_under_the_years_and_a_legend() -> None:
    years, rosa, mara, legend = drawn(*ROSA, *MARA)
    assert years.split()[0] in {"1998", "2000"}
    assert re.fullmatch(r"US01 +JPN━+USA━+", rosa)
    assert re.fullmatch(r"UK03 +SAU━+┄+GBR━+", mara)
    assert legend == LEGEND


def test_years_stand_above_the_stays() -> None:
    years, rosa, _ = drawn(*ROSA, width=120)
    labels = [(match.start(), int(match[0])) for match in re.finditer(r"\d{4}", years)]
    scale = (labels[-1][0] - labels[0][0]) / (labels[-1][1] - labels[0][1])
    moved = labels[0][1] + (rosa.index("USA") - labels[0][0]) / scale
    assert abs(moved - 2006.5) < 1


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    lines = drawn(*ROSA, *MARA, width=width)
    assert all(wcswidth(line) <= width for line in lines[:-1])


def test_where_there_is_no_room_or_nothing_dated_nothing_is_drawn() -> None:
    assert drawn(*ROSA, width=15) == []
    assert drawn(leg("US01", "JPN", None, None)) == []
    assert drawn() == []


def test_the_stay_begun_last_is_seen_where_stays_overlap() -> None:
    home = leg("US05", "CHN", "2004-01", "2006-01", "return")
    (_, line, _) = drawn(leg("US05", "JPN", "2000", "2010"), home)
    assert re.fullmatch(r"US05 +JPN━+chn┄*JPN━+", line)


def test_colours_go_to_the_commonest_countries_and_change_no_letter() -> None:
    plain, painted = drawn(*ROSA, *MARA), drawn(*ROSA, *MARA, colour=True)
    assert painted != plain
    assert [re.sub(r"\x1b\[\d+m", "", line) for line in painted] == plain


def test_colour_can_be_declined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert wants_colour()
    monkeypatch.setenv("NO_COLOR", "1")
    assert not wants_colour()


def test_a_stay_too_short_for_its_code_is_drawn_without_letters() -> None:
    rows = [
        {
            "case": "A",
            "leg": 1,
            "country": "SAU",
            "start": "2002",
            "end": "2007-06",
            "months": 60,
            "role": "destination",
        },
        {
            "case": "A",
            "leg": 2,
            "country": "SGP",
            "start": "2007-06",
            "end": "2008-02",
            "months": 8,
            "role": "transit",
        },
        {
            "case": "A",
            "leg": 3,
            "country": "GBR",
            "start": "2008-02",
            "end": None,
            "months": 200,
            "role": "current",
        },
    ]
    _, line, _ = ribbons(rows, width=60)
    assert "GBR" in line
    assert "SAU" in line
    assert "s" not in line
    assert "┄" in line
