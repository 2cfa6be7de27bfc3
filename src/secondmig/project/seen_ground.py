"""All passages of a project as the team sees them at its own screen, kept until something changes them.

Reading a hundred thousand codings and finding their places takes seconds. What was read is kept by project;
after an act only the documents are read again in which codings were made or ended, and everything where
texts, codebooks, persons or restrictions changed.
"""

import gc
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import Final

from secondmig.core.selection import EVERYTHING
from secondmig.core.snapshot import Snapshot
from secondmig.core.types import Coding, Document
from secondmig.joint.passages import Passage, in_order, locate
from secondmig.project.blindness import Veil
from secondmig.project.corpus import is_in_place
from secondmig.project.retrieval import Ground
from secondmig.project.session import Session, newest_codebooks
from secondmig.project.shot import cut_texts, told_codings
from secondmig.project.undecided import undecided
from secondmig.store import cases, codings, documents, events, standing

_KEPT: Final = 2


@dataclass(frozen=True, slots=True)
class SeenGround:
    """The ground of one coder.

    Attributes:
        ground: without the work of others where the coder reads blind.
        waiting: codings without a place: they wait for review, or for a code; own ones alone where blind.
    """

    ground: Ground
    waiting: int


@dataclass(frozen=True, slots=True)
class _Held:
    """What was read, and at which state."""

    rev: int
    marks: standing.Marks
    texts: Snapshot
    versions: tuple[str, ...]
    passages: Mapping[str, tuple[Passage, ...]]
    waiting: Mapping[str, tuple[Coding, ...]]


_held: OrderedDict[Path, _Held] = OrderedDict()
_lock = Lock()


def seen_ground(session: Session) -> SeenGround:
    """What the coder may choose from now; to be called inside one consistent reading."""
    with _lock:
        held = _now(session, _held.get(session.store.path))
        _held[session.store.path] = held
        _held.move_to_end(session.store.path)
        while len(_held) > _KEPT:
            _held.popitem(last=False)
    veil = Veil(session)
    passages = tuple(chain.from_iterable(held.passages[name] for name in sorted(held.passages)))
    waiting = tuple(chain.from_iterable(held.waiting.values()))
    if not veil.lifted:
        passages = tuple(each for each in passages if veil.shows(each.coding))
        waiting = tuple(each for each in waiting if veil.shows(each))
    return SeenGround(Ground(held.texts, passages, newest_codebooks(session)), len(waiting))


def _now(session: Session, before: _Held | None) -> _Held:
    connection = session.store.read()
    last = events.newest(connection)
    rev = last.rev if last else 0
    marks = standing.marks(connection)
    names = tuple(f"{each.codebook.id}@{each.number}" for each in newest_codebooks(session))
    if before is None or before.marks != marks or before.versions != names or before.rev > rev:
        texts = _texts(session)
        passages, waiting = _located(session, texts, ())
        # They stay: the collector of cycles need not walk through all of them again and again.
        gc.freeze()
        return _Held(rev, marks, texts, names, passages, waiting)
    if before.rev == rev:
        return before
    touched = codings.documents_touched(connection, before.rev)
    if not touched:
        return replace(before, rev=rev)
    again, waits = _located(session, before.texts, touched)
    gone = dict.fromkeys(touched, ())
    return replace(
        before,
        rev=rev,
        passages={**before.passages, **gone, **again},
        waiting={**before.waiting, **gone, **waits},
    )


def _texts(session: Session) -> Snapshot:
    """Texts, persons and codebooks, without a coding."""
    everything = documents.all_documents(session.store.read())
    held, hidden = cut_texts(session, everything, EVERYTHING, "work")
    versions = newest_codebooks(session)
    return Snapshot(
        project=session.config.title,
        level="work",
        state="",
        fictional=False,
        selection="",
        documents=held,
        hidden=hidden,
        codebooks=tuple(version.codebook for version in versions),
        codebook_numbers={version.codebook.id: version.number for version in versions},
        codings=(),
        cases=cases.all_cases(session.store.read()),
    )


def _located(
    session: Session, texts: Snapshot, names: Sequence[str]
) -> tuple[dict[str, tuple[Passage, ...]], dict[str, tuple[Coding, ...]]]:
    """The passages and the codings without a place in these documents, or in all; by document."""
    here: dict[str, Document] = {each.id: each for each in texts.documents if not names or each.id in names}
    open_questions = undecided(session)
    placed: list[Coding] = []
    waiting: dict[str, list[Coding]] = {}
    for coding in codings.bare(session.store.read(), names):
        document = here.get(coding.document_id)
        if document is None:
            continue
        if is_in_place(coding, document) and coding.id not in open_questions:
            placed.append(coding)
        else:
            waiting.setdefault(coding.document_id, []).append(coding)
    told = told_codings(placed, newest_codebooks(session), texts.hidden)
    found: dict[str, list[Passage]] = {}
    part = replace(texts, documents=tuple(here.values()), codings=tuple(told))
    for passage in sorted(locate(part).passages, key=in_order):
        found.setdefault(passage.coding.document_id, []).append(passage)
    return (
        {name: tuple(passages) for name, passages in found.items()},
        {name: tuple(held) for name, held in waiting.items()},
    )
