"""What a coder wrote on codings and how the coder tied them, against what is here."""

from collections import defaultdict
from collections.abc import Mapping

from secondmig.core.ids import short_id
from secondmig.core.types import Relation
from secondmig.project.merge_plan import Plan
from secondmig.project.package_form import Tie
from secondmig.project.returning import Returned
from secondmig.store import codings, memos, relations
from secondmig.store.connection import Connection


class Marks:
    """Sorts the memos and relations of a return into a plan.

    Args:
        connection: one state of the project.
        made: the plan, its codings sorted.
        returned: what came back.
        ids: id as returned -> id here, of the codings that will be here.
    """

    def __init__(
        self, connection: Connection, made: Plan, returned: Returned, ids: Mapping[str, str]
    ) -> None:
        self._connection = connection
        self._plan = made
        self._returned = returned
        self._ids = ids
        self._own = {coding.id for coding in returned.codings}
        self._fresh = {coding.id for coding in made.new}
        self._gone = set(made.gone)

    def memos(self) -> None:
        """Memos on codings that will be here, the coder's own or those of others."""
        here: dict[str, list[memos.Memo]] = defaultdict(list)
        for each in memos.every(self._connection):
            if each.subject_kind == "coding" and each.coder == self._plan.coder:
                here[each.subject_id].append(each)
        said: dict[str, list[str]] = defaultdict(list)
        for memo in self._returned.memos:
            target = self._here(memo.coding)
            if not target:
                continue
            said[target].append(memo.text)
            known = any(each.text == memo.text for each in here[target])
            if not known and (target in self._fresh or self._renewed(memo.event)):
                self._plan.remarks.append((target, memo.text))
        if self._plan.earlier.whole:
            theirs = {*self._ids.values(), *said} - self._gone
            self._plan.unsaid += [
                each.id
                for target in sorted(theirs)
                for each in here[target]
                if each.created_event in self._plan.earlier.revs and each.text not in said[target]
            ]

    def relations(self) -> None:
        """Relations between codings that will be here."""
        known = {each.id: each for each in relations.all_relations(self._connection)}
        mine = relations.made_by(self._connection, self._plan.earlier.revs)
        said: set[str] = set()
        for each in self._returned.ties:
            tied = self._tied(each)
            if tied is None:
                self._plan.reasons.append(_lost(each.relation))
                continue
            said.add(tied.id)
            new = tied.id not in known and tied.id not in mine
            if new or (known.get(tied.id) != tied and self._renewed(each.event)):
                self._plan.tied.append(tied)
        if self._plan.earlier.whole:
            self._plan.untied += sorted(
                name
                for name in mine & known.keys() - said
                if not self._gone & {known[name].source, known[name].target}
            )

    def _renewed(self, event: int) -> bool:
        """Whether something was made since the last return, or holds against what was done here."""
        earlier = self._plan.earlier
        return self._plan.insist or (earlier.whole and event > earlier.state)

    def _tied(self, each: Tie) -> Relation | None:
        held = each.relation
        source, target = self._here(held.source), self._here(held.target)
        if not source or not target or self._gone & {source, target}:
            return None
        name = short_id("r", source, target, self._plan.coder)
        return Relation(name, source, target, held.sign, self._plan.coder)

    def _here(self, name: str) -> str:
        """The id here of a coding in the return, "" where it will not be here."""
        if name in self._own:
            return self._ids.get(name, "")
        return name if codings.by_id(self._connection, name) else ""


def _lost(relation: Relation) -> str:
    named = f"{relation.source} {relation.sign} {relation.target}"
    return f"relation {named}: refused, one of its codings is not here"
