"""The shapes of what is asked and told where two coders are compared."""

from typing import Final

from secondmig.web.shapes import (
    ACT,
    NAME,
    ONE_VALUE,
    TEXT,
    TRUTH,
    WHOLE,
    WHOLE_OR_NONE,
    Schema,
    list_of,
    or_none,
    record,
    ref,
    row,
)

_VALUE: Final[Schema] = {"anyOf": [ONE_VALUE, list_of(ONE_VALUE)]}
_TAKE: Final[Schema] = {"type": "string", "enum": ["a", "b", "both", "neither"]}
_OUTCOME: Final[Schema] = {"type": "string", "enum": ["recode", "redefine", "ambiguity"]}

DEFS: Final[Schema] = {
    "difference": record(
        {
            "id": TEXT,
            "kind": {"type": "string", "enum": ["confusion", "facet", "boundary", "one_coder"]},
            "start": WHOLE,
            "end": WHOLE,
            "code_a": TEXT,
            "code_b": TEXT,
            "facet": TEXT,
            "value_a": _VALUE,
            "value_b": _VALUE,
            "first": list_of(TEXT),
            "second": list_of(TEXT),
            "decision": or_none(record({"take": _TAKE, "outcome": _OUTCOME, "reason": TEXT, "by": TEXT})),
        }
    ),
    "comparison": record(
        {"rev": WHOLE, "document": TEXT, "pairs": list_of(row(TEXT, TEXT)), "coders": list_of(TEXT)},
        optional={
            "first": list_of(TEXT),
            "second": list_of(TEXT),
            "consensus": list_of(TEXT),
            "differences": list_of(ref("difference")),
            "same": WHOLE,
            "kinds": {"type": "object", "additionalProperties": WHOLE},
            "caution": TEXT,
        },
    ),
    "ruling": record(
        {
            **ACT,
            "differences": {"type": "array", "items": NAME, "minItems": 1},
            "coders": list_of(NAME),
            "take": _TAKE,
            "outcome": _OUTCOME,
        },
        optional={"reason": {"type": "string", "maxLength": 10_000}},
    ),
    "settling": record({**ACT, "coders": list_of(NAME)}),
    "ruled": record({"event": WHOLE_OR_NONE, "said": TEXT, "again": TRUTH}),
}
PATHS: Final[tuple[tuple[str, str, str, str], ...]] = (
    ("GET", "/api/d/{document}/compare?coders=A&coders=B", "", "comparison"),
    ("POST", "/api/d/{document}/consensus", "settling", "ruled"),
    ("POST", "/api/rulings", "ruling", "ruled"),
)
