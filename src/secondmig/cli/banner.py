"""What has to be said before any number: above a table, and in every row of what has no room above it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from secondmig.core.warnings import NOT_RELIABILITY

if TYPE_CHECKING:
    from secondmig.project.listing import Listing


def banner(listing: "Listing", fit: int | None = None) -> Iterator[str]:
    """The sentence and an empty line, if there is one.

    Args:
        listing: its warnings may hold it.
        fit: the terminal's width, None where nothing is to be folded.
    """
    from secondmig.cli.table import folded

    yield from (f"{folded(message, fit)}\n\n" for message in _said(listing))


def unbannered(listing: "Listing") -> "Listing":
    """The listing without the warning that stands above it."""
    if not _said(listing):
        return listing
    left = [each for each in _warnings(listing) if each["id"] != NOT_RELIABILITY.id]
    return replace(listing, meta={**listing.meta, "warnings": left})


def marked(listing: "Listing") -> "Listing":
    """The listing for a form that has rows alone: each of them says it.

    A table that is passed on without its heading still says that no person coded a second time.
    """
    said = _said(listing)
    if not said:
        return listing
    rows = [{**row, "caution": said[0]} for row in listing.rows]
    return replace(listing, fields=(*listing.fields, "caution"), rows=rows)


def _said(listing: "Listing") -> list[str]:
    return [each["message"] for each in _warnings(listing) if each["id"] == NOT_RELIABILITY.id]


def _warnings(listing: "Listing") -> Sequence[Mapping[str, str]]:
    return cast("Sequence[Mapping[str, str]]", listing.meta.get("warnings", ()))
