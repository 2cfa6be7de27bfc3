"""Names that a key may need, gathered over transcripts, and the beginning of a key to be edited."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from secondmig.core.types import Document
from secondmig.transcript.candidates import Candidate, candidates
from secondmig.transcript.key_file import Kind
from secondmig.transcript.names import NameFinder
from secondmig.transcript.not_names import NOT_NAMES, TITLES
from secondmig.transcript.spellings import parts_of

_SURE: Final = frozenset({"after a title", "says the name", "form of address", "introduces themselves"})
_WEAK: Final = frozenset(
    {"capital letter", "capital letter at the beginning", "after in, at, from", "works for"}
)
_READY: Final = {
    "e-mail address": "e-mail address",
    "web address": "web address",
    "account": "account",
    "telephone number": "telephone number",
    "postcode": "postcode",
    "address": "address",
}
_SUGGESTED: Final[dict[Kind, str]] = {
    "person": "a pseudonym of the same sex, age and language",
    "place": "generalise: what kind of place, and in which region",
    "firm": "generalise: what kind of firm",
    "date": "",
    "other": "a pseudonym, or generalise; take it out if it names nobody",
}
_RETURNING: Final = 2
_CONTEXTS: Final = 3
_AROUND: Final = 40
_WORD = re.compile(r"[^\W\d_]+")
_ORDER: Final[tuple[Kind, ...]] = ("person", "place", "firm", "other", "date")
_HEAD: Final = """\
# Proposed by rules, which see forms and not people. Read every entry in its context
# (secondmig corpus deidentify --propose --context), then fill in pseudonym, or write generalise: ... instead,
# correct the kind, move spellings of one name together as variants, and take out what names nobody.
# A key with an empty pseudonym is refused. Keep this file outside the project, readable by you alone.
"""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words of a transcript to be looked through.

    Attributes:
        text: with what was taken back masked.
        language: BCP 47.
    """

    text: str
    language: str


@dataclass(slots=True)
class Proposal:
    """A name that a key may need.

    Attributes:
        name: as it stands most often.
        kind: that most rules say.
        rules: that found it, with how often.
        documents: ids, with how often.
        variants: further spellings and parts of the name.
        contexts: the words around the first places.
    """

    name: str
    kind: Kind = "other"
    rules: Counter[str] = field(default_factory=Counter)
    documents: Counter[str] = field(default_factory=Counter)
    variants: tuple[str, ...] = ()
    contexts: list[str] = field(default_factory=list)

    @property
    def times(self) -> int:
        """How often it was found."""
        return self.documents.total()

    @property
    def ready(self) -> str:
        """A generalisation that can stand as it is; "" where a person must choose."""
        return next((_READY[rule] for rule in self.rules if rule in _READY), "")

    @property
    def suggestion(self) -> str:
        """What may stand instead, in words."""
        if self.kind == "date":
            return "rule: month"
        return f"generalise: {self.ready}" if self.ready else _SUGGESTED[self.kind]


def stretches(document: Document, masked: str) -> tuple[Stretch, ...]:
    """The words of a transcript by language: what stands above the turns, turns and tiers.

    Args:
        document: the transcript.
        masked: its text with what was taken back as █.
    """
    above = min((turn.span.start for turn in document.turns), default=len(masked))
    tiers = ((tier.span, tier.name if tier.name != "note" else document.language) for tier in document.tiers)
    spoken = sorted(
        [*((turn.span, turn.language) for turn in document.turns), *tiers], key=lambda each: each[0]
    )
    head = Stretch(masked[:above], document.language)
    return (head, *(Stretch(span.of(masked), language) for span, language in spoken))


class Gathering:
    """Gathers candidates over transcripts.

    Args:
        known: finds the names of a key that is there already; they are not proposed again.
    """

    def __init__(self, known: NameFinder | None = None) -> None:
        self._known = known
        self._held: dict[tuple[str, ...], Proposal] = {}
        self._kinds: defaultdict[tuple[str, ...], Counter[Kind]] = defaultdict(Counter)
        self._spelled: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        self._small: Counter[str] = Counter()
        self._large: Counter[str] = Counter()

    def labels(self, document_id: str, speakers: Iterable[str]) -> None:
        """Take in the labels of those who speak, but for the interviewer's."""
        for speaker in speakers:
            if speaker and not (self._known and self._known.holds(speaker)):
                self._note(speaker, "person", "label of a speaker", document_id)

    def take(self, document_id: str, words: Stretch) -> None:
        """Take in what the rules find in a stretch of a transcript."""
        for word in _WORD.findall(words.text):
            (self._small if word.islower() else self._large)[word.lower()] += 1
        for found in _widest(candidates(words.text, words.language)):
            name = " ".join(words.text[found.start : found.end].split())
            if "█" in name or (self._known and self._known.holds(name)):
                continue
            proposal = self._note(name, found.kind, found.rule, document_id)
            if proposal is not None and len(proposal.contexts) < _CONTEXTS:
                before = words.text[max(0, found.start - _AROUND) : found.start]
                after = words.text[found.end : found.end + _AROUND]
                proposal.contexts.append(" ".join(f"{before}>{name}<{after}".split()))

    def _note(self, name: str, kind: Kind, rule: str, document_id: str) -> Proposal | None:
        parts = parts_of(name)
        if not parts or (len(parts) == 1 and len(parts[0]) == 1) or set(parts) <= NOT_NAMES | TITLES:
            return None
        proposal = self._held.setdefault(parts, Proposal(name))
        proposal.rules[rule] += 1
        proposal.documents[document_id] += 1
        self._kinds[parts][kind] += 0 if rule in _WEAK and kind == "other" else 3 if rule in _SURE else 1
        self._spelled[parts][name] += 1
        return proposal

    def proposals(self) -> tuple[Proposal, ...]:
        """What is worth a person's look: persons first, what is found most often first in each kind."""
        kept = {parts: each for parts, each in self._held.items() if self._worth(parts, each)}
        for parts, each in kept.items():
            each.name = max(
                self._spelled[parts].items(), key=lambda pair: (pair[1], not pair[0].isupper(), pair[0])
            )[0]
            kinds = self._kinds[parts]
            each.kind = (
                max(_ORDER, key=lambda kind: (kinds[kind], -_ORDER.index(kind))) if kinds.total() else "other"
            )
        _put_together(kept, self._large)
        return tuple(
            sorted(kept.values(), key=lambda each: (_ORDER.index(each.kind), -each.times, each.name))
        )

    def _worth(self, parts: Sequence[str], proposal: Proposal) -> bool:
        """Whether the rules say more than that a word once had a capital letter."""
        if set(proposal.rules) - _WEAK:
            return True
        if len(parts) > 1:
            return set(proposal.rules) != {"capital letter at the beginning"}
        inside = proposal.rules.total() - proposal.rules["capital letter at the beginning"]
        return (
            inside >= 1 and proposal.times >= _RETURNING and self._small[parts[0]] * 2 < self._large[parts[0]]
        )


def _widest(found: Iterable[Candidate]) -> Iterator[Candidate]:
    """Of candidates that share letters the strongest, and the longest among the equally strong."""
    chosen: list[Candidate] = []
    for each in sorted(
        found, key=lambda one: (one.rule in _WEAK, one.rule == "capital letter", one.start - one.end, one)
    ):
        if not any(each.start < other.end and other.start < each.end for other in chosen):
            chosen.append(each)
    return iter(sorted(chosen))


def _put_together(kept: dict[tuple[str, ...], Proposal], large: Counter[str]) -> None:
    """Make a part of one person's name a variant of it, where it is part of no other's and stands alone."""
    whole = [parts for parts, each in kept.items() if len(parts) > 1 and each.kind == "person"]
    owners: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for parts in whole:
        for part in parts:
            owners[part].add(parts)
    for part, held_by in sorted(owners.items()):
        if len(held_by) != 1 or len(part) < 3 or part in NOT_NAMES | TITLES:
            continue
        (owner,) = held_by
        alone = kept.get((part,))
        if alone is None and large[part] <= kept[owner].times:
            continue
        spelled = alone.name if alone is not None else part.capitalize()
        kept[owner].variants = (*kept[owner].variants, spelled)
        if alone is not None:
            kept[owner].rules += alone.rules
            kept[owner].documents += alone.documents
            kept[owner].contexts += alone.contexts
            del kept[(part,)]


def key_skeleton(proposals: Collection[Proposal]) -> str:
    """The beginning of a key, in YAML; its empty pseudonyms are refused until somebody fills them in."""
    pieces = [_HEAD]
    dates = sum(each.times for each in proposals if each.kind == "date")
    for each in proposals:
        if each.kind == "date":
            continue
        rules = ", ".join(
            rule for rule, _ in sorted(each.rules.items(), key=lambda pair: (-pair[1], pair[0]))
        )
        pieces.append(f"\n# {each.times} times in {len(each.documents)} documents: {rules}\n")
        pieces.append(f"- name: {_quoted(each.name)}\n  kind: {each.kind}\n")
        if each.variants:
            pieces.append(f"  variants: [{', '.join(map(_quoted, each.variants))}]\n")
        pieces.append(
            f"  generalise: {each.ready}\n" if each.ready else f'  pseudonym: ""  # {each.suggestion}\n'
        )
    if dates:
        pieces.append(
            f"\n# {dates} full dates: each is replaced by its month and year (or rule: year, decade)\n"
        )
        pieces.append("- kind: date\n  rule: month\n")
    return "".join(pieces)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
