import builtins
import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.interchange.table_out import ENDINGS, dictionary_files, table_bytes
from secondmig.interchange.table_stat import cut, cut_inside, undated_dta, undated_sav
from secondmig.interchange.table_text import FIELDS, missing_numbers
from secondmig.joint.person_columns import YES_NO, Column, Kind, Missing
from secondmig.joint.person_table import PersonTable

TOLD = {
    "title": "Person table of secondmig, level team",
    "level": "team",
    "state": "sha256:0",
    "selection": "everything",
    "coder": "gold",
    "measure_version": "1.1.0",
}
LONG = "とても長い" * 60


def column(name: str, kind: Kind, *cells: str | float | Missing, **more: object) -> Column:
    whole = Column(key=name, label=name, rule="a rule", kind=kind, cells=cells, block="attributes", name=name)
    return replace(whole, **more)  # type: ignore[arg-type]


TABLE = PersonTable(
    columns=(
        column("id", "text", "P1", "P2", "P3", "P4"),
        column(
            "edu",
            "number",
            6.0,
            Missing("refused"),
            Missing("not_stated"),
            1 / 3,
            label="Highest education",
            labels={"6": "bachelor", "8": "doctoral"},
            scale="ordinal",
            measure="edu_isced",
        ),
        column(
            "balance",
            "number",
            -1.0,
            1.0,
            Missing("refused"),
            Missing("no_leg"),
            negative=True,
            scale="interval",
        ),
        column(
            "asked",
            "choice",
            "mentioned",
            "not_asked",
            Missing("not_in_guide"),
            "mentioned",
            labels={"not_asked": "not asked, not mentioned", "mentioned": "asked, mentioned"},
            scale="nominal",
            code="OS-A",
            codebook="os@2",
        ),
        column("has", "number", 1.0, 0.0, 0.0, 1.0, labels=YES_NO, scale="binary", label=LONG),
        column("town", "text", "Lima", "=1+1", Missing("not_on_record"), "東京, 23区"),
        column(
            "many",
            "number",
            *map(Missing, ["refused", "dont_know", "not_stated", "zu krank"]),
            scale="ratio",
        ),
    ),
    persons=("P1", "P2", "P3", "P4"),
    left_out=0,
    held_back=(),
)


def written(tmp_path: Path, ending: str, table: PersonTable = TABLE) -> Path:
    path = tmp_path / f"t{ending}"
    path.write_bytes(table_bytes(table, ending, TOLD))
    return path


def rows_of(raw: bytes, encoding: str = "utf-8") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode(encoding), newline="")))


# --- SPSS ---


def test_sav_reads_back_with_labels_and_values_that_are_declared_missing(tmp_path: Path) -> None:
    frame, told = pyreadstat.read_sav(str(written(tmp_path, ".sav")), user_missing=True)
    assert list(frame.columns) == [each.name for each in TABLE.columns]
    assert frame["edu"].tolist() == [6.0, -1.0, -9.0, 0.3333333333]
    assert told.missing_ranges["edu"] == [{"lo": -9.0, "hi": -9.0}, {"lo": -1.0, "hi": -1.0}]
    labels = {6.0: "bachelor", 8.0: "doctoral", -1.0: "refused", -9.0: "not stated"}
    assert told.variable_value_labels["edu"] == labels
    assert told.column_names_to_labels["edu"] == "Highest education"
    assert told.variable_measure["edu"] == "ordinal"
    assert told.variable_measure["has"] == "nominal"


def test_sav_without_user_missing_values_has_no_value_there(tmp_path: Path) -> None:
    frame, _ = pyreadstat.read_sav(str(written(tmp_path, ".sav")))
    assert frame["edu"].isna().tolist() == [False, True, True, False]
    assert frame["many"].isna().all()


def test_sav_keeps_a_value_of_minus_one_apart_from_refused(tmp_path: Path) -> None:
    frame, told = pyreadstat.read_sav(str(written(tmp_path, ".sav")), user_missing=True)
    assert frame["balance"].tolist() == [-1.0, 1.0, -901.0, -920.0]
    assert told.variable_value_labels["balance"][-901.0] == "refused"
    plain, _ = pyreadstat.read_sav(str(tmp_path / "t.sav"))
    assert plain["balance"].tolist()[:2] == [-1.0, 1.0]


def test_sav_declares_more_than_three_reasons_as_one_range(tmp_path: Path) -> None:
    _, told = pyreadstat.read_sav(str(written(tmp_path, ".sav")), user_missing=True)
    assert told.missing_ranges["many"] == [{"lo": -51.0, "hi": -1.0}]
    assert told.variable_value_labels["many"][-51.0] == "zu krank"


# --- Stata ---


def test_dta_reads_back_with_extended_missing_values_and_their_labels(tmp_path: Path) -> None:
    frame, told = pyreadstat.read_dta(str(written(tmp_path, ".dta")), user_missing=True)
    assert frame["edu"].tolist() == [6.0, "a", "e", 0.3333333333]
    assert told.missing_user_values["edu"] == ["a", "e"]
    labels = {6: "bachelor", 8: "doctoral", "a": "refused", "e": "not stated"}
    assert told.variable_value_labels["edu"] == labels
    assert frame["many"].tolist() == ["a", "b", "e", "x"]
    assert told.column_names_to_labels["edu"] == "Highest education"


def test_dta_is_read_by_pandas_as_stata_would_see_it(tmp_path: Path) -> None:
    with pd.io.stata.StataReader(written(tmp_path, ".dta"), convert_categoricals=False) as reader:
        frame = reader.read()  # type: ignore[attr-defined] # missing in the stubs
        labels = reader.value_labels()
        assert reader.data_label == TOLD["title"]
    assert frame["edu"].isna().tolist() == [False, True, True, False]
    assert frame["town"].tolist() == ["Lima", "=1+1", "", "東京, 23区"]
    assert "not asked, not mentioned" in {text for each in labels.values() for text in each.values()}


def test_choice_is_numbered_in_the_order_of_its_values(tmp_path: Path) -> None:
    frame, told = pyreadstat.read_dta(str(written(tmp_path, ".dta")), user_missing=True)
    assert frame["asked"].tolist() == [2.0, 1.0, "t", 2.0]
    assert told.variable_value_labels["asked"][2] == "asked, mentioned"


def test_dta_is_of_the_release_that_every_stata_from_14_on_reads(tmp_path: Path) -> None:
    assert b"<release>118</release>" in written(tmp_path, ".dta").read_bytes()[:100]


@pytest.mark.parametrize(("ending", "most"), [(".dta", 80), (".sav", 256)])
def test_long_label_loses_its_middle_to_fit_what_the_program_holds(
    tmp_path: Path, ending: str, most: int
) -> None:
    read = {".dta": pyreadstat.read_dta, ".sav": pyreadstat.read_sav}[ending]
    _, told = read(str(written(tmp_path, ending)), metadataonly=True)
    label = told.column_names_to_labels["has"]
    assert label is not None
    assert most - 6 <= len(label.encode()) <= most
    start, end = label.split("...")
    assert LONG.startswith(start)
    assert LONG.endswith(end)


def test_long_labels_that_differ_at_their_end_stay_different() -> None:
    labels = [
        f"Employer differentiates foreigners and natives: valence balance about {country}"
        for country in ("United Kingdom", "United States")
    ]
    assert [cut_inside(label, 80)[-24:] for label in labels] == [label[-24:] for label in labels]


@given(st.text(max_size=120), st.integers(12, 90))
def test_text_cut_inside_fits_and_keeps_both_its_ends(text: str, most: int) -> None:
    short = cut_inside(text, most)
    assert len(short.encode()) <= most
    assert short == text or any(
        text.startswith(short[:at]) and text.endswith(short[at + 3 :]) and short[at : at + 3] == "..."
        for at in range(len(short) - 2)
    )


@given(st.text(max_size=120), st.integers(3, 90))
def test_cut_text_fits_and_stays_a_beginning(text: str, most: int) -> None:
    short = cut(text, most)
    assert len(short.encode()) <= most
    assert short == text or text.startswith(short.removesuffix("..."))


# --- bytes ---


@pytest.mark.parametrize("ending", ENDINGS)
def test_two_builds_give_the_same_bytes(ending: str) -> None:
    assert table_bytes(TABLE, ending, TOLD) == table_bytes(TABLE, ending, TOLD)


def test_time_of_writing_is_nowhere_in_the_files() -> None:
    sav, dta = (table_bytes(TABLE, ending, TOLD) for ending in (".sav", ".dta"))
    assert sav[92:109] == b"01 Jan 0000:00:00"
    assert re.findall(rb"<timestamp>\x11(.{17})</timestamp>", dta) == [b"01 Jan 2000 00:00"]


def test_files_written_at_two_moments_become_the_same(tmp_path: Path) -> None:
    sav, dta = (table_bytes(TABLE, ending, TOLD) for ending in (".sav", ".dta"))
    later = sav.replace(b"01 Jan 0000:00:00", b"24 Dec 3123:59:58", 1)
    assert later != sav
    assert undated_sav(later) == sav
    later = dta.replace(b"01 Jan 2000 00:00", b"24 Dec 2031 23:59", 1)
    assert later != dta
    assert undated_dta(later) == dta
    # The library's own reader finds the moment where it was put.
    (tmp_path / "t.sav").write_bytes(undated_sav(sav))
    _, told = pyreadstat.read_sav(str(tmp_path / "t.sav"), metadataonly=True)
    assert f"{told.creation_time:%Y-%m-%d %H:%M}" == "2000-01-01 00:00"


def test_text_that_looks_like_a_timestamp_is_left_alone() -> None:
    words = "<timestamp>\x11abcdefghijklmnopq</timestamp>"
    table = PersonTable((column("id", "text", words),), (words,), 0, ())
    raw = table_bytes(table, ".dta", TOLD)
    assert words.encode() in raw


# --- Parquet ---


def test_parquet_reads_back_as_doubles_and_strings_with_the_dictionary_inside(tmp_path: Path) -> None:
    path = written(tmp_path, ".parquet")
    table = pq.read_table(path)
    assert table["edu"].to_pylist() == [6.0, None, None, 0.3333333333]
    assert table["asked"].to_pylist() == ["mentioned", "not_asked", None, "mentioned"]
    assert str(table.schema.field("edu").type) == "double"
    held = json.loads(pq.read_metadata(path).metadata[b"secondmig.dictionary"])
    assert [each["column"] for each in held["columns"]] == [each.name for each in TABLE.columns]
    assert held["meta"]["state"] == "sha256:0"


def test_parquet_without_pyarrow_is_refused_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> object:  # noqa: ANN401 - as __import__
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return usual(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(SecondmigError, match="Parquet needs pyarrow") as caught:
        table_bytes(TABLE, ".parquet", TOLD)
    assert "secondmig[parquet]" in caught.value.hint


# --- CSV ---


def test_csv_is_utf8_without_mark_and_empty_where_a_value_is_missing() -> None:
    raw = table_bytes(TABLE, ".csv", TOLD)
    assert raw.startswith(b"id,edu,")
    assert b"\r" not in raw
    rows = rows_of(raw)
    assert [row["edu"] for row in rows] == ["6", "", "", "0.3333333333"]
    assert [row["town"] for row in rows] == ["Lima", "=1+1", "", "東京, 23区"]


def test_csv_with_missing_codes_writes_the_number_of_each_reason() -> None:
    rows = rows_of(table_bytes(TABLE, ".csv", TOLD, missing_codes=True))
    assert [row["edu"] for row in rows] == ["6", "-1", "-9", "0.3333333333"]
    assert [row["balance"] for row in rows] == ["-1", "1", "-901", "-920"]
    assert [row["town"] for row in rows] == ["Lima", "=1+1", "-12", "東京, 23区"]


def test_text_that_is_written_like_a_reason_keeps_apart_from_it() -> None:
    assert missing_numbers(column("x", "text", "-12", Missing("not_on_record"))) == {"not_on_record": -912}


# --- the dictionary ---


def dictionary() -> Mapping[str, Mapping[str, Any]]:
    held = json.loads(dictionary_files(TABLE, TOLD)[".dictionary.json"])
    return {each["column"]: each for each in held["columns"]}


def test_dictionary_says_of_every_column_what_the_contract_names() -> None:
    held = dictionary()
    assert list(held) == [each.name for each in TABLE.columns]
    assert all(tuple(each) == FIELDS for each in held.values())
    assert held["edu"]["measure_version"] == "1.1.0"
    assert held["edu"]["values"] == [{"value": "6", "label": "bachelor"}, {"value": "8", "label": "doctoral"}]
    assert held["edu"]["missing"] == [
        {"reason": "not_stated", "meaning": "not stated", "n": 1, "code": -9, "stata": ".e"},
        {"reason": "refused", "meaning": "refused", "n": 1, "code": -1, "stata": ".a"},
    ]
    assert (held["asked"]["codebook"], held["asked"]["coder"]) == ("os@2", "gold")
    assert held["town"]["coder"] is None
    assert held["has"]["label"] == LONG


def test_dictionary_counts_add_up_to_the_persons() -> None:
    for each in dictionary().values():
        assert each["n"] + sum(reason["n"] for reason in each["missing"]) == len(TABLE.persons)


def test_dictionary_for_spreadsheets_opens_as_utf8_and_holds_no_formula() -> None:
    raw = dictionary_files(TABLE, TOLD)[".dictionary.csv"]
    assert raw.startswith(b"\xef\xbb\xbfcolumn,")
    rows = {row["column"]: row for row in rows_of(raw, "utf-8-sig")}
    assert rows["edu"]["missing"] == "not stated (-9, .e): 1; refused (-1, .a): 1"
    assert rows["asked"]["values"].startswith("1 = not_asked = not asked, not mentioned; 2 = mentioned")


# --- anything goes in, the same comes out ---

CELLS = st.one_of(
    st.floats(-1e9, 1e9, allow_nan=False).map(float),
    st.sampled_from(["refused", "not_stated", "no_leg", "own words"]).map(Missing),
)
LETTERS = st.characters(blacklist_categories=["Cs", "Cc"])
TEXTS = st.one_of(st.text(LETTERS, min_size=1, max_size=20), st.just(Missing("blank")))


@settings(max_examples=25)
@given(st.lists(st.tuples(CELLS, TEXTS), min_size=1, max_size=6))
def test_every_value_and_every_reason_survives_in_every_format(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[float | Missing, str | Missing]]
) -> None:
    folder = tmp_path_factory.mktemp("out")
    numbers, texts = zip(*pairs, strict=True)
    table = PersonTable(
        (column("x", "number", *numbers), column("t", "text", *texts)), tuple("p" * len(pairs)), 0, ()
    )
    codes = missing_numbers(table.columns[0])
    expected = [
        codes[cell.reason] if isinstance(cell, Missing) else float(f"{cell:.10g}") for cell in numbers
    ]
    sav, told = pyreadstat.read_sav(str(written(folder, ".sav", table)), user_missing=True)
    assert sav["x"].tolist() == expected
    declared: list[Any] = list(told.missing_ranges.get("x", []))
    for cell, number in zip(numbers, expected, strict=True):
        inside = any(each["lo"] <= number <= each["hi"] for each in declared)
        assert inside == isinstance(cell, Missing)
    dta, _ = pyreadstat.read_dta(str(written(folder, ".dta", table)), user_missing=True)
    letters = {"refused": "a", "not_stated": "e", "no_leg": "p", "own words": "x"}
    assert dta["x"].tolist() == [
        letters[cell.reason] if isinstance(cell, Missing) else float(f"{cell:.10g}") for cell in numbers
    ]
    rows = rows_of(table_bytes(table, ".csv", TOLD))
    assert [row["t"] for row in rows] == ["" if isinstance(cell, Missing) else cell for cell in texts]
    assert pq.read_table(written(folder, ".parquet", table))["t"].to_pylist() == [
        None if isinstance(cell, Missing) else cell for cell in texts
    ]
