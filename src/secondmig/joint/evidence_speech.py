"""Evaluators on what persons say of countries: within a person, between leavers and stayers, as reasons."""

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from statistics import median
from typing import Final

from secondmig.codebook.card import CardMeasure
from secondmig.core.warnings import RETROSPECTIVE, SEGMENTS_AS_N, Caution
from secondmig.estimate.values import Estimate, undefined
from secondmig.joint.compared import (
    Groups,
    mean_difference,
    paired_dominance,
    paired_interval,
    sides,
    with_interval,
)
from secondmig.joint.comparison_values import is_about, turns_of
from secondmig.joint.conditions import those
from secondmig.joint.evidence import (
    UNHEARD,
    Evaluator,
    Ground,
    Line,
    OptionSpec,
    Witness,
    line_of,
    side_of,
)
from secondmig.joint.evidence_cautions import confounded, lengths, not_asked, small
from secondmig.joint.groups import Person, destinations, facet_texts, group_of
from secondmig.joint.passages import Passage
from secondmig.joint.person_codes import VALENCE, ratings
from secondmig.stats.effect import cliffs_delta

WEIGHT: Final = "weight_in_decision"
"""The facet that says how much a reason weighed, unless a card names another."""
SHARE, CODINGS, BALANCE = "share", "codings", "balance"
_UNITS: Final = {
    SHARE: "share of the person's turns about the country",
    CODINGS: "codings",
    BALANCE: "negative less positive, over both",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """What a person says against a country.

    Attributes:
        value: the number, larger for more against it; None where there is none.
        told: the number in words, or why there is none.
        passages: the negative ones.
    """

    value: Fraction | None
    told: str
    passages: tuple[Passage, ...] = ()


def against(ground: Ground, person: Person, country: str, codes: Collection[str], count: str) -> Figure:
    """What a person says against a country under some codes.

    ``share``: turns about the country with a negative coding about it under the codes / turns with any coding
    about it. ``codings``: the negative codings. ``balance``: (negative - positive) / (negative + positive).
    Codings of one code on one stretch by several coders count once; "mixed" and 0 count for neither sign.
    Who was not interviewed, or whose interview nobody coded, has no figure.

    Args:
        ground: the codings.
        person: who speaks.
        country: ISO3 code; ORIGIN stands for the person's own.
        codes: those meant.
        count: which number.
    """
    unknown = ground.unknown(person, codes)
    if unknown is not None:
        return Figure(None, UNHEARD[unknown.reason])
    about = [each for each in ground.passages(person) if is_about(each, person, country)]
    meant = [each for each in about if each.coding.code_id in codes]
    negative = _signed(meant, below=True)
    if count == CODINGS:
        return Figure(Fraction(_distinct(negative)), str(_distinct(negative)), tuple(negative))
    if count == BALANCE:
        minus, plus = _distinct(negative), _distinct(_signed(meant, below=False))
        if not minus + plus:
            return Figure(None, f"nothing for or against {country}")
        return Figure(Fraction(minus - plus, minus + plus), f"{minus} against, {plus} for", tuple(negative))
    turns, there = turns_of(negative, person), turns_of(about, person)
    if not there:
        return Figure(None, f"nothing said about {country}")
    return Figure(Fraction(len(turns), len(there)), f"{len(turns)}/{len(there)} turns", tuple(negative))


def _signed(passages: Iterable[Passage], *, below: bool) -> list[Passage]:
    return [
        each
        for each in passages
        if any(rating < 0 if below else rating > 0 for rating in ratings(each, VALENCE))
    ]


def _distinct(passages: Iterable[Passage]) -> int:
    return len({(each.coding.document_id, each.coding.span, each.coding.code_id) for each in passages})


def ids_of(passages: Iterable[Passage]) -> tuple[str, ...]:
    """Ids of the codings, each once."""
    return tuple(dict.fromkeys(each.coding.id for each in passages))


# within a person


def within_person(ground: Ground, measure: CardMeasure) -> tuple[Line, ...]:
    """What second migrants say against their first destination and against the country they live in now."""
    codes = ground.codes(measure.texts("codes"), measure.texts("without"))
    count = measure.text("count", SHARE)
    witnesses: list[Witness] = []
    left_out: dict[str, str] = {}
    pairs: list[tuple[Fraction, Fraction]] = []
    for person in (each for each in ground.persons if each.trajectory.second_migrant):
        first, now = _first_and_now(ground, person, codes, count)
        if first.value is None or now.value is None:
            left_out[person.case.id] = first.told if first.value is None else now.told
            continue
        pairs.append((first.value, now.value))
        witnesses.append(
            Witness(
                person.case.id,
                side_of(float(first.value - now.value), measure.expected),
                f"{person.trajectory.first_destination} {first.told}, {person.trajectory.current} {now.told}",
                ids_of((*first.passages, *now.passages)),
            )
        )
    differences = [one - other for one, other in pairs]
    effect = paired_dominance(differences)
    line = line_of(measure, effect, witnesses, p=ground.p(lambda: _signs(differences)))
    if ground.inference:
        line = replace(line, effect=paired_interval(effect, differences, seed=ground.seed))
    cautions = (
        RETROSPECTIVE,
        *((SEGMENTS_AS_N,) if count == CODINGS else ()),
        *not_asked(ground, {each.case for each in witnesses}, codes),
    )
    return (replace(line, left_out=left_out, note=_of_pairs(pairs), cautions=cautions if pairs else ()),)


def _first_and_now(
    ground: Ground, person: Person, codes: Collection[str], count: str
) -> tuple[Figure, Figure]:
    first, now = person.trajectory.first_destination, person.trajectory.current
    nowhere = Figure(None, "the country lived in now is not known")
    if first and first == now:
        back = Figure(None, "lives in the first country again")
        return back, back
    return (
        against(ground, person, first, codes, count) if first else nowhere,
        against(ground, person, now, codes, count) if now else nowhere,
    )


def _signs(differences: Sequence[Fraction]) -> Estimate:
    from secondmig.stats.permute import sign_test

    return sign_test([float(each) for each in differences])


def _of_pairs(pairs: Sequence[tuple[Fraction, Fraction]]) -> str:
    if not pairs:
        return ""
    first, now = (float(sum(side) / len(pairs)) for side in zip(*pairs, strict=True))
    middle = float(median(one - other for one, other in pairs))
    means = f"mean {first:.2f} about the first country, {now:.2f} about the current one"
    return f"{means}; median difference {middle:+.2f}"


# between persons in one host


def leavers_and_stayers(ground: Ground, measure: CardMeasure) -> tuple[Line, ...]:
    """What those who moved on say against their first destination, and those who have no other against it."""
    codes = ground.codes(measure.texts("codes"), measure.texts("without"))
    count = measure.text("count", CODINGS)
    hosts: defaultdict[str, dict[str, list[Person]]] = defaultdict(lambda: {"second": [], "single": []})
    for person in ground.persons:
        group, host = group_of(person), next(iter(destinations(person)), None)
        if group is not None and host is not None and person.documents:
            hosts[host][group].append(person)
    both = {host: found for host, found in sorted(hosts.items()) if found["second"] and found["single"]}
    if not both:
        nobody = undefined("no country has both leavers and single migrants", unit=_UNITS[count])
        return (line_of(measure, nobody, ()),)

    def figure(person: Person, host: str) -> Figure:
        return against(ground, person, host, codes, count)

    lines = [_host_line(ground, measure, host, found, figure) for host, found in both.items()]
    alone = sum(len(found["second"]) for host, found in hosts.items() if host not in both)
    if alone:
        told = f"{alone} who left a country without single migrants are in no row"
        lines[-1] = replace(lines[-1], note=f"{lines[-1].note}; {told}")
    return tuple(lines)


def _host_line(
    ground: Ground,
    measure: CardMeasure,
    host: str,
    found: Mapping[str, Sequence[Person]],
    figure: Callable[[Person, str], Figure],
) -> Line:
    count = measure.text("count", CODINGS)
    figures = {person.case.id: figure(person, host) for group in found.values() for person in group}
    groups = {
        name: {
            person.case.id: float(value)
            for person in group
            if (value := figures[person.case.id].value) is not None
        }
        for name, group in found.items()
    }
    stands = sides(groups["second"], groups["single"], measure.expected)
    witnesses = [
        Witness(
            case, stands[case], f"{host} {figures[case].told}", ids_of(figures[case].passages), _NAMES[name]
        )
        for name, values in groups.items()
        for case in values
    ]
    x, y = list(groups["second"].values()), list(groups["single"].values())
    effect = mean_difference(x, y, unit=_UNITS[count])
    if ground.inference:
        effect = with_interval(effect, Groups(x, y), means=True, seed=ground.seed)
    line = line_of(measure, effect, witnesses, stratum=host, p=ground.p(lambda: _means_test(x, y)))
    return replace(
        line,
        left_out={case: each.told for case, each in figures.items() if each.value is None},
        sides=(len(x), len(y)),
        note=_of_groups(x, y),
        cautions=tuple(_host_cautions(ground, measure, host, witnesses)),
    )


_NAMES: Final = {"second": "left", "single": "stayed"}


def _host_cautions(
    ground: Ground, measure: CardMeasure, host: str, witnesses: Sequence[Witness]
) -> Iterable[Caution]:
    groups = {each.case: each.group for each in witnesses}
    if measure.text("count", CODINGS) == CODINGS:
        yield SEGMENTS_AS_N
        yield from lengths(ground, groups, host)
    held = list(groups.values())
    yield from small({f"who {name}": held.count(name) for name in _NAMES.values()}, host)
    yield from confounded(ground, groups, host)
    yield from not_asked(ground, groups, ground.codes(measure.texts("codes"), measure.texts("without")))


def _means_test(x: Sequence[float], y: Sequence[float]) -> Estimate:
    from secondmig.stats.permute import exact_mean_difference

    if min(len(x), len(y)) < 2:
        return undefined("a group has fewer than two persons", n=len(x) + len(y))
    return exact_mean_difference(x, y)


def _of_groups(x: Sequence[float], y: Sequence[float]) -> str:
    if not x or not y:
        return ""
    first, second = math.fsum(x) / len(x), math.fsum(y) / len(y)
    told = f"mean {first:.2f} (n {len(x)}) against {second:.2f} (n {len(y)})"
    return f"{told}, delta {cliffs_delta(x, y).value:+.2f}"


# reasons


def reasons(ground: Ground, measure: CardMeasure) -> tuple[Line, ...]:
    """Which reasons second migrants call decisive: persons with one kind against persons with another."""
    kinds = (ground.codes(measure.texts("codes")), ground.codes(measure.texts("against")))
    among = those(ground, measure.texts("among")) if measure.texts("among") else ground.persons
    seconds = [each for each in among if group_of(each) == "second"]
    left_out = {
        person.case.id: UNHEARD[unknown.reason]
        for person in seconds
        if (unknown := ground.unknown(person, kinds[0] | kinds[1])) is not None
    }
    heard = [each for each in seconds if each.case.id not in left_out]
    facet = measure.text("facet", WEIGHT)
    if heard and not any(
        facet_texts(each.coding, facet) for person in heard for each in ground.passages(person)
    ):
        nothing = paired_dominance([])
        effect = undefined(f"no passage of theirs has {facet}", method=nothing.method, unit=nothing.unit)
        return (replace(line_of(measure, effect, ()), left_out=left_out),)
    witnesses, differences = [], []
    named: defaultdict[str, set[str]] = defaultdict(set)
    totals = [0, 0]
    for person in heard:
        weighed = _decisive(ground, measure, person)
        found = [any(each.coding.code_id in codes for each in weighed) for codes in kinds]
        for each in weighed:
            named[each.coding.code_id].add(person.case.id)
        totals = [total + each for total, each in zip(totals, found, strict=True)]
        differences.append(float(found[0] - found[1]))
        told = ", ".join(dict.fromkeys(each.coding.code_id for each in weighed)) or "none called decisive"
        side = side_of(differences[-1], measure.expected)
        witnesses.append(Witness(person.case.id, side, told, ids_of(weighed)))
    cautions = tuple(not_asked(ground, {each.case for each in witnesses}, kinds[0] | kinds[1]))
    note = _of_reasons(ground, measure, named, totals, witnesses)
    line = _tallied(ground, measure, differences, witnesses)
    return (replace(line, note=note, left_out=left_out, cautions=cautions),)


def _decisive(ground: Ground, measure: CardMeasure, person: Person) -> list[Passage]:
    facet, decisive = measure.text("facet", WEIGHT), set(measure.texts("decisive"))
    return [each for each in ground.passages(person) if decisive & set(facet_texts(each.coding, facet))]


def _tallied(
    ground: Ground, measure: CardMeasure, differences: Sequence[float], witnesses: Sequence[Witness]
) -> Line:
    effect = paired_dominance(differences)
    if ground.inference:
        effect = paired_interval(effect, differences, seed=ground.seed)
    p = ground.p(lambda: _signs([Fraction(int(each)) for each in differences]))
    return line_of(measure, effect, witnesses, p=p)


def _of_reasons(
    ground: Ground,
    measure: CardMeasure,
    named: Mapping[str, Collection[str]],
    totals: Sequence[int],
    witnesses: Sequence[Witness],
) -> str:
    n = len(witnesses)
    order = sorted(named, key=lambda code: (-len(named[code]), code))
    ranked = ", ".join(f"{code} {len(named[code])}" for code in order)
    told = [f"decisive for {totals[0]} of {n} against {totals[1]} of {n}"]
    told += [f"persons by decisive reason: {ranked}"] if ranked else []
    denied, facet = set(measure.texts("denied")), measure.text("facet", WEIGHT)
    if denied:
        counted = {each.case for each in witnesses}
        codes = ground.codes(measure.texts("against"))
        refused = [
            case
            for case in sorted(counted)
            if any(
                each.coding.code_id in codes and denied & set(facet_texts(each.coding, facet))
                for each in ground.said.get(case, ())
            )
        ]
        told.append(
            f"{' or '.join(measure.texts('against'))} named as not the reason by {len(refused)} of {n}"
        )
    return "; ".join(told)


_CODES: Final = OptionSpec("code", needed=True, many=True)
_WITHOUT: Final = OptionSpec("code", many=True)
_VALUES: Final = OptionSpec("word", many=True)

SPEECH: Final = (
    Evaluator(
        "within_person",
        "within each second migrant: what is said against the first destination and against the country now",
        within_person,
        {"codes": _CODES, "without": _WITHOUT, "count": OptionSpec("word", (SHARE, CODINGS, BALANCE))},
    ),
    Evaluator(
        "leavers_and_stayers",
        "country by country: what those who moved on say against it, and those with no other destination",
        leavers_and_stayers,
        {"codes": _CODES, "without": _WITHOUT, "count": OptionSpec("word", (SHARE, CODINGS, BALANCE))},
    ),
    Evaluator(
        "reasons",
        "second migrants who call one kind of reason decisive, against those who call another so",
        reasons,
        {
            "codes": _CODES,
            "against": _CODES,
            "facet": OptionSpec("facet"),
            "decisive": OptionSpec("word", needed=True, many=True),
            "denied": _VALUES,
            "among": OptionSpec("condition", many=True),
        },
    ),
)
