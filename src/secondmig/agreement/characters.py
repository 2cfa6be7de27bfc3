"""Agreement by character, from the ends of codings alone: an interval sweep."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from secondmig.agreement.layers import CodedDocument, Columns, columns, merged
from secondmig.agreement.tables import MISSING, Floats, Ints, Ratings, set_key
from secondmig.core.errors import SecondmigError

BITS = 62
"""Coders, or codes, that one 64-bit word can hold as flags."""
_COUNTABLE = 1 << 16
"""Flags below are counted, which is quicker than sorting them."""


@dataclass(frozen=True, slots=True, eq=False)
class Stretches:
    """Maximal stretches on the axis in which no coder begins or ends a coding.

    Attributes:
        group: (E,) the code, or 0.
        start: (E,) on the axis.
        length: (E,) code points, at least 1.
        flags: (E, W) which coders, or which codes of which coders, apply there; never all zero.
    """

    group: Ints
    start: Ints
    length: Ints
    flags: Ints


def character_ratings(
    documents: Sequence[CodedDocument], codes: Sequence[str], *, unit: str = "character"
) -> dict[str, Ratings]:
    """Each code as a yes or no of every coder about every in-scope code point.

    All ends of all codings are sorted once; between two ends nothing changes, so a stretch counts as many
    units as it has code points. O(S log S) for S codings, whatever the length of the texts. A coder's own
    overlapping codings of one code count once. Documents with fewer than two coders are left out; a coder
    who was not assigned a document is missing there.

    Args:
        documents: with the same coders in the same order.
        codes: what to compare.
        unit: as printed.

    Returns:
        Code -> ratings with the answers False and True, clusters sorted; equal patterns for every code.

    Raises:
        SecondmigError: more than 62 coders.

    >>> from secondmig.core.span import Span
    >>> both = ({"C": [Span(0, 6)]}, {"C": [Span(4, 10)]})
    >>> character_ratings([CodedDocument("d", 20, both)], ["C"])["C"].square().tolist()
    [[10.0, 4.0], [4.0, 2.0]]
    """
    table = columns(documents, codes)
    refuse_crowd(table.coders)
    group, start, end = merged(table.code * max(table.coders, 1) + table.coder, table.start, table.end)
    code, coder = np.divmod(group, max(table.coders, 1))
    swept = swept_stretches(code, start, end, np.left_shift(1, coder)[:, None])
    scope = np.diff(table.base).astype(np.float64)
    return binary_ratings(
        table, swept.group, table.document_at(swept.start), swept.flags[:, 0], swept.length, (scope, unit)
    )


def character_sets(
    documents: Sequence[CodedDocument], codes: Sequence[str], *, unit: str = "character"
) -> Ratings:
    """Every coder's set of codes at every in-scope code point, for MASI and Jaccard distances.

    Args:
        documents: with the same coders in the same order.
        codes: what the sets are made of.
        unit: as printed.

    Returns:
        Ratings whose answers are frozensets of codes; text that a coder left uncoded is the empty set.
    """
    table = columns(documents, codes)
    words = -(-max(len(codes), 1) // BITS)
    group, start, end = merged(table.coder * max(len(codes), 1) + table.code, table.start, table.end)
    coder, code = np.divmod(group, max(len(codes), 1))
    flags = np.zeros((len(group), max(table.coders, 1) * words), dtype=np.int64)
    flags[np.arange(len(group)), coder * words + code // BITS] = np.left_shift(1, code % BITS)
    swept = swept_stretches(np.zeros_like(group), start, end, flags)
    scope = np.diff(table.base).astype(np.float64)
    return set_ratings(table, table.document_at(swept.start), swept.flags, swept.length, (scope, unit))


def swept_stretches(group: Ints, start: Ints, end: Ints, flags: Ints) -> Stretches:
    """Sweep over the ends of stretches.

    Args:
        group: (S,) stretches of different groups do not meet.
        start: (S,) on the axis.
        end: (S,) on the axis.
        flags: (S, W) what applies inside; a flag is set by one stretch of a group at a time.
    """
    reach = int(end.max()) + 1 if len(end) else 1
    place = np.concatenate([start + group * reach, end + group * reach])
    order = np.argsort(place, kind="stable")
    place = place[order]
    state = np.cumsum(np.concatenate([flags, -flags])[order], axis=0)
    length = np.diff(place, append=place[-1:])
    seen = (length > 0) & state.any(axis=1)
    place = place[seen]
    return Stretches(place // reach, place % reach, length[seen], state[seen])


def binary_ratings(
    table: Columns, code: Ints, document: Ints, flags: Ints, counts: Ints, rest: tuple[Floats, str]
) -> dict[str, Ratings]:
    """Ratings by code from flags that say which coders applied it.

    Args:
        table: the columns the flags come from.
        code: (E,) index into the codes.
        document: (E,) index into the documents.
        flags: (E,) bit g: coder g applied the code.
        counts: (E,) units of that kind.
        rest: (D,) units of each document in all, and the unit's name; what ``counts`` leaves is uncoded.
    """
    size, unit = rest
    documents, codes, m = len(table.documents), len(table.codes), table.coders
    kinds, kind = _kinds(flags)
    cell = (code * documents + document) * len(kinds) + kind
    cube = np.bincount(cell, weights=counts, minlength=codes * documents * len(kinds))
    cube = cube.reshape(codes, documents, len(kinds))
    cube[:, :, 0] = size[None, :] - cube[:, :, 1:].sum(axis=2)
    masks, mask = np.unique(table.assigned, axis=0, return_inverse=True)
    applied = (kinds[:, None] >> np.arange(m)[None, :]) & 1
    patterns = np.where(masks[:, None, :] == 1, applied[None, :, :], MISSING)
    patterns = patterns.reshape(len(masks) * len(kinds), m)
    column = mask.reshape(-1)[:, None] * len(kinds) + np.arange(len(kinds))[None, :]
    found = {}
    for number, name in enumerate(table.codes):
        weights = np.zeros((len(table.clusters), len(patterns)))
        np.add.at(weights, (table.cluster[:, None], column), cube[number])
        found[name] = Ratings(patterns, weights, (False, True), table.clusters, unit)
    return found


def _kinds(flags: Ints) -> tuple[Ints, Ints]:
    """Distinct flags, ascending, 0 for uncoded first, and the position of each of ``flags`` among them."""
    if len(flags) and int(flags.max()) >= _COUNTABLE:
        kinds, kind = np.unique(np.append(0, flags), return_inverse=True)
        return kinds, kind.reshape(-1)[1:]
    there = np.bincount(flags, minlength=1) > 0
    there[0] = True
    return np.flatnonzero(there), (np.cumsum(there) - 1)[flags]


def set_ratings(
    table: Columns, document: Ints, flags: Ints, counts: Ints, rest: tuple[Floats, str]
) -> Ratings:
    """Ratings whose answers are sets of codes.

    Args:
        table: the columns the flags come from.
        document: (E,) index into the documents.
        flags: (E, m * W) bit c of coder g's words: coder g applied code c.
        counts: (E,) units of that kind.
        rest: (D,) units of each document in all, and the unit's name; what ``counts`` leaves is uncoded.
    """
    size, unit = rest
    m, documents = table.coders, len(table.documents)
    if documents == 0:
        empty = np.zeros((0, m), dtype=np.int64)
        return Ratings(empty, np.zeros((0, 0)), (frozenset(),), (), unit)
    words = flags.shape[1] // max(m, 1)
    left = size - np.bincount(document, weights=counts, minlength=documents)
    by_coder = np.concatenate([np.zeros((documents, m, words), np.int64), flags.reshape(-1, m, words)])
    where = np.concatenate([np.arange(documents), document])
    units = np.concatenate([left, counts])
    distinct, answer = np.unique(by_coder.reshape(-1, words), axis=0, return_inverse=True)
    named = [_members(row, table.codes) for row in distinct]
    order = sorted(range(len(named)), key=lambda number: set_key(named[number]))
    rank = np.argsort(np.asarray(order, dtype=np.int64))
    answers = rank[answer.reshape(-1)].reshape(-1, m)
    answers = np.where(table.assigned[where] == 1, answers, MISSING)
    patterns, place = np.unique(answers, axis=0, return_inverse=True)
    cell = table.cluster[where] * len(patterns) + place.reshape(-1)
    weights = np.bincount(cell, weights=units, minlength=len(table.clusters) * len(patterns))
    shaped = np.asarray(weights, dtype=np.float64).reshape(len(table.clusters), len(patterns))
    categories = tuple(named[number] for number in order)
    return Ratings(patterns, shaped, categories, table.clusters, unit).compact()


def _members(words: Ints, codes: Sequence[str]) -> frozenset[str]:
    return frozenset(
        code for number, code in enumerate(codes) if int(words[number // BITS]) >> (number % BITS) & 1
    )


def refuse_crowd(coders: int) -> None:
    """Refuse more coders than one word holds flags.

    Raises:
        SecondmigError: there are more.
    """
    if coders > BITS:
        raise SecondmigError(
            f"at most {BITS} coders can be compared at once, not {coders}",
            hint="--coders A,B,C names those to compare; or --unit segment, which goes pair by pair",
        )
