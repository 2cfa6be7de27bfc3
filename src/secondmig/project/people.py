"""Use cases on persons: import, list, show, withdraw."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from secondmig.core.consent import GIVEN, NOTE, PREFIX, SWITCHES, answer, is_recorded
from secondmig.core.errors import SecondmigError
from secondmig.core.legs import PartialDate
from secondmig.core.selection import Selection
from secondmig.core.types import Case
from secondmig.core.warnings import DEFAULT_CONSENT, NO_SWITCHES, Caution
from secondmig.project.consent import in_words
from secondmig.project.corpus import regular
from secondmig.project.listing import Done, Listing
from secondmig.project.outputs import exports_with, reports_with
from secondmig.project.packages import holders
from secondmig.project.person_files import PersonFiles, take_in
from secondmig.project.session import Session, meant, meta
from secondmig.store import cases, documents, erase, files

if TYPE_CHECKING:
    from secondmig.survey.trajectory import Trajectory


def import_persons(
    session: Session,
    path: Path,
    *,
    legs: Path | None,
    occupations: Path | None = None,
    statuses: Path | None = None,
) -> Done:
    """Take a table of persons in, and the tables of their trajectories that win over it; all or nothing.

    With the declared table of persons go the declared legs, occupations and statuses.

    Raises:
        SecondmigError: every problem of the files at once.
    """
    regular(path)
    sources = PersonFiles(path, legs, occupations, statuses).with_declared(session)
    return take_in(session, sources)


def trajectory_of(session: Session, case: Case, *, min_stay: int | None = None) -> "Trajectory":
    """What is derived from a person's legs, stays counted up to the interview."""
    from secondmig.survey.trajectory import derive

    stay = session.config.min_stay if min_stay is None else min_stay
    return derive(case, min_stay=stay, as_of=interview_date(session, case))


def interview_date(session: Session, case: Case) -> PartialDate | None:
    """When the person was last interviewed, as the headers of the documents say; None where none says so."""
    from secondmig.survey.trajectory import latest_interview

    names = dict.fromkeys(ref.document for ref in case.speakers)
    return latest_interview(documents.header(session.store.read(), name) for name in names)


def list_cases(session: Session, selection: Selection, *, min_stay: Sequence[int] = ()) -> Listing:
    """One row per person, by the project's own length of stay or by another."""
    from secondmig.project.trajectories import sensitivity, stays_asked

    used, stays = stays_asked(session, min_stay)
    people = chosen(session, selection)
    rows: list[dict[str, object]] = []
    for case in people:
        derived = trajectory_of(session, case, min_stay=used)
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
    told = meta(session, unit="persons", selection=selection, n=len(rows), cautions=consent_cautions(people))
    tried = sensitivity(session, people, stays)
    notes = (str(tried["line"]),) if rows else ()
    return Listing(fields, rows, {**told, "min_stay": used, "sensitivity": tried}, notes)


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
        near = "" if gone else meant(case_id, [each.id for each in cases.all_cases(session.store.read())])
        raise SecondmigError(message, hint=near or "secondmig case list")
    return case


def list_consent(session: Session, selection: Selection) -> Listing:
    """One row per person: the tier and every switch; a switch of which nothing is on record is None."""
    people = chosen(session, selection)
    rows: list[dict[str, object]] = [
        {
            "id": case.id,
            "pseudonym": case.pseudonym,
            "consent": case.consent,
            "given": case.attributes.get(GIVEN) or None,
            **{switch: answer(case, switch) or None for switch in SWITCHES},
            "note": case.attributes.get(NOTE) or None,
        }
        for case in people
    ]
    fields = ("id", "pseudonym", "consent", "given", *SWITCHES, "note")
    told = meta(session, unit="persons", selection=selection, n=len(rows), cautions=consent_cautions(people))
    unknown = sum(not is_recorded(case) for case in people)
    notes = (f"nothing is on record of {unknown} of {len(people)}: {NO_SWITCHES.message}",) if unknown else ()
    return Listing(fields, rows, told, notes)


def consent_cautions(people: Sequence[Case]) -> list[Caution]:
    """What to know of the consent of some persons: no tier, or no switches on record."""
    found = [DEFAULT_CONSENT] if any("consent" not in case.attributes for case in people) else []
    return [*found, NO_SWITCHES] if any(not is_recorded(case) for case in people) else found


def show(session: Session, case_id: str) -> Listing:
    """Everything held about a person but the words: attributes, consent, documents, what is derived."""
    case = find_case(session, case_id)
    derived = trajectory_of(session, case)
    pairs: list[tuple[str, object]] = [
        ("id", case.id),
        ("pseudonym", case.pseudonym),
        *in_words(case),
        *(("speaker", f"{ref.speaker} in {ref.document}") for ref in case.speakers),
        ("second_migrant", derived.second_migrant),
        ("rule", derived.rule),
        ("first_destination", derived.first_destination),
        ("current", derived.current),
        ("return_then_onward", derived.return_then_onward),
        *sorted(
            (name, value)
            for name, value in case.attributes.items()
            if name not in {"id", "pseudonym", "consent"} and not name.startswith(PREFIX)
        ),
    ]
    rows = [{"field": name, "value": value} for name, value in pairs]
    return Listing(
        ("field", "value"), rows, meta(session, unit="fields", selection=Selection(cases=(case_id,)), n=1)
    )


_OPEN_ELSEWHERE = (
    "another program has the project open: its file is swept clean when secondmig opens it next and alone"
)


def withdraw(session: Session, case_id: str, *, reason: str, asked: str = "") -> Done:
    """Erase a person: words, attributes, codings, survey rows. The one act without undo.

    Args:
        session: the open project.
        case_id: the person.
        reason: the team's own words.
        asked: the day on which the person asked, ISO 8601; today where "".

    Raises:
        SecondmigError: there is no such person, or the day is none, lies in the future or before the consent.
    """
    case = find_case(session, case_id)
    day = _day_asked(case, asked)
    held = reports_with(session, case_id)
    exported = exports_with(session, case_id)
    erased = erase.withdraw(session.store, actor=session.coder(), case_id=case_id, reason=reason, at=day)
    warnings = tuple(f"may still hold the words: {path}" for path in erased.backups)
    warnings += holders(session.store.read(), {ref.document for ref in case.speakers})
    warnings += tuple(
        f"holds the person: {each.line()}; delete it, and ask whoever got it to" for each in exported
    )
    return Done(
        f"{case_id} withdrawn and erased: {erased.documents} documents, {erased.codings} codings",
        details=(
            *(
                f"remove it from the project's files yourself: {name}"
                for name in _declared_with(session, case)
            ),
            *(f"held the person until now: {each.line()}" for each in held),
        ),
        warnings=warnings if erased.scrubbed else (*warnings, _OPEN_ELSEWHERE),
        event=erased.event,
    )


def _day_asked(case: Case, asked: str) -> str:
    if not asked:
        return ""
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        raise SecondmigError(
            f"{asked!r} is no date", where="--date", hint="the day the person asked: 2026-05-02"
        ) from None
    if day > datetime.now(UTC).date():
        raise SecondmigError(f"{asked} lies in the future", where="--date", hint="leave --date out for today")
    from secondmig.survey.consent_file import first_day

    given = first_day(case.attributes.get(GIVEN, ""))
    if given is not None and day < given:
        raise SecondmigError(
            f"{asked} is before {case.id} agreed ({case.attributes[GIVEN]})",
            where="--date",
            hint="correct the date",
        )
    return day.isoformat()


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
