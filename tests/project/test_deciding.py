"""The queue of codings whose code was divided, what is decided, and what follows a file edited by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.project.project import Project
from secondmig.store import state
from tests.project.revising import FILE, copied, revisable

Row = dict[str, object]
NEW = {"OS-A": "One", "OS-B": "Two"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return revisable(tmp_path_factory.mktemp("deciding") / "study")


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Iterator[Project]:
    with Project.open(copied(built, tmp_path / "study")) as opened:
        yield opened


@pytest.fixture
def divided(project: Project) -> Project:
    project.codebook_split("OS-MOB-UP", NEW)
    return project


def hashed(project: Project) -> str:
    return state.state_hash(project._session.store.read())


def queue(project: Project) -> list[Row]:
    return [dict(row) for row in project.codebook_review().rows]


def ids(project: Project) -> list[str]:
    return [str(row["id"]) for row in queue(project)]


def field(project: Project, name: str) -> object:
    return {row["field"]: row["value"] for row in project.status().rows}[name]


def edited(project: Project, old: str, new: str, *, note: str = "by hand") -> None:
    path = project.root / FILE
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")
    project.codebook_commit(note=note)


def test_queue_lists_the_codings_of_the_divided_code_with_their_options(divided: Project) -> None:
    rows = queue(divided)

    assert [(row["document"], row["turn"], row["quote"]) for row in rows] == [
        ("A1", 2, "there was one door"),
        ("A1", 4, "more doors 👩‍👩‍👧"),
        ("B2", 4, "my own taxi"),
    ]
    assert {(row["code"], row["coder"], row["reason"]) for row in rows} == {
        ("OS-MOB-UP", "gold", "OS-MOB-UP was divided in small@2")
    }
    assert all(row["options"] == ["OS-A", "OS-B"] for row in rows)
    assert divided.codebook_review("OS-MOB-UP").rows == divided.codebook_review().rows
    assert divided.codebook_review("OS-LAB-PAY").rows == []
    with pytest.raises(SecondmigError, match="no codebook has or had"):
        divided.codebook_review("OS-NO")


def test_codings_that_wait_are_in_no_number_and_are_counted(divided: Project) -> None:
    snapshot = divided.snapshot()

    assert (len(snapshot.codings), snapshot.waiting, snapshot.undecided) == (2, 3, 3)
    assert (field(divided, "codings"), field(divided, "codings waiting for a code")) == (2, 3)
    assert field(divided, "codings waiting for review") == 0
    (note,) = [str(row["message"]) for row in divided.check().rows if "divided" in str(row["message"])]
    assert note == "3 codings wait for a code since theirs was divided: secondmig codebook review"
    assert all(row["severity"] == "note" for row in divided.check().rows)


@pytest.mark.parametrize("code", ["OS-A", "OS-MOB", "OS-LAB"])
def test_numbers_about_a_code_say_how_many_may_be_missing(divided: Project, code: str) -> None:
    warnings = divided.query_matrix(Selection(codes=(code,))).meta["warnings"]
    said = [row["message"] for row in warnings if row["id"] == "C06"]  # type: ignore[attr-defined]

    waits = (
        "3 codings wait for a code since theirs was divided and are in no number: secondmig codebook review"
    )
    assert said == ([] if code == "OS-LAB" else [waits])


def test_deciding_gives_the_code_and_keeps_everything_else(divided: Project) -> None:
    before = {row["id"]: row for row in divided.code_list().rows}
    first, *others = ids(divided)
    done = divided.codebook_settle([first], code="OS-B")
    after = {row["id"]: row for row in divided.code_list().rows}

    assert done.message == "1 settled as OS-B, 2 still wait"
    facets = before[first]["facets"]
    assert after[first] == {**before[first], "code": "OS-B", "facets": facets}
    assert ids(divided) == others
    divided.undo()
    assert ids(divided) == [first, *others]


def test_several_are_decided_in_one_event_and_dropped_in_one(divided: Project) -> None:
    first, second, third = ids(divided)
    events = len(divided.history().rows)
    divided.codebook_settle([first, second, first], code="OS-A")
    assert divided.codebook_settle([third], drop=True).message == "1 dropped, 0 still wait"

    assert len(divided.history().rows) == events + 2
    assert third not in {row["id"] for row in divided.code_list().rows}
    assert divided.snapshot().waiting == 0
    assert [row for row in divided.check().rows if "divided" in str(row["message"])] == []


def test_another_code_of_the_codebook_can_be_chosen_and_is_remarked(divided: Project) -> None:
    first, *_ = ids(divided)

    assert divided.codebook_settle([first], code="OS-LAB-PAY").warnings == (
        f"OS-LAB-PAY was not among the codes to choose from for {first}",
    )


@pytest.mark.parametrize(
    ("said", "how"),
    [
        ("one thing", {}),
        ("one thing", {"code": "OS-A", "drop": True}),
        ("no code 'OS-MOB-UP'", {"code": "OS-MOB-UP"}),
        ("heading", {"code": "OS-MOB"}),
        ("is a code of small, HC-X is not", {"code": "HC-X"}),
    ],
)
def test_wrong_decision_is_refused(divided: Project, said: str, how: dict[str, object]) -> None:
    before = hashed(divided)
    with pytest.raises(SecondmigError, match=said):
        divided.codebook_settle(ids(divided)[:1], **how)  # type: ignore[arg-type]
    assert hashed(divided) == before


def test_coding_that_does_not_wait_or_is_not_there_is_refused(divided: Project) -> None:
    chosen = Selection(codes=("OS-LAB-PAY",), documents=("A1",))
    (pay,) = [str(row["id"]) for row in divided.code_list(chosen).rows]
    with pytest.raises(SecondmigError, match="does not wait for a code"):
        divided.codebook_settle([pay], code="OS-A")
    with pytest.raises(SecondmigError, match="there is no coding"):
        divided.codebook_settle(["c-none"], drop=True)
    with pytest.raises(SecondmigError, match="does not wait"):
        divided.codebook_question(pay)


def test_question_shows_the_turn_and_both_codes(divided: Project) -> None:
    asked = divided.codebook_question(ids(divided)[0])

    assert (asked.place, asked.coder, asked.code) == ("A1 #2", "gold", "OS-MOB-UP")
    assert (asked.before, asked.quote, asked.after) == (
        "By my grandfather. In Japan ",
        "there was one door",
        " for people like me. One door.",
    )
    assert [(code.id, code.label, code.include) for code in asked.options] == [
        ("OS-A", "One", "doors"),
        ("OS-B", "Two", "doors"),
    ]


def test_words_that_were_taken_back_are_masked_and_can_be_decided(divided: Project) -> None:
    divided.corpus_restrict("A1", turn=2, quote="one door for", reason="asked to")
    (row, *_) = queue(divided)
    asked = divided.codebook_question(str(row["id"]))

    assert (row["quote"], asked.quote) == (None, None)
    assert "door for" not in f"{asked.before}{asked.after}"
    divided.codebook_settle([asked.id], code="OS-A")
    divided.codebook_settle(ids(divided)[:1], drop=True)
    assert len(ids(divided)) == 1


def test_old_code_that_stays_is_one_to_choose(project: Project) -> None:
    project.codebook_split("OS-MOB-UP", {"OS-A": "One"}, keep=True)
    first, second, _third = ids(project)
    project.codebook_settle([first], code="OS-MOB-UP")
    project.codebook_settle([second], code="OS-A")

    assert len(ids(project)) == 1
    assert [row["code"] for row in project.code_list(Selection(documents=("A1",))).rows] == [
        "OS-MOB-UP",
        "OS-LAB-PAY",
        "OS-A",
    ]


def test_new_coding_with_a_code_that_was_kept_does_not_wait(project: Project) -> None:
    project.codebook_split("OS-MOB-UP", {"OS-A": "One"}, keep=True)
    project.code_add("A1", turn=2, quote="One door.", code="OS-MOB-UP")

    assert len(ids(project)) == 3


def test_two_splits_after_each_other_ask_once_for_all(divided: Project) -> None:
    divided.codebook_split("OS-B", {"OS-C": "Three", "OS-D": "Four"})

    assert all(row["options"] == ["OS-A", "OS-C", "OS-D"] for row in queue(divided))
    divided.codebook_merge(["OS-C", "OS-D"], "OS-A")
    assert queue(divided) == []
    assert len(divided.code_list(Selection(codes=("OS-A",))).rows) == 3


def test_code_that_codings_wait_for_cannot_be_retired(divided: Project) -> None:
    with pytest.raises(SecondmigError, match="codings wait that may become OS-A"):
        divided.codebook_retire("OS-A", reason="why")


def test_retired_in_the_file_it_is_not_offered_any_more(divided: Project) -> None:
    edited(divided, "label: Two\n", 'label: Two\n    retired: "no"\n')
    first = ids(divided)[0]

    assert [code.id for code in divided.codebook_question(first).options] == ["OS-A"]
    with pytest.raises(SecondmigError, match="retired"):
        divided.codebook_settle([first], code="OS-B")


def test_codings_as_of_an_earlier_event_have_the_codes_of_then(divided: Project) -> None:
    last = int(str(divided.history().rows[-1]["event"]))
    divided.codebook_settle(ids(divided), code="OS-A")
    then = divided.snapshot(Selection(as_of=last - 1))
    waited = divided.snapshot(Selection(as_of=last))

    assert [coding.code_id for coding in then.codings].count("OS-MOB-UP") == 3
    assert (then.undecided, waited.undecided, divided.snapshot().undecided) == (0, 3, 0)


def test_report_built_under_an_older_version_is_stale_with_the_reason(built: Path, tmp_path: Path) -> None:
    root = copied(built, tmp_path / "study")
    with (root / "secondmig.toml").open("a", encoding="utf-8") as toml:
        toml.write('[[reports]]\nname = "compare"\nreleases = ["team"]\n')
    with Project.open(root) as project:
        project.report_build(release="team")
        assert field(project, "stale reports") == 0
        project.codebook_split("OS-MOB-UP", NEW)

        why = "built under other@1, now @2; small@1, now @2"
        assert field(project, "stale reports") == 1
        assert project.status().notes == (f"reports/team is stale: {why}",)
        (team,) = project.report_list().rows
        assert (team["status"], team["reason"]) == ("stale", why)
        project.undo()
        assert (field(project, "stale reports"), project.status().notes) == (0, ())


# files edited by hand


def test_hand_edited_split_opens_the_same_queue(project: Project) -> None:
    path = project.root / FILE
    text = path.read_text(encoding="utf-8").replace("[OS-MOB-UP, OS-MOB-DOWN]", "[OS-MOB-DOWN]")
    new = "  - id: OS-B\n    label: Two\n    was: [OS-MOB-UP]\n  - id: OS-A\n    was: [OS-MOB-UP]\n"
    path.write_text(text.replace("  - id: OS-MOB-UP\n", new), encoding="utf-8", newline="\n")
    project.codebook_commit(note="divided")

    assert [row["options"] for row in queue(project)] == [["OS-B", "OS-A"]] * 3


def test_hand_edited_merge_carries_the_codings_in_the_same_event(project: Project) -> None:
    before = hashed(project)
    edited(
        project,
        "  - id: OS-LAB-TAXI\n    parent: OS-LAB-PAY\n    label: Taxis\n",
        "  - id: OS-CAR\n    label: Cars\n    was: [OS-LAB-TAXI]\n",
    )

    assert [row["code"] for row in project.code_list(Selection(codes=("OS-CAR",))).rows] == ["OS-CAR"]
    project.undo()
    assert hashed(project) == before


def test_code_that_is_gone_while_codings_carry_it_is_refused(project: Project) -> None:
    path = project.root / FILE
    text = path.read_text(encoding="utf-8")
    gone = "  - id: OS-LAB-TAXI\n    parent: OS-LAB-PAY\n    label: Taxis\n"
    path.write_text(text.replace(gone, ""), encoding="utf-8", newline="\n")
    before = hashed(project)
    with pytest.raises(SecondmigError, match="OS-LAB-TAXI is gone") as caught:
        project.codebook_commit(note="gone")

    assert "was: [OS-LAB-TAXI]" in caught.value.hint
    assert hashed(project) == before


def test_code_that_is_gone_while_codings_wait_for_it_is_refused(divided: Project) -> None:
    path = divided.root / FILE
    text = path.read_text(encoding="utf-8").replace("[OS-A, OS-B, OS-MOB-DOWN]", "[OS-A, OS-MOB-DOWN]")
    start = text.index("  - id: OS-B\n")
    path.write_text(text[:start] + text[text.index("  # what goes down") :], encoding="utf-8", newline="\n")

    with pytest.raises(SecondmigError, match="OS-B is gone"):
        divided.codebook_commit(note="gone")


def test_code_without_codings_may_go(project: Project) -> None:
    path = project.root / FILE
    text = path.read_text(encoding="utf-8").replace("[OS-MOB-UP, OS-MOB-DOWN]", "[OS-MOB-UP]")
    start = text.index("  # what goes down")
    path.write_text(text[:start] + text[text.index("  - id: OS-LAB\n") :], encoding="utf-8", newline="\n")
    project.codebook_commit(note="nobody used it")

    assert queue(project) == []
    assert len(project.snapshot().codings) == 5


def test_code_that_was_kept_beside_its_part_can_be_merged_into_it_later(project: Project) -> None:
    project.codebook_split("OS-MOB-UP", {"OS-A": "One"}, keep=True)
    project.codebook_settle(ids(project), code="OS-MOB-UP")
    project.codebook_merge(["OS-MOB-UP"], "OS-A")

    assert queue(project) == []
    assert len(project.code_list(Selection(codes=("OS-A",))).rows) == 3
