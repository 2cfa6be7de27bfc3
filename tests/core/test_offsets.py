"""Offsets against encoding the text up to every place."""

import pytest
from hypothesis import given

from secondmig.core.offsets import OffsetMap
from tests.strategies import NASTY_PIECES, nasty_text


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(text=nasty_text())
def test_offsets_agree_with_encoding_every_beginning(text: str) -> None:
    offsets = OffsetMap(text)
    for place in range(len(text) + 1):
        assert offsets.utf16(place) == utf16_units(text[:place])
        assert offsets.utf8(place) == len(text[:place].encode("utf-8"))


@given(text=nasty_text())
def test_offsets_go_back_from_character_boundaries_and_refuse_the_rest(text: str) -> None:
    offsets = OffsetMap(text)
    by_utf16 = {utf16_units(text[:place]): place for place in range(len(text) + 1)}
    by_utf8 = {len(text[:place].encode("utf-8")): place for place in range(len(text) + 1)}
    for n in range(max(by_utf16) + 1):
        if n in by_utf16:
            assert offsets.from_utf16(n) == by_utf16[n]
        else:
            with pytest.raises(ValueError, match=rf"UTF-16 offset {n} lies inside a character"):
                offsets.from_utf16(n)
    for n in range(max(by_utf8) + 1):
        if n in by_utf8:
            assert offsets.from_utf8(n) == by_utf8[n]
        else:
            with pytest.raises(ValueError, match=rf"UTF-8 offset {n} lies inside a character"):
                offsets.from_utf8(n)


@pytest.mark.parametrize("place", [0, 1, 1023, 1024, 1025, 2048, 5000])
def test_offsets_hold_over_the_internal_blocks(place: int) -> None:
    text = ("".join(NASTY_PIECES) * 80)[:5000]
    offsets = OffsetMap(text)
    assert offsets.utf16(place) == utf16_units(text[:place])
    assert offsets.utf8(place) == len(text[:place].encode("utf-8"))
    assert offsets.from_utf16(offsets.utf16(place)) == place
    assert offsets.from_utf8(offsets.utf8(place)) == place


@pytest.mark.parametrize("text", ["plain", "山🍜"])
def test_offsets_outside_the_text_are_refused(text: str) -> None:
    offsets = OffsetMap(text)
    for wrong in (-1, 100):
        for convert in (offsets.utf16, offsets.utf8, offsets.from_utf16, offsets.from_utf8):
            with pytest.raises(ValueError, match=f"{wrong} lies outside"):
                convert(wrong)


def test_offsets_refuse_a_lone_surrogate() -> None:
    with pytest.raises(ValueError, match="surrogate"):
        OffsetMap("a\ud83d")
