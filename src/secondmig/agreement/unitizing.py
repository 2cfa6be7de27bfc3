"""The unitizing family of alpha: u-alpha, |u-alpha, cu-alpha and (k)u-alpha.

With lengths l_ck of text that two coders gave the values c and k (phi is the gap), row sums l_c., total T and
the squared lengths C_c of each coder's own units (gaps are no units: plain length),

    e_ck = (l_c. l_.k - [c = k] C_c) / (T - sum C / T)

is what is expected where whole units are laid out by chance. Sources: K. Krippendorff, Y. Mathet, S. Bouvry
and A. Widloecher (2016), On the reliability of unitizing textual continua: further developments, Quality and
Quantity 50, 2347-2364; K. Krippendorff (2019), Content Analysis, 4th ed., section 12.6. The equations have
been held against an independent program, not against a worked example of the paper.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

import numpy as np

from secondmig.agreement.bootstrap import Resampling, bracketed
from secondmig.agreement.continuum import GAP, Continua
from secondmig.agreement.tables import Floats
from secondmig.estimate.agreement import Agreement
from secondmig.estimate.resample import cluster_counts

Sums: TypeAlias = tuple[Floats, Floats, Floats]
"""(B, q, q) coincidences, (B, q) own and (B, q) pairable squares of B samples."""

NO_UNITS = "nobody coded anything, so there is nothing to unitize"
NO_CHANCE = "chance has no room: every text is one unit throughout, or none"
ONE_VALUE = "only one code was used where coders coded the same text"
NEVER_MET = "no stretch was coded by two coders"
NO_TEXT = "no text was unitized by two coders"
NOT_POSITIVE = "units that only some of three or more coders coded leave no expected coincidences"


def u_alpha(texts: Continua, resampling: Resampling | None = None) -> Agreement:
    """Boundaries and codes together: 1 - (T - sum l_cc) / (sum e - sum e_cc), over all codes and the gap.

    Args:
        texts: of an exclusive set of codes, or of one code.
        resampling: for an interval over clusters; None for none.

    Returns:
        At most 1, with the characters unitized as units; undefined where codes overlap, or nothing varies.

    >>> from secondmig.agreement.continuum import continua
    >>> from secondmig.agreement.layers import CodedDocument
    >>> from secondmig.core.span import Span
    >>> first = {"k": [Span(3, 15), Span(22, 53)]}
    >>> second = {"k": [Span(3, 10), Span(22, 53)]}
    >>> third = {"k": [Span(22, 46)]}
    >>> text = CodedDocument("d", 56, (first, second, third))
    >>> round(u_alpha(continua([text], ["k"])).value, 6)
    0.564545
    """
    return _measured(texts, _u_alpha, "u-alpha (Krippendorff et al. 2016)", resampling, ())


def binary_u_alpha(texts: Continua, resampling: Resampling | None = None) -> Agreement:
    """Boundaries alone, |u-alpha: coded or not, whatever the code: 1 - l_phi,coded / e_phi,coded.

    For a single code it equals u-alpha.

    Args:
        texts: of an exclusive set of codes, or of one code.
        resampling: for an interval over clusters; None for none.
    """
    return _measured(texts, _binary_u_alpha, "|u-alpha (Krippendorff et al. 2016)", resampling, ())


def cu_alpha(texts: Continua, resampling: Resampling | None = None) -> Agreement:
    """Codes alone, where coders coded the same text: as u-alpha on l* without the gap.

    The correction takes of each unit the length that at least one other coder coded too.

    Args:
        texts: of an exclusive set of codes.
        resampling: for an interval over clusters; None for none.

    Returns:
        At most 1; undefined for one code, or where no two coders coded the same text.
    """
    method = "cu-alpha (Krippendorff et al. 2016)"
    return _measured(texts, _cu_alpha, method, resampling, (_meeting, _several))


@dataclass(frozen=True, slots=True)
class CodeAlpha:
    """(k)u-alpha of one code.

    Attributes:
        code: k.
        agreement: how far text with the code got it from the other coders, where they coded at all.
        coverage: l*_.k / l_.k, the share of the text with the code that another coder coded too, 0-1; None
            where nobody used the code.
    """

    code: str
    agreement: Agreement
    coverage: float | None


def ku_alphas(texts: Continua, resampling: Resampling | None = None) -> tuple[CodeAlpha, ...]:
    """Every code by itself: 1 - (e*_.k / l*_.k) (l*_.k - l*_kk) / (e*_.k - e*_kk), with its coverage.

    Args:
        texts: of an exclusive set of codes.
        resampling: for an interval over clusters; None for none.
    """
    lengths = texts.coincidences.sum(axis=0)
    found = []
    for k, code in enumerate(texts.values, start=1):
        method = "(k)u-alpha (Krippendorff et al. 2016)"
        made = _measured(texts, partial(_ku_alpha, k=k), method, resampling, (_meeting, partial(_met, k=k)))
        whole = float(lengths[:, k].sum())
        met = float(lengths[1:, k].sum())
        found.append(CodeAlpha(code, made, met / whole if whole else None))
    return tuple(found)


def _measured(
    texts: Continua,
    compute: Callable[[Sums], Floats],
    method: str,
    resampling: Resampling | None,
    conditions: tuple[Callable[[Sums], str], ...],
) -> Agreement:
    made = partial(
        Agreement,
        n_units=round(float(texts.characters.sum())),
        n_clusters=int((texts.characters > 0).sum()),
        method=method,
        unit="character",
    )
    one = np.ones((1, len(texts.clusters)))
    sums = _sums(texts, one)
    reason = _why_undefined(texts, sums) or next(filter(None, (each(sums) for each in conditions)), "")
    if reason:
        return made(None, reason)
    value = float(compute(sums)[0])
    if np.isnan(value):
        return made(None, NO_CHANCE if compute in (_u_alpha, _binary_u_alpha) else NOT_POSITIVE)
    plain = made(value + 0.0)
    if resampling is None:
        return plain
    return _with_interval(texts, compute, plain, resampling)


def _with_interval(
    texts: Continua, compute: Callable[[Sums], Floats], plain: Agreement, resampling: Resampling
) -> Agreement:
    kept = texts.characters > 0
    if kept.sum() < 2:
        return replace(plain, no_interval="there is one document, so nothing to resample")
    drawn = replace(
        texts,
        coincidences=texts.coincidences[kept],
        own=texts.own[kept],
        pairable=texts.pairable[kept],
        characters=texts.characters[kept],
        clusters=tuple(name for name, keep in zip(texts.clusters, kept, strict=True) if keep),
    )
    counts = cluster_counts(len(drawn.clusters), resampling.draws, resampling.seed)
    rows = max(1, (1 << 22) // drawn.coincidences[0].size)
    values = [compute(_sums(drawn, counts[at : at + rows])) for at in range(0, len(counts), rows)]
    return bracketed(plain, np.concatenate(values), resampling)


def _why_undefined(texts: Continua, sums: Sums) -> str:
    if texts.overlapping:
        names = ", ".join(texts.overlapping)
        return f"one coder's codings overlap ({names}), so these codes do not exclude each other"
    lengths = sums[0][0]
    if lengths.sum() == 0:
        return NO_TEXT
    return NO_UNITS if lengths.sum() == lengths[GAP, GAP] else ""


def _meeting(sums: Sums) -> str:
    return "" if sums[0][0][1:, 1:].sum() > 0 else NEVER_MET


def _several(sums: Sums) -> str:
    return "" if (sums[0][0][1:, 1:].sum(axis=0) > 0).sum() > 1 else ONE_VALUE


def _met(sums: Sums, k: int) -> str:
    if sums[0][0][:, k].sum() == 0:
        return "nobody applied the code"
    if sums[0][0][1:, k].sum() == 0:
        return "no other coder coded any text with this code"
    return _several(sums)


def _sums(texts: Continua, counts: Floats) -> Sums:
    q = texts.own.shape[1]
    lengths = (counts @ texts.coincidences.reshape(len(texts.clusters), q * q)).reshape(-1, q, q)
    return lengths, counts @ texts.own, counts @ texts.pairable


def _u_alpha(sums: Sums) -> Floats:
    lengths, own, _ = sums
    expected = _expected(lengths, own)
    return 1.0 - _over(_off_diagonal(lengths), _off_diagonal(expected))


def _binary_u_alpha(sums: Sums) -> Floats:
    lengths, own, _ = sums
    expected = _expected(lengths, own)
    return 1.0 - _over(lengths[:, GAP, 1:].sum(axis=1), expected[:, GAP, 1:].sum(axis=1))


def _cu_alpha(sums: Sums) -> Floats:
    lengths = sums[0][:, 1:, 1:]
    expected = _expected(lengths, sums[2][:, 1:])
    return 1.0 - _over(_off_diagonal(lengths), _off_diagonal(expected))


def _ku_alpha(sums: Sums, k: int) -> Floats:
    lengths = sums[0][:, 1:, 1:]
    expected = _expected(lengths, sums[2][:, 1:])
    seen, chance = lengths[:, :, k - 1].sum(axis=1), expected[:, :, k - 1].sum(axis=1)
    apart = _over(seen - lengths[:, k - 1, k - 1], seen)
    return 1.0 - _over(apart * chance, chance - expected[:, k - 1, k - 1])


def _expected(lengths: Floats, squares: Floats) -> Floats:
    """(B, q, q) expected coincidences; NaN where the correction leaves nothing."""
    rows = lengths.sum(axis=2)
    total = rows.sum(axis=1)
    room = total - _over(squares.sum(axis=1), total)
    product = rows[:, :, None] * rows[:, None, :]
    diagonal = np.arange(rows.shape[1])
    product[:, diagonal, diagonal] -= squares
    usable = np.where(room > 0, room, np.nan)
    return np.asarray(product / usable[:, None, None])


def _off_diagonal(square: Floats) -> Floats:
    return np.asarray(square.sum(axis=(1, 2)) - np.trace(square, axis1=1, axis2=2))


def _over(above: Floats, below: Floats) -> Floats:
    return np.asarray(np.where(below > 0, above / np.where(below > 0, below, 1.0), np.nan))
