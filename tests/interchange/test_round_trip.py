"""What is written comes back: each format, any codebook, up to the losses the format states."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from secondmig.codebook.canonical import hashed
from secondmig.codebook.yaml_file import laid_out, read_codebooks
from secondmig.core.types import Codebook
from secondmig.interchange import yaml_out
from secondmig.interchange.about import read_facet
from secondmig.interchange.assemble import Known, assembled, recognised
from secondmig.interchange.draft import on_its_own
from secondmig.interchange.formats import read_book, write_book
from secondmig.interchange.labelled import Paragraph
from tests.interchange.books import again, books, from_yaml, full_book, on_one_line

DECLARED = ("human-capital-employment", "migration-system-feedback", "opportunity-structure")
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def demo() -> tuple[Codebook, ...]:
    return read_codebooks(ROOT / "codebooks" / f"{name}.yaml" for name in DECLARED)


@pytest.mark.parametrize("name", ["full.qdc", "full.xlsx"])
def test_everything_a_codebook_has_comes_back(tmp_path: Path, name: str) -> None:
    book = full_book(tmp_path)
    assert again(book, name).book == book


def test_csv_brings_back_the_codes_and_names_what_it_does_not_hold(tmp_path: Path) -> None:
    book = full_book(tmp_path)
    found = again(book, "full.csv")
    bare = tuple(replace(code, defaults={}) for code in book.codes)
    assert found.book.codes == bare
    assert found.book.facets == ()
    assert found.losses == ("values of level, sure on 2 codes: the file declares no such facet",)
    assert write_book(book, name="full.csv").losses == (
        "id, title, version, source, unit and rules of the codebook: it holds codes",
        "what the facets about_country, valence, compared_with, corridor, leg and 2 more are",
    )


def test_csv_of_a_codebook_that_is_there_takes_header_and_facets_from_it(tmp_path: Path) -> None:
    book = full_book(tmp_path)
    known = Known({book.id: book}, {book.id: frozenset(code.id for code in book.codes)})
    read = read_book(write_book(book, name="x.csv").body, name="x.csv")
    assert recognised(read, known, name="x.csv") == "full"
    assert assembled(read, name="x.csv", known=known, like="full").book == book


@settings(max_examples=30)
@given(book=books())
def test_any_codebook_comes_back_from_qdc(book: Codebook) -> None:
    assert again(book, "any.qdc").book == on_one_line(book)


@settings(max_examples=12)
@given(book=books())
def test_any_codebook_comes_back_from_a_workbook(book: Codebook) -> None:
    assert again(book, "any.xlsx").book == on_one_line(book)


@settings(max_examples=30)
@given(book=books())
def test_codes_of_any_codebook_come_back_from_csv(book: Codebook) -> None:
    bare = tuple(replace(code, defaults={}) for code in on_one_line(book).codes)
    assert again(book, "any.csv").book.codes == bare


@settings(max_examples=30)
@given(book=books())
def test_any_codebook_comes_back_from_its_file_in_the_layout_of_such_files(book: Codebook) -> None:
    body = yaml_out.written(book).body
    assert from_yaml(body).sha == book.sha
    assert laid_out(body.decode("utf-8")) == body.decode("utf-8")


@pytest.mark.parametrize("ending", ["qdc", "xlsx", "csv"])
def test_labels_on_several_lines_are_a_stated_loss(tmp_path: Path, ending: str) -> None:
    book = full_book(tmp_path)
    broken = hashed(replace(book, codes=(replace(book.codes[0], label="La\nbour"), *book.codes[1:])))
    assert (
        "line breaks and outer spaces of the labels of FU-LAB"
        in write_book(broken, name=f"x.{ending}").losses
    )


def test_order_outside_the_tree_is_a_stated_loss_of_qdc(tmp_path: Path) -> None:
    book = full_book(tmp_path)
    first, second, third = book.codes
    mixed = hashed(replace(book, codes=(first, third, second)))
    (loss,) = write_book(mixed, name="x.qdc").losses
    assert loss.startswith("the order of codes")
    assert [code.id for code in again(mixed, "x.qdc").book.codes] == [first.id, second.id, third.id]
    assert again(mixed, "x.xlsx").book == mixed


@pytest.mark.parametrize("ending", ["qdc", "xlsx", "csv", "yaml"])
def test_same_codebook_gives_the_same_bytes(tmp_path: Path, ending: str) -> None:
    book = full_book(tmp_path)
    assert write_book(book, name=f"a.{ending}") == write_book(book, name=f"b.{ending}")


@pytest.mark.parametrize("ending", ["qdc", "xlsx"])
def test_codebooks_of_the_demo_come_back(demo: tuple[Codebook, ...], ending: str) -> None:
    for book in demo:
        alone, losses = on_its_own(book)
        assert again(book, f"x.{ending}").book.sha == hashed(alone).sha
        assert write_book(book, name=f"x.{ending}").losses == losses
    inherited = "codes of other codebooks to which domain applies"
    assert [on_its_own(book)[1] for book in demo] == [(inherited,), (inherited,), ()]


def test_yaml_of_the_demo_inherits_what_applies_to_codes_of_another_codebook(
    demo: tuple[Codebook, ...], tmp_path: Path
) -> None:
    for book in demo:
        written = write_book(book, name="x.yaml", others=demo)
        place = tmp_path / f"{book.id}.yaml"
        place.write_bytes(written.body)
        others = {other.id: other for other in demo if other.id != book.id}
        (read,) = read_codebooks((place,), others=others)
        assert (read.sha, written.losses) == (book.sha, ())
        assert (b"inherit: opportunity-structure" in written.body) == (book.id != "opportunity-structure")


def test_grade_whose_label_somebody_deleted_is_called_by_its_number() -> None:
    raw = b"id,label\nC-A,A\n"
    found = read_book(raw, name="x.csv")
    spec = read_facet("sure", [Paragraph("Type", "ordinal"), *(Paragraph("Value", text) for text in "12")])
    assert spec is not None
    book = assembled(replace(found, facets=(spec,)), name="x.csv", known=Known()).book
    assert from_yaml(yaml_out.written(book).body).facets[0].labels == {"1": "1", "2": "2"}
