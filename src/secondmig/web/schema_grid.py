"""The shapes of what is asked and told about the summary grid."""

from typing import Final

from secondmig.web.shapes import (
    ACT,
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

_LONGEST: Final = 20_000
_TURN: Final[Schema] = {"type": "string", "enum": ["undo", "redo"]}

DEFS: Final[Schema] = {
    "cell_write": record(
        {
            **ACT,
            "case": NAME,
            "theme": NAME,
            "text": {"type": "string", "maxLength": _LONGEST},
            "seen": WHOLE,
        }
    ),
    "cell_written": record(
        {
            "event": WHOLE,
            "cell": record({"case": TEXT, "theme": TEXT, "text": TEXT, "seen": WHOLE}),
            "again": TRUTH,
        }
    ),
    "cell_turn": record({**ACT}),
    "cell_turned": record({"event": WHOLE, "verb": _TURN, "act": WHOLE, "done": TEXT, "again": TRUTH}),
    "paraphrase": record({"coder": TEXT, "text": TEXT_OR_NONE, "seen": WHOLE, "mine": TRUTH, "whole": TRUTH}),
    "grid": record(
        {"rev": WHOLE},
        optional={
            "same": TRUTH,
            "coder": TEXT,
            "by": TEXT,
            "attributes": list_of(record({"name": TEXT, "values": list_of(TEXT)})),
            "persons": list_of(
                record(
                    {
                        "id": TEXT,
                        "pseudonym": TEXT,
                        "attributes": {"type": "object", "additionalProperties": TEXT},
                        "documents": list_of(TEXT),
                    }
                )
            ),
            "themes": list_of(record({"id": TEXT, "label": TEXT, "path": list_of(TEXT), "hue": WHOLE})),
            "cells": list_of(
                row(
                    TEXT,
                    TEXT,
                    record(
                        {},
                        optional={
                            "paraphrases": list_of(ref("paraphrase")),
                            "passages": WHOLE,
                            "asked": TEXT_OR_NONE,
                        },
                    ),
                )
            ),
            "choices": list_of(row(TEXT, TEXT, WHOLE)),
        },
    ),
    "cell_passages": record(
        {
            "rev": WHOLE,
            "case": TEXT,
            "pseudonym": TEXT,
            "theme": TEXT,
            "label": TEXT,
            "documents": list_of(TEXT),
            "passages": list_of(
                record(
                    {
                        "document": TEXT,
                        "title": TEXT,
                        "turn": WHOLE_OR_NONE,
                        "quote": TEXT_OR_NONE,
                        "codings": list_of(record({"code": TEXT, "label": TEXT, "coder": TEXT})),
                    }
                )
            ),
            "paraphrases": list_of(ref("paraphrase")),
        }
    ),
}
PATHS: Final[tuple[tuple[str, str, str, str], ...]] = (
    ("GET", "/api/grid?theme=ID,ID&case=ID,ID&by=ATTRIBUTE&since=REV", "", "grid"),
    ("GET", "/api/grid/passages?case=ID&theme=ID", "", "cell_passages"),
    ("POST", "/api/grid", "cell_write", "cell_written"),
    ("POST", "/api/grid/undo", "cell_turn", "cell_turned"),
    ("POST", "/api/grid/redo", "cell_turn", "cell_turned"),
)
