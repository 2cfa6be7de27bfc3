"""Suggestions: proposed once, seen by whom they may be seen, decided on as events, counted nowhere."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from secondmig.core.errors import SecondmigError, StaleError
from secondmig.core.selection import Selection
from secondmig.core.span import Span
from secondmig.core.suggestion import Suggestion
from secondmig.project import pending, verdicts
from secondmig.project.acts import Place
from secondmig.project.assignments import Assigning
from secondmig.project.evaluating import Evaluation
from secondmig.project.packages import Order
from secondmig.project.pending import Filter
from secondmig.project.project import Project, open_project
from secondmig.project.suggesting import Suggesting
from secondmig.project.verdicts import Judgement
from secondmig.store import codings, events, passes, suggestions
from secondmig.store.state import state_hash
from tests.project.correcting import Desk, copied
from tests.project.small import BOOK, small_project

WITH_TAXI = BOOK.replace("en: [door]", "en: [door, taxi]")
WITHOUT_DOOR = BOOK.replace("en: [door]", "en: [taxi, work]")
SENTENCE = "In Japan there was one door for people like me."


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = small_project(tmp_path_factory.mktemp("suggest") / "study")
    (root / "codebooks" / "small.yaml").write_text(WITH_TAXI, encoding="utf-8")
    with open_project(root) as project:
        project.build()
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    return copied(made, tmp_path / "study")


@pytest.fixture
def project(root: Path) -> Iterator[Project]:
    with open_project(root, coder="ben") as opened:
        yield opened


def stored(project: Project) -> list[Suggestion]:
    return suggestions.find(project._session.store.read())


def waiting(project: Project, **only: object) -> list[dict[str, object]]:
    return [dict(row) for row in project.code_review(Filter(**only)).rows]  # type: ignore[arg-type]


def verbs(project: Project) -> list[str]:
    return [each.verb for each in events.all_events(project._session.store.read())]


def first(project: Project) -> str:
    return str(waiting(project)[0]["id"])


class TestSuggesting:
    def test_every_sentence_with_a_cue_is_proposed(self, project: Project) -> None:
        done = project.code_suggest()

        assert done.count == 3
        assert [(row["document"], row["turn"], row["quote"]) for row in waiting(project)] == [
            ("A1", 2, SENTENCE),
            ("A1", 2, "One door."),
            ("B2", 4, "Now I have my own taxi."),
        ]

    def test_asked_again_it_changes_nothing(self, project: Project) -> None:
        project.code_suggest()
        before = [(each.id, each.created_event) for each in stored(project)]
        last = verbs(project)

        done = project.code_suggest()

        assert (done.count, done.event) == (0, None)
        assert [(each.id, each.created_event) for each in stored(project)] == before
        assert verbs(project) == last

    def test_one_event_and_one_undo(self, project: Project) -> None:
        project.code_suggest()
        assert verbs(project)[-1] == "code suggest"

        project.undo()

        assert stored(project) == []

    def test_a_dry_run_keeps_nothing(self, project: Project) -> None:
        listing = project.code_suggest_preview()

        assert len(listing.rows) == 3
        assert stored(project) == []

    def test_what_the_codebook_does_not_say_any_more_goes(self, root: Path, project: Project) -> None:
        project.code_suggest()
        kept = first(project)
        project.code_reject([kept])
        book = root / "codebooks" / "small.yaml"
        book.write_text(WITHOUT_DOOR, encoding="utf-8")
        project.codebook_commit(note="other cues")

        done = project.code_suggest()

        assert done.message == "2 suggestions in 1 document: 1 new, 1 changed, 0 as before, 1 gone"
        assert {each.id for each in stored(project)} > {kept}
        assert [row["quote"] for row in waiting(project)] == ["It was work.", "Now I have my own taxi."]

    def test_only_what_was_asked_for_goes(self, root: Path, project: Project) -> None:
        project.code_suggest()
        book = root / "codebooks" / "small.yaml"
        book.write_text(WITHOUT_DOOR, encoding="utf-8")
        project.codebook_commit(note="other cues")

        project.code_suggest(Suggesting(documents=("B2",)))

        assert [each.document_id for each in stored(project)] == ["A1", "A1", "B2", "B2"]

    def test_nothing_is_proposed_where_words_were_taken_back(self, project: Project) -> None:
        project.corpus_restrict("A1", turn=2, quote="one door", reason="asked for it")

        project.code_suggest()

        assert [row["quote"] for row in waiting(project)] == ["One door.", "Now I have my own taxi."]

    def test_an_unknown_engine_document_code_or_codebook_is_told(self, project: Project) -> None:
        for wanted in (
            Suggesting(engine="oracle"),
            Suggesting(documents=("ZZ",)),
            Suggesting(codes=("NO",)),
            Suggesting(codebooks=("none",)),
        ):
            with pytest.raises(SecondmigError):
                project.code_suggest(wanted)
        assert stored(project) == []


class TestSeeing:
    def test_where_the_coder_has_the_code_already_nothing_waits(self, project: Project) -> None:
        project.code_suggest()
        project.code_add("A1", turn=2, quote="there was one door", code="OS-MOB-UP")

        assert [row["quote"] for row in waiting(project)] == ["One door.", "Now I have my own taxi."]
        assert len(stored(project)) == 3

    def test_what_was_taken_back_since_is_not_shown(self, project: Project) -> None:
        project.code_suggest()
        project.corpus_restrict("A1", turn=2, quote="one door", reason="asked for it")

        shown = "".join(str(row) for row in waiting(project))

        assert "one door" not in shown
        assert len(waiting(project)) == 2

    def test_suggestions_of_an_earlier_version_are_not_shown(self, root: Path) -> None:
        desk = Desk(root)
        try:
            desk.project.code_suggest()
            desk.correct("A1", lambda words: words.replace("grandfather", "grandmother"))
            assert [row["document"] for row in waiting(desk.project)] == ["B2"]
            desk.project.code_suggest()
            assert [row["document"] for row in waiting(desk.project)] == ["A1", "A1", "B2"]
            assert {each.version for each in stored(desk.project) if each.document_id == "A1"} == {2}
        finally:
            desk.project.close()

    def test_a_withdrawn_person_takes_the_suggestions_along(self, project: Project) -> None:
        project.code_suggest()
        project.code_reject([first(project)])
        project.code_finish("A1")

        project.case_withdraw("A1", reason="asked for it")

        assert [each.document_id for each in stored(project)] == ["B2"]
        assert passes.finished(project._session.store.read()) == frozenset()

    def test_filters(self, project: Project) -> None:
        project.code_suggest()

        assert len(waiting(project, documents=("B2",))) == 1
        assert len(waiting(project, codes=("OS-MOB",))) == 3
        assert len(waiting(project, engines=("learned",))) == 0
        assert len(waiting(project, least=0.2)) == 3
        assert waiting(project, least=0.21) == []

    def test_status_says_how_many_wait(self, project: Project) -> None:
        def number() -> object:
            return next(
                row["value"] for row in project.status().rows if row["field"] == "suggestions waiting for you"
            )

        assert number() == 0
        project.code_suggest()
        assert number() == 3
        project.code_reject([first(project)])
        assert number() == 2


class TestDeciding:
    def test_accepting_makes_a_coding_with_its_origin(self, project: Project) -> None:
        project.code_suggest()

        done = project.code_accept([first(project)], facets={"about_country": "JPN"})

        [row] = project.code_list(Selection(coders=("ben",))).rows
        assert done.event is not None
        assert (row["quote"], row["code"], row["coder"]) == (SENTENCE, "OS-MOB-UP", "ben")
        assert (row["origin"], row["facets"]) == ("cue", {"about_country": "JPN"})
        assert len(waiting(project)) == 2

    def test_the_verdict_keeps_what_it_was_about(self, project: Project) -> None:
        project.code_suggest()
        name = first(project)
        project.code_accept([name])

        [row] = waiting(project, decided=True)

        assert (row["id"], row["engine"], row["engine_version"]) == (name, "cues", "1")
        assert (row["score"], row["evidence"]) == (0.2, ["cue en: door"])
        assert (row["verdict"], row["coder"]) == ("accepted", "ben")
        assert str(row["coding"]).startswith("c-")
        assert str(row["at"]).startswith("20")

    def test_a_facet_that_the_codebook_does_not_permit_is_refused(self, project: Project) -> None:
        project.code_suggest()

        with pytest.raises(SecondmigError, match="valence"):
            project.code_accept([first(project)], facets={"valence": "7"})
        assert project.code_list(Selection(coders=("ben",))).rows == []

    def test_rejecting_is_for_good_and_for_oneself(self, root: Path, project: Project) -> None:
        project.code_suggest()
        project.code_reject([first(project)])
        project.code_suggest()

        assert len(waiting(project)) == 2
        with open_project(root, coder="eva") as other:
            assert len(waiting(other)) == 3

    def test_several_at_once_are_one_event(self, project: Project) -> None:
        project.code_suggest()
        names = [str(row["id"]) for row in waiting(project)]

        project.code_accept(names)
        assert len(project.code_list(Selection(coders=("ben",))).rows) == 3
        project.undo()

        assert project.code_list(Selection(coders=("ben",))).rows == []
        assert [str(row["id"]) for row in waiting(project)] == names

    def test_undo_brings_a_rejected_one_back(self, project: Project) -> None:
        project.code_suggest()
        project.code_reject([first(project)])

        project.undo()

        assert len(waiting(project)) == 3

    def test_saying_the_same_twice_changes_nothing(self, project: Project) -> None:
        project.code_suggest()
        name = first(project)
        project.code_accept([name])
        done = project.code_accept([name])

        assert done.event is None
        assert len(project.code_list(Selection(coders=("ben",))).rows) == 1

    def test_what_was_accepted_is_not_rejected_over_its_coding(self, project: Project) -> None:
        project.code_suggest()
        name = first(project)
        project.code_accept([name])

        with pytest.raises(SecondmigError, match="is c-"):
            project.code_reject([name])

    def test_a_mind_can_be_changed(self, project: Project) -> None:
        project.code_suggest()
        name = first(project)
        project.code_reject([name])
        project.code_accept([name])
        [coding] = project.code_list(Selection(coders=("ben",))).rows
        project.code_remove(str(coding["id"]))

        assert name not in {row["id"] for row in waiting(project)}
        project.code_accept([name])
        assert len(project.code_list(Selection(coders=("ben",))).rows) == 1

    def test_a_place_that_carries_the_code_is_not_coded_twice(self, project: Project) -> None:
        project.code_suggest()
        name = first(project)
        project.code_add("A1", turn=2, quote="one door", code="OS-MOB-UP")

        with pytest.raises(SecondmigError, match="already"):
            project.code_accept([name])

    def test_what_is_gone_is_told(self, project: Project) -> None:
        project.code_suggest()
        name = first(project)
        project.undo()

        with pytest.raises(StaleError):
            project.code_accept([name])

    def test_all_or_nothing(self, project: Project) -> None:
        project.code_suggest()

        with pytest.raises(SecondmigError):
            project.code_accept([first(project), "s-000000000000"])
        assert project.code_list(Selection(coders=("ben",))).rows == []

    def test_own_ends(self, project: Project) -> None:
        project.code_suggest()
        session = project._session
        [each, *_] = stored(project)
        words = "one door"
        start = pending.standing(session, ("A1",)).texts["A1"].text.index(words)
        place = Place("", 1, start, start + len(words), words)

        verdicts.decide(session, Judgement((each.id,), "accepted", place), act="act-00000001")

        [coding] = codings.find(session.store.read(), coders=("ben",))
        assert (coding.span, coding.origin) == (Span(start, start + len(words)), "cue")
        assert stored(project)[0].span == each.span

    def test_own_ends_do_not_code_a_place_twice(self, project: Project) -> None:
        project.code_suggest()
        session = project._session
        text = pending.standing(session, ("A1",)).texts["A1"].text
        each = next(one for one in stored(project) if one.span.of(text) == "One door.")
        project.code_add("A1", turn=2, quote="there was one door", code="OS-MOB-UP")
        words = "one door"
        start = text.index(words)
        place = Place("", 1, start, start + len(words), words)

        with pytest.raises(SecondmigError, match="already"):
            verdicts.decide(session, Judgement((each.id,), "accepted", place), act="act-00000001")
        assert len(project.code_list(Selection(coders=("ben",))).rows) == 1

    def test_an_act_is_done_once(self, project: Project) -> None:
        project.code_suggest()
        judged = Judgement((first(project),), "accepted")

        event, again = verdicts.decide(project._session, judged, act="act-00000001")
        same, told = verdicts.decide(project._session, judged, act="act-00000001")

        assert (again, told) == (False, True)
        assert same == event
        assert len(project.code_list(Selection(coders=("ben",))).rows) == 1


class TestBlind:
    @pytest.fixture
    def blind(self, root: Path) -> Iterator[Project]:
        with open_project(root, coder="ana") as other:
            other.agree_assign("ben", Assigning(("A1",), blind=True))
            other.code_suggest()
        with open_project(root, coder="ben") as opened:
            yield opened

    def test_nothing_is_seen_until_the_own_pass_is_finished(self, blind: Project) -> None:
        assert [row["document"] for row in waiting(blind)] == ["B2"]
        assert "A1" in blind.code_review().notes[0]
        assert [row["document"] for row in blind.code_suggest_preview().rows] == ["B2"]

        blind.code_finish("A1")

        assert len(waiting(blind)) == 3

    def test_nothing_is_decided_until_then(self, blind: Project) -> None:
        name = stored(blind)[0].id

        with pytest.raises(SecondmigError, match="finished"):
            blind.code_accept([name])
        with pytest.raises(SecondmigError, match="finished"):
            blind.code_reject([name])

    def test_a_pass_that_is_opened_again_hides_them_again(self, blind: Project) -> None:
        blind.code_finish("A1")
        blind.code_finish("A1", reopen=True)

        assert [row["document"] for row in waiting(blind)] == ["B2"]

    def test_finishing_twice_is_no_event(self, blind: Project) -> None:
        assert blind.code_finish("A1").event is not None
        assert blind.code_finish("A1").event is None

    def test_the_finished_pass_is_undone_like_the_rest(self, blind: Project) -> None:
        blind.code_finish("A1")
        blind.undo()

        assert [row["document"] for row in waiting(blind)] == ["B2"]

    def test_who_does_not_read_blind_sees_them(self, root: Path, blind: Project) -> None:
        with open_project(root, coder="ana") as other:
            assert len(waiting(other)) == 3


class TestCountedNowhere:
    def test_no_listing_count_or_state_knows_a_suggestion(self, root: Path, project: Project) -> None:
        def told() -> list[object]:
            return [
                project.code_list().rows,
                project.code_export().rows,
                project.codebook_stats().rows,
                project.query_segments().rows,
                project.query_matrix(rows="code", cols="about_country").rows,
                project.query_coverage().rows,
                project.case_list().rows,
                project.corpus_show("A1", codes=True).rows,
                [row for row in project.status().rows if str(row["field"]).startswith("codings")],
                list(project.check().rows),
                state_hash(project._session.store.read()),
            ]

        before = told()
        project.code_suggest()
        project.code_reject([first(project)])
        project.code_finish("A1")

        assert told() == before

    def test_reports_packages_and_exports_are_the_same_to_the_byte(
        self, root: Path, project: Project, tmp_path: Path
    ) -> None:
        def written(name: str) -> dict[str, bytes]:
            here = tmp_path / name
            here.mkdir()
            project.agree_package(Order("eva", ("A1",)), target=here / "eva.smpkg")
            project.case_export("A1", here / "A1.json")
            project.codebook_export(here / "book.csv")
            with zipfile.ZipFile(here / "eva.smpkg") as packed:
                inside = {each: packed.read(each) for each in packed.namelist() if "manifest" not in each}
            files = {path.name: path.read_bytes() for path in here.iterdir() if path.suffix == ".csv"}
            own = json.loads((here / "A1.json").read_bytes())
            # What was done, and what was exported before, grows with every act; all else is the same.
            files["A1.json"] = json.dumps({**own, "history": [], "outputs": []}).encode("utf-8")
            return {**files, **inside}

        def report() -> dict[str, object]:
            project.report_build()
            built = {path.name: path.read_bytes() for path in (root / "reports").rglob("*") if path.is_file()}
            told = json.loads(built["provenance.json"])
            assert told.pop("event") > 0
            return {**built, "provenance.json": told}

        shown = report()
        before = written("before")
        project.code_suggest()
        project.code_reject([first(project)])

        assert written("after") == before
        assert [row["status"] for row in project.report_list().rows][:1] == ["up to date"]
        assert report() == shown

    def test_they_are_counted_from_the_moment_they_are_accepted(self, project: Project) -> None:
        project.code_suggest()
        before = len(project.code_list().rows)
        project.code_accept([first(project)])

        assert len(project.code_list().rows) == before + 1


class TestEvaluating:
    def figures(self, project: Project, **asked: object) -> dict[tuple[object, object], dict[str, object]]:
        listing = project.code_evaluate(Evaluation(**asked))  # type: ignore[arg-type]
        return {(row["code"], row["language"]): dict(row) for row in listing.rows}

    def test_an_overlap_with_the_code_is_right(self, project: Project) -> None:
        every = self.figures(project)[None, None]

        assert (every["n_suggested"], every["n_right"]) == (3, 2)
        assert (every["n_gold"], every["n_found"]) == (3, 2)
        assert every["precision"] == pytest.approx(2 / 3)
        assert every["recall"] == pytest.approx(2 / 3)
        assert every["f1"] == pytest.approx(2 / 3)

    def test_by_language_and_by_code(self, project: Project) -> None:
        rows = self.figures(project)

        assert list(rows) == [(None, None), (None, "en"), (None, "es"), ("OS-MOB-UP", None)]
        assert (rows[None, "en"]["n_suggested"], rows[None, "en"]["n_gold"]) == (3, 2)
        assert (rows[None, "es"]["precision"], rows[None, "es"]["recall"]) == (None, 0)
        assert rows[None, "es"]["undefined"] == "nothing was suggested"

    def test_it_needs_no_suggestion_kept_and_keeps_none(self, project: Project) -> None:
        last = len(verbs(project))
        before = self.figures(project)
        assert (stored(project), len(verbs(project))) == ([], last)

        project.code_suggest()
        project.code_reject([first(project)])
        assert self.figures(project) == before

    def test_the_seed_makes_the_same_interval(self, project: Project) -> None:
        assert self.figures(project, seed=3) == self.figures(project, seed=3)
        every = self.figures(project)[None, None]
        assert float(str(every["low"])) <= float(str(every["f1"])) <= float(str(every["high"]))

    def test_only_what_the_coders_were_to_read_is_held_against_them(self, project: Project) -> None:
        project.code_add("B2", turn=4, quote="my own taxi", code="OS-MOB-UP")

        every = self.figures(project, selection=Selection(coders=("ben",)))[None, None]

        assert (every["n_suggested"], every["n_gold"], every["precision"]) == (1, 1, 1)

    def test_nobody_read_anything_is_told(self, project: Project) -> None:
        with pytest.raises(SecondmigError, match="nobody"):
            self.figures(project, selection=Selection(coders=("eva",)))

    def test_what_was_made_is_said_before_any_figure(self, root: Path) -> None:
        toml = root / "secondmig.toml"
        made = '\n[coders.gold]\nmade = "author-made"\n'
        toml.write_text(toml.read_text(encoding="utf-8") + made, encoding="utf-8")
        with open_project(root, coder="ben") as project:
            told = project.code_evaluate().meta["warnings"]

        assert "C07" in str(told)

    def test_codings_that_came_of_suggestions_are_told(self, project: Project) -> None:
        project.code_suggest()
        project.code_accept([first(project)])

        listing = project.code_evaluate(Evaluation(selection=Selection(coders=("ben",))))

        assert "W12" in str(listing.meta["warnings"])

    def test_words_taken_back_are_on_neither_side(self, project: Project) -> None:
        project.corpus_restrict("A1", turn=2, quote="one door for", reason="asked for it")

        every = self.figures(project)[None, None]

        assert (every["n_suggested"], every["n_gold"]) == (2, 2)
