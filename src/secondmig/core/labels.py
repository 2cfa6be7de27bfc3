"""When two labels name the same speaker."""

import unicodedata


def same_label(label: str) -> str:
    r"""The form in which labels of speakers are compared: without regard to case, composition and spaces.

    "Ana " in a table of persons is "ANA" in a transcript; an accent is a letter's own or a mark behind it.

    >>> same_label(" José  LUIS") == same_label("Jose\u0301 Luis")
    True
    """
    return " ".join(unicodedata.normalize("NFC", label).casefold().split())
