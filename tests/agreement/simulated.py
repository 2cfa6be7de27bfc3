"""The script of the simulated coder, loaded without a trace in the corpus, and what it is given."""

import importlib.util
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from secondmig.agreement.disagreements import Marked
from secondmig.core.span import Span

CORPUS = Path(__file__).parents[2] / "corpus"
_NOT_FACETS = ("turn", "quote", "code", "note")


@cache
def script() -> ModuleType:
    """``corpus/simulate_coder2.py`` as a module; no bytecode is written into the corpus, which is copied."""
    spec = importlib.util.spec_from_file_location("simulate_coder2", CORPUS / "simulate_coder2.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "dont_write_bytecode", True)
        patch.setitem(sys.modules, spec.name, module)
        spec.loader.exec_module(module)
    return module


@cache
def given() -> tuple[Any, Any, Any]:
    """Gold codings, interviews and facets, as the script reads them."""
    made = script()
    return made.read_gold(CORPUS), made.read_interviews(CORPUS), made.read_facets(CORPUS.parent / "codebooks")


def made_by(seed: int, *confusions: tuple[str, str, int]) -> Any:  # noqa: ANN401 - of the script
    """The simulated codings under another seed, with these pairs of codes confused one in so many times."""
    module = script()
    plan = module.Plan(tuple(module.Confusion(*each) for each in confusions))
    return module.simulate(*given(), seed=seed, plan=plan)


def marked(rows: Mapping[str, Sequence[Mapping[str, Any]]], prefix: str) -> list[Marked]:
    """Rows of a coding file as places; the turns of an interview stand far apart from each other."""
    interviews = given()[1]
    found = []
    for document, codings in rows.items():
        for number, row in enumerate(codings):
            words = interviews[document].turns[row["turn"]]
            assert words.count(row["quote"]) == 1
            start = row["turn"] * 100_000 + words.index(row["quote"])
            facets = {
                name: tuple(value) if isinstance(value, list) else value
                for name, value in row.items()
                if name not in _NOT_FACETS
            }
            span = Span(start, start + len(row["quote"]))
            found.append(Marked(f"{prefix}{document} {number}", document, row["code"], span, facets))
    return found
