"""Codes that meet in what persons say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Literal

from secondmig.core.cautions import made_by, waiting
from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.core.warnings import MONTE_CARLO, NO_FAMILY, P_PURPOSIVE, PURPOSIVE, SMALL_DENOMINATOR, Caution
from secondmig.project.listing import Listing
from secondmig.project.outline import outlined
from secondmig.project.session import Session, expand_codes, meta, newest_codebooks

if TYPE_CHECKING:
    from secondmig.core.snapshot import Snapshot
    from secondmig.joint.cooccurrence import Cooccurrence, Together

FIELDS: Final = (
    "code_a",
    "code_b",
    "rule",
    "persons",
    "segments",
    "jaccard",
    "lift",
    "low",
    "high",
    "p",
    "undefined",
    "remark",
    "persons_a",
    "persons_b",
    "expected",
    "segments_a",
    "segments_b",
    "p_low",
    "p_high",
)
ONE_PERSON: Final = "one person"
RELABELLED: Final = (
    "p: the share of re-labellings of these persons in which the number of persons is at least as far from "
    "the expected one; low to high: where the lift lies in 95 % of them. Both describe re-labelling of these "
    "persons and infer to nobody else"
)
_FAMILY: Final = 5
_SMALL: Final = 20


@dataclass(frozen=True, slots=True)
class Pairs:
    """Which pairs of codes are asked for.

    Attributes:
        selection: codings and persons; its codes are those of which one must be in the pair.
        rule: overlap, turn or document.
        within: how many turns apart, None for the rule as it is.
        beside: codes of which the other must be one, with those below; empty for all.
        rolled_up: headings count all codes below them too.
        min_persons: pairs in fewer persons are left out.
        inference: whether p and the range of re-labellings are wanted.
        seed: of what is drawn.
    """

    selection: Selection = field(default_factory=Selection)
    rule: Literal["overlap", "turn", "document"] = "overlap"
    within: int | None = None
    beside: tuple[str, ...] = ()
    rolled_up: bool = False
    min_persons: int = 1
    inference: bool = False
    seed: int = 0


def cooccurring(session: Session, wanted: Pairs) -> Listing:
    """The pairs of codes that meet, persons first; pairs that meet in nobody are not listed.

    Raises:
        SecondmigError: a code is unknown, or a number is out of range.
    """
    from secondmig.joint.cooccurrence import Asked, cooccurrence

    _check(wanted)
    selection = wanted.selection
    versions = newest_codebooks(session, as_of=selection.as_of)
    exact = selection.exact
    asked = Asked(
        kind="turn" if wanted.within is not None else wanted.rule,
        reach=wanted.within or 0,
        first=frozenset(expand_codes(versions, selection)),
        second=frozenset(expand_codes(versions, Selection(codes=wanted.beside, exact=exact))),
        rolled_up=wanted.rolled_up,
        inference=wanted.inference,
        seed=wanted.seed,
    )
    # The codes asked for choose the pairs; what they meet may be any code.
    snapshot, columns = outlined(session, replace(selection, codes=(), exact=False), "coder_id")
    found = cooccurrence(snapshot, columns, asked)
    pairs = [pair for pair in found.pairs if pair.persons >= wanted.min_persons]
    rows = [_row(pair, asked.rule()) for pair in pairs]
    made = session.config.coders
    cautions = [*_cautions(snapshot, found, pairs), *made_by(selection.coders or made, made)]
    told = meta(session, unit="persons", selection=selection, n=len(rows), cautions=cautions)
    return Listing(FIELDS, rows, {**told, **_rules(found, wanted)}, tuple(_notes(found, pairs)))


def _check(wanted: Pairs) -> None:
    if wanted.within is not None and wanted.within < 0:
        raise SecondmigError(
            f"a distance in turns is 0 or more, not {wanted.within}", hint="--within 2; 0 is the same turn"
        )
    if wanted.min_persons < 1:
        raise SecondmigError(
            f"a pair is in one person or more, not in {wanted.min_persons}", hint="--min-persons 2"
        )
    if wanted.seed < 0:
        raise SecondmigError(f"a seed is 0 or more, not {wanted.seed}", hint="--seed 0")


def _row(pair: "Together", rule: str) -> dict[str, object]:
    return {
        "code_a": pair.code_a,
        "code_b": pair.code_b,
        "rule": rule,
        "persons": pair.persons,
        "segments": pair.segments,
        "jaccard": pair.jaccard.value,
        "lift": pair.lift.value,
        "low": pair.lift.low,
        "high": pair.lift.high,
        "p": pair.p.value,
        "undefined": pair.p.undefined or None,
        "remark": ONE_PERSON if pair.few() else None,
        "persons_a": pair.persons_a,
        "persons_b": pair.persons_b,
        "expected": pair.expected,
        "segments_a": pair.segments_a,
        "segments_b": pair.segments_b,
        "p_low": pair.p.low,
        "p_high": pair.p.high,
    }


def _rules(found: "Cooccurrence", wanted: Pairs) -> dict[str, object]:
    from secondmig.joint import cooccurrence as told

    asked = found.asked
    drawn = any(pair.p.seed is not None for pair in found.pairs) or found.shifts < found.persons
    return {
        "rule": f"{asked.rule()}: {asked.described()}; {told.SAME_CODER}",
        "codes": told.ANCESTORS + ("; headings count the codes below them" if wanted.rolled_up else ""),
        "segments": told.SEGMENTS,
        "jaccard": told.JACCARD,
        "lift": told.LIFT,
        "inference": RELABELLED if asked.inference else told.NO_INFERENCE,
        "methods": sorted({pair.p.method for pair in found.pairs if pair.p.method}),
        "seed": asked.seed if drawn else None,
        "persons": found.persons,
        "re_pairings": found.shifts,
        "left_out": found.unspoken,
    }


def _cautions(snapshot: "Snapshot", found: "Cooccurrence", pairs: Sequence["Together"]) -> Iterator[Caution]:
    yield PURPOSIVE
    yield from waiting(snapshot.waiting, snapshot.undecided)
    if any(pair.jaccard.n < _SMALL for pair in pairs):
        yield SMALL_DENOMINATOR
    tested = [pair for pair in pairs if pair.p.value is not None]
    if tested:
        yield P_PURPOSIVE
    if len(tested) > _FAMILY:
        message = f"{len(tested)} pairs were tested: some are far from what is expected by chance alone"
        yield replace(NO_FAMILY, message=message)
    if any(pair.p.seed is not None for pair in tested):
        yield replace(MONTE_CARLO, message=f"{MONTE_CARLO.message} (seed {found.asked.seed})")


def _notes(found: "Cooccurrence", pairs: Sequence["Together"]) -> Iterator[str]:
    from secondmig.joint.cooccurrence import SAME_CODER

    asked = found.asked
    yield f"{asked.rule()}: {asked.described()}"
    yield SAME_CODER
    yield f"{found.persons} persons interviewed; jaccard is over persons; persons_a have code_a anywhere"
    yield "lift: persons over expected, the mean when code_b's places are dealt out to the persons anew"
    if asked.inference:
        yield RELABELLED
    few = sum(pair.few() for pair in pairs)
    if few:
        yield f"{few} of {len(pairs)} pairs rest on one person each: read them as that person's"
    if found.unspoken:
        yield f"{found.unspoken} codings of words that no person says are in no number"
