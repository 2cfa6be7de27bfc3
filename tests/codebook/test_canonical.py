import dataclasses
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondmig.codebook.canonical import canonical_json, from_canonical, hashed
from secondmig.codebook.yaml_file import read_codebook
from secondmig.core.types import Code, Codebook, FacetSpec

BOOK = hashed(
    Codebook(
        id="book",
        label="1.0.0",
        title="A book",
        source="ours",
        rules=("one", "two"),
        codes=(
            Code("A", "Heading", codable=False),
            Code(
                "B",
                "資格 ñ",
                parent="A",
                definition="d",
                include="i",
                exclude="e",
                examples=("x", "y"),
                cues={"en": ("a", "b"), "ja": ("資格",)},
                links=("H1",),
                measure="edu",
                defaults={"feeling": -1, "own": False},
                benchmarks={"rieti.out": ("", "not_in_model"), "rieti.return": ("+", "5%")},
                was=("Z", "Y"),
                retired="too broad",
            ),
        ),
        facets=(
            FacetSpec("own", "bool", required=True, default=False, required_unless={"feeling": 0}),
            FacetSpec("feeling", "ordinal", values=(-1, 0, "mixed"), labels={"-1": "bad", "0": "so so"}),
            FacetSpec(
                "kind", "enum", values=("p", "q"), multiple=True, default="p", applies_to=("B",), help="h"
            ),
        ),
        sha="",
        unit="a turn",
    )
)
FILE = {
    "codebook": {"id": "book", "version": "1", "title": "t", "unit": "u", "rules": ["r", "s"]},
    "facets": {
        "extra": {
            "kind": {"type": "enum", "values": ["p", "q"], "required": True, "default": "p"},
            "feeling": {"type": "ordinal", "values": {-1: "bad", 0: "so so", 1: "good"}, "extra": ["mixed"]},
            "own": {"type": "bool", "required": True, "required_unless": {"kind": "q", "feeling": 0}},
        }
    },
    "codes": [
        {"id": "A", "label": "Heading", "codable": False},
        {
            "id": "B",
            "label": "Café 資格",
            "parent": "A",
            "cues": {"ja": ["資格"], "en": ["a", "b"], "es": ["ñ"]},
            "rieti": {"return": ["+", "ns"], "out": "not_in_model"},
            "kind": "q",
            "feeling": -1,
        },
    ],
}


def block(value: object, indent: int = 0) -> Iterator[str]:
    """YAML block style, everything but the structure written as JSON."""
    pad = " " * indent
    if isinstance(value, dict):
        for key, held in value.items():
            yield f"{pad}{json.dumps(key, ensure_ascii=False)}: # a comment"
            yield from block(held, indent + 2)
    elif isinstance(value, list):
        for held in value:
            yield f"{pad}-"
            yield from block(held, indent + 2)
    else:
        yield f"{pad}{json.dumps(value, ensure_ascii=False)}"


def shuffled(value: object, draw: st.DataObject) -> object:
    """The same mappings with their keys in an order drawn anew; lists keep theirs."""
    if isinstance(value, dict):
        return {key: shuffled(value[key], draw) for key in draw.draw(st.permutations(list(value)))}
    return [shuffled(held, draw) for held in value] if isinstance(value, list) else value


def sha_of(text: str, folder: Path) -> str:
    path = folder / "book.yaml"
    path.write_text(text, encoding="utf-8", newline="\n")
    return read_codebook(path).sha


@settings(deadline=None, max_examples=25)
@given(draw=st.data(), flow=st.booleans())
def test_hash_ignores_the_order_of_keys_comments_and_style(
    tmp_path_factory: pytest.TempPathFactory, draw: st.DataObject, flow: bool
) -> None:
    folder = tmp_path_factory.getbasetemp()
    written = shuffled(FILE, draw)
    text = json.dumps(written, ensure_ascii=False) if flow else "\n".join(block(written)) + "\n"
    assert sha_of(text, folder) == sha_of("\n".join(block(FILE)), folder)


def test_hash_changes_with_every_single_value() -> None:
    ways = list(leaves(json.loads(canonical_json(BOOK))))
    hashes = {BOOK.sha}
    for *way, last in ways:
        content = json.loads(canonical_json(BOOK))
        holder = content
        for step in way:
            holder = holder[step]
        value = holder[last]
        holder[last] = (
            (not value) if isinstance(value, bool) else value + (1 if isinstance(value, int) else "x")
        )
        hashes.add(from_canonical(json.dumps(content)).sha)
    assert (len(ways), len(hashes)) == (52, 53)


def leaves(value: object, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, Mapping):
        for key, held in value.items():
            yield from leaves(held, (*way, key))
    elif isinstance(value, list):
        for index, held in enumerate(value):
            yield from leaves(held, (*way, index))
    else:
        yield way


@pytest.mark.parametrize(
    "changes",
    [
        {"codes": BOOK.codes[::-1]},
        {"codes": BOOK.codes[:1]},
        {"rules": BOOK.rules[::-1]},
        {"rules": ()},
        {"facets": BOOK.facets[:2]},
        {"unit": ""},
        {"codes": (BOOK.codes[0], dataclasses.replace(BOOK.codes[1], examples=("y", "x")))},
        {"codes": (BOOK.codes[0], dataclasses.replace(BOOK.codes[1], parent=None))},
        {"codes": (BOOK.codes[0], dataclasses.replace(BOOK.codes[1], label="資格 n\u0303"))},
        {"codes": (BOOK.codes[0], dataclasses.replace(BOOK.codes[1], defaults={"feeling": -1, "own": 0}))},
    ],
)
def test_hash_changes_with_order_absence_type_and_unnormalised_letters(changes: dict[str, Any]) -> None:
    assert hashed(dataclasses.replace(BOOK, **changes)).sha != BOOK.sha


def test_hash_ignores_the_order_in_which_facets_are_held() -> None:
    assert hashed(dataclasses.replace(BOOK, facets=BOOK.facets[::-1])) == BOOK


def test_canonical_form_comes_back_as_the_same_codebook(books: Mapping[str, Codebook]) -> None:
    for book in (BOOK, *books.values()):
        assert from_canonical(canonical_json(book)) == book
        assert list(from_canonical(canonical_json(book)).codes[-1].cues) == list(book.codes[-1].cues)


def test_canonical_form_leaves_out_the_hash_and_what_is_at_its_default() -> None:
    book = Codebook("b", "1", "t", "", (), (Code("A", "First"),), (FacetSpec("leg", "int"),), sha="anything")
    assert canonical_json(book) == (
        '{"codes":[{"id":"A","label":"First"}],"facets":[{"name":"leg","type":"int"}],'
        '"id":"b","label":"1","rules":[],"source":"","title":"t"}'
    )


@pytest.mark.parametrize("text", ["[]", '{"id":"b"}', '{"nonsense":1}'])
def test_other_json_is_refused(text: str) -> None:
    with pytest.raises(TypeError):
        from_canonical(text)
