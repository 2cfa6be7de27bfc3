"""The tiers of an ELAN file, as its XML holds them: annotations with their times and what they refer to."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.transcript.language_names import language_tag
from secondmig.transcript.recording_time import LONGEST_MS
from secondmig.transcript.utterances import cleaned

if TYPE_CHECKING:
    from secondmig.transcript.limits import Element

_WHOLE = re.compile(r"[0-9]{1,10}")
_SHOWN: Final = 20


@dataclass(slots=True)
class Annotation:
    """One annotation.

    Attributes:
        id: in the file.
        words: its value, trimmed.
        start: first time slot, "" where it refers to another annotation.
        end: last time slot, or "".
        refers: id of the annotation it stands under, or "".
        line: in the file.
        start_ms: milliseconds, None where the file has none.
        end_ms: milliseconds, or None.
    """

    id: str
    words: str
    start: str
    end: str
    refers: str
    line: int
    start_ms: int | None = None
    end_ms: int | None = None


@dataclass(frozen=True, slots=True)
class EafTier:
    """One tier.

    Attributes:
        id: its name.
        parent: name of the tier it hangs under, "" for none.
        participant: as entered, or "".
        type: name of its linguistic type.
        language: content language as a BCP 47 tag, "" where none is entered.
        annotations: in the order of the file.
    """

    id: str
    parent: str
    participant: str
    type: str
    language: str
    annotations: tuple[Annotation, ...]


@dataclass(slots=True)
class _Reading:
    """A time line while it is read."""

    where: str
    slots: dict[str, int | None] = field(default_factory=dict)
    problems: list[SecondmigError] = field(default_factory=list)

    def problem(self, message: str, line: int | None, hint: str = "") -> None:
        self.problems.append(SecondmigError(message, where=f"{self.where}:{line or 1}", hint=hint))


def time_units(root: "Element") -> str:
    """In what the file counts time: "milliseconds", or video frames in very old ones."""
    header = root.find("HEADER")
    return str(header.get("TIME_UNITS", "milliseconds")) if header is not None else "milliseconds"


def read_tiers(root: "Element", *, where: str) -> tuple[EafTier, ...]:
    """All tiers, in the order of the file; without times where it does not count milliseconds.

    Raises:
        SecondmigError: times that are none and time slots that are not there.
    """
    reading = _Reading(where)
    _read_slots(root, reading, counted=time_units(root) == "milliseconds")
    languages = {
        element.get("LANG_ID", ""): language_tag(element.get("LANG_ID", ""))
        for element in root.iterfind("LANGUAGE")
    }
    tiers = []
    for element in root.iterfind("TIER"):
        annotations = tuple(_annotations(element))
        _give_times(annotations, reading)
        tiers.append(
            EafTier(
                id=element.get("TIER_ID", ""),
                parent=element.get("PARENT_REF", ""),
                participant=" ".join(element.get("PARTICIPANT", "").split()),
                type=element.get("LINGUISTIC_TYPE_REF", ""),
                language=languages.get(element.get("LANG_REF", ""), ""),
                annotations=annotations,
            )
        )
    raise_all(reading.problems[:_SHOWN])
    return tuple(tiers)


def _read_slots(root: "Element", reading: _Reading, *, counted: bool) -> None:
    """Milliseconds of each time slot, None for those without a value."""
    for element in root.iterfind("TIME_ORDER/TIME_SLOT"):
        value = element.get("TIME_VALUE")
        if value is not None and not (_WHOLE.fullmatch(value) and int(value) <= LONGEST_MS):
            reading.problem("a time slot whose value is no time", element.sourceline, "use milliseconds")
            value = None
        reading.slots[element.get("TIME_SLOT_ID", "")] = int(value) if value is not None and counted else None


def _annotations(tier: "Element") -> Iterator[Annotation]:
    for element in tier.iterfind("ANNOTATION/*"):
        value = element.find("ANNOTATION_VALUE")
        yield Annotation(
            id=element.get("ANNOTATION_ID", ""),
            words=cleaned("".join(value.xpath(".//text()"))) if value is not None else "",
            start=element.get("TIME_SLOT_REF1", ""),
            end=element.get("TIME_SLOT_REF2", ""),
            refers=element.get("ANNOTATION_REF", ""),
            line=element.sourceline or 1,
        )


def _give_times(annotations: Sequence[Annotation], reading: _Reading) -> None:
    """Times of annotations; slots without a value divide the stretch between their neighbours evenly.

    Such slots arise where a person divides an annotation without saying when: the parts follow on each other
    in the tier, the end of one being the beginning of the next.
    """
    slots: Mapping[str, int | None] = reading.slots
    for each in annotations:
        for slot in (each.start, each.end):
            if slot and slot not in slots:
                reading.problem(f"there is no time slot {slot[:30]!r}", each.line)
        each.start_ms, each.end_ms = slots.get(each.start), slots.get(each.end)
    chain: list[Annotation] = []
    for each in annotations:
        follows = chain and chain[-1].end_ms is None and chain[-1].end == each.start
        if not follows:
            chain = []
        chain.append(each)
        if len(chain) > 1 and each.end_ms is not None and chain[0].start_ms is not None:
            _divide(chain, chain[0].start_ms, each.end_ms)


def _divide(chain: Sequence[Annotation], begins: int, ends: int) -> None:
    edges = [begins + (ends - begins) * place // len(chain) for place in range(len(chain) + 1)]
    for place, each in enumerate(chain):
        each.start_ms, each.end_ms = edges[place], edges[place + 1]
