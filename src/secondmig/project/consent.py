"""Use cases on consent: take the sheet in, say what a person agreed to, let passages out."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from secondmig.core.consent import (
    ASKED_FIRST,
    CLEARED,
    EVIDENCE,
    GIVEN,
    NOTE,
    PREFIX,
    SWITCHES,
    TIERS,
    answer,
    attribute,
    is_recorded,
    rank,
)
from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.ids import content_hash
from secondmig.core.span import Span, SpanSet
from secondmig.core.types import Case, Coding, Document
from secondmig.project.corpus import regular
from secondmig.project.gate import tier_of
from secondmig.project.layout import relative
from secondmig.project.listing import Done
from secondmig.project.session import Session, find_document, with_restrictions
from secondmig.store import cases, codings, documents, files, restrictions

if TYPE_CHECKING:
    from secondmig.survey.consent_file import Agreed

VERB: Final = "case consent"
CLEAR: Final = "case clear"
KEPT: Final = "persons"
"""Files of the kind that holds rows of persons: a withdrawal names them."""


def take_in(session: Session, path: Path) -> Done:
    """Take the consent sheet in; all of it or nothing. What the sheet says replaces what was on record.

    Raises:
        SecondmigError: every problem of the sheet at once.
    """
    from secondmig.survey.consent_file import Persons, read_sheet

    regular(path)
    connection = session.store.read()
    people = {case.id: case for case in cases.all_cases(connection)}
    left = {row.case_id: row.at for row in cases.withdrawn(connection)}
    today = datetime.now(UTC).date()
    sheet = read_sheet(path, Persons(frozenset(people), left, today))
    kept = [row for row in sheet if row.case in people]
    found = _evidence(session, kept, people)
    changed: list[str] = []
    name = relative(session.root, path)
    with session.store.write(actor=session.coder(), verb=VERB, subject=name) as change:
        for row in kept:
            case = people[row.case]
            if cases.put(change, replace(case, attributes=_attributes(case, row, found[row.case]))):
                changed.append(row.case)
        taken = files.take(change, name, content_hash(path.read_bytes()), KEPT)
        if not changed and not taken:
            change.nothing()
        change.payload["cases"] = changed
    lacking = sorted(set(people) - {row.case for row in kept})
    details = tuple(f"{row.case} withdrew and stays out" for row in sheet if row.case in left)
    if lacking:
        details += (f"not in the sheet, so nothing is on record of them: {', '.join(lacking)}",)
    return Done(
        f"{path.name}: consent of {len(changed)} of {len(kept)} persons new or changed",
        details,
        event=None if change.dropped else change.rev,
        count=len(changed),
    )


def _attributes(case: Case, row: "Agreed", evidence: str) -> Mapping[str, str]:
    told = {
        GIVEN: row.given,
        **{attribute(switch): row.answers[switch] for switch in SWITCHES},
        EVIDENCE: evidence,
        NOTE: row.note,
    }
    kept = {name: value for name, value in case.attributes.items() if name not in told}
    return {**kept, **{name: value for name, value in told.items() if value}}


def _evidence(session: Session, rows: Iterable["Agreed"], people: Mapping[str, Case]) -> Mapping[str, str]:
    """Case id -> where the person says so, each place found in the words.

    Raises:
        SecondmigError: every place that is not there.
    """
    from secondmig.survey.consent_file import places
    from secondmig.survey.evidence import resolve

    connection = session.store.read()
    marked = restrictions.all_restrictions(connection)

    def find(name: str) -> Document | None:
        held = documents.get(connection, name)
        return None if held is None else with_restrictions(held, marked)

    found: dict[str, str] = {}
    problems: list[SecondmigError] = []
    for row in rows:
        spoken = tuple(dict.fromkeys(ref.document for ref in people[row.case].speakers))
        told: list[tuple[str, str]] = []
        for said in row.evidence:
            try:
                place = resolve(said, spoken, find)
            except SecondmigError as error:
                problems.append(error)
            else:
                told.append((said.fact, f"{place.document}#{place.turn}"))
        found[row.case] = places(list(dict.fromkeys(told)))
    raise_all(problems)
    return found


def carried(before: Case | None, case: Case) -> Case:
    """A person as a table of persons describes them, with the consent that is on record kept.

    The table wins where it has a column of the same name itself.
    """
    if before is None:
        return case
    kept = {name: value for name, value in before.attributes.items() if name.startswith(PREFIX)}
    return replace(case, attributes={**kept, **case.attributes})


def in_words(case: Case) -> list[tuple[str, str]]:
    """What a person agreed to as (what, answer), for a card: the tier, the day, each switch."""
    told: list[tuple[str, str]] = [("consent", case.consent), ("which allows", TIERS[case.consent].allows)]
    if not is_recorded(case):
        return [*told, ("switches", "none on record: nothing is held back for them")]
    told.append(("agreed on", case.attributes.get(GIVEN, "") or "not on record"))
    for switch, terms in SWITCHES.items():
        said = answer(case, switch)
        told.append((terms.title, said if said == "yes" else f"no: {terms.no}"))
    told += [(name, case.attributes[key]) for name, key in _BESIDE if case.attributes.get(key)]
    number = len(clearances(case))
    if case.consent == ASKED_FIRST or number:
        told.append(("passages cleared for partners", str(number)))
    return told


_BESIDE: Final = (("says so at", EVIDENCE), ("note on consent", NOTE))


# passages that a person let out


def clear(session: Session, case_id: str, coding_ids: Sequence[str], *, note: str = "") -> Done:
    """Note that a person of T2 was asked and lets these coded passages be quoted to partners.

    The clearance holds for the very words of the passage: of a coding that is changed or removed since it
    holds no more.

    Args:
        session: the open project.
        case_id: the person.
        coding_ids: codings of words of that person.
        note: how the person was asked, in the team's own words.

    Raises:
        SecondmigError: the person's words need no clearing or may not be cleared, or a coding is not there,
            not of this person's words, or of words that were taken back; all at once.
    """
    return _mark(session, case_id, coding_ids, note=note, is_cleared=True)


def unclear(session: Session, case_id: str, coding_ids: Sequence[str]) -> Done:
    """Take clearances back.

    Raises:
        SecondmigError: a coding is not cleared.
    """
    return _mark(session, case_id, coding_ids, note="", is_cleared=False)


def _mark(session: Session, case_id: str, asked: Sequence[str], *, note: str, is_cleared: bool) -> Done:
    from secondmig.project.people import find_case

    ids = list(dict.fromkeys(asked))
    with session.store.write(actor=session.coder(), verb=CLEAR, subject=case_id) as change:
        case = find_case(session, case_id)
        held = dict(clearances(case))
        if is_cleared:
            held.update({each.id: (each.quote_sha, note) for each in _of_person(session, case, ids)})
        else:
            raise_all(_not_cleared(case_id, [name for name in ids if name not in held]))
            held = {name: each for name, each in held.items() if name not in ids}
        told = {name: value for name, value in case.attributes.items() if name != CLEARED}
        if held:
            told[CLEARED] = json.dumps(dict(sorted(held.items())))
        if not cases.put(change, replace(case, attributes=told)):
            change.nothing()
        change.payload.update({"codings": ids, "cleared": is_cleared})
    number = f"{len(ids)} {'passage' if len(ids) == 1 else 'passages'}"
    said = "may be quoted to partners" if is_cleared else "no longer quoted to partners"
    return Done(f"{case_id}: {number} {said}", event=None if change.dropped else change.rev, count=len(ids))


def _tier_problems(case: Case, coding: Coding, document: Document) -> Iterable[SecondmigError]:
    tier = tier_of(case, document)
    if tier != ASKED_FIRST:
        above = rank(tier) > rank(ASKED_FIRST)
        why = "need no clearing" if above else "are never quoted, so nothing of them is cleared"
        yield SecondmigError(
            f"{coding.id}: the words of {case.id} ({tier}) {why}",
            hint=f"passages are cleared of persons at {ASKED_FIRST}: {TIERS[ASKED_FIRST].allows}",
        )


def _not_cleared(case_id: str, ids: Iterable[str]) -> Iterable[SecondmigError]:
    return (SecondmigError(f"{name} is not cleared by {case_id}", hint="secondmig case show") for name in ids)


def _of_person(session: Session, case: Case, ids: Sequence[str]) -> tuple[Coding, ...]:
    """Codings of the words of one person alone, none of them taken back."""
    found = {coding.id: coding for coding in codings.by_ids(session.store.read(), ids)}
    problems = [
        SecondmigError(f"there is no coding {name}", hint=f"secondmig code list --case {case.id}")
        for name in ids
        if name not in found
    ]
    held: dict[str, Document] = {}
    for coding in found.values():
        document = held.setdefault(coding.document_id, find_document(session, coding.document_id))
        speakers = {turn.speaker for turn in document.turns if turn.span.overlaps(coding.span)}
        mine = {ref.speaker for ref in case.speakers if ref.document == document.id}
        problems += _tier_problems(case, coding, document)
        if coding.version != document.version or not speakers or not speakers <= mine:
            problems.append(SecondmigError(f"{coding.id} is not of words of {case.id} alone"))
        elif any(stretch.span.overlaps(coding.span) for stretch in document.withheld):
            problems.append(SecondmigError(f"{coding.id} holds words that were taken back"))
    raise_all(problems)
    return tuple(found.values())


def clearances(case: Case) -> Mapping[str, tuple[str, str]]:
    """Coding id -> hash of the words that the person let out, and how they were asked."""
    try:
        held = json.loads(case.attributes.get(CLEARED, "{}"))
    except ValueError:
        return {}
    return {str(name): (str(sha), str(note)) for name, (sha, note) in held.items()}


def cleared_spans(session: Session, people: Iterable[Case]) -> Mapping[tuple[str, int], SpanSet]:
    """(document, version) -> the words that persons let out, as their codings stand now."""
    let_out = {name: sha for case in people for name, (sha, _note) in clearances(case).items()}
    if not let_out:
        return {}
    spans: dict[tuple[str, int], list[Span]] = {}
    for coding in codings.by_ids(session.store.read(), sorted(let_out)):
        if coding.status == "current" and coding.quote_sha == let_out[coding.id]:
            spans.setdefault((coding.document_id, coding.version), []).append(coding.span)
    return {place: SpanSet.of(found) for place, found in spans.items()}
