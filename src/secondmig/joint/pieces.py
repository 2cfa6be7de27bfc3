"""Where codings stand, as columns: the turns they touch, the persons who speak there, stretch by stretch.

All texts lie on one axis, one after another, so that no loop over documents is needed; a *piece* is a coding
in one turn it touches. What counts is exactly what :func:`secondmig.joint.passages.locate` says: words of a
translation or note stand for the turn above them, and turns of speakers who are no case are left out where a
person speaks in the passage too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from secondmig.core.types import Case, SpeakerRef
from secondmig.joint.marks import Marks, Turns

Ints = NDArray[np.int64]
_ROOM = 2**62
NOBODY = -1
"""Place of the speaker of a turn who is no case."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """Codings on the common axis, with the turns they touch.

    Attributes:
        persons: ids of cases; ``case`` holds places among them.
        start: (n,) of each coding on the axis.
        end: (n,)
        coding: (p,) place of the coding of each piece, ascending.
        turn: (p,) the turn, as a place among all turns.
        case: (p,) who speaks, NOBODY where that is no case.
        left: (p,) first code point on the axis that lies in the coding and the turn.
        right: (p,) the one after the last; at most ``left`` where they share none, as under a translation.
        own_turns: (persons,) turns of each person.
        own_characters: (persons,) code points in them.
        length: of the axis.
        turns: number of turns.
    """

    persons: tuple[str, ...]
    start: Ints
    end: Ints
    coding: Ints
    turn: Ints
    case: Ints
    left: Ints
    right: Ints
    own_turns: Ints
    own_characters: Ints
    length: int
    turns: int


def pieces_of(marks: Marks, turns: Turns, cases: Sequence[Case]) -> Pieces:
    """Place codings among turns.

    Args:
        marks: codings of the documents of ``turns``.
        turns: whose documents are the same, in the same order.
        cases: persons, by id.
    """
    base, length = _axis(marks, turns)
    start, end = marks.start + base[marks.document], marks.end + base[marks.document]
    turn_start, turn_end = turns.start + base[turns.document], turns.end + base[turns.document]
    speaking = _speaking(turns, cases)
    coding, turn = _touched(start, end, turn_start, turn_end)
    coding, turn = _with_tiers(marks, turns, coding, turn)
    coding, turn, case = _said(coding, turn, speaking, len(marks))
    spoken = speaking[speaking != NOBODY]
    lengths = (turns.end - turns.start)[speaking != NOBODY]
    own = np.bincount(spoken, weights=lengths, minlength=len(cases)).astype(np.int64)
    return Pieces(
        persons=tuple(each.id for each in cases),
        start=start,
        end=end,
        coding=coding,
        turn=turn,
        case=case,
        left=np.maximum(start[coding], turn_start[turn]),
        right=np.minimum(end[coding], turn_end[turn]),
        own_turns=np.bincount(spoken, minlength=len(cases)).astype(np.int64),
        own_characters=own,
        length=length,
        turns=len(turns.start),
    )


def _axis(marks: Marks, turns: Turns) -> tuple[Ints, int]:
    """Where each document begins on the axis, and how long the axis is."""
    sizes = np.ones(len(turns.documents), dtype=np.int64)
    np.maximum.at(sizes, turns.document, turns.end)
    np.maximum.at(sizes, marks.document, marks.end)
    ends = np.cumsum(sizes)
    return ends - sizes, int(ends[-1]) if len(ends) else 0


def _speaking(turns: Turns, cases: Sequence[Case]) -> Ints:
    """Who speaks each turn."""
    places = {document: place for place, document in enumerate(turns.documents)}
    labels = {speaker: place for place, speaker in enumerate(turns.speakers)}
    persons: Mapping[SpeakerRef, int] = {
        ref: place for place, case in enumerate(cases) for ref in case.speakers
    }
    found = sorted(
        (places[ref.document] * len(labels) + labels[ref.speaker], place)
        for ref, place in persons.items()
        if ref.document in places and ref.speaker in labels
    )
    if not found:
        return np.full(len(turns.start), NOBODY, dtype=np.int64)
    known = np.array([key for key, _ in found], dtype=np.int64)
    whose = np.array([place for _, place in found], dtype=np.int64)
    keys = turns.document * len(labels) + turns.speaker
    at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[at] == keys, whose[at], NOBODY)


def _touched(start: Ints, end: Ints, turn_start: Ints, turn_end: Ints) -> tuple[Ints, Ints]:
    """Each coding with each turn that it shares a code point with."""
    first = np.searchsorted(turn_end, start, side="right")
    last = np.searchsorted(turn_start, end, side="left")
    return expanded(first, np.maximum(last - first, 0))


def expanded(first: Ints, count: Ints) -> tuple[Ints, Ints]:
    """Ranges written out: entry i gives ``count[i]`` rows (i, first[i]), (i, first[i] + 1), ...

    >>> [each.tolist() for each in expanded(np.array([5, 9]), np.array([2, 1]))]
    [[0, 0, 1], [5, 6, 9]]
    """
    if (count == 1).all():
        return np.arange(len(first), dtype=np.int64), first.astype(np.int64)
    which = np.repeat(np.arange(len(first), dtype=np.int64), count)
    begun = np.cumsum(count) - count
    return which, np.arange(len(which), dtype=np.int64) - begun[which] + first[which]


def _with_tiers(marks: Marks, turns: Turns, coding: Ints, turn: Ints) -> tuple[Ints, Ints]:
    """The same with the turns above translations and notes, for codings that touch no turn."""
    if not turns.tiers:
        return coding, turn
    bare = np.bincount(coding, minlength=len(marks)) == 0
    first_turn = np.searchsorted(turns.document, np.arange(len(turns.documents)))
    more: list[tuple[int, int]] = []
    for at in np.flatnonzero(bare).tolist():
        document, start, end = int(marks.document[at]), int(marks.start[at]), int(marks.end[at])
        above = {
            index for left, right, index in turns.tiers.get(document, ()) if left < end and start < right
        }
        more.extend((at, int(first_turn[document]) + index) for index in sorted(above))
    if not more:
        return coding, turn
    added = np.array(more, dtype=np.int64)
    coding, turn = np.concatenate([coding, added[:, 0]]), np.concatenate([turn, added[:, 1]])
    order = np.lexsort((turn, coding))
    return coding[order], turn[order]


def _said(coding: Ints, turn: Ints, speaking: Ints, codings: int) -> tuple[Ints, Ints, Ints]:
    """The pieces that count: those of persons, or all of a coding in which no person speaks."""
    case = speaking[turn]
    spoken = np.zeros(codings, dtype=np.bool_)
    spoken[coding[case != NOBODY]] = True
    kept = (case != NOBODY) | ~spoken[coding]
    return (coding, turn, case) if kept.all() else (coding[kept], turn[kept], case[kept])


def counted_by(cell: tuple[Ints, int], *columns: tuple[Ints, int]) -> Ints:
    """How many different rows each cell has.

    Args:
        cell: the cell of each row, and the number of cells.
        columns: values of each row, each column with the number its values stay below.

    >>> cells, values = np.array([0, 0, 1, 0]), np.array([7, 7, 7, 2])
    >>> counted_by((cells, 3), (values, 8)).tolist()
    [2, 1, 0]
    """
    key, size = packed(*columns, room=_ROOM // max(cell[1], 1))
    keys = distinct(cell[0] * size + key)
    return np.bincount(keys // max(size, 1), minlength=cell[1]).astype(np.int64)


def packed(*columns: tuple[Ints, int], room: int = _ROOM) -> tuple[Ints, int]:
    """One whole number for each row of several columns, and the number it stays below.

    Args:
        columns: each with the number its values stay below.
        room: what the numbers have to stay below; where they would not, values give way to their ranks.

    >>> packed((np.array([0, 1]), 2), (np.array([3, 2]), 5))[0].tolist()
    [3, 7]
    """
    found, size = columns[0]
    for column, below in columns[1:]:
        if size * below >= room:
            found, size = _ranked(found)
        found, size = found * below + column, size * below
    return _ranked(found) if size >= room else (found, size)


def _ranked(values: Ints) -> tuple[Ints, int]:
    known, ranks = np.unique(values, return_inverse=True)
    return ranks.astype(np.int64), len(known)


def distinct(keys: Ints) -> Ints:
    """The different values, ascending.

    >>> distinct(np.array([3, 1, 3])).tolist()
    [1, 3]
    """
    ordered = np.sort(keys)
    if len(ordered) < 2:
        return ordered
    new = np.empty(len(ordered), dtype=np.bool_)
    new[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return ordered[new]
