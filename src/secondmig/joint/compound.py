"""Compound retrieval: what lies over, after or near a passage, and what nobody coded.

::

    turn 1   |aaaaaaaaaaa     |      A overlaps B      one character is enough
             |        bbbbbbb |
    turn 2   |  aaaa          |      A without B       no character of it lies under B
    turn 3   |       aaaa     |      A followed by B   B begins where A has ended, or later,
    turn 4   |bbb             |      within 1 turn     at most so many turns after A's last one

B is always another coding than A; codes below B count as B.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final, TypeAlias

from secondmig.core.errors import SecondmigError
from secondmig.core.span import Span, SpanSet
from secondmig.core.types import Document
from secondmig.joint.passages import Passage

PARTS_RULE: Final = (
    "one row per stretch of a participant's turn that no coding covers; a coding of a translation or note "
    "covers the whole turn it is under; what may not be seen is left out; offsets are code points"
)
Reach: TypeAlias = tuple[str, int]
"""A code, and how many turns away it may lie."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What must lie where a passage lies; what is empty asks for nothing, and all that is asked must hold.

    Attributes:
        overlaps: code of another coding that shares at least one character.
        without: code of which no coding shares a character.
        followed: another coding of the code begins at the passage's end or later, and lies at most so many
            turns after the last turn of the passage; 0 means the same turn.
        near: another coding of the code lies at most so many turns away, before or after.
    """

    overlaps: str = ""
    without: str = ""
    followed: Reach | None = None
    near: Reach | None = None

    def __bool__(self) -> bool:
        return bool(self.overlaps or self.without or self.followed or self.near)


def beside(
    kept: Sequence[Passage],
    others: Sequence[Passage],
    asked: Beside,
    family: Callable[[str], frozenset[str]],
) -> list[Passage]:
    """The passages beside which everything lies that is asked for.

    Args:
        kept: the passages to choose from, in their order.
        others: every passage that may lie beside them; they themselves are among them, or not.
        asked: what must hold.
        family: a code -> it and all under it.

    Raises:
        SecondmigError: a distance is negative.
    """
    for reach in (asked.followed, asked.near):
        if reach is not None and reach[1] < 0:
            raise SecondmigError(f"a distance in turns is 0 or more, not {reach[1]}")
    tests = list(_tests(others, asked, family))
    return [passage for passage in kept if all(test(passage) for test in tests)]


def uncoded_parts(document: Document, hidden: SpanSet, passages: Iterable[Passage]) -> list[tuple[int, Span]]:
    """The stretches of participants' turns that no passage covers, without blanks at their ends.

    A passage in a translation or note stands for the whole turn it is under. What is hidden is no text.

    Args:
        document: whose turns.
        hidden: what may not be seen of it.
        passages: of that document.

    Returns:
        Index of the turn and the stretch, in order; each holds at least one letter or digit.
    """
    covered = SpanSet.of(span for passage in passages for span in _covered(document, passage))
    found: list[tuple[int, Span]] = []
    for turn in document.turns:
        if turn.role == "participant":
            left = SpanSet.of([turn.span]).difference(covered).difference(hidden)
            found.extend((turn.index, part) for span in left for part in _trimmed(document.text, span))
    return found


def _covered(document: Document, passage: Passage) -> list[Span]:
    touched = [document.turns[index].span for index in passage.turns]
    span = passage.coding.span
    return [span] if not touched or any(each.overlaps(span) for each in touched) else touched


def _trimmed(text: str, span: Span) -> Iterator[Span]:
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip())
    end = span.end - (len(words) - len(words.rstrip()))
    if any(letter.isalnum() for letter in words):
        yield Span(start, end)


def _tests(
    others: Sequence[Passage], asked: Beside, family: Callable[[str], frozenset[str]]
) -> Iterator[Callable[[Passage], bool]]:
    if asked.overlaps:
        yield _overlapping(_marks(others, family(asked.overlaps)))
    if asked.without:
        yield _clear_of(_marks(others, family(asked.without)))
    if asked.followed is not None:
        yield _followed(_marks(others, family(asked.followed[0])), asked.followed[1])
    if asked.near is not None:
        yield _near(_marks(others, family(asked.near[0])), asked.near[1])


def _marks(others: Iterable[Passage], codes: frozenset[str]) -> Mapping[str, list[Passage]]:
    """The passages with one of the codes, by document."""
    found: defaultdict[str, list[Passage]] = defaultdict(list)
    for passage in others:
        if passage.coding.code_id in codes:
            found[passage.coding.document_id].append(passage)
    return found


def _counter(marks: Mapping[str, list[Passage]]) -> Callable[[Passage], int]:
    """How many of the marks share a character with a passage, itself included where it is one."""
    edges = {
        name: (
            sorted(each.coding.span.start for each in held),
            sorted(each.coding.span.end for each in held),
        )
        for name, held in marks.items()
    }

    def count(passage: Passage) -> int:
        starts, ends = edges.get(passage.coding.document_id, ([], []))
        span = passage.coding.span
        return bisect_left(starts, span.end) - bisect_right(ends, span.start)

    return count


def _overlapping(marks: Mapping[str, list[Passage]]) -> Callable[[Passage], bool]:
    count = _counter(marks)
    ids = {each.coding.id for held in marks.values() for each in held}
    return lambda passage: count(passage) > (passage.coding.id in ids)


def _clear_of(marks: Mapping[str, list[Passage]]) -> Callable[[Passage], bool]:
    count = _counter(marks)
    return lambda passage: count(passage) == 0


def _followed(marks: Mapping[str, list[Passage]], reach: int) -> Callable[[Passage], bool]:
    after: dict[str, tuple[list[int], list[int]]] = {}
    for name, held in marks.items():
        placed = sorted((each.coding.span.start, each.turns[0]) for each in held if each.turns)
        nearest = list(accumulate((turn for _, turn in reversed(placed)), min))[::-1]
        after[name] = [start for start, _ in placed], nearest

    def follows(passage: Passage) -> bool:
        starts, nearest = after.get(passage.coding.document_id, ([], []))
        first = bisect_left(starts, passage.coding.span.end)
        return bool(passage.turns) and first < len(starts) and nearest[first] <= passage.turns[-1] + reach

    return follows


def _near(marks: Mapping[str, list[Passage]], reach: int) -> Callable[[Passage], bool]:
    ids: defaultdict[str, defaultdict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for name, held in marks.items():
        for each in held:
            for turn in each.turns:
                ids[name][turn].add(each.coding.id)
    turns = {name: sorted(found) for name, found in ids.items()}

    def lies_near(passage: Passage) -> bool:
        name = passage.coding.document_id
        where = turns.get(name, [])
        held = ids[name] if where else {}
        return any(
            len(held[where[at]]) > (passage.coding.id in held[where[at]])
            for mine in passage.turns
            for at in range(bisect_left(where, mine - reach), bisect_right(where, mine + reach))
        )

    return lies_near
