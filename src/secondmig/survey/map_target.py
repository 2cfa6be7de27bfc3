"""What a value of a source becomes: the little language of ``map:`` in the measures file.

===========================  =========================================================================
``6``                        the code 6
``5..8``                     somewhere from 5 to 8, both included
``4|5 default 5``            4 or 5 for all we know; the project takes 5, and says so
``2 if 95-103, 3 if >=104``  decided by a score; without one, somewhere from 2 to 3
``-9``                       a reserved code: missing, for the reason that the file gives it
===========================  =========================================================================
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from secondmig.core.countries import is_country
from secondmig.survey.model import Measure

TARGET_HINT: Final = 'write a code, "5..8", "4|5 default 5" or "2 if score 95-103, 3 if score >=104"'
_CODE = r"[A-Za-z0-9_.-]*[A-Za-z0-9_]"
_INTERVAL = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)\.\.(-?[0-9]+(?:\.[0-9]+)?)")
_CHOICE = re.compile(rf"({_CODE}(?:\|{_CODE})+) default ({_CODE})")
_CUT = re.compile(rf"({_CODE}) if (?:score )?(?:([0-9]+)-([0-9]+)|>=([0-9]+))")
_POINT = re.compile(rf"-?{_CODE}")


@dataclass(frozen=True, slots=True)
class Cut:
    """One step of a rule by score.

    Attributes:
        code: what the scores become.
        low: the lowest score.
        high: the highest score, None where there is none.
    """

    code: str
    low: int
    high: int | None

    def holds(self, score: float) -> bool:
        """Whether a score falls into this step."""
        return self.low <= score and (self.high is None or score <= self.high)


@dataclass(frozen=True, slots=True)
class MapTarget:
    """What a value becomes.

    Attributes:
        codes: the lowest and the highest code, or one alone; with ``cuts`` those of the steps, in order.
        chosen: the code that the project takes where the source leaves it open, else "".
        cuts: by score, lowest first; () where no score decides.
        text: as written.
    """

    codes: tuple[str, ...]
    chosen: str
    cuts: tuple[Cut, ...]
    text: str


def parse_target(text: str) -> MapTarget:
    """Read what a value becomes.

    Raises:
        ValueError: it is not understood; the message says why.

    >>> parse_target("5..8").codes
    ('5', '8')
    >>> parse_target("4|5 default 5").chosen
    '5'
    >>> [cut.low for cut in parse_target("2 if score 95-103, 3 if >=104").cuts]
    [95, 104]
    """
    if found := _INTERVAL.fullmatch(text):
        return MapTarget((found[1], found[2]), "", (), text)
    if found := _CHOICE.fullmatch(text):
        codes = tuple(found[1].split("|"))
        if found[2] not in codes:
            raise ValueError(f"the default {found[2]} is none of {', '.join(codes)}")
        return MapTarget(codes, found[2], (), text)
    if " if " in text:
        cuts = tuple(_cuts(text))
        return MapTarget(tuple(cut.code for cut in cuts), "", cuts, text)
    if _POINT.fullmatch(text):
        return MapTarget((text,), "", (), text)
    raise ValueError("not understood")


def _cuts(text: str) -> Iterator[Cut]:
    """The steps of a rule by score; each begins where the one before ends."""
    beyond: int | None = -1
    for part in text.split(", "):
        found = _CUT.fullmatch(part)
        if found is None:
            raise ValueError(f"{part!r} is not understood")
        low = int(found[2] or found[4])
        high = int(found[3]) if found[3] else None
        if high is not None and high < low:
            raise ValueError(f"{part!r} has its lowest score after its highest")
        if beyond is None or low <= beyond:
            raise ValueError(f"{part!r} begins at a score that the step before it holds")
        if beyond >= 0 and low != beyond + 1:
            raise ValueError(f"scores between {beyond} and {low} fall into no step")
        beyond = high
        yield Cut(found[1], low, high)


def outside(target: MapTarget, measure: Measure) -> str:
    """Why a target is no value of the measure, "" where it is one."""
    codes = target.codes
    if len(codes) == 1 and codes[0] in measure.missing:
        return ""
    reason = next((reason for code in codes if (reason := _foreign(code, measure))), "")
    if reason or len(codes) == 1:
        return reason
    if measure.scale in {"nominal", "binary"}:
        return "" if target.chosen else f"a {measure.scale} measure has no values between two codes"
    reason = next((reason for code in codes if (reason := _no_number(code, measure))), "")
    if reason:
        return reason
    numbers = [float(code) for code in codes]
    if numbers == sorted(set(numbers)):
        return ""
    return "write the lower value first" if len(numbers) == 2 else "write the values from low to high"


def _foreign(code: str, measure: Measure) -> str:
    """Why a code is not one of the measure's own, nor of its published list, nor a number it can be."""
    if measure.codes:
        return "" if code in measure.codes else f"{code} is none of {', '.join(measure.codes)}"
    if measure.code_list == "iso3":
        return "" if is_country(code) else f"{code} is no ISO 3166-1 alpha-3 code"
    if measure.code_list == "isco08":
        digits = re.fullmatch("[0-9]{1,4}", code)
        return "" if digits else f"{code} is no ISCO-08 code, which is one to four digits"
    if measure.scale == "binary":
        return "" if code in {"0", "1"} else f"{code} is none of 0, 1"
    return _no_number(code, measure)


def _no_number(code: str, measure: Measure) -> str:
    if measure.scale == "nominal":
        return ""
    try:
        number = float(code)
    except ValueError:
        return f"{code} is no number"
    low, high = measure.range or (number, number)
    return "" if low <= number <= high else f"{code} is outside {low:g} to {high:g}"
