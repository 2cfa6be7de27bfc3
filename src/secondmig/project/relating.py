"""Signed ties between two codings, told as acts: each done once, however often it is sent."""

from dataclasses import dataclass
from typing import Literal

from secondmig.core.errors import SecondmigError, StaleError
from secondmig.core.ids import short_id
from secondmig.core.types import Coding, Relation
from secondmig.project.codes import find_coding
from secondmig.project.once import Deed, Done, once
from secondmig.project.session import Session
from secondmig.store import codings, relations
from secondmig.store.connect import Change


@dataclass(frozen=True, slots=True)
class Tie:
    """What somebody says two codings do to one another.

    Attributes:
        source: id of the coding it starts at.
        target: id of the other.
        sign: "+" raises, "-" lowers, "?" touches in a way not known.
    """

    source: str
    target: str
    sign: Literal["+", "-", "?"]


def tie(session: Session, wanted: Tie, *, act: str) -> Done:
    """Tie two codings; a tie of the same coder between them gets the new sign.

    Raises:
        SecondmigError: a coding is not there, or they are one, or they are tied so already.
        TakenError: the id of the act was used for something else.
    """

    def make(change: Change) -> str:
        if wanted.source == wanted.target:
            raise SecondmigError("a coding is not related to itself", hint="name two codings")
        source = find_coding(session, wanted.source)
        find_coding(session, wanted.target)
        coder = session.coder()
        name = short_id("r", wanted.source, wanted.target, coder)
        made = Relation(name, wanted.source, wanted.target, wanted.sign, coder)
        known = relations.by_id(change.connection, name)
        if known == made:
            raise SecondmigError("they are tied so already", where=name, hint="choose another sign")
        if known is not None:
            relations.retire(change, [name])
        relations.add(change, made)
        _log(change, made, source)
        return name

    asked = {"source": wanted.source, "target": wanted.target, "sign": wanted.sign}
    return once(session, Deed("code relate", act, asked, "relation"), make)


def untie(session: Session, relation_id: str, *, act: str) -> Done:
    """Take an own tie back.

    Raises:
        SecondmigError: it is another coder's.
        StaleError: it is not there any more.
        TakenError: the id of the act was used for something else.
    """

    def make(change: Change) -> str:
        known = relations.by_id(change.connection, relation_id)
        if known is None:
            raise StaleError("the relation is not there any more", where=relation_id, hint="read it again")
        if known.coder_id != session.coder():
            raise SecondmigError(
                f"the relation is {known.coder_id}'s", where=relation_id, hint="nobody changes another's work"
            )
        relations.retire(change, [relation_id])
        _log(change, known, codings.by_id(change.connection, known.source))
        return relation_id

    return once(session, Deed("code unrelate", act, {"relation": relation_id}, "relation"), make)


def _log(change: Change, relation: Relation, source: Coding | None) -> None:
    change.subject = source.document_id if source else relation.source
    change.payload.update({"target": relation.target, "sign": relation.sign, "coding": relation.source})
    if source:
        change.payload["code"] = source.code_id
