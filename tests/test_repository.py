"""The repository is itself a project: its reports are rebuilt byte for byte, and the wheel carries it."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from hatch_build import project_files
from secondmig.project import start

ROOT = Path(__file__).parents[1]
ENVIRONMENT = "provenance.json"


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ENVIRONMENT
    }


def test_reports_of_the_repository_are_rebuilt_byte_for_byte(demo_project: Path) -> None:
    kept, built = contents(ROOT / "reports"), contents(demo_project / "reports")
    assert sorted(kept) == sorted(built)
    different = [name for name, body in kept.items() if built[name] != body]
    assert different == [], "secondmig build in the repository writes them anew; look at what changed first"
    assert {name.split("/")[0] for name in built} == {"team", "public"}


def test_second_build_changes_nothing(demo_project: Path, tmp_path: Path) -> None:
    place = tmp_path / "again"
    shutil.copytree(demo_project, place)
    before = contents(place / "reports")
    done = subprocess.run(
        [sys.executable, "-m", "secondmig", "--project", str(place), "build"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert contents(place / "reports") == before
    assert "changed since" not in done.stdout + done.stderr


OFFLINE = """
import socket, sys
def refuse(*arguments, **named):
    raise AssertionError("the network was used")
socket.socket.connect = refuse
socket.socket.connect_ex = refuse
socket.socket.bind = refuse
socket.getaddrinfo = refuse
socket.create_connection = refuse
from secondmig.cli.main import main
sys.argv = ["secondmig", "demo", sys.argv[1]]
main()
"""


def test_demo_uses_no_network(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE, str(tmp_path / "demo")],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "demo" / "reports" / "team" / "compare.html").is_file()


def test_the_demo_comes_without_what_commands_wrote_into_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (
        "secondmig.toml",
        "corpus/A.txt",
        "corpus/__pycache__/make.pyc",
        "codebooks/liu-2018/table_2.csv",
        "codebooks/liu-2018/invented/out-migration-1.csv",
        "reports/team/compare.html",
        "reports/.DS_Store",
        "src/other.py",
    ):
        path = tmp_path / "checkout" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    monkeypatch.setattr(start, "source_folder", lambda: tmp_path / "checkout")

    start.unpack_demo(tmp_path / "demo")

    carried = ["codebooks/liu-2018/table_2.csv", "corpus/A.txt"]
    assert project_files(tmp_path / "checkout") == [*carried, "reports/team/compare.html", "secondmig.toml"]
    unpacked = contents(tmp_path / "demo")
    assert [name for name in unpacked if name.startswith("co")] == carried


@pytest.mark.slow
def test_wheel_carries_the_demo_and_builds_it(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)],
        check=True,
        capture_output=True,
        timeout=240,
    )
    wheel = next(tmp_path.glob("*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path / "site")
    wanted = [
        path.relative_to(ROOT).as_posix()
        for folder in ("codebooks", "corpus")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and {"invented", "__pycache__"}.isdisjoint(path.parts)
    ]
    assert len(wanted) > 50
    assert [name for name in wanted if f"secondmig/_project/{name}" not in names] == []
    done = subprocess.run(
        [sys.executable, "-m", "secondmig", "demo", str(tmp_path / "demo")],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert contents(tmp_path / "demo" / "reports" / "public") == contents(ROOT / "reports" / "public")


def test_lock_file_names_no_index_and_hashes_everything() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    assert "index-url" not in lock
    pinned = re.findall(r"^[a-z0-9._-]+(?:\[[a-z,]+\])?==", lock, flags=re.MULTILINE)
    assert len(pinned) > 50
    assert lock.count("--hash=sha256:") >= len(pinned)
