"""Letting an engine propose codes: one event, the same again when it is asked again, never a coding."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from secondmig.core.consent import refuses
from secondmig.core.counting import counted
from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.core.suggestion import Suggestion
from secondmig.core.types import Case, CodebookVersion, Document
from secondmig.project.blindness import book_of
from secondmig.project.gate import hidden_at
from secondmig.project.listing import Done, Listing
from secondmig.project.sentences import KeptSentences
from secondmig.project.session import (
    Session,
    checked,
    expand_codes,
    newest_codebooks,
    with_restrictions,
)
from secondmig.store import cases, documents, restrictions, suggestions
from secondmig.store.connect import Change

if TYPE_CHECKING:
    from secondmig.suggest.engine import Engine, Read


@dataclass(frozen=True, slots=True)
class Suggesting:
    """What an engine is to propose.

    Attributes:
        documents: where; empty for all.
        engine: its id.
        codes: with which codes and those below them; empty for all.
        codebooks: with which codebooks; empty for all.
    """

    documents: tuple[str, ...] = ()
    engine: str = "cues"
    codes: tuple[str, ...] = ()
    codebooks: tuple[str, ...] = ()


def suggest(session: Session, wanted: Suggesting) -> Done:
    """Keep what an engine proposes now, and let go what it does not propose any more.

    What somebody decided on stays, whatever the engine says by now. Where nothing is new, nothing happens.

    Raises:
        SecondmigError: there is no such engine, document, code or codebook.
    """
    scope = _Scope.of(session, wanted)
    with session.store.write(actor=session.coder(), verb="code suggest") as change:
        found = list(proposed(session, scope.engine, scope.documents, scope.versions))
        found = [each for each in found if scope.means(each)]
        new, other, gone = _keep(change, found, scope)
        names = list(dict.fromkeys(each.document_id for each in found))
        if not (new or other or gone):
            change.nothing()
        change.subject = scope.documents[0].id if len(scope.documents) == 1 else ""
        change.payload.update(
            {"engine": f"{scope.engine.id}@{scope.engine.version}", "suggestions": len(found)}
            | {"new": new, "changed": other, "gone": gone, "documents": names}
        )
    where = f"{counted(len(found), 'suggestion')} in {counted(len(names), 'document')}"
    return Done(
        f"{where}: {new} new, {other} changed, {len(found) - new - other} as before, {gone} gone",
        _told(session, wanted),
        event=None if change.dropped else change.rev,
        count=new,
    )


def preview(session: Session, wanted: Suggesting) -> Listing:
    """What an engine proposes now, as far as the coder may see suggestions; nothing is written.

    Raises:
        SecondmigError: as for :func:`suggest`.
    """
    from secondmig.project import pending

    scope = _Scope.of(session, wanted)
    found = [
        each for each in proposed(session, scope.engine, scope.documents, scope.versions) if scope.means(each)
    ]
    return pending.listing_of(session, found, wanted.documents)


def proposed(
    session: Session, engine: "Engine", among: Sequence[Document], versions: Sequence[CodebookVersion]
) -> Iterator[Suggestion]:
    """What an engine says to documents with codebooks, each suggestion under its id."""
    reads = list(_reads(session, among))
    for read in reads:
        for version in versions:
            for each in engine.suggest(read, version):
                yield replace(each, id=suggestions.suggestion_id(each))


def _reads(session: Session, among: Sequence[Document]) -> Iterator["Read"]:
    from secondmig.suggest.engine import Read

    people = cases.all_cases(session.store.read())
    refused = refused_by(people)
    kept = KeptSentences(session)
    for document in among:
        if document.id in refused:
            continue
        mine = [case for case in people if any(ref.document == document.id for ref in case.speakers)]
        hidden = hidden_at(document, mine, "work")
        yield Read(replace(document, text=hidden.masked(document.text)), hidden, kept.of(document))
    kept.keep()


def refused_by(people: Iterable[Case]) -> Mapping[str, tuple[str, ...]]:
    """Document -> the persons speaking in it who did not agree to processing by a machine."""
    found: dict[str, tuple[str, ...]] = {}
    for case in people:
        if refuses(case, "machine"):
            for name in dict.fromkeys(ref.document for ref in case.speakers):
                found[name] = (*found.get(name, ()), case.id)
    return found


@dataclass(frozen=True, slots=True)
class _Scope:
    """What is asked for, once it is known to be there.

    Attributes:
        engine: who proposes.
        documents: newest versions, restrictions included.
        versions: the codebooks.
        codes: ids; empty for all.
        books: ids of the codebooks where not all are asked for.
    """

    engine: "Engine"
    documents: tuple[Document, ...]
    versions: tuple[CodebookVersion, ...]
    codes: frozenset[str]
    books: frozenset[str]

    @classmethod
    def of(cls, session: Session, wanted: Suggesting) -> "_Scope":
        from secondmig.suggest.engine import find_engine

        engine = find_engine(wanted.engine)
        chosen = checked(session, Selection(documents=wanted.documents, codes=wanted.codes))
        every = newest_codebooks(session)
        known = [version.codebook.id for version in every]
        unknown = sorted(set(wanted.codebooks) - set(known))
        if unknown:
            raise SecondmigError(
                f"there is no codebook {', '.join(unknown)}", hint=f"codebooks: {', '.join(known)}"
            )
        versions = [each for each in every if not wanted.codebooks or each.codebook.id in wanted.codebooks]
        return cls(
            engine,
            newest_documents(session, wanted.documents),
            tuple(versions),
            frozenset(expand_codes(every, chosen)),
            frozenset(wanted.codebooks),
        )

    def means(self, each: Suggestion) -> bool:
        """Whether a suggestion is one of those that are asked for."""
        return not self.codes or each.code_id in self.codes

    def answers_for(self, each: Suggestion) -> bool:
        """Whether the engine would have proposed a suggestion again if it still did."""
        if each.engine != self.engine.id or not self.means(each):
            return False
        return not self.books or book_of(each.codebook_version) in self.books


def newest_documents(session: Session, names: Sequence[str] = ()) -> tuple[Document, ...]:
    """The newest versions of some documents or all, restrictions included, by id."""
    connection = session.store.read()
    marked = restrictions.all_restrictions(connection)
    if len(names) == 1:
        found = documents.get(connection, names[0])
        every: tuple[Document, ...] = () if found is None else (found,)
    else:
        every = documents.all_documents(connection)
    return tuple(with_restrictions(each, marked) for each in every if not names or each.id in names)


def _keep(change: Change, found: Sequence[Suggestion], scope: _Scope) -> tuple[int, int, int]:
    """How many were new, how many are other than before, and how many went."""
    names = [each.id for each in scope.documents]
    before = {each.id: each for each in suggestions.find(change.connection, documents=names)} if names else {}
    wanted: Mapping[str, Suggestion] = {each.id: each for each in found}
    gone = [each.id for each in before.values() if each.id not in wanted and scope.answers_for(each)]
    retired = suggestions.retire(change, gone) if gone else 0
    new = len(wanted.keys() - before.keys())
    return new, suggestions.add(change, wanted.values()) - new, retired


def _told(session: Session, wanted: Suggesting) -> tuple[str, ...]:
    from secondmig.project import pending

    here = pending.standing(session, wanted.documents)
    number = sum(each.is_pending for each in here.rows)
    refused = refused_by(cases.all_cases(session.store.read()))
    skipped = [name for name in sorted(refused) if not wanted.documents or name in wanted.documents]
    return (
        *(
            f"{name} passed over: {', '.join(refused[name])} did not agree to processing by a machine"
            for name in skipped
        ),
        f"waiting for you: {number}, counted nowhere until you accept them: secondmig code review",
        *pending.hidden_lines(here),
        f"how often this engine is right here: secondmig code evaluate --engine {wanted.engine}",
    )
