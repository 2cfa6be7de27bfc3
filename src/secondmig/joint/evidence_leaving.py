"""Evaluators on who left the first destination or means to: by a condition, by what is said, by a value.

Moves made and intentions are two rows of their own under every row that takes them together.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from secondmig.codebook.card import CardMeasure
from secondmig.core.warnings import CONFOUNDED, INTENTION, SEPARATION, Caution
from secondmig.joint.comparison_values import is_about
from secondmig.joint.conditions import holds
from secondmig.joint.confounding import coincidence
from secondmig.joint.evidence import (
    UNHEARD,
    Evaluator,
    Ground,
    Line,
    OptionSpec,
    Side,
    Witness,
    line_of,
    side_of,
)
from secondmig.joint.evidence_cautions import SMALL, confounded, not_asked, small
from secondmig.joint.evidence_groups import Two, compared_line
from secondmig.joint.groups import Person, facet_texts
from secondmig.joint.leaving import FATE_RULE, VIEWS, Fate, Seen, fate_of, seen
from secondmig.joint.leaving import INTENTION as INTENDED
from secondmig.joint.person_columns import Missing

TOO_FEW: Final = "too few to conclude"
LEAVE, STAY = "who leave", "who do not"
HELD, OTHERS = "of whom it holds", "others"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the persons before they are counted in a view.

    Attributes:
        held: case id -> whether the condition holds, 1 or 0, or the value.
        says: case id -> the same in words.
        passages: case id -> ids of the codings behind it.
        missing: case id -> why nothing is known.
        fates: case id -> what became of the first destination.
    """

    held: Mapping[str, float]
    says: Mapping[str, str]
    passages: Mapping[str, tuple[str, ...]]
    missing: Mapping[str, str]
    fates: Mapping[str, Fate]


Count = Callable[[Ground, CardMeasure, Known, Seen], Line]


def by_condition(ground: Ground, measure: CardMeasure) -> tuple[Line, ...]:
    """Leaving by whether conditions hold: the difference of the two shares who leave."""
    wanted = measure.texts("of")
    words = measure.text("told") or " and ".join(wanted)
    answers = {person.case.id: holds(ground, person, wanted) for person in ground.persons}
    held = {case: float(answer) for case, answer in answers.items() if answer is not None}
    known = Known(
        held=held,
        says={case: f"{words}: {'yes' if value else 'no'}" for case, value in held.items()},
        passages={},
        missing={case: f"{words}: not known" for case, answer in answers.items() if answer is None},
        fates=_fates(ground, measure),
    )
    return _views(ground, measure, known, _shares)


def by_talk(ground: Ground, measure: CardMeasure) -> tuple[Line, ...]:
    """Leaving by whether a person says something about the first destination: the difference of shares."""
    codes = ground.codes(measure.texts("codes"), measure.texts("without"))
    valence = measure.text("valence")
    words = f"passages on it under {', '.join(measure.texts('codes'))}"
    words += f" with valence {valence}" if valence else ""
    unheard = {
        person.case.id: UNHEARD[unknown.reason]
        for person in ground.persons
        if (unknown := ground.unknown(person, codes)) is not None
    }
    found = {
        person.case.id: _about_first(ground, person, codes, valence)
        for person in ground.persons
        if person.case.id not in unheard
    }
    known = Known(
        held={case: float(bool(ids)) for case, ids in found.items()},
        says={case: f"{words}: {len(ids)}" for case, ids in found.items()},
        passages=found,
        missing=unheard,
        fates=_fates(ground, measure),
    )
    whole, *parts = _views(ground, measure, known, _shares)
    silent = not_asked(ground, {each.case for each in whole.witnesses}, codes)
    return (replace(whole, cautions=(*whole.cautions, *silent)), *parts)


def by_value(ground: Ground, measure: CardMeasure) -> tuple[Line, ...]:
    """A value of those who leave against that of those who do not: Cliff's delta."""
    name = measure.text("column")
    cells = {person.case.id: ground.number(person, name) for person in ground.persons}
    known = Known(
        held={case: cell for case, cell in cells.items() if not isinstance(cell, Missing)},
        says={},
        passages={},
        missing={case: f"{name}: {cell.reason}" for case, cell in cells.items() if isinstance(cell, Missing)},
        fates=_fates(ground, measure),
    )
    return _views(ground, measure, known, _values)


def _fates(ground: Ground, measure: CardMeasure) -> dict[str, Fate]:
    intention = measure.text("intention", INTENDED)
    return {person.case.id: fate_of(ground, person, intention) for person in ground.persons}


def _about_first(ground: Ground, person: Person, codes: frozenset[str], valence: str) -> tuple[str, ...]:
    first = person.trajectory.first_destination
    return tuple(
        each.coding.id
        for each in ground.passages(person, codes)
        if first is not None
        and is_about(each, person, first)
        and (not valence or valence in facet_texts(each.coding, "valence"))
    )


def _views(ground: Ground, measure: CardMeasure, known: Known, count: Count) -> tuple[Line, ...]:
    """The row of both together, then its two parts, which of a primary measure are sensitivity rows."""
    part_role = "sensitivity" if measure.role == "primary" else measure.role
    lines = []
    for view in VIEWS:
        who = seen(view, known.fates)
        line = count(ground, measure, known, who)
        together = view == VIEWS[0]
        left_out = {**known.missing, **who.left_out}
        named = replace(
            line,
            measure=measure.id if together else f"{measure.id}:{view}",
            title=f"{measure.title}: {view}",
            role=measure.role if together else part_role,
            left_out=dict(sorted(left_out.items())),
            note=f"{line.note}; {TOO_FEW}" if min(line.sides) < SMALL else line.note,
        )
        cautions = (*([] if view == VIEWS[1] else [INTENTION]), *_cautions(ground, measure, named, known))
        # What the group is called stands in the words of each person already.
        witnesses = tuple(replace(each, group="") for each in named.witnesses)
        lines.append(replace(named, witnesses=witnesses, cautions=cautions))
    return tuple(lines)


# a condition that holds or not


def _shares(ground: Ground, measure: CardMeasure, known: Known, who: Seen) -> Line:
    from secondmig.stats.fisher import fisher_exact
    from secondmig.stats.proportions import risk_difference

    counted = [case for case in who.leaves if case in known.held]
    table = [
        [
            sum(known.held[case] == held and who.leaves[case] == leaves for case in counted)
            for leaves in (1, 0)
        ]
        for held in (1, 0)
    ]
    (with_leave, with_stay), (without_leave, without_stay) = table
    sides = with_leave + with_stay, without_leave + without_stay
    effect = risk_difference(with_leave, sides[0], without_leave, sides[1], interval=ground.inference)
    witnesses = [
        Witness(
            case,
            _side(measure, held=bool(known.held[case]), leaves=who.leaves[case]),
            f"{known.says[case]}; {known.fates[case].says}",
            known.passages.get(case, ()),
            group=HELD if known.held[case] else OTHERS,
        )
        for case in counted
    ]
    line = line_of(measure, effect, witnesses, p=ground.p(lambda: fisher_exact(table)))
    note = f"{with_leave} of {sides[0]} against {without_leave} of {sides[1]}"
    return replace(line, sides=sides, note=note)


def _side(measure: CardMeasure, *, held: bool, leaves: bool) -> Side:
    """Those of whom it holds bear the claim out or not; the others are who they are compared with."""
    return side_of(1.0 if leaves else -1.0, measure.expected) if held else "tie"


# a value with an order


def _values(ground: Ground, measure: CardMeasure, known: Known, who: Seen) -> Line:
    groups: tuple[dict[str, float], dict[str, float]] = ({}, {})
    for case, leaves in who.leaves.items():
        if case in known.held:
            groups[0 if leaves else 1][case] = known.held[case]
    told = {"told": measure.text("told") or measure.text("column"), "statistic": "delta"}
    asked = replace(measure, options={**measure.options, **told})
    line = compared_line(ground, asked, Two(*groups, (LEAVE, STAY), {}))
    ranges = [_range(name, list(group.values())) for name, group in zip((LEAVE, STAY), groups, strict=True)]
    apart = _apart(list(groups[0].values()), list(groups[1].values()))
    return replace(
        line,
        witnesses=tuple(
            replace(each, says=f"{each.says}; {known.fates[each.case].says}") for each in line.witnesses
        ),
        note="; ".join(filter(None, (line.note, *ranges, apart))),
        cautions=(),
    )


def _range(name: str, values: Sequence[float]) -> str:
    return f"{name} {min(values):g} to {max(values):g}" if values else ""


def _apart(leave: Sequence[float], stay: Sequence[float]) -> str:
    """Perfect separation in words, "" where there is none.

    >>> _apart([1, 2], [3])
    'perfect separation: everybody who leaves is below everybody who does not'
    """
    if not leave or not stay or (min(leave) <= max(stay) and max(leave) >= min(stay)):
        return ""
    side = "below" if max(leave) < min(stay) else "above"
    return f"{_SEPARATED}: everybody who leaves is {side} everybody who does not"


_SEPARATED: Final = "perfect separation"


# warnings


def _cautions(ground: Ground, measure: CardMeasure, line: Line, known: Known) -> Iterator[Caution]:
    names = (LEAVE, STAY) if "column" in measure.options else (HELD, OTHERS)
    yield from small(dict(zip(names, line.sides, strict=True)), line.measure)
    yield from confounded(ground, {each.case: each.group for each in line.witnesses}, line.measure)
    if _SEPARATED in line.note:
        told = f"{line.measure}, {measure.text('told') or measure.text('column')}"
        yield replace(SEPARATION, message=f"{told}: {SEPARATION.message}")
    counted = {each.case for each in line.witnesses}
    persons = [person for person in ground.persons if person.case.id in counted]
    for name in measure.texts("confounders"):
        coincides = _coinciding(ground, persons, known, name)
        if coincides:
            message = f"{line.measure} {coincides}: the figures cannot tell the two apart"
            yield replace(CONFOUNDED, message=message)


def _coinciding(ground: Ground, persons: Sequence[Person], known: Known, name: str) -> str:
    """That a column all but coincides with what the persons are divided by, "" where it does not."""
    pairs = [
        (f"{known.held[person.case.id]:g}", str(cell))
        for person in persons
        if not isinstance(cell := ground.cell(person, name), Missing)
    ]
    strength = coincidence(pairs)
    if strength is None:
        return ""
    return f"all but coincides with {name} (corrected Cramer's V {strength:.2f}, n {len(pairs)})"


_SHARED: Final[Mapping[str, OptionSpec]] = {
    "told": OptionSpec("word"),
    "intention": OptionSpec("column"),
    "confounders": OptionSpec("column", many=True),
}
_ROWS: Final = "moves made and intentions in rows of their own"
BY_CONDITION: Final = Evaluator(
    "leaving_by_condition",
    "share who left the first destination or intend to: of those of whom the conditions hold, less that of "
    f"the others; {_ROWS}; {FATE_RULE}",
    by_condition,
    {"of": OptionSpec("condition", needed=True, many=True), **_SHARED},
)
BY_TALK: Final = Evaluator(
    "leaving_by_talk",
    "share who left the first destination or intend to: of those with a passage about it under the codes, "
    f"less that of the others; {_ROWS}",
    by_talk,
    {
        "codes": OptionSpec("code", needed=True, many=True),
        "without": OptionSpec("code", many=True),
        "valence": OptionSpec("word", ("-1", "0", "1", "mixed")),
        **_SHARED,
    },
)
BY_VALUE: Final = Evaluator(
    "leaving_by_value",
    "Cliff's delta of a value: those who left the first destination or intend to over those who do not; "
    f"{_ROWS}",
    by_value,
    {"column": OptionSpec("column", needed=True), **_SHARED},
)
LEAVING: Final = (BY_CONDITION, BY_TALK, BY_VALUE)
