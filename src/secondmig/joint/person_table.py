"""The quantitized person table: one row for each person, one column for each thing known or said.

The numbers are those of :mod:`secondmig.joint.person_codes`, the values on record those of
:mod:`secondmig.joint.person_values`; here they are put side by side, named, chosen and cut to a level.
"""

import difflib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.snapshot import Snapshot
from secondmig.joint.banding import banded
from secondmig.joint.column_names import column_names
from secondmig.joint.groups import Person, no_value, people, value_of
from secondmig.joint.person_codes import code_columns
from secondmig.joint.person_columns import BLOCKS, Column, columns_called
from secondmig.joint.person_derived import Scores, derived_columns, person_columns
from secondmig.joint.person_ground import Ground, Intensity, asked_for
from secondmig.joint.person_values import Record, attribute_columns, survey_columns
from secondmig.joint.speech import Speech
from secondmig.survey.guide import Guide

ROW_RULE: Final = "one row for each person of the selection, by id; an empty cell has a reason"
ID: Final = "id"


@dataclass(frozen=True, slots=True)
class TableAsked:
    """Which columns are wanted.

    Attributes:
        codes: ids of the codes that get columns, in their order.
        exact: leave out the codes below each.
        intensity: a rating to be given too.
        columns: names, keys or blocks to keep; all where empty. The id is always kept.
    """

    codes: tuple[str, ...] = ()
    exact: bool = False
    intensity: Intensity | None = None
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """What the table is made of beside the snapshot.

    Attributes:
        record: measures, and the rows of linked surveys.
        guide: the interview guide, None where there is none.
        read: codebook id -> documents that a counting coder read with it; None for all.
        scores: what occupations and legal statuses are worth.
        kept: ids of the persons who may be in the table; None for everybody.
    """

    record: Record = field(default_factory=Record)
    guide: Guide | None = None
    read: Mapping[str, frozenset[str]] | None = None
    scores: Scores = field(default_factory=Scores)
    kept: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class PersonTable:
    """The table.

    Attributes:
        columns: named, the id first; every one with a cell for each person.
        persons: ids, in order.
        left_out: persons of the selection who are not in it, for their consent.
        held_back: keys of columns that do not leave the team.
        rule: what a row is.
    """

    columns: tuple[Column, ...]
    persons: tuple[str, ...]
    left_out: int
    held_back: tuple[str, ...]
    rule: str = ROW_RULE

    def column(self, name: str) -> Column:
        """The column of that name or key.

        Raises:
            KeyError: there is none.
        """
        for column in self.columns:
            if name in (column.name, column.key):
                return column
        raise KeyError(name)


def person_table(snapshot: Snapshot, asked: TableAsked, beside: Beside | None = None) -> PersonTable:
    """One row for each person of a snapshot.

    Args:
        snapshot: cut to its level, with the codings of all codes; at level partner attributes are banded.
        asked: which columns.
        beside: what is on record beside the cases.

    Raises:
        SecondmigError: the facet of the intensity is not one with an order, or a column is unknown.
        KeyError: no codebook holds a code.
    """
    held = beside or Beside()
    everybody = people(snapshot)
    persons = [each for each in everybody if held.kept is None or each.case.id in held.kept]
    if asked.intensity is not None:
        check_facet(snapshot, asked.intensity.facet)
    made = [
        *person_columns(persons),
        *derived_columns(snapshot, persons, held.scores),
        *attribute_columns(persons, held.record),
        *survey_columns(persons, held.record),
        *_of_codes(snapshot, persons, asked, held),
    ]
    kept, gone = (made, []) if snapshot.level in {"work", "team"} else banded(made)
    columns = _chosen(_named(kept), asked.columns, gone)
    ids = tuple(person.case.id for person in persons)
    return PersonTable(columns, ids, len(everybody) - len(persons), tuple(gone))


def _of_codes(snapshot: Snapshot, persons: Sequence[Person], asked: TableAsked, held: Beside) -> list[Column]:
    if not asked.codes:
        return []
    ground = Ground.of(snapshot, persons, guide=held.guide, read=held.read)
    facet = asked.intensity.facet if asked.intensity else ""
    wanted = [asked_for(snapshot, each, exact=asked.exact, facet=facet) for each in asked.codes]
    return [column for each in wanted for column in code_columns(ground, each, intensity=asked.intensity)]


def check_facet(snapshot: Snapshot, facet: str) -> None:
    """Refuse a facet that has no order.

    Raises:
        SecondmigError: no codebook has it as an ordinal or a number; those that may be named are told.
    """
    ordered = sorted(
        {spec.name for book in snapshot.codebooks for spec in book.facets if spec.type in {"ordinal", "int"}}
    )
    if facet not in ordered:
        raise SecondmigError(
            f"{facet} is no facet with an order, so it has no intensity",
            hint=f"one of {', '.join(ordered)}" if ordered else "no codebook has one",
        )


def _named(columns: Sequence[Column]) -> list[Column]:
    wanted = [
        (
            column.code or f"{column.block}:{column.source}:{column.key}",
            column.code or column.key,
            column.suffix,
        )
        for column in columns
    ]
    return [replace(column, name=name) for column, name in zip(columns, column_names(wanted), strict=True)]


def _chosen(columns: Sequence[Column], wanted: Sequence[str], gone: Iterable[str]) -> tuple[Column, ...]:
    """The columns that were asked for, in the order of the table, the id first.

    Raises:
        SecondmigError: some are unknown; all of them at once.
    """
    if not wanted:
        return tuple(columns)
    known = {name for column in columns for name in _called(column)}
    inside = {key.partition("@")[0] for key in gone} | set(gone)
    raise_all(_unknown(name, known, inside) for name in wanted if name not in known)
    names = {ID, *wanted}
    return tuple(column for column in columns if not names.isdisjoint(_called(column)))


def _called(column: Column) -> tuple[str, ...]:
    """What a column may be asked for by: name, key, either without the survey, block, code."""
    return tuple(filter(None, (column.name, column.key, *column.called(), column.block, column.code)))


def _unknown(name: str, known: Iterable[str], inside: Collection[str]) -> SecondmigError:
    if name in inside:
        return SecondmigError(f"the column {name} does not leave the team", hint="--release team")
    close = difflib.get_close_matches(name, sorted(known), n=3, cutoff=0.6)
    hint = f"did you mean {', '.join(close)}?" if close else f"a column, or one of {', '.join(BLOCKS)}"
    return SecondmigError(f"the table has no column {name}", hint=hint)


def one_column(table: PersonTable, name: str) -> Column:
    """The one column of persons, attributes or measures that a name means.

    Raises:
        SecondmigError: there is none, or there are several, which are told.
    """
    columns = tuple(column for column in table.columns if column.block != "codes")
    found = columns_called(columns, name)
    if len(found) == 1:
        return found[0]
    if found:
        raise SecondmigError(
            f"{name} is in {len(found)} columns", hint=f"one of {', '.join(each.name for each in found)}"
        )
    raise no_value(name, value_names(columns))


def value_names(columns: Iterable[Column]) -> tuple[str, ...]:
    """The names by which values of persons may be asked for, in alphabetical order."""
    named = (column.called() or (column.name,) for column in columns if column.block != "codes")
    return tuple(sorted({name for names in named for name in names}))


def not_asked(table: PersonTable) -> int:
    """Cells in which a topic was not raised, so that a presence of 0 says nothing."""
    return sum(cell == "not_asked" for column in table.columns for cell in column.cells)


def uneven_speech(
    snapshot: Snapshot, variables: Iterable[str] = ("group", "interview_country")
) -> tuple[str, ...]:
    """Variables whose groups differ more than twofold in how much a person says on average, in characters.

    Persons who say nothing, or have no value, are left out.
    """
    speech, persons = Speech.of(snapshot), people(snapshot)
    found = []
    for variable in variables:
        sizes: dict[str, list[int]] = {}
        for person in persons:
            size, value = speech.characters([person.case.id]), value_of(person, variable)
            if size and value is not None:
                sizes.setdefault(value, []).append(size)
        means = [sum(each) / len(each) for each in sizes.values()]
        if len(means) > 1 and max(means) > 2 * min(means):
            found.append(variable)
    return tuple(found)


def spoken_languages(snapshot: Snapshot) -> frozenset[str]:
    """The languages of participants' turns, without regions."""
    return frozenset(
        turn.language.partition("-")[0].lower()
        for document in snapshot.documents
        for turn in document.turns
        if turn.role == "participant" and turn.language
    )
