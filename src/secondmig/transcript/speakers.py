"""Who a speaker is in the interview: what the user, the file, the label or the pseudonym say; else a guess.

A guess is made where it is almost certain: of two speakers one is known, so the other one is the rest; or
the labels are a known pair, Q and A, I and R, I and P, 問 and 答. Who only behaves like an interviewer, by
shorter turns and more questions, is proposed to the person who imports and stays "other".
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import cast, get_args

from secondmig.core.errors import SecondmigError
from secondmig.core.labels import same_label
from secondmig.core.span import Span
from secondmig.core.types import SpeakerRole

_INTERVIEWER = re.compile(
    r"(?:int|interviewer)(?:[- ]?[0-9]{1,2}|[- ][a-z])?|moderator|facilitator|(?:co-?)?researcher"
    r"|entrevistadora?|moderadora?|聞き手|インタビュアー|インタビューアー|面接者|質問者|調査者|司会者?"
)
_PARTICIPANT = re.compile(
    r"(?:participant|interviewee|respondent|narrator|informant)(?:[- ]?[0-9]{1,2})?"
    r"|entrevistad[ao]|informante|participante|語り手|話し手|回答者|対象者|調査協力者|研究協力者"
)
_NEITHER = re.compile(
    r"(?:interpreter|translator|husband|wife|mother|father|son|daughter|sister|brother|friend|child|baby|nurse"
    r"|unknown(?: speaker)?|unidentified|all|both|voice|int[ée]rprete|traductora?|marido|esposa|通訳者?)"
    r"(?:[- ]?[0-9]{1,2})?"
)
_PLAIN = re.compile(r"(?:speaker|voice|sprecher|hablante|話者)[ _-]?(?:[0-9]{1,2}|[a-z])|spk_?[0-9]{1,2}")
_ASKING = re.compile(r"q|i|iv|ir|question|pregunta|問|问")
_ANSWERING = {
    "q": re.compile(r"(?:a|answer)[0-9]{0,2}"),
    "i": re.compile(r"(?:r|p|ie|n|b)[0-9]{0,2}"),
    "p": re.compile("respuesta"),
    "問": re.compile("答"),
    "问": re.compile("答"),
}
_ASIDE = re.compile(r"(?<=\S) ?\([^()]*\)\Z")
_JAPANESE_QUESTION = ("か", "か。", "か」")
_ASKS = 0.4
_TWICE = 2.0
_MORE = 1.5
_SHORTER = 0.7
_ENOUGH = 3


@dataclass(slots=True)
class Speech:
    """How somebody speaks in a document.

    Attributes:
        turns: number of turns.
        characters: code points of their words.
        questions: turns that ask something.
    """

    turns: int = 0
    characters: int = 0
    questions: int = 0

    def hear(self, words: str) -> None:
        """One more turn."""
        self.turns += 1
        self.characters += len(words)
        self.questions += "?" in words or "？" in words or words.endswith(_JAPANESE_QUESTION)


def role_of(
    label: str,
    *,
    pseudonyms: tuple[str, ...],
    roles: Mapping[str, SpeakerRole],
    said: SpeakerRole | None = None,
) -> SpeakerRole:
    """The role of a speaker: what ``roles`` says, else the file, else label or pseudonym, else other.

    Args:
        label: as printed.
        pseudonyms: the header's; compared without regard to case and composition.
        roles: by label, without regard to case.
        said: what the file itself says of this turn's speaker.

    >>> role_of("INT-A", pseudonyms=("Rosa",), roles={})
    'interviewer'
    >>> role_of("Participant 1 (female, 34)", pseudonyms=(), roles={})
    'participant'
    >>> role_of("INTERPRETER", pseudonyms=("Luz",), roles={})
    'other'
    """
    name = same_label(label)
    given = {same_label(key): role for key, role in roles.items()}
    if name in given:
        return given[name]
    if said:
        return said
    plain = _ASIDE.sub("", name)
    if _INTERVIEWER.fullmatch(plain):
        return "interviewer"
    if name and not {name, plain}.isdisjoint(map(same_label, pseudonyms)):
        return "participant"
    return "participant" if _PARTICIPANT.fullmatch(plain) else "other"


def guessed_roles(
    known: Mapping[str, SpeakerRole], listen: Callable[[], Mapping[str, Speech]]
) -> dict[str, SpeakerRole]:
    """The roles of speakers nobody has named, where they are almost certain.

    Args:
        known: by label, "other" where nothing is known; without those the user has said are others.
        listen: how they speak, by label; asked only where it matters.

    >>> guessed_roles({"INT": "interviewer", "ROSA": "other"}, dict)
    {'ROSA': 'participant'}
    """
    names = [name for name in known if name]
    open_ = [name for name in names if known[name] == "other" and not _NEITHER.fullmatch(same_label(name))]
    held = {known[name] for name in names}
    if not held & {"interviewer", "participant"}:
        return _pair(open_)
    if len(open_) != 1 or held >= {"interviewer", "participant"}:
        return {}
    if "interviewer" in held:
        return {open_[0]: "participant"}
    speech = listen()
    others = [speech[name] for name in names if known[name] == "participant"]
    return {open_[0]: "interviewer"} if all(_asks_more(speech[open_[0]], other) for other in others) else {}


def speech_of(text: str, spoken: Iterable[tuple[str, Span]]) -> dict[str, Speech]:
    """How everybody speaks in a text, by label.

    Args:
        text: of the document.
        spoken: label and words of each turn.
    """
    speech: dict[str, Speech] = {}
    for speaker, span in spoken:
        speech.setdefault(speaker, Speech()).hear(span.of(text))
    return speech


def is_given(label: str, roles: Mapping[str, SpeakerRole]) -> bool:
    """Whether the user says who this is."""
    return same_label(label) in {same_label(key) for key in roles}


def seems_to_ask(speech: Mapping[str, Speech]) -> str | None:
    """The speaker who behaves like an interviewer, by shorter turns and more questions than everybody else.

    Returns:
        The label, or None where nobody stands out.
    """
    named = {name: each for name, each in speech.items() if name and each.turns >= _ENOUGH}
    for name in sorted(named):
        others = [other for label, other in named.items() if label != name]
        if others and all(_asks(named[name], other) for other in others):
            return name
    return None


def says_its_role(label: str) -> bool:
    """Whether a label is no name but what somebody is: Interviewer, Participant 2, Speaker 1."""
    name = _ASIDE.sub("", same_label(label))
    return any(pattern.fullmatch(name) for pattern in (_INTERVIEWER, _PARTICIPANT, _NEITHER, _PLAIN))


def _pair(names: Iterable[str]) -> dict[str, SpeakerRole]:
    """Q and A, I and R: who asks and who answers, where nobody else speaks."""
    folded = {name: same_label(name) for name in names}
    asking = [name for name, short in folded.items() if _ASKING.fullmatch(short)]
    if len(asking) != 1 or len(folded) < 2:
        return {}
    answering = _ANSWERING[folded[asking[0]][0]]
    others = [name for name in folded if name != asking[0]]
    if not all(answering.fullmatch(folded[name]) for name in others):
        return {}
    found: dict[str, SpeakerRole] = {asking[0]: "interviewer"}
    found.update((name, "participant") for name in others)
    return found


def _asks_more(one: Speech, other: Speech) -> bool:
    """Whether one asks clearly more often than the other and speaks more briefly."""
    share, theirs = one.questions / one.turns, other.questions / other.turns
    return (
        share > 0 and share >= _MORE * theirs and one.characters / one.turns < other.characters / other.turns
    )


def _asks(one: Speech, other: Speech) -> bool:
    """Whether one asks in most turns, twice as often as the other and more briefly."""
    share, theirs = one.questions / one.turns, other.questions / other.turns
    length, longer = one.characters / one.turns, other.characters / other.turns
    return share >= _ASKS and share >= _TWICE * theirs and length <= _SHORTER * longer


def checked_roles(roles: Mapping[str, str]) -> dict[str, SpeakerRole]:
    """The same mapping, typed.

    Raises:
        SecondmigError: a role is none of interviewer, participant and other.
    """
    for label, role in roles.items():
        if role not in get_args(SpeakerRole):
            raise SecondmigError(
                f"unknown role {role!r} for {label!r}", hint="use interviewer, participant or other"
            )
    return {label: cast("SpeakerRole", role) for label, role in roles.items()}


def speaker_pattern(pattern: str) -> re.Pattern[str]:
    """A user's pattern for speakers, compiled.

    Raises:
        SecondmigError: it is no regular expression or has not exactly one group.
    """
    hint = r"give a regular expression with one group that names the speaker, e.g. '<(\w+)>'"
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise SecondmigError(f"--speakers is no regular expression: {error}", hint=hint) from error
    if compiled.groups != 1:
        raise SecondmigError(f"--speakers has {compiled.groups} groups", hint=hint)
    return compiled
