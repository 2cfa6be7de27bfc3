"""Codings from elsewhere as they would stand in this project today.

The words may have been corrected since, the codebook changed, a passage taken back, a person withdrawn. A
coding follows as one made here would have; what cannot is refused with a reason that holds no words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.ids import content_hash
from secondmig.core.span import SpanSet
from secondmig.core.types import Codebook, CodebookVersion, Coding, Document
from secondmig.project.gate import hidden_at
from secondmig.project.package_form import Brief, Packed
from secondmig.project.row_places import Versions
from secondmig.project.session import Session, cases_of, find_version
from secondmig.store import cases, codebooks, documents

WITHHELD: Final = "the words were withheld since"
OTHER_WORDS: Final = "the words there are not those of the quotation"
_MASK: Final = "\u2588"


class RefusedError(Exception):
    """A coding that cannot be taken in.

    Args:
        reason: why, without words of the transcript.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Fate:
    """A codebook version and what its codes may be in the newest.

    Attributes:
        book: the version.
        heirs: code -> what its codings may be now.
        newest: the newest version.
    """

    book: Codebook
    heirs: Mapping[str, tuple[str, ...]]
    newest: CodebookVersion


class Here:
    """This project, as codings from elsewhere find it.

    Args:
        session: the open project.
        brief: the package they answer.

    Raises:
        SecondmigError: a codebook version they were made with is not there.
    """

    def __init__(self, session: Session, brief: Brief) -> None:
        self._session = session
        self._documents: dict[str, Versions] = {}
        self._hidden: dict[tuple[str, int], tuple[Document, SpanSet]] = {}
        self._fates: dict[str, Fate] = {}
        self._names = _same_books(self._books, brief)

    @cached_property
    def _books(self) -> dict[str, tuple[CodebookVersion, ...]]:
        return codebooks.every(self._session.store.read())

    def document_problem(self, packed: Packed) -> str:
        """Why nothing can be taken in for a document, or ""."""
        connection = self._session.store.read()
        gone = cases.withdrawn(connection)
        if any(packed.id in row.documents for row in gone):
            return "withdrawn since: its words are gone"
        numbers = documents.version_numbers(connection, packed.id)
        if not numbers:
            return "not in the project any more"
        if packed.number not in numbers:
            return f"version {packed.number} of it is not in the project any more"
        return ""

    def translated(self, coding: Coding) -> Coding:
        """The coding with the name that its codebook version has here.

        Raises:
            RefusedError: the version has no such code, or does not permit a facet.
        """
        from secondmig.codebook.facets import validate_facets

        version = self._names.get(coding.codebook_version)
        if version is None:
            raise RefusedError(f"coded with {coding.codebook_version}, which is not in the package")
        book = self._fate(version).book
        code = next((code for code in book.codes if code.id == coding.code_id), None)
        if code is None or not code.codable:
            raise RefusedError(f"{version} has no code {coding.code_id} to apply")
        problems = validate_facets(book, code.id, coding.facets, where="")
        if problems:
            raise RefusedError("; ".join(problem.message for problem in problems))
        return replace(coding, codebook_version=version)

    def present(self, coding: Coding, *, remarked: bool = False) -> Coding:
        """A coding of some version of the words and of the codebook, as it stands in the newest of both.

        Where the words were changed it waits in its own version; where somebody has to choose a code it keeps
        the one it has.

        Args:
            coding: with versions that are there.
            remarked: a memo goes with it, which may hold words of the translation under the turn.

        Raises:
            RefusedError: its words are withheld, or are others.
        """
        if coding.status != "current":
            return self._followed_code(coding)
        versions = self._versions(coding.document_id)
        placed, _ = versions.placed(lambda document: _read(coding, document), version=coding.version)
        document, hidden = self._seen(placed.document_id, placed.version)
        touched = [placed.span]
        if remarked:
            turns = {turn.index for turn in document.turns if turn.span.overlaps(placed.span)}
            touched += [tier.span for tier in document.tiers if tier.turn_index in turns]
        if any(hidden.overlaps(span) for span in touched):
            raise RefusedError(WITHHELD)
        return self._followed_code(placed)

    def waits(self, coding: Coding) -> bool:
        """Whether somebody has to look at a coding before it counts."""
        heirs = self._fate(coding.codebook_version).heirs.get(coding.code_id, ())
        return coding.status != "current" or len(heirs) != 1

    def retired(self, coding: Coding) -> bool:
        """Whether nothing new is coded with its code any more."""
        newest = self._fate(coding.codebook_version).newest.codebook
        return any(code.id == coding.code_id and code.retired for code in newest.codes)

    def _followed_code(self, coding: Coding) -> Coding:
        fate = self._fate(coding.codebook_version)
        heirs = fate.heirs.get(coding.code_id, ())
        if len(heirs) != 1 or heirs[0] == coding.code_id:
            return coding
        version = f"{fate.newest.codebook.id}@{fate.newest.number}"
        return replace(coding, code_id=heirs[0], codebook_version=version)

    def _fate(self, version: str) -> Fate:
        if version not in self._fates:
            from secondmig.codebook.succession import fates_over

            book_id, _, number = version.rpartition("@")
            later = [each for each in self._books.get(book_id, ()) if each.number >= int(number)]
            heirs = fates_over([each.codebook for each in later])
            self._fates[version] = Fate(later[0].codebook, heirs, later[-1])
        return self._fates[version]

    def _versions(self, document_id: str) -> Versions:
        if document_id not in self._documents:
            self._documents[document_id] = Versions(self._session, document_id)
        return self._documents[document_id]

    def _seen(self, document_id: str, number: int) -> tuple[Document, SpanSet]:
        key = (document_id, number)
        if key not in self._hidden:
            document = find_version(self._session, document_id, number)
            assert document is not None  # noqa: S101 - just read from it
            hidden = hidden_at(document, cases_of(self._session, document_id), "work")
            self._hidden[key] = (document, hidden)
        return self._hidden[key]


def _read(coding: Coding, document: Document) -> Coding:
    words = coding.span.of(document.text)
    if coding.span.end > len(document.text) or content_hash(words) != coding.quote_sha:
        raise RefusedError(WITHHELD if _MASK in words else OTHER_WORDS)
    return replace(coding, version=document.version)


def _same_books(known: Mapping[str, Sequence[CodebookVersion]], brief: Brief) -> dict[str, str]:
    """``id@number`` as in the package -> as here; numbers may differ, the hash never does.

    Raises:
        SecondmigError: a version of the package is not here; all at once.
    """
    found: dict[str, str] = {}
    problems = []
    for packed in brief.codebooks:
        same = [each.number for each in known.get(packed.id, ()) if each.codebook.sha == packed.sha]
        if same:
            number = packed.number if packed.number in same else same[-1]
            found[f"{packed.id}@{packed.number}"] = f"{packed.id}@{number}"
            continue
        problems.append(
            SecondmigError(
                f"it was coded with {packed.id}@{packed.number}, a version that this project does not have",
                where=packed.sha[:19],
                hint="secondmig history shows whether the version was undone here",
            )
        )
    raise_all(problems)
    return found
