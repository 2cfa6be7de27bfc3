"""What stands instead of the names of a key, in words of any kind."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from secondmig.core.edits import Edit
from secondmig.transcript.dates import full_dates
from secondmig.transcript.folding import fold
from secondmig.transcript.key_file import Kind, NameKey
from secondmig.transcript.language import primary
from secondmig.transcript.names import Found, NameFinder, NameHere, in_words, names_alone


class Replacement(NamedTuple):
    """One name in a text, and what takes its place.

    Attributes:
        start: first code point of the name.
        end: first code point behind it.
        entry: number in the key.
        kind: of name.
        words: what takes its place, in brackets.
    """

    start: int
    end: int
    entry: int
    kind: Kind
    words: str

    @property
    def edit(self) -> Edit:
        """As an edit of the text."""
        return Edit(self.start, self.end, self.words)


class Replacer:
    """Replaces the names of a key.

    Args:
        key: as read.
    """

    def __init__(self, key: NameKey) -> None:
        self.finder = NameFinder(key.entries)
        self._entries = {entry.number: entry for entry in key.entries}
        self._rule = next((entry for entry in key.entries if entry.rule), None)

    def replacements(
        self, text: str, spoken: Callable[[int], str] = lambda _: "", *, name_here: NameHere = in_words
    ) -> list[Replacement]:
        """Everything to be replaced in a text, in its order; none shares a letter with another.

        Args:
            text: any words.
            spoken: the language (BCP 47) at an offset, "" where it is not known: an entry may have its own
                words for a language.
            name_here: where a name needs no capital letter.
        """
        names = [self._replacement(found, spoken(found.start)) for found in self.finder.find(text, name_here)]
        return sorted([*names, *self._dates(text, names)])

    def reworded(self, text: str) -> str:
        """The text with every name replaced."""
        pieces: list[str] = []
        at = 0
        for each in self.replacements(text):
            pieces += (text[at : each.start], each.words)
            at = each.end
        return "".join([*pieces, text[at:]])

    def label(self, text: str) -> str:
        """A speaker's label with every name replaced: without brackets, in capitals where it was.

        A label must still be read as one when the text is read again.
        """
        pieces: list[str] = []
        at = 0
        for each in self.replacements(text, name_here=names_alone):
            pieces += (text[at : each.start], as_label(each.words, text[each.start : each.end]))
            at = each.end
        return "".join([*pieces, text[at:]])

    def _replacement(self, found: Found, language: str) -> Replacement:
        entry = self._entries[found.entry]
        spoken = "ja" if found.japanese and primary(language) != "zh" else primary(language)
        words = entry.languages.get(spoken, entry.replacement)
        return Replacement(found.start, found.end, found.entry, entry.kind, f"[{words}]")

    def _dates(self, text: str, names: Sequence[Replacement]) -> Iterator[Replacement]:
        entry = self._rule
        if entry is None or entry.rule is None:
            return
        taken = {at for name in names for at in range(name.start, name.end)}
        kept = {fold(phrase).text for phrase in entry.excepted}
        for date in full_dates(text):
            span = date.span
            if taken.isdisjoint(range(span.start, span.end)) and fold(span.of(text)).text not in kept:
                words = f"[{date.generalised(entry.rule)}]"
                yield Replacement(span.start, span.end, entry.number, "date", words)


def as_label(words: str, was: str) -> str:
    """A replacement as part of a speaker's label.

    >>> as_label("[a friend]", "MARIA"), as_label("[a friend]", "Maria")
    ('A FRIEND', 'A Friend')
    """
    bare = words.removeprefix("[").removesuffix("]")
    plain = " ".join("".join(" " if letter in ":：[]#%,;!?。、" else letter for letter in bare).split())
    if was.isupper():
        return plain.upper()
    if was.islower():
        return plain
    return " ".join(word[:1].upper() + word[1:] for word in plain.split(" "))
