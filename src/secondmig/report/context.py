"""What every section builds on: snapshot, persons with their trajectories, and how things are named."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from secondmig.core import countries
from secondmig.core.snapshot import Snapshot
from secondmig.core.types import Document
from secondmig.joint.display import WhoSpeaks, who_speaks
from secondmig.joint.groups import (
    Person,
    asked,
    destinations,
    group_of,
    interview_countries,
    origin_of,
    people,
    value_of,
)
from secondmig.joint.passages import Passage, code_labels, code_parents, locate, printed_number
from secondmig.report.figures.palette import Palette, palette

Need = Literal["persons", "legs", "codings", "about_country", "measures", "indicators"]

FEWEST_SHARE: Final = 2
"""Persons who share a country of their journeys, at the least, for partners to be told it."""
GROUP_LABELS: Final[Mapping[str, str]] = {
    "second": "second migrants",
    "single": "moved once",
    "": "no stay long enough",
}
LANGUAGES: Final[Mapping[str, str]] = {
    "ar": "Arabic",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "hi": "Hindi",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "pt": "Portuguese",
    "so": "Somali",
    "tl": "Tagalog",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
_PLACES: Final[Mapping[str, str]] = {
    "ORIGIN": "country of origin",
    "NEXT": "a possible next country",
    "ELSEWHERE": "elsewhere",
    "NONE": "no country",
    "": "not stated",
}
_ARTICLE: Final = frozenset(
    {"USA", "GBR", "NLD", "PHL", "ARE", "COD", "COG", "CAF", "GMB", "BHS", "MDV", "DOM"}
)
_LACKING: Final[Mapping[Need, str]] = {
    "persons": "no persons are known: secondmig case import FILE",
    "legs": "no trajectories are known: secondmig case import FILE --legs FILE",
    "codings": "nothing is coded yet: secondmig code import FILE",
    "about_country": "no coding says which country it is about: the facet about_country",
    "measures": "no person has a value of a human-capital measure",
    "indicators": "no indicators of countries are known: secondmig survey indicators FILE",
}


@dataclass(frozen=True, slots=True)
class Context:
    """The ground of a report.

    Attributes:
        snapshot: cut to its release level.
        name: of the report; its main page is ``NAME.html``.
        persons: all of them, by case id.
        who: who speaks, counted once for all sections.
        passages: the codings with their places.
        left_out: codings without a place.
        labels: code id -> label.
        parents: code id -> heading.
        hosts: countries of interview, in the order of tables.
        pages: document id -> its transcript page, for the documents that have one.
        colours: styles of the countries.
    """

    snapshot: Snapshot
    name: str
    persons: tuple[Person, ...]
    who: WhoSpeaks
    passages: tuple[Passage, ...]
    left_out: int
    labels: Mapping[str, str]
    parents: Mapping[str, str | None]
    hosts: tuple[str, ...]
    pages: Mapping[str, str]
    colours: Palette

    @property
    def public(self) -> bool:
        """Whether everybody may read this edition: disclosure control applies."""
        return self.snapshot.level == "public"

    @property
    def team(self) -> bool:
        """Whether this edition stays inside the team: attributes of persons in full."""
        return self.snapshot.level == "team"

    def is_shared(self, country: str) -> bool:
        """Whether a country of somebody's journey may be named: inside the team, or where others share it."""
        if self.team:
            return True
        theirs = ({origin_of(each), *(leg.country for leg in each.case.legs)} for each in self.persons)
        return sum(country in lived for lived in theirs) >= FEWEST_SHARE

    def lived_in(self, country: str, *, article: bool = False) -> str:
        """A country of somebody's journey as this edition names it: the region where it may not be named."""
        if self.is_shared(country) or not countries.is_country(country):
            return country_name(country, article=article)
        return countries.region(country)

    def interviewed(self) -> tuple[Person, ...]:
        """Persons who speak in a document at hand."""
        return asked(self.persons)

    def names(self) -> frozenset[str]:
        """Ids, pseudonyms and speaker labels of all persons: what no word of a public edition may be."""
        found = {name for case in self.snapshot.cases for name in (case.id, case.pseudonym)}
        found |= {ref.speaker for case in self.snapshot.cases for ref in case.speakers}
        found |= {ref.document for case in self.snapshot.cases for ref in case.speakers}
        return frozenset(name for name in found if name) | self.snapshot.names

    def lacks(self, needs: tuple[Need, ...]) -> tuple[str, ...]:
        """Why a section with these needs cannot be written; empty if it can."""
        have: dict[Need, bool] = {
            "persons": bool(self.persons),
            "legs": any(person.case.legs for person in self.persons),
            "codings": bool(self.passages),
            "about_country": any("about_country" in passage.coding.facets for passage in self.passages),
            "measures": any(
                value_of(person, name) for person in self.persons for name in ("edu_isced", "edu_years")
            ),
            "indicators": bool(self.snapshot.indicators),
        }
        return tuple(_LACKING[need] for need in needs if not have[need])

    def person(self, case_id: str) -> Person:
        """The person of that id.

        Raises:
            KeyError: there is none.
        """
        for person in self.persons:
            if person.case.id == case_id:
                return person
        raise KeyError(case_id)

    def href(self, document_id: str, turn_index: int | None) -> str:
        """Address of a turn on its transcript page as seen from the main page, "" where there is no page."""
        page = self.pages.get(document_id)
        if page is None or turn_index is None:
            return page or ""
        return f"{page}#{turn_ids(self.snapshot.document(document_id))[turn_index]}"

    def page_of(self, person: Person) -> str:
        """Address of the first transcript page of a person, "" where there is none."""
        return next((self.pages[document] for document in person.documents if document in self.pages), "")


def context(snapshot: Snapshot, *, name: str = "compare") -> Context:
    """Derive everything that sections share, once."""
    located = locate(snapshot)
    persons = people(snapshot)
    lived = {country for person in persons for country in destinations(person)}
    moved = {leg.country for person in persons for leg in person.case.legs if leg.index}
    pages = (
        {}
        if snapshot.level == "public"
        else {
            document.id: f"transcripts/{file_name(document.id)}.html"
            for document in snapshot.documents
            if readable(snapshot, document)
        }
    )
    return Context(
        snapshot=snapshot,
        name=name,
        persons=persons,
        who=who_speaks(snapshot),
        passages=located.passages,
        left_out=len(located.left_out),
        labels=code_labels(snapshot),
        parents=code_parents(snapshot),
        hosts=interview_countries(persons),
        pages=pages,
        colours=palette(lived | moved),
    )


def turn_ids(document: Document) -> tuple[str, ...]:
    """The anchor of each turn on its page: ``t20`` for turn 20, with its position where a number repeats."""
    numbers = [printed_number(turn) for turn in document.turns]
    repeated = {number for number, times in Counter(numbers).items() if times > 1}
    return tuple(f"t{n}-{index}" if n in repeated else f"t{n}" for index, n in enumerate(numbers))


def readable(snapshot: Snapshot, document: Document) -> bool:
    """Whether some spoken words of a document may be shown."""
    hidden = snapshot.hidden.get(document.id)
    return any(hidden is None or not hidden.overlaps(turn.span) for turn in document.turns)


def file_name(document_id: str) -> str:
    """A document id as part of a file name and an address: letters, digits, "-", "_" and "."; others as _XX.

    >>> file_name("US01"), file_name("a b/c")
    ('US01', 'a_20b_2fc')
    """
    kept = "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in "-.") else f"_{ord(letter):02x}"
        for letter in document_id
    )
    return kept if kept.strip(".") else kept.replace(".", "_2e")


def country_name(code: str, *, article: bool = False) -> str:
    """A value of ``about_country`` as people read it.

    >>> country_name("JPN"), country_name("USA", article=True), country_name("ORIGIN")
    ('Japan', 'the United States', 'country of origin')
    """
    if countries.is_state(code):
        return f"the {countries.name(code)}" if article and code in _ARTICLE else countries.name(code)
    return _PLACES.get(code, code)


def language_name(tag: str) -> str:
    """A language in English, its tag where the name is not known here.

    >>> language_name("en-GB"), language_name("phr")
    ('English', 'phr')
    """
    return LANGUAGES.get(tag.partition("-")[0].lower(), tag)


def group_label(person: Person) -> str:
    """The group as people read it."""
    return GROUP_LABELS[group_of(person) or ""]


def listed(items: tuple[str, ...] | list[str]) -> str:
    """Words in a row.

    >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
