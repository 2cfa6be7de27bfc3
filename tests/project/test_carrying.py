"""What was taken back in one version is seen in none."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.project.project import open_project
from secondmig.store import documents
from tests.project.correcting import Desk, built, copied
from tests.project.small import US

SECRET = "By my grandfather"
COUPLE = """---
id: C3
fictional: true
language: en
---
#1 INT: How did the two of you meet over there?
#2 ANA: At the quillwort stall, in the rain, I remember it well.
#3 LUIS: I had an umbrella and she had none, that is all there was to it.
#4 INT: And then?
#5 ANA: Then we took the thimblerig home and stayed.
#6 LUIS: We stayed eleven years, and I never looked back once.
"""
PEOPLE = """id,pseudonym,interview_country,origin,leg1,leg1_from,leg1_to,consent,document,speaker
ANA,Ana,USA,PER,USA,2005,,T3,C3,ANA
LUIS,Luis,USA,PER,USA,2005,,T3,C3,LUIS
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("carrying") / "study")


@pytest.fixture
def desk(small: Path, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(copied(small, tmp_path / "study"))
    with desk.project:
        yield desk


def restrict(desk: Desk) -> None:
    desk.project.corpus_restrict("A1", turn=2, quote=SECRET, reason="asked by letter")


def everything_shown(desk: Desk) -> str:
    """All that is printed about the words of a document."""
    listings = (
        desk.project.corpus_show("A1", codes=True),
        desk.project.code_list(),
        desk.project.corpus_review(),
        desk.project.query_segments(),
        desk.project.code_export(),
    )
    return desk.shown("A1") + repr([listing.rows for listing in listings])


def test_restriction_follows_with_its_reason_and_the_older_version_keeps_it(desk: Desk) -> None:
    restrict(desk)
    done = desk.correct("A1", lambda text: text.replace("#3 [", "#21 [00:00:18] INT: Well?\n#3 ["))

    assert "1 passage taken back stays withheld" in done.codings.notes
    assert desk.restricted("A1", 1) == desk.restricted("A1", 2) == [SECRET]
    assert SECRET not in everything_shown(desk)
    assert desk.problems() == []


def test_file_that_takes_no_longer_back_what_its_header_took_back_shows_nothing(desk: Desk) -> None:
    bare = re.compile(r"withdrawn:\n.*\n")
    done = desk.correct("B2", lambda text: bare.sub("", text).replace("Now I have", "Today I have"))

    assert "Three quid" not in desk.shown("B2")
    assert "withdrawn from the words" not in desk.shown("B2")
    assert done.event is not None


def test_changed_passage_is_withheld_with_its_whole_turn_and_said(desk: Desk) -> None:
    restrict(desk)
    done = desk.correct("A1", lambda text: text.replace(SECRET, "By my old grandfather, who"))

    assert any(line.startswith("turn 2 withheld as a whole") for line in done.codings.notes)
    assert "ROSA: █" in desk.shown("A1")
    assert "grandfather" not in everything_shown(desk)
    assert next(row for row in done.codings.rows if row["turn"] == 2)["new_quote"] is None


def test_passage_is_withheld_when_it_comes_back_after_a_version_without_it(desk: Desk) -> None:
    restrict(desk)
    done = desk.correct("A1", lambda text: text.replace(f"{SECRET}. ", ""))
    assert any("not in the text any more" in line for line in done.codings.notes)
    desk.correct("A1", lambda _text: US.replace("And here?", "And over here?"))

    assert "And over here?" in desk.shown("A1")
    assert SECRET not in everything_shown(desk)


def test_correction_that_may_show_what_was_taken_back_is_refused_and_writes_nothing(desk: Desk) -> None:
    restrict(desk)
    before = desk.state()
    with pytest.raises(SecondmigError, match="left its place") as caught:
        desk.correct(
            "A1",
            lambda text: text.replace(f"{SECRET}. ", "").replace("And here?", "Your grandfather, and here?"),
        )

    assert "turn 3" in caught.value.message
    assert desk.state() == before


def test_what_a_corrected_file_takes_back_first_is_withheld_in_the_older_version_too(desk: Desk) -> None:
    listed = 'consent: T3\nwithdrawn:\n  - {turn: 2, from: "In Japan", to: "like me."}\n'
    desk.correct(
        "A1", lambda text: text.replace("consent: T3\n", listed).replace("one door for", "a door for")
    )

    assert any("there was one door" in words for words in desk.restricted("A1", 1))
    assert "door for people" not in everything_shown(desk)


def test_restricting_the_newest_version_hides_the_words_of_codings_that_wait(desk: Desk) -> None:
    desk.correct("A1", lambda text: text.replace("there was one door", "there was just one single door"))
    assert "there was one door" in everything_shown(desk)
    desk.project.corpus_restrict("A1", turn=2, reason="asked by letter")

    assert "one door" not in everything_shown(desk)
    assert "single door" not in everything_shown(desk)


def test_stricter_consent_of_the_new_header_holds_for_words_of_older_versions(desk: Desk) -> None:
    desk.correct(
        "A1",
        lambda text: text.replace("one door for", "one small door for").replace("consent: T3", "consent: T1"),
    )
    quotes = {row["status"]: row["quote"] for row in desk.project.code_export(release="team").rows}

    assert quotes["changed"] is None


def test_restriction_is_not_undone_or_redone_over_a_correction(desk: Desk) -> None:
    made = desk.project.corpus_restrict("A1", turn=2, quote=SECRET, reason="asked by letter")
    desk.correct("A1", lambda text: text.replace("And here?", "And over here?"))
    with pytest.raises(SecondmigError, match="corrected since"):
        desk.project.undo(str(made.event))
    desk.project.undo()
    desk.project.undo(str(made.event))
    assert SECRET in desk.shown("A1")
    desk.correct("A1", lambda text: text.replace("And here?", "And right here?"))
    with pytest.raises(SecondmigError, match="corrected since"):
        desk.project.undo(str(desk.project.history().rows[-2]["event"]))


def test_undo_of_a_correction_brings_the_restrictions_back_as_they_were(desk: Desk) -> None:
    restrict(desk)
    before = desk.state()
    desk.correct("A1", lambda text: text.replace(SECRET, "By my old grandfather, who"))
    desk.project.undo()

    assert desk.state() == before
    assert desk.restricted("A1", 1) == [SECRET]


@pytest.fixture
def couple(desk: Desk) -> Desk:
    (desk.root / "C3.txt").write_text(COUPLE, encoding="utf-8")
    (desk.root / "people.csv").write_text(PEOPLE, encoding="utf-8")
    desk.project.corpus_import([desk.root / "C3.txt"])
    desk.project.case_import(desk.root / "people.csv")
    return desk


def raw(desk: Desk) -> bytes:
    desk.project.close()
    held = b"".join(path.read_bytes() for path in sorted(desk.root.rglob("project.db*")))
    desk.project = open_project(desk.root)
    return held


def test_who_withdraws_is_erased_where_an_older_version_named_somebody_else(couple: Desk) -> None:
    couple.correct("C3", lambda text: text.replace("#5 ANA: Then we took", "#5 LUIS: Then we took"))
    couple.correct("C3", lambda text: text.replace("#5 LUIS: Then we took", "#5 ANA: So then we took"))
    couple.project.case_withdraw("ANA", reason="letter")

    held = raw(couple)
    assert b"quillwort" not in held
    assert b"thimblerig" not in held
    assert b"umbrella" in held
    assert couple.problems() == []


def test_who_withdraws_under_another_label_is_erased_in_every_version(couple: Desk) -> None:
    couple.correct("C3", lambda text: text.replace(" ANA:", " ANA MARIA:"))
    couple.project.case_withdraw("ANA", reason="letter")

    held = raw(couple)
    assert b"quillwort" not in held
    assert b"thimblerig" not in held
    assert b"umbrella" in held


def test_words_of_who_withdrew_do_not_come_back_with_a_correction(couple: Desk) -> None:
    couple.project.case_withdraw("ANA", reason="letter")
    with pytest.raises(SecondmigError, match="withdrew"):
        couple.correct("C3", COUPLE.replace("And then?", "And after that?"))
    with pytest.raises(SecondmigError, match="were erased"):
        couple.correct("C3", COUPLE.replace(" ANA:", " SOMEBODY:").replace("And then?", "And after that?"))

    couple.correct("C3", lambda text: text.replace("eleven years", "twelve years"))
    assert "twelve years" in couple.shown("C3")
    assert len(documents.versions(couple.read(), "C3")) == 2
