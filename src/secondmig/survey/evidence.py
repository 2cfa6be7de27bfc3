"""Where a transcript says something about a stay: written in a table by hand, found in the stored words.

A cell like ``start 22 24; edu_at_end 8 "registered nurse"; income 30`` names a field of the leg, then turns
by their numbers as printed, each with or without a passage in double quotation marks that stands exactly once
in that turn. Turns without a field speak of the whole leg. ``US01-2#22`` names the document where a person
has several; a name with blanks in it stands in quotation marks: ``"Interview 2"#22``.
"""

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.core.legs import TOLD, Evidence
from secondmig.core.span import Span
from secondmig.core.types import Document, Turn

FACTS: Final = (
    "country",
    "start",
    "end",
    "role",
    "legal_at_entry",
    "legal_at_exit",
    "isco",
    *TOLD,
    "occupations",
    "statuses",
)
"""The fields of a leg that evidence may speak of."""

HINT: Final = 'write a field, then turns, each with a passage or without: start 22; income 8 "a good wage"'
_TOKEN = re.compile(
    r"""\s*(?:
      (?P<stop>;)
    | (?:"(?P<quoted>[^"]+)"|(?P<document>[^\s;"\#]+))?\#(?P<number>[0-9]{1,9})(?=[\s;"]|$)
    | (?P<turn>[0-9]{1,9})(?=[\s;"]|$)
    | "(?P<passage>[^"]*)"
    | (?P<word>[^\s;"]+)
    )""",
    re.VERBOSE,
)

Lookup = Callable[[str], Document | None]
"""Document id -> its newest version, passages taken back included; None where it is not there."""


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of evidence as a table names it, not yet found in the words.

    Attributes:
        fact: field of the leg, "" for the whole leg.
        document: as named, "" where the person has one only.
        turn: number as printed.
        passage: the words, "" for all of the turn.
        where: ``file:line`` and column, for messages.
    """

    fact: str
    document: str
    turn: int
    passage: str
    where: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece of evidence stands now.

    Attributes:
        status: "exact"; "moved" where the same words stand elsewhere in the document; "changed" where the
            turn is there and the words are not; "gone" where the turn or the document is not there.
        turn: the turn, None where it is gone.
        span: code points in the document's text, None where it is changed or gone.
    """

    status: Literal["exact", "moved", "changed", "gone"]
    turn: Turn | None = None
    span: Span | None = None


def printed(turn: Turn) -> int:
    """The number of a turn as people name it: the printed one, else its place from 1."""
    return turn.index + 1 if turn.number is None else turn.number


def parse(cell: str, *, where: str, fact: str | None = None) -> tuple[list[Said], list[SecondmigError]]:
    """Read a cell of evidence.

    Args:
        cell: the text, may be empty.
        where: ``file:line`` and column.
        fact: the field that all of it speaks of; None where the cell names fields itself.

    Returns:
        What it names, and what is wrong with it.

    >>> parse('start 22 24; income 8 "a good wage"', where="")[0][2].passage
    'a good wage'
    """
    found: list[Said] = []
    problems: list[SecondmigError] = []
    for clause in _clauses(cell):
        read, wrong = _clause(clause, where=where, fact=fact)
        found += read
        problems += wrong
    return found, problems


def _clauses(cell: str) -> Iterator[list[re.Match[str]]]:
    """The tokens of each stretch between semicolons that stand outside quotation marks."""
    clause: list[re.Match[str]] = []
    at = 0
    text = cell.strip()
    while at < len(text):
        token = _TOKEN.match(text, at) or re.compile(r"\s*(?P<word>.)").match(text, at)
        assert token is not None  # noqa: S101 - any other letter is a word of its own
        at = token.end()
        if token.groupdict().get("stop"):
            yield clause
            clause = []
        else:
            clause.append(token)
    yield clause


def _clause(
    tokens: Sequence[re.Match[str]], *, where: str, fact: str | None
) -> tuple[list[Said], list[SecondmigError]]:
    found: list[Said] = []
    named = fact or ""
    for place, token in enumerate(tokens):
        part = token.groupdict()
        if part.get("turn") or part.get("number"):
            document = part["quoted"] or part["document"] or ""
            found.append(Said(named, document, int(part["turn"] or part["number"]), "", where))
        elif part.get("passage") and found and not found[-1].passage:
            last = found.pop()
            found.append(Said(last.fact, last.document, last.turn, part["passage"], where))
        elif part.get("word") and place == 0 and fact is None:
            if part["word"] not in FACTS:
                return [], [_unknown(part["word"], where)]
            named = part["word"]
        else:
            written = token[0].strip()
            return [], [
                SecondmigError(f"{written!r} is neither a turn nor its passage", where=where, hint=HINT)
            ]
    if tokens and not found:
        message = f"{tokens[0][0].strip()!r} names no turn"
        return [], [SecondmigError(message, where=where, hint=HINT)]
    return found, []


def _unknown(word: str, where: str) -> SecondmigError:
    close = difflib.get_close_matches(word, FACTS, n=1)
    hint = f"did you mean {close[0]}?" if close else f"fields are {', '.join(FACTS)}"
    return SecondmigError(f"{word!r} is no field of a leg", where=where, hint=hint)


def resolve(said: Said, documents: Sequence[str], find: Lookup) -> Evidence:
    """Find the words that a table names.

    Args:
        said: what the table names.
        documents: ids of the documents in which the person speaks.
        find: gives a document.

    Returns:
        The place within the words of the turn, with the hash of the words there.

    Raises:
        SecondmigError: the document or the turn is not there, the passage does not stand in the turn exactly
            once, or somebody took it back.
    """
    document = _document(said, documents, find)
    turn = _turn(said, document)
    words = turn.span.of(document.text)
    if not said.passage:
        return Evidence(said.fact, document.id, said.turn, quote_sha=content_hash(words))
    times = words.count(said.passage)
    start = words.find(said.passage)
    place = f"turn {said.turn} of {document.id}"
    if times and _withheld(document, turn.span.start + start, len(said.passage)):
        raise SecondmigError(
            f"the passage in {place} was taken back", where=said.where, hint="take the passage out"
        )
    if times != 1:
        how = "does not stand" if times == 0 else f"stands {times} times"
        hint = "copy it letter by letter" if times == 0 else "copy more of the words around it"
        raise SecondmigError(f"{_short(said.passage)} {how} in {place}", where=said.where, hint=hint)
    end = start + len(said.passage)
    return Evidence(said.fact, document.id, said.turn, start, end, content_hash(said.passage))


def _document(said: Said, documents: Sequence[str], find: Lookup) -> Document:
    if not said.document and len(documents) != 1:
        speaks = f"speaks in {', '.join(documents)}" if documents else "speaks in no document"
        hint = f"name it before the turn: {documents[0] if documents else 'DOC'}#{said.turn}"
        message = f"turn {said.turn} names no document; the person {speaks}"
        raise SecondmigError(message, where=said.where, hint=hint)
    name = said.document or documents[0]
    if name not in documents:
        hint = f"the person speaks in {', '.join(documents) or 'no document'}"
        raise SecondmigError(f"the person does not speak in {name}", where=said.where, hint=hint)
    found = find(name)
    if found is None:
        hint = f"take the transcript in first: secondmig corpus import {name}.txt"
        message = f"turn {said.turn}: there is no document {name} yet"
        raise SecondmigError(message, where=said.where, hint=hint)
    return found


def _turn(said: Said, document: Document) -> Turn:
    """The one turn of that number."""
    found = [turn for turn in document.turns if printed(turn) == said.turn]
    if len(found) == 1:
        return found[0]
    numbers = [printed(turn) for turn in document.turns]
    hint = f"its turns run from {min(numbers)} to {max(numbers)}" if numbers else "it has no turns"
    if found:
        message = f"{document.id} has {len(found)} turns {said.turn}"
        raise SecondmigError(message, where=said.where, hint="number its turns anew, or name another turn")
    raise SecondmigError(f"{document.id} has no turn {said.turn}", where=said.where, hint=hint)


def _withheld(document: Document, start: int, length: int) -> bool:
    passage = Span(start, start + length)
    return any(stretch.span.overlaps(passage) for stretch in document.withheld)


def _short(passage: str) -> str:
    return repr(passage if len(passage) <= 40 else f"{passage[:39]}…")


def place(evidence: Evidence, document: Document | None) -> Place:
    """Where a piece of evidence stands in a document as it is now.

    The words themselves are not kept, only their hash and length: they are looked for at their place, then
    elsewhere in the turn, then in the other turns.
    """
    if document is None:
        return Place("gone")
    turn = next((turn for turn in document.turns if printed(turn) == evidence.turn), None)
    if turn is not None:
        words = turn.span.of(document.text)
        begin, end = evidence.start or 0, len(words) if evidence.end is None else evidence.end
        if content_hash(words[begin:end]) == evidence.quote_sha or not evidence.quote_sha:
            return Place("exact", turn, Span(turn.span.start + begin, turn.span.start + end))
    elsewhere = [spot for each in document.turns for spot in _spots(evidence, each, document)]
    here = [spot for spot in elsewhere if spot.turn == turn] or elsewhere
    if len(here) == 1:
        return here[0]
    return Place("gone") if turn is None else Place("changed", turn)


def _spots(evidence: Evidence, turn: Turn, document: Document) -> Iterator[Place]:
    """Places in a turn where the words of the same length have the hash of the evidence."""
    words = turn.span.of(document.text)
    whole = evidence.start is None or evidence.end is None
    length = len(words) if whole else (evidence.end or 0) - (evidence.start or 0)
    for begin in range(len(words) - length + 1):
        if length and content_hash(words[begin : begin + length]) == evidence.quote_sha:
            start = turn.span.start + begin
            yield Place("moved", turn, Span(start, start + length))


def turns_named(evidence: Sequence[Evidence]) -> Mapping[str, tuple[str, ...]]:
    """Field -> the turns that speak of it, as ``DOC#22``, in order, each once; "" is the whole leg."""
    found: dict[str, dict[str, None]] = {}
    for each in evidence:
        found.setdefault(each.fact, {})[f"{each.document}#{each.turn}"] = None
    return {fact: tuple(places) for fact, places in found.items()}
