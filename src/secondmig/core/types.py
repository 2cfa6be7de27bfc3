"""The values every layer speaks: frozen, slotted, without behaviour that needs a file or a database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from secondmig.core.legs import Leg
from secondmig.core.span import Span

DocumentKind = Literal["interview", "fieldnote", "policy", "press", "answer"]
DOCUMENT_KINDS: tuple[DocumentKind, ...] = ("interview", "fieldnote", "policy", "press", "answer")
SpeakerRole = Literal["interviewer", "participant", "other"]
SPEAKER_ROLES: tuple[SpeakerRole, ...] = ("interviewer", "participant", "other")
ConsentTier = Literal["T0", "T1", "T2", "T3", "T4", "T5"]
CONSENT_TIERS: tuple[ConsentTier, ...] = ("T0", "T1", "T2", "T3", "T4", "T5")
DEFAULT_TIER: ConsentTier = "T1"
Level = Literal["work", "team", "partner", "public"]
LEVELS: tuple[Level, ...] = ("work", "team", "partner", "public")
FacetScalar: TypeAlias = str | int | bool
FacetValue: TypeAlias = FacetScalar | tuple[FacetScalar, ...]
CodingStatus = Literal["current", "changed", "lost"]


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says at a stretch.

    Attributes:
        index: position in the document, from 0.
        number: the number as printed in the source, None if it prints none.
        speaker: the label as printed, "" if unknown.
        role: who this speaker is in the interview.
        language: BCP 47 tag of the words of this turn.
        span: the words alone, without number, time and label, in the document's text.
        time_start: milliseconds from the beginning of the recording, or None.
        time_end: milliseconds, or None.
    """

    index: int
    number: int | None
    speaker: str
    role: SpeakerRole
    language: str
    span: Span
    time_start: int | None = None
    time_end: int | None = None


@dataclass(frozen=True, slots=True)
class Tier:
    """A line that belongs to a turn: a translation (its name is a language) or a transcriber's note.

    Attributes:
        name: "en" for ``%en:``, "note" for ``%note:``.
        turn_index: the turn it stands under.
        span: its words in the document's text.
    """

    name: str
    turn_index: int
    span: Span


@dataclass(frozen=True, slots=True)
class Withheld:
    """A stretch somebody took back; never shown, quoted, coded or exported at any level."""

    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class Document:
    """One immutable version of one transcript.

    Attributes:
        id: names the transcript and survives a correction.
        version: from 1; (id, version) never changes its words.
        title: as printed; "" if there is none.
        kind: interview, fieldnote, policy, press or answer.
        language: main language, BCP 47.
        text: canonical text: no BOM, LF line ends, no NUL, otherwise the characters of the file.
        text_sha: content hash of ``text``.
        source_sha: content hash of the original bytes.
        decoding: how the bytes became text, e.g. "utf-8" or "cp1252 (as asked)".
        turns: ordered, disjoint.
        tiers: ordered by span.
        withheld: stretches the file itself says were taken back.
        header: other keys of the file's header, as text or tuples of text.
        supersedes: the version this one replaces, or None.
    """

    id: str
    version: int
    title: str
    kind: DocumentKind
    language: str
    text: str
    text_sha: str
    source_sha: str
    decoding: str
    turns: tuple[Turn, ...]
    tiers: tuple[Tier, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    header: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    supersedes: int | None = None


@dataclass(frozen=True, slots=True, order=True)
class SpeakerRef:
    """A speaker of a document: how a person is tied to words."""

    document: str
    speaker: str


@dataclass(frozen=True, slots=True)
class Case:
    """A person: the unit of analysis, never a file.

    Attributes:
        id: the project's id of the person.
        pseudonym: the name shown.
        speakers: the speakers of documents that are this person.
        attributes: raw values by column name as text; an absent key is a missing value.
        legs: the trajectory, ordered.
        consent: the tier; T1 where nothing is known.
    """

    id: str
    pseudonym: str
    speakers: tuple[SpeakerRef, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    legs: tuple[Leg, ...] = ()
    consent: ConsentTier = DEFAULT_TIER


@dataclass(frozen=True, slots=True)
class Code:
    """A named idea in a codebook.

    Attributes:
        id: never reused.
        label: what people read.
        parent: id of the heading or code above, or None.
        codable: False for a heading.
        definition: what it says, with ``include`` and ``exclude``.
        examples: sentences that would be coded so.
        cues: words by language ("en", "ja", "es") that may point to it.
        links: hypotheses and models it serves.
        measure: id of its survey twin, or "".
        defaults: facet values the code carries. They hold where a coding names none and the facet's own
            default is "from_code"; for other facets they say what is typical.
        benchmarks: published findings to show beside the code, never to score with: "source.outcome" ->
            (sign, significance), e.g. "rieti.return" -> ("+", "5%"); ("", "not_in_model") where the model
            left it out.
        was: ids of codes of earlier versions that this one came out of, by merging or splitting.
        retired: why nothing new is coded with it, "" while it is in use; its codings stay and are counted.
        color: "#RRGGBB" as other tools show it, "" for none.
    """

    id: str
    label: str
    parent: str | None = None
    codable: bool = True
    definition: str = ""
    include: str = ""
    exclude: str = ""
    examples: tuple[str, ...] = ()
    cues: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    links: tuple[str, ...] = ()
    measure: str = ""
    defaults: Mapping[str, FacetScalar] = field(default_factory=dict)
    benchmarks: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    was: tuple[str, ...] = ()
    retired: str = ""
    color: str = ""


@dataclass(frozen=True, slots=True)
class FacetSpec:
    """An attribute that codings carry.

    Attributes:
        name: the facet.
        type: "country", "countries", "corridor", "enum", "ordinal", "int" or "bool".
        values: permitted values, as they are stored; for countries those beside the ISO 3166-1 alpha-3 codes;
            empty where the type alone decides.
        labels: what each value means, by its text.
        multiple: several values at once.
        required: reports need it; saving never does.
        required_unless: facet -> value that lifts the requirement.
        default: the value that holds where none is named; "from_code" takes it from the code.
        applies_to: code ids; empty means all.
        help: one or two sentences for the coder.
    """

    name: str
    type: str
    values: tuple[FacetScalar, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    multiple: bool = False
    required: bool = False
    required_unless: Mapping[str, FacetScalar] = field(default_factory=dict)
    default: FacetScalar | None = None
    applies_to: tuple[str, ...] = ()
    help: str = ""


@dataclass(frozen=True, slots=True)
class Codebook:
    """The set of codes as a file says it.

    Attributes:
        id: names the codebook over its versions.
        label: the version as the file prints it, e.g. "1.0.0".
        title: what people read.
        source: where the ideas come from.
        rules: how the codes are applied.
        codes: in file order.
        facets: with those inherited already resolved, in a stable order.
        sha: content hash over the canonical form (canonical_json of everything else).
        unit: what a segment of this codebook is, in words; "" if the file does not say.
    """

    id: str
    label: str
    title: str
    source: str
    rules: tuple[str, ...]
    codes: tuple[Code, ...]
    facets: tuple[FacetSpec, ...]
    sha: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class CodebookVersion:
    """An immutable numbered snapshot of a codebook in a project."""

    codebook: Codebook
    number: int
    note: str
    author: str


@dataclass(frozen=True, slots=True)
class Coding:
    """One application of one code by one coder; the words come from the stored version of the document.

    Attributes:
        id: stable over undo, redo and edits; unique among current rows.
        document_id: the transcript.
        version: of the transcript.
        span: code points in that version's text.
        quote_sha: content hash of ``text[span]``.
        code_id: the code.
        codebook_version: ``codebook-id@number``.
        coder_id: a person or an engine.
        facets: as saved (defaults not filled in), keys sorted.
        origin: "manual", "cue", "learned@v", "llm@v" or "import:tool".
        status: "changed" and "lost" wait in a review queue after a correction.
        memo: the coder's remark, "" if none.
        created_event: rev of the event that made this row; 0 before it is stored.
        retired_event: rev of the event that ended it, None while it holds.
    """

    id: str
    document_id: str
    version: int
    span: Span
    quote_sha: str
    code_id: str
    codebook_version: str
    coder_id: str
    facets: Mapping[str, FacetValue] = field(default_factory=dict)
    origin: str = "manual"
    status: CodingStatus = "current"
    memo: str = ""
    created_event: int = 0
    retired_event: int | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """A signed tie between two codings: ``source`` raises (+), lowers (-) or touches (?) ``target``."""

    id: str
    source: str
    target: str
    sign: Literal["+", "-", "?"]
    coder_id: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """A coder is to read a document with a codebook: where nothing is coded, that is "no code".

    Attributes:
        coder_id: who codes.
        document_id: what.
        codebook_id: with which codes.
        blind: the coder does not see the work of others.
        source: "declared" in secondmig.toml, "package", "hand" or "adjudication".
    """

    coder_id: str
    document_id: str
    codebook_id: str
    blind: bool
    source: Literal["declared", "package", "hand", "adjudication"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the project; payloads hold ids and content hashes only.

    Attributes:
        rev: 1, 2, 3 ...
        id: made by the client, sorts by time.
        at: UTC, ISO 8601.
        actor: who.
        verb: e.g. "corpus import".
        subject: what it is about, e.g. a document id.
        payload: ids, hashes and counts.
        undoes: rev of the event this one takes back, or None.
        prev_hash: hash of the event before; "" for the first.
        hash: content hash over all fields above and ``prev_hash``.
    """

    rev: int
    id: str
    at: str
    actor: str
    verb: str
    subject: str
    payload: Mapping[str, object]
    undoes: int | None
    prev_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One line of the ledger of a person join.

    Attributes:
        case: case id, "" for a survey row without a case.
        survey: name of the survey.
        row: the survey's id of the row, "" for a case without a row.
        status: matched, unmatched_case, not_interviewed or duplicate.
        reason: one clause a person understands.
    """

    case: str
    survey: str
    row: str
    status: Literal["matched", "unmatched_case", "not_interviewed", "duplicate"]
    reason: str
