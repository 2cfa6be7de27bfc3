"""Codebooks to write and read again: a full one, and any that a file can hold."""

import re
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from secondmig.codebook.canonical import hashed
from secondmig.codebook.yaml_file import read_codebook
from secondmig.core.types import Code, Codebook, FacetSpec
from secondmig.interchange.assemble import Assembled, Known, assembled
from secondmig.interchange.code_text import OUTCOMES
from secondmig.interchange.draft import one_line
from secondmig.interchange.formats import read_book, write_book
from tests.strategies import NASTY_PIECES

FULL = """codebook:
  id: full
  version: 1.2.0
  title: "Everything: at once"
  source: ours
  unit: turn
  rules:
    - "One rule."
    - "Include: another, that looks like a label"
facets:
  extra:
    about_country:
      type: iso3166-1-alpha3
      extra: [ORIGIN]
      required: true
      help: "which country"
    compared_with:
      type: iso3166-1-alpha3
      multiple: true
    corridor:
      type: pair
    valence:
      type: ordinal
      values:
        -1: negative
        0: "neutral = plain"
      extra: [mixed]
      required: true
      required_unless:
        level: "true"
    level:
      type: enum
      values: [micro, meso, "true", "1"]
      default: from_code
      applies_to: [FU-LAB-WAGE, FU-LAB]
    sure:
      type: bool
      default: false
    leg:
      type: int
codes:
  - id: FU-LAB
    label: Labour
    codable: false
    level: meso
  - id: FU-LAB-WAGE
    parent: FU-LAB
    label: Wage
    definition: "Says what work pays.\\n\\nIn two paragraphs."
    include: "pay; hours"
    exclude: "Exclude: tips\\nExample: none"
    example:
      - "\\"Three quid an hour.\\""
      - "=1+1"
      - "two\\nlines"
    cues:
      en: [pay, "a; b", wage]
      ja: [給料]
    links: [H1, H2]
    measure: wage
    level: "1"
    sure: true
    rieti:
      return: ["+", 5%]
      out: not_in_model
    color: "#33CC33"
  - id: FU-OLD
    label: "Old"
    definition: "-5 is cold"
    retired: "nobody used it"
    was: [FU-X, FU-Y]
"""


def full_book(folder: Path) -> Codebook:
    """A codebook that uses everything a codebook has."""
    place = folder / "full.yaml"
    place.write_text(FULL, encoding="utf-8")
    return read_codebook(place)


def again(book: Codebook, name: str, *, known: Known | None = None) -> Assembled:
    """The codebook written as a file of that name, and read again in another project."""
    written = write_book(book, name=name)
    return assembled(read_book(written.body, name=name), name=name, known=known or Known())


def from_yaml(body: bytes) -> Codebook:
    """The codebook of a file's bytes."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "book.yaml"
        place.write_bytes(body)
        return read_codebook(place)


def _held(text: str) -> str:
    """The text with what no codebook file may hold left out, and what XML cannot hold."""
    return re.sub("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]", "", text)


PIECES = (
    *filter(None, map(_held, NASTY_PIECES)),
    *(
        "Include: a",
        "\nExample: b",
        "Id: X",
        '"quoted"',
        '"a\\nb"',
        "=1",
        "- x",
        "[1]",
        "'=2",
        "; ",
        " = ",
        "\\",
        "_x000D_",
    ),
)
"""What breaks tables, labels and quotes, beside what breaks offsets."""


def texts(*, empty: bool = True) -> st.SearchStrategy[str]:
    """Texts as the reader of codebook files lets them through."""
    mixed = st.lists(st.sampled_from(PIECES), min_size=0 if empty else 1, max_size=3).map("".join)
    return mixed.map(lambda text: text if text.strip() else "" if empty else f"{text}x")


def lists() -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(texts(empty=False), max_size=2).map(dict.fromkeys).map(tuple)


FACETS = (
    FacetSpec("level", "enum", values=("micro", "true", "1", " x")),
    FacetSpec("leg", "int"),
    FacetSpec("sure", "bool"),
)
_DEFAULTS: dict[str, st.SearchStrategy[Any]] = {
    "level": st.sampled_from(("micro", "true", "1", " x")),
    "leg": st.integers(-99, 99),
    "sure": st.booleans(),
}


_FINDINGS = st.sampled_from((("+", "5%"), ("-", "ns"), ("", "not_in_model")))


@st.composite
def codes(draw: st.DrawFn, number: int, parents: tuple[str, ...]) -> Code:
    return Code(
        id=f"C-{number}",
        label=draw(texts(empty=False)),
        parent=draw(st.sampled_from((None, *parents))),
        codable=draw(st.booleans()),
        definition=draw(texts()),
        include=draw(texts()),
        exclude=draw(texts()),
        examples=draw(lists()),
        cues=draw(st.fixed_dictionaries({}, optional=dict.fromkeys(("en", "es-PE"), lists().filter(bool)))),
        links=draw(lists()),
        measure=draw(texts()),
        defaults=draw(st.fixed_dictionaries({}, optional=_DEFAULTS)),
        benchmarks=draw(st.fixed_dictionaries({}, optional=dict.fromkeys(OUTCOMES, _FINDINGS))),
        was=draw(st.sampled_from(((), ("OLD-1",), ("OLD-1", "OLD-2")))),
        retired=draw(texts()),
        color=draw(st.sampled_from(("", "#33cc33", "#F00082"))),
    )


@st.composite
def books(draw: st.DrawFn) -> Codebook:
    """Any codebook whose codes stand under their headings, labels on one line as other tools keep them."""
    made: list[Code] = []
    open_above: tuple[str, ...] = ()
    for number in range(draw(st.integers(1, 3))):
        code = draw(codes(number, open_above))
        # The order of the tree: what comes next lies under this code or one above it.
        at = open_above.index(code.parent) + 1 if code.parent in open_above else 0
        open_above = (*open_above[:at], code.id)
        made.append(code)
    return hashed(
        Codebook(
            id="any",
            label="1.0.0",
            title=draw(texts(empty=False)),
            source=draw(texts()),
            rules=draw(lists()),
            codes=tuple(made),
            facets=FACETS,
            sha="",
            unit=draw(texts()),
        )
    )


def on_one_line(book: Codebook) -> Codebook:
    """The codebook as other tools keep it: labels on one line, and after the id where nothing is left."""
    held = tuple(replace(code, label=one_line(code.label) or code.id) for code in book.codes)
    return hashed(replace(book, codes=held))
