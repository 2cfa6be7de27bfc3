"""Use case: propose names for a key, from rules run over the transcripts."""

import os
from collections.abc import Sequence
from pathlib import Path

from secondmig.core.errors import SecondmigError
from secondmig.project.listing import Listing
from secondmig.project.session import Session, find_document, masked_text
from secondmig.store import documents
from secondmig.transcript.key_file import outside_projects, read_key
from secondmig.transcript.names import NameFinder
from secondmig.transcript.proposals import Gathering, Proposal, key_skeleton, stretches


def proposals(session: Session, wanted: Sequence[str], *, key: Path | None = None) -> tuple[Proposal, ...]:
    """What rules take for names in transcripts; what was taken back is not looked at.

    Args:
        session: the open project.
        wanted: ids of documents; empty means all.
        key: a key whose names are not proposed again.

    Raises:
        SecondmigError: a document is not there, or the key has problems.
    """
    known = None
    if key is not None:
        outside_projects(key, session.root)
        known = NameFinder(read_key(key).entries)
    gathering = Gathering(known)
    ids = list(dict.fromkeys(wanted)) or [row.id for row in documents.summaries(session.store.read())]
    for document_id in ids:
        document = find_document(session, document_id)
        speakers = {turn.speaker for turn in document.turns if turn.role != "interviewer"}
        gathering.labels(document_id, sorted(speakers))
        for words in stretches(document, masked_text(session, document, "work")):
            gathering.take(document_id, words)
    return gathering.proposals()


def listing(found: Sequence[Proposal], *, context: bool = False) -> Listing:
    """Proposals as rows; with the words around the first places only where asked for."""
    fields = ("name", "kind", "times", "documents", "variants", "rules", "suggestion")
    rows: list[dict[str, object]] = []
    for each in found:
        row: dict[str, object] = {
            "name": each.name,
            "kind": each.kind,
            "times": each.times,
            "documents": ", ".join(sorted(each.documents)),
            "variants": ", ".join(each.variants) or None,
            "rules": ", ".join(sorted(each.rules)),
            "suggestion": each.suggestion or None,
        }
        if context:
            row["context"] = " | ".join(each.contexts[:3]) or None
        rows.append(row)
    shown = (*fields, "context") if context else fields
    notes = ("rules see forms, not people: what they find may be no name, and what they miss may be one",)
    return Listing(shown, rows, {"unit": "names", "n": len(rows), "warnings": []}, notes)


def write_skeleton(session: Session, found: Sequence[Proposal], target: Path) -> int:
    """Write the beginning of a key, for the owner's eyes alone; a file that is there is not touched.

    Returns:
        How many entries it has.

    Raises:
        SecondmigError: it would lie inside a project, is there already, or cannot be written.
    """
    outside_projects(target, session.root)
    body = key_skeleton(found).encode("utf-8")
    try:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(body)
    except FileExistsError as error:
        raise SecondmigError(
            "is there already, and may hold your decisions",
            where=target.as_posix(),
            hint=f"name another file; --key {target.as_posix()} proposes only what it lacks",
        ) from error
    except FileNotFoundError as error:
        folder = str(target.parent)
        raise SecondmigError("there is no such folder", where=folder, hint=f"mkdir -p {folder}") from error
    except OSError as error:
        reason = (error.strerror or "cannot be written").lower()
        raise SecondmigError(reason, where=target.as_posix(), hint="name another file") from error
    return body.count(b"\n- ")
