"""Names that Stata, SPSS and R all take: letters, digits and "_", 28 bytes at most, each name once.

The rule: accents are taken off, letters become small, whatever else stands between letters becomes "_". Where
that says all there was, it is the name. Where it does not (it is too long, letters were lost as in Japanese,
or two columns would be called the same), the name is cut and ends with eight digits that are made of the full
name alone. A name that begins with a digit or that a program keeps for itself gets "v_" in front.

So a column is called the same in every table, whatever other columns there are; only a name that two columns
of one table would share depends on the other column being there.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Final

LONGEST: Final = 28
"""Stata allows 32; a set of value labels is called like its column, with up to four digits behind it."""
_DIGITS: Final = 8
_ROOM: Final = 11
"""Bytes for what follows a code, as long as ``_bal_origin``, so that all columns of a code begin alike."""
_OTHER = re.compile(r"[^a-z0-9]+")
_KEPT: Final = frozenset(
    {
        "all",
        "and",
        "b",
        "break",
        "by",
        "byte",
        "coef",
        "cons",
        "double",
        "else",
        "eq",
        "false",
        "float",
        "for",
        "function",
        "ge",
        "gt",
        "if",
        "in",
        "inf",
        "int",
        "le",
        "long",
        "lt",
        "n",
        "na",
        "nan",
        "ne",
        "next",
        "not",
        "null",
        "or",
        "pi",
        "pred",
        "rc",
        "repeat",
        "skip",
        "strl",
        "to",
        "true",
        "using",
        "while",
        "with",
    }
)
_PLACES: Final = {"ELSEWHERE": "else", "": "ns"}
_STR = re.compile(r"str[0-9]+")


def plain_name(text: str) -> tuple[str, bool]:
    """The text as a name, and whether letters or digits were lost on the way.

    >>> plain_name("edu_isced@interview sheet"), plain_name("État"), plain_name("職業1")
    (('edu_isced_interview_sheet', False), ('etat', False), ('1', True))
    """
    apart = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter)).lower()
    name = _OTHER.sub("_", bare).strip("_")
    lost = any(letter.isalnum() and not (letter.isascii() and letter.isalnum()) for letter in bare)
    return name, lost


def code_stem(code_id: str) -> str:
    """What the names of all columns of a code begin with.

    >>> code_stem("OS-RAC-DISC"), code_stem("職業"), len(code_stem("A-VERY-LONG-CODE-OF-SOMEBODY"))
    ('os_rac_disc', 'v_cc5eaa6f', 17)
    """
    return _made(code_id, code_id, LONGEST - _ROOM)


def country_suffix(value: str) -> str:
    """What the name of a column about a country ends with; six letters at most after ``_bal_``.

    >>> country_suffix("JPN"), country_suffix("ELSEWHERE"), country_suffix("")
    ('_bal_jpn', '_bal_else', '_bal_ns')
    """
    name, lost = plain_name(value)
    short = _PLACES.get(value, name)
    if lost or not short or len(short) > _ROOM - len("_bal_"):
        short = hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[: _ROOM - len("_bal_")]
    return f"_bal_{short}"


def column_names(wanted: Sequence[tuple[str, str, str]]) -> tuple[str, ...]:
    """A name for each column.

    Args:
        wanted: of each column what tells it from all others (its digits are made of it), what it is called
            after (its key, or its code), and what follows (``_has``; "" where nothing does).

    Returns:
        The names, in the same order; no two alike.

    >>> column_names([("a", "age", ""), ("b", "Age", ""), ("c", "OS-X", "_n")])
    ('age_ca978112', 'age_3e23e816', 'os_x_n')
    """
    names = [
        f"{code_stem(text)}{suffix}" if suffix else _made(text, identity, LONGEST)
        for identity, text, suffix in wanted
    ]
    marked: set[int] = set()
    while again := _shared(names) - marked:
        for place in again:
            identity, text, suffix = wanted[place]
            room = LONGEST - _ROOM if suffix else LONGEST
            names[place] = _marked(plain_name(text)[0], identity, room) + suffix
        marked |= again
    return tuple(names)


def _shared(names: Sequence[str]) -> set[int]:
    times = Counter(names)
    return {place for place, name in enumerate(names) if times[name] > 1}


def _made(text: str, identity: str, room: int) -> str:
    name, lost = plain_name(text)
    safe = f"v_{name}" if not name or name[0].isdigit() or name in _KEPT or _STR.fullmatch(name) else name
    return _marked(name, identity, room) if lost or not name or len(safe) > room else safe


def _marked(name: str, identity: str, room: int) -> str:
    """The name cut, with digits made of the identity behind it."""
    digits = hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
    start = name if name and not name[0].isdigit() else f"v_{name}".rstrip("_")
    return f"{start[: room - _DIGITS - 1].rstrip('_')}_{digits}"
