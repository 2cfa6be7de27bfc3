"""Holds values against the part of JSON Schema that :mod:`secondmig.web.schema` uses."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

Schema: TypeAlias = Mapping[str, Any]
_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "object": (dict,),
    "array": (list, tuple),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def problems(schema: Schema, value: object, defs: Schema, where: str = "") -> Iterator[str]:
    """What is wrong with a value, one line each; nothing if it fits.

    Args:
        schema: what it must be.
        value: as JSON gives it.
        defs: the schemas that ``$ref`` names, by name.
        where: the place, for the lines.
    """
    if "$ref" in schema:
        schema = defs[str(schema["$ref"]).rpartition("/")[2]]
    if "anyOf" in schema:
        if all(any(True for _ in problems(each, value, defs)) for each in schema["anyOf"]):
            yield f"{where or 'it'} is none of what it may be"
        return
    if not _is_type(schema.get("type"), value):
        yield f"{where or 'it'} is not {_said(schema['type'])}"
        return
    if isinstance(value, dict):
        yield from _object_problems(schema, value, defs, where)
    elif isinstance(value, list | tuple):
        yield from _list_problems(schema, value, defs, where)
    else:
        yield from _scalar_problems(schema, value, where)


def _is_type(wanted: str | Sequence[str] | None, value: object) -> bool:
    if wanted is None:
        return True
    names = [wanted] if isinstance(wanted, str) else wanted
    if isinstance(value, bool):
        return "boolean" in names
    return any(isinstance(value, _TYPES[name]) for name in names)


def _said(wanted: str | Sequence[str]) -> str:
    return wanted if isinstance(wanted, str) else " or ".join(wanted)


def _object_problems(schema: Schema, value: Mapping[str, object], defs: Schema, where: str) -> Iterator[str]:
    properties: Schema = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{_below(where, name)} is missing"
    others = schema.get("additionalProperties", True)
    for name, held in value.items():
        if name in properties:
            yield from problems(properties[name], held, defs, _below(where, name))
        elif others is False:
            yield f"{_below(where, name)} is unknown"
        elif others is not True:
            yield from problems(others, held, defs, _below(where, name))


def _list_problems(schema: Schema, value: Sequence[object], defs: Schema, where: str) -> Iterator[str]:
    first: Sequence[Schema] = schema.get("prefixItems", ())
    if len(value) < schema.get("minItems", 0):
        yield f"{where or 'it'} is too short"
    if len(value) > schema.get("maxItems", len(value)):
        yield f"{where or 'it'} holds more than {schema['maxItems']}"
        return
    for at, held in enumerate(value):
        meant = first[at] if at < len(first) else schema.get("items", {})
        if meant is False:
            yield f"{where or 'it'} is too long"
            return
        yield from problems(meant, held, defs, f"{where}[{at}]")


def _scalar_problems(schema: Schema, value: object, where: str) -> Iterator[str]:
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where or 'it'} is not one of {', '.join(map(str, schema['enum']))}"
    if isinstance(value, str):
        yield from _text_problems(schema, value, where)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from _number_problems(schema, value, where)


def _text_problems(schema: Schema, value: str, where: str) -> Iterator[str]:
    if len(value) < schema.get("minLength", 0):
        yield f"{where or 'it'} is empty"
    if len(value) > schema.get("maxLength", len(value)):
        yield f"{where or 'it'} is longer than {schema['maxLength']} characters"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{where or 'it'} does not look like {schema['pattern']}"


def _number_problems(schema: Schema, value: float, where: str) -> Iterator[str]:
    if value < schema.get("minimum", value):
        yield f"{where or 'it'} is less than {schema['minimum']}"
    if value > schema.get("maximum", value):
        yield f"{where or 'it'} is more than {schema['maximum']}"


def _below(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name
