import pytest

from secondmig.core.snapshot import Snapshot
from secondmig.joint.comparison_values import QUANTITIES, Measured, Quantity
from secondmig.joint.groups import people
from secondmig.joint.person_columns import Cell, Missing
from secondmig.joint.person_ground import Ground, Intensity
from tests.joint import builders

TEXT = builders.document(
    "P1",
    ("INT", "And there?"),
    ("P1", "They stared at us. They shouted."),
    ("P1", "Here nobody stares."),
    ("P1", "I rest."),
)
SILENT = builders.document("P2", ("INT", "And you?"), ("P2", "Nothing."))


def small() -> Snapshot:
    codings = [
        builders.coding(TEXT, "They stared at us.", "OS-RAC-DISC", about_country="JPN", valence=-1),
        builders.coding(TEXT, "They stared at us.", "OS-RAC-DISC", about_country="JPN", coder="ben"),
        builders.coding(TEXT, "They shouted.", "OS-RAC-DISC", about_country="JPN", valence=0),
        builders.coding(TEXT, "Here nobody stares.", "OS-RAC-INT", about_country="GBR", valence=1),
        builders.coding(TEXT, "I rest.", "OS-LAB-WAGE", about_country="JPN"),
    ]
    cases = [
        builders.person("P1", ("JPN", 2000, 2008), ("GBR", 2008, None), speakers=[("P1", "P1")]),
        builders.person("P2", ("GBR", 2008, None), speakers=[("P2", "P2")]),
    ]
    return builders.snapshot([TEXT, SILENT], codings, cases)


GROUND = Ground.of(small(), people(small()))
FIRST, SECOND = GROUND.persons
CODES = frozenset({"OS-RAC", "OS-RAC-DISC", "OS-RAC-INT"})
SAID = tuple(each for each in GROUND.said["P1"] if each.coding.code_id in CODES)
CHARACTERS = len("They stared at us. They shouted.Here nobody stares.I rest.")


@pytest.mark.parametrize(
    ("quantity", "number"),
    [
        ("presence", 1.0),
        ("count", 3.0),
        ("turns", 2 / 3),
        ("coverage", (len("They stared at us.They shouted.Here nobody stares.")) / CHARACTERS),
        ("rate", 3 / 11 * 1000),
    ],
)
def test_each_way_gives_the_number_of_a_person(quantity: Quantity, number: float) -> None:
    assert Measured(quantity).of(GROUND, FIRST, SAID) == pytest.approx(number)


@pytest.mark.parametrize(("by", "number"), [("max", 1.0), ("mean", 0.0)])
def test_intensity_is_the_highest_or_the_mean_rating(by: str, number: float) -> None:
    wanted = Intensity("valence", "max" if by == "max" else "mean")

    assert Measured("intensity", wanted).of(GROUND, FIRST, SAID) == number


@pytest.mark.parametrize("quantity", [each for each in QUANTITIES if each != "intensity"])
def test_whoever_says_nothing_of_it_has_zero(quantity: Quantity) -> None:
    assert Measured(quantity).of(GROUND, SECOND, ()) == 0.0


def test_whoever_is_not_rated_has_no_intensity() -> None:
    assert Measured("intensity", Intensity("valence")).of(GROUND, SECOND, ()) == Missing("not_mentioned")


@pytest.mark.parametrize("quantity", QUANTITIES)
def test_each_way_is_told_in_words_with_its_unit(quantity: Quantity) -> None:
    measured = Measured(quantity, Intensity("valence") if quantity == "intensity" else None)

    assert len(measured.rule()) > 20
    assert measured.unit()


@pytest.mark.parametrize(
    ("quantity", "place", "number"),
    [
        ("turns", "JPN", 1 / 2),  # two turns are about Japan, one of them under the code
        ("turns", "GBR", 1.0),
        ("count", "JPN", 2.0),
        ("presence", "JPN", 1.0),
        ("presence", "USA", 0.0),
        ("turns", "USA", Missing("nothing_about_it")),
    ],
)
def test_what_is_said_of_one_country_is_measured_against_what_is_about_it(
    quantity: Quantity, place: str, number: Cell
) -> None:
    found = Measured(quantity).about(FIRST, SAID, GROUND.said["P1"], place)

    assert found == (number if isinstance(number, Missing) else pytest.approx(number))
