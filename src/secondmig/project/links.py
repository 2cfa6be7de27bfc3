"""Use cases on the person join: build the ledger, show it."""

from collections.abc import Sequence
from pathlib import Path

from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.core.selection import Selection
from secondmig.core.types import LinkRow
from secondmig.project.listing import Done, Listing
from secondmig.project.session import Session, meta
from secondmig.project.survey_sources import SurveySource
from secondmig.store import cases, files, links, surveys
from secondmig.store.connect import Change


def build(session: Session, sources: Sequence[SurveySource] | None = None) -> Done:
    """Take in the declared surveys and join them to the persons; the ledger accounts for everybody.

    Args:
        session: the open project.
        sources: only these; all that are declared where None.

    Raises:
        SecondmigError: no survey is declared, or a file is wrong.
    """
    if not session.config.surveys:
        raise SecondmigError(
            "no survey is declared", where="secondmig.toml", hint="add a [[surveys]] table with name and file"
        )
    details: list[str] = []
    changed = False
    with session.store.write(actor=session.coder(), verb="link build") as change:
        for source in session.config.surveys if sources is None else sources:
            rows, new = _join(session, change, source)
            changed = changed or new
            counts = {status: sum(row.status == status for row in rows) for status in _STATUSES}
            told = ", ".join(f"{number} {status}" for status, number in counts.items() if number)
            details.append(f"{source.name}: {told}")
            change.payload[source.name] = counts
        if not changed:
            change.nothing()
    return Done(f"{len(details)} surveys linked", tuple(details), event=change.rev if changed else None)


_STATUSES = ("matched", "unmatched_case", "not_interviewed", "duplicate")


def _join(session: Session, change: Change, source: SurveySource) -> tuple[tuple[LinkRow, ...], bool]:
    from secondmig.joint.link import link_persons, read_key
    from secondmig.survey.form import form_json
    from secondmig.survey.table import read_csv_table

    path = declared(session, source.file)
    table = read_csv_table(path, name=source.name, id_column=source.id_column, kind=source.kind)
    key = read_key(declared(session, source.key)) if source.key else None
    people = cases.all_cases(change.connection)
    rows = link_persons(people, table, key=key)
    left = {row.case_id for row in cases.withdrawn(change.connection)}
    gone = {key.get(case, "") for case in left} - {""} if key is not None else left
    held = tuple(row for row in table.rows if row.get(source.id_column, "") not in gone)
    sha = content_hash(path.read_bytes())
    new = surveys.put(
        change,
        source.name,
        table.columns,
        held,
        id_column=source.id_column,
        kind=source.kind,
        sha=sha,
        form=form_json(table.form),
    )
    before = tuple(row for row in links.all_links(change.connection) if row.survey == source.name)
    ledger = tuple(row for row in rows if row.case not in left and row.row not in gone)
    if sorted(before, key=_order) != sorted(ledger, key=_order):
        links.replace(change, source.name, ledger)
        new = True
    if source.file not in {session.config.persons, session.config.legs}:
        files.take(change, source.file, sha, "survey")
    return ledger, new


def _order(row: LinkRow) -> tuple[str, str, str, str]:
    return (row.case, row.row, row.status, row.reason)


def declared(session: Session, name: str) -> Path:
    """A declared file.

    Raises:
        SecondmigError: it is not there.
    """
    path = session.root / name
    if not path.is_file():
        raise SecondmigError(
            f"{name} is declared and is not there", where="secondmig.toml", hint="put it there"
        )
    return path


def status(session: Session) -> Listing:
    """The ledger: one row per person and survey, and one per survey row without a person."""
    rows = [
        {
            "case": row.case or None,
            "survey": row.survey,
            "row": row.row or None,
            "status": row.status,
            "reason": row.reason,
        }
        for row in links.all_links(session.store.read())
    ]
    notes = () if rows else ("nothing is linked yet: secondmig link build",)
    fields = ("case", "survey", "row", "status", "reason")
    return Listing(
        fields, rows, meta(session, unit="persons and rows", selection=Selection(), n=len(rows)), notes
    )
