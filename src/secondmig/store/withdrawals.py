"""A list of withdrawals beside the database, so that they are known even when the database is lost.

It holds ids, dates and the team's reason, never a word of the person.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path

from secondmig.core.types import SpeakerRef
from secondmig.store.copy import OWNER_ONLY, beside_name
from secondmig.store.encode import canonical_json, plain
from secondmig.store.tombs import Tombstone

NAME = "withdrawals.jsonl"


def note(database: Path, stones: Iterable[Tombstone]) -> bool:
    """Write down who withdrew, beside those that are written down already.

    The database holds the same and comes first; a disk that is full does not undo a withdrawal.

    Returns:
        Whether it could be written.
    """
    known = {stone.case_id: stone for stone in read(database)}
    known.update({stone.case_id: stone for stone in stones})
    body = "".join(canonical_json(plain(known[case_id])) + "\n" for case_id in sorted(known))
    target = database.with_name(NAME)
    beside = beside_name(target)
    try:
        handle = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY)
        with os.fdopen(handle, "wb") as file:
            file.write(body.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except OSError:
        beside.unlink(missing_ok=True)
        return False
    return True


def read(database: Path) -> tuple[Tombstone, ...]:
    """Who is written down; a line that cannot be read is passed over."""
    try:
        body = database.with_name(NAME).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ()
    return tuple(stone for line in body.split("\n") if line for stone in _stone(line))


def _stone(line: str) -> tuple[Tombstone, ...]:
    try:
        raw = json.loads(line)
        stone = Tombstone(
            case_id=raw["case_id"],
            event=raw["event"],
            at=raw["at"],
            actor=raw["actor"],
            reason=raw["reason"],
            documents=tuple(raw["documents"]),
            masked=tuple(SpeakerRef(each["document"], each["speaker"]) for each in raw["masked"]),
            survey_rows=tuple((survey, row) for survey, row in raw["survey_rows"]),
            counts=raw["counts"],
        )
    except (ValueError, KeyError, TypeError):
        return ()
    return (stone,)
