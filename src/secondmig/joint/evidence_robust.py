"""The same measure with fewer persons: without any one of them, and among those alike in something else."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from secondmig.codebook.card import CardMeasure
from secondmig.core.warnings import CONFOUNDED, Caution
from secondmig.estimate.values import Estimate, undefined
from secondmig.joint.conditions import those
from secondmig.joint.evidence import Evaluator, Ground, Line, OptionSpec, Witness, line_of
from secondmig.joint.evidence_groups import GROUPS
from secondmig.joint.evidence_leaving import BY_CONDITION, BY_VALUE
from secondmig.joint.groups import Person
from secondmig.joint.person_columns import Missing

_NO_P: Final = "the weakest of several effects has no distribution of its own"
_HOLDS: Final = "the finding is the same without any one person"


def without_one(base: Evaluator) -> Evaluator:
    """The weakest effect that a measure has when any one person is left out.

    Where the whole is above zero that is the lowest effect, where it is below, the highest: it shows whether
    the sign hangs on one person. Speaking against are those without whom the finding would be another.

    Args:
        base: computes the measure; its first line is the whole.
    """

    def evaluate(ground: Ground, measure: CardMeasure) -> tuple[Line, ...]:
        plain = replace(ground, inference=False)
        whole, *_ = base.evaluate(plain, measure)
        counted = {each.case for each in whole.witnesses}
        lines = {
            person.case.id: base.evaluate(_less(plain, person), measure)[0]
            for person in ground.persons
            if person.case.id in counted
        }
        effect = _weakest(whole.effect, [line.effect for line in lines.values()])
        witnesses = [
            Witness(case, "tie" if line.finding == whole.finding else "against", _says(line))
            for case, line in lines.items()
        ]
        none = undefined(_NO_P, n=whole.n, method=effect.method)
        told = line_of(measure, effect, witnesses, p=ground.p(lambda: none))
        hangs = sum(each.side == "against" for each in witnesses)
        note = f"the finding would be another without any one of {hangs} persons" if hangs else ""
        return (
            replace(told, sides=whole.sides, note=note or "the finding is the same without any one person"),
        )

    told = f"the weakest effect of {base.id} when any one person is left out"
    return Evaluator(f"{base.id}_without_one", told, evaluate, base.options)


def _less(ground: Ground, person: Person) -> Ground:
    return ground.only(each for each in ground.persons if each.case.id != person.case.id)


def _says(line: Line) -> str:
    value = line.effect.value
    return f"without: {line.effect.undefined}" if value is None else f"without: {value:+.3f}"


def _weakest(whole: Estimate, others: Sequence[Estimate]) -> Estimate:
    method = f"{whole.method}, the weakest of {len(others)} with one person left out"
    if whole.value is None:
        return replace(whole, method=method)
    gone = next((each for each in others if each.value is None), None)
    if gone is not None:
        reason = f"without one of the persons {gone.undefined}"
        return undefined(reason, n=whole.n, method=method, unit=whole.unit)
    values = [each.value for each in others if each.value is not None]
    weakest = min(values) if whole.value > 0 else max(values)
    return replace(whole, value=weakest, low=None, high=None, method=method, seed=None)


def alike(base: Evaluator) -> Evaluator:
    """A comparison of two groups among the persons who have a near one in the other group.

    A person is kept who has somebody of the other group within a distance on a value, as years at the first
    destination; in the others the groups cannot be told apart from what that value does.

    Args:
        base: compares the groups of its options ``first`` and ``second``.
    """

    def evaluate(ground: Ground, measure: CardMeasure) -> tuple[Line, ...]:
        first, second = (_by(ground, measure, side) for side in ("first", "second"))
        within = float(measure.text("within"))
        kept = _near(first, second, within) | _near(second, first, within)
        far = f"nobody of the other group is within {within:g} on {measure.text('by')}"
        gone = dict.fromkeys((*first, *second), far)
        lines = base.evaluate(ground.only(each for each in ground.persons if each.case.id in kept), measure)
        told = (
            f"{len(kept & set(first))} of {len(first)} and {len(kept & set(second))} of {len(second)} persons"
        )
        told += f" have somebody of the other group within {within:g} on {measure.text('by')}"
        return tuple(
            replace(
                line,
                note="; ".join(filter(None, (line.note, told))),
                left_out={**{case: gone[case] for case in sorted(set(gone) - kept)}, **line.left_out},
                cautions=(*line.cautions, *_apart(first, second, measure)),
            )
            for line in lines
        )

    options = {
        **base.options,
        "by": OptionSpec("column", needed=True),
        "within": OptionSpec("number", needed=True),
    }
    told = f"{base.id} among those with somebody of the other group within a distance on a value"
    return Evaluator(f"{base.id}_alike", told, evaluate, options)


def _by(ground: Ground, measure: CardMeasure, side: str) -> dict[str, float]:
    cells = {
        person.case.id: ground.number(person, measure.text("by"))
        for person in those(ground, measure.texts(side))
    }
    return {case: cell for case, cell in cells.items() if not isinstance(cell, Missing)}


def _near(own: Mapping[str, float], other: Mapping[str, float], within: float) -> set[str]:
    return {
        case for case, value in own.items() if any(abs(value - each) <= within for each in other.values())
    }


def _apart(
    first: Mapping[str, float], second: Mapping[str, float], measure: CardMeasure
) -> tuple[Caution, ...]:
    one, two = sorted(first.values()), sorted(second.values())
    if not one or not two or (one[0] <= two[-1] and two[0] <= one[-1]):
        return ()
    ranges = f"{one[0]:g} to {one[-1]:g} against {two[0]:g} to {two[-1]:g}"
    message = f"{measure.text('by')} of the two groups does not overlap ({ranges}): the figures cannot tell"
    return (replace(CONFOUNDED, message=f"{message} its doing from that of the group"),)


ROBUST: Final = (
    *map(without_one, (GROUPS[0], BY_CONDITION, BY_VALUE)),
    alike(GROUPS[0]),
)
