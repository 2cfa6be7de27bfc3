"""What codings become when their codebook changes: they follow the code, or wait for a person."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from secondmig.core.counting import counted
from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.ids import short_id
from secondmig.core.types import Codebook, CodebookVersion, Coding, FacetValue
from secondmig.project.session import Session
from secondmig.project.undecided import Fate, fates_of, waiting_under
from secondmig.store import codebooks, codings, memos, relations
from secondmig.store.connect import Change


@dataclass(frozen=True, slots=True)
class Followed:
    """What a new version of a codebook did to the codings.

    Attributes:
        carried: how many carry another code now.
        waiting: how many wait for a person to choose their code, of all codebooks.
        told: lines for the person who changed the codebook.
    """

    carried: int = 0
    waiting: int = 0
    told: tuple[str, ...] = ()


def follow(change: Change, session: Session, older: CodebookVersion, newer: CodebookVersion) -> Followed:
    """Let the codings of a codebook follow its newest version, whoever coded.

    A coding whose code became one other code carries that one at once, with its facets, relations and memos.
    One whose code became several waits. What stays is not touched.

    Args:
        change: the change in which ``newer`` was saved.
        session: the open project.
        older: the version before.
        newer: the newest version, saved already.

    Raises:
        SecondmigError: codings would be left without any code; every such code at once.
    """
    connection = change.connection
    books = codebooks.every(connection)
    book_id = newer.codebook.id
    mine = {book_id: books[book_id]}
    carried = [name for name in codings.book_versions(connection) if name.rpartition("@")[0] == book_id]
    fates = fates_of(mine, carried)
    found = _found(session, fates)
    earlier = {book_id: [each for each in books[book_id] if each.number < newer.number]}
    _refuse_orphans(found, waiting_under(connection, earlier), older, newer)
    by_version = {f"{book_id}@{each.number}": each.codebook for each in books[book_id]}
    moves = [
        (coding, options[0], by_version[coding.codebook_version])
        for coding, options in found
        if len(options) == 1
    ]
    told = carry(change, moves, newer)
    became = Counter((coding.code_id, code) for coding, code, _book in moves)
    lines = [
        f"{counted(number, f'coding of {old} is', f'codings of {old} are')} {new} now"
        for (old, new), number in sorted(became.items())
    ]
    return Followed(len(moves), len(waiting_under(connection, books)), (*lines, *told))


def _found(session: Session, fates: Sequence[Fate]) -> list[tuple[Coding, tuple[str, ...]]]:
    """The codings that are asked about, with what each may become."""
    options = {(fate.version, fate.code): fate.options for fate in fates}
    if not options:
        return []
    codes = sorted({fate.code for fate in fates})
    return [
        (coding, options[coding.codebook_version, coding.code_id])
        for coding in codings.find(session.store.read(), codes=codes)
        if (coding.codebook_version, coding.code_id) in options
    ]


def _refuse_orphans(
    found: Sequence[tuple[Coding, tuple[str, ...]]],
    waiting: Mapping[str, tuple[str, ...]],
    older: CodebookVersion,
    newer: CodebookVersion,
) -> None:
    """No code may go while codings carry it, or wait for it, and no other code says it took over."""
    from secondmig.codebook.succession import fates

    step = fates(older.codebook, newer.codebook)
    without = {code for code, heirs in step.items() if not heirs}
    gone: Counter[str] = Counter()
    for coding, options in found:
        asked = waiting.get(coding.id)
        if asked is None and not options:
            gone[coding.code_id] += 1
        elif asked:
            gone.update(without.intersection(asked))
    raise_all(
        SecondmigError(
            f"{code} is gone from the codebook, and"
            f" {counted(number, 'coding carries it or waits', 'codings carry it or wait')} for it",
            where=f"{newer.codebook.id}: {code}",
            hint=f"write `was: [{code}]` at the code that takes its place; or put it back, and then:"
            f' secondmig codebook merge {code} OTHER, or retire {code} --reason "why"',
        )
        for code, number in sorted(gone.items())
    )


def carry(
    change: Change, moves: Sequence[tuple[Coding, str, Codebook]], newer: CodebookVersion
) -> tuple[str, ...]:
    """Let codings carry other codes from now on.

    Where the same coder then has the same code with the same facets twice on one stretch, the later coding
    goes and its memos and relations are those of the earlier one.

    Args:
        change: the change it belongs to.
        moves: coding, the code it gets, and the codebook as it was when it was coded.
        newer: the version that has the code.

    Returns:
        Lines about facets that do not apply any more, and about codings that became one.
    """
    meant: list[Coding] = []
    lost: Counter[tuple[str, str]] = Counter()
    for coding, code, book in moves:
        facets, unfit = fitted(book, newer.codebook, coding, code)
        lost.update((name, code) for name in unfit)
        version = f"{newer.codebook.id}@{newer.number}"
        meant.append(replace(coding, code_id=code, codebook_version=version, facets=facets))
    doubles = _doubles(change, meant, newer.codebook)
    codings.carry(change, [coding for coding in meant if coding.id not in doubles])
    for later, earlier in doubles.items():
        _hand_over(change, later, earlier)
    codings.retire(change, doubles)
    return (
        *(
            f"facet {name} does not apply to {code}: {counted(number, 'coding is', 'codings are')}"
            " without it; undo brings it back"
            for (name, code), number in sorted(lost.items())
        ),
        *(
            f"{later} says the same as {earlier} (coder, words, code, facets) and went; its memos moved there"
            for later, earlier in doubles.items()
        ),
    )


def fitted(
    older: Codebook, newer: Codebook, coding: Coding, code: str
) -> tuple[dict[str, FacetValue], tuple[str, ...]]:
    """The facets of a coding under another code, and the names of those that do not apply to it.

    A default that held under the old code and would be another under the new one is written out, so that
    nothing changes in silence.
    """
    from secondmig.codebook.facets import complete, permits, specs_for

    specs = {spec.name: spec for spec in specs_for(newer, code)}

    def fits(name: str, value: FacetValue) -> bool:
        return name in specs and permits(specs[name], value)

    kept = {name: value for name, value in coding.facets.items() if fits(name, value)}
    by_default = complete(newer, code, kept)
    kept |= {
        name: value
        for name, value in complete(older, coding.code_id, coding.facets).items()
        if name not in coding.facets and fits(name, value) and by_default.get(name) != value
    }
    return dict(sorted(kept.items())), tuple(sorted(coding.facets.keys() - kept.keys()))


def _doubles(change: Change, meant: Sequence[Coding], book: Codebook) -> dict[str, str]:
    """Of codings about to be carried and those that stand there, the later of each pair -> the earlier."""
    from secondmig.codebook.facets import complete

    if not meant:
        return {}
    moving = {coding.id for coding in meant}
    standing = codings.find(
        change.connection,
        documents=sorted({coding.document_id for coding in meant}),
        codes=sorted({coding.code_id for coding in meant}),
    )
    asked = waiting_under(change.connection, codebooks.every(change.connection)) if standing else {}
    places: dict[tuple[object, ...], list[Coding]] = {}
    for coding in (*(each for each in standing if each.id not in {*moving, *asked}), *meant):
        facets = tuple(sorted(complete(book, coding.code_id, coding.facets).items()))
        key = (coding.document_id, coding.version, coding.span, coding.code_id, coding.coder_id, facets)
        places.setdefault(key, []).append(coding)
    doubles: dict[str, str] = {}
    for found in places.values():
        first, *later = sorted(found, key=lambda each: (each.created_event, each.id))
        if moving.intersection(each.id for each in found):
            doubles.update((each.id, first.id) for each in later)
    return dict(sorted(doubles.items()))


def _hand_over(change: Change, later: str, earlier: str) -> None:
    """Let what is attached to one coding be attached to another."""
    connection = change.connection
    for memo in memos.of(connection, "coding", later):
        memos.reword(change, replace(memo, subject_id=earlier))
    known = {each.id for each in relations.all_relations(connection)}
    for relation in relations.all_relations(connection):
        if later not in {relation.source, relation.target}:
            continue
        source, target = (earlier if end == later else end for end in (relation.source, relation.target))
        new = replace(
            relation, id=short_id("r", source, target, relation.coder_id), source=source, target=target
        )
        relations.retire(change, [relation.id])
        if source != target and new.id not in known:
            relations.add(change, new)
            known.add(new.id)
