"""The list of disagreements, and what is decided about them: kept, undone, and never a coding changed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.project.assignments import Assigning
from secondmig.project.disagreeing import Talk
from secondmig.project.project import open_project
from secondmig.project.ruling import Ruling
from secondmig.store import codings, resolutions
from tests.project.small import US
from tests.project.talking import DOOR, Table, two_coders

RECODE = Ruling("b", "recode", "the door is a picture of work")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_coders(tmp_path_factory.mktemp("talk") / "study")


@pytest.fixture
def table(built: Path, tmp_path: Path) -> Iterator[Table]:
    table = Table(built, tmp_path / "study")
    with table.project:
        yield table


# the list


def test_confusions_come_first_then_facets_boundaries_and_one_coder(table: Table) -> None:
    rows = table.project.agree_disagreements().rows

    assert [(row["kind"], row["code_a"], row["code_b"], row["document"], row["turn"]) for row in rows] == [
        ("confusion", "OS-LEG", "OS-MOB-UP", "A1", 2),
        ("facet", "OS-MOB-UP", "OS-MOB-UP", "B2", 4),
        ("boundary", "OS-MOB-UP", "OS-MOB-UP", "A1", 4),
        ("one_coder", "OS-PAY", None, "B2", 2),
    ]
    assert {(row["coder_a"], row["coder_b"], row["n"], row["decided"]) for row in rows} == {
        ("ben", "gold", 1, None)
    }


def test_row_holds_the_words_of_both_the_turn_and_both_definitions(table: Table) -> None:
    confusion, facet, boundary, _ = table.project.agree_disagreements().rows

    assert confusion["quote"] == confusion["quote_a"] == confusion["quote_b"] == DOOR
    assert str(confusion["context"]).startswith("By my grandfather.")
    assert confusion["definition_a"] == "Papers: Says what the papers allow. Include: visas Exclude: pay"
    assert str(confusion["definition_b"]).startswith("Room to rise: Says that one can rise.")
    assert (facet["facet"], facet["value_a"], facet["value_b"]) == ("about_country", "PAK", "GBR")
    assert boundary["quote"] == boundary["quote_a"] == "Here there are more doors 👩‍👩‍👧"
    assert boundary["quote_b"] == "more doors 👩‍👩‍👧"


def test_how_sure_a_coder_is_is_no_disagreement(table: Table) -> None:
    assert "certainty" not in {row["facet"] for row in table.project.agree_disagreements().rows}


def test_ids_are_the_same_whoever_is_named_first_and_on_every_machine(
    table: Table, tmp_path_factory: pytest.TempPathFactory
) -> None:
    one = table.project.agree_disagreements(Talk(coders=("ben", "gold"))).rows
    other = table.project.agree_disagreements(Talk(coders=("gold", "ben"))).rows
    with open_project(two_coders(tmp_path_factory.mktemp("again") / "study")) as again:
        third = again.agree_disagreements().rows

    assert one == other == third
    assert len({row["id"] for row in one}) == 4


def test_list_is_cut_by_kind_code_and_document(table: Table) -> None:
    def kinds(talk: Talk) -> list[object]:
        return [row["kind"] for row in table.project.agree_disagreements(talk).rows]

    assert kinds(Talk(kinds=("facet", "one_coder"))) == ["facet", "one_coder"]
    assert kinds(Talk(codes=("OS-LEG",))) == ["confusion"]
    assert kinds(Talk(codes=("OS-MOB",))) == ["confusion", "facet", "boundary"]
    assert kinds(Talk(documents=("B2",))) == ["facet", "one_coder"]
    with pytest.raises(SecondmigError, match="OS-NONE"):
        kinds(Talk(codes=("OS-NONE",)))
    with pytest.raises(SecondmigError, match="no document ZZ"):
        kinds(Talk(documents=("ZZ",)))


def test_topics_count_places_and_decisions(table: Table) -> None:
    table.project.agree_decide([table.ids()["confusion"]], RECODE)
    topics = table.project.agree_topics(Talk(decided=True)).rows

    assert [(row["kind"], row["code_a"], row["code_b"], row["n"], row["decided"]) for row in topics] == [
        ("confusion", "OS-LEG", "OS-MOB-UP", 1, 1),
        ("facet", "OS-MOB-UP", None, 1, 0),
        ("boundary", "OS-MOB-UP", None, 1, 0),
        ("one_coder", "OS-PAY", None, 1, 0),
    ]


def test_words_that_were_taken_back_are_masked_in_quotation_context_and_reason(table: Table) -> None:
    confusion = table.ids()["confusion"]
    table.project.agree_decide([confusion], Ruling("b", "recode", "she said there was one door"))
    table.project.corpus_restrict("A1", turn=2, quote=DOOR, reason="asked by letter")
    row = table.project.agree_disagreements(Talk(decided=True)).rows[0]

    assert (row["id"], row["quote"], row["quote_a"], row["quote_b"], row["reason"]) == (
        confusion,
        None,
        None,
        None,
        None,
    )
    assert DOOR not in str(row)
    assert "█" * len(DOOR) in str(row["context"])
    assert "By my grandfather." in str(row["context"])


def test_made_coders_are_said_to_be_made(table: Table) -> None:
    assert "C07" not in {each["id"] for each in _warnings(table)}

    toml = table.root / "secondmig.toml"
    text = toml.read_text(encoding="utf-8") + '\n[coders.ben]\nmade = "simulated"\n'
    toml.write_text(text, encoding="utf-8")
    with open_project(table.root) as project:
        warnings = project.agree_disagreements().meta["warnings"]
    assert "author-made, not reliability" in str(warnings)


def _warnings(table: Table) -> list[dict[str, str]]:
    found = table.project.agree_disagreements().meta["warnings"]
    assert isinstance(found, list)
    return found


def leave(table: Table, coder: str, document: str) -> None:
    """Take all that a coder did in a document away, the assignment last."""
    for each in codings.find(table.read(), coders=[coder], documents=[document]):
        table.project.code_remove(each.id)
    table.project.agree_assign(coder, Assigning((document,), remove=True))


def test_nothing_coded_where_nobody_was_assigned_is_no_disagreement(table: Table) -> None:
    for each in codings.find(table.read(), coders=["ben"], documents=["B2"]):
        table.project.code_remove(each.id)
    read = [row for row in table.project.agree_disagreements().rows if row["document"] == "B2"]
    assert [(row["kind"], row["code_a"], row["code_b"]) for row in read] == [("one_coder", None, "OS-MOB-UP")]

    table.project.agree_assign("ben", Assigning(("B2",), remove=True))
    assert {row["document"] for row in table.project.agree_disagreements().rows} == {"A1"}


def test_coders_without_a_common_document_are_refused(table: Table) -> None:
    leave(table, "ben", "A1")
    leave(table, "gold", "B2")
    for talk in (Talk(), Talk(coders=("ben", "gold"))):
        with pytest.raises(SecondmigError, match="share"):
            table.project.agree_disagreements(talk)


@pytest.mark.parametrize(
    ("coders", "message"),
    [
        (("ben", "nobody"), "no coder nobody"),
        (("ben",), "between two coders"),
        (("ben", "ben"), "between two coders"),
        (("ben", "gold", "ana"), "between two coders"),
    ],
)
def test_coders_that_are_no_pair_are_refused(table: Table, coders: tuple[str, ...], message: str) -> None:
    with pytest.raises(SecondmigError, match=message):
        table.project.agree_disagreements(Talk(coders=coders))


def test_which_two_are_meant_must_be_said_where_three_coded(table: Table) -> None:
    table.project.code_add("A1", turn=2, quote="One door", code="OS-LEG")  # by ana
    with pytest.raises(SecondmigError) as refused:
        table.project.agree_disagreements()

    assert refused.value.hint == "--coders ana,ben; --coders ana,gold; --coders ben,gold"
    assert len(table.project.agree_disagreements(Talk(coders=("ben", "gold"))).rows) == 4


def test_withdrawn_person_is_in_no_list(table: Table) -> None:
    table.project.agree_decide([table.ids()["facet"]], RECODE)
    table.project.case_withdraw("B2", reason="letter")

    rows = table.project.agree_disagreements(Talk(decided=True)).rows
    assert {row["document"] for row in rows} == {"A1"}
    assert table.project.verify().rows == []


# deciding


def test_decision_is_kept_as_one_event_and_leaves_the_codings_alone(table: Table) -> None:
    before = codings.find(table.read())
    ids = table.ids()
    done = table.project.agree_decide([ids["confusion"], ids["boundary"]], RECODE)

    assert codings.find(table.read()) == before
    (event,) = [row for row in table.project.history().rows if row["verb"] == "agree decide"]
    assert (event["event"], event["subject"], event["actor"]) == (done.event, "A1", "ana")
    assert event["payload"] == {
        "resolutions": [ids["confusion"], ids["boundary"]],
        "take": "b",
        "outcome": "recode",
    }
    kept = resolutions.all_resolutions(table.read())
    assert {(each.id, each.take, each.coder_a, each.coder_b, each.coder_id) for each in kept} == {
        (ids["confusion"], "b", "ben", "gold", "ana"),
        (ids["boundary"], "b", "ben", "gold", "ana"),
    }
    assert done.details[0] == f"{ids['confusion']}: A1 #2 OS-LEG / OS-MOB-UP: gold"


def test_decided_ones_leave_the_list_and_come_back_with_undo(table: Table) -> None:
    before, state = table.ids(), table.state()
    table.project.agree_decide([before["confusion"]], RECODE)

    assert list(table.ids()) == ["facet", "boundary", "one_coder"]
    row = table.project.agree_disagreements(Talk(decided=True)).rows[0]
    assert (row["decided"], row["outcome"], row["reason"], row["decided_by"]) == (
        "b",
        "recode",
        "the door is a picture of work",
        "ana",
    )
    table.project.undo()
    assert (table.ids(), table.state()) == (before, state)
    table.project.redo()
    assert "confusion" not in table.ids()


def test_second_decision_takes_the_place_of_the_first_and_says_whose_that_was(table: Table) -> None:
    name = table.ids()["confusion"]
    table.project.agree_decide([name], RECODE)
    with open_project(table.root, coder="ben") as ben:
        done = ben.agree_decide([name], Ruling("both", "ambiguity"))

    assert done.warnings == (f"{name}: ana had decided b, recode; this takes its place",)
    (kept,) = resolutions.all_resolutions(table.read())
    assert (kept.take, kept.outcome, kept.coder_id) == ("both", "ambiguity", "ben")
    table.project.undo(str(done.event))
    (kept,) = resolutions.all_resolutions(table.read())
    assert (kept.take, kept.coder_id) == ("b", "ana")


def test_same_decision_again_changes_nothing(table: Table) -> None:
    name = table.ids()["confusion"]
    table.project.agree_decide([name], RECODE)
    before = len(table.project.history().rows)
    done = table.project.agree_decide([name, name], RECODE)

    assert (done.event, done.message) == (None, "1 disagreement decided like that already")
    assert len(table.project.history().rows) == before


def test_unknown_disagreements_are_all_named_and_nothing_is_decided(table: Table) -> None:
    with pytest.raises(SecondmigError) as refused:
        table.project.agree_decide(["d-none", table.ids()["confusion"], "d-more"], RECODE)

    assert len(getattr(refused.value, "problems", ())) == 2
    assert resolutions.all_resolutions(table.read()) == ()
    with pytest.raises(SecondmigError, match="no disagreement is named"):
        table.project.agree_decide([], RECODE)


def test_decision_about_a_coding_that_is_gone_says_who_had_decided(table: Table) -> None:
    name = table.ids()["confusion"]
    table.project.agree_decide([name], RECODE)
    (mine,) = [each for each in codings.find(table.read(), codes=["OS-LEG"]) if each.coder_id == "ben"]
    table.project.code_remove(mine.id)

    with pytest.raises(SecondmigError, match=r"was decided by ana \(b, recode\) and is gone"):
        table.project.agree_decide([name], RECODE)
    assert "1 decided before are gone: a coding changed since" in table.project.agree_disagreements().notes


def test_decisions_in_documents_that_are_not_asked_for_are_not_called_gone(table: Table) -> None:
    table.project.agree_decide([table.ids()["facet"]], RECODE)  # in B2

    notes = table.project.agree_disagreements(Talk(documents=("A1",))).notes
    assert not [note for note in notes if "gone" in note]


def test_decision_does_not_hold_for_a_coding_that_says_something_else_by_now(table: Table) -> None:
    facet = table.ids()["facet"]
    table.project.agree_decide([facet], RECODE)
    (mine,) = [
        each
        for each in codings.find(table.read(), coders=["ben"], documents=["B2"])
        if each.facets["valence"]
    ]
    table.project.code_remove(mine.id)
    with open_project(table.root, coder="ben") as ben:
        again = {"about_country": "JPN", "valence": "1"}
        ben.code_add("B2", turn=4, quote="my own taxi", code="OS-MOB-UP", facets=again)

    assert table.ids()["facet"] == facet  # the same place, another country than was talked about
    done = table.project.agree_decide([facet], RECODE)
    assert done.event is not None
    assert "facet" not in table.ids()


def test_decision_holds_after_the_transcript_was_corrected(table: Table, tmp_path: Path) -> None:
    table.project.agree_decide([table.ids()["confusion"]], RECODE)
    (tmp_path / "new.txt").write_text(US.replace("By my grandfather", "By grandfather"), encoding="utf-8")
    table.project.corpus_rebase("A1", tmp_path / "new.txt")

    assert list(table.ids()) == ["facet", "boundary", "one_coder"]
    row = table.project.agree_disagreements(Talk(decided=True)).rows[0]
    done = table.project.agree_decide([str(row["id"])], Ruling("a", "recode"))
    (kept,) = resolutions.all_resolutions(table.read())
    assert (kept.id, kept.version, kept.take, done.count) == (row["id"], 2, "a", 1)


def test_codings_that_wait_after_a_correction_are_in_no_list(table: Table, tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text(US.replace("one door for", "one small door for"), encoding="utf-8")
    table.project.corpus_rebase("A1", tmp_path / "new.txt")

    assert list(table.ids()) == ["facet", "boundary", "one_coder"]


def test_facet_of_one_value_cannot_keep_both(table: Table) -> None:
    with pytest.raises(SecondmigError, match="about_country has one value"):
        table.project.agree_decide([table.ids()["facet"]], Ruling("both", "ambiguity"))


def test_code_that_was_retired_is_told(table: Table) -> None:
    name = table.ids()["confusion"]
    table.project.codebook_retire("OS-LEG", reason="nobody could tell it apart")
    done = table.project.agree_decide([name], Ruling("a", "recode"))

    assert done.warnings == (
        "OS-LEG is retired (nobody could tell it apart): codings with it stay, nothing new gets it",
    )
