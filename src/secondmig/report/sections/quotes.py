"""4 In their words: quotations by the printed rule, theme by theme, country beside country."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from secondmig.core.snapshot import Snapshot
from secondmig.joint.display import QUOTATION_RULE, Quotation, choose_quotations, used_after
from secondmig.joint.groups import destinations
from secondmig.joint.heat import VALENCE_ORDER, VALENCES, Valence
from secondmig.joint.passages import Passage, lineage
from secondmig.report.context import Context, country_name, listed
from secondmig.report.disclosure import SMALLEST
from secondmig.report.figures.heat import SIGN
from secondmig.report.safe_quotes import (
    SAFETY_RULE,
    common_languages,
    label,
    masked_words,
    quotable,
    safe_translation,
)
from secondmig.report.sections.about import main_codebook
from secondmig.report.table import Column, Gap, Link, Table, Value
from secondmig.report.translation import Translation, translation
from secondmig.transcript.words import written_with_spaces

_VALUES: Final = {name: value for value, name in VALENCES.items()}
_CHARACTERS: Final = 150
"""What 60 words come to in a language written without spaces."""
_ASKED: Final = "T2"
_FACETS: Final = {
    "basis": "",
    "time": "",
    "referent": "",
    "domain": "",
    "compared_with": "compared with ",
    "weight_in_decision": "weight in the decision ",
}


@dataclass(frozen=True, slots=True)
class Quoted:
    """One quotation as printed.

    Attributes:
        words: verbatim, or masked in the public edition; "" where only the translation may be shown.
        language: BCP 47.
        translation: to stand under it, or None.
        place: ``US01 #20`` and its address; None in the public edition.
        who: the regional label of the public edition, "" elsewhere.
        tier: consent tier where it asks for a word with the person before further use, "" otherwise.
        code: label of the code.
        about: country.
        valence: negative or positive.
        facets: (name, value) of the other facets, for the team.
    """

    words: str
    language: str
    translation: Translation | None
    place: Link | None
    who: str
    tier: str
    code: str
    about: str
    valence: Valence
    facets: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """A heading of the codebook with, per country, its quotations."""

    label: str
    columns: tuple[tuple[str, str, tuple[Quoted, ...]], ...]


@dataclass(frozen=True, slots=True)
class QuotesData:
    """The section.

    Attributes:
        themes: with at least one quotation.
        countries: names of the columns.
        rule: how they were chosen.
        count: quotations.
        persons: people quoted.
        asks: whether some are of a tier that asks before further use.
        tables: for files.
        absent: what is left out.
        suppressed: 0; quotations are no cells.
    """

    themes: tuple[Theme, ...]
    countries: tuple[str, ...]
    rule: str
    count: int
    persons: int
    asks: bool
    tables: tuple[Table, ...]
    absent: tuple[str, ...]
    suppressed: int = 0


def build(ctx: Context) -> QuotesData:
    """Build the section."""
    source = _short_enough(quotable(ctx) if ctx.public else ctx.snapshot)
    countries = _countries(ctx)
    used: Mapping[str, int] = {}
    chosen: list[tuple[str, str, Valence, Quotation]] = []
    headings = _headings(ctx)
    for heading in headings:
        family = _family(ctx, source, heading)
        for country in countries:
            for valence in VALENCE_ORDER:
                found = choose_quotations(
                    family,
                    codes=[heading],
                    where=[("about_country", country), ("valence", _VALUES[valence])],
                    limit=1,
                    used=used,
                )
                used = used_after(used, found)
                chosen += [(heading, country, valence, one) for one in found]
    printed = [
        (heading, country, _quoted(ctx, one, country, valence)) for heading, country, valence, one in chosen
    ]
    themes = tuple(_theme(ctx, heading, countries, printed) for heading in headings)
    return QuotesData(
        themes=tuple(theme for theme in themes if any(quotes for _, _, quotes in theme.columns)),
        countries=tuple(country_name(country) for country in countries),
        rule=_rule(ctx),
        count=len(printed),
        persons=len({one.case for _, _, _, one in chosen}),
        asks=any(one.tier for _, _, one in printed),
        tables=(_table(ctx, printed),),
        absent=_absent(ctx),
    )


def _rule(ctx: Context) -> str:
    each = (
        "for every theme, country and valence one quotation, in the order of the page; "
        f"{QUOTATION_RULE}; in languages written without spaces at most {_CHARACTERS} characters"
    )
    return f"{each}; {SAFETY_RULE}" if ctx.public else each


def _absent(ctx: Context) -> tuple[str, ...]:
    if not ctx.public:
        return ()
    return (
        "The places of quotations (document and turn) and the transcripts they stand in.",
        "Facets of quotations other than country and valence.",
        "Quotations of persons whose consent does not reach publication.",
    )


def _short_enough(snapshot: Snapshot) -> Snapshot:
    """Without the codings that are too long in languages whose words cannot be counted by spaces."""
    languages = {
        (document.id, turn.index): turn.language for document in snapshot.documents for turn in document.turns
    }
    turns = {document.id: document.turns for document in snapshot.documents}

    def fits(document: str, start: int, length: int) -> bool:
        inside = [turn for turn in turns.get(document, ()) if turn.span.start <= start < turn.span.end]
        return length <= _CHARACTERS or all(written_with_spaces(languages[document, t.index]) for t in inside)

    kept = tuple(c for c in snapshot.codings if fits(c.document_id, c.span.start, len(c.span)))
    return replace(snapshot, codings=kept)


def _family(ctx: Context, source: Snapshot, heading: str) -> Snapshot:
    """The snapshot with the codings under a heading alone: the choice looks at no others."""
    kept = tuple(c for c in source.codings if heading in lineage(ctx.parents, c.code_id))
    return replace(source, codings=kept)


def _headings(ctx: Context) -> tuple[str, ...]:
    """Headings of the main codebook in its order; codes without a heading stand for themselves."""
    book = next((book for book in ctx.snapshot.codebooks if book.id == main_codebook(ctx)), None)
    codes = book.codes if book else ()
    return tuple(dict.fromkeys(code.parent or code.id for code in codes if code.codable))


def _countries(ctx: Context) -> tuple[str, ...]:
    """The countries of interview where enough persons lived to be compared."""
    lived = Counter(country for person in ctx.interviewed() for country in destinations(person))
    fewest = 2 * SMALLEST if ctx.public else 1
    return tuple(host for host in ctx.hosts if lived[host] >= fewest)


def _theme(
    ctx: Context, heading: str, countries: tuple[str, ...], printed: list[tuple[str, str, Quoted]]
) -> Theme:
    return Theme(
        ctx.labels.get(heading, heading),
        tuple(
            (
                country,
                f"About {country_name(country, article=True)}",
                tuple(one for under, about, one in printed if under == heading and about == country),
            )
            for country in countries
        ),
    )


def _quoted(ctx: Context, one: Quotation, country: str, valence: Valence) -> Quoted:
    passage = next(passage for passage in ctx.passages if passage.coding.id == one.coding_id)
    person = ctx.person(one.case)
    if ctx.public:
        return _public_quoted(ctx, one, passage, country, valence)
    document = ctx.snapshot.document(one.document)
    return Quoted(
        words=one.text,
        language=one.language,
        translation=translation(ctx.snapshot, document, one.turn_index, passage.coding.span),
        place=Link(one.place, ctx.href(one.document, one.turn_index)),
        who="",
        tier=person.case.consent if person.case.consent == _ASKED else "",
        code=one.label,
        about=country_name(country),
        valence=valence,
        facets=tuple(
            (name.replace("_", " "), prefix + _said(one.facets[name]))
            for name, prefix in _FACETS.items()
            if name in one.facets
        ),
    )


def _public_quoted(ctx: Context, one: Quotation, passage: Passage, country: str, valence: Valence) -> Quoted:
    person = ctx.person(one.case)
    common = one.language.partition("-")[0].lower() in common_languages(ctx)
    return Quoted(
        words=masked_words(one.text, ctx) if common else "",
        language=one.language if common else "",
        translation=safe_translation(ctx, passage, person),
        place=None,
        who=f"{label(ctx, person, country)}, about {country_name(country, article=True)}",
        tier="",
        code=one.label,
        about=country_name(country),
        valence=valence,
        facets=(),
    )


def _said(value: object) -> str:
    values = value if isinstance(value, tuple) else (value,)
    return listed([country_name(str(one), article=True).replace("_", " ") for one in values])


def _table(ctx: Context, printed: list[tuple[str, str, Quoted]]) -> Table:
    who = Column("who", "Who") if ctx.public else Column("place", "Place")
    columns = (
        Column("theme", "Theme"),
        Column("code", "Code"),
        Column("about_country", "About"),
        Column("valence", "Valence"),
        who,
        Column("language", "Language"),
        Column("quotation", "Quotation"),
        Column("translation", "Translation"),
    )
    rows: list[tuple[Value, ...]] = [
        (
            ctx.labels.get(heading, heading),
            one.code,
            one.about,
            f"{SIGN[one.valence]} {one.valence}",
            one.who if one.place is None else one.place,
            one.language,
            one.words or Gap("–", "given in translation"),
            one.translation.text if one.translation else "",
        )
        for heading, _, one in printed
    ]
    return Table("quotations", "Quotations", columns, tuple(rows), (_rule(ctx),))
