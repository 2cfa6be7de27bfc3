"""An open project: its folder, what it declares, its store and who is acting."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from secondmig.core.cautions import read_blind
from secondmig.core.errors import MissingError, SecondmigError, raise_all
from secondmig.core.selection import Selection
from secondmig.core.span import Span, SpanSet
from secondmig.core.types import (
    CONSENT_TIERS,
    Case,
    Codebook,
    CodebookVersion,
    Document,
    Level,
    Turn,
    Withheld,
)
from secondmig.core.warnings import FICTIONAL, NOT_RELIABILITY, Caution
from secondmig.project.blindness import Veil
from secondmig.project.gate import hidden_at
from secondmig.project.layout import Config
from secondmig.project.listing import warning_rows
from secondmig.store import cases, codebooks, documents, events, restrictions
from secondmig.store.connect import Store

_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Session:
    """What every use case needs; ``actor`` may be empty until something is written."""

    root: Path
    config: Config
    store: Store
    actor: str

    def coder(self) -> str:
        """Who is acting.

        Raises:
            SecondmigError: nobody is named anywhere.
        """
        if not self.actor:
            raise nobody()
        return self.actor

    def counting(self, selection: Selection) -> Selection:
        """The selection, of the coders whose codings count where it names none."""
        if selection.coders or not self.config.count:
            return selection
        return replace(selection, coders=self.config.count)


def coder_name(name: str) -> str:
    """The name of a coder as it is kept: without space around it.

    Raises:
        SecondmigError: it is empty, holds a character that is not printed, or is too long for any table.
    """
    kept = name.strip()
    hint = "initials or a first name, e.g. kenji"
    if not kept or not kept.isprintable():
        raise SecondmigError("a coder needs a name", hint=hint)
    if len(kept) > _LONGEST_NAME:
        raise SecondmigError(
            f"the name of the coder has {len(kept):,} characters, and {_LONGEST_NAME} are the most", hint=hint
        )
    return kept


def nobody() -> SecondmigError:
    """The refusal where no coder is named anywhere."""
    return SecondmigError(
        "nobody is named as the coder",
        where="secondmig.toml",
        hint='add the line coder = "your-initials" to secondmig.toml, or pass --as NAME',
    )


def with_restrictions(document: Document, marked: Mapping[tuple[str, int], SpanSet]) -> Document:
    """The document with the passages the project took back beside those its file names."""
    spans = marked.get((document.id, document.version))
    if not spans:
        return document
    return replace(document, withheld=(*document.withheld, *(Withheld(span, "taken back") for span in spans)))


def find_document(session: Session, document_id: str) -> Document:
    """The newest version of a document, restrictions included.

    Raises:
        MissingError: the project holds no such document.
    """
    found = documents.get(session.store.read(), document_id)
    if found is None:
        withdrawn = any(
            document_id in (row.case_id, *row.documents) for row in cases.withdrawn(session.store.read())
        )
        raise MissingError(
            f"{document_id} was withdrawn; its words are gone"
            if withdrawn
            else f"there is no document {document_id}",
            hint=("" if withdrawn else meant(document_id, _ids(session))) or "secondmig corpus list",
        )
    return with_restrictions(found, restrictions.all_restrictions(session.store.read()))


def _ids(session: Session) -> list[str]:
    return [row.id for row in documents.summaries(session.store.read())]


def meant(word: str, known: Iterable[str]) -> str:
    """The hint that names the one known id that differs in capitals alone, or begins so; "" where none does.

    >>> meant("us01", ["UK01", "US01"]), meant("P01", ["P01 Rosa", "P02"]), meant("U", ["UK01", "US01"])
    ("did you mean 'US01'?", "did you mean 'P01 Rosa'?", '')
    """
    folded = word.casefold()
    begun = [each for each in known if each.casefold().startswith(folded)]
    same = [each for each in begun if each.casefold() == folded] or begun
    return f"did you mean {same[0]!r}?" if word and len(same) == 1 else ""


def find_version(session: Session, document_id: str, version: int) -> Document | None:
    """One version of a document, restrictions included, under the stricter consent of it and the newest."""
    found = documents.get(session.store.read(), document_id, version=version)
    if found is None:
        return None
    now = documents.header(session.store.read(), document_id).get("consent")
    marked = restrictions.all_restrictions(session.store.read())
    return with_restrictions(under_consent(found, now), marked)


def under_consent(document: Document, printed: object) -> Document:
    """The document under the stricter of its own consent and another that was printed in a header."""
    tiers = [tier for tier in CONSENT_TIERS if tier in {printed, document.header.get("consent")}]
    return replace(document, header={**document.header, "consent": tiers[0]}) if tiers else document


def as_then(session: Session, document: Document, marked: Mapping[tuple[str, int], SpanSet]) -> Document:
    """A document of an earlier state, under what was taken back and the consent of today.

    Of a version that was undone since nobody can say where the passages lie that are withheld in the versions
    there are; so all of it is withheld where there are any.
    """
    connection = session.store.read()
    told = under_consent(document, documents.header(connection, document.id).get("consent"))
    numbers = documents.version_numbers(connection, document.id)
    if document.version not in numbers and any(marked.get((document.id, number)) for number in numbers):
        whole = Withheld(Span(0, len(document.text)), "taken back in another version")
        return replace(told, withheld=(*told.withheld, whole))
    return with_restrictions(told, marked)


def refuse_former_names(session: Session, selection: Selection, level: Level) -> None:
    """Refuse to quote, above the team's own screen, words of a time before names were replaced.

    Raises:
        SecondmigError: the selection means such a time.
    """
    if selection.as_of is None or level == "work":
        return
    renamed = documents.renamed_since(session.store.read(), selection.as_of)
    meant = [name for name in renamed if not selection.documents or name in selection.documents]
    if meant:
        raise SecondmigError(
            f"names were replaced since event {selection.as_of}, and the words of then hold them",
            where=", ".join(meant[:5]) + (" ..." if len(meant) > 5 else ""),
            hint="leave out --as-of, or --release: then only the team's own screen shows them",
        )


def cases_of(session: Session, document_id: str) -> tuple[Case, ...]:
    """The persons who speak in a document."""
    everyone = cases.all_cases(session.store.read())
    return tuple(case for case in everyone if any(ref.document == document_id for ref in case.speakers))


def masked_text(session: Session, document: Document, level: Level) -> str:
    """The document's text with what may not be shown at ``level`` as █, offsets unchanged."""
    return hidden_at(document, cases_of(session, document.id), level).masked(document.text)


def turn_at(document: Document, start: int) -> Turn | None:
    """The turn whose words, or whose tiers, hold the code point ``start``."""
    after = bisect_right(document.turns, start, key=lambda turn: turn.span.start)
    if after and start < document.turns[after - 1].span.end:
        return document.turns[after - 1]
    for tier in document.tiers:
        if tier.span.start <= start < tier.span.end:
            return document.turns[tier.turn_index]
    return None


def place(document: Document, turn: Turn | None) -> str:
    """How a stretch is cited: ``US01 #20``."""
    if turn is None:
        return document.id
    return f"{document.id} #{turn.number if turn.number is not None else turn.index + 1}"


def newest_codebooks(session: Session, *, as_of: int | None = None) -> tuple[CodebookVersion, ...]:
    """The newest version of every codebook, by id.

    Args:
        session: the open project.
        as_of: rev of the last event to count, None for now. A codebook that was not there then is as it is
            now.
    """
    now = codebooks.newest(session.store.read())
    if as_of is None:
        return now
    then = codebooks.every(session.store.read(), as_of=as_of)
    return tuple(then.get(version.codebook.id, (version,))[-1] for version in now)


def codebook_of(versions: Sequence[CodebookVersion], code_id: str) -> CodebookVersion:
    """The codebook version that holds a code.

    Raises:
        SecondmigError: no codebook holds it; a close id is proposed.
    """
    from secondmig.codebook.tree import find_code

    book, _code = find_code([version.codebook for version in versions], code_id)
    return next(version for version in versions if version.codebook is book)


def expand_codes(versions: Sequence[CodebookVersion], selection: Selection) -> tuple[str, ...]:
    """The code ids that a selection means, children included unless exact; empty means all.

    Raises:
        SecondmigError: a code is unknown.
    """
    from secondmig.codebook.tree import descendants

    meant: dict[str, None] = {}
    for code_id in selection.codes:
        version = codebook_of(versions, code_id)
        meant[code_id] = None
        if not selection.exact:
            meant.update((code.id, None) for code in descendants(version.codebook, code_id))
    return tuple(meant)


def by_code(versions: Sequence[CodebookVersion]) -> Mapping[str, Codebook]:
    """Code id -> the codebook that holds it."""
    return {code.id: version.codebook for version in versions for code in version.codebook.codes}


def meta(
    session: Session, *, unit: str, selection: Selection, n: int, cautions: Sequence[Caution] = ()
) -> dict[str, object]:
    """What stands beside every listing: unit, selection, codebook versions, last event, n and warnings."""
    versions = newest_codebooks(session, as_of=selection.as_of)
    last = events.newest(session.store.read())
    found = [FICTIONAL] if is_fictional(session) else []
    if not selection.coders or set(selection.coders) != {session.actor}:
        blind = Veil(session).documents
        found += read_blind(blind.intersection(selection.documents) if selection.documents else blind)
    return {
        "unit": unit,
        "selection": selection.described(),
        "codebooks": [f"{version.codebook.id}@{version.number}" for version in versions],
        "state": last.rev if last else 0,
        "n": n,
        "warnings": warning_rows(sorted([*found, *cautions], key=lambda each: each.id != NOT_RELIABILITY.id)),
    }


def is_fictional(session: Session) -> bool:
    """Whether every document says that everybody in it is invented."""
    rows = documents.summaries(session.store.read())
    return bool(rows) and all(row.fictional for row in rows)


def checked(session: Session, selection: Selection) -> Selection:
    """The selection, once every document, case and facet it names is known.

    Raises:
        SecondmigError: one is not; all of them at once.
    """
    of_persons = selection.cases or selection.groups
    everybody = cases.all_cases(session.store.read()) if of_persons else ()
    known = {
        "document": {row.id for row in documents.summaries(session.store.read())}
        if selection.documents
        else set(),
        "case": {case.id for case in everybody},
        "facet": {spec.name for version in newest_codebooks(session) for spec in version.codebook.facets},
    }
    attributes = {name for case in everybody for name in case.attributes}
    known["attribute"] = attributes if selection.groups else set()
    named = [
        *(
            ("attribute", name, f"attributes: {', '.join(sorted(attributes))}")
            for name, _ in selection.groups
        ),
        *(("document", name, "secondmig corpus list") for name in selection.documents),
        *(("case", name, "secondmig case list") for name in selection.cases),
        *(("facet", name, f"facets: {', '.join(sorted(known['facet']))}") for name, _ in selection.where),
    ]
    raise_all(
        SecondmigError(f"there is no {kind} {name}", hint=meant(name, known[kind]) or hint)
        for kind, name, hint in named
        if name not in known[kind]
    )
    return selection
