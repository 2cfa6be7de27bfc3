"""Warnings that name what they are about: whose codings were made, which wait, what is read blind."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from secondmig.core.counting import counted
from secondmig.core.warnings import AUTHOR_MADE, READ_BLIND, WAITING, Caution


def made_by(coders: Iterable[str], made: Mapping[str, str]) -> tuple[Caution, ...]:
    """The warning on codings that no person made; empty where all coders are persons.

    Args:
        coders: whose codings are counted.
        made: coder -> how the codings were made, for those who are not persons coding.
    """
    found = [f"'{coder}' ({made[coder]})" for coder in sorted(set(coders)) if coder in made]
    message = f"not made by a person who codes: the codings of {' and '.join(found)}"
    return (replace(AUTHOR_MADE, message=message),) if found else ()


def read_blind(documents: Iterable[str]) -> tuple[Caution, ...]:
    """The warning that the work of others in these transcripts is left out; empty where there are none."""
    names = sorted(documents)
    if not names:
        return ()
    some = ", ".join(names[:5]) + (" ..." if len(names) > 5 else "")
    what = f"you read {some} blind: what others made of {'it' if len(names) == 1 else 'them'}"
    return (replace(READ_BLIND, message=f"{what} is in no row and no number"),)


def waiting(number: int, undecided: int = 0, *, which: str = "") -> tuple[Caution, ...]:
    """The warning that codings wait and are in no number, for each queue they wait in.

    Args:
        number: codings that wait, in either queue.
        undecided: those of them that wait for a code since theirs was divided; the others wait for review
            after a correction.
        which: codings of whom or where these are, e.g. "of gold"; "" for all there are.
    """
    among = f" {which}" if which else ""
    queues = (
        (number - undecided, "for review after a correction", "secondmig corpus review"),
        (undecided, "for a code since theirs was divided", "secondmig codebook review"),
    )
    return tuple(
        replace(
            WAITING,
            message=f"{counted(some, f'coding{among} waits', f'codings{among} wait')} {why}"
            f" and {'is' if some == 1 else 'are'} in no number: {command}",
        )
        for some, why, command in queues
        if some
    )
