"""What a use case gives back: rows with named fields and meta, or a sentence about what was done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from secondmig.core.errors import SecondmigError
from secondmig.core.warnings import Caution

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows to print or to compute with.

    Attributes:
        fields: names in the order of the columns; every row has exactly these keys.
        rows: plain values: text, int, float, bool, None, or dict for objects.
        meta: unit, selection, codebook versions, state, n and warnings.
        notes: sentences for people, shown under a table and left out of CSV.
        right: columns of figures that are text already, to be set flush right like numbers.
    """

    fields: tuple[str, ...]
    rows: Sequence[Mapping[str, object]]
    meta: Mapping[str, object] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    right: tuple[str, ...] = ()

    def frame(self) -> "DataFrame":
        """The rows as a pandas DataFrame, ``meta`` in its ``attrs``."""
        import pandas as pd

        made = pd.DataFrame([dict(row) for row in self.rows], columns=list(self.fields))
        made.attrs.update(self.meta)
        return made


@dataclass(frozen=True, slots=True)
class Done:
    """What an action did.

    Attributes:
        message: one sentence.
        details: further lines, e.g. paths written.
        warnings: lines a person should not miss.
        event: rev of the event, None where nothing changed.
        count: how many things were added, where that has a meaning.
        banner: what has to be said before anything else.
    """

    message: str
    details: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    event: int | None = None
    count: int = 0
    banner: str = ""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of each file of a corpus import; one transaction per file.

    Attributes:
        imported: document ids now in the project.
        skipped: lines about files that were already there.
        refused: one error per file that was not taken in.
        reports: what was understood of each file read, as lines of text per document id.
        saved: lines about import profiles written to secondmig.toml.
    """

    imported: tuple[str, ...]
    skipped: tuple[str, ...]
    refused: tuple[SecondmigError, ...]
    reports: tuple[tuple[str, tuple[str, ...]], ...]
    saved: tuple[str, ...] = ()


def warning_rows(cautions: Sequence[Caution]) -> list[dict[str, str]]:
    """Cautions in the form ``meta.warnings`` has everywhere."""
    return [{"id": each.id, "severity": each.severity, "message": each.message} for each in cautions]
