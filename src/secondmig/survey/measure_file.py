"""The measures file, read strictly: every unknown key, wrong type and dangling reference with its line."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from secondmig.survey.map_target import TARGET_HINT, outside, parse_target
from secondmig.survey.model import DIRECTIONS, SCALES, Measure
from secondmig.survey.yaml_file import Reader, Value, read_yaml

_TOP = ("measures_spec", "measures", "harmonised_sets", "trajectory")
_CODE_LISTS = {"iso3": "iso3", "ISCO-08": "isco08"}


@dataclass(frozen=True, slots=True)
class _Spec:
    """What holds for all measures: the version of the file, and reserved code -> reason."""

    version: str
    missing: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A measure as its entry alone says it, before references are resolved."""

    measure: Measure
    place: Value
    codes_as: str

    def at(self, key: str) -> Value:
        """The value of a key of the entry, the entry where the key is not written."""
        return next((inner for name, inner in self.place.entries if name.text == key), self.place)


def read_measures(path: Path) -> Mapping[str, Measure]:
    """Read the measures file.

    Numbers are kept as written; ``codes_as`` is resolved; a code's label, a note or a name must be text, so a
    bare ``yes: no`` or an empty value is refused. Ordinal measures must have codes with labels and a
    direction. What a map leads to must be understood and lie inside the measure. The part ``trajectory`` is
    not read.

    Returns:
        The measures by id, in file order, each with the version of the file and the sets it belongs to.

    Raises:
        SecondmigError: one problem, with ``file:line``.
        ProblemsError: all the problems of the file.
    """
    root = read_yaml(path)
    reader = Reader(path.name)
    top = reader.entries(root, "the file")
    for key, value in top.items():
        if key not in _TOP:
            reader.wrong(value, f"unknown key {key!r}", f"keys are {', '.join(_TOP)}")
    spec = _spec(reader, top["measures_spec"]) if "measures_spec" in top else _Spec("", {})
    if "measures" in top:
        entries = _entries(reader, top["measures"], spec)
    else:
        reader.wrong(root, "there are no measures", "add measures: with a list")
        entries = {}
    measures = _resolved(reader, entries)
    sets = _sets(reader, top.get("harmonised_sets"), set(entries))
    reader.finish()
    return {
        identifier: replace(measure, sets=tuple(name for name, held in sets.items() if identifier in held))
        for identifier, measure in measures.items()
    }


def _spec(reader: Reader, spec: Value) -> _Spec:
    entries = reader.entries(spec, "measures_spec")
    told = {key: reader.text(entries[key], key) for key in ("version", "id_rule") if key in entries}
    version = told.get("version", "")
    if "missing_default" not in entries:
        return _Spec(version, {})
    inner = reader.entries(entries["missing_default"], "missing_default")
    return _Spec(version, reader.labels(inner["reserved"], "reserved") if "reserved" in inner else {})


def _entries(reader: Reader, value: Value, spec: _Spec) -> dict[str, _Entry]:
    entries: dict[str, _Entry] = {}
    for item in reader.items(value, "measures"):
        entry = _entry(reader, item, spec)
        identifier = entry.measure.id
        if identifier in entries:
            first = entries[identifier].place.line
            reader.wrong(item, f"measure {identifier} is already on line {first}", "rename one of them")
        elif identifier:
            entries[identifier] = entry
    return entries


def _entry(reader: Reader, item: Value, spec: _Spec) -> _Entry:
    fields: dict[str, Any] = {"id": "", "name": "", "scale": "nominal", "version": spec.version}
    remarks: dict[str, str] = {}
    codes_as = ""
    entries = reader.entries(item, "a measure")
    for key, value in entries.items():
        if key in _FIELDS:
            name, read = _FIELDS[key]
            fields[name] = read(reader, value, key)
        elif key == "codes":
            name = "code_list" if value.kind == "text" else "codes"
            fields[name] = (_code_list if value.kind == "text" else Reader.labels)(reader, value, key)
        elif key == "codes_as":
            codes_as = reader.text(value, key)
        elif key in _REMARKS:
            remarks.update(_remark(reader, value, key))
        else:
            reader.wrong(value, f"unknown key {key!r} in a measure", f"keys are {', '.join(KEYS)}")
    for key in ("id", "name", "scale"):
        if key not in entries:
            reader.wrong(item, f"a measure lacks {key}", f"add {key}: ...")
    missing = spec.missing if fields.pop("reserved", True) else {}
    return _Entry(Measure(remarks=remarks, missing=missing, **fields), item, codes_as)


def _resolved(reader: Reader, entries: Mapping[str, _Entry]) -> dict[str, Measure]:
    measures: dict[str, Measure] = {}
    for identifier, entry in entries.items():
        measure = entry.measure
        if entry.codes_as:
            other = entries[entry.codes_as].measure if entry.codes_as in entries else None
            if other is None or not other.codes:
                message = f"{identifier}: codes_as {entry.codes_as} is no measure with codes"
                reader.wrong(entry.place, message, "name a measure that has codes")
            else:
                measure = replace(measure, codes=other.codes, direction=measure.direction or other.direction)
        for message, hint in _contradictions(measure, entry, set(entries)):
            reader.wrong(entry.place, f"{identifier}: {message}", hint)
        if measure.scale == "ordinal" and not measure.direction:
            message = f"{identifier}: an ordinal measure needs a direction"
            hint = "add the line direction: higher_is_more (or higher_is_less) below this one"
            reader.wrong(entry.at("scale"), message, hint)
        _check_maps(reader, measure, entry.at("map"))
        measures[identifier] = measure
    return measures


def _check_maps(reader: Reader, measure: Measure, place: Value) -> None:
    """Every value that a map leads to is understood, and lies inside the measure."""
    for source, table in place.entries if measure.maps else ():
        for code, ours in table.entries:
            try:
                reason = outside(parse_target(ours.text), measure) if ours.text else ""
            except ValueError as error:
                reason = str(error)
            if reason:
                message = f"{measure.id}: {source.text} leads {code.text} to {ours.text!r}: {reason}"
                reader.wrong(ours, message, TARGET_HINT)


def _contradictions(measure: Measure, entry: _Entry, known: set[str]) -> Iterator[tuple[str, str]]:
    """What does not fit within a measure -> what to do about it."""
    if measure.scale == "ordinal" and not measure.codes and not entry.codes_as:
        yield "an ordinal measure needs codes with labels", "add codes: with one line a code"
    if measure.scale == "composite" and not measure.parts:
        yield "a composite measure needs parts", "add parts: with one line a part, part: 0..2"
    for code in measure.order:
        if code not in measure.codes:
            yield f"order_for_security names {code}, which is no code", "correct the code"
    yield from _misfits(measure)
    # A rule in words is one text; several names, or one word, are references.
    for name in measure.derived_from:
        if " " not in name and name not in known and name != "legs":
            yield f"derived_from {name} is no measure", "name a measure, legs, or the rule in words"


def _misfits(measure: Measure) -> Iterator[tuple[str, str]]:
    for part, levels in measure.rubric.items():
        low, high = measure.parts.get(part, (0, -1))
        if any(level not in map(str, range(low, high + 1)) for level in levels):
            yield f"the rubric of {part} does not fit the parts", "give each value of the part a line"


def _sets(reader: Reader, value: Value | None, known: set[str]) -> dict[str, set[str]]:
    """Name of a set -> ids of its measures."""
    sets: dict[str, set[str]] = {}
    for key, content in reader.entries(value, "harmonised_sets").items() if value else ():
        if key == "rule":
            reader.text(content, key)
            continue
        sets[key] = {item.text for item in content.items}
        for item in reader.items(content, key):
            identifier = reader.text(item, key)
            if identifier and identifier not in known:
                reader.wrong(item, f"{key} names {identifier}, which is no measure", "correct the id")
    return sets


def _code_list(reader: Reader, value: Value, what: str) -> str:
    known = next((name for start, name in _CODE_LISTS.items() if value.text.startswith(start)), "")
    if not known:
        hint = f"write codes with labels, or one of {', '.join(_CODE_LISTS)}"
        reader.wrong(value, f"{what} {value.text!r} is no list of codes", hint)
    return known


def _maps(reader: Reader, value: Value, what: str) -> dict[str, dict[str, str]]:
    """Source -> its value -> ours; ours may be a number or a rule in words."""
    maps: dict[str, dict[str, str]] = {}
    for source, table in reader.entries(value, what).items():
        maps[source] = {
            code: ours.text if ours.kind == "number" else reader.text(ours, f"{source} {code}")
            for code, ours in reader.entries(table, source).items()
        }
    return maps


def _rubric(reader: Reader, value: Value, what: str) -> dict[str, dict[str, tuple[str, ...]]]:
    return {
        part: {level: reader.texts(inner, level) for level, inner in reader.entries(table, part).items()}
        for part, table in reader.entries(value, what).items()
    }


def _per_leg(reader: Reader, value: Value, what: str) -> tuple[str, ...]:
    if value.kind == "list":
        return reader.texts(value, what)
    return ("leg",) if reader.flag(value, what) else ()


def _range(reader: Reader, value: Value, what: str) -> tuple[float, float] | None:
    bounds = [float(item.text) for item in reader.items(value, what) if item.kind == "number"]
    if len(bounds) == 2 == len(value.items) and bounds[0] < bounds[1]:
        return bounds[0], bounds[1]
    if value.kind == "list":
        reader.wrong(value, f"{what} should be two numbers, the lower one first", "write [0, 30]")
    return None


def _parts(reader: Reader, value: Value, what: str) -> dict[str, tuple[int, int]]:
    parts: dict[str, tuple[int, int]] = {}
    for part, inner in reader.entries(value, what).items():
        low, dots, high = inner.text.partition("..")
        if dots and all(bound.isascii() and bound.isdigit() for bound in (low, high)):
            parts[part] = int(low), int(high)
        else:
            reader.wrong(inner, f"{what} {part} should be the lowest and the highest value", "write 0..2")
    return parts


def _remark(reader: Reader, value: Value, key: str) -> dict[str, str]:
    if value.kind == "mapping":
        return {f"{key}.{inner}": text for inner, text in reader.labels(value, key).items()}
    return {key: ", ".join(reader.texts(value, key))}


def _scale(reader: Reader, value: Value, what: str) -> str:
    return reader.choice(value, what, SCALES)


def _direction(reader: Reader, value: Value, what: str) -> str:
    return reader.choice(value, what, DIRECTIONS)


_Field = Callable[[Reader, Value, str], object]
_FIELDS: Mapping[str, tuple[str, _Field]] = {
    "id": ("id", Reader.text),
    "name": ("name", Reader.text),
    "scale": ("scale", _scale),
    "unit": ("unit", Reader.text),
    "direction": ("direction", _direction),
    "reserved": ("reserved", Reader.flag),
    "range": ("range", _range),
    "standard": ("standard", Reader.text),
    "derived_from": ("derived_from", Reader.texts),
    "per_leg": ("per_leg", _per_leg),
    "split_by_country": ("split_by_country", Reader.flag),
    "multiple_response": ("multiple_response", Reader.text),
    "release_as": ("release_as", Reader.text),
    "order_for_security": ("order", Reader.texts),
    "parts": ("parts", _parts),
    "rubric": ("rubric", _rubric),
    "sources": ("sources", Reader.labels),
    "map": ("maps", _maps),
    "maps_to": ("maps_to", Reader.labels),
}
_REMARKS = (
    "note",
    "why",
    "also",
    "derive",
    "formula",
    "rule",
    "rubric_note",
    "order_editable",
    "source",
    "methods",
    "pair",
    "target_country",
    "horizon_years",
)
KEYS = (*_FIELDS, "codes", "codes_as", *_REMARKS)
"""The keys that a measure may have."""
