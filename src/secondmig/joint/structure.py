"""Presented and perceived structure, side by side: what statistics say of a country, and what people say.

The two are never mixed: an indicator is a figure about a country, a perception a number of persons who were
interviewed, and neither is computed from the other.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from secondmig.core.indicator import Indicator
from secondmig.core.snapshot import Snapshot
from secondmig.joint.groups import ABOUT, asked, entitled, facet_texts, people
from secondmig.joint.heat import VALENCES
from secondmig.joint.passages import Passage, locate

STRUCTURE_RULE: Final = (
    "presented: the figure as its source prints it; perceived: persons with a destination leg in the country "
    "who say something about it that is coded with one of the codes named (the codes under a heading "
    "included), negatively or positively; a person may do both; nothing is computed across the two"
)


@dataclass(frozen=True, slots=True)
class Perception:
    """What people say about one country under some codes.

    Attributes:
        persons_total: persons interviewed with a destination leg in the country.
        persons: of them with a coding about it, whatever its valence.
        negative: of them with a negative one.
        positive: of them with a positive one.
    """

    persons_total: int
    persons: int
    negative: int
    positive: int


@dataclass(frozen=True, slots=True)
class StructureRow:
    """One indicator of one country beside what people say about the same thing.

    Attributes:
        country: ISO 3166-1 alpha-3.
        indicator: its name.
        unit: of the figures, "" for none.
        figures: in order of their years; the last is the newest.
        codes: ids whose codings tell how people perceive the same thing, as the table of indicators names
            them.
        perception: None where no codes are named.
        unknown: codes that no codebook holds.
    """

    country: str
    indicator: str
    unit: str
    figures: tuple[Indicator, ...]
    codes: tuple[str, ...]
    perception: Perception | None
    unknown: tuple[str, ...] = ()


def structure(snapshot: Snapshot, indicators: Sequence[Indicator]) -> tuple[StructureRow, ...]:
    """Put indicators and perceptions side by side.

    Args:
        snapshot: the codings and persons.
        indicators: the figures.

    Returns:
        One row per indicator and country: indicators in their order in the table, countries by code.
    """
    figures: defaultdict[tuple[str, str], list[Indicator]] = defaultdict(list)
    for each in indicators:
        figures[each.indicator, each.country].append(each)
    order = list(dict.fromkeys(each.indicator for each in indicators))
    perceived = _Perceived.of(snapshot)
    return tuple(
        perceived.row(sorted(figures[key], key=lambda each: each.year))
        for key in sorted(figures, key=lambda key: (order.index(key[0]), key[1]))
    )


@dataclass(frozen=True, slots=True)
class _Perceived:
    passages: Mapping[str, Sequence[Passage]]
    children: Mapping[str, Sequence[str]]
    there: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, snapshot: Snapshot) -> "_Perceived":
        found: defaultdict[str, list[Passage]] = defaultdict(list)
        for passage in locate(snapshot).passages:
            found[passage.coding.code_id].append(passage)
        codes = [code for book in snapshot.codebooks for code in book.codes]
        children: defaultdict[str, list[str]] = defaultdict(list)
        for code in codes:
            children[code.id]  # a code without children has an entry too: it is known
            if code.parent is not None:
                children[code.parent].append(code.id)
        persons = asked(people(snapshot))
        countries = {leg.country for person in persons for leg in person.case.legs}
        there = {
            country: frozenset(person.case.id for person in persons if entitled(person, country))
            for country in countries
        }
        return cls(dict(found), dict(children), there)

    def row(self, figures: Sequence[Indicator]) -> StructureRow:
        newest = figures[-1]
        codes = tuple(dict.fromkeys(code for each in figures for code in each.codes))
        return StructureRow(
            country=newest.country,
            indicator=newest.indicator,
            unit=newest.unit,
            figures=tuple(figures),
            codes=codes,
            perception=self._perception(newest.country, codes) if codes else None,
            unknown=tuple(code for code in codes if code not in self.children),
        )

    def _perception(self, country: str, codes: Sequence[str]) -> Perception:
        members = self.there.get(country, frozenset())
        said: dict[str, set[str]] = {"any": set(), "negative": set(), "positive": set()}
        for code in self._with_children(codes):
            for passage in self.passages.get(code, ()):
                if country not in facet_texts(passage.coding, ABOUT):
                    continue
                speakers = members.intersection(passage.persons())
                said["any"] |= speakers
                for value in facet_texts(passage.coding, "valence"):
                    if value in VALENCES:
                        said[VALENCES[value]] |= speakers
        return Perception(len(members), len(said["any"]), len(said["negative"]), len(said["positive"]))

    def _with_children(self, codes: Sequence[str]) -> list[str]:
        found: dict[str, None] = {}
        waiting = list(codes)
        while waiting:
            code = waiting.pop()
            if code not in found:
                found[code] = None
                waiting.extend(self.children.get(code, ()))
        return list(found)
