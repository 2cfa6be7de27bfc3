"""Ids that differ only as typists and spreadsheets change them: never taken for equal, always named."""

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

_LEADING_ZEROS: Final = re.compile(r"0(?<![0-9]0)0*(?=[0-9])")
_DECIMAL: Final = re.compile(r"\.0[^\S\n]*(?=\n|\Z)")
_MARKS: Final = re.compile(r"[^\w\n]|_")
_BLANKS: Final = re.compile(r"[^\S\n]+")
_ASCII_MARKS: Final = str.maketrans("", "", (string.punctuation + string.whitespace).replace("\n", ""))


def forms_of(ids: Sequence[str]) -> list[str]:
    """Each id without what gets lost on the way: width, case, punctuation, leading zeros, a trailing ``.0``.

    >>> forms_of(["US01", "ｕｓ-１", "007", "7.0"])
    ['us1', 'us1', '7', '7']
    """
    return _each(ids, _plain)


def alike_within(ids: Sequence[str], forms: Sequence[str]) -> list[tuple[str, ...]]:
    """Groups of distinct ids that differ only in case, zeros, width, blanks or a trailing ``.0``.

    Punctuation is not looked through here: households number their members 1-11 and 11-1.

    Args:
        ids: of the rows of one table.
        forms: what :func:`forms_of` gives for them.

    Returns:
        Each group in file order, the groups by their first id.

    >>> ids = ["007", "1-11", "7", "11-1"]
    >>> alike_within(ids, forms_of(ids))
    [('007', '7')]
    """
    if len(set(forms)) == len(ids):
        return []
    times = Counter(forms)
    again = {form for form, number in times.items() if number > 1}
    close = list(dict.fromkeys(each for each, form in zip(ids, forms, strict=True) if form in again))
    groups: dict[str, list[str]] = {}
    for identifier, form in zip(close, _each(close, _strict), strict=True):
        groups.setdefault(form, []).append(identifier)
    return [tuple(group) for group in groups.values() if len(group) > 1]


def _each(ids: Sequence[str], form: Callable[[str], str]) -> list[str]:
    """The form of every id; a million at once are one text, with a line for each."""
    text = "\n".join(ids)
    if not ids or text.count("\n") >= len(ids):
        return [form(identifier.replace("\n", " ")) for identifier in ids]
    return form(text).split("\n")


def _plain(text: str) -> str:
    folded = _folded(text)
    letters = folded.translate(_ASCII_MARKS) if folded.isascii() else _MARKS.sub("", folded)
    return _LEADING_ZEROS.sub("", letters)


def _strict(text: str) -> str:
    return _LEADING_ZEROS.sub("", _BLANKS.sub("", _folded(text)))


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _DECIMAL.sub("", folded) if ".0" in folded else folded
