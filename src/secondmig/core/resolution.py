"""What coders decided where they differ."""

from dataclasses import dataclass
from typing import Literal

from secondmig.core.span import Span


@dataclass(frozen=True, slots=True)
class Resolution:
    """What was decided about one place where two coders differ; the codings of both stay as they are.

    Attributes:
        id: of the disagreement; unique among current rows.
        document_id: the transcript.
        version: of the transcript.
        span: the stretch concerned, code points in that version's text.
        kind: confusion, facet, boundary or one_coder.
        coder_a: the first coder.
        coder_b: the second.
        code_a: the first coder's code, "" where only the second coded.
        code_b: the second coder's, "" where only the first coded.
        facet: which facet differs, else "".
        first: ids of the first coder's codings concerned.
        second: ids of the second coder's.
        take: whose reading goes into the adjudicated layer.
        outcome: "recode": somebody slipped; "redefine": the definition has to be mended; "ambiguity": both
            readings are legitimate.
        reason: in words, may be "".
        coder_id: who decided.
        created_event: rev of the event that made this row; 0 before it is stored.
    """

    id: str
    document_id: str
    version: int
    span: Span
    kind: Literal["confusion", "facet", "boundary", "one_coder"]
    coder_a: str
    coder_b: str
    code_a: str
    code_b: str
    facet: str
    first: tuple[str, ...]
    second: tuple[str, ...]
    take: Literal["a", "b", "both", "neither"]
    outcome: Literal["recode", "redefine", "ambiguity"]
    reason: str
    coder_id: str
    created_event: int = 0
