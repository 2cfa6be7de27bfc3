"""What persons say under a code, as columns: each number by the rule that tables and reports use."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from secondmig.core.span import Span
from secondmig.estimate.values import Estimate
from secondmig.joint.column_names import country_suffix
from secondmig.joint.dimensions import readable
from secondmig.joint.groups import ABOUT, NOT_STATED, Person, country_columns, entitled, facet_texts
from secondmig.joint.passages import Passage
from secondmig.joint.person_columns import YES_NO, Cell, Column, Kind, Missing
from secondmig.joint.person_ground import CodeAsked, Ground, Intensity
from secondmig.stats.effect import share
from secondmig.survey.guide import Guide

NO_TEXTS: Final = "no_words"
PER: Final = 1000
VALENCE: Final = "valence"

PRESENCE_RULE: Final = (
    "1 where a passage of the person carries the code or one below it, else 0; a 0 does not mean that it is "
    "no matter to the person: the column asked says whether the topic was raised"
)
COUNT_RULE: Final = (
    "distinct stretches of the person's words under the code, however many coders or codes mark the same one"
)
COVERAGE_RULE: Final = (
    "characters (code points) in the union of the code's passages inside the person's turns / characters of "
    "all the person's turns; shares can be compared across languages, characters cannot"
)
RATE_RULE: Final = (
    "distinct stretches under the code / words the person speaks, counted between spaces, x 1,000; empty for "
    "who speaks some turns in a language written without spaces"
)
BALANCE_RULE: Final = (
    "(positive - negative) / (positive + negative) over the person's distinct stretches under the code about "
    "the country, positive where the valence is above 0, negative where it is below; neutral, mixed and "
    "unstated count for neither; a stretch that is both counts for both"
)
ASKED_RULE: Final = (
    "by the interview guide: asked where an interview of the person raises an item that looks for the code, "
    "for one below it or for a heading above it"
)
ASKED: Final[Mapping[str, str]] = {
    "not_asked": "not asked, not mentioned",
    "asked_not_mentioned": "asked, not mentioned",
    "mentioned": "asked, mentioned",
    "mentioned_unasked": "not asked, mentioned",
}
"""Value -> what it means; in files that hold numbers 1 to 4 in this order."""


def code_columns(ground: Ground, code: CodeAsked, *, intensity: Intensity | None = None) -> list[Column]:
    """Presence, count, coverage, rate, balances, asked, and the intensity where one is wanted."""
    tellings = _tellings(ground, code)
    made = [
        _column(
            code,
            _Form("present", "present", PRESENCE_RULE, "_has", scale="binary", labels=YES_NO),
            [each.unread or float(bool(each.passages)) for each in tellings],
        ),
        _column(
            code,
            _Form("segments", "segments", COUNT_RULE, "_n", unit="segments"),
            [each.unread or float(len(segments(each.passages))) for each in tellings],
        ),
        _column(
            code,
            _Form("coverage", "share of speech", COVERAGE_RULE, "_cov", unit="share"),
            [each.unread or _cell(coverage(ground, each.person, each.passages)) for each in tellings],
        ),
        _column(
            code,
            _Form("rate", "segments per 1,000 words", RATE_RULE, "_rate", unit="segments per 1,000 words"),
            [each.unread or _rate(ground, each) for each in tellings],
        ),
    ]
    made += _balances(code, tellings, [each.person for each in tellings])
    made += _asked(ground, code, tellings)
    if intensity is not None and code.rated:
        made.append(_intensity(code, tellings, intensity))
    return made


@dataclass(frozen=True, slots=True)
class _Telling:
    """A person and what the person says under one code.

    Attributes:
        person: who.
        passages: the person's passages under the code.
        unread: why nothing can be said of it, None where it can.
    """

    person: Person
    passages: tuple[Passage, ...]
    unread: Missing | None


def _tellings(ground: Ground, code: CodeAsked) -> list[_Telling]:
    book = code.codebook.rpartition("@")[0]
    return [
        _Telling(
            person,
            tuple(
                each for each in ground.said.get(person.case.id, ()) if each.coding.code_id in code.counted
            ),
            ground.unread(person, book),
        )
        for person in ground.persons
    ]


@dataclass(frozen=True, slots=True)
class _Form:
    """What a column of a code is."""

    kind: str
    label: str
    rule: str
    suffix: str
    scale: str = "ratio"
    unit: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    cells: Kind = "number"
    negative: bool = False


def _column(code: CodeAsked, form: _Form, cells: Sequence[Cell]) -> Column:
    return Column(
        key=f"{code.id}:{form.kind}",
        label=f"{code.label}: {form.label}",
        rule=form.rule,
        kind=form.cells,
        cells=list(cells),
        block="codes",
        unit=form.unit,
        scale=form.scale,
        labels=form.labels,
        code=code.id,
        codebook=code.codebook,
        suffix=form.suffix,
        release="open",
        negative=form.negative,
    )


def segments(passages: Iterable[Passage]) -> frozenset[tuple[str, Span]]:
    """The distinct stretches of text of some passages."""
    return frozenset((passage.coding.document_id, passage.coding.span) for passage in passages)


def coverage(ground: Ground, person: Person, passages: Iterable[Passage]) -> Estimate:
    """Share of what a person says that lies in the union of the passages, 0-1."""
    spans: defaultdict[str, list[Span]] = defaultdict(list)
    for document, span in segments(passages):
        spans[document].append(span)
    cases = [person.case.id]
    covered, said = ground.speech.covered(cases, spans), ground.speech.characters(cases)
    return share(covered, said, unit="share of characters", reason=NO_TEXTS)


def _cell(estimate: Estimate) -> Cell:
    return Missing(estimate.undefined) if estimate.value is None else estimate.value


def _rate(ground: Ground, telling: _Telling) -> Cell:
    words = ground.words[telling.person.case.id]
    if isinstance(words, Missing):
        return words
    return per_thousand(len(segments(telling.passages)), words)


def per_thousand(number: int, words: int) -> Cell:
    """Number / words x 1,000.

    >>> per_thousand(3, 1500), per_thousand(0, 0)
    (2.0, Missing(reason='no_words'))
    """
    return number / words * PER if words else Missing(NO_TEXTS)


def balance(passages: Iterable[Passage]) -> Cell:
    """(positive - negative) / (positive + negative), over the distinct stretches of some passages.

    Returns:
        -1 to 1; missing where there is no passage, or none is positive or negative.
    """
    sides: dict[bool, set[tuple[str, Span]]] = {True: set(), False: set()}
    found = False
    for passage in passages:
        found = True
        for rating in ratings(passage, VALENCE):
            if rating:
                sides[rating > 0].add((passage.coding.document_id, passage.coding.span))
    positive, negative = len(sides[True]), len(sides[False])
    if not positive + negative:
        return Missing("no_direction" if found else "not_mentioned")
    return (positive - negative) / (positive + negative)


def ratings(passage: Passage, facet: str) -> tuple[int, ...]:
    """The numbers a coding carries in a facet; texts such as "mixed", and yes and no, are none."""
    value = passage.coding.facets.get(facet)
    values = value if isinstance(value, tuple) else (value,)
    return tuple(each for each in values if isinstance(each, int) and not isinstance(each, bool))


def _balances(code: CodeAsked, tellings: Sequence[_Telling], persons: Sequence[Person]) -> list[Column]:
    """One column for each country that passages with a valence are about."""
    about: defaultdict[tuple[str, str], list[Passage]] = defaultdict(list)
    countries: set[str] = set()
    for each in tellings:
        for passage in each.passages:
            for country in facet_texts(passage.coding, ABOUT) or (NOT_STATED,):
                about[each.person.case.id, country].append(passage)
                if VALENCE in passage.coding.facets:
                    countries.add(country)
    made = []
    for country in country_columns(countries, persons):
        cells = [each.unread or _balance_cell(each.person, country, about) for each in tellings]
        form = _Form(
            f"balance:{country or 'not stated'}",
            f"valence balance about {readable(country)}",
            BALANCE_RULE,
            country_suffix(country),
            scale="interval",
            unit="balance from -1 to 1",
            negative=True,
        )
        made.append(_column(code, form, cells))
    return made


def _balance_cell(person: Person, country: str, about: Mapping[tuple[str, str], Sequence[Passage]]) -> Cell:
    cell = balance(about.get((person.case.id, country), ()))
    if cell == Missing("not_mentioned") and not entitled(person, country):
        return Missing("no_leg")
    return cell


def _asked(ground: Ground, code: CodeAsked, tellings: Sequence[_Telling]) -> list[Column]:
    """Asked or not; no column where there is no guide, or none of its items looks for the code."""
    if ground.guide is None:
        return []
    items = items_for(ground.guide, code)
    if not items:
        return []
    rule = f"{ASKED_RULE}; items: {', '.join(items)}"
    form = _Form("asked", "asked", rule, "_asked", "nominal", labels=ASKED, cells="choice")
    return [_column(code, form, [_asked_cell(ground.guide, items, each) for each in tellings])]


def items_for(guide: Guide, code: CodeAsked) -> tuple[str, ...]:
    """Ids of the items of a guide that look for a code, in their order."""
    return tuple(item.id for item in guide.items if not code.looked_for.isdisjoint(item.codes))


def _asked_cell(guide: Guide, items: Sequence[str], telling: _Telling) -> Cell:
    if telling.unread is not None:
        return telling.unread
    return asked_status(guide, items, telling.person.documents, mentioned=bool(telling.passages))


def asked_status(guide: Guide, items: Sequence[str], documents: Iterable[str], *, mentioned: bool) -> Cell:
    """What became of a code in some interviews.

    Args:
        guide: what was asked.
        items: ids of those that look for the code.
        documents: the interviews.
        mentioned: whether a passage there carries the code.

    Returns:
        A key of :data:`ASKED`; missing where the guide tells of none of the interviews.
    """
    told = [guide.interviews[name] for name in documents if name in guide.interviews]
    if not told:
        return Missing("not_in_guide")
    raised = any(interview.asked.get(item) for interview in told for item in items)
    if mentioned:
        return "mentioned" if raised else "mentioned_unasked"
    return "asked_not_mentioned" if raised else "not_asked"


def _intensity(code: CodeAsked, tellings: Sequence[_Telling], wanted: Intensity) -> Column:
    told = "highest" if wanted.by == "max" else "mean"
    over = "the person's codings under the code that carry a number in the facet"
    form = _Form(
        f"{wanted.facet}:{wanted.by}",
        f"{told} {wanted.facet.replace('_', ' ')}",
        f"{told} value of the facet {wanted.facet} over {over}",
        f"_{wanted.by}",
        scale="ordinal" if wanted.by == "max" else "interval",
        negative=True,
    )
    cells = [each.unread or rated(each.passages, wanted) for each in tellings]
    return _column(code, form, cells)


def rated(passages: Sequence[Passage], wanted: Intensity) -> Cell:
    """The highest or the mean rating of some passages, coding by coding."""
    if not passages:
        return Missing("not_mentioned")
    numbers = [rating for passage in passages for rating in ratings(passage, wanted.facet)]
    if not numbers:
        return Missing("not_rated")
    return float(max(numbers)) if wanted.by == "max" else sum(numbers) / len(numbers)
