"""What the API takes and gives, as a JSON Schema document: the contract with the pages and with scripts."""

from typing import Final

from secondmig.web import (
    schema_bringing,
    schema_codebook,
    schema_compare,
    schema_grid,
    schema_review,
    schema_segments,
)
from secondmig.web.shapes import (
    ABOUT as _ABOUT,
)
from secondmig.web.shapes import (
    ACT as _ACT,
)
from secondmig.web.shapes import (
    EVENT as _EVENT,
)
from secondmig.web.shapes import (
    FACETS as _FACETS,
)
from secondmig.web.shapes import (
    NAME,
    TEXT,
    TEXT_OR_NONE,
    TRUTH,
    WHOLE,
    WHOLE_OR_NONE,
)
from secondmig.web.shapes import (
    ONE_VALUE as _ONE_VALUE,
)
from secondmig.web.shapes import (
    PLACE as _PLACE,
)
from secondmig.web.shapes import (
    SIGN as _SIGN,
)
from secondmig.web.shapes import (
    WORDS as _WORDS,
)
from secondmig.web.shapes import (
    Schema as _Schema,
)
from secondmig.web.shapes import (
    by_name as _by_name,
)
from secondmig.web.shapes import (
    list_of as _list,
)
from secondmig.web.shapes import (
    or_none as _or_none,
)
from secondmig.web.shapes import (
    record as _record,
)
from secondmig.web.shapes import (
    ref as _ref,
)
from secondmig.web.shapes import (
    row as _row,
)

DEFS: Final[_Schema] = {
    "coding": _record(
        {
            "id": TEXT,
            "start": WHOLE,
            "end": WHOLE,
            "code": TEXT,
            "coder": TEXT,
            "facets": _FACETS,
            "origin": TEXT,
            "status": {"type": "string", "enum": ["current", "changed", "lost"]},
            "memo": TEXT,
            "seen": WHOLE,
            "mine": TRUTH,
            "version": WHOLE,
        }
    ),
    "error": _record(
        {"error": _record({"message": TEXT, "where": TEXT, "hint": TEXT}, optional={"found": TEXT})}
    ),
    "mark": _record({**_ACT, "document": NAME, **_PLACE, "code": NAME}, optional={"facets": _FACETS}),
    "revise": _record({**_ACT, "seen": WHOLE}, optional={**_PLACE, "code": NAME, "facets": _FACETS}),
    "unmark": _record({**_ACT, "seen": WHOLE}),
    "turn": _record({**_ACT, "document": NAME}, optional={"event": WHOLE_OR_NONE}),
    "marked": _record({"event": WHOLE, "coding": _or_none(_ref("coding")), "again": TRUTH}),
    "unmarked": _record({"event": WHOLE, "gone": TEXT, "again": TRUTH}),
    "turned": _record(
        {
            "event": WHOLE,
            "verb": {"type": "string", "enum": ["undo", "redo"]},
            "act": WHOLE,
            "done": TEXT,
            "said": TEXT,
            "again": TRUTH,
            "codings": _list(_ref("coding")),
            "gone": _list(TEXT),
        }
    ),
    "changes": _record(
        {
            "rev": WHOLE,
            "document_version": WHOLE,
            "codebooks": _list(TEXT),
            "reload": TRUTH,
            "events": _list(_record(_EVENT)),
            "codings": _list(_ref("coding")),
            "gone": _list(TEXT),
        }
    ),
    "history": _record(
        {
            "rev": WHOLE,
            "events": _list(
                _record(
                    {
                        **_EVENT,
                        "act": WHOLE,
                        "done": TEXT,
                        "coding": TEXT_OR_NONE,
                        "code": TEXT_OR_NONE,
                        "undoable": TRUTH,
                        "redoable": TRUTH,
                    }
                )
            ),
        }
    ),
    "packed": _record(
        {
            "codes": _list(TEXT),
            "coders": _list(TEXT),
            "facets": _list(_FACETS),
            "rows": _list(
                _row(
                    TEXT,
                    WHOLE,
                    WHOLE,
                    WHOLE,
                    WHOLE,
                    WHOLE,
                    WHOLE,
                    more=_record({}, optional={"memo": TEXT, "origin": TEXT}),
                )
            ),
        }
    ),
    "person": _record(
        {
            "id": TEXT,
            "pseudonym": TEXT,
            "consent": TEXT,
            "audio": TRUTH,
            "countries": _list(TEXT),
            "speakers": _list(TEXT),
            "legs": _list(_row(WHOLE, TEXT, TEXT_OR_NONE, TEXT_OR_NONE, TEXT)),
        }
    ),
    "island": _record(
        {
            "rev": WHOLE,
            "coder": TEXT,
            "document": _record(
                {
                    "id": TEXT,
                    "version": WHOLE,
                    "title": TEXT,
                    "kind": TEXT,
                    "language": TEXT,
                    "sha": TEXT,
                    "text_length": WHOLE,
                }
            ),
            "turns": _record(
                {
                    "speakers": _list(_row(TEXT, TEXT)),
                    "rows": _list(
                        {
                            **_row(WHOLE_OR_NONE, WHOLE, WHOLE, WHOLE, WHOLE_OR_NONE, WHOLE_OR_NONE, TEXT),
                            "minItems": 4,
                        }
                    ),
                }
            ),
            "gaps": _list(TEXT),
            "tiers": _list(_row(WHOLE, TEXT, WHOLE, WHOLE)),
            "hidden": _list(_row(WHOLE, WHOLE)),
            "codings": _ref("packed"),
            "waiting": WHOLE,
            "codes": _by_name("code"),
            "facets": _by_name("facet"),
            "codebooks": _list(TEXT),
            "core": _list(TEXT),
            "pinned": _list(TEXT),
            "person": _or_none(_ref("person")),
            "persons": _list(_ref("person")),
        }
    ),
    "facet": _record(
        {"name": TEXT, "type": TEXT},
        optional={
            "values": _list(_ONE_VALUE),
            "labels": {"type": "object", "additionalProperties": TEXT},
            "multiple": TRUTH,
            "required": TRUTH,
            "required_unless": {"type": "object", "additionalProperties": _ONE_VALUE},
            "default": _ONE_VALUE,
            "help": TEXT,
        },
    ),
    "code": _record(
        {
            "book": TEXT,
            "label": TEXT,
            "path": _list(TEXT),
            "codable": TRUTH,
            "hue": WHOLE,
            "pattern": WHOLE,
        },
        optional={
            "parent": TEXT,
            "key": TEXT,
            "definition": TEXT,
            "include": TEXT,
            "exclude": TEXT,
            "examples": _list(TEXT),
            "aliases": _list(TEXT),
            "facets": _list(TEXT),
            "defaults": {"type": "object", "additionalProperties": _ONE_VALUE},
            "retired": TEXT,
        },
    ),
    "codebook": _record(
        {
            "rev": WHOLE,
            "codebooks": _list(
                _record(
                    {
                        "id": TEXT,
                        "version": WHOLE,
                        "label": TEXT,
                        "title": TEXT,
                        "unit": TEXT,
                        "rules": _list(TEXT),
                    }
                )
            ),
            "codes": _by_name("code"),
            "facets": _by_name("facet"),
        }
    ),
    "memo": _record(
        {
            "id": TEXT,
            "about": _ABOUT,
            "subject": TEXT,
            "code": TEXT_OR_NONE,
            "place": TEXT_OR_NONE,
            "coder": TEXT,
            "at": TEXT_OR_NONE,
            "text": TEXT_OR_NONE,
            "seen": WHOLE,
            "mine": TRUTH,
            "whole": TRUTH,
        }
    ),
    "relation": _record(
        {"id": TEXT, "source": TEXT, "target": TEXT, "sign": _SIGN, "coder": TEXT, "mine": TRUTH}
    ),
    "beside": _record({"rev": WHOLE, "memos": _list(_ref("memo")), "relations": _list(_ref("relation"))}),
    "memos": _record({"rev": WHOLE, "memos": _list(_ref("memo"))}),
    "remark": _record({**_ACT, "about": _ABOUT, "subject": NAME, "text": _WORDS}),
    "reword": _record({**_ACT, "seen": WHOLE, "text": _WORDS}),
    "remarked": _record({"event": WHOLE, "memo": _or_none(_ref("memo")), "again": TRUTH}),
    "tie": _record({**_ACT, "source": NAME, "target": NAME, "sign": _SIGN}),
    "tied": _record({"event": WHOLE, "relation": _or_none(_ref("relation")), "again": TRUTH}),
    "untie": _record(_ACT),
    "card": _record(
        {
            "rev": WHOLE,
            "person": _record(
                {
                    "id": TEXT,
                    "pseudonym": TEXT,
                    "consent": TEXT,
                    "documents": _list(TEXT),
                    "until": TEXT_OR_NONE,
                    "legs": _list(
                        _record(
                            {
                                "index": WHOLE,
                                "country": TEXT,
                                "start": TEXT_OR_NONE,
                                "end": TEXT_OR_NONE,
                                "role": TEXT,
                                "entry": TEXT,
                                "exit": TEXT,
                                "isco": TEXT,
                                "note": TEXT,
                                "turns": _list(TEXT),
                            }
                        )
                    ),
                    "terms": _list(_row(TEXT, TEXT)),
                    "attributes": _list(_row(TEXT, TEXT)),
                }
            ),
        }
    ),
    "left": _record({"left": TRUTH}),
    **schema_codebook.DEFS,
    **schema_bringing.DEFS,
    **schema_compare.DEFS,
    **schema_grid.DEFS,
    **schema_review.DEFS,
    **schema_segments.DEFS,
}
_PATHS: Final[tuple[tuple[str, str, str, str], ...]] = (
    ("GET", "/api/codebook", "", "codebook"),
    ("GET", "/api/d/{document}", "", "island"),
    ("GET", "/api/changes?document=ID&since=REV", "", "changes"),
    ("GET", "/api/history?document=ID", "", "history"),
    ("POST", "/api/codings", "mark", "marked"),
    ("PATCH", "/api/codings/{id}", "revise", "marked"),
    ("DELETE", "/api/codings/{id}", "unmark", "unmarked"),
    ("GET", "/api/beside/{document}", "", "beside"),
    ("GET", "/api/person/{person}", "", "card"),
    ("GET", "/api/memos", "", "memos"),
    ("POST", "/api/memos", "remark", "remarked"),
    ("PATCH", "/api/memos/{memo}", "reword", "remarked"),
    ("DELETE", "/api/memos/{memo}", "unmark", "unmarked"),
    ("POST", "/api/relations", "tie", "tied"),
    ("DELETE", "/api/relations/{relation}", "untie", "unmarked"),
    *schema_codebook.PATHS,
    *schema_bringing.PATHS,
    *schema_compare.PATHS,
    *schema_grid.PATHS,
    *schema_review.PATHS,
    *schema_segments.PATHS,
    ("POST", "/api/undo", "turn", "turned"),
    ("POST", "/api/redo", "turn", "turned"),
    ("POST", "/api/leave", "", "left"),
)


def document() -> _Schema:
    """The whole contract: the shapes, and which request takes and gives which."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "secondmig workbench",
        "description": "Offsets count code points of the canonical text, half-open.",
        "$defs": DEFS,
        "paths": [
            {
                "method": method,
                "path": path,
                "body": _ref(body) if body else None,
                "answer": _ref(answer),
                "error": _ref("error"),
            }
            for method, path, body, answer in _PATHS
        ],
    }
