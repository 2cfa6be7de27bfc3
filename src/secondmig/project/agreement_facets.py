"""Agreement on facets, apart from agreement on codes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from secondmig.agreement.bootstrap import Resampling
from secondmig.agreement.disagreements import Marked
from secondmig.agreement.facets import facet_pairs, facet_ratings
from secondmig.agreement.tables import Ratings
from secondmig.core.types import Codebook, FacetScalar, FacetSpec, FacetValue
from secondmig.estimate.agreement import Agreement
from secondmig.project.agreement_figures import SETS, SHORT, Row, Subject, figures
from secondmig.project.disagreeing import OWN_FACETS

FIRST = ("about_country", "valence")
"""The facets that stand under every report: what a statement is about, and whether it is for or against."""
NOMINAL = (
    "percent",
    "alpha",
    "cohen_kappa",
    "scott_pi",
    "fleiss_kappa",
    "conger_kappa",
    "brennan_prediger",
    "gwet_ac1",
    "holsti",
)
NO_PAIRS = "no words got the same code from both coders"
GRADED = ("alpha_ordinal", "alpha_interval", "gwet_ac2", "cohen_kappa_linear", "cohen_kappa_quadratic")


@dataclass(frozen=True, slots=True)
class FacetAsked:
    """A facet that is compared.

    Attributes:
        name: the facet.
        ordered: its values have an order.
        several: a coding may carry several values.
        values: the possible ones in their order; empty where the type alone decides.
    """

    name: str
    ordered: bool
    several: bool
    values: tuple[FacetScalar, ...]

    @property
    def beside(self) -> tuple[FacetScalar, ...]:
        """Values that have no place in the order, such as "mixed"."""
        return tuple(each for each in self.values if not isinstance(each, int)) if self.ordered else ()


def facets_of(books: Sequence[Codebook], *, everything: bool) -> tuple[FacetAsked, ...]:
    """The facets of some codebooks, each once, those of FIRST before the others.

    Args:
        books: in order.
        everything: all of them; else those of FIRST, or the required ones where the codebooks have neither.
    """
    specs: dict[str, list[FacetSpec]] = {}
    for book in books:
        for spec in (each for each in book.facets if each.name not in OWN_FACETS):
            specs.setdefault(spec.name, []).append(spec)
    named = [name for name in FIRST if name in specs]
    required = [name for name, found in specs.items() if any(spec.required for spec in found)]
    short = named or sorted(required)
    wanted = [*short, *sorted(specs.keys() - set(short))] if everything else short
    return tuple(_merged(name, specs[name]) for name in wanted)


def facet_rows(
    subject: Subject,
    pairs: Sequence[tuple[Marked, Marked]],
    facets: Sequence[FacetAsked],
    clusters: Mapping[str, str],
    *,
    everything: bool,
    resampling: Resampling | None,
) -> Iterator[Row]:
    """One row per facet and coefficient, over pairs of codings that are the same segment with the same code.

    Args:
        subject: coders, language and state.
        pairs: see :func:`secondmig.agreement.facets.facet_pairs`.
        facets: which.
        clusters: document -> what is resampled.
        everything: all coefficients that fit the facet.
        resampling: for intervals; None for none.
    """
    for facet in facets:
        if not pairs:
            empty = replace(subject, of="facet", code=None, label=facet.name, facet=facet.name)
            for name in SETS if facet.several else SHORT:
                yield empty.row(name, Agreement(None, NO_PAIRS, unit="segment"))
            continue
        made = _ratings(pairs, facet, clusters)
        about = replace(subject, of="facet", code=None, label=facet.name, facet=facet.name)
        names = SETS if facet.several else NOMINAL if everything else SHORT
        for name, figure in figures(made, names, resampling).items():
            yield about.row(name, figure)
        if everything and facet.ordered:
            graded = _ratings(pairs, facet, clusters, graded=True)
            for name, figure in figures(graded, GRADED, resampling).items():
                yield about.row(name, figure)


def same_segments(first: Sequence[Marked], second: Sequence[Marked]) -> tuple[tuple[Marked, Marked], ...]:
    """The pairs whose facets are compared."""
    return facet_pairs(first, second)


def _merged(name: str, specs: Sequence[FacetSpec]) -> FacetAsked:
    values: dict[FacetScalar, None] = {}
    for spec in specs:
        values.update(dict.fromkeys(spec.values))
    ordered = all(spec.type == "ordinal" for spec in specs)
    closed = all(spec.type in {"enum", "ordinal"} for spec in specs)
    order = sorted(values, key=_scale) if ordered else list(values)
    return FacetAsked(name, ordered, any(spec.multiple for spec in specs), tuple(order) if closed else ())


def _scale(value: FacetScalar) -> tuple[bool, int, str]:
    number = isinstance(value, int)
    return not number, value if isinstance(value, int) else 0, str(value)


def _ratings(
    pairs: Sequence[tuple[Marked, Marked]],
    facet: FacetAsked,
    clusters: Mapping[str, str],
    *,
    graded: bool = False,
) -> Ratings:
    """What was said of a facet; graded: values that have no place in the order are missing."""
    values: tuple[FacetScalar, ...] = facet.values
    if graded:
        values = tuple(each for each in facet.values if each not in facet.beside)
        pairs = [(_without(a, facet), _without(b, facet)) for a, b in pairs]
    known: Sequence[FacetValue] | None = _with_given(values, pairs, facet.name) if values else None
    return facet_ratings(pairs, facet.name, values=known, clusters=clusters)


def _with_given(
    values: Sequence[FacetScalar], pairs: Sequence[tuple[Marked, Marked]], name: str
) -> tuple[FacetValue, ...]:
    """The permitted values, then those that were given all the same, e.g. under an earlier codebook."""
    given = {each.facets[name] for pair in pairs for each in pair if name in each.facets}
    extra = sorted(given - set(values), key=repr)
    return (*values, *extra)


def _without(marked: Marked, facet: FacetAsked) -> Marked:
    if marked.facets.get(facet.name) not in facet.beside:
        return marked
    return replace(
        marked, facets={name: value for name, value in marked.facets.items() if name != facet.name}
    )
