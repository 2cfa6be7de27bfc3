"""Names replaced in a project: a new version, with everything that hangs on the former one."""

import csv
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.project.project import Project
from secondmig.store import codings, documents, events, memos, restrictions
from secondmig.store.connect import Change
from tests.project.small import small_project

KEY = """- {name: Rosa, pseudonym: Ana}
- {name: grandfather, generalise: relative, kind: other}
- {name: doors, generalise: ways, kind: other}
"""


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    small_project(tmp_path / "study")
    with Project.open(tmp_path / "study", coder="gold") as opened:
        opened.build()
        yield opened


@pytest.fixture
def key(tmp_path: Path) -> Path:
    (tmp_path / "safe").mkdir()
    path = tmp_path / "safe" / "key.yaml"
    path.write_text(KEY, encoding="utf-8")
    path.chmod(0o600)
    return path


def text_of(project: Project) -> str:
    return project.corpus_text("A1")


def test_names_are_replaced_in_a_new_version(project: Project, key: Path) -> None:
    done = project.corpus_deidentify(key=key)
    assert done.message == "8 replacements in 1 document"
    assert "ANA: By my [relative]." in text_of(project)
    assert "Rosa" not in text_of(project)
    assert project.corpus_list().rows[0]["version"] == 2
    assert project.verify().rows == []


def test_codings_follow_under_their_ids_and_hold_the_replaced_words(project: Project, key: Path) -> None:
    before = {row["id"]: row for row in project.code_list().rows}
    project.corpus_deidentify(key=key)
    after = {row["id"]: row for row in project.code_list().rows}
    assert set(after) == set(before)
    assert {row["status"] for row in after.values()} == {"current"}
    quotes = {str(row["quote"]) for row in after.values() if row["document"] == "A1"}
    assert quotes == {"there was one door", "more [ways] 👩‍👩‍👧"}


def test_details_say_how_many_codings_hold_replacements(project: Project, key: Path) -> None:
    done = project.corpus_deidentify(key=key)
    assert done.details[0] == "A1: 3 other, 4 person; 2 codings followed, 1 of them hold replacements"


def test_memos_and_relations_stay_on_their_codings(project: Project, key: Path) -> None:
    mine = [str(row["id"]) for row in project.code_list().rows if row["document"] == "A1"]
    session = project._session
    with session.store.write(actor="gold", verb="memo add", subject=mine[0]) as change:
        memos.add(change, "coding", mine[0], "Rosa said so twice", "gold")
    project.code_relate(mine[0], mine[1], sign="+")
    project.corpus_deidentify(key=key)
    assert [memo.text for memo in memos.of(session.store.read(), "coding", mine[0])] == [
        "[Ana] said so twice"
    ]
    assert project.check().rows == [row for row in project.check().rows if row["severity"] == "note"]


def test_a_case_is_tied_to_the_new_label(project: Project, key: Path) -> None:
    project.corpus_deidentify(key=key)
    (case,) = [row for row in project.case_list().rows if row["id"] == "A1"]
    assert case["pseudonym"] == "Ana"
    speakers = {turn.speaker for turn in project.snapshot().documents[0].turns}
    assert speakers == {"INT", "ANA"}
    assert any("ANA" in str(row) for row in project.case_show("A1").rows)


def test_what_was_taken_back_stays_masked(project: Project, key: Path) -> None:
    project.corpus_restrict("A1", turn=2, quote="my grandfather", reason="Rosa phoned")
    project.corpus_deidentify(key=key)
    assert "[relative]" not in text_of(project)
    assert "By ██" in text_of(project)
    session = project._session
    (stretch,) = restrictions.of(session.store.read(), "A1", 2)
    document = documents.get(session.store.read(), "A1")
    assert document is not None
    assert stretch.span.of(document.text) == "my [relative]"
    assert stretch.reason == "[Ana] phoned"


def test_one_undo_brings_everything_back_and_redo_again(project: Project, key: Path) -> None:
    before = (text_of(project), project.code_list().rows, project.case_list().rows)
    project.corpus_deidentify(key=key)
    after = (text_of(project), project.code_list().rows, project.case_list().rows)
    project.undo()
    assert (text_of(project), project.code_list().rows, project.case_list().rows) == before
    project.redo()
    assert (text_of(project), project.code_list().rows, project.case_list().rows) == after
    assert project.verify().rows == []


def test_the_log_lies_with_the_key_for_its_owner_alone(project: Project, key: Path) -> None:
    project.corpus_deidentify(key=key)
    log = key.parent / "key.log.csv"
    assert log.stat().st_mode & 0o777 == 0o600
    with log.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["was"], row["now"]) for row in rows} >= {
        ("Rosa", "[Ana]"),
        ("ROSA", "ANA"),
        ("grandfather", "[relative]"),
    }
    former = documents.get(project._session.store.read(), "A1", version=1)
    assert former is not None
    for row in rows:
        if row["document"] and row["part"] in {"text", "label"}:
            assert former.text[int(row["start"]) : int(row["end"])] == row["was"]


def test_neither_the_key_nor_its_names_reach_the_events(project: Project, key: Path) -> None:
    project.corpus_deidentify(key=key)
    last = project.history().rows[-1]
    assert last["verb"] == "corpus deidentify"
    event = str(last)
    assert "key.yaml" not in event
    assert "Rosa" not in event


def test_a_second_time_there_is_nothing_to_do(project: Project, key: Path) -> None:
    project.corpus_deidentify(key=key)
    done = project.corpus_deidentify(key=key)
    assert done.event is None
    assert done.message == "no name of the key in 2 documents"


def test_a_preview_changes_nothing_and_shows_words_only_when_asked(project: Project, key: Path) -> None:
    rows = project.corpus_deidentify_preview(key=key).rows
    assert len(rows) == 8
    assert "Rosa" not in str(rows)
    shown = project.corpus_deidentify_preview(key=key, context=True).rows
    assert any("my >grandfather<. In" in str(row["context"]) for row in shown)
    assert project.corpus_list().rows[0]["version"] == 1


def test_a_preview_is_no_way_to_ask_for_words_that_were_taken_back(project: Project, key: Path) -> None:
    turns = {
        row["turn"] for row in project.corpus_deidentify_preview(key=key).rows if row["document"] == "A1"
    }
    number = max(int(str(turn)) for turn in turns if turn is not None)
    project.corpus_restrict("A1", turn=number, reason="phone call")
    listing = project.corpus_deidentify_preview(key=key, context=True)
    assert number not in {row["turn"] for row in listing.rows if row["part"] == "text"}
    assert any("not listed" in note for note in listing.notes)


def test_words_of_a_time_before_names_were_replaced_are_not_exported(project: Project, key: Path) -> None:
    rev = int(str(project.history().rows[-1]["event"]))
    then = Selection(as_of=rev)
    assert project.code_export(then, release="team").rows
    project.corpus_deidentify(key=key)
    with pytest.raises(SecondmigError, match="names were replaced since"):
        project.code_export(then, release="team")
    with pytest.raises(SecondmigError, match="names were replaced since"):
        project.query_segments(then, release="team")
    assert project.code_export(then).rows
    assert project.code_export(Selection(as_of=rev, documents=("B2",)), release="team").rows
    project.undo()
    assert project.code_export(then, release="team").rows


def test_only_the_documents_named_are_changed(project: Project, key: Path) -> None:
    done = project.corpus_deidentify(["B2"], key=key)
    assert done.event is None
    assert "Rosa" in text_of(project)


def test_warnings_say_what_still_holds_names(project: Project, key: Path) -> None:
    warnings = " ".join(project.corpus_deidentify(key=key).warnings)
    assert "corpus/A1.txt" in warnings
    assert "former versions" in warnings


def test_an_id_with_a_name_is_warned_of(project: Project, key: Path, tmp_path: Path) -> None:
    source = tmp_path / "ROSA_1991.txt"
    source.write_text("INT: One?\nROSA: Two.\nINT: Three?\nROSA: Four.\n", encoding="utf-8")
    project.corpus_import([source])
    warnings = " ".join(project.corpus_deidentify(key=key).warnings)
    assert "1 id of documents hold a name (ROSA_1991)" in warnings


@pytest.mark.parametrize("what", ["key", "log"])
def test_key_and_log_inside_the_project_are_refused(project: Project, key: Path, what: str) -> None:
    inside = project.root / "notes.yaml"
    inside.write_text(KEY, encoding="utf-8")
    with pytest.raises(SecondmigError, match="inside a project"):
        project.corpus_deidentify(key=inside if what == "key" else key, log=inside)
    assert "Rosa" in text_of(project)


def test_a_log_that_cannot_be_written_stops_everything(project: Project, key: Path) -> None:
    with pytest.raises(SecondmigError, match="log cannot be written"):
        project.corpus_deidentify(key=key, log=key.parent / "missing" / "log.csv")
    assert "Rosa" in text_of(project)


def test_a_change_of_the_text_between_is_carried_by_all_codings(project: Project, key: Path) -> None:
    project.corpus_deidentify(key=key)
    session = project._session
    document = documents.get(session.store.read(), "A1")
    assert document is not None
    for coding in codings.find(session.store.read(), documents=("A1",)):
        assert coding.version == document.version


def test_a_correction_made_meanwhile_is_kept(
    project: Project, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (project.root / "corpus" / "A1.txt").read_text(encoding="utf-8")
    corrected = tmp_path / "corrected.txt"
    corrected.write_text(text.replace("And here?", "And over here?"), encoding="utf-8")
    store = project._session.store
    write = store.write

    def late(
        *, actor: str, verb: str, subject: str, payload: dict[str, object]
    ) -> AbstractContextManager[Change]:
        with Project.open(project.root, coder="ana") as other:
            other.corpus_rebase("A1", corrected)
        return write(actor=actor, verb=verb, subject=subject, payload=payload)

    monkeypatch.setattr(store, "write", late)
    project.corpus_deidentify(key=key)
    assert "And over here?" in text_of(project)
    assert "ANA: By my [relative]." in text_of(project)
    assert project.corpus_list().rows[0]["version"] == 3


def test_a_coding_that_waits_for_review_goes_on_waiting(project: Project, key: Path) -> None:
    session = project._session
    first, second = codings.find(session.store.read(), documents=("A1",))
    with session.store.write(actor="gold", verb="corpus rebase", subject="A1") as change:
        codings.carry(change, [replace(first, status="changed")])
    done = project.corpus_deidentify(key=key)
    after = {each.id: each for each in codings.find(session.store.read(), documents=("A1",))}
    waits, follows = after[first.id], after[second.id]
    assert (waits.version, waits.status, waits.span) == (1, "changed", first.span)
    assert (follows.version, follows.status) == (2, "current")
    assert "; 1 coding followed" in done.details[0]
    assert any("1 coding waiting for review" in warning for warning in done.warnings)


def test_where_nothing_is_replaced_there_is_neither_event_nor_log(project: Project, key: Path) -> None:
    before = project.history().rows
    key.write_text("- {name: Nobody, pseudonym: Ana}\n", encoding="utf-8")
    assert project.corpus_deidentify(key=key).event is None
    assert project.history().rows == before
    assert not (key.parent / "key.log.csv").exists()


def test_a_replacement_that_is_not_committed_leaves_no_log(
    project: Project, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise SecondmigError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(events, "append", full)
        with pytest.raises(SecondmigError, match="disk is full"):
            project.corpus_deidentify(key=key)
    assert "Rosa" in text_of(project)
    assert not (key.parent / "key.log.csv").exists()


def test_a_log_that_fails_at_the_end_is_told_and_undo_takes_the_names_back(
    project: Project, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = text_of(project)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("secondmig.project.names_log.os.fsync", full)
        with pytest.raises(SecondmigError, match=r"are replaced .* no space left") as told:
            project.corpus_deidentify(key=key)
    assert "secondmig undo" in str(told.value.hint)
    assert "[relative]" in text_of(project)
    project.undo()
    assert text_of(project) == before


@pytest.mark.parametrize(
    "line", ["label: Room to rise", "definition: Says", "include: doors", "exclude: pay", "en: [door]"]
)
def test_a_name_anywhere_in_a_code_is_warned_of(tmp_path: Path, key: Path, line: str) -> None:
    root = small_project(tmp_path / "named")
    book = root / "codebooks" / "small.yaml"
    text = book.read_text(encoding="utf-8")
    assert line in text
    named = line.replace("]", ", Zebedee]") if "[" in line else f"{line} Zebedee"
    book.write_text(text.replace(line, named), encoding="utf-8")
    key.write_text("- {name: Zebedee, pseudonym: Ana}\n", encoding="utf-8")
    with Project.open(root, coder="gold") as opened:
        opened.build()
        warned = " ".join(opened.corpus_deidentify(key=key).warnings)
    assert "names in the codebooks small: edit the files" in warned


def test_proposals_become_a_file_outside_the_project_that_is_never_overwritten(
    project: Project, tmp_path: Path
) -> None:
    target = tmp_path / "proposed.yaml"
    assert project.corpus_propose_key([], target) >= 2
    assert target.stat().st_mode & 0o777 == 0o600
    assert '- name: "Rosa"' in target.read_text(encoding="utf-8")
    with pytest.raises(SecondmigError, match="already"):
        project.corpus_propose_key([], target)
    with pytest.raises(SecondmigError, match="inside a project"):
        project.corpus_propose_key([], project.root / "key.yaml")
