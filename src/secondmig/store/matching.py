"""The exact stretches of candidates that answer a question: the index only says where to look.

Words are matched by FTS5 itself, in a table in memory with the tokenizer of the index, so that what is marked
is what was found: ``apply`` marks applied.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from types import TracebackType
from typing import Self

from secondmig.store.asked import Asked, quoted
from secondmig.store.search_index import RUNS, TOKENIZER

_OPEN, _CLOSE = "\x01", "\x02"
_MARKS = re.compile(f"[{_OPEN}{_CLOSE}]")

Stretch = tuple[int, int]
"""(start, end) in a folded text."""


class Matcher:
    """Answers one question for any number of texts; close it, or use it in a ``with`` block."""

    def __init__(self, asked: Asked) -> None:
        self._literals = asked.literals
        self._queries = [
            (table, expression)
            for table, expression in (
                ("stems", " AND ".join(quoted(words) for words in asked.phrases)),
                ("whole", " AND ".join(f"{quoted(each.words)} *" for each in asked.beginnings)),
            )
            if expression
        ]
        self._memory = sqlite3.connect(":memory:", isolation_level=None)
        for table, _ in self._queries:
            tokenizer = f"tokenize='{'porter ' if table == 'stems' else ''}{TOKENIZER}'"
            self._memory.execute(f"CREATE VIRTUAL TABLE {table} USING fts5(words, columnsize=0, {tokenizer})")

    def __enter__(self) -> Self:
        """The matcher itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the memory."""
        self._memory.close()

    def matches(self, texts: Sequence[str]) -> list[list[Stretch]]:
        """For each folded text the stretches that answer; none unless everything asked for is there."""
        answers: list[list[Stretch]] = [[] for _ in texts]
        alive = set(range(len(texts)))
        for literal in self._literals:
            alive = _narrowed(
                alive, answers, ((at, list(_standing(texts[at], literal))) for at in sorted(alive))
            )
        for table, expression in self._queries:
            alive = _narrowed(alive, answers, self._marked(table, expression, texts, sorted(alive)))
        return [sorted(found) if at in alive else [] for at, found in enumerate(answers)]

    def _marked(
        self, table: str, expression: str, texts: Sequence[str], which: Iterable[int]
    ) -> Iterator[tuple[int, list[Stretch]]]:
        self._memory.execute("BEGIN")
        self._memory.executemany(
            f"INSERT INTO {table} (rowid, words) VALUES (?, ?)",  # noqa: S608
            ((at, _told_by_spaces(texts[at])) for at in which),
        )
        rows = self._memory.execute(
            f"SELECT rowid, highlight({table}, 0, ?, ?) FROM {table} WHERE {table} MATCH ?",  # noqa: S608
            (_OPEN, _CLOSE, expression),
        ).fetchall()
        self._memory.execute("ROLLBACK")
        for at, marked in rows:
            yield at, list(_stretches(marked))


def _narrowed(
    alive: set[int], answers: list[list[Stretch]], found: Iterable[tuple[int, list[Stretch]]]
) -> set[int]:
    left = set()
    for at, stretches in found:
        if at in alive and stretches:
            answers[at].extend(stretches)
            left.add(at)
    return left


def _told_by_spaces(text: str) -> str:
    """The text as the index keeps its words, every character in its place."""
    bare = _MARKS.sub(" ", text).replace("\0", " ")
    return bare if bare.isascii() else RUNS.sub(lambda run: " " * len(run.group()), bare)


def _standing(text: str, literal: str) -> Iterator[Stretch]:
    at = text.find(literal)
    while at >= 0:
        yield at, at + len(literal)
        at = text.find(literal, at + len(literal))


def _stretches(marked: str) -> Iterator[Stretch]:
    """The marked stretches, counted without the marks."""
    start = 0
    for number, mark in enumerate(_MARKS.finditer(marked)):
        at = mark.start() - number
        if mark.group() == _OPEN:
            start = at
        else:
            yield start, at
