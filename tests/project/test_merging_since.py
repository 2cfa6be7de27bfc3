"""A return is merged into a project that went on meanwhile, or that it was never meant for."""

import zipfile
from pathlib import Path

import pytest

import secondmig
from secondmig.core.errors import SecondmigError
from secondmig.project.intake import Reading
from secondmig.project.returning import read_return
from tests.project.exchange import (
    Machines,
    built_small,
    counts,
    everything,
    handed_in,
    held,
    keys,
    rows,
    ties,
)
from tests.project.small import BOOK, US, small_project

CORRECTED = US.replace("there was one door", "there was a single door").replace("One door.", "One door")
SPLIT = """  - id: OS-MOB-UP
    parent: OS-MOB
    label: Room to rise
    definition: Says that one can rise.
  - id: OS-MOB-OUT
    parent: OS-MOB
    label: Room to leave
    definition: Says that one can leave.
    was: [OS-MOB-UP]
"""
HEIR = """  - id: OS-MOB-RISE
    parent: OS-MOB
    label: Room to rise
    definition: Says that one can rise.
    was: [OS-MOB-UP]
"""
RETIRED = """  - id: OS-MOB-UP
    parent: OS-MOB
    label: Room to rise
    definition: Says that one can rise.
    retired: "nobody could tell it from luck"
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_small(tmp_path_factory.mktemp("built") / "study")


@pytest.fixture
def two(built: Path, tmp_path: Path) -> Machines:
    return Machines.of(built, tmp_path)


@pytest.fixture(scope="module")
def worked(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Machines:
    return handed_in(built, tmp_path_factory.mktemp("worked"))


@pytest.fixture
def coded(worked: Machines, tmp_path: Path) -> Machines:
    """Kenji coded three passages in two documents, tied two of them and handed them in."""
    return worked.copied(tmp_path)


def new_book(two: Machines, codes: str) -> None:
    """Register a new version of the codebook, straight in the store: how it is made is another's test."""
    from secondmig.codebook.yaml_file import read_codebooks
    from secondmig.core.types import CodebookVersion
    from secondmig.store import codebooks

    head = BOOK[: BOOK.index("  - id: OS-MOB-UP")].replace("1.0.0", "2.0.0")
    path = two.here / "new.yaml"
    path.write_text(head + codes, encoding="utf-8")
    with secondmig.open(two.here) as project:
        store = project._session.store
        (book,) = read_codebooks([path], others={})
        with store.write(actor="ana", verb="codebook commit") as change:
            codebooks.add(change, CodebookVersion(book, 2, "new", "ana"))


def corrected(two: Machines, tmp_path: Path) -> None:
    path = tmp_path / "A1.txt"
    path.write_text(CORRECTED, encoding="utf-8")
    with secondmig.open(two.here) as project:
        project.corpus_rebase("A1", path)


def test_merge_after_a_correction_carries_what_is_found_and_lets_the_rest_wait(
    coded: Machines, tmp_path: Path
) -> None:
    coded.code("A1", 2, "there was one door")
    coded.hand_in()
    corrected(coded, tmp_path)
    assert counts(coded.merge()) == {"added": 4, "waiting": 2}
    with secondmig.open(coded.here) as project:
        queue = [row["old_quote"] for row in project.corpus_review().rows if row["coder"] == "kenji"]
    assert queue == ["there was one door", "one door for people like me"]
    stands = {(each.document_id, each.version, each.status) for each in held(coded.here)}
    assert stands == {("A1", 1, "changed"), ("A1", 2, "current"), ("B2", 1, "current")}


def test_merge_before_and_after_a_correction_end_alike(coded: Machines, built: Path, tmp_path: Path) -> None:
    coded.merge()
    corrected(coded, tmp_path)
    first = [(each.version, each.span, each.status) for each in held(coded.here)]
    with secondmig.open(coded.here) as project:
        project.undo()
        project.undo()
    corrected(coded, tmp_path)
    coded.merge()
    assert [(each.version, each.span, each.status) for each in held(coded.here)] == first


def test_later_return_after_a_correction_changes_what_only_the_correction_moved(
    coded: Machines, tmp_path: Path
) -> None:
    coded.merge()
    corrected(coded, tmp_path)
    with coded.coding() as project:
        project.code_remove(held(coded.there)[1].id)
    coded.code("A1", 4, "more doors 👩\u200d👩\u200d👧", valence="0")
    coded.hand_in()
    assert counts(coded.merge()) == {"already": 2, "changed": 1}


def test_merge_after_codes_were_merged_gives_the_heir(coded: Machines) -> None:
    new_book(coded, HEIR)
    assert counts(coded.merge()) == {"added": 3}
    assert {(each.code_id, each.codebook_version) for each in held(coded.here)} == {
        ("OS-MOB-RISE", "small@2")
    }


def test_merge_after_a_split_lets_the_codings_wait_for_a_choice(coded: Machines) -> None:
    new_book(coded, SPLIT)
    assert counts(coded.merge()) == {"added": 3, "waiting": 3}
    assert {(each.code_id, each.codebook_version) for each in held(coded.here)} == {("OS-MOB-UP", "small@1")}


def test_merge_takes_a_retired_code_in_and_says_so(coded: Machines) -> None:
    new_book(coded, RETIRED)
    told = coded.merge()
    assert counts(told) == {"added": 3}
    assert any("3 with OS-MOB-UP, which was retired since" in note for note in told.listing.notes)


def test_merge_after_a_passage_was_taken_back_refuses_what_lies_on_it(coded: Machines) -> None:
    with secondmig.open(coded.here) as project:
        project.corpus_restrict("A1", turn=2, quote="like me", reason="asked")
    told = coded.merge()
    assert counts(told) == {"added": 2, "refused": 1}
    assert not any("door" in note for note in told.listing.notes)
    assert ties(coded.here) == []
    assert any("one of its codings is not here" in note for note in told.listing.notes)


def test_coding_that_was_refused_comes_in_once_nothing_stands_against_it(coded: Machines) -> None:
    with secondmig.open(coded.here) as project:
        project.corpus_restrict("A1", turn=2, quote="like me", reason="asked")
    coded.merge()
    with secondmig.open(coded.here) as project:
        project.undo()
        project.undo()
    assert counts(coded.merge()) == {"added": 3}


def test_merge_after_a_withdrawal_refuses_the_document_and_tells_of_the_copy(coded: Machines) -> None:
    with secondmig.open(coded.here) as project:
        project.case_withdraw("A1", reason="letter")
    told = coded.merge()
    assert counts(told) == {"added": 1, "refused": 2}
    assert {row["document"]: row["reason"] for row in told.listing.rows} == {
        "A1": "withdrawn since: its words are gone",
        "B2": None,
    }
    assert any("still holds A1" in line for line in told.warnings)
    assert rows(coded.here, "kenji") == [("kenji", "B2", True, "package")]


def test_merge_with_no_document_left_is_refused(coded: Machines) -> None:
    with secondmig.open(coded.here) as project:
        project.case_withdraw("A1", reason="letter")
        project.case_withdraw("B2", reason="letter")
    with pytest.raises(SecondmigError, match="its words are gone"):
        coded.merge()


def test_merge_in_another_project_names_both(coded: Machines, tmp_path: Path) -> None:
    other = small_project(tmp_path / "other-study")
    with secondmig.open(other) as project:
        project.build()
        with pytest.raises(SecondmigError, match="made by another project") as error:
            project.agree_merge(coded.back)
    brief = read_return(coded.back).brief
    assert brief.project[7:19] in error.value.message
    assert held(other, "kenji") == []


def test_merge_refuses_a_codebook_version_that_is_not_here(coded: Machines) -> None:
    damage(coded, b'"small"', b'"smell"')
    with pytest.raises(SecondmigError, match="smell@1, a version that this project does not have"):
        coded.merge()


def damage(two: Machines, old: bytes, new: bytes) -> None:
    """Rewrite the manifest of a return by hand, with hashes that fit."""
    with zipfile.ZipFile(two.back) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["manifest.json"] = parts["manifest.json"].replace(old, new)
    with zipfile.ZipFile(two.back, "w") as archive:
        for name, body in parts.items():
            archive.writestr(name, body)


def test_merge_refuses_a_coder_who_coded_there_already(coded: Machines) -> None:
    with secondmig.open(coded.here, coder="kenji") as project:
        project.code_add("A1", turn=2, quote="One door", code="OS-MOB-UP")
    before = everything(coded.here)
    with pytest.raises(SecondmigError, match="did not come from this copy of the package") as error:
        coded.merge()
    assert "--coder kenji.2" in error.value.hint
    assert everything(coded.here) == before
    assert counts(coded.merge(coder="kenji.2")) == {"added": 3}
    assert keys(coded.here, "kenji.2") == keys(coded.there)
    assert rows(coded.here, "kenji.2") != []


def forged(two: Machines, name: str, **values: object) -> None:
    """Change the first row of a part and seal the return again, as somebody could by hand."""
    from secondmig.project.sealed_file import lines, read, seal, write

    sealed = read(two.back, "return")
    changed = [dict(row) for row in sealed.rows(name)]
    changed[0].update(values)
    told = {key: value for key, value in sealed.manifest.items() if key != "parts"}
    write(seal("return", told, {**sealed.parts, name: lines(changed)}), two.back, overwrite=True)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"code": "NOPE"}, "has no code NOPE"),
        ({"code": "OS-MOB"}, "has no code OS-MOB to apply"),
        ({"facets": {"valence": 7}}, "facet valence"),
        ({"facets": {"color": "red"}}, "color"),
        ({"start": 0}, "not those of the quotation"),
        ({"end": 10**9}, "not those of the quotation"),
        ({"quote_sha": "sha256:0"}, "not those of the quotation"),
        ({"codebook": "other@1"}, "which is not in the package"),
    ],
)
def test_merge_refuses_single_codings_by_line(
    coded: Machines, values: dict[str, object], reason: str
) -> None:
    forged(coded, "codings.jsonl", **values)
    told = coded.merge()
    assert counts(told) == {"added": 2, "refused": 1}
    assert any(reason in note for note in told.listing.notes)
    with secondmig.open(coded.here) as project:
        assert project.verify().rows == []


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("codings.jsonl", {"start": "0"}),
        ("codings.jsonl", {"start": True}),
        ("codings.jsonl", {"end": 0}),
        ("codings.jsonl", {"facets": []}),
        ("codings.jsonl", {"facets": {"valence": 1.5}}),
        ("codings.jsonl", {"document": "B9"}),
        ("codings.jsonl", {"coder": "gold"}),
        ("codings.jsonl", {"version": 2}),
        ("codings.jsonl", {"id": ""}),
        ("relations.jsonl", {"sign": "x"}),
        ("relations.jsonl", {"source": None}),
    ],
)
def test_merge_refuses_a_return_that_no_project_of_ours_writes(
    coded: Machines, name: str, values: dict[str, object]
) -> None:
    forged(coded, name, **values)
    before = everything(coded.here)
    with pytest.raises(SecondmigError, match=r"neither a package nor a return|was changed after it was made"):
        coded.merge()
    assert everything(coded.here) == before


def test_return_that_was_changed_on_the_way_is_refused(coded: Machines) -> None:
    with zipfile.ZipFile(coded.back) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["codings.jsonl"] = parts["codings.jsonl"].replace(b'"manual"', b'"cue"')
    with zipfile.ZipFile(coded.back, "w") as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    with pytest.raises(SecondmigError, match="was changed after it was made"):
        coded.merge()


def test_package_itself_cannot_be_merged(coded: Machines) -> None:
    with secondmig.open(coded.here) as project, pytest.raises(SecondmigError, match="this is a package"):
        project.agree_merge(coded.package)


JOINT = """---
id: J1
language: en
---
#1 INT: Who came first?
#2 ROSA: I did, with one suitcase.
#3 IMRAN: I came with my brother's coat.
"""


def test_merge_after_one_of_two_persons_withdrew_takes_only_the_words_of_the_other(
    two: Machines, tmp_path: Path
) -> None:
    path = tmp_path / "J1.txt"
    path.write_text(JOINT, encoding="utf-8")
    with secondmig.open(two.here) as project:
        project.corpus_import([path], reading=Reading(cases=(("A1", "ROSA"), ("B2", "IMRAN"))))
    two.send("J1")
    two.code("J1", 2, "one suitcase")
    two.code("J1", 3, "my brother's coat")
    two.hand_in()
    with secondmig.open(two.here) as project:
        project.case_withdraw("B2", reason="letter")
    told = two.merge()
    assert counts(told) == {"added": 1, "refused": 1}
    assert any("the words were withheld since" in note for note in told.listing.notes)
    assert not any("coat" in note for note in told.listing.notes)
    with secondmig.open(two.here) as project:
        assert project.verify().rows == []
