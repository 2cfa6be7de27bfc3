"""Codes that entered their codebook after coding had begun: they came out of the texts."""

from collections.abc import Iterable

from secondmig.core.snapshot import Snapshot
from secondmig.core.types import Code
from secondmig.project.session import Session
from secondmig.store import codebooks


def entered_late(session: Session, snapshot: Snapshot, codes: Iterable[Code]) -> frozenset[str]:
    """Ids of those codes that no codebook held when the first of the codings was made.

    Args:
        session: the open project.
        snapshot: with the codings.
        codes: those compared.
    """
    begun = [each.created_event for each in snapshot.codings if each.created_event]
    if not begun:
        return frozenset()
    then = codebooks.every(session.store.read(), as_of=min(begun))
    there = {code.id for versions in then.values() for each in versions for code in each.codebook.codes}
    return frozenset(code.id for code in codes if code.id not in there)
