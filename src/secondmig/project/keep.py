"""Keeping how a folder is read: the options of an import as a profile in secondmig.toml."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.project.layout_check import PROJECT_FILE
from secondmig.project.profiles import ImportProfile, save
from secondmig.project.session import Session

if TYPE_CHECKING:
    from secondmig.project.intake import Reading


def profiles_of(session: Session, paths: Sequence[Path], reading: "Reading") -> tuple[ImportProfile, ...]:
    """The profiles that an import with these options would keep, one for each folder.

    What a folder's profile says already stays where the options say nothing of it.

    Raises:
        SecondmigError: a path is no folder of the project, or there is nothing to keep.
    """
    problems = []
    if not any((reading.encoding, reading.speakers, reading.roles, reading.kind, reading.language)):
        problems.append(
            SecondmigError(
                "there is nothing to save", hint="give --encoding, --role, --speakers, --kind or --language"
            )
        )
    profiles = []
    for path in paths:
        try:
            profiles.append(_merged(session, _folder(session.root, path), reading))
        except SecondmigError as problem:
            problems.append(problem)
    raise_all(problems)
    return tuple(profiles)


def keep(session: Session, profiles: Sequence[ImportProfile]) -> tuple[str, ...]:
    """Write profiles into secondmig.toml; one line each about what was kept."""
    lines = []
    for profile in profiles:
        replaced = save(session.root, PROJECT_FILE, profile)
        verb = "replaced" if replaced else "saved"
        lines.append(f"{PROJECT_FILE}: import profile for {profile.folder} {verb}: {said(profile)}")
    return tuple(lines)


def said(profile: ImportProfile) -> str:
    """What a profile says, in one line."""
    parts = [
        f"{name} {value}"
        for name, value in (
            ("encoding", profile.encoding),
            ("speakers", profile.speakers),
            ("kind", profile.kind),
            ("language", profile.language),
        )
        if value is not None
    ]
    parts.extend(f"{speaker} is {role}" for speaker, role in profile.roles.items())
    return ", ".join(parts)


def _folder(root: Path, path: Path) -> str:
    hint = "--save keeps how the files of a folder are read: import the folder"
    if not path.is_dir():
        raise SecondmigError("is no folder", where=str(path), hint=hint)
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        message = "this folder lies outside the project"
        raise SecondmigError(
            message, where=str(path), hint="put it into the project's folder, or leave out --save"
        ) from None


def _merged(session: Session, folder: str, reading: "Reading") -> ImportProfile:
    before = next((each for each in session.config.imports if each.folder == folder), ImportProfile(folder))
    return ImportProfile(
        folder=folder,
        encoding=reading.encoding or before.encoding,
        speakers=reading.speakers if reading.speakers is not None else before.speakers,
        roles={**before.roles, **(reading.roles or {})},
        kind=reading.kind or before.kind,
        language=reading.language or before.language,
    )
