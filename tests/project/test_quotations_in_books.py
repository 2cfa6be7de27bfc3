"""A codebook leaves without words of transcripts that may not be shown any more."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import secondmig
from secondmig.core.errors import SecondmigError
from secondmig.core.types import LEVELS
from secondmig.project.packages import Order
from secondmig.project.ruling import Ruling
from tests.project.talking import DOOR, Table, two_coders

LEFT_OUT = "not in the file: an example of OS-MOB-UP, in words of a transcript that may not leave"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_coders(tmp_path_factory.mktemp("quotations") / "study")


@pytest.fixture
def table(built: Path, tmp_path: Path) -> Iterator[Table]:
    """A passage that Rosa, who agreed to be quoted, said is an example of the codebook."""
    table = Table(built, tmp_path / "study")
    with table.project:
        quoted = Ruling("b", "recode", example_quote="OS-MOB-UP")
        table.project.agree_decide([table.ids()["confusion"]], quoted)
        yield table


def exported(
    table: Table, name: str = "small.yaml", version: int | None = None
) -> tuple[str, tuple[str, ...]]:
    """What leaves, and what is said of it."""
    target = table.root.parent / name
    done = table.project.codebook_export(target, codebook="small", version=version)
    return target.read_text(encoding="utf-8", errors="replace"), done.details


def written(table: Table, old: str, new: str) -> None:
    """A person edits the codebook's file and commits it."""
    path = table.root / "codebooks" / "small.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")
    table.project.codebook_commit(note="by hand")


def test_words_that_may_be_quoted_leave_with_the_codebook(table: Table) -> None:
    text, details = exported(table)
    assert DOOR in text
    assert details == ()


@pytest.mark.parametrize("name", ["small.yaml", "small.csv"])
def test_words_taken_back_since_stay_out_and_it_is_said(table: Table, name: str) -> None:
    table.project.corpus_restrict("A1", turn=2, quote=DOOR, reason="her brother asked")
    text, details = exported(table, name)
    assert DOOR not in text
    assert "There were doors." in text
    assert details[0] == LEFT_OUT
    assert DOOR not in " ".join(details)


def test_words_of_a_person_whose_consent_was_lowered_stay_out(table: Table) -> None:
    persons = table.root / "corpus" / "persons.csv"
    text = persons.read_text(encoding="utf-8")
    persons.write_text(text.replace(",T3", ",T2"), encoding="utf-8", newline="\n")
    table.project.case_import(persons)
    leaving, details = exported(table)
    assert DOOR not in leaving
    assert details == (LEFT_OUT,)


def test_words_of_a_person_who_withdrew_stay_out_though_nothing_holds_them_any_more(table: Table) -> None:
    table.project.case_withdraw("A1", reason="letter")
    text, details = exported(table)
    assert DOOR not in text
    assert details == (LEFT_OUT,)


def test_earlier_versions_are_held_against_what_may_be_shown_today(table: Table) -> None:
    table.project.corpus_restrict("A1", turn=2, quote=DOOR, reason="asked")
    table.project.codebook_move("OS-PAY", under="OS-MOB")
    text, details = exported(table, version=2)
    assert DOOR not in text
    assert details == (LEFT_OUT,)


def test_words_somebody_wrote_into_the_file_stay_out_too(table: Table) -> None:
    # Imran is at T1: his words are quoted nowhere.
    written(table, "I had no visa.", "now i have  My Own TAXI")
    text, details = exported(table)
    assert "TAXI" not in text
    assert details == ("not in the file: an example of OS-LEG, in words of a transcript that may not leave",)


def test_definition_that_copies_such_words_is_refused_and_nothing_is_written(table: Table) -> None:
    table.project.corpus_restrict("A1", turn=2, reason="asked")
    long = "In Japan there was one door for people like me."
    written(table, "Says what the papers allow.", f"She says so. {long}")
    with pytest.raises(SecondmigError, match="definition of OS-LEG copies words") as refused:
        exported(table)
    assert "door" not in refused.value.line()
    assert not (table.root.parent / "small.yaml").exists()


def test_what_leaves_is_a_sound_codebook_with_a_hash_of_its_own(table: Table, tmp_path: Path) -> None:
    table.project.corpus_restrict("A1", turn=2, quote=DOOR, reason="asked")
    exported(table)
    other = tmp_path / "other"
    (other / "codebooks").mkdir(parents=True)
    (other / "secondmig.toml").write_text('coder = "ana"\n', encoding="utf-8")
    with secondmig.open(other) as project:
        project.codebook_import(table.root.parent / "small.yaml")
        assert project.codebook_export(tmp_path / "again.yaml", codebook="small").details == ()
    assert (tmp_path / "again.yaml").read_bytes() == (table.root.parent / "small.yaml").read_bytes()


def test_package_with_words_that_were_taken_back_is_refused(table: Table) -> None:
    target = table.root.parent / "kenji.secondmig"
    table.project.agree_package(Order("kenji", ("all",)), target=target)
    table.project.corpus_restrict("A1", turn=2, quote=DOOR, reason="asked")
    before = table.state()
    with pytest.raises(SecondmigError, match="an example of OS-MOB-UP") as refused:
        table.project.agree_package(Order("aiko", ("all",)), target=table.root.parent / "aiko.secondmig")
    assert refused.value.hint.startswith("take it out of the codebook's file")
    assert table.state() == before
    written(table, f', "{DOOR}"', "")
    table.project.agree_package(Order("aiko", ("all",)), target=table.root.parent / "aiko.secondmig")


def test_the_log_says_where_an_example_is_from_and_not_what_it_says(table: Table) -> None:
    from secondmig.store import events

    found = [
        event.payload["example"] for event in events.all_events(table.read()) if "example" in event.payload
    ]
    assert [(each["code"], each["documents"]) for each in found] == [("OS-MOB-UP", ["A1"])]  # type: ignore[index]
    assert DOOR not in str(found)


def test_level_decides_whose_words_leave(table: Table) -> None:
    # Imran is at T1: the team reads him at its own screen, and quotes him nowhere.
    written(table, "I had no visa.", "Now I have my own taxi.")
    target = table.root.parent / "small.yaml"
    for level in LEVELS:
        leaves = level == "work"
        done = table.project.codebook_export(target, codebook="small", release=level)
        assert ("my own taxi" in target.read_text(encoding="utf-8")) is leaves, level
        assert bool(done.details) is not leaves


def test_words_taken_back_leave_at_no_level(table: Table) -> None:
    table.project.corpus_restrict("A1", turn=2, quote=DOOR, reason="asked")
    target = table.root.parent / "small.yaml"
    for level in LEVELS:
        table.project.codebook_export(target, codebook="small", release=level)
        assert DOOR not in target.read_text(encoding="utf-8"), level


def test_example_stays_out_that_holds_a_passage_taken_back_among_other_words(table: Table) -> None:
    longer = "In Japan there was one door for people like me."
    written(table, "I had no visa.", longer)
    written(table, "There were doors.", "She spoke of one door, I think.")
    table.project.corpus_restrict("A1", turn=2, quote="one door", reason="asked")
    text, details = exported(table)
    assert "one door" not in text
    assert len(details) == 2


def test_title_is_held_against_the_words_too(table: Table) -> None:
    long = "It was work. Between us? Three quid an hour. And now?"
    written(table, "title: Small", f'title: "{long}"')
    with pytest.raises(SecondmigError, match="title copies words"):
        exported(table)


def test_export_is_on_record_for_those_whose_words_are_in_it(table: Table) -> None:
    exported(table)
    event = table.project.history().rows[-1]
    assert (event["verb"], event["payload"]) == (
        "export",
        {"what": "codebook export", "level": "public", "cases": ["A1"]},
    )
    table.project.corpus_restrict("A1", turn=2, quote=DOOR, reason="asked")
    before = len(table.project.history().rows)
    exported(table)
    assert len(table.project.history().rows) == before
