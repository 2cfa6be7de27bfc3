"""The one filter of command line, web and report."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Selection:
    """Which codings, documents and cases are meant; empty fields do not restrict.

    Attributes:
        documents: document ids.
        codes: code ids; children are included unless ``exact``.
        exact: leave the children out.
        coders: coder ids.
        cases: case ids.
        where: (facet, value) pairs, all of which must hold; values as text.
        groups: (attribute, value) pairs of the case, all of which must hold.
        as_of: rev of the last event to count, or None for now.
    """

    documents: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    exact: bool = False
    coders: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    where: tuple[tuple[str, str], ...] = ()
    groups: tuple[tuple[str, str], ...] = ()
    as_of: int | None = None

    def described(self) -> str:
        """The filter in words, "everything" where nothing restricts; used in headers and meta."""
        parts = [
            *(f"document {value}" for value in self.documents),
            *(f"code {value}{' alone' if self.exact else ''}" for value in self.codes),
            *(f"coder {value}" for value in self.coders),
            *(f"case {value}" for value in self.cases),
            *(f"{facet}={value}" for facet, value in self.where),
            *(f"{attribute}={value}" for attribute, value in self.groups),
        ]
        if self.as_of is not None:
            parts.append(f"as of event {self.as_of}")
        return "; ".join(parts) or "everything"


EVERYTHING: Final = Selection()
"""The selection that leaves nothing out."""
