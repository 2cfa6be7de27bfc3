"""Facets: which values a coding may carry, which hold by default, and which are still to fill.

A facet value is stored as YAML and JSON give it: text for countries, corridors and enums, a whole number for
int and ordinal facets (with a few texts beside them, such as "mixed"), true or false for bool, a tuple where
several values may stand at once. Text from a command line becomes that form by :func:`parse_facet`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, cast

from secondmig.codebook.tree import nearest, unknown_code
from secondmig.core.countries import is_country
from secondmig.core.errors import SecondmigError
from secondmig.core.types import Code, Codebook, FacetScalar, FacetSpec, FacetValue

FROM_CODE: Final = "from_code"
"""The default that is looked up among the values the code itself carries."""

_TRUTH: Final[Mapping[str, bool]] = {"true": True, "false": False}
_KEPT: Final = 16


@dataclass(frozen=True, slots=True)
class _Plan:
    """What one code does with facets: by name, in listing order, and the defaults that hold for it."""

    specs: Mapping[str, FacetSpec]
    defaults: Mapping[str, FacetValue]


# Keyed by identity, which holds while the codebook is kept here: a million codings ask about the same few.
_plans: dict[int, tuple[Codebook, Mapping[str, _Plan]]] = {}


def _plan(codebook: Codebook, code_id: str) -> _Plan:
    held = _plans.get(id(codebook))
    if held is None:
        if len(_plans) >= _KEPT:
            _plans.clear()
        held = _plans[id(codebook)] = (
            codebook,
            {code.id: _plan_of(codebook, code) for code in codebook.codes},
        )
    plan = held[1].get(code_id)
    if plan is None:
        raise unknown_code((codebook,), code_id)
    return plan


def _plan_of(codebook: Codebook, code: Code) -> _Plan:
    specs = [spec for spec in codebook.facets if not spec.applies_to or code.id in spec.applies_to]
    defaults: dict[str, FacetValue] = {}
    for spec in specs:
        default = code.defaults.get(spec.name) if spec.default == FROM_CODE else spec.default
        if default is not None:
            defaults[spec.name] = (default,) if spec.multiple else default
    return _Plan({spec.name: spec for spec in in_order(specs)}, defaults)


def in_order(specs: Iterable[FacetSpec]) -> tuple[FacetSpec, ...]:
    """The order in which facets are listed everywhere: required ones first, then by name."""
    return tuple(sorted(specs, key=lambda spec: (not spec.required, spec.name)))


def specs_for(codebook: Codebook, code_id: str) -> tuple[FacetSpec, ...]:
    """The facets a coding with this code may carry, required ones first.

    Raises:
        SecondmigError: the codebook has no such code.
    """
    return tuple(_plan(codebook, code_id).specs.values())


def described(spec: FacetSpec) -> str:
    """The permitted values in words, for messages and help.

    >>> described(FacetSpec("valence", "ordinal", values=(-1, 0, 1, "mixed")))
    '-1, 0, 1 or mixed'
    """
    words = [str(value) for value in spec.values]
    if spec.type in {"country", "countries"}:
        words = ["a country as three capitals (ISO 3166-1 alpha-3)", *words]
    elif spec.type == "corridor":
        words = ["two different countries such as PER>JPN"]
    elif spec.type == "int":
        words = ["a whole number"]
    elif spec.type == "bool":
        words = ["true", "false"]
    listed = " or ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
    return f"one or more of {listed}" if spec.multiple else listed


def parse_facet(spec: FacetSpec, text: str, *, where: str = "") -> FacetValue:
    """The stored form of a value given as text; several values are separated by commas.

    Args:
        spec: the facet.
        text: as on the command line or in a CSV cell.
        where: the place to name in the error.

    Raises:
        SecondmigError: the facet does not permit it.

    >>> parse_facet(FacetSpec("valence", "ordinal", values=(-1, 0, 1, "mixed")), "-1")
    -1
    >>> parse_facet(FacetSpec("compared_with", "countries", multiple=True), "SAU, SGP")
    ('SAU', 'SGP')
    """
    value: FacetValue
    if spec.multiple:
        value = tuple(_parse_one(spec, part.strip()) for part in text.split(","))
    else:
        value = _parse_one(spec, text.strip())
    if not permits(spec, value):
        raise _refusal(spec, text, where)
    return value


def _parse_one(spec: FacetSpec, text: str) -> FacetScalar:
    if spec.type == "bool":
        return _TRUTH.get(text.lower(), text)
    if spec.type in {"int", "ordinal"}:
        digits = text.removeprefix("-")
        if digits.isascii() and digits.isdigit() and len(digits) <= 18:
            return int(text)
    return text


def stored_facet(spec: FacetSpec, value: object, *, where: str = "") -> FacetValue:
    """The stored form of a value that comes from JSON (typed) or from text.

    A JSON list becomes a tuple; a single value of a facet that holds several becomes a tuple of one.

    Raises:
        SecondmigError: the facet does not permit it.
    """
    if isinstance(value, str):
        return parse_facet(spec, value, where=where)
    held = _tupled(spec, value)
    if permits(spec, held):
        return cast("FacetValue", held)
    raise _refusal(spec, value, where)


def _tupled(spec: FacetSpec, value: object) -> object:
    if isinstance(value, list | tuple):
        return tuple(_parse_one(spec, part) if isinstance(part, str) else part for part in value)
    return (value,) if spec.multiple else value


def permits(spec: FacetSpec, value: object) -> bool:
    """Whether ``value`` is, in its stored form, one the facet may hold; True is not 1 here."""
    if spec.multiple:
        if not isinstance(value, tuple) or not value:
            return False
        return all(_permits_one(spec, part) for part in value) and len(set(value)) == len(value)
    return _permits_one(spec, value)


def _permits_one(spec: FacetSpec, value: object) -> bool:
    if spec.type == "bool":
        return isinstance(value, bool)
    if spec.type == "int":
        return isinstance(value, int) and not isinstance(value, bool)
    if spec.type == "corridor":
        return isinstance(value, str) and is_corridor(value)
    if spec.type in {"country", "countries"} and isinstance(value, str) and is_country(value):
        return True
    return any(type(value) is type(permitted) and value == permitted for permitted in spec.values)


def is_corridor(text: str) -> bool:
    """Whether ``text`` is an ordered pair of different countries.

    >>> is_corridor("PER>JPN"), is_corridor("JPN>JPN"), is_corridor("PER-JPN")
    (True, False, False)
    """
    start, arrow, end = text.partition(">")
    return bool(arrow) and start != end and is_country(start) and is_country(end)


def _refusal(spec: FacetSpec, value: object, where: str) -> SecondmigError:
    hint = f"{spec.name} takes {described(spec)}"
    return SecondmigError(f"facet {spec.name}: '{_shown(value)}' is not permitted", where=where, hint=hint)


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        return ",".join(_shown(part) for part in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def stored_facets(
    codebook: Codebook, code_id: str, given: Mapping[str, object], *, where: str
) -> tuple[dict[str, FacetValue], list[SecondmigError]]:
    """Every facet in its stored form, by name, and all that is wrong with what was given.

    Args:
        codebook: the codebook of the code.
        code_id: the code applied.
        given: facets as text or as JSON has them; never the turn, quotation, code or memo.
        where: the place to name in the problems.

    Raises:
        SecondmigError: the codebook has no such code.
    """
    specs = _plan(codebook, code_id).specs
    stored: dict[str, FacetValue] = {}
    problems: list[SecondmigError] = []
    for facet in sorted(given):
        if facet not in specs:
            problems.append(_unknown(codebook, code_id, facet, where))
            continue
        try:
            stored[facet] = stored_facet(specs[facet], given[facet], where=where)
        except SecondmigError as problem:
            problems.append(problem)
    return stored, problems


def validate_facets(
    codebook: Codebook, code_id: str, facets: Mapping[str, object], *, where: str
) -> list[SecondmigError]:
    """What is wrong with facets in their stored form; an absent facet is never wrong here.

    Args:
        codebook: the codebook of the code.
        code_id: the code applied.
        facets: as they are to be saved; a list counts as a tuple.
        where: the place to name in the problems.

    Raises:
        SecondmigError: the codebook has no such code.
    """
    specs = _plan(codebook, code_id).specs
    problems: list[SecondmigError] = []
    for facet, value in sorted(facets.items()):
        if facet not in specs:
            problems.append(_unknown(codebook, code_id, facet, where))
        elif not permits(specs[facet], tuple(value) if isinstance(value, list) else value):
            problems.append(_refusal(specs[facet], value, where))
    return problems


def _unknown(codebook: Codebook, code_id: str, facet: str, where: str) -> SecondmigError:
    for spec in codebook.facets:
        if spec.name == facet:
            hint = f"it belongs to {', '.join(spec.applies_to)}"
            return SecondmigError(f"facet {facet} does not apply to {code_id}", where=where, hint=hint)
    known = [spec.name for spec in specs_for(codebook, code_id)]
    there = f"known: {', '.join(known)}" if known else f"{codebook.id} has no facets: leave it out"
    hint = nearest(facet, known) or there
    return SecondmigError(f"no facet '{facet}' in codebook {codebook.id}", where=where, hint=hint)


def complete(codebook: Codebook, code_id: str, facets: Mapping[str, FacetValue]) -> dict[str, FacetValue]:
    """The facets with defaults filled in, keys sorted.

    A facet whose default is "from_code" takes the value the code carries, and stays absent where the code
    carries none. Values on the code for other facets are what is typical, and are never filled in: nobody
    said them.

    Raises:
        SecondmigError: the codebook has no such code.
    """
    return dict(sorted({**_plan(codebook, code_id).defaults, **facets}.items()))


def missing(codebook: Codebook, code_id: str, facets: Mapping[str, FacetValue]) -> tuple[str, ...]:
    """The facets that reports require and neither the coding nor a default names, by name.

    Raises:
        SecondmigError: the codebook has no such code.
    """
    plan = _plan(codebook, code_id)
    filled = {**plan.defaults, **facets}
    absent = (spec for spec in plan.specs.values() if spec.required and spec.name not in filled)
    return tuple(spec.name for spec in absent if not _lifted(spec, filled))


def _lifted(spec: FacetSpec, filled: Mapping[str, FacetValue]) -> bool:
    return any(filled.get(facet) == value for facet, value in spec.required_unless.items())
