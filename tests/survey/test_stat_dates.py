"""Dates of SPSS and Stata against the calendar of the standard library."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.survey.stat_dates import is_day, spss_date, stata_date

DAYS = st.dates(dt.date(1583, 1, 1), dt.date(2400, 1, 1))


@given(DAYS)
def test_a_day_is_counted_from_the_first_of_its_program(day: dt.date) -> None:
    spss = (day - dt.date(1582, 10, 14)).total_seconds()
    assert spss_date(spss, "DATE11") == spss_date(spss, "EDATE10") == day.isoformat()
    assert spss_date(spss + 3661, "DATETIME20") == f"{day.isoformat()}T01:01:01"
    stata = float((day - dt.date(1960, 1, 1)).days)
    assert (
        stata_date(stata, "%td")
        == stata_date(stata, "%d")
        == stata_date(stata, "%tdD_m_Y")
        == day.isoformat()
    )
    assert stata_date(stata * 86_400_000, "%tc") == f"{day.isoformat()}T00:00:00"


@given(DAYS)
def test_coarser_dates_name_their_month_or_quarter(day: dt.date) -> None:
    months = (day.year - 1960) * 12 + day.month - 1
    assert stata_date(float(months), "%tm") == day.isoformat()[:7]
    quarter = f"{day.year}-Q{(day.month + 2) // 3}"
    assert stata_date(float(months // 3), "%tq") == quarter
    spss = (day - dt.date(1582, 10, 14)).total_seconds()
    assert (spss_date(spss, "MOYR8"), spss_date(spss, "QYR8")) == (day.isoformat()[:7], quarter)


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (2007.0, "%ty", "2007"),
        (95.0, "%th", "2007-H2"),
        (2.5, "%tm", "2.5"),
        (1e300, "%td", "8.64e+304"),
        (3.0, "%9.0g", None),
        (3.0, "%-9s", None),
        (3.0, "%tx", None),
    ],
)
def test_what_is_no_date_of_stata_stays_a_number(value: float, form: str, text: str | None) -> None:
    assert stata_date(value, form) == text


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (34_200.0, "TIME8", "09:30:00"),
        (-61.0, "DTIME10", "-00:01:01"),
        (1e300, "DATE11", "1e+300"),
        (3.0, "F8.2", None),
        (3.0, "DOLLAR8", None),
    ],
)
def test_what_is_no_date_of_spss_stays_a_number(value: float, form: str, text: str | None) -> None:
    assert spss_date(value, form) == text


@pytest.mark.parametrize(
    ("text", "day"), [("2007-02", True), ("2007-02-03T04:05", True), ("2007", False), ("", False)]
)
def test_a_day_is_told_by_its_form(text: str, day: bool) -> None:
    assert is_day(text) == day
