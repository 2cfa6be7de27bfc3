"""How words are counted.

A word is a run of characters between white space, marks like ``[laughs]`` and punctuation standing alone
included. This is what word processors count, and the rule behind the 22,520 words of the demo corpus: all
turns of all speakers, without headers, labels and tiers.

Japanese, Chinese and Thai are written without spaces, so there the rule counts phrases between spaces and
says little about length: :func:`written_with_spaces` tells when to show characters instead.
"""

_WITHOUT_SPACES = frozenset({"ja", "zh", "yue", "th", "lo", "km", "my"})


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


def written_with_spaces(language: str) -> bool:
    """Whether a number of words means something in this language.

    >>> written_with_spaces("en-GB"), written_with_spaces("ja")
    (True, False)
    """
    return language.partition("-")[0].lower() not in _WITHOUT_SPACES
