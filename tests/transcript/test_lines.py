"""Lines end at a line feed and nowhere else."""

from hypothesis import given

from secondmig.transcript.lines import lines, trimmed
from tests.strategies import canonical_text


@given(text=canonical_text())
def test_lines_joined_by_line_feeds_are_the_text(text: str) -> None:
    found = list(lines(text))
    assert "\n".join(line.of(text) for line in found) == text
    assert [line.number for line in found] == list(range(1, text.count("\n") + 2))


def test_lines_from_the_middle_keep_their_numbers() -> None:
    assert [(line.number, line.start) for line in lines("a\nb\nc", 2)] == [(2, 2), (3, 4)]


@given(text=canonical_text())
def test_trimmed_drops_white_space_at_the_ends_alone(text: str) -> None:
    span = trimmed(text, 0, len(text))
    assert (span.of(text) if span else "") == text.strip()
