"""Memos are listed with what they are about; words that were taken back stay hidden in them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import secondmig
from secondmig.core.selection import Selection
from secondmig.core.span import Span, SpanSet
from secondmig.project.memos import without_quoted
from secondmig.project.project import Project
from secondmig.store import memos
from tests.project.small import small_project

SECRET = "Between us? Three quid an hour."


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with secondmig.open(small_project(tmp_path / "study")) as opened:
        opened.build(release="team")
        yield opened


def write(project: Project, kind: str, subject: str, text: str, coder: str = "ana") -> None:
    with project._session.store.write(actor=coder, verb="memo", subject=subject) as change:
        memos.add(change, kind, subject, text, coder)


def texts(project: Project, **chosen: object) -> list[object]:
    return [row["text"] for row in project.memo_list(Selection(**chosen)).rows]  # type: ignore[arg-type]


def coding_of(project: Project, document: str) -> str:
    return str(project.code_list(Selection(documents=(document,))).rows[0]["id"])


def test_a_memo_is_listed_with_what_it_is_about(project: Project) -> None:
    coding = coding_of(project, "A1")
    write(project, "coding", coding, "Compare with Lima.")
    assert dict(project.memo_list().rows[0]) | {"id": "", "at": ""} == {
        "id": "",
        "about": "coding",
        "subject": coding,
        "code": "OS-MOB-UP",
        "place": "A1 #2",
        "coder": "ana",
        "at": "",
        "text": "Compare with Lima.",
    }


def test_memos_are_chosen_by_document_person_code_and_coder(project: Project) -> None:
    coding = coding_of(project, "A1")
    for kind, subject in (("document", "A1"), ("case", "A1"), ("code", "OS-MOB-UP"), ("coding", coding)):
        write(project, kind, subject, kind)
    write(project, "document", "B2", "other", coder="ben")
    assert texts(project) == ["document", "case", "code", "coding", "other"]
    assert texts(project, documents=("A1",)) == ["document", "coding"]
    assert texts(project, cases=("A1",)) == ["document", "case", "coding"]
    assert texts(project, codes=("OS-MOB",)) == ["code", "coding"]
    assert texts(project, cases=("B2",)) == ["other"]
    assert texts(project, coders=("ben",)) == ["other"]


def test_a_comment_that_quotes_words_taken_back_has_them_masked(project: Project) -> None:
    write(project, "document", "B2", f'On "{SECRET}" (turn 2, Ben): really?')
    write(project, "code", "OS-MOB-UP", "he says Three quid an hour, no less")
    comment, remark = map(str, texts(project))
    assert set(comment) == {"█"}, "a remark in the margin tells the passage in words of its own"
    assert remark == f"he says{'█' * len(' Three quid an hour')}, no less"  # the blank is taken back too


def test_a_remark_beside_another_turn_stays_as_it_is(project: Project) -> None:
    write(project, "document", "B2", 'On "So?" (turn 1, Ben): really?')
    assert texts(project) == ['On "So?" (turn 1, Ben): really?']


def test_a_quotation_that_begins_before_the_passage_is_masked_from_there(project: Project) -> None:
    write(project, "document", "B2", 'On "It was work. Betw": hm')
    assert texts(project) == ['On "It was work. ████": hm']


def test_a_memo_on_a_coding_whose_words_are_taken_back_has_no_text(project: Project) -> None:
    write(project, "coding", coding_of(project, "A1"), "About that door.")
    project.corpus_restrict("A1", turn=2, reason="letter")
    assert texts(project) == [None]


def test_memos_go_with_the_person_who_withdraws(project: Project) -> None:
    write(project, "document", "A1", "On Rosa")
    write(project, "coding", coding_of(project, "A1"), "On her door")
    write(project, "document", "B2", "On Imran")
    project.case_withdraw("A1", reason="letter")
    assert texts(project) == ["On Imran"]


def test_nothing_is_masked_where_nothing_was_taken_back(project: Project) -> None:
    remark = 'On "In Japan there was one door for people like me." (turn 2, Ben): key'
    write(project, "document", "A1", remark)
    assert texts(project) == [remark]


@pytest.mark.parametrize("mark", ["█", "a", "日"])
def test_a_long_memo_on_a_long_hidden_passage_of_one_mark_is_masked_without_hanging(mark: str) -> None:
    text = mark * 200_000
    shown = without_quoted(f"see {mark * 100_000} there", text, SpanSet.of([Span(0, len(text))]))
    assert shown == f"see {'█' * 100_000} there"


def test_words_that_are_masked_already_hide_nothing_more() -> None:
    text = "Good ████ money."
    assert without_quoted("████ is a bar: ████", text, SpanSet.of([Span(5, 9)])) == "████ is a bar: ████"


words = st.text(alphabet="ab 日本", min_size=0, max_size=40)


@given(before=words, secret=st.text("abc日本語 ", min_size=1, max_size=40), after=words, memo=words)
def test_no_long_run_of_hidden_words_is_left_in_a_memo(
    before: str, secret: str, after: str, memo: str
) -> None:
    text = before + secret + after
    hidden = SpanSet.of([Span(len(before), len(before) + len(secret))])
    for quoting in (memo + secret, secret + memo, text, memo):
        shown = without_quoted(quoting, text, hidden)
        assert len(shown) == len(quoting)
        assert all(mark in {"█", letter} for mark, letter in zip(shown, quoting, strict=True))
        assert not any(secret[at : at + 12] in shown for at in range(len(secret) - 11))
        if secret.strip():
            assert secret not in shown
