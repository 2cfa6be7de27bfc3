"""Hypothesis strategies for the text that breaks offset arithmetic; shared by all layers."""

from hypothesis import strategies as st

from secondmig.core.span import Span

# One sample of each trap: width in UTF-16 and UTF-8, combination, direction, line ends, invisible characters.
NASTY_PIECES = (
    "plain words ",
    "Rosa",
    "né",
    "n\u0303",  # NFD
    "🍜",
    "👷\U0001f3fd",  # emoji with a skin tone
    "👩\u200d👩\u200d👧",  # ZWJ sequence
    "🇯🇵",  # a pair of regional indicators
    "𠮟る",  # kanji of the surrogate plane
    "𩸽",
    "か\u3099",  # combining dakuten
    "ｺﾝﾆｬｸ３",  # half-width kana, full-width digit
    "日本語。",
    "مرحبا",
    "\u202eabc\u202c",  # right-to-left override
    "\r\n",
    "\n",
    "\r",
    "\ufeff",
    "\x00",
    "\u2028",
    "\x85",
    "\x0b",
    "\x1c",
    "\u00a0",
    "\t",
    "İß",
)


def nasty_text(*, min_pieces: int = 0, max_pieces: int = 30) -> st.SearchStrategy[str]:
    """Text mixed from the traps and from any characters but lone surrogates."""
    anything = st.characters(exclude_categories=["Cs"])
    piece = st.one_of(st.sampled_from(NASTY_PIECES), anything)
    return st.lists(piece, min_size=min_pieces, max_size=max_pieces).map("".join)


def canonical_text(*, min_pieces: int = 0, max_pieces: int = 30) -> st.SearchStrategy[str]:
    """Nasty text as a document holds it: no byte order mark in front, no CR, no NUL."""
    return nasty_text(min_pieces=min_pieces, max_pieces=max_pieces).map(
        lambda text: text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    )


@st.composite
def text_and_span(draw: st.DrawFn, *, max_pieces: int = 30) -> tuple[str, Span]:
    """A canonical text and a span inside it."""
    text = draw(canonical_text(min_pieces=1, max_pieces=max_pieces).filter(bool))
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    return text, Span(start, end)
