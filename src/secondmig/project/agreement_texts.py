"""What several coders marked, as agreement compares it: texts, codings, who was to read what."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from secondmig.core.span import Span, SpanSet
from secondmig.core.types import Code, Codebook, Coding, Document
from secondmig.project.agreement_asked import When
from secondmig.project.agreement_coders import Assigned
from secondmig.project.disagreeing import OWN_FACETS
from secondmig.project.session import turn_at
from secondmig.project.waits import Waits

if TYPE_CHECKING:
    from secondmig.agreement.disagreements import Marked
    from secondmig.agreement.layers import CodedDocument


@dataclass(frozen=True, slots=True)
class ReadText:
    """A document that is compared.

    Attributes:
        document: in the version that the codings stand in, passages taken back included in ``withheld``.
        scope: the turns of the roles asked for, without headers, translations and what was taken back.
        cluster: what is resampled: the document, or the person who speaks in several.
    """

    document: Document
    scope: SpanSet
    cluster: str

    def language(self, start: int) -> str:
        """Primary language of the turn at a code point, "" outside turns."""
        turn = turn_at(self.document, start)
        return primary(turn.language) if turn else ""

    def scope_in(self, language: str | None) -> SpanSet:
        """The scope, of the turns in one language only; all of it for None."""
        if language is None:
            return self.scope
        spoken = SpanSet.of(turn.span for turn in self.document.turns if primary(turn.language) == language)
        return self.scope.intersection(spoken)


@dataclass(frozen=True, slots=True)
class Field:
    """Codes that the same coders were to use on the same documents.

    Attributes:
        codes: ids in the order of the codebooks.
        documents: with one layer per coder.
    """

    codes: tuple[str, ...]
    documents: tuple["CodedDocument", ...]

    def pair(self, one: int, other: int) -> "Field":
        """The same for two of the coders, by position."""
        cut = (replace(each, layers=(each.layers[one], each.layers[other])) for each in self.documents)
        return Field(self.codes, tuple(each for each in cut if each.doubly_coded()))


@dataclass(frozen=True, slots=True)
class Compared:
    """The codings of several coders at one state of the project.

    Attributes:
        coders: in order.
        texts: by document id; those that at least one of the coders was to read.
        codings: in place and in scope, with the code they count as; by document, span, code, coder.
        assigned: who was to read what, cut to ``texts`` and the codebooks compared.
        codes: what is compared, in the order of the codebooks.
        books: code id -> its codebook.
        corpus: number of documents in the project.
        outside: codings in documents that are compared that lie wholly outside the scope and do not count.
        waits: codings there, of the codes asked for, that wait for a person and do not count.
        reconciled: documents on which a difference was resolved.
        when: before the first of these resolutions, or now.
    """

    coders: tuple[str, ...]
    texts: Mapping[str, ReadText]
    codings: tuple[Coding, ...]
    assigned: Assigned
    codes: tuple[Code, ...]
    books: Mapping[str, Codebook]
    corpus: int
    outside: int
    waits: Waits
    reconciled: tuple[str, ...]
    when: When

    def used(self) -> frozenset[str]:
        """The codes that somebody used in a document that two coders were to read."""
        doubly = set(self.doubly())
        return frozenset(each.code_id for each in self.codings if each.document_id in doubly)

    def of(self, coder: str) -> tuple[Coding, ...]:
        """One coder's codings."""
        return tuple(each for each in self.codings if each.coder_id == coder)

    def has(self, coder: str, book: str, document: str) -> bool:
        """Whether a coder was to read a document with a codebook."""
        return document in self.assigned.get((coder, book), frozenset())

    def doubly(self) -> tuple[str, ...]:
        """The documents that two coders were to read with the same codebook."""
        books = {book for _, book in self.assigned}
        return tuple(
            name
            for name in self.texts
            if any(sum(self.has(coder, book, name) for coder in self.coders) > 1 for book in books)
        )

    def languages(self) -> tuple[str, ...]:
        """Languages of the turns in the scope of doubly coded documents."""
        found = set()
        for name in self.doubly():
            text = self.texts[name]
            turns = text.document.turns
            found |= {primary(turn.language) for turn in turns if overlaps(text.scope, turn.span)}
        return tuple(sorted(found))

    def fields(self, language: str | None = None) -> tuple[Field, ...]:
        """The codings as layers: one field for each set of codebooks with the same assignments.

        Args:
            language: only the words of turns in this language; all for None.
        """
        patterns: dict[tuple[tuple[bool, ...], ...], list[str]] = {}
        for code in self.codes:
            book = self.books[code.id].id
            pattern = tuple(
                tuple(self.has(coder, book, name) for coder in self.coders) for name in self.texts
            )
            patterns.setdefault(pattern, []).append(code.id)
        marked = self._marked()
        return tuple(
            Field(tuple(codes), tuple(self._layered(pattern, set(codes), marked, language)))
            for pattern, codes in patterns.items()
        )

    def marked(self, coder: str, others: Iterable[str], language: str | None = None) -> list["Marked"]:
        """A coder's codings of documents that one of the others was to read too, facets filled in.

        Args:
            coder: whose.
            others: whom they are compared with.
            language: only codings that begin in a turn in this language; all for None.
        """
        from secondmig.agreement.disagreements import Marked
        from secondmig.codebook.facets import complete

        rivals = tuple(others)
        found = []
        for each in self.of(coder):
            book = self.books[each.code_id]
            if not self.has(coder, book.id, each.document_id):
                continue
            if not any(self.has(other, book.id, each.document_id) for other in rivals):
                continue
            if language is None or self.texts[each.document_id].language(each.span.start) == language:
                told = complete(book, each.code_id, each.facets)
                facets = {name: value for name, value in told.items() if name not in OWN_FACETS}
                found.append(Marked(each.id, each.document_id, each.code_id, each.span, facets))
        return found

    def _marked(self) -> dict[tuple[str, str], dict[str, list[Span]]]:
        """(document, coder) -> code -> spans."""
        found: dict[tuple[str, str], dict[str, list[Span]]] = {}
        for each in self.codings:
            layer = found.setdefault((each.document_id, each.coder_id), {})
            layer.setdefault(each.code_id, []).append(each.span)
        return found

    def _layered(
        self,
        pattern: tuple[tuple[bool, ...], ...],
        codes: set[str],
        marked: Mapping[tuple[str, str], Mapping[str, list[Span]]],
        language: str | None,
    ) -> Iterable["CodedDocument"]:
        from secondmig.agreement.layers import CodedDocument

        for (name, text), there in zip(self.texts.items(), pattern, strict=True):
            if sum(there) < 2:
                continue
            layers = tuple(
                {code: spans for code, spans in marked.get((name, coder), {}).items() if code in codes}
                if assigned
                else None
                for coder, assigned in zip(self.coders, there, strict=True)
            )
            length = len(text.document.text)
            yield CodedDocument(name, length, layers, text.scope_in(language), text.cluster)


def primary(language: str) -> str:
    """The language of a tag without region or script: ``es`` of ``es-PE``."""
    return language.partition("-")[0].lower()


def overlaps(scope: SpanSet, span: Span) -> bool:
    """Whether any code point of a span is in the set; by bisection."""
    after = bisect_right(scope.spans, span.start, key=lambda each: each.start)
    before = after > 0 and scope.spans[after - 1].end > span.start
    return before or (after < len(scope.spans) and scope.spans[after].start < span.end)
