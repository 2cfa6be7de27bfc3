"""Engines that propose codes: what they are given, what they give, and which there are.

A package adds its own with the entry point group ``secondmig.engines``: an :class:`Engine`, or a class that
makes one without arguments.
"""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from secondmig.core.errors import SecondmigError
from secondmig.core.span import SpanSet
from secondmig.core.suggestion import Suggestion
from secondmig.core.types import CodebookVersion, Document
from secondmig.suggest.cues import Cues
from secondmig.transcript.units import Sentence

_ENTRY_POINTS: Final = "secondmig.engines"


@dataclass(frozen=True, slots=True)
class Read:
    """A transcript as an engine gets it.

    Attributes:
        document: its newest version; what may not be seen stands in ``text`` as █, offsets unchanged.
        hidden: the stretches that may not be seen; nothing is proposed there.
        sentences: of every turn, in order.
    """

    document: Document
    hidden: SpanSet
    sentences: tuple[Sentence, ...]


class Engine(Protocol):
    """Something that proposes codes; the same text and codebook give the same proposals everywhere."""

    @property
    def id(self) -> str:
        """Its name, e.g. "cues"; lower-case letters, digits and hyphens."""
        ...

    @property
    def version(self) -> str:
        """Another one wherever the same input may give other proposals."""
        ...

    def suggest(self, read: Read, book: CodebookVersion) -> Sequence[Suggestion]:
        """What it proposes in one transcript with one codebook; ids are given by who stores them."""
        ...


def engines() -> Mapping[str, Engine]:
    """Every engine by its id: ours first, then those of other packages."""
    found: dict[str, Engine] = {each.id: each for each in ENGINES}
    for each in _third_party():
        found.setdefault(each.id, each)
    return found


def find_engine(name: str) -> Engine:
    """An engine by its id.

    Raises:
        SecondmigError: there is none of that name, or one that is installed cannot be loaded.
    """
    found = engines()
    if name not in found:
        raise SecondmigError(f"there is no engine {name}", hint=f"engines: {', '.join(found)}")
    return found[name]


ENGINES: tuple[Engine, ...] = (Cues(),)
"""Those of this package."""


@functools.cache
def _third_party() -> tuple[Engine, ...]:
    from importlib.metadata import entry_points

    found = []
    for point in sorted(entry_points(group=_ENTRY_POINTS), key=lambda point: (point.name, point.value)):
        package = point.dist.name if point.dist else "?"
        try:
            loaded = point.load()
        except (ImportError, AttributeError) as error:
            raise SecondmigError(
                f"the engine {point.name!r} of the package {package!r} cannot be loaded: {error}",
                hint=f"repair or uninstall {package}",
            ) from error
        found.append(loaded() if isinstance(loaded, type) else loaded)
    return tuple(found)
