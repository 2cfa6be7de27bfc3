"""Codings, codes and persons as the workbench gets them: plain values, ready for JSON."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeAlias

from secondmig.core.consent import refuses
from secondmig.core.span import Span
from secondmig.core.types import Case, CodebookVersion, Coding, Document, FacetSpec, FacetValue, Turn
from secondmig.project.code_marks import marks_of
from secondmig.project.seen_text import SeenText
from secondmig.store.coding_lines import Line

Plain: TypeAlias = dict[str, object]
_PLACED: Final = 4
"""Columns of a turn's row that are always there."""


@dataclass(frozen=True, slots=True)
class PageTurn:
    """A turn as it is written into the page.

    Attributes:
        turn: where it stands and who speaks.
        words: exactly its code points, what is hidden as █.
        tiers: (name, start, end, words) of the lines under it.
    """

    turn: Turn
    words: str
    tiers: tuple[tuple[str, int, int, str], ...]


def document_facts(seen: SeenText) -> Plain:
    """What stands above a transcript."""
    document = seen.document
    return {
        "id": document.id,
        "version": document.version,
        "title": document.title,
        "kind": document.kind,
        "language": document.language,
        "sha": document.text_sha,
        "text_length": len(document.text),
    }


def page_turns(seen: SeenText) -> tuple[PageTurn, ...]:
    """The turns of a transcript with their words and the lines under them."""
    tiers: dict[int, list[tuple[str, int, int, str]]] = {}
    for tier in seen.document.tiers:
        line = (tier.name, tier.span.start, tier.span.end, tier.span.of(seen.text))
        tiers.setdefault(tier.turn_index, []).append(line)
    return tuple(
        PageTurn(turn, turn.span.of(seen.text), tuple(tiers.get(turn.index, ())))
        for turn in seen.document.turns
    )


def row_of(coding: Coding, seen: SeenText, coder: str) -> Plain:
    """One coding; the remark is left out where the words it is on may not be seen."""
    return {
        "id": coding.id,
        "start": coding.span.start,
        "end": coding.span.end,
        "code": coding.code_id,
        "coder": coding.coder_id,
        "facets": plain_facets(coding.facets),
        "origin": coding.origin,
        "status": coding.status,
        "memo": "" if seen.hidden.overlaps(coding.span) else coding.memo,
        "seen": coding.created_event,
        "mine": coding.coder_id == coder,
        "version": coding.version,
    }


def packed(lines: Iterable[Line], seen: SeenText) -> Plain:
    """Many codings as short rows over tables of their codes, coders and sets of facets.

    A row is ``[id, start, end, code, coder, facets, seen]``, the middle three as positions in the tables, and
    an object with ``memo`` and ``origin`` at its end where they say something.
    """
    codes: dict[str, int] = {}
    coders: dict[str, int] = {}
    facets: dict[str, int] = {}
    rows: list[list[object]] = []
    for each in lines:
        row: list[object] = [
            each.id,
            each.start,
            each.end,
            codes.setdefault(each.code, len(codes)),
            coders.setdefault(each.coder, len(coders)),
            facets.setdefault(each.facets, len(facets)),
            each.event,
        ]
        more = (
            {"memo": each.memo} if each.memo and not seen.hidden.overlaps(Span(each.start, each.end)) else {}
        )
        more |= {"origin": each.origin} if each.origin != "manual" else {}
        rows.append([*row, more] if more else row)
    sets = [json.loads(text) for text in facets]
    return {"codes": list(codes), "coders": list(coders), "facets": sets, "rows": rows}


def plain_facets(facets: Mapping[str, FacetValue]) -> Plain:
    """Facets as JSON has them."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in facets.items()}


def turn_rows(document: Document) -> Plain:
    """The turns as short rows over a table of speakers.

    A row is ``[number, speaker, start, end, time_start, time_end, language]``; the number is that printed or
    None, the speaker a position in the table of (label, role), the language "" where it is the document's.
    What says nothing at the end of a row is left out.
    """
    speakers: dict[tuple[str, str], int] = {}
    rows: list[list[object]] = [
        [
            turn.number,
            speakers.setdefault((turn.speaker, turn.role), len(speakers)),
            turn.span.start,
            turn.span.end,
            turn.time_start,
            turn.time_end,
            "" if turn.language == document.language else turn.language,
        ]
        for turn in document.turns
    ]
    for row in rows:
        while row[-1] in {None, ""} and len(row) > _PLACED:
            row.pop()
    return {"speakers": [list(each) for each in speakers], "rows": rows}


def gaps(seen: SeenText) -> list[str]:
    """What stands between the words of each turn and those of the next, as far as it may be seen."""
    turns = seen.document.turns
    return [seen.text[turn.span.end : after.span.start] for turn, after in pairwise(turns)]


def person_rows(people: Iterable[Case], document_id: str) -> list[Plain]:
    """The persons who speak in a document, with the countries they lived in."""
    return [
        {
            "id": case.id,
            "pseudonym": case.pseudonym,
            "consent": case.consent,
            "audio": not refuses(case, "audio"),
            "countries": list(dict.fromkeys(leg.country for leg in case.legs)),
            "speakers": [ref.speaker for ref in case.speakers if ref.document == document_id],
            "legs": [
                [
                    leg.index,
                    leg.country,
                    None if leg.start is None else str(leg.start),
                    None if leg.end is None else str(leg.end),
                    leg.role,
                ]
                for leg in case.legs
            ],
        }
        for case in people
    ]


def code_table(versions: Sequence[CodebookVersion]) -> Plain:
    """Every code with all that helps to choose and to draw it, by id; what is empty is left out."""
    from secondmig.codebook.facets import specs_for

    marks = marks_of([version.codebook for version in versions])
    names = facet_names(versions)
    found: Plain = {}
    for version in versions:
        book = version.codebook
        for code in book.codes:
            mark = marks[code.id]
            held = {
                "parent": code.parent,
                "definition": code.definition,
                "include": code.include,
                "exclude": code.exclude,
                "examples": list(code.examples),
                "aliases": [cue for cues in code.cues.values() for cue in cues],
                "facets": [names[book.id, spec.name] for spec in specs_for(book, code.id)]
                if code.codable
                else [],
                "defaults": dict(code.defaults),
                "retired": code.retired,
                "key": mark.key,
            }
            found[code.id] = {
                "book": book.id,
                "label": code.label,
                "path": list(mark.path),
                "codable": code.codable,
                "hue": mark.hue,
                "pattern": mark.pattern,
                **{name: value for name, value in held.items() if value},
            }
    return found


def core_codes(wanted: Iterable[str], versions: Sequence[CodebookVersion]) -> list[str]:
    """Those of the codes that a project puts first which can be applied today."""
    here = {
        code.id
        for version in versions
        for code in version.codebook.codes
        if code.codable and not code.retired
    }
    return [each for each in dict.fromkeys(wanted) if each in here]


def facet_names(versions: Sequence[CodebookVersion]) -> Mapping[tuple[str, str], str]:
    """(Codebook, facet) -> its name in :func:`facet_table`; what two codebooks declare otherwise has two."""
    known: dict[str, FacetSpec] = {}
    found: dict[tuple[str, str], str] = {}
    for version in versions:
        for spec in version.codebook.facets:
            shared = known.setdefault(spec.name, spec) == spec
            book = version.codebook.id
            found[book, spec.name] = spec.name if shared else f"{book}/{spec.name}"
    return found


def facet_table(versions: Sequence[CodebookVersion]) -> Plain:
    """What each facet may hold, by the name that codes give; what is empty is left out."""
    names = facet_names(versions)
    return {
        names[version.codebook.id, spec.name]: _facet_row(spec)
        for version in versions
        for spec in version.codebook.facets
    }


def _facet_row(spec: FacetSpec) -> Plain:
    held = {
        "values": list(spec.values),
        "labels": dict(spec.labels),
        "multiple": spec.multiple,
        "required": spec.required,
        "required_unless": dict(spec.required_unless),
        "help": spec.help,
    }
    row: Plain = {"name": spec.name, "type": spec.type, **{key: held[key] for key in held if held[key]}}
    return row if spec.default is None else {**row, "default": spec.default}


def book_rows(versions: Sequence[CodebookVersion]) -> list[Plain]:
    """The codebooks with their rules."""
    return [
        {
            "id": version.codebook.id,
            "version": version.number,
            "label": version.codebook.label,
            "title": version.codebook.title,
            "unit": version.codebook.unit,
            "rules": list(version.codebook.rules),
        }
        for version in versions
    ]
