"""One screen about the project, and every invariant checked."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from secondmig.core.counting import counted
from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.core.selection import Selection
from secondmig.core.warnings import FACETS_TO_FILL
from secondmig.project import pending, reports
from secondmig.project.blindness import Veil, seen
from secondmig.project.evidence import changed_evidence, spoken_outside
from secondmig.project.layout import declared_files, relative
from secondmig.project.link_status import link_notes, persons_without_row, unexplained_note
from secondmig.project.listing import Listing
from secondmig.project.people import interview_date, trajectory_of
from secondmig.project.person_files import unheard
from secondmig.project.review import waiting_number
from secondmig.project.session import Session, by_code, meta, newest_codebooks
from secondmig.project.undecided import undecided
from secondmig.store import cases, codings, documents, files, relations, restrictions, surveys
from secondmig.store import check as invariants
from secondmig.store import events as log

Row = dict[str, object]
_REVIEW = "secondmig codebook review"


def status(session: Session) -> Listing:
    """How the project stands, one line each."""
    connection = session.store.read()
    rows = documents.summaries(connection)
    people = cases.all_cases(connection)
    second = sum(trajectory_of(session, case).second_migrant for case in people)
    tally = _tally(session)
    without_row, without_reason = persons_without_row(session)
    to_fill = _facets_to_fill(session, tally)
    asked = _asked(session)
    changed = list(_changed_files(session))
    stale = reports.stale(session)
    problems, unseen = _problems(session, tally, rows)
    last = log.newest(connection)
    versions = newest_codebooks(session)
    lines: list[tuple[str, object]] = [
        ("project", session.config.title),
        ("documents", len(rows)),
        ("turns", sum(row.turns for row in rows)),
        ("words", sum(row.words for row in rows)),
        ("cases", len(people)),
        ("second migrants", second),
        ("withdrawn", len(cases.withdrawn(connection))),
        ("coders", ", ".join(sorted({each.coder_id for each in tally})) or None),
        ("codebooks", ", ".join(f"{each.codebook.id}@{each.number}" for each in versions) or None),
        ("codes", sum(code.codable for each in versions for code in each.codebook.codes)),
        ("codings", sum(each.codings for each in tally) - _in_place(session, asked)),
        ("codings waiting for review", waiting_number(session)),
        ("codings waiting for a code", len(asked)),
        ("suggestions waiting for you", sum(each.is_pending for each in pending.standing(session).rows)),
        ("relations", len(relations.all_relations(connection))),
        ("facets to fill", to_fill),
        ("survey tables", len(surveys.names(connection))),
        ("unmatched links", without_row),
        ("changed files", len(changed)),
        ("stale reports", len(stale)),
        ("problems", problems),
        ("last event", last.rev if last else None),
    ]
    cautions = [FACETS_TO_FILL] if to_fill else []
    told = meta(session, unit="project", selection=Selection(), n=1, cautions=cautions)
    rows_told = [{"field": name, "value": value} for name, value in lines]
    notes = (*stale, *unseen, *unexplained_note(without_reason))
    return Listing(("field", "value"), rows_told, told, notes)


def _problems(
    session: Session, tally: Sequence[codings.Tally], held: Sequence[documents.Summary]
) -> tuple[int | None, tuple[str, ...]]:
    """How many problems the quick parts of :func:`check` find, None in a large project; and what to do."""
    if sum(each.codings for each in tally) > _QUICK_CODINGS or sum(row.words for row in held) > _QUICK_WORDS:
        return None, ("problems are not counted in a project of this size: secondmig check",)
    found = sum(row["severity"] == "problem" for part in _QUICK for row in part(session))
    return found, ("secondmig check lists the problems",) if found else ()


def _in_place(session: Session, asked: Collection[str]) -> int:
    """How many of the codings that wait for a code do not wait for review too."""
    if not asked:
        return 0
    return len(set(asked) - {coding.id for coding in codings.waiting(session.store.read())})


def _tally(session: Session) -> list[codings.Tally]:
    """Codings in their place by code, coder and facets, as far as the coder may know of them."""
    connection = session.store.read()
    if Veil(session).lifted:
        return codings.tally(connection)
    waits = {coding.id for coding in codings.waiting(connection)}
    return [
        codings.Tally(each.code_id, each.coder_id, each.facets, 1)
        for each in seen(session, codings.find(connection))
        if each.id not in waits
    ]


def _asked(session: Session) -> list[str]:
    """Ids of the codings that wait for a code, as far as the coder may know of them."""
    return [each.id for each in seen(session, codings.by_ids(session.store.read(), undecided(session)))]


def _facets_to_fill(session: Session, tally: Sequence[codings.Tally]) -> int:
    """Codings that lack a facet which reports require."""
    from secondmig.codebook.facets import missing

    books = by_code(newest_codebooks(session))
    return sum(
        each.codings
        for each in tally
        if each.code_id in books and missing(books[each.code_id], each.code_id, each.facets)
    )


def _changed_files(session: Session) -> Iterator[str]:
    for row in files.all_files(session.store.read()):
        path = session.root / row.path
        if path.is_file() and content_hash(path.read_bytes()) != row.sha:
            yield row.path


def check(session: Session) -> Listing:
    """Every invariant of the project; a note is worth knowing, a problem wants mending."""
    rows = [row for part in (*_QUICK, _values, _words_of_legs) for row in part(session)]
    problems = sum(row["severity"] == "problem" for row in rows)
    notes = () if problems else ("no problems",)
    told = {"unit": "problems", "n": problems, "notes": len(rows) - problems}
    return Listing(("severity", "where", "message"), rows, told, notes)


def _row(severity: str, where: str, message: str) -> Row:
    return {"severity": severity, "where": where or None, "message": message}


def _stored(session: Session) -> Iterator[Row]:
    for each in invariants.problems(session.store):
        yield _row(each.severity, each.where, each.message)


def _files(session: Session) -> Iterator[Row]:
    for name in _changed_files(session):
        yield _row(
            "note", name, "changed since it was taken in; secondmig build names the command that applies it"
        )
    for pattern in (*session.config.codebooks, *session.config.documents):
        try:
            for path in declared_files(session.root, (pattern,)):
                if files.taken(session.store.read(), relative(session.root, path)) is None:
                    yield _row(
                        "note", relative(session.root, path), "declared and not yet taken in: secondmig build"
                    )
        except SecondmigError as error:
            yield _row("problem", error.where, error.message)


def _codes(session: Session) -> Iterator[Row]:
    from secondmig.codebook.facets import validate_facets

    books = by_code(newest_codebooks(session))
    asked = undecided(session)
    for name in session.config.core_codes:
        if name not in books:
            yield _row("problem", "secondmig.toml", f"core_codes names {name}, which is in no codebook")
    for coding in codings.find(session.store.read()):
        where = f"{coding.document_id} {coding.id}"
        if coding.id in asked:
            continue
        if coding.code_id not in books:
            yield _row("problem", where, f"its code {coding.code_id} is in no codebook")
            continue
        for error in validate_facets(books[coding.code_id], coding.code_id, coding.facets, where=where):
            yield _row("problem", where, error.message)


def _waiting(session: Session) -> Iterator[Row]:
    number = waiting_number(session)
    if number:
        codes = counted(number, "coding waits", "codings wait")
        yield _row("note", "", f"{codes} for review after a correction: secondmig corpus review")
    number = len(_asked(session))
    if number:
        codes = counted(number, "coding waits", "codings wait")
        yield _row("note", "", f"{codes} for a code since theirs was divided: {_REVIEW}")


def _values(session: Session) -> Iterator[Row]:
    if not session.config.measures:
        return
    from secondmig.survey.measures import check_values, read_measures

    try:
        measures = read_measures(session.root / session.config.measures)
    except SecondmigError as error:
        yield _row("problem", error.where, error.message)
        return
    for problem in check_values(cases.all_cases(session.store.read()), measures):
        yield _row("problem", problem.where, problem.message)


def _persons(session: Session) -> Iterator[Row]:
    from secondmig.survey.trajectory_checks import check_legs

    held = {row.id for row in documents.summaries(session.store.read())}
    for case in cases.all_cases(session.store.read()):
        for found in check_legs(case, as_of=interview_date(session, case)):
            yield _row(found.severity, found.where, found.message)
        for remark in trajectory_of(session, case).problems:
            yield _row("note", case.id, remark)
        for ref in case.speakers:
            if ref.document not in held:
                yield _row("problem", case.id, f"speaks in {ref.document}, which is not in the project")
        for line in unheard(session.store.read(), case, held):
            yield _row("problem", case.id, line)
    for place, message in link_notes(session):
        yield _row("note", place, message)


def _words_of_legs(session: Session) -> Iterator[Row]:
    """Evidence that a correction changed, and codings about countries where the person never lived."""
    for case in cases.all_cases(session.store.read()):
        for where, message in changed_evidence(session, case):
            yield _row("note", where, message)
        for country, ids in spoken_outside(session, case).items():
            codes = "1 coding is" if len(ids) == 1 else f"{len(ids)} codings are"
            listed = ", ".join(ids[:_FEW]) + (" ..." if len(ids) > _FEW else "")
            yield _row("note", case.id, f"{codes} about {country}, which is in no leg: {listed}")


_FEW: Final = 3


def _words(session: Session) -> Iterator[Row]:
    people = cases.all_cases(session.store.read())
    marked = {name for name, _version in restrictions.all_restrictions(session.store.read())}
    for row in documents.summaries(session.store.read()):
        if row.id in marked:
            yield _row("note", row.id, "holds passages that were taken back; they are masked everywhere")
        printed = documents.header(session.store.read(), row.id).get("consent")
        for case in people:
            if printed and printed != case.consent and any(ref.document == row.id for ref in case.speakers):
                message = f"consent is {printed} in the transcript and {case.consent} for {case.id}"
                yield _row("problem", row.id, f"{message}: the stricter holds")


_QUICK: Final = (_stored, _files, _codes, _waiting, _persons, _words)
"""The parts of a check that need no library to read a file: 0.1 s for 1,100 codings, the more the longer."""
_QUICK_CODINGS: Final = 10_000
_QUICK_WORDS: Final = 1_000_000
