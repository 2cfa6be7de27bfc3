"""PartialDate reads what people remember and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.legs import PartialDate

dates = st.builds(PartialDate, st.integers(0, 9999), st.integers(0, 12))


@given(date=dates)
def test_partial_date_reads_back_what_it_prints(date: PartialDate) -> None:
    assert PartialDate.parse(str(date)) == date


@given(some=st.lists(dates, max_size=6))
def test_partial_dates_sort_like_their_text(some: list[PartialDate]) -> None:
    assert [str(date) for date in sorted(some)] == sorted(str(date) for date in some)


@pytest.mark.parametrize(
    ("text", "date"),
    [("2007", PartialDate(2007)), ("2007-02", PartialDate(2007, 2)), (" 2007-2 ", PartialDate(2007, 2))],
)
def test_partial_date_reads_year_and_month(text: str, date: PartialDate) -> None:
    assert PartialDate.parse(text) == date


@pytest.mark.parametrize(
    "text",
    [
        "",
        "07",
        "20070",
        "2007-",
        "2007-00",
        "2007-13",
        "2007-02-03",
        "2007/02",
        "２００７",
        "2007-²",
        "-2007",
    ],
)
def test_partial_date_refuses_everything_else(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the text itself is the message
        PartialDate.parse(text)
