"""YAML read as lines of text."""

from pathlib import Path

import pytest

from secondmig.survey.yaml_file import Value, read_yaml

BELL = chr(7)


def read(folder: Path, text: str) -> Value:
    path = folder / "a.yaml"
    path.write_text(text, encoding="utf-8")
    return read_yaml(path)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (">-\n  one two\n  three\n  four\n", "one two three four"),
        (">-\n  one\n  two\n\n  three\n", "one two\nthree"),
        (">\n  one\n  two\n", "one two\n"),
        ("|-\n  one\n  two\n", "one\ntwo"),
        ("one\n  two\n", "one two"),
    ],
)
def test_a_text_over_several_lines_holds_no_mark_of_where_it_was_folded(
    tmp_path: Path, written: str, meant: str
) -> None:
    [(_, value)] = read(tmp_path, f"why: {written}").entries

    assert value.text == meant
    assert BELL not in value.text


def test_a_bell_that_was_written_stays(tmp_path: Path) -> None:
    [(_, value)] = read(tmp_path, 'why: "one\\atwo"\n').entries

    assert value.text == f"one{BELL}two"
