"""The columns of numbers count what sets of Python objects count."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondmig.core.snapshot import Snapshot
from secondmig.core.span import Span
from secondmig.core.types import Case, Coding, Document, FacetValue
from secondmig.joint.crossing import COUNTS, Count, cross
from tests.joint.builders import Said, coding_at, document, person, snapshot
from tests.joint.crossing_by_sets import cross_by_sets
from tests.joint.demo import demo_snapshot

CODES = ("OS-RAC-DISC", "OS-RAC-INT", "OS-LAB-WAGE", "NOT-IN-A-BOOK")
ABOUTS: tuple[FacetValue, ...] = ("JPN", "USA", ("JPN", "USA"), "ORIGIN", "")
DIMENSIONS = ("code", "about_country", "valence", "group", "origin", "id", "interview_country")


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    """Interviews with translations, several speakers, persons in several of them, and codings anywhere."""
    chance = Random(draw(st.integers(0, 2**32)))
    documents = [_document(f"D{number}", chance) for number in range(draw(st.integers(0, 3)))]
    cases = [_case(f"P{number}", chance) for number in range(draw(st.integers(0, 4)))]
    codings = {
        found.id: found
        for one in documents
        for _ in range(chance.randrange(12))
        if one.text
        for found in (_coding(one, chance),)
    }
    return snapshot(documents, codings.values(), cases)


def _document(name: str, chance: Random) -> Document:
    return document(name, *(_said(chance) for _ in range(chance.randrange(7))))


def _said(chance: Random) -> Said:
    speaker, words = chance.choice(["INT", "ANA", "BEN"]), "words " * chance.randint(1, 3)
    return (speaker, words, "translated") if chance.random() < 0.5 else (speaker, words)


def _case(name: str, chance: Random) -> Case:
    refs = {(f"D{chance.randrange(4)}", chance.choice(["ANA", "BEN"])) for _ in range(chance.randrange(4))}
    stays = [
        (country, 2000 + 5 * at, 2005 + 5 * at)
        for at, country in enumerate(chance.sample(["JPN", "USA", "GBR"], chance.randrange(3)))
    ]
    return person(name, *stays, speakers=sorted(refs), interview_country=chance.choice(["JPN", ""]))


def _coding(where: Document, chance: Random) -> Coding:
    start = chance.randrange(len(where.text))
    span = Span(start, min(len(where.text), start + chance.randint(1, 30)))
    about, valence = chance.choice(ABOUTS), chance.choice([-1, 1, "mixed", None])
    facets = {name: value for name, value in (("about_country", about), ("valence", valence)) if value}
    return coding_at(where, span, chance.choice(CODES), coder=chance.choice("xy"), **facets)


@given(
    snapshots(), st.sampled_from(DIMENSIONS[:-1]), st.sampled_from(DIMENSIONS[:-1]), st.sampled_from(COUNTS)
)
@settings(max_examples=300, deadline=None)
def test_columns_count_what_sets_count(taken: Snapshot, rows: str, cols: str, count: Count) -> None:
    if not taken.cases and {rows, cols} & {"origin"}:
        return

    assert cross(taken, rows=rows, cols=cols, count=count) == cross_by_sets(
        taken, rows=rows, cols=cols, count=count
    )


@pytest.mark.parametrize("rows", DIMENSIONS)
@pytest.mark.parametrize("cols", ["about_country", "group"])
def test_columns_count_what_sets_count_on_the_demo(rows: str, cols: str) -> None:
    taken = demo_snapshot()

    for count in COUNTS:
        found = cross(taken, rows=rows, cols=cols, count=count)

        assert found == cross_by_sets(taken, rows=rows, cols=cols, count=count)
