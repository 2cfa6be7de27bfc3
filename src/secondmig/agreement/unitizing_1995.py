"""Krippendorff's unitizing alpha of 1995 and 2004, for comparison with older papers only.

Superseded in 2016 because it misbehaves for more than two coders; its successors are in
:mod:`secondmig.agreement.unitizing`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from secondmig.core.span import Span
from secondmig.estimate.agreement import Agreement

METHOD = "alpha_U (Krippendorff 2004)"


@dataclass(frozen=True, slots=True)
class Disagreement1995:
    """Observed and expected disagreement of one code.

    Attributes:
        observed: D_o, in squared lengths over L^2.
        expected: D_e.
    """

    observed: float
    expected: float


def alpha_u_1995(units: Sequence[Sequence[Span]], length: int) -> Agreement:
    """alpha_U of one code: 1 - D_o / D_e.

    D_o sums, over pairs of coders, (b1 - b2)^2 + (e1 - e2)^2 for units that overlap and l^2 for a unit inside
    the other's gap, over R (R - 1) L^2 / 2. D_e is that of all ways to lay the units out:
    2/L sum_units [(N - 1)/3 (2 l^3 - 3 l^2 + l) + l^2 sum_{gaps g >= l} (g - l + 1)]
    / (RL (RL - 1) - sum l (l - 1)).

    Source: K. Krippendorff (2004), Content Analysis, 2nd ed., 251-256; (1995), Sociological Methodology 25.

    Args:
        units: by coder, spans within the text that do not overlap; those that touch are two units.
        length: L, code points of the text.

    Returns:
        At most 1; undefined for one coder, or where nobody coded anything.

    Raises:
        ValueError: a coder's units overlap, or end after the text.

    >>> first = [Span(75, 145), Span(220, 250)]  # code c of Krippendorff 2004, 254
    >>> second = [Span(70, 150), Span(205, 225), Span(250, 270)]
    >>> round(alpha_u_1995([first, second], 300).value, 4)
    0.7286
    """
    if len(units) < 2:
        return _undefined("there is one coder, so nothing to compare", length)
    if not any(units):
        return _undefined("nobody coded anything, so there is nothing to unitize", length)
    parts = disagreement_1995(units, length)
    if parts.expected <= 0.0:
        return _undefined("chance has no room: there is no other way to lay the units out", length)
    value = 1.0 - parts.observed / parts.expected
    return Agreement(value, n_units=length, n_clusters=1, method=METHOD, unit="character")


def disagreement_1995(units: Sequence[Sequence[Span]], length: int) -> Disagreement1995:
    """D_o and D_e of one code; see :func:`alpha_u_1995`."""
    ordered = [sorted(spans) for spans in units]
    for spans in ordered:
        if any(a.end > b.start for a, b in pairwise(spans)):
            message = "a coder's units of one code must not overlap"
            raise ValueError(message)
        if spans and spans[-1].end > length:
            message = f"a unit ends at {spans[-1].end}, the text at {length}"
            raise ValueError(message)
    r = len(ordered)
    apart = sum(_apart(a, b, length) for a, b in combinations(ordered, 2))
    return Disagreement1995(2.0 * apart / (r * (r - 1) * length**2), _expected(ordered, length))


def distance_1995(a: Span, b: Span) -> int:
    """Squared differences of the ends of two units that overlap; 0 for units that do not.

    >>> distance_1995(Span(225, 295), Span(220, 300))
    50
    """
    return (a.start - b.start) ** 2 + (a.end - b.end) ** 2 if a.overlaps(b) else 0


def _apart(first: Sequence[Span], second: Sequence[Span], length: int) -> int:
    total = 0
    for a in first:
        total += sum(distance_1995(a, b) for b in second if a.overlaps(b))
    for mine, theirs in ((first, second), (second, first)):
        gaps = _gaps(theirs, length)
        total += sum(len(a) ** 2 for a in mine if any(gap.contains(a) for gap in gaps))
    return total


def _expected(units: Sequence[Sequence[Span]], length: int) -> float:
    lengths = [len(span) for spans in units for span in spans]
    gaps = [len(gap) for spans in units for gap in _gaps(spans, length)]
    n, text = len(lengths), len(units) * length
    laid = sum(
        (n - 1) * (2 * l**3 - 3 * l**2 + l) / 3 + l**2 * sum(gap - l + 1 for gap in gaps if gap >= l)
        for l in lengths  # noqa: E741 (the formula's name)
    )
    room = text * (text - 1) - sum(l * (l - 1) for l in lengths)  # noqa: E741
    return 2.0 / length * laid / room if room > 0 else 0.0


def _gaps(spans: Sequence[Span], length: int) -> list[Span]:
    ends = [0, *(span.end for span in spans)]
    starts = [*(span.start for span in spans), length]
    return [Span(end, start) for end, start in zip(ends, starts, strict=True) if end < start]


def _undefined(reason: str, length: int) -> Agreement:
    return Agreement(None, reason, n_units=length, n_clusters=1, method=METHOD, unit="character")
