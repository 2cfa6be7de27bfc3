"""Use cases on trajectories: stays with all that is known of them, what follows from them, person-years."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from secondmig.core.legs import TOLD, Leg, Occupation, PartialDate, StatusChange
from secondmig.core.selection import Selection
from secondmig.core.types import Case
from secondmig.project.evidence import words_of
from secondmig.project.listing import Listing
from secondmig.project.measuring import occupations_of
from secondmig.project.people import chosen, find_case, interview_date
from secondmig.project.session import Session, meta

if TYPE_CHECKING:
    from secondmig.survey.derived import Derived

LEG_FIELDS: Final = (
    "case",
    "leg",
    "country",
    "start",
    "end",
    "months",
    "role",
    "legal_at_entry",
    "legal_at_exit",
    "isco",
    *TOLD,
    "occupations",
    "statuses",
    "evidence",
    "note",
    "second_migrant",
)


@dataclass(frozen=True, slots=True)
class Measured:
    """What the project says beside the legs.

    Attributes:
        min_stay: months a stay needs to count as a destination.
        isei: ISCO-08 -> ISEI-08.
        order: legal statuses from least to most secure.
        source: of the ISEI-08, printed beside them.
    """

    min_stay: int
    isei: Callable[[str], float | None]
    order: tuple[str, ...]
    source: str


def measured(session: Session, *, min_stay: int | None = None) -> Measured:
    """The project's own order of statuses and table of occupations, else those of the program."""
    from secondmig.survey.derived import SECURITY
    from secondmig.survey.measures import read_measures

    table = occupations_of(session)
    order: tuple[str, ...] = ()
    if session.config.measures:
        status = read_measures(session.root / session.config.measures).get("legal_status")
        order = status.order if status is not None else ()
    return Measured(
        session.config.min_stay if min_stay is None else min_stay,
        lambda isco: table.isei(isco).value,
        order or SECURITY,
        table.told,
    )


def derived_of(session: Session, case: Case, by: Measured) -> "Derived":
    """All that follows from a person's legs, stays counted up to the interview."""
    from secondmig.survey.derived import derived

    until = interview_date(session, case)
    return derived(case, min_stay=by.min_stay, as_of=until, isei=by.isei, order=by.order)


def legs(session: Session, case_id: str, *, evidence: bool = False) -> Listing:
    """The trajectory of a person, one row per leg; with ``evidence`` one row per passage, words included."""
    case = find_case(session, case_id)
    selection = Selection(cases=(case_id,))
    if evidence:
        rows = words_of(session, case)
        fields = ("case", "leg", "fact", "value", "document", "turn", "status", "words")
        told = meta(session, unit="passages", selection=selection, n=len(rows))
        notes = () if rows else (f"nothing is said yet about where the legs of {case_id} are known from",)
        return Listing(fields, rows, told, notes)
    rows = leg_rows(session, case, min_stay=session.config.min_stay)
    return Listing(LEG_FIELDS, rows, meta(session, unit="legs", selection=selection, n=len(rows)))


def leg_rows(session: Session, case: Case, *, min_stay: int) -> list[dict[str, object]]:
    """One row per leg, with the fields LEG_FIELDS; roles follow from ``min_stay``."""
    from secondmig.survey.evidence import turns_named
    from secondmig.survey.trajectory import derive, legs_of, months

    until = interview_date(session, case)
    second = derive(case, min_stay=min_stay, as_of=until).second_migrant
    single = len({ref.document for ref in case.speakers}) < 2
    return [
        {
            "case": case.id,
            "leg": leg.index,
            "country": leg.country,
            "start": str(leg.start) if leg.start else None,
            "end": str(leg.end) if leg.end else None,
            "months": months(leg, as_of=until) if leg.index else None,
            "role": leg.role,
            **_plain(leg),
            "evidence": {
                fact or "leg": [turn.rpartition("#")[2] if single else turn for turn in turns]
                for fact, turns in turns_named(leg.evidence).items()
            }
            or None,
            "note": leg.role_reason or leg.note or None,
            "second_migrant": second,
        }
        for leg in legs_of(case, min_stay=min_stay)
    ]


def _plain(leg: Leg) -> dict[str, object]:
    """The fields of a leg as rows hold them: None where nothing is known, several as one text."""
    held: dict[str, object] = {
        name: getattr(leg, name) or None
        for name in (
            "legal_at_entry",
            "legal_at_exit",
            "isco",
            "edu_at_start",
            "edu_at_end",
            "income",
            "lang_at_end",
            "home_owner",
            "planned_as_step",
        )
    }
    several = {name: "; ".join(getattr(leg, name)) or None for name in ("household", "motives", "helped_by")}
    return {
        **held,
        **several,
        "edu_years": leg.edu_years,
        "occupations": "; ".join(map(_work, leg.occupations)) or None,
        "statuses": "; ".join(map(_status, leg.statuses)) or None,
    }


def _work(work: Occupation) -> str:
    """``2221 staff nurse (2002 to 2007, main)``."""
    said = [_period(work.start, work.end), "main" if work.main else ""]
    said.append({"1": "permanent", "0": "not permanent"}.get(work.permanent, ""))
    inside = ", ".join(filter(None, said))
    return " ".join(filter(None, (work.isco, work.title, f"({inside})" if inside else "")))


def _period(start: PartialDate | None, end: PartialDate | None) -> str:
    if start is None or end is None:
        return f"from {start}" if start else f"until {end}" if end else ""
    return f"{start} to {end}"


def _status(change: StatusChange) -> str:
    return f"{change.status} ({change.date})" if change.date else change.status


def sensitivity(session: Session, people: Iterable[Case], stays: Sequence[int]) -> dict[str, object]:
    """How many are second migrants at other lengths of stay: a sentence, and the numbers behind it."""
    from secondmig.survey.trajectory import sensitivity as tried

    found = tried(((case, interview_date(session, case)) for case in people), stays)
    return {
        "second_migrants": {str(stay): number for stay, number in found.counts.items()},
        "of": found.persons,
        "line": found.line(),
    }


def stays_asked(session: Session, wanted: Sequence[int]) -> tuple[int, tuple[int, ...]]:
    """The length of stay that rows go by, and those at which second migrants are counted.

    One number takes the place of the project's own; several are the lengths at which to count.
    """
    from secondmig.survey.trajectory import SENSITIVITY

    own = session.config.min_stay
    if len(wanted) > 1:
        return own if own in wanted else wanted[0], tuple(dict.fromkeys(wanted))
    used = wanted[0] if wanted else own
    return used, tuple(sorted({*SENSITIVITY, used}))


def trajectories(session: Session, selection: Selection, *, min_stay: Sequence[int] = ()) -> Listing:
    """One row per leg, with what follows from the legs of the person beside it."""
    used, stays = stays_asked(session, min_stay)
    by = measured(session, min_stay=used)
    people = chosen(session, selection)
    rows: list[dict[str, object]] = []
    for case in people:
        follows = _derived_row(derived_of(session, case, by))
        rows.extend({**row, **follows} for row in leg_rows(session, case, min_stay=used))
    told = _meta(session, selection, "legs", (len(rows), sensitivity(session, people, stays), by))
    names = tuple(name for name in _derived_names() if name not in LEG_FIELDS)
    return Listing((*LEG_FIELDS, *names), rows, told, _notes(told))


def persons(session: Session, selection: Selection, *, min_stay: Sequence[int] = ()) -> Listing:
    """One row per person: what follows from the legs, each value or None with a reason."""
    used, stays = stays_asked(session, min_stay)
    by = measured(session, min_stay=used)
    people = chosen(session, selection)
    rows = [{"case": case.id, **_derived_row(derived_of(session, case, by))} for case in people]
    told = _meta(session, selection, "persons", (len(rows), sensitivity(session, people, stays), by))
    return Listing(("case", *_derived_names()), rows, told, _notes(told))


def _notes(told: Mapping[str, object]) -> tuple[str, ...]:
    found = told["sensitivity"]
    assert isinstance(found, dict)  # noqa: S101 - made by sensitivity
    return (str(found["line"]),)


def _meta(
    session: Session, selection: Selection, unit: str, found: tuple[int, dict[str, object], Measured]
) -> dict[str, object]:
    from secondmig.survey.derived import rules

    n, tried, by = found
    return {
        **meta(session, unit=unit, selection=selection, n=n),
        "min_stay": by.min_stay,
        "sensitivity": tried,
        "rules": dict(rules(min_stay=by.min_stay, order=by.order)),
        "isei": by.source,
    }


def _derived_names() -> tuple[str, ...]:
    from secondmig.survey.derived import NAMES

    return ("second_migrant", *NAMES, "transit", "years_by_country", "undefined")


def _derived_row(found: "Derived") -> dict[str, object]:
    """The derived values of a person under their names; why one is None stands in ``undefined``."""
    answers = found.answers
    years = found.years_by_country
    undefined = {name: answer.reason for name, answer in answers.items() if answer.reason}
    undefined |= {f"years in {name}": answer.reason for name, answer in years.items() if answer.reason}
    return {
        "second_migrant": found.trajectory.second_migrant,
        **{name: _simple(answer.value) for name, answer in answers.items()},
        "transit": [leg.index for leg in found.transit] or None,
        "years_by_country": {
            country: None if answer.value is None else {"years": answer.value, "approx": answer.approx}
            for country, answer in years.items()
        }
        or None,
        "undefined": undefined or None,
    }


def _simple(value: object) -> object:
    return value if value is None or isinstance(value, str | int | float) else str(value)


def person_years(session: Session, selection: Selection, *, min_stay: Sequence[int] = ()) -> Listing:
    """One row per person and calendar year, ready for event-history analysis."""
    from secondmig.survey.person_years import RULE, PersonYear, checked_sum
    from secondmig.survey.person_years import person_years as years_of

    used, stays = stays_asked(session, min_stay)
    by = measured(session, min_stay=used)
    people = chosen(session, selection)
    found = [
        years_of(case, as_of=interview_date(session, case), min_stay=used, isei=by.isei) for case in people
    ]
    rows = [_year_row(year) for each in found for year in each.years]
    told = {
        **_meta(session, selection, "person-years", (len(rows), sensitivity(session, people, stays), by)),
        "rule": RULE,
    }
    fields = tuple(name for each in PersonYear.__slots__ for name in _AGES.get(each, (each,)))
    return Listing(fields, rows, told, (*checked_sum(found), f"Rule: {RULE}."))


_AGES: Final = {"age": ("age_low", "age_high")}


def _year_row(year: object) -> dict[str, object]:
    row: dict[str, object] = asdict(year)  # type: ignore[call-overload] # a PersonYear
    age = row.pop("age")
    low, high = (age["low"], age["high"]) if isinstance(age, dict) else (None, None)
    return {**row, "age_low": low, "age_high": high}
