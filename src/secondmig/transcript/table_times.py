"""The times in the cells of a table: clocks, ranges of clocks, plain numbers of seconds or milliseconds."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from secondmig.transcript.recording_time import LONGEST_MS, clock_ms
from secondmig.transcript.table_columns import Unit

_RANGE = re.compile(r"([0-9:.,]+)\s*(?:-{1,3}>?|–|—|~|〜|→|to)\s*([0-9:.,]+)")
_NUMBER = re.compile(r"[0-9]{1,10}(?:[.,][0-9]{1,9})?")
_CLOCK_IN_MARKS = re.compile(r"[\[(<]?\s*([0-9:.,]+)\s*[\])>]?")
_SHORTEST_TURN_MS: Final = 100
_BACK: Final = 3
_BACK_SHARE: Final = 0.1


@dataclass(frozen=True, slots=True)
class TableTimes:
    """The times of the rows of a table.

    Attributes:
        rows: (start, end) in milliseconds, None where there is none.
        unknown: number of cells that are no time in a recording.
        guessed: the unit of plain numbers, where the header did not name it and they were there.
        several: whether the times ran back in more than a tenth of the rows, and in three: then they are
            places in several recordings and none of them is kept.
    """

    rows: tuple[tuple[int | None, int | None], ...]
    unknown: int
    guessed: Unit
    several: bool = False


def table_times(cells: Sequence[tuple[str, str]], unit: Unit) -> TableTimes:
    """The times of rows.

    Plain numbers whose unit nobody names are milliseconds where they are whole and a turn lasts at least
    ``100`` of them as a rule (or begins so long after the one before): a turn of a tenth of a second is as
    rare as one of two minutes. Else they are seconds.

    Args:
        cells: start and end of each row, "" where the table has none; a start may be a range.
        unit: of plain numbers as the header names it, or "".

    >>> table_times([("01:02.5-01:04", ""), ("7", "9.25")], "").rows
    ((62500, 64000), (7000, 9250))
    """
    pairs = [_split(start.strip(), end.strip()) for start, end in cells]
    plain = any(_NUMBER.fullmatch(cell) for pair in pairs for cell in pair)
    guessed: Unit = "" if unit or not plain else _guess(pairs)
    factor = 1 if (unit or guessed) == "ms" else 1000
    unknown = 0
    rows = []
    for start, end in pairs:
        found = (_time(start, factor), _time(end, factor))
        unknown += sum(bool(cell) and time is None for cell, time in zip((start, end), found, strict=True))
        rows.append(found)
    starts = [start for start, _ in rows if start is not None]
    back = sum(after < before for before, after in itertools.pairwise(starts))
    if back >= _BACK and back > _BACK_SHARE * len(starts):
        return TableTimes(((None, None),) * len(rows), unknown, "", several=True)
    return TableTimes(tuple(rows), unknown, guessed)


def _split(start: str, end: str) -> tuple[str, str]:
    match = None if end else _RANGE.fullmatch(start)
    return (match[1], match[2]) if match else (start, end)


def _time(cell: str, factor: int) -> int | None:
    if _NUMBER.fullmatch(cell):
        time = round(float(cell.replace(",", ".")) * factor)
        return time if time <= LONGEST_MS else None
    match = _CLOCK_IN_MARKS.fullmatch(cell)
    return clock_ms(match[1]) if match else None


def _guess(pairs: Sequence[tuple[str, str]]) -> Unit:
    plain = [pair for pair in pairs if _NUMBER.fullmatch(pair[0])]
    if any(_NUMBER.fullmatch(cell) and not cell.isdigit() for pair in plain for cell in pair):
        return "s"
    whole = [(int(start), int(end) if end.isdigit() else None) for start, end in plain]
    lasts = [end - start for start, end in whole if end is not None]
    gaps = [after - before for (before, _), (after, _) in itertools.pairwise(whole) if after > before]
    measured = lasts or gaps
    return "ms" if measured and median(measured) >= _SHORTEST_TURN_MS else "s"
