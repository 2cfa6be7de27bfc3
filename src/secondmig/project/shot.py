"""The frozen snapshot that reports and queries receive, cut to a release level by the gate."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.core.snapshot import Snapshot
from secondmig.core.span import SpanSet
from secondmig.core.types import Case, Codebook, CodebookVersion, Coding, Document, FacetValue, Level
from secondmig.joint.speech import spoken_words
from secondmig.project.codes import selected
from secondmig.project.consent import cleared_spans
from secondmig.project.corpus import is_in_place
from secondmig.project.gate import hidden_at
from secondmig.project.link_status import nobody_of, unit_joins
from secondmig.project.people import chosen
from secondmig.project.session import (
    Session,
    as_then,
    by_code,
    is_fictional,
    newest_codebooks,
    with_restrictions,
)
from secondmig.project.undecided import undecided
from secondmig.store import cases, documents, files, indicators, links, restrictions, state


def take(session: Session, selection: Selection, level: Level) -> Snapshot:
    """The project at its present state, as ``level`` may see it.

    Args:
        session: the open project.
        selection: which codings and persons are meant; documents without a kept person stay, for reading.
        level: release level.

    Returns:
        Texts masked, withheld stretches gone, defaults of facets filled in. An older text is cut under the
        stricter of the consent it had and the one its newest version has.
    """
    versions = newest_codebooks(session, as_of=selection.as_of)
    people = chosen(session, selection)
    everything = documents.all_documents(session.store.read(), as_of=selection.as_of)
    held, hidden = cut_texts(session, everything, selection, level)
    meant = selected(session, selection)
    newest = {document.id: document for document in everything}
    standing = [each for each in meant if is_in_place(each, newest[each.document_id])]
    asked = undecided(session, as_of=selection.as_of)
    in_place = [each for each in standing if each.id not in asked]
    return Snapshot(
        project=session.config.title,
        level=level,
        state=state.state_hash(session.store.read()),
        fictional=is_fictional(session),
        selection=selection.described(),
        documents=held,
        hidden=hidden,
        codebooks=tuple(version.codebook for version in versions),
        codebook_numbers={version.codebook.id: version.number for version in versions},
        codings=tuple(told_codings(in_place, versions, hidden)),
        cases=people,
        withdrawn=len(cases.withdrawn(session.store.read())),
        ledger=tuple(links.all_links(session.store.read())),
        sources={row.path: row.sha for row in files.all_files(session.store.read())},
        min_stay=session.config.min_stay,
        made=session.config.coders,
        words=spoken_words(everything),
        waiting=len(meant) - len(in_place),
        undecided=len(standing) - len(in_place),
        indicators=indicators.get(session.store.read()),
        nobody=nobody_of(session),
        unit_joins=tuple(each.counts for each in unit_joins(session)),
    )


def cut_texts(
    session: Session, everything: Sequence[Document], selection: Selection, level: Level
) -> tuple[tuple[Document, ...], Mapping[str, SpanSet]]:
    """The documents a selection names, cut to a level, and what is hidden in each.

    Args:
        session: the open project.
        everything: newest versions, of now or of the selection's moment.
        selection: its documents and its moment count.
        level: release level.
    """
    everybody = cases.all_cases(session.store.read())
    marked = restrictions.all_restrictions(session.store.read())
    let_out = cleared_spans(session, everybody) if level == "partner" else {}
    held: list[Document] = []
    hidden: dict[str, SpanSet] = {}
    for document in everything:
        if selection.documents and document.id not in selection.documents:
            continue
        told = (
            with_restrictions(document, marked)
            if selection.as_of is None
            else as_then(session, document, marked)
        )
        let = let_out.get((told.id, told.version), SpanSet())
        shown, cut = _cut(told, everybody, level, let)
        held.append(shown)
        hidden[document.id] = cut
    return tuple(held), hidden


def _cut(
    document: Document, people: Sequence[Case], level: Level, let_out: SpanSet
) -> tuple[Document, SpanSet]:
    mine = [case for case in people if any(ref.document == document.id for ref in case.speakers)]
    hidden = hidden_at(document, mine, level, let_out)
    kept = {key: value for key, value in document.header.items() if key != "withdrawn"}
    return replace(document, text=hidden.masked(document.text), header=kept), hidden


def told_codings(
    found: Sequence[Coding], versions: Sequence[CodebookVersion], hidden: Mapping[str, SpanSet]
) -> list[Coding]:
    """The codings with the defaults of their facets, and without remarks on words that may not be seen.

    Raises:
        SecondmigError: a coding carries a code that no codebook has.
    """
    from secondmig.codebook.facets import complete

    books = by_code(versions)
    refuse_unknown({coding.code_id for coding in found}, books)
    known: dict[tuple[str, tuple[tuple[str, FacetValue], ...]], Mapping[str, FacetValue]] = {}
    told = []
    for coding in found:
        key = coding.code_id, tuple(coding.facets.items())
        if key not in known:
            known[key] = complete(books[coding.code_id], coding.code_id, coding.facets)
        memo = coding.memo
        if memo and coding.document_id in hidden and hidden[coding.document_id].overlaps(coding.span):
            memo = ""
        whole = memo == coding.memo and known[key] == coding.facets
        told.append(coding if whole else replace(coding, facets=known[key], memo=memo))
    return told


def refuse_unknown(carried: Collection[str], books: Mapping[str, Codebook]) -> None:
    """Refuse codes that codings carry and no codebook has.

    Args:
        carried: ids of codes.
        books: the codebook of each code there is.

    Raises:
        SecondmigError: there is one.
    """
    unknown = sorted(set(carried) - books.keys())
    if unknown:
        raise SecondmigError(
            f"codings carry codes that no codebook has any more: {', '.join(unknown)}",
            hint="put the codes back into the codebook and commit it; secondmig check lists the codings",
        )
