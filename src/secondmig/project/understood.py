"""What an import tells the person who runs it: what was understood, how surely, and what to look at."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from secondmig.core.counting import counted
from secondmig.core.types import Document, SpeakerRole
from secondmig.joint.passages import printed_number
from secondmig.transcript.model import ImportReport, SpeakerCount, Sureness, Transcript
from secondmig.transcript.retraction import Asked, asked_back
from secondmig.transcript.speakers import is_given, role_of
from secondmig.transcript.words import written_with_spaces

_SURE: Final[dict[Sureness, str]] = {
    "certain": "turns and speakers are certain",
    "likely": "turns and speakers are likely: their labels return",
    "unsure": "turns are unsure: nothing in the file says who speaks",
}
_MANY = 12
_LINES = 20
_PLACES: Final = {"turn": "", "note": " (a note under it)", "comment": " (a comment on it)"}


def report_lines(
    transcript: Transcript,
    report: ImportReport,
    roles: Mapping[str, SpeakerRole],
    tied: Mapping[str, Sequence[str]],
) -> tuple[str, ...]:
    """The lines for one file; no words of the transcript.

    Args:
        transcript: as read.
        report: what was understood of it.
        roles: what the user said of speakers, which is no guess.
        tied: speakers by case, as asked for.
    """
    return (
        f"{report.format}; {_SURE[report.sure]}",
        f"{report.turns} turns, {_length(report)}, decoded as {report.decoding}",
        *_speakers(report, transcript.document, roles),
        *_ties(tied, report, transcript.document, roles),
        *_marks(report),
        *_asked(transcript.document, asked_back(transcript.document, transcript.comments)),
        *report.notes,
    )


def guessed(document: Document, speaker: SpeakerCount, roles: Mapping[str, SpeakerRole]) -> bool:
    """Whether nothing but a guess says who this is."""
    if speaker.role == "other" or is_given(speaker.speaker, roles):
        return False
    named = document.header.get("pseudonym", ())
    pseudonyms = (named,) if isinstance(named, str) else named
    return role_of(speaker.speaker, pseudonyms=pseudonyms, roles={}) == "other"


def _length(report: ImportReport) -> str:
    if report.languages and not written_with_spaces(report.languages[0][0]):
        return f"{sum(each.characters for each in report.speakers)} characters"
    return f"{report.words} words"


def _speakers(report: ImportReport, document: Document, roles: Mapping[str, SpeakerRole]) -> Iterator[str]:
    spaced = not report.languages or written_with_spaces(report.languages[0][0])
    parts = []
    for each in report.speakers[:_MANY]:
        role = f"{each.role}, guessed" if guessed(document, each, roles) else each.role
        length = f"{each.words} words" if spaced else f"{each.characters} characters"
        parts.append(f"{each.speaker or 'unknown'} ({role}, {each.turns} turns, {length})")
    more = len(report.speakers) - _MANY
    yield f"speakers: {', '.join(parts)}" + (f" and {more} more" if more > 0 else "")


def _ties(
    tied: Mapping[str, Sequence[str]],
    report: ImportReport,
    document: Document,
    roles: Mapping[str, SpeakerRole],
) -> Iterator[str]:
    unsure = {each.speaker for each in report.speakers if guessed(document, each, roles)}
    for case_id, labels in tied.items():
        if "" in labels:
            yield f"{case_id} is tied to all turns without a label, as nobody is named"
            continue
        named = ", ".join(f"{label} (a guess)" if label in unsure else label for label in labels)
        yield f"{case_id} is tied to {named}"


def _marks(report: ImportReport) -> Iterator[str]:
    yield f"languages: {', '.join(f'{tag} in {turns} turns' for tag, turns in report.languages)}"
    yield f"timestamps on {report.timestamps} turns" if report.timestamps else "no timestamps"
    if report.tiers:
        yield f"tiers: {', '.join(f'{number} %{name}' for name, number in report.tiers)}"
    if report.withheld:
        yield f"{report.withheld} stretches are taken back by the file itself and withheld"
    if report.comments:
        yield f"{report.comments} comments in the margin are kept as memos on the document"
    if report.unparsed:
        numbers = ", ".join(str(line.number) for line in report.unparsed[:_LINES])
        more = " ..." if len(report.unparsed) > _LINES else ""
        belong = counted(len(report.unparsed), "line belongs", "lines belong")
        yield f"{belong} to no turn: {numbers}{more}"


def _asked(document: Document, found: Sequence[Asked]) -> Iterator[str]:
    """The exact commands for passages somebody may have asked not to use."""
    for each in found[:_MANY]:
        number = printed_number(document.turns[each.turn_index])
        command = f"secondmig corpus restrict {shlex.quote(document.id)} --turn {number} --reason"
        yield (
            f"turn {number}{_PLACES[each.place]} may ask not to use something; read it, and if so: "
            f'{command} "asked in the interview"'
        )
    if len(found) > _MANY:
        turns = ", ".join(str(printed_number(document.turns[each.turn_index])) for each in found[_MANY:])
        yield f"so may turns {turns}"
