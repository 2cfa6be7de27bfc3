"""A country by any of its names, at a time: borders that changed do not make migrants.

Names of official tables ("Korea", "Cote d' Ivoire", "China, Hong Kong SAR", "Soviet Union, former"), codes of
two and three letters, and states that are no more. A place keeps the code of the country it is today; a
former state keeps its own (ISO 3166-3), with its successors. Nothing is merged silently: what a name may mean
otherwise stands in the note.
"""

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from secondmig.core.countries import COUNTRIES, FORMER, is_country, is_state, name
from secondmig.core.errors import SecondmigError
from secondmig.core.legs import PartialDate
from secondmig.survey.names_of_countries import GROUPS, OTHER_NAMES, TWO_LETTERS
from secondmig.survey.territories import CHANGES, PARTS, Change

_NEAR: Final = 12
"""Months around a change of borders within which it is hardly a move."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a name of a country means.

    Attributes:
        code: ISO 3166-1 alpha-3 of the country of today, or the code of a former state (FORMER); "" where the
            name stands for no country, or for several ("Unknown", "Channel Islands").
        name: in English.
        successors: countries of today on the territory of a former state, or the parts of a group, as codes.
        former: whether it is a former state.
        note: what may be meant otherwise or was otherwise at that time, a sentence; "" where there is nothing
            to say.
        sure: False where a date behind the note is in dispute or not sure.
    """

    code: str
    name: str
    successors: tuple[str, ...] = ()
    former: bool = False
    note: str = ""
    sure: bool = True


def place(name_or_code: str, *, as_of: PartialDate | None = None) -> Place:
    """What a name or code of a country means, at a time.

    Args:
        name_or_code: e.g. ``Peru``, ``PE``, ``PER``, ``Soviet Union, former``.
        as_of: the time spoken of, as a rule of a birth or a move; without it only the name counts.

    Raises:
        SecondmigError: no country, former state or group is called so; the nearest name is proposed.

    >>> place("Korea").code, place("USSR").code, place("Unknown").code
    ('KOR', 'SUN', '')
    >>> place("Latvia", as_of=PartialDate(1985)).note
    'part of the Soviet Union (SUN) until 1991-08: independence restored, 21 August 1991'
    """
    key = _key(name_or_code)
    if key in _groups():
        return _groups()[key]
    renamed = _renamed().get(key)
    exact = name_or_code.strip().upper()
    code = exact if is_state(exact) else TWO_LETTERS.get(exact, "") or _names().get(key, "")
    code = renamed.after if renamed is not None else code
    part = next((each for each in PARTS if _key(each[0]) == key), None)
    if part is not None:
        return _part(part, as_of)
    if not code:
        raise _unknown(name_or_code, key)
    if code in FORMER:
        return _former(code, as_of)
    found = Place(code, name(code), note=OTHER_NAMES.get(code, ("", ""))[1] if _is_vague(key, code) else "")
    if renamed is not None and (as_of is None or as_of >= renamed.date):
        since = f"called {name(code)} since {renamed.date}"
        return replace(found, note=since, sure=renamed.sure)
    return _then(found, as_of) if as_of is not None else found


def same_ground(before: str, after: str, at: PartialDate | None) -> str:
    """Why going from one code to another may be a change of borders and no move; "" where it is not.

    Always for a former state and a country on its ground. For a territory that came of a state which goes on
    (South Sudan of Sudan) until the change; for a colony (Hong Kong) around the change alone: before it,
    going from Jamaica to Britain was a journey.

    Args:
        before: code of the earlier stay.
        after: code of the later stay.
        at: when the later stay began, None where it is unknown.

    >>> same_ground("SUN", "LVA", PartialDate(1991))
    'LVA was part of SUN until 1991-08'
    >>> same_ground("SUN", "DEU", PartialDate(1991)), same_ground("SDN", "SSD", PartialDate(2015))
    ('', '')
    """
    for one, other in ((before, after), (after, before)):
        found = next((each for each in _changes(one, other) if _counts(each, at)), None)
        if found is not None:
            how = "under the rule of" if found.kind == "ruled" else "part of"
            doubt = "" if found.sure else " (the date is not sure)"
            return f"{other} was {how} {one} until {found.date}{doubt}"
    return ""


def out_of_time(code: str, start: PartialDate | None) -> str:
    """Why a stay in a former state cannot begin when it is said to; "" where it can.

    >>> out_of_time("SUN", PartialDate(2001))
    'the Soviet Union ended in 1991-12'
    """
    if code not in FORMER or start is None:
        return ""
    ended = _ended(code)
    late = (start.year, start.month or 1) > (ended.year, ended.month or 12)
    return f"{_the(code)} ended in {ended}" if late else ""


@cache
def _changes(before: str, after: str) -> tuple[Change, ...]:
    """Changes from one code to another, those by way of a third former state included."""
    found: list[Change] = []
    for each in CHANGES:
        if each.kind == "renamed" or each.before != before:
            continue
        if each.after == after:
            found.append(each)
        elif each.after in FORMER:
            found += [replace(inner, before=before) for inner in _changes(each.after, after)]
    return tuple(found)


def _counts(change: Change, at: PartialDate | None) -> bool:
    """Whether a stay that began at a time may have begun by the change alone."""
    if change.kind == "ended":
        return True
    if at is None:
        return change.kind == "left"
    months = (at.year - change.date.year) * 12 + (at.month or change.date.month) - change.date.month
    return abs(months) < _NEAR or (change.kind == "left" and at < change.date)


@cache
def _ended(code: str) -> PartialDate:
    return max(each.date for each in CHANGES if each.kind == "ended" and each.before == code)


def _former(code: str, as_of: PartialDate | None) -> Place:
    countries = _successors(code, as_of)
    ended = _ended(code)
    at = f"{_the(code)} ended in {ended}"
    note = at if as_of is None or as_of >= ended else ""
    listed = ", ".join(countries)
    note = f"{note}; today one of {listed}" if note and len(countries) > 1 else note
    return Place(code, name(code), countries, former=True, note=note)


def _successors(code: str, as_of: PartialDate | None) -> tuple[str, ...]:
    """Countries of today on the ground that a state had at a time; all it ever had where no time is named."""
    found: list[str] = []
    for each in CHANGES:
        if each.kind != "ended" or each.before != code:
            continue
        if as_of is not None and each.date <= as_of < _ended(code):
            continue
        found += _successors(each.after, None) if each.after in FORMER else [each.after]
    return tuple(sorted(found))


def _then(found: Place, as_of: PartialDate) -> Place:
    """The place with what its country was part of at a time."""
    notes = [found.note] if found.note else []
    sure = found.sure
    own = [
        each for each in CHANGES if each.after == found.code and each.kind != "renamed" and as_of < each.date
    ]
    earlier = min(own, key=lambda each: each.date, default=None)
    if earlier is not None:
        how = _HOW["joined" if earlier.before in _JOINED else earlier.kind]
        notes.append(f"{how} {_the(earlier.before)} ({earlier.before}) until {earlier.date}: {earlier.by}")
        sure = earlier.sure
    return replace(found, note="; ".join(notes), sure=sure)


_HOW: Final = {"ruled": "under the rule of", "ended": "part of", "left": "part of", "joined": "without"}
_JOINED: Final = frozenset({"DDR", "VDR", "YMD"})
"""States whose ground went to a country that was there before."""
_WITH_ARTICLE: Final = frozenset({"ANT", "GBR", "GEL", "NLD", "PCI", "SUN", "USA"})


def _the(code: str) -> str:
    return f"the {name(code)}" if code in _WITH_ARTICLE else name(code)


def _part(part: tuple[str, str, str, PartialDate, str], as_of: PartialDate | None) -> Place:
    _called, code, _ruler, until, words = part
    return Place(code, name(code), note=words if as_of is None or as_of < until else "")


def _unknown(written: str, key: str) -> SecondmigError:
    known = {**_names(), **dict.fromkeys(_groups(), "")}
    close = difflib.get_close_matches(key, known, n=1, cutoff=0.8)
    code = known[close[0]] if close else ""
    hint = f"did you mean {name(code)} ({code})?" if code else "write a name in English or an ISO 3166 code"
    return SecondmigError(f"no country is called {written!r}", hint=hint)


def _key(words: str) -> str:
    """A name without what tables write in different ways: accents, capitals, marks, "the", "former"."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", words) if not unicodedata.combining(letter)
    )
    plain = re.sub(r"['’`´.]", "", plain.casefold())
    plain = re.sub(r"[^\w]+", " ", plain.replace("&", " and "))
    dropped = {"the", "former", "fmr", "of", "and"}
    parts = [{"st": "saint", "islands": "island"}.get(word, word) for word in plain.split()]
    return " ".join(word for word in parts if word not in dropped)


def _is_vague(key: str, code: str) -> bool:
    return code in OTHER_NAMES and key in {_key(each) for each in _VAGUE}


_VAGUE: Final = ("Korea", "Congo", "Germany", "Virgin Islands", "Samoa", "China", "Ireland", "Guinea")


@cache
def _names() -> Mapping[str, str]:
    """Key of every name -> code."""
    found: dict[str, str] = {}
    for code in (*COUNTRIES, *FORMER):
        found[_key(name(code))] = code
        for other in OTHER_NAMES.get(code, ("", ""))[0].split("; "):
            if other:
                found[_key(other)] = code
    assert all(map(is_state, found.values()))  # noqa: S101 - the tables name states alone
    return found


@cache
def _renamed() -> Mapping[str, Change]:
    return {_key(each.before): each for each in CHANGES if each.kind == "renamed"}


@cache
def _groups() -> Mapping[str, Place]:
    found = {}
    for words, (parts, note) in GROUPS.items():
        for called in words.split("; "):
            found[_key(called)] = Place("", called, parts, note=note)
    assert all(map(is_country, (code for group in found.values() for code in group.successors)))  # noqa: S101
    return found
