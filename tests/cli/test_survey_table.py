"""The descriptive tables of surveys as people see them on a terminal."""

from secondmig.cli.survey_table import as_printed, for_people
from secondmig.project.listing import Listing

FIELDS = ("variable", "measure", "obs", "mean", "sd", "min", "max", "missing", "label", "counts", "picture")


def row(variable: str, **more: object) -> dict[str, object]:
    """A row of ``survey describe``."""
    plain: dict[str, object] = {
        "variable": variable,
        "measure": None,
        "obs": 1120,
        "mean": 0.2696,
        "sd": None,
        "min": -2.5,
        "max": 4,
        "missing": {},
        "label": None,
        "counts": {},
        "picture": "▁█",
    }
    return {**plain, **more}


def test_units_stand_under_a_heading_of_their_own() -> None:
    rows = [row("age", panel="workers"), row("sat", panel="workers"), row("size", panel="firms")]
    shown = for_people(Listing(("panel", *FIELDS), rows))
    assert "panel" not in shown.fields
    assert [each["variable"] for each in shown.rows] == ["workers", " age", " sat", "firms", " size"]
    assert [each["obs"] for each in shown.rows] == [" ", "1,120", "1,120", " ", "1,120"]


def test_a_variable_of_several_groups_is_named_once() -> None:
    rows = [row("age", group="f"), row("age", group="m"), row("sat", group="f")]
    shown = for_people(Listing(("variable", "group", *FIELDS[1:]), rows))
    assert [(each["variable"], each["group"]) for each in shown.rows] == [
        ("age", "f"),
        (" ", "m"),
        ("sat", "f"),
    ]


def test_figures_have_the_decimals_of_the_paper_and_undefined_is_a_dash() -> None:
    (shown,) = for_people(Listing(FIELDS, [row("x", measure="age", missing={"blank": 1200})])).rows
    assert [shown[name] for name in ("variable", "obs", "mean", "sd", "min", "max", "missing")] == [
        *("x (age)", "1,120", "0.27", "–", "-2.50", "4", "1,200 blank")
    ]
    printed = as_printed(Listing(FIELDS, [row("x", label="Wage gap")]), thousands=False)
    assert printed.fields == ("variable", "obs", "mean", "sd", "min", "max")
    assert list(printed.rows) == [
        {"variable": "Wage gap", "obs": 1120, "mean": "0.27", "sd": None, "min": "-2.50", "max": 4}
    ]


def test_shares_are_per_cent_with_a_sum() -> None:
    rows = [{"value": "1", "label": "China", "share": 2 / 3, "n": 2000}]
    rows += [{"value": "2", "label": "Korea", "share": 1 / 3, "n": 1000}]
    listing = Listing(("value", "label", "share", "n"), rows, {"variable": "origin", "n": 3000})
    assert [tuple(each.values()) for each in for_people(listing).rows] == [
        ("China", "66.7", "2,000"),
        ("Korea", "33.3", "1,000"),
        ("all", "100.0", "3,000"),
    ]
    assert as_printed(listing).fields == ("origin", "proportion_pct")
