"""Saving codings, one or a million: each is held against the words, then all go in by one statement."""

import marshal
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sized
from contextlib import contextmanager
from hashlib import sha256

from secondmig.core.errors import SecondmigError
from secondmig.core.types import Coding, FacetValue
from secondmig.store import codebooks, documents, memos, temporal
from secondmig.store.connect import Change
from secondmig.store.connection import Connection, Value
from secondmig.store.encode import facets_text
from secondmig.store.schema import CODINGS

_MANY = 5_000
_GUARD = "codings_not_replaced"
_TEXTS_HELD = 64_000_000
_FACETS_HELD = 50_000


def insert_codings(change: Change, codings: Iterable[Coding]) -> int:
    """Save codings, all or none; see :func:`secondmig.store.codings.insert`."""
    connection = change.connection
    many = len(codings) if isinstance(codings, Sized) else 0
    gate = _Gate(change)
    try:
        with connection.all_or_none(), _lifted(connection, many):
            saved = connection.run_many(temporal.insertion(CODINGS), gate.rows(codings))
    except sqlite3.IntegrityError as error:
        if "taken" not in str(error) and not str(error).startswith("UNIQUE"):
            raise
        raise SecondmigError("a coding of this id is there already", hint="secondmig code list") from error
    memos.add_to_codings(change, gate.remarks)
    return max(saved, 0)


class _Gate:
    """Lets codings through as rows, and stops the first that does not fit the project."""

    def __init__(self, change: Change) -> None:
        self.remarks: list[tuple[str, str, str]] = []
        self._change = change
        self._texts: dict[tuple[str, int], str] = {}
        self._held = 0
        self._codes: set[tuple[str, str]] = set()
        self._facet_texts: dict[bytes, str] = {}

    def rows(self, codings: Iterable[Coding]) -> Iterator[tuple[Value, ...]]:
        rev = self._change.rev
        texts, codes = self._texts, self._codes
        for coding in codings:
            span = coding.span
            text = texts.get((coding.document_id, coding.version))
            if text is None:
                text = self._load(coding)
            quote = text[span.start : span.end]
            if "sha256:" + sha256(quote.encode("utf-8")).hexdigest() != coding.quote_sha or span.end > len(
                text
            ):
                raise _not_the_words(coding)
            if (coding.codebook_version, coding.code_id) not in codes:
                self._look_up(coding)
            if coding.memo:
                self.remarks.append((coding.id, coding.memo, coding.coder_id))
            yield (
                coding.id,
                coding.document_id,
                coding.version,
                span.start,
                span.end,
                coding.quote_sha,
                coding.code_id,
                coding.codebook_version,
                coding.coder_id,
                self._facets(coding.facets),
                coding.origin,
                coding.status,
                rev,
            )

    def _facets(self, facets: Mapping[str, FacetValue]) -> str:
        """Their JSON; few combinations come again and again, and marshal tells 1 from true, unlike ==."""
        try:
            key = marshal.dumps(dict(facets), 2)
        except ValueError:
            return facets_text(facets)
        text = self._facet_texts.get(key)
        if text is None:
            if len(self._facet_texts) > _FACETS_HELD:
                self._facet_texts.clear()
            text = self._facet_texts[key] = facets_text(facets)
        return text

    def _load(self, coding: Coding) -> str:
        connection = self._change.connection
        if documents.get_row(connection, coding.document_id, coding.version) is None:
            raise SecondmigError(
                f"there is no document {coding.document_id} version {coding.version}",
                where=coding.id,
                hint="secondmig corpus list",
            )
        text = documents.text(connection, coding.document_id, coding.version)
        self._held += len(text)
        if self._held > _TEXTS_HELD:
            self._texts.clear()
            self._held = len(text)
        self._texts[coding.document_id, coding.version] = text
        return text

    def _look_up(self, coding: Coding) -> None:
        known = codebooks.code_ids(self._change.connection, coding.codebook_version)
        if known is None:
            raise SecondmigError(
                f"there is no codebook version {coding.codebook_version}",
                where=coding.id,
                hint="secondmig codebook show",
            )
        self._codes.update((coding.codebook_version, code_id) for code_id in known)
        if coding.code_id not in known:
            raise SecondmigError(
                f"{coding.codebook_version} has no code {coding.code_id}",
                where=coding.id,
                hint="secondmig codebook show",
            )


def _not_the_words(coding: Coding) -> SecondmigError:
    return SecondmigError(
        f"the words at {coding.span.start}-{coding.span.end} are not those of the quotation",
        where=f"{coding.document_id} version {coding.version}",
        hint=f"secondmig corpus show {coding.document_id}",
    )


@contextmanager
def _lifted(connection: Connection, many: int) -> Iterator[None]:
    """Save many rows without what slows each of them down.

    The guard against REPLACE, which the statement here is not, costs as much per row as the rest together.
    Indexes over mostly new rows are built faster at the end than row by row. Both are put back inside the
    transaction: no other process ever sees the table without them, and a kill leaves them in place.
    """
    if many < _MANY:
        yield
        return
    wanted = "(type = 'trigger' AND name = ?)"
    if many >= connection.number("SELECT count(*) FROM codings"):
        wanted += " OR type = 'index'"
    lifted = connection.rows(
        "SELECT type, name, sql FROM sqlite_schema WHERE tbl_name = 'codings' AND sql IS NOT NULL"  # noqa: S608
        f" AND ({wanted}) ORDER BY rowid",
        (_GUARD,),
    )
    for kind, name, _ in lifted:
        connection.run(f"DROP {kind} {name}")
    yield
    for _, _, sql in lifted:
        connection.run(sql)
