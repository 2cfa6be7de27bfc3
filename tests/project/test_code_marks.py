"""How codes are told apart: a key for each, a colour for the theme, a pattern inside it."""

from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.types import Code, Codebook
from secondmig.project.code_marks import HUES, PATTERNS, marks_of


def book(*codes: Code, name: str = "b") -> Codebook:
    return Codebook(name, "1", "B", "", (), codes, (), "")


THEMES = book(
    Code("M", "Mobility", codable=False),
    Code("M1", "Room to rise", parent="M"),
    Code("M2", "Wage ceiling", parent="M"),
    Code("R", "Race", codable=False),
    Code("R1", "Rejection", parent="R"),
    Code("R11", "In the street", parent="R1"),
)


def test_key_is_the_first_letter_while_it_is_free() -> None:
    marks = marks_of([THEMES])
    assert [marks[each].key for each in ("M1", "M2", "R1", "R11")] == ["R", "W", "RE", "I"]
    assert (marks["M"].key, marks["R"].key) == ("", "")


def test_colour_is_the_themes_and_pattern_tells_apart_inside_it() -> None:
    marks = marks_of([THEMES])
    assert [marks[code.id].hue for code in THEMES.codes] == [0, 0, 0, 1, 1, 1]
    assert [marks[code].pattern for code in ("M1", "M2", "R1", "R11")] == [0, 1, 0, 1]


def test_path_names_what_stands_above() -> None:
    assert marks_of([THEMES])["R11"].path == ("Race", "Rejection")
    assert marks_of([THEMES])["M"].path == ()


def test_parents_in_a_circle_end() -> None:
    marks = marks_of([book(Code("A", "a", parent="B"), Code("B", "b", parent="A"))])
    assert (marks["A"].path, marks["B"].path) == (("b",), ("a",))


LABELS = st.lists(st.text(max_size=8), max_size=150)


@given(LABELS, LABELS)
def test_no_two_codes_have_one_key_whatever_they_are_called(first: list[str], second: list[str]) -> None:
    books = [
        book(*(Code(f"{name}{number}", label) for number, label in enumerate(labels)), name=name)
        for name, labels in (("x", first), ("y", second))
    ]
    marks = marks_of(books).values()
    keys = [mark.key for mark in marks]
    assert len(set(keys)) == len(keys)
    assert all(1 <= len(key) <= 3 and key.isascii() and key.isalnum() for key in keys)
    assert all(mark.hue < HUES and mark.pattern < PATTERNS for mark in marks)


def test_labels_without_latin_letters_have_keys_too() -> None:
    marks = marks_of([book(*(Code(f"J{number}", "差別") for number in range(200)))])
    assert len({mark.key for mark in marks.values()}) == 200
