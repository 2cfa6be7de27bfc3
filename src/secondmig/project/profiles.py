"""Import profiles: how the transcripts of a folder are to be read, kept in secondmig.toml.

```toml
[[imports]]
folder = "interviews/oral-histories"
encoding = "cp1252"
roles = {DAN = "interviewer"}
```

A profile holds for the files under its folder, the innermost one for each; options on the command line win.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final, cast

from secondmig.core.errors import SecondmigError
from secondmig.core.types import DOCUMENT_KINDS, SPEAKER_ROLES, DocumentKind, SpeakerRole

TABLE: Final = "imports"
_TYPES: Final[dict[str, type]] = {
    "folder": str,
    "encoding": str,
    "speakers": str,
    "roles": dict,
    "kind": str,
    "language": str,
}
_HEADER = re.compile(r"[ \t]*\[\[[ \t]*imports[ \t]*\]\][ \t]*(?:#.*)?")
_INNER = re.compile(r"[ \t]*\[[ \t]*imports[ \t]*\.")
_ANY_HEADER = re.compile(r"[ \t]*\[")


@dataclass(frozen=True, slots=True)
class ImportProfile:
    """How the files under a folder are read.

    Attributes:
        folder: in the project, with "/" between parts; "." for all of it.
        encoding: where they are not UTF-8.
        speakers: pattern with one group that names the speaker of a line.
        roles: speaker -> role.
        kind: of document.
        language: main language, BCP 47.
    """

    folder: str
    encoding: str | None = None
    speakers: str | None = None
    roles: Mapping[str, SpeakerRole] = field(default_factory=dict)
    kind: DocumentKind | None = None
    language: str | None = None


def read_profiles(tables: object) -> tuple[ImportProfile, ...]:
    """The profiles of a file that :func:`profile_problems` has nothing to say against."""
    rows = cast("Sequence[Mapping[str, object]]", tables or ())
    return tuple(
        ImportProfile(
            folder=_folder(str(row["folder"])),
            encoding=_text(row, "encoding"),
            speakers=_text(row, "speakers"),
            roles=cast("Mapping[str, SpeakerRole]", row.get("roles", {})),
            kind=cast("DocumentKind | None", row.get("kind")),
            language=_text(row, "language"),
        )
        for row in rows
    )


def profile_for(profiles: Iterable[ImportProfile], name: str) -> ImportProfile | None:
    """The profile of the innermost folder a file lies under.

    Args:
        profiles: of the project.
        name: of the file as the project names it, with "/" between parts.

    >>> profile_for([ImportProfile("a"), ImportProfile("a/b")], "a/b/x.txt").folder
    'a/b'
    """
    above = {parent.as_posix() for parent in PurePosixPath(name).parents}
    fitting = [each for each in profiles if each.folder in above]
    return max(fitting, key=lambda each: len(PurePosixPath(each.folder).parts), default=None)


def profile_problems(tables: object, source: str, where: str) -> Iterator[SecondmigError]:
    """What is wrong with the tables, each problem at its line.

    Args:
        tables: value of the key ``imports``, a list.
        source: the text of the file.
        where: the file, for messages.
    """
    seen: dict[str, str] = {}
    for number, table in enumerate(cast("list[object]", tables)):
        line = _Lines(source, number, where)
        if not isinstance(table, dict):
            yield SecondmigError(
                "[[imports]] should be a table", where=where, hint="write [[imports]] on a line of its own"
            )
            continue
        yield from _wrong_keys(table, line)
        folder = table.get("folder")
        if not isinstance(folder, str):
            if "folder" not in table:
                yield line.problem("", "an [[imports]] table lacks folder", 'add folder = "interviews"')
        elif _outside(folder):
            message = "imports.folder lies outside the project"
            yield line.problem("folder", message, "name a folder below the project's own")
        elif _folder(folder) in seen:
            message = f"two [[imports]] tables are for {folder!r}"
            yield line.problem("folder", message, f"keep one; the other stands in {seen[_folder(folder)]}")
        else:
            seen[_folder(folder)] = line.of("folder")


def saved(source: str, profile: ImportProfile) -> tuple[str, bool]:
    """The text of a project file with a profile in it; nothing else changes.

    Returns:
        The text, and whether a profile of the same folder was replaced.

    Raises:
        SecondmigError: the file is written in a way that cannot be changed safely.
    """
    end = "\r\n" if "\r\n" in source else "\n"
    block = end.join(_lines_of(profile)) + end
    before = _tables(source)
    number = next(
        (n for n, row in enumerate(before) if _folder(str(row.get("folder"))) == profile.folder), None
    )
    if number is None:
        gap = "" if not source.strip("\ufeff") else end if source.endswith("\n") else end * 2
        changed = source + gap + block
    else:
        start, stop = _block(source, number)
        changed = source[:start] + block + source[stop:]
    others = [row for n, row in enumerate(before) if n != number]
    if not _holds(changed, others, profile.folder):
        raise SecondmigError(
            "the profile cannot be written into this file without changing other parts of it",
            hint="write the [[imports]] table yourself: " + "; ".join(_lines_of(profile)[1:]),
        )
    return changed, number is not None


class _Lines:
    """Where the keys of one [[imports]] table stand."""

    def __init__(self, source: str, number: int, where: str) -> None:
        self._where = where
        self._found: dict[str, int] = {}
        at = -1
        for line, words in enumerate(source.split("\n"), 1):
            if _HEADER.fullmatch(words.rstrip("\r")):
                at += 1
                if at == number:
                    self._found[""] = line
            elif at != number or _INNER.match(words):
                continue
            elif _ANY_HEADER.match(words):
                break
            elif "=" in words:
                self._found.setdefault(words.partition("=")[0].strip().strip("\"'"), line)

    def of(self, key: str) -> str:
        """``file:line`` of a key, else of the table."""
        line = self._found.get(key, self._found.get(""))
        return f"{self._where}:{line}" if line else self._where

    def problem(self, key: str, message: str, hint: str) -> SecondmigError:
        """A problem at a key."""
        return SecondmigError(message, where=self.of(key), hint=hint)


def _wrong_keys(table: Mapping[str, object], line: _Lines) -> Iterator[SecondmigError]:
    for key, value in table.items():
        if key not in _TYPES:
            yield line.problem(key, f"unknown key {key!r} in imports", f"known keys: {', '.join(_TYPES)}")
        elif type(value) is not _TYPES[key]:
            form = 'a table such as {INT = "interviewer"}' if key == "roles" else "text"
            yield line.problem(key, f"imports.{key} should be {form}", f"correct {key}")
        elif key == "kind" and value not in DOCUMENT_KINDS:
            yield line.problem(
                key, f"imports.kind {value!r} is unknown", f"one of {', '.join(DOCUMENT_KINDS)}"
            )
    roles = table.get("roles")
    for speaker, role in roles.items() if isinstance(roles, dict) else ():
        if role not in SPEAKER_ROLES:
            message = f"imports.roles: unknown role {role!r} for {speaker!r}"
            yield line.problem("roles", message, f"one of {', '.join(SPEAKER_ROLES)}")


def _lines_of(profile: ImportProfile) -> list[str]:
    lines = [f"[[{TABLE}]]", f"folder = {_quoted(profile.folder)}"]
    for key in ("encoding", "speakers"):
        value = getattr(profile, key)
        if value is not None:
            lines.append(f"{key} = {_quoted(value)}")
    if profile.roles:
        pairs = ", ".join(f"{_quoted(name)} = {_quoted(role)}" for name, role in profile.roles.items())
        lines.append(f"roles = {{{pairs}}}")
    for key in ("kind", "language"):
        value = getattr(profile, key)
        if value is not None:
            lines.append(f"{key} = {_quoted(value)}")
    return lines


def _quoted(text: str) -> str:
    """A TOML string: literal where it holds a backslash, as patterns do."""
    if "\\" in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return (
        '"'
        + "".join(f"\\u{ord(each):04x}" if ord(each) < 32 or ord(each) == 127 else each for each in escaped)
        + '"'
    )


def _block(source: str, number: int) -> tuple[int, int]:
    """Where the table of that number stands, without the blank lines and remarks above the next one."""
    at, offset = -1, 0
    start = stop = len(source)
    for words in source.split("\n"):
        if _HEADER.fullmatch(words.rstrip("\r")):
            at += 1
            if at == number:
                start = offset
        inside = at == number and start <= offset
        if inside and offset > start and _ANY_HEADER.match(words) and not _INNER.match(words):
            break
        if inside and words.strip() and not words.lstrip().startswith("#"):
            stop = min(offset + len(words) + 1, len(source))
        if at > number:
            break
        offset += len(words) + 1
    return start, max(start, stop)


def _tables(source: str) -> list[dict[str, object]]:
    return cast(
        "list[dict[str, object]]", tomllib.loads(source.lstrip("\ufeff").replace("\r\n", "\n")).get(TABLE, [])
    )


def _holds(source: str, others: Sequence[Mapping[str, object]], folder: str) -> bool:
    """Whether a file holds these tables unchanged and just one for this folder."""
    try:
        tables = _tables(source)
    except tomllib.TOMLDecodeError:
        return False
    kept = [row for row in tables if _folder(str(row.get("folder"))) != folder]
    return kept == list(others) and len(tables) == len(kept) + 1


def _folder(folder: str) -> str:
    return PurePosixPath(folder).as_posix()


def _outside(folder: str) -> bool:
    pure = PurePosixPath(folder)
    return pure.is_absolute() or ".." in pure.parts or PureWindowsPath(folder).is_absolute()


def _text(row: Mapping[str, object], key: str) -> str | None:
    value = row.get(key)
    return None if value is None else str(value)


def save(root: Path, file: str, profile: ImportProfile) -> bool:
    """Write a profile into the project's file, in one step.

    Args:
        root: the project's folder.
        file: name of its file.
        profile: to keep; one for the same folder is replaced.

    Returns:
        Whether one was replaced.

    Raises:
        SecondmigError: the file cannot be changed safely, or not written.
    """
    path = root / file
    try:
        source = path.read_bytes().decode("utf-8")
        changed, replaced = saved(source, profile)
        beside = path.with_name(f".{file}.new")
        beside.write_bytes(changed.encode("utf-8"))
        beside.replace(path)
    except OSError as error:
        raise SecondmigError(f"the profile cannot be written: {error.strerror}", where=file) from error
    return replaced
