"""What a section of the report is, for our own and for those that other packages register."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from secondmig.report.context import Context, Need
from secondmig.report.figures.svg import Figure
from secondmig.report.table import Table


@dataclass(frozen=True, slots=True)
class Plate:
    """A figure as it stands on the page.

    Attributes:
        label: "Figure 3".
        figure: the picture.
        caption: what it shows and how to read it, sentences.
        table: the same numbers.
    """

    label: str
    figure: Figure
    caption: str
    table: Table


class SectionData(Protocol):
    """What a section's template prints; frozen."""

    @property
    def tables(self) -> tuple[Table, ...]:
        """The numbers that go into files beside the page."""

    @property
    def absent(self) -> tuple[str, ...]:
        """What this edition leaves out, and why, a sentence each."""

    @property
    def suppressed(self) -> int:
        """Cells left out or bounded because they stand for few persons."""


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the report.

    Attributes:
        id: of its heading in the page.
        title: of its heading.
        needs: what the snapshot has to hold; otherwise the page says what is missing.
        build: makes the data from the context.
        template: file in the folder ``templates`` of ``package``; it prints ``data`` with ``ctx``.
        package: where the template lies.
    """

    id: str
    title: str
    needs: tuple[Need, ...]
    build: Callable[[Context], SectionData]
    template: str
    package: str = "secondmig.report"
