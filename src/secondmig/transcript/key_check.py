"""What is wrong between the entries of a key: names that are there twice, and replacements that are names."""

import re
from collections.abc import Iterator, Sequence

from secondmig.core.errors import SecondmigError
from secondmig.transcript.key_file import KeyEntry
from secondmig.transcript.names import NameFinder
from secondmig.transcript.spellings import parts_of

_SINGLE = re.compile(r"[^\W_]")


def conflicts(entries: Sequence[KeyEntry], where: str) -> Iterator[SecondmigError]:
    """Every problem between entries, each at its line; no message repeats a name.

    Args:
        entries: those that could be read.
        where: the file, for messages.
    """
    yield from _too_short(entries, where)
    yield from _twice(entries, where)
    yield from _same_pseudonym(entries, where)
    yield from _names_as_replacements(entries, where)
    rules = [entry for entry in entries if entry.rule]
    for extra in rules[1:]:
        yield _problem(
            extra, where, f"a rule about dates stands in entry {rules[0].number} already", "keep one"
        )


def _problem(entry: KeyEntry, where: str, message: str, hint: str) -> SecondmigError:
    return SecondmigError(f"entry {entry.number}: {message}", where=f"{where}:{entry.line}", hint=hint)


def _too_short(entries: Sequence[KeyEntry], where: str) -> Iterator[SecondmigError]:
    for entry in entries:
        for spelling in entry.spellings:
            joined = "".join(parts_of(spelling))
            if not joined:
                yield _problem(entry, where, "a name without letters or digits", "write the name itself")
            elif len(joined) == 1 and not entry.short:
                hint = "write a longer one (with the form of address), or add short: true"
                yield _problem(entry, where, "a name of one letter is found in too many places", hint)


def _twice(entries: Sequence[KeyEntry], where: str) -> Iterator[SecondmigError]:
    known: dict[str, KeyEntry] = {}
    for entry in entries:
        mine: set[str] = set()
        for spelling in entry.spellings:
            joined = "".join(parts_of(spelling))
            before = known.get(joined)
            if joined in mine:
                # "Rita" and "RITA" are found as one: no harm, but the key says less than it seems to.
                continue
            mine.add(joined)
            if joined and before is not None:
                message = f"the same name is in entry {before.number} (line {before.line})"
                yield _problem(entry, where, message, "one name has one replacement: keep one of them")
            known.setdefault(joined, entry)


def _same_pseudonym(entries: Sequence[KeyEntry], where: str) -> Iterator[SecondmigError]:
    known: dict[str, KeyEntry] = {}
    for entry in entries:
        if not entry.pseudonym or entry.rule:
            continue
        joined = "".join(parts_of(entry.replacement))
        before = known.setdefault(joined, entry)
        if before is not entry:
            message = f"the same pseudonym is in entry {before.number} (line {before.line})"
            hint = "give each its own; for a description that several share write generalise"
            yield _problem(entry, where, message, hint)


def _names_as_replacements(entries: Sequence[KeyEntry], where: str) -> Iterator[SecondmigError]:
    finder = NameFinder(entries)
    named = {"".join(parts_of(spelling)): entry.number for entry in entries for spelling in entry.spellings}
    for entry in entries:
        for replacement in entry.replacements:
            same = named.get("".join(parts_of(replacement)))
            found = [same] if same is not None else [each.entry for each in finder.find(replacement)[:1]]
            for number in found:
                other = "this entry" if number == entry.number else f"entry {number}"
                message = f"the replacement holds the name of {other}"
                yield _problem(entry, where, message, "choose words that are no name in the key")
