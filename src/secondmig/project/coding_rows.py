"""The rows of files of codings: what ``code export`` writes, and the gold form with the facets flat."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.project.codes import FIELDS

_KNOWN = frozenset({*FIELDS, "note"})
_SEPARATORS = (",", ";", "\t")
_ORIGIN_FILE = "import:file"


@dataclass(frozen=True, slots=True)
class Row:
    """One coding as a file says it; ``where`` is file:line, ``version`` that of the transcript, or None."""

    where: str
    document: str
    turn: int | None
    start: int | None
    end: int | None
    quote: str | None
    code: str
    coder: str
    facets: Mapping[str, object]
    origin: str
    memo: str
    version: int | None = None


def read_rows(name: str, source: bytes) -> Iterator[Row]:
    """The rows of a file of codings.

    Args:
        name: of the file, for the errors.
        source: its bytes; UTF-8, with or without BOM.

    Raises:
        SecondmigError: it is not UTF-8, or not of a form we read; all bad lines at once.
    """
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SecondmigError(
            f"not UTF-8 at byte {error.start}", where=name, hint="save the file as UTF-8 and import it again"
        ) from error
    if "\0" in text:
        raise SecondmigError("not a text file", where=name, hint="codings come as .jsonl, .json or .csv")
    problems: list[SecondmigError] = []
    rows: list[Row] = []
    for where, raw in _pairs(name, text.replace("\r\n", "\n")):
        if isinstance(raw, SecondmigError):
            problems.append(raw)
            continue
        try:
            rows.append(_row(where, raw))
        except SecondmigError as error:
            problems.append(error)
    raise_all(problems)
    return iter(rows)


_Pair = tuple[str, "Mapping[str, object] | SecondmigError"]


def _pairs(name: str, text: str) -> list[_Pair]:
    if name.lower().endswith((".csv", ".tsv")):
        return _csv_rows(name, text)
    if text.lstrip().startswith(("[", "{\n", '{"meta"')):
        return _json_rows(name, text)
    if text.strip() and "{" not in text:
        raise SecondmigError("no codings in it", where=name, hint="codings come as .jsonl, .json or .csv")
    return _jsonl_rows(name, text)


def _jsonl_rows(name: str, text: str) -> list[_Pair]:
    pairs: list[_Pair] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        where = f"{name}:{number}"
        try:
            raw = json.loads(line)
        except (ValueError, RecursionError) as error:
            problem = SecondmigError(f"not JSON: {_why(error)}", where=where, hint="correct the line")
            pairs.append((where, problem))
            continue
        if isinstance(raw, dict):
            pairs.append((where, raw))
        else:
            pairs.append(
                (where, SecondmigError("a coding is a JSON object", where=where, hint="correct the line"))
            )
    return pairs


def _json_rows(name: str, text: str) -> list[_Pair]:
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SecondmigError(f"not JSON: {_why(error)}", where=name, hint="correct it") from error
    rows = raw.get("rows") if isinstance(raw, dict) else raw
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SecondmigError(
            "no list of codings in it", where=name, hint="see secondmig code export --format json"
        )
    return [(f"{name} row {number}", row) for number, row in enumerate(rows, start=1)]


def _why(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at column {error.colno}"
    return "too deep" if isinstance(error, RecursionError) else "a number of too many digits"


def _csv_rows(name: str, text: str) -> list[_Pair]:
    first = text.split("\n", 1)[0]
    # Spreadsheets of countries with decimal commas write semicolons.
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(_SEPARATORS, key=first.count))
    header = reader.fieldnames or []
    needed = [column for column in ("code",) if column not in header]
    if "quote" not in header and not {"start", "end"} <= set(header):
        needed.append("quote (or start and end)")
    if needed:
        raise SecondmigError(
            f"missing column {', '.join(needed)}; it has {', '.join(header)}",
            where=f"{name}:1",
            hint="the first line names the columns: document, turn, quote, code",
        )
    pairs: list[_Pair] = []
    for raw in _read_csv(name, reader):
        where = f"{name}:{reader.line_num}"
        if None in raw or None in raw.values():
            pairs.append(
                (where, SecondmigError("more or fewer cells than columns", where=where, hint="quote commas"))
            )
            continue
        pairs.append((where, {key: value for key, value in raw.items() if value != ""}))
    return pairs


def _read_csv(name: str, reader: "csv.DictReader[str]") -> Iterator[dict[str, str]]:
    try:
        yield from reader
    except csv.Error as error:
        where = f"{name}:{reader.line_num}"
        raise SecondmigError(f"not CSV: {error}", where=where, hint="correct the line") from error


def _row(where: str, raw: Mapping[str, object]) -> Row:
    code = raw.get("code")
    if not isinstance(code, str) or not code:
        raise SecondmigError("a coding without code", where=where, hint='add "code"')
    quote = raw.get("quote")
    if quote is not None and not isinstance(quote, str):
        raise SecondmigError("quote should be text", where=where, hint="correct the line")
    start, end, turn, version = (
        _whole(where, key, raw.get(key)) for key in ("start", "end", "turn", "version")
    )
    if quote is None and (start is None or end is None):
        raise SecondmigError("a coding without quote", where=where, hint='add "quote", or "start" and "end"')
    if turn is None and start is None:
        raise SecondmigError("a coding without place", where=where, hint='add "turn", or "start" and "end"')
    return Row(
        where=where,
        document=str(raw.get("document") or ""),
        turn=turn,
        start=start,
        end=end,
        quote=quote,
        code=code,
        coder=str(raw.get("coder") or ""),
        facets=_facets(where, raw),
        origin=str(raw.get("origin") or _ORIGIN_FILE),
        memo=str(raw.get("memo") or raw.get("note") or ""),
        version=version,
    )


def _facets(where: str, raw: Mapping[str, object]) -> dict[str, object]:
    flat = {key: value for key, value in raw.items() if key not in _KNOWN}
    nested = raw.get("facets") or {}
    if isinstance(nested, str):
        try:
            nested = json.loads(nested)
        except (ValueError, RecursionError) as error:
            raise SecondmigError(
                f"facets are not JSON: {_why(error)}", where=where, hint="correct it"
            ) from error
    if not isinstance(nested, dict):
        raise SecondmigError("facets should be an object", where=where, hint="correct the line")
    return {**flat, **nested}


def _whole(where: str, key: str, value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        return int(value)
    raise SecondmigError(
        f"{key} should be a whole number, not {value!r}", where=where, hint="correct the line"
    )
