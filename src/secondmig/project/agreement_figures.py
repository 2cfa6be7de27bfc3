"""Figures on agreement as rows: which coefficients of what, each with its interval, counts and reasons."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from secondmig.agreement.bootstrap import Resampling, left_out, with_intervals
from secondmig.agreement.characters import character_ratings, character_sets
from secondmig.agreement.coefficients import measured
from secondmig.agreement.segments import SegmentRule, segment_ratings
from secondmig.agreement.tables import Floats, Ratings, pooled
from secondmig.agreement.units import UnitRule, span_ratings, span_sets, whole
from secondmig.core.span import Span
from secondmig.core.types import Code
from secondmig.estimate.agreement import Agreement
from secondmig.project.agreement_asked import Unit, When
from secondmig.project.agreement_texts import Field

Of: TypeAlias = Literal["code", "pooled", "mean", "facet", "sets", "domain"]
Row: TypeAlias = dict[str, object]
FIRST_FIELDS = (
    "code",
    "facet",
    "unit",
    "coefficient",
    "value",
    "undefined",
    "low",
    "high",
    "n_units",
    "prevalence",
    "label",
)
"""What every row on agreement has, whatever program's figure it is."""
FIELDS = (
    *FIRST_FIELDS,
    "of",
    "language",
    "coders",
    "when",
    "no_interval",
    "p_below",
    "left_out_low",
    "left_out_high",
    "n_clusters",
    "n11",
    "n10",
    "n01",
    "n00",
)
SHORT = ("percent", "alpha")
BINARY = (
    "percent",
    "alpha",
    "cohen_kappa",
    "scott_pi",
    "fleiss_kappa",
    "conger_kappa",
    "brennan_prediger",
    "gwet_ac1",
    "positive",
    "holsti",
)
SETS = ("percent", "alpha_masi", "alpha_jaccard")
FEW = 8
"""Documents below which an interval is unreliable and stands beside what leaving one out does."""
NOBODY = "nobody applied the code"
NO_COUNTS: Row = dict.fromkeys(("prevalence", "n11", "n10", "n01", "n00"))
_PAIRWISE = {"cohen_kappa", "scott_pi", "positive", "holsti"}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a row is about.

    Attributes:
        of: a code, all codes pooled, the mean over codes, a facet, sets of codes, or a domain of codes.
        label: as people read it.
        code: the code, or the heading of a domain; None over several.
        facet: the facet, else None.
        language: of the turns; None for all.
        coders: who is compared.
        when: before the first resolution, or now.
    """

    of: Of
    label: str
    code: str | None
    facet: str | None
    language: str | None
    coders: tuple[str, ...]
    when: When

    def row(self, coefficient: str, figure: Agreement, counts: Row | None = None) -> Row:
        """One figure as a row.

        Args:
            coefficient: its id.
            figure: value or reason.
            counts: prevalence and the 2x2 counts of what it comes from, see :func:`counts_of`; None for none.
        """
        return {
            "code": self.code,
            "facet": self.facet,
            "unit": figure.unit,
            "coefficient": coefficient,
            "value": figure.value,
            "undefined": figure.undefined or None,
            "low": figure.low,
            "high": figure.high,
            "n_units": figure.n_units,
            "prevalence": None,
            "label": self.label,
            "of": self.of,
            "language": self.language,
            "coders": ", ".join(self.coders),
            "when": self.when,
            "no_interval": figure.no_interval or None,
            "p_below": figure.p_below,
            "left_out_low": None,
            "left_out_high": None,
            "n_clusters": figure.n_clusters,
            **(counts or NO_COUNTS),
        }


@dataclass(frozen=True, slots=True)
class Units:
    """What is judged, and where it lies.

    Attributes:
        unit: character, sentence, turn, segment or document.
        spans: document -> its sentences or turns; empty for the other units.
        overlap: from which two segments are the same.
    """

    unit: Unit
    spans: Mapping[str, Sequence[Span]]
    overlap: float

    def ratings(self, field: Field) -> dict[str, Ratings]:
        """Every code of a field as a yes or no of each coder about each unit."""
        if self.unit == "character":
            return character_ratings(field.documents, field.codes)
        if self.unit == "segment":
            return segment_ratings(field.documents, field.codes, SegmentRule(self.overlap))
        return span_ratings(field.documents, field.codes, self._spans(field), UnitRule(self.unit))

    def sets(self, field: Field) -> Ratings | None:
        """Every coder's set of codes in each unit; None for segments, which carry one code each."""
        if self.unit == "character":
            return character_sets(field.documents, field.codes)
        if self.unit == "segment":
            return None
        return span_sets(field.documents, field.codes, self._spans(field), UnitRule(self.unit))

    def in_words(self) -> str:
        """The rule of the unit as printed."""
        if self.unit == "segment":
            return SegmentRule(self.overlap).in_words()
        if self.unit == "character":
            return "every character of the text that counts is a unit"
        return UnitRule(self.unit).in_words()

    def _spans(self, field: Field) -> Mapping[str, Sequence[Span]]:
        return whole(field.documents) if self.unit == "document" else self.spans


def code_ratings(fields: Sequence[Field], units: Units) -> dict[str, Ratings]:
    """Ratings by code over all fields, on one list of clusters so that they can be pooled."""
    found: dict[str, Ratings] = {}
    for field in fields:
        found |= units.ratings(field)
    clusters = tuple(sorted({name for each in found.values() for name in each.clusters}))
    return {code: _on(ratings, clusters) for code, ratings in found.items()}


def code_rows(
    subject: Subject,
    ratings: Mapping[str, Ratings],
    codes: Iterable[Code],
    names: Sequence[str],
    resampling: Resampling | None,
) -> Iterator[Row]:
    """One row per code and coefficient; a code that nobody used says so."""
    for code in codes:
        made = ratings[code.id]
        about = replace(subject, of="code", code=code.id, label=code.label)
        counts, applied = counts_of(made), used(made)
        for name, figure in figures(made, _fitting(names, made), resampling).items():
            shown = figure if applied else _of_nobody(figure, made)
            yield about.row(name, shown, counts) | _one_left_out(made, name, shown)


def pooled_rows(
    subject: Subject,
    ratings: Mapping[str, Ratings],
    names: Sequence[str],
    resampling: Resampling | None,
) -> Iterator[Row]:
    """All codes as one, and the mean over the codes that have a value."""
    if not ratings:
        return
    together = pooled(list(ratings.values()))
    about = replace(subject, of="pooled", code=None, label="all codes, pooled")
    counts = counts_of(together)
    for name, figure in figures(together, _fitting(names, together), resampling).items():
        yield about.row(name, figure, counts) | _one_left_out(together, name, figure)


def mean_rows(subject: Subject, rows: Iterable[Row]) -> Iterator[Row]:
    """The mean of every coefficient over the codes for which it is defined.

    Args:
        subject: coders, language and state.
        rows: of the single codes.
    """
    by_name: dict[str, list[Row]] = {}
    for row in rows:
        by_name.setdefault(str(row["coefficient"]), []).append(row)
    for name, found in by_name.items():
        values = [value for row in found if isinstance(value := row["value"], float)]
        some = f"mean of {len(values)} of {len(found)} codes"
        unit = str(found[0]["unit"])
        figure = (
            Agreement(sum(values) / len(values), unit=unit, no_interval="a mean of codes is not resampled")
            if values
            else Agreement(None, "no code has a value", unit=unit)
        )
        yield replace(subject, of="mean", code=None, label=some).row(name, figure) | {"n_units": None}


def set_rows(
    subject: Subject, fields: Sequence[Field], units: Units, resampling: Resampling | None
) -> Iterator[Row]:
    """Agreement on the whole set of codes of each unit."""
    for field in fields:
        made = units.sets(field)
        if made is None or not field.codes:
            continue
        about = replace(subject, of="sets", code=None, label=f"sets of {len(field.codes)} codes")
        for name, figure in figures(made, SETS, resampling).items():
            yield about.row(name, figure)


def figures(ratings: Ratings, names: Sequence[str], resampling: Resampling | None) -> dict[str, Agreement]:
    """Coefficients by id, with intervals where resamples are asked for."""
    if resampling is None:
        return {name: measured(ratings, name) for name in names}
    return with_intervals(ratings, names, resampling)


def used(ratings: Ratings) -> bool:
    """Whether any coder applied the code."""
    return bool(ratings.share(True))


def _fitting(names: Sequence[str], ratings: Ratings) -> list[str]:
    """Without the coefficients for two coders where there are more."""
    return [name for name in names if ratings.coders == 2 or name not in _PAIRWISE]


def _of_nobody(figure: Agreement, ratings: Ratings) -> Agreement:
    """A code that nobody used has full agreement on nothing: that is no figure."""
    if figure.n_units == 0 and not ratings.only_coded:
        return figure
    return replace(figure, value=None, undefined=NOBODY, low=None, high=None, p_below=None, no_interval="")


def _one_left_out(ratings: Ratings, name: str, figure: Agreement) -> Row:
    """Lowest and highest alpha with one document left out, where there are too few for the interval."""
    if name != "alpha" or figure.value is None or not 1 < figure.n_clusters < FEW:
        return {}
    ends = left_out(ratings, name)
    return {} if ends is None else {"left_out_low": ends[0], "left_out_high": ends[1]}


def _on(ratings: Ratings, clusters: tuple[str, ...]) -> Ratings:
    """The same ratings with rows of weights for more clusters."""
    import numpy as np

    if ratings.clusters == clusters:
        return ratings
    where = {name: number for number, name in enumerate(clusters)}
    weights: Floats = np.zeros((len(clusters), len(ratings.patterns)))
    for number, name in enumerate(ratings.clusters):
        weights[where[name]] = ratings.weights[number]
    return replace(ratings, weights=weights, clusters=clusters)


def counts_of(ratings: Ratings) -> Row:
    """Prevalence, and of two coders the 2x2 counts, of a code that is applied or not."""
    if ratings.categories != (False, True):
        return NO_COUNTS
    shared: Row = NO_COUNTS | {"prevalence": ratings.share(True)}
    if ratings.coders != 2:
        return shared
    table = ratings.square()
    return shared | {
        "n11": round(float(table[1, 1])),
        "n10": round(float(table[1, 0])),
        "n01": round(float(table[0, 1])),
        "n00": None if ratings.only_coded else round(float(table[0, 0])),
    }
