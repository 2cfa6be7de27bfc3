"""Begin: a new project, or the demo unpacked."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import secondmig
from secondmig.core.errors import SecondmigError
from secondmig.project.layout import STATE_FOLDER, database_path
from secondmig.project.layout_check import PROJECT_FILE
from secondmig.store.connect import create_store

Template = Literal["opportunity-structure", "blank"]

TEMPLATE_CODEBOOKS = ("opportunity-structure", "migration-system-feedback", "human-capital-employment")
_DEMO = ("codebooks", "corpus", PROJECT_FILE)
_WRITTEN_HERE = shutil.ignore_patterns("invented", "__pycache__")
"""Folders that programs write into a checkout; a new demo has none."""
_README = """This folder is a secondmig project.

{toml}  what the project declares
corpus/         transcripts, persons, legs: put yours here
codebooks/      the codes, as files
reports/        what `secondmig build` writes
"""
_TOML = """title = "{title}"
coder = "me"        # who codes: your initials
min_stay = 12       # months a stay needs to count as a destination

[corpus]
files = ["corpus/*.txt"]

[codebooks]
files = [{codebooks}]
{measures}
[[reports]]
name = "compare"
releases = ["team"]

# Uncomment when the files are there:
# [cases]
# persons = "corpus/persons.csv"
# legs = "corpus/legs.csv"
# consent = "corpus/consent.csv"
#
# [[surveys]]
# name = "questionnaire"
# file = "corpus/questionnaire.csv"
# id = "id"
"""


def source_folder() -> Path:
    """Where the demo's files lie: inside the installed package, or the checkout of an editable install.

    Raises:
        SecondmigError: neither is there.
    """
    package = Path(secondmig.__file__).parent
    for folder in (package / "_project", package.parent.parent):
        if (folder / PROJECT_FILE).is_file():
            return folder
    raise SecondmigError("this installation lacks the demo's files", hint="install secondmig again")


def init_project(folder: Path, *, template: Template) -> Path:
    """Make a new project.

    Args:
        folder: new or empty.
        template: "opportunity-structure" brings the three codebooks and the measures, "blank" none.

    Returns:
        The project's folder.

    Raises:
        SecondmigError: the folder is not empty.
    """

    def fill(beside: Path) -> None:
        source = source_folder() if template == "opportunity-structure" else None
        for name in ("corpus", "codebooks", "reports"):
            (beside / name).mkdir()
        names = TEMPLATE_CODEBOOKS if source else ()
        for name in (*names, *(["measures"] if source else [])):
            shutil.copyfile(
                _given(source) / "codebooks" / f"{name}.yaml", beside / "codebooks" / f"{name}.yaml"
            )
        listed = ", ".join(f'"codebooks/{name}.yaml"' for name in names)
        title = folder.resolve().name.replace("\\", "").replace('"', "")
        toml = _TOML.format(
            title=title, codebooks=listed, measures='measures = "codebooks/measures.yaml"\n' if source else ""
        )
        _write(beside / PROJECT_FILE, toml)
        _write(beside / "README.txt", _README.format(toml=PROJECT_FILE))
        _write(beside / ".gitignore", f"{STATE_FOLDER}/\n")
        create_store(database_path(beside)).close()

    fill_beside(folder, fill)
    return folder


def unpack_demo(folder: Path) -> Path:
    """Copy the demo project's files into a new or empty folder.

    Returns:
        The project's folder; nothing is built yet.

    Raises:
        SecondmigError: the folder is not empty.
    """

    def fill(beside: Path) -> None:
        source = source_folder()
        for name in _DEMO:
            if (source / name).is_dir():
                shutil.copytree(source / name, beside / name, ignore=_WRITTEN_HERE)
            else:
                shutil.copyfile(source / name, beside / name)
        _write(beside / ".gitignore", f"{STATE_FOLDER}/\n")

    fill_beside(folder, fill)
    return folder


def fill_beside(folder: Path, fill: Callable[[Path], None]) -> None:
    """Fill a folder beside and rename it, so that a kill leaves nothing half.

    Args:
        folder: new or empty.
        fill: called with the folder under the name it has until it is complete.

    Raises:
        SecondmigError: the folder is not empty.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SecondmigError("the folder is not empty", where=str(folder), hint="name a new folder")
    parent = folder.resolve().parent
    parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=parent, prefix=f".{folder.name}."))
    try:
        fill(beside)
        beside.chmod(0o755)
        if folder.exists() and folder.samefile(Path.cwd()):
            _move_into(beside, folder)
        else:
            beside.replace(folder.resolve())
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def _move_into(beside: Path, folder: Path) -> None:
    """Fill the folder that the caller's shell stands in, which would be lost to it if it were replaced.

    The project file comes last: a folder without it is no project.
    """
    for inner in sorted(beside.iterdir(), key=lambda each: (each.name == PROJECT_FILE, each.name)):
        inner.replace(folder / inner.name)
    beside.rmdir()


def _given(source: Path | None) -> Path:
    if source is None:
        raise SecondmigError("the blank template copies nothing")
    return source


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
