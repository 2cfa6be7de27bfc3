"""Where the facts of a trajectory are known from: the words of the transcripts, through the gate."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import Final

from secondmig.core.legs import Evidence, Leg
from secondmig.core.types import Case, Coding, Document
from secondmig.project.blindness import seen
from secondmig.project.session import Session, find_document, masked_text, with_restrictions
from secondmig.store import codings, documents, restrictions

Row = dict[str, object]


def words_of(session: Session, case: Case) -> list[Row]:
    """One row per passage that says something about a person's legs; words taken back are masked."""
    rows: list[Row] = []
    held: dict[str, tuple[Document, str]] = {}
    for leg in case.legs:
        for each in leg.evidence:
            if each.document not in held and documents.get_row(session.store.read(), each.document, None):
                document = find_document(session, each.document)
                held[each.document] = document, masked_text(session, document, "work")
            rows.append(_row(case, leg, each, held.get(each.document)))
    return rows


def _row(case: Case, leg: Leg, evidence: Evidence, held: tuple[Document, str] | None) -> Row:
    from secondmig.survey.evidence import place, printed

    found = place(evidence, held[0] if held else None)
    return {
        "case": case.id,
        "leg": leg.index,
        "fact": evidence.fact or None,
        "value": _value(leg, evidence.fact),
        "document": evidence.document,
        "turn": printed(found.turn) if found.turn else evidence.turn,
        "status": found.status,
        "words": found.span.of(held[1]) if held and found.span else None,
    }


def _value(leg: Leg, fact: str) -> object:
    """What the evidence speaks for."""
    if not fact:
        return leg.country
    value = getattr(leg, fact)
    if fact == "occupations":
        return "; ".join(work.isco or work.title for work in leg.occupations) or None
    if fact == "statuses":
        return "; ".join(change.status for change in leg.statuses) or None
    if isinstance(value, tuple):
        return "; ".join(map(str, value)) or None
    return value if value is None or isinstance(value, float) else str(value) or None


def changed_evidence(session: Session, case: Case) -> Iterator[tuple[str, str]]:
    """Evidence whose words are not there any more, as after a correction: where, and what about it."""
    from secondmig.survey.evidence import place

    connection = session.store.read()
    named = dict.fromkeys(each.document for leg in case.legs for each in leg.evidence)
    marked = restrictions.all_restrictions(connection) if named else {}
    found = {name: documents.get(connection, name) for name in named}
    held = {name: with_restrictions(each, marked) if each else None for name, each in found.items()}
    for leg in case.legs:
        for each in leg.evidence:
            status = place(each, held[each.document]).status
            if status in {"changed", "gone"}:
                about = each.fact or "the leg"
                how = "reads otherwise" if status == "changed" else "is not there any more"
                message = f"evidence for {about}: turn {each.turn} of {each.document} {how}; {_CORRECT}"
                yield f"case {case.id}, leg {leg.index}", message


_CORRECT: Final = "correct the table of legs and import the persons again"


def spoken_outside(session: Session, case: Case) -> Mapping[str, tuple[str, ...]]:
    """Countries a person's codings are about that are no country of a leg -> ids of the codings.

    ORIGIN, NEXT, ELSEWHERE and NONE are no countries and are left out.
    """
    from secondmig.core.countries import is_country

    mine = {leg.country for leg in case.legs}
    outside: dict[str, list[str]] = {}
    for name in dict.fromkeys(ref.document for ref in case.speakers):
        document = documents.get(session.store.read(), name)
        if document is None:
            continue
        labels = {ref.speaker for ref in case.speakers if ref.document == name}
        for coding in seen(session, codings.find(session.store.read(), documents=(name,))):
            if coding.status != "current" or not _speaks(document, coding, labels):
                continue
            for country in _about(coding):
                if is_country(country) and country not in mine:
                    outside.setdefault(country, []).append(coding.id)
    return {country: tuple(ids) for country, ids in sorted(outside.items())}


def _speaks(document: Document, coding: Coding, labels: set[str]) -> bool:
    """Whether the turn in which a coding begins, or whose translation it is on, is spoken under a label."""
    at = bisect_right(document.turns, coding.span.start, key=lambda turn: turn.span.start) - 1
    return at >= 0 and document.turns[at].speaker in labels


def _about(coding: Coding) -> tuple[str, ...]:
    value = coding.facets.get("about_country")
    if isinstance(value, tuple):
        return tuple(map(str, value))
    return (str(value),) if value is not None else ()
