"""The one text of a number, so that 3, 3.0 and 3.00 are the same cell whichever program wrote the file."""

import re
import struct
from collections.abc import Iterable
from decimal import Decimal
from math import isfinite

_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?")
_USUAL = re.compile(r"(?!-0$)-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?")
"""A number in its one text."""
_MANY = 50_000
"""Distinct numbers beyond which it takes less room to write each anew than to look it up."""
_PADDED = re.compile(r"-?0[0-9]")


def is_number(text: str) -> bool:
    """Whether a cell holds a number as programs write it; a code with leading zeros is none.

    >>> [is_number(each) for each in ("3.0", "-9", ".5", "1e-05", "007", "+3", "3,5", "")]
    [True, True, True, True, False, False, False, False]
    """
    return _NUMBER.fullmatch(text) is not None and not _PADDED.match(text)


def canonical(text: str) -> str:
    """The number without what does not count: no zeros after the last digit, no exponent, no "-0".

    Digits are never lost: the text does not go through a float.

    Args:
        text: for which :func:`is_number` holds.

    >>> [canonical(each) for each in ("3.0", "3.50", "-0.0", ".5", "1e-05", "12345678901234567890")]
    ['3', '3.5', '0', '0.5', '0.00001', '12345678901234567890']
    """
    if text.isdigit():
        return text
    written = format(Decimal(text), "f")
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def number_text(value: float, *, single: bool = False) -> str:
    """The canonical text of a number that a file holds in binary; "" where it is no number.

    Args:
        value: as it was read.
        single: whether the file holds it in 32 bits, so that 0.1 is not 0.10000000149011612.

    >>> number_text(3.0), number_text(-2.53), number_text(0.10000000149011612, single=True)
    ('3', '-2.53', '0.1')
    """
    if isinstance(value, int):
        return str(int(value))
    if not isfinite(value):
        return ""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return canonical(_shortest(value) if single else repr(value))


def _shortest(value: float) -> str:
    """The fewest digits that give the same number of 32 bits."""
    wanted = struct.pack("<f", value)
    for digits in range(6, 10):
        written = f"{value:.{digits}g}"
        if struct.pack("<f", float(written)) == wanted:
            return written
    return repr(value)


def canonical_column(texts: list[str], *, aside: Iterable[str] = ()) -> list[str] | None:
    """A column of a text file as numbers, each in its one text; None where it does not hold numbers alone.

    Args:
        texts: the cells; "" is blank.
        aside: values that stand for something missing and need not be numbers.
    """
    apart = {"", *aside}
    distinct = set(texts)
    distinct -= apart
    if not distinct:
        return None
    unusual = [text for text in distinct if not _USUAL.fullmatch(text)]
    if not unusual:
        return texts
    if not all(map(is_number, unusual)):
        return None
    if len(unusual) > _MANY:
        return [text if text in apart else canonical(text) for text in texts]
    made = {text: canonical(text) for text in unusual}
    return [made.get(text, text) for text in texts]
