"""The gate decides from consent tiers and stretches taken back, at four levels."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.ids import content_hash
from secondmig.core.selection import Selection
from secondmig.core.span import Span, SpanSet
from secondmig.core.types import (
    CONSENT_TIERS,
    LEVELS,
    Case,
    ConsentTier,
    Document,
    Level,
    SpeakerRef,
    Tier,
    Turn,
    Withheld,
)
from secondmig.project.gate import hidden_at, may_show, tier_of
from secondmig.project.search import Wanted
from tests.project.correcting import Desk, built

TEXT = "INT: how?\nROSA: by boat\n%en: by boat too\nJOSE: by train\n"
TURNS = (
    Turn(0, 1, "INT", "interviewer", "en", Span(5, 9)),
    Turn(1, 2, "ROSA", "participant", "es", Span(16, 23)),
    Turn(2, 3, "JOSE", "participant", "es", Span(47, 55)),
)
TIERS = (Tier("en", 1, Span(29, 40)),)


def document(*, consent: str = "", withheld: tuple[Withheld, ...] = ()) -> Document:
    sha = content_hash(TEXT)
    header: dict[str, str | tuple[str, ...]] = {"consent": consent} if consent else {}
    return Document("D1", 1, "", "interview", "es", TEXT, sha, sha, "utf-8", TURNS, TIERS, withheld, header)


def person(name: str, tier: ConsentTier) -> Case:
    return Case(name.lower(), name, (SpeakerRef("D1", name),), consent=tier)


@pytest.mark.parametrize(
    ("tier", "levels"),
    [
        ("T0", ()),
        ("T1", ("work",)),
        ("T2", ("work", "team")),
        ("T3", LEVELS),
        ("T4", LEVELS),
        ("T5", LEVELS),
    ],
)
def test_gate_shows_each_tier_at_its_levels_only(tier: ConsentTier, levels: tuple[Level, ...]) -> None:
    shown = tuple(
        level for level in LEVELS if may_show(person("ROSA", tier), document(), Span(16, 23), level)
    )
    assert shown == levels


def test_gate_holds_an_unknown_person_at_t1() -> None:
    assert may_show(None, document(), Span(16, 23), "work")
    assert not may_show(None, document(), Span(16, 23), "team")


def test_gate_never_shows_a_stretch_taken_back() -> None:
    marked = document(withheld=(Withheld(Span(18, 20), "asked"),))
    for level in LEVELS:
        assert not may_show(person("ROSA", "T5"), marked, Span(16, 23), level)
        assert may_show(person("ROSA", "T5"), marked, Span(21, 23), level)


def test_gate_takes_the_stricter_of_person_and_document() -> None:
    assert tier_of(person("ROSA", "T4"), document(consent="T2")) == "T2"
    assert tier_of(person("ROSA", "T1"), document(consent="T4")) == "T1"
    assert tier_of(None, document(consent="T3")) == "T3"
    assert tier_of(None, document()) == "T1"


def test_hidden_stretches_hold_each_speaker_to_their_own_tier() -> None:
    hidden = hidden_at(document(), (person("ROSA", "T3"), person("JOSE", "T1")), "public")
    masked = hidden.masked(TEXT)
    assert Span(16, 23).of(masked) == "by boat"
    assert Span(29, 40).of(masked) == "by boat too"
    assert "train" not in masked
    assert "how" not in masked, "the interviewer speaks with the strictest person of the document"


def test_hidden_stretches_leave_length_and_lines() -> None:
    masked = hidden_at(document(), (), "team").masked(TEXT)
    assert len(masked) == len(TEXT)
    assert [at for at, letter in enumerate(masked) if letter == "\n"] == [
        at for at, letter in enumerate(TEXT) if letter == "\n"
    ]
    assert set(masked) == {"█", "\n"}


tiers = st.sampled_from(CONSENT_TIERS)
spans = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 50), st.integers(1, 5))


@given(
    tiers, tiers, st.sampled_from(LEVELS), st.lists(spans, max_size=3), st.sampled_from(("", *CONSENT_TIERS))
)
def test_hidden_stretches_agree_with_the_gate_on_every_word(
    rosa: ConsentTier, jose: ConsentTier, level: Level, taken_back: list[Span], consent: str
) -> None:
    people = (person("ROSA", rosa), person("JOSE", jose))
    text = document(consent=consent, withheld=tuple(Withheld(span, "") for span in taken_back))
    hidden = hidden_at(text, people, level)
    strictest = min(people, key=lambda case: CONSENT_TIERS.index(case.consent))
    for turn in TURNS:
        case = next((each for each in people if each.pseudonym == turn.speaker), strictest)
        for at in range(turn.span.start, turn.span.end):
            letter = Span(at, at + 1)
            assert may_show(case, text, letter, level) is not hidden.overlaps(letter)


def test_gate_is_monotone_from_work_to_public() -> None:
    people = (person("ROSA", "T2"), person("JOSE", "T3"))
    before = SpanSet()
    for level in LEVELS:
        hidden = hidden_at(replace(document(), withheld=(Withheld(Span(47, 49), ""),)), people, level)
        assert before.difference(hidden) == SpanSet(), f"{level} shows what an inner level hides"
        before = hidden


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(built(tmp_path / "study"))
    with desk.project:
        yield desk


@pytest.mark.parametrize("level", ["team", "public"])
def test_snapshot_as_of_an_event_hides_what_a_stricter_consent_hides_today(desk: Desk, level: Level) -> None:
    rev = int(str(desk.project.history().rows[-1]["event"]))
    then = Selection(documents=("A1",), as_of=rev)
    (seen,) = desk.project.snapshot(then, level=level).documents
    assert "there was one door" in seen.text
    desk.correct("A1", lambda text: text.replace("consent: T3", "consent: T1"))

    (shown,) = desk.project.snapshot(then, level=level).documents
    (today,) = desk.project.snapshot(Selection(documents=("A1",)), level=level).documents
    assert shown.version == 1
    assert set(shown.text) == set(today.text) == {"█", "\n"}


@pytest.mark.parametrize("level", ["team", "public"])
def test_looser_consent_shows_no_more_of_an_earlier_state_than_was_seen_then(
    desk: Desk, level: Level
) -> None:
    rev = int(str(desk.project.history().rows[-1]["event"]))
    desk.correct("B2", lambda text: text.replace("consent: T1", "consent: T3"))

    (shown,) = desk.project.snapshot(Selection(documents=("B2",), as_of=rev), level=level).documents
    assert (shown.version, "taxi" in shown.text) == (1, False)


def test_nothing_is_shown_of_a_version_undone_before_a_passage_was_taken_back(desk: Desk) -> None:
    desk.correct("A1", lambda text: text.replace("there was one door", "there was one red door"))
    rev = int(str(desk.project.history().rows[-1]["event"]))
    then = Selection(documents=("A1",), as_of=rev)
    assert "one red door" in desk.project.snapshot(then, level="team").documents[0].text
    desk.project.undo(str(rev))
    desk.project.corpus_restrict("A1", turn=2, reason="phone call")
    assert set(desk.project.snapshot(then, level="team").documents[0].text) == {"█", "\n"}
    assert desk.project.corpus_search(Wanted("red door", then)).rows == []
