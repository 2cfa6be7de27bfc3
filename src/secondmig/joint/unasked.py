"""Persons with whom a topic was not raised, and who do not speak of it: their silence says nothing."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from secondmig.core.snapshot import Snapshot
from secondmig.core.warnings import TOPIC_NOT_ASKED, Caution
from secondmig.joint.groups import Person
from secondmig.joint.passages import code_parents, lineage
from secondmig.joint.person_codes import asked_status
from secondmig.survey.guide import Guide


def unasked(
    snapshot: Snapshot, guide: Guide | None, persons: Iterable[Person], codes: Collection[str]
) -> tuple[str, ...]:
    """Ids of the persons with whom no item of the guide that looks for some codes was raised.

    Args:
        snapshot: for its codebooks.
        guide: without one, or without such an item, nothing is known.
        persons: who do not mention them.
        codes: with those below.
    """
    parents = code_parents(snapshot)
    sought = {above for code in codes for above in (code, *lineage(parents, code))}
    items = [item.id for item in guide.items if not sought.isdisjoint(item.codes)] if guide else []
    if guide is None or not items:
        return ()
    return tuple(
        each.case.id
        for each in persons
        if asked_status(guide, items, each.documents, mentioned=False) == "not_asked"
    )


def caution(snapshot: Snapshot, codes: Collection[str], silent: Collection[str]) -> Iterator[Caution]:
    """W19 with the codes and the names; none where nobody is silent.

    Args:
        snapshot: for its codebooks.
        codes: with those below.
        silent: ids of persons, made by :func:`unasked`.
    """
    if silent:
        parents = code_parents(snapshot)
        heads = ", ".join(code for code in parents if code in codes and parents[code] not in codes)
        told = f"{heads} neither raised with nor mentioned by {', '.join(silent)}"
        yield replace(TOPIC_NOT_ASKED, message=f"{told}: {TOPIC_NOT_ASKED.message}")
