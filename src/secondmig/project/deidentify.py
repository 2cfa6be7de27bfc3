"""Use case: replace the names of a key in transcripts, and in all that is said about them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.labels import same_label
from secondmig.core.span import Span, SpanSet
from secondmig.core.types import Case, Document, SpeakerRef, Withheld
from secondmig.joint.passages import printed_number
from secondmig.project import names_log
from secondmig.project.corpus import is_in_place
from secondmig.project.listing import Done, Listing
from secondmig.project.names_beyond import beyond, counted
from secondmig.project.new_version import Successor, replace_version
from secondmig.project.session import Session, find_document, masked_text, turn_at
from secondmig.store import cases, codings, documents, memos, restrictions
from secondmig.store.connect import Change
from secondmig.store.connection import Connection
from secondmig.store.memos import Memo
from secondmig.transcript.deidentify import Deidentified, deidentify
from secondmig.transcript.key_file import NameKey, outside_projects, read_key
from secondmig.transcript.names import NameHere, in_words, names_alone
from secondmig.transcript.replace_names import Replacer, as_label

VERB = "corpus deidentify"
_AROUND = 40


@dataclass(frozen=True, slots=True)
class _Reworded:
    """A remark, or what is held of a person, with the names replaced."""

    memo: Memo | None = None
    case: Case | None = None
    rows: tuple[tuple[object, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class _Plan:
    """What one application of a key changes."""

    key: NameKey
    transcripts: tuple[tuple[Document, Deidentified], ...]
    around: tuple[_Reworded, ...]
    looked_at: int

    @property
    def replacements(self) -> int:
        """How many names are replaced, in transcripts and around them."""
        return sum(len(made.changes) for _, made in self.transcripts) + sum(
            len(each.rows) for each in self.around
        )


def apply(session: Session, wanted: Sequence[str], *, key: Path, log: Path | None = None) -> Done:
    """Replace every name of a key, as one event that one undo takes back.

    Each transcript that holds a name gets a new version, whose kept file is its own text. Codings, memos on
    them, restrictions and cases follow. The log of what stood where is written outside the project.

    Args:
        session: the open project.
        wanted: ids of documents; empty means all, and then every memo and person too.
        key: path of the key, outside the project.
        log: path of the log; None for beside the key.

    Raises:
        SecondmigError: the key or the log lies inside a project, the key has problems, or two speakers of a
            transcript would have one label; nothing is changed then. Or the log cannot be written after all:
            the error says so, and one undo takes the replacement back.
    """
    read, replacer = _read(session, key)
    path = names_log.log_path(key, log, session.root)
    subject = wanted[0] if len(wanted) == 1 else ""
    payload = {"key": read.sha, "entries": len(read.entries)}
    with session.store.write(actor=session.coder(), verb=VERB, subject=subject, payload=payload) as change:
        plan = _plan(session, wanted, read, replacer)
        versions, followed = _carry_out(change, plan, replacer)
    if change.dropped:
        return Done(
            f"no name of the key in {counted(plan.looked_at, 'document')}",
            warnings=(*read.warnings, *beyond(session, wanted, replacer)),
        )
    _keep_log(path, change.rev, list(_log_rows(change, plan, versions)))
    return Done(
        f"{counted(plan.replacements, 'replacement')} in {counted(len(plan.transcripts), 'document')}",
        details=(*_told(plan, followed), f"the log: {path.as_posix()}"),
        warnings=(*read.warnings, *beyond(session, wanted, replacer), *_still_there(change, plan)),
        event=change.rev,
        count=plan.replacements,
    )


def preview(session: Session, wanted: Sequence[str], *, key: Path, context: bool = False) -> Listing:
    """What :func:`apply` would replace, one row for each place; words only where asked for.

    Args:
        session: the open project.
        wanted: ids of documents; empty means all.
        key: path of the key.
        context: with the words around each place; what was taken back stays masked.

    Returns:
        No row for passages that were taken back.
    """
    read, replacer = _read(session, key)
    plan = _plan(session, wanted, read, replacer)
    fields = ("document", "turn", "part", "entry", "kind", "now", *(("context",) if context else ()))
    rows: list[dict[str, object]] = []
    for old, made in plan.transcripts:
        held = find_document(session, old.id)
        text = masked_text(session, held, "work") if context else ""
        withheld = SpanSet.of(stretch.span for stretch in held.withheld)
        for each in made.changes:
            if each.start < each.end and withheld.overlaps(Span(each.start, each.end)):
                # A row would tell which words stand in a passage that somebody took back.
                continue
            turn = turn_at(old, each.start) if each.part == "text" else None
            row: dict[str, object] = {
                "document": old.id,
                "turn": None if turn is None else printed_number(turn),
                "part": each.part,
                "entry": each.entry,
                "kind": each.kind,
                "now": each.now,
            }
            if context:
                row["context"] = (
                    _context(text, each.start, each.end) if each.part in {"text", "label"} else None
                )
            rows.append(row)
    for around in plan.around:
        for part, _, _, entry, kind, _, now in around.rows:
            row = {"document": None, "turn": None, "part": part, "entry": entry, "kind": kind, "now": now}
            rows.append(row | ({"context": None} if context else {}))
    unlisted = "passages that were taken back are replaced too, and not listed"
    notes = (*read.warnings, unlisted, *beyond(session, wanted, replacer))
    return Listing(fields, rows, {"unit": "replacements", "n": len(rows), "warnings": []}, notes)


def _read(session: Session, key: Path) -> tuple[NameKey, Replacer]:
    outside_projects(key, session.root)
    read = read_key(key)
    return read, Replacer(read)


def _plan(session: Session, wanted: Sequence[str], key: NameKey, replacer: Replacer) -> _Plan:
    connection = session.store.read()
    ids = list(dict.fromkeys(wanted)) or [row.id for row in documents.summaries(connection)]
    transcripts: list[tuple[Document, Deidentified]] = []
    problems: list[SecondmigError] = []
    for document_id in ids:
        find_document(session, document_id)
        document = documents.get(connection, document_id)
        assert document is not None  # noqa: S101 - found above
        try:
            made = deidentify(document, replacer)
        except SecondmigError as problem:
            problems.append(problem)
            continue
        if made.changes or _reasons_change(connection, document, replacer):
            transcripts.append((document, made))
    raise_all(problems)
    speakers = {document.id: made.speakers for document, made in transcripts}
    around = [
        *_cases(connection, wanted, ids, speakers, replacer),
        *_memos(connection, wanted, ids, replacer),
    ]
    return _Plan(key, tuple(transcripts), tuple(around), len(ids))


def _reasons_change(connection: Connection, document: Document, replacer: Replacer) -> bool:
    taken_back = restrictions.of(connection, document.id, document.version)
    return any(replacer.replacements(each.reason) for each in taken_back)


def _cases(
    connection: Connection,
    wanted: Sequence[str],
    ids: Sequence[str],
    speakers: Mapping[str, Mapping[str, str]],
    replacer: Replacer,
) -> Iterator[_Reworded]:
    """Persons whose speakers, pseudonym or attributes change; all of them where no document is named."""
    for case in cases.all_cases(connection):
        if wanted and not any(ref.document in ids for ref in case.speakers):
            continue
        rows: list[tuple[object, ...]] = []
        rows += [
            (*row[:-1], as_label(str(row[-1]), str(row[-2])))
            for row in _rows(f"pseudonym of {case.id}", case.pseudonym, replacer, names_alone)
        ]
        for name, value in sorted(case.attributes.items()):
            rows += _rows(f"{name} of {case.id}", value, replacer)
        for leg in case.legs:
            rows += _rows(f"note on leg {leg.index} of {case.id}", leg.note, replacer)
        after = replace(
            case,
            pseudonym=replacer.label(case.pseudonym),
            attributes={name: replacer.reworded(value) for name, value in case.attributes.items()},
            legs=tuple(replace(leg, note=replacer.reworded(leg.note)) for leg in case.legs),
            speakers=tuple(sorted(_followed(ref, speakers) for ref in case.speakers)),
        )
        if after != case:
            yield _Reworded(case=after, rows=tuple(rows))


def _followed(ref: SpeakerRef, speakers: Mapping[str, Mapping[str, str]]) -> SpeakerRef:
    """The reference to a speaker by the new label; tables of persons write labels in any case."""
    labels = {same_label(old): new for old, new in speakers.get(ref.document, {}).items()}
    return SpeakerRef(ref.document, labels.get(same_label(ref.speaker), ref.speaker))


def _memos(
    connection: Connection, wanted: Sequence[str], ids: Sequence[str], replacer: Replacer
) -> Iterator[_Reworded]:
    every = memos.every(connection)
    if wanted:
        mine = {coding.id for coding in codings.find(connection, documents=tuple(ids))}
        about = {("document", each) for each in ids} | {("coding", each) for each in mine}
        every = tuple(memo for memo in every if (memo.subject_kind, memo.subject_id) in about)
    for memo in every:
        rows = _rows(f"memo {memo.id}", memo.text, replacer)
        if rows:
            yield _Reworded(memo=replace(memo, text=replacer.reworded(memo.text)), rows=tuple(rows))


def _rows(
    part: str, text: str, replacer: Replacer, name_here: NameHere = in_words
) -> list[tuple[object, ...]]:
    return [
        (part, each.start, each.end, each.entry, each.kind, text[each.start : each.end], each.words)
        for each in replacer.replacements(text, name_here=name_here)
    ]


def _write(change: Change, old: Document, made: Deidentified, replacer: Replacer) -> tuple[int, int, int]:
    """Write a version; gives its number, how many codings follow, and how many of them hold replacements."""
    mine = [
        coding for coding in codings.find(change.connection, documents=(old.id,)) if is_in_place(coding, old)
    ]
    restricted = [
        Withheld(made.stretch(each.span), replacer.reworded(each.reason))
        for each in restrictions.of(change.connection, old.id, old.version)
    ]
    places = {coding.id: made.stretch(coding.span) for coding in mine}
    source = made.document.text.encode("utf-8")
    done = replace_version(change, old, Successor(made.document, source, places, restricted))
    return done.document.version, done.codings, sum(made.places.touched(coding.span) for coding in mine)


def _carry_out(
    change: Change, plan: _Plan, replacer: Replacer
) -> tuple[dict[str, int], list[tuple[Deidentified, int, int]]]:
    """Write all of a plan; gives the new version of each document, and what followed it."""
    if not plan.replacements:
        change.nothing()
        return {}, []
    versions: dict[str, int] = {}
    followed: list[tuple[Deidentified, int, int]] = []
    for old, made in plan.transcripts:
        versions[old.id], codings_moved, touched = _write(change, old, made, replacer)
        followed.append((made, codings_moved, touched))
    _write_around(change, plan)
    change.payload.update({"documents": len(plan.transcripts), "replacements": plan.replacements})
    return versions, followed


def _keep_log(path: Path, event: int, rows: Sequence[tuple[object, ...]]) -> None:
    """Write the log of an event that is committed; of one that is not, it would tell what never was."""
    try:
        names_log.append(path, rows)
    except SecondmigError as error:
        cause = error.__cause__
        reason = (cause.strerror if isinstance(cause, OSError) else None) or "cannot be written"
        raise SecondmigError(
            f"names are replaced (event {event}), but the log cannot be written: {reason.lower()}",
            where=path.as_posix(),
            hint="secondmig undo takes the replacement back; then again with --log FILE in another place",
        ) from error


def _write_around(change: Change, plan: _Plan) -> None:
    for each in plan.around:
        if each.case is not None:
            cases.put(change, each.case)
        if each.memo is not None:
            memos.reword(change, each.memo)


def _log_rows(change: Change, plan: _Plan, versions: Mapping[str, int]) -> Iterator[tuple[object, ...]]:
    from secondmig.store.events import utc_now

    head = (change.rev, utc_now())
    for old, made in plan.transcripts:
        place = (old.id, old.version, versions[old.id])
        for each in made.changes:
            yield (
                *head, *place, each.part, each.start, each.end, each.entry, each.kind, each.was, each.now
            )  # fmt: skip
    for around in plan.around:
        for row in around.rows:
            yield (*head, "", "", "", *row)


def _told(plan: _Plan, followed: Sequence[tuple[Deidentified, int, int]]) -> Iterator[str]:
    for made, codings_moved, touched in followed:
        kinds = Counter(each.kind for each in made.changes)
        said = ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))
        held = f", {touched} of them hold replacements" if touched else ""
        followers = f"{counted(codings_moved, 'coding')} followed{held}"
        yield f"{made.document.id}: {said or 'reasons alone'}; {followers}"
    by_noun = Counter("memo" if each.memo else "person" for each in plan.around)
    for noun, number in sorted(by_noun.items()):
        yield f"{counted(number, noun)} reworded or tied to the new labels"


def _still_there(change: Change, plan: _Plan) -> Iterator[str]:
    """What still holds the former words, and what is to be done about it."""
    yield (
        "the project's database still holds the former versions, so that undo can bring them back: keep it as"
        " you keep the originals, and give away only what is exported or built from now on"
    )
    waiting = [
        coding
        for document, _ in plan.transcripts
        for coding in codings.find(change.connection, documents=(document.id,))
        if coding.version <= document.version
    ]
    if waiting:
        yield f"{counted(len(waiting), 'coding')} waiting for review still quote former words"


def _context(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    return " ".join(f"{before}>{Span(start, end).of(text)}<{after}".split())
