"""One small page, kept word for word: whoever changes what is printed sees it here.

To accept a change, delete the kept file and run this test twice.
"""

import re
from pathlib import Path

from secondmig.report.build import build_report
from tests.joint.builders import coding, document, person, snapshot

KEPT = Path(__file__).with_name("small_team_edition.html")


def small() -> str:
    said = [
        document(
            "D1",
            ("INT", "And then?"),
            ("D1", "In Japan they paid me well. The foreman shouted at all of us, day after day."),
        ),
        document("D2", ("INT", "それで?"), ("D2", "給料は、よかった。", "The pay was good."), language="ja"),
    ]
    codings = [
        coding(said[0], "they paid me well", "OS-LAB-WAGE", about_country="JPN", valence=1),
        coding(
            said[0],
            "The foreman shouted at all of us, day after day.",
            "OS-RAC-DISC",
            about_country="JPN",
            valence=-1,
        ),
        coding(said[1], "給料は、よかった。", "OS-LAB-WAGE", about_country="JPN", valence=1),
    ]
    people = [
        person(
            "D1", ("JPN", 1998, 2006), ("USA", 2006, None), interview_country="USA", edu_isced="6", gender="f"
        ),
        person("D2", ("JPN", 2001, None), interview_country="JPN", edu_isced="4", gender="m"),
    ]
    page = build_report(snapshot(said, codings, people))["compare.html"].decode("utf-8")
    return re.sub(r"<style>.*?</style>", "<style></style>", page, flags=re.DOTALL)


def test_small_team_edition_reads_as_it_did() -> None:
    page = small()
    if not KEPT.exists():
        KEPT.write_text(page, encoding="utf-8", newline="\n")
        message = f"{KEPT.name} is new: read it, and run the test again"
        raise AssertionError(message)
    assert page == KEPT.read_text(encoding="utf-8")
