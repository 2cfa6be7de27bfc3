"""Trajectories as a picture in letters: one line a person, years from left to right."""

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

Row = Mapping[str, object]

_COLOURS: Final = (34, 33, 32, 35, 36, 31)
"""Of the terminal: blue, yellow, green, magenta, cyan, red for the six countries with the most stays."""
_SOLID, _THIN, _NOWHERE = "━", "┄", " "
_NARROWEST: Final = 12
LEGEND: Final = "JPN━ counts as a destination, jpn┄ is transit or a return"


@dataclass(frozen=True, slots=True)
class _Stay:
    country: str
    start: float
    end: float
    counts: bool


def ribbons(rows: Sequence[Row], *, width: int, colour: bool = False) -> Iterator[str]:
    """Lines of text, one a person, then the legend; nothing where there is no room or no dated stay.

    Args:
        rows: one per leg, as ``query trajectory`` has them.
        width: columns of the terminal.
        colour: whether a country has a colour of its own.
    """
    people: dict[str, list[_Stay]] = {}
    for row in rows:
        stay = _stay(row)
        if stay is not None:
            people.setdefault(str(row["case"]), []).append(stay)
    label = max(map(len, people), default=0) + 2
    room = width - label - 1
    if not people or room < _NARROWEST:
        return
    stays = [stay for each in people.values() for stay in each]
    first, last = int(min(stay.start for stay in stays)), int(max(stay.end for stay in stays)) + 1
    axis = _Axis(first, last, min(room, (last - first) * 3))
    common = Counter(stay.country for stay in stays).most_common(len(_COLOURS) if colour else 0)
    paint = {code: shade for (code, _times), shade in zip(common, _COLOURS, strict=False)}
    yield f"{' ' * label}{axis.years()}".rstrip() + "\n"
    for case, mine in people.items():
        yield f"{case:<{label}}{axis.line(mine, paint)}\n"
    yield f"{LEGEND}\n"


def wants_colour() -> bool:
    """Whether the person did not ask for none (NO_COLOR, a terminal without)."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


@dataclass(frozen=True, slots=True)
class _Axis:
    first: int
    last: int
    width: int

    def column(self, year: float) -> int:
        return round((year - self.first) * self.width / (self.last - self.first))

    def years(self) -> str:
        """The labels: as many round years as fit."""
        step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if self.column(self.first + step) >= 6)
        line = ""
        for year in range(self.first - self.first % -step, self.last + 1, step):
            at = self.column(year)
            if at + 4 <= self.width and at >= len(line):
                line = f"{line:<{at}}{year}"
        return line

    def line(self, stays: Sequence[_Stay], paint: Mapping[str, int]) -> str:
        """The stays of a person; where they overlap, the one that began last is seen."""
        owners: list[_Stay | None] = [None] * self.width
        for stay in sorted(stays, key=lambda stay: stay.start):
            begin = min(self.column(stay.start), self.width - 1)
            for at in range(begin, max(begin + 1, min(self.column(stay.end), self.width))):
                owners[at] = stay
        pieces: list[str] = []
        at = 0
        while at < self.width:
            until = at
            while until < self.width and owners[until] is owners[at]:
                until += 1
            pieces.append(_piece(owners[at], until - at, paint))
            at = until
        return "".join(pieces).rstrip()


def _piece(stay: _Stay | None, width: int, paint: Mapping[str, int]) -> str:
    if stay is None:
        return _NOWHERE * width
    fill = _SOLID if stay.counts else _THIN
    code = stay.country if stay.counts else stay.country.lower()
    # A part of a code would read like another code: "JP" is none of ISO 3166-1 alpha-3.
    text = (code if len(code) <= width else "").ljust(width, fill)
    colour = paint.get(stay.country)
    return text if colour is None else f"\x1b[{colour}m{text}\x1b[0m"


def _stay(row: Row) -> _Stay | None:
    start = _year(row["start"])
    if row["leg"] == 0 or start is None:
        return None
    months = row["months"]
    end = _year(row["end"])
    if end is None:
        end = start + (months / 12 if isinstance(months, int) else 1)
    counts = row["role"] in {"destination", "current"}
    return _Stay(str(row["country"]), start, max(end, start), counts)


def _year(written: object) -> float | None:
    """A date as a decimal year, a year alone as its middle."""
    if not isinstance(written, str):
        return None
    year, _, month = written.removeprefix("~").partition("-")
    return int(year) + ((int(month) - 0.5) / 12 if month else 0.5)
