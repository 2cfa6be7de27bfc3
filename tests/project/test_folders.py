"""What people mean by naming files and folders."""

from pathlib import Path

from secondmig.project.folders import Meant, files_meant

SUFFIXES = frozenset({".txt", ".docx"})


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("INT: So?\n", encoding="utf-8")


def meant(folder: Path, *paths: Path) -> tuple[list[str], tuple[str, ...]]:
    found: Meant = files_meant(paths or (folder,), SUFFIXES)
    return [path.relative_to(folder).as_posix() for path in found.files], found.left_out


def test_folders_are_searched_to_the_bottom_in_order(tmp_path: Path) -> None:
    put(tmp_path, "b.txt", "a.TXT", "z/deep/c.docx", "y/d.txt")
    assert meant(tmp_path) == (["a.TXT", "b.txt", "y/d.txt", "z/deep/c.docx"], ())


def test_hidden_files_and_folders_are_passed_over_in_silence(tmp_path: Path) -> None:
    put(tmp_path, ".hidden.txt", ".git/a.txt", "b.txt")
    assert meant(tmp_path) == (["b.txt"], ())


def test_files_that_are_no_transcripts_by_name_are_told(tmp_path: Path) -> None:
    put(tmp_path, "b.txt", "sub/tape.mp3")
    assert meant(tmp_path) == (
        ["b.txt"],
        ("sub/tape.mp3: skipped, not a transcript by its name; name the file to import it",),
    )


def test_a_file_that_is_named_is_meant_whatever_its_name(tmp_path: Path) -> None:
    put(tmp_path, "notes", ".odd")
    assert meant(tmp_path, tmp_path / "notes", tmp_path / ".odd", tmp_path / "absent.txt")[0] == [
        "notes",
        ".odd",
        "absent.txt",
    ]


def test_a_file_named_twice_is_meant_once(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    assert meant(tmp_path, tmp_path, tmp_path / "a.txt") == (["a.txt"], ())


def test_links_in_circles_end_and_are_told(tmp_path: Path) -> None:
    put(tmp_path, "in/a.txt")
    (tmp_path / "in" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "in" / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    (tmp_path / "in" / "self.txt").symlink_to(tmp_path / "in" / "self.txt")
    assert meant(tmp_path) == (
        ["in/a.txt"],
        (
            "in/up: skipped, a link to a folder; name it to import what is behind it",
            "in/gone.txt: skipped, a link; name it to import what it leads to",
            "in/self.txt: skipped, a link; name it to import what it leads to",
        ),
    )


def test_a_link_to_a_folder_that_is_named_is_followed(tmp_path: Path) -> None:
    put(tmp_path, "real/a.txt")
    (tmp_path / "link").symlink_to(tmp_path / "real", target_is_directory=True)
    assert meant(tmp_path, tmp_path / "link")[0] == ["link/a.txt"]
