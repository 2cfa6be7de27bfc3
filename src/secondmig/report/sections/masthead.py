"""The head of the report: what it is about, how much there is, what to keep in mind."""

from dataclasses import dataclass

from secondmig.core.cautions import made_by
from secondmig.core.counting import counted
from secondmig.core.warnings import AUTHOR_MADE, FACETS_TO_FILL, FICTIONAL, PURPOSIVE, Caution
from secondmig.joint.groups import group_of
from secondmig.report.context import Context, country_name, listed
from secondmig.report.disclosure import SMALLEST
from secondmig.report.provenance import Provenance, provenance

_EDITIONS = {
    "team": (
        "Team edition",
        "for the project's own team: persons by pseudonym, quotations of tier T2 and above",
    ),
    "partner": (
        "Partner edition",
        (
            "for partners of the project: attributes in bands, quotations of tier T3 and above, and those "
            "that persons of tier T2 cleared"
        ),
    ),
    "public": (
        "Public edition",
        (
            "for everybody: no person, no trajectory, no cell of fewer than three persons, quotations of "
            "tier T3 and above under regional labels"
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Masthead:
    """The head.

    Attributes:
        edition: name of the release level.
        edition_means: what that includes.
        lede: one sentence on who speaks.
        figures: (number, noun) in a row.
        cautions: (severity, id, words) to read before the numbers.
        provenance: versions and hashes.
    """

    edition: str
    edition_means: str
    lede: str
    figures: tuple[tuple[str, str], ...]
    cautions: tuple[tuple[str, str, str], ...]
    provenance: Provenance


def masthead(ctx: Context) -> Masthead:
    """Build the head of the report."""
    origin = provenance(ctx.snapshot)
    name, means = _EDITIONS[ctx.snapshot.level]
    return Masthead(name, means, _lede(ctx), _figures(ctx, origin), _cautions(ctx), origin)


def _lede(ctx: Context) -> str:
    persons = ctx.interviewed()
    if not persons:
        return "Nobody's interview is at hand."
    second = sum(group_of(person) == "second" for person in persons)
    single = sum(group_of(person) == "single" for person in persons)
    shown = min(second, single) >= (SMALLEST if ctx.public else 1)
    groups = f": {counted(second, 'second migrant')} and {single} who moved once" if shown else ""
    where = listed([country_name(host, article=True) for host in ctx.hosts])
    interviewed = f", interviewed in {where}" if where else ""
    return f"{counted(len(persons), 'person')}{interviewed}{groups}."


def _figures(ctx: Context, origin: Provenance) -> tuple[tuple[str, str], ...]:
    counted_in = {document for person in ctx.persons for document in person.documents}
    interviews = [
        document
        for document in ctx.snapshot.documents
        # Those of persons who are in no number of this edition are no number either.
        if document.kind == "interview"
        and (document.id in counted_in or document.id not in ctx.snapshot.names)
    ]
    total = ctx.who.total
    words = total.words.value
    figures = [
        (f"{len(interviews):,}", "interview" if len(interviews) == 1 else "interviews"),
        (f"{total.persons:,}", "person" if total.persons == 1 else "persons"),
        (f"{words:,.0f}" if words is not None else "–", "words they speak"),
        (f"{len(ctx.snapshot.codings):,}", "codings"),
        (f"{len({passage.coding.code_id for passage in ctx.passages}):,}", "codes applied"),
        (f"{origin.coder_count:,}", "coder" if origin.coder_count == 1 else "coders"),
    ]
    return tuple(figures)


def _cautions(ctx: Context) -> tuple[tuple[str, str, str], ...]:
    found = []
    if ctx.snapshot.fictional:
        found.append(_said(FICTIONAL))
    persons = len(ctx.interviewed())
    chosen = counted(persons, "purposively chosen case")
    found.append(_said(PURPOSIVE, f"{chosen}: counts describe this corpus and estimate no population"))
    coders = {coding.coder_id for coding in ctx.snapshot.codings}
    made = made_by(coders, ctx.snapshot.made)
    found.extend(_said(AUTHOR_MADE if ctx.public else each) for each in made)
    unfilled = facets_to_fill(ctx)
    if unfilled:
        found.append(
            _said(FACETS_TO_FILL, f"{counted(unfilled, 'coding')} lack a facet that reports require")
        )
    return tuple(found)


def _said(caution: Caution, words: str = "") -> tuple[str, str, str]:
    message = words or caution.message
    return caution.severity, caution.id, f"{message[:1].upper()}{message[1:]}."


def facets_to_fill(ctx: Context) -> int:
    """Codings that lack a facet which reports require."""
    from secondmig.codebook.facets import missing

    books = {code.id: book for book in ctx.snapshot.codebooks for code in book.codes}
    return sum(
        bool(missing(books[coding.code_id], coding.code_id, coding.facets))
        for coding in ctx.snapshot.codings
        if coding.code_id in books
    )
