"""Which files are meant where people name files and folders."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Meant:
    """What the paths of an import stand for.

    Attributes:
        files: each once, in the order of the paths, inside folders by name.
        left_out: lines about what lies in the folders and is not meant.
    """

    files: tuple[Path, ...]
    left_out: tuple[str, ...]


def files_meant(paths: Sequence[Path], suffixes: frozenset[str]) -> Meant:
    """The files named, and those inside the folders named, at any depth.

    Hidden files and folders are passed over in silence. Links are not followed: one to a folder above would
    lead in circles, and one to a file may lead out of the folder that somebody meant.

    Args:
        paths: files and folders; a file that is named is meant whatever its suffix.
        suffixes: what the names of transcripts end in, in small letters with the dot.
    """
    files: dict[Path, None] = {}
    left_out: dict[str, None] = {}
    for path in paths:
        if not path.is_dir():
            files[path] = None
            continue
        for inner, reason in _inside(path, suffixes):
            if reason:
                left_out[f"{inner.relative_to(path).as_posix()}: skipped, {reason}"] = None
            else:
                files[inner] = None
    return Meant(tuple(files), tuple(left_out))


def _inside(folder: Path, suffixes: frozenset[str]) -> Iterator[tuple[Path, str]]:
    """Every file in a folder, by name, with the reason to leave it out or ""."""
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        base = Path(here)
        for name in folders:
            if (base / name).is_symlink():
                yield base / name, "a link to a folder; name it to import what is behind it"
        for name in sorted(name for name in names if not name.startswith(".")):
            yield base / name, _reason(base / name, suffixes)


def _reason(path: Path, suffixes: frozenset[str]) -> str:
    """Why a file in a folder is left out, "" where it is meant."""
    if path.is_symlink():
        return "a link; name it to import what it leads to"
    if not path.is_file():
        return "no file"
    known = path.suffix.lower() in suffixes
    return "" if known else "not a transcript by its name; name the file to import it"
