"""Formats and files."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from secondmig.cli.formats import as_md, as_table, plain, shown
from secondmig.cli.output import write_file
from secondmig.core.errors import SecondmigError
from secondmig.project.listing import Listing
from tests.cli.conftest import Run
from tests.cli.fake import FakeProject


def test_json_holds_meta_and_rows_to_ten_digits(run: Run, project: FakeProject) -> None:
    told = json.loads(run("case", "list", "--format", "json").stdout)
    assert list(told) == ["meta", "rows"]
    assert told["meta"]["unit"] == "persons"
    assert told["meta"]["warnings"][0]["id"] == "W02"
    assert told["rows"][0] == {
        "id": "US01",
        "words": 1034,
        "share": 0.3333333333,
        "second_migrant": True,
        "facets": {"about_country": "JPN", "valence": -1},
    }
    assert told["rows"][1]["share"] is None


def test_jsonl_is_one_row_a_line(run: Run, project: FakeProject) -> None:
    lines = run("case", "list", "--format", "jsonl").stdout.split("\n")
    assert [json.loads(line)["id"] for line in lines[:2]] == ["US01", "JP05"]
    assert lines[2:] == [""]


def test_csv_has_plain_line_ends_and_objects_as_json(run: Run, project: FakeProject) -> None:
    assert run("case", "list", "--format", "csv").stdout_bytes == (
        b"id,words,share,second_migrant,facets\n"
        b'US01,1034,0.3333333333,true,"{""about_country"": ""JPN"", ""valence"": -1}"\n'
        b"JP05,987,,false,{}\n"
    )


def test_md_is_a_table_with_its_notes(run: Run, project: FakeProject) -> None:
    assert run("case", "list", "--format", "md").stdout == (
        "| id   | words | share | second_migrant | facets                        |\n"
        "|:-----|------:|------:|:---------------|:------------------------------|\n"
        "| US01 |  1034 | 0.333 | yes            | about_country=JPN, valence=-1 |\n"
        "| JP05 |   987 |     – | no             | –                             |\n"
        "\n"
        "offsets count code points\n"
        "Only: code OS-RAC\n"
        "W02 (medium): counts describe this corpus\n"
    )


def test_table_is_the_default_and_says_what_was_selected(run: Run, project: FakeProject) -> None:
    assert run("case", "list").stdout == (
        "id    words  share  second_migrant  facets\n"
        "----  -----  -----  --------------  -----------------------------\n"
        "US01   1034  0.333  yes             about_country=JPN, valence=-1\n"
        "JP05    987      –  no              –\n"
        "\n"
        "offsets count code points\n"
        "Only: code OS-RAC\n"
        "W02 (medium): counts describe this corpus\n"
    )


def test_table_in_a_pipe_is_not_cut_to_a_terminal(run: Run, project: FakeProject) -> None:
    quote = "word " * 60 + "end"
    project.answers["code_list"] = Listing(("quote",), [{"quote": quote}])
    assert quote in run("code", "list").stdout


def test_md_escapes_what_would_be_markup() -> None:
    listing = Listing(("quote",), [{"quote": "a|b *c* <d>\n`e` \\"}])
    assert next(as_md(listing, None)).split("\n")[2] == "| a\\|b \\*c\\* &lt;d&gt;<br>\\`e\\` \\\\ |"


def test_table_without_rows_says_so() -> None:
    assert "".join(as_table(Listing(("id",), []), None)) == "nothing found\n"
    assert "".join(as_table(Listing(("id",), [], {}, ("no problems",)), None)) == "no problems\n"


def test_json_without_rows_is_still_json(run: Run, project: FakeProject) -> None:
    project.answers["case_list"] = Listing(("id",), [], {"n": 0})
    assert json.loads(run("case", "list", "--format", "json").stdout) == {"meta": {"n": 0}, "rows": []}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.1 + 0.2, 0.3),
        (123456789.123456, 123456789.1),
        (-0.0, 0.0),
        (float("inf"), None),
        (float("nan"), None),
        (("a", 1), ["a", 1]),
        ({"a": (1 / 3,)}, {"a": [0.3333333333]}),
    ],
)
def test_plain_gives_what_json_knows(value: object, expected: object) -> None:
    assert plain(value) == expected
    assert str(plain(value)) == str(expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(22520, "22520"), (6.46153, "6.462"), (0.00012, "0.00012"), ("", "–"), ((), "–"), (("a", "b"), "a, b")],
)
def test_shown_is_short(value: object, expected: str) -> None:
    assert shown(value) == expected


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.csv", "id,words"),
        ("a.JSON", '{"meta"'),
        ("a.jsonl", '{"id"'),
        ("a.md", "| id"),
        ("a.txt", "id    w"),
    ],
)
def test_format_follows_the_ending_of_the_file(
    run: Run, project: FakeProject, tmp_path: Path, name: str, begins: str
) -> None:
    result = run("case", "list", "-o", tmp_path / name)
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)
    assert result.stdout == ""
    assert result.stderr == f"written: {tmp_path / name} (2 rows)\n"


def test_format_option_beats_the_ending(run: Run, project: FakeProject, tmp_path: Path) -> None:
    run("case", "list", "--format", "json", "-o", tmp_path / "a.csv")
    assert json.loads((tmp_path / "a.csv").read_text(encoding="utf-8"))["meta"]["n"] == 2


def test_quiet_silences_the_remark_about_the_file(run: Run, project: FakeProject, tmp_path: Path) -> None:
    assert run("--quiet", "case", "list", "-o", tmp_path / "a.csv").stderr == ""


def test_a_dash_is_the_screen(run: Run, project: FakeProject) -> None:
    assert run("case", "list", "-o", "-", "--format", "csv").stdout.startswith("id,words")


def test_export_to_the_screen_is_csv(run: Run, project: FakeProject) -> None:
    assert run("code", "export").stdout.startswith("id,words")
    assert run("code", "export", "--format", "jsonl").stdout.startswith('{"id"')


def test_export_takes_its_file_as_an_argument_once(run: Run, project: FakeProject, tmp_path: Path) -> None:
    assert run("code", "export", tmp_path / "a.csv").exit_code == 0
    assert (tmp_path / "a.csv").read_text(encoding="utf-8").startswith("id,words")
    assert run("code", "export", tmp_path / "a.csv", "-o", tmp_path / "b.csv").exit_code == 2


def test_rows_for_programs_keep_the_columns_a_table_leaves_out(run: Run, project: FakeProject) -> None:
    row = {"id": "c-1", "start": 3, "end": 9, "quote": "doors", "memo": ""}
    project.answers["code_list"] = Listing(tuple(row), [row])
    assert run("code", "list").stdout.split("\n")[0] == "id   quote"
    assert run("code", "list", "--format", "csv").stdout.split("\n")[0] == "id,start,end,quote,memo"


def test_a_file_is_whole_or_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "rows.csv"
    target.write_text("before\n", encoding="utf-8")

    def pieces() -> Iterator[str]:
        yield "id\n"
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_file(target, pieces())
    assert target.read_text(encoding="utf-8") == "before\n"
    assert [path.name for path in tmp_path.iterdir()] == ["rows.csv"]


def test_a_file_keeps_its_permissions_and_a_link_its_target(tmp_path: Path) -> None:
    target = tmp_path / "rows.csv"
    target.write_text("before\n", encoding="utf-8")
    target.chmod(0o640)
    link = tmp_path / "link.csv"
    link.symlink_to(target)
    write_file(link, ["after\n"])
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "after\n"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_device_is_written_to_and_never_replaced(run: Run, project: FakeProject) -> None:
    assert run("case", "list", "-o", "/dev/null").exit_code == 0
    assert Path("/dev/null").is_char_device()


def test_a_missing_folder_is_named_with_the_command_that_makes_it(tmp_path: Path) -> None:
    with pytest.raises(SecondmigError, match="no such folder") as told:
        write_file(tmp_path / "out" / "rows.csv", ["id\n"])
    assert told.value.hint == f"mkdir -p {tmp_path / 'out'}"


def test_text_goes_out_letter_for_letter(run: Run, project: FakeProject, tmp_path: Path) -> None:
    words = "#1 A: \x0b\u2028█横浜\n\n"
    project.answers["corpus_text"] = words
    assert run("corpus", "text", "US01").stdout_bytes == words.encode()
    run("corpus", "text", "US01", "-o", tmp_path / "US01.txt")
    assert (tmp_path / "US01.txt").read_bytes() == words.encode()


def test_status_is_a_line_for_each_value(run: Run, project: FakeProject) -> None:
    rows: list[dict[str, object]] = [{"field": "cases", "value": 24}, {"field": "coders", "value": None}]
    project.answers["status"] = Listing(("field", "value"), rows, {"selection": "everything"})
    assert run("status").stdout == "cases:  24\ncoders: –\n"
    assert json.loads(run("status", "--format", "json").stdout)["rows"][0] == rows[0]


def test_three_warnings_stand_beside_a_table_the_gravest_first_and_all_in_json(
    run: Run, project: FakeProject
) -> None:
    told = [("C01", "medium"), ("C02", "medium"), ("C05", "medium"), ("C06", "high"), ("W04", "low")]
    warnings = [{"id": name, "severity": grave, "message": "so."} for name, grave in told]
    project.answers["code_list"] = Listing(("id",), [{"id": "A"}], {"warnings": warnings})
    for form in ("table", "md"):
        lines = run("code", "list", "--format", form).stdout.strip().split("\n")[-4:]
        assert [line.removeprefix("- ") for line in lines] == [
            "C06 (high): so.",
            "C01 (medium): so.",
            "C02 (medium): so.",
            "and 2 more, in full with --format json: C05, W04",
        ]
    rows = json.loads(run("code", "list", "--format", "json").stdout)
    assert [each["id"] for each in rows["meta"]["warnings"]] == [name for name, _ in told]
    few = Listing(("id",), [{"id": "A"}], {"warnings": warnings[:3]})
    project.answers["code_list"] = few
    assert "and " not in run("code", "list").stdout


@pytest.mark.parametrize("columns", [80, 120])
def test_what_stands_below_a_table_is_folded_at_the_terminal_with_what_follows_set_in(
    run: Run, project: FakeProject, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setattr("secondmig.cli.output.terminal_columns", lambda: columns)
    sentence = "they read each other's words before they coded " * 4
    warnings = [{"id": "W02", "severity": "high", "message": sentence.strip()}]
    meta = {"warnings": warnings, "selection": "code OS-RAC"}
    project.answers["code_list"] = Listing(("id",), [{"id": "A"}], meta, (f"note: {sentence}",))
    below = run("code", "list").stdout.split("\n\n")[1].rstrip("\n").split("\n")
    assert max(map(len, below)) <= columns
    heads = [line for line in below if not line.startswith("  ")]
    assert [line.split()[0] for line in heads] == ["note:", "Only:", "W02"]
    assert " ".join(" ".join(below).split()).count("before they coded") == 8
    out = run("code", "list", "-o", str(project.root / "x.txt"), "--format", "table")
    assert out.exit_code == 0
    assert f"W02 (high): {sentence.strip()}\n" in (project.root / "x.txt").read_text("utf-8")
