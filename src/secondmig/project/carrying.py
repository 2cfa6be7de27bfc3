"""What was taken back in one version of a transcript, in every other version of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from secondmig.core.alignment import Alignment
from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.labels import same_label
from secondmig.core.placing import Correction, compare
from secondmig.core.span import Span, SpanSet
from secondmig.core.types import Document, Turn, Withheld
from secondmig.core.withholding import Carried, carried
from secondmig.joint.passages import printed_number
from secondmig.store import documents, restrictions
from secondmig.store.connect import Change
from secondmig.store.connection import Connection
from secondmig.store.mask import REASON as ERASED

_REASON = "taken back in version {0}"
_REMEDY = (
    "leave the passage in its place in the file: it stays withheld there; or take it out in a correction of"
    " its own, and make the other corrections after that"
)


@dataclass(frozen=True, slots=True)
class Followed:
    """What is withheld in all versions once a new one is there.

    Attributes:
        ahead: in the new version, beside what its file takes back itself.
        back: version -> what the new file is the first to take back, in that version.
        told: lines for the person who corrects; never words.
        warnings: those not to be missed.
    """

    ahead: tuple[Withheld, ...] = ()
    back: Mapping[int, tuple[Withheld, ...]] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def follow(
    versions: Sequence[Document], new: Document, corrections: Mapping[int, Correction], *, where: str
) -> Followed:
    """Find what a new version must withhold, and what its own withheld stretches mean for older ones.

    Args:
        versions: the first to the newest, with everything that was taken back in ``withheld``.
        new: what will follow them.
        corrections: version -> it and ``new`` compared; for the newest and those with anything withheld.
        where: the new file, for the messages.

    Raises:
        SecondmigError: a stretch has left its place and may stand in another; or words stand where those of
            a person who withdrew were erased.
    """
    newest = versions[-1]
    correction = corrections[newest.version]
    _refuse_erased(correction, where=where)
    taken = [stretch.span for stretch in newest.withheld]
    first = carried(correction, taken)
    known = _seen(correction.alignment, SpanSet.of(taken)).difference(first.stretches)
    parts = [(newest, first)]
    for old in reversed(versions[:-1]):
        if old.withheld:
            spans = [stretch.span for stretch in old.withheld]
            part = carried(corrections[old.version], spans, known=known, places=False)
            # What became of the place is the newest version's to tell.
            parts.append((old, replace(part, same=(), gone=())))
    hidden = SpanSet.of(span for _, part in parts for span in part.stretches)
    own = SpanSet.of(stretch.span for stretch in new.withheld)
    every = hidden.union(own)
    _refuse_doubtful(new, parts, every, where=where)
    fresh = own.difference(hidden)
    back = {old.version: _taken_from(new, old, fresh) for old in versions} if fresh else {}
    stood = {old.version: corrections[old.version].alignment.firm().turned() for old, _ in parts}
    return Followed(
        ahead=tuple(Withheld(span, _reason(span, parts, stood)) for span in hidden),
        back={version: found for version, found in back.items() if found},
        told=(
            *dict.fromkeys(line for old, part in parts for line in _lines(old, new, part)),
            *(
                ("the file takes back words that were seen: they are withheld in every version",)
                if fresh
                else ()
            ),
        ),
        warnings=tuple(
            dict.fromkeys(line for _, part in parts for line in _remarks(new, part.remarked, every))
        ),
    )


def spread(change: Change, document: Document, stretches: Iterable[Span], reason: str) -> None:
    """Take stretches back in one version and wherever the other versions have their words.

    Args:
        change: the change it belongs to.
        document: the version whose stretches they are.
        stretches: of its text.
        reason: the team's own words.
    """
    spans = list(stretches)
    for span in spans:
        restrictions.add(change, document.id, document.version, span, reason)
    for other in documents.versions(change.connection, document.id):
        if other.version == document.version:
            continue
        for stretch in _taken_from(document, other, SpanSet.of(spans)):
            restrictions.add(change, other.id, other.version, stretch.span, reason)


def all_versions(connection: Connection, document_id: str) -> tuple[Document, ...]:
    """Every version of a document, the first to the newest, with what was taken back and why."""
    return tuple(
        replace(
            each,
            withheld=tuple(
                dict.fromkeys((*each.withheld, *restrictions.of(connection, each.id, each.version)))
            ),
        )
        for each in documents.versions(connection, document_id)
    )


def _seen(alignment: Alignment, taken: SpanSet) -> SpanSet:
    """The new text that stood in the old one outside what was taken back."""
    firm = alignment.firm()
    found: list[Span] = []
    for block in firm.blocks:
        visible = SpanSet.of([Span(block.old, block.old + block.size)]).difference(taken)
        found.extend(span.shifted(block.new - block.old) for span in visible)
    return SpanSet.of(found)


def _taken_from(document: Document, other: Document, stretches: SpanSet) -> tuple[Withheld, ...]:
    """What stretches of one version mean for another; what is doubtful is withheld too."""
    part = carried(compare(document, other), stretches)
    reason = _REASON.format(document.version)
    return tuple(Withheld(span, reason) for span in part.stretches.union(SpanSet.of(part.doubtful)))


def _refuse_erased(correction: Correction, *, where: str) -> None:
    erased = [stretch.span for stretch in correction.old.withheld if stretch.reason == ERASED]
    if not erased:
        return
    speakers = {same_label(turn.speaker) for turn in correction.old.turns if turn.speaker}
    known = [turn.span for turn in correction.new.turns if same_label(turn.speaker) in speakers]
    there = carried(correction, erased).widened
    if any(not SpanSet.of(known).covers(span) for span in there):
        raise SecondmigError(
            "words stand where those of a person who withdrew were erased",
            where=where,
            hint=f"correct the text that secondmig corpus text {correction.old.id} prints, and leave its █",
        )


def _refuse_doubtful(
    new: Document, parts: Sequence[tuple[Document, Carried]], hidden: SpanSet, *, where: str
) -> None:
    doubtful = {span for _, part in parts for span in part.doubtful if not hidden.covers(span)}
    raise_all(
        SecondmigError(
            "a passage that was taken back has left its place, and words that stood only in it are in"
            f" {_place(new, span)}",
            where=where,
            hint=_REMEDY,
        )
        for span in sorted(doubtful)
    )


def _reason(span: Span, parts: Sequence[tuple[Document, Carried]], stood: Mapping[int, Alignment]) -> str:
    """Why a stretch of the new text is withheld; ``stood`` leads from it back to each older version."""
    for old, part in parts:
        place = stood[old.version].image(span)
        for stretch in old.withheld:
            if place and stretch.span.overlaps(place):
                return stretch.reason
        if part.stretches.overlaps(span):
            return _REASON.format(old.version)
    return _REASON.format(parts[0][0].version)


def _lines(old: Document, new: Document, part: Carried) -> list[str]:
    said = []
    if part.same:
        stay = "passages taken back stay" if len(part.same) > 1 else "passage taken back stays"
        said.append(f"{len(part.same)} {stay} withheld")
    said += [
        f"{_place(new, span)} withheld as a whole: the passage taken back there reads otherwise now"
        for span in part.widened
    ]
    said += [f"{_place(new, span)} withheld: it repeats words that were taken back" for span in part.repeated]
    said += [
        f"taken back in {_place(old, span)} of version {old.version}: not in the text any more"
        for span in part.gone
    ]
    return said


def _remarks(new: Document, spans: Iterable[Span], hidden: SpanSet) -> list[str]:
    found = []
    for span in spans:
        turn = _turn(new, span)
        if not hidden.covers(span):
            number = printed_number(turn) if turn else "N"
            found.append(
                f"{_place(new, span)} is new or changed, and has a word that stood only in what was taken"
                f" back: secondmig corpus restrict {new.id} --turn {number} takes it back too"
            )
    return found


def _place(document: Document, span: Span) -> str:
    turn = _turn(document, span)
    return f"turn {printed_number(turn)}" if turn else "a line outside the turns"


def _turn(document: Document, span: Span) -> Turn | None:
    for turn in document.turns:
        if turn.span.overlaps(span):
            return turn
    for tier in document.tiers:
        if tier.span.overlaps(span):
            return document.turns[tier.turn_index]
    return None
