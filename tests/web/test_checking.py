"""Holding values against schemas."""

import pytest

from secondmig.web.checking import Schema, problems
from secondmig.web.schema import DEFS, document

POINT: Schema = {
    "type": "object",
    "properties": {
        "x": {"type": "integer", "minimum": 0},
        "name": {"type": ["string", "null"], "minLength": 1},
    },
    "required": ["x"],
    "additionalProperties": False,
}


def said(schema: Schema, value: object) -> list[str]:
    return list(problems(schema, value, {"point": POINT}))


@pytest.mark.parametrize("value", [{"x": 0}, {"x": 7, "name": "a"}, {"x": 7, "name": None}])
def test_what_fits_has_no_problem(value: object) -> None:
    assert said(POINT, value) == []


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ([], "it is not object"),
        ({}, "x is missing"),
        ({"x": -1}, "x is less than 0"),
        ({"x": True}, "x is not integer"),
        ({"x": 1.0}, "x is not integer"),
        ({"x": "1"}, "x is not integer"),
        ({"x": 1, "name": ""}, "name is empty"),
        ({"x": 1, "name": 1}, "name is not string or null"),
        ({"x": 1, "y": 1}, "y is unknown"),
    ],
)
def test_what_does_not_fit_says_where(value: object, line: str) -> None:
    assert said(POINT, value) == [line]


def test_lists_name_the_place() -> None:
    rows = {
        "type": "array",
        "prefixItems": [{"type": "string"}],
        "items": {"$ref": "#/$defs/point"},
        "minItems": 1,
    }
    assert said(rows, ["a", {"x": 1}]) == []
    assert said(rows, ["a", {"x": 1}, {"x": -1}]) == ["[2].x is less than 0"]
    assert said(rows, []) == ["it is too short"]
    assert said({**rows, "items": False}, ["a", "b"]) == ["it is too long"]
    assert said({**rows, "maxItems": 2}, ["a", {"x": 1}, {"x": 1}]) == ["it holds more than 2"]


def test_one_of_several_is_enough() -> None:
    either = {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/point"}]}
    assert said(either, None) == said(either, {"x": 1}) == []
    assert said(either, 3) == ["it is none of what it may be"]
    assert said({"type": "string", "enum": ["a", "b"]}, "c") == ["it is not one of a, b"]
    assert said({"type": "string", "maxLength": 2}, "abc") == ["it is longer than 2 characters"]
    assert said({"type": "string", "pattern": "^a$"}, "b") == ["it does not look like ^a$"]


def test_contract_uses_only_words_the_checker_knows() -> None:
    known = {
        *(
            "type",
            "enum",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "prefixItems",
            "maxItems",
            "minItems",
        ),
        *("minLength", "maxLength", "pattern", "minimum", "maximum", "anyOf", "$ref"),
    }

    def words(schema: object) -> set[str]:
        if isinstance(schema, list):
            return set().union(*map(words, schema)) if schema else set()
        if not isinstance(schema, dict):
            return set()
        inner = [each for name, each in schema.items() if name not in {"properties", "required", "enum"}]
        inner += list(schema.get("properties", {}).values())
        return set(schema) | set().union(*map(words, inner))

    for name, schema in DEFS.items():
        assert words(schema) <= known, name
    assert document()["$defs"] == DEFS
