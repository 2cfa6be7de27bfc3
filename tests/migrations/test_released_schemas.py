"""A database of every released schema still opens with everything in it, and none is ever edited."""

import sqlite3
from pathlib import Path

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.core.types import Relation, SpeakerRef
from secondmig.store import (
    assignments,
    cases,
    check,
    codebooks,
    codings,
    documents,
    events,
    files,
    guides,
    history,
    links,
    memos,
    passes,
    relations,
    resolutions,
    restrictions,
    search,
    sentences,
    state,
    suggestions,
    summaries,
    surveys,
)
from secondmig.store.connect import Store, create_store, open_store
from secondmig.store.schema import NEWEST

HERE = Path(__file__).parent
DUMPS = sorted(HERE.glob("schema-*.sql"))
STATES = {
    "schema-1.sql": "sha256:32a9b55913a1f47d0304d75dd471a334358f5037a991f4554f797095a42020e2",
    "schema-2.sql": "sha256:df8b7b9c4d4df4a456cd0c5b539b67bb2d3ae1dabfe2e0963ae10ed4fb9ebafc",
    "schema-3.sql": "sha256:94a4ec06dcc3fcbcd7f10c06b38f8b02ce865a1af82594920506d70bed121b6d",
    "schema-4.sql": "sha256:cc2f6c5a9784e9e3df0f42c54bb14b2ef74c48c2eb408e0a7fd567b13d9d168f",
    "schema-5.sql": "sha256:ab32eed7569cab1cc422118095f8b1d0eabec83eebaff1b157329031d815f5fe",
}


def loaded(dump: Path, folder: Path) -> Path:
    """The dump as a database file."""
    path = folder / "project.db"
    made = sqlite3.connect(path)
    made.executescript(dump.read_bytes().decode("utf-8"))
    made.close()
    return path


def structure(store: Store) -> list[tuple[str, ...]]:
    return store.read().rows(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema"
        " WHERE name NOT LIKE '%sqlite_%' ORDER BY type, name"
    )


def test_every_released_schema_has_its_database() -> None:
    assert [each.name for each in DUMPS] == [f"schema-{number}.sql" for number in range(1, NEWEST + 1)]
    assert set(STATES) == {each.name for each in DUMPS}


@pytest.mark.parametrize("dump", DUMPS, ids=lambda dump: dump.name)
class TestReleased:
    def test_it_opens_sound_and_in_the_same_state(self, dump: Path, tmp_path: Path) -> None:
        with open_store(loaded(dump, tmp_path)) as store:
            assert check.verify(store) == []
            assert state.state_hash(store.read()) == STATES[dump.name]

    def test_it_has_the_structure_of_a_new_one(self, dump: Path, tmp_path: Path) -> None:
        new = create_store(tmp_path / "new" / "project.db")
        with new, open_store(loaded(dump, tmp_path)) as store:
            assert structure(store) == structure(new)

    def test_everything_in_it_is_found(self, dump: Path, tmp_path: Path) -> None:
        with open_store(loaded(dump, tmp_path)) as store:
            connection = store.read()
            found = {doc.id: doc for doc in documents.all_documents(connection)}
            assert sorted(found) == ["JP01", "US01", "US20"]
            assert found["US01"].turns[1].span.of(found["US01"].text) == "I counted screws in Gunma."
            assert found["US01"].withheld[0].reason == "asked for"
            assert found["JP01"].version == 2
            assert documents.text(connection, "JP01", 1).endswith("👩‍👩‍👧\n")
            first = codings.find(connection, documents=("US01",), codes=("OS-UP",))[0]
            assert first.memo == "look again"
            assert first.facets == {
                "about_country": "JPN",
                "compared_with": ("ORIGIN", "USA"),
                "sure": True,
                "valence": -1,
            }
            second = codings.find(connection, coders=("zoe",))[0]
            assert relations.all_relations(connection) == (Relation("r-1", first.id, second.id, "+", "zoe"),)
            assert [each.text for each in memos.of(connection, "document", "US01")] == ["a memo"]
            assert list(restrictions.all_restrictions(connection)) == [("US01", 1)]
            assert [each.codebook.id for each in codebooks.newest(connection)] == ["book"]
            assert [row.status for row in links.all_links(connection)] == [
                "matched",
                "matched",
                "not_interviewed",
            ]
            held = surveys.get(connection, "sheet")
            assert held is not None
            assert held.rows[0] == {"id": "007", "isco": "0110"}
            assert [each.path for each in files.all_files(connection)] == ["surveys/sheet.csv"]

    def test_its_transcripts_are_searchable(self, dump: Path, tmp_path: Path) -> None:
        with open_store(loaded(dump, tmp_path)) as store:
            (hit,) = search.find(store.read(), "screw gunma", documents=["US01"])[:1]
            assert (hit.document_id, hit.version, hit.turn_index) == ("US01", 1, 1)
            assert search.find(store.read(), "night") == []
            assert {each.version for each in search.find(store.read(), "👩", documents=["JP01"])} <= {2}

    def test_persons_and_the_withdrawn_are_remembered(self, dump: Path, tmp_path: Path) -> None:
        with open_store(loaded(dump, tmp_path)) as store:
            people = {case.id: case for case in cases.all_cases(store.read())}
            assert sorted(people) == ["JP01", "US01", "US20B"]
            assert [str(leg.start) for leg in people["US01"].legs] == ["None", "1998-04", "2006"]
            (stone,) = cases.withdrawn(store.read())
            assert (stone.case_id, stone.masked) == ("US20A", (SpeakerRef("US20", "ana"),))
            couple = documents.get(store.read(), "US20")
            assert couple is not None
            assert "night shift" not in couple.text

    def test_its_history_goes_on(self, dump: Path, tmp_path: Path) -> None:
        with open_store(loaded(dump, tmp_path)) as store:
            rev = {each.verb: each.rev for each in history.events(store.read())}
            before = relations.all_relations(store.read())
            history.undo(store, actor="zoe", rev=rev["code relate"])
            assert (len(before), relations.all_relations(store.read())) == (1, ())
            history.redo(store, actor="zoe")
            assert relations.all_relations(store.read()) == before
            assert check.verify(store) == []

    def test_a_coding_of_words_corrected_since_does_not_come_back(self, dump: Path, tmp_path: Path) -> None:
        with open_store(loaded(dump, tmp_path)) as store:
            removal = next(each for each in history.events(store.read()) if each.verb == "code remove")
            with pytest.raises(SecondmigError, match="was corrected since"):
                history.undo(store, actor="zoe", rev=removal.rev)


def test_guides_and_sentences_of_schema_2_are_found(tmp_path: Path) -> None:
    with open_store(loaded(HERE / "schema-2.sql", tmp_path)) as store:
        assert [each.id for each in guides.newest(store.read())] == ["guide"]
        reading = sentences.reading_of(store.read(), "US01", 1)
        assert reading is not None
        assert [turn for turn, _ in sentences.get(store.read(), reading, "sentences-1")] == [0, 1]


def test_assignments_resolutions_and_acts_of_schema_3_are_found(tmp_path: Path) -> None:
    with open_store(loaded(HERE / "schema-3.sql", tmp_path)) as store:
        held = assignments.all_assignments(store.read())
        assert [(each.coder_id, each.document_id) for each in held] == [
            ("ana", "JP01"),
            ("ana", "US01"),
            ("ben", "US01"),
        ]
        (decided,) = resolutions.all_resolutions(store.read())
        assert (decided.reason, decided.first, decided.second) == ("both fit", ("c-1",), ("c-2", "c-3"))
        told = events.by_act(store.read(), "act-00000001")
        assert told is not None
        assert told.rev == resolutions.first_events(store.read())["US01"]


def test_suggestions_verdicts_passes_and_summaries_of_schema_4_are_found(tmp_path: Path) -> None:
    with open_store(loaded(HERE / "schema-4.sql", tmp_path)) as store:
        short, whole = suggestions.find(store.read())
        assert (whole.code_id, whole.evidence, whole.facets) == (
            "OS-UP",
            ("screws",),
            {"about_country": "JPN"},
        )
        said = {each.suggestion_id: each.verdict for each in suggestions.verdicts(store.read())}
        assert said == {short.id: "accepted", whole.id: "rejected"}
        assert passes.finished(store.read()) == {("ana", "US01")}
        (cell,) = summaries.all_summaries(store.read())
        assert (cell.case_id, cell.text) == ("US01", "counts screws, and minds")


def test_what_the_columns_of_a_survey_mean_is_found_in_schema_5(tmp_path: Path) -> None:
    with open_store(loaded(HERE / "schema-5.sql", tmp_path)) as store:
        held = surveys.get(store.read(), "sheet")
        assert held is not None
        assert held.form == {
            "format": "csv",
            "variables": [
                {
                    "name": "isco",
                    "label": "main occupation",
                    "measure": "occ_isco",
                    "missing": [["-9", "not stated"]],
                }
            ],
        }
