"""A corrected transcript becomes a new version, and every coding is told where it went."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from secondmig.core.alignment import Alignment
from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.core.types import Document
from secondmig.project import guide, rebase
from secondmig.project.corrected_file import CorrectedFile, read_corrected
from secondmig.project.intake import Reading
from secondmig.project.project import open_project, restore_project
from secondmig.store import documents
from tests.project.correcting import Desk, built, copied
from tests.project.small import GB, US

DOOR, DOORS = "there was one door", "more doors 👩‍👩‍👧"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("rebase") / "study")


@pytest.fixture
def desk(small: Path, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(copied(small, tmp_path / "study"))
    with desk.project:
        yield desk


def inserted(text: str) -> str:
    return text.replace("#3 [", "#21 [00:00:18] INT: Well, well.\n#3 [")


def test_coding_before_an_inserted_turn_is_exact_and_one_behind_it_is_moved(desk: Desk) -> None:
    done = desk.correct("A1", inserted)

    told = {row["old_quote"]: (row["status"], row["turn"], row["new_turn"]) for row in done.codings.rows}
    assert told == {DOOR: ("exact", 2, 2), DOORS: ("moved", 4, 4)}
    assert all(row["old_quote"] == row["new_quote"] for row in done.codings.rows)
    assert {each.version for each in desk.codings("A1")} == {2}
    assert set(desk.by_words("A1")) == {DOOR, DOORS}
    assert desk.problems() == []


def test_coding_whose_words_were_changed_waits_with_a_proposal(desk: Desk) -> None:
    done = desk.correct("A1", lambda text: text.replace("one door for", "one small door for"))

    row = next(row for row in done.codings.rows if row["status"] == "changed")
    assert (row["old_quote"], row["new_quote"]) == (DOOR, "there was one small door")
    waiting = desk.by_words("A1")[DOOR]
    assert (waiting.version, waiting.status) == (1, "changed")


def test_coding_whose_words_are_gone_waits_as_lost(desk: Desk) -> None:
    gone = "In Japan there was one door for people like me. One door."
    done = desk.correct("A1", lambda text: text.replace(gone, ""))

    row = next(row for row in done.codings.rows if row["old_quote"] == DOOR)
    assert (row["status"], row["new_quote"], row["new_turn"]) == ("lost", None, None)
    assert desk.by_words("A1")[DOOR].status == "lost"


def test_words_that_land_in_another_speakers_turn_wait(desk: Desk) -> None:
    done = desk.correct("A1", lambda text: text.replace("#4 [00:00:24] ROSA:", "#4 [00:00:24] INT:"))

    row = next(row for row in done.codings.rows if row["old_quote"] == DOORS)
    assert (row["status"], row["new_quote"]) == ("changed", DOORS)
    assert "INT" in str(row["reason"])


def test_quotation_that_spans_two_turns_now_waits(desk: Desk) -> None:
    split = US.replace("there was one door", "there was\n#31 [00:00:15] INT: one door")
    done = desk.correct("A1", split)

    assert next(row for row in done.codings.rows if row["old_quote"] == DOOR)["status"] in {"changed", "lost"}


def test_word_that_grew_at_the_end_of_a_quotation_waits(desk: Desk) -> None:
    done = desk.correct(
        "A1", lambda text: text.replace("there was one door for", "there was one doorway for")
    )

    assert next(row for row in done.codings.rows if row["old_quote"] == DOOR)["status"] == "changed"


def test_memos_and_relations_stay_on_a_coding_that_follows(desk: Desk) -> None:
    one, two = (each.id for each in desk.codings("A1"))
    desk.project.code_relate(one, two, sign="+")
    desk.correct("A1", inserted)

    desk.project.code_relate(one, two, sign="-")
    assert {each.id for each in desk.codings("A1")} == {one, two}


def test_dry_run_prints_the_same_rows_and_writes_nothing(desk: Desk) -> None:
    before = desk.state()
    dry = desk.correct("A1", inserted, dry_run=True)
    assert (desk.state(), dry.event) == (before, None)

    done = desk.correct("A1", inserted)
    assert dry.codings.rows == done.codings.rows
    assert done.event is not None


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_file_that_says_nothing_new_changes_nothing(desk: Desk, ends: str) -> None:
    done = desk.correct("A1", US.replace("\n", ends))

    assert done.codings.notes == ("nothing changed",)
    assert {each.version for each in desk.codings("A1")} == {1}


def test_header_alone_may_change(desk: Desk) -> None:
    done = desk.correct("A1", lambda text: text.replace("consent: T3", "consent: T1"))

    assert [row["status"] for row in done.codings.rows] == ["exact", "exact"]
    assert any("consent in the header was T3 and is T1 now" in line for line in done.warnings)


def test_looser_consent_is_said_to_be_looser(desk: Desk) -> None:
    done = desk.correct("B2", lambda text: text.replace("consent: T1", "consent: T3"))

    assert any("more words may be shown" in line for line in done.warnings)


def test_undo_brings_everything_back_and_redo_the_correction_again(desk: Desk) -> None:
    before = desk.state()
    desk.correct("A1", inserted)
    after = desk.state()

    desk.project.undo()
    assert (desk.state(), desk.problems()) == (before, [])
    desk.project.redo()
    assert (desk.state(), desk.problems()) == (after, [])


def test_correction_after_a_correction_looks_again_at_what_waits_and_settles_nothing(desk: Desk) -> None:
    desk.correct("A1", lambda text: text.replace(DOOR, "there was a gate"))
    done = desk.correct("A1", lambda text: inserted(text.replace("there was a gate", DOOR)))

    row = next(row for row in done.codings.rows if row["old_quote"] == DOOR)
    assert (row["new_quote"], row["waited"]) == (DOOR, True)
    assert desk.by_words("A1")[DOOR].status == "changed"
    assert {each.version for each in desk.codings("A1")} == {1, 3}
    assert desk.problems() == []


def test_version_numbers_of_an_undone_correction_are_not_given_to_other_words(desk: Desk) -> None:
    desk.correct("A1", inserted)
    desk.project.undo()
    desk.correct("A1", lambda text: text.replace("grandfather", "grandmother"))

    assert {each.version for each in desk.codings("A1")} == {3}


def test_file_of_another_document_or_of_an_older_version_is_refused(desk: Desk) -> None:
    corpus = desk.root / "corpus"
    with pytest.raises(SecondmigError, match="its header says that it is B2"):
        desk.correct("A1", GB + "\n")
    for name in ("one", "two"):
        (desk.root / f"{name}.txt").write_text(f"INT: Who is {name}?\nMEI: I am.\n", encoding="utf-8")
    desk.project.corpus_import([desk.root / "one.txt", desk.root / "two.txt"])
    with pytest.raises(SecondmigError, match="was imported as two"):
        desk.project.corpus_rebase("one", desk.root / "two.txt")
    desk.correct("A1", inserted)
    with pytest.raises(SecondmigError, match="file of version 1"):
        desk.project.corpus_rebase("A1", corpus / "A1.txt")


def test_file_without_the_header_of_the_former_one_is_refused(desk: Desk) -> None:
    with pytest.raises(SecondmigError, match="no header"):
        desk.correct("A1", US.split("---\n", 2)[2])


def test_problems_of_the_new_file_name_it_and_its_line(desk: Desk) -> None:
    with pytest.raises(SecondmigError) as caught:
        desk.correct("A1", lambda text: text.replace("#4 [00:00:24]", "#2 [00:00:24]"))

    assert caught.value.where.endswith("A1 corrected.txt:15")


def test_roles_told_at_the_import_are_kept(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "talk.txt"
    words = "DAN: And then?\nMEI: Then I left.\nDAN: Where to?\nMEI: To Leeds.\n"
    path.write_text(words, encoding="utf-8")
    roles = {"DAN": "interviewer", "MEI": "participant"}
    desk.project.corpus_import([path], reading=Reading(roles=roles))  # type: ignore[arg-type] # roles
    done = desk.correct("talk", words.replace("Leeds", "Hull"))

    held = documents.get(desk.read(), "talk")
    assert held is not None
    assert {turn.speaker: turn.role for turn in held.turns} == roles
    assert done.warnings == ()


def test_speaker_who_is_called_otherwise_stays_the_same_person(desk: Desk) -> None:
    done = desk.correct("A1", lambda text: text.replace(" ROSA:", " ROSA QUISPE:"))

    assert [row["status"] for row in done.codings.rows] == ["moved", "moved"]
    assert "A1 speaks as ROSA QUISPE now" in done.warnings
    assert len(desk.project.code_list(Selection(cases=("A1",))).rows) == 2


def test_speaker_who_is_gone_and_a_new_participant_are_told(desk: Desk) -> None:
    done = desk.correct(
        "B2",
        lambda text: text.replace("#4 IMRAN:", "#4 Participant 2:").replace("#2 IMRAN:", "#2 Participant 3:"),
    )

    assert any("IMRAN, who has no turn any more" in line for line in done.warnings)
    assert any("Participant 2 is a new participant" in line for line in done.warnings)


def test_declared_file_that_changed_is_applied_by_the_command_that_build_names(desk: Desk) -> None:
    path = desk.root / "corpus" / "A1.txt"
    path.write_text(inserted(US), encoding="utf-8", newline="\n")
    (warning,) = desk.project.build().warnings
    assert warning.endswith("to apply it: secondmig corpus rebase A1 corpus/A1.txt")

    desk.project.corpus_rebase("A1", path)
    assert desk.project.build().warnings == ()
    assert len(desk.codings("A1")) == 2


def test_file_of_codings_is_known_again_after_a_correction(desk: Desk) -> None:
    before = set(desk.statuses("A1"))
    desk.correct("A1", lambda text: renumbered(text.replace("one door for", "one small door for")))
    done = desk.project.code_import(desk.root / "corpus" / "gold" / "A1.jsonl", coder="gold")

    assert done.count == 0
    assert set(desk.statuses("A1")) == before


def renumbered(text: str) -> str:
    """The text with a turn before the first, so that every number moves on by one."""
    for number in (4, 3, 2, 1):
        text = text.replace(f"#{number} [", f"#{number + 1} [")
    return text.replace("#2 [00:00:04]", "#1 [00:00:01] INT: Hello.\n#2 [00:00:04]")


def test_removed_coding_stays_removed_when_its_file_comes_again_after_a_correction(desk: Desk) -> None:
    desk.correct("A1", renumbered)
    desk.project.code_remove(desk.by_words("A1")[DOORS].id)
    done = desk.project.code_import(desk.root / "corpus" / "gold" / "A1.jsonl", coder="gold")

    assert done.count == 0
    assert len(desk.codings("A1")) == 1


def test_file_made_before_a_correction_is_placed_by_its_own_turn_numbers(desk: Desk, tmp_path: Path) -> None:
    desk.correct("A1", renumbered)
    old = tmp_path / "zoe.jsonl"
    old.write_text('{"document": "A1", "turn": 2, "quote": "my grandfather", "code": "OS-MOB-UP"}\n', "utf-8")
    desk.project.code_import(old, coder="zoe")

    (made,) = [each for each in desk.codings("A1") if each.coder_id == "zoe"]
    assert (made.version, made.span.of(desk.text("A1"))) == (2, "my grandfather")


def test_row_that_means_other_words_since_the_correction_asks_which(desk: Desk, tmp_path: Path) -> None:
    desk.correct("A1", lambda text: renumbered(text).replace("INT: And here?", "INT: And now in Japan?"))
    desk.correct("A1", lambda text: text.replace("INT: How did", "INT: In Japan? How did"))
    row = '{"document": "A1", "turn": 2, "quote": "In Japan", "code": "OS-MOB-UP"'
    path = tmp_path / "zoe.jsonl"
    path.write_text(row + "}\n", encoding="utf-8")
    with pytest.raises(SecondmigError, match="which are meant"):
        desk.project.code_import(path, coder="zoe")

    path.write_text(row + ', "version": 1}\n', encoding="utf-8")
    desk.project.code_import(path, coder="zoe")
    (made,) = [each for each in desk.codings("A1") if each.coder_id == "zoe"]
    assert desk.text("A1")[made.span.end :].startswith(" there was one door")


def test_export_of_codings_that_wait_is_read_again_as_known(desk: Desk, tmp_path: Path) -> None:
    desk.correct("A1", lambda text: text.replace("one door for", "one small door for"))
    listing = desk.project.code_export()
    path = tmp_path / "all.json"
    path.write_text(json.dumps({"meta": {}, "rows": list(listing.rows)}), encoding="utf-8")
    done = desk.project.code_import(path)

    assert done.count == 0
    assert {row["status"] for row in listing.rows} == {"current", "changed"}


def test_what_waits_is_drawn_and_counted_nowhere_and_said_everywhere(desk: Desk) -> None:
    desk.correct("A1", lambda text: text.replace("one door for", "one small door for"))
    shown = desk.project.corpus_show("A1", codes=True)
    matrix = desk.project.query_matrix(Selection(codes=("OS-MOB-UP",)), count="segments")
    segments = desk.project.query_segments(Selection(documents=("A1",)))
    coverage = desk.project.query_coverage(Selection(documents=("A1",)))

    assert [row["turn"] for row in shown.rows if row["codes"]] == [4]
    assert [row["quote"] for row in segments.rows] == [DOORS]
    counted = [(row["code"], row["group"], row["segments"]) for row in matrix.rows]
    assert sorted(counted) == [("OS-MOB-UP", "GBR", 1), ("OS-MOB-UP", "USA", 1)]
    for listing in (shown, matrix, segments, coverage, desk.project.code_list()):
        warnings = listing.meta["warnings"]
        assert isinstance(warnings, list)
        assert "C06" in {warning["id"] for warning in warnings}
    status = {row["field"]: row["value"] for row in desk.project.status().rows}
    assert (status["codings"], status["codings waiting for review"]) == (2, 1)
    assert any("1 coding waits" in str(row["message"]) for row in desk.project.check().rows)
    snapshot = desk.project.snapshot()
    assert (len(snapshot.codings), snapshot.waiting) == (2, 1)


def test_numbers_as_of_an_event_are_those_of_the_words_of_then(desk: Desk) -> None:
    rev = int(str(desk.project.history().rows[-1]["event"]))
    desk.correct("A1", lambda text: text.replace("one door for", "one small door for"))

    then = desk.project.query_segments(Selection(documents=("A1",), as_of=rev))
    assert [row["quote"] for row in then.rows] == [DOOR, DOORS]


def meanwhile(desk: Desk, monkeypatch: pytest.MonkeyPatch, module: object, reader: str) -> None:
    """Let another process correct A1 right after ``module`` has read a file with ``reader``."""
    real = getattr(module, reader)
    other = desk.root / "other.txt"
    other.write_text(US.replace("grandfather", "grandmother"), encoding="utf-8", newline="\n")

    def read(*args: object, **more: object) -> object:
        made = real(*args, **more)
        monkeypatch.setattr(module, reader, real)
        with open_project(desk.root) as second:
            second.corpus_rebase("A1", other)
        return made

    monkeypatch.setattr(module, reader, read)


@pytest.mark.parametrize("dry_run", [False, True])
def test_file_read_against_a_version_that_is_not_the_newest_any_more_is_refused(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, dry_run: bool
) -> None:
    meanwhile(desk, monkeypatch, rebase, "read_corrected")
    with pytest.raises(SecondmigError, match="corrected A1 meanwhile") as caught:
        desk.correct("A1", inserted(US), dry_run=dry_run)
    assert caught.value.hint == "run it again"
    assert "grandmother" in desk.text("A1")

    assert desk.correct("A1", inserted).event is not None
    assert desk.problems() == []


def test_document_that_was_withdrawn_meanwhile_is_refused(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(old: Document, path: Path, reading: Reading) -> CorrectedFile:
        made = read_corrected(old, path, reading)
        with open_project(desk.root) as second:
            second.case_withdraw("A1", reason="letter")
        return made

    monkeypatch.setattr(rebase, "read_corrected", read)
    with pytest.raises(SecondmigError, match="took it out"):
        desk.correct("A1", inserted)
    assert documents.versions(desk.read(), "A1") == ()


def test_alignment_is_turned_once_for_each_version_not_for_each_passage_taken_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for turn in (1, 2, 3):
        desk.project.corpus_restrict("A1", turn=turn, reason="asked by letter")
    real = Alignment.turned
    turned: list[int] = []

    def counted(alignment: Alignment) -> Alignment:
        turned.append(len(alignment.blocks))
        return real(alignment)

    monkeypatch.setattr(Alignment, "turned", counted)
    desk.correct("A1", lambda text: text.replace("more doors", "many doors"))

    assert len(desk.restricted("A1", 2)) == 3
    assert len(turned) == 1


def test_removal_is_not_undone_into_words_that_were_corrected_since(desk: Desk) -> None:
    removed = desk.project.code_remove(desk.by_words("A1")[DOOR].id)
    desk.correct("A1", inserted)
    with pytest.raises(SecondmigError, match="corrected since") as caught:
        desk.project.undo(str(removed.event))

    assert "undo" in caught.value.hint
    assert desk.problems() == []


def test_withdrawal_erases_every_version(desk: Desk) -> None:
    desk.correct("A1", lambda text: text.replace("grandfather", "quillwort"))
    desk.correct("A1", lambda text: text.replace("quillwort", "thimblerig"))
    desk.project.case_withdraw("A1", reason="letter")
    desk.project.close()

    kept = [path.read_bytes() for path in desk.root.rglob("project.db*")]
    assert kept
    for held in kept:
        assert not [word for word in ("quillwort", "thimblerig", "grandfather") if word.encode() in held]
    desk.project = open_project(desk.root)
    with pytest.raises(SecondmigError, match="withdrawn"):
        desk.correct("A1", US)


def test_restored_back_up_forgets_versions_of_who_withdrew_since(desk: Desk, tmp_path: Path) -> None:
    desk.correct("A1", lambda text: text.replace("grandfather", "quillwort"))
    desk.project.backup(tmp_path / "copy.db")
    desk.project.case_withdraw("A1", reason="letter")
    desk.project.close()
    restore_project(desk.root, tmp_path / "copy.db", coder="ana")

    desk.project = open_project(desk.root)
    assert documents.versions(desk.read(), "A1") == ()
    assert b"quillwort" not in (desk.root / ".secondmig" / "project.db").read_bytes()


GUIDE = """guide:
  id: small
  title: Small
items:
  - id: arrival
    topic: the first move
    question:
      en: "How did {country} come into the picture?"
    codes: [OS-MOB-UP]
interviews:
  A1:
    asked:
      arrival: [1]
"""


def test_interview_guide_that_names_turns_of_other_numbers_is_told_of(desk: Desk) -> None:
    path = desk.root / "guide.yaml"
    path.write_text(GUIDE, encoding="utf-8")
    desk.project.corpus_guide_import(path)
    same = desk.correct("A1", inserted)
    assert not any("guide" in line for line in same.warnings)

    moved = desk.correct("A1", renumbered)
    assert any("the interview guide names in A1" in line for line in moved.warnings)


def test_guide_read_against_a_transcript_that_was_corrected_meanwhile_is_refused(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = desk.root / "guide.yaml"
    path.write_text(GUIDE, encoding="utf-8")
    meanwhile(desk, monkeypatch, guide, "newest_codebooks")
    with pytest.raises(SecondmigError, match="changed the transcripts meanwhile"):
        desk.project.corpus_guide_import(path)

    assert desk.project.corpus_guide_import(path).count == 1
