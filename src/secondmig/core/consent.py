"""What a person agreed to: tiers and switches, what each allows in words, and how both are read.

The tier says who may read a person's words; a switch says whether one use of them is allowed at all. Both are
the person's, so both stand with the person: the tier as :attr:`Case.consent`, the switches as attributes
``consent_audio``, ``consent_linking`` ... with "yes" or "no", and ``consent_given`` with the day. A project
that recorded no switches is not held up, and says so; where a person has any of them, one that is missing
means no.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from secondmig.core.types import CONSENT_TIERS, Case, ConsentTier, Level

Switch: TypeAlias = Literal["audio", "translation", "recontact", "linking", "teaching", "machine"]
PREFIX: Final = "consent_"
GIVEN: Final = "consent_given"
NOTE: Final = "consent_note"
EVIDENCE: Final = "consent_evidence"
CLEARED: Final = "consent_cleared"
REMARKS: Final = frozenset({NOTE, EVIDENCE, CLEARED})
"""Attributes that are remarks beside the switches and no variables to count by."""
ASKED_FIRST: Final[ConsentTier] = "T2"
"""The tier whose words are quoted outside the team only where the person cleared the quotation."""


@dataclass(frozen=True, slots=True)
class TierTerms:
    """What a tier allows.

    Attributes:
        allows: in one clause, as a table has it.
        team: what editions for the team may hold.
        partner: what editions for partners may hold.
        public: what editions for everybody may hold.
    """

    allows: str
    team: str
    partner: str
    public: str


TIERS: Final[Mapping[ConsentTier, TierTerms]] = {
    "T0": TierTerms("withdrawn: all words are gone", "nothing", "nothing", "nothing"),
    "T1": TierTerms("analysis in the team, no quotation", "counted", "nothing", "nothing"),
    "T2": TierTerms(
        "counted and paraphrased; quoted only after a word with the person",
        "quoted, marked to be checked with the person before it goes outside",
        "counted; quoted where the person cleared the quotation",
        "counted",
    ),
    "T3": TierTerms("quotation under a pseudonym in publications", "quoted", "quoted", "quoted by the rule"),
    "T4": TierTerms(
        "as T3, and the archive with safeguarded access", "quoted", "quoted", "quoted by the rule"
    ),
    "T5": TierTerms("as T3, and the open archive", "quoted", "quoted", "quoted by the rule"),
}
"""Tier -> its terms, from the strictest; this table is the one place that words them."""

LOWEST_QUOTED: Final[Mapping[Level, ConsentTier]] = {
    "work": "T1",
    "team": "T2",
    "partner": "T3",
    "public": "T3",
}
"""Level -> the lowest tier whose words are shown at it; for partners those of T2 where they were cleared."""
LOWEST_COUNTED: Final[Mapping[Level, ConsentTier]] = {
    "work": "T1",
    "team": "T1",
    "partner": "T2",
    "public": "T2",
}
"""Level -> the lowest tier of persons who are in the numbers of an edition for it."""


@dataclass(frozen=True, slots=True)
class SwitchTerms:
    """What a switch is about.

    Attributes:
        title: what was asked, in a few words.
        no: what the program does where the answer is no.
    """

    title: str
    no: str


SWITCHES: Final[Mapping[Switch, SwitchTerms]] = {
    "audio": SwitchTerms("the recording is kept", "the workbench offers no recording beside the words"),
    "translation": SwitchTerms(
        "translation by somebody else", "translations of the person's turns are in no report or export"
    ),
    "recontact": SwitchTerms("to be asked again", "case list --consent and the person's card say so"),
    "linking": SwitchTerms("a join with survey answers", "link build leaves the person out"),
    "teaching": SwitchTerms(
        "use in teaching", "case list --consent and the person's card say so, for whoever teaches"
    ),
    "machine": SwitchTerms("processing by a machine", "code suggest passes over the person's documents"),
}
"""Switch -> its terms, in the order of the sheet."""


def attribute(switch: Switch) -> str:
    """The attribute that holds a switch.

    >>> attribute("audio")
    'consent_audio'
    """
    return f"{PREFIX}{switch}"


def is_recorded(case: Case) -> bool:
    """Whether any switch or the day of the consent is on record for a person."""
    return any(name in case.attributes for name in (GIVEN, *map(attribute, SWITCHES)))


def answer(case: Case, switch: Switch) -> Literal["yes", "no", ""]:
    """What a person said to a switch: no as well where only others are on record, "" where none are."""
    if not is_recorded(case):
        return ""
    return "yes" if case.attributes.get(attribute(switch)) == "yes" else "no"


def refuses(case: Case, switch: Switch) -> bool:
    """Whether a use is not allowed; where nothing was recorded it is not refused."""
    return answer(case, switch) == "no"


def ask_first(names: Iterable[str]) -> str:
    """The remark beside quotations of persons at T2.

    >>> ask_first(["US05"])
    'T2: check with the person before quoting outside: US05'
    """
    return f"{ASKED_FIRST}: check with the person before quoting outside: {', '.join(sorted(names))}"


def rank(tier: ConsentTier) -> int:
    """Position of a tier, the strictest first."""
    return CONSENT_TIERS.index(tier)


def strictest(tiers: Iterable[ConsentTier]) -> ConsentTier:
    """The strictest of some tiers.

    Raises:
        ValueError: there is none.
    """
    return min(tiers, key=rank)


def is_counted(tier: ConsentTier, level: Level) -> bool:
    """Whether a person of that tier is in the numbers of an edition.

    >>> is_counted("T1", "team"), is_counted("T1", "public"), is_counted("T2", "public")
    (True, False, True)
    """
    return rank(tier) >= rank(LOWEST_COUNTED[level])


# legal status

_IRREGULAR: Final = "irregular"


def is_legal_attribute(name: str) -> bool:
    """Whether an attribute tells of legal status, by its name.

    >>> is_legal_attribute("legal_leg1_entry"), is_legal_attribute("integ_legal"), is_legal_attribute("age")
    (True, True, False)
    """
    return "legal" in name.lower().split("_")


_SAID: Final = re.compile(
    r"irregular|undocumented|indocumentad|overstay|il?legal|\bpapers\b|\bpapel(?:es)?\b|\bvisas?\b|deport"
    r"|amnist|amnest|residence permit|work permit|green card|asylum|asilo"
    r"|不法|オーバーステイ|非正規|在留|ビザ|入管|強制送還|難民",
    re.IGNORECASE,
)


def speaks_of_status(words: str) -> bool:
    """Whether words speak of legal status, in English, Spanish or Japanese: rather too much than too little.

    >>> speaks_of_status("I was without papers"), speaks_of_status("I read the paper")
    (True, False)
    """
    return _SAID.search(unicodedata.normalize("NFKC", words)) is not None


def was_irregular(case: Case) -> bool:
    """Whether a person was without a regular status on any leg, as any field says."""
    told = [value for name, value in case.attributes.items() if is_legal_attribute(name)]
    for leg in case.legs:
        told += [leg.legal_at_entry, leg.legal_at_exit, *(change.status for change in leg.statuses)]
    return _IRREGULAR in told
