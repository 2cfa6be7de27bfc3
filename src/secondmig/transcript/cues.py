"""Subtitle files cut into cues: WebVTT and SRT alike, before anybody asks what the lines of a cue say.

A cue begins at a line of two times with an arrow; it ends where the next one, with its number or identifier,
begins. That is all the two formats share with the files people have: numbers are missing, empty lines stand
inside cues or are missing between them, a comma stands for the full stop.

Read here and not with webvtt-py (0.6.0 was compared on the same files): it leaves out, without a word, cues
whose time is mistyped, words behind an empty line inside a cue, words in angle brackets such as
``<laughs>`` and the second voice of a cue, and it refuses SRT without numbers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.transcript.recording_time import clock_ms

_SHOWN: Final = 20
_TIMES = re.compile(
    r"[ \t]*([0-9][0-9:.,]*)[ \t]*(?:-{1,3}>|→|–>)[ \t]*([0-9][0-9:.,]*)(?:[ \t].*)?", re.DOTALL
)
_NEARLY_TIMES = re.compile(
    r"[ \t]*(?=[^\s>]*[0-9])[^\s>]{1,20}[ \t]*-{2,3}>|.*-{2,3}>[ \t]*[0-9]+[:.,]"
    r"|[ \t]*[0-9]+:[0-9:.,]+[ \t]+[0-9]+:[0-9:.,]+[ \t]*\Z",
    re.DOTALL,
)
_NUMBER = re.compile(
    r"[ \t]*(?:[0-9]{1,9}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?:[/-][0-9-]+)?)[ \t]*"
)
_BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t].*)?", re.DOTALL)
_LANGUAGE = re.compile(r"(?:NOTE[ \t]+)?language[ \t]*:[ \t]*([A-Za-z0-9_-]{2,35})[ \t]*", re.IGNORECASE)
_WEBVTT = re.compile(r"WEBVTT(?:[ \t].*)?", re.DOTALL)
_HINT = "write two times as 00:01:02.500 --> 00:01:05.000"


@dataclass(frozen=True, slots=True)
class Cue:
    """What stands on the screen at a time.

    Attributes:
        start_ms: milliseconds.
        end_ms: milliseconds.
        lines: as written, without empty lines at either end.
        line: of its times in the file, from 1.
    """

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]
    line: int


@dataclass(slots=True)
class CueFile:
    """The cues of a file and what is not among them.

    Attributes:
        cues: in the order of the file.
        language: as a header line or a note says it, else "".
        blocks: number of blocks of notes and styles.
        resumed: number of cues whose words go on behind an empty line.
        before: number of lines above the first cue that are neither header nor number.
    """

    cues: list[Cue] = field(default_factory=list)
    language: str = ""
    blocks: int = 0
    resumed: int = 0
    before: int = 0


def read_cues(text: str, *, where: str) -> CueFile:
    """The cues of a canonical text.

    Raises:
        SecondmigError: every line of times that is not understood.
    """
    rows = text.split("\n")
    times: list[tuple[int, int, int]] = []
    broken: list[int] = []
    for place, row in enumerate(rows):
        if not any(mark in row for mark in (">", "→", ":")):
            continue
        match = _TIMES.fullmatch(row)
        start, end = (clock_ms(match[1]), clock_ms(match[2])) if match else (None, None)
        if start is not None and end is not None:
            times.append((place, start, end))
        elif _NEARLY_TIMES.match(row):
            broken.append(place)
    _refuse(broken, where)
    return _collected(rows, times)


def _refuse(broken: Sequence[int], where: str) -> None:
    problems = [
        SecondmigError("times that are not understood", where=f"{where}:{place + 1}", hint=_HINT)
        for place in broken[:_SHOWN]
    ]
    if len(broken) > _SHOWN:
        more = f"and {len(broken) - _SHOWN} more such lines"
        problems.append(SecondmigError(more, where=where, hint=_HINT))
    raise_all(problems)


def _collected(rows: Sequence[str], times: Sequence[tuple[int, int, int]]) -> CueFile:
    """The cues, each with the rows up to the head of the next."""
    found = CueFile()
    webvtt = bool(rows) and _WEBVTT.fullmatch(rows[0]) is not None
    heads = [_head(rows, place, webvtt=webvtt) for place, _, _ in times]
    first = heads[0] if heads else len(rows)
    _take_header(found, rows[:first], webvtt=webvtt)
    for (place, start, end), until in zip(times, [*heads, len(rows)][1:], strict=True):
        lines = _body(found, rows[place + 1 : until])
        found.cues.append(Cue(start, end, lines, place + 1))
    return found


def _head(rows: Sequence[str], place: int, *, webvtt: bool) -> int:
    """Where a cue begins: at the line of its number or identifier, if it has one."""
    above = rows[place - 1] if place else ""
    if not above.strip() or _TIMES.fullmatch(above):
        return place
    alone = place < 2 or not rows[place - 2].strip()
    return place - 1 if _NUMBER.fullmatch(above) or (webvtt and alone and place > 1) else place


def _take_header(found: CueFile, rows: Sequence[str], *, webvtt: bool) -> None:
    """The rows above the first cue: the header up to an empty line, blocks, and what is neither."""
    heading = webvtt
    for row in _without_blocks(found, rows):
        if heading and (match := _LANGUAGE.fullmatch(row)):
            found.language = match[1]
        if not row.strip():
            heading = False
        elif not heading and not _NUMBER.fullmatch(row):
            found.before += 1


def _body(found: CueFile, rows: Sequence[str]) -> tuple[str, ...]:
    """The rows that are words; a number that stands alone behind an empty row is none."""
    lines: list[str] = []
    kept = _without_blocks(found, rows)
    gap = False
    resumed = False
    for row in kept:
        if not row.strip():
            gap = True
        elif not (gap and _NUMBER.fullmatch(row)):
            resumed |= gap and bool(lines)
            lines.append(row)
            gap = False
    found.resumed += resumed
    return tuple(lines)


def _without_blocks(found: CueFile, rows: Sequence[str]) -> list[str]:
    """The rows without blocks of notes, styles and regions, which go up to an empty row."""
    kept: list[str] = []
    inside = False
    empty = True
    for row in rows:
        if empty and _BLOCK.fullmatch(row):
            inside = True
            found.blocks += 1
            if match := _LANGUAGE.fullmatch(row):
                found.language = found.language or match[1]
        empty = not row.strip()
        inside = inside and not empty
        if not inside:
            kept.append(row)
    return kept
