"""Files that the contract test gives to every reader: one function a reader, from who says what to bytes.

A reader enters here with one :class:`Sample` under its id; the contract test does the rest.
"""

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from tests.transcript.containers import said_in_docx, said_in_html, said_in_odt, said_in_pdf, said_in_rtf

Said = Sequence[tuple[str, str]]
"""(speaker, words) of each turn; "" for a speaker nobody names."""

Making = Literal["verbatim", "text", "container"]
"""What the bytes are.

verbatim: text, and the document's text is the whole file (corpus format, plain text, Markdown).
text: text in some encoding, laid out anew by the reader (subtitles, tables of turns).
container: bytes that say themselves how they are read (docx, odt, pdf, json, xml, rtf, html).
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """How files of one format are made for the contract.

    Attributes:
        make: the bytes of a file in which these turns are said, text in UTF-8 with LF line ends.
        suffix: a usual ending of such a file's name.
        making: see :data:`Making`.
        many: how many turns the large file has; text formats reach 5 MB with 8,400.
        separators: whether the format can hold U+2028, U+0085, form feeds and the like inside a turn.
        nameless: whether the format can hold a turn whose speaker is not named.
    """

    make: Callable[[Said], bytes]
    suffix: str
    making: Making
    many: int = 8400
    separators: bool = True
    nameless: bool = True


def corpus_format(turns: Said) -> bytes:
    """Numbered turns without a header."""
    return "".join(f"#{n} {who}: {words}\n" for n, (who, words) in enumerate(turns, 1)).encode()


def plain_text(turns: Said) -> bytes:
    """Labels with a colon, or bare paragraphs."""
    return "".join(f"{who}: {words}\n" if who else f"{words}\n\n" for who, words in turns).encode()


def zoom_text(turns: Said) -> bytes:
    """Names in brackets with the time of day, the words below."""
    blocks = (
        f"[{who}] {11 + n // 3600:02d}:{n // 60 % 60:02d}:{n % 60:02d}\n{words}\n\n"
        for n, (who, words) in enumerate(turns)
    )
    return "".join(blocks).encode()


def markdown(turns: Said) -> bytes:
    """A heading, then bold labels or bare paragraphs."""
    said = "".join(f"**{who}:** {words}\n\n" if who else f"{words}\n\n" for who, words in turns)
    return f"# Interview\n\n{said}".encode()


def webvtt(turns: Said) -> bytes:
    """One cue a turn, voice tags where there is a name."""
    cues = (
        f"{_clock(n)}.000 --> {_clock(n + 1)}.000\n" + (f"<v {who}>{words}</v>" if who else words) + "\n\n"
        for n, (who, words) in enumerate(turns)
    )
    return ("WEBVTT\n\n" + "".join(cues)).encode()


def srt(turns: Said) -> bytes:
    """One numbered cue a turn, labels where there is a name."""
    cues = (
        f"{n + 1}\n{_clock(n)},000 --> {_clock(n + 1)},000\n" + (f"{who}: " if who else "") + f"{words}\n\n"
        for n, (who, words) in enumerate(turns)
    )
    return "".join(cues).encode()


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def eaf(turns: Said) -> bytes:
    """One tier a speaker, one annotation a turn."""
    slots = "".join(
        f'<TIME_SLOT TIME_SLOT_ID="ts{n}" TIME_VALUE="{n * 1000}"/>' for n in range(len(turns) + 1)
    )
    tiers = "".join(
        f'<TIER TIER_ID="{speaker}" LINGUISTIC_TYPE_REF="default-lt">'
        + "".join(
            f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{n}" TIME_SLOT_REF1="ts{n}" '
            f'TIME_SLOT_REF2="ts{n + 1}"><ANNOTATION_VALUE>{words}</ANNOTATION_VALUE>'
            "</ALIGNABLE_ANNOTATION></ANNOTATION>"
            for n, (who, words) in enumerate(turns)
            if who == speaker
        )
        + "</TIER>"
        for speaker in dict.fromkeys(who for who, _ in turns)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<ANNOTATION_DOCUMENT FORMAT="3.0" VERSION="3.0">'
        f'<HEADER TIME_UNITS="milliseconds"/><TIME_ORDER>{slots}</TIME_ORDER>{tiers}</ANNOTATION_DOCUMENT>\n'
    ).encode()


def whisper_json(turns: Said) -> bytes:
    """One segment a turn, with the key speaker where there is a name."""
    segments = [
        {"start": float(n), "end": n + 1.0, "text": f" {words}", **({"speaker": who} if who else {})}
        for n, (who, words) in enumerate(turns)
    ]
    return json.dumps({"segments": segments}, ensure_ascii=False).encode()


def turns_table(turns: Said) -> bytes:
    """A row a turn."""
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows([("speaker", "text"), *turns])
    return written.getvalue().encode()


SAMPLES: Final[dict[str, Sample]] = {
    "secondmig": Sample(corpus_format, ".txt", "verbatim"),
    "zoom-text": Sample(zoom_text, ".txt", "text", nameless=False),
    "markdown": Sample(markdown, ".md", "verbatim"),
    "plain-text": Sample(plain_text, ".txt", "verbatim"),
    "webvtt": Sample(webvtt, ".vtt", "text"),
    "srt": Sample(srt, ".srt", "text"),
    "elan": Sample(eaf, ".eaf", "container", nameless=False),
    "whisper-json": Sample(whisper_json, ".json", "container"),
    "docx": Sample(said_in_docx, ".docx", "container"),
    "odt": Sample(said_in_odt, ".odt", "container"),
    "rtf": Sample(said_in_rtf, ".rtf", "container", many=2000),
    "html": Sample(said_in_html, ".html", "container"),
    "pdf": Sample(said_in_pdf, ".pdf", "container", many=300),
    "turns-table": Sample(turns_table, ".csv", "text"),
}
