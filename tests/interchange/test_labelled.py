"""Fields as labelled paragraphs: read tolerantly, and what is written comes back."""

import pytest

from secondmig.core.types import Code
from secondmig.interchange.code_text import described, read_description
from secondmig.interchange.labelled import items_of, joined, lines_of, parted


def read(text: str) -> Code:
    return read_description(text, Code("", "x"))[0]


def test_text_without_labels_is_the_definition() -> None:
    assert (
        read("Says a lot.\n\nNote: in two paragraphs.").definition
        == "Says a lot.\n\nNote: in two paragraphs."
    )


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("Definition: d", "definition", "d"),
        ("definition : d", "definition", "d"),
        ("Inclusion criteria: a\nb", "include", "a\nb"),
        ("When not to use: c", "exclude", "c"),
        ("Include：全角", "include", "全角"),
        ("Include: a\nInclude: b", "include", "a\nb"),
        ("Examples:\n- one\n• two\nthree", "examples", ("one", "two", "three")),
        ("Example: one\nExample: two\nExample: two", "examples", ("one", "two")),
        ("Links: H1;H2 ; ", "links", ("H1", "H2")),
        ("links: H1", "definition", "links: H1"),
        ("Included are: a", "definition", "Included are: a"),
        ("Include:", "include", ""),
    ],
)
def test_labels_are_read_as_people_write_them(text: str, field: str, value: object) -> None:
    assert getattr(read(text), field) == value


def test_what_follows_a_line_of_ours_belongs_to_the_definition() -> None:
    code = read("Pay.\n\nLinks: H1\nSeen in US01.\nId: OS-PAY\nAsk Ana.")
    assert (code.definition, code.links, code.id) == ("Pay.\nSeen in US01.\nAsk Ana.", ("H1",), "OS-PAY")


def test_lines_that_cannot_be_meant_are_told_and_not_kept() -> None:
    code, unclear = read_description(
        "Id: two words\nBenchmark rieti.return: lots\nCues EN: pay", Code("", "x")
    )
    assert (code.id, code.benchmarks, code.cues) == ("", {}, {})
    assert unclear == ("Id: two words", "Benchmark rieti.return: lots", "Cues EN: pay")


def test_quotes_around_an_example_are_part_of_it() -> None:
    assert read('Example: "So it was."').examples == ('"So it was."',)


def test_definition_that_looks_like_a_label_gets_one() -> None:
    code = Code("C", "x", definition="Include: all of it")
    assert described(code) == "Definition: Include: all of it\nId: C"
    assert read(described(code)).definition == code.definition


@pytest.mark.parametrize(
    "items", [("a", "b"), ("a; b", "c"), ("[x]",), ("two\nlines", ' "q" '), ('"a\\nb"',)]
)
def test_lists_come_back(items: tuple[str, ...]) -> None:
    assert parted(joined(items)) == items
    assert items_of(lines_of(items)) == items
