"""A corrected transcript becomes a new version, and every coding is told where it went."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from secondmig.core.anchor import FoundStatus
from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.core.labels import same_label
from secondmig.core.placing import Correction, Placed, compare
from secondmig.core.selection import Selection
from secondmig.core.span import Span
from secondmig.core.types import Case, Coding, CodingStatus, Document, SpeakerRef
from secondmig.joint.passages import printed_number
from secondmig.project.carrying import Followed, all_versions, follow
from secondmig.project.corrected_file import CorrectedFile, is_unchanged, read_corrected, remarks
from secondmig.project.deidentify import VERB as DEIDENTIFY
from secondmig.project.intake import Reading, how_to_read, memo_texts
from secondmig.project.layout import relative
from secondmig.project.listing import Listing
from secondmig.project.new_version import Successor, replace_version
from secondmig.project.session import Session, find_document, meta, under_consent
from secondmig.project.view import View, turn_number
from secondmig.store import cases, codings, documents, files, guides, memos, restrictions
from secondmig.store.connect import Change
from secondmig.store.connection import Connection
from secondmig.transcript.model import Transcript

STATUSES: tuple[FoundStatus, ...] = ("exact", "moved", "changed", "lost")
FIELDS = (
    "id",
    "turn",
    "new_turn",
    "code",
    "coder",
    "status",
    "old_quote",
    "new_quote",
    "reason",
    "waited",
)


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one coding.

    Attributes:
        coding: as it was.
        placed: where its words went.
        waited: it waited for a person already; then it goes on waiting, whatever was found.
    """

    coding: Coding
    placed: Placed
    waited: bool

    def follows(self) -> bool:
        """Whether it stands in the new version without a person's look."""
        return not self.waited and self.placed.status in {"exact", "moved"}

    def status(self) -> CodingStatus:
        """Of the coding from now on."""
        if self.follows():
            return "current"
        return "lost" if self.placed.status == "lost" else "changed"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a correction will do.

    Attributes:
        versions: those that are there, the first to the newest, with what was taken back.
        new: what will follow them.
        corrections: version -> it and the new one, compared.
        fates: of every coding of the document, by its place.
        followed: what is withheld in the new version and in the older ones.
        tied: persons with a speaker who is called otherwise now, as they will be.
        warnings: what a person should know.
    """

    versions: tuple[Document, ...]
    new: Document
    corrections: Mapping[int, Correction]
    fates: tuple[Fate, ...]
    followed: Followed
    tied: tuple[Case, ...]
    warnings: tuple[str, ...]

    def counts(self) -> dict[str, int]:
        """How many codings are exact, moved, changed and lost; those that waited already are not counted."""
        found = Counter(fate.placed.status for fate in self.fates if not fate.waited)
        return {status: found[status] for status in STATUSES}


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction did.

    Attributes:
        codings: one row per coding; the notes sum it up.
        warnings: lines a person should not miss.
        event: rev of the event; None where nothing changed or ``dry_run`` was asked for.
        takes_back: the new file takes words back that were not withheld before.
    """

    codings: Listing
    warnings: tuple[str, ...] = ()
    event: int | None = None
    takes_back: bool = False


def rebase(
    session: Session, document_id: str, path: Path, reading: Reading, *, dry_run: bool = False
) -> Corrected:
    """Let a corrected file be the next version of a document; every coding is reported.

    Args:
        session: the open project.
        document_id: the document.
        path: the corrected file.
        reading: how to read it, as at the import.
        dry_run: report, write nothing.

    Raises:
        SecondmigError: there is no such document, the file is another's or an older version's, cannot be
            read, or would let words be seen that were taken back; or somebody else corrected it meanwhile.
    """
    find_document(session, document_id)
    newest = documents.get(session.store.read(), document_id)
    assert newest is not None  # noqa: S101 - found above
    corrected = read_corrected(newest, path, how_to_read(session, path, reading)[0])
    if dry_run:
        with session.store.consistent() as connection:
            plan = _plan(connection, newest, corrected, path)
            return _told(session, plan, None, dry_run=True)
    payload = {"source": content_hash(corrected.source), "text": corrected.transcript.document.text_sha}
    write = session.store.write(
        actor=session.coder(), verb="corpus rebase", subject=document_id, payload=payload
    )
    with write as change:
        plan = _plan(change.connection, newest, corrected, path)
        taken = files.take(change, relative(session.root, path), payload["source"], "transcript")
        if plan is not None:
            _carry_out(change, plan, corrected.source)
            _keep_comments(change, plan, corrected.transcript)
        elif not taken:
            change.nothing()
    return _told(session, plan, None if change.dropped else change.rev, dry_run=False)


def _plan(connection: Connection, before: Document, corrected: CorrectedFile, path: Path) -> Plan | None:
    """What the correction of ``before`` will do; None where the file says nothing new."""
    document_id = before.id
    versions = all_versions(connection, document_id)
    if not versions or versions[-1].version != before.version:
        # Its header, roles and kind were filled in from a version that is not the newest any more.
        raise SecondmigError(
            f"somebody corrected {document_id} meanwhile, or took it out",
            where=path.name,
            hint="run it again",
        )
    newest = versions[-1]
    source = content_hash(corrected.source)
    owner = documents.with_source(connection, source)
    if owner not in {None, document_id}:
        raise SecondmigError(
            f"this file was imported as {owner}", where=path.name, hint="secondmig corpus list"
        )
    earlier = [each.version for each in versions[:-1] if each.source_sha == source]
    if earlier and source != newest.source_sha:
        raise SecondmigError(
            f"this is the file of version {earlier[-1]}, which was corrected since",
            where=path.name,
            hint="secondmig undo takes the correction back; secondmig history lists the events",
        )
    document = corrected.transcript.document
    if is_unchanged(newest, document):
        return None
    new = replace(document, version=newest.version + 1, supersedes=newest.version)
    mine = codings.find(connection, documents=(document_id,))
    needed = {newest.version, *(coding.version for coding in mine)}
    needed |= {each.version for each in versions if each.withheld}
    corrections = {each.version: compare(each, new) for each in versions if each.version in needed}
    followed = follow(versions, new, corrections, where=path.name)
    people = [
        case for case in cases.all_cases(connection) if any(ref.document == new.id for ref in case.speakers)
    ]
    tied = _tied(people, new, corrections[newest.version])
    same = sum(block.size for block in corrections[newest.version].alignment.blocks)
    return Plan(
        versions=versions,
        new=new,
        corrections=corrections,
        fates=tuple(_fates(mine, corrections, newest)),
        followed=followed,
        tied=tied,
        warnings=(
            *remarks(newest, new, same=same),
            *_persons(people, tied, newest, new),
            *_names(connection, document_id),
            *_guide(connection, corrections[newest.version]),
            *followed.warnings,
        ),
    )


def _fates(mine: Sequence[Coding], corrections: Mapping[int, Correction], newest: Document) -> Iterator[Fate]:
    placed = {
        version: correction.place_all(each.span for each in mine if each.version == version)
        for version, correction in corrections.items()
    }
    for coding in mine:
        waited = coding.status != "current" or coding.version != newest.version
        yield Fate(coding, placed[coding.version][coding.span], waited)


def _tied(people: Sequence[Case], new: Document, correction: Correction) -> tuple[Case, ...]:
    """Persons whose speaker has another label now, tied to it too: the old one names their older words."""
    labels = dict.fromkeys(turn.speaker for turn in new.turns)
    tied = []
    for case in people:
        more = {
            SpeakerRef(new.id, label)
            for ref in case.speakers
            if ref.document == new.id and ref.speaker not in labels
            for label in labels
            if same_label(label) == correction.renamed.get(same_label(ref.speaker), same_label(ref.speaker))
        }
        if more - set(case.speakers):
            tied.append(replace(case, speakers=tuple(sorted({*case.speakers, *more}))))
    return tuple(tied)


def _persons(people: Sequence[Case], tied: Sequence[Case], newest: Document, new: Document) -> Iterator[str]:
    now = {**{case.id: case for case in people}, **{case.id: case for case in tied}}
    labels = {turn.speaker for turn in new.turns}
    for case in people:
        mine = {ref.speaker for ref in now[case.id].speakers if ref.document == new.id}
        more = sorted(mine - {ref.speaker for ref in case.speakers if ref.document == new.id})
        if more:
            yield f"{case.id} speaks as {', '.join(more)} now"
        elif not mine & labels:
            yield (
                f"{case.id} speaks as {', '.join(sorted(mine))}, who has no turn any more: name the speaker"
                " in the table of persons and import it again"
            )
    named = {ref.speaker for case in now.values() for ref in case.speakers}
    before = {turn.speaker for turn in newest.turns}
    for label in sorted({turn.speaker for turn in new.turns if turn.role == "participant"} - named - before):
        yield f"{label} is a new participant and nobody's case: name the speaker in the table of persons"


def _names(connection: Connection, document_id: str) -> Iterator[str]:
    if DEIDENTIFY in documents.made_by(connection, document_id):
        yield (
            f"names in {document_id} were replaced once, and the file may hold them again: secondmig corpus"
            f" deidentify {document_id} --key FILE"
        )


def _guide(connection: Connection, correction: Correction) -> Iterator[str]:
    """The interview guide names turns by their numbers, which a correction may change."""
    from secondmig.survey.guide import from_body

    document = correction.new.id
    named = any(document in from_body(each.body).interviews for each in guides.newest(connection))
    there = {turn.span: printed_number(turn) for turn in correction.new.turns} if named else {}
    images = ((turn, correction.alignment.trusted_image(turn.span)) for turn in correction.old.turns)
    if any(image in there and there[image] != printed_number(turn) for turn, image in images if image):
        yield (
            f"turns have other numbers now: correct those that the interview guide names in {document}, then"
            " secondmig corpus guide FILE"
        )


def _carry_out(change: Change, plan: Plan, source: bytes) -> None:
    newest = plan.versions[-1]
    places = {fate.coding.id: _span(fate) for fate in plan.fates if fate.follows()}
    renewed = replace_version(change, newest, Successor(plan.new, source, places, plan.followed.ahead))
    waits = [
        replace(fate.coding, status=fate.status())
        for fate in plan.fates
        if not fate.follows() and fate.coding.status != fate.status()
    ]
    codings.carry(change, waits)
    for version, stretches in plan.followed.back.items():
        for stretch in stretches:
            restrictions.add(change, plan.new.id, version, stretch.span, stretch.reason)
    for case in plan.tied:
        cases.put(change, case)
    change.payload.update(
        {"version": renewed.document.version, "supersedes": newest.version, **plan.counts()}
    )


def _keep_comments(change: Change, plan: Plan, transcript: Transcript) -> None:
    """Remarks in the margin of the file that no memo on the document holds yet."""
    known = [memo.text for memo in memos.of(change.connection, "document", plan.new.id)]
    new = [
        comment
        for comment in transcript.comments
        if not any(text == comment.text or text.endswith(f": {comment.text}") for text in known)
    ]
    shown = replace(plan.new, withheld=(*plan.new.withheld, *plan.followed.ahead))
    for text in memo_texts(shown, new):
        memos.add(change, "document", plan.new.id, text, change.actor)


def _span(fate: Fate) -> Span:
    assert fate.placed.span is not None  # noqa: S101 - exact and moved have a place
    return fate.placed.span


def _told(session: Session, plan: Plan | None, event: int | None, *, dry_run: bool) -> Corrected:
    chosen = Selection() if plan is None else Selection(documents=(plan.new.id,))
    if plan is None:
        told = meta(session, unit="codings", selection=chosen, n=0)
        return Corrected(Listing(FIELDS, [], told, ("nothing changed",)), event=event)
    everybody = cases.all_cases(session.store.read())
    people = [case for case in everybody if any(ref.document == plan.new.id for ref in case.speakers)]
    view = _view(plan, people)
    rows = [_row(fate, view) for fate in plan.fates]
    counts = plan.counts()
    newest = plan.versions[-1]
    waited = sum(fate.waited for fate in plan.fates)
    summary = ", ".join(f"{number} {status}" for status, number in counts.items())
    notes = [
        f"{plan.new.id}: version {newest.version} is corrected"
        + (" (nothing is written)" if dry_run else ""),
        f"codings: {summary}" + (f"; {waited} waited already" if waited else ""),
        *plan.followed.told,
    ]
    waits = sum(not fate.follows() for fate in plan.fates)
    if waits:
        notes.append(f"{waits} wait for review and are in no number until then: secondmig corpus review")
    told = meta(session, unit="codings", selection=chosen, n=len(rows))
    return Corrected(
        codings=Listing(FIELDS, rows, {**told, **counts, "dry_run": dry_run}, tuple(notes)),
        warnings=plan.warnings,
        event=event,
        takes_back=bool(plan.followed.back),
    )


def _view(plan: Plan, people: Sequence[Case]) -> View:
    """The versions as they are to be seen once the new one is there."""
    consent = plan.new.header.get("consent")
    older = {
        each.version: replace(
            under_consent(each, consent),
            withheld=(*each.withheld, *plan.followed.back.get(each.version, ())),
        )
        for each in plan.versions
    }
    return View(replace(plan.new, withheld=(*plan.new.withheld, *plan.followed.ahead)), older, people)


def _row(fate: Fate, view: View) -> dict[str, object]:
    coding, placed = fate.coding, fate.placed
    old = view.older[coding.version]
    return {
        "id": coding.id,
        "turn": turn_number(old, coding.span),
        "new_turn": turn_number(view.newest, placed.span),
        "code": coding.code_id,
        "coder": coding.coder_id,
        "status": placed.status,
        "old_quote": view.words(old, coding.span),
        "new_quote": view.words(view.newest, placed.span),
        "reason": placed.reason or None,
        "waited": fate.waited,
    }
