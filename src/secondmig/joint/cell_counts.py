"""The counts of all cells of a table at once: persons, turns, segments and characters by sorting columns.

Every coding is written out once for each cell it falls into, and each of those once for each turn it touches;
a count of different things is then a sort. No loop runs over codings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from secondmig.core.types import Case
from secondmig.joint.dimensions import Dimension, keys_among
from secondmig.joint.marks import Marks, Turns
from secondmig.joint.pieces import NOBODY, Ints, Pieces, counted_by, distinct, expanded, pieces_of

Flags = NDArray[np.bool_]
_SCATTERED = 2**27
"""Cells by persons up to which a table of flags (one byte each) is quicker than a sort."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Numbers by cell; every array is (rows, columns).

    Attributes:
        cells: persons, turns, segments, characters, persons_outside and segments_outside of each cell.
        wholes: what they are shares of: persons, turns, coverage (characters) and, where asked for, segments.
    """

    cells: Mapping[str, Ints]
    wholes: Mapping[str, Ints]


@dataclass(frozen=True, slots=True)
class _Keys:
    """The keys each coding falls under: those of entry i are ``keys[first[i] : first[i] + count[i]]``."""

    first: Ints
    count: Ints
    keys: Ints


@dataclass(frozen=True, slots=True)
class _Ground:
    """What all counts are made of.

    Attributes:
        pieces: where codings stand.
        down: (rows, persons) who belongs to each row.
        across: (columns, persons) who belongs to each column.
    """

    pieces: Pieces
    down: Flags
    across: Flags

    def shape(self) -> tuple[int, int]:
        return len(self.down), len(self.across)


def counted(
    marks: Marks,
    turns: Turns,
    cases: Sequence[Case],
    dimensions: tuple[Dimension, Dimension],
    *,
    segments: bool = False,
) -> Counted:
    """Count codings in rows by columns.

    Args:
        marks: codings of the documents of ``turns``.
        turns: the turns of the same documents.
        cases: persons, by id.
        dimensions: rows and columns; whoever belongs to a key of theirs is among ``cases``.
        segments: whether all segments of each column are counted too, which takes as long as the rest.
    """
    pieces = pieces_of(marks, turns, cases)
    down, across = dimensions
    ground = _Ground(pieces, _belonging(down, pieces.persons), _belonging(across, pieces.persons))
    rows, columns = _keys(down, marks, pieces), _keys(across, marks, pieces)
    wholes = _wholes(ground)
    if segments:
        wholes["segments"] = _all_segments(ground, columns)
    return Counted(_cells(ground, rows, columns), wholes)


def _belonging(dimension: Dimension, persons: Sequence[str]) -> Flags:
    places = {person: place for place, person in enumerate(persons)}
    found = np.zeros((len(dimension.keys), len(persons)), dtype=np.bool_)
    for at, key in enumerate(dimension.keys):
        found[at, [places[person] for person in dimension.persons[key]]] = True
    return found


def _keys(dimension: Dimension, marks: Marks, pieces: Pieces) -> _Keys:
    """The keys of each coding: looked up once for each code, set of facets or person."""
    place = {key: at for at, key in enumerate(dimension.keys)}
    if dimension.kind == "variable":
        return _keys_of_persons(dimension, place, pieces)
    if dimension.kind == "code":
        named, which = [dimension.known.get(code, ()) for code in marks.codes], marks.code
    else:
        named, which = [keys_among(each, dimension.name) for each in marks.facets], marks.facet
    # Codes and sets of facets that no coding of this selection carries have no key.
    lists = [[place[key] for key in keys if key in place] for keys in named]
    sizes = np.array([len(each) for each in lists], dtype=np.int64)
    keys = np.array([key for each in lists for key in each], dtype=np.int64)
    return _Keys((np.cumsum(sizes) - sizes)[which], sizes[which], keys)


def _keys_of_persons(dimension: Dimension, place: Mapping[str, int], pieces: Pieces) -> _Keys:
    """A coding falls under the value of each person who speaks in it, each value once."""
    value = np.array([place[dimension.known[person][0]] for person in pieces.persons], dtype=np.int64)
    spoken = pieces.case != NOBODY
    number = max(len(place), 1)
    pairs = distinct(pieces.coding[spoken] * number + value[pieces.case[spoken]])
    sizes = np.bincount(pairs // number, minlength=len(pieces.start)).astype(np.int64)
    return _Keys(np.cumsum(sizes) - sizes, sizes, pairs % number)


def _cells(ground: _Ground, rows: _Keys, columns: _Keys) -> dict[str, Ints]:
    """What falls into each cell, as in a Cell."""
    coding, cell = _entries(rows, columns, len(ground.across))
    number = len(ground.down) * len(ground.across)
    pieces = ground.pieces
    each = np.bincount(pieces.coding, minlength=len(pieces.start)).astype(np.int64)
    entry, piece = expanded((np.cumsum(each) - each)[coding], each[coding])
    case, where = pieces.case[piece], cell[entry]
    inside = _inside(ground, where, case)
    within = np.zeros(len(coding), dtype=np.bool_)
    within[entry[inside]] = True
    outside = ~inside & (case != NOBODY)
    stretch = _stretches(pieces)
    found = {
        "persons": _persons(where[inside], case[inside], (number, len(pieces.persons))),
        "turns": counted_by((where[inside], number), (pieces.turn[piece[inside]], pieces.turns)),
        "segments": _segments(cell[within], coding[within], stretch, number),
        "characters": _characters(pieces, where[inside], piece[inside], number),
        "persons_outside": _persons(where[outside], case[outside], (number, len(pieces.persons))),
        "segments_outside": _segments(cell[~within], coding[~within], stretch, number),
    }
    return {name: values.reshape(ground.shape()) for name, values in found.items()}


def _entries(rows: _Keys, columns: _Keys, width: int) -> tuple[Ints, Ints]:
    """Every coding with every cell it falls into."""
    coding, at = expanded(rows.first, rows.count)
    again, place = expanded(columns.first[coding], columns.count[coding])
    return coding[again], rows.keys[at[again]] * width + columns.keys[place]


def _inside(ground: _Ground, cell: Ints, case: Ints) -> Flags:
    """Whether a person belongs to a cell."""
    width = max(len(ground.across), 1)
    belongs: Flags = case != NOBODY
    for table, key in ((ground.down, cell // width), (ground.across, cell % width)):
        if not table.all():
            belongs = belongs & table[key, case]
    return belongs


def _persons(cell: Ints, case: Ints, shape: tuple[int, int]) -> Ints:
    if shape[0] * shape[1] > _SCATTERED:
        return counted_by((cell, shape[0]), (case, shape[1]))
    seen = np.zeros(shape, dtype=np.bool_)
    seen[cell, case] = True
    found: Ints = seen.sum(axis=1, dtype=np.int64)
    return found


def _stretches(pieces: Pieces) -> tuple[Ints, Ints, int]:
    """Start and length of each coding, and what lengths stay below."""
    lengths = pieces.end - pieces.start
    return pieces.start, lengths, int(lengths.max(initial=0)) + 1


def _segments(cell: Ints, coding: Ints, stretch: tuple[Ints, Ints, int], number: int) -> Ints:
    start, lengths, below = stretch
    size = int(start.max(initial=0)) + 1
    return counted_by((cell, number), (start[coding], size), (lengths[coding], below))


def _characters(pieces: Pieces, cell: Ints, piece: Ints, number: int) -> Ints:
    """Code points in the union of the pieces of each cell.

    Cells lie one after another on one long axis; where pieces are sorted by their start, the furthest end so
    far says how much of the next is new.
    """
    left, right = pieces.left[piece], pieces.right[piece]
    real = left < right
    base = cell[real] * (pieces.length + 1)
    start = base + left[real]
    order = np.argsort(start)
    start, end = start[order], (base + right[real])[order]
    reached = np.maximum.accumulate(end)
    before = np.concatenate([start[:1], reached[:-1]])
    new = np.maximum(end - np.maximum(start, before), 0)
    total = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(new)])
    ends = np.searchsorted(start, np.arange(1, number + 1) * (pieces.length + 1))
    return np.diff(total[ends], prepend=0).astype(np.int64)


def _wholes(ground: _Ground) -> dict[str, Ints]:
    """What the numbers of each cell are shares of, summed over the persons who belong to it."""
    pieces = ground.pieces
    down, across = ground.down.astype(np.float64), ground.across.astype(np.float64)

    def over_persons(weights: Ints) -> Ints:
        whole: Ints = np.rint((down * weights) @ across.T).astype(np.int64)
        return whole

    return {
        "persons": over_persons(np.ones(len(pieces.persons), dtype=np.int64)),
        "turns": over_persons(pieces.own_turns),
        "coverage": over_persons(pieces.own_characters),
    }


def _all_segments(ground: _Ground, columns: _Keys) -> Ints:
    """Segments of each column, whatever their row, said by who belongs to row and column.

    Rows to which the same persons belong share their numbers, so that each such group is counted once.
    """
    if not ground.down.size:
        return np.zeros(ground.shape(), dtype=np.int64)
    groups, which = np.unique(ground.down, axis=0, return_inverse=True)
    pieces = ground.pieces
    coding, at = expanded(columns.first, columns.count)
    column = columns.keys[at]
    each = np.bincount(pieces.coding, minlength=len(pieces.start)).astype(np.int64)
    entry, piece = expanded((np.cumsum(each) - each)[coding], each[coding])
    case = pieces.case[piece]
    said = (case != NOBODY) & ground.across[column[entry], case]
    entry, case = entry[said], case[said]
    members = [np.flatnonzero(groups[:, place]) for place in range(groups.shape[1])]
    sizes = np.array([len(each) for each in members], dtype=np.int64)
    listed = np.concatenate([*members, np.zeros(0, dtype=np.int64)]).astype(np.int64)
    again, place = expanded((np.cumsum(sizes) - sizes)[case], sizes[case])
    width = len(ground.across)
    cell = listed[place] * width + column[entry[again]]
    counts = _segments(cell, coding[entry[again]], _stretches(pieces), len(groups) * width)
    found: Ints = counts.reshape(len(groups), width)[which.reshape(-1)]
    return found
