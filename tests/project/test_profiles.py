"""Import profiles are read strictly with their lines, and saved without touching another byte."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.project.layout import read_config
from secondmig.project.profiles import ImportProfile, profile_for, read_profiles, save, saved

HEAD = '\ufefftitle = "x"  # kept\r\n\r\n[corpus]\r\nfiles = ["corpus/*.txt"]\r\n'
TABLES = """title = "x"

[[imports]]
folder = "a"        # first
encoding = "cp1252"

# about b
[[imports]]
folder = "b/"
speakers = '^(\\w+)>'
[imports.roles]
DAN = "interviewer"

[corpus]
files = []
"""


def config(folder: Path, toml: str) -> tuple[ImportProfile, ...]:
    (folder / "secondmig.toml").write_text(toml, encoding="utf-8")
    return read_config(folder).imports


def wrong(folder: Path, toml: str) -> list[str]:
    with pytest.raises(SecondmigError) as caught:
        config(folder, toml)
    if isinstance(caught.value, ProblemsError):
        return [problem.line() for problem in caught.value.problems]
    return [caught.value.line()]


def test_profiles_are_read(tmp_path: Path) -> None:
    assert config(tmp_path, TABLES) == (
        ImportProfile("a", encoding="cp1252"),
        ImportProfile("b", speakers=r"^(\w+)>", roles={"DAN": "interviewer"}),
    )


def test_every_problem_stands_at_its_line(tmp_path: Path) -> None:
    toml = """title = "x"
[[imports]]
folder = "a"
encodin = "cp1252"
[[imports]]
kind = "talk"
[[imports]]
folder = "../out"
roles = {DAN = "boss"}
[[imports]]
folder = "./a"
language = 3
"""
    assert wrong(tmp_path, toml) == [
        "secondmig.toml:4: unknown key 'encodin' in imports",
        "secondmig.toml:6: imports.kind 'talk' is unknown",
        "secondmig.toml:5: an [[imports]] table lacks folder",
        "secondmig.toml:9: imports.roles: unknown role 'boss' for 'DAN'",
        "secondmig.toml:8: imports.folder lies outside the project",
        "secondmig.toml:12: imports.language should be text",
        "secondmig.toml:11: two [[imports]] tables are for './a'",
    ]


@pytest.mark.parametrize("toml", ["imports = 3\n", "[imports]\nfolder = 'a'\n", "imports = [1]\n"])
def test_imports_that_are_no_tables_are_one_error(tmp_path: Path, toml: str) -> None:
    assert len(wrong(tmp_path, toml)) == 1


@pytest.mark.parametrize(
    ("name", "folder"),
    [("a/x.txt", "a"), ("a/b/c/x.txt", "a/b"), ("ab/x.txt", "."), ("x.txt", "."), ("a", ".")],
)
def test_the_innermost_folder_holds(name: str, folder: str) -> None:
    profiles = (ImportProfile("a"), ImportProfile("."), ImportProfile("a/b"))
    found = profile_for(profiles, name)
    assert found is not None
    assert found.folder == folder
    assert profile_for(profiles[:1], "b/x.txt") is None


def test_saving_appends_a_table_and_leaves_every_other_byte(tmp_path: Path) -> None:
    path = tmp_path / "secondmig.toml"
    path.write_bytes(HEAD.encode())
    profile = ImportProfile("ws", "cp1252", r"^(\w+)>", {'Dan "D"': "interviewer"}, "interview", "en-AU")
    assert save(tmp_path, "secondmig.toml", profile) is False
    raw = path.read_bytes()
    assert raw.startswith(HEAD.encode())
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert read_config(tmp_path).imports == (profile,)
    assert [each.name for each in tmp_path.iterdir()] == ["secondmig.toml"]


def test_saving_replaces_the_table_of_the_same_folder_alone() -> None:
    text, replaced = saved(TABLES, ImportProfile("b", encoding="utf-16"))
    assert replaced
    assert text == TABLES.replace(
        'folder = "b/"\nspeakers = \'^(\\w+)>\'\n[imports.roles]\nDAN = "interviewer"\n',
        'folder = "b"\nencoding = "utf-16"\n',
    )


def test_saving_twice_changes_nothing_more() -> None:
    once, _ = saved(TABLES, ImportProfile("c", language="ja"))
    twice, replaced = saved(once, ImportProfile("c", language="ja"))
    assert (twice, replaced) == (once, True)


def test_saving_into_a_file_written_otherwise_is_refused_with_what_to_write() -> None:
    source = 'imports = [{folder = "a"}]\n'
    with pytest.raises(SecondmigError) as caught:
        saved(source, ImportProfile("a", encoding="cp1252"))
    assert 'encoding = "cp1252"' in caught.value.hint


names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@given(
    folder=names.filter(lambda text: not set(text) & {"/", "\\", ":"} and text.strip(".") != ""),
    speakers=st.none() | names,
    roles=st.dictionaries(names, st.sampled_from(["interviewer", "participant", "other"]), max_size=3),
    source=st.sampled_from(["", HEAD, TABLES, 'title = "x"', TABLES.replace("\n", "\r\n")]),
)
def test_what_is_saved_is_read_again(
    folder: str, speakers: str | None, roles: dict[str, str], source: str
) -> None:
    profile = ImportProfile(folder, None, speakers, roles, None, None)  # type: ignore[arg-type]
    text, _ = saved(source, profile)
    read = tomllib.loads(text.lstrip("\ufeff").replace("\r\n", "\n"))
    assert profile in read_profiles(read["imports"])
    again, replaced = saved(text, profile)
    assert replaced
    assert tomllib.loads(again.lstrip("\ufeff").replace("\r\n", "\n")) == read
