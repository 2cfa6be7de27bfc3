"""One code on many places: what a search finds, a speaker says, or answers an item; one undo."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import secondmig
from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.core.types import Document
from secondmig.project.places import Asked
from secondmig.project.project import Project
from secondmig.project.sentences import sentences_of
from secondmig.store import documents, sentences
from secondmig.transcript import units
from tests.project.small import US, small_project
from tests.project.test_guide import GUIDE

UP = "OS-MOB-UP"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Two short interviews and their guide, coded by gold; whoever codes here is ana."""
    root = small_project(tmp_path / "study")
    with secondmig.open(root) as opened:
        opened.build(release="team")
        (root / "guide.yaml").write_text(GUIDE, encoding="utf-8")
        opened.corpus_guide_import(root / "guide.yaml")
        yield opened


def places(project: Project, asked: Asked, code: str = UP) -> list[tuple[object, object, object]]:
    rows = project.code_hits_preview(asked, code=code).rows
    return [(row["document"], row["turn"], row["quote"]) for row in rows]


def notes(project: Project, asked: Asked) -> tuple[str, ...]:
    return project.code_hits_preview(asked, code=UP).notes


def mine(project: Project) -> list[tuple[object, object, object]]:
    rows = project.code_list(Selection(coders=("ana",))).rows
    return [(row["document"], row["turn"], row["quote"]) for row in rows]


# Which places


def test_a_search_codes_the_sentence_around_each_hit(project: Project) -> None:
    assert places(project, Asked("door", selection=Selection(documents=("A1",)))) == [
        ("A1", 2, "In Japan there was one door for people like me."),
        ("A1", 2, "One door."),
        ("A1", 4, "Here there are more doors 👩‍👩‍👧."),
    ]


def test_the_unit_is_the_hit_or_the_turn_where_that_is_asked(project: Project) -> None:
    hits = places(project, Asked("grandfather", unit="hit"))
    assert hits == [("A1", 2, "grandfather")]
    ((_document, _turn, words),) = places(project, Asked("grandfather", unit="turn"))
    assert str(words).startswith("By my grandfather.")
    assert str(words).endswith("One door.")


def test_two_hits_in_one_turn_are_one_place_where_turns_are_coded(project: Project) -> None:
    assert len(places(project, Asked("door", unit="turn"))) == 2


def test_interviewers_turns_are_left_out_and_counted_unless_their_role_is_named(project: Project) -> None:
    asked = Asked("Japan", selection=Selection(documents=("A1",)))
    assert [turn for _, turn, _ in places(project, asked)] == [2, 4]
    assert "left out: 1 in turns of others than participants; --role takes them in" in notes(project, asked)
    wide = Asked("Japan", roles=("interviewer", "participant"))
    assert [turn for _, turn, _ in places(project, wide)] == [1, 2, 4]


def test_a_hit_in_a_translation_codes_its_turn_and_says_so(project: Project) -> None:
    asked = Asked("Japan", selection=Selection(documents=("A1",)))
    row = project.code_hits_preview(asked, code=UP).rows[-1]
    assert (row["turn"], row["found_in"]) == (4, "%en")
    assert row["quote"] == "日本では, no. Here there are more doors 👩‍👩‍👧."
    done = project.code_hits(asked, code=UP)
    assert "1 found in a translation: the original turn gets the code, and a memo says so" in done.details
    memos = [row["memo"] for row in project.code_list(Selection(coders=("ana",))).rows]
    assert memos == [None, "found in the translation (%en)"]


def test_where_a_turns_own_words_are_found_its_translation_adds_nothing(project: Project) -> None:
    rows = project.code_hits_preview(Asked("more doors"), code=UP).rows
    assert [(row["turn"], row["found_in"]) for row in rows] == [(4, None)]


def test_transcribers_notes_are_never_coded(project: Project, tmp_path: Path) -> None:
    noted = US.replace("id: A1", "id: C3").replace("%en: In", "%note: a sandwich is unwrapped\n%en: In")
    (tmp_path / "C3.txt").write_text(noted, encoding="utf-8")
    project.corpus_import([tmp_path / "C3.txt"])
    asked = Asked("sandwich")
    assert places(project, asked) == []
    assert "left out: 1 in transcribers' notes" in notes(project, asked)


def test_words_taken_back_answer_like_words_that_are_not_there(project: Project) -> None:
    taken, absent = (project.code_hits_preview(Asked(word), code=UP) for word in ("quid", "zeppelin"))
    assert (taken.rows, taken.notes) == (absent.rows, absent.notes)


def test_a_place_that_touches_words_taken_back_is_left_out(project: Project) -> None:
    asked = Asked(speaker="IMRAN")
    assert places(project, asked) == [("B2", 4, "Now I have my own taxi.")]
    assert "left out: 1 with words that were taken back" in notes(project, asked)
    by_sentence = places(project, Asked(speaker="IMRAN", unit="sentence"))
    assert by_sentence == [("B2", 2, "It was work."), ("B2", 4, "Now I have my own taxi.")]
    project.corpus_restrict("B2", turn=4, reason="telephone")
    assert places(project, asked) == []


def test_a_speaker_is_found_whatever_the_case_of_the_letters(project: Project) -> None:
    assert [turn for _, turn, _ in places(project, Asked(speaker="rosa"))] == [2, 4]


def test_a_speaker_nobody_is_called_is_refused_with_the_nearest(project: Project) -> None:
    with pytest.raises(SecondmigError, match="nobody is called 'Rossa'") as caught:
        places(project, Asked(speaker="Rossa"))
    assert caught.value.hint == "did you mean 'ROSA'?"


def test_an_interviewer_asked_for_by_name_is_coded_with_a_warning(project: Project) -> None:
    done = project.code_hits(Asked(speaker="INT"), code=UP)
    assert done.count == 4
    assert done.warnings == ("interviewers' turns are among them",)


def test_the_answers_to_an_item_are_coded(project: Project) -> None:
    assert [turn for _, turn, _ in places(project, Asked(item="doors"))] == [4]
    with pytest.raises(SecondmigError, match="no item 'windows'"):
        places(project, Asked(item="windows"))


def test_a_text_without_participants_is_searched_as_it_is(project: Project, tmp_path: Path) -> None:
    press = US.replace("id: A1", "id: P9").replace("pseudonym: Rosa\n", "").replace("ROSA:", "EDITOR:")
    (tmp_path / "P9.txt").write_text(press, encoding="utf-8")
    project.corpus_import([tmp_path / "P9.txt"])
    asked = Asked("Japan", selection=Selection(documents=("P9",)))
    assert [turn for _, turn, _ in places(project, asked)] == [2, 4]


def test_what_is_asked_for_must_hold_all_together(project: Project) -> None:
    assert [turn for _, turn, _ in places(project, Asked("door", item="doors"))] == [4]
    assert places(project, Asked("taxi", speaker="ROSA")) == []
    assert places(project, Asked("taxi", selection=Selection(cases=("A1",)))) == []
    assert len(places(project, Asked(speaker="INT", selection=Selection(groups=(("origin", "PER"),))))) == 0


@pytest.mark.parametrize("asked", [Asked(), Asked(speaker="ROSA", unit="hit")])
def test_asking_for_nothing_is_refused(project: Project, asked: Asked) -> None:
    with pytest.raises(SecondmigError) as caught:
        places(project, asked)
    assert caught.value.hint


# Sentences are those that are kept


class _SegmentedError(Exception):
    pass


def _not_again(_document: Document) -> tuple[units.Sentence, ...]:
    raise _SegmentedError


def kept(project: Project, document: str) -> tuple[sentences.Place, ...]:
    connection = project._session.store.read()
    reading = sentences.reading_of(connection, document, 1)
    assert reading is not None
    return sentences.get(connection, reading, units.RULE)


@pytest.mark.parametrize("asked", [Asked("door"), Asked(speaker="ROSA", unit="sentence")])
def test_sentences_are_told_apart_once_and_kept(
    project: Project, monkeypatch: pytest.MonkeyPatch, asked: Asked
) -> None:
    shown = places(project, asked)
    assert kept(project, "A1")
    monkeypatch.setattr(units, "sentences", _not_again)
    assert places(project, asked) == shown
    project.code_hits(asked, code=UP)
    assert mine(project) == shown
    assert project.verify().rows == []


def test_coding_hits_keeps_the_sentences_with_the_codings(project: Project) -> None:
    project.code_hits(Asked("door"), code=UP)
    there = kept(project, "A1")
    assert there
    project.undo()
    assert kept(project, "A1") == there
    assert project.verify().rows == []


def test_sentences_of_words_taken_back_are_kept_as_those_of_the_whole_text(project: Project) -> None:
    places(project, Asked(speaker="IMRAN", unit="sentence"))
    held = documents.get(project._session.store.read(), "B2")
    assert held is not None
    assert kept(project, "B2") == tuple((each.turn_index, each.span) for each in units.sentences(held))


def test_a_masked_text_leaves_no_sentences_behind(project: Project) -> None:
    held = documents.get(project._session.store.read(), "A1")
    assert held is not None
    assert sentences_of(project._session, replace(held, text="█" * len(held.text)))
    assert kept(project, "A1") == ()


def test_a_preview_is_shown_where_nothing_can_be_written(project: Project) -> None:
    connection = project._session.store.read()
    connection.run("PRAGMA query_only = ON")
    assert len(places(project, Asked("door"))) == 3
    assert kept(project, "A1") == ()
    connection.run("PRAGMA query_only = OFF")
    assert len(places(project, Asked("door"))) == 3
    assert kept(project, "A1")


def test_a_turn_is_coded_where_only_another_needs_a_dictionary_that_is_missing(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = units.sentences

    def without_dictionary(document: Document) -> tuple[units.Sentence, ...]:
        if len(document.turns) > 1:
            raise SecondmigError("a dictionary is needed that is not installed")
        return whole(document)

    monkeypatch.setattr(units, "sentences", without_dictionary)
    assert places(project, Asked("grandfather")) == [("A1", 2, "By my grandfather.")]
    assert kept(project, "A1") == ()


# Coding them


def test_all_places_are_coded_in_one_event_that_one_undo_takes_back(project: Project) -> None:
    before = mine(project)
    done = project.code_hits(Asked("door"), code=UP, facets={"about_country": "JPN", "valence": "-1"})
    assert (done.message, done.count) == (f"3 places in 1 document coded {UP}", 3)
    assert "A1 #2, #4" in done.details
    assert len(mine(project)) == 3
    assert {str(row["facets"]) for row in project.code_list(Selection(coders=("ana",))).rows} == {
        "{'about_country': 'JPN', 'valence': -1}"
    }
    project.undo()
    assert mine(project) == before
    project.redo()
    assert len(mine(project)) == 3


def test_a_preview_writes_nothing_and_shows_what_would_be_coded(project: Project) -> None:
    events = len(project.history().rows)
    shown = places(project, Asked("door"))
    assert (len(project.history().rows), mine(project)) == (events, [])
    project.code_hits(Asked("door"), code=UP)
    assert mine(project) == shown


def test_places_that_carry_the_code_by_the_same_coder_are_skipped_and_told(project: Project) -> None:
    known = project.code_add("A1", turn=2, quote="One door", code=UP, facets={})
    rows = project.code_hits_preview(Asked("door"), code=UP).rows
    coded = [row["coded"] for row in rows]
    assert [bool(each) for each in coded] == [False, True, False]
    assert str(coded[1]) in known.message
    done = project.code_hits(Asked("door"), code=UP)
    assert done.message == f"2 places in 1 document coded {UP}; 1 place carries it already"
    again = project.code_hits(Asked("door"), code=UP)
    assert (again.message, again.event) == (f"nothing to code {UP}; 3 places carry it already", None)


def test_nothing_found_makes_no_event(project: Project) -> None:
    events = len(project.history().rows)
    assert project.code_hits(Asked("zeppelin"), code=UP).message == f"nothing to code {UP}"
    assert len(project.history().rows) == events


@pytest.mark.parametrize(
    ("code", "facets", "message"),
    [
        ("OS-MOB", {}, "OS-MOB is a heading"),
        ("OS-NO", {}, "no code 'OS-NO'"),
        (UP, {"about_country": "Japan"}, "about_country"),
        (UP, {"colour": "red"}, "colour"),
    ],
)
def test_a_code_or_facet_that_does_not_fit_changes_nothing(
    project: Project, code: str, facets: dict[str, str], message: str
) -> None:
    events = len(project.history().rows)
    with pytest.raises(SecondmigError, match=message):
        project.code_hits(Asked("door"), code=code, facets=facets)
    assert (len(project.history().rows), mine(project)) == (events, [])


def test_the_event_names_code_and_counts_and_no_words(project: Project) -> None:
    project.code_hits(Asked("door"), code=UP)
    event = project.history().rows[-1]
    assert event["verb"] == "code hits"
    assert event["subject"] == "A1"
    assert "door" not in repr(event)


def test_a_missing_facet_is_told_once_for_all(project: Project) -> None:
    done = project.code_hits(Asked("door"), code=UP, facets={"valence": "1"})
    assert "facets to fill in each: about_country" in done.details


def test_codings_stand_on_their_words(project: Project) -> None:
    project.code_hits(Asked(speaker="ROSA"), code=UP)
    project.code_hits(Asked("door", unit="hit"), code=UP)
    assert not [row for row in project.check().rows if row["severity"] == "problem"]
    assert all(str(quote) in US for _, _, quote in mine(project))
