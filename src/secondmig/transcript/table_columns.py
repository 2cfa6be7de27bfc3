"""What the columns of a table of turns are, by the names people give them in several languages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from secondmig.transcript.language_names import named_language

Unit = Literal["", "ms", "s"]

TEXT: Final = (
    *("text", "words", "utterance", "utterances", "transcript", "transcription", "transcribed text"),
    *(
        "speech",
        "verbatim",
        "content",
        "sentence",
        "message",
        "turn text",
        "answer",
        "answers",
        "open answer",
    ),
    *("open answers", "answer text", "response", "responses", "response text", "comment", "comments"),
    *(
        "発話",
        "発話内容",
        "発言",
        "発言内容",
        "テキスト",
        "本文",
        "自由回答",
        "自由記述",
        "回答",
        "回答内容",
        "内容",
        "セリフ",
    ),
    *("texto", "enunciado", "intervención", "intervencion", "transcripción", "transcripcion", "contenido"),
    *("respuesta", "respuestas", "respuesta abierta", "fala", "transcrição", "resposta", "respostas"),
    *("texte", "propos", "réponse", "réponses", "antwort", "antworten", "äußerung", "inhalt"),
)
SPEAKER: Final = (
    *("speaker", "speaker name", "speaker label", "speaker id", "speakers", "who", "voice", "talker", "name"),
    *(
        "interlocutor",
        "interlocutor id",
        "話者",
        "発話者",
        "発言者",
        "話し手",
        "名前",
        "hablante",
        "locutor",
        "nombre",
    ),
    *("falante", "locuteur", "sprecher", "sprecherin"),
)
RESPONDENT: Final = (
    *("respondent", "respondent id", "respondentid", "participant", "participant id", "participantid"),
    *(
        "case",
        "case id",
        "caseid",
        "person",
        "person id",
        "personid",
        "informant",
        "interviewee",
        "subject id",
    ),
    *(
        "回答者",
        "回答者id",
        "回答者番号",
        "対象者",
        "対象者id",
        "調査対象者",
        "参加者",
        "encuestado",
        "encuestada",
    ),
    *("participante", "entrevistado", "entrevistada", "informante", "caso", "respondente", "répondant"),
)
IDENTIFIER: Final = (
    "id",
    "pid",
    "user id",
    "userid",
    "response id",
    "responseid",
    "no",
    "nr",
    "number",
    "番号",
    "#",
)
_NUMBER: Final = (
    *("turn", "turn number", "turn no", "turn nr", "turn id", "turn index", "number", "no", "nr", "n", "#"),
    *(
        "utterance id",
        "utterance number",
        "index",
        "id",
        "番号",
        "発話番号",
        "通し番号",
        "turno",
        "número",
        "numero",
        "nummer",
    ),
)
_START: Final = (
    *(
        "start",
        "start time",
        "starttime",
        "time start",
        "begin",
        "begin time",
        "from",
        "onset",
        "in",
        "tc in",
    ),
    *("time", "timestamp", "time stamp", "turn time", "timecode", "time code", "tc", "offset"),
    *(
        "開始",
        "開始時刻",
        "開始時間",
        "時刻",
        "時間",
        "タイムコード",
        "inicio",
        "tiempo inicio",
        "tiempo",
        "hora",
    ),
    *("início", "tempo", "début", "temps", "beginn", "zeit"),
)
_END: Final = (
    *(
        "end",
        "end time",
        "endtime",
        "time end",
        "stop",
        "to",
        "out",
        "tc out",
        "終了",
        "終了時刻",
        "終了時間",
    ),
    *("fin", "tiempo fin", "final", "fim", "ende"),
)
_LANGUAGE: Final = ("language", "lang", "idioma", "lengua", "langue", "sprache", "言語", "língua")
_ROLE: Final = ("role", "speaker role", "rol", "papel", "役割", "rôle", "rolle")
_TRANSLATION = re.compile(r"transl|traduc|tradu[çz]|übersetz|翻訳|訳", re.IGNORECASE)
_UNIT = re.compile(r"(?<![a-z])(?:(ms|msecs?|millis|milliseconds?)|(s|secs?|seconds?|segundos))(?![a-z])")
_PATTERN_OF_TIMES = re.compile(r"(?<![a-z])h{1,2} m{1,2} s{1,2}(?: (?:m|f|s){1,3})?(?![a-z])")
_MARKS = re.compile(r"[_\-.:/()\[\]]+")
_HALVES = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where in a row things stand; None for what a table does not have.

    Attributes:
        text: the words.
        speaker: who says them.
        start: the time, or a range of times.
        end: the time they end.
        unit: of times that are plain numbers, as the header names it.
        language: of the words.
        role: of the speaker.
        number: of the turn.
        translations: (language, column).
    """

    text: int | None
    speaker: int | None
    start: int | None
    end: int | None
    unit: Unit
    language: int | None
    role: int | None
    number: int | None
    translations: tuple[tuple[str, int], ...]

    def known(self) -> frozenset[int]:
        """All columns that are something."""
        single = (self.text, self.speaker, self.start, self.end, self.language, self.role, self.number)
        return frozenset(
            {*(place for place in single if place is not None), *(at for _, at in self.translations)}
        )


def columns_of(header: Sequence[str], *, answers: bool = False) -> Columns:
    """What the columns are.

    Args:
        header: the cells of the first row.
        answers: to a survey: the speaker is the respondent, for whom ``id`` is a usual name.

    >>> columns_of(("turn", "Speaker", "start_ms", "words", "translation_en")).translations
    (('en', 4),)
    """
    names = [_plain(name) for name in header]
    text = _first(names, TEXT)
    speaker = _first(names, (*RESPONDENT, *IDENTIFIER, *SPEAKER) if answers else (*SPEAKER, *RESPONDENT))
    start = _first(names, _START)
    units = [_unit(header[place]) for place in (start,) if place is not None]
    number = _first(names, _NUMBER)
    return Columns(
        text=text,
        speaker=speaker,
        start=start,
        end=_first(names, _END),
        unit=units[0] if units else "",
        language=_first(names, _LANGUAGE),
        role=_first(names, _ROLE),
        number=number if number != speaker else None,
        translations=tuple(
            (tag, place) for place, name in enumerate(header) if place != text and (tag := _translation(name))
        ),
    )


def text_column(header: Sequence[str]) -> int | None:
    """Where the words stand, or None; to know so much takes a tenth of the time of :func:`columns_of`."""
    return _first([_plain(name) for name in header], TEXT)


def _plain(name: str) -> str:
    """A column's name as the lists above write it: small letters, one space, no unit."""
    spaced = _MARKS.sub(" ", _HALVES.sub(" ", name)).casefold()
    bare = _UNIT.sub(" ", _PATTERN_OF_TIMES.sub(" ", spaced))
    return " ".join(bare.split()) or " ".join(spaced.split())


def _unit(name: str) -> Unit:
    match = _UNIT.search(_MARKS.sub(" ", _HALVES.sub(" ", name)).casefold())
    if not match:
        return ""
    return "ms" if match[1] else "s"


def _first(names: Sequence[str], wanted: Sequence[str]) -> int | None:
    """The place of the first wanted name that is there."""
    held = frozenset(names)
    return next((names.index(name) for name in wanted if name in held), None)


def _translation(name: str) -> str:
    """The language a column translates into: named alone, or beside a word for translation or text."""
    whole = named_language(name)
    if whole:
        return whole
    words = _MARKS.sub(" ", name).split()
    if not _TRANSLATION.search(name) and (not words or words[0].casefold() != "text"):
        return ""
    tags = [tag for word in words if (tag := named_language(word))]
    return tags[-1] if tags else named_language(name.removesuffix("訳").removesuffix("翻"))
