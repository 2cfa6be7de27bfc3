"""Words found in context, as far as they may be seen; translations coded; sentences kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import secondmig
from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.project.project import Project
from secondmig.project.search import FIELDS, Wanted
from secondmig.project.sentences import sentences_of
from secondmig.project.session import Session, find_document
from secondmig.store import sentences
from tests.project.small import US, small_project

UP = "OS-MOB-UP"
SECRET = "Three quid an hour"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Two short interviews; a part of B2 was taken back by its file. Whoever codes here is ana."""
    with secondmig.open(small_project(tmp_path / "study")) as opened:
        opened.build(release="team")
        yield opened


def session(project: Project) -> Session:
    return project._session


def seen(project: Project, wanted: Wanted | str) -> list[tuple[object, ...]]:
    return [
        (row["document"], row["turn"], row["tier"], row["quote"])
        for row in project.corpus_search(wanted).rows
    ]


class TestRows:
    def test_each_hit_is_a_row_with_its_place_and_context(self, project: Project) -> None:
        listing = project.corpus_search(Wanted("grandfather", around=8))
        assert listing.fields == FIELDS
        (row,) = listing.rows
        at = US.index("grandfather")
        assert row == {
            "document": "A1",
            "turn": 2,
            "speaker": "ROSA",
            "tier": None,
            "start": at,
            "end": at + len("grandfather"),
            "quote": "grandfather",
            "context": "By my grandfather. In Jap",
            "context_start": at - 6,
            "version": 1,
        }
        assert project.corpus_text("A1")[at : at + 11] == "grandfather"
        assert listing.notes == ("1 hit in 1 document",)
        assert listing.meta["unit"] == "hits"

    def test_context_stays_within_the_turn_and_holds_the_hit(self, project: Project) -> None:
        for around in (0, 5, 2000):
            for row in project.corpus_search(Wanted("door", around=around)).rows:
                begin = int(str(row["start"])) - int(str(row["context_start"]))
                context, quote = str(row["context"]), str(row["quote"])
                assert context[begin : begin + len(quote)] == quote
                assert "#" not in context

    @pytest.mark.parametrize("around", [-1, 2001])
    def test_context_of_an_odd_length_is_refused(self, project: Project, around: int) -> None:
        with pytest.raises(SecondmigError, match="no length of context"):
            project.corpus_search(Wanted("door", around=around))

    def test_nothing_found_is_said_and_why_it_may_be(self, project: Project) -> None:
        assert project.corpus_search("zebra").notes == ("nothing found",)
        assert len(project.corpus_search("door grandmother").notes) == 2
        with pytest.raises(SecondmigError, match="nothing is asked for"):
            project.corpus_search(" ")

    def test_hit_in_a_translation_says_so(self, project: Project) -> None:
        assert ("A1", 4, "en", "doors") in seen(project, "door")
        notes = project.corpus_search("door").notes
        assert "1 of them in %en: a translation, not the words that were said" in notes
        assert seen(project, "日本") == [("A1", 4, None, "日本")]


class TestSelection:
    @pytest.mark.parametrize(
        ("wanted", "documents"),
        [
            (Wanted("now"), {"B2"}),
            (Wanted("and"), {"A1", "B2"}),
            (Wanted("and", Selection(documents=("A1",))), {"A1"}),
            (Wanted("door", Selection(cases=("A1",))), {"A1"}),
            (Wanted("door", Selection(cases=("B2",))), set()),
            (Wanted("door", Selection(documents=("B2",), cases=("A1",))), set()),
            (Wanted("now", Selection(groups=(("origin", "PAK"),))), {"B2"}),
            (Wanted("now", Selection(groups=(("origin", "PER"),))), set()),
            (Wanted("japan", speaker="rosa "), {"A1"}),
            (Wanted("japan", speaker="nobody"), set()),
        ],
    )
    def test_only_what_is_selected_is_searched(
        self, project: Project, wanted: Wanted, documents: set[str]
    ) -> None:
        assert {str(row["document"]) for row in project.corpus_search(wanted).rows} == documents

    def test_person_is_the_speaker_and_not_the_document(self, project: Project) -> None:
        assert len(seen(project, "japan")) == 3
        assert {turn for _, turn, *_ in seen(project, Wanted("japan", Selection(cases=("A1",))))} == {2, 4}

    def test_roles_choose_whose_turns(self, project: Project) -> None:
        assert [turn for _, turn, *_ in seen(project, Wanted("japan", roles=("interviewer",)))] == [1]
        assert [turn for _, turn, *_ in seen(project, Wanted("japan", roles=("participant",)))] == [2, 4]

    def test_what_is_not_known_is_refused(self, project: Project) -> None:
        with pytest.raises(SecondmigError, match="there is no document ZZ"):
            project.corpus_search(Wanted("door", Selection(documents=("ZZ",))))


class TestGate:
    def test_what_was_taken_back_is_neither_found_nor_shown(self, project: Project) -> None:
        for words in ("quid", "three", "betw*", '"an hour"', "work quid"):
            assert seen(project, words) == []
        (row,) = project.corpus_search(Wanted("work", around=500)).rows
        assert str(row["context"]).startswith("It was work. ██")
        assert SECRET not in str(row)

    def test_restricted_words_are_gone_at_once_and_as_of_before_too(self, project: Project) -> None:
        before = project.event_number(str(project.history().rows[-1]["event"]))
        assert len(seen(project, "grandfather")) == 1
        project.corpus_restrict("A1", turn=2, quote="By my grandfather.", reason="asked by letter")
        assert seen(project, "grandfather") == []
        assert seen(project, "grandfather japan") == []
        assert seen(project, Wanted("grandfather", Selection(as_of=before))) == []
        assert len(seen(project, '"one door"')) == 2

    def test_translation_of_a_restricted_turn_is_not_found(self, project: Project) -> None:
        project.corpus_restrict("A1", turn=4, quote=None, reason="asked by letter")
        assert seen(project, "japan no") == []
        assert {turn for _, turn, *_ in seen(project, "door")} == {2}

    def test_person_who_withdrew_is_not_found(self, project: Project) -> None:
        before = project.event_number(str(project.history().rows[-1]["event"]))
        project.case_withdraw("B2", reason="asked by letter")
        assert seen(project, "taxi") == []
        assert seen(project, Wanted("taxi", Selection(as_of=before))) == []
        assert project.verify().rows == []

    def test_person_with_consent_t0_is_not_found(self, project: Project) -> None:
        path = project.root / "corpus" / "persons.csv"
        path.write_text(path.read_text(encoding="utf-8").replace("2006,,T3", "2006,,T0"), encoding="utf-8")
        project.case_import(path)
        assert {row["document"] for row in project.corpus_search("and").rows} == {"B2"}


class TestTime:
    def test_documents_are_searched_as_they_stood(self, project: Project) -> None:
        imported = [row for row in project.history().rows if row["verb"] == "corpus import"]
        first = project.event_number(str(imported[0]["event"]))
        assert {
            row["document"] for row in project.corpus_search(Wanted("and", Selection(as_of=first))).rows
        } == {"A1"}
        assert seen(project, Wanted("and", Selection(as_of=first - 1))) == []

    def test_undone_import_is_found_as_of_then_alone(self, project: Project) -> None:
        path = project.root / "C3.txt"
        path.write_text("INT: And?\nEVA: A zebra.\n", encoding="utf-8")
        project.corpus_import([path])
        then = project.event_number(str(project.history().rows[-1]["event"]))
        assert len(seen(project, "zebra")) == 1
        project.undo()
        assert seen(project, "zebra") == []
        assert len(seen(project, Wanted("zebra", Selection(as_of=then)))) == 1


class TestCodingOnATranslation:
    def test_coding_sits_on_the_original_turn_and_says_so(self, project: Project) -> None:
        done = project.code_add(
            "A1", turn=4, quote="In Japan, no.", code=UP, facets={"about_country": "JPN", "valence": "-1"}
        )
        assert done.details == (
            "the words are from the %en translation; the coding sits on the turn's own words",
        )
        (row,) = project.code_list(Selection(coders=("ana",))).rows
        assert row["quote"] == "日本では, no. Here there are more doors 👩‍👩‍👧."
        assert row["memo"] == "coded on the translation (%en): In Japan, no."
        assert row["origin"] == "manual"
        assert project.verify().rows == []

    def test_words_of_the_turn_itself_come_first(self, project: Project) -> None:
        done = project.code_add("A1", turn=4, quote="Here there are more doors", code=UP)
        assert not any("translation" in line for line in done.details)
        (row,) = project.code_list(Selection(coders=("ana",))).rows
        assert (row["quote"], row["memo"]) == ("Here there are more doors", None)

    @pytest.mark.parametrize(("turn", "quote"), [(4, "In Japan, yes."), (2, "In Japan, no."), (4, " ")])
    def test_words_of_neither_are_refused(self, project: Project, turn: int, quote: str) -> None:
        with pytest.raises(SecondmigError):
            project.code_add("A1", turn=turn, quote=quote, code=UP)

    def test_transcribers_note_is_no_translation(self, project: Project) -> None:
        with pytest.raises(SecondmigError, match="not in the turn"):
            project.code_add("B2", turn=2, quote="withdrawn from the words", code=UP)

    def test_memo_is_hidden_with_the_turn(self, project: Project) -> None:
        project.code_add("A1", turn=4, quote="In Japan, no.", code=UP)
        project.corpus_restrict("A1", turn=4, quote="日本", reason="asked by letter")
        (row,) = project.code_list(Selection(coders=("ana",))).rows
        assert (row["quote"], row["memo"]) == (None, None)
        with pytest.raises(SecondmigError):
            project.code_add("A1", turn=4, quote="In Japan, no.", code=UP)

    def test_translation_stands_beside_its_turn(self, project: Project) -> None:
        (row,) = project.corpus_show("A1", turns=(4, 4)).rows
        assert str(row["text"]).endswith("\n%en: In Japan, no. Here there are more doors.")


class TestSentences:
    def test_sentences_are_found_once_and_kept(
        self, project: Project, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        here = session(project)
        document = find_document(here, "A1")
        found = sentences_of(here, document)
        assert [each.span.of(document.text) for each in found if each.turn_index == 1] == [
            "By my grandfather.",
            "In Japan there was one door for people like me.",
            "One door.",
        ]
        monkeypatch.setattr("secondmig.transcript.units.sentences", None)
        assert sentences_of(here, document) == found

    def test_keeping_them_is_no_event_and_changes_no_state(self, project: Project) -> None:
        here = session(project)
        before = project.history().rows
        sentences_of(here, find_document(here, "A1"))
        assert project.history().rows == before
        assert project.verify().rows == []

    def test_they_are_found_within_a_change_and_while_another_writes(
        self, project: Project, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        here = session(project)
        document = find_document(here, "A1")
        with here.store.write(actor="ana", verb="try") as change:
            assert sentences_of(here, document)
            change.nothing()
        reading = sentences.reading_of(here.store.read(), "A1", 1)
        assert reading is not None
        assert sentences.get(here.store.read(), reading, "sentences-1") == ()

        def busy() -> None:
            raise SecondmigError("another command is writing to the project")

        monkeypatch.setattr(here.store.__class__, "together", lambda _store: busy())
        assert sentences_of(here, document)


def test_index_is_made_anew_on_request(project: Project) -> None:
    connection = session(project).store.read()
    connection.run("INSERT INTO search_index (search_index) VALUES ('delete-all')")
    assert seen(project, "door") == []
    (problem,) = [row for row in project.check().rows if row["severity"] == "problem"]
    assert "secondmig verify --rebuild-index" in str(problem["message"])
    before = project.history().rows
    assert project.verify(rebuild_index=True).rows == []
    assert len(seen(project, "door")) > 0
    assert project.history().rows == before
