"""What a merge will do, as values, and what the same coder's package brought before."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from secondmig.core.errors import SecondmigError
from secondmig.core.types import Assignment, Coding, Event, Relation
from secondmig.project.returning import Returned
from secondmig.store import codings, events
from secondmig.store.connection import Connection

VERB: Final = "agree merge"
Count = Literal["added", "changed", "taken_back", "already", "kept_here", "refused", "waiting"]
COUNTS: Final[tuple[Count, ...]] = (
    "added", "changed", "taken_back", "already", "kept_here", "refused", "waiting",
)  # fmt: skip
"""What becomes of codings; "waiting" are among those added and changed."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What this copy of the package brought before, under this name, as far as it holds.

    Attributes:
        revs: events whose rows came from it: merges, and redos of merges.
        state: number of the coder's last event that was merged; 0 where nothing was.
        whole: the return goes on from all that was merged; else it is older, or went another way since, and
            what it lacks says nothing.
        documents: those that were merged.
    """

    revs: frozenset[int]
    state: int
    whole: bool
    documents: frozenset[str]


@dataclass(slots=True)
class Plan:
    """What a merge will do.

    Attributes:
        coder: under whose name.
        earlier: what was merged before.
        insist: where something was changed or removed here as well, the coder's holds.
        refused: document -> why nothing of it is taken in.
        counts: document -> how many codings are what.
        reasons: lines about what was refused or stays as it is here.
        new: codings to be saved.
        moved: codings under ids that are there, as they shall be.
        gone: ids of codings that the coder took back.
        remarks: (coding, text) to be attached.
        unsaid: ids of memos that the coder took back.
        tied: relations to be saved; one of the same id is replaced.
        untied: ids of relations that the coder took back.
        retired: code -> how many codings are taken in though nothing new is coded with it any more.
        assigned: what is assigned by it.
    """

    coder: str
    earlier: Earlier
    insist: bool = False
    refused: dict[str, str] = field(default_factory=dict)
    counts: dict[str, Counter[Count]] = field(default_factory=lambda: defaultdict(Counter))
    reasons: list[str] = field(default_factory=list)
    new: list[Coding] = field(default_factory=list)
    moved: list[Coding] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    remarks: list[tuple[str, str]] = field(default_factory=list)
    unsaid: list[str] = field(default_factory=list)
    tied: list[Relation] = field(default_factory=list)
    untied: list[str] = field(default_factory=list)
    retired: Counter[str] = field(default_factory=Counter)
    assigned: list[Assignment] = field(default_factory=list)

    def changes(self) -> bool:
        """Whether anything is to be written."""
        return any(
            (
                self.new,
                self.moved,
                self.gone,
                self.remarks,
                self.unsaid,
                self.tied,
                self.untied,
                self.assigned,
            )
        )


def earlier(connection: Connection, returned: Returned, coder: str) -> Earlier:
    """What the same copy of the package brought before, under the same name; what was undone does not count.

    Args:
        connection: to read from.
        returned: what came back now.
        coder: the name.
    """
    revs: set[int] = set()
    documents: set[str] = set()
    state, whole = 0, True
    for event, held in _standing(connection, returned):
        if event.subject != coder:
            continue
        payload = event.payload
        revs |= set(held)
        merged = int(str(payload.get("state", 0)))
        state = max(state, merged)
        whole &= returned.chain[merged - 1 : merged] == (payload.get("head"),)
        named = payload.get("documents")
        documents |= set(named) if isinstance(named, list) else set()
    return Earlier(frozenset(revs), state, whole, frozenset(documents))


def _standing(connection: Connection, returned: Returned) -> Iterator[tuple[Event, list[int]]]:
    """Merges that hold of what this coder made in this copy, under any name, with the revs of their rows."""
    told = events.all_events(connection)
    answered = {event.undoes: event.rev for event in told if event.undoes}
    for event in told:
        payload = event.payload
        if event.verb != VERB or payload.get("package") != returned.brief.id:
            continue
        whose = payload.get("whose", returned.brief.coder)
        if (payload.get("copy"), whose) != (returned.copy, returned.whose):
            continue
        chain = [event.rev]
        while chain[-1] in answered:
            chain.append(answered[chain[-1]])
        # Every second event of the chain takes the one before back; the last one holds.
        if len(chain) % 2 == 1:
            yield event, chain[::2]


def refuse_twice(connection: Connection, made: Plan, returned: Returned) -> None:
    """Refuse one coder's work under a second name: agreement would take it for two readings.

    Args:
        connection: to read from.
        made: with the name.
        returned: what came back now.

    Raises:
        SecondmigError: work from the same copy of the package, by the same coder, is here under another name.
    """
    for event, held in _standing(connection, returned):
        if event.subject != made.coder:
            same = "without --coder" if event.subject == returned.brief.coder else f"--coder {event.subject}"
            raise SecondmigError(
                f"this is the work of {event.subject}, merged in event {event.rev}: under {made.coder} too,"
                " one coder would count as two",
                where=returned.where,
                hint=f"merge it {same}; to rename: secondmig undo {held[-1]}, then merge again",
            )


def refuse_foreign(connection: Connection, made: Plan, kept: Sequence[str]) -> None:
    """Refuse to mix two layers of one name, which nobody could tell apart again.

    Args:
        connection: to read from.
        made: with the name and what was merged before.
        kept: the documents that are to be merged.

    Raises:
        SecondmigError: the name has codings in one of them that did not come from this copy of the package.
    """
    fresh = [name for name in kept if name not in made.earlier.documents]
    mine = codings.find(connection, documents=fresh, coders=(made.coder,)) if fresh else []
    if mine:
        where = sorted({coding.document_id for coding in mine})
        raise SecondmigError(
            f"{made.coder} has {len(mine)} codings there that did not come from this copy of the package",
            where=", ".join(where[:5]) + (" ..." if len(where) > 5 else ""),
            hint=f"--coder NAME takes these in under another name, e.g. --coder {made.coder}.2",
        )
