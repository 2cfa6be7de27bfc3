"""Meta-inferences: what an analyst draws from the two sides of a construct, kept as a memo on it.

The fit stands behind the construct's name in what the memo is on, so that a sentence and its fit are one row.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from secondmig.core.errors import SecondmigError
from secondmig.joint.construct import FITS, Fit
from secondmig.project.listing import Done
from secondmig.project.memos import memo_rows
from secondmig.project.session import Session
from secondmig.store import memos

KIND: Final = "construct"
"""What a memo with a meta-inference is on."""
LONGEST: Final = 2_000
"""Code points of a meta-inference."""


@dataclass(frozen=True, slots=True)
class Inference:
    """What one analyst draws from a construct.

    Attributes:
        fit: how the two sides fit together.
        text: the sentence, masked where it quotes what was taken back.
        coder: who wrote it.
    """

    fit: Fit
    text: str
    coder: str


def infer(session: Session, construct: str, fit: Fit, text: str) -> Done:
    """Let the caller's own meta-inference on a construct read so.

    Raises:
        SecondmigError: there is no such construct or fit, or nothing is said.
    """
    _refuse_unknown(session, construct)
    words = " ".join(text.replace("\0", "").split())
    if fit not in FITS:
        raise SecondmigError(f"{fit} is no fit", hint=f"one of {', '.join(FITS)}")
    if not words:
        raise SecondmigError("a meta-inference needs a sentence", hint=f"secondmig joint clear {construct}")
    if len(words) > LONGEST:
        raise SecondmigError(
            f"a meta-inference holds {LONGEST} characters, this one {len(words)}",
            hint="a memo holds more: secondmig memo add --whole-project",
        )
    with session.store.write(actor=session.coder(), verb="joint infer", subject=construct) as change:
        held = _own(session, construct)
        if any((each.subject_id, each.text) == (_named(construct, fit), words) for each in held):
            change.nothing()
            return Done(f"{construct}: reads so already")
        memos.retire(change, [each.id for each in held])
        memos.add(change, KIND, _named(construct, fit), words, session.coder())
    return Done(f"{construct}: {fit}", event=change.rev)


def clear(session: Session, construct: str) -> Done:
    """Take the caller's own meta-inference back; undo brings it again.

    Raises:
        SecondmigError: the caller has written none on it.
    """
    with session.store.write(actor=session.coder(), verb="joint clear", subject=construct) as change:
        held = _own(session, construct)
        if not held:
            raise SecondmigError(
                f"{session.coder()} has drawn nothing from {construct}", hint="secondmig joint side-by-side"
            )
        memos.retire(change, [each.id for each in held])
    return Done(f"{construct}: cleared; secondmig undo brings it back", event=change.rev)


def inferences(session: Session) -> Mapping[str, tuple[Inference, ...]]:
    """What analysts drew from each construct, in the order of their names."""
    found = [each for each in memos.every(session.store.read()) if each.subject_kind == KIND]
    drawn: defaultdict[str, list[Inference]] = defaultdict(list)
    for memo, row in zip(found, memo_rows(session, found), strict=True):
        construct, _, fit = memo.subject_id.rpartition(" ")
        known = next(each for each in FITS if each == fit)
        drawn[construct].append(Inference(known, str(row["text"] or ""), memo.coder))
    return {name: tuple(sorted(each, key=lambda one: one.coder)) for name, each in drawn.items()}


def _own(session: Session, construct: str) -> tuple[memos.Memo, ...]:
    connection = session.store.read()
    return tuple(
        memo
        for fit in FITS
        for memo in memos.of(connection, KIND, _named(construct, fit))
        if memo.coder == session.coder()
    )


def _named(construct: str, fit: Fit) -> str:
    return f"{construct} {fit}"


def _refuse_unknown(session: Session, construct: str) -> None:
    known = [each.id for each in session.config.constructs]
    if construct not in known:
        raise SecondmigError(
            f"there is no construct {construct}",
            where="secondmig.toml",
            hint=f"one of {', '.join(known)}" if known else "declare it: [[constructs]] with id and title",
        )
