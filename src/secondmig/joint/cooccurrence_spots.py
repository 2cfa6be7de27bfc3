"""Where codes lie in each person's interviews, in a form in which one sweep finds all that meet.

Every person has a stretch of one long axis, long enough for all that was said; a *spot* is a place on it
that a code takes. Spots of two codes meet where they share a point: characters for "overlap", turns for "same
turn" (or longer ones for "within k turns"), the interview itself for "same document".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from secondmig.core.types import Case
from secondmig.joint.marks import Marks, Turns
from secondmig.joint.pieces import NOBODY, Ints, counted_by, distinct, expanded, packed, pieces_of

Flags = NDArray[np.bool_]
Kind = Literal["overlap", "turn", "document"]
KINDS: Final[tuple[Kind, ...]] = ("overlap", "turn", "document")


@dataclass(frozen=True, slots=True)
class Spots:
    """Places that codes take, entry by entry.

    Attributes:
        codes: ids; ``code`` holds places among them.
        persons: ids of the persons interviewed.
        code: (s,)
        person: (s,)
        start: (s,) on the person's own part of the axis.
        end: (s,)
        stretch: (s,) which words, whoever coded them.
        coders: (s,) place of the set of coders who coded these words so.
        same: (sets, sets) whether two sets of coders share one.
        single: (s,) whether the words take this spot alone.
        width: of a person's part of the axis.
        unspoken: codings of words that no person says.
    """

    codes: tuple[str, ...]
    persons: tuple[str, ...]
    code: Ints
    person: Ints
    start: Ints
    end: Ints
    stretch: Ints
    coders: Ints
    same: Flags
    single: Flags
    width: int
    unspoken: int

    def prevalence(self) -> Ints:
        """(codes,) persons who have each code at all."""
        return counted_by((self.code, len(self.codes)), (self.person, max(len(self.persons), 1)))

    def stretches(self) -> Ints:
        """(codes,) different stretches under each code."""
        return counted_by((self.code, len(self.codes)), (self.stretch, int(self.stretch.max(initial=0)) + 1))


@dataclass(frozen=True, slots=True)
class Said:
    """What is looked at.

    Attributes:
        marks: codings of the documents of ``turns``.
        turns: the turns of the same documents.
        cases: the persons interviewed, by id.
        lines: code id -> the codes it counts under: itself, and its headings where they are counted too.
    """

    marks: Marks
    turns: Turns
    cases: Sequence[Case]
    lines: Mapping[str, Sequence[str]]


def spots_of(said: Said, kind: Kind, reach: int = 0) -> Spots:
    """Lay codings out.

    Args:
        said: codings, turns and persons.
        kind: what it is to meet.
        reach: turns that may lie between, for "turn".
    """
    marks, pieces = said.marks, pieces_of(said.marks, said.turns, said.cases)
    codes = tuple(dict.fromkeys(code for line in said.lines.values() for code in line))
    entry, stretch, code, coders, same = _once(said, codes, pieces.start, pieces.end)
    spoken = pieces.case != NOBODY
    coding, case, turn = pieces.coding[spoken], pieces.case[spoken], pieces.turn[spoken]
    each = np.bincount(coding, minlength=len(marks)).astype(np.int64)
    which, piece = expanded((np.cumsum(each) - each)[entry], each[entry])
    person, turn = case[piece], turn[piece]
    document = marks.document[entry[which]]
    slot, slots = _ordinals(said, person, document)
    start, end = _places(said, kind, reach, (entry[which], turn, document))
    width = int(end.max(initial=0)) + 1
    if len(which) > len(entry):
        # Words that touch several turns of one person.
        row = packed((which, len(entry)), (person, max(len(said.cases), 1)), (start, width))[0]
        first = np.unique(row, return_index=True)[1]
        which, person, start, end, slot = which[first], person[first], start[first], end[first], slot[first]
    alone = np.bincount(which, minlength=len(entry)) == 1
    return Spots(
        codes=codes,
        persons=tuple(each.id for each in said.cases),
        code=code[which],
        person=person,
        start=slot * width + start,
        end=slot * width + end,
        stretch=stretch[which],
        coders=coders[which],
        same=same,
        single=alone[which],
        width=width * slots,
        unspoken=int((each == 0).sum()),
    )


def _once(said: Said, codes: Sequence[str], start: Ints, end: Ints) -> tuple[Ints, Ints, Ints, Ints, Flags]:
    """Each stretch with each code once, whoever coded it.

    Returns:
        A coding of that stretch, the stretch, the code, the set of coders, and which sets share a coder.
    """
    marks = said.marks
    places = {code: at for at, code in enumerate(codes)}
    lines = [[places[each] for each in said.lines.get(code, ())] for code in marks.codes]
    sizes = np.array([len(each) for each in lines], dtype=np.int64)
    listed = np.array([each for line in lines for each in line], dtype=np.int64)
    coding, at = expanded((np.cumsum(sizes) - sizes)[marks.code], sizes[marks.code])
    words = packed(
        (start, int(start.max(initial=0)) + 1), (end - start, int((end - start).max(initial=0)) + 1)
    )
    code, coder = listed[at], marks.coder[coding]
    key = packed((words[0][coding], words[1]), (code, max(len(codes), 1)))
    order = np.lexsort((coder, key[0])) if len(marks.coders) > 1 else np.argsort(key[0], kind="stable")
    key_sorted, coder = key[0][order], coder[order]
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = key_sorted[1:] != key_sorted[:-1]
    begun = np.flatnonzero(new)
    sets, same = _coder_sets(coder, begun, len(marks.coders))
    kept = order[begun]
    ranks = np.unique(words[0][coding[kept]], return_inverse=True)[1].astype(np.int64)
    return coding[kept], ranks, code[kept], sets, same


def _coder_sets(coder: Ints, begun: Ints, coders: int) -> tuple[Ints, Flags]:
    """The set of coders of each run of entries; a run of one coder is that coder's own set."""
    ends = np.append(begun[1:], len(coder))
    sets = coder[begun] if len(begun) else begun
    known: dict[frozenset[int], int] = {frozenset({at}): at for at in range(coders)}
    mixed = np.flatnonzero((ends - begun) > 1)
    several = [frozenset(coder[begun[at] : ends[at]].tolist()) for at in mixed.tolist()] if coders > 1 else []
    sets = sets.copy()
    for at, members in zip(mixed.tolist(), several, strict=False):
        sets[at] = known.setdefault(members, len(known))
    every = list(known)
    same = np.array([[bool(one & other) for other in every] for one in every], dtype=np.bool_)
    return sets.astype(np.int64), same.reshape(len(every), len(every))


def _ordinals(said: Said, person: Ints, document: Ints) -> tuple[Ints, int]:
    """Which of a person's own documents it is, from 0; and how many the most have."""
    number = max(len(said.turns.documents), 1)
    pairs = person * number + document
    known = distinct(pairs)
    first = np.searchsorted(known // number, np.arange(len(said.cases)))
    ordinal = np.arange(len(known)) - first[known // number]
    return ordinal[np.searchsorted(known, pairs)].astype(np.int64), int(ordinal.max(initial=0)) + 1


def _places(said: Said, kind: Kind, reach: int, at: tuple[Ints, Ints, Ints]) -> tuple[Ints, Ints]:
    """What each spot takes of its document."""
    coding, turn, document = at
    if kind == "overlap":
        return said.marks.start[coding], said.marks.end[coding]
    if kind == "document":
        return np.zeros_like(coding), np.ones_like(coding)
    begun = np.searchsorted(said.turns.document, np.arange(len(said.turns.documents)))
    index = turn - begun[document]
    return index, index + reach + 1
