"""The queue after a correction, and what a person decides; and the promise that nothing moves silently."""

import random
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.core.types import Case, Document
from secondmig.project import review
from secondmig.project.review import Decision
from secondmig.project.view import View
from secondmig.store import codings, documents
from tests.project.correcting import Desk, built, copied

DOOR = "there was one door"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("review") / "study")


@pytest.fixture
def desk(small: Path, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(copied(small, tmp_path / "study"))
    with desk.project:
        yield desk


@pytest.fixture
def waiting(desk: Desk) -> str:
    """Id of a coding that waits."""
    desk.correct("A1", lambda text: text.replace("one door for", "one small door for"))
    return desk.by_words("A1")[DOOR].id


def test_queue_shows_old_words_place_proposal_and_reason(desk: Desk, waiting: str) -> None:
    (row,) = desk.project.corpus_review().rows

    assert row == {
        "id": waiting,
        "document": "A1",
        "version": 1,
        "turn": 2,
        "code": "OS-MOB-UP",
        "coder": "gold",
        "status": "changed",
        "old_quote": DOOR,
        "proposal": "there was one small door",
        "new_turn": 2,
        "reason": "the words were changed",
    }
    assert desk.project.corpus_review("B2").rows == []


def test_queue_gives_the_reasons_that_the_correction_gave(desk: Desk) -> None:
    path = desk.root / "twice.txt"
    said = ("no", "yes", "yes", "yes", "well then", "well then")
    who = ("INT", "ROSA", "INT", "ROSA", "ROSA", "INT")
    path.write_text("".join(f"{one}: {words}\n" for one, words in zip(who, said, strict=True)), "utf-8")
    desk.project.corpus_import([path])
    for turn, words in enumerate(said, 1):
        desk.project.code_add("twice", turn=turn, quote=words, code="OS-MOB-UP")
    told = desk.correct("twice", "ROSA: well then\nROSA: yes\nINT: yes\nINT: well then\n")

    asked = {row["id"]: row["reason"] for row in told.codings.rows if row["status"] in {"changed", "lost"}}
    assert "the same words stand in more than one place" in asked.values()
    assert "the same words stand in more than one place" in asked.values()
    assert {row["id"]: row["reason"] for row in desk.project.corpus_review("twice").rows} == asked


def test_nothing_waits_in_a_project_without_corrections(desk: Desk) -> None:
    assert desk.project.corpus_review().notes == ("no coding waits for review",)


def test_proposal_is_taken_and_undo_lets_the_coding_wait_again(desk: Desk, waiting: str) -> None:
    before = desk.state()
    done = desk.project.corpus_settle([waiting], Decision(here=True))

    settled = desk.by_words("A1")["there was one small door"]
    assert (settled.id, settled.version, settled.status, settled.coder_id) == (waiting, 2, "current", "gold")
    assert (done.details, desk.problems()) == ((f"{waiting}: A1 #2",), [])
    desk.project.undo()
    assert desk.state() == before


def test_coding_is_put_to_other_words(desk: Desk, waiting: str) -> None:
    desk.project.corpus_settle([waiting], Decision(turn=4, quote="more doors"))

    assert desk.by_words("A1")["more doors"].id == waiting


def test_coding_is_dropped_and_undo_brings_it_back(desk: Desk, waiting: str) -> None:
    desk.project.corpus_settle([waiting], Decision(drop=True))
    assert waiting not in desk.statuses("A1")

    desk.project.undo()
    assert desk.statuses("A1")[waiting] == (1, "changed")


def test_interviewers_turn_is_said(desk: Desk, waiting: str) -> None:
    done = desk.project.corpus_settle([waiting], Decision(turn=3, quote="And here?"))

    assert done.warnings == ("A1 #3 is an interviewer's turn",)


@pytest.mark.parametrize(
    ("decision", "message"),
    [
        (Decision(), "one thing can be decided"),
        (Decision(here=True, drop=True), "one thing can be decided"),
        (Decision(turn=2), "a turn and its words"),
        (Decision(turn=2, quote="no such words"), "not in the turn"),
        (Decision(turn=99, quote="door"), "no turn 99"),
    ],
)
def test_wrong_decision_is_refused_and_changes_nothing(
    desk: Desk, waiting: str, decision: Decision, message: str
) -> None:
    before = desk.state()
    with pytest.raises(SecondmigError, match=message):
        desk.project.corpus_settle([waiting], decision)

    assert desk.state() == before


def test_coding_that_does_not_wait_or_is_not_there_is_refused(desk: Desk, waiting: str) -> None:
    other = next(each.id for each in desk.codings("A1") if each.id != waiting)
    with pytest.raises(SecondmigError, match="does not wait"):
        desk.project.corpus_settle([other], Decision(here=True))
    with pytest.raises(SecondmigError, match="no coding c-none"):
        desk.project.corpus_settle(["c-none"], Decision(here=True))


def test_coding_without_a_proposal_cannot_go_there(desk: Desk) -> None:
    gone = "In Japan there was one door for people like me. One door."
    desk.correct("A1", lambda text: text.replace(gone, ""))
    (lost,) = desk.project.corpus_review().rows
    assert (lost["status"], lost["proposal"]) == ("lost", None)
    with pytest.raises(SecondmigError, match="nothing is proposed"):
        desk.project.corpus_settle([str(lost["id"])], Decision(here=True))


def test_words_that_were_taken_back_are_no_proposal(desk: Desk, waiting: str) -> None:
    desk.project.corpus_restrict("A1", turn=2, reason="asked by letter")
    (row,) = desk.project.corpus_review().rows
    assert (row["old_quote"], row["proposal"]) == (None, None)
    with pytest.raises(SecondmigError, match="taken back"):
        desk.project.corpus_settle([waiting], Decision(here=True))


def test_words_that_nobody_may_see_are_no_proposal(desk: Desk, waiting: str) -> None:
    desk.correct("A1", lambda text: text.replace("consent: T3", "consent: T0"))
    (row,) = desk.project.corpus_review().rows
    assert (row["old_quote"], row["proposal"]) == (None, None)
    with pytest.raises(SecondmigError, match="nobody may see it"):
        desk.project.corpus_settle([waiting], Decision(here=True))

    assert desk.statuses("A1")[waiting] == (1, "changed")


def test_document_is_compared_once_for_all_the_codings_that_are_settled(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.correct("A1", lambda text: text.replace("one door for", "one small door for"))
    desk.correct("A1", lambda text: text.replace("more doors", "many more small doors"))
    ids = [str(row["id"]) for row in desk.project.corpus_review().rows]
    laid: list[str] = []

    def laid_out(newest: Document, older: Mapping[int, Document], people: Sequence[Case]) -> View:
        laid.append(newest.id)
        return View(newest, older, people)

    monkeypatch.setattr(review, "View", laid_out)
    desk.project.corpus_settle(ids, Decision(turn=4, quote="doors"))

    assert (len(ids), laid) == (2, ["A1"])


def test_memos_and_relations_stay_on_a_settled_coding(desk: Desk, waiting: str) -> None:
    other = next(each.id for each in desk.codings("A1") if each.id != waiting)
    desk.project.code_relate(other, waiting, sign="+")
    desk.project.corpus_settle([waiting], Decision(here=True))

    assert desk.problems() == []
    assert len(desk.project.status().rows) > 0


def test_rebase_is_undone_only_after_what_was_decided_on_it(desk: Desk, waiting: str) -> None:
    rebased = str(desk.project.history().rows[-1]["event"])
    desk.project.corpus_settle([waiting], Decision(here=True))
    with pytest.raises(SecondmigError, match="was changed since"):
        desk.project.undo(rebased)

    desk.project.undo()
    desk.project.undo(rebased)
    assert {status for _, status in desk.statuses("A1").values()} == {"current"}


PIECES = (
    "\u00e9",
    "e\u0301",
    "👩\u200d👩\u200d👧",
    "𠮟",
    " ",
    "door ",
    "INT: ",
    "\n#9 ROSA: no",
    "One door.",
    "日本では",
)


def _corrected(text: str, seed: int) -> str:
    """Random corrections of a transcript, most of them around its coded words."""
    chance = random.Random(seed)
    head, body = text.partition("---\n#")[0] + "---\n", "#" + text.partition("---\n#")[2]
    for _ in range(chance.randint(1, 4)):
        kind = chance.choice(["put", "cut", "put", "cut", "compose", "repeat", "swap", "ends"])
        near = [at for at in range(len(body)) if body.startswith(("door", "taxi", "Japan"), at)] or [0]
        at = max(0, chance.choice(near) + chance.randint(-12, 12)) % (len(body) + 1)
        lines = body.split("\n")
        if kind == "put":
            body = body[:at] + chance.choice(PIECES) + body[at:]
        elif kind == "cut":
            body = body[:at] + body[at + chance.randint(1, 9) :]
        elif kind == "compose":
            body = unicodedata.normalize(chance.choice(["NFC", "NFD"]), body)
        elif kind == "ends":
            body = body.replace("\n", "\r\n")
        else:
            line = lines.pop(chance.randrange(len(lines))) if kind == "swap" else chance.choice(lines)
            lines.insert(chance.randrange(len(lines) + 1), line.replace("#", "#7", 1))
            body = "\n".join(lines)
    return head + body


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=3))
@settings(max_examples=50)
def test_no_coding_points_at_other_words_without_waiting_and_undo_restores(
    shared: Desk, seeds: list[int]
) -> None:
    before, ids = shared.state(), set(shared.statuses("A1"))
    events = []
    try:
        for seed in seeds:
            # A file that cannot be read, e.g. with two turns of one number, is no correction.
            with suppress(SecondmigError):
                events.append(shared.correct("A1", _corrected(shared.text("A1"), seed)).event)
            _nothing_moved_silently(shared, ids)
    finally:
        for event in reversed([each for each in events if each is not None]):
            shared.project.undo(str(event))
    assert shared.state() == before


def _nothing_moved_silently(desk: Desk, ids: set[str]) -> None:
    connection = desk.read()
    newest = documents.version_numbers(connection, "A1")[-1]
    found = desk.codings("A1")
    assert {each.id for each in found} == ids
    queue = {str(row["id"]) for row in desk.project.corpus_review("A1").rows}
    first = {each.id: each for each in codings.ever(connection, ("A1",)) if each.version == 1}
    for each in found:
        words = each.span.of(documents.text(connection, "A1", each.version))
        was = first[each.id].span.of(documents.text(connection, "A1", 1))
        assert words == was
        assert (each.status == "current" and each.version == newest) or each.id in queue


@pytest.fixture(scope="module")
def shared(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = Desk(copied(small, tmp_path_factory.mktemp("shared") / "study"))
    with desk.project:
        yield desk
