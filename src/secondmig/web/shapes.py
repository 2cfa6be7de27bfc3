"""The pieces that the shapes of the API are made of."""

from typing import Any, Final, TypeAlias

Schema: TypeAlias = dict[str, Any]
_LARGEST: Final = 2**53 - 1
_LONGEST: Final = 200_000
"""Characters of a quotation."""

TEXT: Final[Schema] = {"type": "string"}
NAME: Final[Schema] = {"type": "string", "minLength": 1, "maxLength": 200}
WHOLE: Final[Schema] = {"type": "integer", "minimum": 0, "maximum": _LARGEST}
TRUTH: Final[Schema] = {"type": "boolean"}
TEXT_OR_NONE: Final[Schema] = {"type": ["string", "null"]}
WHOLE_OR_NONE: Final[Schema] = {"type": ["integer", "null"]}
ONE_VALUE: Final[Schema] = {"type": ["string", "integer", "boolean"]}


def record(properties: Schema, *, optional: Schema | None = None) -> Schema:
    """An object with these properties and no others."""
    return {
        "type": "object",
        "properties": {**properties, **(optional or {})},
        "required": list(properties),
        "additionalProperties": False,
    }


def list_of(items: Schema) -> Schema:
    """An array of these."""
    return {"type": "array", "items": items}


def row(*columns: Schema, more: Schema | bool = False) -> Schema:
    """An array with a column for each of these, and perhaps more."""
    return {"type": "array", "prefixItems": list(columns), "items": more, "minItems": len(columns)}


def ref(name: str) -> Schema:
    """A shape of the document, by its name."""
    return {"$ref": f"#/$defs/{name}"}


def by_name(name: str) -> Schema:
    """An object whose properties are all of a shape."""
    return {"type": "object", "additionalProperties": ref(name)}


def or_none(schema: Schema) -> Schema:
    """This or null."""
    return {"anyOf": [schema, {"type": "null"}]}


FACETS: Final[Schema] = {
    "type": "object",
    "additionalProperties": {"anyOf": [ONE_VALUE, list_of(ONE_VALUE)]},
}
PLACE: Final[Schema] = {
    "version": WHOLE,
    "start": WHOLE,
    "end": WHOLE,
    "quote": {"type": "string", "minLength": 1, "maxLength": _LONGEST},
}
ACT: Final[Schema] = {"act": {"type": "string", "minLength": 1, "maxLength": 64}}
ABOUT: Final[Schema] = {"type": "string", "enum": ["document", "coding", "code", "case", "project"]}
SIGN: Final[Schema] = {"type": "string", "enum": ["+", "-", "?"]}
WORDS: Final[Schema] = {"type": "string", "minLength": 1, "maxLength": _LONGEST}
EVENT: Final[Schema] = {
    "rev": WHOLE,
    "at": TEXT,
    "actor": TEXT,
    "verb": TEXT,
    "undoes": WHOLE_OR_NONE,
}
