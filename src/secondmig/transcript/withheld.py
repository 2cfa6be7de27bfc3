"""Stretches a file itself takes back, with every place where it repeats their words."""

from collections.abc import Iterator, Mapping, Sequence

from secondmig.core.errors import SecondmigError
from secondmig.core.span import Span
from secondmig.core.types import Tier, Turn, Withheld
from secondmig.transcript.header import Header, Withdrawal


def withheld_stretches(
    text: str, header: Header, turns: Sequence[Turn], tiers: Sequence[Tier], *, where: str
) -> tuple[tuple[Withheld, ...], tuple[SecondmigError, ...]]:
    """What the header key ``withdrawn`` takes back, ordered by span, and what is wrong with it.

    Besides the words these are all tiers under the turn, translations and notes alike, and the whole header
    block where an item quotes words. Neither reasons nor messages repeat the words.
    """
    if not header.withdrawn:
        return (), ()
    by_number = {turn.number: turn for turn in turns if turn.number is not None}
    found: dict[Span, str] = {}
    problems: list[SecondmigError] = []
    for item in header.withdrawn:
        try:
            turn, span = _stretch(text, item, by_number)
        except SecondmigError as problem:
            problems.append(SecondmigError(problem.message, where=f"{where}:{item.line}", hint=problem.hint))
            continue
        found[span] = f"withdrawn in the header: turn {item.turn}"
        for tier in tiers:
            if tier.turn_index == turn.index:
                found.setdefault(tier.span, f"stands under withdrawn turn {item.turn}")
        if item.start or item.end:
            found.setdefault(Span(0, header.end), "the header quotes withdrawn words")
    stretches = tuple(Withheld(span, found[span]) for span in sorted(found))
    return stretches, tuple(problems)


def _stretch(text: str, item: Withdrawal, turns: Mapping[int, Turn]) -> tuple[Turn, Span]:
    turn = turns.get(item.turn)
    if turn is None:
        raise SecondmigError(
            f"there is no turn #{item.turn} to withdraw from", hint="use a printed turn number"
        )
    start, end = turn.span.start, turn.span.end
    if item.start:
        start = _only(text, item.start, Span(start, end), key="from", number=item.turn)
    if item.end:
        end = _only(text, item.end, Span(start, end), key="to", number=item.turn) + len(item.end)
    return turn, Span(start, end)


def _only(text: str, words: str, within: Span, *, key: str, number: int) -> int:
    """Where the words begin, if they stand in the span exactly once."""
    places = list(_places(text, words, within))
    if len(places) == 1:
        return places[0]
    trouble = "stand there more than once" if places else "are not in it"
    raise SecondmigError(
        f"turn #{number}: the words of '{key}' {trouble}",
        hint="copy them from the turn, as many as make them unique",
    )


def _places(text: str, words: str, within: Span) -> Iterator[int]:
    at = text.find(words, within.start, within.end)
    while at >= 0:
        yield at
        at = text.find(words, at + 1, within.end)
