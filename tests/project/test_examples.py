"""A decision that leaves an example in the codebook: a sentence of one's own, or words that may be quoted."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.core.span import Span
from secondmig.project.examples import quoted, refuse_quotation
from secondmig.project.intake import Reading
from secondmig.project.ruling import Ruling
from secondmig.project.session import find_document
from tests.project.talking import DOOR, Table, two_coders

TURN = "By my grandfather. In Japan there was one door for people like me. One door."
JOINT = """---
id: J1
fictional: true
title: "Two"
interview_country: GBR
interview_date: 2025-08
language: en
consent: T3
---
#1 INT: What did you bring?
#2 ROSA: We had one suitcase.
#3 IMRAN: My brother's coat.
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_coders(tmp_path_factory.mktemp("examples") / "study")


@pytest.fixture
def table(built: Path, tmp_path: Path) -> Iterator[Table]:
    table = Table(built, tmp_path / "study")
    with table.project:
        yield table


def test_sentence_of_ones_own_becomes_an_example_and_goes_with_undo(table: Table) -> None:
    before, state = table.book(), table.state()
    sentence = "The office had two doors, and ours led to the yard."
    ruling = Ruling("b", "redefine", example=("OS-MOB-UP", sentence))
    done = table.project.agree_decide([table.ids()["confusion"]], ruling)

    lines = table.book().decode().split("\n")
    assert [line for line in lines if line not in before.decode().split("\n")] == [
        f'    example: ["There were doors.", "{sentence}"]'
    ]
    assert done.details[-1] == "codebooks/small.yaml: an example of OS-MOB-UP, version 2"
    verbs = [row["verb"] for row in table.project.history().rows][-1:]
    assert (verbs, table.project.check().meta["n"]) == (["agree decide"], 0)

    table.project.undo()
    assert (table.book(), table.state()) == (before, state)
    table.project.redo()
    assert sentence in table.book().decode()
    assert "confusion" not in table.ids()


def test_the_quotation_itself_is_no_sentence_of_ones_own(table: Table) -> None:
    before = table.book()
    for sentence in (DOOR, "THERE was  one door", f"She says: {DOOR} and no more", "was one door"):
        ruling = Ruling("b", "redefine", example=("OS-MOB-UP", sentence))
        with pytest.raises(SecondmigError, match="the quotation itself"):
            table.project.agree_decide([table.ids()["confusion"]], ruling)
    assert table.book() == before


def test_quotation_is_copied_where_the_person_agreed_to_be_quoted(table: Table) -> None:
    ruling = Ruling("b", "recode", example_quote="OS-MOB-UP")
    table.project.agree_decide([table.ids()["confusion"]], ruling)  # Rosa, T3

    assert f'example: ["There were doors.", "{DOOR}"]' in table.book().decode()


def test_quotation_is_not_copied_where_the_person_did_not(table: Table) -> None:
    before, state = table.book(), table.state()
    with pytest.raises(SecondmigError, match="consent T1, T3 is needed") as refused:  # Imran
        table.project.agree_decide([table.ids()["facet"]], Ruling("b", "recode", example_quote="OS-MOB-UP"))

    assert "my own taxi" not in refused.value.line() + refused.value.hint
    assert (table.book(), table.state()) == (before, state)


def test_wrong_examples_are_refused_and_nothing_is_decided(table: Table) -> None:
    names = table.ids()
    state = table.state()
    for ids, ruling, message in (
        ([names["confusion"]], Ruling("b", "recode", example=("OS-NONE", "A sentence.")), "OS-NONE"),
        ([names["confusion"]], Ruling("b", "recode", example=("OS-LEG", "  ")), "one line of text"),
        (
            [names["confusion"]],
            Ruling("b", "recode", example=("OS-LEG", "A sentence."), example_quote="OS-LEG"),
            "one example at a time",
        ),
        (
            [names["confusion"], names["boundary"]],
            Ruling("b", "recode", example_quote="OS-LEG"),
            "2 passages",
        ),
    ):
        with pytest.raises(SecondmigError, match=message):
            table.project.agree_decide(ids, ruling)
    assert table.state() == state


def test_example_that_is_there_already_leaves_the_file_alone(table: Table) -> None:
    before = table.book()
    ruling = Ruling("b", "recode", example=("OS-MOB-UP", "There were doors."))
    done = table.project.agree_decide([table.ids()["confusion"]], ruling)

    assert table.book() == before
    assert done.details[-1] == "the sentence is an example of OS-MOB-UP already"
    assert "confusion" not in table.ids()


def test_example_is_refused_while_the_file_holds_changes_of_a_person(table: Table) -> None:
    edited = table.book() + b"\n# mine\n"
    (table.root / "codebooks" / "small.yaml").write_bytes(edited)
    ruling = Ruling("b", "recode", example=("OS-MOB-UP", "A sentence."))
    with pytest.raises(SecondmigError, match="not committed"):
        table.project.agree_decide([table.ids()["confusion"]], ruling)

    assert table.book() == edited
    assert "confusion" in table.ids()


def test_any_long_part_of_the_quotation_is_no_sentence_of_ones_own(table: Table) -> None:
    document = find_document(table.project._session, "A1")
    start = document.text.index(TURN)
    spans = [Span(start, start + len(TURN))]
    for sentence in (
        "She says there was one door for people like me. One door.",
        "By my grandfather. In Japan there was one door, and so on",
        "He: in japan there was  one door for people like me",
    ):
        with pytest.raises(SecondmigError, match="the quotation itself"):
            refuse_quotation(sentence, document, spans)
    refuse_quotation("People like me had one door, he says.", document, spans)


def test_words_of_two_persons_are_copied_only_where_both_agreed(table: Table, tmp_path: Path) -> None:
    path = tmp_path / "J1.txt"
    path.write_text(JOINT, encoding="utf-8", newline="\n")
    table.project.corpus_import([path], reading=Reading(cases=(("A1", "ROSA"), ("B2", "IMRAN"))))
    session = table.project._session
    document = find_document(session, "J1")
    _, rosa, imran = (turn.span for turn in document.turns)

    assert quoted(session, document, rosa) == "We had one suitcase."
    for span in (imran, Span(rosa.start, imran.end), Span(rosa.start, imran.start + 2)):
        with pytest.raises(SecondmigError, match="T3 is needed") as refused:
            quoted(session, document, span)
        assert "coat" not in refused.value.line()
