import pytest

from secondmig.joint.banding import BAND_RULE, banded
from secondmig.joint.person_columns import Cell, Column, Missing, Release

HIDDEN = Missing("suppressed_for_disclosure")


def column(*cells: Cell, release: Release, suffix: str = "", key: str = "x") -> Column:
    kind = "number" if any(isinstance(cell, float) for cell in cells) else "text"
    return Column(key, "X", "a rule", kind, cells, "attributes", release=release, suffix=suffix)  # type: ignore[arg-type]


def cells_of(*cells: Cell, release: Release, suffix: str = "") -> list[Cell]:
    kept, _ = banded([column(*cells, release=release, suffix=suffix)])
    return list(kept[0].cells)


def test_country_of_a_person_becomes_its_region() -> None:
    assert cells_of("PER", "JAM", "Atlantis", Missing("not_on_record"), release="region") == [
        "Latin America",
        "Caribbean",
        HIDDEN,
        Missing("not_on_record"),
    ]


def test_years_come_in_bands_of_five_and_points_of_status_in_bands_of_ten() -> None:
    assert cells_of(16.0, 20.0, release="years") == ["15 to under 20", "20 to under 25"]
    assert cells_of(68.7, -3.0, release="status") == ["60 to under 70", "-10 to under 0"]


def test_occupation_becomes_its_major_group() -> None:
    assert cells_of("2221", "0110", "nurse", release="occupation") == ["2", "0", HIDDEN]


def test_column_of_which_nobody_said_what_it_is_stays_inside() -> None:
    kept, gone = banded([column("Lima", release="inside", key="home_town"), column("f", release="open")])
    assert [each.key for each in kept] == ["x"]
    assert gone == ["home_town"]


def test_missing_balance_does_not_tell_who_has_lived_in_the_country() -> None:
    cells = cells_of(
        1.0, -1.0, 0.0, Missing("no_leg"), Missing("not_mentioned"), release="open", suffix="_bal_deu"
    )
    assert cells[3:] == [Missing("not_mentioned"), Missing("not_mentioned")]


@pytest.mark.parametrize("release", ["open", "years"])
def test_what_a_survey_calls_its_missing_values_is_not_told(release: Release) -> None:
    assert cells_of(Missing("hospital"), Missing("refused"), release=release) == [
        Missing("not_stated"),
        Missing("refused"),
    ]


@pytest.mark.parametrize(("values", "leaves"), [(2, False), (3, True)])
def test_balance_about_a_country_needs_three_persons(values: int, leaves: bool) -> None:
    cells = [1.0] * values + [Missing("not_mentioned")] * 4
    kept, _ = banded([column(*cells, release="open", suffix="_bal_hkg")])
    assert bool(kept) == leaves


def test_rule_of_the_bands_is_said_in_words() -> None:
    assert "bands of five" in BAND_RULE
    assert "regions" in BAND_RULE
