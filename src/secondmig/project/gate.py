"""The one gate: which words may be shown to whom.

Consent tiers of persons and stretches somebody took back decide, for every command, report and export. The
ladder of levels and the lowest tier each one shows (:data:`secondmig.core.consent.LOWEST_QUOTED`):

======= ========================================================= ============
level   who reads                                                 lowest tier
======= ========================================================= ============
work    the team at its own screen, reading and coding            T1
team    reports and exports of the team, where words are quoted   T2
partner the same, outside the team                                T3
public  everybody                                                 T3
======= ========================================================= ============

At level partner, passages that a person of T2 cleared are shown too. T0 (withdrawn) and stretches taken back
are shown at no level. A speaker who is nobody's case (the interviewer, an interpreter, a husband) is held to
the strictest tier among the persons of the document; a document without a person is held to its header's
tier, and to T1 where it names none. Translations of the turns of a person who agreed to none are shown at the
team's own screen alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from secondmig.core.consent import ASKED_FIRST, LOWEST_QUOTED, refuses, strictest
from secondmig.core.consent import rank as _rank
from secondmig.core.span import Span, SpanSet
from secondmig.core.types import CONSENT_TIERS, DEFAULT_TIER, Case, ConsentTier, Document, Level

_NOTE = "note"
_NOTHING = SpanSet()


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
    return _rank(tier_of(case, document)) >= _rank(LOWEST_QUOTED[level])


def tier_of(case: Case | None, document: Document) -> ConsentTier:
    """The tier that holds for a person's words: the stricter of the person's and the document's own."""
    tiers = [case.consent] if case is not None else []
    printed = document.header.get("consent")
    tiers.extend(tier for tier in CONSENT_TIERS if tier == printed)
    return min(tiers, key=_rank, default=DEFAULT_TIER)


def strictest_of(case: Case, held: Mapping[str, Document]) -> ConsentTier:
    """The strictest tier that holds for a person in any document: whether the person is counted goes by it.

    Args:
        case: the person.
        held: documents by id; those the person speaks in are looked at.
    """
    theirs = [held[ref.document] for ref in case.speakers if ref.document in held]
    return strictest((case.consent, *(tier_of(case, document) for document in theirs)))


def hidden_at(
    document: Document, cases: Sequence[Case], level: Level, cleared: SpanSet = _NOTHING
) -> SpanSet:
    """Every stretch of a document that may not be shown at ``level``.

    Args:
        document: with every stretch taken back in ``withheld``.
        cases: the persons who speak in it; empty where nobody is known.
        level: who reads.
        cleared: passages that their speakers let out; they count at level partner, for turns of T2.

    Returns:
        Code points of the document's text; line ends count like any other.
    """
    if not document.text:
        return SpanSet()
    whole = SpanSet.of([Span(0, len(document.text))])
    withheld = SpanSet.of(stretch.span for stretch in document.withheld)
    by_speaker = {ref.speaker: case for case in cases for ref in case.speakers if ref.document == document.id}
    lowest = min(cases, key=lambda case: _rank(case.consent), default=None)
    bare = replace(document, withheld=())
    others_shown = may_show(lowest, bare, Span(0, 1), level)
    shown: list[Span] = []
    hidden: list[Span] = []
    for turn in document.turns:
        case = by_speaker.get(turn.speaker, lowest)
        (shown if may_show(case, bare, turn.span, level) else hidden).append(turn.span)
    for tier in document.tiers:
        speaker = document.turns[tier.turn_index].speaker
        case = by_speaker.get(speaker, lowest)
        told = may_show(case, bare, tier.span, level) and not _untranslated(
            by_speaker.get(speaker), tier.name, level
        )
        (shown if told else hidden).append(tier.span)
    let_out = _let_out(document, by_speaker, level, cleared)
    kept = SpanSet.of(hidden).difference(let_out)
    if others_shown:
        return kept.union(withheld)
    return whole.difference(SpanSet.of(shown)).difference(let_out).union(kept).union(withheld)


def _untranslated(speaker: Case | None, tier: str, level: Level) -> bool:
    """Whether a line under a turn is a translation that its speaker did not agree to."""
    return speaker is not None and level != "work" and tier != _NOTE and refuses(speaker, "translation")


def _let_out(document: Document, by_speaker: Mapping[str, Case], level: Level, cleared: SpanSet) -> SpanSet:
    """The cleared words of persons who are quoted after a word with them; none but at level partner."""
    if level != "partner" or not cleared:
        return _NOTHING
    asked = SpanSet.of(
        turn.span
        for turn in document.turns
        if (case := by_speaker.get(turn.speaker)) is not None and tier_of(case, document) == ASKED_FIRST
    )
    return cleared.intersection(asked)
