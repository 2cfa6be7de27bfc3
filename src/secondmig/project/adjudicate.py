"""The third layer: what both coders say, and the rest as it was decided. Both originals stay."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING, Literal, TypeAlias

from secondmig.core.counting import counted
from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.core.resolution import Resolution
from secondmig.core.selection import Selection
from secondmig.core.types import Assignment, CodebookVersion, Coding, FacetValue
from secondmig.core.warnings import NOT_RELIABILITY
from secondmig.project.assignments import assigned
from secondmig.project.disagreeing import (
    KINDS,
    Disputed,
    Layers,
    book_of,
    disputes,
    in_place,
    layers_of,
    pair_of,
)
from secondmig.project.listing import Done
from secondmig.project.ruling import NOTHING, holds_several
from secondmig.project.session import Session, checked, coder_name, newest_codebooks
from secondmig.store import assignments, codings, documents, memos
from secondmig.store.connect import Change

if TYPE_CHECKING:
    from secondmig.agreement.adjudication import Settled, Take
    from secondmig.agreement.disagreements import Disagreement

Unresolved: TypeAlias = Literal["refuse", "keep-both", "leave-out", "keep-a", "keep-b"]
ORIGIN = "adjudicated"
NAME = "adjudicated"


@dataclass(frozen=True, slots=True)
class Layer:
    """Which layer is made.

    Attributes:
        coders: two; empty where only two share documents.
        name: the coder whose codings the layer becomes.
        documents: ids; empty for all that both read.
        unresolved: what becomes of disagreements nobody decided: "refuse" makes nothing; "keep-both" takes
            both readings (and all words that either marked); "leave-out" takes what both say alone; "keep-a"
            and "keep-b" follow one coder.
        rest: a coder whose codings of documents that only this one read go in as they are, "" for none.
    """

    coders: tuple[str, ...] = ()
    name: str = NAME
    documents: tuple[str, ...] = ()
    unresolved: Unresolved = "refuse"
    rest: str = ""


@dataclass(frozen=True, slots=True)
class _Change:
    """What has to be done so that the layer is what it should be."""

    gone: tuple[str, ...]
    carried: tuple[Coding, ...]
    new: tuple[Coding, ...]
    reworded: tuple[Coding, ...]
    same: int

    def nothing(self) -> bool:
        return not (self.gone or self.carried or self.new or self.reworded)


def adjudicate(
    session: Session, wanted: Layer, *, dry_run: bool = False, sent: Mapping[str, object] = NOTHING
) -> Done:
    """Make the third layer, or bring it to what is decided by now; one event, and only differences change.

    Args:
        session: the open project.
        wanted: which layer.
        dry_run: say what would be done, and do nothing.
        sent: the id of the act and the hash of what was asked for, where a page sent it.

    Raises:
        SecondmigError: disagreements are open and nothing is said about them, the coders cannot be told, or
            the name is that of a coder with own codings.
    """
    checked(session, Selection(documents=wanted.documents))
    name = coder_name(wanted.name)
    write = session.store.write(actor=session.coder(), verb="agree adjudicate", subject=name)
    with write as change:
        layers = layers_of(session, pair_of(session, wanted.coders, wanted.documents), wanted.documents)
        _check_name(session, name, wanted, layers)
        found = disputes(session, layers)
        _refuse_open(found, wanted)
        versions = newest_codebooks(session)
        takes = {each.place: _take(each, wanted.unresolved, versions) for each in found}
        made = _layer(session, layers, takes, found, name)
        made += _rest(session, layers, wanted, name)
        planned = _planned(change, made, name, wanted)
        told = [*_told(layers, found, planned, takes), *_coverage(session, layers, wanted)]
        given = _assign(session, change, layers, wanted, name)
        _apply(change, planned)
        if dry_run or (planned.nothing() and not given):
            change.nothing()
        change.payload.update({"coders": list(layers.coders), "codings": len(made), **sent})
    made_or_would = f"{name}: {counted(len(made), 'coding')}"
    made_or_would += " (a dry run: nothing was changed)" if dry_run else ""
    if planned.nothing() and not given and not dry_run:
        made_or_would += ", as they were"
    details = (*told, *_how_to_count(session, name))
    event = None if change.dropped else change.rev
    warnings = _warnings(made, takes, versions)
    return Done(made_or_would, details, warnings, event, len(made), _banner(session, layers, wanted))


def _check_name(session: Session, name: str, wanted: Layer, layers: Layers) -> None:
    if name in layers.coders or name == wanted.rest:
        raise SecondmigError(
            f"{name} is one of the coders: the layer needs a name of its own", hint="--as adjudicated"
        )
    connection = session.store.read()
    others = [each for each in codings.find(connection, coders=(name,)) if each.origin != ORIGIN]
    given = {each.source for each in assignments.all_assignments(connection) if each.coder_id == name}
    if (others and "adjudication" not in given) or given - {"adjudication"}:
        raise SecondmigError(f"{name} is a coder with work of their own", hint="--as adjudicated")
    if wanted.rest and not any(coder == wanted.rest for coder, _ in assigned(session)):
        raise SecondmigError(f"there is no coder {wanted.rest}", hint="secondmig agree assignments")


def _refuse_open(found: Iterable[Disputed], wanted: Layer) -> None:
    kinds = Counter(each.place.kind for each in found if each.decision is None)
    if kinds and wanted.unresolved == "refuse":
        n = kinds.total()
        listed = ", ".join(f"{kinds[kind]} {kind}" for kind in KINDS if kinds[kind])
        raise SecondmigError(
            f"{n} {'disagreement is' if n == 1 else 'disagreements are'} open ({listed}): nothing was made",
            hint="secondmig agree disagreements --decide, or --unresolved keep-both | leave-out",
        )


def _take(each: Disputed, unresolved: Unresolved, versions: Sequence[CodebookVersion]) -> "Take":
    if each.decision is not None:
        take: Take = each.decision.take
    elif unresolved in {"keep-a", "keep-b"}:
        take = "a" if unresolved == "keep-a" else "b"
    else:
        take = "both" if unresolved == "keep-both" else "neither"
    if take == "both" and each.place.kind == "facet" and not holds_several(each.place, versions):
        return "neither"
    return take


def _layer(
    session: Session,
    layers: Layers,
    takes: "Mapping[Disagreement, Take]",
    found: Sequence[Disputed],
    name: str,
) -> list[Coding]:
    from secondmig.agreement.adjudication import settle

    decided = {each.place: each.decision for each in found if each.decision is not None}
    texts: dict[tuple[str, int], str] = {}
    made = []
    for each in settle(layers.first, layers.second, takes):
        base = layers.codings[each.first if each.base == "a" else each.second]
        place = (base.document_id, base.version)
        if place not in texts:
            texts[place] = documents.text(session.store.read(), *place)
        reasons = [decided[one] for one in each.decisions if one in decided]
        made.append(
            replace(
                base,
                id="",
                span=each.span,
                quote_sha=content_hash(each.span.of(texts[place])),
                coder_id=name,
                codebook_version=_newer_book(each, layers),
                facets=_facets(base.facets, each.changes),
                origin=ORIGIN,
                memo=_memo(reasons),
            )
        )
    return made


def _newer_book(each: "Settled", layers: Layers) -> str:
    """The newer of the codebook versions that the two coders worked with."""
    stamps = [layers.codings[name].codebook_version for name in (each.first, each.second) if name]
    return max(stamps, key=lambda stamp: int(stamp.rpartition("@")[2]))


def _facets(
    base: Mapping[str, FacetValue], changes: Mapping[str, FacetValue | None]
) -> dict[str, FacetValue]:
    together = {**base, **changes}
    return {name: value for name, value in sorted(together.items()) if value is not None}


def _memo(reasons: Sequence[Resolution]) -> str:
    lines = [f"{each.coder_id}, {each.outcome}: {each.reason}" if each.reason else "" for each in reasons]
    return "\n".join(dict.fromkeys(line for line in lines if line))


def _rest(session: Session, layers: Layers, wanted: Layer, name: str) -> list[Coding]:
    """Codings of what only one coder read, as they are."""
    if not wanted.rest:
        return []
    here = [row.id for row in documents.summaries(session.store.read())]
    meant = [each for each in here if not wanted.documents or each in wanted.documents]
    return [
        replace(each, id="", coder_id=name, origin=ORIGIN, memo="")
        for each in in_place(session, meant, (wanted.rest,))
        if each.document_id not in layers.documents.get(book_of(each), frozenset())
    ]


def _planned(change: Change, made: Sequence[Coding], name: str, wanted: Layer) -> _Change:
    """Compare what the layer is with what it should be; codings by hand under its name are let alone."""
    mine = codings.find(change.connection, coders=(name,))
    taken = {each.id for each in mine}
    before: defaultdict[tuple[object, ...], list[Coding]] = defaultdict(list)
    for each in mine:
        if each.origin == ORIGIN and (not wanted.documents or each.document_id in wanted.documents):
            before[_place(each)].append(each)
    pairs = [(each, _old(each, before[_place(each)])) for each in made]
    new: list[Coding] = []
    for each, old in pairs:
        if old is None:
            free = (codings.nth_id(each, number) for number in count())
            new.append(replace(each, id=next(found for found in free if found not in taken)))
            taken.add(new[-1].id)
    kept = [(replace(each, id=old.id), old) for each, old in pairs if old is not None]
    return _Change(
        gone=tuple(sorted(each.id for left in before.values() for each in left)),
        carried=tuple(now for now, old in kept if _content(now) != _content(old)),
        new=tuple(new),
        reworded=tuple(now for now, old in kept if now.memo != old.memo),
        same=sum(_content(now) == _content(old) and now.memo == old.memo for now, old in kept),
    )


def _place(coding: Coding) -> tuple[object, ...]:
    return coding.document_id, coding.version, coding.span, coding.code_id


def _old(coding: Coding, left: list[Coding]) -> Coding | None:
    """The coding of the layer that this one goes on from, taken out of those that are left."""
    if not left:
        return None
    best = next((each for each in left if _content(each) == _content(coding)), left[0])
    left.remove(best)
    return best


def _content(coding: Coding) -> tuple[object, ...]:
    facets = tuple(sorted(coding.facets.items()))
    return coding.quote_sha, coding.codebook_version, coding.status, facets


def _apply(change: Change, planned: _Change) -> None:
    codings.retire(change, planned.gone)
    codings.carry(change, planned.carried)
    codings.insert(change, planned.new)
    for each in planned.reworded:
        held = [
            memo for memo in memos.of(change.connection, "coding", each.id) if memo.coder == each.coder_id
        ]
        if held and each.memo:
            memos.reword(change, replace(held[0], text=each.memo))
        elif held:
            memos.retire(change, [held[0].id])
        else:
            memos.add(change, "coding", each.id, each.memo, each.coder_id)


def _assign(session: Session, change: Change, layers: Layers, wanted: Layer, name: str) -> int:
    """The layer has read what both coders read, and the rest of the one where that was asked for."""
    meant = {(book, document) for book, names in layers.documents.items() for document in names}
    if wanted.rest:
        meant |= {
            (book, document)
            for (coder, book), names in assigned(session).items()
            for document in names
            if coder == wanted.rest and (not wanted.documents or document in wanted.documents)
        }
    held = [
        each
        for each in assignments.all_assignments(change.connection)
        if each.coder_id == name and (not wanted.documents or each.document_id in wanted.documents)
    ]
    over = [
        each
        for each in held
        if each.source == "adjudication" and (each.codebook_id, each.document_id) not in meant
    ]
    rows = [
        Assignment(name, document, book, blind=False, source="adjudication")
        for book, document in sorted(meant)
    ]
    return assignments.retire(change, over) + assignments.add(change, rows)


def _told(
    layers: Layers,
    found: Sequence[Disputed],
    planned: _Change,
    takes: "Mapping[Disagreement, Take]",
) -> list[str]:
    a, b = layers.coders
    decided = sum(each.decision is not None for each in found)
    changed = len({each.id for each in (*planned.carried, *planned.reworded)})
    differ = f"{counted(len(found), 'disagreement')}, {decided} decided, {len(found) - decided} open"
    moved = f"{len(planned.new)} new, {changed} changed, {len(planned.gone)} gone, {planned.same} as before"
    empty = sum(
        takes[each.place] == "neither" and each.place.kind == "facet" and each.decision is None
        for each in found
    )
    left = [f"{empty} open {'facet is' if empty == 1 else 'facets are'} left empty"] if empty else []
    return [f"a is {a}, b is {b}: {differ}", moved, *left]


def _coverage(session: Session, layers: Layers, wanted: Layer) -> list[str]:
    """How much of the corpus the layer holds, where that is not all."""
    every = len(documents.summaries(session.store.read()))
    shared = frozenset().union(*layers.documents.values()) if layers.documents else frozenset()
    if wanted.rest or wanted.documents or len(shared) == every:
        return []
    more = sorted({coder for (coder, _), names in assigned(session).items() if names - shared})
    others = " or ".join(f"--rest {coder}" for coder in layers.coders if coder in more)
    line = f"it holds the {len(shared)} of {every} documents that both read"
    return [f"{line}; {others} adds those that one alone coded" if others else line]


def _banner(session: Session, layers: Layers, wanted: Layer) -> str:
    """That a layer of codings that were made is no third reading either."""
    made = not {*layers.coders, wanted.rest}.isdisjoint(session.config.coders)
    return NOT_RELIABILITY.message if made else ""


def _how_to_count(session: Session, name: str) -> list[str]:
    if session.config.count == (name,):
        return []
    return [f'to count this layer in queries and reports: count = ["{name}"] in secondmig.toml']


def _warnings(
    made: Sequence[Coding],
    takes: "Mapping[Disagreement, Take]",
    versions: Sequence[CodebookVersion],
) -> tuple[str, ...]:
    from secondmig.agreement.adjudication import contested

    lines = []
    retired = {code.id for each in versions for code in each.codebook.codes if code.retired}
    old = Counter(each.code_id for each in made if each.code_id in retired)
    lines += [f"{number} carry {code}, which is retired" for code, number in sorted(old.items())]
    torn = contested(takes)
    if torn:
        some = ", ".join(torn[:3]) + (" ..." if len(torn) > 3 else "")
        lines.append(f"{len(torn)} are kept by one decision and not by another ({some}); they are kept")
    return tuple(lines)
