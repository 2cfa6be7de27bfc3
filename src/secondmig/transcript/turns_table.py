"""Tables of turns (CSV, TSV, semicolons): one row a turn, and the open answers of a survey.

A first row names the columns; see :mod:`secondmig.transcript.table_columns` for the names. Rows are turns as
they stand: they were cut by a person. Cells that translate become tiers of the turn.

Answers (``--kind answer``): one document for the file, each row a turn whose speaker is the respondent, a
participant. Where no column has a usual name, every column that is mostly words is a question: its name
stands first, said by QUESTION, an interviewer, and all answers to it follow; so that answers to one question
are read, and coded, together.
"""

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from secondmig.core.decode import decode
from secondmig.core.errors import SecondmigError
from secondmig.core.formats import format_of
from secondmig.core.types import SpeakerRole
from secondmig.transcript.language_names import language_tag
from secondmig.transcript.model import CERTAIN, NO, POSSIBLE, Request, Sureness, Transcript
from secondmig.transcript.speakers import role_of
from secondmig.transcript.table_columns import Columns, columns_of, text_column
from secondmig.transcript.table_rows import DELIMITERS, Table, read_table, split_row, without_separator_line
from secondmig.transcript.table_times import table_times
from secondmig.transcript.utterances import (
    Utterance,
    cleaned,
    document_of,
    main_language,
    speakers_by_pattern,
    time_notes,
)

QUESTION: Final = "QUESTION"
"""Who says the questions of a survey."""
_HEAD: Final = 65536
_ROWS_SNIFFED: Final = 5
_NAME_LENGTH: Final = 30
_NAMES_SHOWN: Final = 12
_WORDY: Final = 0.2
_DISTINCT: Final = 0.3
_WORDS_OF_AN_ANSWER: Final = 4
_CHARACTERS_OF_AN_ANSWER: Final = 8
_NOT_SPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_NO_NAME = re.compile(r"[0-9:.,\s]+|.{61,}", re.DOTALL)
_TURN_NUMBER = re.compile(r"[0-9]{1,9}")
_HINT: Final = (
    "name the column of the words text (or words, utterance, answer, texto, 発話); "
    "for the open answers of a survey pass --kind answer"
)


class TurnsTable:
    """Reads tables with a turn a row."""

    id: ClassVar[str] = "turns-table"
    title: ClassVar[str] = "table of turns (CSV, TSV)"
    suffixes: ClassVar[tuple[str, ...]] = (".csv", ".tsv")

    def sniff(self, raw: bytes) -> int:
        """CERTAIN where the first row names the words and something else; POSSIBLE for any table."""
        head = _head(raw)
        if head is None or format_of(raw) or head.lstrip().startswith("---"):
            return NO
        delimiter, header = _delimiter(head)
        if not header:
            return NO
        named = text_column(header) is not None
        even = len(header) > 1 and _is_even(head, delimiter, len(header))
        if named and even:
            return CERTAIN if len(columns_of(header).known()) > 1 else POSSIBLE
        return POSSIBLE if named or even else NO

    def read(self, raw: bytes, request: Request) -> Transcript:
        """The document.

        Raises:
            SecondmigError: no column holds the words; quotes that do not close; rows of another length than
                the first, all of them; nobody says anything.
        """
        decoded = decode(raw, encoding=request.encoding, where=request.where)
        delimiter, _ = _delimiter(decoded.text)
        table = read_table(decoded.text, delimiter, where=request.where)
        said = _Answers(table).said(request) if request.kind == "answer" else _turns(table, request)
        name = "tsv" if delimiter == "\t" else "csv"
        document = document_of(
            raw, said.utterances, request, decoding=f"{name}, {decoded.decoding}", language=said.language
        )
        return Transcript(document, self.title, said.sure, said.notes)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a table says."""

    utterances: Sequence[Utterance]
    sure: Sureness
    notes: tuple[str, ...]
    language: str = ""


def _turns(table: Table, request: Request) -> _Said:
    """The turns of a conversation."""
    columns = columns_of(table.header)
    if columns.text is None:
        raise _no_words(table, request)
    utterances, notes = _utterances(table, columns, columns.text)
    if columns.speaker is None:
        utterances = speakers_by_pattern(utterances, request)
    sure: Sureness = "certain" if columns.speaker is not None or request.speakers else "unsure"
    return _Said(
        utterances,
        sure,
        (*_used(table, columns, columns.known()), *notes, *time_notes(utterances)),
        main_language(utterances),
    )


def _utterances(table: Table, columns: Columns, text: int) -> tuple[list[Utterance], list[str]]:
    """One utterance for each row with words, and what was odd."""
    notes: list[str] = []
    times = table_times(
        [(_at(row.cells, columns.start), _at(row.cells, columns.end)) for row in table.rows], columns.unit
    )
    if times.unknown:
        notes.append(f"{times.unknown} times are no places in a recording and are left out")
    if times.several:
        notes.append("times run back and forth, so they belong to several recordings and are left out")
    if times.guessed:
        unit = "milliseconds" if times.guessed == "ms" else "seconds"
        notes.append(f"times without a unit are taken as {unit}")
    numbers = [_at(row.cells, columns.number) for row in table.rows]
    numbered = len(set(numbers)) == len(numbers) and all(_TURN_NUMBER.fullmatch(number) for number in numbers)
    utterances = [
        Utterance(
            speaker=_at(row.cells, columns.speaker),
            words=cleaned(row.cells[text]),
            start_ms=start,
            end_ms=end,
            language=language_tag(_at(row.cells, columns.language)),
            role=_role(_at(row.cells, columns.role)),
            number=int(number) if numbered else None,
            translations=tuple((tag, row.cells[place]) for tag, place in columns.translations),
        )
        for row, (start, end), number in zip(table.rows, times.rows, numbers, strict=True)
    ]
    filled = [each for each in utterances if each.words]
    if len(filled) < len(utterances):
        notes.append(f"{len(utterances) - len(filled)} rows without words are left out")
    return filled, notes


@dataclass(frozen=True, slots=True)
class _Answers:
    """The open answers in a table."""

    table: Table

    def said(self, request: Request) -> _Said:
        """Every answer a turn of its respondent."""
        columns = columns_of(self.table.header, answers=True)
        if columns.text is not None:
            found, notes = _utterances(self.table, replace(columns, role=None), columns.text)
            answers = [replace(each, role="participant") for each in found]
            used = columns.known()
        else:
            questions = self._questions(columns)
            if not questions:
                raise _no_words(self.table, request)
            answers, notes = self._blocks(columns, questions)
            used = columns.known() | set(questions)
        if columns.speaker is None:
            notes.append(
                "no column names the respondent (id, respondent, case, person): "
                "answers cannot be linked to cases"
            )
        sure: Sureness = "certain" if columns.speaker is not None else "unsure"
        return _Said(answers, sure, (*_used(self.table, columns, used), *notes), main_language(answers))

    def _questions(self, columns: Columns) -> list[int]:
        """The columns that are mostly words and no choice from a list."""
        found = []
        for place in range(len(self.table.header)):
            cells = [cell for row in self.table.rows if (cell := row.cells[place].strip())]
            wordy = sum(_is_wordy(cell) for cell in cells)
            varied = len(set(cells)) >= _DISTINCT * len(cells)
            if place not in columns.known() and varied and 0 < wordy >= _WORDY * len(cells):
                found.append(place)
        return found

    def _blocks(self, columns: Columns, questions: Sequence[int]) -> tuple[list[Utterance], list[str]]:
        """For each question its words and then all answers."""
        found: list[Utterance] = []
        empty = 0
        for place in questions:
            found.append(
                Utterance(QUESTION, self.table.header[place] or f"Column {place + 1}", role="interviewer")
            )
            answers, _ = _utterances(self.table, replace(columns, role=None, number=None), place)
            empty += len(self.table.rows) - len(answers)
            found.extend(replace(each, role="participant") for each in answers)
        notes = [f"{len(questions)} columns of words are taken as questions"]
        return found, [*notes, *([f"{empty} empty answers are left out"] if empty else [])]


def _used(table: Table, columns: Columns, used: frozenset[int]) -> Iterator[str]:
    """Which columns are read and which are not."""
    roles = {"words": columns.text, "speakers": columns.speaker, "times": columns.start}
    found = [
        f"{what} in {_short(table.header[place])!r}" for what, place in roles.items() if place is not None
    ]
    if found:
        yield ", ".join(found)
    unread = [name for place, name in enumerate(table.header) if place not in used]
    if unread:
        yield f"columns not read: {_names(unread)}"


def _no_words(table: Table, request: Request) -> SecondmigError:
    """That no column can be told to hold the words; with the names of the columns, unless they are none."""
    wordy = any(_is_wordy(cell) for row in table.rows[:1000] for cell in row.cells)
    if any(_NO_NAME.fullmatch(name) for name in table.header):
        message = "the first row does not name the columns"
    elif not wordy:
        names = _names(table.header)
        message = f"this is a table of a survey or of numbers, not a transcript; its columns: {names}"
    else:
        message = f"no column is known to hold the words; columns: {_names(table.header)}"
    return SecondmigError(message, where=request.where, hint=_HINT)


def _names(header: Sequence[str]) -> str:
    shown = ", ".join(_short(name) for name in header[:_NAMES_SHOWN])
    more = len(header) - _NAMES_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown


def _short(name: str) -> str:
    name = " ".join(name.split())
    return name if len(name) <= _NAME_LENGTH else name[: _NAME_LENGTH - 1] + "…"


def _is_wordy(cell: str) -> bool:
    if _NOT_SPACED.search(cell):
        return len(cell.strip()) >= _CHARACTERS_OF_AN_ANSWER
    return sum(any(character.isalpha() for character in word) for word in cell.split()) >= _WORDS_OF_AN_ANSWER


def _role(cell: str) -> SpeakerRole | None:
    """The role a cell names; None for anything else, so that the label decides."""
    if not cell:
        return None
    role = role_of(cell, pseudonyms=(), roles={})
    return role if role != "other" or cell.casefold() == "other" else None


def _at(cells: Sequence[str], place: int | None) -> str:
    return cells[place].strip() if place is not None else ""


def _head(raw: bytes) -> str | None:
    """The beginning of a file as text; None where it is no UTF-8."""
    try:
        head = codecs.getincrementaldecoder("utf-8-sig")().decode(raw[:_HEAD])
    except UnicodeDecodeError:
        return None
    return head.replace("\r\n", "\n").replace("\r", "\n") if "\r" in head else head


def _delimiter(text: str) -> tuple[str, tuple[str, ...]]:
    """What stands between the cells, and those of the first row: what gives columns with known names."""
    head = text[:_HEAD]
    best: tuple[tuple[bool, int, int], str, tuple[str, ...]] | None = None
    seen: set[tuple[str, ...]] = set()
    for place, delimiter in enumerate(DELIMITERS):
        header = split_row(head, delimiter)
        if header in seen:
            continue
        seen.add(header)
        rank = (text_column(header) is not None, len(header), -place)
        if header and (best is None or rank > best[0]):
            best = (rank, delimiter, header)
    return (best[1], best[2]) if best else (",", ())


def _is_even(head: str, delimiter: str, width: int) -> bool:
    """Whether the rows below the first, as far as they are looked at, have as many cells."""
    first = without_separator_line(head).split("\n", _ROWS_SNIFFED + 1)[: _ROWS_SNIFFED + 1]
    rows = [line for line in first if line.strip()]
    if '"' in head:
        return len(rows) > 1
    return len(rows) > 1 and all(line.count(delimiter) == width - 1 for line in rows)
