"""How words are counted.

A word is a run of characters between white space, marks like ``[laughs]`` and punctuation standing alone
included. This is what word processors count, and the rule behind the 22,520 words of the demo corpus: all
turns of all speakers, without headers, labels and tiers.

Japanese, Chinese and Thai are written without spaces, so there the rule counts phrases between spaces and
says little about length: :func:`written_with_spaces` tells when to show characters instead.
"""

from collections.abc import Iterable

from secondmig.core.letters import beyond_ascii

_WITHOUT_SPACES = frozenset({"ja", "zh", "yue", "th", "lo", "km", "my"})

_SPACES = frozenset(chr(code) for code in range(0x3001) if chr(code).isspace())
_OTHER_SPACES = frozenset(space for space in _SPACES if not space.isascii())
_MARKS = bytes(32 if chr(code) in _SPACES and code < 128 else ord("x") for code in range(256))


def count_words(text: str, language: str) -> int:
    """Number of words in ``text``.

    Args:
        text: any text.
        language: BCP 47 tag; the rule is so far the same for all, see :func:`written_with_spaces`.

    >>> count_words("I expected... [pause 3s] La verdad", "es")
    6
    """
    del language
    return len(text.split())


def count_all(texts: Iterable[str], beyond: str | None = None) -> int:
    """Number of words in all of these texts, by the rule of :func:`count_words` but without making them.

    Args:
        texts: any.
        beyond: all that is not ASCII in them, or in more than them, where that is known.

    >>> count_all(["I expected...", "[pause 3s] La verdad"])
    6
    """
    text = "\n".join(texts)
    if not _OTHER_SPACES.isdisjoint(beyond_ascii(text) if beyond is None else beyond):
        return len(text.split())
    # Each byte is a space or part of a word; a word begins where one follows a space.
    marks = text.encode("utf-8", "surrogatepass").translate(_MARKS)
    return marks.count(b" x") + marks.startswith(b"x")


def written_with_spaces(language: str) -> bool:
    """Whether a number of words means something in this language.

    >>> written_with_spaces("en-GB"), written_with_spaces("ja")
    (True, False)
    """
    return language.partition("-")[0].lower() not in _WITHOUT_SPACES
