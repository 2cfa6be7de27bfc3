"""A hypothesis card held against a corpus: its lines, its rival accounts, its verdict."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from secondmig.codebook.card import Card, CardMeasure, Option, Rival
from secondmig.core.errors import SecondmigError
from secondmig.core.warnings import Caution
from secondmig.joint.conditions import (
    SIDE,
    code_problems,
    facet_problems,
    holds,
    name_problems,
    parse,
    passages_of,
    problems,
)
from secondmig.joint.evaluators import EVALUATORS
from secondmig.joint.evidence import Evaluator, Ground, Line, OptionSpec, Witness, line_of
from secondmig.joint.evidence_cautions import not_asked_by
from secondmig.joint.verdict import Ruled, negative_cases, ruled
from secondmig.stats.effect import share
from secondmig.survey.number_text import is_number

_NUMBER_HINT: Final = "write a number"


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a card.

    Attributes:
        card: as read.
        lines: of its measures, in their order; those of strata by their names.
        rivals: a line for each rival account: for it are its cases, against it the others it could apply to.
        ruled: the verdict.
        negative: ids of the negative cases.
    """

    card: Card
    lines: tuple[Line, ...]
    rivals: tuple[Line, ...]
    ruled: Ruled
    negative: tuple[str, ...]

    def cautions(self) -> tuple[Caution, ...]:
        """The warnings of its lines and rival accounts, each once."""
        lines = (*self.lines, *self.rivals)
        return tuple(dict.fromkeys(each for line in lines for each in line.cautions))


def judged(card: Card, ground: Ground) -> Judged:
    """Compute a card.

    Args:
        card: checked by :func:`card_problems`.
        ground: restricted to the persons it is about.
    """
    found = [EVALUATORS[each.evaluator].evaluate(ground, each) for each in card.measures]
    lines = tuple(line for each in found for line in each)
    stands = {line.measure: {each.case: each.side for each in line.witnesses} for line in lines}
    rivals = tuple(_rival(replace(ground, stands=stands), each) for each in card.rivals)
    return Judged(card, lines, rivals, ruled(card, lines), negative_cases(card, lines, rivals))


def _rival(ground: Ground, rival: Rival) -> Line:
    witnesses: list[Witness] = []
    left_out: dict[str, str] = {}
    named = [part.name for text in rival.support for part in parse(text)]
    for person in ground.persons:
        if not holds(ground, person, rival.among):
            continue
        answer = holds(ground, person, rival.support)
        if answer is None:
            left_out[person.case.id] = "not on record"
            continue
        found = [each for name in named for each in passages_of(ground, person, name)]
        ids = tuple(dict.fromkeys(each.coding.id for each in found))
        witnesses.append(Witness(person.case.id, "for" if answer else "against", "", ids))
    support = sum(each.side == "for" for each in witnesses)
    reason = "it could apply to nobody here"
    as_measure = CardMeasure(rival.id, rival.title, "control", "", where=rival.where)
    effect = share(support, len(witnesses), reason=reason)
    cautions = tuple(not_asked_by(ground, {each.case for each in witnesses}, named))
    return replace(line_of(as_measure, effect, witnesses), left_out=left_out, cautions=cautions)


# checks


def card_problems(card: Card, ground: Ground) -> Iterator[SecondmigError]:
    """What in a card does not fit the codebooks, the columns and the computations there are.

    Args:
        card: as read.
        ground: of the project.
    """
    for code in card.codes:
        yield from code_problems(ground, code, card.where)
    for measure in card.measures:
        evaluator = EVALUATORS.get(measure.evaluator)
        if evaluator is None:
            hint = f"one of {', '.join(sorted(EVALUATORS))}"
            message = f"there is no computation {measure.evaluator!r}"
            yield SecondmigError(message, where=measure.where, hint=hint)
        else:
            yield from _measure_problems(measure, evaluator, ground)
    measures = {each.id for each in card.measures}
    for rival in card.rivals:
        yield from problems(ground, (*rival.among, *rival.support), rival.where)
        yield from _side_problems(rival, measures)


def _side_problems(rival: Rival, measures: set[str]) -> Iterator[SecondmigError]:
    for text in (*rival.among, *rival.support):
        for part in text.split(" or "):
            name = part.strip()
            if name.startswith(SIDE) and name.removeprefix(SIDE).split("=")[0].rstrip("! ") not in measures:
                message = f"{name}: the card has no such measure"
                yield SecondmigError(message, where=rival.where, hint=f"one of {', '.join(sorted(measures))}")


def _measure_problems(measure: CardMeasure, evaluator: Evaluator, ground: Ground) -> Iterator[SecondmigError]:
    for name, spec in evaluator.options.items():
        if spec.needed and name not in measure.options:
            message = f"{evaluator.id} needs the option {name}"
            yield SecondmigError(message, where=measure.where, hint=f"options: {{{name}: ...}}")
    for name, option in measure.options.items():
        known = evaluator.options.get(name)
        if known is None:
            hint = f"one of {', '.join(evaluator.options)}"
            message = f"{evaluator.id} has no option {name}"
            yield SecondmigError(message, where=measure.where, hint=hint)
        else:
            yield from _option_problems(name, option, known, ground, measure.where)


def _option_problems(
    name: str, option: Option, spec: OptionSpec, ground: Ground, where: str
) -> Iterator[SecondmigError]:
    texts: Sequence[str] = (option,) if isinstance(option, str) else option
    if not isinstance(option, str) and not spec.many:
        yield SecondmigError(f"{name} is one text, not a list", where=where, hint=f"{name}: {texts[0]}")
    if spec.kind == "condition":
        yield from problems(ground, texts, where)
    if any(SIDE in text for text in texts):
        message = f"{name}: {SIDE} is known once all measures are computed"
        yield SecondmigError(message, where=where, hint="use it in a rival account")
    for text in texts:
        if spec.choices and text not in spec.choices:
            hint = f"one of {', '.join(spec.choices)}"
            yield SecondmigError(f"{name}: {text!r} is unknown", where=where, hint=hint)
        yield from _text_problems(name, text, spec, ground, where)


def _text_problems(
    name: str, text: str, spec: OptionSpec, ground: Ground, where: str
) -> Iterator[SecondmigError]:
    if spec.kind == "code":
        yield from code_problems(ground, text, where)
    elif spec.kind == "column":
        yield from name_problems(ground, text, where)
    elif spec.kind == "facet":
        yield from facet_problems(ground, text, where)
    elif spec.kind == "number" and not is_number(text):
        yield SecondmigError(f"{name}: {text!r} is no number", where=where, hint=_NUMBER_HINT)
