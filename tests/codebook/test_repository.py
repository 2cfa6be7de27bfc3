"""The codebooks that lie in this repository, and the codings made with them."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from secondmig.codebook.check import check_codebooks
from secondmig.codebook.facets import missing, stored_facets, validate_facets
from secondmig.codebook.tree import find_code
from secondmig.codebook.yaml_file import laid_out
from secondmig.core.types import Codebook

ROOT = Path(__file__).parents[2]
CODEBOOKS = ROOT / "codebooks"
NAMES = ("opportunity-structure", "migration-system-feedback", "human-capital-employment")


@pytest.mark.parametrize("name", [*NAMES, "measures", "earlier/opportunity-structure-0.9.0"])
def test_file_is_in_the_layout_that_comes_back_byte_for_byte(name: str) -> None:
    raw = (CODEBOOKS / f"{name}.yaml").read_bytes()
    assert laid_out(raw.decode("utf-8")).encode("utf-8") == raw


@pytest.mark.parametrize(
    ("book_id", "nodes", "codable", "cues"),
    [
        ("opportunity-structure", 49, 41, 599),
        ("migration-system-feedback", 30, 25, 194),
        ("human-capital-employment", 38, 31, 284),
    ],
)
def test_codebook_has_its_published_size(
    books: Mapping[str, Codebook], book_id: str, nodes: int, codable: int, cues: int
) -> None:
    codes = books[book_id].codes
    assert len(codes) == nodes
    assert sum(code.codable for code in codes) == codable
    assert sum(len(words) for code in codes for words in code.cues.values()) == cues
    assert all(set(code.cues) == {"en", "es", "ja"} for code in codes if code.codable)


def test_codebooks_have_no_problem_and_share_five_cues_between_codes() -> None:
    text = (CODEBOOKS / "measures.yaml").read_text(encoding="utf-8")
    measures = re.findall(r"^  - id: (\w+)$", text, flags=re.MULTILINE)
    assert len(measures) == 44
    found = check_codebooks([CODEBOOKS / f"{name}.yaml" for name in NAMES], measures=measures)
    assert {finding.severity for finding in found} == {"note"}
    assert [finding.message for finding in found] == [
        "code OS-LAB-CON: the es cue 'jefe' is one of OS-MOB-UP too",
        "code OS-SKL-GLANG: the es cue 'inglés' is one of OS-SKL-HLANG too",
        "code OS-RAC-CLM: the es cue 'nikkei' is one of OS-LEG-PRI too",
        "code OS-LIV-WEL: the es cue 'seguro' is one of OS-LIV-STY too",
        "code OS-TIE-COM: the es cue 'comunidad' is one of OS-RAC-CLM too",
    ]


def test_facets_are_inherited_with_their_overrides(books: Mapping[str, Codebook]) -> None:
    required = {
        book_id: {spec.name for spec in book.facets if spec.required} for book_id, book in books.items()
    }
    assert required == {
        "opportunity-structure": {"about_country", "valence", "basis", "referent"},
        "human-capital-employment": {"about_country", "valence", "basis", "referent"},
        "migration-system-feedback": {
            "about_country",
            "corridor",
            "polarity",
            "order",
            "level",
            "site",
            "endogenous_to_system",
        },
    }


def test_published_findings_are_kept_beside_the_codes(books: Mapping[str, Codebook]) -> None:
    codes = {code.id: code for code in books["human-capital-employment"].codes}
    assert codes["HC-MOT-WAGE"].benchmarks == {"rieti.return": ("+", "1%"), "rieti.out": ("+", "1%")}
    assert codes["HC-EXPW-GAP"].benchmarks == {"rieti.return": ("-", "ns"), "rieti.out": ("", "not_in_model")}
    assert sum(bool(code.benchmarks) for code in codes.values()) == 21


def test_every_gold_coding_is_valid_and_lacks_no_required_facet(books: Mapping[str, Codebook]) -> None:
    files = sorted((ROOT / "corpus" / "gold").glob("*.jsonl"))
    absent: Counter[str] = Counter()
    codings = 0
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").rstrip("\n").split("\n"), start=1):
            row = json.loads(line)
            book, code = find_code(books.values(), row["code"])
            given = {key: row[key] for key in row if key not in {"turn", "quote", "code", "note"}}
            facets, problems = stored_facets(book, code.id, given, where=f"{file.name}:{number}")
            assert code.codable
            assert [problem.line() for problem in problems] == []
            assert validate_facets(book, code.id, facets, where="") == []
            absent.update(missing(book, code.id, facets))
            codings += 1
    assert (len(files), codings, absent) == (24, 841, Counter())
