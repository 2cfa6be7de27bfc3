"""Codebooks of other programs: taken in whole or not at all, and written for them."""

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.core.types import Codebook
from secondmig.project.book_files import BookReading
from secondmig.project.project import Project, open_project
from secondmig.project.start import init_project
from secondmig.store import codebooks
from tests.project.small import small_project

SAMPLES = Path(__file__).parents[1] / "data" / "refi"
TAGUETTE = SAMPLES / "taguette-1.5.2_codebook.qdc"
FILE = "codebooks/small.yaml"
TABLE = "Theme,Code,Definition,Colour,References\nLabour,Wage,what work pays,#3c3,12\nLabour,Tips,,,1\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project whose codebooks are declared one by one."""
    place = small_project(tmp_path / "study")
    text = (place / "secondmig.toml").read_text(encoding="utf-8")
    text = text.replace('files = ["codebooks/*.yaml"]', 'files = ["codebooks/small.yaml"]')
    (place / "secondmig.toml").write_text(text, encoding="utf-8")
    with open_project(place) as project:
        project.codebook_commit(note="first")
    return place


def book(project: Project, book_id: str) -> Codebook:
    return codebooks.every(project._session.store.read())[book_id][-1].codebook


def state(folder: Path) -> dict[str, bytes]:
    """The files people see."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".secondmig" not in path.parts
    }


def table(folder: Path, text: str = TABLE, name: str = "labour codes.csv") -> Path:
    place = folder.parent / name
    place.write_text(text, encoding="utf-8")
    return place


def test_import_writes_the_file_declares_it_and_registers_the_first_version(folder: Path) -> None:
    with open_project(folder) as project:
        done = project.codebook_import(table(folder))
        assert done.message == "labour-codes@1, labour codes: 2 codes and 1 heading"
        assert done.details == (
            "written: codebooks/labour-codes.yaml",
            "declared in secondmig.toml",
            "1 heading made for parents without a row",
            "not taken in: column References (2 cells)",
        )
        assert [(code.id, code.parent, code.color) for code in book(project, "labour-codes").codes] == [
            ("LC-LABOUR", None, ""),
            ("LC-WAGE", "LC-LABOUR", "#33cc33"),
            ("LC-TIPS", "LC-LABOUR", ""),
        ]
        assert [(row["verb"], row["subject"]) for row in project.history().rows][-1] == (
            "codebook import",
            "labour-codes",
        )
        assert project.codebook_commit(note="nothing new").event is None
    declared = tomllib.loads((folder / "secondmig.toml").read_text(encoding="utf-8"))["codebooks"]["files"]
    assert declared == ["codebooks/small.yaml", "codebooks/labour-codes.yaml"]
    assert "labour-codes" in (folder / "codebooks" / "labour-codes.yaml").read_text(encoding="utf-8")


def test_codes_taken_in_can_be_used_at_once(folder: Path) -> None:
    with open_project(folder) as project:
        project.codebook_import(table(folder))
        project.corpus_import([folder / "corpus" / "A1.txt"])
        assert project.code_add("A1", turn=4, quote="more doors", code="LC-WAGE").event is not None


def test_pattern_that_names_the_file_needs_no_further_line(tmp_path: Path) -> None:
    place = small_project(tmp_path / "study")
    before = (place / "secondmig.toml").read_bytes()
    with open_project(place) as project:
        done = project.codebook_import(TAGUETTE, BookReading(id="tags"))
    assert done.details[0] == "written: codebooks/tags.yaml"
    assert (place / "secondmig.toml").read_bytes() == before


def test_preview_shows_the_tree_and_changes_nothing(folder: Path) -> None:
    before = state(folder)
    with open_project(folder) as project:
        events = len(project.history().rows)
        listing = project.codebook_import_preview(TAGUETTE)
        assert len(project.history().rows) == events
    assert [(row["label"], row["depth"], row["codable"]) for row in listing.rows] == [
        ("opportunity", 0, False),
        ("labour market", 1, True),
        ("schooling", 1, True),
        ('belonging & "race"', 0, True),
        ("移民", 0, False),
        ("再移住", 1, True),
    ]
    assert listing.notes[-1] == "the dots of 3 names taken for levels (--flat leaves them alone)"
    assert state(folder) == before


def test_undo_takes_the_version_back_and_the_file_stays_declared(folder: Path) -> None:
    with open_project(folder) as project:
        project.codebook_import(table(folder))
        project.undo()
        assert "labour-codes" not in codebooks.every(project._session.store.read())
        assert (folder / "codebooks" / "labour-codes.yaml").is_file()
        notes = [(row["where"], row["message"]) for row in project.check().rows if row["severity"] == "note"]
        assert (
            "codebooks/labour-codes.yaml",
            "declared and not yet taken in: secondmig build",
        ) in notes
        again = project.codebook_import(table(folder))
        assert again.event is not None
        assert "declared in secondmig.toml" not in again.details
        project.undo()
        project.redo()


def test_file_that_says_what_is_there_changes_nothing(folder: Path) -> None:
    with open_project(folder) as project:
        for name in ("x.qdc", "x.xlsx", "x.csv", "x.yaml"):
            project.codebook_export(folder.parent / name)
            done = project.codebook_import(folder.parent / name)
            assert (done.message, done.event) == ("small@1 says the same already; nothing was taken in", None)


def test_newer_edition_is_refused_written_aside_compared_and_committed(folder: Path) -> None:
    edited, aside = folder.parent / "back.qdc", folder.parent / "new.yaml"
    with open_project(folder) as project:
        project.codebook_export(edited)
        text = edited.read_text(encoding="utf-8").replace("Include: doors", "Include: doors and ladders")
        edited.write_text(text, encoding="utf-8")
        before = state(folder)
        with pytest.raises(
            SecondmigError, match="codebook small is there already, and this file says something else"
        ):
            project.codebook_import(edited)
        assert state(folder) == before
        done = project.codebook_convert(edited, aside)
        assert done.details == ("an edition of small@1, which says something else",)
        (row,) = project.codebook_diff(str(aside)).rows
        assert (row["code"], row["field"], row["before"], row["after"]) == (
            "OS-MOB-UP",
            "include",
            "doors",
            "doors and ladders",
        )
        (folder / "codebooks" / "small.yaml").write_bytes(aside.read_bytes())
        assert project.codebook_commit(note="from a colleague").event is not None
        assert book(project, "small").codes[1].include == "doors and ladders"


def test_later_edition_of_a_foreign_file_keeps_the_ids_by_name(folder: Path) -> None:
    aside = folder.parent / "new.yaml"
    with open_project(folder) as project:
        project.codebook_import(table(folder))
        project.codebook_convert(table(folder, TABLE + "Labour,Hours,,,\n"), aside)
        (row,) = project.codebook_diff(str(aside)).rows
        assert (row["kind"], row["code"]) == ("added", "LC-HOURS")


def test_copy_beside_the_codebook_gets_ids_of_its_own(folder: Path) -> None:
    with open_project(folder) as project:
        project.codebook_export(folder.parent / "x.qdc")
        project.codebook_import(folder.parent / "x.qdc", BookReading(id="copy-two", title="A copy"))
        copy = book(project, "copy-two")
    assert copy.title == "A copy"
    assert [code.id for code in copy.codes] == ["CT-MOBILITY", "CT-ROOM-TO-RISE"]
    assert copy.codes[1].definition == "Says that one can rise."


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("small.csv", "name\nOther\n", "another codebook has the id small already"),
        ("x.csv", "", "the file is empty"),
        ("x.csv", "facet level,name\nmeso,\n", "a code without a name"),
        ("x.yaml", "codebook: [\n", "not YAML"),
        ("x.qdc", "<CodeBook/>", "the file holds no code"),
    ],
)
def test_what_cannot_be_taken_in_leaves_the_project_as_it_was(
    folder: Path, name: str, text: str, message: str
) -> None:
    source = table(folder, text, name)
    before = state(folder)
    with open_project(folder) as project:
        events = len(project.history().rows)
        with pytest.raises(SecondmigError, match=message):
            project.codebook_import(source)
        assert len(project.history().rows) == events
    assert state(folder) == before


def test_ids_of_codes_of_other_codebooks_are_not_taken_twice(folder: Path) -> None:
    source = table(folder, "id,label\nOS-MOB,Mobility\nOS-NEW,New\nOS-MORE,More\n", "x.csv")
    with open_project(folder) as project:
        project.codebook_import(source)
        assert [code.id for code in book(project, "x").codes] == ["XB-MOBILITY", "OS-NEW", "OS-MORE"]


def test_file_that_is_there_is_not_written_over(folder: Path) -> None:
    place = folder / "codebooks" / "labour-codes.yaml"
    place.write_text("mine", encoding="utf-8")
    with open_project(folder) as project, pytest.raises(SecondmigError, match="a file of that name is there"):
        project.codebook_import(table(folder))
    assert place.read_text(encoding="utf-8") == "mine"


def test_failure_at_the_last_step_takes_the_files_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object) -> None:
        raise SecondmigError("the disk is full")

    before = state(folder)
    monkeypatch.setattr("secondmig.store.files.take", full)
    with open_project(folder) as project, pytest.raises(SecondmigError, match="the disk is full"):
        project.codebook_import(table(folder))
    assert state(folder) == before


def test_unusual_secondmig_toml_is_left_alone(folder: Path) -> None:
    place = folder / "secondmig.toml"
    text = place.read_text(encoding="utf-8").replace("[codebooks]", '["codebooks"]')
    place.write_text(text, encoding="utf-8")
    with open_project(folder) as project, pytest.raises(SecondmigError) as error:
        project.codebook_import(table(folder))
    assert error.value.hint.startswith('add "codebooks/labour-codes.yaml" to files')
    assert not (folder / "codebooks" / "labour-codes.yaml").exists()


def test_codebook_file_is_taken_in_as_it_stands(folder: Path) -> None:
    text = (
        "# ours\ncodebook:\n  id: own\n  version: 2.0.0\n  title: Own\ncodes:\n  - id: OWN-A\n    label: A\n"
    )
    with open_project(folder) as project:
        project.codebook_import(table(folder, text, "colleague.yaml"))
        with pytest.raises(SecondmigError, match="says its id and its title itself"):
            project.codebook_import(table(folder, text, "colleague.yaml"), BookReading(id="other"))
    assert (folder / "codebooks" / "own.yaml").read_text(encoding="utf-8") == text


def test_export_writes_any_registered_version(folder: Path) -> None:
    place = folder / "codebooks" / "small.yaml"
    first = place.read_bytes()
    place.write_bytes(first.replace(b"Room to rise", b"Room to climb"))
    with open_project(folder) as project:
        project.codebook_commit(note="wording")
        older, newer = folder.parent / "older.yaml", folder.parent / "newer.csv"
        done = project.codebook_export(older, codebook="small", version=1)
        assert done.message == f"written: {older} (1 code and 1 heading of small@1)"
        assert b"Room to rise" in older.read_bytes()
        done = project.codebook_export(newer)
        assert b"Room to climb" in newer.read_bytes()
        assert done.details[0].startswith("not in the file: id, title, version")
        assert project.codebook_diff("small@1", str(older)).rows == []
        for target, how, message in (
            (folder.parent / "x.docx", {}, "the name says no format"),
            (folder.parent / "none" / "x.qdc", {}, "there is no such folder"),
            (folder, {}, "this is a folder"),
            (folder.parent / "x.qdc", {"codebook": "nobody"}, "there is no codebook nobody"),
            (folder.parent / "x.qdc", {"version": 9}, "small has no version 9"),
        ):
            with pytest.raises(SecondmigError, match=message):
                project.codebook_export(target, **how)


def test_export_asks_which_of_several_unless_the_file_is_called_after_one(folder: Path) -> None:
    with open_project(folder) as project:
        project.codebook_import(TAGUETTE, BookReading(id="tags"))
        with pytest.raises(SecondmigError) as error:
            project.codebook_export(folder.parent / "x.qdc")
        assert error.value.hint == "add --codebook with one of: small, tags"
        done = project.codebook_export(folder.parent / "tags.qdc")
    assert done.message.endswith("(4 codes and 2 headings of tags@1)")


WORDS = (
    "職場で昇進する見込みについて語る。", "か\u3099", "👩‍👩‍👧", " ", "  ", "\n", "\n\n", "- item: x",
    "a" * 300, "# no", "'", '"', "\\", ": ", "| ", "> ", "%", "{", "&a", "~", "yes", "---",
    "\u3000", "\u00a0", "e\u0301",
)  # fmt: skip


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.lists(st.sampled_from(WORDS), max_size=60).map("".join), min_size=2, max_size=2))
def test_codebook_file_that_was_exported_comes_back_whole_in_another_project(
    texts: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = small_project(tmp_path_factory.mktemp("one") / "study")
    definition, include = (
        json.dumps(text.strip() or "x", ensure_ascii=False) for text in (texts[0] * 40, texts[1])
    )
    text = (place / FILE).read_text(encoding="utf-8").replace("include: doors", f"include: {include}")
    text = text.replace("Says that one can rise.", definition).replace("Room to rise", "昇進の余地")
    (place / FILE).write_text(text, encoding="utf-8")
    target = place / "out.yaml"
    with open_project(place) as project:
        project.codebook_commit(note="long")
        project.codebook_export(target, codebook="small", version=None)
        before = book(project, "small")
    init_project(place.parent / "blank", template="blank")
    with open_project(place.parent / "blank", coder="ana") as other:
        other.codebook_import(target)
        assert book(other, "small") == before
    assert before.codes[1].definition == json.loads(definition)
