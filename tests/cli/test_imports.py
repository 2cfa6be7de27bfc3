"""Everyday commands begin quickly: what they may not import."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

LAYOUT = {"tabulate", "wcwidth", "importlib.metadata"}  # the last is tabulate's
HEAVY = {"pandas", "numpy", "sqlite_utils", "spacy", "jinja2", "ruamel", *LAYOUT}
_PROBE = """
import json, sys
from secondmig.cli.main import root
code = 0
try:
    root(sys.argv[1:], prog_name="secondmig")
except SystemExit as left:
    code = left.code
print(json.dumps([code, sorted(sys.modules)]), file=sys.stderr)
"""


def _modules(*args: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", _PROBE, *args], capture_output=True, check=True, encoding="utf-8"
    )
    code, modules = json.loads(done.stderr.rstrip("\n").rpartition("\n")[2])
    assert code == 0, done.stderr
    return set(modules)


def _heavy(modules: set[str]) -> set[str]:
    return modules & HEAVY


def test_help_imports_no_noun_and_nothing_heavy() -> None:
    modules = _modules("--help")
    assert _heavy(modules) == set()
    assert {name for name in modules if name.startswith("secondmig.")} == {
        "secondmig._version",
        "secondmig.cli",
        "secondmig.cli.main",
        "secondmig.core",
        "secondmig.core.errors",
    }


@pytest.mark.parametrize(
    "args", [("code", "--help"), ("code", "add", "--help"), ("query", "matrix", "--help")]
)
def test_help_of_a_noun_imports_nothing_heavy_and_no_project(args: tuple[str, ...]) -> None:
    modules = _modules(*args)
    assert _heavy(modules) == set()
    assert not any(name.startswith(("secondmig.project", "secondmig.store")) for name in modules)


@pytest.mark.parametrize(
    "args",
    [
        ("status", "--format", "json"),
        ("code", "list", "--format", "json"),
        ("code", "list", "--code", "OS-RAC", "--format", "csv"),
        ("code", "add", "US01", "--turn", "20", "--quote", "there were more doors", "--code", "OS-PER-OPT"),
    ],
    ids=" ".join,
)
def test_everyday_command_imports_nothing_heavy(demo_project: Path, args: tuple[str, ...]) -> None:
    assert _heavy(_modules("--project", str(demo_project), *args)) == set()


@pytest.mark.parametrize(
    "args", [("status",), ("code", "list"), ("corpus", "show", "US01", "--codes")], ids=" ".join
)
def test_command_that_lays_out_a_table_imports_nothing_else_that_is_heavy(
    demo_project: Path, args: tuple[str, ...]
) -> None:
    assert _heavy(_modules("--project", str(demo_project), *args)) <= LAYOUT
