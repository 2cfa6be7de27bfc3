"""The search page of the workbench: hits in context by transcript, and coding all of them at once."""

from dataclasses import dataclass
from typing import Final

from secondmig.core.errors import SecondmigError
from secondmig.project import hits
from secondmig.project.codes import codable
from secondmig.project.once import Deed, once
from secondmig.project.places import Asked
from secondmig.project.retrieval import Row
from secondmig.project.search import Wanted, find
from secondmig.project.session import newest_codebooks
from secondmig.project.workbench import Workbench
from secondmig.project.workbench_rows import code_table, core_codes
from secondmig.store import documents
from secondmig.store.connect import Change

MOST: Final = 200
"""Hits on one page."""


@dataclass(frozen=True, slots=True)
class Part:
    """Which hits are shown.

    Attributes:
        offset: hits passed over.
        limit: hits on the page.
    """

    offset: int = 0
    limit: int = 50


def page(bench: Workbench, wanted: Wanted, part: Part) -> Row:
    """One page of hits in the order of the transcripts, and how many there are in each.

    Raises:
        SecondmigError: nothing is asked for, or no such page.
    """
    if not (part.offset >= 0 and 1 <= part.limit <= MOST):
        raise SecondmigError("no such page", hint=f"limit 1 to {MOST}")
    with bench.session.store.consistent() as connection:
        listing = find(bench.session, wanted)
        titles = {row.id: row.title for row in documents.summaries(connection)}
        number: dict[str, int] = {}
        for row in listing.rows:
            number[str(row["document"])] = number.get(str(row["document"]), 0) + 1
        shown = listing.rows[part.offset : part.offset + part.limit]
        after = part.offset + len(shown)
        return {
            "rev": bench.rev(),
            "counts": {"hits": len(listing.rows), "documents": len(number)},
            "documents": [
                {"id": name, "title": titles.get(name, ""), "hits": count} for name, count in number.items()
            ],
            "notes": list(listing.notes),
            "rows": [dict(row) for row in shown],
            "next": after if after < len(listing.rows) else None,
        }


def island(bench: Workbench) -> Row:
    """What the page offers to ask for, and the codes."""
    session = bench.session
    with session.store.consistent() as connection:
        versions = newest_codebooks(session)
        known = documents.summaries(connection)
        return {
            "rev": bench.rev(),
            "coder": bench.coder,
            "codes": code_table(versions),
            "core": core_codes(session.config.core_codes, versions),
            "documents": [[row.id, row.title] for row in known],
            "languages": sorted({row.language for row in known}),
        }


def preview(bench: Workbench, asked: Asked, code: str) -> Row:
    """What coding all hits would do.

    Raises:
        SecondmigError: as for :func:`secondmig.project.hits.preview`.
    """
    listing = hits.preview(bench.session, asked, code=code)
    there = sum(row["coded"] is not None for row in listing.rows)
    return {
        "rev": bench.rev(),
        "new": len(listing.rows) - there,
        "there": there,
        "said": list(listing.notes),
        "places": [dict(row) for row in listing.rows[:MOST]],
    }


def code_all(bench: Workbench, asked: Asked, code: str, *, act: str) -> Row:
    """Code every place that does not carry the code yet: one act, one event, one undo.

    Raises:
        SecondmigError: as for :func:`secondmig.project.hits.add`, or nothing is left to code.
        TakenError: the id of the act was used for something else.
    """
    session = bench.session

    def make(change: Change) -> str:
        version = codable(newest_codebooks(session), code)
        coded = hits.code_all(session, change, asked, version=version, code=code, facets={})
        if not coded.new:
            raise SecondmigError(hits.in_short(coded.places, code), hint="choose another code")
        return str(len(coded.new))

    told = {
        "text": asked.text,
        "speaker": asked.speaker,
        "roles": list(asked.roles),
        "unit": asked.unit,
        "documents": list(asked.selection.documents),
        "languages": list(asked.languages),
        "code": code,
    }
    done = once(session, Deed(hits.VERB, act, told, "codings"), make)
    return {"event": done.rev, "coded": int(done.made), "again": done.again}
