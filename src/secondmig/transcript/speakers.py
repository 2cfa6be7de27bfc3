"""Who a speaker is in the interview, where the label or the file says so; everybody else is "other"."""

import re
import unicodedata
from collections.abc import Mapping
from typing import cast, get_args

from secondmig.core.errors import SecondmigError
from secondmig.core.types import SpeakerRole

_INTERVIEWER = re.compile(
    r"(?:int|interviewer)(?:[- ]?[0-9]{1,2}|[- ][a-z])?|entrevistadora?|聞き手|インタビュアー|面接者"
)
_PARTICIPANT = re.compile(
    r"(?:participant|interviewee|respondent)(?:[- ]?[0-9]{1,2})?|entrevistad[ao]|語り手"
)


def role_of(label: str, *, pseudonyms: tuple[str, ...], roles: Mapping[str, SpeakerRole]) -> SpeakerRole:
    """The role of a speaker: what ``roles`` says, else what label or pseudonym say, else other.

    Args:
        label: as printed.
        pseudonyms: the header's; compared without regard to case and composition.
        roles: by label, without regard to case.

    >>> role_of("INT-A", pseudonyms=("Rosa",), roles={})
    'interviewer'
    >>> role_of("INTERPRETER", pseudonyms=("Luz",), roles={})
    'other'
    """
    name = _folded(label)
    given = {_folded(key): role for key, role in roles.items()}
    if name in given:
        return given[name]
    if _INTERVIEWER.fullmatch(name):
        return "interviewer"
    if name and name in {_folded(pseudonym) for pseudonym in pseudonyms}:
        return "participant"
    return "participant" if _PARTICIPANT.fullmatch(name) else "other"


def checked_roles(roles: Mapping[str, str]) -> dict[str, SpeakerRole]:
    """The same mapping, typed.

    Raises:
        SecondmigError: a role is none of interviewer, participant and other.
    """
    for label, role in roles.items():
        if role not in get_args(SpeakerRole):
            raise SecondmigError(
                f"unknown role {role!r} for {label!r}", hint="use interviewer, participant or other"
            )
    return {label: cast("SpeakerRole", role) for label, role in roles.items()}


def speaker_pattern(pattern: str) -> re.Pattern[str]:
    """A user's pattern for speakers, compiled.

    Raises:
        SecondmigError: it is no regular expression or has not exactly one group.
    """
    hint = r"give a regular expression with one group that names the speaker, e.g. '<(\w+)>'"
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise SecondmigError(f"--speakers is no regular expression: {error}", hint=hint) from error
    if compiled.groups != 1:
        raise SecondmigError(f"--speakers has {compiled.groups} groups", hint=hint)
    return compiled


def _folded(label: str) -> str:
    return unicodedata.normalize("NFC", label).casefold().strip()
