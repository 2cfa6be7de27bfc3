"""Use cases on persons: import, list, show, legs, withdraw, export."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.core.legs import PartialDate
from secondmig.core.selection import Selection
from secondmig.core.types import Case
from secondmig.core.warnings import DEFAULT_CONSENT
from secondmig.project.codes import list_codings
from secondmig.project.corpus import printed_number as turn_number
from secondmig.project.corpus import regular
from secondmig.project.layout import relative
from secondmig.project.listing import Done, Listing
from secondmig.project.memos import memo_rows
from secondmig.project.output import write_atomically
from secondmig.project.packages import holders
from secondmig.project.session import Session, find_document, masked_text, meta
from secondmig.store import cases, documents, erase, files, memos, summaries
from secondmig.store.connect import Change

if TYPE_CHECKING:
    from secondmig.survey.trajectory import Trajectory


def import_persons(session: Session, path: Path, *, legs: Path | None) -> Done:
    """Take a table of persons in, and the legs that win over it; all of it or nothing.

    With the declared table of persons go the declared legs.

    Raises:
        SecondmigError: every problem of the files at once.
    """
    from secondmig.survey.persons import read_legs, read_persons, with_legs

    regular(path)
    if legs is None and session.config.legs and relative(session.root, path) == session.config.persons:
        legs = session.root / session.config.legs
    read = read_persons(path)
    if legs is not None:
        read = with_legs(read, read_legs(legs))
    gone = {row.case_id for row in cases.withdrawn(session.store.read())}
    kept = [case for case in read if case.id not in gone]
    changed: list[str] = []
    verb = session.store.write(
        actor=session.coder(), verb="case import", subject=relative(session.root, path)
    )
    with verb as change:
        changed.extend(case.id for case in kept if cases.put(change, _with_known_speakers(change, case)))
        sources = [path] if legs is None else [path, legs]
        taken = [files.take(change, relative(session.root, each), _sha(each), "persons") for each in sources]
        if changed or any(taken):
            change.payload["cases"] = changed
        else:
            change.nothing()
    details = tuple(f"{case.id} was withdrawn and stays out" for case in read if case.id in gone)
    return Done(
        f"{len(changed)} of {len(kept)} persons new or changed",
        details,
        event=change.rev if changed else None,
    )


def _with_known_speakers(change: Change, case: Case) -> Case:
    known = cases.get(change.connection, case.id)
    if known is None:
        return case
    return replace(case, speakers=tuple(sorted({*case.speakers, *known.speakers})))


def _sha(path: Path) -> str:
    return content_hash(path.read_bytes())


def trajectory_of(session: Session, case: Case) -> "Trajectory":
    """What is derived from a person's legs, stays counted up to the interview."""
    from secondmig.survey.trajectory import derive

    return derive(case, min_stay=session.config.min_stay, as_of=interview_date(session, case))


def interview_date(session: Session, case: Case) -> PartialDate | None:
    """When the person was last interviewed, as the headers of the documents say; None where none says so."""
    from secondmig.survey.trajectory import latest_interview

    names = dict.fromkeys(ref.document for ref in case.speakers)
    return latest_interview(documents.header(session.store.read(), name) for name in names)


def list_cases(session: Session, selection: Selection) -> Listing:
    """One row per person."""
    rows: list[dict[str, object]] = []
    unknown = False
    for case in chosen(session, selection):
        derived = trajectory_of(session, case)
        unknown = unknown or "consent" not in case.attributes
        rows.append(
            {
                "id": case.id,
                "pseudonym": case.pseudonym,
                "interview_country": case.attributes.get("interview_country"),
                "origin": case.attributes.get("origin"),
                "group": ("second" if derived.second_migrant else "single") if derived.destinations else None,
                "second_migrant": derived.second_migrant,
                "consent": case.consent,
                "documents": ", ".join(dict.fromkeys(ref.document for ref in case.speakers)) or None,
            }
        )
    fields = (
        "id",
        "pseudonym",
        "interview_country",
        "origin",
        "group",
        "second_migrant",
        "consent",
        "documents",
    )
    cautions = [DEFAULT_CONSENT] if unknown and rows else []
    return Listing(
        fields, rows, meta(session, unit="persons", selection=selection, n=len(rows), cautions=cautions)
    )


def chosen(session: Session, selection: Selection) -> tuple[Case, ...]:
    """The persons a selection keeps, by id."""
    kept = []
    for case in cases.all_cases(session.store.read(), as_of=selection.as_of):
        if selection.cases and case.id not in selection.cases:
            continue
        if selection.documents and not any(ref.document in selection.documents for ref in case.speakers):
            continue
        if all(case.attributes.get(name) == value for name, value in selection.groups):
            kept.append(case)
    return tuple(kept)


def find_case(session: Session, case_id: str) -> Case:
    """A person by id.

    Raises:
        SecondmigError: there is none, or the person withdrew.
    """
    case = cases.get(session.store.read(), case_id)
    if case is None:
        gone = any(row.case_id == case_id for row in cases.withdrawn(session.store.read()))
        message = f"{case_id} withdrew; what was held is erased" if gone else f"there is no case {case_id}"
        raise SecondmigError(message, hint="secondmig case list")
    return case


def show(session: Session, case_id: str) -> Listing:
    """Everything held about a person but the words: attributes, consent, documents, what is derived."""
    case = find_case(session, case_id)
    derived = trajectory_of(session, case)
    pairs: list[tuple[str, object]] = [
        ("id", case.id),
        ("pseudonym", case.pseudonym),
        ("consent", case.consent),
        *(("speaker", f"{ref.speaker} in {ref.document}") for ref in case.speakers),
        ("second_migrant", derived.second_migrant),
        ("rule", derived.rule),
        ("first_destination", derived.first_destination),
        ("current", derived.current),
        ("return_then_onward", derived.return_then_onward),
        *sorted(
            (name, value)
            for name, value in case.attributes.items()
            if name not in {"id", "pseudonym", "consent"}
        ),
    ]
    rows = [{"field": name, "value": value} for name, value in pairs]
    return Listing(
        ("field", "value"), rows, meta(session, unit="fields", selection=Selection(cases=(case_id,)), n=1)
    )


def legs(session: Session, case_id: str) -> Listing:
    """The trajectory of a person, one row per leg."""
    case = find_case(session, case_id)
    return trajectories(session, (case,), Selection(cases=(case_id,)))


def trajectories(session: Session, people: Sequence[Case], selection: Selection) -> Listing:
    """One row per leg of these persons."""
    from secondmig.survey.trajectory import months

    rows: list[dict[str, object]] = []
    for case in people:
        derived = trajectory_of(session, case)
        until = interview_date(session, case)
        rows.extend(
            {
                "case": case.id,
                "leg": leg.index,
                "country": leg.country,
                "start": str(leg.start) if leg.start else None,
                "end": str(leg.end) if leg.end else None,
                "months": months(leg, as_of=until),
                "role": leg.role,
                "legal_at_entry": leg.legal_at_entry or None,
                "legal_at_exit": leg.legal_at_exit or None,
                "isco": leg.isco or None,
                "note": leg.role_reason or leg.note or None,
                "second_migrant": derived.second_migrant,
            }
            for leg in case.legs
        )
    fields = (
        "case",
        "leg",
        "country",
        "start",
        "end",
        "months",
        "role",
        "legal_at_entry",
        "legal_at_exit",
        "isco",
        "note",
        "second_migrant",
    )
    return Listing(fields, rows, meta(session, unit="legs", selection=selection, n=len(rows)))


_OPEN_ELSEWHERE = (
    "another program has the project open: its file is swept clean when secondmig opens it next and alone"
)


def withdraw(session: Session, case_id: str, *, reason: str) -> Done:
    """Erase a person: words, attributes, codings, survey rows. The one act without undo."""
    case = find_case(session, case_id)
    erased = erase.withdraw(session.store, actor=session.coder(), case_id=case_id, reason=reason)
    kept_copies = tuple(f"may still hold the words: {path}" for path in erased.backups)
    kept_copies += holders(session.store.read(), {ref.document for ref in case.speakers})
    declared = _declared_with(session, case)
    return Done(
        f"{case_id} withdrawn and erased: {erased.documents} documents, {erased.codings} codings",
        details=tuple(f"remove it from the project's files yourself: {name}" for name in declared),
        warnings=kept_copies if erased.scrubbed else (*kept_copies, _OPEN_ELSEWHERE),
        event=erased.event,
    )


def _declared_with(session: Session, case: Case) -> tuple[str, ...]:
    """Files taken in that still hold the person: the database is cleared, files are the user's own."""
    documents_of = {ref.document for ref in case.speakers}
    held = []
    for row in files.all_files(session.store.read()):
        path = session.root / row.path
        if not path.is_file():
            continue
        if row.kind in {"persons", "survey"}:
            held.append(f"{row.path} (the rows of {case.id})")
        elif path.stem in documents_of:
            held.append(row.path)
    held += [f"{source.key} (the rows of {case.id})" for source in session.config.surveys if source.key]
    return tuple(held)


def export(session: Session, case_id: str, target: Path) -> Done:
    """Everything held about a person, for the person: one JSON file, stretches taken back masked.

    Raises:
        SecondmigError: the file is there already.
    """
    case = find_case(session, case_id)
    if target.exists():
        raise SecondmigError("the file is there already", where=str(target), hint="name another file")
    held = {
        "case": case_id,
        "pseudonym": case.pseudonym,
        "consent": case.consent,
        "attributes": dict(sorted(case.attributes.items())),
        "legs": list(legs(session, case_id).rows),
        "documents": [_words_of(session, document, case) for document in _documents_of(case)],
        "codings": list(list_codings(session, Selection(cases=(case_id,))).rows),
        **_written_about(session, case_id),
    }
    body = json.dumps(held, ensure_ascii=False, indent=2, sort_keys=False) + "\n"
    write_atomically(target, body.encode("utf-8"))
    return Done(f"{case_id} exported", details=(str(target),))


def _written_about(session: Session, case_id: str) -> Mapping[str, object]:
    """What analysts wrote about a person, words taken back masked: memos, and cells of the summary grid."""
    connection = session.store.read()
    remarks = memos.of(connection, "case", case_id)
    cells = [each for each in summaries.all_summaries(connection) if each.case_id == case_id]
    # A cell speaks of the person as a memo does, so the same words of it are masked.
    as_memos = [
        memos.Memo(f"{at}", "case", case_id, each.text, each.coder_id, each.created_event)
        for at, each in enumerate(cells)
    ]
    shown = [row["text"] for row in memo_rows(session, as_memos)]
    return {
        "memos": [{"coder": row["coder"], "text": row["text"]} for row in memo_rows(session, remarks)],
        "summaries": [
            {"theme": each.code_id, "coder": each.coder_id, "text": text}
            for each, text in zip(cells, shown, strict=True)
        ],
    }


def _documents_of(case: Case) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ref.document for ref in case.speakers))


def _words_of(session: Session, document_id: str, case: Case) -> Mapping[str, object]:
    document = find_document(session, document_id)
    text = masked_text(session, document, "work")
    speakers = {ref.speaker for ref in case.speakers if ref.document == document_id}
    turns = [
        {"turn": turn_number(turn), "text": turn.span.of(text)}
        for turn in document.turns
        if turn.speaker in speakers
    ]
    return {"document": document_id, "title": document.title, "turns": turns}
