"""Dates and times of SPSS and Stata, which count seconds, days or months from a day of their own."""

import re
from datetime import date, datetime, timedelta
from typing import Final

_SPSS_ZERO: Final = datetime(1582, 10, 14)  # noqa: DTZ001 - dates of a survey have no time zone
_STATA_ZERO: Final = datetime(1960, 1, 1)  # noqa: DTZ001
_SPSS = re.compile(r"(DATETIME|DATE|ADATE|EDATE|JDATE|SDATE|YMDHMS|MOYR|QYR|WKYR|DTIME|TIME)[0-9.]*")
_DAY: Final = 86_400


def spss_date(value: float, form: str) -> str | None:
    """The ISO text of a date or time of SPSS; None where the format is none of them.

    Args:
        value: seconds since 14 October 1582, or of the day.
        form: e.g. "DATE11".

    >>> spss_date(13797216000.0, "DATE11"), spss_date(13797227045.0, "DATETIME20"), spss_date(7.0, "F8.2")
    ('2020-01-01', '2020-01-01T03:04:05', None)
    """
    found = _SPSS.fullmatch(form)
    if not found:
        return None
    kind = found[1]
    if kind in {"TIME", "DTIME"}:
        return _clock(value)
    return _dated(
        _SPSS_ZERO, value, {"DATETIME": "time", "YMDHMS": "time"}.get(kind, _SHORT.get(kind, "day"))
    )


_SHORT: Final = {"MOYR": "month", "QYR": "quarter", "WKYR": "week"}


def stata_date(value: float, form: str) -> str | None:
    """The ISO text of a date or time of Stata; None where the format is none of them.

    Args:
        value: milliseconds, days, weeks, months, quarters, half-years since 1960, or a year.
        form: e.g. "%td".

    >>> stata_date(21915.0, "%td"), stata_date(561.0, "%tm"), stata_date(187.0, "%tq"), stata_date(3, "%9.0g")
    ('2020-01-01', '2006-10', '2006-Q4', None)
    """
    if not re.match(r"%-?(?:t|d)", form):
        return None
    kind = "d" if re.match(r"%-?d", form) else form.lstrip("%-")[1:2]
    if kind in {"c", "C"}:
        return _dated(_STATA_ZERO, value / 1000, "time")
    if kind == "d":
        return _dated(_STATA_ZERO, value * _DAY, "day")
    if not float(value).is_integer() or abs(value) > 1e6:
        return f"{value:g}"
    number = int(value)
    per_year = {"m": 12, "q": 4, "h": 2, "w": 52, "y": 1}.get(kind, 0)
    if not per_year:
        return None
    if kind == "y":
        return str(number)
    year, part = 1960 + number // per_year, number % per_year + 1
    return f"{year}-{part:02d}" if kind == "m" else f"{year}-{kind.upper()}{part}"


def _dated(zero: datetime, seconds: float, shown: str) -> str:
    """A moment; what lies beyond the calendar stays a number, for a person to see."""
    try:
        moment = zero + timedelta(seconds=round(seconds))
    except (OverflowError, ValueError):
        return f"{seconds:g}"
    if shown == "time":
        return moment.isoformat()
    day = moment.date()
    if shown == "day":
        return day.isoformat()
    return _coarse(day, shown)


def _coarse(day: date, shown: str) -> str:
    if shown == "month":
        return day.isoformat()[:7]
    if shown == "quarter":
        return f"{day.year}-Q{(day.month + 2) // 3}"
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def _clock(seconds: float) -> str:
    sign = "-" if seconds < 0 else ""
    whole = round(abs(seconds))
    return f"{sign}{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def is_day(text: str) -> bool:
    """Whether a text is a day, a month or a moment as ISO writes it.

    >>> is_day("2007-02"), is_day("2007-02-11"), is_day("2007")
    (True, True, False)
    """
    return _ISO.fullmatch(text) is not None


_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2}(?:T[0-9:.]+)?)?")
