import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from secondmig.core.fold import fold, folded

PIECES = (
    "ｶﾞ",
    "か\u3099",
    "İ",
    "ß",
    "ﬃ",
    "\n",
    "日",
    "本",
    "n\u0303",
    "\u0301",
    "辻\U000e0100",
    "한",
    "\u1112\u1161\u11ab",
    "\ufeff",
    "é",
    "ｱ\n",
    "ﾞ",
    "ก็",
    "\u3099",
    "…",
    "㌔",
    "Σ",
    "ς",
    "Ꭰꭰ",
    "ŉ",
    "①",
    " ",
    "Zürich",
)
WORDS = st.lists(
    st.one_of(st.sampled_from(PIECES), st.characters(exclude_categories=["Cs"])), max_size=12
).map("".join)


@pytest.mark.parametrize(
    ("stored", "searched"),
    [
        ("Tōkyō", "tokyo"),
        ("ＪＲ１２", "jr12"),
        ("ｺﾝﾆｬｸ", "コンニャク"),
        ("ｶﾞｯｺｳ", "ガッコウ"),
        ("か\u3099っこう", "がっこう"),
        ("スーパー", "スーパー"),
        ("oﬃce", "office"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("años", "anos"),
        ("an\u0303os", "anos"),
        ("don’t", "don't"),
        ("辻\U000e0100さん", "辻さん"),
        ("soft\u00adhyphen", "softhyphen"),
        ("〜", "~"),
        ("～", "~"),
        ("日\n本", "日本"),
        ("日\n\n本", "日\n\n本"),
        ("a\nb日\nc", "a\nb日\nc"),
    ],
)
def test_text_is_folded_as_it_is_searched(stored: str, searched: str) -> None:
    assert fold(stored) == searched


@pytest.mark.parametrize("kept", ["か", "が", "はな", "ばな", "コー", "コ", "ッ", "ツ"])
def test_kana_keep_their_voicing_length_and_size(kept: str) -> None:
    assert fold(kept) == kept


@settings(max_examples=400)
@given(WORDS)
@example("か\u3099\n日")
def test_both_ways_of_folding_agree(text: str) -> None:
    assert fold(text) == folded(text).text


@settings(max_examples=400)
@given(WORDS, st.data())
def test_every_stretch_of_the_folded_text_comes_from_words_that_fold_to_it(
    text: str, data: st.DataObject
) -> None:
    made = folded(text)
    if not made.text:
        return
    start = data.draw(st.integers(0, len(made.text) - 1))
    end = data.draw(st.integers(start + 1, len(made.text)))
    span = made.source(start, end)
    assert made.text[start:end] in fold(span.of(text))


def test_marks_without_end_on_a_letter_take_no_time() -> None:
    assert fold("a" + "\u0301" * 200_000 + "b") == "ab"
    assert len(folded("日" + "\u3099" * 200_000).text) > 1
