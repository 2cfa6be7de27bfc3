"""Codings read as columns are those of the snapshot; codes that meet and maps of codes, as use cases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.joint.crossing import cross, cross_marks
from secondmig.project.cooccurring import ONE_PERSON, Pairs
from secondmig.project.corresponding import Map
from secondmig.project.listing import Listing
from secondmig.project.outline import outlined
from secondmig.project.project import Project
from secondmig.project.shot import take


@pytest.fixture(scope="module")
def demo(built_demo: Path) -> Iterator[Project]:
    with Project.open(built_demo) as project:
        yield project


def ids(listing: Listing) -> set[str]:
    return {warning["id"] for warning in listing.meta["warnings"]}  # type: ignore[attr-defined]


SELECTIONS = (
    Selection(),
    Selection(coders=("gold",)),
    Selection(codes=("OS-RAC",), coders=("coder2", "gold")),
    Selection(codes=("OS-RAC",), exact=True),
    Selection(documents=("US01", "JP05")),
    Selection(where=(("about_country", "JPN"), ("valence", "-1"))),
    Selection(where=(("valence", "unheard of"),)),
    Selection(cases=("US01", "UK02")),
    Selection(groups=(("origin", "PER"),)),
    Selection(as_of=40),
)


@pytest.mark.parametrize("selection", SELECTIONS, ids=lambda each: each.described())
@pytest.mark.parametrize("cols", ["about_country", "group"])
def test_columns_give_the_table_of_the_whole_snapshot(demo: Project, selection: Selection, cols: str) -> None:
    whole = take(demo._session, selection, "team")
    snapshot, columns = outlined(demo._session, selection)

    found = cross_marks(snapshot, columns, cols=cols, count="segments")

    assert found == cross(whole, cols=cols, count="segments")
    assert (snapshot.waiting, snapshot.undecided) == (whole.waiting, whole.undecided)


def test_columns_of_coders_hold_the_same_codings(demo: Project) -> None:
    _, of_facets = outlined(demo._session, Selection())
    _, of_coders = outlined(demo._session, Selection(), "coder_id")

    assert sorted(of_coders.marks.coders) == ["coder2", "gold"]
    assert sorted(zip(of_facets.marks.start.tolist(), of_facets.marks.end.tolist(), strict=True)) == sorted(
        zip(of_coders.marks.start.tolist(), of_coders.marks.end.tolist(), strict=True)
    )


def test_a_name_with_the_separator_is_read_one_by_one(demo: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    _, plain = outlined(demo._session, Selection())
    # The letter stands in every id, so that the names of no block can be taken apart.
    monkeypatch.setattr("secondmig.store.columns._SEPARATOR", "S")

    _, found = outlined(demo._session, Selection())

    assert found.marks.codes == plain.marks.codes
    assert found.marks.facets == plain.marks.facets
    for column in ("document", "start", "end", "code", "facet"):
        assert (getattr(found.marks, column) == getattr(plain.marks, column)).all()


def test_staying_and_intending_overlap_in_most_persons_of_the_demo(demo: Project) -> None:
    listing = demo.query_cooccur()
    first = listing.rows[0]

    assert listing.fields[:10] == (
        *("code_a", "code_b", "rule", "persons", "segments"),
        *("jaccard", "lift", "low", "high", "p"),
    )
    assert (first["code_a"], first["code_b"], first["rule"]) == ("HC-OUT-STAY", "OS-PER-INT", "overlap")
    assert (first["persons"], first["persons_a"], first["persons_b"]) == (13, 17, 21)
    assert first["jaccard"] == pytest.approx(13 / 25)
    assert (first["p"], first["low"]) == (None, None)
    assert "--inference" in str(first["undefined"])
    assert all(int(str(row["persons"])) >= 1 for row in listing.rows)
    assert {row["remark"] for row in listing.rows if row["persons"] == 1} == {ONE_PERSON}
    assert "jaccard" in listing.meta


def test_inference_says_what_it_is_and_warns(demo: Project) -> None:
    bare, tested = demo.query_cooccur(), demo.query_cooccur(Pairs(inference=True))

    assert {"W14", "W17", "W24"} <= ids(tested)
    assert not {"W14", "W17", "W24"} & ids(bare)
    assert tested.meta["seed"] == 0
    assert "infer to nobody else" in str(tested.meta["inference"])
    assert all(row["p"] is not None for row in tested.rows)
    assert any(row["p_low"] is not None for row in tested.rows)
    assert demo.query_cooccur(Pairs(inference=True)) == tested
    assert demo.query_cooccur(Pairs(inference=True, seed=1)) != tested


def test_presence_in_one_interview_needs_no_draws(demo: Project) -> None:
    wanted = Pairs(Selection(codes=("OS-LAB-WAGE",)), rule="document", beside=("OS-LAB-SEG",), inference=True)

    listing = demo.query_cooccur(wanted)

    assert "W24" not in ids(listing)
    assert "W17" not in ids(listing)
    assert listing.meta["seed"] is None
    (row,) = listing.rows
    assert row["expected"] == pytest.approx(int(str(row["persons_a"])) * int(str(row["persons_b"])) / 24)


def test_small_denominators_are_told_where_there_are_some(demo: Project) -> None:
    rac = Selection(codes=("OS-RAC",), exact=True)

    assert "W15" in ids(demo.query_cooccur())
    rolled = demo.query_cooccur(Pairs(rac, rule="document", rolled_up=True, min_persons=24))
    assert rolled.rows
    assert "W15" not in ids(rolled)


def test_codes_asked_for_stand_first_with_those_below(demo: Project) -> None:
    pairs = demo.query_cooccur(Pairs(Selection(codes=("OS-LAB",)), rule="turn", beside=("OS-RAC",))).rows

    assert pairs
    assert all(str(row["code_a"]).startswith("OS-LAB-") for row in pairs)
    assert all(str(row["code_b"]).startswith("OS-RAC-") for row in pairs)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Pairs(within=-1), "distance in turns"),
        (Pairs(min_persons=0), "one person or more"),
        (Pairs(seed=-1), "a seed is 0 or more"),
        (Pairs(beside=("OS-NOPE",)), "OS-NOPE"),
        (Pairs(Selection(codes=("OS-NOPE",))), "OS-NOPE"),
    ],
)
def test_what_cannot_be_asked_is_named(demo: Project, wanted: Pairs, said: str) -> None:
    with pytest.raises(SecondmigError, match=said) as refused:
        demo.query_cooccur(wanted)
    assert refused.value.hint


def test_a_map_has_a_row_for_each_code_and_group_with_its_n(demo: Project) -> None:
    listing = demo.query_correspondence(Map(Selection(codes=("OS-RAC",))))

    groups = {row["id"]: row["n"] for row in listing.rows if row["point"] == "group"}
    assert list(groups) == ["JPN", "GBR", "USA"]
    assert sum(int(str(n)) for n in groups.values()) == listing.meta["total"]
    inertias = listing.meta["inertias"]
    assert isinstance(inertias, list)
    assert listing.meta["total_inertia"] == pytest.approx(sum(inertias))
    assert not ids(listing) & {"W13"}
    assert "W13" in ids(demo.query_correspondence(Map(count="segments")))


def test_codes_of_few_persons_are_left_out_of_a_map_and_named(demo: Project) -> None:
    listing = demo.query_correspondence()

    left_out = listing.meta["codes_left_out"]
    assert isinstance(left_out, dict)
    assert left_out["OS-PER-OPT"] == 4
    assert all(n < 5 for n in left_out.values())
    assert all(int(str(row["n"])) >= 5 for row in listing.rows if row["point"] == "code")
    assert any("OS-PER-OPT 4" in note for note in listing.notes)


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        (Map(Selection(codes=("OS-LEG-STA",))), "one row"),
        (Map(Selection(documents=("US01",))), "5 persons or more"),
        (Map(Selection(cases=("US01", "US02", "US03", "US04", "US05", "US06"))), "one column"),
    ],
)
def test_a_map_that_does_not_exist_says_why(demo: Project, wanted: Map, reason: str) -> None:
    listing = demo.query_correspondence(wanted)

    assert reason in str(listing.meta["undefined"])
    assert all(reason in str(row["undefined"]) and row["axis_1"] is None for row in listing.rows)
    assert any(reason in note for note in listing.notes)


@pytest.mark.parametrize(("wanted", "said"), [(Map(cols="code"), "cannot be codes"), (Map(axes=0), "1 to 9")])
def test_a_map_that_cannot_be_drawn_is_refused(demo: Project, wanted: Map, said: str) -> None:
    with pytest.raises(SecondmigError, match=said):
        demo.query_correspondence(wanted)


def test_a_project_without_codings_has_empty_answers(tmp_path: Path) -> None:
    from tests.project.small import small_project

    folder = small_project(tmp_path / "small")
    with Project.open(folder, coder="ana") as project:
        assert project.query_cooccur(Pairs(inference=True)).rows == []
        assert project.query_correspondence(Map(cols="group")).rows == []
        assert project.query_matrix(cols="group").rows == []
