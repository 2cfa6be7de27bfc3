from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.codebook.canonical import hashed
from secondmig.codebook.diff import KINDS, Difference, as_text, compare
from secondmig.codebook.yaml_file import read_codebook
from secondmig.core.types import Code, Codebook, FacetSpec

CODEBOOKS = Path(__file__).parents[2] / "codebooks"
FACET = FacetSpec("country", "country", ("JPN", "USA"), required=True)


def book(*codes: Code, facets: tuple[FacetSpec, ...] = (FACET,), **more: Any) -> Codebook:  # noqa: ANN401
    fields: dict[str, Any] = {"id": "b", "label": "1", "title": "B", "source": "", "rules": ()} | more
    return hashed(Codebook(**fields, codes=codes, facets=facets, sha=""))


TOP = Code("TOP", "Top", codable=False)
PAY = Code("PAY", "Pay", "TOP", definition="What is earned.", cues={"en": ("pay",)})
JOB = Code("JOB", "Job", "TOP", definition="What one does.")
BASE = book(TOP, PAY, JOB)


def changed(code: Code, **fields: Any) -> Codebook:  # noqa: ANN401
    """The base with one of its codes changed."""
    return book(*(replace(each, **fields) if each is code else each for each in BASE.codes))


ONE_CHANGE: tuple[tuple[str, Codebook, Difference], ...] = (
    ("added", book(*BASE.codes, Code("TAX", "Tax")), Difference("added", ("TAX",), (), ("Tax",))),
    ("removed", book(TOP, JOB), Difference("removed", ("PAY",), ("Pay",))),
    (
        "renamed",
        changed(PAY, label="Wage"),
        Difference("renamed", ("PAY",), ("Pay",), ("Wage",), ("label",)),
    ),
    ("moved", changed(PAY, parent=None), Difference("moved", ("PAY",), ("TOP",), ("",), ("parent",))),
    (
        "retired",
        changed(PAY, retired="too broad"),
        Difference("retired", ("PAY",), ("",), ("too broad",), ("retired",)),
    ),
    (
        "redefined",
        changed(PAY, definition="What is paid.", examples=("Ten pounds.",)),
        Difference(
            "redefined",
            ("PAY",),
            ("What is earned.", ""),
            ("What is paid.", "Ten pounds."),
            ("definition", "example"),
        ),
    ),
    (
        "amended",
        changed(PAY, cues={"en": ("pay", "wage"), "ja": ("給料",)}),
        Difference("amended", ("PAY",), ("en: pay",), ("en: pay, wage; ja: 給料",), ("cues",)),
    ),
    (
        "made a heading",
        changed(JOB, codable=False),
        Difference("redefined", ("JOB",), ("yes",), ("no",), ("codable",)),
    ),
    (
        "split and gone",
        book(TOP, replace(PAY, id="NET", was=("PAY",)), replace(PAY, id="TAX", was=("PAY",)), JOB),
        Difference("split", ("PAY", "NET", "TAX"), ("Pay",), ("Pay", "Pay")),
    ),
    (
        "split and still there",
        book(*BASE.codes, Code("TAX", "Tax", was=("PAY",))),
        Difference("split", ("PAY", "PAY", "TAX"), ("Pay",), ("Pay", "Tax")),
    ),
    (
        "merged into one of them",
        book(TOP, replace(JOB, was=("PAY",))),
        Difference("merged", ("PAY", "JOB"), ("Pay",), ("Job",)),
    ),
    (
        "merged into a new one",
        book(TOP, Code("WORK", "Work", was=("PAY", "JOB"))),
        Difference("merged", ("PAY", "JOB", "WORK"), ("Pay", "Job"), ("Work",)),
    ),
    (
        "another id",
        book(TOP, replace(PAY, id="WAGE", was=("PAY",)), JOB),
        Difference("renamed", ("PAY", "WAGE"), ("PAY",), ("WAGE",), ("id",)),
    ),
    (
        "another id of a heading",
        book(replace(TOP, id="ALL", was=("TOP",)), *(replace(each, parent="ALL") for each in (PAY, JOB))),
        Difference("renamed", ("TOP", "ALL"), ("TOP",), ("ALL",), ("id",)),
    ),
    ("reordered", book(TOP, JOB, PAY), Difference("reordered", ("JOB",))),
    ("reordered beyond its heading", book(PAY, JOB, TOP), Difference("reordered")),
    (
        "facet removed",
        book(*BASE.codes, facets=()),
        Difference("facet_removed", before=("country (required): JPN, USA",), facet="country"),
    ),
    (
        "facet added",
        book(*BASE.codes, facets=(FACET, FacetSpec("leg", "int"))),
        Difference("facet_added", after=("int",), facet="leg"),
    ),
    (
        "facet changed",
        book(*BASE.codes, facets=(replace(FACET, values=("JPN",), required=False),)),
        Difference(
            "facet_changed", (), ("JPN, USA", "yes"), ("JPN", "no"), ("values", "required"), "country"
        ),
    ),
    (
        "title",
        book(*BASE.codes, title="Better", rules=("one",)),
        Difference("codebook", (), ("B", ""), ("Better", "one"), ("title", "rules")),
    ),
    (
        "was without effect",
        changed(PAY, was=("OLD",)),
        Difference("amended", ("PAY",), ("",), ("OLD",), ("was",)),
    ),
)


@pytest.mark.parametrize(
    ("newer", "expected"), [case[1:] for case in ONE_CHANGE], ids=[c[0] for c in ONE_CHANGE]
)
def test_one_change_is_named_and_nothing_else(newer: Codebook, expected: Difference) -> None:
    assert compare(BASE, newer) == (expected,)


def test_version_label_alone_is_no_difference() -> None:
    assert compare(BASE, replace(BASE, label="2")) == ()


def test_retired_code_in_use_again_is_revived() -> None:
    older = changed(PAY, retired="too broad")
    assert compare(older, BASE) == (Difference("revived", ("PAY",), ("too broad",), ("",), ("retired",)),)


def test_other_reason_for_retiring_is_an_amendment() -> None:
    found = compare(changed(PAY, retired="too broad"), changed(PAY, retired="unused"))
    assert found == (Difference("amended", ("PAY",), ("too broad",), ("unused",), ("retired",)),)


def test_code_that_takes_part_of_another_over_is_a_split_of_that_one() -> None:
    newer = book(TOP, replace(JOB, was=("PAY",)), Code("TAX", "Tax", was=("PAY",)))
    assert [(each.kind, each.codes) for each in compare(BASE, newer)] == [("split", ("PAY", "JOB", "TAX"))]


def test_merged_code_that_says_something_else_now_is_told_twice() -> None:
    newer = book(TOP, replace(JOB, was=("PAY",), definition="All of it."))
    assert [(each.kind, each.codes) for each in compare(BASE, newer)] == [
        ("merged", ("PAY", "JOB")),
        ("redefined", ("JOB",)),
    ]


def test_differences_come_by_kind_and_then_in_the_order_of_the_newer_file() -> None:
    newer = book(replace(JOB, label="Work"), replace(TOP, label="All"), Code("NEW", "New"))
    found = compare(BASE, newer)
    assert [each.kind for each in found] == ["removed", "added", "renamed", "renamed"]
    assert [each.codes for each in found if each.kind == "renamed"] == [("JOB",), ("TOP",)]


def test_fewest_codes_explain_another_order() -> None:
    codes = [Code(name, name) for name in "ABCDE"]
    older = book(*codes)
    newer = book(codes[4], *codes[:4])
    assert [each.codes for each in compare(older, newer)] == [("E",)]


def test_planted_split_of_the_repository_is_the_only_difference() -> None:
    """Pattern A2 of the demo."""
    older = read_codebook(CODEBOOKS / "earlier" / "opportunity-structure-0.9.0.yaml")
    newer = read_codebook(CODEBOOKS / "opportunity-structure.yaml")
    assert (older.label, newer.label) == ("0.9.0", "1.0.0")
    assert [(each.kind, each.codes) for each in compare(older, newer)] == [
        ("split", ("OS-SKL-LANG", "OS-SKL-HLANG", "OS-SKL-GLANG"))
    ]


def test_values_are_told_as_people_write_them() -> None:
    assert as_text({"b": 1, "a": True}) == "a: yes; b: 1"
    assert as_text({"rieti.return": ("+", "5%")}) == "rieti.return: +, 5%"
    assert as_text(None) == ""


# Random codebooks

_TEXTS = st.sampled_from(["", "one", "two words", "日本語。", "a: b"])
_IDS = tuple("ABCDEFG")


@st.composite
def books(draw: st.DrawFn) -> Codebook:
    """Any codebook: trees, headings, origins, retired codes, facets."""
    ids = draw(st.lists(st.sampled_from(_IDS), unique=True, max_size=6))
    codes = []
    for number, code in enumerate(ids):
        parent = draw(st.sampled_from([None, *ids[:number]]))
        was = tuple(
            each for each in draw(st.lists(st.sampled_from(_IDS), unique=True, max_size=2)) if each != code
        )
        codes.append(
            Code(
                code,
                draw(_TEXTS),
                parent,
                draw(st.booleans()),
                definition=draw(_TEXTS),
                examples=tuple(draw(st.lists(_TEXTS, max_size=2))),
                cues=draw(st.dictionaries(st.sampled_from(["en", "ja"]), st.tuples(_TEXTS), max_size=2)),
                was=was,
                retired=draw(st.sampled_from(["", "", "why"])),
            )
        )
    facets = draw(st.sampled_from([(), (FACET,), (replace(FACET, values=()), FacetSpec("leg", "int"))]))
    return book(*codes, facets=facets, title=draw(_TEXTS))


@given(books())
def test_codebook_does_not_differ_from_itself(one: Codebook) -> None:
    assert compare(one, one) == ()


@given(books(), books())
def test_nothing_is_named_exactly_where_the_canonical_forms_agree(older: Codebook, newer: Codebook) -> None:
    assert (compare(older, newer) == ()) == (older.sha == newer.sha)


@given(books(), books())
def test_every_code_that_comes_or_goes_is_named(older: Codebook, newer: Codebook) -> None:
    before, after = {code.id for code in older.codes}, {code.id for code in newer.codes}
    found = compare(older, newer)
    gone: set[str] = set()
    come: set[str] = set()
    for each in found:
        if each.kind == "removed":
            gone.update(each.codes)
        elif each.kind == "added":
            come.update(each.codes)
        elif each.kind == "split":
            gone.add(each.codes[0])
            come.update(each.codes[1:])
        elif each.kind == "merged" or each.fields == ("id",):
            gone.update(each.codes[:-1])
            come.add(each.codes[-1])
    assert before - after <= gone <= before
    assert after - before <= come <= after
    assert [KINDS.index(each.kind) for each in found] == sorted(KINDS.index(each.kind) for each in found)


Edit = Callable[[Code], tuple[Code, str]]
EDITS: Mapping[str, Edit] = {
    "renamed": lambda code: (replace(code, label=f"{code.label}!"), "label"),
    "moved": lambda code: (replace(code, parent="TOP" if code.parent is None else None), "parent"),
    "redefined": lambda code: (replace(code, exclude=f"{code.exclude} not"), "exclude"),
    "amended": lambda code: (replace(code, links=(*code.links, "H9")), "links"),
    "retired": lambda code: (replace(code, retired="why"), "retired"),
}


@given(st.data(), st.lists(st.sampled_from(_IDS), unique=True, min_size=1))
def test_random_edits_are_named_each_for_its_code(data: st.DataObject, ids: list[str]) -> None:
    codes = [Code(each, each.lower(), data.draw(st.sampled_from(["TOP", None]))) for each in ids]
    older = book(TOP, *codes)
    kept: list[Code] = []
    expected: set[tuple[str, tuple[str, ...], tuple[str, ...]]] = set()
    for code in codes:
        fate = data.draw(st.sampled_from(["stay", "removed", "split", *EDITS]))
        if fate in EDITS:
            edited, field = EDITS[fate](code)
            kept.append(edited)
            expected.add((fate, (code.id,), (field,)))
        elif fate == "split":
            heirs = [replace(code, id=f"{code.id}{part}", was=(code.id,)) for part in (1, 2)]
            kept += heirs
            expected.add(("split", (code.id, *(heir.id for heir in heirs)), ()))
        elif fate == "removed":
            expected.add(("removed", (code.id,), ()))
        else:
            kept.append(code)
    found = compare(older, book(TOP, *kept))
    assert len(found) == len(expected)
    assert {(each.kind, each.codes, each.fields) for each in found} == expected
