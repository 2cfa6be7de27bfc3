"""Unitized continua: how coders cut texts into coded units and gaps, summed by document."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from secondmig.agreement.characters import BITS, Stretches, swept_stretches
from secondmig.agreement.layers import CodedDocument, Columns, columns, merged
from secondmig.agreement.tables import Floats, Ints

GAP = 0
"""Index of the gap (phi) among the values of a continuum."""


@dataclass(frozen=True, slots=True, eq=False)
class Continua:
    """What the unitizing coefficients need of C clusters of texts, all sums over them.

    Attributes:
        values: q - 1 codes; index 0 of the arrays is the gap.
        coincidences: (C, q, q) code points with values c and k of two coders, by 1 / (m - 1) per text.
        own: (C, q) sum of squared lengths of each coder's units; of the gap, its plain length.
        pairable: (C, q) the same of the part of each unit that any other coder coded too; 0 for the gap.
        characters: (C,) code points of the texts that two coders unitized.
        clusters: C names.
        overlapping: codes of which one coder marked overlapping stretches with different codes, which an
            exclusive set of codes forbids; empty where all is well.
    """

    values: tuple[str, ...]
    coincidences: Floats
    own: Floats
    pairable: Floats
    characters: Floats
    clusters: tuple[str, ...]
    overlapping: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Units:
    """Units of all coders: value, coder, start and end on the axis."""

    value: Ints
    coder: Ints
    start: Ints
    end: Ints


def continua(documents: Sequence[CodedDocument], codes: Sequence[str]) -> Continua:
    """The continua of an exclusive set of codes (a semantic domain), or of a single code.

    A coder's overlapping stretches of one code are one unit; those that only touch are two, since where a
    unit ends is a decision. By interval sweep, O(S log S).

    Args:
        documents: with the same coders in the same order; those with fewer than two are left out.
        codes: which exclude each other.

    Raises:
        ValueError: more codes than one word holds flags.
    """
    if len(codes) > BITS:
        message = f"at most {BITS} codes make one set, not {len(codes)}"
        raise ValueError(message)
    return _continua(columns(documents, codes))


def continua_by_code(documents: Sequence[CodedDocument], codes: Sequence[str]) -> dict[str, Continua]:
    """The continuum of every code by itself, from one pass over the codings.

    Args:
        documents: with the same coders in the same order; those with fewer than two are left out.
        codes: each one is a set of its own.
    """
    table = columns(documents, codes)
    found = {}
    for number, code in enumerate(table.codes):
        mine = np.flatnonzero(table.code == number)
        alone = replace(
            table,
            codes=(code,),
            code=np.zeros(len(mine), dtype=np.int64),
            coder=table.coder[mine],
            start=table.start[mine],
            end=table.end[mine],
        )
        found[code] = _continua(alone)
    return found


def _continua(table: Columns) -> Continua:
    codes = table.codes
    group, start, end = merged(table.code * max(table.coders, 1) + table.coder, table.start, table.end)
    value, coder = np.divmod(group, max(table.coders, 1))
    units = _Units(value + 1, coder, start, end)
    swept = _swept(table, units)
    scope = np.diff(table.base).astype(np.float64)
    clash = _clashing(table, swept)
    return Continua(
        values=tuple(codes),
        coincidences=_coincidences(table, swept),
        own=_squares(table, units, units.end - units.start, gaps=True),
        pairable=_squares(table, units, _seen_by_others(table, units), gaps=False),
        characters=np.asarray(
            np.bincount(table.cluster, weights=scope, minlength=len(table.clusters)), dtype=np.float64
        ),
        clusters=table.clusters,
        overlapping=clash,
    )


def _swept(table: Columns, units: _Units) -> Stretches:
    """Stretches with, for every coder, flags of the values that hold there."""
    flags = np.zeros((len(units.value), max(table.coders, 1)), dtype=np.int64)
    flags[np.arange(len(flags)), units.coder] = np.left_shift(1, units.value - 1)
    return swept_stretches(np.zeros_like(units.value), units.start, units.end, flags)


def _clashing(table: Columns, swept: Stretches) -> tuple[str, ...]:
    several = swept.flags[(swept.flags & (swept.flags - 1)) != 0]
    together = int(np.bitwise_or.reduce(several)) if len(several) else 0
    return tuple(code for number, code in enumerate(table.codes) if together >> number & 1)


def _coincidences(table: Columns, swept: Stretches) -> Floats:
    """(C, q, q): every pair of coders on every stretch, and the gap that both leave elsewhere."""
    q = len(table.codes) + 1
    document = table.document_at(swept.start)
    cluster = table.cluster[document] if len(table.documents) else document
    many = table.assigned.sum(axis=1)
    lowest = swept.flags & -swept.flags
    value = np.where(lowest > 0, np.rint(np.log2(np.maximum(lowest, 1))).astype(np.int64) + 1, GAP)
    total = np.zeros(len(table.clusters) * q * q)
    scope = np.diff(table.base).astype(np.float64)
    for g in range(table.coders):
        for h in range(table.coders):
            both = (table.assigned[:, g] * table.assigned[:, h]).astype(np.float64)
            if g == h or not both.any():
                continue
            share = both / np.maximum(many - 1, 1)
            weight = swept.length * share[document]
            cell = (cluster * q + value[:, g]) * q + value[:, h]
            total += np.bincount(cell, weights=weight, minlength=len(total))
            marked = np.bincount(document, weights=swept.length, minlength=len(scope))
            empty = (table.cluster * q + GAP) * q + GAP
            total += np.bincount(empty, weights=(scope - marked) * share, minlength=len(total))
    return total.reshape(len(table.clusters), q, q)


def _squares(table: Columns, units: _Units, length: Ints, *, gaps: bool) -> Floats:
    """(C, q) sums of squared lengths by value; for the gap, what a coder left uncoded, not squared."""
    q = len(table.codes) + 1
    document = table.document_at(units.start)
    cluster = table.cluster[document] if len(table.documents) else document
    squares = length.astype(np.float64) ** 2
    found: Floats = np.asarray(
        np.bincount(cluster * q + units.value, weights=squares, minlength=len(table.clusters) * q), np.float64
    ).reshape(len(table.clusters), q)
    if gaps:
        scope = np.diff(table.base).astype(np.float64) * table.assigned.sum(axis=1)
        left = np.bincount(table.cluster, weights=scope, minlength=len(table.clusters))
        plain = (units.end - units.start).astype(np.float64)
        found[:, GAP] = left - np.bincount(cluster, weights=plain, minlength=len(table.clusters))
    return found


def _seen_by_others(table: Columns, units: _Units) -> Ints:
    """Code points of each unit that at least one other coder coded, with whatever code."""
    found = np.zeros(len(units.value), dtype=np.int64)
    for coder in range(table.coders):
        mine, others = units.coder == coder, units.coder != coder
        _, first, last = merged(
            np.zeros(int(others.sum()), dtype=np.int64), units.start[others], units.end[others]
        )
        before = np.cumsum(np.append(0, last - first))
        found[mine] = _up_to(units.end[mine], first, last, before) - _up_to(
            units.start[mine], first, last, before
        )
    return found


def _up_to(place: Ints, first: Ints, last: Ints, before: Ints) -> Ints:
    if len(first) == 0:
        return np.zeros(len(place), dtype=np.int64)
    stretch = np.searchsorted(first, place, side="right") - 1
    inside = np.maximum(stretch, 0)
    return np.where(
        stretch < 0, 0, before[inside] + np.minimum(place - first[inside], (last - first)[inside])
    )
