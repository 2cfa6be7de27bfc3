"""The rows of comparisons, and the sentences that stand with each kind of figure."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from secondmig.estimate.values import Estimate, undefined
from secondmig.project.comparison_wanted import ComparisonWanted, Family
from secondmig.stats.multiplicity import holm

if TYPE_CHECKING:
    from secondmig.joint.comparison import Compared
    from secondmig.joint.within_person import About, PairedCode

COMPARISON_FIELDS: Final = (
    *("code", "label", "group", "persons", "persons_total", "turns", "segments", "share"),
    *("low", "high", "p", "undefined", "n", "mean", "median", "against", "difference", "within"),
    *("delta", "v", "odds_ratio", "odds_low", "odds_high", "probability", "p_holm", "p_method"),
    *("p_low", "p_high", "seed", "not_asked", "missing", "reasons", "describes"),
)
PAIRED_FIELDS: Final = (
    *("code", "label", "group", "persons", "persons_total", "turns", "segments", "share"),
    *("low", "high", "p", "undefined", "n", "mean", "median", "against", "difference"),
    *("median_difference", "delta", "more", "fewer", "ties", "p_holm", "p_method", "missing", "reasons"),
    "describes",
)
PAIR_FIELDS: Final = ("code", "label", "case", "first", "second", "value_first", "value_second", "difference")
NO_FAMILY: Final = "no family of comparisons was declared"
NOT_A_MEMBER: Final = "the code is not in the family"
NO_INTERVAL: Final = "no interval is given for this difference"
DESCRIBED: Final = (
    "n/N, differences and effect sizes describe these persons, who were chosen on purpose; --inference adds "
    "intervals and p"
)
IS_SHARE: Final = undefined("of presence the share is the number")
AGAIN: Final = "describes re-labelling of these persons, infers to nobody else"


def comparison_rows(
    rows: "Sequence[Compared]", family: Family, *, pairwise: bool
) -> tuple[list[dict[str, object]], int]:
    """One row per code and group, and how many comparisons were corrected together.

    Args:
        rows: of all codes of the family, and of those shown.
        family: over which p is corrected.
        pairwise: whether each row has a p of its own; else one holds for all groups of a code.
    """
    tests = {(row.code, row.group if pairwise else ""): row.tested.p for row in rows if row.against}
    corrected, size = _corrected(tests, family)
    return [_row(row, corrected.get((row.code, row.group if pairwise else ""))) for row in rows], size


Corrected = tuple[float | None, str]


def _corrected(
    tests: Mapping[tuple[str, str], Estimate], family: Family
) -> tuple[dict[tuple[str, str], Corrected], int]:
    """Key -> Holm's p, or why there is none; and how many values there were."""
    inside = [key for key in tests if family.codes is None or key[0] in family.codes]
    ps = [tests[key].value for key in inside]
    found = dict(zip(inside, holm(ps), strict=True))
    reason = NOT_A_MEMBER if family.name else NO_FAMILY
    made = {
        key: (found.get(key), p.undefined or ("" if key in found else reason)) for key, p in tests.items()
    }
    return made, sum(p is not None for p in ps)


def _row(row: "Compared", corrected: Corrected | None) -> dict[str, object]:
    made, tested = row.contrast, row.tested
    presence = row.presence
    holms, no_holm = corrected if row.against and corrected else (None, tested.p.undefined)
    found: dict[str, Estimate] = {
        "mean": IS_SHARE if presence else row.mean,
        "median": IS_SHARE if presence else row.median,
        "difference": made.difference,
        "within": row.within,
        "delta": made.delta,
        "v": tested.v,
        "odds_ratio": made.odds,
        "probability": made.probability,
        "p": tested.p,
    }
    reasons = {name: each.undefined for name, each in found.items() if each.undefined}
    reasons |= {"p_holm": no_holm} if holms is None else {}
    if made.difference.low is None:
        reasons["low"] = made.difference.undefined or reasons.get("p") or NO_INTERVAL
    return {
        "code": row.code,
        "label": row.label,
        "group": row.group,
        "persons": row.persons,
        "persons_total": row.persons_total,
        "turns": row.turns,
        "segments": row.segments,
        "share": row.share.value,
        "undefined": row.share.undefined or None,
        "n": row.n,
        "against": row.against or None,
        **{name: each.value for name, each in found.items()},
        "low": made.difference.low,
        "high": made.difference.high,
        "odds_low": made.odds.low if made.odds_at_least is None else made.odds_at_least,
        "odds_high": made.odds.high,
        "p_holm": holms,
        "p_method": tested.p.method if tested.p.value is not None else None,
        "p_low": tested.p.low,
        "p_high": tested.p.high,
        "seed": tested.p.seed,
        "not_asked": row.not_asked,
        "missing": dict(row.missing),
        "reasons": reasons,
        "describes": _describes(made.difference.low, made.probability.value, tested.p.value),
    }


def _describes(*figures: float | None) -> str | None:
    """What p, interval and probability of a row describe, for tables that stand without their sentences."""
    return None if all(each is None for each in figures) else AGAIN.removeprefix("describes ")


def paired_rows(rows: "Sequence[PairedCode]", family: Family) -> tuple[list[dict[str, object]], int]:
    """Two rows per code: about the first country, and about the second; and the size of the family."""
    corrected, size = _corrected({(row.code, ""): row.p for row in rows}, family)
    made = [
        _paired_row(row, side, other, corrected[row.code, ""])
        for row in rows
        for side, other in (row.sides, row.sides[::-1])
    ]
    return made, size


def _paired_row(row: "PairedCode", side: "About", other: "About", corrected: Corrected) -> dict[str, object]:
    n, sign = len(row.pairs), 1 if side == row.sides[0] else -1
    holms, no_holm = corrected
    found = {
        "difference": row.difference,
        "median_difference": row.middle,
        "delta": row.dominance,
    }
    values = {name: None if each.value is None else sign * each.value + 0.0 for name, each in found.items()}
    reasons = {name: each.undefined for name, each in {**found, "p": row.p}.items() if each.undefined}
    reasons |= {"low": row.p.undefined or NO_INTERVAL}
    reasons |= {"p_holm": no_holm} if holms is None else {}
    return {
        "code": row.code,
        "label": row.label,
        "group": side.name,
        "persons": side.persons,
        "persons_total": n,
        "turns": side.turns,
        "segments": side.segments,
        "share": side.persons / n if n else None,
        "low": None,
        "high": None,
        "p": row.p.value,
        "undefined": None if n else side.mean.undefined,
        "n": n,
        "mean": side.mean.value,
        "median": side.median.value,
        "against": other.name,
        **values,
        "more": list(row.having(sign)),
        "fewer": list(row.having(-sign)),
        "ties": list(row.having(0)),
        "p_holm": holms,
        "p_method": row.p.method if row.p.value is not None else None,
        "missing": {reason: list(cases) for reason, cases in row.left_out.items()},
        "reasons": reasons,
        "describes": _describes(row.p.value),
    }


def pair_rows(rows: "Sequence[PairedCode]") -> list[dict[str, object]]:
    """One row per code and person."""
    return [
        {
            "code": row.code,
            "label": row.label,
            "case": pair.case,
            "first": pair.places[0],
            "second": pair.places[1],
            "value_first": pair.first,
            "value_second": pair.second,
            "difference": pair.difference,
        }
        for row in rows
        for pair in row.pairs
    ]


def sentences(wanted: ComparisonWanted, quantity: str, holms: str) -> dict[str, str]:
    """What every kind of figure means, by its field."""
    if not wanted.inference:
        return {"inference": DESCRIBED}
    if wanted.paired:
        test = (
            "p: sign test, the share of all ways to swap the two countries within these persons that are as "
            "one-sided, ties left out"
        )
        return {"p": f"{test}; {AGAIN}", "p_holm": holms}
    test = (
        "p: the share of all ways to deal the groups' labels out among these persons, never segments, that "
        "differ as much"
    )
    said = {"p": f"{test}; {AGAIN}", "p_holm": holms}
    if quantity != "presence":
        return said
    return {
        "low": f"interval (low, high): Newcombe's 95 % of the difference; {AGAIN}",
        "probability": f"P (probability): that the first share is the larger, by Beta(1/2, 1/2); {AGAIN}",
        "odds_ratio": f"odds ratio: conditional, with its exact 95 % interval; {AGAIN}",
        **said,
    }
