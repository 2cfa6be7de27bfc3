"""Education and the job: over-, rightly or under-educated (ORU), with the method beside every answer.

The answers of the methods differ, so each carries the sentence on how it was made. It is job analysis here:
realised matches need a reference table with enough people in each occupation.
Sources: ILO, ISCO-08 (skill levels of major groups); Leuven and Oosterbeek (2011) on how the methods differ.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

Answer = Literal["over", "match", "under"]

SKILL_LEVELS: Final[Mapping[str, tuple[int, ...]]] = {
    "01": (4,),
    "02": (2,),
    "03": (1,),
    "0": (1, 2, 4),
    "14": (3,),
    "11": (4,),
    "12": (4,),
    "13": (4,),
    "1": (3, 4),
    "2": (4,),
    "3": (3,),
    "4": (2,),
    "5": (2,),
    "6": (2,),
    "7": (2,),
    "8": (2,),
    "9": (1,),
}
"""Start of an ISCO-08 code -> its skill levels, longest start first; 1 and 0 alone leave the level open."""

REQUIRED: Final[Mapping[int, tuple[int, int]]] = {1: (1, 1), 2: (2, 4), 3: (5, 5), 4: (6, 8)}
"""Skill level -> lowest and highest ISCED 2011 level that the work requires, as orum in the measures file."""

JOB_ANALYSIS: Final = (
    "job analysis: ISCO-08 major group, its skill level, and the ISCED levels this requires "
    "(1: 1, 2: 2 to 4, 3: 5, 4: 6 to 8)"
)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Whether somebody's education fits the job.

    Attributes:
        answer: over, match or under; None where nothing can be said.
        undefined: why nothing can be said, "" where something is.
        method: how the answer was made, printed beside it.
        required: lowest and highest education that the job asks for, in the unit of the method; None where it
            is not known.
    """

    answer: Answer | None
    undefined: str
    method: str
    required: tuple[float, float] | None


def by_job_analysis(isco: str, low: float | None, high: float | None) -> Mismatch:
    """Compare education with what the skill level of the occupation requires.

    An interval of education gives an answer only where every level in it gives the same.

    Args:
        isco: ISCO-08 code of one to four digits.
        low: the lowest ISCED 2011 level that the person may have, None where it is missing.
        high: the highest.

    >>> by_job_analysis("8219", 6, 6).answer, by_job_analysis("2221", 6, 6).answer
    ('over', 'match')
    >>> by_job_analysis("3115", 5, 8).undefined
    'the education, 5 to 8, may be match or over'
    """
    levels = next((levels for start, levels in SKILL_LEVELS.items() if isco.startswith(start)), ())
    if not isco or not (isco.isascii() and isco.isdigit() and len(isco) <= 4):
        reason = f"{isco!r} is no ISCO-08 code" if isco else "no occupation is stated"
        return Mismatch(None, reason, JOB_ANALYSIS, None)
    bounds = [REQUIRED[level] for level in levels]
    required = (float(min(bound[0] for bound in bounds)), float(max(bound[1] for bound in bounds)))
    if low is None or high is None:
        return Mismatch(None, "the education is missing", JOB_ANALYSIS, required)
    answers = dict.fromkeys(
        answer for least, most in bounds for answer in _between(low, high, float(least), float(most))
    )
    if len(answers) == 1:
        return Mismatch(next(iter(answers)), "", JOB_ANALYSIS, required)
    told = f"{low:g}" if low == high else f"{low:g} to {high:g}"
    cause = f"the education, {told}," if low != high else f"education {told} in major group {isco[0]}"
    return Mismatch(None, f"{cause} may be {' or '.join(answers)}", JOB_ANALYSIS, required)


def _between(low: float, high: float, least: float, most: float) -> Iterator[Answer]:
    """Every answer that an interval of education allows."""
    if low < least:
        yield "under"
    if low <= most and high >= least:
        yield "match"
    if high > most:
        yield "over"
