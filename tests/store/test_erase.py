import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.core.span import Span
from secondmig.core.types import Case, Document, LinkRow, Relation, SpeakerRef
from secondmig.store import (
    assignments,
    backup,
    cases,
    check,
    codings,
    documents,
    erase,
    files,
    history,
    links,
    memos,
    relations,
    resolutions,
    restrictions,
    state,
    surveys,
    withdrawals,
)
from secondmig.store.connect import Store, open_store
from tests.store.making import (
    ACTOR,
    add_case,
    add_codings,
    add_document,
    assignment,
    case,
    coding,
    document,
    new_store,
    resolution,
    source,
)
from tests.strategies import nasty_text

SHA = "sha256:" + "5" * 64
WORDS = (
    "I counted screws in Gunma",
    "Rosa on screws",
    "Rosa of the screws",
    "remark about the foreman",
    "memo about the dormitory",
    "memo about the person herself",
    "machine fitter",
    "secret wage 1400",
    "why Rosa meant the foreman",
)


def traces(folder: Path, *words: str) -> dict[str, list[str]]:
    """Which of the words each file holds, as raw bytes in UTF-8 or UTF-16."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            raw = path.read_bytes()
            held = [
                each for each in words or WORDS if each.encode() in raw or each.encode("utf-16-le") in raw
            ]
            if held:
                found[path.name] = held
    return found


@pytest.fixture
def rosa(store: Store, doc: Document) -> Store:
    """A project where Rosa (US01) is everywhere, beside Yuki (JP01)."""
    old = coding(doc, "Gunma", memo="remark about the foreman, first wording")
    add_codings(store, old)
    with store.write(actor=ACTOR, verb="code remove") as change:
        codings.retire(change, [old.id])
    yuki = document("JP01", [("INT", "And you?"), ("YUKI", "I stayed.")], title="Yuki")
    yuki = add_document(store, replace(yuki, header={}))
    first, second = coding(doc, "screws", memo="remark about the foreman"), coding(yuki, "stayed")
    add_codings(store, first, second)
    add_case(store, replace(case(), attributes={"wage": "secret wage 1400"}))
    add_case(store, Case("JP01", "Yuki", (SpeakerRef("JP01", "YUKI"),)))
    add_case(store, case())
    with store.write(actor=ACTOR, verb="all the rest") as change:
        relations.add(change, Relation("r-1", first.id, second.id, "+", ACTOR))
        memos.add(change, "document", "US01", "memo about the dormitory", ACTOR)
        memos.add(change, "case", "US01", "memo about the person herself", ACTOR)
        restrictions.add(change, "US01", 1, Span(0, 4), "asked for")
        rows = [
            {"id": "7", "wage": "secret wage 1400"},
            {"id": "8", "wage": "1500"},
            {"id": "US01", "wage": ""},
        ]
        surveys.put(change, "sheet", ["id", "wage"], rows, id_column="id", kind="sample", sha=SHA)
        links.replace(
            change,
            "sheet",
            [
                LinkRow("US01", "sheet", "7", "matched", "key"),
                LinkRow("JP01", "sheet", "8", "matched", "key"),
            ],
        )
        files.take(change, "corpus/US01.txt", doc.source_sha, "transcript")
        assignments.add(change, [assignment(doc), assignment(yuki)])
        mine = resolution(doc, "screws", reason="why Rosa meant the foreman")
        resolutions.add(change, [mine, resolution(yuki, "stayed", identity="d-2")])
    return store


def withdraw(store: Store, case_id: str = "US01") -> erase.Erased:
    return erase.withdraw(store, actor=ACTOR, case_id=case_id, reason="wrote to us")


def test_words_are_there_before(rosa: Store, tmp_path: Path) -> None:
    assert sorted({each for held in traces(tmp_path).values() for each in held}) == sorted(WORDS)


def test_no_file_of_the_project_holds_a_run_of_the_words(rosa: Store, tmp_path: Path) -> None:
    erased = withdraw(rosa)
    assert erased.scrubbed
    assert traces(tmp_path) == {}
    rosa.close()
    assert traces(tmp_path) == {}


def test_everything_of_the_person_is_gone_and_counted(rosa: Store) -> None:
    erased = withdraw(rosa)
    connection = rosa.read()
    assert (erased.documents, erased.masked, erased.codings, erased.memos, erased.survey_rows) == (
        1,
        0,
        2,
        4,
        2,
    )
    assert documents.get(connection, "US01") is None
    assert [each.document_id for each in codings.find(connection)] == ["JP01"]
    assert cases.get(connection, "US01") is None
    assert relations.all_relations(connection) == ()
    assert restrictions.all_restrictions(connection) == {}
    assert [each.document_id for each in assignments.all_assignments(connection)] == ["JP01"]
    assert [each.document_id for each in resolutions.all_resolutions(connection)] == ["JP01"]
    assert [row.case for row in links.all_links(connection)] == ["JP01"]
    held = surveys.get(connection, "sheet")
    assert held is not None
    assert list(held.rows) == [{"id": "8", "wage": "1500"}]
    for rev in range(1, erased.event + 1):
        assert all(each.id != "US01" for each in cases.all_cases(connection, as_of=rev))
        assert all(each.document_id != "US01" for each in codings.find(connection, as_of=rev))


def test_others_are_untouched(rosa: Store) -> None:
    before = (documents.get(rosa.read(), "JP01"), cases.get(rosa.read(), "JP01"))
    withdraw(rosa)
    assert (documents.get(rosa.read(), "JP01"), cases.get(rosa.read(), "JP01")) == before


def test_tombstone_remains_and_verify_accepts_it(rosa: Store) -> None:
    erased = withdraw(rosa)
    (stone,) = cases.withdrawn(rosa.read())
    assert (stone.case_id, stone.event, stone.actor, stone.reason) == (
        "US01",
        erased.event,
        ACTOR,
        "wrote to us",
    )
    assert stone.documents == ("US01",)
    assert stone.counts is not None
    assert stone.counts["codings"] == 2
    event = history.events(rosa.read())[-1]
    assert (event.rev, event.verb, event.subject) == (erased.event, "case withdraw", "US01")
    assert stone.at <= event.at
    assert check.verify(rosa) == []
    assert check.problems(rosa) == []


def test_file_stays_taken_so_that_build_leaves_it_alone(rosa: Store) -> None:
    withdraw(rosa)
    assert files.taken(rosa.read(), "corpus/US01.txt") is not None


class TestNoWayBack:
    def test_undo_is_refused(self, rosa: Store) -> None:
        erased = withdraw(rosa)
        for rev in (None, erased.event):
            with pytest.raises(SecondmigError, match="a person's withdrawal"):
                history.undo(rosa, actor=ACTOR, rev=rev)

    def test_undo_of_what_was_erased_is_refused(self, rosa: Store) -> None:
        removal = next(each.rev for each in history.events(rosa.read()) if each.verb == "code remove")
        withdraw(rosa)
        with pytest.raises(SecondmigError, match="was erased when US01 withdrew"):
            history.undo(rosa, actor=ACTOR, rev=removal)

    def test_undo_of_the_rest_of_a_shared_event_works(self, rosa: Store) -> None:
        rev = next(each.rev for each in history.events(rosa.read()) if each.verb == "all the rest")
        withdraw(rosa)
        history.undo(rosa, actor=ACTOR, rev=rev)
        assert surveys.names(rosa.read()) == ()
        assert cases.get(rosa.read(), "US01") is None

    @pytest.mark.parametrize("changed", [False, True])
    def test_the_transcript_cannot_be_imported_again(self, rosa: Store, changed: bool) -> None:
        withdraw(rosa)
        doc = document(title="corrected") if changed else document()
        with pytest.raises(SecondmigError, match="words of US01, who withdrew"):
            add_document(rosa, doc)

    def test_nor_under_another_id(self, rosa: Store) -> None:
        withdraw(rosa)
        with pytest.raises(SecondmigError, match="who withdrew"):
            add_document(rosa, replace(document(), id="US99"))

    def test_nor_the_person(self, rosa: Store) -> None:
        withdraw(rosa)
        with pytest.raises(SecondmigError, match="US01 withdrew and cannot come back"):
            add_case(rosa, case())

    def test_nor_the_survey_row(self, rosa: Store) -> None:
        withdraw(rosa)
        rows = [{"id": "7", "wage": "secret wage 1400"}, {"id": "8", "wage": "1500"}]
        with rosa.write(actor=ACTOR, verb="link build") as change:
            assert not surveys.put(
                change, "sheet", ["id", "wage"], rows, id_column="id", kind="sample", sha=SHA
            )
            change.nothing()

    def test_twice_is_refused(self, rosa: Store) -> None:
        withdraw(rosa)
        with pytest.raises(SecondmigError, match="withdrew and cannot come back"):
            withdraw(rosa)

    def test_unknown_person_is_refused(self, rosa: Store) -> None:
        with pytest.raises(SecondmigError, match="no case US09"):
            withdraw(rosa, "US09")


SAID = (
    ("INT", "How did you meet?"),
    ("ANA", "At the cannery, on the night shift."),
    ("LUIS", "She laughed at my boots."),
    ("ANA", "They were red. 👢"),
)


@pytest.fixture
def couple(store: Store, doc: Document) -> Store:
    """US20, in which Ana and Luis speak, each a person of their own; codings on both, one across."""
    shared = add_document(store, document("US20", SAID, title="Ana and Luis on boots"))
    add_codings(
        store,
        coding(shared, "night shift", memo="remark on Ana"),
        coding(shared, "laughed at my boots", memo="remark on Luis"),
        coding(shared, "boots.\n#4 [00:00:03] ANA: They"),
        coding(shared, "How did you meet"),
    )
    add_case(
        store,
        Case("US20A", "Ana", (SpeakerRef("US20", "Ana"),)),
        Case("US20B", "Luis", (SpeakerRef("US20", "LUIS"),)),
    )
    return store


def follow(store: Store, doc: Document) -> None:
    """Let the codings of a document stand in a later version of it."""
    with store.write(actor=ACTOR, verb="corpus rebase", subject=doc.id) as change:
        moved = []
        for each in codings.find(change.connection, documents=(doc.id,)):
            words = each.span.of(documents.text(change.connection, doc.id, each.version))
            start = doc.text.index(words)
            moved.append(replace(each, version=doc.version, span=Span(start, start + len(words))))
        codings.carry(change, moved)


class TestShared:
    def test_only_the_persons_turns_are_masked_and_every_offset_holds(self, couple: Store) -> None:
        before = documents.get(couple.read(), "US20")
        erased = withdraw(couple, "US20A")
        after = documents.get(couple.read(), "US20")
        assert before is not None
        assert after is not None
        assert (erased.documents, erased.masked) == (0, 1)
        assert len(after.text) == len(before.text)
        assert after.text.count("\n") == before.text.count("\n")
        assert [turn.span for turn in after.turns] == [turn.span for turn in before.turns]
        assert [turn.speaker for turn in after.turns] == ["INT", "", "LUIS", ""]
        assert [turn.role for turn in after.turns] == ["interviewer", "other", "participant", "other"]
        words = [set(turn.span.of(after.text)) == {"█"} for turn in after.turns]
        assert words == [False, True, False, True]
        assert after.turns[2].span.of(after.text) == "She laughed at my boots."
        assert all(
            any(stretch.span.contains(turn.span) for stretch in after.withheld) for turn in after.turns[1::2]
        )

    def test_a_label_on_a_line_of_its_own_goes_with_the_words(self, store: Store) -> None:
        shared = document("US21", SAID)
        own = shared.text.replace("ANA: ", "Ana Z. 0:01\n    ")
        turns = [
            replace(turn, span=Span(own.index(words), own.index(words) + len(words)))
            for turn, (_, words) in zip(shared.turns, SAID, strict=True)
        ]
        changed = replace(shared, text=own, text_sha=content_hash(own), turns=tuple(turns))
        add_document(store, replace(changed, source_sha=content_hash(source(own))))
        add_case(store, Case("US21A", "Ana", (SpeakerRef("US21", "ANA"),)))
        add_case(store, Case("US21B", "Luis", (SpeakerRef("US21", "LUIS"),)))
        withdraw(store, "US21A")
        after = documents.text(store.read(), "US21", 1)
        assert len(after) == len(own)
        assert "Ana Z." not in after
        assert "LUIS: She laughed at my boots." in after

    def test_a_label_with_a_mark_for_its_accent_is_the_same_speaker(self, store: Store) -> None:
        said = (("INT", "So?"), ("JOSE\u0301", "I slept in the van."), ("LUIS", "He snored."))
        add_document(store, document("US22", said))
        add_case(store, Case("US22A", "José", (SpeakerRef("US22", "José"),)))
        add_case(store, Case("US22B", "Luis", (SpeakerRef("US22", "LUIS"),)))
        withdraw(store, "US22A")
        after = documents.text(store.read(), "US22", 1)
        assert "van" not in after
        assert "He snored." in after

    def test_codings_of_the_other_hold_and_those_over_the_person_are_gone(self, couple: Store) -> None:
        withdraw(couple, "US20A")
        text = documents.text(couple.read(), "US20", 1)
        left = codings.find(couple.read(), documents=("US20",))
        assert [each.span.of(text) for each in left] == ["How did you meet", "laughed at my boots"]
        assert left[1].memo == "remark on Luis"
        assert check.verify(couple) == []

    def test_no_trace_of_the_persons_words_is_left(self, couple: Store, tmp_path: Path) -> None:
        withdraw(couple, "US20A")
        couple.close()
        gone = (
            "on the night shift",
            "They were red",
            "remark on Ana",
            "Ana and Luis on boots",
            "Rosa of the",
        )
        assert traces(tmp_path, *gone[:4]) == {}
        assert "project.db" in traces(tmp_path, "She laughed at my boots")

    def test_title_and_telling_header_keys_are_gone(self, couple: Store) -> None:
        withdraw(couple, "US20A")
        doc = documents.get(couple.read(), "US20")
        assert doc is not None
        assert doc.title == ""
        assert doc.header == {"fictional": "true", "languages": ("en", "ja")}

    def test_older_versions_are_masked_too(self, couple: Store, tmp_path: Path) -> None:
        second = document("US20", [*SAID, ("ANA", "And a later thought.")], version=2)
        add_document(couple, second)
        follow(couple, second)
        withdraw(couple, "US20A")
        for version in (1, 2):
            assert "night shift" not in documents.text(couple.read(), "US20", version)
            assert "laughed at my boots" in documents.text(couple.read(), "US20", version)
        assert traces(tmp_path, "night shift", "later thought") == {}
        assert check.verify(couple) == []

    def test_when_the_other_withdraws_as_well_nothing_is_left(self, couple: Store, tmp_path: Path) -> None:
        withdraw(couple, "US20A")
        erased = withdraw(couple, "US20B")
        assert erased.documents == 1
        assert documents.get(couple.read(), "US20") is None
        assert traces(tmp_path, "laughed at my boots", "How did you meet") == {}
        assert check.verify(couple) == []

    def test_a_new_version_with_the_persons_turns_is_refused(self, couple: Store) -> None:
        withdraw(couple, "US20A")
        with pytest.raises(SecondmigError, match="words of US20A"):
            add_document(couple, document("US20", [*SAID, ("INT", "Thank you.")], version=2))
        without = [turn for turn in SAID if turn[0] != "ANA"]
        add_document(couple, document("US20", without, version=2))

    def test_undo_of_the_import_and_importing_again_is_refused(self, couple: Store) -> None:
        original = document("US20", SAID, title="Ana and Luis on boots")
        withdraw(couple, "US20A")
        withdraw(couple, "US20B")
        with pytest.raises(SecondmigError, match="who withdrew"):
            add_document(couple, original)

    def test_person_without_a_turn_cannot_be_told_apart(self, couple: Store) -> None:
        add_case(couple, Case("US20C", "Eva", (SpeakerRef("US20", "EVA"),)))
        before = state.state_hash(couple.read())
        with pytest.raises(SecondmigError, match="whose words are to be erased cannot be told"):
            withdraw(couple, "US20C")
        assert state.state_hash(couple.read()) == before
        assert cases.withdrawn(couple.read()) == ()


@settings(max_examples=30, deadline=None)
@given(
    said=st.lists(
        st.tuples(st.sampled_from(["ANA", "LUIS", "INT"]), nasty_text(min_pieces=1, max_pieces=5)), min_size=2
    ).filter(lambda said: {"ANA", "LUIS"} <= {speaker for speaker, _ in said})
)
def test_masking_spares_the_others_to_the_letter(
    said: list[tuple[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    turns = [(speaker, words.replace("\0", "") or "x") for speaker, words in said]
    before = document("US20", turns)
    with new_store(tmp_path_factory.mktemp("any")) as store:
        add_document(store, before)
        add_case(store, Case("A", "Ana", (SpeakerRef("US20", " ana "),)))
        add_case(store, Case("B", "Luis", (SpeakerRef("US20", "LUIS"),)))
        withdraw(store, "A")
        after = documents.get(store.read(), "US20")
        assert check.verify(store) == []
    assert after is not None
    assert len(after.text) == len(before.text)
    for turn in before.turns:
        if turn.speaker == "ANA":
            assert set(turn.span.of(after.text)) <= {"█", "\n"}
        else:
            assert turn.span.of(after.text) == turn.span.of(before.text)


def test_the_same_words_under_another_id_go_too(rosa: Store, tmp_path: Path) -> None:
    add_document(rosa, replace(document(), id="COPY"))
    assert withdraw(rosa).documents == 2
    assert traces(tmp_path) == {}


def test_back_ups_that_may_hold_the_words_are_named(rosa: Store, tmp_path: Path) -> None:
    folder = rosa.path.parent / "backups"
    empty = tmp_path / "elsewhere"
    backup.backup(rosa, folder / "with.db")
    (folder / "unreadable.db").write_bytes(b"x" * 5000)
    with open_store(folder / "with.db") as copied:
        erase.withdraw(copied, actor=ACTOR, case_id="US01", reason="x")
        backup.backup(copied, folder / "without.db")
    shutil.rmtree(empty, ignore_errors=True)
    backup.backup(rosa, folder / "with too.db")
    assert {Path(each).name for each in withdraw(rosa).backups} == {"unreadable.db", "with too.db"}


def test_a_kill_before_the_scrub_is_made_good_when_opened(
    rosa: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erase, "scrub", lambda _: False)
    assert not withdraw(rosa).scrubbed
    assert traces(rosa.path.parent)
    rosa.close()
    open_store(rosa.path).close()
    assert traces(tmp_path) == {}


def test_an_open_reader_postpones_the_scrub(rosa: Store, tmp_path: Path) -> None:
    rosa.close()
    with (
        open_store(rosa.path) as reader,
        open_store(rosa.path, patience=0.05) as writer,
        reader.consistent() as connection,
    ):
        connection.number("SELECT count(*) FROM events")
        assert not withdraw(writer).scrubbed
    open_store(rosa.path).close()
    assert traces(tmp_path) == {}


def test_withdrawals_are_written_down_beside_the_database(rosa: Store) -> None:
    withdraw(rosa)
    assert withdrawals.read(rosa.path) == cases.withdrawn(rosa.read())
    assert rosa.path.with_name("withdrawals.jsonl").stat().st_mode & 0o777 == 0o600


def test_a_list_that_was_tampered_with_is_read_as_far_as_it_goes(rosa: Store) -> None:
    withdraw(rosa)
    path = rosa.path.with_name("withdrawals.jsonl")
    path.write_text("nonsense\n{}\n" + path.read_text())
    assert [stone.case_id for stone in withdrawals.read(rosa.path)] == ["US01"]
    path.write_bytes(b"\xff\xfe")
    assert withdrawals.read(rosa.path) == ()
