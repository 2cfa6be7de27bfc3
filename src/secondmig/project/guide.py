"""Use cases on the interview guide: take it in, and say what was asked and what was mentioned."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from secondmig.core.cautions import made_by, waiting
from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.core.selection import Selection
from secondmig.core.snapshot import Snapshot
from secondmig.core.types import Case, Document, SpeakerRole
from secondmig.joint.passages import printed_number
from secondmig.project.blindness import seen
from secondmig.project.corpus import regular
from secondmig.project.gate import tier_of
from secondmig.project.layout import relative
from secondmig.project.listing import Done, Listing
from secondmig.project.session import Session, meta, newest_codebooks
from secondmig.project.shot import take
from secondmig.store import cases, codebooks, codings, documents, files, guides
from secondmig.store.connection import Connection

if TYPE_CHECKING:
    from secondmig.joint.guide import Cell
    from secondmig.survey.guide import Guide, GuideItem

FIELDS: tuple[str, ...] = (
    "id",
    "question",
    "asked",
    "not_asked",
    "mentioned",
    "elsewhere",
    "not_mentioned",
    "not_coded",
    "unasked",
    "topic",
    "asked_of",
    "codes",
)
ITEM_FIELDS: tuple[str, ...] = ("document", "status", "asked", "leading", "answers", "mentioned")


def take_in(session: Session, path: Path) -> Done:
    """Let a file be the project's interview guide; all of it or nothing.

    Raises:
        SecondmigError: every problem of the file at once, with its line; or the project has another guide.
    """
    from secondmig.survey.guide import read_guide, to_body

    regular(path)
    name = relative(session.root, path)
    held = documents.all_documents(session.store.read())
    turns = {document.id: _roles(document) for document in held}
    now = {code.id for version in newest_codebooks(session) for code in version.codebook.codes}
    guide = read_guide(path, turns=turns, codes=(now | _codes_then(session)) if now else None)
    write = session.store.write(actor=session.coder(), verb="corpus guide", subject=name)
    with write as change:
        _refuse_stale(change.connection, held, path)
        _refuse_second(guides.newest(change.connection), guide, path)
        changed = guides.put(change, guide.id, to_body(guide))
        taken = files.take(change, name, content_hash(path.read_bytes()), "guide")
        if not changed and not taken:
            change.nothing()
            return Done(f"{path.name}: skipped, already there")
        change.payload.update({"guide": guide.id, "items": len(guide.items)})
    message = f"{guide.id}: {len(guide.items)} items, asked in {len(guide.interviews)} interviews"
    remarks = (*_fit(session, guide), *_gone(session, guide, now), *_misfits(guide, held))
    return Done(message, remarks, event=change.rev, count=len(guide.items))


def _codes_then(session: Session) -> frozenset[str]:
    """Codes of earlier versions: a guide that was taken in before they went keeps naming them."""
    known = codebooks.every(session.store.read())
    every = [code for versions in known.values() for version in versions for code in version.codebook.codes]
    return frozenset({code.id for code in every} | {name for code in every for name in code.was})


def _gone(session: Session, guide: "Guide", now: Collection[str]) -> Iterator[str]:
    """Codes that the guide names and the codebooks have no more."""
    codes = [code for version in newest_codebooks(session) for code in version.codebook.codes]
    for name in dict.fromkeys(name for item in guide.items for name in item.codes if now and name not in now):
        heirs = [code.id for code in codes if name in code.was]
        became = f"it became {' and '.join(heirs)}: " if heirs else ""
        yield f"{name} is in the guide and in no newest codebook; {became}correct the guide"


def _roles(document: Document) -> dict[int, SpeakerRole]:
    return {printed_number(turn): turn.role for turn in document.turns}


def _refuse_stale(connection: Connection, held: Sequence[Document], path: Path) -> None:
    """The guide was read against transcripts that another process may have corrected before the lock."""
    now = [(row.id, row.version) for row in documents.summaries(connection)]
    if now != [(document.id, document.version) for document in held]:
        raise SecondmigError(
            "somebody changed the transcripts meanwhile", where=path.name, hint="run it again"
        )


def _refuse_second(known: Sequence[guides.Guide], guide: "Guide", path: Path) -> None:
    for other in known:
        if other.id != guide.id:
            raise SecondmigError(
                f"the guide of this project is {other.id!r}, not {guide.id!r}",
                where=path.name,
                hint=f"write id: {other.id} under guide: to put this one in its place",
            )


def _fit(session: Session, guide: "Guide") -> Iterator[str]:
    """Where the guide and the project's documents tell of different interviews."""
    held = documents.summaries(session.store.read())
    names = {row.id for row in held}
    absent = [name for name in guide.interviews if name not in names]
    if absent:
        yield f"in the guide and not in the project: {', '.join(absent)}"
    silent = [row.id for row in held if row.kind == "interview" and row.id not in guide.interviews]
    if silent:
        yield f"in the project and not in the guide, so not counted: {', '.join(silent)}"


def _misfits(guide: "Guide", held: Sequence[Document]) -> Iterator[str]:
    """Turns that the guide and a transcript tell of differently; no words of either."""
    from secondmig.joint.guide import misplaced, unnamed

    for document in held:
        interview = guide.interviews.get(document.id)
        if interview is None:
            continue
        wrong, left = misplaced(document, interview), unnamed(document, interview)
        if wrong:
            yield f"{document.id}: no question stands at {_listed(wrong)}; correct the guide"
        if left:
            yield f"{document.id}: the guide does not name {_listed(left)}: counted as probes"


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(f"#{number}" for number in numbers)


def current(session: Session, *, as_of: int | None = None) -> "Guide":
    """The project's interview guide.

    Raises:
        SecondmigError: there is none.
    """
    from secondmig.survey.guide import from_body

    found = guides.newest(session.store.read(), as_of=as_of)
    if not found:
        raise SecondmigError(
            "there is no interview guide",
            where="secondmig.toml",
            hint='secondmig corpus guide FILE, or declare guide = "FILE" under [corpus] and build',
        )
    return from_body(found[0].body)


def find_item(guide: "Guide", item_id: str) -> "GuideItem":
    """An item of the guide.

    Raises:
        SecondmigError: there is none of that id; a close one is proposed.
    """
    item = guide.item(item_id)
    if item is None:
        from difflib import get_close_matches

        known = [each.id for each in guide.items]
        close = get_close_matches(item_id.lower(), known, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"items: {', '.join(known)}"
        raise SecondmigError(f"the guide has no item {item_id!r}", hint=hint)
    return item


def listing(session: Session, selection: Selection, *, item: str | None) -> Listing:
    """One row per item with the interviews counted; or, for one item, one row per interview.

    No words of a transcript are in it, so it tells of everybody but those who withdrew.
    """
    from secondmig.joint.guide import RULE, cells

    guide = current(session, as_of=selection.as_of)
    asked_for = None if item is None else find_item(guide, item)
    snapshot = _snapshot(session, selection)
    every = codings.find(session.store.read(), coders=selection.coders, as_of=selection.as_of)
    made = cells(guide, snapshot, been_coded={coding.document_id for coding in seen(session, every)})
    rows = _item_rows(guide, made) if asked_for is None else _interview_rows(asked_for.id, made, snapshot)
    coders = {coding.coder_id for coding in snapshot.codings}
    cautions = (*made_by(coders, snapshot.made), *waiting(snapshot.waiting, snapshot.undecided))
    told = meta(session, unit="interviews", selection=selection, n=len(rows), cautions=cautions)
    head = () if asked_for is None else (_head(asked_for),)
    notes = (*head, *_fit(session, guide), *_misfits(guide, snapshot.documents))
    fields = FIELDS if asked_for is None else ITEM_FIELDS
    return Listing(fields, rows, {**told, "guide": guide.id, "rule": RULE}, notes)


def _snapshot(session: Session, selection: Selection) -> Snapshot:
    """The interviews meant, without those whose persons all withdrew."""
    snapshot = take(session, selection, "work")
    everybody = cases.all_cases(session.store.read())
    chosen = snapshot.cases if selection.cases or selection.groups else None
    kept = tuple(
        document
        for document in snapshot.documents
        if _given(document, [case for case in everybody if _speaks(document, case)])
        and (chosen is None or any(_speaks(document, case) for case in chosen))
    )
    names = {document.id for document in kept}
    of_them = tuple(coding for coding in snapshot.codings if coding.document_id in names)
    return replace(snapshot, documents=kept, codings=of_them)


def _given(document: Document, people: Sequence[Case]) -> bool:
    return any(tier_of(case, document) != "T0" for case in (people or (None,)))


def _speaks(document: Document, case: Case) -> bool:
    return any(ref.document == document.id for ref in case.speakers)


def _head(item: "GuideItem") -> str:
    codes = f"; codes {', '.join(item.codes)}" if item.codes else "; looks for no code"
    return f"{item.id}: {item.wording}{f' (put to {item.asked_of})' if item.asked_of else ''}{codes}"


def _item_rows(guide: "Guide", made: Sequence["Cell"]) -> list[dict[str, object]]:
    from secondmig.joint.guide import tally

    rows: list[dict[str, object]] = []
    for item in guide.items:
        count = tally(item.id, made)
        sought = bool(item.codes)
        rows.append(
            {
                "id": item.id,
                "question": item.wording,
                "asked": count.asked,
                "not_asked": count.not_asked,
                "mentioned": count.mentioned if sought else None,
                "elsewhere": count.mentioned_elsewhere if sought else None,
                "not_mentioned": count.asked_not_mentioned if sought else None,
                "not_coded": count.asked_not_coded if sought else None,
                "unasked": count.mentioned_unasked if sought else None,
                "topic": item.topic or None,
                "asked_of": item.asked_of or None,
                "codes": ", ".join(item.codes) or None,
            }
        )
    return rows


def _interview_rows(item_id: str, made: Sequence["Cell"], snapshot: Snapshot) -> list[dict[str, object]]:
    here = {document.id: document for document in snapshot.documents}

    def turns(cell: "Cell", indices: Sequence[int]) -> str | None:
        document = here[cell.document]
        return ", ".join(str(printed_number(document.turns[index])) for index in indices) or None

    return [
        {
            "document": cell.document,
            "status": cell.status,
            "asked": turns(cell, cell.asked),
            "leading": turns(cell, cell.leading),
            "answers": turns(cell, cell.answers),
            "mentioned": turns(cell, cell.mentioned),
        }
        for cell in made
        if cell.item == item_id
    ]
