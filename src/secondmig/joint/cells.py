"""Reference cells: with whom of a survey a person is compared, and with whom else where these are too few."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from secondmig.core import countries

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Mask: TypeAlias = NDArray[np.bool_]

Dimension = Literal["origin", "sex", "cohort", "host"]
DIMENSIONS: Final[tuple[Dimension, ...]] = ("origin", "sex", "cohort", "host")
"""In the order of a cell; a cell is widened from the last to the first."""
Years: TypeAlias = tuple[int, int]
REGION: Final = "region"
EVERYBODY: Final = "everybody"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person belongs.

    Attributes:
        origin: ISO3 code, "" where it is unknown.
        sex: ``f``, ``m`` or ``x``, "" where it is unknown.
        born: first and last year in which the person may have been born, None where nothing says it.
        host: ISO3 code of the country that the person lived in and is compared for, "" for none.
    """

    origin: str = ""
    sex: str = ""
    born: Years | None = None
    host: str = ""

    def value(self, dimension: Dimension) -> str:
        """The value in a dimension in words, "" where it is unknown."""
        if dimension == "cohort":
            return "" if self.born is None else years_in_words(self.born)
        return {"origin": self.origin, "sex": self.sex, "host": self.host}[dimension]


@dataclass(frozen=True, slots=True)
class Frame:
    """What the rows of a survey say about where people belong, one entry a row.

    Attributes:
        origin: ISO3 codes, "" where unknown; None where the survey does not say it.
        sex: ``f``, ``m`` or ``x``, "" where unknown; None likewise.
        born: first and last possible year of birth, None where unknown; None likewise.
        host: ISO3 codes, "" where unknown; None likewise.
        only: dimension -> the one value that everybody in the survey has: it is of women, or of Japan.
    """

    origin: Sequence[str] | None = None
    sex: Sequence[str] | None = None
    born: Sequence[Years | None] | None = None
    host: Sequence[str] | None = None
    only: Mapping[Dimension, str] = field(default_factory=dict)

    def says(self, dimension: Dimension) -> bool:
        """Whether the rows tell a dimension apart."""
        return self._columns()[dimension] is not None

    def _columns(self) -> Mapping[Dimension, Sequence[object] | None]:
        return {"origin": self.origin, "sex": self.sex, "cohort": self.born, "host": self.host}


@dataclass(frozen=True, slots=True)
class Cell:
    """A group of the survey.

    Attributes:
        by: the dimensions in which its rows are like the person, in the order of the cell.
        regional: whether the origin is meant as a region.
    """

    by: tuple[Dimension, ...]
    regional: bool = False

    def named(self, place: Place) -> str:
        """The cell in words, e.g. ``origin PER, sex f, born 1970-1975``."""
        words = []
        for dimension in self.by:
            value = place.value(dimension)
            if dimension == "cohort":
                words.append(f"born {value}")
            elif dimension == "origin" and self.regional:
                words.append(f"{REGION} {countries.region(value)}")
            else:
                words.append(f"{dimension} {value}")
        return ", ".join(words) or EVERYBODY


def years_in_words(years: Years) -> str:
    """``1975`` or ``1970-1975``."""
    first, last = years
    return str(first) if first == last else f"{first}-{last}"


def ladder(by: Sequence[Dimension], place: Place) -> Iterator[Cell]:
    """The cells of a person from the narrowest to everybody.

    One dimension is given up after the other, the last first; the origin gives way to its region before it
    goes.

    Args:
        by: dimensions that the survey tells apart and the person has a value in, in the order of the cell.
        place: of the person.

    >>> place = Place("PER", "f", (1970, 1975), "JPN")
    >>> [cell.named(place) for cell in ladder(("origin", "sex"), place)]
    ['origin PER, sex f', 'origin PER', 'region Latin America', 'everybody']
    """
    kept = tuple(by)
    yield Cell(kept)
    regional = False
    while kept:
        if kept[-1] == "origin" and not regional and countries.is_state(place.origin):
            regional = True
        else:
            kept = kept[:-1]
        yield Cell(kept, regional and "origin" in kept)


class Rows:
    """The rows of a survey by what they have in common; each comparison is made once.

    Args:
        frame: where the rows belong.
        number: how many rows there are.
    """

    def __init__(self, frame: Frame, number: int) -> None:
        import numpy as np

        self._frame = frame
        self._number = number
        self._arrays: dict[str, NDArray[np.object_] | NDArray[np.int64]] = {}
        self._masks: dict[tuple[str, str], Mask] = {}

    def of(self, cell: Cell, place: Place) -> "Mask":
        """Which rows are in a cell of a person. Of a cohort are those who may be born in the same years."""
        import numpy as np

        found = np.ones(self._number, dtype=np.bool_)
        for dimension in cell.by:
            found &= self._like(dimension, place, regional=cell.regional)
        return found

    def _like(self, dimension: Dimension, place: Place, *, regional: bool) -> "Mask":
        value = place.value(dimension)
        if dimension == "cohort":
            return self._mask("cohort", value, lambda: self._born(place))
        if dimension == "origin" and regional:
            region = countries.region(value)
            return self._mask(REGION, region, lambda: self._array(REGION) == region)
        return self._mask(dimension, value, lambda: self._array(dimension) == value)

    def _mask(self, name: str, value: str, make: Callable[[], "Mask"]) -> "Mask":
        key = (name, value)
        if key not in self._masks:
            self._masks[key] = make()
        return self._masks[key]

    def _born(self, place: Place) -> "Mask":
        first, last = place.born or (0, 0)
        lows, highs = self._array("born low"), self._array("born high")
        return (lows <= last) & (highs >= first) & (highs > 0)

    def _array(self, name: str) -> "NDArray[np.object_] | NDArray[np.int64]":
        import numpy as np

        if name not in self._arrays:
            frame = self._frame
            if name.startswith("born"):
                side = 0 if name == "born low" else 1
                years = [0 if each is None else each[side] for each in frame.born or ()]
                self._arrays[name] = np.array(years, dtype=np.int64)
            else:
                self._arrays[name] = np.array(self._texts(name), dtype=object)
        return self._arrays[name]

    def _texts(self, name: str) -> Sequence[str]:
        frame = self._frame
        if name == REGION:
            regions = {code: countries.region(code) for code in countries.COUNTRIES}
            return [regions.get(code, "") for code in frame.origin or ()]
        return {"origin": frame.origin, "sex": frame.sex, "host": frame.host}[name] or ()
