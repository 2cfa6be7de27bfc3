"""Codes written into a file: a new one, other words, a colour; every other line stays as it is."""

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.codebook import authoring
from secondmig.codebook.authoring import Draft
from secondmig.codebook.places import Source
from secondmig.core.errors import SecondmigError

BOOK = """codebook:
  id: small
  version: 1.0.0
  title: Small
codes:
  - id: MOB   # the first theme
    label: Mobility
    codable: false

  # what goes up
  - id: UP
    parent: MOB
    label: 'Room to rise'
    definition: Says that one can rise.
    include: >
      doors
      and stairs
    example: "There were doors."

  - id: DOWN
    parent: MOB
    label: Deskilling   # a remark
    example:
      - one
      - 'two'
    retired: too wide

  - id: LAB
    label: Work
    codable: false
"""


def changed(after: str, before: str = BOOK) -> list[str]:
    """The lines that went and came, as a version control program shows them."""
    lines = difflib.unified_diff(before.split("\n"), after.split("\n"), n=0, lineterm="")
    found = [line for line in lines if line[:3] not in {"---", "+++"} and not line.startswith("@@")]
    return sorted(found, key=lambda line: line != "+")  # a blank line stands before or after, as one reads it


def held(text: str, code: str, key: str) -> str | None:
    part = Source(text).entry(code).parts.get(key)
    return None if part is None else str(part.node.value)


def test_a_new_code_comes_behind_the_last_below_its_parent() -> None:
    after = authoring.add(BOOK, Draft("MOB-SIDE", "Sideways", "MOB"))
    assert changed(after) == ["+", "+  - id: MOB-SIDE", "+    parent: MOB", "+    label: Sideways"]
    assert list(Source(after).entries) == ["MOB", "UP", "DOWN", "MOB-SIDE", "LAB"]


def test_a_new_heading_at_the_top_comes_last() -> None:
    after = authoring.add(BOOK, Draft("LEG", "Legal: position", codable=False))
    lines = ["+", "+  - id: LEG", '+    label: "Legal: position"', "+    codable: false"]
    assert changed(after) == lines
    assert after.endswith("    codable: false\n")


def test_a_new_code_brings_its_texts_with_it() -> None:
    draft = Draft("U2", "Up", "UP", texts={"definition": "one\ntwo", "exclude": "x: y"}, examples=["a", "b"])
    assert changed(authoring.add(BOOK, draft)) == [
        "+",
        "+  - id: U2",
        "+    parent: UP",
        "+    label: Up",
        "+    definition: |-",
        "+      one",
        "+      two",
        '+    exclude: "x: y"',
        '+    example: ["a", "b"]',
    ]


def test_the_first_code_of_an_empty_codebook() -> None:
    for brackets, kept in (("codes: []\n", "codes:\n"), ("codes: [] # none yet\n", "codes: # none yet\n")):
        text = BOOK.partition("codes:")[0] + brackets
        after = authoring.add(text, Draft("A", "One"))
        assert after == BOOK.partition("codes:")[0] + kept + "  - id: A\n    label: One\n"
        assert authoring.add(after, Draft("B", "Two")).endswith("  - id: B\n    label: Two\n")


def test_an_id_that_is_there_is_refused() -> None:
    with pytest.raises(SecondmigError, match="the id UP is taken"):
        authoring.add(BOOK, Draft("UP", "Again"))


def test_only_the_line_of_a_text_changes() -> None:
    after = authoring.reword(BOOK, "UP", {"definition": "Says that one could rise.", "label": "It's up"})
    assert changed(after) == [
        "-    label: 'Room to rise'",
        "-    definition: Says that one can rise.",
        "+    label: 'It''s up'",
        "+    definition: Says that one could rise.",
    ]


def test_a_remark_beside_a_text_stays() -> None:
    assert changed(authoring.reword(BOOK, "DOWN", {"label": "Below"})) == [
        "-    label: Deskilling   # a remark",
        "+    label: Below   # a remark",
    ]
    with pytest.raises(SecondmigError, match="a remark stands beside"):
        authoring.reword(BOOK.replace("rise.\n", "rise. # why\n"), "UP", {"definition": "one\ntwo"})


def test_texts_that_were_not_there_come_where_people_expect_them() -> None:
    after = authoring.reword(BOOK, "DOWN", {"exclude": "pay", "definition": "Work below one's training."})
    assert changed(after) == ["+    definition: Work below one's training.", "+    exclude: pay"]
    label, definition, exclude = (
        after.index(each) for each in ("label: Deskilling", "definition: Work", "exclude: pay")
    )
    assert label < definition < exclude


def test_an_empty_text_is_taken_out() -> None:
    assert changed(authoring.reword(BOOK, "UP", {"definition": ""})) == [
        "-    definition: Says that one can rise."
    ]


def test_a_folded_text_becomes_one_line_and_several_lines_a_block() -> None:
    assert changed(authoring.reword(BOOK, "UP", {"include": "doors"})) == [
        "-    include: >",
        "-      doors",
        "-      and stairs",
        "+    include: doors",
    ]
    after = authoring.reword(BOOK, "UP", {"definition": "one\n\ntwo"})
    assert held(after, "UP", "definition") == "one\n\ntwo"
    assert authoring.reword(after, "UP", {"definition": "Says that one can rise."}) == BOOK


def test_what_reads_so_already_changes_nothing() -> None:
    assert authoring.reword(BOOK, "UP", {"include": "doors and stairs", "label": "Room to rise"}) == BOOK
    assert authoring.set_examples(BOOK, "DOWN", ["one", "two"]) == BOOK
    assert authoring.set_examples(BOOK, "UP", ["There were doors."]) == BOOK


def test_examples_that_stay_keep_their_letters() -> None:
    assert changed(authoring.set_examples(BOOK, "DOWN", ["zero", "two"])) == [
        "-      - one",
        '+      - "zero"',
    ]
    assert changed(authoring.set_examples(BOOK, "DOWN", ["one", "two", "3"])) == ['+      - "3"']
    assert changed(authoring.set_examples(BOOK, "UP", ["There were doors.", "no"])) == [
        '-    example: "There were doors."',
        '+    example: ["There were doors.", "no"]',
    ]
    assert changed(authoring.set_examples(BOOK, "UP", [])) == ['-    example: "There were doors."']


def test_a_colour_comes_and_goes() -> None:
    after = authoring.colour(BOOK, "MOB", "#0077bb")
    assert changed(after) == ['+    color: "#0077bb"']
    assert authoring.colour(after, "MOB", "") == BOOK


def test_a_retired_code_comes_back_into_use() -> None:
    assert changed(authoring.revive(BOOK, "DOWN")) == ["-    retired: too wide"]
    with pytest.raises(SecondmigError, match="not retired"):
        authoring.revive(BOOK, "UP")


def test_a_code_in_braces_is_reworded_where_one_line_is_enough() -> None:
    text = BOOK.replace("  - id: LAB\n    label: Work\n    codable: false\n", "  - {id: LAB, label: Work}\n")
    after = authoring.reword(text, "LAB", {"label": "Work, pay"})
    assert held(after, "LAB", "label") == "Work, pay"
    with pytest.raises(SecondmigError, match="stands in braces"):
        authoring.reword(text, "LAB", {"definition": "x"})


WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]) | st.sampled_from("\n:#'\"-[]{}|>"),
    max_size=60,
)


@given(WORDS, st.sampled_from(["definition", "include", "exclude"]), st.sampled_from(["UP", "DOWN", "LAB"]))
def test_any_text_reads_back_and_the_codes_beside_it_stay(words: str, key: str, code: str) -> None:
    after = authoring.reword(BOOK, code, {key: words})
    assert (held(after, code, key) or "").strip() == authoring.worded(words)
    kept = {name: entry.parts.keys() for name, entry in Source(after).entries.items() if name != code}
    assert kept == {name: entry.parts.keys() for name, entry in Source(BOOK).entries.items() if name != code}
    assert authoring.reword(after, code, {key: words}) == after
