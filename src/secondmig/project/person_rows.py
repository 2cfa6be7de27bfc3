"""What the person table of a project is made of, and who may be in it.

Inside the team that is everybody who has not withdrawn; for partners those whose consent reaches them, with
attributes in bands; the public gets no rows of persons at all.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Literal

from secondmig.core.cautions import made_by, waiting
from secondmig.core.consent import is_counted, strictest
from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.selection import Selection
from secondmig.core.snapshot import Snapshot
from secondmig.core.types import DEFAULT_TIER, Level
from secondmig.core.warnings import FICTIONAL, LANGUAGES, LENGTHS, PURPOSIVE, TOPIC_NOT_ASKED, Caution
from secondmig.project.assignments import assigned
from secondmig.project.blindness import Veil, seen
from secondmig.project.gate import strictest_of
from secondmig.project.listing import warning_rows
from secondmig.project.release import legal_codes, released
from secondmig.project.session import Session, expand_codes, newest_codebooks
from secondmig.store import cases, codings, guides

if TYPE_CHECKING:
    from secondmig.joint.person_derived import Scores
    from secondmig.joint.person_ground import Highest
    from secondmig.joint.person_table import PersonTable, TableAsked
    from secondmig.joint.person_values import Answers, Record
    from secondmig.survey.guide import Guide
    from secondmig.survey.model import Measure

_PLACE_FACETS: Final = frozenset({"country", "countries", "corridor"})
_ROWS: Final = (
    "secondmig report build --release public writes the same codes as counts of persons, small cells left out"
)


@dataclass(frozen=True, slots=True)
class TableWanted:
    """Which table.

    Attributes:
        selection: of persons and codings; its codes are the codes that get columns, with those below.
        level: for whom it is.
        columns: names, keys or blocks (derived, attributes, measures, codes) to keep; all where empty.
        codes: whether there are columns of codes.
        all_codes: of all codes, instead of the core codes of the project.
        intensity: an ordinal facet to give too, "" for none.
        intensity_by: its highest value, or the mean.
    """

    selection: Selection = field(default_factory=Selection)
    level: Level = "team"
    columns: tuple[str, ...] = ()
    codes: bool = True
    all_codes: bool = False
    intensity: str = ""
    intensity_by: "Highest | Literal['max', 'mean']" = "max"


@dataclass(frozen=True, slots=True)
class MadeTable:
    """The table with what holds for all of it.

    Attributes:
        table: the columns.
        told: selection, coder, state, level, versions and rules: what the dictionary says beside columns.
        cautions: what to read beside it.
        snapshot: what it was made of, cut to its level, with the codings of all codes.
    """

    table: "PersonTable"
    told: Mapping[str, object]
    cautions: tuple[Caution, ...]
    snapshot: Snapshot


def person_rows(session: Session, wanted: TableWanted) -> MadeTable:
    """Put the table together.

    Raises:
        SecondmigError: no rows of persons at this level; a code, a column or a facet is unknown.
    """
    from secondmig.joint.person_table import Beside, person_table

    refuse_public(wanted.level)
    asked = wanted.selection
    with session.store.consistent():
        snapshot = released(session, replace(asked, codes=(), exact=False), wanted.level)
        record, version = _record(session, snapshot)
        refuse_telling(session, wanted, record.measures)
        beside = Beside(
            record=record,
            scores=_scores(session, record),
            guide=guide_then(session, asked.as_of),
            read=read_documents(session, asked),
            kept=_kept(session, snapshot),
        )
        codes, inside = _codes(session, wanted, snapshot) if wanted.codes else ((), ())
        table = person_table(snapshot, _asked(wanted, codes), beside)
        table = replace(
            table,
            left_out=table.left_out + snapshot.left_out,
            held_back=(*table.held_back, *inside),
        )
    cautions = tuple(_cautions(session, wanted, snapshot, table))
    told = _told(wanted, snapshot, table, version)
    return MadeTable(table, {**told, "warnings": warning_rows(cautions)}, cautions, snapshot)


def refuse_public(level: Level) -> None:
    """Refuse a row for each person to the public.

    Raises:
        SecondmigError: the level is public.
    """
    if level == "public":
        raise SecondmigError("a row for each person is as good as a name, so none is public", hint=_ROWS)


def refuse_telling(session: Session, wanted: TableWanted, measures: Mapping[str, "Measure"]) -> None:
    """Refuse to choose persons or codings for partners by what the table does not tell them as it is.

    Who is in a table of those without papers is told by being in it; who speaks of a country where hardly
    anybody has lived, by having a coding there.

    Raises:
        SecondmigError: an attribute leaves the team in bands or not at all, or a facet names countries; all
            of them at once.
    """
    from secondmig.joint.person_values import leaves_as_it_is

    if wanted.level in {"work", "team"}:
        return
    versions = newest_codebooks(session, as_of=wanted.selection.as_of)
    places = {
        spec.name for version in versions for spec in version.codebook.facets if spec.type in _PLACE_FACETS
    }
    hidden = [name for name, _ in wanted.selection.groups if not leaves_as_it_is(name, measures)]
    hidden += [name for name, _ in wanted.selection.where if name in places]
    raise_all(
        SecondmigError(
            f"nothing is chosen by {name} at this level: being in the table would tell its value",
            hint="leave --group and --where for it out, or --release team",
        )
        for name in hidden
    )


def _kept(session: Session, snapshot: Snapshot) -> frozenset[str]:
    """The persons who may be in a table of the snapshot's level, by the strictest tier that holds for them.

    T1 allows analysis within the team; a table quotes nobody. In a table of an earlier moment, too, the
    consent of today holds.
    """
    held = {document.id: document for document in snapshot.documents}
    now = {case.id: case.consent for case in cases.all_cases(session.store.read())}
    return frozenset(
        case.id
        for case in snapshot.cases
        if is_counted(strictest((strictest_of(case, held), now.get(case.id, DEFAULT_TIER))), snapshot.level)
    )


def _asked(wanted: TableWanted, codes: tuple[str, ...]) -> "TableAsked":
    from secondmig.joint.person_ground import Intensity
    from secondmig.joint.person_table import TableAsked

    return TableAsked(
        codes=codes,
        exact=wanted.selection.exact,
        intensity=Intensity(wanted.intensity, wanted.intensity_by) if wanted.intensity else None,
        columns=wanted.columns,
    )


def _codes(
    session: Session, wanted: TableWanted, snapshot: Snapshot
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The codes with columns, and those about legal status, which do not leave the team.

    What is said of legal status is not counted for partners where the person was ever without one, so a 0
    under such a code would be untrue.
    """
    meant = _meant(session, wanted, snapshot)
    if wanted.level in {"work", "team"}:
        return meant, ()
    legal = legal_codes(snapshot.codebooks)
    return tuple(code for code in meant if code not in legal), tuple(code for code in meant if code in legal)


def _meant(session: Session, wanted: TableWanted, snapshot: Snapshot) -> tuple[str, ...]:
    """The codes that are asked for, in the order of the codebooks; core codes in their own."""
    from secondmig.project.workbench_rows import core_codes

    versions = newest_codebooks(session, as_of=wanted.selection.as_of)
    every = [code.id for version in versions for code in version.codebook.codes]
    if wanted.selection.codes:
        named = set(expand_codes(versions, wanted.selection))
        return tuple(code for code in every if code in named)
    if wanted.all_codes:
        return tuple(every)
    core = core_codes(session.config.core_codes, versions)
    if core:
        return tuple(core)
    used = {coding.code_id for coding in snapshot.codings}
    return tuple(code for code in every if code in used)


def _record(session: Session, snapshot: Snapshot) -> tuple["Record", str]:
    """Measures and the rows of linked surveys, and the version of the measures."""
    from secondmig.joint.person_values import Record
    from secondmig.survey.measures import read_measures

    declared = session.config.measures
    measures = read_measures(session.root / declared) if declared else {}
    version = next((each.version for each in measures.values()), "")
    return Record(measures, tuple(_answers(session, snapshot))), version


def _answers(session: Session, snapshot: Snapshot) -> Iterator["Answers"]:
    """The surveys with a ledger: those that are declared in their order, then the others by name."""
    from secondmig.joint.person_values import Answers
    from secondmig.project.surveys import table_of

    linked = {row.survey for row in snapshot.ledger if row.status == "matched"}
    files = {source.name: source.file for source in session.config.surveys}
    for name in (*(each for each in files if each in linked), *sorted(linked - set(files))):
        own = bool(session.config.persons) and files.get(name) == session.config.persons
        yield Answers.of(table_of(session, name), snapshot.ledger, own=own)


def _scores(session: Session, record: "Record") -> "Scores":
    from secondmig.joint.person_derived import Scores
    from secondmig.project.measuring import occupations_of

    table = occupations_of(session)
    status = record.measures.get("legal_status")
    order = status.order if status else ()
    scores = Scores(lambda isco: table.isei(isco).value, table.told)
    return replace(scores, security=order) if order else scores


def guide_then(session: Session, as_of: int | None) -> "Guide | None":
    """The interview guide of a moment, None where there is none."""
    if not guides.newest(session.store.read(), as_of=as_of):
        return None
    from secondmig.project.guide import current

    return current(session, as_of=as_of)


def read_documents(session: Session, selection: Selection) -> dict[str, frozenset[str]]:
    """Codebook -> the documents that the coders who count read with it, where their work may be known."""
    found: dict[str, set[str]] = {}
    if selection.as_of is None:
        veil = Veil(session)
        for (coder, book), names in assigned(session).items():
            if not selection.coders or coder in selection.coders:
                told = (name for name in names if veil.shows_work(coder, name, book))
                found.setdefault(book, set()).update(told)
    else:
        then = codings.find(session.store.read(), coders=selection.coders, as_of=selection.as_of)
        for coding in seen(session, then):
            found.setdefault(coding.codebook_version.rpartition("@")[0], set()).add(coding.document_id)
    return {book: frozenset(names) for book, names in found.items()}


def _told(wanted: TableWanted, snapshot: Snapshot, table: "PersonTable", version: str) -> dict[str, object]:
    from secondmig.joint.banding import BAND_RULE

    selection = wanted.selection
    said: dict[str, object] = {
        "title": f"Person table of secondmig, level {wanted.level}",
        "project": snapshot.project,
        "level": wanted.level,
        "state": snapshot.state,
        "selection": selection.described(),
        "coder": ", ".join(selection.coders) or "everybody",
        "codebooks": [f"{book}@{number}" for book, number in sorted(snapshot.codebook_numbers.items())],
        "measure_version": version or None,
        "rule": table.rule,
        "persons": len(table.persons),
        "persons_left_out": table.left_out,
    }
    if snapshot.level not in {"work", "team"}:
        said |= {
            "bands": BAND_RULE,
            "columns_held_back": [key for key in table.held_back if ":balance:" not in key],
        }
    return said


def _cautions(
    session: Session, wanted: TableWanted, snapshot: Snapshot, table: "PersonTable"
) -> Iterator[Caution]:
    from secondmig.joint.person_table import not_asked, spoken_languages, uneven_speech

    made = session.config.coders
    if snapshot.fictional:
        yield FICTIONAL
    yield PURPOSIVE
    if any(column.code for column in table.columns):
        yield from waiting(snapshot.waiting, snapshot.undecided)
        yield from made_by(wanted.selection.coders or made, made)
    if not_asked(table):
        yield TOPIC_NOT_ASKED
    if any(column.suffix == "_cov" for column in table.columns) and len(spoken_languages(snapshot)) > 1:
        yield LANGUAGES
    uneven = uneven_speech(snapshot) if any(column.suffix == "_n" for column in table.columns) else ()
    if uneven:
        yield replace(LENGTHS, message=f"{LENGTHS.message}: by {' and by '.join(uneven)}")
