"""What was asked about each code and who mentions it: three things that a bare 0 would run together."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from secondmig.core.snapshot import Snapshot
from secondmig.joint.passages import code_labels
from secondmig.joint.person_codes import asked_status, items_for
from secondmig.joint.person_columns import Missing
from secondmig.joint.person_ground import asked_for
from secondmig.joint.sampled import Sampled
from secondmig.survey.guide import Guide

TOLD_RULE: Final = (
    "asked: an interview raises an item of the guide that looks for the code or for a heading above it; "
    "mentioned, asked and not mentioned, mentioned unasked, and not asked at all add up to all the guide "
    "tells of; where it was not asked, the absence of a code says nothing"
)
NO_GUIDE: Final = "no interview guide"
NO_ITEM: Final = "no item of the guide looks for it"
NOT_IN_GUIDE: Final = "the guide tells of none of them"


@dataclass(frozen=True, slots=True)
class CodeTold:
    """One code in one sample; ``mentioned + not_mentioned + unasked + not_asked + untold`` is the sample.

    Attributes:
        code: its id.
        label: what people read.
        on: how many of the sample it is on, asked or not.
        first: place of the first one it is on, from 1; None where it is on none.
        mentioned: asked, and it is on them; None, as those below, where the guide says nothing of the code.
        not_mentioned: asked, and it is not.
        unasked: not asked, and it is on them all the same.
        not_asked: not asked, and it is not.
        untold: interviews that the guide does not tell of.
        asked: which of the sample it was asked of.
        reason: why nothing is said of asking, "" where it is.
    """

    code: str
    label: str
    on: int
    first: int | None
    mentioned: int | None
    not_mentioned: int | None
    unasked: int | None
    not_asked: int | None
    untold: int
    asked: frozenset[str]
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """All codes taken together: pairs of a code and one of the sample.

    Attributes:
        pairs: of the codes that an item looks for.
        mentioned: asked, and the code is on them.
        not_mentioned: asked, and it is not.
        unasked: not asked, and it is on them.
        not_asked: not asked, and it is not.
        untold: pairs that the guide does not tell of.
        sought: codes that an item of the guide looks for.
        unsought: codes that none does.
    """

    pairs: int
    mentioned: int
    not_mentioned: int
    unasked: int
    not_asked: int
    untold: int
    sought: int
    unsought: int


def told_of(
    snapshot: Snapshot, codes: Sequence[str], ordered: Sequence[Sampled], guide: Guide | None
) -> tuple[CodeTold, ...]:
    """What was asked and mentioned of each code.

    Args:
        snapshot: for its codebooks.
        codes: ids, in the order wanted; a code counts by itself, without those below it.
        ordered: the sample, one after the other.
        guide: None where the project has none.
    """
    labels = code_labels(snapshot)
    return tuple(_told(snapshot, code, labels.get(code, code), ordered, guide) for code in codes)


def _told(
    snapshot: Snapshot, code: str, label: str, ordered: Sequence[Sampled], guide: Guide | None
) -> CodeTold:
    places = [place for place, each in enumerate(ordered, start=1) if code in each.codes]
    on, first = len(places), places[0] if places else None
    items = items_for(guide, asked_for(snapshot, code, exact=True)) if guide else ()
    if guide is None or not items:
        reason = NO_GUIDE if guide is None else NO_ITEM
        return CodeTold(code, label, on, first, None, None, None, None, len(ordered), frozenset(), reason)
    found = {
        each.id: asked_status(guide, items, each.documents, mentioned=code in each.codes) for each in ordered
    }
    counts = Counter(status for status in found.values() if isinstance(status, str))
    untold = sum(isinstance(status, Missing) for status in found.values())
    return CodeTold(
        code=code,
        label=label,
        on=on,
        first=first,
        mentioned=counts["mentioned"],
        not_mentioned=counts["asked_not_mentioned"],
        unasked=counts["mentioned_unasked"],
        not_asked=counts["not_asked"],
        untold=untold,
        asked=frozenset(name for name, status in found.items() if status in _ASKED),
        reason=NOT_IN_GUIDE if ordered and untold == len(ordered) else "",
    )


_ASKED: Final = frozenset({"mentioned", "asked_not_mentioned"})


def together(told: Sequence[CodeTold], size: int) -> Told:
    """The codes taken together.

    Args:
        told: of one sample.
        size: how many are in it.
    """
    sought = [each for each in told if each.mentioned is not None]
    return Told(
        pairs=len(sought) * size,
        mentioned=sum(each.mentioned or 0 for each in sought),
        not_mentioned=sum(each.not_mentioned or 0 for each in sought),
        unasked=sum(each.unasked or 0 for each in sought),
        not_asked=sum(each.not_asked or 0 for each in sought),
        untold=sum(each.untold for each in sought),
        sought=len(sought),
        unsought=len(told) - len(sought),
    )


def asked_among(told: Sequence[CodeTold], names: frozenset[str]) -> Mapping[str, bool]:
    """Code -> whether it was asked of any of some of the sample; only codes that an item looks for."""
    return {each.code: not each.asked.isdisjoint(names) for each in told if each.mentioned is not None}
