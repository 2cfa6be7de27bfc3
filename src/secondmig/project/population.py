"""The use case ``hypothesis estimate``: a claim about a population, estimated on a survey."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.core.warnings import (
    FEW_CLUSTERS,
    NO_FAMILY,
    POST_TREATMENT,
    SMALL_GROUP,
    WEIGHTS_MEANT,
    Caution,
)
from secondmig.project.listing import Listing
from secondmig.project.model_source import source_of, without_fictional
from secondmig.project.session import Session, meta

if TYPE_CHECKING:
    from secondmig.codebook.card import Card
    from secondmig.stats.group_estimates import GroupEstimate, GroupResult
    from secondmig.stats.group_spec import GroupSpec

FIELDS: Final = (
    "id",
    "title",
    "measure",
    "role",
    "verdict",
    "first",
    "second",
    "effect",
    "low",
    "high",
    "se",
    "p",
    "n",
    "n_first",
    "n_second",
    "share",
    "method",
    "undefined",
)
_FEW: Final = 5
FEW_UNITS: Final = 30


def estimate(session: Session, card: str, path: Path) -> Listing:
    """Estimate what a card claims of a population on the rows of a survey.

    Args:
        session: the open project.
        card: id of the hypothesis card.
        path: of the YAML file that says who is compared and in what.

    Raises:
        SecondmigError: there is no such card, the file or its source cannot be read, or the rows were chosen
            on purpose.
        ProblemsError: all reasons why it cannot be estimated.
    """
    from secondmig.stats.group_estimates import VERDICT_RULE, compare_groups
    from secondmig.stats.group_spec import read_group_spec

    claim = _claim(session, card)
    spec = read_group_spec(path)
    source = source_of(session, spec.model, path.parent)
    found = compare_groups(spec, source.frame)
    rows = [_row(claim.id, each, found.verdict) for each in found.rows]
    cautions = tuple(_cautions(spec, found))
    head = meta(session, unit="rows", selection=Selection(), n=len(source.frame), cautions=cautions)
    if not source.held:
        head["warnings"] = without_fictional(head["warnings"])
    told = {
        "claim": claim.claim,
        "source": source.frame.name,
        "kind": source.frame.kind,
        "groups": [each.name for each in spec.groups],
        "verdict": found.verdict,
        "rule": VERDICT_RULE,
        "one_sided": spec.one_sided,
        "flow": [{"step": step.name, "n": step.n} for step in found.flow],
    }
    return Listing(FIELDS, rows, {**head, **told}, (*_notes(spec, found), *source.notes))


def _claim(session: Session, card_id: str) -> "Card":
    """The card of that id, which must be about a population.

    Raises:
        SecondmigError: there is none, or it claims nothing of a population.
    """
    from secondmig.project.hypotheses import cards_of

    cards = {each.id: each for each in cards_of(session)}
    about = [name for name, each in cards.items() if each.population]
    if card_id not in cards:
        raise SecondmigError(f"there is no hypothesis card {card_id!r}", hint=f"cards: {', '.join(cards)}")
    if card_id not in about:
        raise SecondmigError(
            f"{card_id} claims nothing of a population that a survey could estimate",
            hint=f"secondmig hypothesis test {card_id}; of a population: {', '.join(about) or 'none'}",
        )
    return cards[card_id]


def _row(card: str, each: "GroupEstimate", verdict: str) -> dict[str, object]:
    first, second = each.figures or (None, None)
    effect = each.effect
    return {
        "id": card,
        "title": each.title,
        "measure": each.measure,
        "role": each.role,
        "verdict": verdict if each.role == "primary" else None,
        "first": first,
        "second": second,
        "effect": effect.value,
        "low": effect.low,
        "high": effect.high,
        "se": each.se,
        "p": each.p,
        "n": effect.n,
        "n_first": each.persons[0],
        "n_second": each.persons[1],
        "share": each.share,
        "method": effect.method,
        "undefined": effect.undefined or None,
    }


def _cautions(spec: "GroupSpec", found: "GroupResult") -> Iterator[Caution]:
    from secondmig.joint.comparison_cautions import COMPARISONS

    if spec.model.weights:
        yield WEIGHTS_MEANT
    if found.gained is None or found.gained[0]:
        yield POST_TREATMENT
    tested = sum(row.p is not None for row in found.rows)
    if tested > COMPARISONS:
        yield replace(NO_FAMILY, message=f"{tested} comparisons: {NO_FAMILY.message}")
    if any(min(row.persons) < _FEW for row in found.rows):
        yield SMALL_GROUP
    if found.units is not None and found.units < FEW_UNITS:
        told = f"{found.units} sampling units, fewer than {FEW_UNITS}: intervals are likely to be too short"
        yield replace(FEW_CLUSTERS, message=told)


def _notes(spec: "GroupSpec", found: "GroupResult") -> Iterator[str]:
    first, second = spec.groups
    yield f"{found.verdict}: {first.name} against {second.name}"
    yield "sample: " + ", ".join(f"{step.name} {step.n:,}" for step in found.flow)
    if found.silent:
        yield f"no intervals and no p: {found.silent}"
    elif spec.one_sided:
        yield "p is one-sided, as the direction was declared beforehand; intervals are two-sided, 95 %"
    else:
        yield "p is two-sided; intervals are 95 %"
    if found.gained is None:
        yield (
            f"nothing says how much of {spec.label(spec.education)} was acquired before the first move"
            " (before_first_move): what came after it may be an outcome of moving"
        )
    elif found.gained[0]:
        gained, known = found.gained
        yield f"{gained:,} of {known:,} of the first group gained education after their first move"
    short = [row for row in found.rows if row.effect.value is not None and row.share < 1]
    for row in short:
        gone = f"{row.title}: {1 - row.share:.0%} of the first group are left out"
        yield f"{gone}: they match nobody, or their cell is not known"
