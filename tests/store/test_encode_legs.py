"""Legs as JSON: what was written before later fields came reads the same and is written the same."""

import json

from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.legs import Evidence, Leg, Occupation, PartialDate, StatusChange
from secondmig.store.encode import legs_from, legs_text

FIRST_SCHEMA = (
    '[{"country":"PER","end":"1998-04","index":0,"isco":"","legal_at_entry":"","legal_at_exit":"",'
    '"note":"","role":"origin","role_reason":"","start":null}]'
)
DATES = st.none() | st.builds(PartialDate, st.integers(1850, 2100), st.integers(0, 12), st.booleans())
WORDS = st.text(max_size=6)
LEGS = st.builds(
    Leg,
    index=st.integers(0, 5),
    country=st.sampled_from(["PER", "JPN"]),
    start=DATES,
    end=DATES,
    role=st.sampled_from(["origin", "transit", "current"]),
    edu_at_end=WORDS,
    edu_years=st.none() | st.floats(0, 30),
    motives=st.lists(WORDS, max_size=2).map(tuple),
    occupations=st.lists(
        st.builds(Occupation, isco=WORDS, title=WORDS, start=DATES, end=DATES, main=st.booleans()), max_size=2
    ).map(tuple),
    statuses=st.lists(st.builds(StatusChange, status=WORDS, date=DATES), max_size=2).map(tuple),
    evidence=st.lists(
        st.builds(Evidence, fact=WORDS, document=WORDS, turn=st.integers(1, 99)), max_size=2
    ).map(tuple),
)


@given(st.lists(LEGS, max_size=3))
def test_legs_come_back_as_they_were(legs: list[Leg]) -> None:
    read = legs_from(legs_text(legs))
    assert read == tuple(legs)
    approx = [str(leg.start) for leg in legs]
    assert [str(leg.start) for leg in read] == approx


def test_legs_of_the_first_schema_keep_their_text() -> None:
    assert legs_text(legs_from(FIRST_SCHEMA)) == FIRST_SCHEMA


def test_what_nobody_said_is_not_written() -> None:
    (held,) = json.loads(legs_text([Leg(1, "JPN", None, None, "current")]))
    assert "edu_at_end" not in held
