"""The hypothesis cards of the built demo say what they say of the files the demo is built from."""

from pathlib import Path

import pytest

import secondmig
from tests.joint.demo_ground import cards, demo_judged

FEW = 1e-9


def test_the_built_demo_and_its_files_come_to_the_same(demo_project: Path) -> None:
    with secondmig.open(demo_project) as project:
        for name in cards():
            rows = project.hypothesis_test(name).rows
            found = demo_judged(name)
            assert [row["measure"] for row in rows] == [line.measure for line in found.lines]
            assert {row["verdict"] for row in rows} == {found.ruled.verdict}
            assert all(row["negative_cases"] == list(found.negative) for row in rows)
            for row, line in zip(rows, found.lines, strict=True):
                sides = [list(each) for each in (line.for_, line.against, line.ties)]
                assert [row[side] for side in ("for", "against", "ties")] == sides
                assert row["effect"] == pytest.approx(line.effect.value, abs=FEW)
