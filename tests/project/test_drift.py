"""``agree drift``: early and late by the events, and no order where the events tell none."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

import secondmig
from secondmig.core.errors import SecondmigError
from secondmig.project.agreement_asked import Drifting, Reported
from secondmig.project.moments import Halves, Sitting, halves, sittings
from secondmig.project.project import Project
from secondmig.store import codings
from tests.project.twice import ANA, DOWN, PAPERS, WORK, coded, session_of, take_in, twice_project

QUICK = Drifting(draws=0)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return twice_project(tmp_path_factory.mktemp("drift") / "study")


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Iterator[Project]:
    with secondmig.open(Path(copytree(made, tmp_path / "study"))) as opened:
        yield opened


def by_hand(project: Project, document: str, *quotes: str, code: str = "WK-JOB") -> int:
    """Code words one by one as the acting coder; gives the first event."""
    events = [
        project.code_add(
            document, turn=2, quote=quote, code=code, facets={"about_country": "USA", "valence": "0"}
        ).event
        for quote in quotes
    ]
    assert events[0] is not None
    return events[0]


def shown(found: Reported, **wanted: object) -> dict[str, object]:
    rows = [dict(row) for row in found.listing.rows if all(row[name] == wanted[name] for name in wanted)]
    assert len(rows) == 1, rows
    return rows[0]


def test_documents_coded_by_hand_are_cut_in_the_order_they_were_coded(project: Project) -> None:
    for name in ("D3", "D1", "D4", "D2"):
        by_hand(project, name, WORK, DOWN)
    by_hand(project, "D3", PAPERS)  # a second look does not make a document late
    found = project.agree_drift("ana", QUICK)
    assert (found.listing.meta["early"], found.listing.meta["late"]) == (["D3", "D1"], ["D4", "D2"])


def test_shares_are_of_the_turns_read_early_and_late(project: Project) -> None:
    by_hand(project, "D1", WORK)
    by_hand(project, "D2", WORK)
    by_hand(project, "D3", DOWN, PAPERS, code="PAPER")
    by_hand(project, "D4", DOWN, code="PAPER")
    found = project.agree_drift("ana", QUICK)
    early = shown(found, code="WK-JOB", when="early")
    assert (early["value"], early["n_units"], early["n_documents"]) == (2 / 6, 6, 2)  # three turns a document
    assert shown(found, code="WK-JOB", when="late")["value"] == 0.0
    assert shown(found, code="PAPER", when="late")["value"] == 2 / 6  # two codings in a turn are one turn
    line = next(dict(row) for row in found.tables[0][1].rows if row["code"] == "WK-JOB")
    assert (line["share early"], line["share late"], line["change"]) == (" 0.333", " 0.000", "-0.333")


def test_coding_that_begins_in_the_question_counts_for_the_answer(project: Project) -> None:
    for name in ("D1", "D2"):
        text = project.corpus_text(name)
        start = text.index("Was there work?")
        rows = [
            {"start": start, "end": text.index(WORK) + len(WORK), "code": "WK-JOB"},
            {"start": text.index(WORK), "end": text.index(WORK) + len(WORK), "code": "WK-JOB"},
        ]
        by_hand(project, name, PAPERS, code="PAPER")
        take_in(project, "ana", {name: rows})
    early = shown(project.agree_drift("ana", QUICK), code="WK-JOB", when="early")
    assert early["value"] == 1 / 3


def test_agreement_with_another_coder_is_given_early_and_late(project: Project) -> None:
    for name in ("D1", "D2"):
        by_hand(project, name, WORK)
    take_in(project, "ben", {"D1": [coded(WORK, "WK-JOB")], "D2": [coded(DOWN, "WK-JOB")]})
    found = project.agree_drift("ana", QUICK)
    assert found.listing.meta["against"] == "ben"
    assert shown(found, code="WK-JOB", measure="alpha", when="early")["value"] == 1.0
    late = shown(found, code="WK-JOB", measure="alpha", when="late")["value"]
    assert isinstance(late, float)
    assert late < 0
    assert shown(found, code=None, measure="alpha", when="early")["value"] == 1.0


def test_who_is_compared_is_the_one_asked_for_or_who_shares_most(project: Project) -> None:
    for name in ("D1", "D2"):
        by_hand(project, name, WORK)
    take_in(project, "ben", {"D1": [coded(WORK, "WK-JOB")]})
    take_in(project, "cleo", {"D1": [coded(WORK, "WK-JOB")], "D2": [coded(WORK, "WK-JOB")]})
    assert project.agree_drift("ana", QUICK).listing.meta["against"] == "cleo"
    asked = project.agree_drift("ana", Drifting(against="ben", draws=0))
    assert asked.listing.meta["against"] == "ben"
    missing = shown(asked, code="WK-JOB", measure="alpha", when="late")
    assert (missing["value"], missing["undefined"]) == (None, "nobody applied the code there")


def test_files_of_one_day_tell_no_order(project: Project) -> None:
    take_in(project, "kenji", ANA)
    found = project.agree_drift("kenji", QUICK)
    reason = str(found.listing.meta["undefined"])
    assert "the codings of 3 documents came by file on one day" in reason
    assert "in what order they were made is not known" in reason
    assert found.listing.rows
    assert {(row["value"], row["undefined"]) for row in found.listing.rows} == {(None, reason)}
    assert found.tables == ()
    assert reason in found.foot[0]


def test_whoever_knows_the_order_of_files_names_the_event(project: Project) -> None:
    take_in(project, "kenji", {"D1": ANA["D1"]})
    event = max(int(str(row["event"])) for row in project.history().rows)
    take_in(project, "kenji", {"D2": ANA["D2"], "D3": ANA["D3"]})
    found = project.agree_drift("kenji", Drifting(at=str(event), draws=0))
    assert (found.listing.meta["early"], found.listing.meta["late"]) == (["D1"], ["D2", "D3"])


def test_a_cut_that_leaves_nothing_on_one_side_is_refused(project: Project) -> None:
    first = by_hand(project, "D1", WORK)
    last = by_hand(project, "D2", WORK)
    for at, side in ((first - 1, "up to"), (last, "after")):
        with pytest.raises(SecondmigError, match=f"no document was coded first {side} event {at}") as caught:
            project.agree_drift("ana", Drifting(at=str(at)))
        assert f"between events {first} and {last}" in caught.value.hint


def test_the_same_documents_coded_again_give_the_agreement_with_oneself(project: Project) -> None:
    take_in(project, "kenji", {"D1": ANA["D1"], "D2": ANA["D2"]})
    take_in(project, "kenji.2", {"D1": ANA["D1"], "D2": [coded(PAPERS, "PAPER")]})
    take_in(project, "kenji.note", {"D1": ANA["D1"]})
    found = project.agree_drift("kenji", QUICK)
    assert found.listing.meta["again"] == ["kenji.2"]
    again = [row for row in found.listing.rows if row["when"] == "again"]
    assert {row["coders"] for row in again} == {"kenji, kenji.2"}
    same = shown(found, code="WK-JOB", when="again")
    assert isinstance(same["value"], float)
    assert same["n_documents"] == 2
    titles = [name for name in found.tables[0][1].fields if name.startswith("alpha")]
    assert titles == ["alpha again"]  # early and late are not known, and have no column


def test_removed_codings_count_for_when_a_document_was_first_read(project: Project) -> None:
    first = by_hand(project, "D1", WORK)
    by_hand(project, "D2", WORK)
    gone = next(
        each.id for each in codings.find(session_of(project).store.read(), documents=["D1"], coders=["ana"])
    )
    project.code_remove(gone)
    by_hand(project, "D1", DOWN)
    found = sittings(session_of(project), "ana", ("D1", "D2"))
    assert [dict(each.documents) for each in found] == [{"D1": first}, {"D2": first + 1}]


def test_the_cut_is_nearest_to_half_and_keeps_a_sitting_together() -> None:
    days = [Sitting({"a": 1, "b": 2, "c": 3}), Sitting({"d": 4})]
    assert halves(days, None) == Halves(("a", "b", "c"), ("d",))
    alone = [Sitting({name: number}) for number, name in enumerate("abcde")]
    assert halves(alone, None) == Halves(("a", "b"), ("c", "d", "e"))


def test_nothing_coded_or_one_document_has_no_halves() -> None:
    assert halves([], None).unknown == "the coder has coded nothing here"
    assert halves([Sitting({"a": 1})], None).unknown == "one document was coded"


@pytest.mark.parametrize(
    ("coder", "asked", "message"),
    [
        ("zoe", QUICK, "there is no coder zoe"),
        ("ana", Drifting(against="zoe"), "there is no coder zoe"),
        ("ana", Drifting(against="ana"), "ana and ana share no documents"),
        ("ana", Drifting(against="ben"), "ana and ben share no documents"),
        ("ana", Drifting(at="soon"), "no event fits"),
        ("ana", Drifting(codes=("NO",)), "no code 'NO'"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    project: Project, coder: str, asked: Drifting, message: str
) -> None:
    by_hand(project, "D1", WORK)
    take_in(project, "ben", {"D2": [coded(WORK, "WK-JOB")]})
    with pytest.raises(SecondmigError) as caught:
        project.agree_drift(coder, asked)
    assert message in caught.value.line()
