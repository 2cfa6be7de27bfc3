"""The codings of a return against those that are here: which are new, changed, taken back, or refused."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from secondmig.core.ids import short_id
from secondmig.core.types import Coding
from secondmig.project.merge_plan import Count, Plan
from secondmig.project.received import Here, RefusedError
from secondmig.project.returning import Returned
from secondmig.store import codings
from secondmig.store.connection import Connection

_STAYS: Final = "changed on both sides, stays as it is here (--replace takes the coder's)"
_ELSEWHERE: Final = "differs from what was merged before, stays as it is here (--replace takes this one)"


class _Pair(NamedTuple):
    """What is here under an id: the coding now, and as it was last merged; None where there is none."""

    now: Coding | None
    last: Coding | None


class Sorting:
    """Sorts every coding of a return into a plan.

    Args:
        connection: one state of the project.
        here: the same, for placing codings.
        made: the plan to fill.
        returned: what came back.
    """

    def __init__(self, connection: Connection, here: Here, made: Plan, returned: Returned) -> None:
        self._here = here
        self._plan = made
        self._returned = returned
        self._remarked = {memo.coding for memo in returned.memos}
        kept = [name for name in returned.finished if name not in made.refused]
        mine = codings.find(connection, documents=kept, coders=(made.coder,))
        self._now = {each.id: each for each in mine}
        revs = made.earlier.revs
        self._last = {each.id: each for each in codings.ever(connection, kept) if each.created_event in revs}

    def run(self) -> Mapping[str, str]:
        """Sort; gives id as returned -> id here, of the codings that will be here."""
        ids: dict[str, str] = {}
        seen: set[str] = set()
        for coding in self._returned.codings:
            if coding.document_id in self._plan.refused:
                self._count(coding, "refused")
                continue
            # The same on every machine, and no coding made here can have it.
            name = short_id("c", self._returned.brief.id, self._plan.coder, coding.id)
            seen.add(name)
            if self._one(coding, name):
                ids[coding.id] = name
        if self._plan.earlier.whole:
            self._taken_back(seen)
        return ids

    def _one(self, coding: Coding, name: str) -> bool:
        """Sort one coding; whether it will be here."""
        pair = _Pair(self._now.get(name), self._last.get(name))
        earlier = self._plan.earlier
        removed = pair.now is None and pair.last is not None and not self._may_come_again(pair.last)
        unchanged = pair.last is not None and earlier.whole and coding.created_event <= earlier.state
        if not self._plan.insist and (removed or (unchanged and pair.now is not None)):
            self._count(coding, "kept_here" if removed else "already")
            if removed:
                self._tell(coding, "removed since it was merged, stays removed")
            return not removed
        try:
            translated = self._here.translated(coding)
            placed = self._here.present(translated, remarked=coding.id in self._remarked)
        except RefusedError as error:
            self._count(coding, "already" if pair.now else "refused")
            self._tell(coding, f"refused, {error.reason}")
            return pair.now is not None
        placed = replace(placed, id=name, coder_id=self._plan.coder, memo="", created_event=0)
        what = self._against(placed, pair)
        self._count(coding, what)
        if what in {"added", "changed"}:
            self._told(placed)
        elif what == "kept_here":
            self._tell(coding, _STAYS if self._plan.earlier.whole else _ELSEWHERE)
        return True

    def _may_come_again(self, last: Coding) -> bool:
        """Whether the coder took it back, and it is not the memory of an older return that has it still."""
        earlier = self._plan.earlier
        return earlier.whole and last.retired_event in earlier.revs

    def _against(self, placed: Coding, pair: _Pair) -> Count:
        if pair.now is None:
            self._plan.new.append(placed)
            return "added"
        if _alike(pair.now, placed):
            return "already"
        if (self._touched(pair) or not self._plan.earlier.whole) and not self._plan.insist:
            return "kept_here"
        self._plan.moved.append(placed)
        return "changed"

    def _touched(self, pair: _Pair) -> bool:
        """Whether somebody here changed a coding, beyond what corrections and codebooks did to all."""
        if pair.now is None or pair.last is None:
            return True
        try:
            return not _alike(pair.now, self._here.present(pair.last))
        except RefusedError:
            # Its words were withheld here since.
            return dict(pair.now.facets) != dict(pair.last.facets)

    def _taken_back(self, seen: set[str]) -> None:
        """What was merged before and is not in the return any more."""
        for name in sorted(self._last.keys() & self._now.keys() - seen):
            pair = _Pair(self._now[name], self._last[name])
            if self._touched(pair) and not self._plan.insist:
                self._count(self._now[name], "kept_here")
                self._tell(self._now[name], "taken back by the coder, changed here, stays (--replace)")
            else:
                self._plan.gone.append(name)
                self._count(self._now[name], "taken_back")

    def _told(self, placed: Coding) -> None:
        if self._here.waits(placed):
            self._count(placed, "waiting")
        elif self._here.retired(placed):
            self._plan.retired[placed.code_id] += 1

    def _count(self, coding: Coding, what: Count) -> None:
        self._plan.counts[coding.document_id][what] += 1

    def _tell(self, coding: Coding, what: str) -> None:
        self._plan.reasons.append(f"{coding.document_id} {coding.id} {coding.code_id}: {what}")


def _alike(one: Coding, other: Coding) -> bool:
    return _told(one) == _told(other)


def _told(coding: Coding) -> tuple[object, ...]:
    # True equals 1 in Python, and is another value of a facet.
    facets = sorted((name, repr(value)) for name, value in coding.facets.items())
    return (coding.document_id, coding.version, coding.span, coding.code_id, coding.status, facets)
