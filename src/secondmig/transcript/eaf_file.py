"""ELAN files (.eaf): tiers of annotations on a time line.

What is speech: the tiers without a parent. Each annotation is a turn, as the person who annotated cut it;
its speaker is the tier's PARTICIPANT, else the tier's name. Where some of these tiers name a participant, one
that names none and whose annotations enclose those of others ("interview", "section 2") is a marker, not a
person.

Of the tiers below, two kinds are read. A translation becomes a tier of the turn where the file says its
language: the name of the tier or of its type is a language ("English"), or its parent's with a language
("Rosa-en"), or speaks of translating with a language ("free translation (eng)"); or it has one annotation a
turn, in another content language than the speech. A tier of languages, one a turn ("en", "jp"), says what
language the turn is in. Everything that is not read is named in a note.
"""

import bisect
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Final

from secondmig.core.decode import decode
from secondmig.core.errors import SecondmigError
from secondmig.transcript.eaf_tiers import EafTier, read_tiers, time_units
from secondmig.transcript.language import primary
from secondmig.transcript.language_names import language_tag, named_language
from secondmig.transcript.limits import parsed_xml
from secondmig.transcript.model import CERTAIN, NO, Request, Transcript
from secondmig.transcript.utterances import Utterance, document_of, joined, main_language

if TYPE_CHECKING:
    from secondmig.transcript.limits import Element

_ROOT = re.compile(rb"<ANNOTATION_DOCUMENT[\s>/]")
_BOM: Final = b"\xef\xbb\xbf"
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_NAME_PARTS = re.compile(r"[^\W_]+")
_TRANSLATION = re.compile(r"transl|traduc|tradu[çz]|übersetz|翻訳|訳", re.IGNORECASE)
_LANGUAGES = re.compile(r"lang|idioma|lengua|sprache|言語", re.IGNORECASE)


@dataclass(slots=True)
class _Below:
    """What the tiers below the speech say of its turns, by id of the annotation.

    Attributes:
        translations: turn -> language -> words, in the order of the file.
        languages: turn -> language of its words.
        unread: names and sizes of the other tiers.
    """

    translations: dict[str, dict[str, list[str]]] = field(default_factory=lambda: defaultdict(dict))
    languages: dict[str, str] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)


class Elan:
    """Reads ELAN's annotation documents."""

    id: ClassVar[str] = "elan"
    title: ClassVar[str] = "ELAN annotations (.eaf)"
    suffixes: ClassVar[tuple[str, ...]] = (".eaf",)

    def sniff(self, raw: bytes) -> int:
        """CERTAIN where the root element is an annotation document."""
        start = raw[:8192].removeprefix(_BOM).lstrip()
        while start.startswith((b"<?xml", b"<!--")):
            _, end, start = start.partition(b"?>" if start.startswith(b"<?xml") else b"-->")
            start = start.lstrip() if end else b""
        return CERTAIN if _ROOT.match(start) else NO

    def read(self, raw: bytes, request: Request) -> Transcript:
        """The document.

        Raises:
            SecondmigError: no well-formed XML, times that are none, all of them; nobody says anything.
        """
        root, decoding = _root(raw, request)
        tiers = read_tiers(root, where=request.where)
        notes = []
        if time_units(root) != "milliseconds":
            notes.append("times are counted in frames, not in milliseconds, and are left out")
        spoken, doubts = _speech(tiers)
        below = _below(tiers, spoken)
        utterances = _utterances(spoken, below)
        if below.unread:
            notes.append(f"tiers below the speech that are not read: {', '.join(below.unread)}")
        notes.extend([*doubts, *_odd(spoken, utterances)])
        document = document_of(
            raw, utterances, request, decoding=decoding, language=main_language(utterances)
        )
        return Transcript(document, self.title, "certain", tuple(notes))


def _root(raw: bytes, request: Request) -> tuple["Element", str]:
    """The root element; what the user says of the encoding beats what the file declares."""
    decoded = decode(raw, encoding=request.encoding, where=request.where)
    declaration = _DECLARATION.match(decoded.text)
    text = (
        "\n" * declaration[0].count("\n") + decoded.text[declaration.end() :] if declaration else decoded.text
    )
    if not text.strip():
        raise SecondmigError("the file holds no words", where=request.where)
    root = _element(text, request.where)
    if root.tag != "ANNOTATION_DOCUMENT":
        raise SecondmigError("the XML is no ELAN document", where=request.where)
    return root, f"eaf, {decoded.decoding}"


def _element(text: str, where: str) -> "Element":
    """The root element; broken XML is named with its line where the parser says it."""
    try:
        return parsed_xml(text.encode("utf-8"), where=where, part="annotations")
    except SecondmigError as error:
        line = getattr(error.__cause__, "lineno", None)
        if not line:
            raise
        raise SecondmigError("the XML is broken", where=f"{where}:{line}", hint=error.hint) from error


def _speech(tiers: Iterable[EafTier]) -> tuple[list[EafTier], list[str]]:
    """The tiers without a parent that are somebody's words, and what is doubtful among them."""
    top = [tier for tier in tiers if not tier.parent and tier.annotations]
    named = [tier for tier in top if tier.participant]
    spoken: list[EafTier] = []
    doubts: list[str] = []
    for tier in top:
        if tier.participant or not named:
            spoken.append(tier)
        elif _encloses(tier, named):
            size = len(tier.annotations)
            doubts.append(
                f"tier {tier.id[:60]!r} ({size}) names no participant and spans turns of others: not read"
            )
        else:
            doubts.append(f"tier {tier.id[:60]!r} names no participant: read as a speaker of that name")
            spoken.append(tier)
    return spoken, doubts


def _encloses(tier: EafTier, others: Sequence[EafTier]) -> bool:
    """Whether at least half of a tier's annotations have a whole annotation of another tier inside."""
    inner = sorted(
        (each.start_ms, each.end_ms)
        for other in others
        for each in other.annotations
        if each.start_ms is not None and each.end_ms is not None
    )
    starts = [start for start, _ in inner]
    around = 0
    for each in tier.annotations:
        if each.start_ms is not None and each.end_ms is not None:
            first = bisect.bisect_left(starts, each.start_ms)
            last = bisect.bisect_right(starts, each.end_ms)
            around += any(inner[place][1] <= each.end_ms for place in range(first, last))
    return 2 * around >= len(tier.annotations)


def _utterances(spoken: Iterable[EafTier], below: _Below) -> list[Utterance]:
    """Turns in order of time; annotations without a time come last, in the order of the file."""
    found = [
        Utterance(
            tier.participant or tier.id,
            each.words,
            each.start_ms,
            each.end_ms,
            below.languages.get(each.id) or tier.language,
            translations=tuple(
                (tag, joined(words)) for tag, words in below.translations.get(each.id, {}).items()
            ),
        )
        for tier in spoken
        for each in tier.annotations
        if each.words
    ]
    found.sort(key=lambda each: (each.start_ms is None, each.start_ms or 0, each.end_ms or 0))
    return found


def _odd(spoken: Iterable[EafTier], utterances: Sequence[Utterance]) -> list[str]:
    """What is odd about the turns, in sentences for the person who imports."""
    notes = []
    empty = sum(not each.words for tier in spoken for each in tier.annotations)
    if empty:
        notes.append(f"{empty} annotations without words are left out")
    ends: dict[str, int] = {}
    overlaps = 0
    for each in utterances:
        if each.start_ms is not None:
            overlaps += any(end > each.start_ms for who, end in ends.items() if who != each.speaker)
            ends[each.speaker] = max(ends.get(each.speaker, 0), each.end_ms or 0)
    if overlaps:
        notes.append(f"{overlaps} turns begin before another speaker has ended")
    return notes


def _below(tiers: Sequence[EafTier], spoken: Sequence[EafTier]) -> _Below:
    """What the tiers with a parent say of the turns."""
    by_name = {tier.id: tier for tier in tiers}
    parents = {each.id: each.refers for tier in tiers for each in tier.annotations if each.refers}
    turns = {each.id for tier in spoken for each in tier.annotations}
    below = _Below()
    for tier in tiers:
        if not tier.parent or not tier.annotations:
            continue
        above = by_name.get(tier.parent)
        places = _places(tier, above, parents, turns)
        single = len(set(places)) == len(places)
        tag = _translated_into(tier, above, single=single)
        languages = [language_tag(each.words) for each in tier.annotations]
        if tag:
            for each, turn in zip(tier.annotations, places, strict=True):
                if turn and each.words:
                    below.translations[turn].setdefault(tag, []).append(each.words)
        elif single and all(languages) and _LANGUAGES.search(f"{tier.id} {tier.type}"):
            below.languages.update(zip(places, languages, strict=True))
        else:
            below.unread.append(f"{tier.id[:60]!r} ({len(tier.annotations)})")
    return below


def _translated_into(tier: EafTier, parent: EafTier | None, *, single: bool) -> str:
    """The language a tier translates into, "" where the file does not say so; see the top of this module."""
    for name in (tier.id, tier.type):
        if tag := named_language(name):
            return tag
    of_parent = {part.casefold() for part in _NAME_PARTS.findall(parent.id)} if parent else set()
    rest = [part for part in _NAME_PARTS.findall(tier.id) if part.casefold() not in of_parent]
    if len(rest) == 1 and (tag := named_language(rest[0])):
        return tag
    if _TRANSLATION.search(f"{tier.id} {tier.type}"):
        tags = [named_language(part) for part in _NAME_PARTS.findall(f"{tier.id} {tier.type}")]
        return next((tag for tag in tags if tag), primary(tier.language))
    differs = parent is not None and parent.language and tier.language and parent.language != tier.language
    return primary(tier.language) if differs and single else ""


def _places(tier: EafTier, above: EafTier | None, parents: Mapping[str, str], turns: set[str]) -> list[str]:
    """For each annotation the turn it stands under, "" where that is none."""
    timed = sorted(
        (each.start_ms, each.end_ms, each.id)
        for each in (above.annotations if above else ())
        if each.start_ms is not None and each.end_ms is not None
    )
    starts = [start for start, _, _ in timed]
    found = []
    for each in tier.annotations:
        at = each.refers
        if not at and each.start_ms is not None and starts:
            place = bisect.bisect_right(starts, each.start_ms) - 1
            at = timed[place][2] if place >= 0 and each.start_ms < timed[place][1] else ""
        found.append(_turn_of(at, parents, turns))
    return found


def _turn_of(at: str, parents: Mapping[str, str], turns: set[str]) -> str:
    """The turn that an annotation is or refers to, through others if need be; "" where it is none."""
    seen: set[str] = set()
    while at and at not in turns and at not in seen:
        seen.add(at)
        at = parents.get(at, "")
    return at if at in turns else ""
