"""The third layer: what both say and what was decided; the originals stay, and only differences change."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.core.span import Span
from secondmig.core.types import Coding
from secondmig.project.adjudicate import Layer, Unresolved
from secondmig.project.assignments import assigned
from secondmig.project.disagreeing import Talk
from secondmig.project.project import open_project
from secondmig.project.ruling import Ruling
from secondmig.store import assignments, codings, documents
from tests.project.small import US
from tests.project.talking import DOOR, Table, two_coders


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_coders(tmp_path_factory.mktemp("talk") / "study")


@pytest.fixture
def table(built: Path, tmp_path: Path) -> Iterator[Table]:
    table = Table(built, tmp_path / "study")
    with table.project:
        yield table


def decide_all(table: Table, take: str) -> None:
    for name in table.ids().values():
        ruling = Ruling("a" if take == "a" else "b", "recode", f"all to {take}")
        table.project.agree_decide([name], ruling)


@pytest.mark.parametrize(("take", "coder"), [("a", "ben"), ("b", "gold")])
def test_layer_of_one_coders_decisions_is_that_coders_layer(table: Table, take: str, coder: str) -> None:
    before = {name: table.layer(name) for name in ("ben", "gold")}
    decide_all(table, take)
    done = table.project.agree_adjudicate()

    assert table.layer("adjudicated") == before[coder]
    assert {name: table.layer(name) for name in ("ben", "gold")} == before
    assert done.count == len(before[coder])
    assert {each.origin for each in codings.find(table.read(), coders=["adjudicated"])} == {"adjudicated"}
    assert table.project.check().meta["n"] == 0
    assert table.project.verify().rows == []


def test_open_disagreements_are_counted_and_nothing_is_made(table: Table) -> None:
    before = table.state()
    with pytest.raises(SecondmigError) as refused:
        table.project.agree_adjudicate()

    assert refused.value.line() == (
        "4 disagreements are open (1 confusion, 1 facet, 1 boundary, 1 one_coder): nothing was made"
    )
    assert "--unresolved" in refused.value.hint
    assert table.state() == before


def test_each_way_with_open_ones_takes_what_it_says(table: Table) -> None:
    def told(unresolved: Unresolved) -> Counter[str]:
        table.project.agree_adjudicate(Layer(name=unresolved, unresolved=unresolved))
        found = codings.find(table.read(), coders=[unresolved])
        texts = {name: documents.text(table.read(), name, 1) for name in ("A1", "B2")}
        return Counter(f"{each.code_id} {each.span.of(texts[each.document_id])}" for each in found)

    long, short = "OS-MOB-UP Here there are more doors 👩‍👩‍👧", "OS-MOB-UP more doors 👩‍👩‍👧"
    taxi = "OS-MOB-UP my own taxi"
    confused, pay = [f"OS-LEG {DOOR}", f"OS-MOB-UP {DOOR}"], "OS-PAY It was work."
    assert told("keep-both") == Counter([*confused, long, taxi, pay])
    assert told("leave-out") == Counter([short, taxi])
    assert told("keep-a") == Counter([confused[0], long, taxi, pay])
    assert told("keep-b") == Counter([confused[1], short, taxi])


def test_open_facet_of_one_value_is_left_empty_and_told(table: Table) -> None:
    done = table.project.agree_adjudicate(Layer(unresolved="keep-both"))

    assert "1 open facet is left empty" in done.details
    (taxi,) = codings.find(table.read(), coders=["adjudicated"], documents=["B2"], codes=["OS-MOB-UP"])
    assert taxi.facets == {"valence": 1}


def test_reason_is_the_memo_of_the_coding(table: Table) -> None:
    ids = table.ids()
    table.project.agree_decide([ids["confusion"]], Ruling("b", "redefine", "a picture, not a paper"))
    table.project.agree_decide([ids["boundary"]], Ruling("a", "recode"))
    table.project.agree_adjudicate(Layer(unresolved="leave-out"))

    text = documents.text(table.read(), "A1", 1)
    memos = {each.span.of(text): each.memo for each in _made(table) if each.document_id == "A1"}
    assert memos == {DOOR: "ana, redefine: a picture, not a paper", "Here there are more doors 👩‍👩‍👧": ""}
    assert {each.memo for each in _made(table) if each.document_id == "B2"} == {""}


def _made(table: Table) -> list[Coding]:
    return codings.find(table.read(), coders=["adjudicated"])


def test_run_again_after_more_decisions_changes_differences_alone_in_one_event(table: Table) -> None:
    ids = table.ids()
    first = table.project.agree_adjudicate(Layer(unresolved="keep-both"))
    before = {each.id: each for each in _made(table)}
    table.project.agree_decide([ids["confusion"]], Ruling("b", "recode", "slip"))
    table.project.agree_decide([ids["facet"]], Ruling("b", "recode"))
    second = table.project.agree_adjudicate(Layer(unresolved="keep-both"))

    after = {each.id: each for each in _made(table)}
    (gone,) = before.keys() - after.keys()
    assert (before[gone].code_id, after.keys() - before.keys()) == ("OS-LEG", set())
    touched = {name for name, each in after.items() if each.created_event == second.event}
    assert {after[name].document_id for name in touched} == {"B2"}  # the facet; a memo is no new coding
    assert second.details[1] == "0 new, 2 changed, 1 gone, 2 as before"
    assert len(table.project.history().rows) == (second.event or 0)

    table.project.undo()
    assert {each.id: (each.facets, each.memo) for each in _made(table)} == {
        name: (each.facets, each.memo) for name, each in before.items()
    }
    assert first.event is not None


def test_run_again_without_new_decisions_changes_nothing(table: Table) -> None:
    table.project.agree_adjudicate(Layer(unresolved="keep-a"))
    before = table.state(), len(table.project.history().rows)
    done = table.project.agree_adjudicate(Layer(unresolved="keep-a"))

    assert (done.event, done.message) == (None, "adjudicated: 4 codings, as they were")
    assert (table.state(), len(table.project.history().rows)) == before


def test_undo_takes_the_whole_layer_back(table: Table) -> None:
    before = table.state()
    table.project.agree_adjudicate(Layer(unresolved="keep-both"))
    table.project.undo()

    assert (table.state(), _made(table)) == (before, [])


def test_dry_run_says_the_same_and_changes_nothing(table: Table) -> None:
    before = table.state(), len(table.project.history().rows)
    dry = table.project.agree_adjudicate(Layer(unresolved="keep-both"), dry_run=True)
    assert (table.state(), len(table.project.history().rows)) == before

    done = table.project.agree_adjudicate(Layer(unresolved="keep-both"))
    assert (dry.event, dry.count, dry.details) == (None, done.count, done.details)


def test_memo_of_a_person_on_the_layer_stays_when_a_facet_is_decided(table: Table) -> None:
    from secondmig.store import memos

    table.project.agree_adjudicate(Layer(unresolved="keep-both"))
    (taxi,) = [each for each in _made(table) if each.document_id == "B2" and each.code_id == "OS-MOB-UP"]
    store = table.project._session.store
    with store.write(actor="ana", verb="memo add") as change:
        memos.add(change, "coding", taxi.id, "ask again", "ana")
    table.project.agree_decide([table.ids()["facet"]], Ruling("a", "recode", "he said so"))
    table.project.agree_adjudicate(Layer(unresolved="keep-both"))

    assert {(each.coder, each.text) for each in memos.of(table.read(), "coding", taxi.id)} == {
        ("ana", "ask again"),
        ("adjudicated", "ana, recode: he said so"),
    }


def test_coding_by_hand_under_the_name_of_the_layer_is_let_alone(table: Table) -> None:
    table.project.agree_adjudicate(Layer(unresolved="keep-b"))
    with open_project(table.root, coder="adjudicated") as by_hand:
        by_hand.code_add("A1", turn=2, quote="my grandfather", code="OS-LEG")
    table.project.agree_adjudicate(Layer(unresolved="keep-a"))

    assert {each.origin for each in _made(table)} == {"adjudicated", "manual"}


def test_documents_asked_for_alone_are_made_anew(table: Table) -> None:
    table.project.agree_adjudicate(Layer(unresolved="keep-b"))
    before = {each.id for each in _made(table) if each.document_id == "A1"}
    table.project.agree_adjudicate(Layer(unresolved="keep-a", documents=("B2",)))

    assert {each.id for each in _made(table) if each.document_id == "A1"} == before
    assert {each.code_id for each in _made(table) if each.document_id == "B2"} == {"OS-MOB-UP", "OS-PAY"}


def test_layer_is_assigned_what_both_read(table: Table) -> None:
    table.project.agree_adjudicate(Layer(unresolved="keep-b"))

    session = table.project._session
    assert assigned(session)["adjudicated", "small"] == {"A1", "B2"}
    rows = [each for each in assignments.all_assignments(table.read()) if each.coder_id == "adjudicated"]
    assert {(each.source, each.blind) for each in rows} == {("adjudication", False)}
    assert len(table.project.agree_disagreements().rows) == 4  # the layer is no third coder


def test_documents_that_one_coder_alone_read_are_added_where_asked_for(table: Table, tmp_path: Path) -> None:
    (tmp_path / "C3.txt").write_text("INT: And?\nMEI: There was one more door.\n", encoding="utf-8")
    table.project.corpus_import([tmp_path / "C3.txt"])
    with open_project(table.root, coder="gold") as gold:
        gold.code_add("C3", turn=2, quote="one more door", code="OS-MOB-UP")
    done = table.project.agree_adjudicate(Layer(unresolved="keep-b"))
    assert "it holds the 2 of 3 documents that both read; --rest gold adds those that one alone coded" in (
        done.details
    )

    table.project.agree_adjudicate(Layer(unresolved="keep-b", rest="gold"))
    assert table.layer("adjudicated") == table.layer("gold")
    assert assigned(table.project._session)["adjudicated", "small"] == {"A1", "B2", "C3"}
    table.project.agree_adjudicate(Layer(unresolved="keep-b"))
    assert {each.document_id for each in _made(table)} == {"A1", "B2"}
    assert assigned(table.project._session)["adjudicated", "small"] == {"A1", "B2"}


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (Layer(name="gold", unresolved="keep-a"), "gold is one of the coders"),
        (Layer(name="third", rest="nobody", unresolved="keep-a"), "no coder nobody"),
        (Layer(name=" ", unresolved="keep-a"), "needs a name"),
        (Layer(coders=("ben", "who"), unresolved="keep-a"), "no coder who"),
        (Layer(documents=("ZZ",), unresolved="keep-a"), "no document ZZ"),
    ],
)
def test_layer_that_cannot_be_is_refused(table: Table, layer: Layer, message: str) -> None:
    before = table.state()
    with pytest.raises(SecondmigError, match=message):
        table.project.agree_adjudicate(layer)

    assert table.state() == before


def test_coder_with_work_of_their_own_is_never_written_over(table: Table) -> None:
    table.project.code_add("A1", turn=2, quote="One door", code="OS-LEG")  # by ana
    with pytest.raises(SecondmigError, match="ana is a coder with work of their own"):
        table.project.agree_adjudicate(Layer(("ben", "gold"), "ana", unresolved="keep-a"))


def test_how_to_count_the_layer_is_said_until_it_counts(table: Table) -> None:
    done = table.project.agree_adjudicate(Layer(unresolved="keep-b"))
    assert done.details[-1].endswith('count = ["adjudicated"] in secondmig.toml')

    toml = table.root / "secondmig.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text('count = ["adjudicated"]\n' + text, encoding="utf-8")
    with open_project(table.root) as project:
        again = project.agree_adjudicate(Layer(unresolved="keep-b"))
        rows = project.query_segments().rows
    assert not any("count = " in line for line in again.details)
    assert len(rows) == len(_made(table))


def test_retired_code_stays_in_the_layer_and_is_told(table: Table) -> None:
    table.project.codebook_retire("OS-LEG", reason="nobody could tell it apart")
    done = table.project.agree_adjudicate(Layer(unresolved="keep-a"))

    assert done.warnings == ("1 carry OS-LEG, which is retired",)


def test_layer_follows_a_corrected_transcript_without_being_made_anew(table: Table, tmp_path: Path) -> None:
    decide_all(table, "b")
    table.project.agree_adjudicate()
    before = {each.id for each in _made(table)}
    (tmp_path / "new.txt").write_text(US.replace("By my grandfather", "By grandfather"), encoding="utf-8")
    table.project.corpus_rebase("A1", tmp_path / "new.txt")
    done = table.project.agree_adjudicate()

    assert (done.event, {each.id for each in _made(table)}) == (None, before)


def test_person_who_withdrew_leaves_the_layer_too(table: Table) -> None:
    table.project.agree_adjudicate(Layer(unresolved="keep-both"))
    table.project.case_withdraw("B2", reason="letter")
    table.project.agree_adjudicate(Layer(unresolved="keep-both"))

    assert {each.document_id for each in _made(table)} == {"A1"}
    assert table.project.verify().rows == []


MARKS = st.lists(
    st.tuples(
        st.sampled_from(["A1", "B2"]),
        st.integers(0, 60),
        st.integers(1, 25),
        st.sampled_from(["OS-MOB-UP", "OS-LEG", "OS-PAY"]),
        st.sampled_from([None, "JPN", "USA"]),
        st.sampled_from([(), ("GBR",), ("GBR", "USA")]),
    ),
    min_size=1,
    max_size=7,
)
Mark = tuple[str, int, int, str, str | None, tuple[str, ...]]


@pytest.fixture(scope="module")
def desk(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    table = Table(built, tmp_path_factory.mktemp("many") / "study")
    with table.project:
        yield table


def _save(table: Table, coder: str, marks: list[Mark]) -> None:
    with table.project._session.store.write(actor=coder, verb="code add") as change:
        for document, start, length, code, country, others in marks:
            text = documents.text(table.read(), document, 1)
            base = text.index("#2" if "#2" in text else "INT")
            span = Span(base + start, base + start + length)
            facets = {"about_country": country, "compared_with": others}
            coding = Coding(
                id="",
                document_id=document,
                version=1,
                span=span,
                quote_sha=content_hash(span.of(text)),
                code_id=code,
                codebook_version="small@1",
                coder_id=coder,
                facets={name: value for name, value in facets.items() if value},
            )
            codings.insert(change, [replace(coding, id=codings.free_id(change.connection, coding))])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MARKS, MARKS)
def test_random_layers_give_back_either_coder_and_both_originals_stay(
    desk: Table, one: list[Mark], other: list[Mark]
) -> None:
    number = len(desk.project.history().rows)
    a, b = f"a{number}", f"b{number}"
    _save(desk, a, one)
    _save(desk, b, other)
    shared = {mark[0] for mark in one} & {mark[0] for mark in other}
    before = {coder: desk.layer(coder) for coder in (a, b)}
    if not shared:
        with pytest.raises(SecondmigError, match="share"):
            desk.project.agree_adjudicate(Layer((a, b), "third", unresolved="keep-a"))
        return
    ways: tuple[tuple[Unresolved, str], ...] = (("keep-a", a), ("keep-b", b))
    for way, coder in ways:
        name = f"{way} of {number}"
        desk.project.agree_adjudicate(Layer((b, a), name, unresolved=way))
        assert desk.layer(name) == [each for each in before[coder] if each[0] in shared]
    # the same by decisions, one for each disagreement
    for row in desk.project.agree_disagreements(Talk((a, b))).rows:
        desk.project.agree_decide([str(row["id"])], Ruling("b", "recode", coders=(a, b)))
    desk.project.agree_adjudicate(Layer((a, b), f"decided {number}"))
    assert desk.layer(f"decided {number}") == [each for each in before[b] if each[0] in shared]
    assert {coder: desk.layer(coder) for coder in (a, b)} == before
