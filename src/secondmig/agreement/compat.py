"""Figures as other programs print them, each with its definition; for readers who know those programs.

Their choices are theirs: nothing here replaces the coefficients of this package.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np

from secondmig.agreement.characters import character_ratings
from secondmig.agreement.coefficients import measured
from secondmig.agreement.layers import CodedDocument, columns
from secondmig.agreement.segments import SegmentRule, by_place, segment_ratings
from secondmig.agreement.tables import Ratings, pooled, ratings_of
from secondmig.agreement.units import UnitRule, span_ratings, whole
from secondmig.estimate.agreement import Agreement

Program: TypeAlias = Literal["nvivo", "maxqda", "qdaminer"]

DEFINITIONS: dict[Program, str] = {
    "nvivo": (
        "NVivo, coding comparison query: for each code and each document, over all characters of the "
        "document. Percent agreement = characters both or neither coded / all characters. Kappa = (agreed - "
        "EF) / (all - EF), EF = A*B/all + (all - A)*(all - B)/all, which is Cohen's kappa; complete "
        "agreement is printed as 1, also where nobody coded anything. NVivo gives no figure over codes or "
        "documents."
    ),
    "maxqda": (
        "MAXQDA, intercoder agreement for two coders. Code existence: share of the codes that both or "
        "neither used in a document. Code frequency: share of the codes used equally often in a document. "
        "Segments: "
        "share of all segments of both coders that have a partner with the same code and at least the asked "
        "overlap. Kappa after Brennan and Prediger = (share - 1/q) / (1 - 1/q), q the number of codes "
        "compared."
    ),
    "qdaminer": (
        "QDA Miner, coding agreement for two coders, by code. Presence: documents in which both or neither "
        "used the code. Frequency: documents in which both used it equally often. Importance: share of the "
        "text with the code (here of characters, in QDA Miner of words); the figure is 1 - mean absolute "
        "difference. Overlap: segments that overlap on at least the asked share of the length of both, "
        "each pair counted once. Percent, Scott's pi, Krippendorff's alpha and free marginal (chance "
        "1/number of different answers)."
    ),
}
"""What each program counts, printed beside its figures."""

OVERLAP = SegmentRule(0.9, "longer")
"""QDA Miner's default: both segments overlap on 90 % of their length."""


@dataclass(frozen=True, slots=True)
class CompatRow:
    """One figure as another program gives it.

    Attributes:
        code: the code; "" over all codes.
        document: the document; "" over all documents.
        level: what is compared, in the program's words.
        measure: percent, kappa, scott_pi, alpha, free_marginal.
        agreement: the figure, share 0-1 for percent.
        counts: the numbers it comes from, by name.
    """

    code: str
    document: str
    level: str
    measure: str
    agreement: Agreement
    counts: Mapping[str, int]


def nvivo(documents: Sequence[CodedDocument], codes: Sequence[str]) -> tuple[CompatRow, ...]:
    """NVivo's percent agreement and kappa, by code and document, over the whole text.

    Args:
        documents: with the same two coders in the same order; their scope is not used.
        codes: what to compare.

    Returns:
        Two rows per code and document, in that order; see DEFINITIONS["nvivo"].

    >>> from secondmig.core.span import Span
    >>> both, alone = [Span(0, 50)], [Span(0, 200)]  # the manual: 1000 characters, 50 both, 150 one coder
    >>> rows = nvivo([CodedDocument("d", 1000, ({"n": alone}, {"n": both}))], ["n"])
    >>> [round(row.agreement.value, 4) for row in rows]
    [0.85, 0.3478]
    """
    rows = []
    every = [replace(document, scope=None, cluster="") for document in documents if document.doubly_coded()]
    _two(documents)
    found = {document.id: character_ratings([document], codes) for document in every}
    for code in codes:
        for document in every:
            ratings = found[document.id][code]
            square = ratings.square()
            counts = {
                "both": int(square[1, 1]),
                "first_only": int(square[1, 0]),
                "second_only": int(square[0, 1]),
                "neither": int(square[0, 0]),
            }
            percent, kappa = measured(ratings, "percent"), measured(ratings, "cohen_kappa")
            if percent.value == 1.0:
                kappa = replace(kappa, value=1.0, undefined="")
            for name, figure in (("percent", percent), ("kappa", kappa)):
                shown = replace(figure, method=f"NVivo: {figure.method}")
                rows.append(CompatRow(code, document.id, "characters", name, shown, counts))
    return tuple(rows)


def maxqda(
    documents: Sequence[CodedDocument], codes: Sequence[str], rule: SegmentRule = OVERLAP
) -> tuple[CompatRow, ...]:
    """MAXQDA's three levels: existence and frequency by document, segments by code and over all codes.

    Args:
        documents: with the same two coders in the same order.
        codes: what to compare; their number is q.
        rule: when two segments are the same.

    Returns:
        Percent by level, and kappa for the segments over all codes; see DEFINITIONS["maxqda"].
    """
    _two(documents)
    rows = _by_document(documents, codes)
    made = segment_ratings(documents, codes, rule)
    for code in codes:
        rows.append(_segment_row(code, made[code]))
    if not codes:
        return tuple(rows)
    over_all = _segment_row("", pooled(list(made.values())))
    rows += [over_all, replace(over_all, measure="kappa", agreement=_maxqda_kappa(over_all, len(codes)))]
    return tuple(rows)


def qdaminer(
    documents: Sequence[CodedDocument], codes: Sequence[str], rule: SegmentRule = OVERLAP
) -> tuple[CompatRow, ...]:
    """QDA Miner's four levels, by code: presence, frequency, importance, overlap.

    Args:
        documents: with the same two coders in the same order.
        codes: what to compare.
        rule: when two segments are the same.

    Returns:
        Rows by code, level and measure; see DEFINITIONS["qdaminer"].
    """
    _two(documents)
    presence = span_ratings(documents, codes, whole(documents), UnitRule("document"))
    often = _frequencies(documents, codes)
    shares = _importance(documents, codes)
    pairs = segment_ratings(documents, codes, rule)
    rows = []
    for code in codes:
        for level, ratings in (("presence", presence[code]), ("frequency", often[code])):
            for name, id_ in _QDAMINER:
                figure = measured(ratings, id_)
                rows.append(CompatRow(code, "", level, name, figure, {"documents": figure.n_units}))
        rows.append(CompatRow(code, "", "importance", "similarity", *_similarity(shares[code])))
        same, first, second = (int(each) for each in _cells(pairs[code]))
        counts = {"agreements": same, "disagreements": first + second}
        rows.append(CompatRow(code, "", "overlap", "percent", measured(pairs[code], "percent"), counts))
    return tuple(rows)


_QDAMINER = (
    ("percent", "percent"),
    ("scott_pi", "scott_pi"),
    ("alpha", "alpha"),
    ("free_marginal", "brennan_prediger"),
)


def _by_document(documents: Sequence[CodedDocument], codes: Sequence[str]) -> list[CompatRow]:
    table = columns(documents, codes)
    counts = np.zeros((len(table.documents), 2, len(codes)), dtype=np.int64)
    np.add.at(counts, (table.document_at(table.start), table.coder, table.code), 1)
    rows = []
    for number, document in enumerate(table.documents):
        first, second = counts[number]
        same = {
            "code existence": int(((first > 0) == (second > 0)).sum()),
            "code frequency": int((first == second).sum()),
        }
        for level, agreed in same.items():
            shared = {"agreements": agreed, "disagreements": len(codes) - agreed}
            figure = _share(agreed, len(codes), f"MAXQDA: {level}, share of codes", "code")
            rows.append(CompatRow("", document, level, "percent", figure, shared))
    return rows


def _segment_row(code: str, ratings: Ratings) -> CompatRow:
    pairs, first, second = (int(each) for each in _cells(ratings))
    counts = {"agreements": 2 * pairs, "disagreements": first + second}
    figure = _share(
        2 * pairs, 2 * pairs + first + second, "MAXQDA: share of segments with a partner", "segment"
    )
    return CompatRow(code, "", "segments", "percent", figure, counts)


def _cells(ratings: Ratings) -> tuple[float, float, float]:
    square = ratings.square()
    return square[1, 1], square[1, 0], square[0, 1]


def _maxqda_kappa(row: CompatRow, q: int) -> Agreement:
    method = f"MAXQDA: kappa after Brennan and Prediger 1981, chance 1/{q}"
    share = row.agreement
    if share.value is None or q < 2:
        reason = share.undefined or "one code: chance alone would give full agreement"
        return replace(share, value=None, undefined=reason, method=method)
    return replace(share, value=(share.value - 1 / q) / (1 - 1 / q), method=method)


def _frequencies(documents: Sequence[CodedDocument], codes: Sequence[str]) -> dict[str, Ratings]:
    """By code, how many segments each coder has in each document, as nominal answers."""
    table = columns(documents, codes)
    places = by_place(table)
    found = {}
    for number, code in enumerate(codes):
        answers = [
            tuple(len(spans) for spans in places.get((number, place), ([], [])))
            for place in range(len(table.documents))
        ]
        found[code] = ratings_of(answers, unit="document") if answers else _no_ratings()
    return found


def _importance(
    documents: Sequence[CodedDocument], codes: Sequence[str]
) -> dict[str, list[tuple[float, float]]]:
    """By code, the share of the characters of each document that each coder gave the code."""
    found: dict[str, list[tuple[float, float]]] = {code: [] for code in codes}
    for document in documents:
        if document.doubly_coded() and document.in_scope():
            for code, ratings in character_ratings([document], codes).items():
                square = ratings.square()
                size = square.sum()
                found[code].append((float(square[1].sum() / size), float(square[:, 1].sum() / size)))
    return found


def _similarity(shares: Sequence[tuple[float, float]]) -> tuple[Agreement, dict[str, int]]:
    method = "QDA Miner: 1 - mean absolute difference of the shares of text"
    n = len(shares)
    if n == 0:
        return Agreement(None, "no document was coded by both", method=method, unit="document"), {
            "documents": 0
        }
    value = 1.0 - sum(abs(a - b) for a, b in shares) / n
    return Agreement(value, n_units=n, n_clusters=n, method=method, unit="document"), {"documents": n}


def _share(agreed: int, total: int, method: str, unit: str) -> Agreement:
    if total == 0:
        return Agreement(None, f"there is no {unit} to compare", method=method, unit=unit)
    return Agreement(agreed / total, n_units=total, n_clusters=1, method=method, unit=unit)


def _no_ratings() -> Ratings:
    return Ratings(np.zeros((0, 2), dtype=np.int64), np.zeros((1, 0)), (0,), unit="document")


def _two(documents: Sequence[CodedDocument]) -> None:
    if documents and len(documents[0].layers) != 2:
        message = f"these programs compare two coders, not {len(documents[0].layers)}"
        raise ValueError(message)
