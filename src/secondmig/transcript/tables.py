"""Tables in a document: one turn a row where the columns are speakers and words, else cells between tabs.

A first row such as Time, Speaker, Text says which column is which; then the turns are as sure as the table.
Without one, a table of two or three columns is read so where one column holds a few short names that return
(a first column of numbers counts the rows and is left out); its rows become ``NAME: words`` and are judged
like any other labels.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from secondmig.transcript.pages import Paragraph, Sheet, clean, shown, unmarked
from secondmig.transcript.recording_time import clock_ms

_TIMES = """time|times|timestamp|time stamp|timecode|time code|start|start time|tiempo|hora|tempo|heure|temps
|zeit|時間|時刻|タイム|タイムコード|開始"""
_SPEAKERS = """speaker|speakers|speaker name|name|who|person|voice|hablante|nombre|interlocutor|falante
|locutor|locuteur|intervenant|sprecher|sprecherin|話者|発言者|話し手|発話者|名前"""
_WORDS = """text|words|transcript|transcription|utterance|speech|content|said|talk|turn text|texto
|transcripción|transcrição|contenido|discurso|texte|parole|äußerung|発言|発話|内容|発言内容|発話内容|テキスト|本文"""
_VOCABULARIES: Final = tuple(
    frozenset(name.strip() for name in names.split("|")) for names in (_SPEAKERS, _WORDS, _TIMES)
)
_CLOCK = re.compile(
    r"[\[(]?\s*([0-9:：.,]+)(?:\s*[\])])?(?:\s*(?:-|–|—|to|-->|~|〜)\s*[\[(]?[0-9:：.,]+[\])]?)?"
)
_NAME = re.compile(r"[^\W\d_][\w .'’()/&-]{0,39}:?")
_NUMBER = re.compile(r"#?[0-9]+\.?")
_PLAIN_COLUMNS: Final = (2, 3)
_FEWEST_ROWS: Final = 3


@dataclass(frozen=True, slots=True)
class _Columns:
    speaker: int
    words: int
    time: int | None
    rest: tuple[int, ...] = ()


def clock_time(words: str) -> int | None:
    """Milliseconds of a time such as 0:06, 00:03:09,500 or [1:02:03 - 1:02:09]; None for anything else.

    >>> clock_time("00:01:05.5"), clock_time("3.08")
    (65500, None)
    """
    match = _CLOCK.fullmatch(words.strip())
    return clock_ms(match[1].replace("：", ":")) if match else None


def write_table(sheet: Sheet, rows: Sequence[Sequence[Sequence[Paragraph]]]) -> None:
    """Write the paragraphs that a table becomes; rows without words are left out.

    Args:
        sheet: to write to; its last paragraph is finished.
        rows: of cells of paragraphs. Where no row has more than one cell with words, the table is there for
            its looks and its paragraphs are written as they are.
    """
    if all(sum(bool(cell) for cell in row) <= 1 for row in rows):
        sheet.paragraphs.extend(paragraph for row in rows for cell in row for paragraph in cell)
        return
    filled = [["\n".join(map(shown, cell)) for cell in row] for row in rows if any(row)]
    named = _named_columns(filled[0])
    if named:
        head = [unmarked(cell).strip() for cell in filled[0]]
        sheet.paragraphs.append(Paragraph("\t".join(filled[0]), heading=True))
        for row in filled[1:]:
            _write_turn(sheet, row, named, head)
        return
    guessed = _guessed_columns(filled)
    lines = [_labelled(row, guessed) if guessed else "\t".join(row) for row in filled]
    sheet.paragraphs.extend(Paragraph(line) for line in lines if unmarked(line).strip())


def _named_columns(head: Sequence[str]) -> _Columns | None:
    """The columns that a first row names, if it names speakers and words."""
    names = [unmarked(cell).strip().strip(":").casefold() for cell in head]
    found = [
        next((place for place, name in enumerate(names) if name in vocabulary), None)
        for vocabulary in _VOCABULARIES
    ]
    speaker, words, time = found
    if speaker is None or words is None:
        return None
    rest = tuple(place for place in range(len(names)) if place not in found)
    return _Columns(speaker, words, time, rest)


def _guessed_columns(rows: Sequence[Sequence[str]]) -> _Columns | None:
    width = len(rows[0])
    if len(rows) < _FEWEST_ROWS or width not in _PLAIN_COLUMNS or {len(row) for row in rows} != {width}:
        return None
    cells = [[unmarked(cell).strip() for cell in row] for row in rows]
    time = next(
        (place for place in range(width - 1) if all(clock_time(row[place]) is not None for row in cells)),
        None,
    )
    left = [place for place in range(width) if place != time]
    if len(left) > _PLAIN_COLUMNS[0] and all(_NUMBER.fullmatch(row[0]) for row in cells):
        left.remove(0)
    if len(left) != _PLAIN_COLUMNS[0]:
        return None
    speaker, words = left
    names = Counter(row[speaker] for row in cells if row[speaker])
    believable = all(_NAME.fullmatch(name) for name in names) and max(names.values(), default=0) > 1
    return _Columns(speaker, words, time) if believable and 2 * len(names) <= len(rows) + 1 else None


def _write_turn(sheet: Sheet, row: Sequence[str], columns: _Columns, head: Sequence[str]) -> None:
    """A row whose speaker the table names; cells of other columns are remarks on it, numbers are left out."""
    words = _cell(row, columns.words)
    if not unmarked(words).strip():
        return
    for place in columns.rest:
        cell = unmarked(_cell(row, place)).strip()
        if cell and not _NUMBER.fullmatch(cell):
            words = sheet.remarked(words, f"{head[place]}: {cell}" if head[place] else cell)
    speaker = _name(_cell(row, columns.speaker))
    time = None if columns.time is None else clock_time(unmarked(_cell(row, columns.time)))
    sheet.paragraphs.append(Paragraph(words, speaker=speaker, time_start=time if speaker else None))


def _labelled(row: Sequence[str], columns: _Columns) -> str:
    name = _name(row[columns.speaker])
    time = "" if columns.time is None else f" [{unmarked(row[columns.time]).strip().strip('[]()')}]"
    return f"{name}{time}: {row[columns.words]}" if name else row[columns.words]


def _name(cell: str) -> str:
    return " ".join(clean(unmarked(cell)).split()).rstrip(":： ")


def _cell(row: Sequence[str], place: int) -> str:
    return row[place] if place < len(row) else ""
