"""Full dates in English, Spanish and Japanese: where they stand, and how little of them may be left."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from secondmig.core.span import Span
from secondmig.transcript.key_file import DateRule

_ENGLISH: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_SPANISH: Final = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
    "noviembre", "diciembre",
)  # fmt: skip
_MONTHS: Final = {
    **{name: number for number, name in enumerate(_ENGLISH, start=1)},
    **{name[:3]: number for number, name in enumerate(_ENGLISH, start=1)},
    **{name: number for number, name in enumerate(_SPANISH, start=1)},
    "sept": 9,
    "setiembre": 9,
}
_NAMES = "|".join(sorted(_MONTHS, key=lambda name: (-len(name), name)))
_ERAS: Final = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_YEAR = r"(?P<year>[12][0-9]{3}|['’]?[0-9]{2})(?![0-9])"
_FULL_YEAR = r"(?P<year>[12][0-9]{3})(?![0-9])"
_DAY = r"(?<![0-9])(?P<day>[0-3]?[0-9])"
_MONTH_AND_DAY_JA = r"(?P<month>[0-9０-９]{1,2})月\s*(?P<day>[0-9０-９]{1,2})日"
_WRITTEN: Final = (
    rf"{_DAY}(?:st|nd|rd|th|º)?\s*(?:of\s+|de\s+)?(?P<name>{_NAMES})\b\.?,?\s*(?:del?\s+)?{_YEAR}",
    rf"(?<![^\W\d_])(?P<name>{_NAMES})\.?\s+(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?\s*,?\s+{_FULL_YEAR}",
    rf"{_DAY}[-_ ]?(?P<name>{_NAMES})[-_ ]?{_YEAR}",
    r"(?<![0-9])(?P<year>[12][0-9]{3})-(?P<month>[01][0-9])-(?P<day>[0-3][0-9])(?![0-9])",
    rf"(?<![0-9/.])(?P<a>[0-3]?[0-9])(?P<mark>[/.\-])(?P<b>[0-3]?[0-9])(?P=mark){_YEAR}",
    rf"(?P<era>{'|'.join(_ERAS)})\s*(?P<of>元|[0-9０-９]{{1,2}})年\s*{_MONTH_AND_DAY_JA}",
    rf"(?<![0-9０-９])(?P<year>[12１２][0-9０-９]{{3}})年\s*{_MONTH_AND_DAY_JA}",
)
_PATTERNS: Final = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _WRITTEN)


@dataclass(frozen=True, slots=True)
class FullDate:
    """A date with its day, as it stands in a text.

    Attributes:
        span: where.
        year: four digits; two where the text has no more and the century is not known.
        month: 1 to 12, or 0 where day and month cannot be told apart (3/4/1991).
        day: 1 to 31, or 0 likewise.
        japanese: written so.
    """

    span: Span
    year: str
    month: int
    day: int
    japanese: bool = False

    def generalised(self, rule: DateRule) -> str:
        """What is left of it, without brackets.

        A month that cannot be told is left out; of two digits no decade of a century is guessed.
        """
        if rule == "decade":
            return f"{self.year[:-1]}0年代" if self.japanese else f"{self._short()[:-1]}0s"
        if rule == "month" and self.month:
            if self.japanese:
                return f"{self.year}年{self.month}月"
            return f"{_ENGLISH[self.month - 1].capitalize()} {self._short()}"
        return f"{self.year}年" if self.japanese else self._short()

    def _short(self) -> str:
        return self.year if len(self.year) > 2 else f"'{self.year}"


def full_dates(text: str) -> tuple[FullDate, ...]:
    """Every full date, in the order of the text; none shares a letter with another.

    >>> [(date.year, date.month) for date in full_dates("on the 28th August 1991, or 3/4/91")]
    [('1991', 8), ('91', 0)]
    """
    found: list[FullDate] = []
    for date in sorted(_all(text), key=lambda each: (each.span.start, -each.span.end)):
        if not found or date.span.start >= found[-1].span.end:
            found.append(date)
    return tuple(found)


def _all(text: str) -> Iterator[FullDate]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            date = _date(match)
            if date is not None:
                yield date


def _date(match: re.Match[str]) -> FullDate | None:
    held = match.groupdict()
    span = Span(match.start(), match.end())
    if held.get("era"):
        since = _ERAS[held["era"]] + (1 if held["of"] == "元" else int(held["of"]))
        return _checked(FullDate(span, str(since), int(held["month"]), int(held["day"]), japanese=True))
    year = str(held["year"]).lstrip("'’")
    if held.get("a"):
        first, second = int(held["a"]), int(held["b"])
        if first <= 12 and second <= 12 and first != second:
            return _checked(FullDate(span, year, 0, 0)) if first and second else None
        month, day = (second, first) if first > 12 or first == second else (first, second)
        return _checked(FullDate(span, year, month, day))
    month = _MONTHS[held["name"].lower()] if held.get("name") else int(held["month"])
    return _checked(
        FullDate(span, str(int(year)).zfill(len(year)), month, int(held["day"]), "年" in match[0])
    )


def _checked(date: FullDate) -> FullDate | None:
    whole = date.month == date.day == 0
    return date if whole or (1 <= date.month <= 12 and 1 <= date.day <= 31) else None


def date_spellings(written: str) -> tuple[str, ...]:
    """Other ways to write a date that a key names; empty where it is no full date.

    >>> date_spellings("28 August 1991")[:3]
    ('28 August 1991', 'August 28 1991', '28th August 1991')
    """
    dates = full_dates(written)
    if len(dates) != 1 or len(dates[0].span) != len(written) or not dates[0].month:
        return ()
    date = dates[0]
    day, month, year = date.day, date.month, date.year
    english, spanish = _ENGLISH[month - 1].capitalize(), _SPANISH[month - 1]
    ordinal = f"{day}{'th' if 4 <= day % 100 <= 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"
    made = [
        f"{day} {english} {year}", f"{english} {day} {year}", f"{ordinal} {english} {year}",
        f"{ordinal} of {english} {year}", f"{english} {ordinal} {year}", f"{day} {english[:3]} {year}",
        f"{english[:3]} {day} {year}", f"{day} de {spanish} de {year}", f"{day} de {spanish} del {year}",
        f"{year}-{month:02d}-{day:02d}", f"{day}/{month}/{year}", f"{day:02d}/{month:02d}/{year}",
        f"{month}/{day}/{year}", f"{month:02d}/{day:02d}/{year}", f"{year}年{month}月{day}日",
    ]  # fmt: skip
    return tuple(dict.fromkeys(made))
