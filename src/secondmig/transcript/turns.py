"""Where the turns of a running text are, and who speaks them: one rule for every format that is running text.

Labels are looked for in interviews only: "Article 2: Scope" of a policy is no speaker. In a labelled text the
words of a turn go on, over blank lines too, until the next label; what stands above the first label belongs
to nobody and the import reports it. Without labels every stretch between blank lines is a turn of nobody
known.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from secondmig.core.errors import SecondmigError
from secondmig.core.types import DocumentKind
from secondmig.transcript.assemble import Draft
from secondmig.transcript.labels import Labelled, believable_labels, matching_labels
from secondmig.transcript.lines import lines
from secondmig.transcript.model import Request, Sureness


@dataclass(frozen=True, slots=True)
class FoundTurns:
    """The turns of a running text.

    Attributes:
        drafts: in order.
        sure: how far they can be trusted.
        notes: sentences for the person who imports; never words of the text.
    """

    drafts: tuple[Draft, ...]
    sure: Sureness
    notes: tuple[str, ...] = ()


def find_turns(text: str, start: int, request: Request, *, kind: DocumentKind) -> FoundTurns:
    """The turns of a text from ``start``, which is the beginning of a line.

    Raises:
        SecondmigError: no line matches the pattern for speakers.
    """
    if request.speakers:
        labels = matching_labels(text, start, request.speakers)
        if not labels:
            raise SecondmigError(
                f"no line begins as --speakers {request.speakers.pattern!r} says",
                where=request.where,
                hint="the pattern is matched at the beginning of each line, spaces included",
            )
        return FoundTurns(_labelled(text, labels), "certain")
    labels = believable_labels(text, start) if kind == "interview" else []
    if labels:
        return FoundTurns(_labelled(text, labels), "likely")
    return FoundTurns(_paragraphs(text, start), "unsure")


def _labelled(text: str, labels: Sequence[Labelled]) -> tuple[Draft, ...]:
    ends = [*(label.line.start for label in labels[1:]), len(text)]
    return tuple(
        Draft(None, label.speaker, label.start, end, label.time, label.line.number)
        for label, end in zip(labels, ends, strict=True)
    )


def _paragraphs(text: str, start: int) -> tuple[Draft, ...]:
    """Stretches between blank lines, each a turn of nobody known."""
    drafts: list[Draft] = []
    going_on = False
    for line in lines(text, start):
        if not line.of(text).strip():
            going_on = False
        elif going_on:
            drafts[-1].end = line.end
        else:
            drafts.append(Draft(None, "", line.start, line.end, None, line.number))
            going_on = True
    return tuple(drafts)
