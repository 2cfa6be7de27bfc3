"""Legal status stays in the team: in the demo one person is made irregular, and every edition is searched."""

import csv
import io
import json
import re
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from secondmig.core.span import Span
from secondmig.core.types import Level
from secondmig.project.joint_table import TableWanted
from secondmig.project.project import open_project
from secondmig.project.start import source_folder
from secondmig.store import cases
from tests.project.consenting import below, text_of

WHO = "US03"
OUTSIDE: tuple[Level, ...] = ("partner", "public")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo with its partner and public editions."""
    root = tmp_path_factory.mktemp("legal") / "demo"
    root.mkdir()
    for name in ("corpus", "codebooks"):
        shutil.copytree(source_folder() / name, root / name)
    toml = (source_folder() / "secondmig.toml").read_text(encoding="utf-8")
    (root / "secondmig.toml").write_text(toml.partition("[[reports]]")[0], encoding="utf-8")
    with open_project(root, coder="demo") as project:
        project.build()
        for level in OUTSIDE:
            project.report_build(release=level)
    return root


@pytest.fixture(scope="module")
def mutated(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with one person who was ever without a regular status."""
    root = Path(shutil.copytree(demo, tmp_path_factory.mktemp("mutated") / "demo"))
    with open_project(root, coder="demo") as project:
        store = project._session.store
        case = cases.get(store.read(), WHO)
        assert case is not None
        legs = tuple(replace(leg, legal_at_entry="irregular") if leg.index == 1 else leg for leg in case.legs)
        told = replace(case, legs=legs, attributes={**case.attributes, "legal_leg1_entry": "irregular"})
        with store.write(actor="demo", verb="case import") as change:
            assert cases.put(change, told)
        for level in OUTSIDE:
            project.report_build(release=level)
    return root


def words(root: Path, level: str) -> str:
    return text_of(below(root / "reports" / level))


def passages(root: Path) -> list[str]:
    """The words coded under the legal heading in the person's interview, the longest part of each turn."""
    with open_project(root) as project:
        rows = project.code_list().rows
        (document,) = (each for each in project.snapshot().documents if each.id == WHO)
        found = []
        for row in rows:
            if row["document"] == WHO and str(row["code"]).startswith("OS-LEG"):
                span = Span(int(str(row["start"])), int(str(row["end"])))
                turn = next(turn for turn in document.turns if turn.span.overlaps(span))
                found += [str(row["quote"]), turn.span.of(document.text)]
    return found


def in_text(pieces: Iterable[str], text: str) -> list[str]:
    """Runs of six words of the pieces that a text holds."""
    plain = re.sub(r"<[^>]+>", "", text).replace("&#39;", "'").replace("&#34;", '"')
    runs = (piece.split()[at : at + 6] for piece in pieces for at in range(len(piece.split()) - 5))
    return [" ".join(run) for run in runs if " ".join(run) in plain]


def test_demo_has_passages_on_status_that_the_partner_edition_shows(demo: Path) -> None:
    assert passages(demo)
    assert in_text(passages(demo), words(demo, "partner")), "else the next test cannot fail"


@pytest.mark.parametrize("level", OUTSIDE)
def test_passages_on_status_of_a_person_without_one_are_in_no_edition_outside(
    demo: Path, mutated: Path, level: Level
) -> None:
    assert in_text(passages(demo), words(mutated, level)) == []


@pytest.mark.parametrize("level", OUTSIDE)
def test_value_and_label_are_nowhere_but_in_the_codebook(demo: Path, mutated: Path, level: Level) -> None:
    before, after = (
        len(re.findall("irregular", words(root, level), re.IGNORECASE)) for root in (demo, mutated)
    )
    assert before == after
    for path in below(mutated / "reports" / level / "data"):
        body = path.read_text(encoding="utf-8")
        assert "irregular" not in body, path.name
        assert "legal_" not in body, path.name


def test_nobodys_status_is_told_so_that_a_gap_tells_nothing(demo: Path, mutated: Path) -> None:
    names = [root / "reports/partner/data/fig-1.csv" for root in (demo, mutated)]
    tables = [list(csv.DictReader(io.StringIO(name.read_text(encoding="utf-8")))) for name in names]
    assert tables[0] == tables[1]
    assert {"entry", "exit"}.isdisjoint(tables[0][0])


@pytest.mark.parametrize("level", OUTSIDE)
def test_every_edition_outside_says_that_status_is_left_out(demo: Path, mutated: Path, level: Level) -> None:
    for root in (demo, mutated):
        page = (root / "reports" / level / "compare.html").read_text(encoding="utf-8")
        assert "Legal status of persons; passages about legal status" in page


def test_codings_on_status_of_the_person_are_in_no_number(demo: Path, mutated: Path) -> None:
    def on_status(root: Path, level: Level) -> int:
        with open_project(root) as project:
            snapshot = project.snapshot(level=level)
            return sum(c.document_id == WHO and c.code_id.startswith("OS-LEG") for c in snapshot.codings)

    assert on_status(demo, "public") > 0
    assert [on_status(mutated, level) for level in OUTSIDE] == [0, 0]
    assert on_status(mutated, "team") == on_status(demo, "team")


def test_person_table_for_partners_tells_no_status(mutated: Path, tmp_path: Path) -> None:
    with open_project(mutated, coder="demo") as project:
        project.joint_table_export(TableWanted(level="partner"), tmp_path / "t.csv")
    assert "irregular" not in (tmp_path / "t.csv").read_text(encoding="utf-8-sig")
    told = json.loads((tmp_path / "t.dictionary.json").read_text(encoding="utf-8"))
    assert told


def test_team_edition_tells_it(mutated: Path) -> None:
    with open_project(mutated) as project:
        (case,) = (each for each in project.snapshot(level="team").cases if each.id == WHO)
    assert case.legs[1].legal_at_entry == "irregular"
