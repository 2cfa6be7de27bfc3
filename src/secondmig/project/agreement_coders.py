"""Which coders can be compared, and on which documents."""

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import combinations
from typing import TypeAlias

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.project.session import Session
from secondmig.store import assignments

Assigned: TypeAlias = Mapping[tuple[str, str], frozenset[str]]
"""(coder, codebook id) -> documents that the coder is to read with it."""

_AGAIN = re.compile(r"(?P<coder>.+)\.[1-9][0-9]*")


def chosen_coders(session: Session, assigned: Assigned, asked: Sequence[str]) -> tuple[str, ...]:
    """Who is compared: those asked for, else all who share a document with another.

    Those whose codings count in reports come first. Left out unless asked for: a coder's repetition of their
    own work (``ana.2``) and adjudicated layers, which are no independent reading.

    Args:
        session: the open project.
        assigned: cut to the documents and codebooks that are compared.
        asked: coders in the order wanted; empty for all.

    Raises:
        SecondmigError: a coder is unknown or named twice, there is one only, or they share no document.
    """
    known = sorted({coder for coder, _ in assigned})
    if not asked:
        return _sharing(session, assigned, known)
    raise_all(_wrong(asked, known))
    pairs = [pair for pair in combinations(asked, 2) if shared(assigned, *pair)]
    lonely = [coder for coder in asked if not any(coder in pair for pair in pairs)]
    if lonely:
        raise SecondmigError(
            f"{' and '.join(lonely)} {'shares' if len(lonely) == 1 else 'share'} no document with the others",
            hint=who_shares(assigned) or "secondmig agree package gives documents to a second coder",
        )
    return tuple(asked)


def shared(assigned: Assigned, one: str, other: str) -> frozenset[str]:
    """The documents that both are to read with the same codebook."""
    books = {book for coder, book in assigned if coder == one}
    found = (
        assigned.get((one, book), frozenset()) & assigned.get((other, book), frozenset()) for book in books
    )
    return frozenset().union(*found)


def who_shares(assigned: Assigned) -> str:
    """Every pair of coders with the documents they share, in words; "" where nobody shares any."""
    coders = sorted({coder for coder, _ in assigned})
    lines = []
    for one, other in combinations(coders, 2):
        both = sorted(shared(assigned, one, other))
        if both:
            lines.append(f"{one} and {other} share {_some(both)}")
    return "; ".join(lines)


def repetitions(known: Collection[str], coder: str) -> tuple[str, ...]:
    """The names under which a coder coded again: ``ana.2``, ``ana.3``, in that order."""
    found = [name for name in known if (match := _AGAIN.fullmatch(name)) and match["coder"] == coder]
    return tuple(sorted(found, key=lambda name: int(name.rpartition(".")[2])))


def adjudicated(session: Session) -> frozenset[str]:
    """The coders that are adjudicated layers."""
    return frozenset(
        each.coder_id
        for each in assignments.all_assignments(session.store.read())
        if each.source == "adjudication"
    )


def saw_others(session: Session, coders: Sequence[str]) -> tuple[str, ...]:
    """The coders who worked from a package that was not blind, and layers made of others' work."""
    found = {
        each.coder_id
        for each in assignments.all_assignments(session.store.read())
        if (each.source == "package" and not each.blind) or each.source == "adjudication"
    }
    return tuple(coder for coder in coders if coder in found)


def _sharing(session: Session, assigned: Assigned, known: Sequence[str]) -> tuple[str, ...]:
    layers = adjudicated(session)
    again = {name for coder in known for name in repetitions(known, coder)}
    independent = [coder for coder in known if coder not in layers and coder not in again]
    found = tuple(
        coder
        for coder in independent
        if any(shared(assigned, coder, other) for other in independent if other != coder)
    )
    if found:
        counted = session.config.count
        return tuple(sorted(found, key=lambda coder: (coder not in counted, coder)))
    if len(independent) < 2:
        who = independent[0] if independent else "nobody"
        raise SecondmigError(
            f"agreement needs two coders, and {who} {'alone ' if independent else ''}has coded here",
            hint="secondmig agree package --coder NAME gives documents to a second coder",
        )
    each = "; ".join(f"{coder} has {_some(_all_of(assigned, coder))}" for coder in independent)
    raise SecondmigError(
        f"no document is shared by two coders: {each}",
        hint="secondmig agree package --coder NAME gives documents to a second coder",
    )


def _wrong(asked: Sequence[str], known: Sequence[str]) -> list[SecondmigError]:
    there = f"coders: {', '.join(known) or 'none'}"
    problems = [
        SecondmigError(f"there is no coder {coder} in these documents", hint=there)
        for coder in dict.fromkeys(asked)
        if coder not in known
    ]
    problems += [
        SecondmigError(f"{coder} is named twice", hint="name every coder once")
        for coder in dict.fromkeys(asked)
        if asked.count(coder) > 1
    ]
    if len(set(asked)) < 2 and not problems:
        problems.append(SecondmigError(f"agreement needs two coders, not {asked[0]} alone", hint=there))
    return problems


def _all_of(assigned: Assigned, coder: str) -> list[str]:
    return sorted({name for (who, _), names in assigned.items() if who == coder for name in names})


def _some(names: Sequence[str]) -> str:
    some = ", ".join(names[:4]) + (" ..." if len(names) > 4 else "")
    return f"{len(names)} {'document' if len(names) == 1 else 'documents'} ({some})"
