"""Values as text and back: the one canonical JSON of the store."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import Any

from secondmig.core.legs import Evidence, Leg, Occupation, PartialDate, StatusChange
from secondmig.core.types import FacetScalar, FacetValue, SpeakerRef

_CANONICAL = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
_AS_THEY_ARE = frozenset({str, int, bool, float, type(None)})
_KNOWN: dict[type, tuple[str, ...] | None] = {}
_IN_ORDER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def canonical_json(value: object) -> str:
    """The one JSON text of a value: sorted keys, no spaces, no NaN, characters as they are.

    >>> canonical_json({"b": (1, True), "a": "é"})
    '{"a":"é","b":[1,true]}'
    """
    return _CANONICAL.encode(value)


def ordered_json(value: object) -> str:
    """JSON text that keeps the order of keys, for values whose order people see."""
    return _IN_ORDER.encode(value)


def plain(value: object) -> object:
    """Dataclasses, mappings and sequences as dicts and lists; everything else as it is."""
    if type(value) in _AS_THEY_ARE:
        return value
    if isinstance(value, PartialDate):
        return str(value)
    names = _fields(type(value))
    if names is not None:
        return {name: plain(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value


def _fields(kind: type) -> tuple[str, ...] | None:
    """The fields of a dataclass, looked up once for each; None for any other type."""
    if kind not in _KNOWN:
        _KNOWN[kind] = tuple(each.name for each in fields(kind)) if is_dataclass(kind) else None
    return _KNOWN[kind]


def facets_text(facets: Mapping[str, FacetValue]) -> str:
    """Facets as canonical JSON."""
    return _CANONICAL.encode(facets if type(facets) is dict else dict(facets))


def facets_from(text: str) -> dict[str, FacetValue]:
    """Facets as they were saved, keys sorted, lists as tuples."""
    return dict(_facets_in(text))


@lru_cache(maxsize=10_000)
def _facets_in(text: str) -> tuple[tuple[str, FacetValue], ...]:
    """The same, read once: few combinations come again and again."""
    raw: dict[str, FacetScalar | list[FacetScalar]] = json.loads(text)
    return tuple((name, tuple(value) if isinstance(value, list) else value) for name, value in raw.items())


def speakers_text(speakers: Iterable[SpeakerRef]) -> str:
    """The speakers of a case as JSON."""
    return canonical_json(plain(tuple(speakers)))


def speakers_from(text: str) -> tuple[SpeakerRef, ...]:
    """The speakers of a case."""
    return tuple(SpeakerRef(each["document"], each["speaker"]) for each in json.loads(text))


def legs_text(legs: Iterable[Leg]) -> str:
    """The legs of a case as JSON; what nobody has said yet is left out, beyond the first ten fields.

    Those ten are written always, so that legs of the first schema keep their text.
    """
    return canonical_json([_plain_leg(leg) for leg in legs])


_ALWAYS = frozenset(
    {
        "index",
        "country",
        "start",
        "end",
        "role",
        "role_reason",
        "legal_at_entry",
        "legal_at_exit",
        "isco",
        "note",
    }
)


def _plain_leg(leg: Leg) -> dict[str, object]:
    return {
        each.name: plain(value)
        for each in fields(Leg)
        if (value := getattr(leg, each.name)) != each.default or each.name in _ALWAYS
    }


def legs_from(text: str) -> tuple[Leg, ...]:
    """The legs of a case, in order."""
    return tuple(_leg(each) for each in json.loads(text))


def _leg(raw: dict[str, Any]) -> Leg:
    read: dict[str, Any] = {**raw, "start": _date(raw["start"]), "end": _date(raw["end"])}
    for name in ("household", "motives", "helped_by"):
        if name in raw:
            read[name] = tuple(raw[name])
    if "occupations" in raw:
        read["occupations"] = tuple(_occupation(each) for each in raw["occupations"])
    if "statuses" in raw:
        changes = (StatusChange(each["status"], _date(each["date"])) for each in raw["statuses"])
        read["statuses"] = tuple(changes)
    if "evidence" in raw:
        read["evidence"] = tuple(Evidence(**each) for each in raw["evidence"])
    return Leg(**read)


def _occupation(raw: dict[str, Any]) -> Occupation:
    return Occupation(**{**raw, "start": _date(raw["start"]), "end": _date(raw["end"])})


def _date(raw: str | None) -> PartialDate | None:
    return None if raw is None else PartialDate.parse(raw)


def listed(values: Iterable[object]) -> str:
    """Ids as a JSON array, to be unfolded in SQL by json_each: one bound parameter however many there are."""
    return _CANONICAL.encode(list(values))
