"""Whose words the speakers of a document are: persons tied to speakers, never to files."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from secondmig.core.errors import SecondmigError
from secondmig.core.labels import same_label
from secondmig.core.types import Case, Document, SpeakerRef
from secondmig.store import cases
from secondmig.store.connect import Change

Tie = tuple[str, str | None]
"""A case, and the speaker who is that person; None for the participant."""
_SHOWN = 8


def parsed_tie(text: str) -> Tie:
    """``ID`` or ``ID=SPEAKER``.

    Raises:
        SecondmigError: there is no id.

    >>> parsed_tie("US01=ROSA"), parsed_tie("US01")
    (('US01', 'ROSA'), ('US01', None))
    """
    case_id, equals, speaker = text.partition("=")
    if not case_id.strip():
        raise SecondmigError(f"--case {text!r} names nobody", hint="--case US01 or --case US01=ROSA")
    return case_id.strip(), speaker.strip() if equals else None


def speakers_of(document: Document, asked: Sequence[Tie]) -> dict[str, tuple[str, ...]]:
    """The labels that belong to each case.

    A case without a speaker is the one participant; in a document that names nobody all turns are tied to it.

    Raises:
        SecondmigError: a speaker is not there or named twice, or nobody or several are the participant.
    """
    labels = tuple(dict.fromkeys(turn.speaker for turn in document.turns))
    found: dict[str, tuple[str, ...]] = {}
    taken: dict[str, str] = {}
    for case_id, speaker in asked:
        if speaker is None:
            continue
        label = _label(document, labels, speaker, case_id)
        if taken.setdefault(label, case_id) != case_id:
            raise _wrong(document, f"{label!r} is said to be {taken[label]} and {case_id}", labels)
        found[case_id] = tuple(dict.fromkeys((*found.get(case_id, ()), label)))
    open_ = list(dict.fromkeys(case_id for case_id, speaker in asked if speaker is None))
    if len(open_) > 1:
        raise _wrong(document, f"{' and '.join(open_)} cannot both be the participant", labels, open_[0])
    for case_id in open_:
        mine = _participants(document, labels, taken, case_id)
        found[case_id] = tuple(dict.fromkeys((*found.get(case_id, ()), *mine)))
    return found


def tie(change: Change, document: Document, found: Mapping[str, Sequence[str]]) -> None:
    """Write who is who."""
    for case_id, labels in found.items():
        person = cases.get(change.connection, case_id) or Case(case_id, pseudonym=case_id)
        refs = (SpeakerRef(document.id, label) for label in labels)
        cases.put(change, replace(person, speakers=tuple(sorted({*person.speakers, *refs}))))


def as_printed(ref: SpeakerRef, labels: Collection[str]) -> tuple[SpeakerRef, ...]:
    """A speaker as the table of persons names them, under the labels that the document prints.

    >>> as_printed(SpeakerRef("P03", "JOSÉ"), ["INT", "José"])
    (SpeakerRef(document='P03', speaker='José'),)
    >>> as_printed(SpeakerRef("P03", "ANA"), ["INT", "José"])
    ()
    """
    wanted = same_label(ref.speaker)
    return tuple(SpeakerRef(ref.document, label) for label in labels if same_label(label) == wanted)


def named(labels: Collection[str]) -> str:
    """The speakers of a document, for a message.

    >>> named(["INT", "José"]), named([""])
    ('speakers: INT, José', 'no speaker has a label')
    """
    there = [label for label in labels if label]
    shown = ", ".join(there[:_SHOWN]) + (" ..." if len(there) > _SHOWN else "")
    return f"speakers: {shown}" if there else "no speaker has a label"


def _participants(
    document: Document, labels: Sequence[str], taken: Collection[str], case_id: str
) -> tuple[str, ...]:
    if not any(labels):
        return ("",)
    roles = {turn.speaker: turn.role for turn in document.turns}
    mine = tuple(label for label in labels if roles[label] == "participant" and label not in taken)
    if not mine:
        raise _wrong(document, f"{document.id} has no participant to tie to {case_id}", labels, case_id)
    return mine


def _label(document: Document, labels: Sequence[str], speaker: str, case_id: str) -> str:
    if speaker in labels:
        return speaker
    alike = [label for label in labels if same_label(label) == same_label(speaker)]
    if len(alike) != 1:
        raise _wrong(document, f"nobody in {document.id} is labelled {speaker!r}", labels, case_id)
    return alike[0]


def _wrong(document: Document, message: str, labels: Sequence[str], case_id: str = "ID") -> SecondmigError:
    hint = f"--case {case_id}=SPEAKER says who it is ({named(labels)})"
    return SecondmigError(message, where=document.id, hint=hint)
