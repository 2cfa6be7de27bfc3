"""The ledgers of the person joins and of the joins of rows with their units, as they are held."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from secondmig.core.errors import MissingError
from secondmig.core.selection import Selection
from secondmig.core.types import LinkRow
from secondmig.project.link_lines import LINE_FIELDS, row_of, told_counts
from secondmig.project.listing import Listing
from secondmig.project.session import Session, meta
from secondmig.project.surveys import table_of
from secondmig.store import cases, links, surveys
from secondmig.store.connection import Connection

if TYPE_CHECKING:
    from secondmig.core.unit_join import UnitJoin
    from secondmig.joint.units import UnitLedger

LIMIT: Final = 100
UNIT_FIELDS: Final = ("survey", "row", "units", "unit", "status", "reason")


@dataclass(frozen=True, slots=True)
class Which:
    """Which lines of the ledgers.

    Attributes:
        survey: only of this one, "" for all.
        statuses: only these, ``unexplained`` among them; empty for all.
        limit: at most so many of the rows of a survey that nobody interviewed has, 0 for all of them.
    """

    survey: str = ""
    statuses: tuple[str, ...] = ()
    limit: int = LIMIT


def status(session: Session, which: Which | None = None) -> Listing:
    """The ledger: a line per person and survey, and per survey row without a person.

    Rows that nobody interviewed has are as many as the survey has; they are counted in ``meta`` and in the
    notes, and listed up to a limit.

    Raises:
        MissingError: there is no survey of that name.
    """
    from secondmig.joint.ledger import NOBODY, counts, unexplained

    asked = which or Which()
    connection = session.store.read()
    _known(connection, asked.survey)
    lines = [row for row in links.all_links(connection) if asked.survey in {"", row.survey}]
    nobody = nobody_of(session, asked.survey)
    open_lines = unexplained(lines)
    rows = [row_of(line) for line in lines if _wanted(line, asked.statuses, open_lines)]
    notes: list[str] = []
    for name, number in nobody.items():
        if asked.statuses and "not_interviewed" not in asked.statuses:
            continue
        shown = links.nobody(connection, name, limit=asked.limit or None) if number else ()
        rows += [row_of(LinkRow("", name, row, "not_interviewed", NOBODY)) for row in shown]
        if len(shown) < number:
            notes.append(
                f"{name}: {number - len(shown)} more rows of nobody interviewed; --limit 0 lists them"
            )
    tally = counts(lines, nobody)
    units = [_unit_counts(told) for told in unit_joins(session, asked.survey)]
    notes += _notes(tally, lines, open_lines)
    notes += [line for _, told in units for line in told]
    if not tally:
        notes = ["nothing is linked yet: secondmig link build"]
    told = meta(session, unit="persons and rows", selection=Selection(), n=len(rows))
    more = {"counts": tally, "unexplained": len(open_lines), "units": [each for each, _ in units]}
    return Listing(LINE_FIELDS, rows, {**told, **more}, tuple(notes))


def nobody_of(session: Session, survey: str = "") -> Mapping[str, int]:
    """Survey -> rows that nobody interviewed has and that have no line, of the surveys that are declared.

    Args:
        session: the open project.
        survey: only this one, "" for all.
    """
    declared = [each.name for each in session.config.surveys if survey in {"", each.name}]
    return links.count_nobody(session.store.read(), declared)


def _known(connection: Connection, survey: str) -> None:
    names = surveys.names(connection)
    if survey and survey not in names:
        raise MissingError(f"there is no survey {survey!r}", hint=f"surveys: {', '.join(names)}")


def _wanted(line: LinkRow, statuses: Collection[str], open_lines: Collection[LinkRow]) -> bool:
    from secondmig.joint.ledger import UNEXPLAINED

    if not statuses or line.status in statuses:
        return True
    return UNEXPLAINED in statuses and line in open_lines


def _notes(
    tally: Mapping[str, Mapping[str, int]], lines: Collection[LinkRow], open_lines: Collection[LinkRow]
) -> Iterator[str]:
    from secondmig.joint.ledger import household_of, in_several_documents, wave_of

    for name, numbers in tally.items():
        mine = [line for line in lines if line.survey == name]
        further = {
            "in a household": sum(bool(household_of(line)) for line in mine),
            "of a wave": sum(bool(wave_of(line)) for line in mine),
            "persons in several documents": len({line.case for line in mine if in_several_documents(line)}),
        }
        said = "".join(f", {number} {what}" for what, number in further.items() if number)
        yield f"{name}: {told_counts(numbers)}{said}"
    yield from unexplained_note(len(open_lines))


def unexplained_note(number: int) -> Iterator[str]:
    """What to do about persons without a row of whom nobody said why."""
    if number:
        lines = "1 unmatched link is" if number == 1 else f"{number} unmatched links are"
        yield f"{lines} unexplained: secondmig link status --status unexplained"


def persons_without_row(session: Session) -> tuple[int, int]:
    """How many lines say of a person that they have no row, and of how many of them nobody said why."""
    from secondmig.joint.ledger import unexplained, unmatched

    lines = links.all_links(session.store.read())
    return len(unmatched(lines)), len(unexplained(lines))


def link_notes(session: Session) -> Iterator[tuple[str, str]]:
    """What is worth knowing of the joins: (place, sentence)."""
    from secondmig.joint.ledger import unexplained

    lines = links.all_links(session.store.read())
    for line in lines:
        if line.status == "duplicate":
            yield f"{line.survey} {line.row}", line.reason
    for line in unexplained(lines):
        yield f"{line.survey} {line.case}", f"nobody says why this person has no row: {line.reason}"
    people = [case.id for case in cases.all_cases(session.store.read())]
    held = set(surveys.names(session.store.read()))
    for source in session.config.surveys:
        there = {line.case for line in lines if line.survey == source.name}
        lost = [case for case in people if case not in there] if there - {""} or source.key else []
        if lost and source.name in held:
            told = ", ".join(lost[:_SHOWN]) + (" ..." if len(lost) > _SHOWN else "")
            yield source.name, f"not joined yet: {told}; secondmig link build"


_SHOWN: Final = 5


def unit_joins(session: Session, survey: str = "") -> Iterator["UnitLedger"]:
    """The joins of rows with their units, of the surveys that have them, by name.

    Args:
        session: the open project.
        survey: only this one, "" for all.
    """
    from secondmig.joint.units import unit_ledger

    held = {each.name: each.form for each in surveys.summaries(session.store.read())}
    for name, form in held.items():
        within = str(form.get("within", ""))
        if within in held and survey in {"", name}:
            yield unit_ledger(table_of(session, name), table_of(session, within))


def _unit_counts(ledger: "UnitLedger") -> tuple[dict[str, object], tuple[str, ...]]:
    from secondmig.joint.units import in_words

    told: UnitJoin = ledger.counts
    fields = ("survey", "units", "rows", "joined", "blank", "unknown", "all_units", "empty")
    return {name: getattr(told, name) for name in fields}, tuple(in_words(told))


def unit_status(session: Session, which: Which | None = None) -> Listing:
    """Rows that have no unit and units that have no row: workers without firm, firms without workers.

    Raises:
        MissingError: there is no survey of that name.
    """
    asked = which or Which()
    _known(session.store.read(), asked.survey)
    rows: list[dict[str, object]] = []
    notes: list[str] = []
    for ledger in unit_joins(session, asked.survey):
        told = ledger.counts
        found = [line for line in ledger.lines if not asked.statuses or line.status in asked.statuses]
        shown = found[: asked.limit] if asked.limit else found
        rows += [
            {
                "survey": told.survey,
                "row": line.row or None,
                "units": told.units,
                "unit": line.unit or None,
                "status": line.status,
                "reason": line.reason,
            }
            for line in shown
        ]
        if len(shown) < len(found):
            notes.append(f"{told.survey}: {len(found) - len(shown)} more lines; --limit 0 lists them")
        notes += _unit_counts(ledger)[1]
    if not notes:
        notes = ['no survey has units: within = "firms" and within_id = "firm" in its [[surveys]] table']
    told_meta = meta(session, unit="rows and units", selection=Selection(), n=len(rows))
    return Listing(UNIT_FIELDS, rows, told_meta, tuple(notes))
