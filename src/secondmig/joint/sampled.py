"""What was sampled, one after the other: persons or interviews, with the codes that each of them is on."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from secondmig.core.snapshot import Snapshot
from secondmig.joint.dimensions import dimension
from secondmig.joint.groups import NOT_STATED, Person, asked, grouping, people
from secondmig.joint.passages import locate

Unit = Literal["persons", "interviews"]
Order = Literal["date", "coding"]
Day = tuple[int, int, int]
"""Year, month and day; 0 where only the year, or the month, is known."""

NOT_CODED: Final = "not coded yet with all the codebooks counted"
NOT_INTERVIEWED: Final = "not interviewed"
NOBODYS: Final = "transcript(s) that no person is said to speak in"
_DAY: Final = re.compile(r"~?(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?(?:[T ].*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Sampled:
    """A person, or an interview.

    Attributes:
        id: of the case, or of the document.
        cases: the persons.
        documents: the interviews, ordered.
        day: of the interview, of the first one of a person with several; None where no header says it.
        event: rev of the first event that coded it; 0 where nothing of it is coded.
        value: of the variable that cells are made by, "" where it is not stated or persons differ.
        codes: those it is on, each by itself, without headings.
    """

    id: str
    cases: tuple[str, ...]
    documents: tuple[str, ...]
    day: Day | None
    event: int
    value: str
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sample:
    """What was sampled and may be counted.

    Attributes:
        unit: persons or interviews.
        sampled: by id.
        groups: values of the variable, in the order of tables; one "" where there is none.
        labels: value -> what people read.
        left_out: reason -> how many are not in it, by reason.
        several: persons with several interviews.
        versions: ``codebook-id@number`` -> codings made with it, of those counted.
    """

    unit: Unit
    sampled: tuple[Sampled, ...]
    groups: tuple[str, ...]
    labels: Mapping[str, str]
    left_out: Mapping[str, int]
    several: int
    versions: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SampleAsked:
    """Which sample.

    Attributes:
        codes: code id -> id of its codebook, for the codes that are counted.
        unit: persons or interviews.
        by: a variable of persons that makes cells, "" for none.
        read: codebook id -> documents that a counting coder read with it; None for all.
        linked: documents that some person speaks in, selected or not; None where that is not known.
    """

    codes: Mapping[str, str]
    unit: Unit = "persons"
    by: str = ""
    read: Mapping[str, frozenset[str]] | None = None
    linked: frozenset[str] | None = None


@dataclass(slots=True)
class _Said:
    """What is coded of one person or interview."""

    codes: set[str] = field(default_factory=set)
    events: set[int] = field(default_factory=set)


def sample(snapshot: Snapshot, wanted: SampleAsked) -> Sample:
    """The sample of a snapshot.

    Somebody counts as coded where a counting coder read an interview of theirs with each codebook that was
    used at all; then a code that is on none of their passages is absent, and not merely unread.

    Raises:
        SecondmigError: persons have no such variable.
    """
    everybody = people(snapshot)
    persons = asked(everybody)
    values = grouping(persons, wanted.by) if wanted.by and persons else {}
    said, versions = _said(snapshot, wanted)
    made = _persons(persons, values) if wanted.unit == "persons" else _interviews(persons, values)
    days = {document.id: day_of(document.header.get("interview_date")) for document in snapshot.documents}
    books = _books(wanted)
    nothing_read = wanted.read is not None and not books
    kept = [
        each
        for each in made
        if not nothing_read and all(not names.isdisjoint(each.documents) for names in books)
    ]
    left_out = {NOT_CODED: len(made) - len(kept)}
    if wanted.unit == "persons":
        left_out[NOT_INTERVIEWED] = len(everybody) - len(persons)
    if wanted.linked is not None:
        interviews = {each.id for each in snapshot.documents if each.kind == "interview"}
        left_out[NOBODYS] = len(interviews - wanted.linked)
    sampled = tuple(_filled(each, said, days) for each in kept)
    groups, labels = _groups(snapshot, wanted.by, persons, sampled)
    return Sample(
        unit=wanted.unit,
        sampled=sampled,
        groups=groups,
        labels=labels,
        left_out={reason: number for reason, number in left_out.items() if number},
        several=sum(len(each.documents) > 1 for each in sampled if wanted.unit == "persons"),
        versions=dict(sorted(versions.items())),
    )


def _books(wanted: SampleAsked) -> list[frozenset[str]]:
    """For each codebook that is counted and was used, the documents read with it."""
    if wanted.read is None:
        return []
    counted = sorted(set(wanted.codes.values()))
    return [names for book in counted if (names := wanted.read.get(book, frozenset()))]


def _said(snapshot: Snapshot, wanted: SampleAsked) -> tuple[dict[str, _Said], Counter[str]]:
    said: defaultdict[str, _Said] = defaultdict(_Said)
    versions: Counter[str] = Counter()
    for passage in locate(snapshot).passages:
        coding, cases = passage.coding, passage.persons()
        if coding.code_id not in wanted.codes or not cases:
            continue
        versions[coding.codebook_version] += 1
        for key in cases if wanted.unit == "persons" else (coding.document_id,):
            said[key].codes.add(coding.code_id)
            said[key].events.add(coding.created_event)
    return said, versions


def _persons(persons: Iterable[Person], values: Mapping[str, str | None]) -> list[Sampled]:
    return [
        Sampled(
            each.case.id,
            (each.case.id,),
            each.documents,
            None,
            0,
            values.get(each.case.id) or "",
            frozenset(),
        )
        for each in persons
    ]


def _interviews(persons: Iterable[Person], values: Mapping[str, str | None]) -> list[Sampled]:
    speakers: defaultdict[str, list[str]] = defaultdict(list)
    for person in persons:
        for name in person.documents:
            speakers[name].append(person.case.id)
    made = []
    for name, cases in sorted(speakers.items()):
        stated = {values.get(case) or NOT_STATED for case in cases}
        value = stated.pop() if len(stated) == 1 else NOT_STATED
        made.append(Sampled(name, tuple(cases), (name,), None, 0, value, frozenset()))
    return made


def _filled(each: Sampled, said: Mapping[str, _Said], days: Mapping[str, Day | None]) -> Sampled:
    held = said.get(each.id, _Said())
    dated = [day for name in each.documents if (day := days.get(name)) is not None]
    return Sampled(
        id=each.id,
        cases=each.cases,
        documents=each.documents,
        day=min(dated, default=None),
        event=min(held.events, default=0),
        value=each.value,
        codes=frozenset(held.codes),
    )


def _groups(
    snapshot: Snapshot, by: str, persons: Sequence[Person], sampled: Iterable[Sampled]
) -> tuple[tuple[str, ...], Mapping[str, str]]:
    if not by or not persons:
        return (NOT_STATED,), {NOT_STATED: "all"}
    found = {each.value for each in sampled}
    split = dimension(snapshot, by, persons, ())
    ordered = (*(key for key in split.keys if key in found), *sorted(found - set(split.keys)))
    return ordered, {key: split.labels.get(key) or key or "not stated" for key in ordered}


def day_of(written: object) -> Day | None:
    """A date of a header as numbers that sort; None where it is none.

    >>> day_of("2025-03"), day_of("2025-03-09"), day_of("spring"), day_of("2025-13")
    ((2025, 3, 0), (2025, 3, 9), None, None)
    """
    found = _DAY.fullmatch(written.strip()) if isinstance(written, str) else None
    if found is None:
        return None
    year, month, day = (int(part or 0) for part in found.groups())
    return (year, month, day) if month <= 12 and day <= 31 else None


def day_written(day: Day | None) -> str | None:
    """A date as ISO 8601 writes it, as far as it is known.

    >>> day_written((2025, 3, 0))
    '2025-03'
    """
    if day is None:
        return None
    year, month, number = day
    return f"{year:04d}" + (f"-{month:02d}" if month else "") + (f"-{number:02d}" if month and number else "")


def in_order(sampled: Collection[Sampled], order: Order) -> tuple[list[Sampled], list[object]]:
    """The sample one after the other, and what puts each in its place.

    Args:
        sampled: in any order.
        order: by the date of the interview, those without one last; or by when it was first coded, those
            without a coding last. Within the same date or event by id.

    Returns:
        The sample, and for each its date or event: where two are equal, nothing says which comes first.
    """

    def place(each: Sampled) -> tuple[int, ...]:
        if order == "date":
            return (0, *each.day) if each.day else (1,)
        return (0, each.event) if each.event else (1,)

    ordered = sorted(sampled, key=lambda each: (place(each), each.id))
    return ordered, [place(each) for each in ordered]
