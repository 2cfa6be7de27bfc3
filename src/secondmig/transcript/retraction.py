"""Turns in which somebody may ask not to use what was said: found by set phrases, proposed, never applied.

Only a person can tell "don't write that" from a story about somebody who said so. Looked through are turns,
notes of the transcriber under them, and remarks in the margin, in English, Spanish and Japanese.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import AnyStr, Final, Literal

from secondmig.core.letters import beyond_ascii
from secondmig.core.types import Document
from secondmig.transcript.model import Comment

_THAT = r"(?:that|this|it|these things|any of (?:that|this|it)|what i(?:'ve)? (?:just )?sa(?:id|y)|my name)"
_WRITE = r"(?:write|record|print|publish|quote|use|put|include|note|mention|repeat|transcribe|type)"
_ORDER = r"(?:^|[.!?,;:…—–\"“-]\s*|please,? |so |but |and |you )(?:please,? )?"
_TAPE = r"the tape(?: recorder)?"
_WITHHOLD_JA = r"(?:ください|下さい|くださ|ほしい|欲しい|もら|いただ|ね(?:[。、!！]|$))"
_PONGAS = r"(?:lo |la |me |nos |vaya a |vayas a )?(?:pongas?|escribas?|anotes?|grabes?|publiques?|cites?)"
_NO_PONGAS = rf"(?:^|[.,;:!?¡¿…]\s*|por favor,? |eso |esto |pero )no {_PONGAS}(?=[\s,.;!?…]|$)"
# A word that must be in the text, so that most texts are passed over fast, and the phrase around it.
_SPOKEN: Final[tuple[tuple[str, str], ...]] = (
    ("off the record", r"off the record"),
    ("off-the-record", r"off-the-record"),
    (
        "between us",
        (
            r"(?:\b(?:just|strictly|this is|that's|stays?|keep (?:this|that|it)) |[.?!…:]\s+)"
            r"between us(?=[.?!,;…—–]|$)"
        ),
    ),
    ("between you and me", r"between you and me(?! and)"),
    ("don't", rf"{_ORDER}don't (?:you )?(?:please )?{_WRITE} (?:{_THAT}|down)\b"),
    ("don’t", rf"{_ORDER}don’t (?:you )?(?:please )?{_WRITE} (?:{_THAT}|down)\b"),
    ("do not", rf"{_ORDER}do not {_WRITE} (?:{_THAT}|down)\b"),
    ("not to", rf"(?:rather you|prefer you|asked? (?:you|me)) not to {_WRITE} {_THAT}\b"),
    (
        "the tape",
        rf"(?:turn|switch|stop) (?:off )?{_TAPE}(?: off)?(?= (?:please|for|now)|[.,!?])|not for the tape",
    ),
    ("recorder", r"(?:turn|switch) (?:off )?(?:the|that|your) (?:tape )?recorder(?: off)?"),
    ("recording", r"(?:stop|pause|turn off|switch off) (?:the|that|your) recording"),
    ("that off", r"(?:turn|switch) that off(?= (?:please|for a)|[.,!?])"),
    (
        "that out",
        (
            r"(?:^|[.!?,;:…—–]\s*|please |you (?:can|could|might|should|better) |can we |could (?:you|we) )"
            r"(?:leave|cut|take|edit) that (?:bit |part )?out"
        ),
    ),
    ("strike that", r"strike that"),
    ("delete that", r"delete that"),
    ("confidential", r"(?:keep|this is|that's|it's|strictly) (?:(?:this|that|it) )?confidential"),
    ("entre nosotros", r"(?:quede?|esto|eso|aquí) entre nosotros|(?:^|[.¡¿!?]\s*)entre nosotros[,.:;]"),
    ("entre usted y yo", r"entre usted y yo"),
    ("entre tú y yo", r"entre tú y yo"),
    ("no ", _NO_PONGAS),
    ("grabadora", r"apag(?:a|ue|ar) (?:la|esa) grabadora"),
    ("salga de aquí", r"no salga de aquí"),
    ("confidencial", r"(?:esto|eso) es confidencial"),
    ("書か", rf"書か(?:ないで{_WITHHOLD_JA}?|んといて)"),
    ("載せないで", r"載せないで"),
    ("使わないで", rf"使わないで{_WITHHOLD_JA}"),
    ("言わないで", rf"言わないで{_WITHHOLD_JA}"),
    ("出さないで", rf"出さないで{_WITHHOLD_JA}"),
    ("しないで", r"(?:公表|公開|記録|引用|録音)しないで"),
    ("録音", r"録音(?:を|は)?(?:止め|とめ|切って|切っといて|消して)"),
    ("オフレコ", r"オフレコ"),
    ("ここだけの", r"ここだけの(?:話|はなし|こと)"),
    ("内緒", r"内緒(?:に(?:して|しと)|で(?:お願い|ね)|の話)"),
    ("秘密に", r"秘密に(?:して|しと)(?:ください|下さい|ほしい|おいて|ね|いて)"),
    ("カットし", r"カットし(?:て|と)(?:ください|下さい|ほしい|おいて|いて)"),
)
_WRITTEN: Final[tuple[tuple[str, str], ...]] = (
    ("withdr", r"withdr(?:aw|ew)"),
    ("retract", r"retract"),
    ("not to", r"ask(?:s|ed)?(?: \w+){0,2} not to"),
    ("not ", rf"(?:do|should|must|please do) not {_WRITE}"),
    ("redact", r"redact"),
    ("take", r"takes? (?:it|this|that|(?:these|the) words) back"),
    ("retir", r"retir(?:a|ó|ado|ada) (?:lo|la|esto|eso|sus?)"),
    ("no usar", r"no usar"),
    ("no publicar", r"no publicar"),
    ("no citar", r"no citar"),
    ("非公開", r"非公開"),
    ("取り下げ", r"取り下げ"),
    ("使用し", r"使用し(?:ない|ません)"),
    ("使わない", r"使わない"),
)
_MARGIN: Final = _SPOKEN + _WRITTEN
# Where none of what several words share is in a text, they need not be looked for one by one.
_SHARED: Final = ("record", "between ", "that o", "confiden", "entre ")
# Words that stand in every interview, and how they go on where they are part of a phrase.
_GOES_ON: Final = {
    **dict.fromkeys(("don't", "don’t", "do not"), re.compile(rf" (?:you |please |{_WRITE} )".encode())),
    "no ": re.compile(_PONGAS.encode()),
}
# Letters beyond ASCII whose small forms are in it.
_ALIKE: Final = frozenset("İ\u212a")
_BEYOND: Final = {word: frozenset(beyond_ascii(word)) for word, _ in _MARGIN}
_AROUND: Final = 80
"""Code points before and behind its word that a phrase may reach."""
Place = Literal["turn", "note", "comment"]


@dataclass(frozen=True, slots=True, order=True)
class Asked:
    """A place where somebody may ask not to use a passage.

    Attributes:
        turn_index: the turn it is about.
        place: whether the turn itself, a note under it or a remark in the margin says so.
    """

    turn_index: int
    place: Place


def asked_back(document: Document, comments: Iterable[Comment] = ()) -> tuple[Asked, ...]:
    """The turns that may be meant, each once, in order; those the file itself withholds are left out."""
    found: dict[int, Place] = {}
    for turn_index, place in _places(document, comments):
        found.setdefault(turn_index, place)
    withheld = [stretch.span for stretch in document.withheld]
    return tuple(
        Asked(index, place)
        for index, place in sorted(found.items())
        if not any(span.overlaps(document.turns[index].span) for span in withheld)
    )


def _places(document: Document, comments: Iterable[Comment]) -> Iterator[tuple[int, Place]]:
    starts = [turn.span.start for turn in document.turns]
    for offset in _hits(document.text, _SPOKEN):
        index = bisect_right(starts, offset) - 1
        if index >= 0 and offset < document.turns[index].span.end:
            yield index, "turn"
    for tier in document.tiers:
        signs = _MARGIN if tier.name == "note" else _SPOKEN
        if any(True for _ in _hits(tier.span.of(document.text), signs)):
            yield tier.turn_index, "note"
    for comment in comments:
        index = -1 if comment.span is None else bisect_right(starts, comment.span.start) - 1
        if index >= 0 and any(True for _ in _hits(comment.text, _MARGIN)):
            yield index, "comment"


def _hits(text: str, signs: Iterable[tuple[str, str]]) -> Iterator[int]:
    """Offsets of the last characters of phrases, whatever their capitals; looked for around their words."""
    others = beyond_ascii(text)
    beyond = frozenset(others.lower())
    if not _ALIKE.isdisjoint(others):
        text = text.replace("İ", "I").replace("\u212a", "K")
    # One byte a character is searched several times faster than characters of two.
    small = text.encode("ascii", "replace").lower()
    absent = tuple(part for part in _SHARED if part.encode() not in small)
    for word, pattern in signs:
        if not _BEYOND[word] <= beyond or any(part in word for part in absent):
            continue
        narrow = word.encode("ascii", "replace")
        places = _places_of(narrow, small) if narrow.strip(b"? ") else _places_of(word, text)
        goes_on = _GOES_ON.get(word)
        done = 0
        for at in places:
            if at < done or (goes_on and not goes_on.match(small, at + len(word))):
                continue
            begin, end = max(done, at - _AROUND), at + len(word) + _AROUND
            for last in _around(text, pattern, begin, end):
                done = last + 1
                yield last


def _around(text: str, pattern: str, begin: int, end: int) -> Iterator[int]:
    """The same for one phrase between two places."""
    # What stands before and behind is seen, for a line or a word may end there, but nothing is found there.
    before = max(0, begin - 1)
    small = text[before : end + _AROUND].lower()
    for match in re.compile(pattern, re.MULTILINE).finditer(small, begin - before):
        if before + match.end() > end:
            return
        yield before + match.end() - 1


def _places_of(word: AnyStr, text: AnyStr) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))
