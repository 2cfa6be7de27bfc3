"""When two labels name the same speaker, and two tags the same language."""

import unicodedata
from collections.abc import Iterable


def same_label(label: str) -> str:
    r"""The form in which labels of speakers are compared: without regard to case, composition and spaces.

    "Ana " in a table of persons is "ANA" in a transcript; an accent is a letter's own or a mark behind it.

    >>> same_label(" José  LUIS") == same_label("Jose\u0301 Luis")
    True
    """
    return " ".join(unicodedata.normalize("NFC", label).casefold().split())


def fits_language(spoken: str, wanted: Iterable[str]) -> bool:
    """Whether a language is one of those, or a kind of one; tags as BCP 47 has them.

    >>> fits_language("ja-JP", ["en", "ja"]), fits_language("en", ["en-GB"])
    (True, False)
    """
    return any(spoken == each or spoken.startswith(f"{each}-") for each in wanted)
