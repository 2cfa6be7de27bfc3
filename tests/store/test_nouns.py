"""Persons, restrictions, surveys, links, files, codebooks: what goes in comes out, no change is noticed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.core.span import Span, SpanSet
from secondmig.core.types import Case, CodebookVersion, Document, LinkRow
from secondmig.store import cases, codebooks, files, history, links, restrictions, surveys
from secondmig.store.connect import Change, Store
from tests.store.making import ACTOR, add_case, add_codebook, case, codebook

SHA, OTHER = "sha256:" + "3" * 64, "sha256:" + "4" * 64


class TestCases:
    def test_person_comes_back_as_described(self, store: Store) -> None:
        bare = Case("JP01", "Yuki")
        add_case(store, case(), bare)
        assert cases.get(store.read(), "US01") == case()
        assert cases.all_cases(store.read()) == (bare, case())
        assert cases.get(store.read(), "UK01") is None

    def test_put_says_whether_anything_changed(self, store: Store) -> None:
        with store.write(actor=ACTOR, verb="case import") as change:
            assert cases.put(change, case())
        with store.write(actor=ACTOR, verb="case import") as change:
            assert not cases.put(change, case())
            assert cases.put(change, replace(case(), pseudonym="Rosa María"))
            assert cases.put(change, replace(case(), legs=case().legs[:1]))
        assert len(cases.all_cases(store.read())) == 1


class TestRestrictions:
    def test_stretches_of_a_version_are_one_set(self, store: Store, doc: Document) -> None:
        with store.write(actor=ACTOR, verb="corpus restrict") as change:
            first = restrictions.add(change, doc.id, 1, Span(10, 20), "asked for")
            restrictions.add(change, doc.id, 1, Span(15, 30), "asked for")
            assert restrictions.add(change, doc.id, 1, Span(10, 20), "again") == first
        assert restrictions.all_restrictions(store.read()) == {("US01", 1): SpanSet((Span(10, 30),))}

    def test_unknown_version_is_refused(self, store: Store, doc: Document) -> None:
        with store.write(actor=ACTOR, verb="corpus restrict") as change:
            with pytest.raises(SecondmigError, match="no US01 version 2"):
                restrictions.add(change, doc.id, 2, Span(0, 1), "x")
            change.nothing()


class TestSurveys:
    def put(self, store: Store, rows: list[dict[str, str]], *, sha: str = SHA) -> bool:
        with store.write(actor=ACTOR, verb="link build") as change:
            return surveys.put(
                change, "sheet", ["id", "isco"], rows, id_column="id", kind="purposive", sha=sha
            )

    def test_table_comes_back_as_its_file_gave_it(self, store: Store) -> None:
        rows = [{"id": "007", "isco": "0110"}, {"id": "007", "isco": ""}, {"id": "B", "isco": "日本"}]
        assert self.put(store, rows)
        held = surveys.get(store.read(), "sheet")
        assert held is not None
        assert (held.columns, list(held.rows), held.id_column) == (("id", "isco"), rows, "id")
        assert (held.kind, held.sha, surveys.names(store.read())) == ("purposive", SHA, ("sheet",))
        assert surveys.get(store.read(), "other") is None

    def test_put_says_whether_anything_changed(self, store: Store) -> None:
        assert self.put(store, [{"id": "1", "isco": "1"}])
        assert not self.put(store, [{"id": "1", "isco": "1"}])
        assert self.put(store, [{"id": "1", "isco": "2"}])
        assert self.put(store, [{"id": "1", "isco": "2"}], sha=OTHER)
        assert self.put(store, [{"id": "1", "isco": "1"}])
        assert store.read().number("SELECT count(*) FROM survey_tables") == 2

    def test_columns_are_stored_as_their_rows_would_be(self, store: Store) -> None:
        cells = {"id": ["007", "B", "007"], 'a "%s"\n': ["1", "日本", '"\\\t'], "isco": ["", "0110", ""]}
        rows = [dict(zip(cells, texts, strict=True)) for texts in zip(*cells.values(), strict=True)]

        def put(change: Change, table: Iterable[Mapping[str, str]] | surveys.ColumnRows) -> bool:
            return surveys.put(change, "sheet", [*cells], table, id_column="id", kind="sample", sha=SHA)

        told: list[int] = []
        with store.write(actor=ACTOR, verb="survey add") as change:
            assert put(change, surveys.ColumnRows(cells, progress=told.append))
            assert not put(change, rows)
            assert not put(change, (row for row in rows))
        assert told == [3, 3]
        held, columns = surveys.get(store.read(), "sheet"), surveys.columns_of(store.read(), "sheet")
        assert held is not None
        assert columns is not None
        assert list(held.rows) == rows
        assert columns.cells == cells
        with store.write(actor=ACTOR, verb="survey add") as change:
            assert put(change, surveys.ColumnRows(cells, gone=["007"]))
        (summary,) = surveys.summaries(store.read())
        assert (summary.rows, summary.columns, summary.id_column) == (1, tuple(cells), "id")

    def test_undo_brings_the_table_before(self, store: Store) -> None:
        self.put(store, [{"id": "1", "isco": "1"}])
        self.put(store, [])
        history.undo(store, actor=ACTOR)
        held = surveys.get(store.read(), "sheet")
        assert held is not None
        assert len(held.rows) == 1


def test_ledger_is_replaced_row_by_row(store: Store) -> None:
    add_case(store, case())
    first = LinkRow("US01", "sheet", "1", "matched", "same id")
    twice = LinkRow("", "sheet", "2", "duplicate", "row 2 is there twice")
    other = LinkRow("US01", "panel", "9", "matched", "same id")
    with store.write(actor=ACTOR, verb="link build") as change:
        for name in ("sheet", "panel"):
            surveys.put(change, name, ["id"], [], id_column="id", kind="sample", sha=SHA)
        assert links.replace(change, "sheet", [first, twice, twice])
        assert links.replace(change, "panel", [other])
    with store.write(actor=ACTOR, verb="link build") as change:
        assert not links.replace(change, "sheet", [twice, first, twice])
        assert links.replace(change, "sheet", [twice, first])
    assert links.all_links(store.read()) == (other, first, twice)
    assert store.read().number("SELECT count(*) FROM links WHERE created_event = ?", (change.rev,)) == 0


class TestRowsOfNobody:
    @pytest.fixture
    def held(self, store: Store) -> Store:
        add_case(store, case())
        with store.write(actor=ACTOR, verb="link build") as change:
            rows = [{"id": each} for each in ("9", "1", "3", "2", "3")]
            surveys.put(change, "sheet", ["id"], rows, id_column="id", kind="sample", sha=SHA)
            surveys.put(change, "panel", ["id"], [{"id": "1"}], id_column="id", kind="sample", sha=SHA)
            links.replace(
                change,
                "sheet",
                [
                    LinkRow("US01", "sheet", "1", "matched", "same id"),
                    LinkRow("", "sheet", "2", "not_interviewed", "looks like 02"),
                ],
            )
        return store

    def test_they_are_those_that_no_line_names_in_file_order(self, held: Store) -> None:
        assert links.nobody(held.read(), "sheet") == ("9", "3", "3")
        assert links.nobody(held.read(), "sheet", limit=1) == ("9",)
        assert links.nobody(held.read(), "panel") == ("1",)

    def test_they_are_counted_for_the_surveys_asked_for(self, held: Store) -> None:
        assert links.count_nobody(held.read(), ["sheet", "panel"]) == {"panel": 1, "sheet": 3}
        assert links.count_nobody(held.read(), ["sheet", "nosuch"]) == {"sheet": 3}

    def test_an_undone_ledger_leaves_all_rows_to_nobody(self, held: Store) -> None:
        with held.write(actor=ACTOR, verb="link build") as change:
            links.replace(change, "sheet", [])
        assert len(links.nobody(held.read(), "sheet")) == 5


def test_file_is_taken_once_per_content(store: Store) -> None:
    with store.write(actor=ACTOR, verb="case import") as change:
        assert files.take(change, "corpus/persons.csv", SHA, "persons")
        assert not files.take(change, "corpus/persons.csv", SHA, "persons")
        assert files.take(change, "corpus/legs.csv", SHA, "persons")
    with store.write(actor=ACTOR, verb="case import") as change:
        assert files.take(change, "corpus/persons.csv", OTHER, "persons")
    assert files.taken(store.read(), "corpus/persons.csv") == OTHER
    assert files.taken(store.read(), "corpus/other.csv") is None
    assert [each.path for each in files.all_files(store.read())] == ["corpus/legs.csv", "corpus/persons.csv"]


class TestCodebooks:
    def test_version_comes_back_as_registered(self, store: Store) -> None:
        add_codebook(store)
        (held,) = codebooks.newest(store.read())
        assert held == CodebookVersion(codebook(), 1, "first", ACTOR)
        assert codebooks.get(store.read(), "book", 1) == held
        assert codebooks.get(store.read(), "book", 2) is None
        assert codebooks.code_ids(store.read(), "book@1") == frozenset({"OS-UP", "OS-DOWN"})
        assert codebooks.code_ids(store.read(), "book@2") is None

    def test_newest_of_each_codebook(self, store: Store) -> None:
        add_codebook(store)
        with store.write(actor=ACTOR, verb="codebook commit") as change:
            codebooks.add(change, CodebookVersion(codebook("A", codebook_id="art"), 1, "", ACTOR))
            codebooks.add(change, CodebookVersion(codebook("OS-UP"), 2, "fewer", ACTOR))
        assert [(each.codebook.id, each.number) for each in codebooks.newest(store.read())] == [
            ("art", 1),
            ("book", 2),
        ]
        history.undo(store, actor=ACTOR)
        assert [(each.codebook.id, each.number) for each in codebooks.newest(store.read())] == [("book", 1)]

    def test_same_number_or_wrong_hash_is_refused(self, store: Store) -> None:
        add_codebook(store)
        with store.write(actor=ACTOR, verb="codebook commit") as change:
            with pytest.raises(SecondmigError, match="there already"):
                codebooks.add(change, CodebookVersion(codebook("X"), 1, "", ACTOR))
            with pytest.raises(SecondmigError, match="does not fit"):
                codebooks.add(change, CodebookVersion(replace(codebook("X"), sha=SHA), 2, "", ACTOR))
            change.nothing()
