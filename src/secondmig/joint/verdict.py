"""The verdict of a hypothesis card: from the lines of its measures, by the rule that is printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from secondmig.codebook.card import ROLES, VERDICTS, Card, Requirement, Role, Step, Verdict
from secondmig.joint.evidence import Line

_ROLE_WORDS: Final[dict[Role, str]] = {
    "primary": "the primary measure",
    "sensitivity": "a sensitivity row",
    "control": "a control row",
    "clause": "a further clause",
}
_FINDS: Final = {
    "as expected": "has the expected sign",
    "opposite": "has the opposite sign",
    "no difference": "shows no difference",
    "undefined": "cannot be computed",
}


@dataclass(frozen=True, slots=True)
class Ruled:
    """A verdict and how it came about.

    Attributes:
        verdict: the word.
        step: which step of the rule gave it, from 1.
        reasons: the requirements of that step that hold, each with the lines in which; empty for the last.
        lowered: what the rule gave before the card's limit lowered it, None where it did not.
    """

    verdict: Verdict
    step: int
    reasons: tuple[str, ...] = ()
    lowered: Verdict | None = None


def ruled(card: Card, lines: Sequence[Line]) -> Ruled:
    """Apply the rule of a card: the first step that fits gives the verdict.

    Args:
        card: with its rule.
        lines: of its measures, in any order.
    """
    for number, step in enumerate(card.rule, 1):
        held = [_held(each, lines) for each in step.requires]
        if all(held) if step.every or not held else any(held):
            by_name = {line.measure: line for line in lines}
            reasons = tuple(
                f"{in_words(each, card)}: {', and '.join(_cited(by_name[name]) for name in names)}"
                for each, names in zip(step.requires, held, strict=True)
                if names
            )
            return _lowered(card, step.verdict, number, reasons)
    return Ruled("cannot tell", len(card.rule) + 1)


def _cited(line: Line) -> str:
    """A line as a reason: its title and what it found."""
    if line.effect.value is None:
        return f"{line.title} ({line.effect.undefined})"
    sides = f"{len(line.for_)} for, {len(line.against)} against"
    return f"{line.title} ({line.effect.value:+.2f}; {sides}, of {line.n})"


def _lowered(card: Card, verdict: Verdict, number: int, reasons: tuple[str, ...]) -> Ruled:
    strongest = VERDICTS.index(card.at_most)
    if VERDICTS.index(verdict) < strongest:
        return Ruled(card.at_most, number, reasons, lowered=verdict)
    return Ruled(verdict, number, reasons)


def _held(asked: Requirement, lines: Sequence[Line]) -> tuple[str, ...]:
    """The names of the lines in which a requirement holds; none where it does not hold as it should."""
    looked_at = [each for each in lines if asked.measure in (each.of, each.role) and _seen(asked, each)]
    found = sorted(each.measure for each in looked_at if _holds(asked, each))
    if asked.every and len(found) < len(looked_at):
        return ()
    return tuple(found)


def _seen(asked: Requirement, line: Line) -> bool:
    return not asked.each_side or (bool(line.sides) and min(line.sides) >= asked.each_side)


def _holds(asked: Requirement, line: Line) -> bool:
    if asked.persons_below:
        return line.n < asked.persons_below
    if asked.untied_below:
        return len(line.for_) + len(line.against) < asked.untied_below
    return line.finding == asked.finds


def negative_cases(card: Card, lines: Sequence[Line], rivals: Sequence[Line] = ()) -> tuple[str, ...]:
    """The persons who are negative cases by the card's rule, by id.

    Args:
        card: with its rule.
        lines: of its measures.
        rivals: of its rival accounts, their ids as measures; for one is who is a case for it.
    """
    named = card.negative
    against = {case for each in lines if {each.of, each.role} & set(named.against) for case in each.against}
    support = {case for each in rivals if each.of in named.rivals for case in each.for_}
    return tuple(sorted(against | support))


def rule_in_words(card: Card) -> tuple[str, ...]:
    """The rule of the verdict, a sentence a step, and the limit at its end."""
    told = [_step_in_words(number, step, card) for number, step in enumerate(card.rule, 1)]
    if card.at_most != "supported":
        told.append(f'never more than "{card.at_most}": {card.because}')
    return tuple(told)


def _step_in_words(number: int, step: Step, card: Card) -> str:
    if not step.requires:
        return f"{number}. {step.verdict}: otherwise"
    between = " and " if step.every else ", or "
    return f"{number}. {step.verdict}: if {between.join(in_words(each, card) for each in step.requires)}"


def in_words(asked: Requirement, card: Card) -> str:
    """A requirement in words."""
    titles = {each.id: each.title for each in card.measures}
    subject = titles.get(asked.measure, "")
    if asked.measure in ROLES:
        subject = _ROLE_WORDS[next(role for role in ROLES if role == asked.measure)]
        if asked.every:
            subject = subject.replace("a ", "every ", 1)
    else:
        subject = f'"{subject}"'
    if asked.each_side:
        subject += f" with at least {asked.each_side} persons on each side"
    if asked.persons_below:
        return f"{subject} counts fewer than {asked.persons_below} persons"
    if asked.untied_below:
        return f"{subject} has fewer than {asked.untied_below} persons on either side together"
    return f"{subject} {_FINDS[asked.finds]}"


def negative_in_words(card: Card) -> str:
    """The rule of the negative cases."""
    titles = {each.id: each.title for each in card.measures} | {each.id: each.title for each in card.rivals}
    against = [
        _ROLE_WORDS[next(role for role in ROLES if role == each)] if each in ROLES else f'"{titles[each]}"'
        for each in card.negative.against
    ]
    told = [f"who speaks against the claim in {' or '.join(against)}"] if against else []
    if card.negative.rivals:
        rivals = " or ".join(f'"{titles[each]}"' for each in card.negative.rivals)
        told.append(f"who is a case for {rivals}")
    return ", and ".join(told)
