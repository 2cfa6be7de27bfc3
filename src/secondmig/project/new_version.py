"""A new version of a transcript in the place of the newest, with the codings that follow it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from secondmig.core.ids import content_hash
from secondmig.core.span import Span
from secondmig.core.types import Coding, Document, Withheld
from secondmig.store import codings, documents, restrictions
from secondmig.store.connect import Change


@dataclass(frozen=True, slots=True)
class Successor:
    """What takes the place of a version.

    Attributes:
        document: the new version; its number and what it supersedes are set when it is written.
        source: the bytes kept as its file; ``document.source_sha`` is their hash.
        places: id of each coding that follows -> its stretch in the new text. A coding that is not named
            here stays with the words it has, in the version it has.
        restricted: stretches of the new text that the project takes back, beside those the document itself
            withholds.
    """

    document: Document
    source: bytes
    places: Mapping[str, Span]
    restricted: Sequence[Withheld] = ()


@dataclass(frozen=True, slots=True)
class Renewed:
    """What was written.

    Attributes:
        document: with its number.
        codings: how many follow it.
    """

    document: Document
    codings: int


def replace_version(change: Change, old: Document, successor: Successor) -> Renewed:
    """Write the next version of a transcript; the codings named follow it under the ids they have.

    Memos and relations hold ids of codings and so need no care. One undo of the event brings back the former
    version and every coding to its place there.

    Args:
        change: the event it belongs to; several documents may share one.
        old: the newest version.
        successor: what takes its place.

    Raises:
        SecondmigError: the words belong to somebody who withdrew, or a place does not fit the new text.
    """
    connection = change.connection
    numbered = replace(successor.document, id=old.id, supersedes=old.version)
    document = replace(numbered, version=_number(change, numbered))
    documents.add(change, document, successor.source)
    for stretch in (*document.withheld, *successor.restricted):
        restrictions.add(change, document.id, document.version, stretch.span, stretch.reason)
    mine = codings.find(connection, documents=(old.id,))
    following = [
        _at(coding, document, successor.places[coding.id]) for coding in mine if coding.id in successor.places
    ]
    return Renewed(document, codings.carry(change, following))


def _number(change: Change, document: Document) -> int:
    """The number these words had before an undo, where it is above the one replaced; else the next one."""
    free = documents.free_version(change.connection, document)
    assert document.supersedes is not None  # noqa: S101 - set by the caller above
    if free > document.supersedes:
        return free
    return documents.next_version(change.connection, document.id)


def _at(coding: Coding, document: Document, span: Span) -> Coding:
    return replace(
        coding,
        version=document.version,
        span=span,
        quote_sha=content_hash(span.of(document.text)),
        status="current",
    )
