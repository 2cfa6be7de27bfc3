import random
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.core.fold import fold
from secondmig.core.span import Span, SpanSet
from secondmig.core.types import Case, Document, SpeakerRef, Tier
from secondmig.store import asked, backup, check, documents, erase, history, search, search_index
from secondmig.store.connect import Store, open_store
from secondmig.store.search import Hit
from tests.store.making import ACTOR, add_case, add_document, document, new_store
from tests.strategies import canonical_text

CORPUS = Path(__file__).parents[2] / "corpus"
SAID = (
    ("INT", "When did you apply, and who's the foreman?"),
    ("ROSA", "I applied twice. Night shifts at the naïve Señor's factory (in Gunma) — don't ask."),
    ("ROSA", "差別がありました。ＪＲ東日本で\n働いて、ｶﾞｯｺｳも。"),
    ("ROSA", "El 差 de los años; los trabajos en Łódź. 한국에서 살았어요."),
    ("INT", "Nationalism? ... !? 100% 🍜"),
)


@pytest.fixture
def said(store: Store) -> Document:
    return add_document(store, document("US01", SAID))


def found(store: Store, words: str, **options: object) -> list[str]:
    """The words found, newest versions first read."""
    hits = search.find(store.read(), words, **options)  # type: ignore[arg-type]
    return [hit.span.of(documents.text(store.read(), hit.document_id, hit.version)) for hit in hits]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("apply", ["apply", "applied"]),
        ("APPLIED", ["apply", "applied"]),
        ("night shift", ["Night", "shifts"]),
        ('"night shift"', ["Night shifts"]),
        ("“night shift”", ["Night shifts"]),
        ('"night shift', ["Night shifts"]),
        ('"shift night"', []),
        ("shift night", ["Night", "shifts"]),
        ("shift foreman", []),
        ("fac*", ["factory"]),
        ("nationali*", ["Nationalism"]),
        ("fac* shift", ["shifts", "factory"]),
        ('"fac*"', []),
        ("who's", ["who's"]),
        ("who’s", ["who's"]),
        ("naive", ["naïve"]),
        ("NAÏVE", ["naïve"]),
        ("senor", ["Señor"]),
        ("(in gunma)", ["in", "Gunma"]),
        ('"(in gunma)"', ["in Gunma"]),
        ("anos", ["años"]),
        ("trabajo", ["trabajos"]),
        ("łodz", ["Łódź"]),
        ("差別", ["差別"]),
        ("差", ["差", "差"]),
        ("が", ["が"]),
        ("日本で働", ["日本で\n働"]),
        ("jr東日", ["ＪＲ東日"]),
        ("R東", ["Ｒ東"]),
        ("jr", ["ＪＲ"]),
        ("ガッコウ", ["ｶﾞｯｺｳ"]),
        ("カッコウ", []),
        ("한국", ["한국"]),
        ("trabajo 差", ["差", "trabajos"]),
        ("!?", ["!?"]),
        ("🍜", ["🍜"]),
        ("100%", ["100"]),
        ("...", ["..."]),
        ("NOT", []),
        ("apply OR zebra", []),
        ("words : apply", []),
        ("zebra", []),
    ],
)
def test_words_are_found(store: Store, said: Document, words: str, expected: list[str]) -> None:
    assert said.id == "US01"
    assert found(store, words) == expected


def test_hits_say_where_they_are(store: Store, said: Document) -> None:
    at = said.text.index("applied")
    assert search.find(store.read(), "applied")[1] == Hit("US01", 1, 1, None, Span(at, at + 7))


@pytest.mark.parametrize("nothing", ["", "  ", '"', '""', '" "'])
def test_nothing_asked_for_is_refused(store: Store, nothing: str) -> None:
    with pytest.raises(SecondmigError, match="nothing is asked for"):
        search.find(store.read(), nothing)


def test_too_many_words_are_refused_and_a_long_phrase_is_not(store: Store, said: Document) -> None:
    with pytest.raises(SecondmigError, match="65 words are asked for at once"):
        search.find(store.read(), " ".join(f"w{number}" for number in range(65)))
    assert found(store, '"' + "word " * 5_000 + '"') == []
    assert found(store, "日本" * 5_000) == []
    assert found(store, "s" * 5_000 + "*") == []
    assert found(store, "es" * 30 + "*") == []
    assert said.version == 1


@settings(max_examples=150)
@given(st.one_of(canonical_text(max_pieces=6), st.text("\"*():{}^+-ANDORNEAR,. a差'\\%_", max_size=20)))
@example('NEAR("a" "b", 2)')
@example("a* AND b")
@example("{words} : a")
@example("-apply")
@example("^apply")
@example("a\0b")
@example("' OR 1=1 --")
def test_whatever_is_typed_is_text_and_no_query(words: str) -> None:
    store = _shared()
    try:
        hits = search.find(store.read(), words)
    except SecondmigError as error:
        # Else the words were taken for a query that SQLite could not read.
        if error.message != "nothing is asked for":
            raise
        return
    text = documents.text(store.read(), "US01", 1)
    for hit in hits:
        assert hit.span.of(text).strip()
        assert documents_turn(hit).contains(hit.span)


def documents_turn(hit: Hit) -> Span:
    held = documents.get(_shared().read(), hit.document_id)
    assert held is not None
    return held.turns[hit.turn_index].span


_SHARED: list[Store] = []


def _shared() -> Store:
    return _SHARED[0]


@pytest.fixture(autouse=True, scope="module")
def _one_project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One project for all examples of a property; they only read it."""
    with new_store(tmp_path_factory.mktemp("shared")) as store:
        add_document(store, document("US01", SAID))
        _SHARED.append(store)
        yield
        _SHARED.clear()


BEGUN = """
nationalism nationally using aging saying applied applies dying possibility accelerating adjudicated hopping
hoping conventionalization relational agreed ties caresses sky operator vileness probability triplicate
formalize electrical adjustment homologous effective bowdlerize rating controlling
"""


class TestRecall:
    """Against the plain question whether a folded turn holds the folded words."""

    @settings(max_examples=60)
    @given(
        st.lists(canonical_text(min_pieces=1, max_pieces=8).filter(str.strip), min_size=1, max_size=4),
        st.data(),
    )
    def test_every_stretch_with_a_character_of_an_unspaced_script_is_found(
        self, turns: list[str], data: st.DataObject
    ) -> None:
        turns = [turn.replace("\n#", "\n") for turn in turns]
        wanted = data.draw(st.sampled_from(turns))
        start = data.draw(st.integers(0, len(wanted) - 1))
        words = wanted[start : data.draw(st.integers(start + 1, min(start + 10, len(wanted))))]
        folded_words = fold(words)
        if not search_index.RUNS.search(folded_words) or re.search(r'[\s"“”„*]', folded_words):
            return
        expected = [index for index, turn in enumerate(turns) if folded_words in fold(turn)]
        with _with_turns(turns) as store:
            hits = search.find(store.read(), words)
            assert sorted({hit.turn_index for hit in hits}) == expected
            text = documents.text(store.read(), "XX01", 1)
            assert all(folded_words in fold(hit.span.of(text)) for hit in hits)

    @settings(max_examples=60)
    @given(
        st.lists(canonical_text(min_pieces=1, max_pieces=8).filter(str.strip), min_size=1, max_size=4),
        st.data(),
    )
    def test_every_word_is_found_in_its_turn(self, turns: list[str], data: st.DataObject) -> None:
        wanted = data.draw(st.sampled_from(range(len(turns))))
        words = [
            each for each in turns[wanted].split() if not set(each) & set('"“”„*') and fold(each).strip()
        ]
        if not words:
            return
        word = data.draw(st.sampled_from(words))
        if re.search(r"\s", fold(word)):
            return
        with _with_turns(turns) as store:
            hits = search.find(store.read(), word)
            assert wanted in {hit.turn_index for hit in hits}

    def test_japanese_of_the_corpus_is_found_as_instr_finds_it(self, store: Store) -> None:
        turns = [
            words
            for path in sorted(CORPUS.rglob("JP*.txt"))
            for words in re.findall(
                r"^#\d+ \[[\d:]+\] [^:]+: (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE
            )
            if re.search("[\u3041-\u30ff\u4e00-\u9fff]", words)
        ]
        assert len(turns) > 150
        doc = add_document(store, document("JP", [("A", words) for words in turns]))
        assert len(doc.turns) == len(turns)
        other = sqlite3.connect(":memory:")
        other.execute("CREATE TABLE said (position INTEGER PRIMARY KEY, words TEXT)")
        other.executemany("INSERT INTO said VALUES (?, ?)", enumerate(turns))
        pick = random.Random(4)
        asked_for = 0
        while asked_for < 120:
            words = pick.choice(turns)
            start = pick.randrange(len(words))
            words = words[start : start + pick.randint(2, 10)]
            if not re.fullmatch("[\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fff、。]{2,10}", words):
                continue
            asked_for += 1
            expected = {
                index
                for (index,) in other.execute("SELECT position FROM said WHERE instr(words, ?)", (words,))
            }
            assert {hit.turn_index for hit in search.find(store.read(), words)} == expected, words
        other.close()

    def test_beginnings_of_words_are_found_whatever_their_stems(self, store: Store) -> None:
        words = BEGUN.split()
        add_document(store, document("EN", [("A", word) for word in words]))
        for index, word in enumerate(words):
            for length in range(1, len(word) + 1):
                expected = [at for at, each in enumerate(words) if each.startswith(word[:length])]
                hits = search.find(store.read(), word[:length] + "*")
                assert [hit.turn_index for hit in hits] == expected, word[:length]
            assert index in {hit.turn_index for hit in search.find(store.read(), word)}


class _with_turns:  # noqa: N801 - read like a function
    """A project with one transcript whose turns are these."""

    def __init__(self, turns: list[str]) -> None:
        import tempfile

        self._folder = tempfile.TemporaryDirectory()
        self._store = new_store(Path(self._folder.name))
        add_document(self._store, document("XX01", [("A", words) for words in turns]))

    def __enter__(self) -> Store:
        return self._store

    def __exit__(self, *_: object) -> None:
        self._store.close()
        self._folder.cleanup()


def with_translation(doc: Document, words: str, *, name: str = "en", turn: int = 0) -> Document:
    """The document with a tier at its end."""
    from secondmig.core.ids import content_hash
    from tests.store.making import source

    text = f"{doc.text}%{name}: {words}\n"
    span = Span(len(text) - len(words) - 1, len(text) - 1)
    return replace(
        doc,
        text=text,
        text_sha=content_hash(text),
        source_sha=content_hash(source(text)),
        tiers=(*doc.tiers, Tier(name, turn, span)),
    )


class TestTiers:
    def test_translation_is_searched_by_itself_and_says_so(self, store: Store) -> None:
        doc = with_translation(document("JP01", [("YUKI", "工場で働きました。")]), "I worked in a factory.")
        add_document(store, doc)
        (hit,) = search.find(store.read(), "factories")
        assert (hit.turn_index, hit.tier, hit.span.of(doc.text)) == (0, "en", "factory")
        (own,) = search.find(store.read(), "工場")
        assert own.tier is None

    def test_words_are_not_gathered_from_a_turn_and_its_translation(self, store: Store) -> None:
        add_document(store, with_translation(document("JP01", [("YUKI", "工場です。")]), "A factory."))
        assert found(store, "工場 factory") == []


class TestTime:
    def test_only_the_newest_version_is_searched_and_the_older_one_as_of_then(self, store: Store) -> None:
        add_document(store, document("US01", [("A", "zebra apple")]))
        add_document(store, document("US01", [("A", "apple pear")], version=2))
        assert found(store, "zebra") == []
        assert [hit.version for hit in search.find(store.read(), "apple")] == [2]
        assert [hit.version for hit in search.find(store.read(), "zebra", as_of=1)] == [1]
        assert search.find(store.read(), "pear", as_of=1) == []
        assert search.find(store.read(), "zebra", as_of=0) == []

    def test_import_that_was_undone_is_not_found_and_comes_back_with_redo(self, store: Store) -> None:
        add_document(store, document("US01", [("A", "zebra")]))
        history.undo(store, actor=ACTOR)
        assert found(store, "zebra") == []
        assert [hit.version for hit in search.find(store.read(), "zebra", as_of=1)] == [1]
        history.redo(store, actor=ACTOR)
        assert found(store, "zebra") == ["zebra"]
        assert check.verify(store) == []

    def test_two_documents_of_the_same_words_are_both_found_in_order(self, store: Store) -> None:
        for name in ("B", "A"):
            add_document(store, document(name, [("A", "zebra")], title=""))
        assert [hit.document_id for hit in search.find(store.read(), "zebra")] == ["A", "B"]
        assert [hit.document_id for hit in search.find(store.read(), "zebra", documents=["B"])] == ["B"]
        assert search.find(store.read(), "zebra", documents=["C"]) == []


class TestHidden:
    def test_hidden_words_are_not_found_and_do_not_help_to_find(self, store: Store, said: Document) -> None:
        at = said.text.index("Night shifts")
        hidden = {("US01", 1): SpanSet.of([Span(at, at + 12)])}
        assert found(store, "shift", hidden=hidden) == []
        assert found(store, "shift factory", hidden=hidden) == []
        assert found(store, '"twice night"', hidden=hidden) == []
        assert found(store, "factory", hidden=hidden) == ["factory"]
        assert found(store, "shift", hidden=lambda _id, _version: SpanSet()) == ["shifts"]

    def test_hidden_japanese_is_not_found_in_part(self, store: Store, said: Document) -> None:
        at = said.text.index("差別")
        hidden = {("US01", 1): SpanSet.of([Span(at, at + 2)])}
        for words in ("差別", "別が", "別"):
            assert found(store, words, hidden=hidden) == []
        assert found(store, "差", hidden=hidden) == ["差"]


RARE = ("quillwort", "zymurgy", "麒麟魃魈", "xylophagous", "ワムルゲゴ")
"""Words that begin like no other, so that the index keeps them whole."""


def in_index(store: Store) -> str:
    """Every term of the index, and every byte of the tables that hold it."""
    terms = search_index.vocabulary(store.read(), "instance")
    held = [term for (term,) in store.read().rows(f"SELECT DISTINCT term FROM {terms}")]
    return " ".join(held)


def raw(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


class TestErasure:
    @pytest.fixture
    def people(self, store: Store) -> Store:
        """Rosa alone, and a couple of whom Ana will go."""
        rosa = document("US01", [("INT", "And?"), ("ROSA", f"The {RARE[0]} and {RARE[2]}を見た。")], title="")
        add_document(store, with_translation(rosa, f"Also {RARE[3]}.", turn=1))
        couple = [
            ("INT", "And you?"),
            ("ANA", f"My {RARE[1]} {RARE[4]}です。"),
            ("LUIS", "Her walrus laughed."),
        ]
        add_document(store, document("US20", couple, title=""))
        add_case(
            store,
            Case("US01", "Rosa", (SpeakerRef("US01", "ROSA"),)),
            Case("US20A", "Ana", (SpeakerRef("US20", "ANA"),)),
            Case("US20B", "Luis", (SpeakerRef("US20", "LUIS"),)),
        )
        return store

    def test_words_are_in_the_file_before(self, people: Store, tmp_path: Path) -> None:
        people.read().row("PRAGMA wal_checkpoint(TRUNCATE)")
        held = raw(tmp_path)
        for word in RARE:
            assert word.encode() in held
        # Not in the texts alone: pairs of characters stand nowhere but in the index.
        assert "魃魈" in in_index(people)
        for pair in ("麒麟", "魃魈", "ムル"):
            assert held.count(pair.encode()) > 1

    def test_no_word_or_part_of_one_is_left_of_a_person_who_withdrew(
        self, people: Store, tmp_path: Path
    ) -> None:
        for name in ("US01", "US20A"):
            assert erase.withdraw(people, actor=ACTOR, case_id=name, reason="letter").scrubbed
        held, terms = raw(tmp_path), in_index(people)
        for word in (*RARE, "uillwort", "ymurgi", "麒麟", "麟魃", "魃魈", "ylophag", "ワム", "ゲゴ"):
            assert word.encode() not in held, word
            assert word not in terms
            assert found(people, word) == []
        assert found(people, "laughing") == ["laughed"]
        assert check.verify(people) == []

    def test_words_the_others_said_too_are_still_found(self, people: Store) -> None:
        assert len(found(people, "and")) == 3
        erase.withdraw(people, actor=ACTOR, case_id="US20A", reason="letter")
        assert len(found(people, "and")) == 3
        erase.withdraw(people, actor=ACTOR, case_id="US01", reason="letter")
        assert found(people, "and") == ["And"]

    def test_restored_back_up_does_not_find_the_withdrawn(self, people: Store, tmp_path: Path) -> None:
        kept = tmp_path / "monday.db"
        backup.backup(people, kept)
        erase.withdraw(people, actor=ACTOR, case_id="US01", reason="letter")
        path = people.path
        people.close()
        backup.restore(path, kept, actor=ACTOR)
        with open_store(path) as again:
            assert found(again, RARE[0]) == []
            assert RARE[0] not in in_index(again)
            assert found(again, RARE[1]) == [RARE[1]]
            assert check.verify(again) == []


class TestSoundness:
    def faults(self, store: Store) -> list[str]:
        return [each.message for each in check.verify(store) if each.where == "search index"]

    def test_sound_index_has_no_faults(self, store: Store, said: Document) -> None:
        assert said.turns
        assert self.faults(store) == []
        assert [each for each in check.problems(store) if each.where == "search index"] == []

    def test_row_that_is_missing_is_reported_with_the_command(self, store: Store, said: Document) -> None:
        assert said.turns
        store.read().run("INSERT INTO search_index (search_index) VALUES ('delete-all')")
        (fault,) = self.faults(store)
        assert "every turn and every tier once" in fault
        assert "secondmig verify --rebuild-index" in fault
        assert [each.where for each in check.problems(store)] == ["search index"]

    def test_word_that_is_wrong_is_reported(self, store: Store, said: Document) -> None:
        row = search_index.row_number(1, 0, tier=False)
        words = search_index.columns(said.turns[0].span.of(said.text))
        store.read().run(
            "INSERT INTO search_index (search_index, rowid, words, grams) VALUES ('delete', ?, ?, ?)",
            (row, *words),
        )
        store.read().run(
            "INSERT INTO search_index (rowid, words, grams) VALUES (?, ?, ?)", (row, "something else", "")
        )
        (fault,) = self.faults(store)
        assert fault.startswith("its words are not those of the transcripts")

    def test_damaged_index_is_named_and_made_anew(self, store: Store, said: Document) -> None:
        assert said.turns
        store.read().run("UPDATE search_index_data SET block = x'00000000ffffffffff' WHERE id = 10")
        path = store.path
        store.close()
        with open_store(path) as damaged:
            with pytest.raises(SecondmigError) as told:
                search.find(damaged.read(), "apply")
            assert told.value.message == "the search index is damaged"
            assert told.value.hint == "secondmig verify --rebuild-index"
            assert any(each.where == "search index" for each in check.verify(damaged))
            with damaged.together():
                search_index.rebuild(damaged.read())
            assert found(damaged, "apply") == ["apply", "applied"]
            assert check.verify(damaged) == []

    def test_page_that_was_overwritten_is_reported(self, store: Store, said: Document) -> None:
        assert said.turns
        store.read().run("UPDATE search_index_data SET block = zeroblob(20) WHERE id > 10")
        path = store.path
        store.close()
        with open_store(path) as damaged:
            assert len(self.faults(damaged)) == 1

    def test_restored_back_up_has_a_whole_index(self, store: Store, said: Document, tmp_path: Path) -> None:
        store.read().run("INSERT INTO search_index (search_index) VALUES ('delete-all')")
        backup.backup(store, tmp_path / "monday.db")
        path = store.path
        store.close()
        backup.restore(path, tmp_path / "monday.db", actor=ACTOR)
        with open_store(path) as again:
            assert found(again, "apply") == ["apply", "applied"]
            assert check.verify(again) == []
        assert said.turns

    def test_rebuilt_index_finds_the_same(self, store: Store, said: Document) -> None:
        add_document(store, with_translation(document("JP01", [("A", "工場です。")]), "A factory."))
        before = {
            words: search.find(store.read(), words) for words in ("apply", "差別", "工", "factory", "n*")
        }
        assert said.turns
        with store.together():
            search_index.rebuild(store.read())
        assert {words: search.find(store.read(), words) for words in before} == before
        assert check.verify(store) == []

    def test_index_cannot_be_read_as_text(self, store: Store, said: Document) -> None:
        assert said.turns
        hit = store.read().row("SELECT words, grams FROM search_index WHERE search_index MATCH 'apply'")
        assert hit == (None, None)


def test_places_of_the_index_are_told_back() -> None:
    for reading, position, tier in ((1, 0, False), (1, 0, True), (70_000, 4_000_000, True)):
        row = search_index.row_number(reading, position, tier=tier)
        assert search_index.place_of(row) == (reading, position, tier)
        assert row < 2**63


def test_beginning_of_a_very_long_word_has_no_shorter_stem() -> None:
    assert asked.Beginning("s" * 65).shorter_stems() == []
    assert "nation" in asked.Beginning("nationali").shorter_stems()
    assert "an" not in asked.Beginning("anthrop").shorter_stems()
