"""Agreement between coders: the figures of a report, from the store to rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from secondmig.agreement.bootstrap import Resampling
from secondmig.agreement.disagreements import KINDS, Topic, disagreements
from secondmig.agreement.segments import SegmentRule
from secondmig.agreement.tables import Ratings
from secondmig.core.errors import SecondmigError
from secondmig.core.span import Span
from secondmig.core.types import Code
from secondmig.estimate.agreement import Agreement
from secondmig.project import agreement_facets as on_facets
from secondmig.project import agreement_spans as on_spans
from secondmig.project.agreement_asked import UNITS, Measure, Unit
from secondmig.project.agreement_figures import (
    BINARY,
    SHORT,
    Row,
    Subject,
    Units,
    code_ratings,
    code_rows,
    mean_rows,
    pooled_rows,
    set_rows,
    used,
)
from secondmig.project.agreement_texts import Compared, Field
from secondmig.project.sentences import KeptSentences
from secondmig.project.session import Session


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one state of the project.

    Attributes:
        compared: what they come from.
        rows: one per figure.
        ratings: code -> ratings in the unit asked for, over all languages; empty where segments of more than
            two coders are compared.
        topics: what there is to talk about, most telling first.
    """

    compared: Compared
    rows: tuple[Row, ...]
    ratings: Mapping[str, Ratings]
    topics: tuple[Topic, ...]

    def used(self) -> tuple[Code, ...]:
        """The codes that somebody used."""
        marked = self.compared.used()
        return tuple(code for code in self.compared.codes if code.id in marked)


def figures_of(session: Session, compared: Compared, asked: Measure) -> Figures:
    """Every figure that is asked for.

    Args:
        session: the open project, for the sentences of its documents.
        compared: the codings at one state.
        asked: unit, coefficients, languages, resamples.
    """
    work = _Work(session, compared, asked)
    found = Figures(compared, tuple(work.rows()), work.whole(), tuple(_topics(compared)))
    work.keep()
    return found


class _Work:
    """One report under way: what is computed once stands here."""

    def __init__(self, session: Session, compared: Compared, asked: Measure) -> None:
        self._compared = compared
        self._asked = asked
        self._resampling = Resampling(asked.seed, asked.draws) if asked.draws else None
        self._sentences = KeptSentences(session)
        self._units = self._units_of(asked.unit)
        self._clusters = {name: text.cluster for name, text in compared.texts.items()}
        self._books = tuple({book.id: book for book in compared.books.values()}.values())

    def keep(self) -> None:
        """Keep the sentences that had to be told apart, for the next time."""
        self._sentences.keep()

    def whole(self) -> Mapping[str, Ratings]:
        """Ratings of every code in the unit asked for."""
        if self._asked.unit == "segment" and len(self._compared.coders) > 2:
            return {}
        return code_ratings(self._compared.fields(), self._units)

    def rows(self) -> Iterator[Row]:
        """All rows, those of all coders together before those of each pair."""
        coders = self._compared.coders
        many = len(coders) > 2
        alone = self._asked.unit == "segment" and many
        if not alone:
            yield from self._of_group(tuple(range(len(coders))), codes=True)
        if many:
            for pair in combinations(range(len(coders)), 2):
                yield from self._of_group(pair, codes=alone or self._asked.everything)

    def _of_group(self, group: tuple[int, ...], *, codes: bool) -> Iterator[Row]:
        """The figures of some coders: over all languages, then by language."""
        yield from self._in_language(group, None, codes=codes)
        by_code = bool(self._asked.languages)
        pooled_only = self._asked.languages is None and self._asked.everything
        if by_code or pooled_only:
            for language in self._compared.languages():
                yield from self._in_language(group, language, codes=codes and by_code)

    def _in_language(self, group: tuple[int, ...], language: str | None, *, codes: bool) -> Iterator[Row]:
        fields = self._fields(group, language)
        if not any(field.documents for field in fields):
            return
        coders = tuple(self._compared.coders[each] for each in group)
        subject = Subject("code", "", None, None, language, coders, self._compared.when)
        names = BINARY if self._asked.everything else SHORT
        ratings = code_ratings(fields, self._units)
        every = list(code_rows(subject, ratings, self._codes(fields), names, self._resampling))
        if codes:
            yield from every
        seen = {code: each for code, each in ratings.items() if used(each)}
        yield from pooled_rows(subject, seen, names, self._resampling)
        yield from mean_rows(subject, every)
        if len(group) == 2:
            yield from self._facets(subject)
        if self._asked.everything:
            yield from self._rest(subject, fields, codes=codes)

    def _facets(self, subject: Subject) -> Iterator[Row]:
        first, second = subject.coders
        pairs = on_facets.same_segments(
            self._compared.marked(first, [second], subject.language),
            self._compared.marked(second, [first], subject.language),
        )
        wanted = on_facets.facets_of(self._books, everything=self._asked.everything)
        everything, resampling = self._asked.everything, self._resampling
        yield from on_facets.facet_rows(
            subject, pairs, wanted, self._clusters, everything=everything, resampling=resampling
        )

    def _rest(self, subject: Subject, fields: Sequence[Field], *, codes: bool) -> Iterator[Row]:
        """What only a full report holds: sets of codes, where stretches lie, the other units."""
        yield from set_rows(subject, fields, self._units, self._resampling)
        there = self._codes(fields)
        if codes:
            yield from on_spans.unitizing_rows(subject, fields, there, self._resampling)
            yield from on_spans.domain_rows(subject, fields, self._compared.books, self._resampling)
        if len(subject.coders) == 2:
            found = on_spans.f1_rows(subject, fields, there)
            yield from (row for row in found if codes or row["of"] == "pooled")
        for unit in UNITS:
            if unit != self._asked.unit and not (unit == "segment" and len(subject.coders) > 2):
                yield from self._in_unit(subject, fields, unit)

    def _in_unit(self, subject: Subject, fields: Sequence[Field], unit: Unit) -> Iterator[Row]:
        """All codes pooled, in another unit than the one asked for; or why it cannot be had here."""
        try:
            units = self._units_of(unit)
        except SecondmigError as error:  # sentences of a language whose rules are not installed
            missing = replace(subject, of="pooled", label="all codes, pooled")
            yield missing.row("alpha", Agreement(None, str(error), unit=unit))
            return
        ratings = code_ratings(fields, units)
        seen = {code: each for code, each in ratings.items() if used(each)}
        yield from pooled_rows(subject, seen, SHORT, self._resampling)

    def _fields(self, group: tuple[int, ...], language: str | None) -> tuple[Field, ...]:
        found = self._compared.fields(language)
        if len(group) < len(self._compared.coders):
            found = tuple(field.pair(group[0], group[1]) for field in found)
        return tuple(field for field in found if field.documents)

    def _codes(self, fields: Sequence[Field]) -> tuple[Code, ...]:
        there = {code for field in fields for code in field.codes}
        return tuple(code for code in self._compared.codes if code.id in there)

    def _units_of(self, unit: Unit) -> Units:
        spans: dict[str, Sequence[Span]] = {}
        for name, text in self._compared.texts.items():
            if unit == "sentence":
                spans[name] = [each.span for each in self._sentences.of(text.document)]
            elif unit == "turn":
                spans[name] = [turn.span for turn in text.document.turns]
        return Units(unit, spans, self._asked.overlap)


def _topics(compared: Compared) -> Iterator[Topic]:
    """What the coders differ in, pair by pair, the same topic of several pairs counted together."""
    together: dict[tuple[str, tuple[str, str], str], Topic] = {}
    for first, second in combinations(compared.coders, 2):
        found = disagreements(compared.marked(first, [second]), compared.marked(second, [first]))
        for topic in found:
            key = (topic.kind, topic.codes, topic.facet)
            known = together.get(key)
            places = topic.places if known is None else (*known.places, *topic.places)
            together[key] = replace(topic, places=places)
    yield from sorted(
        together.values(), key=lambda topic: (KINDS.index(topic.kind), -topic.n, topic.codes, topic.facet)
    )


def unit_in_words(asked: Measure) -> str:
    """The rule of the unit, as printed."""
    return Units(asked.unit, {}, asked.overlap).in_words()


def facet_rule() -> str:
    """When the facets of two codings are compared, as printed."""
    return SegmentRule(0.5).in_words()
