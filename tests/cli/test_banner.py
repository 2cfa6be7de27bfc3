"""What has to be said before any number, in every format."""

import csv
import io
import json
import re

import pytest

from secondmig.cli.formats import FORMATS, as_card
from secondmig.core.warnings import FICTIONAL, NOT_RELIABILITY, Caution
from secondmig.project.listing import Listing, warning_rows

ROWS: list[dict[str, object]] = [{"code": "OS-PAY", "f1": 0.5}, {"code": "OS-LEG", "f1": None}]


def listing(*cautions: Caution) -> Listing:
    return Listing(("code", "f1"), ROWS, {"selection": "everything", "warnings": warning_rows(cautions)})


def written(form: str, *cautions: Caution, fit: int | None = None) -> str:
    return "".join(FORMATS[form](listing(*cautions), fit))


@pytest.mark.parametrize("form", ["table", "md"])
def test_banner_stands_above_a_table_and_is_not_said_again(form: str) -> None:
    text = written(form, FICTIONAL, NOT_RELIABILITY)
    assert text.startswith(f"{NOT_RELIABILITY.message}\n\n")
    assert text.count("author-made") == 1
    assert "C01" in text
    assert written(form, FICTIONAL) == text.removeprefix(f"{NOT_RELIABILITY.message}\n\n")


def test_banner_stands_above_a_card() -> None:
    text = "".join(as_card(listing(NOT_RELIABILITY), None))
    assert text.startswith(f"{NOT_RELIABILITY.message}\n\nOS-PAY: 0.5")
    assert "C07" not in text


def test_banner_is_folded_to_the_terminal() -> None:
    above = written("table", NOT_RELIABILITY, fit=40).partition("\n\n")[0]
    assert max(map(len, above.split("\n"))) <= 40
    assert re.sub(r"\s+", " ", above) == NOT_RELIABILITY.message


def test_rows_alone_say_it_each() -> None:
    rows = list(csv.DictReader(io.StringIO(written("csv", NOT_RELIABILITY))))
    lines = [json.loads(line) for line in written("jsonl", NOT_RELIABILITY).split("\n") if line]
    for found in (rows, lines):
        assert [row["caution"] for row in found] == [NOT_RELIABILITY.message] * 2
    assert "caution" not in written("csv", FICTIONAL)


def test_json_says_it_in_its_meta() -> None:
    told = json.loads(written("json", NOT_RELIABILITY))
    assert told["meta"]["warnings"] == warning_rows([NOT_RELIABILITY])
    assert told["rows"] == ROWS
