"""The one gate: which words may be shown to whom.

Consent tiers of persons and stretches somebody took back decide, for every command, report and export. The
ladder of levels and the lowest tier each one shows:

====== ========================================================== ============
level  who reads                                                  lowest tier
====== ========================================================== ============
work   the team at its own screen, reading and coding             T1
team   reports and exports of the team, where words are quoted    T2
partner the same, outside the team                                T2
public everybody                                                  T3
====== ========================================================== ============

T0 (withdrawn) and stretches taken back are shown at no level. A speaker who is nobody's case (the
interviewer, an interpreter, a husband) is held to the strictest tier among the persons of the document; a
document without a person is held to its header's tier, and to T1 where it names none.
"""

from collections.abc import Sequence
from dataclasses import replace

from secondmig.core.span import Span, SpanSet
from secondmig.core.types import CONSENT_TIERS, DEFAULT_TIER, Case, ConsentTier, Document, Level

LOWEST_TIER: dict[Level, ConsentTier] = {"work": "T1", "team": "T2", "partner": "T2", "public": "T3"}


def may_show(case: Case | None, document: Document, span: Span, level: Level) -> bool:
    """Whether the words of ``document`` at ``span`` may be shown at ``level``.

    Args:
        case: the person who speaks them, None where nobody is known.
        document: with every stretch taken back in ``withheld``.
        span: code points in the document's text.
        level: who reads.
    """
    if any(stretch.span.overlaps(span) for stretch in document.withheld):
        return False
    return _rank(tier_of(case, document)) >= _rank(LOWEST_TIER[level])


def tier_of(case: Case | None, document: Document) -> ConsentTier:
    """The tier that holds for a person's words: the stricter of the person's and the document's own."""
    tiers = [case.consent] if case is not None else []
    printed = document.header.get("consent")
    tiers.extend(tier for tier in CONSENT_TIERS if tier == printed)
    return min(tiers, key=_rank, default=DEFAULT_TIER)


def hidden_at(document: Document, cases: Sequence[Case], level: Level) -> SpanSet:
    """Every stretch of a document that may not be shown at ``level``.

    Args:
        document: with every stretch taken back in ``withheld``.
        cases: the persons who speak in it; empty where nobody is known.
        level: who reads.

    Returns:
        Code points of the document's text; line ends count like any other.
    """
    if not document.text:
        return SpanSet()
    whole = SpanSet.of([Span(0, len(document.text))])
    withheld = SpanSet.of(stretch.span for stretch in document.withheld)
    by_speaker = {ref.speaker: case for case in cases for ref in case.speakers if ref.document == document.id}
    strictest = min(cases, key=lambda case: _rank(case.consent), default=None)
    bare = replace(document, withheld=())
    others_shown = may_show(strictest, bare, Span(0, 1), level)
    shown: list[Span] = []
    hidden: list[Span] = []
    stretches = [(turn.index, turn.span) for turn in document.turns]
    stretches += [(tier.turn_index, tier.span) for tier in document.tiers]
    for turn_index, span in stretches:
        case = by_speaker.get(document.turns[turn_index].speaker, strictest)
        (shown if may_show(case, bare, span, level) else hidden).append(span)
    if others_shown:
        return SpanSet.of(hidden).union(withheld)
    return whole.difference(SpanSet.of(shown)).union(SpanSet.of(hidden)).union(withheld)


def _rank(tier: ConsentTier) -> int:
    return CONSENT_TIERS.index(tier)
