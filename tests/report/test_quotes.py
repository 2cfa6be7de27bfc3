"""Quotations by the printed rule, and what the public edition may make of them."""

from collections import Counter
from dataclasses import replace

import pytest

from secondmig.core.snapshot import Snapshot
from secondmig.core.span import Span
from secondmig.core.types import Document
from secondmig.report.context import context
from secondmig.report.safe_quotes import label, quotable, tells
from secondmig.report.sections import quotes
from secondmig.report.table import Link
from secondmig.report.translation import translation
from tests.joint.builders import coding, document, person, snapshot
from tests.report.editions import edition


def test_quotations_of_the_demo_name_place_country_and_valence() -> None:
    data = quotes.build(context(edition("team")))
    assert len(data.themes) == 8
    assert data.countries == ("Japan", "United Kingdom", "United States")
    printed = [one for theme in data.themes for _, _, column in theme.columns for one in column]
    assert len(printed) == data.count > 40
    for one in printed:
        assert isinstance(one.place, Link)
        document_id, _, turn = one.place.text.partition(" #")
        assert one.place.href == f"transcripts/{document_id}.html#t{turn}"
        assert one.words in edition("team").document(document_id).text
        assert one.valence in {"negative", "positive"}


def test_quotations_quote_nobody_more_than_three_times_and_nobody_of_tier_one() -> None:
    data = quotes.build(context(edition("team")))
    places = [
        one.place.text.partition(" ")[0]
        for theme in data.themes
        for _, _, column in theme.columns
        for one in column
        if one.place
    ]
    assert max(Counter(places).values()) <= 3
    assert not {"UK07", "US07"} & set(places)
    assert data.persons == len(set(places)) == 22


def test_quotations_mark_persons_who_ask_to_be_asked() -> None:
    data = quotes.build(context(edition("team")))
    marked = {
        one.place.text.partition(" ")[0]
        for theme in data.themes
        for _, _, column in theme.columns
        for one in column
        if one.tier and one.place
    }
    assert marked == {"US05", "UK02", "JP03", "JP05"}


def test_quotations_pass_over_long_stretches_of_japanese() -> None:
    words = "あ" * 200
    said = document("D1", ("INT", "は"), ("D1", words), language="ja")
    one = snapshot(
        [said],
        [coding(said, words, "OS-LAB-WAGE", about_country="JPN", valence=1)],
        [person("D1", ("JPN", 2000, None), interview_country="JPN")],
    )
    assert quotes.build(context(one)).count == 0


# What words tell


def test_tells_finds_years_the_origin_and_other_stays() -> None:
    case = person("A", ("JPN", 2000, 2010), ("USA", 2010, None), origin="PER")
    speaker = context(snapshot([], [], [case])).persons[0]
    assert tells("By 2004 I had it.", speaker, "JPN")
    assert tells("２００４年", speaker, "JPN")
    assert tells("We Peruvians", speaker, "JPN")
    assert tells("before America", speaker, "JPN")
    assert not tells("In Japan they paid 12004 yen.", speaker, "JPN")


def shared(*, third: bool) -> tuple[Snapshot, list[Document]]:
    said = [
        document(name, ("INT", "And?"), (name, f"They paid me well, {name}.")) for name in ("AA", "BB", "CC")
    ]
    people = [
        person("AA", ("JPN", 2000, None), origin="PER", interview_country="JPN"),
        person("BB", ("JPN", 2000, None), origin="BRA", interview_country="JPN"),
        person("CC", ("JPN", 2000, None), origin="IND", interview_country="JPN"),
    ]
    codings = [
        coding(one, "They paid me well", "OS-LAB-WAGE", about_country="JPN", valence=1)
        for one in (said if third else said[:2])
    ]
    return replace(snapshot(said, codings, people), level="public"), said


def test_quotable_needs_three_persons_who_say_it() -> None:
    few, _ = shared(third=False)
    assert quotable(context(few)).codings == ()
    enough, _ = shared(third=True)
    assert len(quotable(context(enough)).codings) == 3


def test_label_names_the_region_where_two_share_it_and_less_where_not() -> None:
    ctx = context(shared(third=True)[0])
    assert label(ctx, ctx.person("AA"), "JPN") == "a person who moved once from Latin America"
    assert label(ctx, ctx.person("CC"), "JPN") == "a person who moved once"


def test_rare_languages_stand_in_translation_or_not_at_all() -> None:
    """Two of six persons speak Spanish: whoever is quoted in it is one of two."""
    said = [
        document("AA", ("INT", "And?"), ("AA", "They paid me well in 2004.")),
        document("BB", ("INT", "And?"), ("BB", "They paid me well in 2005.")),
        document("CC", ("INT", "¿Y?"), ("CC", "Me pagaban bien."), language="es"),
        document("DD", ("INT", "¿Y?"), ("DD", "Me pagaban mal.", "They paid me badly."), language="es"),
    ]
    codings = [
        coding(one, one.turns[1].span.of(one.text), "OS-LAB-WAGE", about_country="JPN", valence=1)
        for one in said
    ]
    said += [document(name, (name, "Hm.")) for name in ("EE", "FF")]
    people = [person(one.id, ("JPN", 2000, None), origin="PER", interview_country="JPN") for one in said]
    ctx = context(replace(snapshot(said, codings, people), level="public"))
    assert {one.document_id for one in quotable(ctx).codings} == {"DD"}
    (one,) = [one for theme in quotes.build(ctx).themes for _, _, column in theme.columns for one in column]
    assert (one.words, one.language) == ("", "")
    assert one.translation is not None
    assert one.translation.text == "They paid me badly."
    assert one.who == "a person who moved once from Latin America, about Japan"


# Translations


@pytest.mark.parametrize(
    ("quote", "expected", "kind"),
    [
        ("二つ目。", "Second.", "words"),
        ("一つ目。二つ目。", "First. Second.", "words"),
        ("一つ目。二つ目。三つ目。", "First. Second. Third.", "words"),
    ],
)
def test_translation_gives_the_sentences_of_the_quotation(quote: str, expected: str, kind: str) -> None:
    said = document("D1", ("D1", "一つ目。二つ目。三つ目。", "First. Second. Third."), language="ja")
    start = said.text.index(quote)
    told = translation(snapshot([said]), said, 0, Span(start, start + len(quote)))
    assert told is not None
    assert (told.text, told.kind, told.language) == (expected, kind, "en")


def test_translation_gives_the_whole_turn_where_sentences_do_not_match() -> None:
    said = document("D1", ("D1", "一つ目。二つ目。", "First and second in one."), language="ja")
    told = translation(
        snapshot([said]), said, 0, Span(said.turns[0].span.start, said.turns[0].span.start + 4)
    )
    assert told is not None
    assert (told.text, told.kind) == ("First and second in one.", "turn")


def test_translation_of_a_phrase_stands_only_under_the_phrase() -> None:
    said = document("D1", ("D1", "She is my khala. I love her.", "(khala) mother's sister"))
    turn = said.turns[0].span
    with_it, without = Span(turn.start, turn.start + 16), Span(turn.start + 17, turn.end)
    told = translation(snapshot([said]), said, 0, with_it)
    assert told is not None
    assert told.kind == "gloss"
    assert translation(snapshot([said]), said, 0, without) is None


def test_translation_that_is_hidden_is_not_given() -> None:
    from secondmig.core.span import SpanSet

    said = document("D1", ("D1", "一つ目。", "First."), language="ja")
    masked = snapshot([said], hidden={"D1": SpanSet.of([said.tiers[0].span])})
    assert translation(masked, masked.document("D1"), 0, said.turns[0].span) is None
