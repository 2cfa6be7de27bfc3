"""Status and prestige of occupations, from a table that says where it comes from."""

from pathlib import Path

import pytest

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.survey import occupations
from secondmig.survey.harmonise import Harmonised
from secondmig.survey.occupations import OccupationTable, Score, read_occupations, scored, shipped

HEAD = "# source: Ganzeboom 2010\n# version: decimal\nisco08,isei08,siops08\n"
SMALL = HEAD + "2221,68.70,54.05\n2220,68.70,\n0110,60.92,\n2000,76.24,\n"


def read(tmp_path: Path, text: str) -> OccupationTable:
    path = tmp_path / "occupations.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return read_occupations(path)


def refused(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(SecondmigError) as caught:
        read(tmp_path, text)
    error = caught.value
    problems = error.problems if isinstance(error, ProblemsError) else (error,)
    assert all(problem.hint for problem in problems)
    return [problem.line() for problem in problems]


# The table that comes with the program


@pytest.mark.parametrize(
    ("isco", "isei"), [("2221", 68.70), ("1120", 70.34), ("2512", 74.66), ("9112", 14.21), ("8219", 24.68)]
)
def test_status_is_that_of_the_revised_table(isco: str, isei: float) -> None:
    assert shipped().isei(isco).value == isei


@pytest.mark.parametrize(("isco", "siops"), [("2221", 54.05), ("2512", 51.00), ("8211", 39.34)])
def test_prestige_is_given_for_some_occupations(isco: str, siops: float) -> None:
    assert shipped().siops(isco).value == siops


def test_the_table_has_590_codes_and_says_where_it_comes_from() -> None:
    table = shipped()
    assert len(table.scores) == 590
    assert "Ganzeboom (2010)" in table.source
    assert "SPSS syntax" in table.version
    assert table.told == f"{table.version}; {table.source}"


def test_every_group_of_the_standard_has_a_row_of_its_own() -> None:
    table = shipped()
    groups = {code[:length] for code in table.scores for length in (1, 2, 3)}
    lacking = [group for group in sorted(groups) if table.isei(group).value is None]
    assert lacking == []


def test_an_installed_package_finds_its_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "secondmig" / "_project" / "codebooks"
    folder.mkdir(parents=True)
    (folder / "occupations.csv").write_text(SMALL, encoding="utf-8")
    monkeypatch.setattr(occupations, "__file__", str(tmp_path / "secondmig" / "survey" / "occupations.py"))
    assert len(shipped().scores) == 4
    (folder / "occupations.csv").unlink()
    with pytest.raises(SecondmigError, match="lacks the table of occupations"):
        shipped()


# Looking up


def test_a_group_has_the_score_of_its_own_row(tmp_path: Path) -> None:
    table = read(tmp_path, SMALL)
    assert table.isei("222") == Score(68.70, "", "2220")
    assert table.isei("2") == Score(76.24, "", "2000")
    assert table.isei("011") == Score(60.92, "", "0110")


def test_a_group_without_a_row_has_no_score_and_never_an_average(tmp_path: Path) -> None:
    assert read(tmp_path, SMALL).isei("22") == Score(None, "the group 22 is not in the table", "")


@pytest.mark.parametrize(
    ("isco", "reason"),
    [
        ("", "no occupation is stated"),
        ("9112", "the occupation 9112 is not in the table"),
        ("110", "the group 110 is not in the table"),
        ("nurse", "'nurse' is no ISCO-08 code, which is one to four digits"),
        ("22211", "'22211' is no ISCO-08 code, which is one to four digits"),
        ("２２２１", "'２２２１' is no ISCO-08 code, which is one to four digits"),
    ],
)
def test_what_has_no_score_says_why(tmp_path: Path, isco: str, reason: str) -> None:
    assert read(tmp_path, SMALL).isei(isco) == Score(None, reason, "")


def test_an_occupation_may_have_status_and_no_prestige(tmp_path: Path) -> None:
    table = read(tmp_path, SMALL)
    assert table.siops("2220") == Score(None, "the table gives no SIOPS-08 for 2220", "2220")


def test_a_value_of_occ_isco_becomes_one_of_occ_isei(tmp_path: Path) -> None:
    table = read(tmp_path, SMALL)
    nurse = Harmonised(None, None, "", "2221", code="2221")
    assert scored(table, nurse).point == 68.70
    assert scored(table, nurse, prestige=True).point == 54.05
    assert scored(table, Harmonised(None, None, "refused", "-1")).missing == "refused"
    other = scored(table, Harmonised(None, None, "", "9112", code="9112"))
    assert (other.low, other.missing) == (None, "no_score_for_the_occupation")


# The file


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("# source: Ganzeboom 2010\n", "", "occupations.csv:1: the table does not say its source"),
        ("# version: decimal\n", "", "occupations.csv:1: the table does not say its version"),
        ("isei08", "isei", "occupations.csv:3: lacks the column isei08"),
        ("0110", "110", "occupations.csv:6: '110' is no ISCO-08 code of four digits"),
        ("2220", "2221", "occupations.csv:5: 2221 is already on line 4"),
        ("60.92", "sixty", "occupations.csv:6: isei08 'sixty' is no number"),
        ("60.92", "nan", "occupations.csv:6: isei08 'nan' is no number"),
        ("60.92", "6.92", "occupations.csv:6: isei08 6.92 is outside 10 to 90"),
        ("54.05", "high", "occupations.csv:4: siops08 'high' is no number"),
    ],
)
def test_a_wrong_table_is_told_with_its_line(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert problem in refused(tmp_path, SMALL.replace(old, new, 1))


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    text = SMALL.replace("0110", "110").replace("76.24", "x")
    assert [line.split(": ")[0] for line in refused(tmp_path, text)] == [
        "occupations.csv:6",
        "occupations.csv:7",
    ]


def test_the_earlier_table_is_refused_by_its_nurse(tmp_path: Path) -> None:
    (line,) = refused(tmp_path, SMALL.replace("2221,68.70", "2221,42"))
    assert line == (
        "occupations.csv: this is the earlier ISEI-08: a nurse (2221) has 42, where the revised table has "
        "68.70 and decimals"
    )


def test_the_earlier_table_is_refused_by_its_whole_numbers(tmp_path: Path) -> None:
    rows = "".join(f"{code},{score},\n" for code, score in zip(range(3111, 3121), range(40, 50), strict=True))
    (line,) = refused(tmp_path, HEAD + rows)
    assert "all its scores are whole numbers" in line


def test_a_few_whole_numbers_are_no_sign(tmp_path: Path) -> None:
    assert read(tmp_path, HEAD + "3111,40,\n").isei("3111").value == 40


def test_prestige_need_not_be_in_the_table(tmp_path: Path) -> None:
    text = "# version: mine\r\n# source: me\r\nisco08,isei08\r\n2221,68.70\r\n"
    table = read(tmp_path, text)
    assert table.isei("2221").value == 68.70
    assert table.siops("2221").value is None
