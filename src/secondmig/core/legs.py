"""The stays of a person's life, as people remember them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Self

LegRole = Literal["origin", "transit", "destination", "return", "current"]
IncomeBand = Literal["", "low", "middle", "high"]
PlannedAsStep = Literal["", "yes", "no", "became", "unknown"]


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A year, or a year and a month, as people remember them.

    Attributes:
        year: four digits.
        month: 1 to 12, or 0 where only the year is known (0 keeps dates sortable).
        approx: whether the person was not sure; two dates that differ in nothing else are equal.
    """

    year: int
    month: int = 0
    approx: bool = field(default=False, compare=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2007``, ``2007-02``, or either with ``~`` before it where it is not sure.

        Raises:
            ValueError: the text is none of these.

        >>> PartialDate.parse("2007-02")
        PartialDate(year=2007, month=2, approx=False)
        >>> str(PartialDate.parse("~2007"))
        '~2007'
        """
        stripped = text.strip()
        approx = stripped.startswith("~")
        year, dash, month = stripped.removeprefix("~").partition("-")
        if not (len(year) == 4 and year.isascii() and year.isdigit()):
            raise ValueError(text)
        if not dash:
            return cls(int(year), approx=approx)
        if not (month.isascii() and month.isdigit() and len(month) in {1, 2} and 1 <= int(month) <= 12):
            raise ValueError(text)
        return cls(int(year), int(month), approx)

    def __str__(self) -> str:
        """``2007`` or ``2007-02``, with ``~`` before it where it is not sure."""
        known = f"{self.year:04d}-{self.month:02d}" if self.month else f"{self.year:04d}"
        return f"~{known}" if self.approx else known


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a transcript says something about a leg.

    Attributes:
        fact: the field of the leg it speaks of ("start", "edu_at_end", "statuses" ...), "" for the leg.
        document: id of the transcript.
        turn: number of the turn as printed.
        start: first code point of the passage in the words of the turn, None for all of the turn.
        end: code point after the last one, None for all of the turn.
        quote_sha: content hash of the passage, of all the words of the turn where there is none.
    """

    fact: str
    document: str
    turn: int
    start: int | None = None
    end: int | None = None
    quote_sha: str = ""


@dataclass(frozen=True, slots=True)
class Occupation:
    """Something a person worked as during a leg.

    Attributes:
        isco: ISCO-08 code as text of one to four digits, "" where it is not coded.
        title: in the person's words or the project's.
        start: None where it is unknown.
        end: None where it is unknown, or the work goes on.
        main: whether it is the main occupation of the leg.
        permanent: "1" for an open-ended contract, "0" for another, "" where unknown (emp_permanent).
    """

    isco: str
    title: str = ""
    start: PartialDate | None = None
    end: PartialDate | None = None
    main: bool = False
    permanent: str = ""


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A legal status that began during a leg.

    Attributes:
        status: code of the measure legal_status.
        date: None where it is unknown.
    """

    status: str
    date: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Leg:
    """One stay of a trajectory.

    Attributes:
        index: 0 is the origin before the first departure.
        country: ISO 3166-1 alpha-3.
        start: None for the origin leg, or where it is unknown.
        end: None where the stay goes on, or for unknown ends of the origin leg.
        role: derived from the dates; set by hand only with ``role_reason``.
        role_reason: why ``role`` was set by hand, else "".
        legal_at_entry: code of the measure legal_status, "" where unknown.
        legal_at_exit: the same at the end of the stay (now, for the current one).
        isco: last or present main occupation there, ISCO-08 as text, "" where unknown.
        note: a remark for the restriction flow.
        edu_at_start: highest education on arrival, code of the measure edu_isced, "" where unknown.
        edu_at_end: the same at the end of the stay (now, for the current one).
        edu_years: years of schooling completed during the stay, None where unknown.
        income: standard of living there as the person tells it, "" where unknown.
        lang_at_end: command of the host language, code of the measure lang_host, "" where unknown.
        home_owner: "1" or "0", "" where unknown.
        household: with whom the person lived: alone, partner, children, parents, kin, dormitory.
        motives: why the person came: wage, life, tech, family, study, refuge, identity, other.
        helped_by: kin, friend, broker, employer, state, nobody.
        planned_as_step: whether the stay was meant from the start as a step on the way.
        occupations: in order of their start.
        statuses: legal statuses that began during the stay, in order.
        evidence: where the transcripts say so.
    """

    index: int
    country: str
    start: PartialDate | None
    end: PartialDate | None
    role: LegRole
    role_reason: str = ""
    legal_at_entry: str = ""
    legal_at_exit: str = ""
    isco: str = ""
    note: str = ""
    edu_at_start: str = ""
    edu_at_end: str = ""
    edu_years: float | None = None
    income: IncomeBand = ""
    lang_at_end: str = ""
    home_owner: str = ""
    household: tuple[str, ...] = ()
    motives: tuple[str, ...] = ()
    helped_by: tuple[str, ...] = ()
    planned_as_step: PlannedAsStep = ""
    occupations: tuple[Occupation, ...] = ()
    statuses: tuple[StatusChange, ...] = ()
    evidence: tuple[Evidence, ...] = ()


LISTED: Mapping[str, tuple[str, ...]] = {
    "income": ("low", "middle", "high"),
    "home_owner": ("0", "1"),
    "household": ("alone", "partner", "children", "parents", "kin", "dormitory"),
    "motives": ("wage", "life", "tech", "family", "study", "refuge", "identity", "other"),
    "helped_by": ("kin", "friend", "broker", "employer", "state", "nobody"),
    "planned_as_step": ("yes", "no", "became", "unknown"),
}
"""The permitted values of the fields of a leg that have a short list of their own."""

TOLD: tuple[str, ...] = (
    "edu_at_start",
    "edu_at_end",
    "edu_years",
    "income",
    "lang_at_end",
    "home_owner",
    "household",
    "motives",
    "helped_by",
    "planned_as_step",
)
"""What a person tells of a stay beside where, when, status and work: these fields, in the order of tables."""
