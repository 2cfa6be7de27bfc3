"""Memos are written, found, changed and taken back; nobody's words are lost by it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import secondmig
from secondmig.core.errors import SecondmigError, StaleError, TakenError
from secondmig.project import memo_acts
from secondmig.project.memo_acts import LONGEST, Remark
from secondmig.project.project import Project
from tests.project.small import small_project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with secondmig.open(small_project(tmp_path / "study")) as opened:
        opened.build(release="team")
        yield opened


def only(project: Project) -> dict[str, object]:
    (row,) = project.memo_list().rows
    return dict(row)


def added(project: Project, text: str = "Why?", about: str = "document", subject: str = "A1") -> str:
    return project.memo_add(Remark(about, subject, text)).message.partition(":")[0]


def test_a_memo_is_added_rewritten_and_removed_each_in_one_event(project: Project) -> None:
    memo = added(project)
    assert only(project)["text"] == "Why?"
    project.memo_edit(memo, "Because.\r\n")
    assert only(project)["text"] == "Because."
    assert project.memo_edit(memo, "Because.").event is None
    project.memo_remove(memo)
    assert project.memo_list().rows == []
    project.undo()
    assert only(project)["text"] == "Because."
    project.undo()
    assert only(project)["text"] == "Why?"
    assert only(project)["id"] == memo


def test_a_memo_is_dated_by_its_last_save(project: Project) -> None:
    memo = added(project)
    first = only(project)["at"]
    project.memo_edit(memo, "Because.")
    last = project.history().rows[-1]
    assert (only(project)["at"], str(first) <= str(last["at"])) == (last["at"], True)


def test_several_memos_stand_beside_each_other(project: Project) -> None:
    assert added(project, "One.") != added(project, "One.")
    assert len(project.memo_list().rows) == 2


@pytest.mark.parametrize(
    ("about", "subject"),
    [
        ("document", "A9"),
        ("coding", "c-9"),
        ("code", "OS-XX"),
        ("case", "A9"),
        ("project", "A1"),
        ("leg", "1"),
    ],
)
def test_what_is_not_there_gets_no_memo(project: Project, about: str, subject: str) -> None:
    with pytest.raises(SecondmigError):
        project.memo_add(Remark(about, subject, "Why?"))


@pytest.mark.parametrize("text", ["", " \n", "x" * (LONGEST + 1)])
def test_a_memo_holds_some_words_but_no_book(project: Project, text: str) -> None:
    with pytest.raises(SecondmigError):
        added(project, text)


def test_the_memo_of_another_stays(project: Project) -> None:
    memo = added(project)
    with secondmig.open(project.root, coder="ben") as other:
        with pytest.raises(SecondmigError, match="ana's"):
            other.memo_edit(memo, "No.")
        with pytest.raises(SecondmigError, match="ana's"):
            other.memo_remove(memo)
        with pytest.raises(SecondmigError, match="ana's"):
            other.memo_text(memo)
    assert project.memo_text(memo) == "Why?"


def test_masked_words_are_not_lost_by_an_edit(project: Project) -> None:
    memo = added(project, "She says there was one door for people like me.")
    project.corpus_restrict("A1", turn=2, reason="asked for it")
    with pytest.raises(SecondmigError, match="masked"):
        project.memo_text(memo)
    with pytest.raises(SecondmigError, match="masked"):
        project.memo_edit(memo, "Else.")


def test_an_act_told_again_is_done_once_and_seen_is_held_against_what_is_there(project: Project) -> None:
    session = project._session
    remark = Remark("document", "A1", "Why?")
    first = memo_acts.write(session, remark, act="act-00000001")
    assert memo_acts.write(session, remark, act="act-00000001").again
    with pytest.raises(TakenError):
        memo_acts.write(session, Remark("document", "A1", "Else."), act="act-00000001")
    memo_acts.rewrite(session, first.made, "Because.", seen=first.rev, act="act-00000002")
    with pytest.raises(StaleError):
        memo_acts.rewrite(session, first.made, "Or not.", seen=first.rev, act="act-00000003")
    with pytest.raises(StaleError):
        memo_acts.remove(session, first.made, seen=first.rev, act="act-00000004")
    assert only(project)["text"] == "Because."


def test_memos_are_found_without_regard_to_case_and_accents(project: Project) -> None:
    added(project, "En LIMA, así: ＡＢＣ")
    added(project, "Elsewhere.")
    for text in ("lima", "asi", "abc", "ASÍ"):
        assert [row["text"] for row in project.memo_search(text).rows] == ["En LIMA, así: ＡＢＣ"]
    assert project.memo_search("nowhere").rows == []
    with pytest.raises(SecondmigError, match="nothing to look for"):
        project.memo_search(" ")


def test_what_is_masked_in_a_memo_is_not_found(project: Project) -> None:
    added(project, "She says there was one door for people like me.")
    added(project, "#t2 a single entrance, she means")
    project.corpus_restrict("A1", turn=2, reason="asked for it")
    assert project.memo_search("for people").rows == []
    assert project.memo_search("entrance").rows == []
    assert len(project.memo_search("she says").rows) == 1
