"""Conditions on persons, as hypothesis cards and secondmig.toml write them: ``edu_isced<=5``.

The left side is a column of the person table, or several of them with "+" between them; ``code:ID``, the
number of the person's passages under a code, ``code:ID@FACET:A|B`` of those that carry one of these values;
or ``side:MEASURE``, the person's side in a measure of the same card: for, against or tie. The right side is
a number or a word. Parts with `` or `` between them are alternatives.
"""

import difflib
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from secondmig.core.countries import is_country
from secondmig.core.errors import SecondmigError
from secondmig.joint.dimensions import facets
from secondmig.joint.evidence import Ground
from secondmig.joint.groups import Person, facet_texts, no_value
from secondmig.joint.passages import Passage, code_parents
from secondmig.joint.person_columns import Cell, Missing, group_text
from secondmig.joint.person_table import value_names

CODE: Final = "code:"
SIDE: Final = "side:"
SIDES: Final = ("for", "against", "tie")
_ORDER: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}
_FORM = re.compile(r"\s*(?P<name>[^<>=!]+?)\s*(?P<sign><=|>=|!=|<|>|=)\s*(?P<value>[^<>=!]+?)\s*")
_LISTED: Final = 20
_HINT: Final = 'write e.g. "group=second", "edu_isced<=5" or "code:ID>=1"'


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison.

    Attributes:
        name: the left side.
        sign: one of <=, >=, !=, <, >, =.
        value: the right side.
    """

    name: str
    sign: str
    value: str

    def holds(self, ground: Ground, person: Person) -> bool | None:
        """Whether it holds of a person; None where the person has no value."""
        cell = value_of(ground, person, self.name)
        if isinstance(cell, Missing):
            return None
        number = _number(self.value)
        if isinstance(cell, float) and number is not None:
            return _ORDER[self.sign](cell, number)
        if self.sign not in {"=", "!="}:
            return None
        return (str(cell) == self.value) == (self.sign == "=")


def parse(text: str) -> tuple[Condition, ...]:
    """The alternatives of a condition.

    Raises:
        SecondmigError: it is none.

    >>> parse("group=second or edu_isced >= 6")[1]
    Condition(name='edu_isced', sign='>=', value='6')
    """
    found = []
    for part in text.split(" or "):
        match = _FORM.fullmatch(part)
        if match is None:
            raise SecondmigError(f"{part!r} is no condition on persons", hint=_HINT)
        found.append(Condition(match["name"], match["sign"], match["value"]))
    return tuple(found)


def holds(ground: Ground, person: Person, conditions: Iterable[str]) -> bool | None:
    """Whether all the conditions hold of a person.

    Returns:
        None where that hangs on a value the person does not have: no condition fails, and one is open.

    Raises:
        SecondmigError: one is no condition.
    """
    answers = [_any(each.holds(ground, person) for each in parse(text)) for text in conditions]
    if False in answers:
        return False
    return None if None in answers else True


def _any(answers: Iterable[bool | None]) -> bool | None:
    found = list(answers)
    if True in found:
        return True
    return None if None in found else False


def those(ground: Ground, conditions: Sequence[str]) -> tuple[Person, ...]:
    """The persons of a ground of whom all the conditions hold, in its order."""
    return tuple(person for person in ground.persons if holds(ground, person, conditions))


def value_of(ground: Ground, person: Person, name: str) -> Cell:
    """What stands on the left side of a condition, for a person."""
    if name.startswith(CODE):
        unknown = ground.unknown(person, codes_of(ground, name))
        return unknown or float(len({each.coding.span for each in passages_of(ground, person, name)}))
    if name.startswith(SIDE):
        side = ground.stands.get(name.removeprefix(SIDE), {}).get(person.case.id)
        return side or Missing("not_counted")
    return ground.number(person, name) if "+" in name else ground.cell(person, name)


def passages_of(ground: Ground, person: Person, name: str) -> tuple[Passage, ...]:
    """The person's passages that ``code:ID`` or ``code:ID@FACET:A|B`` counts, none for another name."""
    if not name.startswith(CODE):
        return ()
    _, facet, values = _code_parts(name)
    found = ground.passages(person, codes_of(ground, name))
    return tuple(each for each in found if not facet or values & set(facet_texts(each.coding, facet)))


def codes_of(ground: Ground, name: str) -> frozenset[str]:
    """The codes that ``code:ID`` or ``code:ID@FACET:A|B`` is about, none for another name."""
    return ground.codes([_code_parts(name)[0]]) if name.startswith(CODE) else frozenset()


def _code_parts(name: str) -> tuple[str, str, set[str]]:
    code, _, limit = name.removeprefix(CODE).partition("@")
    facet, _, values = limit.partition(":")
    return code, facet, set(values.split("|"))


def problems(ground: Ground, conditions: Iterable[str], where: str) -> Iterator[SecondmigError]:
    """What is wrong with conditions, given the columns and codes there are.

    Args:
        ground: with its table.
        conditions: as written.
        where: the place to name.
    """
    for text in conditions:
        try:
            parts = parse(text)
        except SecondmigError as error:
            yield SecondmigError(error.message, where=where, hint=error.hint)
            continue
        for part in parts:
            named = list(name_problems(ground, part.name, where))
            valued = list(_value_problems(part, where))
            yield from (*named, *valued)
            if not named and not valued:
                yield from _nobodys(ground, part, where)


def _value_problems(part: Condition, where: str) -> Iterator[SecondmigError]:
    """What is wrong with the right side, by which the condition could hold of nobody."""
    text = f"{part.name}{part.sign}{part.value}"
    if part.name.startswith(SIDE):
        if part.value not in SIDES or part.sign not in {"=", "!="}:
            hint = f"{part.name}=for; the sides are {', '.join(SIDES)}"
            yield SecondmigError(f"{text}: that is no side", where=where, hint=hint)
    elif _number(part.value) is None and (part.sign not in {"=", "!="} or part.name.startswith(CODE)):
        hint = f"write a number: {part.name}{part.sign}1"
        yield SecondmigError(f"{text}: {part.value!r} is no number", where=where, hint=hint)


def _nobodys(ground: Ground, part: Condition, where: str) -> Iterator[SecondmigError]:
    """Whether nobody has the value on the right side, though the column does not declare it either."""
    if part.sign not in {"=", "!="} or part.name.startswith((CODE, SIDE)):
        return
    found = [value_of(ground, person, part.name) for person in ground.persons]
    column = ground.column(part.name)
    declared = list(column.labels) if column else []
    number = _number(part.value)
    held = {cell for cell in found if not isinstance(cell, Missing)}
    # A card is written before its interviews: a country may still come.
    if part.value in declared or not held or part.value in held or number in held or is_country(part.value):
        return
    numbers = sorted(cell for cell in held if isinstance(cell, float))
    texts = [*map(group_text, numbers), *sorted(cell for cell in held if isinstance(cell, str))]
    values = list(dict.fromkeys((*declared, *texts)))
    close = difflib.get_close_matches(part.value, values, n=1, cutoff=0.6)
    listed = (
        f"{', '.join(values[:_LISTED])}{f' and {len(values) - _LISTED} more' if values[_LISTED:] else ''}"
    )
    hint = f"{f'did you mean {close[0]}? ' if close else ''}values of {part.name}: {listed}"
    text = f"{part.name}{part.sign}{part.value}"
    yield SecondmigError(f"{text}: nobody has the value {part.value!r}", where=where, hint=hint)


def name_problems(ground: Ground, name: str, where: str) -> Iterator[SecondmigError]:
    """What is wrong with the left side of a condition, or with the name of a value."""
    if name.startswith(CODE):
        yield from code_problems(ground, _code_parts(name)[0], where)
        yield from _limit_problems(ground, name, where)
        return
    if name.startswith(SIDE):
        return
    for part in name.split("+"):
        if ground.column(part.strip()) is None:
            refused = no_value(part.strip(), value_names(ground.table.columns))
            yield SecondmigError(refused.message, where=where, hint=refused.hint)


def _limit_problems(ground: Ground, name: str, where: str) -> Iterator[SecondmigError]:
    """What is wrong with the limit to a facet behind a code."""
    _, facet, values = _code_parts(name)
    if "@" not in name:
        return
    if not facet or "" in values:
        hint = "write code:ID@FACET:VALUE, or code:ID@FACET:ONE|OTHER"
        yield SecondmigError(f"{name!r} names no facet and value", where=where, hint=hint)
    else:
        yield from facet_problems(ground, facet, where)


def facet_problems(ground: Ground, facet: str, where: str) -> Iterator[SecondmigError]:
    """What is wrong with the name of a facet: no codebook declares it, and no coding carries it."""
    known = facets(ground.snapshot)
    if facet not in known:
        close = difflib.get_close_matches(facet, known, n=3, cutoff=0.6)
        hint = f"did you mean {', '.join(close)}?" if close else f"facets: {', '.join(known) or 'none'}"
        yield SecondmigError(f"there is no facet {facet!r}", where=where, hint=hint)


def code_problems(ground: Ground, code: str, where: str) -> Iterator[SecondmigError]:
    """What is wrong with the id of a code."""
    known = code_parents(ground.snapshot)
    if code not in known:
        close = difflib.get_close_matches(code, known, n=3, cutoff=0.6)
        hint = f"did you mean {', '.join(close)}?" if close else "secondmig codebook show"
        yield SecondmigError(f"no codebook has the code {code!r}", where=where, hint=hint)


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", text) else None
