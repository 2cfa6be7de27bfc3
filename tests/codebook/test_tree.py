from collections.abc import Mapping

import pytest

from secondmig.codebook.tree import children, code_named, descendants, find_code, path
from secondmig.core.errors import SecondmigError
from secondmig.core.types import Code, Codebook

BOOK = Codebook(
    "book",
    "1",
    "t",
    "",
    (),
    (
        Code("A-1-1", "leaf", parent="A-1"),
        Code("A", "top", codable=False),
        Code("A-2", "second", parent="A"),
        Code("A-1", "first", parent="A"),
        Code("B", "other top"),
    ),
    (),
    sha="",
)


def ids(codes: tuple[Code, ...]) -> list[str]:
    return [code.id for code in codes]


def test_children_are_direct_and_in_file_order() -> None:
    assert ids(children(BOOK, "A")) == ["A-2", "A-1"]
    assert ids(children(BOOK, None)) == ["A", "B"]
    assert ids(children(BOOK, "B")) == []


def test_descendants_come_each_before_what_is_under_it() -> None:
    assert ids(descendants(BOOK, "A")) == ["A-2", "A-1", "A-1-1"]
    assert ids(descendants(BOOK, "A-1-1")) == []


def test_path_leads_from_the_top_to_the_code() -> None:
    assert ids(path(BOOK, "A-1-1")) == ["A", "A-1", "A-1-1"]
    assert ids(path(BOOK, "B")) == ["B"]


def test_very_deep_tree_is_walked() -> None:
    codes = [Code("c0", "l"), *(Code(f"c{n}", "l", parent=f"c{n - 1}") for n in range(1, 3000))]
    deep = Codebook("deep", "1", "t", "", (), tuple(codes), (), sha="")
    assert len(descendants(deep, "c0")) == 2999
    assert len(path(deep, "c2999")) == 3000


def test_code_is_found_with_its_codebook(books: Mapping[str, Codebook]) -> None:
    book, code = find_code(books.values(), "MS-END-PION")
    assert (book.id, code.label) == ("migration-system-feedback", "Pioneer without followers")


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("OS-RAC-DISK", "did you mean 'OS-RAC-DISC'?"),
        ("os-rac-disc", "did you mean 'OS-RAC-DISC'?"),
        ("Zürich", "secondmig codebook show"),
    ],
)
def test_unknown_code_is_refused_with_the_nearest_one(
    books: Mapping[str, Codebook], asked: str, hint: str
) -> None:
    with pytest.raises(SecondmigError, match=f"no code '{asked}'") as caught:
        find_code(books.values(), asked)
    assert caught.value.hint == hint
    with pytest.raises(SecondmigError) as caught:
        code_named(books["opportunity-structure"], asked)
    assert caught.value.hint == hint
    with pytest.raises(SecondmigError):
        path(books["opportunity-structure"], asked)
