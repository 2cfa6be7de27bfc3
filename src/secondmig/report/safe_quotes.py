"""Which quotations a public edition may print, under which label, and with which words masked."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from secondmig.core.snapshot import Snapshot
from secondmig.core.types import Coding, SpeakerRef
from secondmig.joint.groups import (
    ABOUT,
    Person,
    destinations,
    facet_texts,
    group_of,
    origin_of,
    origin_region_of,
)
from secondmig.joint.heat import VALENCES
from secondmig.joint.passages import Passage
from secondmig.joint.quotations import LONGEST
from secondmig.report.context import Context
from secondmig.report.disclosure import SHARED_BY, SMALLEST
from secondmig.report.masking import masked_names, names_country
from secondmig.report.translation import Translation, translation

MASKED_BRACKET: Final = "[…]"
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_BRACKET = re.compile(r"\[([^\[\]]*)\]")
# What transcribers write about the sound; every other bracket stands for something that was taken out.
_SOUND = re.compile(
    r"(?:laugh|pause|overlap|sigh|cough|cr(?:y|ies)|silence|ríe|ríen|pausa|risas|笑|沈黙)", re.IGNORECASE
)
_CONTINENTS: Final[Mapping[str, str]] = {
    "North Africa": "Africa",
    "Sub-Saharan Africa": "Africa",
    "North America": "the Americas",
    "Latin America": "the Americas",
    "Caribbean": "the Americas",
    "Central Asia": "Asia",
    "East Asia": "Asia",
    "Southeast Asia": "Asia",
    "South Asia": "Asia",
    "West Asia": "Asia",
    "Eastern Europe": "Europe",
    "Northern Europe": "Europe",
    "Southern Europe": "Europe",
    "Western Europe": "Europe",
    "Australia and New Zealand": "Oceania",
    "Pacific Islands": "Oceania",
}
_WHO: Final = {"second": "a second migrant", "single": "a person who moved once", "": "a migrant"}

SAFETY_RULE: Final = (
    f"in the public edition a quotation stands only for a code, country and valence that at least {SMALLEST} "
    "persons share, and only if its words name no year, not the speaker’s origin, and no other country the "
    "speaker lived in; names and bracketed descriptions in it are masked; its label names the group and the "
    f"region of origin only where at least {SHARED_BY} persons who lived in the country spoken about share "
    f"both, else a wider region or none; words in a language that fewer than {SMALLEST} persons speak in "
    "their interviews stand in translation"
)


def quotable(ctx: Context) -> Snapshot:
    """The snapshot with only those codings left that the public edition may quote."""
    shared = _shared(ctx)
    common = common_languages(ctx)
    kept = {
        passage.coding.id
        for passage in ctx.passages
        if frozenset() < _cells(passage.coding) <= shared and _harmless(ctx, passage, common)
    }
    return replace(ctx.snapshot, codings=tuple(c for c in ctx.snapshot.codings if c.id in kept))


def _harmless(ctx: Context, passage: Passage, common: frozenset[str]) -> bool:
    """Whether the words are one person's, tell nothing more, and can be given in a language many speak."""
    persons = passage.persons()
    words = ctx.snapshot.quote(passage.coding)
    if len(persons) != 1 or len(passage.turns) != 1 or words is None:
        return False
    person = ctx.person(persons[0])
    if tells(words, person, _about(passage.coding)):
        return False
    turn = ctx.snapshot.document(passage.coding.document_id).turns[passage.turns[0]]
    return _base(turn.language) in common or safe_translation(ctx, passage, person) is not None


def safe_translation(ctx: Context, passage: Passage, person: Person) -> Translation | None:
    """The masked translation of a passage, None where there is none, it is too long, or it tells too much."""
    coding = passage.coding
    document = ctx.snapshot.document(coding.document_id)
    told = translation(ctx.snapshot, document, passage.turns[0], coding.span)
    if told is None or len(told.text.split()) > LONGEST or tells(told.text, person, _about(coding)):
        return None
    return replace(told, text=masked_words(told.text, ctx))


def _base(tag: str) -> str:
    return tag.partition("-")[0].lower()


def _about(coding: Coding) -> str:
    return next(iter(facet_texts(coding, ABOUT)), "")


def _cells(coding: Coding) -> frozenset[tuple[str, str, str]]:
    return frozenset(
        (coding.code_id, about, valence)
        for about in facet_texts(coding, ABOUT)
        for valence in facet_texts(coding, "valence")
        if valence in VALENCES
    )


def _shared(ctx: Context) -> frozenset[tuple[str, str, str]]:
    """Code, country and valence that enough persons who lived there share."""
    lived = {person.case.id: set(destinations(person)) for person in ctx.persons}
    who: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    for passage in ctx.passages:
        for cell in _cells(passage.coding):
            who[cell].update(case for case in passage.persons() if cell[1] in lived.get(case, ()))
    return frozenset(cell for cell, persons in who.items() if len(persons) >= SMALLEST)


def tells(words: str, person: Person, about: str) -> bool:
    """Whether words tell more about their speaker than the label does: a year, the origin, another stay."""
    countries = {leg.country for leg in person.case.legs} | {origin_of(person) or ""}
    return bool(_YEAR.search(unicodedata.normalize("NFKC", words))) or any(
        names_country(words, country) for country in sorted(countries - {about})
    )


def masked_words(words: str, ctx: Context) -> str:
    """The words without names and without descriptions in brackets; notes on laughter and pauses stay.

    >>> _BRACKET.sub(
    ...     lambda found: found.group() if _SOUND.match(found.group(1)) else MASKED_BRACKET,
    ...     "[laughs] [a town]",
    ... )
    '[laughs] […]'
    """
    plain = _BRACKET.sub(
        lambda found: found.group() if _SOUND.match(found.group(1)) else MASKED_BRACKET, words
    )
    return masked_names(plain, ctx.names())


def label(ctx: Context, person: Person, about: str) -> str:
    """Who speaks, as closely as enough others share it: group and region, or continent, group, or neither."""
    peers = [other for other in ctx.persons if about in destinations(other)]
    group = group_of(person) or ""
    same_group = [other for other in peers if (group_of(other) or "") == group]
    region = origin_region_of(person)
    if region is not None:
        if sum(origin_region_of(other) == region for other in same_group) >= SHARED_BY:
            return f"{_WHO[group]} from {_the(region)}"
        continent = _CONTINENTS.get(region, "")
        wider = [other for other in same_group if _CONTINENTS.get(origin_region_of(other) or "") == continent]
        if continent and len(wider) >= SHARED_BY:
            return f"{_WHO[group]} from {continent}"
    return _WHO[group] if len(same_group) >= SHARED_BY else _WHO[""]


def _the(region: str) -> str:
    return f"the {region}" if region in {"Caribbean", "Pacific Islands"} else region


def common_languages(ctx: Context) -> frozenset[str]:
    """Languages in which enough persons speak: words in others would point to their speaker."""
    speakers: defaultdict[str, set[str]] = defaultdict(set)
    mine = {ref: case.id for case in ctx.snapshot.cases for ref in case.speakers}
    for document in ctx.snapshot.documents:
        for turn in document.turns:
            case = mine.get(SpeakerRef(document.id, turn.speaker))
            if case is not None:
                speakers[_base(turn.language)].add(case)
    return frozenset(language for language, persons in speakers.items() if len(persons) >= SMALLEST)
