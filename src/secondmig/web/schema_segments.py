"""The shapes of what is asked and told about passages and about words that are searched for."""

from typing import Final

from secondmig.web.shapes import (
    ACT,
    FACETS,
    NAME,
    TEXT,
    TEXT_OR_NONE,
    TRUTH,
    WHOLE,
    WHOLE_OR_NONE,
    Schema,
    list_of,
    record,
    ref,
    row,
)

_LONGEST: Final = 1_000
_MOST: Final = 2_000
_CHOSEN: Final[Schema] = {
    "type": "array",
    "items": record({"id": NAME, "seen": WHOLE}),
    "minItems": 1,
    "maxItems": _MOST,
}
_NAMES: Final[Schema] = {"type": "array", "items": NAME, "maxItems": _MOST}
_COUNTS: Final[Schema] = {"segments": WHOLE, "persons": WHOLE, "documents": WHOLE, "withheld": WHOLE}
_WORDS: Final[Schema] = {"type": "string", "minLength": 1, "maxLength": _LONGEST}

DEFS: Final[Schema] = {
    "piece": record(
        {
            "turn": WHOLE,
            "speaker": TEXT,
            "role": TEXT,
            "language": TEXT,
            "start": WHOLE,
            "words": TEXT,
            "before": TRUTH,
            "after": TRUTH,
            "tiers": list_of(row(TEXT, WHOLE, TEXT)),
        }
    ),
    "segment": record(
        {
            "id": TEXT_OR_NONE,
            "document": TEXT,
            "turn": WHOLE_OR_NONE,
            "speaker": TEXT_OR_NONE,
            "case": TEXT_OR_NONE,
            "start": WHOLE,
            "end": WHOLE,
            "quote": TEXT_OR_NONE,
            "code": TEXT_OR_NONE,
            "label": TEXT_OR_NONE,
            "coder": TEXT_OR_NONE,
            "facets": FACETS,
            "origin": TEXT_OR_NONE,
            "status": TEXT_OR_NONE,
            "memo": TEXT_OR_NONE,
            "held": FACETS,
            "seen": WHOLE,
            "mine": TRUTH,
            "version": WHOLE,
            "withheld": TRUTH,
            "language": TEXT,
            "persons": list_of(row(TEXT, TEXT)),
            "context": list_of(ref("piece")),
            "group": TEXT,
        }
    ),
    "segments": record(
        {
            "rev": WHOLE,
            "counts": record({**_COUNTS, "waiting": WHOLE}),
            "groups": list_of(record({"name": TEXT, "label": TEXT, **_COUNTS})),
            "rows": list_of(ref("segment")),
            "next": WHOLE_OR_NONE,
        }
    ),
    "around": record({"rev": WHOLE, "context": list_of(ref("piece"))}),
    "recode": record({**ACT, "codings": _CHOSEN, "code": NAME}),
    "discard": record({**ACT, "codings": _CHOSEN}),
    "segment_turn": record({**ACT, "event": WHOLE}),
    "recoded": record(
        {"event": WHOLE, "rows": list_of(ref("segment")), "gone": list_of(TEXT), "again": TRUTH},
        optional={"verb": {"type": "string", "enum": ["undo", "redo"]}},
    ),
    "found": record(
        {
            "rev": WHOLE,
            "counts": record({"hits": WHOLE, "documents": WHOLE}),
            "documents": list_of(record({"id": TEXT, "title": TEXT, "hits": WHOLE})),
            "notes": list_of(TEXT),
            "rows": list_of(
                record(
                    {
                        "document": TEXT,
                        "turn": WHOLE,
                        "speaker": TEXT,
                        "tier": TEXT_OR_NONE,
                        "start": WHOLE,
                        "end": WHOLE,
                        "quote": TEXT,
                        "context": TEXT,
                        "context_start": WHOLE,
                        "version": WHOLE,
                    }
                )
            ),
            "next": WHOLE_OR_NONE,
        }
    ),
    "code_hits": record(
        {**ACT, "text": _WORDS, "code": NAME},
        optional={
            "unit": {"type": "string", "enum": ["hit", "sentence", "turn"]},
            "speaker": {"type": "string", "maxLength": _LONGEST},
            "roles": _NAMES,
            "documents": _NAMES,
            "languages": _NAMES,
        },
    ),
    "hits_previewed": record(
        {
            "rev": WHOLE,
            "new": WHOLE,
            "there": WHOLE,
            "said": list_of(TEXT),
            "places": list_of(
                record(
                    {
                        "document": TEXT,
                        "turn": WHOLE,
                        "speaker": TEXT,
                        "start": WHOLE,
                        "end": WHOLE,
                        "quote": TEXT,
                        "found_in": TEXT_OR_NONE,
                        "coded": TEXT_OR_NONE,
                    }
                )
            ),
        }
    ),
    "hits_coded": record({"event": WHOLE, "coded": WHOLE, "again": TRUTH}),
}
_ASKED: Final = (
    "code=ID&exact=1&coder=NAME&case=ID&document=ID&language=TAG&where=FACET=VALUE&group=ATTRIBUTE=VALUE"
    "&overlaps=CODE&not=CODE&followed=CODE:K&near=CODE:K&uncoded=turns|parts&by=WHAT"
)
PATHS: Final[tuple[tuple[str, str, str, str], ...]] = (
    ("GET", f"/api/segments?{_ASKED}&offset=0&limit=50", "", "segments"),
    ("GET", "/api/segments/around?document=ID&version=1&start=0&end=9&turns=1", "", "around"),
    ("POST", "/api/segments/recode", "recode", "recoded"),
    ("POST", "/api/segments/remove", "discard", "recoded"),
    ("POST", "/api/segments/undo", "segment_turn", "recoded"),
    ("GET", "/api/search?text=WORDS&document=ID&language=TAG&role=ROLE&offset=0&limit=50", "", "found"),
    ("GET", "/api/search/preview?text=WORDS&code=ID&unit=sentence", "", "hits_previewed"),
    ("POST", "/api/search/code", "code_hits", "hits_coded"),
)
