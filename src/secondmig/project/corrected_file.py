"""A corrected file read as the next version of a transcript that is there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.core.labels import same_label
from secondmig.core.types import CONSENT_TIERS, Document, SpeakerRole, Turn
from secondmig.project.intake import Reading, read_file
from secondmig.transcript.model import Transcript

_FEW: float = 0.2
"""Share of the old words below which the file is hardly a correction."""


@dataclass(frozen=True, slots=True)
class CorrectedFile:
    """What a corrected file holds.

    Attributes:
        transcript: under the id and with the roles of the document it corrects.
        source: its bytes.
    """

    transcript: Transcript
    source: bytes


def read_corrected(old: Document, path: Path, reading: Reading) -> CorrectedFile:
    """Read a file as a correction of ``old``.

    What was told at the import and no file says is kept: the kind of document, and the role of a speaker
    whose label says nothing.

    Raises:
        SecondmigError: it cannot be read, it names another document, or it lacks the header that ``old`` has.
    """
    from secondmig.transcript.read import file_bytes

    source = file_bytes(path)
    transcript = _read(old.id, path, source, reading)
    document = transcript.document
    said = _header(document.text)
    if document.id != old.id:
        raise SecondmigError(
            f"its header says that it is {document.id}, not {old.id}",
            where=path.name,
            hint=f"correct the id in the header, or: secondmig corpus rebase {document.id} {path}",
        )
    if _header(old.text) and not said:
        raise SecondmigError(
            f"it has no header, and version {old.version} of {old.id} has one",
            where=path.name,
            hint="copy the lines from --- to --- of the former file to the top of this one",
        )
    kind = reading.kind or (None if "kind" in said else old.kind)
    language = reading.language or (None if document.language != "und" else old.language)
    if (kind or document.kind, language) != (document.kind, None):
        known = None if language == "und" else language
        transcript = _read(old.id, path, source, replace(reading, kind=kind, language=known))
    roles = {same_label(label): role for label, role in (reading.roles or {}).items()}
    return CorrectedFile(replace(transcript, document=_with_roles(transcript.document, old, roles)), source)


def is_unchanged(old: Document, new: Document) -> bool:
    """Whether a version would say nothing that the one before does not."""
    return (
        old.text_sha == new.text_sha
        and (old.turns, old.tiers, old.title, old.language, old.kind)
        == (new.turns, new.tiers, new.title, new.language, new.kind)
        and dict(old.header) == dict(new.header)
        and set(new.withheld) <= set(old.withheld)
    )


def remarks(old: Document, new: Document, *, same: int) -> Iterator[str]:
    """What a person should know of the new version as a whole; never words.

    Args:
        old: the version before.
        new: the next one.
        same: code points that both texts have in the same order.
    """
    if old.text and same < _FEW * len(old.text):
        yield f"hardly any words are those of version {old.version}: is it the right file?"
    yield from _consent(old, new)
    gone = sorted(set(old.header) - set(new.header) - {"consent"})
    if gone:
        yield f"the header no longer says: {', '.join(gone)}"
    before = _roles(old.turns)
    for label, role in sorted(_roles(new.turns).items()):
        if label in before and before[label] != role:
            yield f"{label or 'the speaker without a label'} was {before[label]} and is {role} now"


def _consent(old: Document, new: Document) -> Iterator[str]:
    before, after = old.header.get("consent"), new.header.get("consent")
    if before == after:
        return
    ranks: dict[object, int] = {tier: rank for rank, tier in enumerate(CONSENT_TIERS)}
    told = f"consent in the header was {before or 'not stated'} and is {after or 'not stated'} now"
    looser = before in ranks and (after not in ranks or ranks[after] > ranks[before])
    yield f"{told}: more words may be shown than before" if looser else told


def _roles(turns: tuple[Turn, ...]) -> dict[str, SpeakerRole]:
    return {turn.speaker: turn.role for turn in turns}


def _header(text: str) -> Mapping[str, object]:
    from secondmig.transcript.header import header_end, read_header

    return read_header(text, where="").entries if header_end(text) else {}


def _read(document_id: str, path: Path, source: bytes, reading: Reading) -> Transcript:
    """Read under the document's name, so that a file without an id of its own gets that of the document."""
    named = path.with_name(document_id + (path.suffix or ".txt"))
    try:
        return read_file(named, source, reading)
    except SecondmigError as error:
        problems = error.problems if isinstance(error, ProblemsError) else (error,)
        told = [_renamed(problem, str(named), str(path)) for problem in problems]
        raise (told[0] if len(told) == 1 else ProblemsError(told)) from error


def _renamed(problem: SecondmigError, wrong: str, right: str) -> SecondmigError:
    where = right + problem.where.removeprefix(wrong) if problem.where.startswith(wrong) else problem.where
    return SecondmigError(problem.message, where=where, hint=problem.hint)


def _with_roles(document: Document, old: Document, asked: Mapping[str, SpeakerRole]) -> Document:
    known = {same_label(turn.speaker): turn.role for turn in old.turns if turn.role != "other"}
    turns = tuple(
        replace(turn, role=known[label])
        if turn.role == "other" and (label := same_label(turn.speaker)) in known and label not in asked
        else turn
        for turn in document.turns
    )
    return replace(document, turns=turns)
