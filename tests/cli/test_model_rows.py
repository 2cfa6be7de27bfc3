"""How fitted models stand on a screen."""

from secondmig.cli.model_rows import for_people
from secondmig.project.listing import Listing

FIELDS = (
    "spec",
    "variable",
    "block",
    "coefficient",
    "se",
    "z",
    "p",
    "stars",
    "ame",
    "ame_low",
    "ame_high",
    "role",
    "show",
)


def _row(
    spec: str, variable: str, block: str | None, role: str = "variable", **more: object
) -> dict[str, object]:
    return {**dict.fromkeys(FIELDS), "spec": spec, "variable": variable, "block": block, "role": role} | {
        "show": "coefficients",
        **more,
    }


def _printed(*rows: dict[str, object]) -> list[tuple[object, object]]:
    found = for_people(Listing(FIELDS, rows))
    return [(row["variable"], row["coefficient"]) for row in found.rows]


def test_blocks_stand_under_headings_and_specs_above_them() -> None:
    assert _printed(
        _row("one", "age", "Person", coefficient=0.5),
        _row("one", "const", None, "constant", coefficient=-1.25),
        _row("two", "age", "Person", coefficient=0.25),
    ) == [
        ("one", " "),
        (" Person", " "),
        ("  age", "0.5000"),
        (" const", "-1.2500"),
        ("two", " "),
        (" Person", " "),
        ("  age", "0.2500"),
    ]


def test_one_spec_has_no_heading() -> None:
    assert _printed(_row("one", "age", None, coefficient=0.5)) == [("age", "0.5000")]


def test_factor_shown_as_one_row_says_yes_once() -> None:
    rows = [
        _row("one", f"job={code}", "Job dummy", role, show="yes_row", coefficient=0.1)
        for code, role in ((1, "reference"), (2, "level"), (3, "level"))
    ]
    assert _printed(*rows) == [("Job dummy", " "), (" job", "Yes")]


def test_reference_category_is_named_in_its_place() -> None:
    assert _printed(_row("one", "job=1", None, "reference")) == [("job=1", "reference")]


def test_figures_are_short_and_undefined_ones_a_dash() -> None:
    listing = Listing(
        FIELDS, [_row("one", "age", None, coefficient=0.00001234, z=2.345, p=0.0004, stars="***")]
    )
    row = for_people(listing).rows[0]
    assert (row["coefficient"], row["z"], row["p"], row["stars"], row["se"]) == (
        "1.2e-05",
        "2.35",
        "<.001",
        "***",
        "–",
    )
    assert for_people(Listing(FIELDS, [_row("one", "age", None, p=0.0006)])).rows[0]["p"] == "0.001"
