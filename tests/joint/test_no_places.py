"""A card, and the code that computes it, know no person and no place: both come from the project."""

import ast
import csv
import re
from pathlib import Path

import pytest

from secondmig.core.countries import is_country
from tests.joint.demo import ROOT

SOURCE = ROOT / "src" / "secondmig"
CODE = sorted([*(SOURCE / "stats").rglob("*.py"), *(SOURCE / "joint").rglob("*.py")])
CARDS = sorted((ROOT / "codebooks" / "hypotheses").glob("*.yaml"))
_COUNTRY = re.compile(r"(?<![\w-])[A-Z]{3}(?![\w-])")


def case_ids() -> list[str]:
    with (ROOT / "corpus" / "persons.csv").open(encoding="utf-8", newline="") as file:
        return [row["id"] for row in csv.DictReader(file)]


def found(text: str) -> set[str]:
    """Ids of persons and of countries in a text."""
    cases = {each for each in case_ids() if re.search(rf"\b{each}\b", text)}
    return cases | {each for each in _COUNTRY.findall(text) if is_country(each)}


def written(source: str) -> set[str]:
    """Ids in the texts that a module works with.

    Docstrings may hold examples; so may sentences for people, as long as they name a country alone.
    """
    tree = ast.parse(source)
    bodies = (
        node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
    )
    docs = {id(node.body[0].value) for node in bodies if node.body and isinstance(node.body[0], ast.Expr)}
    ids: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            ids |= found(node.value) if " " not in node.value else found(node.value) & set(case_ids())
    return ids


def test_the_search_finds_what_it_looks_for() -> None:
    assert found("where: [first_destination=JPN] # as US01, not OS-PER-STEP") == {"US01", "JPN"}
    assert written('"""As US01."""\nhosts = ("JPN", "who like US02 left")\n') == {"JPN", "US02"}
    assert written('hint = "write a code: JPN"') == set()
    assert len(CODE) > 50
    assert len(CARDS) >= 2


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_card_names_no_person_and_no_country(path: Path) -> None:
    assert found(path.read_text(encoding="utf-8")) == set()


def test_code_of_statistics_names_no_person_and_no_country() -> None:
    hits = {
        path.relative_to(SOURCE).as_posix(): ids
        for path in CODE
        if (ids := written(path.read_text(encoding="utf-8")))
    }
    assert hits == {}
