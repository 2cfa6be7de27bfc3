"""The shapes of what is asked and told about suggestions."""

from typing import Final

from secondmig.web.shapes import (
    ACT,
    FACETS,
    NAME,
    PLACE,
    TEXT,
    TRUTH,
    WHOLE,
    WHOLE_OR_NONE,
    Schema,
    list_of,
    or_none,
    record,
    ref,
)

_WORD: Final[Schema] = {"type": "string", "enum": ["accepted", "rejected"]}

DEFS: Final[Schema] = {
    "suggestion": record(
        {
            "id": TEXT,
            "start": WHOLE,
            "end": WHOLE,
            "code": TEXT,
            "engine": TEXT,
            "engine_version": TEXT,
            "score": {"type": "number", "minimum": 0, "maximum": 1},
            "evidence": list_of(TEXT),
            "facets": FACETS,
        }
    ),
    "suggestions": record(
        {
            "rev": WHOLE,
            "version": WHOLE,
            "finished": TRUTH,
            "blind": TRUTH,
            "decided": WHOLE,
            "suggestions": list_of(ref("suggestion")),
        }
    ),
    "verdict": record({**ACT, "verdict": _WORD}, optional={**PLACE, "facets": FACETS}),
    "verdicts": record(
        {**ACT, "verdict": _WORD, "suggestions": {"type": "array", "items": NAME, "minItems": 1}}
    ),
    "judged": record(
        {
            "event": WHOLE_OR_NONE,
            "again": TRUTH,
            "coding": or_none(ref("coding")),
            "codings": list_of(ref("coding")),
            "suggestions": list_of(TEXT),
        }
    ),
    "pass": record({**ACT, "finished": TRUTH}),
    "passed": record({"event": WHOLE_OR_NONE, "again": TRUTH, "finished": TRUTH}),
}
PATHS: Final[tuple[tuple[str, str, str, str], ...]] = (
    ("GET", "/api/d/{document}/suggestions", "", "suggestions"),
    ("POST", "/api/d/{document}/verdicts", "verdicts", "judged"),
    ("POST", "/api/d/{document}/pass", "pass", "passed"),
    ("POST", "/api/suggestions/{suggestion}/verdict", "verdict", "judged"),
)
