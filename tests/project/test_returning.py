"""What a coder hands in: the codings of finished documents, and no words."""

import zipfile
from pathlib import Path

import pytest

import secondmig
from secondmig.core.errors import SecondmigError
from secondmig.project.returning import Handing
from tests.project.exchange import Machines, built_small, counts, handed_in, held, keys, rows, ties


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


def test_return_holds_no_words_of_the_transcripts(coded: Machines) -> None:
    with zipfile.ZipFile(coded.back) as archive:
        text = b"".join(archive.read(name) for name in archive.namelist()).decode("utf-8")
    for words in ("door", "taxi", "people", "ROSA"):
        assert words not in text


def test_return_is_the_same_bytes_each_time(coded: Machines) -> None:
    first = coded.back.read_bytes()
    coded.hand_in()
    assert coded.back.read_bytes() == first


def test_unfinished_document_stays_with_the_coder(coded: Machines) -> None:
    coded.hand_in(unfinished=["A1"])
    assert counts(coded.merge()) == {"added": 1}
    assert rows(coded.here, "kenji") == [("kenji", "B2", True, "package")]
    coded.hand_in()
    assert counts(coded.merge()) == {"already": 1, "added": 2}
    assert keys(coded.here) == keys(coded.there)
    assert len(ties(coded.here)) == 1


def test_return_says_what_was_not_begun(two: Machines) -> None:
    two.send()
    two.code("A1", 2, "One door")
    with two.coding() as project:
        done = project.agree_return(Handing(), target=two.back)
    assert any("not begun, left out as not assigned: B2" in line for line in done.details)


def test_return_of_what_somebody_else_coded_is_asked_for_by_name(two: Machines) -> None:
    two.send()
    with secondmig.open(two.there, coder="me") as project:
        project.code_add("A1", turn=2, quote="One door", code="OS-MOB-UP")
        with pytest.raises(SecondmigError, match="no document has a coding by kenji") as error:
            project.agree_return(Handing(), target=two.back)
        assert "--coder me" in error.value.hint
        project.agree_return(Handing(coder="me"), target=two.back)
    assert counts(two.merge()) == {"added": 1}
    assert len(held(two.here, "kenji")) == 1


@pytest.mark.parametrize(
    ("handing", "message"),
    [
        (Handing(done=("X9",)), "X9 is not in the package"),
        (Handing(done=("A1",), unfinished=("A1",)), "A1 is named as finished and as unfinished"),
        (Handing(), "nothing is finished"),
    ],
)
def test_return_refuses_what_cannot_be_meant(two: Machines, handing: Handing, message: str) -> None:
    two.send()
    with two.coding() as project, pytest.raises(SecondmigError, match=message) as error:
        project.agree_return(handing, target=two.back)
    assert error.value.hint


def test_return_needs_a_project_that_was_opened_from_a_package(two: Machines) -> None:
    with (
        secondmig.open(two.here) as project,
        pytest.raises(SecondmigError, match="was not opened from a package"),
    ):
        project.agree_return(Handing(), target=two.back)


def test_return_follows_codings_back_over_a_correction_of_the_coders_own(
    coded: Machines, tmp_path: Path
) -> None:
    with coded.coding() as project:
        text = project.corpus_text("A1")
        path = tmp_path / "A1.txt"
        path.write_text(text.replace("And here?", "And over here?"), encoding="utf-8")
        project.corpus_rebase("A1", path)
    assert {each.version for each in held(coded.there)} == {1, 2}
    coded.hand_in()
    assert counts(coded.merge()) == {"added": 3}
    assert {(each.document_id, each.version) for each in held(coded.here)} == {("A1", 1), ("B2", 1)}
