"""A table of regressions as a page of its own: nothing is loaded from elsewhere, and it prints on paper."""

from collections.abc import Sequence
from dataclasses import dataclass

from secondmig.core.warnings import Caution
from secondmig.report.render import page
from secondmig.stats.fit import Step
from secondmig.stats.regtable import RegTable, shown


@dataclass(frozen=True, slots=True)
class Flow:
    """How the sample of a column came about.

    Attributes:
        label: of the column.
        steps: from all rows to those fitted.
    """

    label: str
    steps: tuple[Step, ...]


def regtable_page(table: RegTable, cautions: Sequence[Caution] = (), flows: Sequence[Flow] = ()) -> bytes:
    """The page; the same table gives the same bytes.

    Args:
        table: the table.
        cautions: what to read beside it.
        flows: of columns that were fitted.
    """
    values = {
        "table": table,
        "groups": table.groups(),
        "cautions": tuple(cautions),
        "flows": tuple((each.label, each.steps) for each in flows),
        "mixed": len({head.come_from for head in table.heads}) > 1,
        "sentence": sentence,
        "shown": shown,
    }
    return page("regtable.html.j2", values).encode("utf-8")


def sentence(text: str) -> str:
    """A clause as a sentence; names of columns and single letters stay as they are.

    >>> sentence("blank: not in the model"), sentence("z in square brackets"), sentence("log_pay is low.")
    ('Blank: not in the model.', 'z in square brackets.', 'log_pay is low.')
    """
    first = text.partition(" ")[0]
    plain = len(first) > 1 and first.strip(":;,.").isalpha()
    end = "" if text[-1:] in {".", ":", ";", "!", "?"} else "."
    return f"{text[:1].upper() if plain else text[:1]}{text[1:]}{end}"
