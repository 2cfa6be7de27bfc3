"""The one rule for coders who read blind: what lists or counts codings asks it, what acts on all does not."""

import re
from pathlib import Path

from secondmig.project.assignments import Assigning
from secondmig.project.blindness import Veil, refuse_blind, seen
from secondmig.project.project import open_project
from secondmig.project.session import Session
from secondmig.store import codings
from tests.project.talking import two_coders

READS = re.compile(
    r"codings\.(?:find|bare|tally|waiting|count_waiting|use_of_codes|ever)\(|columns\.coding_blocks\(|coding_lines\.lines\("
)
ASKS = re.compile(r"\bseen\(|Veil\(|blind_books\(|refuse_blind\(")
ACTS = {
    "adjudicate": "makes a layer of all codings; refused to who reads blind before",
    "agreement_read": "compares coders; refused to who reads blind before",
    "coding_files": "what a file of codings brought in before",
    "deidentify": "carries every coding along when names are replaced",
    "disagreeing": "compares coders; refused to who reads blind before",
    "following": "carries every coding along when a codebook changes",
    "hits": "own codings",
    "merge_codings": "those of the coder whose file is merged",
    "merge_plan": "those of the coder whose file is merged",
    "moments": "when a coder coded, for a comparison of coders",
    "new_version": "carries every coding along when a transcript is corrected",
    "rebase": "carries every coding along when a transcript is corrected",
    "returning": "tells other coders apart from the one whose file is written",
    "undecided": "which codings wait; who lists them asks",
    "verdicts": "own codings",
}


def test_what_reads_codings_asks_the_rule_or_is_an_act() -> None:
    folder = Path(codings.__file__).parents[1] / "project"
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py"))}
    reading = {name for name, text in texts.items() if READS.search(text)}
    assert {name for name in reading if not ASKS.search(texts[name])} == set(ACTS)


def test_rule_is_about_the_coder_the_transcript_and_the_codebook(tmp_path: Path) -> None:
    root = two_coders(tmp_path / "study")
    with open_project(root) as project:
        project.agree_assign("ben", Assigning(("A1",), blind=True))
    with open_project(root, coder="ben") as project:
        session: Session = project._session
        found = codings.find(session.store.read())
        told = seen(session, found)
        assert {(each.coder_id, each.document_id) for each in told} == {
            ("ben", "A1"),
            ("ben", "B2"),
            ("gold", "B2"),
        }
        veil = Veil(session)
        assert veil.documents == {"A1"}
        assert veil.shows_work("gold", "A1", "another")
        assert not veil.shows_work("gold", "A1", "small")
        refuse_blind(session, ["B2"])


def test_who_is_assigned_nothing_blind_sees_all(tmp_path: Path) -> None:
    with open_project(two_coders(tmp_path / "study"), coder="ben") as project:
        session: Session = project._session
        found = codings.find(session.store.read())
        assert Veil(session).lifted
        assert seen(session, found) == found
        refuse_blind(session)
