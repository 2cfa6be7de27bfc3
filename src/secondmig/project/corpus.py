"""Use cases on transcripts: list, show, text, restrict."""

import re
import shlex
from collections.abc import Sequence
from pathlib import Path

from secondmig.core.cautions import waiting
from secondmig.core.counting import counted
from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.core.span import Span, SpanSet
from secondmig.core.types import Case, Coding, Document, Turn
from secondmig.joint.passages import printed_number
from secondmig.project.blindness import seen
from secondmig.project.listing import Done, Listing
from secondmig.project.session import Session, find_document, masked_text, meta, place
from secondmig.project.undecided import undecided
from secondmig.store import cases, codings, documents
from secondmig.transcript.words import written_with_spaces


def list_documents(session: Session, selection: Selection) -> Listing:
    """One row per document, without its words."""
    people = cases.all_cases(session.store.read())
    rows: list[dict[str, object]] = []
    for row in documents.summaries(session.store.read()):
        mine = [case for case in people if any(ref.document == row.id for ref in case.speakers)]
        if not _wanted(row.id, mine, selection):
            continue
        rows.append(
            {
                "id": row.id,
                "title": row.title,
                "kind": row.kind,
                "language": row.language,
                "case": ", ".join(case.id for case in mine) or None,
                "turns": row.turns,
                "words": row.words if written_with_spaces(row.language) else None,
                "version": row.version,
                "decoding": row.decoding,
            }
        )
    fields = ("id", "title", "kind", "language", "case", "turns", "words", "version", "decoding")
    told = meta(session, unit="documents", selection=selection, n=len(rows))
    number = sum(row["words"] is None for row in rows)
    notes = [f"{counted(number, 'document')} written without spaces: no words to count"] if number else []
    return Listing(fields, rows, told, tuple(notes))


def _wanted(document_id: str, people: Sequence[Case], selection: Selection) -> bool:
    if selection.documents and document_id not in selection.documents:
        return False
    if selection.cases and not any(case.id in selection.cases for case in people):
        return False
    return all(any(case.attributes.get(name) == value for case in people) for name, value in selection.groups)


def show(session: Session, document_id: str, *, turns: tuple[int, int] | None, codes: bool) -> Listing:
    """The turns of a document, one row each, with their codes where asked; what was taken back is masked."""
    document = find_document(session, document_id)
    text = masked_text(session, document, "work")
    shown = [turn for turn in document.turns if turns is None or turns[0] <= printed_number(turn) <= turns[1]]
    if turns is not None and not shown:
        first, last = (printed_number(document.turns[at]) for at in (0, -1))
        raise SecondmigError(
            f"{document_id} has no turn from {turns[0]} to {turns[1]}",
            hint=f"its turns run from {first} to {last}",
        )
    coded = seen(session, codings.find(session.store.read(), documents=(document_id,))) if codes else []
    in_place = [coding for coding in coded if is_in_place(coding, document)]
    asked = undecided(session) if coded else {}
    rows: list[dict[str, object]] = []
    for turn in shown:
        row: dict[str, object] = {
            "turn": printed_number(turn),
            "time": _clock(turn.time_start),
            "speaker": turn.speaker,
            "text": turn.span.of(text),
        }
        for tier in (tier for tier in document.tiers if tier.turn_index == turn.index):
            row["text"] = f"{row['text']}\n%{tier.name}: {tier.span.of(text)}"
        if codes:
            here = [coding for coding in in_place if turn.span.overlaps(coding.span)]
            marks = {coding.id: "?" if coding.id in asked else "" for coding in here}
            row["codes"] = (
                ", ".join(f"{each.code_id}{marks[each.id]} ({each.coder_id})" for each in here) or None
            )
        rows.append(row)
    fields = ("turn", "time", "speaker", "text", "codes") if codes else ("turn", "time", "speaker", "text")
    chosen = Selection(documents=(document_id,))
    open_questions = sum(coding.id in asked for coding in in_place)
    cautions = waiting(len(coded) - len(in_place) + open_questions, open_questions)
    told = meta(session, unit="turns", selection=chosen, n=len(rows), cautions=cautions)
    return Listing(fields, rows, told)


def is_in_place(coding: Coding, document: Document) -> bool:
    """Whether a coding stands in the words of this version, and does not wait for a person's look."""
    return coding.version == document.version and coding.status == "current"


def text(session: Session, document_id: str) -> str:
    """The canonical text with withheld stretches as █, code point for code point."""
    return masked_text(session, find_document(session, document_id), "work")


def restrict(session: Session, document_id: str, *, turn: int, quote: str | None, reason: str) -> Done:
    """Take a passage back: masked from now on in every output, at every level, in every version."""
    from secondmig.project.carrying import spread

    document = find_document(session, document_id)
    meant = find_turn(document, turn)
    if not reason.strip():
        raise SecondmigError(
            "a passage is taken back for a reason", where=document_id, hint='--reason "asked by letter"'
        )
    # Looked for in all the words, so that a stretch taken back can be made longer.
    words = meant.span.of(document.text)
    span = meant.span if quote is None else _only_place(document, meant, quote, words)
    beneath = [tier.span for tier in document.tiers if tier.turn_index == meant.index]
    stretches = [span, *beneath]
    write = session.store.write(
        actor=session.coder(),
        verb="corpus restrict",
        subject=document_id,
        payload={"turn": turn, "stretches": len(stretches)},
    )
    with write as change:
        spread(change, document, stretches, reason)
    touched = [
        coding
        for coding in codings.find(session.store.read(), documents=(document_id,))
        if coding.version == document.version and any(each.overlaps(coding.span) for each in stretches)
    ]
    warnings = (f"{len(touched)} codings lie on it: they count, their words are masked",) if touched else ()
    return Done(
        f"{place(document, meant)}: {len(span)} characters withheld from every output",
        details=tuple(
            f"and the %{tier.name} line under it" for tier in document.tiers if tier.turn_index == meant.index
        ),
        warnings=warnings,
        event=change.rev,
    )


def find_turn(document: Document, number: int) -> Turn:
    """The turn printed with that number; where a source prints none, they are counted from 1.

    Raises:
        SecondmigError: there is none.
    """
    for turn in document.turns:
        if printed_number(turn) == number:
            return turn
    last = printed_number(document.turns[-1]) if document.turns else 0
    raise SecondmigError(
        f"there is no turn {number}",
        where=document.id,
        hint=f"secondmig corpus show {shlex.quote(document.id)} (up to turn {last})",
    )


def find_quote(document: Document, turn: Turn, quote: str) -> Span:
    """Where a quotation stands in what may be coded of a turn.

    Words that were taken back answer like words that are not there, so that nobody learns them by guessing.

    Raises:
        SecondmigError: it is empty, not there, or there twice.
    """
    withheld = SpanSet.of(stretch.span for stretch in document.withheld)
    return _only_place(document, turn, quote, turn.span.of(withheld.masked(document.text, "\0")))


def _only_place(document: Document, turn: Turn, quote: str, words: str) -> Span:
    where = place(document, turn)
    if not quote.strip():
        raise SecondmigError("the quotation is empty", where=where, hint="give the words of the turn")
    at = words.find(quote)
    if at < 0:
        raise SecondmigError(
            f"these words are not in the turn, or were taken back: {_short(quote)!r}",
            where=where,
            hint=_as_written(document, turn, quote)
            or f"secondmig corpus show {shlex.quote(document.id)} --turns {printed_number(turn)}",
        )
    if words.find(quote, at + 1) >= 0:
        raise SecondmigError(
            f"these words stand in the turn more than once: {_short(quote)!r}",
            where=where,
            hint="quote more of the words around them",
        )
    return Span(turn.span.start + at, turn.span.start + at + len(quote))


_SAME = str.maketrans("\u2018\u2019\u201c\u201d\u00ab\u00bb\u2013\u2014\u2011", '\'\'""""---')
"""What word processors type for straight quotation marks and hyphens; one letter for one, so places hold."""


def _as_written(document: Document, turn: Turn, quote: str) -> str:
    """The hint that gives the words as they stand, where only capitals, marks or spaces differ; else ""."""
    withheld = SpanSet.of(stretch.span for stretch in document.withheld)
    shown = turn.span.of(withheld.masked(document.text, "\0"))
    wanted = r"\s+".join(re.escape(word) for word in quote.translate(_SAME).split())
    found = [match.span() for match in re.finditer(wanted, shown.translate(_SAME), re.IGNORECASE)]
    if len(found) != 1 or "\0" in quote:
        return ""
    return f"copy them as they stand there: {shown[slice(*found[0])]}"


def regular(path: Path) -> None:
    """Refuse what is there and is no file: a folder, a pipe, a device.

    Raises:
        SecondmigError: it is such a thing.
    """
    if path.exists() and not path.is_file():
        raise SecondmigError("is not a file", where=path.name or str(path), hint="name a file")


def _clock(milliseconds: int | None) -> str | None:
    if milliseconds is None:
        return None
    seconds = milliseconds // 1000
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _short(quote: str) -> str:
    return quote if len(quote) <= 60 else quote[:57] + "..."
