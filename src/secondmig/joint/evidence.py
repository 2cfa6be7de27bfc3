"""What a measure of a hypothesis card finds: an effect, and the persons for and against it by name.

An evaluator is a pure function of a :class:`Ground` and a measure; :mod:`secondmig.joint.evaluators` lists
them. It sees the persons and the codings of a corpus, and what the card tells it; it knows no person and no
country of its own.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from secondmig.codebook.card import CardMeasure, Expected, Finding, Role
from secondmig.core.snapshot import Snapshot
from secondmig.core.warnings import Caution
from secondmig.estimate.values import Estimate
from secondmig.joint.groups import Person
from secondmig.joint.passages import Passage, code_parents, lineage, locate
from secondmig.joint.person_columns import Cell, Column, Missing, columns_called
from secondmig.joint.person_table import PersonTable
from secondmig.survey.guide import Guide

Side = Literal["for", "against", "tie"]
NOTHING: Final = 1e-9
"""An effect smaller than this is no difference: sums of fractions do not come out at zero exactly."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A person in a line.

    Attributes:
        case: id of the person.
        side: for the claim, against it, or neither.
        says: the figures behind it, in words.
        passages: ids of the codings behind them, in the order of the texts; empty where none are.
        group: which of two groups the person is in, "" where there are none.
    """

    case: str
    side: Side
    says: str = ""
    passages: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """What one measure finds, in the whole or in one stratum.

    Attributes:
        measure: id of the measure, with ``:stratum`` behind it where it is one of several.
        of: id of the measure alone.
        title: what people read.
        role: what the measure is for.
        expected: the sign of the effect that speaks for the claim.
        effect: the effect with its method and unit.
        p: None where it was not asked for.
        witnesses: the persons counted, by id.
        left_out: case id -> why the person is not counted.
        sides: persons on the first and the second side of a comparison of groups; () within persons.
        note: further figures in words.
        cautions: warnings that hold for this line.
    """

    measure: str
    of: str
    title: str
    role: Role
    expected: Expected
    effect: Estimate
    witnesses: tuple[Witness, ...]
    p: Estimate | None = None
    left_out: Mapping[str, str] = field(default_factory=dict)
    sides: tuple[int, ...] = ()
    note: str = ""
    cautions: tuple[Caution, ...] = ()

    @property
    def for_(self) -> tuple[str, ...]:
        """Ids of the persons who speak for the claim."""
        return self._on("for")

    @property
    def against(self) -> tuple[str, ...]:
        """Ids of the persons who speak against it."""
        return self._on("against")

    @property
    def ties(self) -> tuple[str, ...]:
        """Ids of the persons who speak for neither."""
        return self._on("tie")

    def _on(self, side: Side) -> tuple[str, ...]:
        return tuple(sorted(each.case for each in self.witnesses if each.side == side))

    @property
    def n(self) -> int:
        """Persons counted."""
        return len(self.witnesses)

    @property
    def finding(self) -> Finding:
        """What the effect says of the claim."""
        value = self.effect.value
        if value is None:
            return "undefined"
        if abs(value) < NOTHING:
            return "as expected" if self.expected.startswith("not ") else "no difference"
        return "as expected" if side_of(value, self.expected) == "for" else "opposite"


UNHEARD: Final[Mapping[str, str]] = {
    "not_interviewed": "was not interviewed",
    "not_coded": "nobody has coded the interview with the codebook",
}
"""Why nothing can be said of what a person says, in words."""


def side_of(value: float, expected: Expected) -> Side:
    """The side of a person, or of an effect, by the sign of a difference.

    >>> side_of(0.5, "positive"), side_of(0.5, "not positive"), side_of(0, "not negative")
    ('for', 'against', 'tie')
    """
    if abs(value) < NOTHING:
        return "tie"
    return "for" if (value > 0) == (expected in {"positive", "not negative"}) else "against"


def line_of(
    measure: CardMeasure,
    effect: Estimate,
    witnesses: Iterable[Witness],
    *,
    stratum: str = "",
    p: Estimate | None = None,
) -> Line:
    """A line of a measure, to which ``dataclasses.replace`` adds the rest.

    Args:
        measure: as the card has it.
        effect: what was found.
        witnesses: in any order.
        stratum: "" for the whole.
        p: None where it was not asked for.
    """
    return Line(
        measure=f"{measure.id}:{stratum}" if stratum else measure.id,
        of=measure.id,
        title=f"{measure.title}: {stratum}" if stratum else measure.title,
        role=measure.role,
        expected=measure.expected,
        effect=effect,
        witnesses=tuple(sorted(witnesses, key=lambda each: each.case)),
        p=p,
    )


@dataclass(frozen=True, slots=True)
class Ground:
    """What evaluators read.

    Attributes:
        snapshot: the codings and the texts.
        persons: those who are counted, by id.
        table: the person table, without columns of codes.
        said: case id -> that person's coded passages, in the order of the texts.
        inference: whether p values and intervals are asked for.
        seed: of random numbers.
        where: the conditions on persons that hold for this ground.
        stands: measure -> case id -> the person's side in it, once the measures of a card are computed.
        guide: the interview guide, None where there is none.
        read: codebook id -> documents that somebody read with it; None where any document was.
    """

    snapshot: Snapshot
    persons: tuple[Person, ...]
    table: PersonTable
    said: Mapping[str, tuple[Passage, ...]]
    inference: bool = False
    seed: int = 0
    where: tuple[str, ...] = ()
    stands: Mapping[str, Mapping[str, Side]] = field(default_factory=dict)
    guide: Guide | None = None
    read: Mapping[str, frozenset[str]] | None = None

    @classmethod
    def of(
        cls,
        snapshot: Snapshot,
        persons: Iterable[Person],
        table: PersonTable,
        *,
        inference: bool = False,
        seed: int = 0,
    ) -> "Ground":
        """Read a snapshot; its codings in any order.

        Args:
            snapshot: with the codings of all codes.
            persons: in any order; those without a row in the table are left out.
            table: with what is on record and derived.
            inference: whether p values and intervals are asked for.
            seed: of random numbers.
        """
        said: dict[str, list[Passage]] = {}
        for passage in sorted(locate(snapshot).passages, key=_place):
            for case in passage.persons():
                said.setdefault(case, []).append(passage)
        rows = set(table.persons)
        counted = sorted((each for each in persons if each.case.id in rows), key=lambda each: each.case.id)
        told = {case: tuple(passages) for case, passages in said.items()}
        return cls(snapshot, tuple(counted), table, told, inference=inference, seed=seed)

    def only(self, persons: Iterable[Person], where: Sequence[str] = ()) -> "Ground":
        """The same with some of the persons.

        Args:
            persons: those who are kept.
            where: the conditions by which they were chosen.
        """
        return replace(self, persons=tuple(persons), where=(*self.where, *where))

    def codes(self, ids: Iterable[str], without: Iterable[str] = ()) -> frozenset[str]:
        """The codes meant, those below each included.

        Args:
            ids: codes or headings.
            without: codes or headings to leave out, with those below.
        """
        parents = code_parents(self.snapshot)
        meant, out = set(ids), set(without)
        return frozenset(
            each for each in parents if meant & (line := set(lineage(parents, each))) and not out & line
        )

    def passages(self, person: Person, codes: Collection[str] | None = None) -> tuple[Passage, ...]:
        """The person's passages under some codes, under any where None."""
        found = self.said.get(person.case.id, ())
        return found if codes is None else tuple(each for each in found if each.coding.code_id in codes)

    def unknown(self, person: Person, codes: Collection[str]) -> Missing | None:
        """Why nothing can be said of what the person says under some codes, None where it can."""
        if not person.documents:
            return Missing("not_interviewed")
        if self.read is None:
            return None
        books = (each.id for each in self.snapshot.codebooks if any(code.id in codes for code in each.codes))
        unread = any(self.read.get(book, frozenset()).isdisjoint(person.documents) for book in books)
        return Missing("not_coded") if unread else None

    def column(self, name: str) -> Column | None:
        """The column of the person table that a name means, None where there is none.

        Where several surveys have it, that of the one declared first.
        """
        return next(iter(columns_called(self.table.columns, name)), None)

    def cell(self, person: Person, name: str) -> Cell:
        """The person's value of a column; missing where there is no such column, or no row."""
        column = self.column(name)
        if column is None or person.case.id not in self.table.persons:
            return Missing("not_on_record")
        return column.cells[self.table.persons.index(person.case.id)]

    def number(self, person: Person, name: str) -> float | Missing:
        """The person's value as a number; several names with "+" between them are added up."""
        total = 0.0
        for part in name.split("+"):
            cell = self.cell(person, part.strip())
            if isinstance(cell, Missing):
                return cell
            if isinstance(cell, str):
                return Missing("not_a_value")
            total += cell
        return total

    def p(self, compute: Callable[[], Estimate]) -> Estimate | None:
        """A p value, where p values are asked for."""
        return compute() if self.inference else None


def _place(passage: Passage) -> tuple[str, int, int, str, str]:
    coding = passage.coding
    return coding.document_id, coding.span.start, coding.span.end, coding.code_id, coding.id


@dataclass(frozen=True, slots=True)
class OptionSpec:
    """An option of an evaluator.

    Attributes:
        kind: what its texts are: codes, conditions on persons, columns, a facet, numbers, or words.
        choices: the words there are; empty for any.
        needed: whether it has to be given.
        many: whether it may be a list.
    """

    kind: Literal["code", "condition", "column", "facet", "word", "number"] = "word"
    choices: tuple[str, ...] = ()
    needed: bool = False
    many: bool = False


@dataclass(frozen=True, slots=True)
class Evaluator:
    """A computation that cards name.

    Attributes:
        id: the name.
        told: what it computes, one sentence.
        evaluate: from a ground and a measure to lines; at least one, those of strata by their names.
        options: name -> what may be said.
    """

    id: str
    told: str
    evaluate: Callable[[Ground, CardMeasure], tuple[Line, ...]]
    options: Mapping[str, OptionSpec] = field(default_factory=dict)
