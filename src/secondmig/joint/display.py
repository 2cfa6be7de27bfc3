"""The tables of the report: who speaks (Table 1), and what is said about which country (Table 2)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from secondmig.core.countries import is_country
from secondmig.core.snapshot import Snapshot
from secondmig.estimate.values import Estimate, known, undefined
from secondmig.joint.capital import HumanCapital, human_capital
from secondmig.joint.groups import (
    ABOUT,
    NOT_STATED,
    Person,
    asked,
    country_columns,
    facet_texts,
    group_of,
    interview_countries,
    people,
    value_of,
)
from secondmig.joint.heat import CountryHeat, country_heat
from secondmig.joint.passages import Passage, locate
from secondmig.joint.quotations import QUOTATION_RULE, Quotation, choose_quotations, used_after
from secondmig.joint.speech import Speech, unspaced, words_of
from secondmig.stats.effect import share
from secondmig.survey.trajectory import rule

__all__ = [
    "QUOTATION_RULE",
    "CountryCrosstab",
    "CountryHeat",
    "CrosstabCell",
    "HumanCapital",
    "Quotation",
    "Speakers",
    "WhoSpeaks",
    "choose_quotations",
    "country_crosstab",
    "country_heat",
    "human_capital",
    "used_after",
    "who_speaks",
]

Tally = tuple[tuple[str, int], ...]
"""Value -> persons, ordered by value, "" (not stated) last."""

WHO_RULE: Final = (
    "persons interviewed; words are those the persons speak themselves, counted between spaces, so that for "
    "languages written without spaces only the characters (code points) tell a length; a coding belongs to "
    "the person whose turn it stands in"
)
CROSSTAB_RULE: Final = (
    "codings by the country of the interview they stand in and the country they are about, with persons "
    "beside them; a person counts once in a cell; ORIGIN, NEXT, ELSEWHERE and NONE are kept apart"
)
WOMAN: Final = "f"


@dataclass(frozen=True, slots=True)
class Speakers:
    """One line of Table 1.

    Attributes:
        interview_country: ISO3 code, "" where it is not stated; None in the line for all countries.
        group: second or single, "" where no leg is a destination; None in a line for all groups.
        persons: interviewed.
        women: of them.
        gender_known: persons whose gender is on record.
        ages: persons by age band.
        regions: persons by region of origin.
        languages: persons by language of the interview.
        words: spoken by these persons; undefined where some may not be read at this level and nobody counted
            them before.
        characters: code points in their turns.
        unspaced: persons some of whose turns are in a language written without spaces.
        codings: of their turns.
    """

    interview_country: str | None
    group: str | None
    persons: int
    women: int
    gender_known: int
    ages: Tally
    regions: Tally
    languages: Tally
    words: Estimate
    characters: int
    unspaced: int
    codings: int


@dataclass(frozen=True, slots=True)
class WhoSpeaks:
    """Table 1.

    Attributes:
        rows: one per country of interview and group that occurs, countries in the order of their first case.
        total: everybody.
        codings_of_nobody: codings of turns whose speaker is no case.
        group_rule: what a second migrant is, in words.
        rule: how the numbers were made, in words.
    """

    rows: tuple[Speakers, ...]
    total: Speakers
    codings_of_nobody: int
    group_rule: str
    rule: str = WHO_RULE


def who_speaks(snapshot: Snapshot) -> WhoSpeaks:
    """Describe the persons interviewed, by country of interview and group."""
    persons = asked(people(snapshot))
    passages = locate(snapshot).passages
    codings = Counter(case for passage in passages for case in passage.persons())
    lines: defaultdict[tuple[str, str], list[Person]] = defaultdict(list)
    for person in persons:
        key = (value_of(person, "interview_country") or NOT_STATED, group_of(person) or NOT_STATED)
        lines[key].append(person)
    countries = (*interview_countries(persons), NOT_STATED)
    keys = ((country, group) for country in countries for group in ("second", "single", NOT_STATED))
    return WhoSpeaks(
        rows=tuple(_speakers(*key, lines[key], snapshot, codings) for key in keys if key in lines),
        total=_speakers(None, None, persons, snapshot, codings),
        codings_of_nobody=sum(not passage.persons() for passage in passages),
        group_rule=rule(snapshot.min_stay),
    )


def _speakers(
    country: str | None,
    group: str | None,
    persons: Sequence[Person],
    snapshot: Snapshot,
    codings: Mapping[str, int],
) -> Speakers:
    genders = [gender for person in persons if (gender := value_of(person, "gender"))]
    return Speakers(
        interview_country=country,
        group=group,
        persons=len(persons),
        women=genders.count(WOMAN),
        gender_known=len(genders),
        ages=_tally(value_of(person, "age_band") for person in persons),
        regions=_tally(value_of(person, "origin_region") for person in persons),
        languages=_tally(_language(snapshot, person) for person in persons),
        words=_words(snapshot, persons),
        characters=Speech.of(snapshot).characters(person.case.id for person in persons),
        unspaced=sum(unspaced(snapshot, person.case) for person in persons),
        codings=sum(codings.get(person.case.id, 0) for person in persons),
    )


def _tally(values: Iterable[str | None]) -> Tally:
    counts = Counter(value or NOT_STATED for value in values)
    return tuple(sorted(counts.items(), key=lambda entry: (entry[0] == NOT_STATED, entry[0])))


def _language(snapshot: Snapshot, person: Person) -> str | None:
    """The language of the interview as the persons file says, else the main one of the first document."""
    stated = value_of(person, "interview_language")
    if stated is not None:
        return stated
    return snapshot.document(person.documents[0]).language.partition("-")[0] or None


def _words(snapshot: Snapshot, persons: Sequence[Person]) -> Estimate:
    counts = [words_of(snapshot, person.case) for person in persons]
    hidden = sum(count is None for count in counts)
    if hidden:
        return undefined(f"the words of {hidden} persons may not be read at this level", unit="words")
    return known(float(sum(count or 0 for count in counts)), n=len(persons), method="count", unit="words")


@dataclass(frozen=True, slots=True)
class CrosstabCell:
    """Codings and the persons behind them.

    Attributes:
        interview_country: ISO3 code, "" where it is not stated; None in the line for all.
        about: column of ``about_country``, "" where it is not stated; None in the column for all.
        codings: in the cell.
        persons: whose codings these are, each once.
    """

    interview_country: str | None
    about: str | None
    codings: int
    persons: int


@dataclass(frozen=True, slots=True)
class CountryCrosstab:
    """Table 2.

    Attributes:
        rows: countries of interview, in the order of their first case, then "" where codings have none.
        columns: columns of ``about_country`` in the order of tables.
        cells: row by row, every row closed by its cell for all columns; last the line for all rows.
        elsewhere: column -> share of its codings that come from interviews not held in that country;
            undefined for columns that are no country.
        rule: how the numbers were made, in words.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[CrosstabCell, ...]
    elsewhere: Mapping[str, Estimate]
    rule: str = CROSSTAB_RULE

    def cell(self, interview_country: str | None, about: str | None) -> CrosstabCell:
        """The cell of a row and a column, None meaning all of them.

        Raises:
            KeyError: the table has no such row or column.
        """
        for cell in self.cells:
            if (cell.interview_country, cell.about) == (interview_country, about):
                return cell
        raise KeyError((interview_country, about))


def country_crosstab(snapshot: Snapshot) -> CountryCrosstab:
    """Cross the country of interview with the country spoken about."""
    persons = asked(people(snapshot))
    held_in = {person.case.id: value_of(person, "interview_country") or NOT_STATED for person in persons}
    found: defaultdict[tuple[str | None, str | None], list[Passage]] = defaultdict(list)
    for passage in locate(snapshot).passages:
        hosts = dict.fromkeys(held_in[case] for case in passage.persons() if case in held_in) or {
            NOT_STATED: None
        }
        abouts = facet_texts(passage.coding, ABOUT) or (NOT_STATED,)
        for host in (*hosts, None):
            for about in (*abouts, None):
                found[host, about].append(passage)
    columns = country_columns({about for _, about in found if about is not None}, persons)
    hosts_found = {host for host, _ in found}
    rows = tuple(host for host in (*interview_countries(persons), NOT_STATED) if host in hosts_found)
    cells = tuple(_crosstab_cell(row, column, found) for row in (*rows, None) for column in (*columns, None))
    return CountryCrosstab(rows, columns, cells, {column: _elsewhere(column, found) for column in columns})


def _crosstab_cell(
    row: str | None, column: str | None, found: Mapping[tuple[str | None, str | None], Sequence[Passage]]
) -> CrosstabCell:
    passages = found.get((row, column), ())
    persons = {case for passage in passages for case in passage.persons()}
    return CrosstabCell(row, column, len(passages), len(persons))


def _elsewhere(column: str, found: Mapping[tuple[str | None, str | None], Sequence[Passage]]) -> Estimate:
    everything = len(found.get((None, column), ()))
    here = len(found.get((column, column), ()))
    unit = "share of codings"
    if not is_country(column):
        return undefined("no country", n=everything, unit=unit)
    return share(everything - here, everything, unit=unit)
