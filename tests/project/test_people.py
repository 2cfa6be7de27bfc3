"""What is held about a person, handed to that person."""

import json
from pathlib import Path

from secondmig.project.grid_acts import Writing
from secondmig.project.memo_acts import Remark
from secondmig.project.project import open_project
from tests.project.correcting import built


def test_a_person_gets_what_analysts_wrote_about_them_too(tmp_path: Path) -> None:
    with open_project(built(tmp_path / "study"), coder="ana") as project:
        project.memo_add(Remark("case", "A1", "Speaks of doors."))
        project.grid_write(Writing("A1", "OS-MOB-UP", "One door there, more here."))
        project.case_export("A1", tmp_path / "A1.json")
    held = json.loads((tmp_path / "A1.json").read_text(encoding="utf-8"))
    assert held["memos"] == [{"coder": "ana", "text": "Speaks of doors."}]
    assert held["summaries"] == [{"theme": "OS-MOB-UP", "coder": "ana", "text": "One door there, more here."}]
    assert held["documents"][0]["document"] == "A1"
