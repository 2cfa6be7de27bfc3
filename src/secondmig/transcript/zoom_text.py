"""Captions that Zoom saves as text: a name in brackets with the time of day, the words below.

```
[Johnny Doe] 11:02:09
How you doing?
```

Captions are cut for a screen, so neighbours of one speaker are joined. Zoom prints the time of day and not
the time of the recording: the first caption is taken as the beginning, and the import says so.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import ClassVar, Final

from secondmig.core.decode import decode
from secondmig.transcript.clock import milliseconds
from secondmig.transcript.model import CERTAIN, NO, Request, Transcript
from secondmig.transcript.utterances import Utterance, document_of, merged, speakers_by_pattern

_CAPTION = re.compile(
    r"^[ \t]*\[(?P<name>[^\[\]\n]{1,120})\][ \t]+(?P<time>[0-9]{1,2}:[0-5][0-9]:[0-5][0-9])[ \t]*$",
    re.MULTILINE,
)
_SNIFF = re.compile(
    rb"(?:\A(?:\xef\xbb\xbf)?|[\r\n])[ \t]*\[[^\[\]\r\n]{1,240}\]"
    rb"[ \t]+[0-9]{1,2}:[0-5][0-9]:[0-5][0-9][ \t]*(?=[\r\n]|\Z)"
)
_STAMP = re.compile(rb"\][ \t]+[0-9]{1,2}:[0-5][0-9]:[0-5][0-9][ \t]*(?=[\r\n]|\Z)")
_FEW: Final = 2
_HOUR: Final = 3_600_000
_DAY: Final = 24 * _HOUR


class ZoomText:
    """Reads captions saved by Zoom."""

    id: ClassVar[str] = "zoom-text"
    title: ClassVar[str] = "Zoom captions saved as text ([Name] 11:02:09)"
    suffixes: ClassVar[tuple[str, ...]] = (".txt",)

    def sniff(self, raw: bytes) -> int:
        """CERTAIN where two lines are a name in brackets and a time, and no header stands above them."""
        if not _STAMP.search(raw) or raw[:200].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"---"):
            return NO
        return (
            CERTAIN if sum(1 for _, _ in zip(_SNIFF.finditer(raw), range(_FEW), strict=False)) == _FEW else NO
        )

    def read(self, raw: bytes, request: Request) -> Transcript:
        """The document: neighbours of one speaker joined, one paragraph a turn.

        Raises:
            SecondmigError: no text, another encoding, no words.
        """
        decoded = decode(raw, encoding=request.encoding, where=request.where)
        captions = list(_CAPTION.finditer(decoded.text))
        times = [milliseconds(caption["time"]) for caption in captions]
        spoken = merged(speakers_by_pattern(_utterances(decoded.text, captions, _offsets(times)), request))
        document = document_of(raw, spoken, request, decoding=f"zoom, {decoded.decoding}")
        return Transcript(document, self.title, "certain", tuple(_notes(decoded.text, captions, times)))


def _utterances(text: str, captions: Sequence[re.Match[str]], times: Sequence[int]) -> Iterator[Utterance]:
    ends = [*(caption.start() for caption in captions[1:]), len(text)][: len(captions)]
    for caption, time, end in zip(captions, times, ends, strict=True):
        yield Utterance(caption["name"].strip(), text[caption.end() : end].strip(), time)


def _offsets(times: Sequence[int]) -> list[int]:
    """Milliseconds from the first caption, over midnight too; unchanged where they are no times of day."""
    if not _of_day(times):
        return list(times)
    days = 0
    offsets = [0]
    for before, time in pairwise(times):
        days += time < before - _DAY // 2
        offsets.append(max(0, time + days * _DAY - times[0]))
    return offsets


def _of_day(times: Sequence[int]) -> bool:
    return bool(times) and times[0] >= _HOUR


def _notes(text: str, captions: Sequence[re.Match[str]], times: Sequence[int]) -> Iterator[str]:
    if _of_day(times):
        yield (
            f"times of day: they count from the first caption, at {captions[0]['time']} by the clock, which"
            " need not be where the recording begins"
        )
    above = text[: captions[0].start()] if captions else ""
    if above.strip():
        yield f"{above.count(chr(10))} lines above the first caption are left out"
