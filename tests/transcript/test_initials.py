"""Initials with a full stop are labels where two of them return and take turns."""

import pytest

from secondmig.transcript.initials import with_full_stop
from secondmig.transcript.lines import filled_lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I. So?\nR. Yes.\nI. And?\nR. No.", ["I", "R", "I", "R"]),
        ("A.B. So?\n\nC.D. Yes.\n\nA.B. And?\n\nC.D. No.", ["A.B", "C.D", "A.B", "C.D"]),
        ("E.- ¿Y?\nP.- Sí.\nE.- Ya.\nP.- No.", ["E", "P", "E", "P"]),
        ("Q. a\nA1. b\nQ. c\nA1. d", ["Q", "A1", "Q", "A1"]),
        ("**I.** a\n**R.** b\n**I.** c\n**R.** d", ["I", "R", "I", "R"]),
        ("I. One\nII. Two\nIII. Three\nIV. Four", []),
        ("A. Smith said so.\nAnd B. Jones too.\nA. Smith left.\nIt rained.\nIt poured.", []),
        ("A. first\nB. second\nA. first\nB. second\n" + "and a line of prose\n" * 30, []),
        ("R. Yes.\nR. No.\nR. Well.", []),
        ("", []),
    ],
)
def test_initials_are_labels_where_two_return_and_take_turns(text: str, expected: list[str]) -> None:
    assert [label.speaker for label in with_full_stop(text, filled_lines(text)).labels] == expected
