"""Use cases on the person join: try it, build the ledger, show it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.selection import Selection
from secondmig.core.types import LinkRow
from secondmig.project import surveys as survey_files
from secondmig.project.link_lines import LINE_FIELDS, line_to_write, row_of, told_counts
from secondmig.project.listing import Done, Listing
from secondmig.project.session import Session, meta
from secondmig.project.survey_sources import SurveySource
from secondmig.store import cases, links, surveys
from secondmig.store.connect import Change
from secondmig.store.connection import Connection

if TYPE_CHECKING:
    from secondmig.core.unit_join import UnitJoin
    from secondmig.joint.link import Ledger
    from secondmig.survey.key_file import Key
    from secondmig.survey.table import SurveyTable

_NAMED = 20


@dataclass(frozen=True, slots=True)
class Linking:
    """How a join is asked for.

    Attributes:
        reasons: case id -> why the person has no row.
        allow_unexplained: join although some persons without a row have no reason.
    """

    reasons: Mapping[str, str] = field(default_factory=dict)
    allow_unexplained: bool = False


@dataclass(frozen=True, slots=True)
class _Ready:
    """One survey, joined and not yet written.

    Attributes:
        source: its declaration.
        table: its rows; those of persons who withdrew are absent.
        ledger: of the join.
        key: who is which respondent, None where the ids are the same.
        others: nobody in it was interviewed: a survey of other people.
        open: lines of persons without a row and without a reason.
        common: ids of persons that a survey of other people has too.
        units: the counts of the join with its units, None where it has none.
    """

    source: SurveySource
    table: "SurveyTable"
    ledger: "Ledger"
    key: "Key | None"
    others: bool
    open: tuple[LinkRow, ...]
    common: int = 0
    units: "UnitJoin | None" = None


def build(
    session: Session, sources: Sequence[SurveySource] | None = None, *, linking: Linking | None = None
) -> Done:
    """Take in the declared surveys and join them to the persons; the ledger accounts for everybody.

    Args:
        session: the open project.
        sources: only these; all that are declared where None.
        linking: as a person asks for it: nothing is written while somebody is unexplained. Where None, as the
            build of a project does it: a survey with persons that are newly unexplained is taken in and not
            joined, with a warning.

    Raises:
        SecondmigError: no survey is declared, a file is wrong, a reason is given for nobody.
        ProblemsError: several of these, or several persons are unexplained.
    """
    _declared(session)
    asked = session.config.surveys if sources is None else sources
    details: list[str] = []
    warnings: list[str] = []
    changed = False
    with session.store.write(actor=session.coder(), verb="link build") as change:
        prepared = _prepare(session, change.connection, asked, linking or Linking())
        if linking is not None and not linking.allow_unexplained:
            raise_all(_refusals(prepared))
        before = links.all_links(change.connection)
        for ready in prepared:
            waits = _newly_open(ready, before) if linking is None else ()
            changed = _write(session, change, ready, joined=not waits) or changed
            counts = _counts(ready)
            change.payload[ready.source.name] = counts
            details.extend(_told(ready, counts, joined=not waits))
            warnings.extend(_warned(ready, waits))
        if not changed:
            change.nothing()
    number = f"{len(asked)} {'survey' if len(asked) == 1 else 'surveys'} linked"
    return Done(number, tuple(details), tuple(warnings), event=change.rev if changed else None)


def preview(session: Session, *, linking: Linking | None = None) -> Listing:
    """What :func:`build` would do: every line of every ledger, counts, ranges, ids that look alike.

    Raises:
        SecondmigError: as for :func:`build`; nobody unexplained is refused here.
    """
    from secondmig.joint.ledger import UNEXPLAINED
    from secondmig.joint.ranges import column_ranges

    _declared(session)
    prepared = _prepare(session, session.store.read(), session.config.surveys, linking or Linking())
    rows: list[Mapping[str, object]] = []
    notes = ["nothing was written: secondmig link build"]
    counts = {}
    for ready in prepared:
        rows += [row_of(line) for line in ready.ledger.lines]
        counts[ready.source.name] = _counts(ready) | {UNEXPLAINED: len(ready.open)}
        notes += _told(ready, _counts(ready), joined=True)
        notes += [f"{ready.source.name}, {column}: {words}" for column, words in column_ranges(ready.table)]
        notes += ready.ledger.remarks
        notes += [f"unexplained: {each.line()}; {each.hint}" for each in _refusals([ready])]
    told = meta(session, unit="persons and rows", selection=Selection(), n=len(rows))
    return Listing(LINE_FIELDS, rows, {**told, "counts": counts}, tuple(notes))


def _declared(session: Session) -> None:
    if not session.config.surveys:
        raise SecondmigError(
            "no survey is declared", where="secondmig.toml", hint="add a [[surveys]] table with name and file"
        )


def _prepare(
    session: Session, connection: Connection, sources: Iterable[SurveySource], linking: Linking
) -> list[_Ready]:
    """Read and join, without writing."""
    people = {case.id for case in cases.all_cases(connection)}
    raise_all(
        SecondmigError(f"there is no case {case}", where="--reason", hint="secondmig case list")
        for case in linking.reasons
        if case not in people
    )
    before = links.all_links(connection)
    prepared = [_joined(session, connection, source, before, linking) for source in sources]
    stray = set(linking.reasons) - {
        line.case for ready in prepared for line in ready.ledger.lines if line.status != "matched"
    }
    raise_all(
        SecondmigError(f"{case} has found a row in every survey", where="--reason", hint="leave it out")
        for case in sorted(stray)
    )
    return [_with_units(session, ready, prepared) for ready in prepared]


def _joined(
    session: Session,
    connection: Connection,
    source: SurveySource,
    before: Iterable[LinkRow],
    linking: Linking,
) -> _Ready:
    from secondmig.joint.ledger import given
    from secondmig.joint.link import Asked, link_persons

    read = survey_files.read_source(session, source)
    key, gone = _key(session, connection, source)
    table = survey_files.without_rows(read, gone)
    told = {row.case: given(row) for row in before if row.survey == source.name and row.case}
    asked = Asked({**told, **linking.reasons}, gone, consent=source.file != session.config.persons)
    people = cases.all_cases(connection)
    # Numbers of a census may be those of our persons by chance: only a key can say that they are the same.
    asks_persons = key is not None or source.kind == _OWN
    ledger = link_persons(people if asks_persons else (), table, key=key, asked=asked)
    others = key is None and not ledger.met
    if others:
        ledger = replace(ledger, lines=tuple(line for line in ledger.lines if not line.case))
    common = len({case.id for case in people}.intersection(table.ids)) if others else 0
    return _Ready(source, table, ledger, key, others, ledger.unexplained, common)


_OWN: Final = "purposive"
"""The kind of survey whose ids are taken for those of the persons where there is no key."""


def _key(
    session: Session, connection: Connection, source: SurveySource
) -> tuple["Key | None", frozenset[str]]:
    """The key without persons who withdrew, and the ids of the rows that went with them."""
    from secondmig.survey.key_file import read_key_file

    stones = cases.withdrawn(connection)
    left = {stone.case_id for stone in stones}
    erased = {row for stone in stones for survey, row in stone.survey_rows if survey == source.name}
    if not source.key:
        return None, frozenset(left | erased)
    key = read_key_file(declared(session, source.key))
    theirs = {respondent for case in left for respondent in key.respondents(case)}
    kept = tuple(claim for claim in key.claims if claim.case not in left)
    return replace(key, claims=kept), frozenset(theirs | erased)


def _with_units(session: Session, ready: _Ready, prepared: Sequence[_Ready]) -> _Ready:
    """The survey with the counts of the join with its units."""
    from secondmig.joint.units import unit_ledger

    within = ready.table.form.within
    if not within:
        return ready
    named = next((each.table for each in prepared if each.source.name == within), None)
    units = named if named is not None else units_of(session, ready.source.name, within)
    return replace(ready, units=unit_ledger(ready.table, units).counts)


def units_of(session: Session, survey: str, within: str) -> "SurveyTable":
    """The table of the units that the rows of a survey belong to: as declared, else as it is held.

    Raises:
        SecondmigError: there is no survey of that name.
    """
    source = next((each for each in session.config.surveys if each.name == within), None)
    if source is not None:
        return survey_files.read_source(session, source)
    if within in surveys.names(session.store.read()):
        return survey_files.table_of(session, within)
    raise SecondmigError(
        f"{survey} is within {within!r}, which is no survey",
        where="secondmig.toml",
        hint=f'declare it: a [[surveys]] table with name = "{within}"',
    )


def _write(session: Session, change: Change, ready: _Ready, *, joined: bool) -> bool:
    new = survey_files.keep(session, change, ready.source, ready.table)
    if joined and links.replace(change, ready.source.name, ready.ledger.lines):
        new = True
    return new


def _counts(ready: _Ready) -> dict[str, int]:
    from secondmig.joint.ledger import counts

    name = ready.source.name
    return counts(ready.ledger.lines, {name: ready.ledger.nobody})[name]


def _told(ready: _Ready, counts: Mapping[str, int], *, joined: bool) -> list[str]:
    from secondmig.joint.units import in_words

    name = ready.source.name
    if ready.others:
        lines = [f"{name}: {len(ready.table)} rows of other people ({_others(ready)})"]
    else:
        lines = [f"{name}: {told_counts(counts)}" + ("" if joined else "; not joined")]
    return [*lines, *(in_words(ready.units) if ready.units else ())]


def _others(ready: _Ready) -> str:
    if ready.source.kind == _OWN:
        return "no id is that of a person interviewed"
    alike = f"; it has ids of persons interviewed, {ready.common} in all" if ready.common else ""
    return f"a {ready.source.kind} is joined only by a key{alike}"


def _warned(ready: _Ready, waits: Sequence[LinkRow]) -> list[str]:
    if not waits:
        return []
    persons = ", ".join(line.case for line in waits[:_NAMED]) + (" ..." if len(waits) > _NAMED else "")
    number = "1 person is" if len(waits) == 1 else f"{len(waits)} persons are"
    lacking = f"{number} without a row and without a reason ({persons})"
    return [f"{ready.source.name} is not joined: {lacking}; secondmig link build says what to write"]


def _newly_open(ready: _Ready, before: Iterable[LinkRow]) -> tuple[LinkRow, ...]:
    """Unexplained persons whom the ledger does not hold as such already."""
    from secondmig.joint.ledger import unexplained

    known = {line.case for line in unexplained(row for row in before if row.survey == ready.source.name)}
    return tuple(line for line in ready.open if line.case not in known)


def _refusals(prepared: Iterable[_Ready]) -> list[SecondmigError]:
    """One problem for each unexplained person; of very many the first and their number."""
    found = [_refusal(ready, line) for ready in prepared for line in ready.open]
    if len(found) <= _NAMED:
        return found
    rest = len(found) - _NAMED
    more = SecondmigError(
        f"and {rest} more {'person is' if rest == 1 else 'persons are'} unexplained",
        hint="secondmig link build --dry-run lists them; --allow-unexplained joins without reasons",
    )
    return [*found[:_NAMED], more]


def _refusal(ready: _Ready, line: LinkRow) -> SecondmigError:
    where = f"{ready.source.name}, {line.case}"
    hint = line_to_write(ready.source.key, ready.key, line)
    return SecondmigError(
        f"nobody says why this person has no row, so nothing is joined: {line.reason}", where=where, hint=hint
    )


def declared(session: Session, name: str) -> Path:
    """A declared file.

    Raises:
        SecondmigError: it is not there.
    """
    return survey_files.declared_path(session, name)
