"""A survey file becomes a table, by its content and with ids as written, or all its problems are told."""

import datetime as dt
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.survey.form import SurveyForm, Variable
from secondmig.survey.model import Measure
from secondmig.survey.reading import SurveyReading, read_cells, read_survey
from tests.survey.files import dta, sav, written, xlsx

DAY = dt.date(2026, 3, 31)


def problems(path: Path, how: SurveyReading) -> list[str]:
    """The lines of everything that is wrong with a file."""
    with pytest.raises(SecondmigError) as caught:
        read_survey(path, how)
    error = caught.value
    return [each.line() for each in (error.problems if isinstance(error, ProblemsError) else (error,))]


def columns(path: Path, *, encoding: str = "", sheet: str = "") -> Mapping[str, list[str]]:
    """The cells of a file."""
    return read_cells(path, encoding=encoding, sheet=sheet).columns


def test_the_same_survey_from_four_programs_is_the_same_table(tmp_path: Path) -> None:
    day = dt.date(2020, 2, 29)
    rows: dict[str, list[object]] = {
        "id": ["W01", "W02", "W03"],
        "age": [28.0, 41.0, None],
        "gap": [-2.53, 0.5, -0.63],
        "origin": ["China", "", "Perú"],
        "day": [day, None, day],
        "sat": [4.0, None, 1.0],
    }
    text = (
        "id,age,gap,origin,day,sat\r\nW01,28.0,-2.53,China,2020-02-29,4.0\r\n"
        "W02,41.00,0.50,,,\r\nW03,,-.63,Perú,2020-02-29,1.0\r\n"
    )
    user_missing: dict[str, list[object]] = {**rows, "sat": [4.0, 9.0, 1.0]}
    tables = [
        read_survey(path, SurveyReading())
        for path in (
            written(tmp_path / "a.csv", text),
            dta(tmp_path / "a.dta", rows),
            xlsx(tmp_path / "a.xlsx", {"S": [list(rows), *zip(*rows.values(), strict=True)]}),
            sav(tmp_path / "a.sav", user_missing, missing_ranges={"sat": [9.0]}),
        )
    ]
    first, *others = (table.cells for table in tables)
    assert first == {
        "id": ["W01", "W02", "W03"],
        "age": ["28", "41", ""],
        "gap": ["-2.53", "0.5", "-0.63"],
        "origin": ["China", "", "Perú"],
        "day": ["2020-02-29", "", "2020-02-29"],
        "sat": ["4", "", "1"],
    }
    assert others[:2] == [first, first]
    assert others[2] == {**first, "sat": ["4", "9", "1"]}
    assert dict(tables[3].form.variable("sat").missing) == {"9": "user-missing 9"}
    assert all(table.form.variable("sat").numeric for table in tables)


def test_ids_and_codes_stay_as_they_are_written(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "id,isco,x\n1.0,0110,1.0\n2.50,2221,2.0\n")
    assert read_survey(path, SurveyReading()).cells == {
        "id": ["1.0", "2.50"],
        "isco": ["0110", "2221"],
        "x": ["1", "2"],
    }


def test_a_workbook_shows_what_people_see(tmp_path: Path) -> None:
    day, moment = dt.datetime.fromisoformat("2020-01-02"), dt.datetime.fromisoformat("2020-01-02T03:04")
    rows: list[list[object]] = [
        ["id", "n", "day", "at", "yes", "long"],
        [7, 7.0, day, dt.time(9, 30), True, 0.1 + 0.2],
        [],
        [12, "  a b ", moment, None, False, 1e15],
    ]
    path = xlsx(tmp_path / "a.xlsx", {"S": rows}, {"A2": "00000", "A4": "00000"})
    found = read_cells(path)
    assert found.columns == {
        "id": ["00007", "00012"],
        "n": ["7", "a b"],
        "day": ["2020-01-02", "2020-01-02T03:04:00"],
        "at": ["09:30:00", ""],
        "yes": ["TRUE", "FALSE"],
        "long": ["0.3", "1000000000000000"],
    }
    assert list(found.lines) == [2, 4]


def test_one_of_several_sheets_has_to_be_named(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"Notes": [["hello"]], "Daten": [["id"], ["7"]], "Empty": []})
    with pytest.raises(SecondmigError, match="several sheets have cells: Notes, Daten") as caught:
        read_cells(path)
    assert caught.value.hint == 'name one: --sheet "Notes"'
    assert columns(path, sheet="Daten") == {"id": ["7"]}
    with pytest.raises(SecondmigError, match="there is no sheet 'Data'"):
        read_cells(path, sheet="Data")


def test_errors_in_cells_of_a_workbook_are_all_named(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"S": [["id", "x"], ["1", "#N/A"], ["2", 3], ["3", "#DIV/0!"]]})
    assert problems(path, SurveyReading()) == [
        "a.xlsx, row 2: x holds the error #N/A",
        "a.xlsx, row 4: x holds the error #DIV/0!",
    ]


def test_formulas_that_nobody_worked_out_are_not_taken_for_blanks(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"S": [["id", "x"], ["1", "=1+1"], ["2", 3], ["3", "=B2"]]})
    assert problems(path, SurveyReading()) == [
        "a.xlsx: B2 holds a formula that was never worked out",
        "a.xlsx: B4 holds a formula that was never worked out",
    ]


@pytest.mark.parametrize("ending", ["csv", "xls"])
def test_content_decides_and_not_the_ending(tmp_path: Path, ending: str) -> None:
    rows: dict[str, list[object]] = {"id": ["a", "b"]}
    for make in (sav, dta):
        path = make(tmp_path / f"a.{make.__name__}", rows).rename(tmp_path / f"b.{ending}")
        assert columns(path) == {"id": ["a", "b"]}
    path = xlsx(tmp_path / "a.xlsx", {"S": [["id"], ["a"], ["b"]]}).rename(tmp_path / f"b.{ending}")
    assert columns(path) == {"id": ["a", "b"]}


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("utf-8-sig", "Perú 日本"),
        ("utf-16", "Perú 日本"),
        ("cp1252", "Quebec’s Québec"),
        ("latin-1", "Perú"),
        ("cp932", "東京で働いています"),
        ("euc-jp", "東京で働いています"),
    ],
)
def test_a_file_is_read_in_the_encoding_that_is_named(tmp_path: Path, encoding: str, words: str) -> None:
    path = written(tmp_path / "a.csv", f"id,x\n007,{words}\n", encoding=encoding)
    named = "" if encoding == "utf-8-sig" else encoding
    assert columns(path, encoding=named) == {"id": ["007"], "x": [words]}


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("utf-16", "Perú"),
        ("cp1252", "Québec"),
        ("cp932", "東京で働いています"),
        ("euc-jp", "東京で働いています"),
    ],
)
def test_an_encoding_is_proposed_with_a_line_and_never_taken(
    tmp_path: Path, encoding: str, words: str
) -> None:
    path = written(tmp_path / "a.csv", f"id,x\n007,{words}\n", encoding=encoding)
    with pytest.raises(SecondmigError) as caught:
        read_cells(path)
    assert caught.value.hint == f"pass --encoding {encoding}"
    assert encoding == "utf-16" or words in caught.value.message


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", 'id;x\r\n\r\n1;"a\r\nb"\r\n;\r\n2;"c\nd\ne"\r\n3;f\r\n')
    found = read_cells(path)
    assert (list(found.lines), found.columns["id"]) == ([3, 6, 9], ["1", "2", "3"])
    assert found.columns["x"][1] == "c\nd\ne"


@given(
    rows=st.lists(
        st.tuples(st.text('ab,;"\n\r 1é日', max_size=5), st.text("xy\n", max_size=3)), min_size=1, max_size=30
    )
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_a_csv_writer_writes_is_read_with_its_lines(tmp_path: Path, rows: list[tuple[str, str]]) -> None:
    import csv
    import io

    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["id", "x"])
    begun = []
    for row in [("first", "1"), *rows]:
        so_far = out.getvalue().replace("\r\n", "\n").replace("\r", "\n")
        begun.append(so_far.count("\n") + 1)
        writer.writerow(row)
    path = tmp_path / "a.csv"
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
    found = read_cells(path)
    kept = [
        (line, row)
        for line, row in zip(begun, [("first", "1"), *rows], strict=True)
        if any(map(str.strip, row))
    ]
    assert list(found.lines) == [line for line, _ in kept]
    assert found.columns["x"] == [row[1].strip() for _, row in kept]


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "the file is empty"),
        (b"id,x\n", "there is a header but no row under it"),
        (b"PK\x03\x04nothing", "a damaged zip archive or workbook"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "protected by a password",
        ),
        (b"%PDF-1.7\n", "this is a PDF"),
        (b"ASCII SPSS PORT FILE", "a portable file of SPSS"),
        (b"id,x\n1,a\x00b\n", "not a text file"),
        (b"id,,x\n1,2,3\n", "column 2 has no name"),
        (b"id,x,x\n1,2,3\n", "two columns are called 'x'"),
        (b'id,x\n1,"a\n2,b\n', "a quotation mark is not closed"),
    ],
)
def test_what_is_no_survey_is_one_line(tmp_path: Path, raw: bytes, told: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(raw)
    (line,) = problems(path, SurveyReading())
    assert told in line


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(80 * 2**20))
    (line,) = problems(path, SurveyReading())
    assert line == "a.xlsx: unpacks to 80 MB: not read"


@given(
    raw=st.binary(max_size=400),
    start=st.sampled_from([b"", b"id,x\n", b"PK\x03\x04", b"\xff\xfe", b"r\x01\x01"]),
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_garbage_is_a_table_or_lines(tmp_path: Path, raw: bytes, start: bytes) -> None:
    path = tmp_path / "a"
    path.write_bytes(start + raw)
    if (start + raw).startswith((b"r\x01\x01", b"<stata_dta>", b"$FL")):
        return  # the library that reads these is tried in a process of its own, in test_stat_cells
    try:
        read_survey(path, SurveyReading(form=SurveyForm(weight="x"), as_of=DAY))
    except SecondmigError as error:
        told = error.problems if isinstance(error, ProblemsError) else (error,)
        assert all("\n" not in each.where for each in told)


def test_columns_that_are_not_there_are_named_with_those_like_them(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "Respondent,pw,x\n1,2,3\n2,2,3\n")
    with pytest.raises(ProblemsError) as caught:
        read_survey(
            path,
            SurveyReading(form=SurveyForm(weight="PW", psu="firm"), variables={"y": Variable("y")}),
        )
    assert [(each.message, each.hint) for each in caught.value.problems] == [
        ("there is no column 'id'; it has Respondent, pw, x", "--id Respondent"),
        ("there is no column 'PW'; it has Respondent, pw, x", "--weight pw"),
        ("there is no column 'firm'; it has Respondent, pw, x", "--psu COL"),
        ("the measures file speaks of 'y', which is no column", "columns: Respondent, pw, x"),
    ]


def test_every_bad_cell_is_told_with_row_and_column(tmp_path: Path) -> None:
    text = (
        "id,w,day,sat,country\n1,1,2020-01-01,1,PER\n01,-1,2030-05-05,2,XXX\na,x,2020-02-30,7,JPN\n"
        "A,,2020-01-01,7,-9\n,1,2020-01,1,PER\n"
    )
    measures = {
        "country": Measure("country", "Country", "nominal", code_list="iso3", missing={"-9": "not_stated"})
    }
    how = SurveyReading(
        form=SurveyForm(weight="w"),
        variables={
            "sat": Variable(
                "sat", scale="ordinal", direction="higher_is_more", labels={"1": "no", "2": "yes"}
            ),
            "country": Variable("country", measure="country"),
        },
        measures=measures,
        as_of=DAY,
    )
    told = problems(written(tmp_path / "a.csv", text), how)
    assert told[:7] == [
        "a.csv:6: id is empty",
        "a.csv:3: id '01' differs from '1' (a.csv:2) only by leading zeros",
        "a.csv:5: id 'A' differs from 'a' (a.csv:4) only by case",
        "a.csv:3, w: the weight -1 is negative",
        "a.csv:4, w: the weight 'x' is no number",
        "a.csv:5, w: the weight is missing",
        "a.csv:4, sat: '7' has no label although sat is ordinal (2 rows)",
    ]
    assert told[7].startswith("a.csv:3, country: ")
    assert "XXX" in told[7]
    assert told[8:] == [
        "a.csv:3, day: 2030-05-05 lies after 2026-03-31",
        "a.csv:4, day: there is no day 2020-02-30",
    ]
    later = problems(written(tmp_path / "a.csv", text), replace(how, as_of=dt.date(2031, 1, 1)))
    assert not any("lies after" in line for line in later)


def test_a_year_and_other_ways_to_write_a_day_lie_ahead_too(tmp_path: Path) -> None:
    text = "id,birth_year,entry,seen,hours\n1,1990,2001/02/03,2019,2030\n"
    text += "2,2030,2030/1/1,2030-05,1900\n3,,2030.1.1,2030,\n"
    assert problems(written(tmp_path / "a.csv", text), SurveyReading(as_of=DAY)) == [
        "a.csv:3, birth_year: 2030 lies after 2026-03-31",
        "a.csv:3, entry: 2030/1/1 lies after 2026-03-31",
        "a.csv:4, entry: 2030.1.1 lies after 2026-03-31",
        "a.csv:3, seen: 2030-05 lies after 2026-03-31",
        "a.csv:4, seen: 2030 lies after 2026-03-31",
    ]


def test_four_digits_that_are_no_year_may_be_any(tmp_path: Path) -> None:
    text = "id,hours,birth_weight,code,year\n1,2030,3100,2030,9999\n2,1900,2900,x,2001\n"
    how = SurveyReading(variables={"year": Variable("year", missing={"9999": "not stated"})}, as_of=DAY)
    assert len(read_survey(written(tmp_path / "a.csv", text), how)) == 2


def test_full_width_ids_look_like_others(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "id,x\n7,1\n７,2\n")
    assert problems(path, SurveyReading()) == ["a.csv:3: id '７' differs from '7' (a.csv:2) only by width"]


def test_many_problems_of_one_kind_are_counted(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "id,w\n" + "".join(f"{n},-1\n" for n in range(100)))
    told = problems(path, SurveyReading(form=SurveyForm(weight="w")))
    assert (len(told), told[-1]) == (21, "80 more weights like these")


def test_what_is_odd_is_remarked(tmp_path: Path) -> None:
    text = "id,pay,sat\n1,3,1\n1,NA,2\n2,4,3\n"
    how = SurveyReading(variables={"sat": Variable("sat", labels={"1": "no", "2": "yes"})})
    told = (
        "pay holds NA beside numbers (1 row), so it counts as words; say why in the measures file: pay:"
        " {missing: {NA: not stated}}"
    )
    assert read_survey(written(tmp_path / "a.csv", text), how).remarks == (
        "1 id has several rows: 1 (a.csv:2, a.csv:3)",
        told,
        "sat: no label for 3 (a.csv:4; 1 row), although other values have one",
    )
    said = SurveyReading(variables={"pay": Variable("pay", missing={"NA": "not stated"})})
    table = read_survey(written(tmp_path / "a.csv", text), said)
    assert table.form.variable("pay").numeric
    assert not any("pay" in line for line in table.remarks)


def test_decimal_commas_are_told(tmp_path: Path) -> None:
    table = read_survey(written(tmp_path / "a.csv", "id;pay;list\n1;3,5;1,2,3\n2;4;\n"), SurveyReading())
    assert table.cells["pay"] == ["3,5", "4"]
    (remark,) = table.remarks
    assert remark.startswith("pay has numbers with a decimal comma, like 3,5, so it counts as words")


def test_decimal_commas_with_points_between_thousands_are_told(tmp_path: Path) -> None:
    table = read_survey(written(tmp_path / "a.csv", "id;pay\n1;1.250,50\n2;900\n"), SurveyReading())
    (remark,) = table.remarks
    assert remark.startswith("pay has numbers with a decimal comma, like 1.250,50, so it counts as words")


def test_days_that_may_begin_with_the_month_are_told(tmp_path: Path) -> None:
    text = "id,day,score,other\n1,03/04/2021,1/2,2021-04-03\n2,,3/4,2021-04-15\n"
    (remark,) = read_survey(written(tmp_path / "a.csv", text), SurveyReading()).remarks
    assert remark.startswith("day has days like 03/04/2021, which may begin with the day or the month")


def test_the_team_wins_over_the_file_and_a_scale_turned_round_is_told(tmp_path: Path) -> None:
    path = sav(
        tmp_path / "a.sav",
        {"id": ["a", "b"], "sat": [1.0, 2.0], "pay": [1.0, 9.0]},
        variable_value_labels={"sat": {1.0: "high", 2.0: "low"}, "pay": {1.0: "some"}},
        missing_ranges={"pay": [9.0]},
    )
    how = SurveyReading(
        variables={"sat": Variable("sat", label="Satisfied?", labels={"1": "low", "2": "high"})}
    )
    table = read_survey(path, how)
    sat, pay = table.form.variable("sat"), table.form.variable("pay")
    assert (sat.label, dict(sat.labels), sat.numeric) == ("Satisfied?", {"1": "low", "2": "high"}, True)
    assert (dict(pay.labels), dict(pay.missing)) == ({"1": "some"}, {"9": "user-missing 9"})
    turned = "1 is 'high' in the file and 'low' in the measures file"
    assert table.remarks[0].startswith(f"sat: {turned}; 2 is 'low' in the file")
    assert len(table.remarks) == 1
