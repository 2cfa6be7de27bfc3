"""What several coders marked, read from the store at one state: in place, in scope, under codes of today."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from secondmig.core.selection import Selection
from secondmig.core.span import SpanSet
from secondmig.core.types import Case, Code, CodebookVersion, Coding, Document
from secondmig.project.agreement_asked import Compare, When
from secondmig.project.agreement_coders import Assigned, chosen_coders
from secondmig.project.agreement_texts import Compared, ReadText, overlaps
from secondmig.project.session import (
    Session,
    as_then,
    by_code,
    checked,
    expand_codes,
    newest_codebooks,
    with_restrictions,
)
from secondmig.project.waits import Waits
from secondmig.store import cases, codebooks, codings, documents, resolutions, restrictions


def compared(session: Session, asked: Compare, assigned: Assigned, when: When) -> Compared:
    """Read what is to be compared: what the coders were to read and marked.

    Args:
        session: the open project.
        asked: coders, codes, documents, roles, level.
        assigned: who was to read what in the whole project.
        when: the state before the first resolution on each document, or now.

    Raises:
        SecondmigError: the coders cannot be compared, or a code or document is unknown.
    """
    cut = within(session, asked, assigned)
    return codings_of(session, asked, cut, chosen_coders(session, cut, asked.coders), when)


def within(session: Session, asked: Compare, assigned: Assigned) -> Assigned:
    """Who was to read what, of the documents and codebooks asked for.

    Raises:
        SecondmigError: a code or a document is unknown.
    """
    checked(session, Selection(documents=asked.documents))
    versions = newest_codebooks(session)
    books = by_code(versions)
    meant = {books[code].id for code in _wanted(versions, asked)}
    found = {
        (coder, book): frozenset(each for each in there if not asked.documents or each in asked.documents)
        for (coder, book), there in assigned.items()
        if book in meant
    }
    return {key: there for key, there in found.items() if there}


def codings_of(
    session: Session, asked: Compare, assigned: Assigned, coders: Sequence[str], when: When
) -> Compared:
    """The codings of some coders, of all documents that any of them was to read.

    Args:
        session: the open project.
        asked: codes, roles, level.
        assigned: see :func:`within`.
        coders: in order; one is enough.
        when: the state before the first resolution on each document, or now.
    """
    versions = newest_codebooks(session)
    cut = {key: names for key, names in assigned.items() if key[0] in coders}
    names = sorted(frozenset().union(*cut.values()))
    decided = resolutions.first_events(session.store.read())
    texts = _texts(session, names, asked, decided if when == "before" else {})
    found, elsewhere = _codings(session, texts, coders, decided if when == "before" else {})
    fates = _Fates(session, versions)
    standing = fates.standing(found)
    codes, counted = _codes(versions, asked, {each.code_id for each in standing})
    placed = [replace(each, code_id=counted[each.code_id]) for each in standing if each.code_id in counted]
    together = _Together(cut, min(2, len(coders)))
    meant = _wanted(versions, asked) if asked.codes else None
    corrected, divided = (
        sum(together.of(each) and (meant is None or not meant.isdisjoint(fates.of(each))) for each in waiting)
        for waiting in (elsewhere, fates.divided(found))
    )
    inside = [each for each in placed if overlaps(texts[each.document_id].scope, each.span)]
    return Compared(
        coders=tuple(coders),
        texts=texts,
        codings=tuple(inside),
        assigned=cut,
        codes=codes,
        books=by_code(versions),
        corpus=len(documents.summaries(session.store.read())),
        outside=sum(map(together.of, placed)) - sum(map(together.of, inside)),
        waits=Waits(corrected, divided, "in the documents compared"),
        reconciled=tuple(name for name in names if name in decided),
        when=when,
    )


def _codes(
    versions: Sequence[CodebookVersion], asked: Compare, used: Collection[str]
) -> tuple[tuple[Code, ...], Mapping[str, str]]:
    """The codes compared, and for each code of a coding the one it counts as; headings only where used."""
    from secondmig.codebook.tree import path

    wanted = _wanted(versions, asked)
    found: dict[str, Code] = {}
    counted: dict[str, str] = {}
    for version in versions:
        for code in version.codebook.codes:
            if code.id not in wanted or not (code.codable or code.id in used):
                continue
            way = path(version.codebook, code.id)
            target = way[min(asked.level, len(way)) - 1] if asked.level else code
            found.setdefault(target.id, target)
            counted[code.id] = target.id
    return tuple(found.values()), counted


def _wanted(versions: Sequence[CodebookVersion], asked: Compare) -> frozenset[str]:
    every = (code.id for version in versions for code in version.codebook.codes)
    return frozenset(expand_codes(versions, Selection(codes=asked.codes)) or every)


def _texts(
    session: Session, names: Sequence[str], asked: Compare, decided: Mapping[str, int]
) -> dict[str, ReadText]:
    marked = restrictions.all_restrictions(session.store.read())
    clusters = _clusters(cases.all_cases(session.store.read()), names)
    found = {}
    for name in names:
        document = _document(session, name, decided.get(name), marked)
        if document is not None:
            spoken = SpanSet.of(turn.span for turn in document.turns if turn.role in asked.roles)
            withheld = SpanSet.of(each.span for each in document.withheld)
            found[name] = ReadText(document, spoken.difference(withheld), clusters[name])
    return found


def _document(
    session: Session, name: str, decided: int | None, marked: Mapping[tuple[str, int], SpanSet]
) -> Document | None:
    """The newest version, or the one that was the newest before an event."""
    connection = session.store.read()
    if decided is None:
        found = documents.get(connection, name)
        return None if found is None else with_restrictions(found, marked)
    for number in reversed(documents.version_numbers(connection, name)):
        then = documents.get_as_of(connection, name, number, decided - 1)
        if then is not None:
            return as_then(session, then, marked)
    return None


def _codings(
    session: Session, texts: Mapping[str, ReadText], coders: Sequence[str], decided: Mapping[str, int]
) -> tuple[list[Coding], list[Coding]]:
    """The coders' codings in their place, and those that wait since their words were corrected."""
    connection = session.store.read()
    today = [name for name in texts if name not in decided]
    found = codings.find(connection, documents=today, coders=coders) if today else []
    for name in sorted(texts.keys() & decided.keys()):
        found += codings.find(connection, documents=[name], coders=coders, as_of=decided[name] - 1)
    in_place = [
        each
        for each in found
        if each.status == "current" and each.version == texts[each.document_id].document.version
    ]
    order = sorted(
        in_place, key=lambda each: (each.document_id, each.span, each.code_id, each.coder_id, each.id)
    )
    kept = {each.id for each in in_place}
    return order, [each for each in found if each.id not in kept]


class _Together:
    """Which codings lie in documents that are compared: the coder and another were to read them."""

    def __init__(self, assigned: Assigned, least: int) -> None:
        self._assigned = assigned
        self._least = least
        self._readers = Counter((book, name) for (_, book), there in assigned.items() for name in there)

    def of(self, coding: Coding) -> bool:
        """Whether this one does."""
        book, name = coding.codebook_version.rpartition("@")[0], coding.document_id
        mine = self._assigned.get((coding.coder_id, book), frozenset())
        return name in mine and self._readers[book, name] >= self._least


class _Fates:
    """What the code of each coding became in the newest version of its codebook."""

    def __init__(self, session: Session, versions: Sequence[CodebookVersion]) -> None:
        self._session = session
        self._versions = versions
        self._known: dict[str, Mapping[str, tuple[str, ...]]] = {}

    def of(self, coding: Coding) -> tuple[str, ...]:
        """The codes it may carry now; one where there is nothing to decide."""
        stamp = coding.codebook_version
        if stamp not in self._known:
            self._known[stamp] = _fates(self._session, stamp, self._versions)
        return self._known[stamp].get(coding.code_id, ())

    def standing(self, found: Iterable[Coding]) -> list[Coding]:
        """Codings with the code that theirs became; those that wait for a choice are left out."""
        return [
            each if became == (each.code_id,) else replace(each, code_id=became[0])
            for each in found
            if len(became := self.of(each)) == 1
        ]

    def divided(self, found: Iterable[Coding]) -> list[Coding]:
        """Those that wait for a choice."""
        return [each for each in found if len(self.of(each)) != 1]


def _fates(
    session: Session, stamp: str, versions: Sequence[CodebookVersion]
) -> Mapping[str, tuple[str, ...]]:
    """What the codes of a codebook version may be in the newest one."""
    from secondmig.codebook.succession import fates_over

    book, _, number = stamp.rpartition("@")
    newest = next((version for version in versions if version.codebook.id == book), None)
    if newest is None:
        return {}
    connection = session.store.read()
    numbers = range(int(number), newest.number + 1)
    line = [codebooks.get(connection, book, each) for each in numbers]
    return fates_over([version.codebook for version in line if version is not None])


def _clusters(people: Sequence[Case], names: Sequence[str]) -> dict[str, str]:
    """Document -> the person who ties it to others, or the document itself.

    Documents in which the same person speaks are one cluster, also over several persons; it is called by the
    first of these persons.
    """
    group = {name: {name} for name in names}
    title: dict[str, str] = {}
    for case in sorted(people, key=lambda case: case.id):
        mine = sorted({ref.document for ref in case.speakers if ref.document in group})
        if len(mine) < 2:
            continue
        together = set().union(*(group[name] for name in mine))
        called = min([case.id, *(title[name] for name in together if name in title)])
        for name in together:
            group[name], title[name] = together, called
    return {name: title.get(name, name) for name in names}
