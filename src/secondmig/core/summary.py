"""Summaries: what a person says on a theme, in the analyst's own words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Summary:
    """One cell of the summary grid.

    Attributes:
        case_id: the person.
        code_id: the theme: a code, or a heading of the codebook.
        text: the paraphrase.
        coder_id: the analyst; each has an own cell for the same person and theme.
        created_event: rev of the event that made this row; 0 before it is stored.
    """

    case_id: str
    code_id: str
    text: str
    coder_id: str
    created_event: int = 0
