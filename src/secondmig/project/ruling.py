"""What a team decides about a place where two coders differ; the codings of both stay as they are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, TypeAlias

from secondmig.core.counting import counted
from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.resolution import Resolution
from secondmig.core.types import CodebookVersion
from secondmig.project.disagreeing import Disputed, Layers, disputes, every_pair, layers_of, pair_of
from secondmig.project.disagreement_rows import described
from secondmig.project.examples import prepared, put, quoted, refuse_quotation
from secondmig.project.listing import Done
from secondmig.project.session import Session, find_document, newest_codebooks, place, turn_at
from secondmig.store import resolutions
from secondmig.store.connect import Change

if TYPE_CHECKING:
    from secondmig.agreement.disagreements import Disagreement

Take: TypeAlias = Literal["a", "b", "both", "neither"]
Outcome: TypeAlias = Literal["recode", "redefine", "ambiguity"]
OUTCOMES: tuple[Outcome, ...] = ("recode", "redefine", "ambiguity")
NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is decided.

    Attributes:
        take: whose reading holds.
        outcome: recode (somebody slipped), redefine (the definition has to be mended) or ambiguity (both
            readings are legitimate).
        reason: in words; may be "".
        example: (code, sentence in the writer's own words) for the codebook, or None.
        example_quote: the code whose example the quotation itself becomes, "" for none.
        coders: between whom the disagreements are; empty to look at all pairs, which takes longer.
    """

    take: Take
    outcome: Outcome
    reason: str = ""
    example: tuple[str, str] | None = None
    example_quote: str = ""
    coders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """A disagreement and between whom."""

    disputed: Disputed
    layers: Layers

    @property
    def place(self) -> "Disagreement":
        return self.disputed.place


def decide(
    session: Session, ids: Sequence[str], ruling: Ruling, *, sent: Mapping[str, object] = NOTHING
) -> Done:
    """Decide on disagreements, all in one event; an earlier decision gives way.

    An example goes into the file of its codebook in the same event, and out again with its undo.

    Args:
        session: the open project.
        ids: of the disagreements.
        ruling: what is decided.
        sent: the id of the act and the hash of what was asked for, where a page sent it.

    Raises:
        SecondmigError: a disagreement is not there or gone, or the decision or its example does not fit it;
            all at once.
    """
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        raise SecondmigError("no disagreement is named", hint="secondmig agree disagreements")
    coder = session.coder()
    payload = {"resolutions": wanted, "take": ruling.take, "outcome": ruling.outcome, **sent}
    code, sentence = _example(session, wanted, ruling)
    with (
        prepared(session, code, sentence) as example,
        session.store.write(actor=coder, verb="agree decide", payload=payload) as change,
    ):
        versions = newest_codebooks(session)
        found = _find(session, wanted, ruling.coders)
        raise_all(problem for each in found for problem in _problems(each.place, ruling, versions))
        added = _record(change, found, ruling, coder)
        names = list(dict.fromkeys(each.place.document for each in found))
        change.subject = names[0] if len(names) == 1 else ""
        lines = [_told(session, each, ruling) for each in found]
        lines += [put(session, change, example)] if example else []
        if not added and (example is None or example.new is None):
            change.nothing()
    if change.dropped:
        return Done(
            f"{counted(len(wanted), 'disagreement')} decided like that already", tuple(lines[len(found) :])
        )
    warnings = (*_before(found, ruling), *_retired(found, ruling, versions))
    message = f"{counted(len(wanted), 'disagreement')} decided: {ruling.take}, {ruling.outcome}"
    return Done(message, tuple(lines), warnings, change.rev, len(wanted))


def _find(session: Session, ids: Sequence[str], between: Sequence[str]) -> list[_Found]:
    """Disagreements by their ids, between two coders or whichever."""
    found: dict[str, _Found] = {}
    for coders in [pair_of(session, between)] if between else every_pair(session):
        if len(found) == len(ids):
            break
        layers = layers_of(session, coders)
        for each in disputes(session, layers):
            names = {each.id, *((each.decision.id,) if each.decision else ())}
            found.update((name, _Found(each, layers)) for name in names.intersection(ids))
    raise_all(_missing(session, each) for each in ids if each not in found)
    return [found[each] for each in ids]


def _missing(session: Session, name: str) -> SecondmigError:
    hint = "secondmig agree disagreements lists those that are there"
    for each in resolutions.all_resolutions(session.store.read()):
        if each.id == name:
            decided = f"was decided by {each.coder_id} ({each.take}, {each.outcome})"
            return SecondmigError(
                f"{decided} and is gone: a coding changed since, or the document left", where=name, hint=hint
            )
    return SecondmigError(
        f"there is no disagreement {name}, or a coding changed since it was listed", hint=hint
    )


def _problems(
    place: "Disagreement", ruling: Ruling, versions: Sequence[CodebookVersion]
) -> Iterator[SecondmigError]:
    if place.kind == "facet" and ruling.take == "both" and not holds_several(place, versions):
        yield SecondmigError(
            f"{place.facet} has one value",
            where=f"{place.document} {described(place)}",
            hint="--take a, b, or neither to leave it empty",
        )


def holds_several(place: "Disagreement", versions: Sequence[CodebookVersion]) -> bool:
    """Whether the facet that differs takes several values at once."""
    return any(
        spec.name == place.facet and spec.multiple
        for version in versions
        if any(code.id == place.code_a for code in version.codebook.codes)
        for spec in version.codebook.facets
    )


def _record(change: Change, found: Sequence[_Found], ruling: Ruling, coder: str) -> int:
    """Write decisions down; gives how many are new or other than before."""
    decided = [_resolution(each, ruling, coder) for each in found]
    for each, new in zip(found, decided, strict=True):
        old = each.disputed.decision
        if old is None or old.id != new.id:  # of a coding that said something else, or of older words
            resolutions.retire(change, [old.id if old else new.id])
    return resolutions.add(change, decided)


def _resolution(found: _Found, ruling: Ruling, coder: str) -> Resolution:
    each, layers = found.place, found.layers
    version = next(layers.codings[name].version for name in (*each.first, *each.second))
    return Resolution(
        id=found.disputed.id,
        document_id=each.document,
        version=version,
        span=each.span,
        kind=each.kind,
        coder_a=layers.coders[0],
        coder_b=layers.coders[1],
        code_a=each.code_a,
        code_b=each.code_b,
        facet=each.facet,
        first=each.first,
        second=each.second,
        take=ruling.take,
        outcome=ruling.outcome,
        reason=ruling.reason.strip(),
        coder_id=coder,
    )


def _example(session: Session, ids: Sequence[str], ruling: Ruling) -> tuple[str, str]:
    """The code and the sentence of an example; both "" for none."""
    if ruling.example is None and not ruling.example_quote:
        return "", ""
    if ruling.example is not None and ruling.example_quote:
        raise SecondmigError("one example at a time", hint="--example CODE SENTENCE, or --example-quote CODE")
    found = _find(session, ids, ruling.coders)
    if ruling.example is not None:
        for each in found:
            names = (*each.place.first, *each.place.second)
            spans = [each.place.span, *(each.layers.codings[name].span for name in names)]
            refuse_quotation(ruling.example[1], find_document(session, each.place.document), spans)
        return ruling.example
    if len(found) != 1:
        raise SecondmigError(
            f"the words of {len(found)} passages are not one example", hint="decide on them one by one"
        )
    passage = found[0].place
    return ruling.example_quote, quoted(session, find_document(session, passage.document), passage.span)


def _before(found: Sequence[_Found], ruling: Ruling) -> Iterator[str]:
    for each in found:
        old = each.disputed.decision
        if old is not None and (old.take, old.outcome) != (ruling.take, ruling.outcome):
            had = f"{old.coder_id} had decided {old.take}, {old.outcome}"
            yield f"{each.disputed.id}: {had}; this takes its place"


def _retired(found: Sequence[_Found], ruling: Ruling, versions: Sequence[CodebookVersion]) -> Iterator[str]:
    retired = {code.id: code.retired for each in versions for code in each.codebook.codes if code.retired}
    taken = {code for each in found for code in _codes(each.place, ruling)}
    for code in sorted(taken & retired.keys()):
        yield f"{code} is retired ({retired[code]}): codings with it stay, nothing new gets it"


def _codes(place: "Disagreement", ruling: Ruling) -> tuple[str, ...]:
    taken: Mapping[Take, tuple[str, ...]] = {
        "a": (place.code_a,),
        "b": (place.code_b,),
        "both": (place.code_a, place.code_b),
        "neither": (),
    }
    return taken[ruling.take]


def _told(session: Session, found: _Found, ruling: Ruling) -> str:
    document = find_document(session, found.place.document)
    a, b = found.layers.coders
    taken = {"a": a, "b": b, "both": f"{a} and {b}", "neither": "neither"}[ruling.take]
    at = place(document, turn_at(document, found.place.span.start))
    return f"{found.disputed.id}: {at} {described(found.place)}: {taken}"
