"""A table is the same in a file as on the page."""

import json

import pytest

from secondmig.report.render import printed
from secondmig.report.table import Column, Gap, Link, Table, plain, to_csv, to_json

COLUMNS = (
    Column("who", "Who"),
    Column("n", "n", "count", "persons"),
    Column("share", "Share", "share", "share"),
)
TABLE = Table(
    "t",
    "A table",
    COLUMNS,
    (
        (Link("US01", "transcripts/US01.html"), 3, 2 / 3),
        ("=SUM(A1)", Gap("·", "left out"), -0.0),
        ('a "b", c\nd', 22520, 1e-12),
    ),
)


def test_to_csv_quotes_rounds_and_tells_why_a_number_is_missing() -> None:
    assert to_csv(TABLE).decode("utf-8") == (
        'who,n,share,remarks\nUS01,3,0.6666666667,\n\'=SUM(A1),,0,n: left out\n"a ""b"", c\nd",22520,1e-12,\n'
    )


def test_to_json_holds_units_and_null_for_a_gap() -> None:
    held = json.loads(to_json(TABLE, {"state": "sha256:0"}))
    assert held["meta"]["columns"][1] == {"key": "n", "label": "n", "kind": "count", "unit": "persons"}
    assert held["meta"]["unit"] == "persons"
    assert held["meta"]["state"] == "sha256:0"
    assert held["rows"][1] == {"who": "=SUM(A1)", "n": None, "share": 0.0, "remarks": "n: left out"}
    assert held["rows"][0]["share"] == 0.6666666667


def test_table_refuses_a_row_of_another_length() -> None:
    with pytest.raises(ValueError, match="row 0 of t has 1 values for 3 columns"):
        Table("t", "A table", COLUMNS, (("x",),))


def test_plain_keeps_booleans_and_whole_numbers() -> None:
    assert plain(True) is True
    assert plain(10**12) == 10**12


@pytest.mark.parametrize(
    ("column", "value", "shown"),
    [
        (Column("c", "", "count"), 22520, "22,520"),
        (Column("c", "", "share"), 0.345, "34%"),
        (Column("c", "", "number"), -1.5, "−1.50"),
        (Column("c", "", "number", decimals=0), 16.0, "16"),
        (Column("c", ""), True, "yes"),
        (Column("c", ""), "45–49 × 2", "45–49\u00a0×\u00a02"),
        (Column("c", "", "count"), Gap("no leg", "nobody lived there"), "no leg"),
    ],
)
def test_printed_writes_numbers_for_reading(column: Column, value: object, shown: str) -> None:
    assert printed(column, value) == shown  # type: ignore[arg-type]
