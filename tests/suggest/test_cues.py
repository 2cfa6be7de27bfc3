"""Cues of a codebook: where they are found, where they are not, and what is proposed then."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.fold import fold
from secondmig.core.ids import content_hash
from secondmig.core.span import Span, SpanSet
from secondmig.suggest import cues
from secondmig.suggest.cues import Cues
from tests.strategies import nasty_text
from tests.suggest.reading import book, found, hits, read

FAMILY = "👩‍👩‍👧‍👦"
PAY = book({"PAY": {"en": ["pay"]}})


class TestWords:
    def test_a_cue_is_a_whole_word(self) -> None:
        assert hits("The pay was low.", "pay")
        assert not hits("They keep a payroll.", "pay")
        assert not hits("I repay it.", "pay")

    @pytest.mark.parametrize(
        ("words", "cue"),
        [
            ("She paid nothing.", "pay"),
            ("Two promotions in a year", "promotion"),
            ("I was promoted twice", "promote"),
            ("the stories they told", "story"),
            ("They were planning it", "plan"),
            ("Passed over again", "pass over"),
            ("My children", "child"),
            ("two glass ceilings", "glass ceiling"),
            ("a dead-end job", "dead end"),
            ("DEAD\nEND", "dead end"),
            ("my boss’s boss", "boss"),
            ("a master's degree", "master's"),
        ],
    )
    def test_inflection_is_no_matter_in_english(self, words: str, cue: str) -> None:
        assert hits(words, cue)

    @pytest.mark.parametrize(
        ("words", "cue"),
        [
            ("a train joke", "training"),
            ("the manager", "manage"),
            ("this is us", "thi"),
            ("We stopped. Ending it", "stop ending"),
            ("pay, rise", "pay rise"),
            ("a bus", "bu"),
        ],
    )
    def test_what_only_looks_alike_is_not_meant(self, words: str, cue: str) -> None:
        assert not hits(words, cue)

    @pytest.mark.parametrize(
        ("words", "cue"),
        [
            ("gané bien", "ganar"),
            ("ellos ganan más", "ganar"),
            ("me subieron de puesto", "subir de puesto"),
            ("las FÁBRICAS", "fábrica"),
            ("las fabricas", "fábrica"),
            ("estoy estancada", "estancado"),
            ("muchas veces", "vez"),
            ("me case", "casarse"),
        ],
    )
    def test_inflection_is_no_matter_in_spanish(self, words: str, cue: str) -> None:
        assert hits(words, cue, language="es")

    def test_a_noun_is_not_another_of_the_other_gender(self) -> None:
        assert not hits("el puerto", "puerta", language="es")
        assert not hits("un caso", "casa", language="es")

    def test_cues_of_a_language_are_for_turns_of_that_language(self) -> None:
        assert not hits("El pay es bajo.", "pay", language="es", cue_language="en")
        assert hits("The pay is low.", "pay", language="en-GB", cue_language="en")

    def test_other_languages_have_whole_words_as_they_are(self) -> None:
        assert hits("le salaire est bas", "salaire", language="fr")
        assert not hits("les salaires", "salaire", language="fr")


class TestJapanese:
    def test_a_cue_is_found_inside_other_letters(self) -> None:
        assert hits("給料は安かった", "給料", language="ja")
        assert hits("工場長になった", "工場", language="ja")

    @pytest.mark.parametrize(
        ("words", "cue"),
        [
            ("生活は楽だ", "生活"),
            ("日本より高い", "より"),
            ("家がある", "家"),
            ("商品の差別化", "差別"),
            ("大丈夫です", "夫"),
            ("N10を取った", "N1"),
        ],
    )
    def test_what_says_nothing_is_left_out(self, words: str, cue: str) -> None:
        assert not hits(words, cue, language="ja")

    def test_what_says_something_is_not(self) -> None:
        assert hits("差別された", "差別", language="ja")
        assert hits("私の夫は", "夫", language="ja")
        assert hits("N1を取った", "N1", language="ja")

    def test_a_japanese_stretch_of_an_english_turn_is_read(self) -> None:
        assert hits("He said 給料 and left.", "給料", language="en", cue_language="ja")
        assert not hits("N1, since 2011.", "N1", language="en", cue_language="ja")
        assert not hits("给料很低", "给料", language="zh", cue_language="ja")

    @pytest.mark.parametrize("written", ["ﾋﾞｻﾞ", "ビザ", unicodedata.normalize("NFD", "ビザ")])
    def test_width_and_composition_are_no_matter(self, written: str) -> None:
        whole = read((f"{FAMILY}は{written}がない。", "ja", "participant"))

        assert found(whole, book({"A": {"ja": ["ビザ"]}})) == [(f"{FAMILY}は{written}がない。", "A")]


class TestPlaces:
    def test_the_sentence_is_proposed(self) -> None:
        whole = read(("I came. The pay was low. I left.", "en", "participant"))

        assert found(whole, PAY) == [("The pay was low.", "PAY")]

    def test_never_in_an_interviewers_turn(self) -> None:
        whole = read(("Was the pay low?", "en", "interviewer"), ("The pay, yes.", "en", "other"))

        assert found(whole, PAY) == [("The pay, yes.", "PAY")]

    def test_never_outside_of_turns(self) -> None:
        whole = read(("Nothing.", "en", "participant"))
        text = whole.document.text.replace("id: X", "pay: 1")

        assert found(replace(whole, document=replace(whole.document, text=text)), PAY) == []

    def test_never_in_what_the_transcriber_wrote(self) -> None:
        assert not hits("I left [sounds of the pay desk].", "pay")
        assert not hits("I left ((the pay desk rings)).", "pay")

    def test_never_where_words_may_not_be_seen(self) -> None:
        whole = read(("The pay was low. The pay rose.", "en", "participant"))
        start = whole.document.text.index("low")

        assert found(replace(whole, hidden=SpanSet.of([Span(start, start + 3)])), PAY) == [
            ("The pay rose.", "PAY")
        ]

    def test_one_for_each_code_and_sentence(self) -> None:
        whole = read(("The pay, the visa, the pay.", "en", "participant"))
        version = book({"B": {"en": ["visa"]}, "A": {"en": ["pay", "visa"]}})

        assert [code for _, code in found(whole, version)] == ["A", "B"]

    def test_codes_that_are_not_applied_have_no_cues(self) -> None:
        codes = PAY.codebook.codes
        for change in ({"codable": False}, {"retired": "merged"}):
            changed = tuple(replace(code, **change) for code in codes)
            other = replace(
                PAY, codebook=replace(PAY.codebook, codes=changed, sha=content_hash(repr(change)))
            )
            assert found(read(("The pay.", "en", "participant")), other) == []

    @given(
        before=nasty_text(max_pieces=6),
        cue=st.sampled_from(["ﬁne", "Ｖｉｓａ", "カ\u3099ｯｺｳ", "cafe\u0301", "𠮷野家", "straße", "ǅaba"]),
        after=nasty_text(max_pieces=6),
    )
    def test_what_is_found_is_whole_characters_of_the_stored_text(
        self, before: str, cue: str, after: str
    ) -> None:
        words = f"{FAMILY}{before} {cue} {after}".replace("[", "").replace("(", "")
        whole = read((words, "en", "participant"), whole_turns=True)
        version = book({"A": {"ja" if fold(cue)[-1] > "\u3000" else "en": [cue]}})
        [turn] = whole.document.turns
        stretches = [
            hit.span.of(whole.document.text) for hit in cues._hits(turn, words, cues._index(version.codebook))
        ]
        proposed = Cues().suggest(whole, version)

        assert cue in stretches
        assert {fold(each) for each in stretches} == {fold(cue)}
        assert [each.quote_sha for each in proposed] == [content_hash(words)]


class TestReasons:
    def scores(self, *wanted: str, words: str, language: str = "en") -> list[float]:
        whole = read((words, language, "participant"), whole_turns=True)
        return [each.score for each in Cues().suggest(whole, book({"A": {language: wanted}}))]

    def test_more_words_tell_more(self) -> None:
        assert self.scores("pay", words="the pay") == [0.2]
        assert self.scores("pay rise", words="a pay rise") == [0.4]
        assert self.scores("in ten years time", words="in ten years time") == [0.5]
        assert self.scores("給料", words="給料だ", language="ja") == [0.2]
        assert self.scores("外国人だから", words="外国人だから", language="ja") == [0.4]

    def test_another_form_tells_less(self) -> None:
        assert self.scores("pay", words="she paid") == [0.15]

    def test_several_cues_add_up_and_one_twice_does_not(self) -> None:
        assert self.scores("pay", "visa", words="the pay and the visa") == [pytest.approx(0.36)]
        assert self.scores("pay", words="pay and pay and she paid") == [0.2]

    def test_the_evidence_is_in_the_words_of_the_codebook(self) -> None:
        whole = read(("She PAID for the Visas.", "en", "participant"), whole_turns=True)
        [each] = Cues().suggest(whole, book({"A": {"en": ["visa", "Pay"]}}))

        assert each.evidence == ("cue en: Pay", "cue en: visa")
        assert each.facets == {}

    def test_the_same_input_gives_the_same_proposals(self) -> None:
        whole = read(("The pay, the visa.", "en", "participant"))
        version = book({"B": {"en": ["visa", "pay"]}, "A": {"en": ["pay", "visa"]}})

        assert Cues().suggest(whole, version) == Cues().suggest(whole, version)
