"""Suggestions: what an engine proposes; a coding comes of one only by a person's yes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from secondmig.core.span import Span
from secondmig.core.types import FacetValue


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A code that an engine proposes for a stretch; never counted as a coding.

    Attributes:
        id: stable: the same proposal by the same engine has the same id.
        document_id: the transcript.
        version: of the transcript.
        span: code points in that version's text.
        quote_sha: content hash of ``text[span]``.
        code_id: the code.
        codebook_version: ``codebook-id@number`` that the engine read.
        engine: e.g. "cues".
        engine_version: of the engine, e.g. "1".
        score: 0 to 1; comparable within one engine only.
        evidence: what the engine went by, in the codebook's words and never in the speaker's.
        facets: proposed facets.
        created_event: rev of the event that made this row; 0 before it is stored.
    """

    id: str
    document_id: str
    version: int
    span: Span
    quote_sha: str
    code_id: str
    codebook_version: str
    engine: str
    engine_version: str
    score: float
    evidence: tuple[str, ...]
    facets: Mapping[str, FacetValue] = field(default_factory=dict)
    created_event: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one coder said to a suggestion.

    Attributes:
        suggestion_id: the suggestion.
        coder_id: who decided.
        verdict: "accepted" made a coding, "rejected" did not.
        coding_id: the coding that came of it; "" where it was rejected.
        created_event: rev of the event that made this row; 0 before it is stored.
    """

    suggestion_id: str
    coder_id: str
    verdict: Literal["accepted", "rejected"]
    coding_id: str
    created_event: int = 0


def is_suggested(origin: str) -> bool:
    """Whether a coding of this origin came of a suggestion: "cue", or an engine with its version.

    >>> [is_suggested(origin) for origin in ("cue", "learned@3", "manual", "import:taguette")]
    [True, True, False, False]
    """
    return origin == "cue" or ("@" in origin and not origin.startswith("import:"))
