"""The shapes of what is asked and told about the codebook: its page, its queue, changes of codes."""

from typing import Final

from secondmig.web.shapes import (
    ACT,
    NAME,
    ONE_VALUE,
    TEXT,
    TEXT_OR_NONE,
    TRUTH,
    WHOLE,
    WHOLE_OR_NONE,
    Schema,
    by_name,
    list_of,
    or_none,
    record,
    ref,
    row,
)

_LABEL: Final[Schema] = {"type": "string", "minLength": 1, "maxLength": 256}
_WORDS: Final[Schema] = {"type": "string", "maxLength": 5_000}
_SENTENCES: Final[Schema] = {"type": "array", "items": {**_WORDS, "minLength": 1}}
_TEXTS: Final[Schema] = {"definition": _WORDS, "include": _WORDS, "exclude": _WORDS, "examples": _SENTENCES}
_COLOUR: Final[Schema] = {"type": "string", "pattern": "^(#[0-9A-Fa-f]{6})?$"}
_SEEN: Final[Schema] = {**ACT, "seen": NAME}
_PAIR: Final[Schema] = row(WHOLE, WHOLE)
_BY_CODER: Final[Schema] = {"type": "object", "additionalProperties": _PAIR}
_NUMBERS: Final[Schema] = {"type": "object", "additionalProperties": WHOLE}
_TURN: Final[Schema] = or_none(record({"done": TEXT, "what": TEXT}))
_WORDS_BY_LANGUAGE: Final[Schema] = {"type": "object", "additionalProperties": list_of(TEXT)}

DEFS: Final[Schema] = {
    "book_code": record(
        {
            "id": TEXT,
            "book": TEXT,
            "label": TEXT,
            "path": list_of(TEXT),
            "codable": TRUTH,
            "hue": WHOLE,
            "pattern": WHOLE,
        },
        optional={
            "parent": TEXT,
            "color": TEXT,
            "cues": _WORDS_BY_LANGUAGE,
            "was": list_of(TEXT),
            "links": list_of(TEXT),
            "key": TEXT,
            "definition": TEXT,
            "include": TEXT,
            "exclude": TEXT,
            "examples": list_of(TEXT),
            "aliases": list_of(TEXT),
            "facets": list_of(TEXT),
            "defaults": {"type": "object", "additionalProperties": ONE_VALUE},
            "retired": TEXT,
        },
    ),
    "code_use": record({"own": _PAIR, "below": _PAIR, "coders": _BY_CODER}),
    "book_desk": record(
        {
            "rev": WHOLE,
            "coder": TEXT,
            "books": list_of(
                record(
                    {
                        "id": TEXT,
                        "version": WHOLE,
                        "label": TEXT,
                        "title": TEXT,
                        "unit": TEXT,
                        "rules": list_of(TEXT),
                    }
                )
            ),
            "codes": list_of(ref("book_code")),
            "palette": list_of(TEXT),
            "counts": by_name("code_use"),
            "waiting": _NUMBERS,
            "changed": list_of(TEXT),
            "undo": _TURN,
            "redo": _TURN,
        }
    ),
    "book_news": record({"rev": WHOLE, "codebooks": list_of(TEXT), "acts": WHOLE, "changed": list_of(TEXT)}),
    "book_counts": record({"rev": WHOLE, "counts": by_name("code_use")}),
    "book_changes": record(
        {
            "rev": WHOLE,
            "changes": list_of(
                record(
                    {
                        "kind": TEXT,
                        "code": TEXT_OR_NONE,
                        "into": TEXT_OR_NONE,
                        "field": TEXT_OR_NONE,
                        "before": TEXT_OR_NONE,
                        "after": TEXT_OR_NONE,
                    }
                )
            ),
        }
    ),
    "book_preview": record(
        {"rev": WHOLE, "coders": _BY_CODER, "said": list_of(TEXT), "lines": list_of(TEXT)}
    ),
    "book_queue": record(
        {
            "rev": WHOLE,
            "coder": TEXT,
            "code": TEXT,
            "rows": list_of(
                record(
                    {
                        "id": TEXT,
                        "document": TEXT,
                        "turn": WHOLE_OR_NONE,
                        "place": TEXT,
                        "coder": TEXT,
                        "code": TEXT,
                        "reason": TEXT,
                        "before": TEXT,
                        "quote": TEXT_OR_NONE,
                        "after": TEXT,
                        "options": list_of(TEXT),
                    }
                )
            ),
            "codes": by_name("code"),
        }
    ),
    "book_add": record(
        {**ACT, "label": _LABEL},
        optional={
            "seen": NAME,
            "under": or_none(NAME),
            "book": NAME,
            "id": NAME,
            "codable": TRUTH,
            **_TEXTS,
        },
    ),
    "book_edit": record(_SEEN, optional={"label": _LABEL, **_TEXTS, "color": _COLOUR}),
    "book_move": record({**_SEEN, "under": or_none(NAME)}),
    "book_place": record({**_SEEN, "beside": NAME, "after": TRUTH}),
    "book_merge": record({**_SEEN, "into": NAME}, optional={"keep_cues": TRUTH}),
    "book_split": record(
        {**_SEEN, "into": {"type": "array", "items": row(NAME, or_none(_LABEL)), "minItems": 1}},
        optional={"keep": TRUTH},
    ),
    "book_retire": record({**_SEEN, "reason": {"type": "string", "minLength": 1, "maxLength": 500}}),
    "book_revive": record(_SEEN),
    "book_settle": record({**ACT, "coding": NAME, "code": or_none(NAME)}),
    "book_turn": record(ACT, optional={"decided": TRUTH}),
    "book_done": record(
        {"event": WHOLE, "code": TEXT, "again": TRUTH, "said": list_of(TEXT), "lines": _PAIR}
    ),
    "book_turned": record(
        {
            "event": WHOLE,
            "verb": {"type": "string", "enum": ["undo", "redo"]},
            "done": TEXT,
            "what": TEXT,
            "coding": TEXT_OR_NONE,
            "again": TRUTH,
        }
    ),
}
PATHS: Final[tuple[tuple[str, str, str, str], ...]] = (
    ("GET", "/api/codebook/desk", "", "book_desk"),
    ("GET", "/api/codebook/news", "", "book_news"),
    ("GET", "/api/codebook/counts", "", "book_counts"),
    ("GET", "/api/codebook/changes?since=ID@N", "", "book_changes"),
    ("GET", "/api/codebook/queue?code=ID", "", "book_queue"),
    ("GET", "/api/codebook/merge?code=ID&into=ID&keep_cues=true", "", "book_preview"),
    ("POST", "/api/codebook/codes", "book_add", "book_done"),
    ("PATCH", "/api/codebook/codes/{code}", "book_edit", "book_done"),
    ("POST", "/api/codebook/codes/{code}/move", "book_move", "book_done"),
    ("POST", "/api/codebook/codes/{code}/place", "book_place", "book_done"),
    ("POST", "/api/codebook/codes/{code}/merge", "book_merge", "book_done"),
    ("POST", "/api/codebook/codes/{code}/split", "book_split", "book_done"),
    ("POST", "/api/codebook/codes/{code}/retire", "book_retire", "book_done"),
    ("POST", "/api/codebook/codes/{code}/revive", "book_revive", "book_done"),
    ("POST", "/api/codebook/settle", "book_settle", "book_done"),
    ("POST", "/api/codebook/undo", "book_turn", "book_turned"),
    ("POST", "/api/codebook/redo", "book_turn", "book_turned"),
)
