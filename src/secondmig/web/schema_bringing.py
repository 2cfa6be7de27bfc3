"""The shapes of what is told where transcripts and a first codebook come in."""

from typing import Final

from secondmig.web.shapes import TEXT, WHOLE, Schema, list_of, record, row

DEFS: Final[Schema] = {
    "brought": record(
        {
            "rev": WHOLE,
            "imported": list_of(TEXT),
            "skipped": list_of(TEXT),
            "refused": list_of(record({"message": TEXT, "hint": TEXT})),
            "reports": list_of(row(TEXT, list_of(TEXT))),
        }
    ),
    "begun": record({"rev": WHOLE, "said": list_of(TEXT)}),
}
PATHS: Final[tuple[tuple[str, str, str, str], ...]] = (
    ("POST", "/api/corpus?name=FILE&dry=1&encoding=E&speakers=REGEX", "", "brought"),
    ("POST", "/api/codebook/template", "", "begun"),
)
