"""JSON of programs that turn speech into text: Whisper and its relatives, and lists of turns.

=======================  =====================================================================
openai-whisper, faster-  ``{"segments": [{"start": s, "end": s, "text"}], "language"}``
whisper, whisperX        with ``speaker`` in the segment or in its ``words``
whisper.cpp              ``{"transcription": [{"offsets": {"from": ms, "to": ms}, "text"}],
                         "result": {"language"}}``, ``speaker_turn_next`` where somebody else begins
dialogues                ``{"utterances": [{"speaker" or "interlocutor_id", "text"}]}``
lists                    ``[{"speaker", "start": s, "end": s, "text"}]``
=======================  =====================================================================

Segments are cut by a program, so those of one speaker become one turn; utterances are turns as they stand.
Speakers that a program told apart by voice are likely, never certain.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final, NoReturn

from secondmig.core.decode import decode
from secondmig.core.errors import SecondmigError, raise_all
from secondmig.transcript.language_names import language_tag
from secondmig.transcript.model import CERTAIN, NO, Request, Sureness, Transcript
from secondmig.transcript.recording_time import LONGEST_MS, clock_ms
from secondmig.transcript.unproven import caution
from secondmig.transcript.utterances import (
    Utterance,
    cleaned,
    document_of,
    merged,
    speakers_by_pattern,
    time_notes,
)

_LISTS: Final = ("segments", "transcription", "utterances")
_OBJECT = re.compile(rb'"(?:segments|transcription|utterances)"\s*:\s*\[')
_LIST = re.compile(rb'\[\s*\{\s*"[^"\\]{1,60}"\s*:')
_TEXT = re.compile(rb'"text"\s*:\s*"')
_BOM: Final = b"\xef\xbb\xbf"
_SPEAKER_KEYS: Final = ("speaker", "speaker_id", "speaker_label", "interlocutor_id", "speaker_name")
_MACHINE = re.compile(r"(?:speaker[ _-]?)?(?:[0-9]{1,3}|[A-Z])", re.IGNORECASE)
_SHOWN: Final = 20
_HINT: Final = "export the transcript again, or as .vtt"


@dataclass(slots=True)
class _Reading:
    """A list of segments while it is read."""

    where: str
    milliseconds: bool
    problems: list[SecondmigError] = field(default_factory=list)
    utterances: list[Utterance] = field(default_factory=list)
    other_voices: int = 0
    clocks: int = 0
    begins: bool = False

    def problem(self, number: int, message: str, hint: str = "") -> None:
        self.problems.append(SecondmigError(f"segment {number}: {message}", where=self.where, hint=hint))

    def take(self, number: int, segment: object) -> None:
        """One segment, counted from 1."""
        if not isinstance(segment, Mapping):
            self.problem(number, "is no object with a text", _HINT)
            return
        words = segment.get("text")
        if not isinstance(words, str):
            self.problem(number, "has no text", _HINT)
            return
        start, end = self._times(number, segment)
        speaker = self._speaker(segment)
        language = language_tag(_text(segment.get("language")))
        self.utterances.append(
            Utterance(speaker, cleaned(words), start, end, language, begins=self.begins and not speaker)
        )
        self.begins = segment.get("speaker_turn_next") is True

    def _times(self, number: int, segment: Mapping[str, object]) -> tuple[int | None, int | None]:
        offsets = segment.get("offsets")
        if isinstance(offsets, Mapping):
            start, end, factor = offsets.get("from"), offsets.get("to"), 1
        else:
            start, end = segment.get("start"), segment.get("end")
            factor = 1 if self.milliseconds else 1000
        return self._time(number, "start", start, factor), self._time(number, "end", end, factor)

    def _time(self, number: int, name: str, value: object, factor: int) -> int | None:
        if value is None:
            return None
        if isinstance(value, str):
            time = clock_ms(value)
            self.clocks += time is None
            return time
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.problem(number, f"its {name} is no time", "a time is a number of seconds, or null")
        elif not 0 <= value <= LONGEST_MS / factor:
            self.problem(
                number, f"its {name} lies outside of any recording", "a time is a number of seconds from 0"
            )
        else:
            return round(value * factor)
        return None

    def _speaker(self, segment: Mapping[str, object]) -> str:
        """The segment's speaker; where it has none, the one speaker of all its words."""
        own = next((name for key in _SPEAKER_KEYS if (name := _text(segment.get(key)))), "")
        words = segment.get("words")
        voices = {
            name
            for word in (words if isinstance(words, list) else ())
            if isinstance(word, Mapping) and (name := _text(word.get("speaker")))
        }
        self.other_voices += bool(voices - {own}) if own else len(voices) > 1
        return own or (voices.pop() if len(voices) == 1 else "")


class WhisperJson:
    """Reads JSON with segments, utterances or turns."""

    id: ClassVar[str] = "whisper-json"
    title: ClassVar[str] = "JSON of Whisper, whisperX or whisper.cpp"
    suffixes: ClassVar[tuple[str, ...]] = (".json",)

    def sniff(self, raw: bytes) -> int:
        """CERTAIN for an object with a list of segments, or a list of objects with a text."""
        start = raw[:4096].removeprefix(_BOM).lstrip()
        if start.startswith(b"{"):
            return CERTAIN if _OBJECT.search(raw) else NO
        return CERTAIN if _LIST.match(start) and _TEXT.search(raw) else NO

    def read(self, raw: bytes, request: Request) -> Transcript:
        """The document.

        Raises:
            SecondmigError: broken JSON at its line; segments without text or with impossible times, all of
                them; nobody says anything.
        """
        decoded = decode(raw, encoding=request.encoding, where=request.where)
        content = _parsed(decoded.text, request.where)
        name, segments = _segments(content, request.where)
        reading = _Reading(request.where, milliseconds=_counts_milliseconds(content))
        for number, segment in enumerate(segments, 1):
            reading.take(number, segment)
        raise_all(reading.problems[:_SHOWN])
        found = speakers_by_pattern(reading.utterances, request)
        turns = merged(found) if name in {"segments", "transcription"} else found
        document = document_of(
            raw, turns, request, decoding=f"json, {decoded.decoding}", language=_language(content)
        )
        notes = _notes(reading, found, len(turns))
        variant = _unproven(content, name)
        return Transcript(
            document,
            self.title,
            _sure(found, request),
            (*notes, caution(variant)) if variant else tuple(notes),
        )


def _unproven(content: object, name: str) -> str:
    """The variant that no real file has been shown to, "" for the others."""
    if _counts_milliseconds(content):
        return "AssemblyAI"
    return "whisper.cpp" if name == "transcription" else ""


def _parsed(text: str, where: str) -> object:
    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in found if keys.count(key) > 1)
            raise SecondmigError(
                f"the key {twice[:40]!r} stands twice in one object", where=where, hint=_HINT
            )
        return found

    def refuse(constant: str) -> NoReturn:
        raise SecondmigError(
            f"{constant} is no number", where=where, hint="write null where a time is not known"
        )

    def whole(digits: str) -> int | float:
        return int(digits) if len(digits) <= 20 else float(digits)

    try:
        parsed: object = json.loads(text, object_pairs_hook=once, parse_constant=refuse, parse_int=whole)
    except json.JSONDecodeError as error:
        message = f"the JSON is broken: {error.msg}"
        raise SecondmigError(message, where=f"{where}:{error.lineno}", hint=_HINT) from error
    except RecursionError as error:
        raise SecondmigError("the JSON is nested too deeply", where=where, hint=_HINT) from error
    return parsed


def _segments(content: object, where: str) -> tuple[str, Sequence[object]]:
    """Under which name the segments stand ("" for a bare list), and the segments."""
    if isinstance(content, list):
        return "", content
    if isinstance(content, Mapping):
        for name in _LISTS:
            found = content.get(name)
            if isinstance(found, list):
                return name, found
    raise SecondmigError(
        "the JSON holds no list of segments",
        where=where,
        hint="a transcript has one under 'segments', 'transcription' or 'utterances'",
    )


def _counts_milliseconds(content: object) -> bool:
    """AssemblyAI counts milliseconds; its files say how long the recording is under a key of their own."""
    return isinstance(content, Mapping) and "audio_duration" in content and "utterances" in content


def _language(content: object) -> str:
    if not isinstance(content, Mapping):
        return ""
    result = content.get("result")
    inner = result.get("language") if isinstance(result, Mapping) else None
    return next(
        (
            tag
            for value in (content.get("language"), inner, content.get("language_code"))
            if (tag := language_tag(_text(value)))
        ),
        "",
    )


def _sure(found: Sequence[Utterance], request: Request) -> Sureness:
    if not any(each.speaker for each in found):
        return "unsure"
    if request.speakers or not all(each.speaker for each in found):
        return "likely"
    return "likely" if any(_MACHINE.fullmatch(each.speaker) for each in found) else "certain"


def _notes(reading: _Reading, found: Sequence[Utterance], turns: int) -> list[str]:
    notes = [f"{len(found)} segments became {turns} turns"] if turns != len(found) else []
    if any(each.speaker and _MACHINE.fullmatch(each.speaker) for each in found):
        notes.append("the speakers were told apart by a program; listen before you trust them")
    if reading.other_voices:
        notes.append(
            f"{reading.other_voices} segments hold words that are given to another voice; check them"
        )
    if reading.clocks:
        notes.append(f"{reading.clocks} times are no places in the recording and are left out")
    return [*notes, *time_notes(found)]


def _text(value: object) -> str:
    """A value as a label: texts trimmed, whole numbers in digits, anything else nothing."""
    if isinstance(value, str):
        return " ".join(value.split())
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""
