"""A file that travels between two projects: a zip archive whose manifest names and hashes all that is in it.

The same content gives the same bytes: parts stand in the order of their names and carry no date. The id of
the file is the hash of its manifest, which holds the hash of every part; one that was changed on the way, cut
short or packed to burst is refused before anything of it is used.
"""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, cast

from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.project.corpus import regular
from secondmig.store.copy import OWNER_ONLY, beside_name, flush
from secondmig.store.encode import canonical_json
from secondmig.transcript.limits import LARGEST_TOTAL, opened_parts

SUFFIX: Final = ".secondmig"
MANIFEST: Final = "manifest.json"
VERSION: Final = 1
"""Number of the form that is written here, and the newest that is read."""
Kind = Literal["package", "return"]
_FORMAT: Final = "secondmig-exchange"
_NO_DATE: Final = (1980, 1, 1, 0, 0, 0)
_COPY_AGAIN: Final = "copy it again from where it was made"
_NAMES: Final[dict[str, str]] = {
    "package": "a package (secondmig agree open reads it)",
    "return": "a coder's return (secondmig agree merge reads it)",
}


@dataclass(frozen=True, slots=True)
class Sealed:
    """What such a file holds.

    Attributes:
        id: content hash of the manifest.
        manifest: ids, hashes and counts; no words.
        parts: name -> bytes.
        where: name of the file it was read from, "" before it is written.
    """

    id: str
    manifest: Mapping[str, object]
    parts: Mapping[str, bytes]
    where: str = ""

    def rows(self, name: str) -> tuple[dict[str, object], ...]:
        """The rows of a part in which each line is a JSON object.

        Raises:
            SecondmigError: the part is not there or no such thing.
        """
        text = self.text(name)
        rows = [_parsed(line, where=f"{self.where}: {name}") for line in text.split("\n") if line]
        if not all(isinstance(row, dict) for row in rows):
            raise not_ours(self.where)
        return tuple(cast("list[dict[str, object]]", rows))

    def text(self, name: str) -> str:
        """The text of a part.

        Raises:
            SecondmigError: the part is not there or no text.
        """
        try:
            return self.parts[name].decode("utf-8")
        except (KeyError, UnicodeDecodeError) as error:
            raise not_ours(self.where) from error


def seal(kind: Kind, told: Mapping[str, object], parts: Mapping[str, bytes]) -> Sealed:
    """Put a manifest to some parts.

    Args:
        kind: what the file is for.
        told: what the manifest says beside the hashes of the parts; ids, hashes and counts only.
        parts: name -> bytes.
    """
    hashes = {name: content_hash(parts[name]) for name in sorted(parts)}
    manifest = {**told, "format": _FORMAT, "version": VERSION, "kind": kind, "parts": hashes}
    return Sealed(id_of(manifest), manifest, dict(parts))


def id_of(manifest: Mapping[str, object]) -> str:
    """The name of a file with this manifest: the hash of its canonical form."""
    return content_hash(canonical_json(manifest))


def lines(rows: list[dict[str, object]]) -> bytes:
    """Rows as a part, one JSON object on a line."""
    return "".join(canonical_json(row) + "\n" for row in rows).encode("utf-8")


def packed(sealed: Sealed) -> bytes:
    """The bytes of the file."""
    out = io.BytesIO()
    everything = {MANIFEST: canonical_json(sealed.manifest).encode("utf-8"), **sealed.parts}
    with zipfile.ZipFile(out, "w", compression=zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(everything):
            entry = zipfile.ZipInfo(name, _NO_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = OWNER_ONLY << 16
            archive.writestr(entry, everything[name])
    return out.getvalue()


def write(sealed: Sealed, target: Path, *, overwrite: bool = False) -> int:
    """Write the file in one step, readable by its owner alone.

    Returns:
        Its size in bytes.

    Raises:
        SecondmigError: something of that name is there already and ``overwrite`` is not given, or the folder
            is not there or cannot be written.
    """
    refuse_existing(target, overwrite=overwrite)
    raw = packed(sealed)
    beside = beside_name(target)
    try:
        beside.touch(mode=OWNER_ONLY, exist_ok=False)
        beside.write_bytes(raw)
        flush(beside)
        beside.replace(target)
    except OSError as error:
        raise SecondmigError(
            f"cannot be written: {error.strerror}", where=str(target), hint="name another place with -o"
        ) from error
    finally:
        beside.unlink(missing_ok=True)
    return len(raw)


def refuse_existing(target: Path, *, overwrite: bool) -> None:
    """Refuse a place where something is already.

    Raises:
        SecondmigError: it is a folder, or a file that is not to be replaced.
    """
    if target.is_dir():
        raise SecondmigError("this is a folder", where=str(target), hint="name a file with -o")
    if target.exists() and not overwrite:
        raise SecondmigError(
            "the file is there already", where=str(target), hint="name another with -o, or add --yes"
        )


def read(path: Path, kind: Kind) -> Sealed:
    """Read such a file, all its hashes checked.

    Raises:
        SecondmigError: it is not there, something else, of the other kind, of a newer secondmig, damaged, or
            was changed after it was made.
    """
    where = path.name
    regular(path)
    try:
        if path.stat().st_size > LARGEST_TOTAL:
            raise SecondmigError("the file is too large for what it says it is", where=where)
        raw = path.read_bytes()
    except OSError as error:
        raise SecondmigError(
            f"cannot be read: {error.strerror}", where=str(path), hint="check the path"
        ) from error
    if not raw.startswith(b"PK"):
        raise not_ours(where)
    try:
        held = opened_parts(raw, where=where)
        if MANIFEST not in held.names:
            raise not_ours(where)
        manifest = _manifest(held.read(MANIFEST), where, kind)
        named = cast("dict[str, object]", manifest["parts"])
        if held.names != {MANIFEST, *named}:
            raise changed(where)
        parts = {name: held.read(name) for name in sorted(named)}
    except SecondmigError as error:
        # The reader of archives speaks of transcripts.
        hint = error.hint if error.where == where and error.hint in _HINTS else _COPY_AGAIN
        raise SecondmigError(error.message, where=where, hint=hint) from error
    if any(content_hash(parts[name]) != named[name] for name in parts):
        raise changed(where)
    return Sealed(id_of(manifest), manifest, parts, where)


def _manifest(raw: bytes, where: str, kind: Kind) -> dict[str, object]:
    try:
        manifest = _parsed(raw.decode("utf-8"), where=where)
    except UnicodeDecodeError as error:
        raise not_ours(where) from error
    if not isinstance(manifest, dict) or manifest.get("format") != _FORMAT:
        raise not_ours(where)
    version, found = manifest.get("version"), manifest.get("kind")
    if not isinstance(version, int) or version > VERSION:
        raise SecondmigError("written by a newer secondmig", where=where, hint=_UPGRADE)
    if found != kind:
        what = _NAMES.get(str(found), "something else")
        raise SecondmigError(f"this is {what}", where=where, hint=_OTHER[kind])
    if not isinstance(manifest.get("parts"), dict) or canonical_json(manifest).encode("utf-8") != raw:
        raise changed(where)
    return manifest


_UPGRADE: Final = "pip install --upgrade secondmig"
_OTHER: Final[dict[str, str]] = {
    "package": "secondmig agree open takes what secondmig agree package writes",
    "return": "secondmig agree merge takes what the coder's secondmig agree return writes",
}
_WHAT: Final = "files come from secondmig agree package and secondmig agree return"
_HINTS: Final = frozenset({_UPGRADE, _WHAT, *_OTHER.values(), "ask for the file again: nothing was taken in"})


def not_ours(where: str) -> SecondmigError:
    """The error for a file that is neither a package nor a return."""
    return SecondmigError("this is neither a package nor a return of secondmig", where=where, hint=_WHAT)


def changed(where: str) -> SecondmigError:
    """The error for a file whose hashes do not fit."""
    return SecondmigError(
        "the file was changed after it was made: its hashes do not fit",
        where=where,
        hint="ask for the file again: nothing was taken in",
    )


def _parsed(text: str, *, where: str) -> object:
    try:
        return cast("object", json.loads(text))
    except (ValueError, RecursionError) as error:
        raise not_ours(where) from error
