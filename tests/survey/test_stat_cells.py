"""SPSS and Stata: values, labels, dates, and every kind of missing kept apart from blank."""

import datetime as dt
import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.survey.stat_apart import read_apart
from secondmig.survey.stat_cells import read_stat_cells
from tests.survey.files import dta, sav

MISREAD = "this file says that it is UTF-8 and would be misread as cp932"
DATA = Path(__file__).parents[1] / "data" / "survey"


def test_spss_gives_numbers_labels_and_dates(tmp_path: Path) -> None:
    path = sav(
        tmp_path / "a.sav",
        {
            "id": ["007", "12", "13"],
            "sat": [1.0, 9.0, None],
            "wage": [1234.5, 3.0, -0.25],
            "day": [dt.date(2020, 1, 1), None, dt.date(1958, 12, 31)],
        },
        column_labels=["Nummer", "満足度", "Wage", "Day"],
        variable_value_labels={"sat": {1.0: "はい", 2.0: "いいえ", 9.0: "無回答"}},
        missing_ranges={"sat": [9.0]},
    )
    found = read_stat_cells(path, "sav")
    assert found.columns == {
        "id": ["007", "12", "13"],
        "sat": ["1", "9", ""],
        "wage": ["1234.5", "3", "-0.25"],
        "day": ["2020-01-01", "", "1958-12-31"],
    }
    sat = found.variables["sat"]
    assert (sat.label, dict(sat.labels), dict(sat.missing)) == (
        "満足度",
        {"1": "はい", "2": "いいえ"},
        {"9": "無回答"},
    )
    assert [found.variables[name].numeric for name in found.columns] == [False, True, True, False]
    assert found.encoding == "utf-8"


def test_a_range_of_user_missing_values_is_told_apart_value_by_value(tmp_path: Path) -> None:
    path = sav(
        tmp_path / "a.sav",
        {"x": [1.0, 97.0, 98.0, 99.0, -5.0, None]},
        variable_value_labels={"x": {97.0: "refused", 96.0: "just a value"}},
        missing_ranges={"x": [{"lo": 97, "hi": 99}, {"lo": -5, "hi": -5}]},
    )
    found = read_stat_cells(path, "sav")
    assert found.columns["x"] == ["1", "97", "98", "99", "-5", ""]
    assert dict(found.variables["x"].missing) == {
        "-5": "user-missing -5",
        "97": "refused",
        "98": "user-missing 98",
        "99": "user-missing 99",
    }
    assert dict(found.variables["x"].labels) == {"96": "just a value"}


def test_an_empty_text_is_blank_like_a_missing_number(tmp_path: Path) -> None:
    columns: dict[str, list[object]] = {"s": ["a", "", "  "], "x": [1.0, None, 2.0]}
    for form, path in (("sav", sav(tmp_path / "a.sav", columns)), ("dta", dta(tmp_path / "a.dta", columns))):
        found = read_stat_cells(path, form)
        assert found.columns == {"s": ["a", "", ""], "x": ["1", "", "2"]}
        assert all(not each.missing for each in found.variables.values())


def test_extended_missing_values_of_stata_are_kinds_of_their_own(tmp_path: Path) -> None:
    path = dta(
        tmp_path / "a.dta",
        {"x": [1.0, "a", "z", None], "s": ["a", ".a", "", "z"]},
        missing_user_values={"x": ["a", "z"]},
        variable_value_labels={"x": {1: "はい", "a": "refused"}},
    )
    found = read_stat_cells(path, "dta")
    assert found.columns == {"x": ["1", ".a", ".z", ""], "s": ["a", ".a", "", "z"]}
    assert dict(found.variables["x"].missing) == {
        ".a": "refused",
        ".z": "extended missing .z",
    }
    assert dict(found.variables["x"].labels) == {"1": "はい"}
    assert not found.variables["s"].missing


def test_numbers_with_leading_zeros_by_their_format_keep_them(tmp_path: Path) -> None:
    path = sav(tmp_path / "a.sav", {"id": [7.0, 12.0]}, variable_format={"id": "N5"})
    found = read_stat_cells(path, "sav")
    assert found.columns["id"] == ["00007", "00012"]
    assert not found.variables["id"].numeric


@pytest.mark.parametrize(
    ("form", "first"),
    [("sav", {"Sepal.Length": "5.1", "Species": "1"}), ("dta", {"sepallength": "5.1", "species": "setosa"})],
)
def test_files_that_haven_wrote_are_read(form: str, first: dict[str, str]) -> None:
    found = read_stat_cells(DATA / f"iris.{form}", form)
    assert {len(texts) for texts in found.columns.values()} == {150}
    assert {name: found.columns[name][0] for name in first} == first
    if form == "sav":
        assert dict(found.variables["Species"].labels) == {"1": "setosa", "2": "versicolor", "3": "virginica"}


def old_stata(text: bytes) -> bytes:
    """A file of release 114 with one text column ``s`` and one row, as Stata 10 wrote them."""
    head = struct.pack("<BBBBHi", 114, 2, 1, 0, 1, 1)
    label = b"\0" * 81 + b"\0" * 18
    kinds = bytes([20]) + b"s".ljust(33, b"\0") + b"\0" * 4 + b"%20s".ljust(49, b"\0") + b"\0" * 33
    return head + label + kinds + b"\0" * 81 + b"\0" * 5 + text.ljust(20, b"\0")


@pytest.mark.parametrize(
    ("words", "encoding"), [("日本の会社", "cp932"), ("Québec", "cp1252"), ("日本の会社", "utf-8")]
)
def test_an_old_stata_file_is_read_only_in_an_encoding_that_somebody_named(
    tmp_path: Path, words: str, encoding: str
) -> None:
    path = tmp_path / "old.dta"
    path.write_bytes(old_stata(words.encode(encoding)))
    with pytest.raises(SecondmigError) as caught:
        read_stat_cells(path, "dta")
    assert words in caught.value.message
    assert caught.value.hint == f"pass --encoding {encoding}"
    assert read_stat_cells(path, "dta", encoding=encoding).columns == {"s": [words]}


def test_an_old_stata_file_in_plain_letters_needs_no_encoding(tmp_path: Path) -> None:
    path = tmp_path / "old.dta"
    path.write_bytes(old_stata(b"Lima"))
    assert read_stat_cells(path, "dta").columns == {"s": ["Lima"]}


@pytest.mark.parametrize(
    ("form", "encoding", "told", "hint"),
    [
        (
            "sav",
            "klingon",
            "unknown encoding 'klingon'",
            "pass e.g. --encoding cp932, euc-jp, cp1252 or latin-1",
        ),
        ("dta", "cp932", MISREAD, "leave out --encoding"),
        ("sav", "cp932", MISREAD, "leave out --encoding"),
    ],
)
def test_an_encoding_that_does_not_fit_is_refused(
    tmp_path: Path, form: str, encoding: str, told: str, hint: str
) -> None:
    make = {"sav": sav, "dta": dta}[form]
    path = make(tmp_path / f"a.{form}", {"s": ["日本の会社"]})
    with pytest.raises(SecondmigError) as caught:
        read_stat_cells(path, form, encoding=encoding)
    assert (caught.value.message, caught.value.hint) == (told, hint)


def test_a_process_of_its_own_reads_the_same(tmp_path: Path) -> None:
    path = sav(
        tmp_path / "満足.sav",
        {"id": ["a", "b"], "x": [1.0, 9.0]},
        variable_value_labels={"x": {1.0: "はい", 9.0: "無回答"}},
        missing_ranges={"x": [9.0]},
    )
    told: list[int] = []
    apart, here = read_apart(path, "sav", progress=told.append), read_stat_cells(path, "sav")
    assert (apart.columns, apart.variables) == (
        here.columns,
        {"x": here.variables["x"], "id": here.variables["id"]},
    )
    assert (apart.file, apart.encoding, told) == (here.file, here.encoding, [2])


@given(data=st.data())
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damage_is_one_line_whatever_the_library_does(tmp_path: Path, data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(["sav", "dta"]))
    raw = bytearray((DATA / f"iris.{form}").read_bytes())
    for _ in range(data.draw(st.integers(1, 12))):
        raw[data.draw(st.integers(0, 1500))] = data.draw(st.integers(0, 255))
    raw = raw[: data.draw(st.integers(200, len(raw)))]
    path = tmp_path / f"broken.{form}"
    path.write_bytes(raw)
    lines = []
    try:
        lengths = {len(texts) for texts in read_apart(path, form).columns.values()}
    except SecondmigError as error:
        lengths = {0}
        lines = [error.line(), error.hint]
    assert len(lengths) == 1
    assert all(line and "\n" not in line for line in lines)
