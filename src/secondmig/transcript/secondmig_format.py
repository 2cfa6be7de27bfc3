"""The corpus format: a YAML header, numbered turns, tiers under their turn.

```
---
id: US01
language: en
---
#1 [00:00:04] INT: How did Japan come into the picture?
#2 ROSA: La verdad, yo pensé que iba a ser como volver a casa.
%en: The truth is, I thought it would be like coming home.
%note: laughs
```

Time and label may be absent (``#3 : words`` is an unknown speaker). A line that begins neither turn nor tier
goes on with the turn above it, also over blank lines; directly under a tier it goes on with the tier. After a
tier and a blank line, or before the first turn, such a line belongs to nothing and the import reports it.
"""

import re
from dataclasses import dataclass, field
from typing import ClassVar

from secondmig.core.decode import decode
from secondmig.core.errors import SecondmigError
from secondmig.transcript.assemble import Draft, Parsed, TierDraft, assemble
from secondmig.transcript.header import read_header
from secondmig.transcript.lines import Line, lines
from secondmig.transcript.model import CERTAIN, NO, Request, Transcript

_TURN = re.compile(
    r"#(?P<number>[0-9]{1,9})"
    r"(?:[ \t]+\[(?P<h>[0-9]{1,3}):(?P<m>[0-5][0-9]):(?P<s>[0-5][0-9])(?:[.,](?P<ms>[0-9]{1,3}))?\])?"
    r"[ \t]+(?P<speaker>[^\s:：\[\]#%,;!?。、][^:：\[\],;!?。、]{0,59})?[:：](?P<words>.*)",
    re.DOTALL,
)
_TIER = re.compile(r"%(?P<name>[A-Za-z][A-Za-z0-9-]{0,31})[:：](?P<words>.*)", re.DOTALL)
_SNIFF = re.compile(
    rb"(?:\A(?:\xef\xbb\xbf)?|[\r\n])[ \t]*#[0-9]+[ \t]+(?:\[[0-9:.,]+\][ \t]+)?"
    rb"[^\r\n\[\]:]{0,200}(?::|\xef\xbc\x9a)"
)
_TURN_HINT = "write #3 [00:01:30] SPEAKER: words"
_TIER_HINT = "write %en: words, or put the sign inside the line"


class SecondmigFormat:
    """Reads and recognises the corpus format."""

    id: ClassVar[str] = "secondmig"
    title: ClassVar[str] = "numbered turns (#1 [00:00:04] NAME: words), with or without a YAML header"
    suffixes: ClassVar[tuple[str, ...]] = (".txt",)

    def sniff(self, raw: bytes) -> int:
        """CERTAIN where a line begins like a numbered turn."""
        return CERTAIN if b"#" in raw and _SNIFF.search(raw) else NO

    def read(self, raw: bytes, request: Request) -> Transcript:
        """The document; its turns are as sure as the file itself.

        Raises:
            SecondmigError: all problems of the file, each at its line.
        """
        decoded = decode(raw, encoding=request.encoding, where=request.where)
        header = read_header(decoded.text, where=request.where)
        body = _Body(request.where)
        for line in lines(decoded.text, header.end):
            body.take(line, line.of(decoded.text))
        parsed = Parsed(header, body.turns, body.tiers, body.problems_in(decoded.text))
        return Transcript(assemble(raw, decoded, parsed, request), self.title, "certain")


@dataclass(slots=True)
class _Body:
    """The turns and tiers read so far, and what the next line may go on with."""

    where: str
    turns: list[Draft] = field(default_factory=list)
    tiers: list[TierDraft] = field(default_factory=list)
    problems: list[tuple[int, SecondmigError]] = field(default_factory=list)
    going_on: Draft | TierDraft | None = None
    numbers: dict[int, int] = field(default_factory=dict)

    def take(self, line: Line, words: str) -> None:
        """One line of the body."""
        begun = words.lstrip(" \t")
        indent = len(words) - len(begun)
        if not words.strip():
            if isinstance(self.going_on, TierDraft):
                self.going_on = None
        elif begun.startswith("%"):
            self._tier(line, begun, line.start + indent)
        elif begun.startswith("#") and begun[1:2].isdecimal():
            self._turn(line, begun, line.start + indent)
        elif self.going_on:
            self.going_on.end = line.end

    def problems_in(self, text: str) -> list[SecondmigError]:
        """All problems by line; a turn without words is one, as nothing could be coded there."""
        for draft in self.turns:
            if not text[draft.start : draft.end].strip():
                message = f"turn #{draft.number} has no words"
                self._problem(message, draft.line, "write [silence], or delete it")
        return [problem for _, problem in sorted(self.problems, key=lambda entry: entry[0])]

    def _turn(self, line: Line, words: str, offset: int) -> None:
        match = _TURN.fullmatch(words)
        if not match:
            self._problem("not understood as a turn", line.number, _TURN_HINT)
            self.going_on = None
            return
        number = int(match["number"])
        if number in self.numbers:
            message = f"turn #{number} is there already, in line {self.numbers[number]}"
            self._problem(message, line.number, "give every turn its own number")
        self.numbers.setdefault(number, line.number)
        speaker = (match["speaker"] or "").strip()
        start = offset + match.start("words")
        self.going_on = Draft(number, speaker, start, line.end, _milliseconds(match), line.number)
        self.turns.append(self.going_on)

    def _tier(self, line: Line, words: str, offset: int) -> None:
        match = _TIER.fullmatch(words)
        self.going_on = None
        if not match:
            self._problem("not understood as a tier", line.number, _TIER_HINT)
        elif not self.turns:
            self._problem("a tier before the first turn", line.number, "put it under the turn it belongs to")
        else:
            start = offset + match.start("words")
            self.going_on = TierDraft(match["name"].lower(), len(self.turns) - 1, start, line.end)
            self.tiers.append(self.going_on)

    def _problem(self, message: str, line: int, hint: str) -> None:
        self.problems.append((line, SecondmigError(message, where=f"{self.where}:{line}", hint=hint)))


def _milliseconds(match: re.Match[str]) -> int | None:
    if match["h"] is None:
        return None
    seconds = (int(match["h"]) * 60 + int(match["m"])) * 60 + int(match["s"])
    return seconds * 1000 + int((match["ms"] or "").ljust(3, "0"))
