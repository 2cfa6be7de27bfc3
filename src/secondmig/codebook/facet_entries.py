"""The ``facets`` section of a codebook file: what it declares, inherits and overrides.

A section may hold ``inherit`` (the id of another codebook), ``override`` (changes to inherited facets) and
``extra`` (facets of its own). Types in the file, what they hold, and the type of
:class:`~secondmig.core.types.FacetSpec` they become:

- ``iso3166-1-alpha3``: a country, or one of ``extra`` (country; countries with ``multiple: true``);
- ``ISO3|ORIGIN``: short for ``iso3166-1-alpha3`` with ``extra: [ORIGIN]``;
- ``pair``: two countries, ``PER>JPN``; ``values: ISO3>ISO3`` may say so (corridor);
- ``enum``: one of the list ``values``, or several with ``multiple: true`` (enum);
- ``ordinal``: a whole number of the mapping ``values``, number to label, or one of ``extra`` (ordinal);
- ``int``: a whole number (int); ``bool``: true or false (bool).
"""

import dataclasses
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from secondmig.codebook.code_entries import CODE_KEYS, UNCLEAR, allows
from secondmig.codebook.facets import FROM_CODE, described, in_order
from secondmig.codebook.strict import Entry, Problems, did_you_mean, is_empty, written_under
from secondmig.core.countries import is_country
from secondmig.core.types import FacetScalar, FacetSpec

_SECTION: Final = ("inherit", "override", "extra")
_CHANGEABLE: Final = ("required", "required_unless", "default", "applies_to", "help")
_KEYS: Final = ("type", "values", "extra", "multiple", *_CHANGEABLE)
_COUNTRY: Final = "iso3166-1-alpha3"
_CORRIDOR: Final = "ISO3>ISO3"
_TYPES: Final = (_COUNTRY, "pair", "enum", "ordinal", "int", "bool")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_CODING_KEYS: Final = (
    "turn",
    "quote",
    "code",
    "coder",
    "document",
    "note",
    "memo",
    "start",
    "end",
    "status",
)


@dataclass(frozen=True, slots=True)
class FacetSection:
    """What a file says about facets, before inheritance.

    Attributes:
        inherit: the codebook inherited from, with its line, or None.
        override: facet -> (line, changes by field).
        extra: the facets declared here.
        lines: facet -> line of its own declaration or override.
    """

    inherit: tuple[str, int] | None
    override: Mapping[str, tuple[int, Mapping[str, Any]]]
    extra: tuple[FacetSpec, ...]
    lines: Mapping[str, int]


NO_FACETS: Final = FacetSection(None, {}, (), {})


def read_section(entry: Entry, problems: Problems) -> FacetSection:
    """Read the section; what is wrong goes to ``problems``."""
    keys = problems.mapping(entry, "facets", known=_SECTION)
    inherit = None
    if "inherit" in keys:
        parent = problems.text(keys["inherit"], "inherit")
        inherit = (parent, keys["inherit"].line) if parent is not None else None
    override: dict[str, tuple[int, Mapping[str, Any]]] = {}
    extra: list[FacetSpec] = []
    lines: dict[str, int] = {}
    if "override" in keys:
        for name, held in problems.mapping(keys["override"], "override").items():
            override[name] = (held.line, _changes(name, held, problems))
            lines[name] = held.line
    if "extra" in keys:
        for name, held in problems.mapping(keys["extra"], "extra").items():
            spec = _declared(name, held, problems)
            if spec is not None:
                extra.append(spec)
                lines[name] = held.line
    return FacetSection(inherit, override, tuple(extra), lines)


def _declared(name: str, entry: Entry, problems: Problems) -> FacetSpec | None:
    if not _NAME.fullmatch(name) or name in {*CODE_KEYS, *_CODING_KEYS}:
        hint = "small letters, digits and _, and none of the keys of a code or a coding"
        problems.add(entry.line, f"'{name}' cannot name a facet", hint)
        return None
    what = f"facet {name}"
    keys = problems.mapping(entry, what, known=_KEYS)
    fields = _common(what, keys, problems)
    multiple = problems.truth(keys["multiple"], f"{what}: multiple") if "multiple" in keys else False
    kind = problems.text(keys["type"], f"{what}: type") if "type" in keys else None
    if kind is None and written_under(entry.item, "type") is None:
        problems.add(entry.line, f"{what} has no type", f"one of {', '.join(_TYPES)}")
    typed = _typed(what, kind, keys, problems) if kind is not None else None
    if typed is None:
        return FacetSpec(name=name, type=UNCLEAR)
    if multiple and typed["type"] not in {"country", "enum"}:
        problems.add(keys["multiple"].line, f"{what}: multiple is for countries and enums only")
        return FacetSpec(name=name, type=UNCLEAR)
    if multiple and typed["type"] == "country":
        typed["type"] = "countries"
    return FacetSpec(name=name, multiple=bool(multiple), **typed, **fields)


def _typed(what: str, kind: str, keys: Mapping[str, Entry], problems: Problems) -> dict[str, Any] | None:
    """The fields that follow from the type: type, values, labels; None where the type is unknown."""
    short, *more = kind.split("|")
    if kind == _COUNTRY or (short == "ISO3" and more and all(more)):
        _refuse(what, kind, ("values",), keys, problems)
        values = (*more, *_extra(what, keys, problems))
        for value in filter(is_country, values):
            problems.add(keys["type"].line, f"{what}: the country {value} is permitted already")
        return {"type": "country", "values": values}
    if kind == "pair":
        _refuse(what, kind, ("extra",), keys, problems)
        if "values" in keys and problems.text(keys["values"], f"{what}: values") not in {_CORRIDOR, None}:
            problems.add(keys["values"].line, f"{what}: a pair is always {_CORRIDOR}")
        return {"type": "corridor"}
    if kind in {"int", "bool"}:
        _refuse(what, kind, ("values", "extra"), keys, problems)
        return {"type": kind}
    if kind == "enum":
        _refuse(what, kind, ("extra",), keys, problems)
        values = problems.texts(keys["values"], f"{what}: values") if "values" in keys else ()
        return {"type": kind, "values": values} if _some(what, values, keys, problems) else None
    if kind == "ordinal":
        labels = dict(sorted(_labels(what, keys, problems).items()))
        shown = {str(number): label for number, label in labels.items()}
        typed = {"type": kind, "values": (*labels, *_extra(what, keys, problems)), "labels": shown}
        return typed if _some(what, tuple(labels), keys, problems) else None
    problems.add(keys["type"].line, f"{what}: unknown type '{kind}'", did_you_mean(kind, _TYPES))
    return None


def _refuse(
    what: str, kind: str, names: tuple[str, ...], keys: Mapping[str, Entry], problems: Problems
) -> None:
    for name in names:
        if name in keys:
            problems.add(keys[name].line, f"{what}: '{name}' is not for the type {kind}")


def _some(what: str, values: Collection[FacetScalar], keys: Mapping[str, Entry], problems: Problems) -> bool:
    """Whether there are values; that there are none is said once, here or where each was refused."""
    if not values and ("values" not in keys or is_empty(keys["values"].item)):
        problems.add(keys["type"].line, f"{what} has no values")
    return bool(values)


def _extra(what: str, keys: Mapping[str, Entry], problems: Problems) -> tuple[str, ...]:
    return problems.texts(keys["extra"], f"{what}: extra") if "extra" in keys else ()


def _labels(what: str, keys: Mapping[str, Entry], problems: Problems) -> dict[int, str]:
    """Whole number -> label."""
    labels: dict[int, str] = {}
    if "values" not in keys:
        return labels
    for number, held in problems.mapping(keys["values"], f"{what}: values").items():
        label = problems.text(held, f"{what}: the label of {number}")
        if not re.fullmatch(r"-?(?:0|[1-9][0-9]{0,8})", number) or number == "-0":
            problems.add(held.line, f"{what}: {number} is not a whole number written with its digits alone")
        elif label is not None:
            labels[int(number)] = label
    return labels


def _changes(name: str, entry: Entry, problems: Problems) -> Mapping[str, Any]:
    """The fields an override names; what a facet can hold is the same wherever it is inherited."""
    what = f"facet {name}"
    return _common(what, problems.mapping(entry, f"{what} in override", known=_CHANGEABLE), problems)


def _common(what: str, keys: Mapping[str, Entry], problems: Problems) -> dict[str, Any]:
    """The fields every type has, where they are named."""
    fields: dict[str, Any] = {}
    if "required" in keys:
        fields["required"] = bool(problems.truth(keys["required"], f"{what}: required"))
    if "help" in keys:
        fields["help"] = problems.text(keys["help"], f"{what}: help") or ""
    if "applies_to" in keys:
        fields["applies_to"] = problems.texts(keys["applies_to"], f"{what}: applies_to")
        if is_empty(keys["applies_to"].item):
            hint = "name codes, or take it out"
            problems.add(keys["applies_to"].line, f"{what}: applies_to is empty", hint)
    if "default" in keys:
        fields["default"] = problems.scalar(keys["default"], f"{what}: default")
    if "required_unless" in keys:
        held = problems.mapping(keys["required_unless"], f"{what}: required_unless")
        lifts = {other: problems.scalar(value, f"{what}: required_unless") for other, value in held.items()}
        fields["required_unless"] = {
            other: lifts[other] for other in sorted(lifts) if lifts[other] is not None
        }
    return fields


def resolve(
    section: FacetSection, inherited: tuple[FacetSpec, ...], problems: Problems
) -> tuple[FacetSpec, ...]:
    """The facets in force: inherited ones with their overrides, and those declared here, in listing order."""
    specs = {spec.name: spec for spec in inherited}
    if section.override and section.inherit is None:
        problems.add(min(line for line, _ in section.override.values()), "override without inherit")
    else:
        _override(section, specs, problems)
    for spec in section.extra:
        if spec.name in specs:
            hint = "change it under override, or choose another name"
            problems.add(section.lines[spec.name], f"extra: facet '{spec.name}' is inherited already", hint)
        else:
            specs[spec.name] = spec
    check_defaults(specs.values(), section.lines, problems)
    for name, line in section.lines.items():
        if name in specs:
            _check_conditions(specs[name], specs, line, problems)
    return in_order(specs.values())


def _override(section: FacetSection, specs: dict[str, FacetSpec], problems: Problems) -> None:
    for name, (line, changes) in section.override.items():
        if name in specs:
            specs[name] = dataclasses.replace(specs[name], **changes)
        else:
            problems.add(line, f"override: no facet '{name}' is inherited", did_you_mean(name, tuple(specs)))


def check_defaults(specs: Iterable[FacetSpec], lines: Mapping[str, int], problems: Problems) -> None:
    """Each default is a value the facet permits.

    Args:
        specs: the facets to check.
        lines: facet -> line; a facet without one is not of this file, and is left alone.
        problems: takes what is wrong.
    """
    for spec in specs:
        if spec.name not in lines or spec.default in {None, FROM_CODE} or allows(spec, spec.default):
            continue
        hint = f"{spec.name} takes {described(spec)}, or {FROM_CODE}"
        message = f"facet {spec.name}: the default {spec.default} is not permitted"
        problems.add(lines[spec.name], message, hint)


def _check_conditions(spec: FacetSpec, specs: Mapping[str, FacetSpec], line: int, problems: Problems) -> None:
    """What lifts a requirement is a value of another facet."""
    for other, value in spec.required_unless.items():
        if other not in specs:
            hint = did_you_mean(other, tuple(specs))
            problems.add(line, f"facet {spec.name}: required_unless: no facet '{other}'", hint)
        elif not allows(specs[other], value):
            hint = f"{other} takes {described(specs[other])}"
            problems.add(line, f"facet {spec.name}: required_unless: {other} is never {value}", hint)
