"""Checks: a list of problems, and the exit code that says whether there are any."""

from typing import TYPE_CHECKING

import click

from secondmig.cli.caller import current_caller
from secondmig.cli.output import Output

if TYPE_CHECKING:
    from secondmig.project.listing import Listing

FOUND_PROBLEMS = 3


def leave_with_problems(listing: "Listing", output: Output, *, hidden: tuple[str, ...] = ()) -> None:
    """Print what a check found and leave with 3 if it found problems; notes are none.

    Args:
        listing: rows with ``message``, and ``severity`` ("problem" or "note") where both kinds occur.
        output: where it goes.
        hidden: columns left out of a table.
    """
    output.write(listing, hidden=hidden)
    problems = sum(row.get("severity", "problem") == "problem" for row in listing.rows)
    if problems:
        current_caller().remark(f"{problems} {'problem' if problems == 1 else 'problems'}")
        click.get_current_context().exit(FOUND_PROBLEMS)
