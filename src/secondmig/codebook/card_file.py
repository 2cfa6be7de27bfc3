"""Hypothesis cards as YAML: strict reading, every problem at its line, all files at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal, TypeVar, cast

from secondmig.codebook.card import (
    EXPECTED,
    FINDINGS,
    ROLES,
    VERDICTS,
    Card,
    CardMeasure,
    Expected,
    Finding,
    NegativeRule,
    Option,
    Requirement,
    Rival,
    Role,
    Step,
    Verdict,
)
from secondmig.codebook.code_entries import ID_HINT, valid_id
from secondmig.codebook.strict import Entry, Pairs, Problems, Scalar, compose, read_text, written_under
from secondmig.codebook.strict import Sequence as Items
from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.ids import content_hash

_TEXTS: Final = ("id", "title", "claim", "source")
_NEEDED: Final = (*_TEXTS, "codes", "measures", "verdict", "negative_cases")
_KEYS: Final = (*_NEEDED, "population", "rivals")
_MEASURE: Final = ("id", "title", "role", "evaluator", "expected", "options")
_RIVAL: Final = ("id", "title", "account", "shows", "among", "support")
_STEP: Final = ("say", "when", "of")
_REQUIREMENT: Final = ("measure", "finds", "persons_below", "untied_below", "each_side", "lines")
_T = TypeVar("_T", bound=str)


def read_cards(paths: Iterable[Path], *, named: Mapping[Path, str] | None = None) -> tuple[Card, ...]:
    """Read cards.

    Args:
        paths: UTF-8 YAML files, one card each.
        named: what a file is called in messages; its path where nothing is said.

    Returns:
        One card a path, in the order of the paths.

    Raises:
        SecondmigError: one problem, or a ProblemsError with those of all files, each with ``file:line``.
    """
    cards: list[Card] = []
    found: list[SecondmigError] = []
    for path in paths:
        problems = Problems((named or {}).get(path, path.as_posix()))
        try:
            text = read_text(path)
        except SecondmigError as error:
            found.append(error)
            continue
        card = _card(text, problems)
        found.extend(problems.in_order())
        if card is not None and not problems.in_order():
            cards.append(card)
    raise_all((*found, *_twice(cards)))
    return tuple(cards)


def _twice(cards: Sequence[Card]) -> Iterable[SecondmigError]:
    seen: dict[str, str] = {}
    for card in cards:
        if card.id in seen:
            message = f"the card {card.id} is already at {seen[card.id]}"
            yield SecondmigError(message, where=card.where, hint="give it an id of its own")
        seen.setdefault(card.id, card.where)


def _card(text: str, problems: Problems) -> Card | None:
    top = compose(text, problems)
    if top is None:
        return None
    return _Reader(problems).card(top, content_hash(text))


class _Reader:
    """Turns the keys of one file into a card; what is wrong goes to its problems."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems

    def card(self, top: Pairs, sha: str) -> Card:
        keys = self._problems.mapping(Entry(1, top), "a card", known=_KEYS)
        self._missing(top, 1, "the card", _NEEDED)
        texts = {name: self._text(keys, name) for name in _TEXTS}
        if texts["id"] and not valid_id(texts["id"]):
            self._problems.add(keys["id"].line, f"'{texts['id']:.60}' cannot be the id of a card", ID_HINT)
        measures = self._measures(keys["measures"]) if "measures" in keys else ()
        rivals = tuple(map(self._rival, self._list(keys, "rivals")))
        names = {each.id for each in measures} | set(ROLES)
        rule, at_most, because = self._verdict(keys.get("verdict"), names)
        return Card(
            **texts,
            codes=self._problems.texts(keys["codes"], "codes") if "codes" in keys else (),
            measures=measures,
            rule=rule,
            negative=self._negative(keys.get("negative_cases"), names, {each.id for each in rivals}),
            population=bool("population" in keys and self._problems.truth(keys["population"], "population")),
            rivals=rivals,
            at_most=at_most,
            because=because,
            where=self._at(keys["id"].line if "id" in keys else 1),
            sha=sha,
        )

    # measures

    def _measures(self, entry: Entry) -> tuple[CardMeasure, ...]:
        read = [self._measure(each) for each in self._problems.entries(entry, "measures")]
        for number, measure in enumerate(read):
            line = int(measure.where.rpartition(":")[2])
            if measure.id in ROLES or any(measure.id == other.id for other in read[:number]):
                self._problems.add(line, f"measures: '{measure.id}' is taken", "give each an id of its own")
            if (measure.role == "primary") != (number == 0):
                self._problems.add(line, "measures: the first one is the primary one, and no other is")
        if not read:
            self._problems.add(entry.line, "measures: there is none")
        return tuple(each for role in ROLES for each in read if each.role == role)

    def _measure(self, entry: Entry) -> CardMeasure:
        keys = self._problems.mapping(entry, "a measure", known=_MEASURE)
        self._missing(entry.item, entry.line, "a measure", ("id", "title", "role", "evaluator"))
        expected = self._choice(keys, "expected", EXPECTED) if "expected" in keys else "positive"
        return CardMeasure(
            id=self._text(keys, "id"),
            title=self._text(keys, "title"),
            role=cast("Role", self._choice(keys, "role", ROLES)),
            evaluator=self._text(keys, "evaluator"),
            expected=cast("Expected", expected),
            options=self._options(keys["options"]) if "options" in keys else {},
            where=self._at(entry.line),
        )

    def _options(self, entry: Entry) -> dict[str, Option]:
        return {
            name: self._option(name, held) for name, held in self._problems.mapping(entry, "options").items()
        }

    def _option(self, name: str, entry: Entry) -> Option:
        if isinstance(entry.item, Items):
            return tuple(self._word(f"options: {name}", each) for each in self._problems.entries(entry, name))
        return self._word(f"options: {name}", entry)

    def _word(self, what: str, entry: Entry) -> str:
        """A text or a number, as its letters."""
        if isinstance(entry.item, Scalar) and entry.item.kind in {"int", "float"}:
            return entry.item.raw
        return self._problems.text(entry, what) or ""

    # rival accounts

    def _rival(self, entry: Entry) -> Rival:
        keys = self._problems.mapping(entry, "a rival account", known=_RIVAL)
        self._missing(entry.item, entry.line, "a rival account", _RIVAL)
        texts = {name: self._text(keys, name) for name in ("id", "title", "account", "shows")}
        among = self._problems.texts(keys["among"], "among") if "among" in keys else ()
        support = self._problems.texts(keys["support"], "support") if "support" in keys else ()
        return Rival(**texts, among=among, support=support, where=self._at(entry.line))

    # the rule of the verdict

    def _verdict(self, entry: Entry | None, names: Collection[str]) -> tuple[tuple[Step, ...], Verdict, str]:
        if entry is None:
            return (), "supported", ""
        keys = self._problems.mapping(entry, "verdict", known=("at_most", "because", "rule"))
        at_most = self._choice(keys, "at_most", VERDICTS[:3]) if "at_most" in keys else "supported"
        because = self._text(keys, "because")
        if at_most not in {"supported", ""} and not because:
            self._problems.add(entry.line, "verdict: at_most without because", "say why not more")
        steps = tuple(self._step(each, names) for each in self._list(keys, "rule"))
        if not steps or steps[-1].requires or any(not step.requires for step in steps[:-1]):
            hint = "end the rule with a step that has only say"
            self._problems.add(entry.line, "verdict: the last step, and no other, holds always", hint)
        return steps, cast("Verdict", at_most), because

    def _step(self, entry: Entry, names: Collection[str]) -> Step:
        keys = self._problems.mapping(entry, "a step of the rule", known=_STEP)
        self._missing(entry.item, entry.line, "a step of the rule", ("say",))
        every = "when" in keys and self._choice(keys, "when", ("any", "all")) == "all"
        requires = tuple(self._requirement(each, names) for each in self._list(keys, "of"))
        return Step(cast("Verdict", self._choice(keys, "say", VERDICTS)), requires, every)

    def _requirement(self, entry: Entry, names: Collection[str]) -> Requirement:
        keys = self._problems.mapping(entry, "a requirement", known=_REQUIREMENT)
        self._missing(entry.item, entry.line, "a requirement", ("measure",))
        measure = self._text(keys, "measure")
        if measure and measure not in names:
            hint = f"one of {', '.join(sorted(names))}"
            self._problems.add(entry.line, f"a requirement: no measure or role '{measure}'", hint)
        asked = [name for name in ("finds", "persons_below", "untied_below") if name in keys]
        if len(asked) != 1:
            self._problems.add(
                entry.line, "a requirement asks one thing: finds, persons_below or untied_below"
            )
        finds = self._choice(keys, "finds", FINDINGS) if "finds" in keys else ""
        return Requirement(
            measure,
            cast("Finding | Literal['']", finds),
            persons_below=self._number(keys, "persons_below"),
            untied_below=self._number(keys, "untied_below"),
            each_side=self._number(keys, "each_side"),
            every="lines" in keys and self._choice(keys, "lines", ("any", "all")) == "all",
            where=self._at(entry.line),
        )

    def _negative(self, entry: Entry | None, names: Collection[str], rivals: Collection[str]) -> NegativeRule:
        if entry is None:
            return NegativeRule(())
        keys = self._problems.mapping(entry, "negative_cases", known=("against", "rivals"))
        against = self._problems.texts(keys["against"], "against") if "against" in keys else ()
        named = self._problems.texts(keys["rivals"], "rivals") if "rivals" in keys else ()
        unknown = [each for each in against if each not in names] + [
            each for each in named if each not in rivals
        ]
        for each in unknown:
            self._problems.add(entry.line, f"negative_cases: there is no '{each}' in this card")
        return NegativeRule(against, named)

    # values

    def _at(self, line: int) -> str:
        return f"{self._problems.name}:{line}"

    def _missing(self, item: object, line: int, what: str, names: Collection[str]) -> None:
        if isinstance(item, Pairs):
            for name in names:
                if written_under(item, name) is None:
                    self._problems.add(line, f"{what} has no {name}")

    def _text(self, keys: dict[str, Entry], name: str) -> str:
        held = self._problems.text(keys[name], name) if name in keys else None
        return " ".join((held or "").split())

    def _choice(self, keys: dict[str, Entry], name: str, choices: Sequence[_T]) -> str:
        text = self._text(keys, name)
        if text and text not in choices:
            self._problems.add(
                keys[name].line, f"{name}: '{text}' is unknown", f"one of {', '.join(choices)}"
            )
        return text

    def _number(self, keys: dict[str, Entry], name: str) -> int:
        if name not in keys:
            return 0
        number = self._problems.scalar(keys[name], name)
        if isinstance(number, int) and not isinstance(number, bool) and number > 0:
            return number
        self._problems.add(keys[name].line, f"{name} is a whole number above 0")
        return 0

    def _list(self, keys: dict[str, Entry], name: str) -> tuple[Entry, ...]:
        return self._problems.entries(keys[name], name) if name in keys else ()
