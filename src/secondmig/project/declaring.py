"""Declaring a file in secondmig.toml by the smallest change of its text."""

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any, Final

from secondmig.core.errors import SecondmigError
from secondmig.project.layout_check import PROJECT_FILE

_TABLE: Final = "codebooks"
_FILES: Final = "files"
_HEADER = re.compile(rf"^[ \t]*\[[ \t]*{_TABLE}[ \t]*\][ \t]*(?:#[^\n]*)?(?:\r?\n|\Z)", re.MULTILINE)
_ANY_HEADER = re.compile(r"^[ \t]*\[", re.MULTILINE)
_LIST = re.compile(rf"^[ \t]*{_FILES}[ \t]*=[ \t]*\[", re.MULTILINE)
_TOKEN = re.compile(
    r"""
    \"\"\"(?:[^\\]|\\.)*?\"\"\" | \'\'\'.*?\'\'\' | "(?:[^"\\\n]|\\.)*" | '[^'\n]*'
    | \#[^\n]* | [\[\],]
    """,
    re.DOTALL | re.VERBOSE,
)


def with_codebook(source: str, path: str) -> str:
    """The text of secondmig.toml with one more file in ``[codebooks] files``; all else stays as it is.

    A list that is written over several lines gets one more line, indented as the last.

    Args:
        source: the text.
        path: the file in the project, with "/" between parts.

    Raises:
        SecondmigError: the text is written in a way that cannot be changed safely; the hint has the line.
    """
    changed = _changed(source, path)
    if changed is None or not _adds(source, changed, path):
        raise SecondmigError(
            "the codebook cannot be declared here by itself",
            where=PROJECT_FILE,
            hint=f'add "{path}" to {_FILES} under [{_TABLE}], then: secondmig build',
        )
    return changed


def _changed(source: str, path: str) -> str | None:
    line_end = "\r\n" if "\r\n" in source else "\n"
    header = _HEADER.search(source)
    if header is None:
        gap = "" if not source else line_end if source.endswith("\n") else 2 * line_end
        return f'{source}{gap}[{_TABLE}]{line_end}{_FILES} = ["{path}"]{line_end}'
    following = _ANY_HEADER.search(source, header.end())
    stop = following.start() if following else len(source)
    opened = _LIST.search(source, header.end(), _end_of_table(source, header.end(), stop))
    if opened is None:
        gap = "" if source[: header.end()].endswith("\n") else line_end
        return f'{source[: header.end()]}{gap}{_FILES} = ["{path}"]{line_end}{source[header.end() :]}'
    return _in_list(source, opened.end(), path, line_end)


def _end_of_table(source: str, start: int, stop: int) -> int:
    """Where the table ends: a line of a list may begin with a bracket, so the next header may be none."""
    opened = _LIST.search(source, start)
    return max(stop, opened.end()) if opened and opened.start() < stop else stop


def _in_list(source: str, start: int, path: str, line_end: str) -> str | None:
    """The text with one more item before the bracket that closes the list begun at ``start``."""
    last, comma = start, True
    for token in _TOKEN.finditer(source, start):
        if token[0] == "[":
            return None
        if token[0] == "]":
            return _with_item(source, (start, last, token.start()), path, ("" if comma else ",", line_end))
        if not token[0].startswith("#"):
            last, comma = token.end(), token[0] == ","
    return None


def _with_item(source: str, places: tuple[int, int, int], path: str, marks: tuple[str, str]) -> str:
    """The text with an item behind the last one of a list.

    Args:
        source: the text.
        places: where the list begins, where its last item or comma ends, and where it is closed.
        path: the item.
        marks: the comma, where one has to be set, and the line end.
    """
    start, last, close = places
    between, line_end = marks
    line = source.rfind("\n", 0, close) + 1
    if line <= last or source[line:close].strip():
        space = "" if last == start else " "
        return f'{source[:last]}{between}{space}"{path}"{source[last:]}'
    item = source[source.rfind("\n", 0, last) + 1 : last]
    indent = item[: len(item) - len(item.lstrip())] if last > start else "  "
    return f'{source[:last]}{between}{source[last:line]}{indent}"{path}",{line_end}{source[line:]}'


def _adds(source: str, changed: str, path: str) -> bool:
    """Whether the change adds that file and nothing else."""
    try:
        before: dict[str, Any] = tomllib.loads(source)
        after: dict[str, Any] = tomllib.loads(changed)
    except tomllib.TOMLDecodeError:
        return False
    wanted = dict(before.get(_TABLE, {}))
    wanted[_FILES] = [*wanted.get(_FILES, []), path]
    return after == {**before, _TABLE: wanted}


_SURVEYS: Final = "surveys"


def with_survey(source: str, entries: Mapping[str, str]) -> str:
    """The text of secondmig.toml with one more ``[[surveys]]`` table at its end; all else stays as it is.

    Args:
        source: the text.
        entries: keys and values of the table, in the order in which they are written.

    Raises:
        SecondmigError: the text is written in a way that cannot be added to; the hint has the lines.
    """
    line_end = "\r\n" if "\r\n" in source else "\n"
    lines = [f"[[{_SURVEYS}]]", *(f"{key} = {_quoted(value)}" for key, value in entries.items())]
    gap = "" if not source else line_end if source.endswith("\n") else 2 * line_end
    changed = f"{source}{gap}{line_end.join(lines)}{line_end}"
    if not _adds_survey(source, changed, entries):
        raise SecondmigError(
            "the survey cannot be declared here by itself",
            where=PROJECT_FILE,
            hint=f"add {', '.join(lines)} on lines of their own, then: secondmig build",
        )
    return changed


def _quoted(text: str) -> str:
    """A basic string of TOML, which escapes as JSON does, and one control character more."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _adds_survey(source: str, changed: str, entries: Mapping[str, str]) -> bool:
    """Whether the change adds that table and nothing else."""
    try:
        before: dict[str, Any] = tomllib.loads(source)
        after: dict[str, Any] = tomllib.loads(changed)
    except tomllib.TOMLDecodeError:
        return False
    return after == {**before, _SURVEYS: [*before.get(_SURVEYS, []), dict(entries)]}
