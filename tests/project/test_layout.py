"""secondmig.toml is read strictly and paths stay inside the project."""

from pathlib import Path

import pytest

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.project.layout import declared_files, find_root, pair, read_config, relative


def project(folder: Path, toml: str) -> Path:
    (folder / "secondmig.toml").write_text(toml, encoding="utf-8")
    return folder


def test_config_reads_what_the_repository_declares() -> None:
    config = read_config(Path(__file__).parents[2])
    assert config.coder == "demo"
    assert config.codings[0].coder == "gold"
    assert [survey.name for survey in config.surveys] == ["interview sheet", "mail-back"]
    assert config.reports[0].releases == ("team", "public")


def test_config_names_every_problem_at_once(tmp_path: Path) -> None:
    toml = 'titel = "x"\nmin_stay = "12"\n[corpus]\nfiles = [1]\n[[surveys]]\nname = "s"\nkind = "guess"\n'
    with pytest.raises(ProblemsError) as caught:
        read_config(project(tmp_path, toml))
    messages = [problem.message for problem in caught.value.problems]
    assert messages == [
        "unknown key 'titel'",
        "min_stay should be a whole number",
        "corpus.files should list texts",
        "a [[surveys]] table lacks file",
        "surveys.kind 'guess' is unknown",
    ]


@pytest.mark.parametrize(
    "toml",
    [
        "title = ",
        "corpus = 3\n",
        "min_stay = 0\n",
        "min_stay = -5\n",
        "[[reports]]\nreleases = ['secret']\n",
        "[[reports]]\nreleases = 3\n",
        "[[reports]]\nname = '../x'\n",
        "[cases]\npersons = '../p.csv'\n",
        "[[surveys]]\nname = 'a'\nfile = 'x'\n[[surveys]]\nname = 'a'\nfile = 'y'\n",
    ],
)
def test_config_that_is_wrong_is_one_error(tmp_path: Path, toml: str) -> None:
    with pytest.raises(SecondmigError) as caught:
        read_config(project(tmp_path, toml))
    assert caught.value.where == "secondmig.toml"


def test_config_with_a_bom_is_read(tmp_path: Path) -> None:
    (tmp_path / "secondmig.toml").write_bytes(b'\xef\xbb\xbftitle = "x"\r\n')
    assert read_config(tmp_path).title == "x"


def test_root_is_found_from_a_folder_below(tmp_path: Path) -> None:
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    project(tmp_path, "")
    assert find_root(below) == tmp_path.resolve()


def test_root_that_is_not_there_names_the_commands(tmp_path: Path) -> None:
    with pytest.raises(SecondmigError, match="no project here") as caught:
        find_root(tmp_path)
    assert "secondmig init" in caught.value.hint


@pytest.mark.parametrize("path", ["../x.txt", "/etc/passwd", "a/../../x", "C:\\x.txt"])
def test_declared_paths_do_not_leave_the_project(tmp_path: Path, path: str) -> None:
    with pytest.raises(SecondmigError, match="outside the project"):
        declared_files(tmp_path, (path,))


def test_declared_files_are_sorted_and_named_once(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert [path.name for path in declared_files(tmp_path, ("*.txt", "b.txt"))] == ["a.txt", "b.txt"]


def test_declared_file_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SecondmigError, match=r"persons\.csv is declared"):
        declared_files(tmp_path, ("persons.csv",))


def test_relative_names_nothing_outside_but_the_file(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    assert relative(tmp_path / "in", tmp_path / "secret" / "x.txt") == "x.txt"


def test_pair_needs_an_equals_sign() -> None:
    assert pair("about_country = JPN") == ("about_country", "JPN")
    with pytest.raises(SecondmigError):
        pair("about_country")
