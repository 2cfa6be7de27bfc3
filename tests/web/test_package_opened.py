"""A package opened on another machine is coded in the workbench too, and shows nothing of others' codings."""

import shutil
from pathlib import Path
from uuid import uuid4

import pytest

import secondmig
from secondmig.project.open_package import open_package
from secondmig.project.packages import Order
from secondmig.project.returning import Handing
from tests.web.workshop import entered

WORDS = "One door"


@pytest.fixture
def there(study: Path, tmp_path: Path) -> Path:
    """The folder in which kenji codes A1 blind, which gold coded at home."""
    with secondmig.open(study) as project:
        assert {row["coder"] for row in project.code_list().rows if row["document"] == "A1"} == {"gold"}
        project.agree_package(Order("kenji", ("A1",)), target=tmp_path / "kenji.secondmig", overwrite=True)
    folder = tmp_path / "work"
    told = open_package(tmp_path / "kenji.secondmig", folder)
    assert "secondmig serve" in told.details[1]
    assert "secondmig serve" in (folder / "README.txt").read_text(encoding="utf-8")
    shutil.rmtree(study)
    return folder


def test_package_is_coded_in_the_workbench_blind_and_goes_back(there: Path, tmp_path: Path) -> None:
    with entered(there, coder="kenji") as client:
        island = client.get("/api/d/A1").json()
        assert (island["codings"]["rows"], island["codings"]["coders"]) == ([], [])
        assert "gold" not in client.get("/d/A1").text
        with secondmig.open(there) as project:
            start = project.corpus_text("A1").index(WORDS)
        place = {"document": "A1", "version": 1, "start": start, "end": start + len(WORDS), "quote": WORDS}
        facets = {"about_country": "JPN", "valence": -1}
        told = client.post(
            "/api/codings", json={"act": str(uuid4()), **place, "code": "OS-MOB-UP", "facets": facets}
        )
        assert told.status_code == 201, told.text
        assert len(client.get("/api/d/A1").json()["codings"]["rows"]) == 1
    with secondmig.open(there) as project:
        done = project.agree_return(Handing(), target=tmp_path / "back.secondmig", overwrite=True)
    assert done.count == 1
