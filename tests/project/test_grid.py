"""The summary grid: who may see which cell, what is counted beside it, and what is taken along."""

import csv
import io
from pathlib import Path

import docx
import openpyxl
import pytest

from secondmig.core.errors import SecondmigError, StaleError, TakenError
from secondmig.core.selection import Selection
from secondmig.core.types import Level
from secondmig.project import grid_acts
from secondmig.project.assignments import Assigning
from secondmig.project.grid import grid
from secondmig.project.grid_acts import Writing
from secondmig.project.grid_files import as_file
from secondmig.project.grid_model import Cell, Grid, Wanted
from secondmig.project.opening import open_session
from secondmig.project.project import Project, open_project
from tests.project.correcting import built, copied
from tests.project.test_guide import GUIDE

TOP, LOW = "OS-MOB", "OS-MOB-UP"
DOORS = "Counts the doors: one in Japan, several here."


@pytest.fixture(scope="session")
def _built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("grid") / "study")


@pytest.fixture
def root(_built: Path, tmp_path: Path) -> Path:
    return copied(_built, tmp_path / "study")


@pytest.fixture
def project(root: Path) -> Project:
    return open_project(root)


def seen(root: Path, wanted: Wanted | None = None, *, coder: str = "ana") -> Grid:
    session = open_session(root, coder=coder)
    try:
        return grid(session, wanted or Wanted())
    finally:
        session.store.close()


def cell(
    root: Path, case: str = "A1", theme: str = TOP, *, level: Level = "work", coder: str = "ana"
) -> Cell:
    return seen(root, Wanted((theme,), level=level), coder=coder).cells[case, theme]


def texts(found: Cell) -> list[tuple[str, str | None]]:
    return [(each.coder, each.text) for each in found.paraphrases]


# what is shown


def test_the_columns_are_the_top_level_themes_and_what_has_a_paraphrase(project: Project, root: Path) -> None:
    assert [theme.id for theme in seen(root).themes] == [TOP]
    project.grid_write(Writing("A1", LOW, DOORS))
    found = seen(root)
    assert [(theme.id, theme.label, theme.path) for theme in found.themes] == [
        (TOP, "Mobility", ()),
        (LOW, "Room to rise", ("Mobility",)),
    ]
    assert [theme.id for theme in seen(root, Wanted((LOW, TOP, LOW))).themes] == [LOW, TOP]


def test_only_the_themes_over_the_core_set_are_there_at_first(root: Path) -> None:
    toml = root / "secondmig.toml"
    text = toml.read_text(encoding="utf-8")
    more = text.replace('coder = "ana"\n', f'coder = "ana"\ncore_codes = ["{LOW}"]\n')
    book = root / "codebooks" / "small.yaml"
    book.write_text(
        book.read_text(encoding="utf-8") + "  - {id: LEG, label: Papers, codable: false}\n", encoding="utf-8"
    )
    with open_project(root) as project:
        project.codebook_commit(note="papers")
    assert [theme.id for theme in seen(root).themes] == [TOP, "LEG"]
    toml.write_text(more, encoding="utf-8")
    assert [theme.id for theme in seen(root).themes] == [TOP]


def test_a_heading_counts_the_passages_of_the_codes_below(root: Path) -> None:
    found = seen(root, Wanted((TOP, LOW)))
    counted = {place: (each.codings, each.passages) for place, each in found.cells.items()}
    assert counted == {("A1", TOP): (2, 2), ("A1", LOW): (2, 2), ("B2", TOP): (1, 1), ("B2", LOW): (1, 1)}


def test_two_coders_on_the_same_words_make_one_passage(root: Path) -> None:
    with open_project(root, coder="ben") as project:
        project.code_add("A1", turn=2, quote="there was one door", code=LOW)
    found = cell(root)
    assert (found.codings, found.passages) == (3, 2)


def test_the_coders_that_count_and_ones_own_are_counted(root: Path) -> None:
    for coder in ("ben", "ana"):
        with open_project(root, coder=coder) as project:
            project.code_add("A1", turn=2, quote="grandfather" if coder == "ben" else "One door", code=LOW)
    toml = root / "secondmig.toml"
    toml.write_text('count = ["gold"]\n' + toml.read_text(encoding="utf-8"), encoding="utf-8")
    assert cell(root, coder="ana").codings == 3
    assert cell(root, coder="kim").codings == 2


def test_persons_stand_in_groups(root: Path) -> None:
    assert [(each.id, each.group) for each in seen(root).persons] == [("A1", "second"), ("B2", "single")]
    by_origin = seen(root, Wanted(by="origin")).persons
    assert [(each.id, each.group) for each in by_origin] == [("B2", "PAK"), ("A1", "PER")]
    assert [each.group for each in seen(root, Wanted(by="none")).persons] == [None, None]
    chosen = Selection(groups=(("origin", "PER"),))
    assert [each.id for each in seen(root, Wanted(selection=chosen)).persons] == ["A1"]


def test_an_unknown_attribute_and_an_unknown_theme_are_named(root: Path) -> None:
    with pytest.raises(SecondmigError, match="attribute shoe") as caught:
        seen(root, Wanted(by="shoe"))
    assert "origin" in caught.value.hint
    with pytest.raises(SecondmigError, match="OS-NOPE"):
        seen(root, Wanted(("OS-NOPE",)))


def test_the_guide_says_who_was_not_asked(root: Path) -> None:
    assert cell(root).asked is None
    (root / "corpus" / "guide.yaml").write_text(GUIDE, encoding="utf-8")
    with open_project(root) as project:
        project.corpus_guide_import(root / "corpus" / "guide.yaml")
        assert (cell(root, "A1").asked, cell(root, "B2").asked) == ("asked, mentioned", "asked, mentioned")
        for row in project.code_list().rows:
            if row["document"] == "B2":
                project.code_remove(str(row["id"]))
        assert cell(root, "B2").asked == "asked, not coded yet"
        for row in project.code_list().rows:
            project.code_remove(str(row["id"]))
        project.code_add("A1", turn=4, quote="more doors", code=LOW)
        guide = GUIDE.replace("doors: [3]", "closing: [3]")
        (root / "corpus" / "guide.yaml").write_text(guide, encoding="utf-8")
        project.corpus_guide_import(root / "corpus" / "guide.yaml")
    assert cell(root, "A1").asked == "not asked, mentioned"


# who may see it


def test_paraphrases_of_others_stand_behind_ones_own(root: Path) -> None:
    for coder in ("ana", "ben"):
        with open_project(root, coder=coder) as project:
            project.grid_write(Writing("A1", TOP, f"By {coder}."))
    assert texts(cell(root)) == [("ana", "By ana."), ("ben", "By ben.")]
    assert texts(cell(root, coder="ben")) == [("ben", "By ben."), ("ana", "By ana.")]
    of_ben = Wanted((TOP,), Selection(coders=("ben",)))
    assert texts(seen(root, of_ben).cells["A1", TOP]) == [("ben", "By ben.")]


def test_who_reads_blind_sees_only_the_own_work(root: Path) -> None:
    with open_project(root, coder="ben") as project:
        project.grid_write(Writing("A1", TOP, DOORS))
        project.grid_write(Writing("B2", TOP, "Drives."))
        project.agree_assign("kim", Assigning(("A1",), blind=True))
    with open_project(root, coder="kim") as project:
        project.grid_write(Writing("A1", TOP, "Mine."))
        project.code_add("A1", turn=2, quote="One door", code=LOW)
    found = seen(root, coder="kim").cells
    assert texts(found["A1", TOP]) == [("kim", "Mine.")]
    assert (found["A1", TOP].codings, found["B2", TOP].codings) == (1, 1)
    assert texts(found["B2", TOP]) == [("ben", "Drives.")]


def test_who_reads_blind_does_not_learn_that_somebody_coded_the_transcript(root: Path) -> None:
    (root / "corpus" / "guide.yaml").write_text(GUIDE, encoding="utf-8")
    with open_project(root, coder="ben") as project:
        project.corpus_guide_import(root / "corpus" / "guide.yaml")
        project.agree_assign("kim", Assigning(("A1",), blind=True))
    assert cell(root, "A1", coder="kim").asked == "asked, not coded yet"
    assert cell(root, "A1").asked == "asked, mentioned"


def test_words_that_were_taken_back_are_masked_where_they_are_quoted(project: Project, root: Path) -> None:
    project.grid_write(Writing("A1", TOP, 'Says "there was one door for people like me" of Japan.'))
    project.corpus_restrict("A1", turn=2, reason="asked for it")
    (said,) = cell(root).paraphrases
    assert "one door" not in str(said.text)
    assert str(said.text).endswith("of Japan.")
    assert not said.whole
    with pytest.raises(SecondmigError, match="masked"):
        project.grid_write(Writing("A1", TOP, "Else."))
    project.grid_clear("A1", TOP)
    project.grid_write(Writing("A1", TOP, "Else."))
    assert texts(cell(root)) == [("ana", "Else.")]


def test_above_the_own_screen_a_paraphrase_needs_the_consent_of_the_person(
    project: Project, root: Path
) -> None:
    project.grid_write(Writing("A1", TOP, DOORS))
    project.grid_write(Writing("B2", TOP, "Drives a taxi."))
    assert texts(cell(root, "B2")) == [("ana", "Drives a taxi.")]
    at_team = seen(root, Wanted(level="team"))
    assert texts(at_team.cells["B2", TOP]) == [("ana", None)]
    assert texts(at_team.cells["A1", TOP]) == [("ana", DOORS)]
    assert at_team.withheld == 1
    levels: tuple[Level, ...] = ("partner", "public")
    for level in levels:
        with pytest.raises(SecondmigError, match="not released"):
            seen(root, Wanted(level=level))


def test_who_withdrew_is_gone_with_what_was_written(project: Project, root: Path) -> None:
    project.grid_write(Writing("A1", TOP, "Very rare words: quillwort."))
    project.case_withdraw("A1", reason="letter")
    assert [each.id for each in seen(root).persons] == ["B2"]
    assert project.query_grid(Wanted(level="work"), filled=True).rows == []
    project.close()
    held = b"".join(path.read_bytes() for path in (root / ".secondmig").iterdir() if path.is_file())
    assert b"quillwort" not in held


def test_paraphrases_on_a_code_that_is_gone_stay_in_sight(project: Project, root: Path) -> None:
    project.grid_write(Writing("A1", LOW, DOORS))
    project.codebook_rename(LOW, "Ways up")
    assert [(theme.id, theme.label) for theme in seen(root).themes][1] == (LOW, "Ways up")


# writing


def test_a_cell_is_written_changed_emptied_and_brought_back(project: Project, root: Path) -> None:
    done = project.grid_write(Writing("A1", TOP, f"  {DOORS}\r\n"))
    assert "written" in done.message
    assert texts(cell(root)) == [("ana", DOORS)]
    assert project.grid_write(Writing("A1", TOP, DOORS)).event is None
    project.grid_write(Writing("A1", TOP, "Shorter."))
    project.grid_clear("A1", TOP)
    assert texts(cell(root)) == []
    for text in ("Shorter.", DOORS):
        project.undo()
        assert texts(cell(root)) == [("ana", text)]
    project.undo()
    assert texts(cell(root)) == []
    project.redo()
    assert texts(cell(root)) == [("ana", DOORS)]
    assert [row["subject"] for row in project.history().rows][-1] == "grid"


@pytest.mark.parametrize(
    ("writing", "said"),
    [
        (Writing("A1", TOP, " \n"), "needs words"),
        (Writing("A1", TOP, "x" * 10_001), "holds 10000 characters"),
        (Writing("ZZ", TOP, "x"), "no case ZZ"),
        (Writing("A1", "OS-NOPE", "x"), "OS-NOPE"),
    ],
)
def test_what_cannot_be_written_is_refused_and_nothing_is_logged(
    project: Project, writing: Writing, said: str
) -> None:
    before = len(project.history().rows)
    with pytest.raises(SecondmigError, match=said):
        project.grid_write(writing)
    with pytest.raises(SecondmigError, match="written nothing"):
        project.grid_clear("A1", TOP)
    assert len(project.history().rows) == before


def test_an_act_is_done_once_and_never_over_what_was_not_seen(root: Path) -> None:
    session = open_session(root, coder="ana")
    first = grid_acts.write(session, Writing("A1", TOP, "One."), seen=0, act="grid-act-1")
    again = grid_acts.write(session, Writing("A1", TOP, "One."), seen=0, act="grid-act-1")
    assert (again.rev, again.again) == (first.rev, True)
    with pytest.raises(TakenError):
        grid_acts.write(session, Writing("A1", TOP, "Two."), seen=0, act="grid-act-1")
    with pytest.raises(StaleError):
        grid_acts.write(session, Writing("A1", TOP, "Two."), seen=0, act="grid-act-2")
    grid_acts.write(session, Writing("A1", TOP, "Two."), seen=first.rev, act="grid-act-3")
    session.store.close()
    assert texts(cell(root)) == [("ana", "Two.")]


def test_undo_in_the_grid_and_undo_at_a_text_leave_each_other_alone(root: Path) -> None:
    session = open_session(root, coder="ana")
    grid_acts.write(session, Writing("A1", TOP, "One."), seen=0, act="grid-act-1")
    session.store.close()
    with open_project(root) as project:
        project.code_add("A1", turn=2, quote="One door", code=LOW)
    session = open_session(root, coder="ana")
    assert grid_acts.undo(session, act="grid-act-2").done == "grid write"
    with pytest.raises(SecondmigError, match="nothing of ana to undo"):
        grid_acts.undo(session, act="grid-act-3")
    assert grid_acts.redo(session, act="grid-act-4").verb == "redo"
    session.store.close()
    assert cell(root).codings == 3
    assert texts(cell(root)) == [("ana", "One.")]


# taking along


@pytest.fixture
def filled(project: Project, root: Path) -> Path:
    """A grid with a paraphrase that a spreadsheet would calculate, and one for the own screen alone."""
    project.grid_write(Writing("A1", TOP, '=HYPERLINK("https://example.org")\n日本では, no.'))
    project.grid_write(Writing("B2", TOP, "Drives a taxi."))
    return root


def taken(root: Path, form: str, level: Level = "team") -> bytes:
    session = open_session(root, coder="ana")
    try:
        return as_file(session, Wanted((TOP, LOW), level=level), form).body
    finally:
        session.store.close()


def test_the_listing_has_a_row_for_each_paraphrase_and_each_empty_cell(filled: Path) -> None:
    with open_project(filled) as project:
        listing = project.query_grid(Wanted((TOP, LOW)))
        assert project.query_grid(Wanted((TOP, LOW)), filled=True).rows == [
            row for row in listing.rows if row["coder"] is not None
        ]
    calculated = '=HYPERLINK("https://example.org")\n日本では, no.'
    assert [tuple(row.values()) for row in listing.rows] == [
        ("A1", "Rosa", "second", TOP, "Mobility", calculated, "ana", 2, None),
        ("A1", "Rosa", "second", LOW, "Room to rise", None, None, 2, None),
        ("B2", "Imran", "single", TOP, "Mobility", "Drives a taxi.", "ana", 1, None),
        ("B2", "Imran", "single", LOW, "Room to rise", None, None, 1, None),
    ]
    assert listing.meta["unit"] == "cells"


def test_a_workbook_holds_the_grid_and_the_long_form_and_no_formula(filled: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(taken(filled, "xlsx")))
    wide, long = book["Grid"], book["Paraphrases"]
    assert (wide.freeze_panes, long.freeze_panes) == ("C2", "A2")
    assert [[each.value for each in row] for row in wide.rows] == [
        ["case", "pseudonym", "group", "Mobility", "Room to rise"],
        ["A1", "Rosa", "second", '=HYPERLINK("https://example.org")\n日本では, no.', "2 passages"],
        ["B2", "Imran", "single", "withheld", "1 passage"],
    ]
    said = wide["D2"]
    assert (said.data_type, said.quotePrefix, said.alignment.wrap_text) == ("s", True, True)
    assert [row[7].value for row in long.rows] == ["codings", 2, 2, 1, 1]
    assert taken(filled, "xlsx") == taken(filled, "xlsx")
    assert b"taxi" not in taken(filled, "csv")


def test_a_document_lies_on_its_side_with_groups(filled: Path) -> None:
    made = docx.Document(io.BytesIO(taken(filled, "docx", "work")))
    (table,) = made.tables
    assert [[each.text for each in row.cells] for row in table.rows] == [
        ["Person", "Mobility", "Room to rise"],
        ["group: second (1 person)"] * 3,
        ["Rosa\nA1 · USA", '=HYPERLINK("https://example.org")\n日本では, no.', "2 passages"],
        ["group: single (1 person)"] * 3,
        ["Imran\nB2 · GBR", "Drives a taxi.", "1 passage"],
    ]
    (section,) = made.sections
    assert str(section.orientation).startswith("LANDSCAPE")


def test_a_table_of_text_is_guarded_against_formulas(filled: Path) -> None:
    rows = list(csv.reader(io.StringIO(taken(filled, "csv", "work").decode("utf-8-sig"))))
    assert rows[1][5].startswith("'=HYPERLINK")
    assert rows[3][5] == "Drives a taxi."


def test_a_file_says_what_was_left_out(filled: Path, tmp_path: Path) -> None:
    with open_project(filled) as project:
        done = project.grid_export(Wanted(level="team"), tmp_path / "grid.xlsx")
        assert "1 paraphrase)" in done.message
        assert any("withheld: 1 paraphrase" in each for each in done.warnings)
        with pytest.raises(SecondmigError, match="not written as pdf"):
            project.grid_export(Wanted(), tmp_path / "grid.pdf")
        with pytest.raises(SecondmigError, match="no such folder"):
            project.grid_export(Wanted(), tmp_path / "away" / "grid.xlsx")
