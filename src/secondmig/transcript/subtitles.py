"""WebVTT and SRT, as Zoom, Teams, YouTube, Whisper and people who subtitle write them.

Who speaks is said by voice tags (``<v Name>``), by labels (``Name: words``, ``[Name]: words``), by a dash or
``>>`` where somebody else begins, or not at all. Captions are cut for a screen: those of one speaker become
one turn, those of nobody known paragraphs (see :func:`secondmig.transcript.utterances.merged`).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from secondmig.core.decode import decode
from secondmig.core.types import Document
from secondmig.transcript.caption_lines import CaptionLine, believed_names, read_line, rolled, unstyled
from secondmig.transcript.cues import Cue, CueFile, read_cues
from secondmig.transcript.language_names import language_tag
from secondmig.transcript.model import CERTAIN, NO, Request, Sureness, Transcript
from secondmig.transcript.utterances import Utterance, document_of, joined, merged, no_match, time_notes

_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?(?:[ \t\n]([^<>]*))?>|</v>")
_BOM: Final = b"\xef\xbb\xbf"
_VTT = re.compile(rb"WEBVTT(?:[ \t\r\n]|\Z)")
_SRT = re.compile(
    rb"\s*(?:[0-9]+[ \t]*(?:\r\n?|\n))?[ \t]*[0-9]+:[0-9:.,]+[ \t]*-{1,3}>[ \t]*[0-9]+:[0-9:.,]+"
)


@dataclass(frozen=True, slots=True)
class Heard:
    """What the captions of a file say.

    Attributes:
        utterances: in the order of the file, not yet merged.
        sure: how far the speakers can be trusted.
        notes: for the person who imports.
    """

    utterances: tuple[Utterance, ...]
    sure: Sureness
    notes: tuple[str, ...] = ()


class WebVtt:
    """Reads WebVTT."""

    id: ClassVar[str] = "webvtt"
    title: ClassVar[str] = "WebVTT captions (Zoom, Teams, Whisper, YouTube)"
    suffixes: ClassVar[tuple[str, ...]] = (".vtt",)

    def sniff(self, raw: bytes) -> int:
        """CERTAIN where the file begins with WEBVTT."""
        return CERTAIN if _VTT.match(raw.removeprefix(_BOM)) else NO

    def read(self, raw: bytes, request: Request) -> Transcript:
        """The document.

        Raises:
            SecondmigError: times that are not understood, all of them; nobody says anything.
        """
        return _read(raw, request, container="vtt", title=self.title)


class SubRip:
    """Reads SRT, and WebVTT that lost its first line."""

    id: ClassVar[str] = "srt"
    title: ClassVar[str] = "SRT subtitles"
    suffixes: ClassVar[tuple[str, ...]] = (".srt",)

    def sniff(self, raw: bytes) -> int:
        """CERTAIN where the file begins with two times and an arrow, a number above them or not."""
        return CERTAIN if _SRT.match(raw.removeprefix(_BOM)[:4096]) else NO

    def read(self, raw: bytes, request: Request) -> Transcript:
        """The document.

        Raises:
            SecondmigError: times that are not understood, all of them; nobody says anything.
        """
        return _read(raw, request, container="srt", title=self.title)


def _read(raw: bytes, request: Request, *, container: str, title: str) -> Transcript:
    decoded = decode(raw, encoding=request.encoding, where=request.where)
    file = read_cues(decoded.text, where=request.where)
    heard = _heard(file.cues, request)
    turns = merged(heard.utterances)
    document: Document = document_of(
        raw, turns, request, decoding=f"{container}, {decoded.decoding}", language=language_tag(file.language)
    )
    spoken = sum(bool(cue.lines) for cue in file.cues)
    notes = [f"{spoken} captions became {len(turns)} turns", *heard.notes, *_left_out(file)]
    notes.extend(time_notes(heard.utterances))
    return Transcript(document, title, heard.sure, tuple(notes))


def _left_out(file: CueFile) -> Iterator[str]:
    if file.blocks:
        yield f"{file.blocks} blocks of notes or styles are no words of the talk and are left out"
    if file.resumed:
        yield f"{file.resumed} captions go on behind an empty line; the words there are kept"
    if file.before:
        yield f"{file.before} lines above the first caption are left out"


def _heard(cues: Sequence[Cue], request: Request) -> Heard:
    if any(_VOICE.search(line) for cue in cues for line in cue.lines if "<v" in line):
        return _by_voice(cues)
    lines, repeated = rolled([[unstyled(line) for line in cue.lines] for cue in cues])
    heard = _by_pattern(cues, lines, request) if request.speakers else _by_label(cues, lines)
    if not repeated:
        return heard
    note = f"{repeated} lines only repeat the caption before (rolling captions) and are left out"
    return Heard(heard.utterances, heard.sure, (note, *heard.notes))


def _by_voice(cues: Sequence[Cue]) -> Heard:
    """Voice tags: certain, unless some words stand outside of them."""
    found: list[Utterance] = []
    for cue in cues:
        speaker, at = "", 0
        whole = "\n".join(cue.lines)
        for tag in _VOICE.finditer(whole):
            found.extend(_said(cue, speaker, whole[at : tag.start()].split("\n")))
            speaker, at = " ".join(unstyled(tag[1] or "").split()), tag.end()
        found.extend(_said(cue, speaker, whole[at:].split("\n")))
    unnamed = sum(not each.speaker for each in found)
    notes = (
        (f"{unnamed} captions stand outside of voice tags: nobody is known to say them",) if unnamed else ()
    )
    return Heard(tuple(found), "likely" if unnamed else "certain", notes)


def _said(cue: Cue, speaker: str, lines: Sequence[str]) -> list[Utterance]:
    """One speaker's words of a caption, without changes of speaker in them."""
    words = joined([words for line in lines if (words := unstyled(line).strip())])
    return [Utterance(speaker, words, cue.start_ms, cue.end_ms)] if words else []


def _by_label(cues: Sequence[Cue], lines: Sequence[Sequence[str]]) -> Heard:
    """Labels where they can be believed; without them everybody is unknown."""
    captions = [[read_line(line) for line in each] for each in lines]
    names, go_on = believed_names(captions)

    def label(line: CaptionLine) -> tuple[str, str] | None:
        return (line.name, line.words) if line.name in names else None

    found, without = _spoken(cues, captions, label, go_on=go_on)
    notes = []
    if names and without and go_on:
        notes.append(f"{without} captions without a name go on with the speaker before")
    changes = sum(each.begins for each in found)
    if changes:
        notes.append(f"{changes} dashes or >> say that somebody else speaks, without a name")
    return Heard(found, "likely" if names else "unsure", tuple(notes))


def _by_pattern(cues: Sequence[Cue], lines: Sequence[Sequence[str]], request: Request) -> Heard:
    """Speakers as the user's pattern says; captions where it does not fit go on with the speaker before."""
    pattern = request.speakers
    captions = [[CaptionLine(line, "", changes=False, whole=line) for line in each] for each in lines]

    def label(line: CaptionLine) -> tuple[str, str] | None:
        match = pattern.match(line.whole) if pattern else None
        return (match[1].strip(), line.whole[match.end() :]) if match and match[1] is not None else None

    found, _ = _spoken(cues, captions, label, go_on=True)
    if not any(each.speaker for each in found):
        raise no_match(request)
    return Heard(found, "certain")


def _spoken(
    cues: Sequence[Cue],
    captions: Sequence[Sequence[CaptionLine]],
    label: Callable[[CaptionLine], tuple[str, str] | None],
    *,
    go_on: bool,
) -> tuple[tuple[Utterance, ...], int]:
    """What the captions say, and how many of them begin without a label though there are some.

    A label or a mark of change begins an utterance in the middle of a caption too. Where labels stand at a
    change of speaker only (``go_on``), the first lines of a caption belong to the speaker before.
    """
    found: list[Utterance] = []
    without = 0
    speaker = ""
    for cue, lines in zip(cues, captions, strict=True):
        speaker = speaker if go_on else ""
        words: list[str] = []
        begins = False
        for place, line in enumerate(lines):
            labelled = label(line)
            if labelled or line.changes:
                found.extend(_uttered(cue, speaker, words, begins=begins))
                speaker, said = labelled or ("", line.whole)
                words, begins = [said], line.changes and not labelled
            else:
                words.append(line.whole)
                without += place == 0 and speaker != ""
        found.extend(_uttered(cue, speaker, words, begins=begins))
        if not lines and cue.lines and found:
            found[-1] = _still_shown(found[-1], cue)
    return tuple(found), without


def _still_shown(last: Utterance, cue: Cue) -> Utterance:
    """The words of a caption that the next one only repeats end with the next."""
    ends = last.end_ms or 0
    return replace(last, end_ms=max(ends, cue.end_ms)) if cue.start_ms <= ends else last


def _uttered(cue: Cue, speaker: str, words: Sequence[str], *, begins: bool) -> list[Utterance]:
    whole = joined([stripped for each in words if (stripped := each.strip())])
    return [Utterance(speaker, whole, cue.start_ms, cue.end_ms, begins=begins)] if whole else []
